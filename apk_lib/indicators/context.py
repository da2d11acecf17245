"""Context: what was recorded around the project. No effect is claimed from it."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import Curve, indicator
from apk_lib.indicators.statistics import Series
from apk_lib.periods import Period
from apk_lib.text import Text


@indicator(
    label=Text(cs="Registrovaná kriminalita", en="Recorded crime"),
    definition=Text(
        cs="Skutky registrované Policií ČR za rok v okrese a v kraji; rok bez doloženého údaje chybí.",
        en="Crimes recorded by the state police in a year, district and region; a year for which we hold no figure is "
        "missing.",
    ),
    subject="project",
    serves=("main",),
    better="lower",
    accumulation="last",
    curves=(
        Curve(
            "registered",
            Text(cs="registrované skutky", en="recorded crimes"),
            "crimes",
            Text(cs="rok", en="year"),
            Series("area", "year", "registered"),
        ),
    ),
)
def crime_recorded(recorded_crime: pl.DataFrame, period: Period) -> pl.DataFrame:
    # the figure of a year is published after it; a report never knows a year that has not ended
    return recorded_crime.filter(pl.col("year") < period.end.year).rename({"source_row": "recorded_crime_row"})
