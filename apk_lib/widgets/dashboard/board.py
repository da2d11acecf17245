"""The mentor's board: the last week that is known, the places that wait, and where the coming week should go.

It stands on the indicators of patrol coverage and on the what-if of the next week; days after the last record of
service are not held against anybody, since nobody has written them down yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluate import unit_rows
from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.labels import NOUNS, Labels
from apk_lib.next_week import monday, plan_next_week
from apk_lib.next_week.asking import SUNDAY
from apk_lib.pages import environment
from apk_lib.periods import Period, local_day
from apk_lib.report.model import Part, Section
from apk_lib.report.next_week import next_week_section
from apk_lib.report.progress import SYNTHETIC
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import DASH, Lang, Text, day, number, percent, span

ANY_DAY = 0  # the weekday of what is planned for a week as a whole
WEEKDAYS = (1, 2, 3, 4, 5, 6, 7, ANY_DAY)
TEXTS = {
    "week": Text(cs="Týden {span}: plán splněn na {share}", en="Week {span}: {share} of the plan kept"),
    "no_plan": Text(cs="Týden {span}: nic nebylo plánováno", en="Week {span}: nothing was planned"),
    "nobody": Text(cs="Zatím není zapsána žádná směna", en="No shift is recorded yet"),
    "nobody_said": Text(cs="Nástěnka se naplní s prvními záznamy směn a návštěv.",
                        en="The board fills with the first records of shifts and visits."),
    "reach": Text(cs="Odslouženo / plán; co je nad plán jedné služby, jinou nenahradí. Záznamy sahají do {day}, další "
                  "dny (…) zapsány nejsou.",
                  en="Delivered / planned; what exceeds the plan of one service makes up for no other. Records reach "
                  "to {day}; later days (…) are not recorded yet."),
    "caption": Text(cs="{label} podle lokalit a dní, {unit}: {share}",
                    en="{label} by locality and day, {unit}: {share}"),
    "locality": Text(cs="Lokalita", en="Locality"),
    "any_day": Text(cs="kdykoli", en="any day"),
    "total": Text(cs="celkem", en="total"),
    "all": Text(cs="Všechny lokality", en="All localities"),
    "waiting": Text(cs="Na návštěvu čeká {n}", en="Waiting for a visit: {n}"),
    "none_waits": Text(cs="Žádná lokalita nečeká na návštěvu déle, než má",
                       en="No locality waits for a visit longer than it should"),
    "rule": Text(cs="Čeká lokalita, kde nikdo nebyl déle než {limit} a služba v ní od té doby byla plánována.",
                 en="A locality waits where nobody has been for more than {limit} and service was planned since."),
    "gaps": Text(cs="Kdy byl kde kdo naposledy a co tento týden chybí do plánu",
                 en="When somebody was last where, and what this week lacks of the plan"),
    "last": Text(cs="Naposledy", en="Last visit"),
    "since": Text(cs="Dní", en="Days"),
    "lacks": Text(cs="Do plánu chybí (h)", en="Lacking (h)"),
    "state": Text(cs="Stav", en="State"),
    "waits": Text(cs="čeká", en="waits"),
    "kept": Text(cs="v pořádku", en="all right"),
    "never": Text(cs="nikdy", en="never"),
    "done": Text(cs="splněno", en="kept"),
    "part": Text(cs="zčásti", en="in part"),
    "none": Text(cs="vůbec", en="not at all"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One day in one locality: what was delivered of what was planned, and how far that goes in a word."""

    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The plan of one measure against what was delivered, a row a locality."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def board(dataset: Dataset, labels: Labels) -> list[Part | str]:
    """The last week known, the gaps, and the next week, in reading order."""
    lang = labels.lang
    known_to = last_service(dataset)
    if known_to is None:
        said = (TEXTS["nobody_said"](lang),)
        return [Section("board", TEXTS["nobody"](lang), said, (), (), ())]
    # as it stood on the evening of the last record: what comes after is still to come
    then = replace(dataset, as_of=known_to)
    ahead = next_week_section(plan_next_week(then), labels).part
    return [_drawn(then, labels), ahead]


def last_service(dataset: Dataset) -> date | None:
    """The last day on which a shift began, as far as is known; None where nobody has served yet."""
    days = dataset.table("shifts").select(day=local_day(pl.col("start")))["day"]
    return max(days.filter(days <= dataset.as_of), default=None)


def week_rows(dataset: Dataset, measure: str) -> pl.DataFrame:
    """The plan of the week of the as-of date up to that day: `locality, weekday, planned, delivered, kept`."""
    first = monday(dataset.as_of)
    week = Period("", first, dataset.as_of, dataset.as_of)
    rows = unit_rows(CATALOGUE[ADHERENCE[measure]], dataset, week)
    return (
        rows.group_by("locality", "weekday")
        .agg(pl.col("planned", "delivered", "kept").sum())
        .sort("locality", "weekday")
    )


def waiting(dataset: Dataset) -> pl.DataFrame:
    """A row a locality at the as-of date, the longest without anybody first: `locality, since, last, overlooked`."""
    whole = Period("", dataset.project.start, dataset.as_of, dataset.as_of)
    seen = unit_rows(CATALOGUE["overlooked_localities"], dataset, whole)
    last = pl.lit(dataset.as_of) - pl.duration(days="since")
    rows = seen.select("locality", "since", "overlooked", last=last.cast(pl.Date))
    return rows.sort("since", "locality", descending=[True, False], nulls_last=False)


def _drawn(dataset: Dataset, labels: Labels) -> str:
    lang = labels.lang
    weeks = {measure: week_rows(dataset, measure) for measure in ADHERENCE}
    planned = {measure: rows for measure, rows in weeks.items() if rows["planned"].sum()}
    first = monday(dataset.as_of)
    days = span(first, min(first + SUNDAY, dataset.project.end), lang)
    heading = TEXTS["no_plan"].fill(lang, span=days)
    if planned:
        heading = TEXTS["week"].fill(lang, span=days, share=_share(next(iter(planned.values())), lang))
    seen = waiting(dataset)
    n = int(seen["overlooked"].sum())
    waits = TEXTS["waiting"].fill(lang, n=NOUNS["localities"].count(n, lang)) if n else TEXTS["none_waits"](lang)
    limit = NOUNS["days"].count(dataset.project.limit("revisit_days"), lang)
    said = {
        "heading": heading,
        "reach": TEXTS["reach"].fill(lang, day=day(dataset.as_of, lang)),
        "grids": [_grid(measure, rows, dataset, labels) for measure, rows in planned.items()],
        "waiting": waits,
        "rule": TEXTS["rule"].fill(lang, limit=limit),
        "gaps": list(_gaps(seen, planned, labels)),
    }
    words = {name: text(lang) for name, text in TEXTS.items()}
    words["gaps"] += _mark(dataset, lang)
    template = environment("apk_lib.widgets.dashboard").get_template("board.html.jinja")
    return template.render(lang=lang, words=words, **said)


def _mark(dataset: Dataset, lang: Lang) -> str:
    return f". {SYNTHETIC(lang)}" if dataset.is_synthetic(("plan_slots", "effort")) else ""


def _share(rows: pl.DataFrame, lang: Lang) -> str:
    return percent(int(rows["kept"].sum()) / int(rows["planned"].sum()), lang)


def _grid(measure: str, rows: pl.DataFrame, dataset: Dataset, labels: Labels) -> Grid:
    lang, divisor = labels.lang, 1 if measure == "visits" else MICROSECONDS_PER_HOUR
    first = monday(dataset.as_of)
    columns = [weekday for weekday in WEEKDAYS if weekday != ANY_DAY or (rows["weekday"] == ANY_DAY).any()]
    heads = [f"{labels.weekday(str(one))} {(first + timedelta(one - 1)).day}." if one else TEXTS["any_day"](lang)
             for one in columns]  # fmt: skip
    known = (dataset.as_of - first).days + 1

    def line(of: pl.DataFrame) -> tuple[Cell, ...]:
        cells = [_cell(of.filter(weekday=one), divisor, one > known, lang) for one in columns]
        return (*cells, _cell(of, divisor, False, lang))

    localities = labels.ordered("locality", rows["locality"].unique().sort().to_list())
    lines = [(labels.name("locality", one), line(rows.filter(locality=one))) for one in localities]
    unit = NOUNS["hours" if measure == "presence_hours" else measure].form(5, lang)
    label = CATALOGUE[ADHERENCE[measure]].label(lang)
    caption = TEXTS["caption"].fill(lang, label=label, share=_share(rows, lang), unit=unit) + _mark(dataset, lang)
    everything = [(TEXTS["all"](lang), line(rows))] if len(lines) > 1 else []
    return Grid(caption, (*heads, TEXTS["total"](lang)), (*lines, *everything))


def _cell(rows: pl.DataFrame, divisor: int, later: bool, lang: Lang) -> Cell:
    planned, kept = int(rows["planned"].sum()), int(rows["kept"].sum())
    if not planned:
        return Cell("…" if later else DASH)
    delivered, promised = (number(int(amount) / divisor, lang, 1) for amount in (rows["delivered"].sum(), planned))
    return Cell(f"{delivered} / {promised}", "done" if kept >= planned else "part" if kept else "none")


def _gaps(seen: pl.DataFrame, planned: dict[str, pl.DataFrame], labels: Labels) -> Iterator[tuple[str, ...]]:
    """Locality, last visit, days since, hours lacking this week, and whether it waits."""
    lang = labels.lang
    hours = [rows for measure, rows in planned.items() if measure != "visits"]
    for row in seen.iter_rows(named=True):
        lacking = sum(int((of["planned"] - of["kept"]).sum()) for rows in hours
                      for of in [rows.filter(locality=row["locality"])])  # fmt: skip
        yield (
            labels.name("locality", row["locality"]),
            day(row["last"], lang) if row["last"] else TEXTS["never"](lang),
            DASH if row["since"] is None else number(row["since"], lang),
            number(lacking / MICROSECONDS_PER_HOUR, lang, 1),
            TEXTS["waits" if row["overlooked"] else "kept"](lang),
        )
