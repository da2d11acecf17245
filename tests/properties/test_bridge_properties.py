"""Whatever was entered, corrected or withdrawn and whenever: the parts of a bridge are its whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.bridge import PARTS, STATES, steps
from apk_lib.intake import accept
from apk_lib.tables import TABLES
from tests.properties.examples import examples

DUE, NOW = date(2021, 1, 30), date(2021, 8, 29)
MOMENTS = [datetime(2021, month, 1, 12, tzinfo=UTC) for month in range(1, 10)]  # January in time, September too late
PAYMENTS = TABLES["payments"]

value = st.one_of(st.none(), st.integers(-1000, 1000).map(float))
entries = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(MOMENTS), st.integers(1, 9), st.booleans()),
    max_size=9,
    unique_by=lambda entry: entry[:2],
)


@given(st.lists(st.tuples(value, value, value, value), min_size=1))
def test_the_parts_sum_to_the_difference(states: list[tuple[float | None, ...]]) -> None:
    told = steps(pl.DataFrame(states, schema=dict.fromkeys(STATES, pl.Float64), orient="row"))
    known = told.drop_nulls(["then", "now"])
    assert known.select(pl.sum_horizontal(*PARTS).alias("sum"))["sum"].to_list() == known["difference"].to_list()
    unknown = told.filter(pl.col("then").is_null() | pl.col("now").is_null())
    assert unknown.select(*PARTS, "difference").null_count().row(0) == (len(unknown),) * 4
    unmoved = told.filter(~pl.col("changed")).drop_nulls("difference")
    assert (unmoved.select(pl.sum_horizontal(*(pl.col(part).abs() for part in PARTS))).to_series() == 0).all()


def amounts(rows: pl.DataFrame, as_of: date, corrected_by: date | None = None) -> dict[str, int]:
    """What each key amounts to, as known at a date."""
    account = accept(PAYMENTS, rows, as_of, {}, corrected_by=corrected_by)
    return dict(account.rows.select("payment", "amount").iter_rows())


@examples(60, deadline=None)
@given(entries)
def test_with_late_rows_only_old_keys_stand_as_then_and_new_ones_as_now(
    rows: list[tuple[str, datetime, int, bool]],
) -> None:
    recorded = pl.DataFrame(
        [(n, key, date(2020, 9, 1), "advance", amount, at, gone) for n, (key, at, amount, gone) in enumerate(rows)],
        schema={"source_row": pl.Int64, "payment": pl.String, "paid_on": pl.Date, "kind": pl.String,
                "amount": pl.Int64, "recorded_at": pl.Datetime("us", "UTC"), "withdrawn": pl.Boolean}, orient="row",
    )  # fmt: skip
    empty = pl.DataFrame(PAYMENTS.schema.create_empty())
    recorded = pl.concat([empty, recorded], how="diagonal").select(empty.columns)
    then, late, now = (
        amounts(recorded, DUE), amounts(recorded, NOW, corrected_by=DUE), amounts(recorded, NOW)
    )  # fmt: skip
    seen = {key for key, at, _, _ in rows if at.date() <= DUE}
    assert late == {k: v for k, v in then.items() if k in seen} | {k: v for k, v in now.items() if k not in seen}
