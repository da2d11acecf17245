"""Ranger patrols recorded with SMART: time is conserved, counted once, and put where it was spent.

Each patrol stands for one person. The other numbers are counted anew from the published headers, in whole
microseconds, without the functions that are checked.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from apk_lib import intervals, slots
from apk_lib.indicators.patrol import person_hours, presence_hours
from apk_lib.indicators.statistics import Total
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.verification.compare import Case, Comparison, read_sources

AREA = "patrols"
# the headers give the declared end to the second, and thinning keeps one fix in five minutes
SECOND, THINNING = timedelta(seconds=1), timedelta(minutes=5)
MICROSECOND = timedelta(microseconds=1)
INSTANT = pl.Datetime("us", "UTC")
Span = tuple[datetime, datetime]
Floats = NDArray[np.float64]
Zones = dict[str, list[Floats]]


@dataclass(frozen=True, slots=True)
class Patrol:
    """A header: from the first fix to the last, the end that was declared, how many fixes."""

    name: str
    fixed: Span
    declared_end: datetime
    fixes: int


def compare_patrols(reference: Path, bands: pl.DataFrame) -> Iterator[Comparison]:
    """All comparisons on the patrols, on slots made of the project's bands."""
    about = read_sources(reference)["patrols_smart"]
    headers = _headers(reference / about["files"][0])
    fixes = _fixes(reference / about["files"][1])
    zones = _zones(reference / about["files"][2])
    days = [instant.date() for header in headers for instant in header.fixed]
    dated = slots.slots(bands, min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    source = about["origin"]
    yield from _published(Case(AREA, "smart_published", source), about["facts"], headers, fixes, zones)
    yield from _cut(Case(AREA, "smart_cut", source), headers, dated)
    yield from _once(Case(AREA, "smart_union", source), headers)
    yield from _declared(Case(AREA, "smart_declared_end", source), headers, fixes)
    yield from _track(Case(AREA, "smart_track", source), headers, fixes)
    yield from _places(Case(AREA, "smart_zones", source), _stays(fixes, zones), zones, dated)


def _headers(path: Path) -> list[Patrol]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Patrol(
                row["patrol_id"],
                (datetime.fromisoformat(row["first_fix"]), datetime.fromisoformat(row["last_fix"])),
                datetime.fromisoformat(row["end"]).replace(tzinfo=UTC),
                int(row["fixes"]),
            )
            for row in csv.DictReader(file)
        ]


def _fixes(path: Path) -> pl.DataFrame:
    """The thinned fixes in order: `patrol, at, lon, lat`."""
    at = pl.col("fixtime").str.to_datetime(time_unit="us", time_zone="UTC")
    return pl.read_csv(path).select("lon", "lat", patrol="patrol_id", at=at).sort("patrol", "at")


def _published(
    case: Case, facts: dict[str, int], headers: list[Patrol], fixes: pl.DataFrame, zones: Zones
) -> Iterator[Comparison]:
    """What the collection says of itself: nothing was lost in reading."""
    visited = set(_stays(fixes, zones)["locality"].drop_nulls())
    ours = {
        "patrols": fixes["patrol"].n_unique(),
        "fixes": sum(header.fixes for header in headers),
        "zones": len(zones),
        "zones_never_visited": len(zones.keys() - visited),
    }
    for what, published in facts.items():
        yield case.exact(what, ours[what], published)


def _cut(case: Case, headers: list[Patrol], dated: pl.DataFrame) -> Iterator[Comparison]:
    """The length of each patrol after the cut at slot edges, and the midnights it crosses."""
    pieces = intervals.cut(_stretches(headers), dated)
    found = pieces.group_by("patrol").agg(length=intervals.LENGTH.sum(), days=pl.col("day").n_unique())
    ours = {row["patrol"]: row for row in found.iter_rows(named=True)}
    for header in headers:
        yield case.exact("microseconds", ours[header.name]["length"], _length(header.fixed), header.name[:8])
    hours = _total(pieces) / MICROSECONDS_PER_HOUR
    yield case.close("hours_in_all", hours, sum(_length(header.fixed) for header in headers) / 3.6e9, 1e-12)
    midnights = sum(row["days"] - 1 for row in ours.values())
    yield case.exact("midnights_crossed", midnights, sum(_midnights(header.fixed) for header in headers))


def _once(case: Case, headers: list[Patrol]) -> Iterator[Comparison]:
    """Time with at least one patrol out; and the same when all patrols are taken for one person."""
    spans = [header.fixed for header in headers]
    stretches = _stretches(headers).with_columns(park=pl.lit("park"))
    by_one = intervals.one_place_at_a_time(stretches, "park", "patrol")
    swept, total = _swept(spans), sum(map(_length, spans))
    yield case.exact("microseconds_covered", _total(intervals.union(stretches, ["park"])), swept)
    yield case.exact("microseconds_counted_once", _total(by_one.filter(~pl.col("double_booked"))), swept)
    yield case.exact("microseconds_in_all", _total(by_one), total)
    # a union is never longer than the sum: the excess is what overlaps, at least nothing
    yield case.exact("microseconds_double", _total(by_one.filter("double_booked")), max(total - swept, 0))


def _declared(case: Case, headers: list[Patrol], fixes: pl.DataFrame) -> Iterator[Comparison]:
    """How long each patrol went on after its declared end, how many did, and how many fixes came after it."""
    ours = [_time_after(header) for header in headers]
    theirs = [max(_length((header.declared_end, header.fixed[1])), 0) for header in headers]
    for header, one, other in zip(headers, ours, theirs, strict=True):
        yield case.exact("microseconds_after_end", one, other, header.name[:8])
    longer, recounted = (sum(time >= SECOND / MICROSECOND for time in times) for times in (ours, theirs))
    yield case.exact("patrols_after_end", longer, recounted)
    ends = {header.name: header.declared_end + SECOND for header in headers}
    late = fixes.filter(pl.col("at") >= pl.col("patrol").replace_strict(ends, return_dtype=INSTANT))
    recount = sum(at >= ends[patrol] for patrol, at in fixes.select("patrol", "at").iter_rows())
    yield case.exact("fixes_after_end", late.height, recount)


def _time_after(header: Patrol) -> int:
    """The part of a patrol after its declared end, by a cut at that end."""
    (first, last), end = header.fixed, header.declared_end
    edges = pl.DataFrame(
        {"start": [first, end], "end": [end, max(end, last)], "declared": [True, False]},
        schema_overrides={"start": INSTANT, "end": INSTANT},
    )
    return _total(intervals.cut(_stretches([header]), edges).filter(~pl.col("declared")))


def _track(case: Case, headers: list[Patrol], fixes: pl.DataFrame) -> Iterator[Comparison]:
    """The thinned track begins with the header's first fix and ends within the thinning before its last."""
    for header in headers:
        track = fixes.filter(patrol=header.name)["at"]
        first, last = ((track[place] - header.fixed[place]) / MICROSECOND for place in (0, -1))
        yield case.exact("first_fix", first, 0.0, header.name[:8])
        yield case.near("last_fix", last, 0.0, THINNING / MICROSECOND, header.name[:8])


def _places(case: Case, stays: pl.DataFrame, zones: Zones, dated: pl.DataFrame) -> Iterator[Comparison]:
    """Person-hours and presence-hours of each zone by the indicators, and the balance of all time."""
    persons = stays.select(person=pl.col("shift").unique(), role=pl.lit("assistant"))
    effort = slots.effort(stays, persons.select("person", shift="person"), persons, dated)
    everything = Period("all", date.min, date.max, date.max)
    spent = _by_place(person_hours(effort, everything))
    present = _by_place(presence_hours(slots.presence(effort, dated), everything))
    by_zone: dict[str | None, list[Span]] = defaultdict(list)
    for zone, start, end in stays.select("locality", "start", "end").iter_rows():
        by_zone[zone].append((start, end))
    for zone in sorted(zones):
        yield case.exact("person_microseconds", spent.get(zone, 0), sum(map(_length, by_zone[zone])), zone)
        yield case.exact("presence_microseconds", present.get(zone, 0), _swept(by_zone[zone]), zone)
    outside = _total(effort.filter(pl.col("locality").is_null() & ~pl.col("double_booked")))
    yield case.exact("microseconds_outside", outside, sum(map(_length, by_zone[None])))
    everywhere = sum(_length(span) for spans in by_zone.values() for span in spans)
    yield case.exact("microseconds_in_all", sum(spent.values()) + outside, everywhere)


def _by_place(rows: pl.DataFrame) -> dict[str, float]:
    return dict(Total("length").summarise(rows, ["locality"]).select("locality", "value").iter_rows())


def _total(stretches: pl.DataFrame) -> int:
    return int(stretches.select(intervals.LENGTH.sum()).item())


def _stretches(headers: list[Patrol]) -> pl.DataFrame:
    rows = [(header.name, *header.fixed) for header in headers]
    return pl.DataFrame(rows, schema={"patrol": pl.String, "start": INSTANT, "end": INSTANT}, orient="row")


def _stays(fixes: pl.DataFrame, zones: Zones) -> pl.DataFrame:
    """From each fix to the next of its patrol, in the zone of the first of the two, as a table of visits."""
    place = np.full(fixes.height, None, dtype=object)
    for zone, rings in zones.items():
        place[_inside(fixes["lon"].to_numpy(), fixes["lat"].to_numpy(), rings)] = zone
    locality = pl.Series(place.tolist(), dtype=pl.String)
    return (
        fixes.with_columns(locality=locality, end=pl.col("at").shift(-1).over("patrol"))
        .drop_nulls("end")
        .with_row_index("source_row")
        .select("source_row", "locality", "end", visit=pl.col("source_row").cast(pl.String).str.zfill(6),
                shift="patrol", activity=pl.lit("monitoring"), start="at")
    )  # fmt: skip


def _zones(path: Path) -> Zones:
    """The rings of each zone; a hole is a ring as well."""
    found: Zones = defaultdict(list)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [np.array(ring)[:, :2] for polygon in polygons for ring in polygon]
        found[feature["properties"]["zone"]] += rings
    return dict(found)


def _inside(lon: Floats, lat: Floats, rings: Sequence[Floats]) -> NDArray[np.bool_]:
    """Whether each point lies within: a ray to the east crosses the rings an odd number of times."""
    crossed = np.zeros(len(lon), dtype=np.int64)
    for ring in rings:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        straddles = (y1 > lat[:, None]) != (y2 > lat[:, None])
        rise = np.where(y1 == y2, np.inf, y2 - y1)
        crossed += (straddles & (lon[:, None] < x1 + (lat[:, None] - y1) * (x2 - x1) / rise)).sum(axis=1)
    return np.asarray(crossed % 2 == 1)


def _length(span: Span) -> int:
    return (span[1] - span[0]) // MICROSECOND


def _midnights(span: Span) -> int:
    first, last = (instant.astimezone(ZoneInfo(TIME_ZONE)).date() for instant in span)
    return (last - first).days


def _swept(spans: Sequence[Span]) -> int:
    """The time covered at least once, by counting who comes and who goes."""
    covered, out, since = 0, 0, None
    for instant, step in sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans]):
        if out and since is not None:
            covered += _length((since, instant))
        out, since = out + step, instant
    return covered
