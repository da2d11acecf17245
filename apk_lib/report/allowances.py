"""The second look at what leaves the town: every number in its files is one that its audience may see, key by key.

The first is the guard that made the figures. Here the finished files are read again and held against its figures, so
that no format and no chart can say more than they do. HTML, PDF and DOCX are written from `report.json`, so its tables
of figures and of points of curves stand for theirs. Numbers inside sentences, in tables of a shape of their own and in
drawn pictures are not read: they are made from the same figures, and a number alone does not say of what it is.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from math import isclose
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineWorkbook

from apk_lib import sheets
from apk_lib.evaluate import Figures
from apk_lib.labels import ABSENT, Labels, Reading
from apk_lib.report.formats.workbook.parts import tells_figures
from apk_lib.report.leaks import Leak
from apk_lib.report.model import FrontPage, Section, Table, from_json
from apk_lib.results import KEY, STATES
from apk_lib.text import LANGUAGES, NBSP, Lang

VALUES = ("n", "numerator", "denominator", "value", "lower", "upper", "effective_n", "detectable_change", "baseline",
          "target")  # fmt: skip
POINT = [*KEY, "series", "x"]
HEIGHTS = ("y", "lower", "upper", "n_at_risk")
KIND = "figure"
REPORT = "report.json"
_DATA = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
Names = Mapping[str, Mapping[str, str]]
# what each category of a figure may be called, and the figure
Called = tuple[tuple[frozenset[str], ...], dict[str, Any]]
Known = dict[str, list[Called]]


def unallowed(folder: Path, allowed: Figures, names: Names | None = None) -> tuple[Leak, ...]:
    """Numbers in the files of a report that its audience may not see, or that no figure has.

    Args:
        folder: the finished files; `results.*` and `curves.*` are compared by their keys, data of live charts by
            measure and categories, workbooks by the id of the figure in a row and its categories, tables of
            `report.json` by how the allowed figures read.
        allowed: the figures as the guard left them.
        names: what a reader calls the categories of each dimension, for workbooks and tables.
    """
    found: dict[Leak, None] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        found |= dict.fromkeys(Leak(name, where, KIND) for where in _wrong(path, allowed, names or {}))
    return tuple(found)


def _wrong(path: Path, allowed: Figures, names: Names) -> Iterator[str]:
    """Where in a file stands what it may not say."""
    if path.stem in {"results", "curves"} and path.suffix in {".csv", ".parquet"}:
        yield from _of_frame(path, allowed)
    elif path.suffix == ".html":
        for place, text in enumerate(_DATA.findall(path.read_text("utf-8")), 1):
            yield from _of_data(json.loads(text), f"data {place}", _by_measure(allowed.results))
    elif path.suffix == ".json":
        said = json.loads(path.read_text("utf-8"))
        yield from _of_data(said, "$", _by_measure(allowed.results))
        if path.name == REPORT:
            yield from _of_tables(said["parts"], allowed, names)
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
        categories = tuple(frozenset({row[at]}) for at in ("category_1", "category_2") if row[at])
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
                figures = _of_categories(known[name], said)
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


def _of_categories(figures: Iterable[Called], said: set[str]) -> list[dict[str, Any]]:
    """The figures all of whose categories are said, those of the most categories."""
    fitting = [
        (len(categories), row)
        for categories, row in figures
        if not any(called.isdisjoint(said) for called in categories)
    ]
    most = max((count for count, _ in fitting), default=0)
    return [row for count, row in fitting if count == most]


def _among(number: float, figures: list[dict[str, Any]], parts: tuple[str, ...]) -> bool:
    return any(
        row[part] is not None and isclose(number, row[part] * scale, rel_tol=1e-9, abs_tol=1e-9)
        for row in figures
        for part in parts
        for scale in ((1, 100) if row["unit"] == "share_difference" else (1,))
    )


def _of_book(path: Path, allowed: Figures, names: Names) -> Iterator[str]:
    """Rows that name a figure by its id, on every sheet: each number in them is one of that figure."""
    known = _by_id(allowed.results, names)
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for sheet in range(len(book.sheet_names)):
        for line, cells in enumerate(book.get_sheet_by_index(sheet).to_python(skip_empty_area=False), 1):
            said = {cell.replace(NBSP, " ") for cell in cells if isinstance(cell, str)}
            for id in sorted(said & known.keys()):
                figures = _of_categories(known[id], said)
                for column, cell in enumerate(cells, 1):
                    if isinstance(cell, int | float) and not _among(cell, figures, VALUES):
                        yield f"sheet {sheet + 1}, row {line}, column {column}"


def _by_id(results: pl.DataFrame, names: Names) -> Known:
    """The figures of each id with what their categories are called in every language, or are coded."""
    spoken = [Labels.of_names(lang, names) for lang in LANGUAGES]
    known: Known = {}
    for row in results.iter_rows(named=True):
        keyed = [(row[f"dimension_{which}"], row[f"category_{which}"]) for which in (1, 2)]
        called = tuple(
            frozenset({category, *(labels.name(dimension, category).replace(NBSP, " ") for labels in spoken)})
            for dimension, category in keyed
            if category is not None
        )
        known.setdefault(f"{row['indicator']}.{row['measure']}", []).append((called, row))
    return known


def _of_tables(parts: list[dict[str, Any]], allowed: Figures, names: Names) -> Iterator[str]:
    """Rows of tables of figures and of points of curves that no allowed figure reads as.

    So a figure that is withheld has to read as its absence; that of one that is not is no harm.
    """
    made = [from_json(part) for part in parts]
    [lang] = [part.lang for part in made if isinstance(part, FrontPage)]
    right = _read_out(allowed, lang, names)
    for place, part in enumerate(made):
        for number, table in enumerate(part.tables if isinstance(part, Section) else ()):
            lines = _unread(table, right, lang) if tells_figures(table, lang) else []
            yield from (f"$.parts[{place}].tables[{number}].rows[{line}]" for line in lines)


def _unread(table: Table, right: list[sheets.Sheet], lang: Lang) -> list[int]:
    """The places of rows of which no right sheet of the same name and heads has one that says as much or more."""
    heads = tuple(column.label for column in table.columns)
    same = [sheet for sheet in right if sheet.heads == heads and table.caption.startswith(sheet.caption)]
    rows = {row for sheet in same for row in sheet.rows}
    nothing = {ABSENT, STATES["suppressed"](lang)}
    numeric = [column.align == "right" for column in table.columns]

    def within(told: tuple[str, ...], may: tuple[str, ...]) -> bool:
        cells = zip(told, may, numeric, strict=True)
        return all(one == other or (number and one in nothing) for one, other, number in cells)

    return [
        line for line, told in enumerate(table.rows) if told not in rows and not any(within(told, may) for may in rows)
    ]


def _read_out(allowed: Figures, lang: Lang, names: Names) -> list[sheets.Sheet]:
    reading = Reading(allowed.results, allowed.curves, Labels.of_names(lang, names))
    return [sheets.all_figures(reading), sheets.crossed(reading), *sheets.points(reading)]
