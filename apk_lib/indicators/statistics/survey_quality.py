"""Statistics of how good a survey is and what the next one would need.

Rows as in `statistics.survey`. Where persons approached are counted, rows carry `response`: which share of those
approached in the respondent's wave and zone answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import polars as pl

from apk_lib.indicators.statistics.survey import OfSample, Row, SurveyShare, figures, nothing, weighted
from apk_lib.stats import detectable_change, reliability, response_rates, sample_size, weight_spread
from apk_lib.surveys import MARGIN, TOTAL, UNKNOWN, totals_of

# two items at least make a scale, and three persons a spread that limits can be told from
_ITEMS, _PERSONS = 2, 3


@dataclass(frozen=True, slots=True)
class Bound(OfSample):
    """The share if all who were approached and gave no valid answer had answered unfavourably, or favourably.

    The truth lies between the two whatever the others think, up to the error of the sample: no interval.
    Undefined unless those approached are known in every zone.
    """

    answer: str
    others: Literal["unfavourable", "favourable"]
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One bound a group."""
        silent_as = float(self.others == "favourable")
        # of everybody a respondent stands for, `response` would have answered
        said = pl.col("response") * pl.col(self.answer).is_not_null().cast(pl.Float64)
        favourable = said * pl.col(self.answer).fill_null(0.0) + (1 - said) * silent_as
        share = (pl.col("weight") * favourable).sum() / pl.col("weight").sum()
        complete = pl.col("response").null_count() == 0
        ordered = weighted(rows).sort(*by, "weight", self.answer, "response")
        return ordered.group_by(by, maintain_order=True).agg(
            n=pl.len(), value=pl.when(complete).then(share), method=pl.lit("bound")
        ).sort(by)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """The response rate 1 (complete interviews) or 2 (partial ones too) of the AAPOR definitions.

    Rows are persons counted by their `disposition`; those who do not belong to the survey are left out.
    """

    which: Literal[1, 2]
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One rate a group; `n` counts those approached who belong, or may belong."""
        counted = rows.drop_nulls([*by, "disposition"]).group_by(by, maintain_order=True)
        records = []
        for key, part in counted:
            persons = dict(part.group_by("disposition").agg(pl.col("persons").sum()).iter_rows())
            found = response_rates(
                persons.get("complete", 0),
                persons.get("partial", 0),
                persons.get("refusal", 0),
                persons.get("non_contact", 0),
                persons.get("other_non_interview", 0),
                persons.get("unknown_eligibility", 0),
            )
            value = found.rate_1 if self.which == 1 else found.rate_2
            answered = persons.get("complete", 0) + (persons.get("partial", 0) if self.which == 2 else 0)
            records.append(dict(zip(by, key, strict=True)) | {
                "n": found.n, "numerator": float(answered), "denominator": float(found.n), "value": value,
                "method": "aapor"})  # fmt: skip
        return figures(records, by)


@dataclass(frozen=True, slots=True)
class Persons:
    """How many persons were counted, whatever became of them."""

    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """`n` and `value` are their number."""
        counted = rows.drop_nulls([*by, "persons"]).group_by(by).agg(n=pl.col("persons").sum()).sort(by)
        return counted.with_columns(value=pl.col("n").cast(pl.Float64), method=pl.lit("sum"))


@dataclass(frozen=True, slots=True)
class WeightSpread(OfSample):
    """How unequal the final weights are: their design effect (Kish), or an extreme in multiples of the median."""

    which: Literal["kish_deff", "smallest", "largest"]
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One figure a group."""
        records = []
        for key, part in weighted(rows).group_by(by, maintain_order=True):
            spread = weight_spread(part["weight"])
            value = getattr(spread, self.which)
            records.append(dict(zip(by, key, strict=True)) | {"n": spread.n, "value": value, "method": "kish"})
        return figures(records, by)


@dataclass(frozen=True, slots=True)
class SmallestCell(OfSample):
    """How many respondents the smallest category of a margin has; without margins, the smallest stratum.

    Those of whom no category is known are none: nobody stands for inhabitants through them.
    """

    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One number a group."""
        cells = list(totals_of(rows)) or ["stratum"]
        smallest = pl.min_horizontal(
            pl.when(~pl.col(cell).str.ends_with(f"|{UNKNOWN}")).then(pl.len().over([*by, cell])) for cell in cells
        )
        return rows.with_columns(cell=smallest).group_by(by).agg(
            n=pl.len(), value=pl.col("cell").min().cast(pl.Float64), method=pl.lit("min")
        ).sort(by)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarginError(OfSample):
    """How far the sample was from the population before raking: the largest difference of a category's share.

    Base weights are counted. Raking takes the difference away, not what caused it.
    """

    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One difference a group; by the wave, as margins are told by wave."""
        records = []
        for key, part in rows.group_by(by, maintain_order=True):
            record: Row = dict(zip(by, key, strict=True)) | {"n": len(part), "method": "max"}
            errors = [_off(part, margin.removeprefix(MARGIN)) for margin in totals_of(rows)]
            records.append(record | {"value": max(errors, default=None)})
        return figures(records, by)


def _off(wave: pl.DataFrame, variable: str) -> float:
    ordered = wave.sort(MARGIN + variable, "weight")
    cells = ordered.group_by(MARGIN + variable, maintain_order=True).agg(
        pl.col("weight").sum(), pl.col(TOTAL + variable).first()
    )
    shares = pl.col("weight") / pl.col("weight").sum() - pl.col(TOTAL + variable) / pl.col(TOTAL + variable).sum()
    return float(cells.select(shares.abs().max()).item())


@dataclass(frozen=True, slots=True)
class BatteryReliability:
    """Cronbach's alpha with Feldt's limits, or omega, of the items of a battery; unweighted.

    Rows are scores of items, one a respondent and item; who left an item out is left out.
    """

    which: Literal["alpha", "omega"]
    empty: ClassVar[str] = "no_cases"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One coefficient a group; undefined for fewer than two items."""
        records = []
        for key, part in rows.drop_nulls([*by, "score"]).group_by(by, maintain_order=True):
            scores = part.sort("item", "respondent").pivot("item", index="respondent", values="score").drop_nulls()
            record: Row = dict(zip(by, key, strict=True)) | {"n": len(scores), "method": self.which}
            records.append(record | self._told(scores.drop("respondent")))
        return figures(records, by)

    def _told(self, scores: pl.DataFrame) -> Row:
        if scores.width < _ITEMS or len(scores) < _PERSONS:
            return {}
        found = reliability(scores)
        if self.which == "omega":
            return {"value": found.omega}
        return {"value": found.value, "lower": found.lower, "upper": found.upper, "confidence": found.confidence}


# --- the next survey -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the last wave teaches for the next one.

    Its share, its design effect, its number of valid answers, what part of its respondents gave one (`valid`), and
    what part of those approached responded. The design effect is that of a sample with replacement: how much of a
    small town the last wave happened to ask must not promise the next one anything.
    """

    share: float
    deff: float
    n: int
    valid: float
    response: float | None

    @classmethod
    def of(cls, rows: pl.DataFrame, answer: str) -> _Basis | None:
        """From the last wave of the rows; None where nobody answered."""
        last = rows.filter(pl.col("nth") == pl.col("nth").max()).with_columns(population=pl.lit(None, pl.Float64))
        told = SurveyShare(answer).summarise(last, ["nth"])
        if told.is_empty() or told["value"].item() is None:
            return None
        share, n, size = told.select("value", "n", "effective_n").row(0)
        # each respondent stands for 1 / response persons approached
        response = last.select(pl.when(pl.col("response").null_count() == 0).then(1 / (1 / pl.col("response")).mean()))
        return cls(share, n / size if size else 1.0, n, n / len(last), response.item())


@dataclass(frozen=True, slots=True)
class Detectable(OfSample):
    """The rise of a share that two waves of so many respondents find with power 0.8 at α 0.05.

    Counted from the share and with the design effect of the last wave, of whose respondents as many gave a valid
    answer; without a dimension, for two waves of as many answers as it had.
    """

    answer: str
    sizes: tuple[str, ...] = ()
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One rise, or one a number of respondents."""
        if not (basis := _Basis.of(rows, self.answer)):
            return nothing(by)
        sizes = {size: (int(size), int(size) * basis.valid) for size in self.sizes} if by else {"": (basis.n, basis.n)}
        return figures([
            dict.fromkeys(by, size) | {
                "n": n, "value": detectable_change(basis.share, answers, deff=basis.deff).value,
                "baseline": basis.share, "method": "normal"}
            for size, (n, answers) in sizes.items()
        ], by)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needed(OfSample):
    """How many respondents in each wave find a change of so many points, or how many persons to approach for them.

    `points` is a column: the change in percentage points. Counted upward from the last wave's share, downward where
    there is no room above. Respondents without a valid answer are needed too: as many of them as the last wave had.
    """

    answer: str
    approached: bool = False
    empty: ClassVar[str] = "not_applicable"

    def summarise(self, rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
        """One number, rounded up."""
        basis = _Basis.of(rows, self.answer)
        points = rows["points"].max()
        if not basis or not isinstance(points, float) or (self.approached and basis.response is None):
            return nothing(by)
        goals = (basis.share + points / 100, basis.share - points / 100)
        goal = next((goal for goal in goals if 0 <= goal <= 1 and goal != basis.share), None)
        if goal is None:
            return nothing(by)
        response = basis.response if self.approached and basis.response else 1.0
        plan = sample_size(basis.share, goal, deff=basis.deff, response=response * basis.valid)
        return figures([{"n": basis.n, "value": plan.n1, "baseline": basis.share, "method": "normal"}], by)
