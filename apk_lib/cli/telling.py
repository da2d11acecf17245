"""What a check or an import tells on the screen: an account of rows, then everything there is to mend."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from apk_lib.findings import counted, told
from apk_lib.intake.planning import Plan
from apk_lib.rules import SEVERITIES
from apk_lib.tables import TABLES
from apk_lib.text import Lang, Noun, Text, number, sentence

SHOWN = 40
_ROWS = Noun(cs=("řádek", "řádky", "řádků", "řádku"), en=("row", "rows"))
_FATES = {
    "new": Text(cs="nové", en="new"),
    "changed": Text(cs="změněné", en="changed"),
    "unchanged": Text(cs="beze změny", en="unchanged"),
    "duplicate": Text(cs="podruhé", en="repeated"),
    "aside": Text(cs="odložené", en="set aside"),
    "examples": Text(cs="příklady (nečtou se)", en="examples (not read)"),
}
_MORE = Text(cs="… a dalších {count}", en="… and {count} more")
_EXPECTED = Text(cs="čekáme", en="expected")
_NEAREST = Text(cs="nejbližší", en="nearest")
_WAIVED = Text(cs="výjimka", en="waived")
_TOTALS = Text(cs="Chyby: {error}, upozornění: {warning}, poznámky: {note}.",
               en="Errors: {error}, warnings: {warning}, notes: {note}.")  # fmt: skip


def account_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """One line a sheet with rows: how many, and what becomes of them."""
    for line in plan.account.iter_rows(named=True):
        where = line["file"] if line["sheet"] is None else f"{line['file']}, {line['sheet']}"
        fates = [f"{said(lang)} {number(line[fate], lang)}" for fate, said in _FATES.items() if line[fate]]
        table = TABLES[line["table"]].label(lang)
        if line["read"] or line["aside"]:
            yield f"{where} → {table}: {_ROWS.count(line['read'], lang)} ({', '.join(fates)})"


def change_lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """What updates change, cell by cell."""
    for line in plan.changes.head(SHOWN).iter_rows(named=True):
        table = TABLES[line["table"]].label(lang)
        yield f"{table} {line['key']}, {line['column']}: {line['before'] or '–'} → {line['after'] or '–'}"
    if len(plan.changes) > SHOWN:
        yield _MORE.fill(lang, count=number(len(plan.changes) - SHOWN, lang))


def finding_lines(found: pl.DataFrame, lang: Lang) -> Iterator[str]:
    """Errors and warnings one by one, notes by what they say; then how many there are of each."""
    said = told(found, lang)
    for severity in ("error", "warning"):
        some = said.filter(pl.col("severity") == severity)
        yield from (_line(row, lang) for row in some.head(SHOWN).iter_rows(named=True))
        if len(some) > SHOWN:
            yield f"{SEVERITIES[severity](lang)}: {_MORE.fill(lang, count=number(len(some) - SHOWN, lang))}"
    notes = said.filter(pl.col("severity") == "note")
    for (_,), alike in notes.group_by([pl.concat_str("file", "sheet", "rule", "column", ignore_nulls=True)],
                                      maintain_order=True):  # fmt: skip
        times = f" ({number(len(alike), lang)}×)" if len(alike) > 1 else ""
        yield _line(alike.row(0, named=True), lang) + times
    yield _TOTALS.fill(lang, **{severity: number(count, lang) for severity, count in counted(found).items()})


def _line(row: dict[str, str | None], lang: Lang) -> str:
    """One finding: where, what is wrong, what stands there, what was expected."""
    cell = row["cell"] or (f"{Text(cs='řádek', en='row')(lang)} {row['row']}" if row["row"] else None)
    named = [row["file"], row["sheet"], cell] if row["file"] else [row["table_label"], row["key"]]
    where = ", ".join(part for part in named if part)
    column = f"{row['column_label']}: " if row["column_label"] and row["file"] else ""
    value = f" „{row['value']}“" if row["value"] and lang == "cs" else f" “{row['value']}”" if row["value"] else ""
    rest = [f"{said(lang)} {row[name]}" for said, name in ((_EXPECTED, "expected"), (_NEAREST, "nearest"),
                                                           (_WAIVED, "waiver")) if row[name]]  # fmt: skip
    said = f"{column}{row['message']}{value}" + "".join(f"; {part}" for part in rest)
    return f"{sentence(row['severity_label'] or '')}: {where}: {said}"
