"""The mentor's board: the last week that is known, the places that wait, and where the coming week should go.

It stands on the indicators of patrol coverage and on the what-if of the next week; days after the last record of
service are not held against anybody, since nobody has written them down yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.labels import NOUNS, Labels
from apk_lib.next_week import adherence_so_far, kept_so_far, last_service, monday, plan_next_week, waiting
from apk_lib.next_week.asking import SUNDAY
from apk_lib.next_week.known import ANY_DAY
from apk_lib.pages import environment
from apk_lib.prose.next_week import allocation_table, decimal
from apk_lib.prose.orders import orders
from apk_lib.report.model import Part, Section
from apk_lib.report.next_week import next_week_section
from apk_lib.report.progress import SYNTHETIC
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import DASH, NBSP, Lang, Text, day, listing, month, number, percent, weekday
from apk_lib.widgets.next_week import NextWeek

WEEKDAYS = (1, 2, 3, 4, 5, 6, 7, ANY_DAY)
TEXTS = {
    "week": Text(cs="Týden {span}: splněno {share} plánu", en="Week {span}: {share} of the plan"),
    "under_way": Text(cs="Týden {span}, zatím do {day}: splněno {share} plánu",
                      en="Week {span}, so far to {day}: {share} of the plan"),
    "not_due": Text(cs="Týden {span}, zatím do {day}: ještě nic nemělo být splněno",
                    en="Week {span}, so far to {day}: nothing was due yet"),
    "no_plan": Text(cs="Týden {span}: nic nebylo plánováno", en="Week {span}: nothing was planned"),
    "nobody": Text(cs="Zatím není zapsána žádná směna", en="No shift is recorded yet"),
    "nobody_said": Text(cs="Nástěnka se naplní s prvními záznamy směn a návštěv.",
                        en="The board fills with the first records of shifts and visits."),
    "kicker": Text(cs="Poslední zapsaný týden · záznamy sahají do {day}",
                   en="The last recorded week · records reach to {day}"),
    "reach": Text(cs="V buňkách je odslouženo / plán. Každá služba (místo, den a pásmo) se započítá nejvýš do svého "
                  "plánu; co je nad něj, jinou nenahradí. Proto může být den splněn jen zčásti, i když je v něm "
                  "hodin víc než v plánu. Splněno = započteno ÷ plán, chybí = plán − započteno. Dny (…) ještě "
                  "zapsány nejsou.",
                  en="Cells say delivered / planned. Each service (place, day and band) counts up to its own plan; "
                  "what exceeds it makes up for no other. So a day may be kept only in part although it has more "
                  "hours than planned. Kept = counted ÷ plan, lacking = plan − counted. Days (…) are not recorded "
                  "yet."),
    "differs": Text(cs="Stránka „Od čísla k záznamům“ ukáže za tento týden {share}: počítá i díl týdenních úkolů "
                    "(„kdykoli“) za noci a dny, které už uplynuly. Tady se počítají, až když skončí.",
                    en="The page “From figure to records” shows {share} for this week: it also counts the part of "
                    "weekly tasks (“any day”) that falls on the nights and days gone by. Here they count "
                    "once they are over."),
    "caption": Text(cs="{label} podle lokalit a dní, {unit}: {share}",
                    en="{label} by locality and day, {unit}: {share}"),
    "locality": Text(cs="Lokalita", en="Locality"),
    "any_day": Text(cs="kdykoli", en="any day"),
    "left_hours": Text(cs="do neděle zbývá {left} h", en="{left} h left until Sunday"),
    "left_visits": Text(cs="do neděle zbývá {left}", en="{left} left until Sunday"),
    "total": Text(cs="celkem", en="total"),
    "counted": Text(cs="z toho započteno", en="of which counted"),
    "all": Text(cs="Všechny lokality", en="All localities"),
    "waiting": Text(cs="Na návštěvu čeká {n}", en="Waiting for a visit: {n}"),
    "none_waits": Text(cs="Žádná lokalita nečeká na návštěvu déle, než má",
                       en="No locality waits for a visit longer than it should"),
    "rule": Text(cs="Čeká lokalita, kde nikdo nebyl déle než {limit} a služba v ní od té doby byla plánována.",
                 en="A locality waits where nobody has been for more than {limit} and service was planned since."),
    "gaps": Text(cs="Kdy byl kde kdo naposledy a co tento týden chybí do plánu",
                 en="When somebody was last where, and what this week lacks of the plan"),
    "last": Text(cs="Naposledy", en="Last visit"),
    "since": Text(cs="Dní od návštěvy", en="Days since"),
    "lacks": Text(cs="Tento týden chybí (h)", en="Lacking this week (h)"),
    "state": Text(cs="Stav", en="State"),
    "waits": Text(cs="čeká", en="waits"),
    "kept": Text(cs="v pořádku", en="all right"),
    "idle": Text(cs="teď se neplánuje", en="not planned now"),
    "enter": Text(cs="Své skutečné směny zadáte níže; obrázek pod nimi se hned přepočítá.",
                  en="Enter your real shifts below; the picture under them follows at once."),
    "scroll": Text(cs="Tabulka pokračuje vpravo, posuňte ji prstem →", en="The table goes on to the right, swipe it →"),
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
    then = as_recorded(dataset)
    if then is None:
        said = (TEXTS["nobody_said"](lang),)
        return [Section("board", TEXTS["nobody"](lang), said, (), (), ())]
    return [_drawn(then, labels), _ahead(then, labels)]


def as_recorded(dataset: Dataset) -> Dataset | None:
    """The dataset as it stood on the evening of the last shift: what comes after is still to come."""
    known_to = last_service(dataset)
    return replace(dataset, as_of=known_to) if known_to else None


def own_shifts(dataset: Dataset, lang: Lang) -> tuple[Any, ...]:
    """The controls in which a mentor enters the real shifts of the coming week; none where nobody has served yet."""
    then = as_recorded(dataset)
    if then is None:
        return ()
    return (NextWeek(then, lang=lang).box,)


def kicker(dataset: Dataset, lang: Lang) -> str:
    """Which week the board is of, since it is not the period; empty where nobody has served yet."""
    known_to = last_service(dataset)
    return TEXTS["kicker"].fill(lang, day=day(known_to, lang)) if known_to else ""


def _ahead(dataset: Dataset, labels: Labels) -> Section:
    """What to do comes first, and where the hours go stands open; the controls below show the rest."""
    ahead = plan_next_week(dataset)
    shown: Any = next_week_section(ahead, labels).part
    section: Section = shown
    if ahead.use.promises.is_empty():
        return replace(section, id="orders")
    heading, paragraphs = orders(ahead, labels)
    spent = allocation_table(ahead, labels)
    tables = [replace(one, open=one.summary == spent.summary) for one in section.tables]
    tables.sort(key=lambda one: not one.open)
    said = (*paragraphs, f"{section.heading}.", TEXTS["enter"](labels.lang))
    return replace(section, id="orders", heading=heading, paragraphs=said, charts=(), tables=tuple(tables), notes=())


def _drawn(dataset: Dataset, labels: Labels) -> str:
    lang = labels.lang
    weeks = {measure: kept_so_far(dataset, measure) for measure in ADHERENCE}
    planned = {measure: rows for measure, rows in weeks.items() if rows["planned"].sum() or rows["left"].sum()}
    seen = waiting(dataset)
    n = int(seen["overlooked"].sum())
    waits = TEXTS["waiting"].fill(lang, n=NOUNS["localities"].count(n, lang)) if n else TEXTS["none_waits"](lang)
    limit = NOUNS["days"].count(dataset.project.limit("revisit_days"), lang)
    said = {
        "heading": _heading(dataset, planned, lang),
        "reach": TEXTS["reach"](lang) + _differs(dataset, planned, lang),
        "grids": [_grid(measure, rows, dataset, labels) for measure, rows in planned.items()],
        "waiting": waits,
        "rule": TEXTS["rule"].fill(lang, limit=limit),
        "gaps": list(_gaps(seen, planned, labels)),
    }
    words = {name: text(lang) for name, text in TEXTS.items()}
    words["gaps"] += _mark(dataset, lang)
    template = environment("apk_lib.widgets.dashboard").get_template("board.html.jinja")
    return template.render(lang=lang, words=words, **said)


def _heading(dataset: Dataset, planned: dict[str, pl.DataFrame], lang: Lang) -> str:
    """How much of the plan that was due is kept; of a week under way, until when."""
    first, as_of = monday(dataset.as_of), dataset.as_of
    last = min(first + SUNDAY, dataset.project.end)
    days = f"{_short(first, lang)} {DASH} {_short(last, lang)}"
    if not planned:
        return TEXTS["no_plan"].fill(lang, span=days)
    today = f"{weekday(as_of.isoweekday(), lang)}{NBSP}{_short(as_of, lang)}"
    share = _share(next(iter(planned.values())), lang)
    if not share:
        return TEXTS["not_due"].fill(lang, span=days, day=today)
    return TEXTS["under_way" if as_of < last else "week"].fill(lang, span=days, day=today, share=share)


def _differs(dataset: Dataset, planned: dict[str, pl.DataFrame], lang: Lang) -> str:
    """What the indicator says of the same days, where that is another figure."""
    told = {measure: adherence_so_far(dataset, measure) for measure in planned}
    shares = [percent(share, lang) for measure, share in told.items()
              if share is not None and percent(share, lang) != _share(planned[measure], lang)]  # fmt: skip
    return f" {TEXTS['differs'].fill(lang, share=listing(shares, lang))}" if shares else ""


def _mark(dataset: Dataset, lang: Lang) -> str:
    return f". {SYNTHETIC(lang)}" if dataset.is_synthetic(("plan_slots", "effort")) else ""


def _share(rows: pl.DataFrame, lang: Lang) -> str:
    """What counts of what was due; nothing where nothing was."""
    planned = int(rows["planned"].sum())
    return percent(int(rows["kept"].sum()) / planned, lang) if planned else ""


def _grid(measure: str, rows: pl.DataFrame, dataset: Dataset, labels: Labels) -> Grid:
    lang, divisor = labels.lang, 1 if measure == "visits" else MICROSECONDS_PER_HOUR
    first = monday(dataset.as_of)
    columns = [one for one in WEEKDAYS if one != ANY_DAY or (rows["weekday"] == ANY_DAY).any()]
    heads = [f"{labels.weekday(str(one))} {(first + timedelta(one - 1)).day}." if one else TEXTS["any_day"](lang)
             for one in columns]  # fmt: skip
    known = (dataset.as_of - first).days + 1
    left = TEXTS["left_visits" if measure == "visits" else "left_hours"]

    def line(of: pl.DataFrame) -> tuple[Cell, ...]:
        cells = [_cell(of.filter(weekday=one), divisor, one > known, left, lang) for one in columns]
        return (*cells, *_totals(of, divisor, lang))

    localities = labels.ordered("locality", rows["locality"].unique().sort().to_list())
    lines = [(labels.name("locality", one), line(rows.filter(locality=one))) for one in localities]
    unit = NOUNS["hours" if measure == "presence_hours" else measure].form(5, lang)
    label, share = CATALOGUE[ADHERENCE[measure]].label(lang), _share(rows, lang) or DASH
    caption = TEXTS["caption"].fill(lang, label=label, share=share, unit=unit) + _mark(dataset, lang)
    everything = [(TEXTS["all"](lang), line(rows))] if len(lines) > 1 else []
    return Grid(caption, (*heads, TEXTS["total"](lang), TEXTS["counted"](lang)), (*lines, *everything))


def _cell(rows: pl.DataFrame, divisor: int, later: bool, left: Text, lang: Lang) -> Cell:
    """A day; an amount for any day has neither colour nor part in a share until it is due."""
    planned, kept, open_ = (int(rows[name].sum()) for name in ("planned", "kept", "left"))
    if planned:
        return Cell(_against(rows, divisor, lang), "done" if kept >= planned else "part" if kept else "none")
    if open_:
        return Cell(left.fill(lang, left=number(open_, lang) if divisor == 1 else decimal(open_, lang)), "open")
    return Cell("…" if later else DASH)


def _totals(rows: pl.DataFrame, divisor: int, lang: Lang) -> Iterator[Cell]:
    """All that was delivered of all that was due, and how much of it counts."""
    planned, kept = int(rows["planned"].sum()), int(rows["kept"].sum())
    if not planned:
        yield from (Cell(DASH), Cell(DASH))
        return
    yield Cell(_against(rows, divisor, lang))
    share = _share(rows, lang)
    yield Cell(
        f"{number(kept / divisor, lang, 1)} ({share})", "done" if kept >= planned else "part" if kept else "none"
    )


def _against(rows: pl.DataFrame, divisor: int, lang: Lang) -> str:
    return " / ".join(number(int(rows[name].sum()) / divisor, lang, 1) for name in ("delivered", "planned"))


def _gaps(seen: pl.DataFrame, planned: dict[str, pl.DataFrame], labels: Labels) -> Iterator[tuple[str, ...]]:
    """Locality, how it stands, last visit, days since, hours lacking this week."""
    lang = labels.lang
    hours = [rows for measure, rows in planned.items() if measure != "visits"]
    for row in seen.iter_rows(named=True):
        lacking = sum(_lacking(of.filter(locality=row["locality"])) for of in hours)
        yield (
            labels.name("locality", row["locality"]),
            TEXTS["waits" if row["overlooked"] else "idle" if row["idle"] else "kept"](lang),
            day(row["last"], lang) if row["last"] else TEXTS["never"](lang),
            DASH if row["since"] is None else number(row["since"], lang),
            number(lacking, lang, 1),
        )


def _lacking(rows: pl.DataFrame) -> float:
    """Hours of the plan less those counted, each as it is printed, so that a reader comes to the same."""
    planned, kept = (round(int(rows[name].sum()) / MICROSECONDS_PER_HOUR, 1) for name in ("planned", "kept"))
    return planned - kept


def _short(of: date, lang: Lang) -> str:
    return f"{of.day}.{NBSP}{of.month}." if lang == "cs" else f"{of.day}{NBSP}{month(of, lang)[:3]}"
