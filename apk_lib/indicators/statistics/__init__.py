"""How rows are summarised, one module a kind of rows: any rows, spells, respondents, months of a panel.

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
    MeanChange,
    Proportion,
    Rate,
    Ratio,
    Series,
    Spread,
    Stated,
    Statistic,
    Total,
    Trace,
)
from apk_lib.indicators.statistics.spells import Incidence, Survival

__all__ = [
    "FIGURE",
    "POINT",
    "Daily",
    "Distinct",
    "Evenness",
    "Incidence",
    "Largest",
    "Lorenz",
    "MeanChange",
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
