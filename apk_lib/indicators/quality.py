"""How good the records are (KA05): the rows that passed their checks, of all that stand."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.text import Text

_FATES = ("passing", "rejected")
_BY_TABLE = (TOTAL, ("table",))


@indicator(
    label=Text(cs="Úplnost a správnost záznamů", en="Completeness of the records"),
    definition=Text(
        cs="Řádky, které prošly kontrolou, dělené všemi zapsanými řádky ke dni stavu. Odložený řádek porušuje pravidlo "
        "a do čísel nevstupuje, dokud ho někdo neopraví. Opakované řádky a řádky nahrazené opravou se nepočítají. Co "
        "nikdo nezapsal, tu vidět není.",
        en="Rows that passed the checks over all rows recorded by the as-of date. A row set aside breaks a rule and "
        "enters no figure until somebody mends it. Repeated rows and those replaced by a correction do not count. "
        "What nobody recorded is not seen here.",
    ),
    subject="project",
    serves=("management", "KA05"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("passing", Text(cs="řádky bez závady", en="rows that pass"), "share", Ratio("passing", "rows"),
                _BY_TABLE),
        Measure("rejected", Text(cs="odložené řádky", en="rows set aside"), "rows", Total("rejected"), _BY_TABLE),
    ),
)  # fmt: skip
def data_quality(row_accounts: pl.DataFrame) -> pl.DataFrame:
    fates = [row_accounts.select("table", times=fate, passing=pl.lit(int(fate == "passing"))) for fate in _FATES]
    each = pl.concat(fates).filter(pl.col("times") > 0).select(pl.col("table", "passing").repeat_by("times"))
    return each.explode("table", "passing").with_columns(rows=pl.lit(1), rejected=1 - pl.col("passing"))
