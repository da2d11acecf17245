"""Ranger patrols recorded with SMART: time is conserved, counted once, and put where it was spent.

Each patrol stands for one person and for one device. The other numbers are counted anew from the published
headers and fixes, in whole microseconds, without the functions that are checked.

The published fixes are thinned to one in five minutes and rangers also drive, so the limits of a walk on foot do not
hold here: a gap is longer than 15 minutes, a jump faster than 150 km/h (`LIMITS`).
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from apk_lib import intervals, slots, tracks
from apk_lib.indicators.patrol.presence import person_hours, presence_hours
from apk_lib.indicators.statistics import Total
from apk_lib.periods import TIME_ZONE, Period
from apk_lib.places import places
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
LIMITS = tracks.Limits(gap_minutes=15, same_place_gap_minutes=0, same_place_metres=0, speed_kmh=150, border_seconds=0)
GAP = "gap"
Recount = dict[str | None, list[tuple[str, Span]]]


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
    found, recount = _followed(fixes, reference / about["files"][2]), _recounted(fixes, zones)
    yield from _published(Case(AREA, "smart_published", source), about["facts"], headers, fixes, zones, found)
    yield from _cut(Case(AREA, "smart_cut", source), headers, dated)
    yield from _once(Case(AREA, "smart_union", source), headers)
    yield from _declared(Case(AREA, "smart_declared_end", source), headers, fixes)
    yield from _track(Case(AREA, "smart_track", source), headers, fixes)
    yield from _places(Case(AREA, "smart_zones", source), found, recount, zones, dated)
    yield from _tracked(Case(AREA, "smart_gps", source), found, headers, fixes, dated)


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
    case: Case, facts: dict[str, int], headers: list[Patrol], fixes: pl.DataFrame, zones: Zones, found: tracks.Tracks
) -> Iterator[Comparison]:
    """What the collection says of itself: nothing was lost in reading."""
    visited = set(pl.concat([found.stays["locality"], found.single["locality"]]).drop_nulls())
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


def _places(
    case: Case, found: tracks.Tracks, recount: Recount, zones: Zones, dated: pl.DataFrame
) -> Iterator[Comparison]:
    """Person-hours and presence-hours of each zone by the indicators, and the balance of all time.

    Both cut time at borders and round each cut to a microsecond.
    """
    effort = slots.effort(_as_visits(found.stays), dated)
    everything = Period("all", date.min, date.max, date.max)
    no_types = pl.DataFrame(schema={"locality": pl.String, "day": pl.Date, "day_type": pl.String})
    spent = _by_place(person_hours(effort, no_types, everything))
    present = _by_place(presence_hours(slots.presence(effort, dated), no_types, everything))
    spans = {place: [span for _, span in recount.get(place, [])] for place in (*zones, None, GAP)}
    for zone in sorted(zones):
        pieces = 2 * len(spans[zone])
        person, presence = sum(map(_length, spans[zone])), _swept(spans[zone])
        yield case.near("person_microseconds", spent.get(zone, 0), person, pieces, zone)
        yield case.near("presence_microseconds", present.get(zone, 0), presence, pieces, zone)
    outside = _total(effort.filter(pl.col("locality").is_null() & ~pl.col("double_booked")))
    yield case.near("microseconds_outside", outside, sum(map(_length, spans[None])), 2 * len(spans[None]))
    untracked = _total(found.gaps)
    yield case.exact("microseconds_untracked", untracked, sum(map(_length, spans[GAP])))
    everywhere = sum(_length(span) for place in spans.values() for span in place)
    yield case.exact("microseconds_in_all", sum(spent.values()) + outside + untracked, everywhere)


def _tracked(
    case: Case, found: tracks.Tracks, headers: list[Patrol], fixes: pl.DataFrame, dated: pl.DataFrame
) -> Iterator[Comparison]:
    """The time of each patrol through GPS: none of it lost over midnight or after its declared end."""
    known = pl.concat([found.stays.select("device", "start", "end"), found.gaps])
    pieces = intervals.cut(known, dated)
    for header in headers:
        own, at = pieces.filter(device=header.name), fixes.filter(patrol=header.name)["at"]
        track = (at[0], at[-1])
        yield case.exact("microseconds", _total(own), _length(track), header.name[:8])
        yield case.exact("midnights_crossed", own["day"].n_unique() - 1, _midnights(track), header.name[:8])
        late = own.with_columns(start=pl.max_horizontal("start", pl.lit(header.declared_end, INSTANT)))
        after = max(_length((header.declared_end, track[1])), 0)
        ours = _total(late.filter(pl.col("start") < pl.col("end")))
        yield case.exact("microseconds_after_end", ours, after, header.name[:8])


def _as_visits(stays: pl.DataFrame) -> pl.DataFrame:
    """Stays of devices as visits of people, one person a patrol."""
    numbered = stays.with_row_index("source_row")
    visit = pl.col("source_row").cast(pl.String).str.zfill(6)
    people = numbered.with_columns(shift=pl.col("device"), person=pl.col("device"), activity=pl.lit("monitoring"))
    columns = ("source_row", "locality", "start", "end", "visit", "shift", "person", "activity")
    return people.with_columns(visit=visit).select(columns)


def _by_place(rows: pl.DataFrame) -> dict[str, float]:
    return dict(Total("length").summarise(rows, ["locality"]).select("locality", "value").iter_rows())


def _total(stretches: pl.DataFrame) -> int:
    return int(stretches.select(intervals.LENGTH.sum()).item())


def _stretches(headers: list[Patrol]) -> pl.DataFrame:
    rows = [(header.name, *header.fixed) for header in headers]
    return pl.DataFrame(rows, schema={"patrol": pl.String, "start": INSTANT, "end": INSTANT}, orient="row")


def _followed(fixes: pl.DataFrame, path: Path) -> tracks.Tracks:
    """The stays of patrols by zone, as the library finds them."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = ((about["properties"]["zone"], None, shapely.geometry.shape(about["geometry"])) for about in features)
    return tracks.follow(fixes.rename({"patrol": "device"}), places(shapes), LIMITS)


def _recounted(fixes: pl.DataFrame, zones: Zones) -> Recount:
    """The same without geometry of any library: each step is cut where it crosses a side of a zone."""
    rings = [ring for parts in zones.values() for ring in parts]
    sides = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    found: Recount = defaultdict(list)
    for one, other in pairwise(fixes.iter_rows(named=True)):
        start, end = one["at"], other["at"]
        if one["patrol"] != other["patrol"]:
            continue
        if end - start > timedelta(minutes=LIMITS.gap_minutes):
            found[GAP].append((one["patrol"], (start, end)))
            continue
        here = np.array([one["lon"], one["lat"]])
        way = np.array([other["lon"], other["lat"]]) - here
        cuts = np.array([0.0, *_met(here, way, sides), 1.0])
        middles = here + ((cuts[:-1] + cuts[1:]) / 2)[:, None] * way
        edges = [start + timedelta(microseconds=round(cut * _length((start, end)))) for cut in cuts]
        for place, span in zip(_zone_of(middles, zones), pairwise(edges), strict=True):
            found[place].append((one["patrol"], span))
    return found


def _met(here: Floats, way: Floats, sides: Floats) -> list[float]:
    """The fractions of a way at which it crosses sides, sorted."""
    along, gap = sides[:, 2:] - sides[:, :2], sides[:, :2] - here
    with np.errstate(divide="ignore", invalid="ignore"):
        sine = way[0] * along[:, 1] - way[1] * along[:, 0]
        of_way = (gap[:, 0] * along[:, 1] - gap[:, 1] * along[:, 0]) / sine
        of_side = (gap[:, 0] * way[1] - gap[:, 1] * way[0]) / sine
    return sorted(of_way[(of_way > 0) & (of_way < 1) & (of_side >= 0) & (of_side <= 1)].tolist())


def _zone_of(points: Floats, zones: Zones) -> list[str | None]:
    """The zone of each point; where zones overlap the first by name."""
    found: list[str | None] = [None] * len(points)
    for zone in sorted(zones, reverse=True):
        for place in np.flatnonzero(_inside(points[:, 0], points[:, 1], zones[zone])):
            found[place] = zone
    return found


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
