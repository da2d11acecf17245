"""From GPS fixes to stays by locality, exact in time.

Time is primary and geometry only says where it was spent: what lies between the first and the last fix of a
device is either a stay (in a locality or outside all of them) or untracked, to the microsecond. In order:

1. Fixes are sorted; the same fix counts once, of fixes that contradict each other at one moment one is kept.
2. A *jump* is a fix nobody could walk to; the fix is dropped, its time is not (`_jumps`).
3. A *gap* longer than `gap_minutes`, or a step too fast for a walk, is untracked: nothing is guessed between
   its ends, unless both lie in one locality, close to each other and soon after each other (`assumed`).
4. Between two other fixes the device went straight at constant speed. The time is cut where the line crosses
   a border; a device that stood keeps all its time where it stood.
5. An excursion over a border that comes back within `border_seconds` is flicker: its time belongs to the place
   it flickered from. Passing through another locality is no flicker, however short.
6. A fix alone between gaps is a visit of unknown length: no time, but it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby

import numpy as np
import polars as pl
from numpy.typing import NDArray

from apk_lib.places import OUTSIDE, Floats, Numbers, Places, metres
from apk_lib.project import Project

INSTANT = pl.Datetime("us", "UTC")
SECOND = 1_000_000
UNTRACKED = OUTSIDE - 1
Marks = NDArray[np.bool_]
Columns = dict[str, pl.DataType | type[pl.DataType]]

STAYS: Columns = {"device": pl.String, "locality": pl.String, "start": INSTANT, "end": INSTANT, "assumed": pl.Boolean}
GAPS: Columns = {"device": pl.String, "start": INSTANT, "end": INSTANT}
DROPPED: Columns = {"device": pl.String, "at": INSTANT, "lon": pl.Float64, "lat": pl.Float64, "reason": pl.String}
STEPS: Columns = {"at": INSTANT, **dict.fromkeys(("lon", "lat", "to_lon", "to_lat"), pl.Float64)}
SINGLE: Columns = {"device": pl.String, "at": INSTANT, "locality": pl.String}
FLICKER: Columns = {"device": pl.String, "locality": pl.String, "start": INSTANT, "end": INSTANT, "given_to": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The programme rules that GPS follows, in the units of the project sheet."""

    gap_minutes: float
    same_place_gap_minutes: float
    same_place_metres: float
    speed_kmh: float
    border_seconds: float

    @classmethod
    def of(cls, project: Project) -> Limits:
        """The limits a project states, or their defaults."""
        return cls(**{limit.name: project.limit(f"gps_{limit.name}") for limit in fields(cls)})


@dataclass(frozen=True, slots=True)
class Tracks:
    """What fixes say of time.

    `stays` (`device, locality, start, end, assumed`; locality null outside) and `gaps` (`device, start, end`)
    never overlap for one device, are sorted, and together last exactly from its first fix to its last.
    `dropped` lists fixes that do not count, with a reason (`same`, `contradicts`, `jump`), `single` fixes
    alone between gaps, `flicker` the time that hysteresis moved (it stands in `stays` under `given_to`).
    """

    stays: pl.DataFrame
    gaps: pl.DataFrame
    dropped: pl.DataFrame
    single: pl.DataFrame
    flicker: pl.DataFrame


def follow(fixes: pl.DataFrame, places: Places, limits: Limits) -> Tracks:
    """The stays behind fixes (`device, at, lon, lat`, in any order); see the module for the rules.

    Not for counting people: a device does not say how many walked with it.
    """
    if fixes.is_empty():
        return Tracks(*(pl.DataFrame(schema=schema) for schema in (STAYS, GAPS, DROPPED, SINGLE, FLICKER)))
    names = fixes["device"].unique().sort()
    every, kept, dropped = _kept(fixes, names, limits)
    stretches, alone = _stretches(kept, places, limits)
    whole = _merged(pl.concat([stretches, _ends(every, kept)]))
    settled = _settled(whole, round(limits.border_seconds * SECOND))
    final = _merged(settled.drop("place").rename({"settled": "place"}))
    tracked = pl.col("place") != UNTRACKED
    named = _Names(names, pl.Series(places.localities, dtype=pl.String))
    return Tracks(
        named.frame(final.filter(tracked), STAYS),
        named.frame(final.filter(~tracked), GAPS),
        named.frame(dropped, DROPPED),
        named.frame(alone, SINGLE),
        named.frame(settled.filter(pl.col("place") != pl.col("settled")), FLICKER),
    )


def jumps(fixes: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Those of the fixes that nobody could walk to, as whole rows; stays are made without them."""
    if fixes.is_empty():
        return fixes
    names = fixes["device"].unique().sort()
    _, _, dropped = _kept(fixes, names, limits)
    jumped = _Names(names, pl.Series(dtype=pl.String)).frame(dropped.filter(reason="jump"), DROPPED)
    return fixes.join(jumped, on=["device", "at", "lon", "lat"], how="semi", maintain_order="left")


def steps(fixes: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """The ways walked between two fixes, one row a step: `at, lon, lat, to_lon, to_lat`, `at` being its start.

    A fix that ends a walk, or stands alone, is a step to itself, so every fix that counts starts one row.
    """
    if fixes.is_empty():
        return pl.DataFrame(schema=STEPS)
    _, kept, _ = _kept(fixes, fixes["device"].unique().sort(), limits)
    walk = np.r_[_walk(kept, limits), False]
    onward = np.arange(len(walk)) + walk
    columns = {"at": kept.at, "lon": kept.lon, "lat": kept.lat, "to_lon": kept.lon[onward], "to_lat": kept.lat[onward]}
    return pl.DataFrame(columns).with_columns(pl.col(name).cast(kind) for name, kind in STEPS.items())


@dataclass(frozen=True, slots=True)
class _Names:
    """What the numbers of devices and places stand for."""

    devices: pl.Series
    localities: pl.Series

    def frame(self, rows: pl.DataFrame, schema: Columns) -> pl.DataFrame:
        """The columns of a schema; `locality` is told from `place`, `given_to` from `settled`."""
        named = {"device": self.devices.gather(rows["device"])}
        for column, number in (("locality", "place"), ("given_to", "settled")):
            if column in schema:
                inside = rows.select(pl.when(pl.col(number) >= 0).then(number)).to_series()
                named[column] = self.localities.gather(inside)
        return rows.with_columns(**named).select(pl.col(name).cast(kind) for name, kind in schema.items())


# --- fixes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fixes:
    """Fixes in order of device and time; `took` and `walked` tell of the step from each to the next.

    Between two devices there is no step: `took` is -1 there.
    """

    device: Numbers
    at: Numbers
    lon: Floats
    lat: Floats
    took: Numbers
    walked: Floats

    @classmethod
    def of(cls, ordered: pl.DataFrame) -> _Fixes:
        """The fixes of an ordered frame."""
        columns = ordered.select(pl.col("device", "at").cast(pl.Int64), "lon", "lat")
        return cls._with_steps(*(column.to_numpy() for column in columns))

    @classmethod
    def _with_steps(cls, device: Numbers, at: Numbers, lon: Floats, lat: Floats) -> _Fixes:
        took = np.where(device[1:] == device[:-1], np.diff(at), -1)
        return cls(device, at, lon, lat, took, metres(lon[:-1], lat[:-1], lon[1:], lat[1:]))

    def only(self, mask: Marks) -> _Fixes:
        """Some of the fixes, with the steps between them."""
        if mask.all():
            return self
        return self._with_steps(self.device[mask], self.at[mask], self.lon[mask], self.lat[mask])


def _kept(fixes: pl.DataFrame, names: pl.Series, limits: Limits) -> tuple[_Fixes, _Fixes, pl.DataFrame]:
    """The fixes one at a moment, those of them that count, and those that do not with the reason."""
    marked = _told_apart(fixes, names)
    once = marked.filter(pl.col("reason").is_null())
    every = _Fixes.of(once)
    jumped = _jumps(every, limits)
    jumps = once.filter(jumped).with_columns(reason=pl.lit("jump"))
    dropped = pl.concat([marked.filter(pl.col("reason").is_not_null()), jumps])
    return every, every.only(~jumped), dropped.sort("device", "at", "lon", "lat")


def _told_apart(fixes: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Fixes in order, devices by number, with the reason why one does not count beside another of its moment."""
    number = pl.col("device").cast(pl.Enum(names)).to_physical()
    ordered = fixes.select(pl.col("at").cast(INSTANT), "lon", "lat", device=number).sort("device", "at", "lon", "lat")
    again = (pl.col("device") == pl.col("device").shift(1)) & (pl.col("at") == pl.col("at").shift(1))
    same = again & (pl.col("lon") == pl.col("lon").shift(1)) & (pl.col("lat") == pl.col("lat").shift(1))
    return ordered.with_columns(reason=pl.when(same).then(pl.lit("same")).when(again).then(pl.lit("contradicts")))


def _too_fast(walked: Floats, took: Numbers, limits: Limits) -> Marks:
    marks: Marks = walked * 3.6 * SECOND > limits.speed_kmh * took
    return marks


# --- jumps -----------------------------------------------------------------------------------------

_Run = tuple[int, int]  # the first and the last of fixes that follow one another at walking speed


def _jumps(fixes: _Fixes, limits: Limits) -> Marks:
    """Fixes nobody could walk to.

    Within a stretch without gaps each fix joins the earliest chain from whose end it can be walked to. The
    chain with the most fixes stands. Another one is a jump if it lies in the time of one that stands, or if it
    lasts under `border_seconds` (a first fix, before the device knew where it was). Two chains that both stand
    are somebody who was driven: the way between them is no walk and stays untracked.
    """
    joined = (fixes.took >= 0) & (fixes.took <= _gap(limits))
    fast = joined & _too_fast(fixes.walked, fixes.took, limits)
    jumped = np.zeros(len(fixes.at), dtype=bool)
    if not fast.any():
        return jumped
    stretch = np.cumsum(np.r_[True, ~joined])
    firsts = np.flatnonzero(np.r_[True, ~joined | fast])
    lasts = np.r_[firsts[1:] - 1, len(fixes.at) - 1]
    suspect = np.isin(stretch[firsts], stretch[1:][fast])
    runs = zip(firsts[suspect].tolist(), lasts[suspect].tolist(), strict=True)
    for _, together in groupby(runs, key=lambda run: int(stretch[run[0]])):
        for first, last in _no_walk(_chains(together, fixes, limits), fixes, limits):
            jumped[first : last + 1] = True
    return jumped


def _chains(runs: Iterable[_Run], fixes: _Fixes, limits: Limits) -> list[list[_Run]]:
    chains: list[list[_Run]] = []
    recent: list[list[_Run]] = []
    for run in runs:
        here = run[0]
        recent = [chain for chain in recent if fixes.at[here] - fixes.at[chain[-1][1]] <= _gap(limits)]
        ends = np.array([chain[-1][1] for chain in recent], dtype=np.int64)
        walked = metres(fixes.lon[ends], fixes.lat[ends], fixes.lon[[here]], fixes.lat[[here]])
        reached = np.flatnonzero(~_too_fast(walked, fixes.at[here] - fixes.at[ends], limits))
        if len(reached):
            recent[reached[0]].append(run)
        else:
            chains.append([run])
            recent.append(chains[-1])
    return chains


def _no_walk(chains: list[list[_Run]], fixes: _Fixes, limits: Limits) -> Iterator[_Run]:
    """The runs of chains that do not stand; the first of equal chains does."""
    shortest = round(limits.border_seconds * SECOND)
    standing: list[tuple[int, int]] = []
    for chain in sorted(chains, key=lambda chain: -sum(last - first + 1 for first, last in chain)):
        begins, ends = int(fixes.at[chain[0][0]]), int(fixes.at[chain[-1][1]])
        alone = all(ends < start or begins > end for start, end in standing)
        if not standing or (alone and ends - begins >= shortest):
            standing.append((begins, ends))
        else:
            yield from chain


# --- stretches of time -----------------------------------------------------------------------------


def _gap(limits: Limits) -> int:
    return round(limits.gap_minutes * 60 * SECOND)


def _walk(fixes: _Fixes, limits: Limits) -> Marks:
    """The steps that somebody walked or stood."""
    return (fixes.took >= 0) & (fixes.took <= _gap(limits)) & ~_too_fast(fixes.walked, fixes.took, limits)


def _stretches(fixes: _Fixes, places: Places, limits: Limits) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where each step was spent, by the number of the place, and the fixes no step leads to or from."""
    walk = _walk(fixes, limits)
    moving = np.flatnonzero(walk & ((np.diff(fixes.lon) != 0) | (np.diff(fixes.lat) != 0)))
    lines = np.column_stack([fixes.lon[moving], fixes.lat[moving], fixes.lon[moving + 1], fixes.lat[moving + 1]])
    line, fraction = places.crossings(lines)
    crossing = np.zeros(len(walk), dtype=bool)
    crossing[moving[line]] = True
    # steps in a row that meet no border are in one place: the place of their first fix
    plain = walk & ~crossing
    first = np.flatnonzero(plain & ~np.r_[False, plain[:-1]])
    last = np.flatnonzero(plain & ~np.r_[plain[1:], False]) + 1
    here = places.at(fixes.lon[first], fixes.lat[first])
    unwalked = np.flatnonzero((fixes.took >= 0) & ~walk)
    kept = _same_place(fixes, unwalked, places, limits)
    tracked = walk.copy()
    tracked[unwalked[kept != UNTRACKED]] = True
    alone = ~(np.r_[False, tracked] | np.r_[tracked, False])
    parts = [
        _frame(fixes.device[first], here, fixes.at[first], fixes.at[last]),
        _cut(fixes, places, moving, lines, line, fraction),
        _frame(fixes.device[unwalked], kept, fixes.at[unwalked], fixes.at[unwalked + 1], kept != UNTRACKED),
    ]
    single = pl.DataFrame({"device": fixes.device[alone], "at": fixes.at[alone],
                           "place": places.at(fixes.lon[alone], fixes.lat[alone])})  # fmt: skip
    return pl.concat(parts), single


def _frame(device: Numbers, place: Numbers, start: Numbers, end: Numbers, assumed: Marks | None = None) -> pl.DataFrame:
    marks = np.zeros(len(device), dtype=bool) if assumed is None else assumed
    return pl.DataFrame({"device": device, "place": place, "start": start, "end": end, "assumed": marks})


def _same_place(fixes: _Fixes, steps: Numbers, places: Places, limits: Limits) -> Numbers:
    """The locality in which a device evidently stayed between two fixes that no walk joins, or `UNTRACKED`."""
    longest = round(limits.same_place_gap_minutes * 60 * SECOND)
    found = np.full(len(steps), UNTRACKED, dtype=np.int64)
    close = (fixes.took[steps] <= longest) & (fixes.walked[steps] <= limits.same_place_metres)
    near = steps[close]
    here, there = (places.at(fixes.lon[ends], fixes.lat[ends]) for ends in (near, near + 1))
    found[close] = np.where((here == there) & (here != OUTSIDE), here, UNTRACKED)
    return found


def _cut(
    fixes: _Fixes, places: Places, moving: Numbers, lines: Floats, line: Numbers, fraction: Floats
) -> pl.DataFrame:
    """Steps that meet a border, cut there to the microsecond; a piece lies where its middle does."""
    whole = np.unique(line)
    numbers = np.concatenate([line, whole, whole])
    fractions = np.concatenate([fraction, np.zeros(len(whole)), np.ones(len(whole))])
    order = np.lexsort((fractions, numbers))
    numbers, fractions = numbers[order], fractions[order]
    piece = np.flatnonzero(numbers[1:] == numbers[:-1])
    begins, ends, number = fractions[piece], fractions[piece + 1], numbers[piece]
    step = moving[number]
    start, end = (fixes.at[step] + np.rint(part * fixes.took[step]).astype(np.int64) for part in (begins, ends))
    middle = lines[number, :2] + ((begins + ends) / 2)[:, None] * (lines[number, 2:] - lines[number, :2])
    lasting = start < end
    here = places.at(*middle[lasting].T)
    return _frame(fixes.device[step][lasting], here, start[lasting], end[lasting])


def _ends(every: _Fixes, kept: _Fixes) -> pl.DataFrame:
    """The time of each device before its first and after its last fix that counts: fixes were dropped there."""
    spans = [
        pl.DataFrame({"device": fixes.device, "at": fixes.at})
        .group_by("device", maintain_order=True)
        .agg(first=pl.col("at").first(), last=pl.col("at").last())
        for fixes in (every, kept)
    ]
    device = spans[0]["device"].to_numpy()
    (begins, ends), (first, last) = (span.select("first", "last").to_numpy().T for span in spans)
    nowhere = np.full(len(device), UNTRACKED)
    edges = pl.concat([_frame(device, nowhere, begins, first), _frame(device, nowhere, last, ends)])
    return edges.filter(pl.col("start") < pl.col("end"))


def _merged(stretches: pl.DataFrame) -> pl.DataFrame:
    """Stretches in order, those that touch and say the same made one."""
    ordered = stretches.sort("device", "start")
    touch = pl.col("start") == pl.col("end").shift(1)
    alike = pl.all_horizontal(
        touch, *(pl.col(name) == pl.col(name).shift(1) for name in ("device", "place", "assumed"))
    )
    return (
        ordered.with_columns(block=(~alike).fill_null(True).cum_sum())
        .group_by("block", maintain_order=True)
        .agg(pl.col("device", "place", "start", "assumed").first(), pl.col("end").last())
        .drop("block")
    )


def _settled(stretches: pl.DataFrame, shortest: int) -> pl.DataFrame:
    """Stretches with `settled`: the place each belongs to once excursions that soon came back are no visits."""
    place = stretches["place"].to_list()
    start, end = stretches["start"].to_list(), stretches["end"].to_list()
    device = stretches["device"].to_list()
    settled = list(place)
    base = 0
    while base < len(place):
        back = base
        ahead = base + 1
        while (
            ahead < len(place)
            and device[ahead] == device[base]
            and UNTRACKED not in (place[base], place[ahead])
            and start[ahead] - end[back] < max(shortest, 1)
        ):
            if place[ahead] == place[base]:
                settled[back + 1 : ahead] = [place[base]] * (ahead - back - 1)
                back = ahead
            ahead += 1
        base = back + 1
    return stretches.with_columns(settled=pl.Series(settled, dtype=pl.Int64))
