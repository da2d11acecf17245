"""The other questions of the survey, answered by chance from planted shares.

Of each question it is laid down which share of the inhabitants of a zone answers favourably, and by how much that
share moves from the first wave to the last. Answers to one battery hang together: part of them follow the
respondent's mood. Whole numbers only, per thousand.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row
from apk_lib.tables.questionnaire import CORE, PLACE_QUESTION, SAFE_IN_PLACE, Item
from apk_lib.tables.scales import DECLINED, DOES_NOT_GO, DONT_KNOW, SCALES
from apk_lib.text import Text

ZONES = ("risk_locality", "surroundings", "rest_of_town")
# per thousand of valid answers: who answers favourably in the first wave, by zone, and how that moves
FAVOURABLE = {
    "avoids_places": ((480, 420, 330), -30),
    "safety_improved": ((300, 250, 200), 40),
    "satisfied_with_order": ((350, 450, 550), 50),
    "satisfied_with_coexistence": ((330, 480, 600), 20),
    "worry_burglary": ((560, 600, 650), 0),
    "worry_robbery": ((520, 580, 660), 20),
    "worry_harassment": ((380, 470, 600), 40),
    "worry_vandalism": ((350, 400, 480), 10),
    "worry_noise": ((300, 420, 560), 40),
    "worry_drugs": ((250, 340, 460), 30),
    "victim_in_12_months": ((160, 110, 80), -10),
    "reported_it": ((450, 500, 550), 0),
    "knows_assistants": ((620, 520, 470), 80),
    "sees_assistants": ((640, 450, 260), 60),
    "met_assistants": ((420, 260, 140), 40),
    "rates_presence": ((680, 620, 560), 20),
    "safer_with_assistants": ((560, 470, 400), 20),
    "should_continue": ((820, 780, 740), 0),
    "trusts_assistants": ((600, 560, 520), 40),
    "trusts_municipal_police": ((560, 600, 640), 0),
}
# the same for questions about a place, by its kind; and who does not go there, the same in both waves
SAFE_THERE = {"risk": ((480, 330, 280), 70), "park": ((620, 650, 680), 20), "cycle_path": ((700, 720, 740), 20)}
NOT_THERE = {"risk": (50, 300, 450), "park": (100, 80, 120), "cycle_path": (250, 220, 200)}
# per thousand of the favourable and of the unfavourable: whose answer is the extreme one
EXTREME = 300
# per thousand of those neither favourable nor extreme: who stands in the middle of a scale with five answers
MIDDLE = 500
# per hundred of all who are asked
DECLINING, NOT_KNOWING = 1, 3
# per hundred answers of a battery: how many follow the respondent's mood
MOODY = 60


def places(project: Project) -> dict[str, str]:
    """The localities a question is asked about, with their kind: the risk ones, one park, one cycle path."""
    kinds = dict(project.frames["localities"].sort("locality").select("locality", "kind").iter_rows())
    single = {kind: locality for locality, kind in reversed(kinds.items()) if kind in ("park", "cycle_path")}
    return {place: kind for place, kind in kinds.items() if kind == "risk" or single.get(kind) == place}


def questions(project: Project) -> list[tuple[Item, str | None]]:
    """The items of the questionnaire in the order in which they are asked, each with its locality."""
    names = project.frames["localities"].select("locality", "name_cs", "name_en").iter_rows()
    named = {locality: Text(cs=cs, en=en) for locality, cs, en in names}
    about = [
        (Item(SAFE_IN_PLACE.format(place), named[place], _asked(named[place]), "place_safety"), place)
        for place in places(project)
    ]
    core: list[tuple[Item, str | None]] = [(item, None) for item in CORE]
    # after the two questions about the own surroundings
    return core[:2] + about + core[2:]


def _asked(place: Text) -> Text:
    return Text(cs=PLACE_QUESTION.fill("cs", place=place.cs), en=PLACE_QUESTION.fill("en", place=place.en))


@cache
def shares(item: str, locality_kind: str | None, *, last: bool) -> dict[str, int]:
    """Per thousand of valid answers: who answers favourably, by zone."""
    first, moved = SAFE_THERE[locality_kind] if locality_kind else FAVOURABLE[item]
    return {zone: share + moved * last for zone, share in zip(ZONES, first, strict=True)}


def opinions(project: Project, people: list[Row], dice: Dice, *, last: bool) -> list[tuple[str, str, int]]:
    """Respondent, item and answer, for every question but those of safety where one lives."""
    kinds = places(project)
    asked = [(item, kinds[place] if place else None) for item, place in questions(project) if place or not item.primary]
    given: list[tuple[str, str, int]] = []
    for person in people:
        mood = dice.between(1, 1000)
        said: dict[str, int] = {}
        for item, kind in asked:
            if item.asked_if and said[item.asked_if] != 1:
                continue
            said[item.id] = _answer(item, kind, person["zone"], mood, dice, last=last)
        given += [(person["respondent"], item, answer) for item, answer in said.items()]
    return given


def _answer(item: Item, kind: str | None, zone: str, mood: int, dice: Dice, *, last: bool) -> int:
    luck = dice.between(1, 100)
    if luck <= DECLINING:
        return DECLINED
    if luck <= DECLINING + NOT_KNOWING:
        return DONT_KNOW
    if kind and dice.between(1, 1000) <= NOT_THERE[kind][ZONES.index(zone)]:
        return DOES_NOT_GO
    place = mood if item.battery and dice.chance(MOODY) else dice.between(1, 1000)
    return 1 + bisect_left(_edges(shares(item.id, kind, last=last)[zone], item.scale), place)


@cache
def _edges(favourable: int, scale: str) -> list[int]:
    """Up to which place from 1 to 1000 each answer but the last reaches, the favourable ones first."""
    valid, good = len(SCALES[scale].valid), len(SCALES[scale].favourable)
    edges = [favourable * EXTREME // 1000] * (good > 1) + [favourable]
    rest = 1000 - favourable
    least = 1000 - rest * EXTREME // 1000
    between = valid - good - 1
    return edges + [favourable + (least - favourable) * MIDDLE // 1000] * (between > 1) + [least] * (between > 0)


def truth(project: Project, population: dict[str, int]) -> dict[str, Any]:
    """The share of the whole town that answers each question favourably, among those with a valid answer to it.

    A question about a place is asked of those who go there, one that follows another of those it was led to.
    """
    kinds = places(project)
    told = {}
    for item, place in questions(project):
        if place or not item.primary:
            kind = kinds[place] if place else None
            told[item.id] = {
                wave: _share(item, kind, population, last=last) for wave, last in (("W0", False), ("W1", True))
            }
    return told


def _share(item: Item, kind: str | None, population: dict[str, int], *, last: bool) -> float:
    absent = dict(zip(ZONES, NOT_THERE[kind], strict=True)) if kind else dict.fromkeys(ZONES, 0)
    led = shares(item.asked_if, None, last=last) if item.asked_if else dict.fromkeys(ZONES, 1000)
    asked = {zone: population[zone] * (1000 - absent[zone]) * led[zone] for zone in ZONES}
    favourable = shares(item.id, kind, last=last)
    return sum(asked[zone] * favourable[zone] for zone in ZONES) / (1000 * sum(asked.values()))
