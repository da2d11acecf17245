"""What approved reports made known, and what a new figure would tell together with it.

A figure published today and another published a year ago are seen by the same reader. The ledger keeps every number of
cases or respondents that left the town; a new one from which an old one is subtracted must not tell of few.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from apk_lib.disclosure import counting
from apk_lib.disclosure.rules import Audience, Subject
from apk_lib.disclosure.steps import withhold
from apk_lib.errors import DataError
from apk_lib.results import KEY
from apk_lib.text import Text

_ABOUT = ("audience", "as_of", "report", "approved_on")
# the key of a figure, which report for whom told it, and the numbers that it told; dates are ISO dates
PUBLISHED: dict[str, type[pl.DataType]] = {
    **{name: pl.Int64 if name == "definition_version" else pl.String for name in KEY},
    **dict.fromkeys(_ABOUT, pl.String),
    "subject": pl.String, "unit": pl.String, "state": pl.String,
    "n": pl.Int64, "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64,
}  # fmt: skip
_OF_PEOPLE = ("survey", "occurrences", "victims")
_FIGURE = [name for name in KEY if name not in ("period", "definition_version")]
_EITHER_SCOPE = [name for name in _FIGURE if name != "scope"]
_told = pl.when(pl.col("subject") == "survey").then(pl.col("n").cast(pl.Float64)).otherwise("count")
_since = pl.col("scope") == "cumulative"
_of_another = pl.col("period") != pl.col("period_old")


def entries(
    results: pl.DataFrame, subjects: Mapping[str, Subject], audience: Audience, *, as_of: str, report: str,
    approved_on: str,
) -> pl.DataFrame:  # fmt: skip
    """What an approved report makes known of people and cases, in the schema `PUBLISHED`."""
    subject = pl.col("indicator").replace_strict(dict(subjects), return_dtype=pl.String)
    told = results.with_columns(subject=subject).filter(
        pl.col("subject").is_in(_OF_PEOPLE), pl.col("state") != "suppressed", pl.col("n").is_not_null()
    )
    about = {"audience": audience, "as_of": as_of, "report": report, "approved_on": approved_on}
    return told.with_columns(**{name: pl.lit(value) for name, value in about.items()}).select(list(PUBLISHED))


def parsed(text: str) -> pl.DataFrame:
    """The ledger from the text of its file.

    Raises:
        DataError: it is no CSV in the schema `PUBLISHED`.
    """
    if not text.strip():
        return pl.DataFrame(schema=PUBLISHED)
    try:
        if text.splitlines()[0].split(",") != list(PUBLISHED):
            raise pl.exceptions.SchemaError("columns")
        return pl.read_csv(text.encode(), schema=PUBLISHED)
    except pl.exceptions.PolarsError as error:
        raise DataError(
            Text(
                cs="published.csv je poškozen: co už bylo zveřejněno, z něj nejde přečíst. Obnovte ho ze zálohy.",
                en="published.csv is damaged: what has been published cannot be read from it. Restore it from a "
                "backup.",
            )
        ) from error


def known_to(published: pl.DataFrame | None, audience: Audience) -> pl.DataFrame:
    """What an audience can know: what was published for everybody, what was for it, and what other towns were told.

    A comparison of towns goes to many who need not keep it to themselves.
    """
    frame = pl.DataFrame(schema=PUBLISHED) if published is None else published
    return frame.filter(pl.col("audience").is_in(["public", "cross_town", audience]))


def marked(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rows with what they tell together with what is known: `known`, `isolates` and `adds_up`.

    A figure `known` was told before, for this period and by this very number. One that `isolates` differs by fewer than
    `least`, but by some, from another version of itself, from the time since the start in another report, or, of a
    period, leaves so many of the time before it. One since the start that `adds_up` gives its period, whoever subtracts
    what is known of the time before. Numbers are those of cases, in a survey of respondents.
    """
    new = rows.with_columns(told=_told).filter(pl.col("told").is_not_null())
    old = counting.cases(known).with_columns(told=_told).filter(pl.col("told").is_not_null())
    old = old.select(*_FIGURE, "period", "as_of", "told", "rest")
    last = old.sort("as_of").unique([*_FIGURE, "period"], keep="last", maintain_order=True)
    versions = new.join(old, on=[*_FIGURE, "period"], nulls_equal=True, suffix="_old")
    since = new.filter(_since).join(last, on=_FIGURE, nulls_equal=True, suffix="_old").filter(_of_another)
    before = _time_before(new, last)
    few = pl.concat([one.filter(_is_few("told", "told_old") | _is_few("rest", "rest_old"))["row"]
                     for one in (versions, since)])  # fmt: skip
    left = before.filter(_is_few("before", "told_old"))["row"]
    adding = before.filter(pl.col("told_since") - pl.col("told_old") == pl.col("told"))["row_since"]
    same = versions.filter(pl.col("told") == pl.col("told_old"))["row"]
    named = {"known": same, "isolates": pl.concat([few, left]), "adds_up": adding}
    return rows.with_columns(pl.col("row").is_in(found.implode()).alias(name) for name, found in named.items())


def isolated(rows: pl.DataFrame) -> pl.DataFrame:
    """What tells of few together with what is known, and what since the start tells a period that is withheld."""
    hidden_period = (pl.col("reason").is_not_null() & ~_since).any().over(_EITHER_SCOPE)
    return withhold(rows, pl.col("isolates") | pl.col("adds_up") & hidden_period, "published")


def _time_before(new: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """Figures of the period and since the start in one row, once for each number known of the time `before` it."""
    both = new.filter(~_since).join(new.filter(_since), on=_EITHER_SCOPE, nulls_equal=True, suffix="_since")
    both = both.with_columns(before=pl.col("told_since") - pl.col("told"))
    met = both.join(last, on=_EITHER_SCOPE, nulls_equal=True, suffix="_old").filter(_of_another)
    since = met.filter(pl.col("scope_old") == "cumulative")
    single = met.filter(pl.col("scope_old") == "period")
    summed = single.with_columns(told_old=pl.col("told_old").sum().over("row")).unique("row", maintain_order=True)
    return pl.concat([since, summed])


def _is_few(new: str, old: str) -> pl.Expr:
    return (pl.col(new) - pl.col(old)).abs().is_between(1, pl.col("least") - 1).fill_null(False)
