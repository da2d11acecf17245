"""GPS beside the records (KA01): the records are the one source of hours, GPS only validates them."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.patrol.rows import looked_after
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.periods import Period
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text


@indicator(
    label=Text(cs="Záznamy a GPS", en="Records and GPS"),
    definition=Text(
        cs="Hodiny, kdy byl někdo v lokalitě podle záznamů, podle GPS a podle obojího. Srovnává se jen čas, kdy aspoň "
        "jeden přístroj znal svou polohu, a jen lokality s polygonem; přístroj neříká, kolik lidí s ním šlo. Nemá-li "
        "přístroj každá dvojice, je hodin podle GPS méně. Zdrojem hodin jsou záznamy, GPS je jen ověřuje.",
        en="Hours with somebody in the locality by the records, by GPS and by both. Only time in which at least one "
        "device knew its place is compared, and only localities with a polygon; a device does not say how many walked "
        "with it. Where not every pair has one, GPS has fewer hours. The records are the source of hours, GPS only "
        "validates them.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="sum",
    measures=tuple(
        Measure(id, label, "hours", Total(id, divisor=MICROSECONDS_PER_HOUR, unit="day"), (TOTAL, ("locality",)))
        for id, label in {
            "recorded": Text(cs="podle záznamů", en="by the records"),
            "gps": Text(cs="podle GPS", en="by GPS"),
            "both": Text(cs="podle obojího", en="by both"),
        }.items()
    ),
)
def gps_comparison(gps_compared: pl.DataFrame, period: Period) -> pl.DataFrame:
    return gps_compared.filter(period.holds(pl.col("day")))


@indicator(
    label=Text(cs="Sledovaný čas", en="Tracked time"),
    definition=Text(
        cs="Čas přístrojů během směn: kdy byla poloha známa (z toho mimo lokality) a mezery, kdy známa nebyla. Mezera "
        "delší než mez se nedopočítává; počítá se jen ta, která začíná i končí v jedné nepřerušené řadě směn. Do "
        "sledovaného času patří i předpokládaný pobyt v mezeře a čas u hranice připsaný místu vedle. "
        "Sledovaný čas mimo směny a jediné polohy mezi mezerami (návštěvy neznámé délky) stojí zvlášť.",
        en="Time of devices during shifts: with a known place (of that, outside localities) and gaps without one. A "
        "gap longer than the limit is never filled in; it counts where it begins and ends within one unbroken run of "
        "shifts. Tracked time includes a stay assumed within a gap and time at a border given to the place beside. "
        "Tracked time outside shifts and single fixes between gaps (visits of unknown length) stand apart.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("tracked_share", Text(cs="sledovaná část času", en="share of time tracked"), "share",
                Ratio("tracked", "on_shift", MICROSECONDS_PER_HOUR)),
        *(
            Measure(id, label, "hours", Total(id, divisor=MICROSECONDS_PER_HOUR, unit="day"))
            for id, label in {
                "tracked": Text(cs="sledovaný čas", en="tracked time"),
                "gaps": Text(cs="mezery", en="gaps"),
                "outside": Text(cs="mimo lokality", en="outside localities"),
                "assumed": Text(cs="předpokládaný pobyt", en="assumed stay"),
                "moved_at_borders": Text(cs="připsáno přes hranici", en="moved at borders"),
                "off_shift": Text(cs="mimo směny", en="outside shifts"),
            }.items()
        ),
        Measure("single_fixes", Text(cs="návštěvy neznámé délky", en="visits of unknown length"), "visits",
                Total("single"), (TOTAL, ("locality",))),
    ),
)  # fmt: skip
def gps_tracking(gps_time: pl.DataFrame, gps_single: pl.DataFrame, period: Period) -> pl.DataFrame:
    on_shift = pl.sum_horizontal("tracked", "gaps")
    spent = gps_time.filter(period.holds(pl.col("day"))).rename({"moved": "moved_at_borders"})
    spent = spent.with_columns(on_shift=pl.when(on_shift > 0).then(on_shift))
    single = gps_single.filter(period.holds(pl.col("day"))).select("device", "locality", "day", single=pl.lit(1))
    return pl.concat([spent, single], how="diagonal")


@indicator(
    label=Text(cs="Projité území", en="Ground covered"),
    definition=Text(
        cs="Podíl čtverců sítě, ve kterých byl některý přístroj, ze všech čtverců, jichž se dotýká lokalita asistentů "
        "platná v období. Podíl platí jen pro danou stranu čtverce a s jinou se nesrovnává.",
        en="Share of grid cells in which a device was, of all cells touched by a locality of the assistants valid in "
        "the period. The share holds for its size of cells and is not comparable across sizes.",
    ),
    subject="service",
    serves=("presence", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("cells_visited", Text(cs="navštívené čtverce", en="cells visited"), "share",
                Ratio("visited", "eligible")),
    ),
)  # fmt: skip
def gps_extent(gps_cells: pl.DataFrame, localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    visited = period.holds(pl.col("day")).fill_null(False).any().cast(pl.Int64)
    if gps_cells.filter(period.holds(pl.col("day"))).is_empty():
        # without a device nothing is known of the ground, which is not the same as nobody there
        return pl.DataFrame(
            schema={"cell": pl.String, "day": pl.List(pl.Date), "visited": pl.Int64, "eligible": pl.Int64}
        )
    # a cell that touches two localities is one cell
    eligible = (
        gps_cells.join(looked_after(localities, period), on="locality", how="semi")
        .group_by("cell")
        .agg(pl.col("day").filter(period.holds(pl.col("day"))).unique().sort(), visited=visited)
    )
    return eligible.with_columns(eligible=pl.lit(1)).sort("cell")
