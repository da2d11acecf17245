"""Sentences on who stays, who leaves and why, and how soon somebody comes instead."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import out_of
from apk_lib.text import Noun, Text, listing, number

_LEFT = Noun(cs=("odešla", "odešly", "odešlo", "odešlo"), en=("left", "left"))
_LEAVING = Noun(cs=("odchod", "odchody", "odchodů", "odchodu"), en=("exit", "exits"))
_OF_PEOPLE = Noun(cs=("osoby", "osob", "osob", "osoby"), en=("person", "people"))
_FILLED = Noun(cs=("bylo znovu obsazeno", "byla znovu obsazena", "bylo znovu obsazeno", "bylo znovu obsazeno"),
               en=("was filled again", "were filled again"))  # fmt: skip


_BRACKETS = Text(
    cs="; v závorce je 95% interval pro podobné lidi", en="; in brackets the 95% interval for people like them"
)


def milestones(reading: Reading) -> str:
    """How many stayed for half a year, a year and two, of those whose time has come: counts with their intervals."""
    lang, name = reading.lang, reading.labels.name
    found = (
        reading.figure("retention_milestones", "retained", months_since_start=after)
        for after in reading.labels.ordered(
            "months_since_start",
            reading.rows("retention_milestones", "retained", "cumulative", "months_since_start")[
                "category_1"
            ].to_list(),
        )
    )
    due = [figure for figure in found if figure]
    if not due:
        return Text(
            cs="Půl roku od nástupu zatím nikomu neuplynulo.", en="For nobody half a year has passed since the start."
        )(lang)
    said = [
        Text(cs="{months} {kept}{interval}", en="{months}: {kept}{interval}").fill(
            lang, months=name("months_since_start", one.category_1),
            interval="" if one.of_few else f" ({one.interval})",
            kept=out_of(one.numerator, one.denominator, lang),
        )
        for one in due
    ]  # fmt: skip
    return Text(
        cs="Z těch, kdo nastoupili za projektu a komu ta doba už uplynula, vydrželo {said}{brackets}.",
        en="Of those who started during the project and for whom the time has come, so many stayed – {said}{brackets}.",
    ).fill(lang, said=listing(said, lang), brackets="" if all(one.of_few for one in due) else _BRACKETS(lang))


def leavings(reading: Reading) -> str:
    """How many left in the period and ever, for what reasons."""
    lang = reading.lang
    now, ever = (reading.figure("exits", "left", scope) for scope in ("period", "cumulative"))
    if not ever:
        return ""
    nobody = Text(
        cs="Od začátku projektu neodešel nikdo; konec projektu se za odchod nepočítá.",
        en="Nobody has left since the start of the project; its end does not count as leaving.",
    )
    if not ever.value:
        return nobody(lang)
    since = {
        True: Text(cs="V období {left} {now}, od začátku projektu {ever}",
                   en="In the period {now} {left}, {ever} since the start of the project"),
        False: Text(cs="V období neodešel nikdo, od začátku projektu {left_ever} {ever}",
                    en="In the period nobody left, {ever} since the start of the project"),
    }[bool(now.value)].fill(
        lang, left=_LEFT.form(now.value or 0, lang), now=now.show(), left_ever=_LEFT.form(ever.value, lang),
        ever=ever.show() if not now.value else ever.bare(),
    )  # fmt: skip
    return Text(
        cs="{since} ({reasons}); konec projektu se za odchod nepočítá.",
        en="{since} ({reasons}); the end of the project does not count as leaving.",
    ).fill(lang, since=since, reasons=", ".join(_reasons(reading)))


def _reasons(reading: Reading) -> list[str]:
    """Each reason somebody left for since the start of the project, with how many did."""
    rows = reading.rows("exits", "left", "cumulative", "end_reason")
    counts = {row["category_1"]: row["value"] for row in rows.iter_rows(named=True) if row["value"]}
    ordered = reading.labels.ordered("end_reason", list(counts))
    return [f"{reading.labels.name('end_reason', id)}: {number(counts[id], reading.lang)}" for id in ordered]


def replaced(reading: Reading) -> str:
    """Turnover beside a published one, and how soon vacant posts were filled."""
    lang = reading.lang
    left, headcount, yearly, posts, wait = (
        reading.figure("turnover", id) for id in ("leavers", "headcount", "annualised", "replaced", "days_to_replace")
    )
    if not left or not headcount.value:
        return ""
    parts = []
    if left.value:
        parts.append(
            Text(
                cs="Od začátku projektu: {left} při průměrném stavu {headcount}, tedy {yearly} odchodu na osobu "
                "a rok (95% interval {interval}).",
                en="Since the start of the project: {left} with {headcount} employed on average, that is {yearly} a "
                "person and year (95% interval {interval}).",
            ).fill(
                lang,
                headcount=_OF_PEOPLE.count(headcount.value, lang, 2),
                left=_LEAVING.count(left.value, lang),
                yearly=yearly.bare(),
                interval=yearly.interval,
            )
        )
        parts.append(_taken(posts, wait))
    parts.append(_published(reading))
    return " ".join(parts)


def _taken(posts: Figure, wait: Figure) -> str:
    lang = posts.labels.lang
    if not posts.value:
        return Text(cs="Uvolněné místo zatím nikdo nepřevzal.", en="Nobody has taken over a vacant post yet.")(lang)
    length = Text(cs="; medián čekání {wait}", en="; median wait {wait}").fill(lang, wait=wait.show())
    return Text(cs="Po odchodu {filled} {posts}{length}.", en="After an exit {posts} {filled}{length}.").fill(
        lang, filled=_FILLED.form(posts.value, lang), posts=posts.show(), length="" if wait.withheld else length
    )


def _published(reading: Reading) -> str:
    """The people who passed through a published project beside ours."""
    lang = reading.lang
    persons, planned = reading.figure("tenure", "persons"), reading.figure("posts_filled", "filled_at_end")
    ours = ""
    if persons and planned.denominator:
        ours = Text(cs=" Zde: plánovaná místa {planned}, lidé dosud {persons}.",
                    en=" Here: posts planned {planned}, people so far {persons}.").fill(
            lang, planned=number(planned.denominator, lang), persons=persons.bare())  # fmt: skip
    # mpdecin.cz, „Úspěšný projekt…“: 2017 to June 2020; how many posts there were at one time is not stated
    return (
        Text(
            cs="Pro srovnání: děčínský projekt (2017–2020) plánoval 17 asistentů a prošlo jím 31 lidí (mpdecin.cz).",
            en="For comparison: the project in Děčín (2017–2020) planned 17 assistants and 31 people passed through it "
            "(mpdecin.cz).",
        )(lang)
        + ours
    )
