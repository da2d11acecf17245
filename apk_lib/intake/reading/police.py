"""The export of the police crime map (kriminalita.policie.cz) as rows of the table of offences.

The format follows the published list of columns, `id,x,y,mp,date,state,relevance,types`, positions in WGS 84; it was
not tried on a live export. The day is the one the police state, that of the report rather than of the deed. `state`,
`relevance` and `mp` are not read. The authority on codes of types is the police's own `types.json`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from apk_lib.intake.reading.grids import Grid
from apk_lib.periods import TIME_ZONE
from apk_lib.places import OUTSIDE, Places

_WANTED = ("id", "x", "y", "date", "types")
_OURS = {"id": "offence", "date": "happened_on"}
_ADDED = ("kind", "keeper", "locality")
_OTHER = "other"
# codes of types that public analyses of the map agree upon; every other one is `other` and told
KINDS: dict[int, str] = {
    **dict.fromkeys((2, 3, 4, 6, 7, 8, 9, 10, 11, 88), "violence"),  # murder, robbery, blackmail, threats, assault
    5: "public_order",  # disorderly conduct
    **dict.fromkeys((19, 20, 22, 23, 24), "property"),  # burglaries
    **dict.fromkeys((37, 38, 41, 42, 43), "property"),  # thefts of vehicles and their parts, of bicycles, from persons
    79: "traffic",  # accidents
    80: "drugs",
}


@dataclass(frozen=True, slots=True)
class Offences:
    """The export as a sheet of our table: `unknown` types with how often they stood there, rows without a `place`."""

    grid: Grid
    unknown: Counter[int]
    without_place: int


def is_export(grid: Grid) -> bool:
    """Whether the first row names the columns of the export."""
    return grid.sheet is None and bool(grid.rows) and set(_WANTED) <= set(_names(grid))


def offences(grid: Grid, places: Places | None) -> Offences:
    """The rows of an export with their kind, their keeper and the locality in whose polygon they lie.

    Columns stay where they are, so that a cell keeps its address; what is added stands after them.
    """
    names = _names(grid)
    at = {name: names.index(name) for name in _WANTED}
    # an empty line stays an empty row: the others keep their numbers
    rows = [_as_wide(row, len(names)) if any(row) else [] for row in grid.rows[1:]]
    filled = [row for row in rows if row]
    localities, without = _localities([(row[at["x"]], row[at["y"]]) for row in filled], places)
    unknown: Counter[int] = Counter()
    for row, locality in zip(filled, localities, strict=True):
        row[at["date"]] = _day(row[at["date"]])
        row += [_kind(row[at["types"]], unknown), "state_police", locality]
    # what we do not read has no heading: nobody has to be told of it in each import
    header = [*(_OURS.get(name, "") for name in names), *_ADDED]
    return Offences(replace(grid, rows=[header, *rows]), unknown, without)


def _as_wide(row: Sequence[object], width: int) -> list[object]:
    """A row of so many cells; types are the last column, and several of them may stand there without quotes."""
    last = ",".join(map(str, row[width - 1 :]))
    return [*row[: width - 1], *[""] * (width - 1 - len(row)), last]


def _names(grid: Grid) -> list[str]:
    return [str(cell).strip().casefold() for cell in grid.rows[0]]


def _kind(types: object, unknown: Counter[int]) -> str:
    """The kind of the first type that is known."""
    codes = [int(code) for code in re.findall(r"\d+", str(types))]
    unknown.update(code for code in codes if code not in KINDS)
    return next((KINDS[code] for code in codes if code in KINDS), _OTHER)


def _day(date: object) -> object:
    """The local day of a moment; what is no moment stays as it is and is judged as any other cell."""
    try:
        moment = datetime.fromisoformat(str(date).strip())
    except ValueError:
        return date
    return (moment.astimezone(ZoneInfo(TIME_ZONE)) if moment.tzinfo else moment).date().isoformat()


def _localities(points: Sequence[tuple[object, object]], places: Places | None) -> tuple[list[str], int]:
    """The locality of each point, empty outside of all; and how many points nobody can place."""
    if places is None:
        return [""] * len(points), len(points)
    lon, lat = (np.array([_degrees(point[axis], limit) for point in points], dtype=np.float64)
                for axis, limit in ((0, 180), (1, 90)))  # fmt: skip
    readable = np.isfinite(lon) & np.isfinite(lat)
    found = np.full(len(points), OUTSIDE, dtype=np.int64)
    found[readable] = places.at(lon[readable], lat[readable])
    return ["" if place == OUTSIDE else places.localities[place] for place in found], int((~readable).sum())


def _degrees(cell: object, limit: int) -> float:
    """Degrees as a number; not a number where they are none, or no place on Earth."""
    try:
        degrees = float(str(cell).replace(",", "."))
    except ValueError:
        return math.nan
    return degrees if abs(degrees) <= limit else math.nan
