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
    heading = _spent_so_far(absorbed, elapsed, reading.figure("spending", "undecided"))
    if hour:
        cost = Text(cs="; hodina v terénu stála {cost}", en="; an hour in the field cost {cost}")
        heading += cost.fill(lang, cost=hour.labels.value(hour.value, "czk", digits=0))
    unknown = Text(
        cs="co by stála tatáž služba jinak, a kolik stojí hodina a kontakt v jiných městech.",
        en="what the same service would cost otherwise, and what an hour and a contact cost in other towns.",
    )(lang)
    return Answer(
        "money", lang, heading, (_spent(reading), _unit(hour, contact)), _doubts(reading, absorbed, hour, contact),
        unknown, (_CAPTION(lang),), is_synthetic(reading, "spending"),
    )  # fmt: skip


def _spent_so_far(absorbed: Figure, elapsed: Figure, undecided: Figure) -> str:
    """How much of the budget is gone, by when, and how much of it the funder may still refuse."""
    lang, pending = absorbed.labels.lang, bool(undecided) and undecided.value > 0
    within = {
        True: Text(cs="Zatím je vyčerpáno {absorbed} zveřejněného rozpočtu",
                   en="So far {absorbed} of the published budget is spent"),
        False: Text(cs="Ke konci projektu je vyčerpáno {absorbed} zveřejněného rozpočtu",
                    en="{absorbed} of the published budget is spent by the end"),
    }[absorbed.open or pending]  # fmt: skip
    over = Text(cs="Projekt překročil zveřejněný rozpočet: vyčerpáno je {absorbed}",
                en="The project exceeded the published budget: {absorbed} is spent")  # fmt: skip
    gone = Text(cs=" po uplynutí {elapsed} doby", en=" after {elapsed} of the time")
    decide = Text(
        cs="; o {undecided} poskytovatel ještě nerozhodl", en="; the funder has not decided on {undecided} yet"
    )
    said = [(within if absorbed.value <= 1 else over).fill(lang, absorbed=absorbed.show())]
    said += [gone.fill(lang, elapsed=elapsed.show())] if absorbed.open else []
    said += [decide.fill(lang, undecided=undecided.labels.value(undecided.value, "czk", digits=0))] if pending else []
    return "".join(said)


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
