"""Records that no column of the unit-level rows names, found by what both share: place and time.

Naming every visit behind a stretch of presence would double the time of a report, and only who looks behind a figure
asks for it. So rows made of joined time carry where and when, and the way to the records is here:

- a stretch (`locality, start, end`) leads to the visits that lasted in it, one without an end to those begun then;
- a planned unit (`locality, plan_days, band`) leads to the visits that lasted or began in its slots;
- days (`day`, one or a list, of a `locality` or of all) lead to the visits, and to the shifts, of these days;
- a device or a cell leads to the fixes, visits and shifts of its days and their neighbours: tracks go over midnight;
- visits lead to others of the same person at the same time, without which they would last longer, and to their crews.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import polars as pl

from apk_lib.periods import local_day
from apk_lib.slots import counted, crewed
from apk_lib.slots import effort as effort_of
from apk_lib.slots import presence as presence_of

Tables = Callable[[str], pl.DataFrame]


class Remembered:
    """Tables by their name, with what is made of them to find records: who clicks often makes it once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        # the rows last asked about, with the visits behind them
        self.visits: tuple[pl.DataFrame, pl.Series | None] | None = None

    def __call__(self, name: str) -> pl.DataFrame:
        """A table or a derived table."""
        return self._tables(name)

    @cached_property
    def present(self) -> pl.DataFrame:
        """The effort that presence is made of: of mentors too if they make it longer, as a programme's rule may."""
        ours, slots = self("effort"), self("slots")
        if presence_of(ours, slots).equals(self("presence")):
            return ours
        crews = (self("visits"), self("shift_crew"), self("visit_crew"), self("persons"))
        return effort_of(crewed(*crews, ("assistant", "mentor")), slots)

    @cached_property
    def entangled(self) -> pl.DataFrame:
        """Pairs of visits of which one took time over from the other, each both ways: `source_row, other`."""
        moment = ["person", "start"]
        lost = self.present.filter("double_booked").select(*moment, "source_row")
        counting = self.present.filter(~pl.col("double_booked")).select(*moment, other="source_row")
        pairs = lost.join(counting, on=moment).select("source_row", "other")
        return pl.concat([pairs, pairs.select(source_row="other", other="source_row")]).unique()


_CREWS = {"shift_crew": "shift", "visit_crew": "visit"}
_STRETCH, _UNIT = {"locality", "start", "end"}, {"locality", "plan_days", "band"}
_GPS = {"device", "cell", "gps"}


def records(rows: pl.DataFrame, table: str, tables: Tables, reads: Collection[str] | None = None) -> pl.Series | None:
    """The `source_row` of the records of a table behind unit-level rows, sorted, each once.

    To be asked before `<table>_row` and keys are looked at: it knows what these leave out (double bookings, crews).

    Args:
        rows: unit-level rows of an indicator, or some of them.
        table: a table of records.
        tables: gives a table or a derived table by its name; `Remembered`, if more is asked.
        reads: the tables of records the indicator reads, if that is known: without shifts, their crews do not matter.

    Returns:
        None where nothing here leads to the table.
    """
    known = tables if isinstance(tables, Remembered) else Remembered(tables)
    if table in _CREWS:
        return _crews(rows, table, known, reads is None or "shifts" in reads)
    if table == "visits":
        return _visits(rows, known)
    if table == "gps_fixes" and _GPS & set(rows.columns):
        return _on_days(tables(table), _days(rows, around=1), "at", "at")
    if table == "shifts" and "day" in rows.columns and "shifts_row" not in rows.columns:
        return _on_days(tables(table), _days(rows, around="device" in rows.columns), "start", "end")
    return None


def _crews(rows: pl.DataFrame, table: str, tables: Remembered, on_shift: bool) -> pl.Series | None:
    """The crews of the visits behind the rows, and of shifts where rows lead to them as well."""
    column, visits = _CREWS[table], _visits(rows, tables)
    if f"{table}_row" in rows.columns or visits is None:
        return None
    shifts = records(rows, "shifts", tables) if on_shift else None
    if tables(table).is_empty():
        return pl.Series("source_row", [], pl.Int64)
    made = tables("visits").filter(pl.col("source_row").is_in(visits.implode()))[column]
    if column == "shift" and shifts is not None:
        served = tables("shifts").filter(pl.col("source_row").is_in(shifts.implode()))[column]
        made = pl.concat([made, served])
    return _sorted(tables(table).filter(pl.col(column).is_in(made.unique().implode()))["source_row"])


def _visits(rows: pl.DataFrame, tables: Remembered) -> pl.Series | None:
    """The visits behind rows; crews ask for those of the same rows again."""
    if tables.visits is None or tables.visits[0] is not rows:
        tables.visits = rows, _visits_anew(rows, tables)
    return tables.visits[1]


def _visits_anew(rows: pl.DataFrame, tables: Remembered) -> pl.Series | None:
    columns, found = set(rows.columns), []
    if "visits_row" in columns:
        found.append(rows["visits_row"].explode() if rows.schema["visits_row"] == pl.List else rows["visits_row"])
    elif "device" in columns:
        found.append(_on_days(tables("visits"), _days(rows, around=1), "start", "end"))
    else:
        ways = ((_STRETCH, _in_stretches), (_UNIT, _in_units), ({"day"}, _of_days))
        found += [way(rows, tables) for needed, way in ways if needed <= columns]
    return _sorted(_entangled(pl.concat(found), tables)) if found else None


def _in_stretches(rows: pl.DataFrame, tables: Remembered) -> pl.Series:
    """Visits that lasted in the place and time of a stretch, or began at the start of one without an end."""
    asked = rows.select("locality", begins="start", ends="end").drop_nulls(["locality", "begins"]).unique()
    lasting = counted(tables.present).select("locality", "start", "end", "source_row")
    met = lasting.join_where(
        asked.drop_nulls("ends"),
        pl.col("locality") == pl.col("locality_right"),
        pl.col("start") < pl.col("ends"),
        pl.col("end") > pl.col("begins"),
    )
    begun = tables("visit_starts").join(
        asked.filter(pl.col("ends").is_null()),
        left_on=["locality", "start"],
        right_on=["locality", "begins"],
        how="semi",
    )
    return pl.concat([met["source_row"], begun["source_row"]])


def _in_units(rows: pl.DataFrame, tables: Remembered) -> pl.Series:
    """Visits that lasted or began in the slots of planned units."""
    here = ["locality", "plan_day", "band"]
    asked = rows.select("locality", "band", plan_day="plan_days").explode("plan_day").drop_nulls().unique()
    made = counted(tables.present).select(*here, "source_row"), tables("visit_starts").select(*here, "source_row")
    return pl.concat(made).join(asked, on=here, how="semi")["source_row"]


def _of_days(rows: pl.DataFrame, tables: Remembered) -> pl.Series:
    """Visits that lasted or began on a day, in the place of the row or, where it has none, anywhere."""
    placed = rows if "locality" in rows.columns else rows.with_columns(locality=pl.lit(None, pl.String))
    # a stretch has said more than its day
    whole = placed.filter(pl.col("start").is_null()) if "start" in rows.columns else placed
    days = whole.select("locality", "day")
    asked = (days.explode("day") if days.schema["day"] == pl.List else days).drop_nulls("day").unique()
    columns = ("locality", "day", "source_row")
    made = pl.concat([tables.present.select(columns), tables("visit_starts").select(columns)])
    everywhere = made.join(asked.filter(pl.col("locality").is_null()), on="day", how="semi")
    here = made.join(asked.drop_nulls("locality"), on=["locality", "day"], how="semi")
    return pl.concat([everywhere["source_row"], here["source_row"]])


def _entangled(visits: pl.Series, tables: Remembered) -> pl.Series:
    """The visits, and all that took time over from them or lost it to them, directly or in turn."""
    found = visits.drop_nulls().unique()
    while True:
        others = tables.entangled.filter(pl.col("source_row").is_in(found.implode()))["other"]
        wider = pl.concat([found, others]).unique()
        if len(wider) == len(found):
            return found
        found = wider


def _on_days(frame: pl.DataFrame, days: pl.DataFrame, first: str, last: str) -> pl.Series:
    """Records that touch one of the days; one without an end touches the day of its start."""
    begun = local_day(pl.col(first))
    ended = pl.max_horizontal(begun, local_day(pl.col(last)))
    spans = frame.select("source_row", day=pl.date_ranges(begun, ended)).explode("day")
    return _sorted(spans.join(days, on="day", how="semi")["source_row"])


def _days(rows: pl.DataFrame, around: int) -> pl.DataFrame:
    """The days the rows name, with so many before and after each."""
    days = rows.select("day").explode("day") if rows.schema["day"] == pl.List else rows.select("day")
    known = days.drop_nulls().unique()
    near = [known.select(pl.col("day").dt.offset_by(f"{offset}d")) for offset in range(-around, around + 1)]
    return pl.concat(near).unique()


def _sorted(rows: pl.Series) -> pl.Series:
    return rows.drop_nulls().unique().sort().rename("source_row")
