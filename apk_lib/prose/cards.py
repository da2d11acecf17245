"""The state of a goal in one fact and one honest line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import or_zero, out_of, times
from apk_lib.prose.people import UNSAID, helped
from apk_lib.text import NBSP, Text, sentence


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal's card: the fact, the detail, and the small picture that goes with it."""

    fact: str
    detail: str
    picture: Literal["dots", "bar", "none"] = "none"
    filled: int = 0
    total: int = 0
    share: float | None = None


def goal_state(indicator: str | None, reading: Reading) -> GoalState:
    """The state of the goal whose headline indicator this is; a goal without one says so."""
    if indicator is None or indicator not in CATALOGUE:
        none = Text(cs="zatím bez ukazatele", en="no indicator yet")
        return GoalState(none(reading.lang), "")
    return _CARDS.get(indicator, _any)(reading, indicator)


def _employed(reading: Reading, indicator: str) -> GoalState:
    lang = reading.lang
    filled, kept = reading.figure(indicator, "filled_at_end"), reading.figure("retention", "still_employed")
    if not filled or not (kept or kept.withheld):
        return GoalState(filled.show(), "")
    vacant = reading.figure(indicator, "vacant_days", "period")
    of_those = Text(
        cs="Z původních asistentů v práci stále {kept}; ", en="Of the original assistants still at work: {kept}; "
    )
    stayed = of_those.fill(lang, kept=out_of(kept.numerator, kept.denominator, lang)) if kept else ""
    days = Text(cs="neobsazené dny v období: {vacant}.", en="vacant days in the period: {vacant}.")
    detail = UNSAID(lang) if kept.withheld else sentence(stayed + days.fill(lang, vacant=vacant.bare()))
    fact = Text(cs="{k} míst obsazeno", en="{k} posts filled").fill(
        lang, k=out_of(filled.value, filled.denominator, lang)
    )
    return GoalState(fact, detail, "dots", int(filled.value), int(filled.denominator))


def _trained(reading: Reading, indicator: str) -> GoalState:
    lang = reading.lang
    trained = reading.figure(indicator, "persons_trained")
    hours, ever = (reading.figure("training_hours", "hours", scope) for scope in ("period", "cumulative"))
    learned = Text(cs="V období vzdělávání: {hours}.", en="Training in the period: {hours}.").fill(
        lang, hours=or_zero(hours, "person_hours")
    )
    if trained.withheld and ever:
        fact = Text(cs="{hours} vzdělávání", en="{hours} of training").fill(lang, hours=ever.show())
        unsaid = Text(cs=" Kolik lidí kurz dokončilo, tato verze neuvádí.",
                      en=" This version does not say how many people completed the course.")  # fmt: skip
        return GoalState(fact, learned + unsaid(lang))
    if not trained:
        return GoalState(trained.show(), "")
    fact = Text(cs="{n} po vstupním kurzu", en="{n} with initial training").fill(lang, n=trained.show())
    if trained.target is None:
        return GoalState(fact, learned)
    target = int(trained.target)
    met = (
        Text(cs="cíl splněn", en="target met")
        if trained.value >= target
        else Text(cs="cíl zatím nesplněn", en="target not met yet")
    )
    detail = Text(cs="Cíl: {target}; {met}.", en="Target: {target}; {met}.")
    line = f"{detail.fill(lang, target=trained.show('target'), met=met(lang))} {learned}"
    return GoalState(fact, line, "dots", min(int(trained.value), target), target)


def _present(reading: Reading, indicator: str) -> GoalState:
    lang = reading.lang
    capped = reading.figure(indicator, "capped", "period")
    if not capped:
        return GoalState(capped.show(), "", "bar")
    crossings = reading.figure("presence_adherence", "capped", "period")
    detail = Text(
        cs="Z plánu {planned} jich tým odsloužil {kept} tam a tehdy, kde byly plánovány; hodiny nad plán a mimo plán "
        "se nepočítají. Přítomnost na přechodech: {crossings} plánu.",
        en="Of {planned} the team served {kept} where and when they were planned; hours over and outside the plan do "
        "not count. Presence at the crossings: {crossings} of the plan.",
    ).fill(
        lang,
        planned=capped.show("denominator", unit="person_hours"),
        kept=capped.bare("numerator", unit="person_hours"),
        crossings=crossings.show(),
    )
    fact = Text(cs="{share} plánu", en="{share} of the plan").fill(lang, share=capped.show())
    return GoalState(fact, detail, "bar", share=capped.value)


def _helped(reading: Reading, indicator: str) -> GoalState:
    lang = reading.lang
    now = {id: reading.figure(indicator, id, "period") for id in ("contacts", "offered", "accepted")}
    ever = {id: reading.figure(indicator, id) for id in ("contacts", "accepted")}
    so_far = _so_far(ever["contacts"], ever["accepted"])
    if now["contacts"].state == "missing" or now["contacts"].withheld:
        return GoalState(now["contacts"].show(), so_far.strip() if ever["contacts"] else "")
    if not now["contacts"].value:
        none = Text(cs="V období žádný kontakt s obětí.", en="No contact with a victim in the period.")
        return GoalState(reading.labels.value(0.0, "contacts"), none(lang) + so_far)
    clause = sentence(helped(now["offered"], now["accepted"]))
    detail = Text(
        cs="{clause}; jen souhrn, kontakty nejsou osoby.", en="{clause}; totals only, contacts are not persons."
    )
    return GoalState(now["contacts"].show(), detail.fill(lang, clause=clause) + so_far)


def _so_far(contacts: Figure, accepted: Figure) -> str:
    lang = contacts.labels.lang
    taken = Text(cs=", pomoc přijata {n}", en=", help accepted {n}").fill(lang, n=times(accepted.value or 0.0, lang))
    said = Text(cs=" Od začátku {contacts}{taken}.", en=" Since the start {contacts}{taken}.")
    return said.fill(lang, contacts=or_zero(contacts, "contacts"), taken="" if accepted.withheld else taken)


def _any(reading: Reading, indicator: str) -> GoalState:
    declared = CATALOGUE[indicator]
    measure = declared.measures[0]
    figure = reading.figure(indicator, measure.id)
    return GoalState(f"{figure.show()}", f"{sentence(measure.label(reading.lang))}{NBSP}(n = {figure.n}).")


_CARDS: dict[str, Callable[[Reading, str], GoalState]] = {
    "posts_filled": _employed,
    "initial_training": _trained,
    "plan_adherence": _present,
    "victim_support": _helped,
}
