"""Withholding step by step, until a step finds nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

Step = Callable[[pl.DataFrame], pl.DataFrame]


def withhold(rows: pl.DataFrame, where: pl.Expr, reason: str) -> pl.DataFrame:
    """Rows with a `reason` where they are to be withheld and were not yet."""
    return rows.with_columns(
        reason=pl.when(pl.col("reason").is_null() & where).then(pl.lit(reason)).otherwise("reason")
    )


def settled(rows: pl.DataFrame, steps: Iterable[Step]) -> pl.DataFrame:
    """Rows after steps that only ever withhold more, repeated until nothing changes."""
    steps, shown = tuple(steps), -1
    while shown != (shown := rows["reason"].null_count()):
        for step in steps:
            rows = step(rows)
    return rows
