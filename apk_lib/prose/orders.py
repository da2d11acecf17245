"""The coming week as orders, for the mentor's board: where to add hours, and what each addition brings.

The same arithmetic as `prose.next_week`, said in the order in which a mentor acts. Where the shifts were copied from a
week with public holidays, that comes before anything else, since what they lack is then the calendar's doing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from apk_lib.calendars import public_holidays
from apk_lib.labels import Labels
from apk_lib.next_week import LINES, WeekAhead
from apk_lib.periods import local_day
from apk_lib.prose.next_week import decimal
from apk_lib.text import DASH, NBSP, Lang, Text, listing, span
from apk_lib.text import weekday as weekday_name

MOST = 3
_ADD = Text(cs="Příští týden přidejte: {cells}", en="Next week add: {cells}")
_ENOUGH = Text(cs="Příští týden není co přidat: směny stačí na celý plán v hodinách",
               en="Next week needs no addition: the shifts suffice for all of the plan in hours")  # fmt: skip
_FIRST = Text(cs="Příští týden: nejdřív doplňte své skutečné směny", en="Next week: enter your real shifts first")
_OR, _ANY = Text(cs=" nebo ", en=" or "), Text(cs="kdykoli", en="any day")
_MORE = Text(cs="Co ještě chybí, stojí v tabulce ve sloupci Chybí.", en="What else is missing stands in the table.")
_WEEK = Text(cs="Příští týden je {week}.", en="Next week is {week}.")
_CAREFUL = Text(
    cs="Pozor: směny jsou opsané z týdne se svátky ({days}), {why}. Nejdřív doplňte své skutečné směny.",
    en="Careful: the shifts are copied from a week with holidays ({days}), {why}. Enter your real shifts first.",
)
_LACKING = Text(cs="proto {days} chybějí", en="which is why {days} them")
_FEWER = Text(cs="proto jich může být méně než jindy", en="so there may be fewer than usual")
_ON = ("v pondělí", "v úterý", "ve středu", "ve čtvrtek", "v pátek", "v sobotu", "v neděli")
_WHERE = {
    "presence_hours": Text(cs="na stanoviště", en="where someone must stand"),
    "person_hours": Text(cs="do terénu", en="in the field"),
}
_LIFT = {
    "presence_hours": Text(
        cs="{hours} h navíc {day} v pásmu {band} zvedne přítomnost na stanovištích o {all} ({places}).",
        en="{hours} h more {day} in the band {band} lift presence where someone must stand by {all} ({places}).",
    ),
    "person_hours": Text(
        cs="{hours} h navíc {day} v pásmu {band} zvedne plnění v osobohodinách o {all} ({places}).",
        en="{hours} h more {day} in the band {band} lift adherence in person-hours by {all} ({places}).",
    ),
}


@dataclass(frozen=True, slots=True)
class _Addition:
    """Hours that are missing of the plan at one time; a weekly plan may have them on any of several `days`."""

    line: str
    days: tuple[date, ...]
    band: str
    length: int
    places: tuple[str, ...]
    lift: float


def orders(ahead: WeekAhead, labels: Labels) -> tuple[str, tuple[str, ...]]:
    """A heading that says what to do, and the sentences behind it; for a week with a plan in hours.

    Additions are what the shifts leave missing, so that they hold together, unlike those of `hours`, each of which
    holds by itself. Where somebody must stand comes first; in each line of the plan the largest, `MOST` in all.
    """
    lang = labels.lang
    wanted = _additions(ahead)
    first = sorted(wanted[:MOST], key=lambda one: (LINES.index(one.line), one.days, one.band))
    cells = listing((_cell(one, labels) for one in first), lang)
    order = _ADD.fill(lang, cells=cells) if wanted else _ENOUGH(lang)
    told = [_WEEK.fill(lang, week=span(ahead.week, ahead.week + timedelta(days=6), lang))]
    told += [_lift(one, labels) for one in first]
    told += [_MORE(lang)] * (len(wanted) > MOST)
    if warning := careful(ahead, lang):
        return _FIRST(lang), (warning, f"{order}.", " ".join(told))
    return order, (" ".join(told),)


def careful(ahead: WeekAhead, lang: Lang) -> str:
    """That the shifts come from a week with public holidays, and which of these days lack them; else empty."""
    off = sorted(public_holidays(ahead.like, ahead.like + timedelta(days=6))) if ahead.like else []
    if not off:
        return ""
    served = set(ahead.shifts.select(day=local_day(pl.col("start")).dt.weekday())["day"])
    bare = [one.isoweekday() for one in off if one.isoweekday() not in served]
    if not bare:
        return _CAREFUL.fill(lang, days=_days(off, lang), why=_FEWER(lang))
    named = [_ON[one - 1] if lang == "cs" else weekday_name(one, lang, full=True) for one in bare]
    lack = {"cs": "", "en": " lacks" if len(bare) == 1 else " lack"}[lang]
    return _CAREFUL.fill(lang, days=_days(off, lang), why=_LACKING.fill(lang, days=listing(named, lang) + lack))


def _additions(ahead: WeekAhead) -> list[_Addition]:
    planned = dict(ahead.use.lines.select("measure", "planned").iter_rows())
    lacking = ahead.use.promises.filter(pl.col("missing") > 0)
    # a weekly plan has hours of its own choice, so it is told apart by its locality
    alone = pl.when(pl.col("per") == "week").then("locality")
    grouped = (
        lacking.group_by("measure", "per", "unit", "band", alone=alone)
        .agg(pl.col("missing").sum(), pl.col("days").first(), places=pl.col("locality").unique().sort())
        .sort("missing", "unit", "band", "alone", descending=[True, False, False, False], nulls_last=True)
    )
    return [
        _Addition(
            line, tuple(one for one in row["days"] if one >= ahead.from_day), row["band"], row["missing"],
            tuple(row["places"]), row["missing"] / planned[line],
        )
        for line in LINES
        for row in grouped.filter(measure=line).iter_rows(named=True)
    ]  # fmt: skip


def _cell(one: _Addition, labels: Labels) -> str:
    """'pá 6–9 na stanoviště'."""
    names = _or((labels.weekday(str(of.isoweekday())) for of in one.days), labels.lang)
    return f"{names}{NBSP}{labels.band(one.band)} {_WHERE[one.line](labels.lang)}"


def _lift(one: _Addition, labels: Labels) -> str:
    lang = labels.lang
    return _LIFT[one.line].fill(
        lang,
        hours=decimal(one.length, lang),
        day=_or((_on(of, lang) for of in one.days), lang),
        band=labels.band(one.band),
        all=labels.value(one.lift, "share_difference"),
        places=listing((labels.name("locality", place) for place in one.places), lang),
    )


def _or(words: Iterable[str], lang: Lang) -> str:
    """One of several days; of many any one."""
    *others, last = words
    if len(others) >= MOST:
        return _ANY(lang)
    return ", ".join(others) + _OR(lang) + last if others else last


def _on(of: date, lang: Lang) -> str:
    return _ON[of.isoweekday() - 1] if lang == "cs" else f"on {weekday_name(of.isoweekday(), lang, full=True)}"


def _days(off: list[date], lang: Lang) -> str:
    """Days as a calendar has them: '24.–26. 12.', '24–26 December'; apart where they do not follow one another."""
    first, last = off[0], off[-1]
    if len(off) > 1 and (last - first).days == len(off) - 1 and first.month == last.month:
        return f"{first.day}{'.' if lang == 'cs' else ''}{DASH}{_day(last, lang)}"
    return listing((_day(one, lang) for one in off), lang)


def _day(of: date, lang: Lang) -> str:
    if lang == "cs":
        return f"{of.day}.{NBSP}{of.month}."
    return f"{of.day}{NBSP}{of:%B}"
