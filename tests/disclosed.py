"""Invented figures, and how an audience is told them: what the tests of disclosure are written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from apk_lib.disclosure import Audience
from apk_lib.disclosure.guard import guard
from apk_lib.disclosure.limits import Limits
from apk_lib.indicators import CATALOGUE
from apk_lib.results import KEY, Curves, Results

LIMITS = Limits(survey_base=30, survey_cell=10, occurrences=5, victims=5, pooled=10, towns=3, dominance_percent=90)
SUBJECTS = {id: CATALOGUE[id].subject for id in CATALOGUE}
NO_CURVES = pl.DataFrame(schema={name: column.dtype for name, column in Curves.columns().items()})
_UNITS = {(id, measure.id): measure.unit for id in CATALOGUE for measure in CATALOGUE[id].measures}
SCHEMA = {name: column.dtype for name, column in Results.columns().items()}


def figure(named: str, value: float | None, by: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A figure `indicator.measure`; a count stands above the line, a share says so with `numerator`, `denominator`."""
    indicator, measure = named.split(".")
    pairs = [*(by or {}).items(), (None, None), (None, None)][:2]
    unit = _UNITS[indicator, measure]
    counted = unit in ("events", "contacts", "offences", "complaints") and value is not None
    return {
        "indicator": indicator, "definition_version": 1, "period": "P2", "scope": "period", "measure": measure,
        "dimension_1": pairs[0][0], "category_1": pairs[0][1], "dimension_2": pairs[1][0], "category_2": pairs[1][1],
        "n": int(value) if counted else 400, "numerator": value if counted else None, "value": value, "unit": unit,
        "method": "none", "state": "ok", "synthetic": True,
    } | more  # fmt: skip


def share(named: str, k: float, of: float, by: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """The share `k` of `of`."""
    return figure(named, k / of if of else None, by, n=int(of), numerator=k, denominator=of,
                  state="ok" if of else "not_applicable", **more)  # fmt: skip


def results(*rows: dict[str, Any]) -> pl.DataFrame:
    """The rows as `Results`."""
    return pl.DataFrame(Results.validate(pl.DataFrame(rows, schema=SCHEMA, orient="row")))


def seen(frame: pl.DataFrame, audience: Audience = "public", **more: Any) -> pl.DataFrame:
    """The results as an audience gets them, in the schema."""
    shown, _, withheld = guard(frame, more.pop("curves", NO_CURVES), SUBJECTS, audience,
                               more.pop("limits", LIMITS), **more)  # fmt: skip
    suppressed = shown.filter(state="suppressed")
    # of some figures not even the row is left
    assert suppressed.join(withheld, on=KEY, how="anti", nulls_equal=True).is_empty()
    assert shown.join(withheld, on=KEY, how="semi", nulls_equal=True).height == len(suppressed)
    return pl.DataFrame(Results.validate(shown))


def told(row: Mapping[str, Any]) -> str:
    """What a reader is told of a figure: its value, that it is less than some number, or nothing."""
    if row["state"] != "suppressed":
        return f"{row['value']:g}"
    return "nic" if row["upper"] is None else f"méně než {row['upper'] + 1:g}"
