"""The answer on money and time: within the budget, and at what cost?"""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import MUCH_UNDECIDED, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose import of
from apk_lib.text import Text

_CAPTION = Text(cs="Podíl vyčerpaného rozpočtu a uplynulé doby.", en="Share of the budget spent and of the time gone.")


def money(reading: Reading) -> Answer:
    """Was it done within the budget and the time, and what did an hour and a contact cost?"""
    lang = reading.lang
    absorbed, elapsed = reading.figure("spending", "absorption"), reading.figure("elapsed_time", "elapsed")
    hour, contact = reading.figure("hourly_cost", "per_person_hour"), reading.figure("contact_cost", "per_contact")
    if not absorbed:
        what = Text(cs="čerpání rozpočtu", en="absorption of the budget")
        return unanswered("money", what, absorbed, reading)
    inside = {
        True: Text(cs="Projekt se {so_far}vešel do rozpočtu: vyčerpáno je {absorbed} po uplynutí {elapsed} doby",
                   en="The project {so_far}kept within its budget: {absorbed} is spent after {elapsed} of the time"),
        False: Text(cs="Projekt {so_far}překročil rozpočet: vyčerpáno je {absorbed} po uplynutí {elapsed} doby",
                    en="The project {so_far}exceeded its budget: {absorbed} is spent after {elapsed} of the time"),
    }[absorbed.value <= 1]  # fmt: skip
    cost = Text(cs="; hodina v terénu stála {cost}", en="; an hour in the field cost {cost}")
    so_far = Text(cs="zatím ", en="has so far ")(lang) if absorbed.open else ""
    heading = inside.fill(lang, so_far=so_far, absorbed=absorbed.show(), elapsed=elapsed.show())
    if hour:
        heading += cost.fill(lang, cost=hour.labels.value(hour.value, "czk", digits=0))
    unknown = Text(
        cs="co by stála tatáž služba jinak, a kolik stojí hodina a kontakt v jiných městech.",
        en="what the same service would cost otherwise, and what an hour and a contact cost in other towns.",
    )(lang)
    return Answer(
        "money", lang, heading, (_spent(reading), _unit(hour, contact)), _doubts(reading, absorbed, hour, contact),
        unknown, (_CAPTION(lang),), is_synthetic(reading, "spending"),
    )  # fmt: skip


def _spent(reading: Reading) -> str:
    spent, disallowed, undecided = (reading.figure("spending", id) for id in ("spent", "disallowed", "undecided"))
    return Text(
        cs="Od začátku projektu bylo vyčerpáno {spent} {of} {budget} (přímé náklady s paušálem); neuznáno bylo "
        "{disallowed}, na schválení čekají přímé náklady {undecided}.",
        en="Since the start {spent} was spent {of} {budget} (direct costs with the flat rate); disallowed: "
        "{disallowed}, direct costs of {undecided} await approval.",
    ).fill(
        reading.lang, spent=spent.show(), of=of(spent.denominator, reading.lang), budget=spent.show("denominator"),
        disallowed=disallowed.show(), undecided=undecided.show(),
    )  # fmt: skip


def _unit(hour: Figure, contact: Figure) -> str:
    return Text(
        cs="Osobohodina v terénu stála {hour}, kontakt s člověkem {contact}; jsou to tytéž peníze dělené jednou "
        "hodinami a podruhé kontakty, nesčítají se.",
        en="A person-hour in the field cost {hour}, a contact with a person {contact}; it is the same money, once over "
        "hours and once over contacts, and does not add up.",
    ).fill(hour.labels.lang, hour=hour.show(), contact=contact.show())


def _doubts(reading: Reading, absorbed: Figure, hour: Figure, contact: Figure) -> tuple[str, ...]:
    spent, undecided = (reading.figure("spending", id) for id in ("spent", "undecided"))
    difference = reading.figure("funding_parts_sum", "difference")
    return (
        *raised(
            parts_differ=bool(difference) and difference.value != 0,
            undecided=bool(undecided) and undecided.value > MUCH_UNDECIDED * spent.value,
        ),
        *of_figures(absorbed, hour, contact),
    )
