"""What stands in a row and what should stand there, as text of a finding.

A finding has one `value` for both languages, so it is written as it reads the same in each: days as
2021-03-01, lengths as 13 h 30 min, amounts in crowns. What was expected is said in each language.
"""

from __future__ import annotations

import polars as pl

from apk_lib.periods import TIME_ZONE
from apk_lib.text import DASH, NBSP, Lang, Text, crowns, number

_MINUTE = 60_000_000


def local(column: str) -> pl.Expr:
    """The wall-clock time of an instant."""
    return pl.col(column).dt.convert_time_zone(TIME_ZONE)


def moment(column: str) -> pl.Expr:
    """An instant as text: 2020-10-25 06:30, local time."""
    return local(column).dt.strftime("%Y-%m-%d %H:%M")


def stretch(start: str, end: str) -> pl.Expr:
    """Two instants as text: 2020-10-25 06:30 – 07:15, its day where it is another, ? for an end nobody knows."""
    same_day = local(start).dt.date() == local(end).dt.date()
    until = pl.when(same_day).then(local(end).dt.strftime("%H:%M")).otherwise(moment(end))
    return pl.concat_str(moment(start), pl.lit(f" {DASH} "), until.fill_null("?"))


def lasting(length: pl.Expr) -> pl.Expr:
    """Microseconds as text: 13 h 30 min; a started minute is a minute, so that what is over a limit looks so."""
    minutes = (length.cast(pl.Int64) + _MINUTE - 1) // _MINUTE
    hours = pl.format(f"{{}}{NBSP}h", minutes // 60)
    return (
        pl.when(minutes % 60 == 0)
        .then(hours)
        .otherwise(pl.concat_str(hours, pl.format(f"{NBSP}{{}}{NBSP}min", minutes % 60)))
    )


def expected(text: Text, **values: pl.Expr | tuple[pl.Expr, pl.Expr]) -> dict[str, pl.Expr]:
    """The columns `expected_cs` and `expected_en`; each `{placeholder}` is an expression, or one for each language."""

    def filled(template: str, place: int) -> pl.Expr:
        names = [part.partition("}")[0] for part in template.split("{")[1:]]
        bare = template
        for name in names:
            bare = bare.replace(f"{{{name}}}", "{}")
        given = [values[name] for name in names]
        chosen = [one[place] if isinstance(one, tuple) else one for one in given]
        return pl.format(bare, *chosen) if chosen else pl.lit(bare)

    return {"expected_cs": filled(text.cs, 0), "expected_en": filled(text.en, 1)}


def days(column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A day in both languages, as `text.day` writes it."""
    return column.dt.strftime(f"%-d.{NBSP}%-m.{NBSP}%Y"), column.dt.strftime(f"%-d{NBSP}%B{NBSP}%Y")


def amounts(haler: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """An amount in both languages, from whole haléře."""
    return _each(haler, "cs"), _each(haler, "en")


def numbers(value: pl.Expr, digits: int) -> tuple[pl.Expr, pl.Expr]:
    """A number in both languages, with so many decimal places at most."""

    def written(lang: Lang) -> pl.Expr:
        return value.map_elements(lambda one: number(one, lang, digits), return_dtype=pl.String)

    return written("cs"), written("en")


def _each(haler: pl.Expr, lang: Lang) -> pl.Expr:
    # only rows that break a rule come here
    return haler.map_elements(lambda value: crowns(value / 100, lang), return_dtype=pl.String)
