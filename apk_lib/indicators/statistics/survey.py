"""Statistics of a survey: shares, means and their change, by the design of its sample.

Rows are those of `surveys.sample` with columns of answers; a null answer leaves its respondent out of the
domain, never out of the design, and so does a null group. A dimension that is no column of the rows, such as the
item, is spread over columns `answer:category`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any, ClassVar, Literal, Protocol

import polars as pl

from apk_lib.indicators.statistics.core import FIGURE, POINT
from apk_lib.indicators.statistics.once import once
from apk_lib.results import FEW_ANSWERS
from apk_lib.stats import SurveyEstimate, adjust, detectable_change, p_value, rake, survey_change, survey_estimate
from apk_lib.surveys import totals_of

Row = dict[str, Any]
Estimator = Callable[..., SurveyEstimate | pl.DataFrame]
CONFIDENCE = 0.95
LIMITS = ("value", "lower", "upper")
# below this an error is one of rounding: margins that explain every answer leave none
_ROUNDING = 1e-9


class OfSample:
    """A statistic that needs the whole sample, also those whom its groups leave out."""


def drawn(rows: pl.DataFrame) -> Row:
    """How the rows were drawn, as keywords of `stats.survey_estimate`."""
    population = None if rows["population"].null_count() else "population"
    margins = totals_of(rows) or None
    return {"weight": "weight", "stratum": "stratum", "psu": "psu", "fpc": population, "margins": margins}


def weighted(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their weights raked to the margins they carry."""
    margins = totals_of(rows)
    return rows.with_columns(rake(rows, margins, "weight")) if margins and len(rows) else rows


def varies(se: float | None) -> bool:
    """Whether the sample shows any variance; where it does not, an interval of no width would be a claim."""
    return se is not None and se > _ROUNDING


def nothing(by: list[str]) -> pl.DataFrame:
    """No figure of any group."""
    return pl.DataFrame(schema={**dict.fromkeys(by, pl.String), **FIGURE})


def figures(records: list[Row], by: list[str]) -> pl.DataFrame:
    """Figures as they are reported, a record each."""
    return pl.DataFrame(records, schema_overrides=FIGURE, infer_schema_length=None) if records else nothing(by)


def ends(rows: pl.DataFrame) -> tuple[int, int] | None:
    """The first wave and the last one by their place in time; None where there are not two."""
    places = rows["nth"].unique().sort()
    return (places[0], places[-1]) if len(places) > 1 else None


@once
def estimates(function: Estimator, rows: pl.DataFrame, answer: str, by: list[str], **options: Any) -> pl.DataFrame:
    """`survey_estimate` or `survey_change` of an answer: one row a group, `by` first."""
    given = [column for column in by if column in rows.columns]
    if len(given) == len(by):
        found = function(rows, answer, by=given or None, **drawn(rows), **options)
        return found if isinstance(found, pl.DataFrame) else _as_row(found)
    [spread] = (column for column in by if column not in rows.columns)
    if not (columns := columns_of(rows, answer)):
        return nothing(by).with_columns(se=pl.lit(None, pl.Float64))
    found = function(rows, columns, by=given or None, **drawn(rows), **options)
    assert isinstance(found, pl.DataFrame)
    return found.with_columns(pl.col("y").str.strip_prefix(f"{answer}:")).rename({"y": spread})


def _as_row(one: SurveyEstimate) -> pl.DataFrame:
    names = ("n", "value", "se", "lower", "upper", "df", "deff")
    kinds = {"se": pl.Float64, "df": pl.Int64, "deff": pl.Float64} | FIGURE
    return pl.DataFrame({name: [getattr(one, name)] for name in names}, schema_overrides=kinds)


@dataclass(frozen=True, slots=True)
class SurveyShare(OfSample):
    """The weighted share of an answer among the valid ones.

    The interval is Korn and Graubard's, defined even where everybody agrees. `effective_n` is the size of the
    simple random sample that would be as precise.
    """

    answer: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One share a group; give the wave in `by`, since a share over two waves means nothing."""
        if rows.is_empty() or not by:
            return nothing(by)
        shares = estimates(survey_estimate, rows, self.answer, by, kind="proportion", interval="korn-graubard")
        variance = pl.col("value") * (1 - pl.col("value"))
        told = pl.when((pl.col("se") > _ROUNDING) | (variance == 0))
        return shares.with_columns(
            lower=told.then("lower"),
            upper=told.then("upper"),
            effective_n=pl.when(pl.col("se") > _ROUNDING).then(variance / pl.col("se") ** 2),
            confidence=pl.lit(CONFIDENCE),
            method=pl.lit("korn-graubard"),
        ).drop("se", "df", "deff", strict=False)


@dataclass(frozen=True, slots=True)
class SurveyMean(OfSample):
    """The weighted mean of a score, with the t interval; none where all scores are the same."""

    score: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One mean a group; give the wave in `by`."""
        if rows.is_empty() or not by:
            return nothing(by)
        means = estimates(survey_estimate, rows, self.score, by)
        told = pl.when(pl.col("se") > _ROUNDING)
        return means.with_columns(
            lower=told.then("lower"),
            upper=told.then("upper"),
            confidence=pl.lit(CONFIDENCE),
            method=pl.lit("taylor_t"),
        ).drop("se", "df", "deff", strict=False)


@dataclass(frozen=True, slots=True)
class DesignEffect(OfSample):
    """How many times larger the variance of a share is than in a simple random sample of as many answers."""

    answer: str
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One design effect a group; undefined where the answers do not vary."""
        shares = SurveyShare(self.answer).summarise(rows, by)
        return shares.select(*by, "n", value=pl.col("n") / pl.col("effective_n"), method=pl.lit("taylor"))


# --- change ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SurveyChange(OfSample):
    """The change of a weighted share from the first wave to the last, and what could be detected.

    Limits are those of t by linearisation, with the df of the whole design (`taylor_t`). Where a wave has fewer
    than 30 answers, or all or none of them are favourable, linearisation promises too much: then the limits of
    the two shares are combined (MOVER, Zou and Donner 2008, with Korn and Graubard's limits), unless both waves
    share units. `detectable_change` answers what rise from the first wave's share such a sample finds with power
    0.8 at α 0.05; its design effect compares the variance of the change with that of two simple random samples of
    as many answers with replacement. The finite population stays in it: both waves are of the same towns, of which
    they may have asked a good part. It speaks of two more such waves there, not of a larger town.
    """

    answer: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One change a group; `baseline` is the first wave's share, `n` the respondents of both waves."""
        alone = independent(rows, "nth")
        return figures([_account(one, by, alone) for one in changes(rows, self.answer, by)], by)


@dataclass(frozen=True, slots=True)
class SurveyStep(OfSample):
    """The change of a share from the wave before; the first wave has none. See `SurveyChange`."""

    answer: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One change a wave but the first; `by` is the wave."""
        waves = rows.select("nth", *by).unique().sort("nth")
        steps = [
            SurveyChange(self.answer)
            .summarise(rows.filter(pl.col("nth").is_between(place - 1, place)), [])
            .with_columns(**{by[0]: pl.lit(wave)})
            for place, wave in waves[1:].iter_rows()
        ]
        return pl.concat(steps) if steps else nothing(by)


@dataclass(frozen=True, slots=True)
class MeanChange(OfSample):
    """The change of a mean score from the first wave to the last, with the t interval."""

    score: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One change a group; `baseline` is the first wave's mean."""
        return figures([_plain(one, by) for one in changes(rows, self.score, by, kind="mean")], by)


@dataclass(frozen=True, slots=True)
class ChangeTest(OfSample):
    """The p-value of a change of a share from the first wave to the last: two-sided t by linearisation.

    With `adjusted`, the groups are one family: `holm` for tests declared beforehand, `bh` (false discoveries) for
    exploration. A family declared beforehand has a member for each item asked about (column `answer:item`) and each of
    `groups`; one that cannot be tested counts as p = 1. No test where the interval of the change is not that of t
    (`SurveyChange`): the two would contradict each other.
    """

    answer: str
    adjusted: Literal["holm", "bh"] | None = None
    groups: tuple[str, ...] = ()
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One p-value a group."""
        alone = independent(rows, "nth")
        found = [
            {name: one[name] for name in (*by, "n")}
            | {"value": None if _combines(one, alone) else p_value(one["value"], one["se"], one["df"])}
            for one in changes(rows, self.answer, by)
        ]
        return tested(found, by, self.adjusted, self.members(rows))

    def members(self, rows: pl.DataFrame) -> int:
        """How many tests were declared."""
        return members(rows, self.answer, self.groups)


class Tests(Protocol):
    """A statistic whose figures are p-values of one family."""

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One p-value a group."""

    def members(self, rows: pl.DataFrame) -> int:
        """How many tests were declared."""


@dataclass(frozen=True, slots=True)
class Family(OfSample):
    """How many tests a family declared beforehand has, or how many of them could be made.

    `by` are the dimensions of its tests.
    """

    tests: Tests
    by: tuple[str, ...]
    which: Literal["members", "tested"]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One number in total."""
        if by or not (declared := self.tests.members(rows)):
            return nothing(by)
        made = self.tests.summarise(rows, list(self.by))["value"].count()
        value = declared if self.which == "members" else made
        return figures([{"n": declared, "value": float(value), "method": "count"}], by)


def members(rows: pl.DataFrame, answer: str, groups: Collection[str]) -> int:
    """How many tests were declared: one for each item asked about and each of the groups."""
    return (len(columns_of(rows, answer)) or int(answer in rows.columns)) * max(len(groups), 1)


def tested(found: list[Row], by: list[str], adjusted: str | None, declared: int) -> pl.DataFrame:
    """P-values as figures, adjusted as one family: by `holm`, of so many declared tests or more."""
    if adjusted:
        p = pl.Series([one["value"] for one in found], dtype=pl.Float64)
        p = adjust(p, adjusted, members=max(declared, len(p)) if adjusted == "holm" else None)
        found = [one | {"value": value} for one, value in zip(found, p, strict=True)]
    method = f"t_{adjusted}" if adjusted else "t"
    return figures([one | {"method": method} for one in found], by)


def independent(rows: pl.DataFrame, *groups: str) -> bool:
    """Whether no sampled unit has respondents in two of the groups."""
    return not rows.select("stratum", "psu", *groups).unique().select("stratum", "psu").is_duplicated().any()


def columns_of(rows: pl.DataFrame, answer: str) -> list[str]:
    """The columns `answer:category` that an answer is spread over."""
    return [name for name in rows.columns if name.startswith(f"{answer}:")]


@once
def changes(rows: pl.DataFrame, answer: str, by: list[str], kind: str = "proportion") -> list[Row]:
    """The change in each group, with the estimates of the first wave and of the last (`first_…`, `last_…`)."""
    groups = [name for name in by if name in rows.columns]
    span = ends(rows)
    # a group told in one of the two waves only cannot be compared
    if not span or not set(span) <= set(rows.drop_nulls(groups or "nth")["nth"]):
        return list(_uncompared(rows, answer, by))
    found = estimates(survey_change, rows, answer, by, wave="nth")
    if found.is_empty():
        return []
    interval = "korn-graubard" if kind == "proportion" else "t"
    levels = estimates(survey_estimate, rows, answer, [*by, "nth"], kind=kind, interval=interval)
    names = ["n", "value", "se", "lower", "upper"]
    for which, place in zip(("first_", "last_"), span, strict=True):
        wave = levels.filter(nth=place).select(*by, pl.col(names).name.prefix(which))
        found = found.join(wave, on=by, how="left") if by else found.hstack(wave)
    return (found.sort(by) if by else found).rows(named=True)


def _uncompared(rows: pl.DataFrame, answer: str, by: list[str]) -> Iterator[Row]:
    """The groups there are, without a change."""
    if by and len(rows):
        unknown = dict.fromkeys(("value", "se", "df", "first_se", "last_se"))
        for group in estimates(survey_estimate, rows, answer, by).select(by).sort(by).iter_rows(named=True):
            yield group | {"n": 0} | unknown


def _plain(change: Row, by: list[str]) -> Row:
    """A change with its t interval, if anything varies."""
    if change["value"] is None:
        return {name: change[name] for name in (*by, "n")}
    lower, upper = (change["lower"], change["upper"]) if varies(change["se"]) else (None, None)
    return {name: change[name] for name in (*by, "n", "value")} | {
        "lower": lower, "upper": upper, "confidence": CONFIDENCE, "method": "taylor_t",
        "baseline": change["first_value"],
    }  # fmt: skip


def _account(change: Row, by: list[str], alone: bool) -> Row:
    """A change of a share with its limits and what could be detected."""
    if change["value"] is None:
        return _plain(change, by)
    sizes, shares = _both(change, "n"), _both(change, "value")
    simple = sum(share * (1 - share) / n for share, n in zip(shares, sizes, strict=True))
    deff = change["se"] ** 2 / simple if varies(change["se"]) and simple else 1.0
    smallest = detectable_change(shares[0], *sizes, deff=deff)
    record = _plain(change, by) | {"effective_n": change["n"] / deff, "detectable_change": smallest.value}
    if _combines(change, alone):
        return record | by_shares(change)
    return record


def _combines(change: Row, alone: bool) -> bool:
    """Whether the limits of a change come from those of its two shares."""
    return alone and change["value"] is not None and few(change)


def few(change: Row) -> bool:
    """Whether linearisation promises too much: a wave of few answers, or one whose answers do not vary."""
    return min(_both(change, "n")) < FEW_ANSWERS or not _varied(change)


def by_shares(change: Row) -> Row:
    """A change with limits from those of its two shares."""
    first, last = ({name: change[which + name] for name in LIMITS} for which in ("first_", "last_"))
    return {"value": change["value"]} | mover(last, first)


def mover(one: Row, other: Row) -> Row:
    """Limits of the difference of two independent estimates from the limits of each (Zou and Donner 2008)."""
    method = {"method": "mover_korn_graubard"}
    (v1, l1, u1), (v2, l2, u2) = ([estimate[name] for name in LIMITS] for estimate in (one, other))
    if None in (l1, l2, u1, u2):
        return method | {"lower": None, "upper": None}
    value, below, above = v1 - v2, hypot(v1 - l1, u2 - v2), hypot(u1 - v1, v2 - l2)
    return method | {"lower": value - below, "upper": value + above}


def _both(change: Row, name: str) -> tuple[Any, Any]:
    return change[f"first_{name}"], change[f"last_{name}"]


def _varied(change: Row) -> bool:
    """Whether the answers of both waves vary, as far as the sample can see."""
    return all(varies(change[name]) for name in ("first_se", "last_se", "se"))


# --- curve -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SurveyTrend:
    """A share in every wave at the middle of its fieldwork, of all and of each group."""

    answer: str
    group: str

    def trace(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Points with their limits; `x` counts days since 1970, `n_at_risk` is the number of answers."""
        if rows.is_empty():
            return pl.DataFrame(schema=POINT)
        whole = SurveyShare(self.answer).summarise(rows, ["nth", "middle"]).with_columns(series=pl.lit("all"))
        parts = SurveyShare(self.answer).summarise(rows, ["nth", "middle", self.group]).rename({self.group: "series"})
        points = pl.concat([whole, parts], how="diagonal").drop_nulls("value")
        x = pl.col("middle").to_physical().cast(pl.Float64)
        return points.select("series", "lower", "upper", x=x, y="value", n_at_risk="n").sort("series", "x")
