"""The survey of perceived safety: two waves drawn from a finite, invented population.

Whole counts of each answer to the two questions of safety in each zone are laid down first, so the true change is
exact; the respondents are then drawn without replacement, the zones disproportionately. What else they were asked
is in `opinions`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from apk_lib.project import Project
from apk_lib.sample import opinions
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, entered, monday, table

ANSWERS = (1, 2, 3, 4, 9)
# inhabitants aged 15 and over
POPULATION = {"risk_locality": 420, "surroundings": 3600, "rest_of_town": 18900}
RESPONDENTS = {
    "W0": {"risk_locality": 100, "surroundings": 100, "rest_of_town": 112},
    "W1": {"risk_locality": 110, "surroundings": 112, "rest_of_town": 125},
}
# per thousand of those with an opinion: who feels safe, by item, wave and zone
SAFE = {
    "safe_by_day": {
        "W0": {"risk_locality": 800, "surroundings": 850, "rest_of_town": 900},
        "W1": {"risk_locality": 830, "surroundings": 880, "rest_of_town": 918},
    },
    "safe_after_dark": {
        "W0": {"risk_locality": 400, "surroundings": 520, "rest_of_town": 620},
        "W1": {"risk_locality": 480, "surroundings": 600, "rest_of_town": 676},
    },
}
# per thousand of all
DONT_KNOW = {"safe_by_day": 20, "safe_after_dark": 30}
# per thousand of the safe and of the unsafe: who is "very" so
VERY_SAFE, VERY_UNSAFE = 350, 250
QUESTIONS = ("safe_by_day", "safe_after_dark")
# per hundred respondents
FEMALE = 51
AGES = {"15-29": 18, "30-44": 26, "45-59": 24, "60+": 32}
# per hundred of those approached who belong: how many answered, at least and at most
RESPONSE = (45, 55)
# of the others per hundred; the rest could not be found out
REFUSED, NOT_MET, HINDERED = 50, 33, 7
# words of one question that the second wave changed
REWORDED = ("safety_improved", "v závěrečné vlně se otázka ptala na poslední rok, ne na 2 roky")


def population(item: str, wave: str, zone: str) -> dict[int, int]:
    """How many inhabitants of the zone would give each answer."""
    everyone = POPULATION[zone]
    silent = everyone * DONT_KNOW[item] // 1000
    safe = (everyone - silent) * SAFE[item][wave][zone] // 1000
    unsafe = everyone - silent - safe
    very_safe, very_unsafe = safe * VERY_SAFE // 1000, unsafe * VERY_UNSAFE // 1000
    counts = (very_safe, safe - very_safe, unsafe - very_unsafe, very_unsafe, silent)
    return dict(zip(ANSWERS, counts, strict=True))


def share_safe(item: str, wave: str) -> float:
    """The share of the whole town that feels safe, among those with an opinion."""
    zones = [population(item, wave, zone) for zone in POPULATION]
    safe = sum(counts[1] + counts[2] for counts in zones)
    return safe / sum(sum(counts.values()) - counts[9] for counts in zones)


def sample_survey(
    project: Project, seed: int, *, other_questions: bool = True
) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The tables of the survey and the truth they were drawn from.

    Without `other_questions` only the two of safety are answered, in the same way.
    """
    dice, other = Dice(seed, "survey"), Dice(seed, "opinions")
    who, doors = Dice(seed, "people"), Dice(seed, "approached")
    respondents: list[Row] = []
    answers: list[Row] = []
    approached: list[Row] = []
    fieldwork = _fieldwork(project)
    risk = [place for place, kind in opinions.places(project).items() if kind == "risk"]
    for wave, (_, ends) in fieldwork.items():
        keyed_in = at(ends + timedelta(days=10), 10)
        people = _respondents(wave)
        respondents += [entered(keyed_in, **person, **_traits(risk, person["zone"], who)) for person in people]
        given = [
            (person["respondent"], item, answer)
            for item in QUESTIONS
            for person, answer in zip(people, _drawn(item, wave, dice), strict=True)
        ]
        if other_questions:
            given += opinions.opinions(project, people, other, last=wave == list(fieldwork)[-1])
        answers += [entered(keyed_in, respondent=person, item=item, answer=answer) for person, item, answer in given]
        approached += [entered(keyed_in, wave=wave, **ended) for ended in _dispositions(wave, doors)]
    rows = _questionnaire(project) | {
        "survey_dispositions": approached,
        "survey_respondents": respondents,
        "survey_answers": answers,
    }
    truth = _truth() | {"opinions": opinions.truth(project, POPULATION)}
    return {name: table(name, entries) for name, entries in rows.items()}, truth


def _fieldwork(project: Project) -> dict[str, tuple[date, date]]:
    """The second month of the project, and four weeks three months before its last one."""
    first = (project.start.replace(day=1) + timedelta(days=31)).replace(day=1)
    first_end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    last = (project.end.replace(day=1) - timedelta(days=75)).replace(day=1)
    last_start = monday(last + timedelta(days=6))
    return {"W0": (first, first_end), "W1": (last_start, last_start + timedelta(days=25))}


def _questionnaire(project: Project) -> dict[str, list[Row]]:
    fieldwork = _fieldwork(project)
    begun = at(fieldwork["W0"][0], 9)
    return {
        "survey_waves": [
            entered(at(starts, 9), wave=wave, starts=starts, ends=ends, mode="interview")
            for wave, (starts, ends) in fieldwork.items()
        ],
        "survey_items": [
            entered(
                begun,
                item=item.id,
                question_cs=item.question.cs,
                question_en=item.question.en,
                scale=item.scale,
                battery=item.battery,
                locality=locality,
                primary=item.primary,
            )
            for item, locality in opinions.questions(project)
        ],
        "survey_wordings": [
            entered(
                at(fieldwork["W1"][0], 9), wave="W1", item=REWORDED[0], place=None, comparable=False, note=REWORDED[1]
            )
        ],
    }


def _respondents(wave: str) -> list[Row]:
    zones = [zone for zone, n in RESPONDENTS[wave].items() for _ in range(n)]
    return [
        {
            "respondent": f"{wave}-{n:03}",
            "wave": wave,
            "zone": zone,
            "weight": round(POPULATION[zone] / RESPONDENTS[wave][zone], 6),
            "population": POPULATION[zone],
        }
        for n, zone in enumerate(zones, start=1)
    ]


def _traits(places: list[str], zone: str, dice: Dice) -> Row:
    """Who a respondent is, and in which of the risk localities he or she lives."""
    ages = [age for age, percent in AGES.items() for _ in range(percent)]
    return {
        "sex": "female" if dice.chance(FEMALE) else "male",
        "age_group": dice.pick(ages),
        "locality": dice.pick(places) if zone == "risk_locality" and places else None,
    }


def _dispositions(wave: str, dice: Dice) -> list[Row]:
    """How those approached in each zone ended; complete and partial interviews are the respondents."""
    rows: list[Row] = []
    for zone, n in RESPONDENTS[wave].items():
        partial = dice.between(1, 4)
        missed = n * 100 // dice.between(*RESPONSE) - n
        refusal, non_contact, other = (missed * percent // 100 for percent in (REFUSED, NOT_MET, HINDERED))
        persons = {
            "complete": n - partial,
            "partial": partial,
            "refusal": refusal,
            "non_contact": non_contact,
            "other_non_interview": other,
            "unknown_eligibility": missed - refusal - non_contact - other,
            "not_eligible": dice.between(3, 9),
        }
        rows += [{"zone": zone, "disposition": ended, "persons": number} for ended, number in persons.items()]
    return rows


def _drawn(item: str, wave: str, dice: Dice) -> list[int]:
    """The answers of one wave in the order of its respondents."""
    given: list[int] = []
    for zone, n in RESPONDENTS[wave].items():
        counts = np.array(list(population(item, wave, zone).values()))
        # "count" draws with whole numbers only
        drawn = dice.generator.multivariate_hypergeometric(counts, n, method="count")
        given += dice.shuffled(np.repeat(ANSWERS, drawn).tolist())
    return given


def _truth() -> dict[str, Any]:
    waves = list(RESPONDENTS)
    shares = {item: {wave: share_safe(item, wave) for wave in waves} for item in QUESTIONS}
    return {
        "share_safe": shares,
        "change": {item: share[waves[-1]] - share[waves[0]] for item, share in shares.items()},
        "population": {
            item: {
                wave: {
                    zone: {str(answer): n for answer, n in population(item, wave, zone).items()} for zone in POPULATION
                }
                for wave in waves
            }
            for item in QUESTIONS
        },
    }
