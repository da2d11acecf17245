"""Statistics of how answers moved between waves: along a scale, in one place against another, in a panel.

Rows as in `survey_statistics`; the first wave and the last one are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from apk_lib.indicators.survey_statistics import (
    CONFIDENCE,
    OfSample,
    Row,
    drawn,
    ends,
    figures,
    nothing,
    varies,
    weighted,
)
from apk_lib.stats import (
    Estimate,
    SurveyEstimate,
    mcnemar,
    ordinal_effect,
    proportional_odds,
    survey_contrast,
    survey_estimate,
    wilcoxon_signed,
)
from apk_lib.stats.results import ProportionalOdds


@dataclass(frozen=True, slots=True)
class Transfer(OfSample):
    """How much more a share changed in one group than in another: a difference in differences.

    A pair is written `one|other`. The limits are those of t with the joint variance of the four shares and the df
    of the whole design. What made the groups differ before, this does not tell.
    """

    answer: str
    group: str
    pairs: tuple[str, ...]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One difference a pair; `by` names the dimension of pairs."""
        if not (span := ends(rows)):
            return nothing(by)
        first, last = span
        records = []
        for pair in self.pairs:
            signs = dict(zip(pair.split("|"), (1.0, -1.0), strict=True))
            cells: dict[tuple[object, ...], float] = {
                (group, wave): sign * turn
                for group, sign in signs.items()
                for wave, turn in ((last, 1.0), (first, -1.0))
            }
            found = survey_contrast(rows, self.answer, by=[self.group, "nth"], coefficients=cells, **drawn(rows))
            records.append({by[0]: pair} | _told(found, "taylor_t"))
        return figures(records, by)


@dataclass(frozen=True, slots=True)
class OrdinalEffect(OfSample):
    """P(last > first) − P(last < first) of two answers drawn from the two waves: it asks no equal steps.

    0: neither wave is safer; 1: every answer of the last wave is. A group is compared within itself.
    """

    score: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One effect a group."""
        if not ends(rows):
            return nothing(by)
        records = []
        for group in rows.select(by).drop_nulls().unique().sort(by).iter_rows(named=True) if by else [{}]:
            inside = pl.all_horizontal(pl.lit(value=True), *(pl.col(name) == value for name, value in group.items()))
            # the others leave the domain, never the design
            part = rows.with_columns(pl.when(inside).then(self.score))
            records.append(group | _told(ordinal_effect(part, self.score, wave="nth", **drawn(part)), "taylor_t"))
        return figures(records, by)


@dataclass(frozen=True, slots=True)
class OddsRatio(OfSample):
    """The odds of a better answer in the last wave over those in the first (proportional odds).

    Weighted, but the limits know nothing of strata and clusters: read them beside those of the change. By a
    dimension of cuts, the ratio at each cut of the scale: of the `k` best answers against the rest. Where these
    differ much, one ratio for all says little.
    """

    score: str
    answers: int
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One ratio, or one a cut."""
        if not _told_in(rows, self.score, ends(rows)):
            return nothing(by)
        found = self._fit(weighted(rows))
        if not by:
            return figures([_told(found, "proportional_odds")], by)
        cuts = {str(round(self.answers - one.cut)): one for one in found.cuts}
        return figures([{by[0]: cut} | _told(one, "logit") for cut, one in sorted(cuts.items())], by)

    def _fit(self, rows: pl.DataFrame) -> ProportionalOdds:
        span = rows["nth"].min(), rows["nth"].max()
        told = rows.filter(pl.col("nth").is_in(span)).drop_nulls(self.score).sort("nth", self.score, "weight")
        return proportional_odds(told[self.score], told["nth"] == span[1], told["weight"])


@dataclass(frozen=True, slots=True)
class PanelChange(OfSample):
    """The mean change of a share among those asked in the first wave and in the last, weighted as in the last."""

    answer: str
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One change; `n` counts the persons, `baseline` is their first share."""
        pairs = _pairs(rows, self.answer)
        if not pairs["moved"].count():
            return nothing(by)
        found, before = (survey_estimate(pairs, answer, **drawn(pairs)) for answer in ("moved", "before"))
        assert isinstance(found, SurveyEstimate)
        assert isinstance(before, SurveyEstimate)
        return figures([_told(found, "taylor_t") | {"baseline": before.value}], by)


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
            p_value = mcnemar(int((moved > 0).sum()), int((moved < 0).sum())).p_value
        else:
            p_value = wilcoxon_signed(moved.sort()).p_value
        return figures([{"n": len(moved), "value": p_value, "method": self.test}], by)


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


def _told(found: Estimate, method: str) -> Row:
    """An estimate as a figure; an error of zero is no certainty but a sample too uniform to tell."""
    lower, upper = (found.lower, found.upper) if varies(found.se) else (None, None)
    return {"n": found.n, "value": found.value, "lower": lower, "upper": upper, "confidence": CONFIDENCE,
            "method": method}  # fmt: skip
