"""What a check or an import tells on the screen: an account of rows, then everything there is to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from apk_lib.cli.changing import moment
from apk_lib.findings import CONSEQUENCES, counted, told
from apk_lib.intake import Book, Plan
from apk_lib.tables import TABLES
from apk_lib.tables.headings import PROJECT_SHEET
from apk_lib.text import Lang, Noun, Text, number, sentence

SHOWN = 20
ROWS = Noun(cs=("řádek", "řádky", "řádků", "řádku"), en=("row", "rows"))
_FATES = {
    "new": Text(cs="nové", en="new"),
    "changed": Text(cs="změněné", en="changed"),
    "unchanged": Text(cs="beze změny", en="unchanged"),
    "duplicate": Text(cs="podruhé", en="repeated"),
    "aside": Text(cs="odložené", en="set aside"),
    "examples": Text(cs="příklady (nečtou se)", en="examples (not read)"),
}
_FURTHER = {
    "error": Noun(cs=("další chyba", "další chyby", "dalších chyb", "další chyby"), en=("more error", "more errors")),
    "warning": Noun(cs=("další upozornění", "další upozornění", "dalších upozornění", "dalšího upozornění"),
                    en=("more warning", "more warnings")),
    "note": Noun(cs=("další poznámka", "další poznámky", "dalších poznámek", "další poznámky"),
                 en=("more note", "more notes")),
}  # fmt: skip
_RIGHT = Text(cs="; správně: {value}", en="; expected: {value}")
_NEAREST = Text(cs="; nejbližší: {value}", en="; nearest: {value}")
_THAT_IS = Text(cs=", tedy {value}", en=", that is {value}")
_WAIVED = Text(cs="; výjimka: {value}", en="; waived: {value}")
_QUOTED = Text(cs=": „{value}“", en=": “{value}”")
_ROW = Text(cs="řádek {row}", en="row {row}")
_LATE = Text(cs="{rows} období {period}", en="{rows} of period {period}")
_TOTALS = Text(cs="Chyby: {error}, upozornění: {warning}, poznámky: {note}.",
               en="Errors: {error}, warnings: {warning}, notes: {note}.")  # fmt: skip
_ASIDE = Noun(
    cs=("Odložen {n} řádek: do čísel se nezapočítá. Opravte jej a načtěte znovu.",
        "Odloženy {n} řádky: do čísel se nezapočítají. Opravte je a načtěte znovu.",
        "Odloženo {n} řádků: do čísel se nezapočítají. Opravte je a načtěte znovu.",
        "Odloženo {n} řádku: do čísel se nezapočítá. Opravte je a načtěte znovu."),
    en=("Set aside: {n} row. It does not count in the figures; mend it and read it again.",
        "Set aside: {n} rows. They do not count in the figures; mend them and read them again."),
)  # fmt: skip
_NO_TABLE = Text(
    cs="V souboru {file} není žádná tabulka. V záhlaví hledáme sloupce jedné tabulky, např. na listu Směny: směna, "
    "den, začátek, konec. Vzor vytvoří apk-lib template; vlastní názvy přiřadíte volbou --map.",
    en="There is no table in the file {file}. We look for a header with the columns of one table, such as shift, "
    "day, start, end in the sheet Shifts. apk-lib template makes a model; the option --map assigns your own names.",
)
_ANSWERS = {
    "ambiguous_date": Text(
        cs="; odpovíte volbou --day-first nebo --month-first, u dvouciferného roku také --century",
        en="; answer by the option --day-first or --month-first, for a year of two digits also by --century",
    )
}
# what the rule tells is an explanation of what is wrong, not what would be right
_EXPLAINED = ("project_sheet", "not_in_its_form")


def account_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """One line a sheet with rows: how many, and what becomes of them."""
    for line in plan.account.iter_rows(named=True):
        where = line["file"] if line["sheet"] is None else f"{line['file']}, {line['sheet']}"
        fates = [f"{said(lang)} {number(line[fate], lang)}" for fate, said in _FATES.items() if line[fate]]
        table = TABLES[line["table"]].label(lang)
        becomes = "" if line["sheet"] == table else f" → {table}"
        if line["read"] or line["aside"]:
            yield f"{where}{becomes}: {ROWS.count(line['read'], lang)} ({', '.join(fates)})"


def without_table(plan: Plan) -> list[Book]:
    """The files that can be read, but hold nothing anybody knows, and of which no error says so yet."""
    known = {*plan.account["file"], *plan.findings.filter(pl.col("severity") == "error")["file"].drop_nulls()}
    heads = {PROJECT_SHEET.cs.casefold(), PROJECT_SHEET.en.casefold()}
    return [
        book
        for book in plan.books
        if book.name not in known and not any((grid.sheet or "").casefold() in heads for grid in book.grids)
    ]


def without_table_lines(books: list[Book], lang: Lang) -> Iterator[str]:
    """What to do with files in which there is no table."""
    return (_NO_TABLE.fill(lang, file=book.name) for book in books)


def aside_line(plan: Plan, lang: Lang) -> str:
    """How many rows are set aside and what to do; empty where there are none."""
    count = plan.aside.unique(["origin_file", "origin_sheet", "origin_row"]).height
    return _ASIDE.form(count, lang).format(n=number(count, lang)) if count else ""


def finding_lines(found: pl.DataFrame, lang: Lang, rest: str) -> Iterator[str]:
    """Errors and warnings one by one, notes by what they say; then how many there are of each.

    `rest` says where to find those of which there are too many.
    """
    said = told(found, lang)
    for severity, further in _FURTHER.items():
        lines = _told_once(said.filter(pl.col("severity") == severity))
        yield from (_line(row, lang) for row in lines.head(SHOWN).iter_rows(named=True))
        if more := int(lines["times"].slice(SHOWN).sum()):
            yield f"… {Text(cs='a', en='and')(lang)} {further.count(more, lang)}{rest}"
    yield _TOTALS.fill(lang, **{severity: number(count, lang) for severity, count in counted(found).items()})


def _told_once(said: pl.DataFrame) -> pl.DataFrame:
    """Each error and warning; notes and mere consequences once a column, with their number as `times`.

    Late rows come first: they tell of the report, the others how a cell was read.
    """
    late = pl.col("rule") == "late_row"
    alike = pl.col("rule").is_in(CONSEQUENCES) | ((pl.col("severity") == "note") & ~late)
    rows = said.with_row_index("place").sort(~late, maintain_order=True)
    rows = rows.with_columns(place=pl.when(~alike).then("place"))
    by = ["file", "sheet", "rule", "table", "column", "place"]
    return rows.group_by(by, maintain_order=True).agg(pl.exclude(by).first(), times=pl.len())


def _line(row: Mapping[str, Any], lang: Lang) -> str:
    """One finding: where, what is wrong, what stands there, what would be right."""
    column = f"{row['column_label']}: " if row["column_label"] and row["file"] else ""
    said = f"{sentence(row['severity_label'])}: {_where(row, lang)}: {column}{row['message']}"
    if row["value"] and row["rule"] != "late_row":
        said += _QUOTED.fill(lang, value=_as_in_the_cell(row["value"], lang) if row["cell"] else row["value"])
    understood = row["severity"] == "note" and row["rule"] != "unknown_column"
    if row["nearest"] and understood:
        said += _THAT_IS.fill(lang, value=row["nearest"])
    if row["expected"]:
        said += f": {row['expected']}" if row["rule"] in _EXPLAINED else _RIGHT.fill(lang, value=row["expected"])
    if row["nearest"] and not understood:
        said += _NEAREST.fill(lang, value=row["nearest"])
    if row["rule"] in _ANSWERS:
        said += _ANSWERS[row["rule"]](lang)
    if row["waiver"]:
        said += _WAIVED.fill(lang, value=row["waiver"])
    return said + (f" ({number(row['times'], lang)}×)" if row["times"] > 1 else "")


def _as_in_the_cell(value: str, lang: Lang) -> str:
    """A value as the workbook shows it: no number has a needless zero behind, no date is the other way round."""
    return moment(re.sub(r"(?<=^\d)(\d*)\.0$", r"\1", value), lang)


def _where(row: Mapping[str, Any], lang: Lang) -> str:
    """File, sheet and cell, or the key where a file as a whole is meant; table and key where none is to blame."""
    if row["rule"] == "late_row":
        late = _LATE.fill(lang, rows=ROWS.count(int(row["value"]), lang), period=row["key"])
        return f"{row['table_label']}, {late}"
    cell = row["cell"] or (_ROW.fill(lang, row=row["row"]) if row["row"] else row["key"])
    named = [row["file"], row["sheet"], cell] if row["file"] else [row["table_label"], row["key"]]
    return ", ".join(part for part in named if part)
