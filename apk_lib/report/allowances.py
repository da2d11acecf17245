"""The second look at what leaves the town: every number in its files is one that its audience may see, key by key.

The first is the guard that made the figures. Here the finished files are read again and held against its figures, so
that no format and no chart can say more than they do. Numbers inside sentences and drawn pictures are not read: they
are made from the same figures, and a number alone does not say of what it is.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isclose
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from apk_lib.evaluate import Figures
from apk_lib.labels import Labels
from apk_lib.labels.names import DECLARED
from apk_lib.report.leaks import Leak
from apk_lib.results import KEY
from apk_lib.text import LANGUAGES, NBSP

VALUES = ("n", "numerator", "denominator", "value", "lower", "upper", "effective_n", "detectable_change", "baseline",
          "target")  # fmt: skip
POINT = [*KEY, "series", "x"]
HEIGHTS = ("y", "lower", "upper", "n_at_risk")
KIND = "figure"
_DATA = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
Known = dict[str, list[tuple[frozenset[str], dict[str, Any]]]]


def unallowed(folder: Path, allowed: Figures, names: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Leak, ...]:
    """Numbers in the files of a report that its audience may not see, or that no figure has.

    Args:
        folder: the finished files; `results.*` and `curves.*` are compared by their keys, data of live charts by
            measure and categories, workbooks by the id of the figure in a row and its categories.
        allowed: the figures as the guard left them.
        names: what a reader calls the categories of each dimension, for workbooks.
    """
    found: dict[Leak, None] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        found |= dict.fromkeys(Leak(name, where, KIND) for where in _wrong(path, allowed, names or {}))
    return tuple(found)


def _wrong(path: Path, allowed: Figures, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Where in a file stands what it may not say."""
    if path.stem in {"results", "curves"} and path.suffix in {".csv", ".parquet"}:
        yield from _of_frame(path, allowed)
    elif path.suffix == ".html":
        for place, text in enumerate(_DATA.findall(path.read_text("utf-8")), 1):
            yield from _of_data(json.loads(text), f"data {place}", _by_measure(allowed.results))
    elif path.suffix == ".json":
        yield from _of_data(json.loads(path.read_text("utf-8")), "$", _by_measure(allowed.results))
    elif path.suffix == ".xlsx":
        yield from _of_book(path, allowed, names)


def _of_frame(path: Path, allowed: Figures) -> Iterator[str]:
    curves = path.stem == "curves"
    right = allowed.curves if curves else allowed.results
    on, values = (POINT, HEIGHTS) if curves else (KEY, VALUES)
    if path.suffix == ".csv":
        written = pl.read_csv(io.BytesIO(path.read_bytes()), schema_overrides=dict(right.schema))
    else:
        written = pl.read_parquet(io.BytesIO(path.read_bytes()))
    both = written.with_row_index("row", 1).join(
        right.select(*on, *values, there=pl.lit(True)), on=on, how="left", nulls_equal=True, suffix="_allowed"
    )
    for value in values:
        told, may = pl.col(value), pl.col(f"{value}_allowed")
        more = told.is_not_null() & ~told.eq_missing(may)
        for row in both.filter(more | pl.col("there").is_null()).get_column("row").sort():
            yield f"row {row}, {value}"


def _by_measure(results: pl.DataFrame) -> Known:
    known: Known = {}
    for row in results.iter_rows(named=True):
        categories = frozenset(filter(None, (row["category_1"], row["category_2"])))
        known.setdefault(row["measure"], []).append((categories, row))
    return known


def _of_data(value: Any, where: str, known: Known, *, data: bool = False) -> Iterator[str]:
    """Records of the data of a chart, drawn or not, whose fields are named as measures."""
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _of_data(inner, f"{where}[{place}]", known, data=data)
    elif isinstance(value, str) and value.startswith("{"):
        yield from _of_data(_parsed(value), where, known)
    elif isinstance(value, dict):
        said = {str(inner) for inner in value.values() if isinstance(inner, str | int)}
        for place, (name, inner) in enumerate(value.items()):
            if data and name in known and isinstance(inner, int | float) and not isinstance(inner, bool):
                figures = _of_categories(((one, row) for one, row in known[name]), said)
                # nobody planned or did anything where there is no figure at all
                if not (_among(inner, figures, ("value",)) or (inner == 0 and not figures)):
                    yield f"{where}[{place}]"
            else:
                inside = data or name in {"datasets", "values"}
                yield from _of_data(inner, f"{where}[{place}]", known, data=inside)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # an expression of a chart, which also begins with a brace
        return None


def _of_categories(figures: Iterable[tuple[frozenset[str], dict[str, Any]]], said: set[str]) -> list[dict[str, Any]]:
    """The figures all of whose categories are said, those of the most categories."""
    fitting = [(len(categories), row) for categories, row in figures if categories <= said]
    most = max((count for count, _ in fitting), default=0)
    return [row for count, row in fitting if count == most]


def _among(number: float, figures: list[dict[str, Any]], parts: tuple[str, ...]) -> bool:
    return any(
        row[part] is not None and isclose(number, row[part] * scale, rel_tol=1e-9, abs_tol=1e-9)
        for row in figures
        for part in parts
        for scale in ((1, 100) if row["unit"] == "share_difference" else (1,))
    )


def _of_book(path: Path, allowed: Figures, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Rows that name a figure by its id, on every sheet: each number in them is one of that figure."""
    ids: dict[str, list[dict[str, Any]]] = {}
    for row in allowed.results.iter_rows(named=True):
        ids.setdefault(f"{row['indicator']}.{row['measure']}", []).append(row)
    spoken = _labels(names)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet_number, sheet in enumerate(book.worksheets, 1):
        for cells in sheet.iter_rows():
            said = {cell.value.replace(NBSP, " ") for cell in cells if isinstance(cell.value, str)}
            for id in said & ids.keys():
                figures = _of_categories(((_as_said(row, said, spoken), row) for row in ids[id]), said)
                for cell in cells:
                    if isinstance(cell.value, int | float) and not _among(cell.value, figures, VALUES):
                        yield f"sheet {sheet_number}, {cell.coordinate}"
    book.close()


def _as_said(row: dict[str, Any], said: set[str], spoken: list[Labels]) -> frozenset[str]:
    """The categories of a figure as the row of a sheet says them; one that it does not say stays its id."""
    found = set()
    for which in (1, 2):
        dimension, category = row[f"dimension_{which}"], row[f"category_{which}"]
        if category is not None:
            names = {labels.name(dimension, category).replace(NBSP, " ") for labels in spoken}
            found.add(min(names & said, default=category))
    return frozenset(found)


def _labels(names: Mapping[str, Mapping[str, str]]) -> list[Labels]:
    """What categories are called in each language; `names` are those of the report's own."""
    made = []
    for lang in LANGUAGES:
        coded = {dimension: {code: said(lang) for code, said in codes.items()} for dimension, codes in DECLARED.items()}
        made.append(
            Labels(lang, coded | {by: coded.get(by, {}) | dict(named) for by, named in names.items()}, date.min)
        )
    return made
