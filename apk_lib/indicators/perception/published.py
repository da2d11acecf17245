"""What other surveys found: for orientation, never as a norm."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import Measure, indicator, record
from apk_lib.indicators.statistics import Stated
from apk_lib.periods import Period
from apk_lib.text import Text


@indicator(
    label=Text(cs="Pocit bezpečí ve zveřejněných šetřeních", en="Feeling safe in published surveys"),
    definition=Text(
        cs="Podíl těch, kdo se cítí bezpečně, jak jej zveřejnila jiná šetření. Liší se zněním, místem, rokem i "
        "výběrem; u každého stojí výhrada. Bez intervalu: výběrový plán nebývá zveřejněn.",
        en="Share of those who feel safe as other surveys published it. They differ in wording, place, year and "
        "sample; each has its caveat. Without an interval: their design is rarely published.",
    ),
    subject="project",
    serves=("KA04",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("share_safe", Text(cs="cítí se bezpečně", en="feel safe"), "share", Stated("share", "respondents"),
                (("survey", "item"),)),
    ),
)  # fmt: skip
def published_safety(published_surveys: pl.DataFrame, period: Period) -> pl.DataFrame:
    # a report cites nothing that was asked after its period
    asked = published_surveys.filter(pl.col("year") <= period.end.year)
    return asked.select(
        "survey", "item", "respondents", record("published_surveys"), share=pl.col("percent_safe") / 100
    ).sort("survey", "item")
