"""A figure with everything it is made of, as a workbook: for who has to show an auditor where a number comes from.

It names pseudonyms and rows of the records, so every sheet says that it is internal, and whether its data are invented.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter

from apk_lib.drilldown import REASONS, Explanation
from apk_lib.labels import Labels
from apk_lib.periods import TIME_ZONE
from apk_lib.prose.explained import explained, filter_told, named, value_told, window_told
from apk_lib.rules import RULES
from apk_lib.tables import TABLES
from apk_lib.tables.headings import headings
from apk_lib.text import Noun, Text, number
from apk_lib.workbooks.template.book import CREATED, LAST_ROW, OPTIONS, Book, write

MOST_LETTERS = 32_000  # a cell holds 32,767
MOST_ROWS = LAST_ROW - 4  # below the title, the explanation and the head
INTERNAL = Text(cs="INTERNÍ", en="INTERNAL")
_SHEETS = {
    "figure": Text(cs="Číslo", en="Figure"),
    "counted": Text(cs="Čitatel", en="Numerator"),
    "compared": Text(cs="Jmenovatel", en="Denominator"),
    "left_out": Text(cs="Nezapočteno", en="Left out"),
}
_EXPLAINED = {
    "counted": Text(cs="Řádky, které něco přidávají čitateli, nebo hodnotě, není-li podílem.",
                    en="Rows that add to the numerator, or to a value that is no quotient."),
    "compared": Text(cs="Řádky, které něco přidávají jmenovateli.", en="Rows that add to the denominator."),
    "left_out": Text(cs="Řádky záznamů z těchto dnů, které se nepočítají, a proč.",
                     en="Rows of the records of these days that do not count, and why."),
    "part": Text(cs="Záznamy, na nichž číslo stojí, tak jak jsou v souborech.",
                 en="The records the figure stands on, as they are in the files."),
    "whole": Text(cs="Tabulka, která se čte celá: řádky k jednotlivým záznamům nevedou.",
                  en="A table read as a whole: no row leads to single records."),
}  # fmt: skip
_FACTS = {
    "figure": Text(cs="Ukazatel", en="Indicator"),
    "value": Text(cs="Hodnota", en="Value"),
    "days": Text(cs="Dny", en="Days"),
    "filters": Text(cs="Výběr", en="Narrowed to"),
    "definition": Text(cs="Definice", en="Definition"),
    "stands_on": Text(cs="Jak vzniklo", en="How it came about"),
}
_NO_FILTER = Text(cs="bez zúžení", en="not narrowed")
_HEADS = {
    "table": Text(cs="tabulka", en="table"), "file": Text(cs="soubor", en="file"), "sheet": Text(cs="list", en="sheet"),
    "row": Text(cs="řádek", en="row"), "reason": Text(cs="důvod", en="reason"), "rule": Text(cs="pravidlo", en="rule"),
    "field": Text(cs="sloupec", en="column"), "value": Text(cs="hodnota", en="value"),
    "expected": Text(cs="čekáme", en="expected"),
}  # fmt: skip
_ROWS = Noun(cs=("řádek", "řádky", "řádků", "řádku"), en=("row", "rows"))
_SHORTENED = Text(
    cs="List pojme jen prvních {held} z {all}; předejte data jako CSV.",
    en="The sheet holds only the first {held} of {all}; hand the data over as CSV.",
)


def workbook(explanation: Explanation, labels: Labels, most: int = MOST_ROWS) -> bytes:
    """The workbook of an explanation: the figure, the rows of both its parts, records by table, and those left out.

    The same explanation has the same bytes. A sheet that cannot hold all its rows (`most` of them) says so in its
    second line. Whatever stands in a cell stays text, also what a spreadsheet would take for a formula.
    """
    lang, title = labels.lang, named(explanation.declared, explanation.measure, labels)
    with _opened(title, explanation.figure["synthetic"], labels) as (book, content):
        _figure(book, explanation, labels)
        for part in ("counted", "compared"):
            rows = _plain(getattr(explanation, part))
            _frame(book, _SHEETS[part](lang), _EXPLAINED[part](lang), rows, _headed_plainly, most)
        for source in explanation.sources:
            said = _EXPLAINED["whole" if source.whole else "part"](lang)
            label = TABLES[source.table].label(lang)
            known = {one.column: one.label(lang) for one in headings(source.table)}
            rows = _plain(source.rows.drop("source_row"))
            _frame(book, label, said, rows, _header(known, labels), most, whole=source.n)
        left = _left_out(explanation.left_out, labels)
        _frame(book, _SHEETS["left_out"](lang), _EXPLAINED["left_out"](lang), left, _header({}, labels), most)
    return content.getvalue()


@contextmanager
def _opened(title: str, synthetic: bool, labels: Labels) -> Iterator[tuple[Book, io.BytesIO]]:
    content = io.BytesIO()
    made = xlsxwriter.Workbook(content, OPTIONS)
    made.set_properties({"title": title, "author": "apk-lib", "created": CREATED})
    yield Book(made, labels.lang, synthetic), content
    made.close()


def _figure(book: Book, of: Explanation, labels: Labels) -> None:
    """What the figure is, on one sheet that reads by itself."""
    lang = labels.lang
    sheet = _sheet(book, _SHEETS["figure"](lang), "")
    filters = "; ".join(filter_told(*pair, labels) for pair in of.selection.only) or _NO_FILTER(lang)
    facts = {
        "figure": named(of.declared, of.measure, labels),
        "value": value_told(of.figure, of.declared, of.measure, labels),
        "days": window_told(of.selection, of.declared, of.window, labels),
        "filters": filters,
        "definition": of.declared.definition(lang),
        "stands_on": "\n".join(explained(of, labels)),
    }
    for place, (name, said) in enumerate(facts.items(), start=2):
        write(sheet, place, 0, _FACTS[name](lang), book.style(bold=True))
        write(sheet, place, 1, said, book.style(text_wrap=True))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)


def _left_out(rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """The rows left out with reasons and rules in words."""
    lang = labels.lang
    says = {rule: declared.says(lang) for rule, declared in RULES.items()}
    tables = {name: table.label(lang) for name, table in TABLES.items()}
    return rows.with_columns(
        pl.col("table").replace(tables),
        pl.col("reason").replace({code: reason(lang) for code, reason in REASONS.items()}),
        pl.col("rule").replace(says),
        expected=pl.col(f"expected_{lang}"),
    ).drop("expected_cs", "expected_en")


def _header(known: Mapping[str, str], labels: Labels) -> Callable[[str], str]:
    """How columns are headed: as in the templates, then as here."""
    return lambda name: known.get(name) or (_HEADS[name](labels.lang) if name in _HEADS else name)


def _headed_plainly(name: str) -> str:
    """Unit-level rows are the analyst's: their columns go by the names that code knows."""
    return name


def _frame(
    book: Book, name: str, explanation: str, rows: pl.DataFrame, header: Callable[[str], str], most: int, whole: int = 0
) -> None:
    """One frame on a sheet; more than it holds, or than was given of `whole` rows, is said."""
    held, every = min(len(rows), most), max(whole, len(rows))
    counted = _ROWS.count(every, book.lang)
    note = counted if held == every else _SHORTENED.fill(book.lang, held=number(held, book.lang), all=counted)
    sheet = _sheet(book, name, f"{explanation} {note}")
    for column, head in enumerate(rows.columns):
        write(sheet, 3, column, header(head), book.style(bold=True, bg_color="#dfe9f1"))
    for line, row in enumerate(rows.head(held).iter_rows(), start=4):
        for column, cell in enumerate(row):
            write(sheet, line, column, cell, book.style(num_format=_FORMATS.get(type(cell), "General")))
    sheet.freeze_panes(4, 0)
    sheet.set_column(0, max(len(rows.columns) - 1, 0), 18)


_FORMATS = {date: "d. m. yyyy", datetime: "d. m. yyyy hh:mm", str: "@"}


def _sheet(book: Book, name: str, explanation: str) -> Any:
    """A sheet that says that it is internal, and of invented data if it is."""
    marked = f"{INTERNAL(book.lang)}: {name}"
    return book.sheet(name[:31], marked, explanation)


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in types a cell can hold: local time, lists as text, whole numbers and words as they are."""
    made = []
    for name, dtype in rows.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.Datetime):
            column = column.dt.convert_time_zone(TIME_ZONE).dt.replace_time_zone(None)
        elif isinstance(dtype, pl.List):
            joined = column.list.eval(pl.element().cast(pl.String)).list.join(", ")
            longer = joined.str.len_chars() > MOST_LETTERS
            column = pl.when(longer).then(joined.str.head(MOST_LETTERS) + " …").otherwise(joined)
        elif dtype == pl.Boolean:
            column = column.cast(pl.Int8)
        made.append(column.alias(name))
    return rows.select(made)
