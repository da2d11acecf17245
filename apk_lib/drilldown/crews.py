"""Who was on a record that names nobody itself: the crew of the visit, or of the shift it was made in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

# tables whose records a crew made -> the crews that may tell, the nearest first
CREWED = {
    "visits": (("visit_crew", "visit"), ("shift_crew", "shift")),
    "contacts": (("visit_crew", "visit"),),
    "shifts": (("shift_crew", "shift"),),
}


def not_of(person: str, table: str, rows: pl.DataFrame, filed: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The `source_row` of the records that somebody else made; one without a known crew is not among them.

    `filed` are the rows of all tables as they stand in the files.
    """
    unknown, others = rows, []
    for crew, key in CREWED[table]:
        on = filed[crew]
        told = unknown.join(on, on=key, how="semi")
        others.append(told.join(on.filter(pl.col("person") == person), on=key, how="anti")["source_row"])
        unknown = unknown.join(on, on=key, how="anti")
    return pl.concat(others)
