"""Training of the assistants (KA03)."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Distinct, Ratio, Spread, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text

_RULE = "initial_training_hours"
_RECORDS = ("training_attendance_row", "trainings_row")


def _attended(training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period) -> pl.DataFrame:
    held = trainings.filter(period.holds(pl.col("held_on"))).select("training", "kind", "held_on", record("trainings"))
    attended = training_attendance.with_columns(record("training_attendance"))
    return attended.join(held, on="training").sort("held_on", "training", "person")


@indicator(
    label=Text(cs="Vstupní vzdělávání", en="Initial training"),
    definition=Text(
        cs="Počet osob, které složily zkoušku vstupního vzdělávání; každá se počítá jednou.",
        en="Different people who passed the test of the initial training, each once.",
    ),
    subject="participants",
    serves=("train", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(
        Measure("persons_trained", Text(cs="osoby po vstupním kurzu", en="people with initial training"), "persons",
                Distinct("person")),
    ),
)  # fmt: skip
def initial_training(training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period) -> pl.DataFrame:
    attended = _attended(training_attendance, trainings, period)
    passed = (pl.col("kind") == "initial") & pl.col("passed").fill_null(False)
    return attended.filter(passed).select("person", *_RECORDS)


@indicator(
    label=Text(cs="Hodiny vzdělávání", en="Training hours"),
    definition=Text(
        cs="Součet hodin kurzů všech účastníků; hodina kurzu se čtyřmi účastníky jsou čtyři hodiny.",
        en="Hours of courses over all who attended; an hour with four participants is four hours.",
    ),
    subject="service",
    serves=("train", "KA03"),
    better="higher",
    accumulation="sum",
    measures=(
        Measure("hours", Text(cs="hodiny vzdělávání", en="training hours"), "person_hours",
                Total("hours", divisor=MICROSECONDS_PER_HOUR), (TOTAL, ("training_kind",), ("training_kind", "month"))),
    ),
)  # fmt: skip
def training_hours(training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period) -> pl.DataFrame:
    attended = _attended(training_attendance, trainings, period)
    return attended.select("hours", *_RECORDS, training_kind="kind", month=pl.col("held_on").dt.strftime("%Y-%m"))


def employed(contracts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The people who were employed on at least one day of the period: `person`, sorted, and their `contracts_row`."""
    lasting = pl.col("last_day").is_null() | (pl.col("last_day") >= period.start)
    held = contracts.filter(pl.col("start") <= period.end, lasting)
    return held.group_by("person").agg(record("contracts").sort()).sort("person")


def _hours_of_each(people: pl.DataFrame, attended: pl.DataFrame) -> pl.DataFrame:
    """The people with their `hours` of courses; whoever attended none has 0."""
    spent = attended.group_by("person").agg(pl.col("hours").sum(), *_RECORDS)
    hours = pl.col("hours").fill_null(0) / MICROSECONDS_PER_HOUR
    return people.join(spent, on="person", how="left", maintain_order="left").with_columns(hours=hours)


@indicator(
    label=Text(cs="Vyškolení z těch, kdo nastoupili", en="Trained of those who started"),
    definition=Text(
        cs="Kolik z lidí, kteří do konce období nastoupili na některé místo, složilo zkoušku vstupního vzdělávání; a "
        "kolik jich má ve vstupním vzdělávání aspoň tolik hodin, kolik stanoví pravidla programu (nestanoví-li nic, "
        "podíl není).",
        en="How many of the people who took up a post by the end of the period passed the test of the initial "
        "training; and how many have at least as many hours of initial training as the programme's rules state (where "
        "they state none, there is no share).",
    ),
    subject="participants",
    serves=("train", "KA03"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("trained", Text(cs="složili vstupní zkoušku", en="passed the initial test"), "share",
                Ratio("passed", "person")),
        Measure("enough_hours", Text(cs="vstupní vzdělávání v předepsaném rozsahu",
                                     en="initial training of the length prescribed"), "share",
                Ratio("enough", "judged")),
    ),
)  # fmt: skip
def trained_share(
    contracts: pl.DataFrame,
    training_attendance: pl.DataFrame,
    trainings: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    initial = _attended(training_attendance, trainings, period).filter(pl.col("kind") == "initial")
    passed = initial.filter(pl.col("passed"))["person"].unique().implode()
    rules = project.frames["programme_rules"]
    least = pl.lit(rules.filter(rule=_RULE)["value"].max(), pl.Float64)
    return _hours_of_each(employed(contracts, period), initial).select(
        "contracts_row",
        *_RECORDS,
        passed=pl.col("person").is_in(passed).cast(pl.Int64),
        person=pl.lit(1),
        enough=(pl.col("hours") >= least).cast(pl.Int64),
        judged=least.is_not_null().cast(pl.Int64),
    )


@indicator(
    label=Text(cs="Vzdělávání na osobu", en="Training per person"),
    definition=Text(
        cs="Hodiny všech kurzů dělené počtem lidí, kteří byli v období aspoň den zaměstnáni na některém místě; a kolik "
        "hodin má ten, kdo jich má nejméně. Kdo na žádném kurzu nebyl, má nulu.",
        en="Hours of all courses over the people who were employed in a post on at least one day of the period; and "
        "the hours of whoever has fewest. Whoever attended no course has zero.",
    ),
    subject="assistants",
    serves=("train", "KA03"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("mean_hours", Text(cs="průměr na osobu", en="mean per person"), "hours", Ratio("hours", "counted")),
        Measure("least_hours", Text(cs="nejméně na osobu", en="fewest of a person"), "hours", Spread("hours", "min")),
    ),
)  # fmt: skip
def training_per_person(
    contracts: pl.DataFrame, training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period
) -> pl.DataFrame:
    attended = _attended(training_attendance, trainings, period)
    return _hours_of_each(employed(contracts, period), attended).with_columns(counted=pl.lit(1))
