"""Training of the assistants (KA03)."""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Distinct, Total
from apk_lib.periods import Period
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import Text


def _attended(training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period) -> pl.DataFrame:
    held = trainings.filter(period.holds(pl.col("held_on"))).select("training", "kind", "held_on")
    return training_attendance.join(held, on="training").sort("held_on", "training", "person")


@indicator(
    label=Text(cs="Vstupní vzdělávání", en="Initial training"),
    definition=Text(
        cs="Počet osob, které složily zkoušku vstupního vzdělávání; každá se počítá jednou.",
        en="Different people who passed the test of the initial training, each once.",
    ),
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
    return attended.filter((pl.col("kind") == "initial") & pl.col("passed").fill_null(False)).select("person")


@indicator(
    label=Text(cs="Hodiny vzdělávání", en="Training hours"),
    definition=Text(
        cs="Součet hodin kurzů všech účastníků; hodina kurzu se čtyřmi účastníky jsou čtyři hodiny.",
        en="Hours of courses over all who attended; an hour with four participants is four hours.",
    ),
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
    return attended.select("hours", training_kind="kind", month=pl.col("held_on").dt.strftime("%Y-%m"))
