"""Whether everything agrees: counts by area, and an error that names what does not."""

from __future__ import annotations

import polars as pl

from apk_lib.errors import ReportError
from apk_lib.text import Text

NAMED_AT_MOST = 5


def summary(comparisons: pl.DataFrame) -> pl.DataFrame:
    """One row an area, in order: `area, cases, comparisons, agreeing, used`.

    `used` is the largest difference as a share of the allowed one; null where only equality is allowed.
    """
    used = pl.col("difference").abs() / pl.when(pl.col("tolerance") > 0).then("tolerance")
    return comparisons.group_by("area", maintain_order=True).agg(
        cases=pl.col("case").n_unique(),
        comparisons=pl.len(),
        agreeing=pl.col("agrees").sum(),
        used=used.max(),
    )


def require_agreement(comparisons: pl.DataFrame) -> None:
    """Do nothing if all comparisons agree.

    Raises:
        ReportError: something differs, or nothing was compared; the message names the cases.
    """
    wrong = comparisons.filter(~pl.col("agrees"))
    if comparisons.is_empty():
        raise ReportError(Text(cs="Ověření nic nesrovnalo.", en="Verification has compared nothing."))
    if len(wrong):
        cases = ", ".join(wrong["case"].unique(maintain_order=True))
        cs = [_line(row, "naše {ours}, má být {published}") for row in wrong.head(NAMED_AT_MOST).iter_rows(named=True)]
        en = [
            _line(row, "ours {ours}, expected {published}") for row in wrong.head(NAMED_AT_MOST).iter_rows(named=True)
        ]
        raise ReportError(
            Text(
                cs=f"Ověření nesouhlasí v {len(wrong)} z {len(comparisons)} srovnání. Případy: {cases}. "
                f"První rozdíly: {'; '.join(cs)}.",
                en=f"Verification fails in {len(wrong)} of {len(comparisons)} comparisons. Cases: {cases}. "
                f"First differences: {'; '.join(en)}.",
            )
        )


def _line(row: dict[str, object], numbers: str) -> str:
    place = " ".join(str(row[column]) for column in ("case", "what", "part")).strip()
    return f"{place}: {numbers.format(**row)}"
