"""Exports of the police crime map among the sheets of an import: their places, and what there is to say of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from apk_lib.findings import findings
from apk_lib.intake.judging.together import Office
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.police import Offences, is_export, offences
from apk_lib.intake.storage.files import shapes_file
from apk_lib.places import Places, read_places


def placed(grids: Iterable[Grid], office: Office) -> tuple[list[Grid], list[pl.DataFrame]]:
    """The sheets, exports of the crime map as sheets of offences, and what is said of those.

    Raises:
        ApkError: there is an export and the polygons of the project cannot be used.
    """
    read: list[Grid] = []
    said: list[pl.DataFrame] = []
    for grid in grids:
        if is_export(grid):
            found = offences(grid, _places(office))
            said += _told(found)
            grid = found.grid
        read.append(grid)
    return read, said


def _places(office: Office) -> Places | None:
    """The polygons of the project's localities; nothing where there are none."""
    shapes = shapes_file(office.folder) if office.folder else None
    if not shapes or not office.project:
        return None
    return read_places(shapes[1], shapes[0].name, set(office.project.frames["localities"]["locality"]))


def _told(found: Offences) -> list[pl.DataFrame]:
    where: dict[str, Any] = {"file": found.grid.file, "table": "official_offences"}
    said = [findings("police_export", **where)]
    if found.unknown:
        types = ", ".join(f"{code} ({times})" for code, times in sorted(found.unknown.items()))
        said.append(findings("unknown_offence_types", value=types, **where))
    if found.without_place:
        said.append(findings("offences_without_place", value=str(found.without_place), **where))
    return said
