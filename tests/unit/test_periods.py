"""Reporting periods hold local calendar days, both ends included."""

from datetime import date

import polars as pl
import pytest

from apk_lib.periods import Period, local_day

HALF_YEAR = Period("P2", date(2020, 12, 1), date(2021, 5, 31), date(2021, 6, 30))


def test_a_period_counts_both_its_ends():
    assert HALF_YEAR.days == 182
    days = pl.Series([date(2020, 11, 30), date(2020, 12, 1), date(2021, 5, 31), date(2021, 6, 1)])
    assert days.to_frame("day").select(HALF_YEAR.holds(pl.col("day"))).to_series().to_list() == [
        False,
        True,
        True,
        False,
    ]


def test_the_cumulative_view_reaches_back_and_stays_the_same_period():
    since = HALF_YEAR.since(date(2020, 6, 1))
    assert (since.id, since.start, since.end) == ("P2", date(2020, 6, 1), date(2021, 5, 31))
    assert since.report_due == HALF_YEAR.report_due


@pytest.mark.parametrize(
    ("as_of", "end"),
    [
        (date(2020, 12, 1), date(2020, 12, 1)),
        (date(2021, 5, 30), date(2021, 5, 30)),
        (date(2021, 5, 31), date(2021, 5, 31)),
        (date(2021, 6, 30), date(2021, 5, 31)),
    ],
)
def test_an_open_period_is_known_to_the_end_of_the_as_of_date(as_of, end):
    known = HALF_YEAR.known_at(as_of)
    assert (known.id, known.start, known.end) == ("P2", date(2020, 12, 1), end)


def test_a_day_is_that_of_the_clock_on_the_wall():
    # half past eleven at night in UTC is the next day in Prague, in winter and in summer
    instants = pl.Series(["2020-12-31T22:59:59", "2020-12-31T23:00:00", "2021-06-30T22:00:00"]).str.to_datetime(
        time_zone="UTC"
    )
    assert instants.to_frame("at").select(local_day(pl.col("at"))).to_series().to_list() == [
        date(2020, 12, 31), date(2021, 1, 1), date(2021, 7, 1),
    ]  # fmt: skip


def test_a_period_describes_itself():
    assert HALF_YEAR.describe("cs").replace("\u00a0", " ") == "1. 12. 2020 – 31. 5. 2021"
