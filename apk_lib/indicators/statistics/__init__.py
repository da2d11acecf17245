"""How rows are summarised, one module a kind of rows: any rows, respondents of a survey, months of a panel.

An indicator names a statistic, a statistic knows column names and no domain (`core` tells what it is).
"""

from apk_lib.indicators.statistics.core import (
    FIGURE,
    POINT,
    Daily,
    Distinct,
    Evenness,
    Largest,
    Lorenz,
    Proportion,
    Rate,
    Ratio,
    Series,
    Spread,
    Stated,
    Statistic,
    Survival,
    Total,
    Trace,
)

__all__ = [
    "FIGURE",
    "POINT",
    "Daily",
    "Distinct",
    "Evenness",
    "Largest",
    "Lorenz",
    "Proportion",
    "Rate",
    "Ratio",
    "Series",
    "Spread",
    "Stated",
    "Statistic",
    "Survival",
    "Total",
    "Trace",
]
