"""Monitoring of the localities (KA02): their state, how soon defects are mended, checks kept, complaints."""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator, record
from apk_lib.indicators.patrol.rows import LOCALITY, looked_after
from apk_lib.indicators.spans import months
from apk_lib.indicators.statistics import Ratio, Series, Spread, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.text import Text

_PLACES = (TOTAL, LOCALITY)
_THOUSAND = 1000


def _of_places(rows: pl.DataFrame, localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The rows up to the end of the period of localities that the assistants looked after on the day, in order."""
    ever = looked_after(localities, period.since(date.min)).select("locality", "valid_from", "valid_to")
    day = pl.col("checked_on")
    held = (day >= pl.col("valid_from")) & (pl.col("valid_to").is_null() | (day <= pl.col("valid_to")))
    made = rows.filter(day <= period.end).join(ever, on="locality").filter(held)
    return made.drop("valid_from", "valid_to").sort("checked_on", "locality", "item")


def _defects(reports: pl.DataFrame) -> pl.DataFrame:
    """Reports in order made one row a defect: `locality, found, mended`, the first report and the day of mending.

    A thing reported again before it was mended is the same defect; the earliest mending on any of its reports ends it.
    `locality_checks_row` lists all its reports.
    """
    defects: list[dict[str, object]] = []
    standing: dict[tuple[str, str], int] = {}
    records: list[list[int]] = []
    columns = reports.select("locality", "item", "checked_on", "fixed_on", "source_row")
    for locality, item, found, mended, row in columns.iter_rows():
        at = standing.get((locality, item))
        before = None if at is None else defects[at]["mended"]
        if at is None or (isinstance(before, date) and before <= found):
            standing[locality, item] = len(defects)
            defects.append({"locality": locality, "found": found, "mended": mended})
            records.append([row])
            continue
        records[at].append(row)
        if mended and (not isinstance(before, date) or mended < before):
            defects[at]["mended"] = mended
    found_all = pl.DataFrame(defects, schema={"locality": pl.String, "found": pl.Date, "mended": pl.Date})
    return found_all.with_columns(locality_checks_row=pl.Series(records, dtype=pl.List(pl.Int64)))


@indicator(
    label=Text(cs="Stav lokalit", en="State of the localities"),
    definition=Text(
        cs="Průměrná známka kontrol stavu (0 v pořádku až 3 velmi špatný), každá kontrolovaná věc jednou; n je počet "
        "známek. Celek ani vývoj po měsících neberou ohled na to, které lokality se kdy kontrolovaly: změní-li se "
        "jejich výběr, změní se i průměr.",
        en="Mean score of the checks (0 fine to 3 very bad), every thing checked once; n is the number of scores. "
        "Neither the total nor the course by month regards which localities were checked when: where their choice "
        "changes, so does the mean.",
    ),
    subject="project",
    serves=("presence", "KA02"),
    better="lower",
    accumulation="ratio_of_sums",
    measures=(
        Measure("score", Text(cs="průměrný stav (0 v pořádku až 3 velmi špatný)",
                              en="mean state (0 fine to 3 very bad)"), "score",
                Ratio("score", "checked"), (*_PLACES, ("checklist_item",), ("locality", "checklist_item"))),
    ),
    curves=(
        Curve("trend", Text(cs="průměrný stav po měsících", en="mean state by month"), "score",
              Text(cs="první den měsíce", en="first day of the month"), Series("series", "first_day", "mean"),
              "day"),
    ),
)  # fmt: skip
def locality_state(locality_checks: pl.DataFrame, localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    made = _of_places(locality_checks.filter(period.holds(pl.col("checked_on"))), localities, period)
    own = pl.concat_list(record("locality_checks"))
    scores = made.select("locality", "score", own, checklist_item="item", checked=pl.lit(1))
    first_day = pl.col("checked_on").dt.truncate("1mo").to_physical()
    by_month = made.group_by(first_day=first_day).agg(
        record("locality_checks").sort(), mean=pl.col("score").mean(), series=pl.lit("all")
    )
    return pl.concat([scores, by_month.sort("first_day")], how="diagonal")


@indicator(
    label=Text(cs="Odstranění závad", en="Mending of defects"),
    definition=Text(
        cs="Závada je špatný stav, který byl při kontrole někomu nahlášen; hlásí-li se táž věc v téže lokalitě znovu "
        "dřív, "
        "než byla odstraněna, je to táž závada a čas běží od prvního nahlášení. Lepší známka bez dne odstranění ji "
        "neuzavírá. Lokalita se bere podle dne kontroly. Včas je "
        "odstraněna do počtu dnů, který stanoví pravidla programu (běžně 14); podíl je ze závad, kterým tato lhůta "
        "uplynula v období, i když byly nahlášeny dříve. Medián je ze závad odstraněných v období: čím víc jich "
        "zůstává otevřených, tím víc slibuje. Otevřené jsou všechny, které na konci období odstraněny nebyly.",
        en="A defect is a bad state that was reported to somebody at a check; the same thing of the same locality "
        "reported "
        "again before it was mended is the same defect, and its time runs from the first report. A better score "
        "without a day of mending does not close it. Localities are those of the day of the check. It is mended in "
        "time within the days that the programme's rules state (usually 14); the share is of the defects whose time "
        "ran out in the period, even if they were reported before it. The median is of defects mended in the period: "
        "the more stay open, the more it flatters. Open are all that were not mended by the end of the period.",
    ),
    subject="project",
    serves=("presence", "KA02"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("mended_within", Text(cs="odstraněno včas", en="mended in time"), "share", Ratio("in_time", "due"),
                _PLACES),
        Measure("median_days", Text(cs="medián dnů do odstranění u odstraněných",
                                    en="median days until mended, of those mended"), "days",
                Spread("days", "median"), _PLACES),
        Measure("open", Text(cs="otevřené závady", en="open defects"), "defects", Total("open"), _PLACES),
    ),
)  # fmt: skip
def repairs(locality_checks: pl.DataFrame, localities: pl.DataFrame, period: Period, project: Project) -> pl.DataFrame:
    found, mended = pl.col("found"), pl.col("mended")
    reported = locality_checks.filter(pl.col("reported_to").is_not_null())
    took = (mended - found).dt.total_days()
    allowed = project.limit("repair_days")
    due = period.holds(found + pl.duration(days=round(allowed)))
    return _defects(_of_places(reported, localities, period)).select(
        "locality",
        "locality_checks_row",
        due=due.cast(pl.Int64),
        in_time=pl.when(due).then((took <= allowed).fill_null(value=False).cast(pl.Int64)),
        days=pl.when(period.holds(mended)).then(took),
        open=(mended.is_null() | (mended > period.end)).cast(pl.Int64),
    )


@indicator(
    label=Text(cs="Provedené kontroly lokalit", en="Checks of localities made"),
    definition=Text(
        cs="Dny, kdy byla v lokalitě aspoň jedna věc zkontrolována, proti plánu kontrol za měsíc. V každém měsíci se "
        "bere nejvýše tolik kontrol, kolik jich bylo plánováno: víc kontrol jindy nebo jinde zmeškané nenahrazuje. "
        "Neúplný měsíc období nebo platnosti lokality má plán podle dnů. Lokalita bez plánu do podílu nepatří; bez "
        "tabulky kontrol se neví nic.",
        en="Days on which at least one thing was checked in the locality, against the plan of checks a month. In each "
        "month at most as many checks count as were planned: more of them at another time or place do not make up for "
        "those missed. A broken month of the period or of the locality's validity has a plan by its days. A locality "
        "without a plan is not in the share; without the table of checks nothing is known.",
    ),
    subject="project",
    serves=("presence", "KA02"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("done", Text(cs="kontroly provedené z plánovaných", en="checks made of those planned"), "share",
                Ratio("kept", "planned"), _PLACES),
        Measure("checks", Text(cs="provedené kontroly", en="checks made"), "checks", Total("checks"), _PLACES),
    ),
)  # fmt: skip
def monitoring_done(locality_checks: pl.DataFrame, localities: pl.DataFrame, period: Period) -> pl.DataFrame:
    made = _of_places(locality_checks.filter(period.holds(pl.col("checked_on"))), localities, period)
    by = ["locality", "month"]
    checked = made.group_by("locality", month=pl.col("checked_on").dt.truncate("1mo")).agg(
        record("locality_checks").sort(), checks=pl.col("checked_on").n_unique().cast(pl.Int64)
    )
    valid = looked_after(localities, period).select("locality", "checks_per_month", start="valid_from", end="valid_to")
    plan = months(valid, period).select(*by, planned=pl.col("checks_per_month") * pl.col("part"))
    planned = plan.filter(pl.col("planned") > 0)
    # where nothing was checked, the last check anywhere says that the table was kept
    last = locality_checks.sort("checked_on", "source_row").tail(1)["source_row"].to_list()
    rows = pl.col("locality_checks_row")
    held = (
        planned.join(checked, on=by, how="full", coalesce=True)
        .sort(by)
        .with_columns(
            kept=pl.when(pl.col("planned").is_not_null()).then(
                pl.min_horizontal(pl.col("checks").fill_null(0).cast(pl.Float64), "planned")
            ),
            locality_checks_row=pl.when(rows.is_null()).then(pl.lit(last, pl.List(pl.Int64))).otherwise(rows),
        )
    )
    return held if len(locality_checks) else held.clear()


@indicator(
    label=Text(cs="Stížnosti na 1 000 obyvatel", en="Complaints per 1,000 inhabitants"),
    definition=Text(
        cs="Stížnosti a oznámení občanů přijaté v období na 1 000 obyvatel lokality; jen lokality, u kterých je počet "
        "obyvatel znám. Číslo je za celé období, ne za rok. Měří i to, kolik se lidé ozývají. Nejsou-li známy "
        "všechny měsíce období, které už skončily, neví se nic.",
        en="Complaints and reports of citizens received in the period per 1,000 inhabitants of the locality; only "
        "localities whose population is known. The figure is for the whole period, not for a year. It also measures "
        "how readily people speak up. Unless all months of the period that are over are known, nothing is.",
    ),
    subject="occurrences",
    serves=("partial.prevention", "KA02"),
    better="neither",
    accumulation="ratio_of_sums",
    measures=(
        Measure("complaints", Text(cs="stížnosti na 1 000 obyvatel", en="complaints per 1,000 inhabitants"),
                "per_1000", Ratio("complaint", "population", per=_THOUSAND), _PLACES),
    ),
)  # fmt: skip
def complaints_per_inhabitant(
    complaints: pl.DataFrame, complaint_months: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    peopled = looked_after(localities, period).drop_nulls("population").select("locality", "population")
    met = complaints.filter(period.holds(pl.col("received_on"))).join(peopled, on="locality", how="semi")
    counts = met.group_by("locality").agg(record("complaints").sort(), complaint=pl.len().cast(pl.Int64))
    known_by = complaint_months.select("known_by").head(1)
    own = pl.col("complaints_row").fill_null(pl.lit([], pl.List(pl.Int64)))
    counted = peopled.join(counts, on="locality", how="left", maintain_order="left").join(known_by, how="cross")
    rates = counted.with_columns(pl.col("complaint").fill_null(0), complaints_row=pl.concat_list(own, "known_by"))
    over = pl.date_range(period.start.replace(day=1), period.end, "1mo", eager=True)
    over = over.filter(over.dt.month_end() <= period.end)
    known = len(over) and over.is_in(complaint_months["month"].unique().to_list()).all()
    return rates if known else rates.clear()
