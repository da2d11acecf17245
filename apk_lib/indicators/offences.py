"""Did recorded offences and complaints change in the risk localities, against comparison localities (KA02, KA05)."""

from __future__ import annotations

import polars as pl

from apk_lib import offences
from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator
from apk_lib.indicators.statistics import Rate, Total
from apk_lib.indicators.statistics.before_after import AgainstComparison, ByMonth, ChangeOfRate, Displacement, Recorded
from apk_lib.indicators.statistics.segments import Segment, with_trend
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.codes import EVENT_KINDS, OFFENCE_KINDS
from apk_lib.text import Text

_SERVES = ("partial.prevention", "KA02", "KA05")
_ARM = ("arm",)
_MONTH = Text(cs="první den měsíce", en="first day of the month")
_RECORDED = Text(
    cs="Počet podle dne a místa záznamu, jak je o něm známo. Záznamy měří i to, kolik se hlásí a kolik se hledá. Měsíc "
    "je znám, leží-li celý mezi prvním záznamem a posledním, nebo dnem, kdy se naposledy zapisovalo; bez záznamu je "
    "nulou, ve městě s 10 a více záznamy měsíčně mezerou.",
    en="Counts by the day and the place of the record, as known. Records also measure how much is reported and how "
    "much is looked for. A month is known if it lies whole between the first record and the last one, or the day on "
    "which the last entry was made; without a record it is zero, in a town with 10 or more records a month it is a "
    "gap.",
)
_EFFECT = Text(
    cs="Okna před začátkem projektu a po něm jsou stejně dlouhá a ze stejných kalendářních měsíců: tolik celých let, "
    "kolik je známo na obou stranách; chybí-li celý rok, měsíce prvního roku projektu proti týmž měsícům o rok "
    "dříve. Poměr je po ku před (pod 1 = méně), s přesným podmíněným intervalem. Poměr poměrů staví rizikové "
    "lokality proti srovnávacím; jeho chyba je násobena odmocninou nadměrného rozptylu (Pearsonovo phi kvazi-"
    "Poissonova modelu měsíců, nebo čtvrtletí, je-li větší; nejméně 1), meze jsou Studentovy. Rozdíl s okolím je "
    "vážený rozdíl přesunu (Wheeler a Ratcliffe 2018) v počtech s touž korekcí; rizikové lokality i jejich okolí "
    "stojí proti týmž srovnávacím a skupiny mají být podobně velké. Kvocient přesunu (Bowers a Johnson 2003): nad "
    "0 se zlepšení šířilo do okolí, pod 0 se jev přesunul; jen kde rizikové lokality dopadly lépe než srovnávací.",
    en="The windows before and after the project began are equally long and of the same calendar months: as many "
    "whole years as are known on both sides; without a whole year the months of the project's first year against "
    "the same months a year earlier. The ratio is after over before (below 1 = fewer), with the exact conditional "
    "interval. The ratio of ratios sets the risk localities against the comparison ones; its error is multiplied "
    "by the root of the overdispersion (Pearson's phi of a quasi-Poisson model of months, or of quarters where "
    "larger; at least 1), limits are Student's. The difference with the surroundings is the weighted displacement "
    "difference (Wheeler and Ratcliffe 2018) in counts, corrected alike; the risk localities and their "
    "surroundings stand against the same comparison localities, and groups should be of similar size. "
    "Displacement quotient (Bowers and Johnson 2003): above 0 the improvement spread around, below 0 the problem "
    "moved; only where the risk localities did better than the comparison ones.",
)


def _counts(unit: str, noun: Text, kind: str) -> tuple[Measure, ...]:
    return (
        Measure(unit, noun, unit, Recorded("count", unit="record"), (TOTAL, _ARM, (kind,))),
        Measure("months_known", Text(cs="známé měsíce", en="months known"), "months", Recorded("known")),
    )


def _effects(unit: str) -> tuple[Measure, ...]:
    return (
        Measure("monthly_rate", Text(cs="za měsíc", en="a month"), "per_month", Rate("count", "months"),
                (("arm", "window"),)),
        Measure("rate_ratio", Text(cs="poměr po ku před", en="ratio of after to before"), "ratio", ChangeOfRate(),
                (_ARM,)),
        Measure("ratio_of_ratios", Text(cs="poměr poměrů: rizikové proti srovnávacím",
                                        en="ratio of ratios: risk against comparison"),
                "ratio", AgainstComparison("ratio")),
        Measure("overdispersion", Text(cs="nadměrný rozptyl (phi)", en="overdispersion (phi)"), "ratio",
                AgainstComparison("dispersion")),
        Measure("local_difference", Text(cs="rozdíl změn: rizikové minus srovnávací",
                                         en="difference of changes: risk less comparison"),
                unit, Displacement("local")),
        Measure("displacement_quotient", Text(cs="kvocient přesunu", en="displacement quotient"), "ratio",
                Displacement("quotient")),
        Measure("displacement_difference", Text(cs="rozdíl změn i s okolím",
                                                en="difference of changes with the surroundings"),
                unit, Displacement("difference")),
        Measure("chosen_by_peak", Text(cs="lokality vybrané pro výkyv", en="localities chosen for their peak"),
                "localities", Total("chosen", known_only=True)),
    )  # fmt: skip


def _by_month(unit: str, noun: Text) -> tuple[Curve, ...]:
    compared = Text(cs="srovnávané měsíce", en="months compared")
    return (
        Curve(f"{unit}_by_month", noun, unit, _MONTH, ByMonth("arm", "count"), "day", "arm"),
        Curve("compared_months", compared, "months", _MONTH, ByMonth("window", "months"), "day", "window"),
    )


@indicator(
    label=Text(cs="Evidované přestupky a trestné činy", en="Offences on record"),
    definition=_RECORDED,
    subject="occurrences",
    serves=_SERVES,
    better="neither",
    accumulation="sum",
    measures=_counts("offences", Text(cs="přestupky a trestné činy", en="offences and crimes"), "offence_kind"),
)
def recorded_offences(
    official_offences: pl.DataFrame, offence_months: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    met = official_offences.select("locality", "source_row", record="offence", day="happened_on", offence_kind="kind")
    kinds = pl.DataFrame({"offence_kind": list(OFFENCE_KINDS)})
    return _in_period(met, offence_months, localities, period, kinds).rename({"records": "official_offences_row"})


@indicator(
    label=Text(cs="Stížnosti občanů", en="Complaints of citizens"),
    definition=_RECORDED,
    subject="occurrences",
    serves=_SERVES,
    better="neither",
    accumulation="sum",
    measures=_counts("complaints", Text(cs="stížnosti", en="complaints"), "complaint_topic"),
)
def complaints_received(
    complaints: pl.DataFrame, complaint_months: pl.DataFrame, localities: pl.DataFrame, period: Period
) -> pl.DataFrame:
    met = complaints.select("locality", "source_row", record="complaint", day="received_on", complaint_topic="topic")
    kinds = pl.DataFrame({"complaint_topic": list(EVENT_KINDS)})
    return _in_period(met, complaint_months, localities, period, kinds).rename({"records": "complaints_row"})


def _in_period(
    met: pl.DataFrame, panel: pl.DataFrame, localities: pl.DataFrame, period: Period, kinds: pl.DataFrame
) -> pl.DataFrame:
    """The records of the period; where a month of it is known, every arm and kind counts from zero.

    `records` lists the `source_row` of the record, or of those that say which months are known.
    """
    known = panel.filter(period.holds(pl.col("month")))
    told = known.select(records="known_by").head(1)
    months = known.filter(pl.col("month").dt.month_end() <= period.end).select("month", known=pl.lit(1)).unique()
    zeros = pl.concat([known.select("arm").unique(), kinds], how="diagonal").with_columns(count=pl.lit(0))
    inside = offences.with_arm(met, localities).filter(period.holds(pl.col("day")))
    counted = inside.with_columns(count=pl.lit(1), records=pl.concat_list("source_row")).drop("source_row")
    # without a known month nothing counts from zero
    from_zero = (rows.join(told, how="cross") for rows in (zeros, months))
    return pl.concat([counted, *from_zero], how="diagonal").sort("day", "record", "arm")


@indicator(
    label=Text(cs="Změna evidovaných přestupků a trestných činů", en="Change of offences on record"),
    definition=_EFFECT,
    subject="occurrences",
    serves=_SERVES,
    better="neither",
    accumulation="last",
    measures=_effects("offences"),
    curves=_by_month("offences", Text(cs="přestupky a trestné činy po měsících", en="offences and crimes by month")),
)
def offence_effect(
    offence_months: pl.DataFrame, localities: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    return _compared(offence_months.rename({"records": "official_offences_row"}), localities, project, period)


@indicator(
    label=Text(cs="Změna počtu stížností", en="Change of complaints"),
    definition=_EFFECT,
    subject="occurrences",
    serves=_SERVES,
    better="neither",
    accumulation="last",
    measures=_effects("complaints"),
    curves=_by_month("complaints", Text(cs="stížnosti po měsících", en="complaints by month")),
)
def complaint_effect(
    complaint_months: pl.DataFrame, localities: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    return _compared(complaint_months.rename({"records": "complaints_row"}), localities, project, period)


def _compared(panel: pl.DataFrame, localities: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """Every known month with its window, and the risk localities with the way they were chosen."""
    seen = offences.windows(panel, project.start, period.end).with_columns(months=pl.lit(1))
    at_risk = localities.filter(pl.col("kind") == "risk").sort("locality")
    return pl.concat([seen, at_risk.select(chosen=pl.col("chosen_by_peak").cast(pl.Int64))],
                     how="diagonal")  # fmt: skip


@indicator(
    label=Text(cs="Vývoj přestupků a trestných činů", en="Course of offences"),
    definition=Text(
        cs="Kvazi-Poissonův model měsíčních počtů jedné skupiny lokalit: trend, skok a změna trendu od začátku "
        "projektu, kalendářní měsíc (jsou-li známy aspoň dva roky) a podíl dní v nouzovém stavu. Skok a změna trendu "
        "jsou poměry (1 = beze změny), s chybou podle rozptylu měsíců. Jen s 8 a více měsíci a 20 a více případy před "
        "projektem i za něj; lepších je 24 měsíců. Model nesrovnává: co změnilo všechny skupiny, je v něm také.",
        en="A quasi-Poisson model of the monthly counts of one group of localities: trend, step and change of the "
        "trend from the start of the project, calendar month (where two years or more are known) and the share of days "
        "in a state of emergency. Step and change of the trend are ratios (1 = no change), with an error by the "
        "spread of months. Only with 8 or more months and 20 or more cases before the project and during it; 24 months "
        "are better. The model does not compare: what changed every group is in it too.",
    ),
    subject="occurrences",
    serves=_SERVES,
    better="neither",
    accumulation="last",
    measures=(
        Measure("level_change", Text(cs="skok se začátkem projektu", en="step at the start of the project"), "ratio",
                Segment("level"), (_ARM,)),
        Measure("slope_change", Text(cs="změna trendu za měsíc", en="change of the trend a month"), "ratio",
                Segment("slope"), (_ARM,)),
        Measure("months_before", Text(cs="měsíce před projektem", en="months before the project"), "months",
                Recorded("before")),
    ),
)  # fmt: skip
def offence_trend(
    offence_months: pl.DataFrame, context_events: pl.DataFrame, project: Project, period: Period
) -> pl.DataFrame:
    panel = offence_months.rename({"records": "official_offences_row"})
    known = offences.windows(panel, project.start, period.end).drop("window")
    if known.is_empty():
        return known
    emergency = offences.emergency_months(context_events, min(known["month"]), period.end)
    return with_trend(known.join(emergency, on="month", how="left"), project.start)


@indicator(
    label=Text(cs="Nouzový stav", en="State of emergency"),
    definition=Text(
        cs="Podíl dní měsíce v nouzovém stavu.", en="The share of the days of a month in a state of emergency."
    ),
    subject="project",
    serves=("main",),
    better="neither",
    accumulation="last",
    curves=(
        Curve("emergency_share", Text(cs="dny v nouzovém stavu", en="days in a state of emergency"), "share", _MONTH,
              ByMonth("series", "share"), "day"),
    ),
)  # fmt: skip
def emergency_months(
    context_events: pl.DataFrame, offence_months: pl.DataFrame, complaint_months: pl.DataFrame, project: Project,
    period: Period,
) -> pl.DataFrame:  # fmt: skip
    recorded = pl.concat([offence_months["month"], complaint_months["month"], pl.Series([project.start])])
    months = offences.emergency_months(context_events, min(recorded), period.end)
    return months.select("month", "share", series=pl.lit("all"))
