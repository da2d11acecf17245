"""Help to victims of hidden crime, as totals only."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import Measure, indicator, record
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.periods import Period, local_day
from apk_lib.text import Text


@indicator(
    label=Text(cs="Pomoc obětem skryté kriminality", en="Help to victims of hidden crime"),
    definition=Text(
        cs="Kontakty s obětí lichvy, obtěžování, zneužívání, domácího násilí nebo jiné skryté kriminality; z nich "
        "nabídnutá a přijatá pomoc. Podíl přijaté je z kontaktů, u kterých je zapsáno, že pomoc byla nabídnuta nebo "
        "přijata. Počítají se kontakty, ne osoby, a jen souhrnně.",
        en="Contacts with a victim of usury, harassment, abuse, domestic violence or other hidden crime; of them help "
        "offered and accepted. The share accepted is of the contacts recorded with help offered or accepted. Contacts "
        "are counted, not persons, and only in total.",
    ),
    subject="victims",
    serves=("victims", "KA01"),
    better="neither",
    accumulation="sum",
    measures=(
        Measure("contacts", Text(cs="kontakty s oběťmi", en="contacts with victims"), "contacts", Total("contact")),
        Measure(
            "offered",
            Text(cs="pomoc nabídnuta (i přijatá)", en="help offered (accepted included)"),
            "contacts",
            Total("offered"),
        ),
        Measure("accepted", Text(cs="pomoc přijata", en="help accepted"), "contacts", Total("accepted")),
        Measure("accepted_share", Text(cs="přijato z nabídnuté pomoci", en="accepted of help offered"), "share",
                Ratio("accepted", "offered")),
    ),
)  # fmt: skip
def victim_support(events: pl.DataFrame, period: Period) -> pl.DataFrame:
    met = events.filter(pl.col("hidden_crime").is_not_null() & period.holds(local_day(pl.col("at"))))
    return met.sort("at", "event").select(
        record("events"),
        contact=pl.lit(1),
        # who accepted help was offered it first
        offered=pl.col("referral").is_in(["offered", "accepted"]).fill_null(False).cast(pl.Int64),
        accepted=(pl.col("referral") == "accepted").fill_null(False).cast(pl.Int64),
    )
