"""What a column says about itself: label, unit, codes, references and whether it is personal.

A table is a dataframely schema; these few functions put the meaning into each column's metadata, so
that templates, checks, captions and the disclosure rules read one declaration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import dataframely as dy
import polars as pl

from apk_lib.text import Text

SEPARATOR = ";"
MICROSECONDS_PER_HOUR = 3_600_000_000
MICROSECONDS_PER_MINUTE = MICROSECONDS_PER_HOUR // 60
HALER_PER_CROWN = 100
Codes = Mapping[str, Text]
Kind = Literal["identifier", "code", "codes", "words", "day", "instant", "hours", "money", "whole", "decimal", "yes_no"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means to a reader.

    `kind` says how a person writes it: a day, a moment, hours, an amount, one code or several. `unit` is
    the unit of the stored value (`us` for microseconds, `haler` for money), `scale` the number by which a
    value written in a file is multiplied to reach it (hours → microseconds). `references` names the table
    whose key the column holds. `personal` columns never leave the town.
    """

    label: Text
    kind: Kind
    unit: str | None = None
    scale: int | None = None
    codes: Codes | None = None
    references: str | None = None
    personal: bool = False


def meaning(column: dy.Column) -> Meaning:
    """The declared meaning of a column."""
    metadata = column.metadata or {}
    declared: Meaning = metadata["meaning"]
    return declared


def _metadata(cs: str, en: str, kind: Kind, **details: Any) -> dict[str, Any]:
    return {"meaning": Meaning(Text(cs=cs, en=en), kind, **details)}


def identifier(
    cs: str,
    en: str,
    *,
    key: bool = False,
    nullable: bool = False,
    to: str | None = None,
    personal: bool = False,
    plain: bool = False,
) -> dy.String:
    """The id of a row, or with `to` a reference to a row of another table.

    A `plain` id becomes part of file names and of combined categories: letters, digits, dot and dashes.
    """
    details = _metadata(cs, en, "identifier", references=to, personal=personal)
    form = r"^\w[\w.-]*$" if plain else None
    return dy.String(primary_key=key, nullable=nullable, min_length=1, regex=form, metadata=details)


def code(cs: str, en: str, codes: Codes, *, key: bool = False, nullable: bool = False,
         personal: bool = False) -> dy.String:  # fmt: skip
    """One of a closed list of codes; an unknown code breaks a rule and the row is rejected."""
    allowed = list(codes)
    return dy.String(
        primary_key=key,
        nullable=nullable,
        check={"known_code": lambda column: column.is_in(allowed)},
        metadata=_metadata(cs, en, "code", codes=codes, personal=personal),
    )


def code_list(cs: str, en: str, codes: Codes) -> dy.String:
    """Several of a closed list of codes, separated by `SEPARATOR`."""
    allowed = list(codes)
    return dy.String(
        check={"known_codes": lambda column: column.str.split(SEPARATOR).list.eval(
            pl.element().is_in(allowed)).list.all()},
        metadata=_metadata(cs, en, "codes", codes=codes),
    )  # fmt: skip


def words(cs: str, en: str, *, nullable: bool = False, personal: bool = False) -> dy.String:
    """A name or a short text."""
    return dy.String(nullable=nullable, metadata=_metadata(cs, en, "words", personal=personal))


def on_day(cs: str, en: str, *, key: bool = False, nullable: bool = False, personal: bool = False) -> dy.Date:
    """A calendar day."""
    return dy.Date(primary_key=key, nullable=nullable, metadata=_metadata(cs, en, "day", personal=personal))


def instant(cs: str, en: str, *, key: bool = False, nullable: bool = False) -> dy.Datetime:
    """A moment, stored in UTC; files write it with its offset."""
    details = _metadata(cs, en, "instant")
    return dy.Datetime(primary_key=key, nullable=nullable, time_zone="UTC", time_unit="us", metadata=details)


def hours(cs: str, en: str, *, nullable: bool = False) -> dy.Int64:
    """A duration; files write hours, the table holds whole microseconds."""
    return dy.Int64(
        nullable=nullable, min=0, metadata=_metadata(cs, en, "hours", unit="us", scale=MICROSECONDS_PER_HOUR)
    )


def money(cs: str, en: str, *, nullable: bool = False) -> dy.Int64:
    """An amount; files write crowns, the table holds whole haléře."""
    return dy.Int64(nullable=nullable, metadata=_metadata(cs, en, "money", unit="haler", scale=HALER_PER_CROWN))


def whole(cs: str, en: str, *, key: bool = False, nullable: bool = False, minimum: int | None = None,
          maximum: int | None = None, unit: str | None = None, personal: bool = False) -> dy.Int64:  # fmt: skip
    """A whole number."""
    details = _metadata(cs, en, "whole", unit=unit, personal=personal)
    return dy.Int64(primary_key=key, nullable=nullable, min=minimum, max=maximum, metadata=details)


def decimal(cs: str, en: str, *, nullable: bool = False, minimum: float | None = None,
            maximum: float | None = None, unit: str | None = None, personal: bool = False) -> dy.Float64:  # fmt: skip
    """A number with a fraction."""
    details = _metadata(cs, en, "decimal", unit=unit, personal=personal)
    return dy.Float64(nullable=nullable, min=minimum, max=maximum, metadata=details)


def yes_no(cs: str, en: str, *, nullable: bool = False, personal: bool = False) -> dy.Bool:
    """True or false."""
    return dy.Bool(nullable=nullable, metadata=_metadata(cs, en, "yes_no", personal=personal))


class Row(dy.Schema):
    """Every table remembers the line of its file."""

    source_row = dy.Int64(metadata=_metadata("řádek souboru", "line of the file", "whole"))


class Recorded(Row):
    """A row a person entered; a later row with the same key corrects it, `withdrawn` cancels it."""

    recorded_at = instant("zapsáno", "recorded at", key=True)
    withdrawn = yes_no("zrušeno", "withdrawn")


def approved_by(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows of a table but for changes of the grant that were approved after `as_of`; no date is no obstacle."""
    if "approved_on" not in rows.columns:
        return rows
    return rows.filter(pl.col("approved_on").is_null() | (pl.col("approved_on") <= as_of))


def order(earlier: str, later: str) -> pl.Expr:
    """The rule that one moment comes before another: no length of time is empty."""
    return pl.col(earlier) < pl.col(later)


def lasts(first: str, last: str) -> pl.Expr:
    """The rule that the last day is not before the first, both included, or that it is open."""
    return pl.col(last).is_null() | (pl.col(first) <= pl.col(last))
