"""Statistics of how answers moved between waves: along a scale, in one place against another, in a panel.

Rows as in `statistics.survey`; the first wave and the last one are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from apk_lib.indicators.statistics.once import once
from apk_lib.indicators.statistics.survey import (
    CONFIDENCE,
    OfSample,
    Row,
    by_shares,
    changes,
    columns_of,
    drawn,
    ends,
    few,
    figures,
    independent,
    members,
    mover,
    nothing,
    tested,
    varies,
    weighted,
)
from apk_lib.results import FEW_ANSWERS
from apk_lib.stats import (
    Estimate,
    mcnemar,
    ordinal_effect,
    p_value,
    proportional_odds,
    survey_contrast,
    survey_estimate,
    wilcoxon_signed,
)
from apk_lib.stats.results import ProportionalOdds

# what limits are made of, and no part of a figure
_INNER = ("y", "nth", "se", "df", "deff", "limits")


@dataclass(frozen=True, slots=True)
class Transfer(OfSample):
    """How much more a share changed in one group than in another: a difference in differences.

    A pair is written `one|other`. The limits are those of t with the joint variance of the four shares and the df
    of the whole design. Where one of them rests on fewer than 30 answers, or all or none are favourable, that promises
    too much: then the limits of the two changes, each from those of its shares, are combined (`SurveyChange`), unless
    groups or waves share units. What made the groups differ before, this does not tell.
    """

    answer: str
    group: str
    pairs: tuple[str, ...]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One difference a pair; `by` names the dimension of pairs, after that of items where there is one."""
        return figures([_limited(one) for one in self.found(rows, by)], by)

    @once
    def found(self, rows: pl.DataFrame, by: list[str]) -> list[Row]:
        """The differences with their error, and with `limits` where they do not follow from it."""
        if not (span := ends(rows)):
            return []
        *spread, dimension = by
        columns = columns_of(rows, self.answer) if spread else [self.answer]
        records = []
        for column in columns:
            item = dict.fromkeys(spread, column.removeprefix(f"{self.answer}:"))
            groups = {one[self.group]: one for one in changes(rows, column, [self.group])}
            records += [item | {dimension: pair} | self._pair(rows, column, pair, groups, span) for pair in self.pairs]
        return records

    def _pair(self, rows: pl.DataFrame, column: str, pair: str, groups: dict[str, Row], span: tuple[int, int]) -> Row:
        signs = dict(zip(pair.split("|"), (1.0, -1.0), strict=True))
        first, last = span
        cells: dict[tuple[object, ...], float] = {
            (group, wave): sign * turn for group, sign in signs.items() for wave, turn in ((last, 1.0), (first, -1.0))
        }
        told = survey_contrast(rows, column, by=[self.group, "nth"], coefficients=cells, **drawn(rows))
        record = {"n": told.n, "value": told.value, "se": told.se, "df": told.df, "limits": None,
                  "lower": told.lower, "upper": told.upper}  # fmt: skip
        if told.value is None or not independent(rows, self.group, "nth"):
            return record
        pairs = [groups[name] for name in signs]
        return record | {"limits": mover(*map(by_shares, pairs))} if any(map(few, pairs)) else record


@dataclass(frozen=True, slots=True)
class TransferTest(OfSample):
    """The p-value of each difference in differences: two-sided t, where its limits are those of t.

    With `adjusted`, all items and pairs are one family declared beforehand (Holm); see `ChangeTest`.
    """

    transfer: Transfer
    adjusted: Literal["holm"] | None = None
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One p-value a pair; `by` as that of `Transfer`."""
        found = [
            {name: one[name] for name in (*by, "n")}
            | {"value": None if one["limits"] else p_value(one["value"], one["se"], one["df"])}
            for one in self.transfer.found(rows, by)
        ]
        return tested(found, by, self.adjusted, self.members(rows))

    def members(self, rows: pl.DataFrame) -> int:
        """How many tests were declared."""
        return members(rows, self.transfer.answer, self.transfer.pairs)


@dataclass(frozen=True, slots=True)
class OrdinalEffect(OfSample):
    """P(last > first) − P(last < first) of two answers drawn from the two waves: it asks no equal steps.

    0: neither wave is safer; 1: every answer of the last wave is. A group is compared within itself. No limits where
    a wave has fewer than 30 answers, or the same ones only: linearisation promises too much there.
    """

    score: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One effect a group."""
        if not (span := ends(rows)):
            return nothing(by)
        records = []
        for group in rows.select(by).drop_nulls().unique().sort(by).iter_rows(named=True) if by else [{}]:
            inside = pl.all_horizontal(pl.lit(value=True), *(pl.col(name) == value for name, value in group.items()))
            # the others leave the domain, never the design
            part = rows.with_columns(pl.when(inside).then(self.score))
            found = ordinal_effect(part, self.score, wave="nth", **drawn(part))
            kinds = [part.filter(nth=wave)[self.score].drop_nulls().n_unique() for wave in span]
            enough = min(found.n1, found.n2) >= FEW_ANSWERS and min(kinds) > 1
            records.append(group | _told(found, "taylor_t", limits=enough))
        return figures(records, by)


@dataclass(frozen=True, slots=True)
class OddsRatio(OfSample):
    """The odds of a better answer in the last wave over those in the first (proportional odds).

    Weighted. The limits are those of independent respondents, without strata, and so stand only where respondents are
    the sampled units; in clusters and panels the ratio has none. By a dimension of cuts, the ratio at each cut of the
    scale: of the `k` best answers against the rest. Where these differ much, one ratio for all says little.
    """

    score: str
    answers: int
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One ratio, or one a cut."""
        if not _told_in(rows, self.score, ends(rows)):
            return nothing(by)
        found = self._fit(weighted(rows))
        units = rows["psu"].equals(rows["respondent"])
        if not by:
            return figures([_told(found, "proportional_odds", limits=units)], by)
        cuts = {str(round(self.answers - one.cut)): one for one in found.cuts}
        return figures([{by[0]: cut} | _told(one, "logit", limits=units) for cut, one in sorted(cuts.items())], by)

    def _fit(self, rows: pl.DataFrame) -> ProportionalOdds:
        span = rows["nth"].min(), rows["nth"].max()
        told = rows.filter(pl.col("nth").is_in(span)).drop_nulls(self.score).sort("nth", self.score, "weight")
        return proportional_odds(told[self.score], told["nth"] == span[1], told["weight"])


@dataclass(frozen=True, slots=True)
class PanelChange(OfSample):
    """The mean change of a share among those asked in the first wave and in the last, weighted as in the last.

    The df of its limits are those of the pairs, however many others were asked.
    """

    answer: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One change; `n` counts the persons, `baseline` is their first share."""
        pairs = _pairs(rows, self.answer)
        if not pairs["moved"].count():
            return nothing(by)
        # by the wave, of which there is one: a domain has df of its own
        told = survey_estimate(pairs, ["moved", "before"], by="nth", **drawn(pairs))
        assert isinstance(told, pl.DataFrame)
        moved, before = told.iter_rows(named=True)
        return figures([_limited(moved | {"limits": None}) | {"baseline": before["value"]}], by)


@dataclass(frozen=True, slots=True)
class PanelTest(OfSample):
    """Whether those asked twice moved one way, unweighted.

    `mcnemar` counts who crossed between favourable and not (exact); `wilcoxon` ranks the steps on the scale.
    """

    answer: str
    test: Literal["mcnemar", "wilcoxon"]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One p-value, none where nobody moved; `n` counts the persons."""
        moved = _pairs(rows, self.answer)["moved"].drop_nulls()
        if moved.is_empty():
            return nothing(by)
        if self.test == "mcnemar":
            p = mcnemar(int((moved > 0).sum()), int((moved < 0).sum())).p_value
        else:
            p = wilcoxon_signed(moved.sort()).p_value
        return figures([{"n": len(moved), "value": p, "method": self.test}], by)


def _pairs(rows: pl.DataFrame, answer: str) -> pl.DataFrame:
    """The last wave with the answer each person gave `before`, and how far it `moved`; null outside the panel."""
    if not (span := ends(rows)):
        return rows.clear().with_columns(before=pl.lit(None, pl.Float64), moved=pl.lit(None, pl.Float64))
    first, last = (rows.filter(nth=place) for place in span)
    asked = first.drop_nulls("panel").unique("panel", keep="first", maintain_order=True).select("panel", before=answer)
    paired = last.join(asked, on="panel", how="left", maintain_order="left")
    moved = pl.col(answer) - pl.col("before")
    return paired.with_columns(moved=moved, before=pl.when(moved.is_not_null()).then("before"))


def _told_in(rows: pl.DataFrame, answer: str, span: tuple[int, int] | None) -> bool:
    """Whether the rows hold an answer in the first wave and in the last of the survey."""
    return span is not None and set(span) <= set(rows.drop_nulls(answer)["nth"])


def _limited(found: Row) -> Row:
    """An estimate of a survey as a figure, with the limits of t unless it brings `limits` of its own."""
    kept = {name: value for name, value in found.items() if name not in _INNER}
    lower, upper = (found["lower"], found["upper"]) if varies(found["se"]) else (None, None)
    own = found["limits"] or {"lower": lower, "upper": upper, "method": "taylor_t"}
    return kept | {"confidence": CONFIDENCE} | own


def _told(found: Estimate, method: str, *, limits: bool) -> Row:
    """An estimate as a figure; an error of zero is no certainty but a sample too uniform to tell."""
    lower, upper = (found.lower, found.upper) if limits and varies(found.se) else (None, None)
    return {"n": found.n, "value": found.value, "lower": lower, "upper": upper, "confidence": CONFIDENCE,
            "method": method}  # fmt: skip
