"""What given shifts could keep of one week's plan, and where another hour would help.

Pure arithmetic over dated promises; it knows no dataset and forecasts nothing. What is taken for granted:

- Everybody is where the plan needs them, all of the shift, without a walk between places.
- Where somebody must stand, one assistant stands; the others of the shift are free to be elsewhere.
- Two assistants at one place at one time are two person-hours but one hour of presence: where somebody must
  stand, sending two for half the time keeps half of it. Such places therefore come first.
- Person-hours and presence-hours are never added; each has its own line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from apk_lib.next_week.transport import Transport
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR

# the lines of the plan stated in hours, in the order in which they are served
LINES = ("presence_hours", "person_hours")
_MICROSECOND = timedelta(microseconds=1)
_PLACE = ["locality", "plan_day", "band"]


@dataclass(frozen=True)
class Use:
    """The best use of given shifts; all times are whole microseconds of assistants.

    - `lines`: one row a measure of the plan: `measure, planned, given, allocated, missing, adherence,
      unsplit`; `adherence` is the highest capped share these shifts allow, null where nothing is planned.
      `unsplit` (presence only) is that share if the crew of a shift never splits.
    - `promises`: one row a unit in which the plan states its amount: `measure, locality, plan_row, per, unit,
      band, planned, given, days, allocated, missing`, in the order of preference; `days` are those on which it may
      be given. planned = given + allocated + missing.
    - `allocation`: where the hours go: `plan_day, band, locality, measure, length`.
    - `hours`: one row a day and band: `plan_day, band, capacity, allocated, slack`, capacity = allocated +
      slack; for each line `useful_<measure>`, the time of further assistants that could still be used there
      and then (each row for itself, the rest as it is), `lift_<measure>`, the share by which the first such
      hour would raise adherence, `lift_all_<measure>` by which all of them would, and the `places_<measure>`
      they would go to.
    - `visits`: planned visits, which are counted, not timed: `locality, per, unit, band, planned, given`.
    """

    lines: pl.DataFrame
    promises: pl.DataFrame
    allocation: pl.DataFrame
    hours: pl.DataFrame
    visits: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time during which the same shifts are served, inside one slot."""

    plan_day: date
    band: str
    length: int
    crews: tuple[int, ...]


def best_use(
    plan: pl.DataFrame, slots: pl.DataFrame, shifts: pl.DataFrame, given: pl.DataFrame, order: Sequence[tuple[str, str]]
) -> Use:
    """Spend the hours of shifts so that most of the plan is kept, exactly.

    Args:
        plan: the dated plan of the week, as `slots.plan_slots` makes it.
        slots: the slots that are still to come, as `slots.slots` makes them; shifts count inside them.
        shifts: `start, end, crew`, where `crew` is the number of assistants.
        given: what has been delivered: `measure, locality, plan_day, band, amount`.
        order: (measure, locality), those to be served first where not all can be; the rest by id.
    """
    promises = _promises(plan, given, order)
    timed = promises.filter(pl.col("measure").is_in(LINES))
    stretches = _stretches(slots, shifts)
    transport = Transport([stretch.length * sum(stretch.crews) for stretch in stretches], _room(timed, stretches))
    filled = _filled(transport, timed.select(owed=pl.col("planned") - pl.col("given"))["owed"])
    timed = timed.with_columns(allocated=filled).with_columns(
        missing=pl.col("planned") - pl.col("given") - pl.col("allocated")
    )
    visits = promises.filter(pl.col("measure") == "visits")
    return Use(
        _lines(timed, stretches),
        timed,
        _allocation(transport, timed, stretches),
        _hours(transport, timed, stretches),
        visits.sort("locality", "unit", "band").select("locality", "per", "unit", "band", "planned", "given"),
    )


def _promises(plan: pl.DataFrame, given: pl.DataFrame, order: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """One row a unit of the plan, in the order of preference; what was given beyond a unit does not count."""
    done = given.group_by("measure", *_PLACE).agg(pl.col("amount").sum())
    schema = {"measure": pl.String, "locality": pl.String}
    ranks = pl.DataFrame([*order], schema=schema, orient="row").unique(maintain_order=True).with_row_index("rank")
    first = pl.col("measure").replace_strict({line: n for n, line in enumerate(LINES)}, default=len(LINES))
    units = (
        plan.join(done, on=["measure", *_PLACE], how="left")
        .group_by("measure", "locality", "plan_row", "per", "unit", "band")
        .agg(pl.col("planned").sum(), given=pl.col("amount").sum(), days=pl.col("plan_day").sort())
        .filter(pl.col("planned") > 0)
        .with_columns(given=pl.min_horizontal("planned", "given"))
        .join(ranks, on=["measure", "locality"], how="left")
    )
    weekly = pl.col("per") == "week"
    by = [first, pl.col("rank"), pl.col("locality"), weekly, pl.col("unit"), pl.col("band"), pl.col("plan_row")]
    return units.sort(by, nulls_last=True).drop("rank")


def _stretches(slots: pl.DataFrame, shifts: pl.DataFrame) -> list[_Stretch]:
    """The slots cut wherever a shift begins or ends, in the order of time; also where nobody is on shift."""
    served: list[tuple[datetime, datetime, int]] = shifts.filter(pl.col("crew") > 0).select(
        "start", "end", "crew"
    ).sort("start", "end", "crew").rows()  # fmt: skip
    cut = []
    for start, end, day, band in slots.sort("start").select("start", "end", "plan_day", "band").iter_rows():
        inside = {at for shift in served for at in shift[:2] if start < at < end}
        for first, last in pairwise(sorted({start, end, *inside})):
            crews = tuple(crew for begun, ended, crew in served if begun <= first and last <= ended)
            cut.append(_Stretch(day, band, (last - first) // _MICROSECOND, crews))
    return cut


def _room(promises: pl.DataFrame, stretches: list[_Stretch]) -> dict[tuple[int, int], int]:
    """How much of each stretch each promise could use: one assistant at a time counts as presence."""
    room = {}
    for n, promise in enumerate(promises.iter_rows(named=True)):
        for place, stretch in enumerate(stretches):
            if stretch.band == promise["band"] and stretch.plan_day in promise["days"]:
                present = promise["measure"] == "presence_hours"
                room[n, place] = stretch.length if present else promise["planned"]
    return room


def _filled(transport: Transport, owed: pl.Series) -> pl.Series:
    return pl.Series([transport.fill(n, amount) for n, amount in enumerate(owed)], dtype=pl.Int64)


def _lines(promises: pl.DataFrame, stretches: list[_Stretch]) -> pl.DataFrame:
    sums = promises.group_by("measure").agg(pl.col("planned", "given", "allocated", "missing").sum())
    share = (pl.col("given") + pl.col("allocated")) / pl.col("planned")
    lines = (
        pl.DataFrame({"measure": LINES})
        .join(sums, on="measure", how="left", maintain_order="left")
        .with_columns(pl.col("planned", "given", "allocated", "missing").fill_null(0))
    )
    standing = promises.filter(pl.col("measure") == "presence_hours")
    unsplit = Transport([stretch.length * len(stretch.crews) for stretch in stretches], _room(standing, stretches))
    kept = _filled(unsplit, standing.select(owed=pl.col("planned") - pl.col("given"))["owed"]).sum()
    planned = pl.col("planned") > 0
    return lines.with_columns(
        adherence=pl.when(planned).then(share),
        unsplit=pl.when(planned & (pl.col("measure") == "presence_hours")).then(
            (pl.col("given") + kept) / pl.col("planned")
        ),
    )


def _allocation(transport: Transport, promises: pl.DataFrame, stretches: list[_Stretch]) -> pl.DataFrame:
    named = promises.select("locality", "measure").rows()
    schema = {"plan_day": pl.Date, "band": pl.String, "locality": pl.String, "measure": pl.String, "length": pl.Int64}
    pieces = [
        (stretches[place].plan_day, stretches[place].band, *named[n], length)
        for (n, place), length in transport.brought.items()
        if length
    ]
    key = ["plan_day", "band", "locality", "measure"]
    return pl.DataFrame(pieces, schema=schema, orient="row").group_by(key).agg(pl.col("length").sum()).sort(key)


def _hours(transport: Transport, promises: pl.DataFrame, stretches: list[_Stretch]) -> pl.DataFrame:
    """One row a day and band that is still to come."""
    cells: dict[tuple[date, str], list[int]] = {}
    for n, stretch in enumerate(stretches):
        cells.setdefault((stretch.plan_day, stretch.band), []).append(n)
    planned = dict(promises.group_by("measure").agg(pl.col("planned").sum()).iter_rows())
    rows = []
    for (day, band), parts in cells.items():
        capacity = sum(stretches[n].length * sum(stretches[n].crews) for n in parts)
        slack = sum(transport.free[n] for n in parts)
        row = {"plan_day": day, "band": band, "capacity": capacity, "allocated": capacity - slack, "slack": slack}
        rows.append(row | _another_hour(transport.with_more(parts, sum(planned.values())), promises, planned))
    each = {f"{name}_{line}": kind for name, kind in
            (("useful", pl.Int64), ("lift", pl.Float64), ("lift_all", pl.Float64)) for line in LINES}  # fmt: skip
    whole = dict.fromkeys(("capacity", "allocated", "slack"), pl.Int64)
    places = {f"places_{line}": pl.List(pl.String) for line in LINES}
    return pl.DataFrame(rows, schema={"plan_day": pl.Date, "band": pl.String, **whole, **each, **places})


def _another_hour(more: Transport, promises: pl.DataFrame, planned: dict[str, int]) -> dict[str, Any]:
    """What further assistants at one time would bring: the largest flow grows by one for one, then not at all."""
    gained = dict.fromkeys(LINES, 0)
    places: dict[str, dict[str, None]] = {line: {} for line in LINES}
    for n, (measure, locality, missing) in enumerate(promises.select("measure", "locality", "missing").iter_rows()):
        if missing and (brought := more.fill(n, missing)):
            gained[measure] += brought
            places[measure][locality] = None
    told: dict[str, Any] = {f"places_{line}": [*places[line]] for line in LINES}
    hour = MICROSECONDS_PER_HOUR
    for line in LINES:
        first = min(hour, gained[line])
        hour -= first
        told |= {
            f"useful_{line}": gained[line],
            f"lift_{line}": first / planned[line] if line in planned else None,
            f"lift_all_{line}": gained[line] / planned[line] if line in planned else None,
        }
    return told
