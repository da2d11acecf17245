"""Supervision and the mentor's care of the assistants (KA03): meetings, weekly reviews, checks in the field."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from apk_lib.indicators.core import Measure, indicator, record
from apk_lib.indicators.employment import spells
from apk_lib.indicators.spans import months, whole_weeks
from apk_lib.indicators.statistics import Ratio, Total
from apk_lib.indicators.training import employed
from apk_lib.periods import Period, local_day
from apk_lib.project import Project
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_RULE, _MONTHS_PER_QUARTER = "supervisions_per_quarter", 3
_RECORDS = ("supervision_attendance_row", "supervisions_row")


def _quarter(month: pl.Expr, project: Project) -> pl.Expr:
    """Which quarter of the project a day is in: three calendar months each from the month in which it starts."""
    first = project.start.year * 12 + project.start.month
    return (month.dt.year().cast(pl.Int64) * 12 + month.dt.month() - first) // _MONTHS_PER_QUARTER


def _kept(meetings: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    """The plan of each quarter and what was held of it: no more than planned, so that no quarter stands for another."""
    whole = months(pl.DataFrame({"start": [period.start], "end": [period.end]}), period)
    quarters = whole.group_by(quarter=_quarter(pl.col("month"), project)).agg(parts=pl.col("part").sort().sum())
    held = meetings.group_by(quarter=_quarter(pl.col("held_on"), project)).agg(
        record("supervisions"), met=pl.len().cast(pl.Float64)
    )
    owed, all_parts = planned_meetings(project, period), whole["part"].sum()
    plan = quarters.sort("quarter").with_columns(planned=pl.col("parts") / all_parts * pl.lit(owed, pl.Float64))
    made = plan.drop_nulls("planned").join(held, on="quarter", how="left", maintain_order="left")
    return made.select("planned", "supervisions_row", kept=pl.min_horizontal(pl.col("met").fill_null(0.0), "planned"))


def planned_meetings(project: Project, period: Period) -> float | None:
    """How many supervisions the rules ask for in a period: the number in a quarter times its months over three.

    A broken month counts by its days. None where the rules say nothing.
    """
    rules = dict(project.frames["programme_rules"].select("rule", "value").iter_rows())
    if _RULE not in rules:
        return None
    whole = pl.DataFrame({"start": [period.start], "end": [period.end]})
    return float(rules[_RULE] * months(whole, period)["part"].sum() / _MONTHS_PER_QUARTER)


@indicator(
    label=Text(cs="Supervize", en="Supervision"),
    definition=Text(
        cs="Konané supervize proti plánu: pravidla programu říkají, kolik jich má být nejméně za čtvrtletí, a plán "
        "období je tento počet krát měsíce období děleno třemi (neúplný měsíc podle dnů). "
        "Počítají se skupinové i individuální. Podíl bere v každém čtvrtletí projektu (tři kalendářní měsíce od měsíce "
        "zahájení) nejvýš tolik, kolik bylo plánováno: víc jindy zmeškané nenahrazuje. Hodiny na osobu: hodiny "
        "všech zúčastněných, kteří byli v období zaměstnáni na některém místě, dělené počtem takových lidí. Bez "
        "tabulky supervizí se neví nic.",
        en="Supervisions held against the plan: the programme's rules say how many there should be in a quarter at "
        "least, and the plan of a period is that number times its months over three (a broken month by its days). "
        "Group and individual ones both count. In each quarter of the project (three calendar months from the month "
        "of its start) the share takes at most as many as were planned: more at another time make up for none missed. "
        "Hours per person: the hours of all who attended and were employed in a post in the period, over the number "
        "of such people. Without the table of supervisions nothing is known.",
    ),
    subject="service",
    serves=("train", "KA03"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("held", Text(cs="konané supervize", en="supervisions held"), "meetings", Total("held", "planned")),
        Measure("held_share", Text(cs="konané z plánovaných", en="held of planned"), "share",
                Ratio("kept", "planned")),
        Measure("hours_per_person", Text(cs="hodiny supervize na osobu", en="hours of supervision per person"), "hours",
                Ratio("hours", "person")),
    ),
)  # fmt: skip
def supervision(
    supervisions: pl.DataFrame,
    supervision_attendance: pl.DataFrame,
    contracts: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    in_period = supervisions.filter(period.holds(pl.col("held_on")))
    meetings = in_period.sort("held_on", "supervision").select(
        "supervision", pl.concat_list(record("supervisions")), held=pl.lit(1)
    )
    plan = _kept(in_period, project, period)
    people = employed(contracts, period)
    came = supervision_attendance.select("supervision", "person", record("supervision_attendance")).join(
        in_period.select("supervision", "hours", record("supervisions")), on="supervision"
    )
    attended = came.group_by("person").agg(pl.col("hours").sum(), *_RECORDS)
    each = people.join(attended, on="person", how="left", maintain_order="left").select(
        "contracts_row", *_RECORDS, hours=pl.col("hours").fill_null(0) / MICROSECONDS_PER_HOUR, person=pl.lit(1)
    )
    # a table that nobody keeps says neither that nothing was held nor that nobody came
    kept = [plan if len(supervisions) else plan.clear(), each if len(supervision_attendance) else each.clear()]
    return pl.concat([meetings, *kept], how="diagonal")


@indicator(
    label=Text(cs="Týdenní hodnocení mentorem", en="Weekly reviews by the mentor"),
    definition=Text(
        cs="Týdny ve službě, za které mentor asistenta zhodnotil. Týden ve službě je kalendářní týden (pondělí až "
        "neděle), kdy byl asistent zaměstnán všech sedm dnů, i když měl dovolenou; patří období, ve kterém končí, a "
        "týden začatý před projektem se nepočítá. Průměrná známka je z hodnocení těchto týdnů, která ji mají (1 "
        "nejlepší až 5). Bez tabulky hodnocení se neví nic.",
        en="Weeks in service that the mentor reviewed. A week in service is a calendar week (Monday to Sunday) in "
        "which the assistant was employed all seven days, on leave or not; it belongs to the period in which it ends, "
        "and one begun before the project does not count. The mean score is of the reviews of these weeks that have "
        "one (1 best to 5). Without the table of reviews nothing is known.",
    ),
    subject="assistants",
    serves=("train", "KA03"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("reviewed", Text(cs="zhodnocené týdny", en="weeks reviewed"), "share", Ratio("reviewed", "in_service")),
        Measure("mean_score", Text(cs="průměrná známka (1 nejlepší až 5)", en="mean score (1 best to 5)"), "score",
                Ratio("score", "scored")),
    ),
)  # fmt: skip
def weekly_reviews(
    mentor_reviews: pl.DataFrame, contracts: pl.DataFrame, period: Period, project: Project
) -> pl.DataFrame:
    employment = spells(contracts).with_columns(end=pl.col("exit") - timedelta(days=1)).drop("exit")
    weeks = whole_weeks(employment, period, project.start).sort("week", "person")
    given = mentor_reviews.select("person", "week", "score", record("mentor_reviews"), reviewed=pl.lit(1))
    held = weeks.join(given, on=["person", "week"], how="left", maintain_order="left").with_columns(
        pl.col("reviewed").fill_null(0), in_service=pl.lit(1), scored=pl.col("score").is_not_null().cast(pl.Int64)
    )
    return held if len(mentor_reviews) else held.clear()


@indicator(
    label=Text(cs="Kontrola směn mentorem", en="Shifts checked by the mentor"),
    definition=Text(
        cs="Směny, které mentor v terénu zkontroloval, ze směn, u kterých je zapsáno, zda se tak stalo. Prázdné pole "
        "neznamená „ne“; kolik směn je v základu, říká n.",
        en="Shifts that the mentor checked in the field, of the shifts for which it is recorded whether that happened. "
        "An empty field is no “no”; how many shifts the share rests on is told by n.",
    ),
    subject="service",
    serves=("presence", "KA03"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("checked", Text(cs="zkontrolované směny", en="shifts checked"), "share", Ratio("checked", "known")),
    ),
)
def mentor_checks(shifts: pl.DataFrame, period: Period) -> pl.DataFrame:
    served = shifts.filter(period.holds(local_day(pl.col("start")))).sort("start", "shift")
    checked = pl.col("checked_by_mentor").cast(pl.Int64)
    return served.select(record("shifts"), checked=checked, known=checked.is_not_null().cast(pl.Int64))
