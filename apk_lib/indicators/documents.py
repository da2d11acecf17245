"""Analytical documents of the project (KA04, KA05; ESF indicator 8 05 00)."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Total
from apk_lib.periods import Period
from apk_lib.tables.codes import DOCUMENT_KINDS
from apk_lib.text import Text

_DIMENSIONS = (TOTAL, ("output_kind",))


@indicator(
    label=Text(cs="Analytické dokumenty", en="Analytical documents"),
    definition=Text(
        cs="Počet napsaných a počet zveřejněných analytických a strategických dokumentů včetně evaluačních (ESF "
        "8 05 00), podle dne dokončení a dne zveřejnění; jiné výstupy se nepočítají.",
        en="Analytical and strategic documents written, and published, evaluations included (ESF 8 05 00), by the day "
        "they were finished and the day they were published; other outputs do not count.",
    ),
    subject="project",
    serves=("KA04", "KA05"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("finished", Text(cs="dokončené dokumenty", en="documents finished"), "documents", Total("finished"),
                _DIMENSIONS),
        Measure("published", Text(cs="zveřejněné dokumenty", en="documents published"), "documents",
                Total("published"), _DIMENSIONS),
    ),
)  # fmt: skip
def documents(outputs: pl.DataFrame, period: Period) -> pl.DataFrame:
    finished, published = (period.holds(pl.col(day)).fill_null(value=False) for day in ("finished_on", "published_on"))
    counted = outputs.filter(pl.col("kind").is_in(list(DOCUMENT_KINDS)), finished | published).sort("output")
    return counted.select(
        record("outputs"),
        output_kind="kind",
        finished=pl.when(finished).then(1),
        published=pl.when(published).then(1),
    )
