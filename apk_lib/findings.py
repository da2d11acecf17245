"""Findings: what is wrong or worth knowing in a file, where exactly, and what was expected there.

One frame for everything that is ever said of data, one row a finding. It holds no sentence: the rule's
wording is in `rules`, so the same frame is read in either language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from apk_lib.project import PROJECT_KEYS
from apk_lib.rules import RULES, SEVERITIES
from apk_lib.tables import TABLES
from apk_lib.tables.headings import PROJECT_SHEET, headings
from apk_lib.text import Lang, Text

FINDINGS = {
    "severity": pl.String,
    "rule": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "cell": pl.String,
    "table": pl.String,
    "column": pl.String,
    "key": pl.String,
    "value": pl.String,
    "expected_cs": pl.String,
    "expected_en": pl.String,
    "nearest": pl.String,
    "waiver": pl.String,
}
ORDER = list(SEVERITIES)
KEY_SEPARATOR = " · "
# a row that falls only because another one did
CONSEQUENCES = ("reference_aside",)


def findings(rule: str, rows: pl.DataFrame | None = None, *, expected: Text | None = None, **said: Any) -> pl.DataFrame:
    """Findings of one rule, one for each of `rows` (or a single one without), in the columns of `FINDINGS`.

    `said` gives columns as values or expressions over `rows`; what nobody gives is null. `expected`
    comes from the rule where the caller gives none.
    """
    declared = RULES[rule]
    wanted = expected or declared.expected
    given: dict[str, Any] = {
        "severity": declared.severity,
        "rule": rule,
        "expected_cs": wanted.cs or None,
        "expected_en": wanted.en or None,
    } | said
    frame = pl.DataFrame({"one": [True]}) if rows is None else rows
    columns = [
        (given[name] if isinstance(given.get(name), pl.Expr) else pl.lit(given.get(name))).cast(kind).alias(name)
        for name, kind in FINDINGS.items()
    ]
    return frame.select(pl.lit(True).alias("_each"), *columns).drop("_each") if len(frame) else no_findings()


def key_text(key: Sequence[str]) -> pl.Expr:
    """The key of a row as one text, `key`; null where a part of it is missing or the table has none."""
    if not key:
        return pl.lit(None, pl.String).alias("key")
    return pl.concat_str([pl.col(column).cast(pl.String) for column in key], separator=KEY_SEPARATOR).alias("key")


def no_findings() -> pl.DataFrame:
    """An empty frame of findings."""
    return pl.DataFrame(schema=FINDINGS)


def together(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Findings in the order a reader wants: errors first, causes before consequences, then by file, sheet and row."""
    rank = pl.col("severity").replace_strict({name: place for place, name in enumerate(ORDER)}, return_dtype=pl.Int8)
    follows = pl.col("rule").is_in(CONSEQUENCES)
    everything = pl.concat([no_findings(), *parts])
    return everything.sort(rank, follows, "file", "sheet", "row", "cell", "rule", nulls_last=True, maintain_order=True)


def counted(found: pl.DataFrame) -> dict[str, int]:
    """How many findings there are of each severity; waived ones do not count."""
    standing = found.filter(pl.col("waiver").is_null())
    return {severity: standing.filter(pl.col("severity") == severity).height for severity in ORDER}


def told(found: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """The findings with `message`, `expected` and the labels of table, column and nearest code in a language.

    A note of what was understood expects nothing, unless its rule says so.
    """
    says = {rule: declared.says(lang) for rule, declared in RULES.items()}
    tables = {name: table.label(lang) for name, table in TABLES.items()} | {"project": PROJECT_SHEET(lang)}
    labels = {f"{name}.{heading.column}": heading.label(lang) for name in TABLES for heading in headings(name)}
    labels |= {f"project.{name}": key.label(lang) for name, key in PROJECT_KEYS.items()}
    field = pl.concat_str("table", pl.lit("."), "column")
    codes = {
        f"{name}.{heading.column}.{code}": label(lang)
        for name in TABLES for heading in headings(name) for code, label in (heading.meaning.codes or {}).items()
    }  # fmt: skip
    codes |= {
        f"project.{name}.{code}": label(lang)
        for name, key in PROJECT_KEYS.items() for code, label in (key.codes or {}).items()
    }  # fmt: skip
    silent = [rule for rule, declared in RULES.items() if declared.severity == "note" and not declared.expected.cs]
    return found.with_columns(
        message=pl.col("rule").replace_strict(says, return_dtype=pl.String),
        expected=pl.when(~pl.col("rule").is_in(silent)).then(pl.col(f"expected_{lang}")),
        nearest=pl.concat_str(field, pl.lit("."), "nearest").replace_strict(
            codes, default=pl.col("nearest"), return_dtype=pl.String
        ),
        severity_label=pl.col("severity").replace_strict(
            {name: label(lang) for name, label in SEVERITIES.items()}, return_dtype=pl.String
        ),
        table_label=pl.col("table").replace_strict(tables, default=pl.col("table"), return_dtype=pl.String),
        column_label=field.replace_strict(labels, default=pl.col("column"), return_dtype=pl.String),
    )
