"""What is told of a figure beside its rows: how its sample was drawn, who gave no answer, why it has no value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from apk_lib.drilldown.records import Source
from apk_lib.drilldown.selection import Selection
from apk_lib.indicators import Indicator, Measure
from apk_lib.indicators.statistics import survey
from apk_lib.indicators.statistics.survey_comparisons import OrdinalEffect, Transfer, TransferTest
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.text import Text

# statistics whose error is told by strata and sampling units; others only need that nobody is missing
_BY_DESIGN = (
    survey.SurveyShare, survey.SurveyMean, survey.DesignEffect, survey.SurveyChange, survey.SurveyStep,
    survey.MeanChange, survey.ChangeTest, Transfer, TransferTest, OrdinalEffect,
)  # fmt: skip
_NO_WHOLE_MONTHS = Text(
    cs="Náklady se účtují po měsících, proto se číslo počítá jen z celých měsíců. Zvolte měsíc, nebo období.",
    en="Costs are booked by months, so the figure is only made of whole months. Choose a month, or a period.",
)
_OTHER_DAYS = Text(cs="Zvolený měsíc leží mimo zvolené dny.", en="The month chosen lies outside the days chosen.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with everything it is made of (see `Explorer`).

    `design` is how many strata and sampling units the sample was drawn in, None where no error is told by them;
    `silent` how many respondents of how many gave no valid answer, None where no answer is asked about. `withheld` says
    why there is no value although there are rows; `unheeded` are the dimensions of filters that some table of
    `left_out` cannot be narrowed by.
    """

    selection: Selection
    window: Period
    declared: Indicator
    measure: Measure
    figure: dict[str, Any]
    counted: pl.DataFrame
    compared: pl.DataFrame
    sources: tuple[Source, ...]
    left_out: pl.DataFrame
    design: tuple[int, int] | None = None
    silent: tuple[int, int] | None = None
    withheld: Text | None = None
    unheeded: tuple[str, ...] = ()


def design(statistic: object, rows: pl.DataFrame, wave: str | None) -> tuple[int, int] | None:
    """How many strata and sampling units the error of a figure reckons with: those of its waves, whoever answered.

    Args:
        statistic: that of the figure.
        rows: the unit-level rows of all respondents.
        wave: the wave it was narrowed to; without one it compares them.
    """
    if not isinstance(statistic, _BY_DESIGN) or rows.is_empty():
        return None
    here = rows
    if wave is not None:
        places = rows.filter(pl.col("wave") == wave)["nth"].unique()
        before = places - 1 if isinstance(statistic, survey.SurveyStep) else places.clear()
        here = rows.filter(pl.col("nth").is_in([*places, *before]))
    return here["stratum"].n_unique(), here.select("stratum", "psu").n_unique()


def silent(statistic: object, rows: pl.DataFrame, item: str | None) -> tuple[int, int] | None:
    """How many of the respondents gave no valid answer, and of how many; None where the figure is of no one answer."""
    if not isinstance(statistic, survey.SurveyShare | survey.SurveyMean):
        return None
    asked = statistic.answer if isinstance(statistic, survey.SurveyShare) else statistic.score
    column = asked if asked in rows.columns else f"{asked}:{item}"
    return (rows[column].null_count(), len(rows)) if column in rows.columns else None


def withheld(of: Indicator, selection: Selection, window: Period, project: Project) -> Text | None:
    """Why a figure is not told although its rows could be summed up; None where it is."""
    month = dict(selection.only).get("month")
    if month and not f"{window.start:%Y-%m}" <= month <= f"{window.end:%Y-%m}":
        return _OTHER_DAYS
    if not of.whole_months or selection.period:
        return None
    first, last = window.start, min(selection.last or project.end, project.end)
    begins = first.day == 1 or first == project.start
    ends = (last + timedelta(days=1)).day == 1 or last == project.end
    return None if begins and ends else _NO_WHOLE_MONTHS


def closed(month: pl.Expr, as_of: date) -> pl.Expr:
    """Whether a month, told as `2021-06`, was over at the as-of date: nothing of it is still to come."""
    return ((month + "-01").str.to_date("%Y-%m-%d").dt.month_end() <= as_of).fill_null(False)
