"""The two frames every figure lives in.

`Results` has one row a figure, `Curves` one row a point. Charts, sentences, tables, widgets and
exports read these frames and nothing else.
"""

from __future__ import annotations

import io

import dataframely as dy
import polars as pl

from apk_lib.text import Text

STATES = {
    "ok": Text(cs="v pořádku", en="ok"),
    "no_cases": Text(cs="žádný případ", en="no cases"),
    "not_applicable": Text(cs="netýká se", en="not applicable"),
    "missing": Text(cs="údaj chybí", en="missing"),
    "declined": Text(cs="odmítnuto", en="declined"),
    "incomplete_period": Text(cs="období neskončilo", en="period not over"),
    "suppressed": Text(cs="neuvádí se", en="not shown"),
}
SCOPES = {
    "period": Text(cs="za období", en="in the period"),
    "cumulative": Text(cs="od začátku projektu", en="since the start of the project"),
}
UNITS = {
    "share": Text(cs="podíl", en="share"),
    "share_difference": Text(cs="procentní body", en="percentage points"),
    "score": Text(cs="průměrná známka na škále", en="mean score on the scale"),
    "effect": Text(cs="účinek od −1 do 1", en="effect from −1 to 1"),
    "ratio": Text(cs="poměr", en="ratio"),
    "probability": Text(cs="hodnota p", en="p-value"),
    "persons": Text(cs="osoby", en="persons"),
    "posts": Text(cs="místa", en="posts"),
    "person_months": Text(cs="člověkoměsíce", en="person-months"),
    "months": Text(cs="měsíce", en="months"),
    "days": Text(cs="dny", en="days"),
    "hours": Text(cs="hodiny", en="hours"),
    "minutes": Text(cs="minuty", en="minutes"),
    "person_hours": Text(cs="osobohodiny", en="person-hours"),
    "visits": Text(cs="návštěvy", en="visits"),
    "stays": Text(cs="pobyty", en="stays"),
    "localities": Text(cs="lokality", en="localities"),
    "contacts": Text(cs="kontakty", en="contacts"),
    "events": Text(cs="události", en="events"),
    "per_100_hours": Text(cs="na 100 osobohodin", en="per 100 person-hours"),
    "mean_persons": Text(cs="osoby (průměr)", en="people (mean)"),
    "index": Text(cs="index od 0 do 1", en="index from 0 to 1"),
    "respondents": Text(cs="dotázaní", en="respondents"),
    "offences": Text(cs="přestupky a trestné činy", en="offences and crimes"),
    "complaints": Text(cs="stížnosti", en="complaints"),
    "per_month": Text(cs="za měsíc", en="per month"),
    "documents": Text(cs="dokumenty", en="documents"),
    "points": Text(cs="body", en="points"),
    "checks": Text(cs="kontroly", en="checks"),
    "defects": Text(cs="závady", en="defects"),
    "meetings": Text(cs="setkání", en="meetings"),
    "weeks": Text(cs="týdny", en="weeks"),
    "shifts": Text(cs="směny", en="shifts"),
    "outputs": Text(cs="výstupy", en="outputs"),
    "per_1000": Text(cs="na 1 000 obyvatel", en="per 1,000 inhabitants"),
    "problems": Text(cs="problémy", en="problems"),
    "rows": Text(cs="řádky", en="rows"),
    "tests": Text(cs="testy", en="tests"),
    "crimes": Text(cs="skutky", en="crimes"),
    "czk": Text(cs="Kč", en="CZK"),
}
# a share of fewer answers is marked as resting on few; fewer answers or events than the second stay counts, for which
# no percentage is said (conventions of official statistics)
FEW_ANSWERS, FEW_COUNTED = 30, 20
KEY = ["indicator", "definition_version", "period", "scope", "measure",
       "dimension_1", "category_1", "dimension_2", "category_2"]  # fmt: skip
# figures an audience does not see, and why
WITHHELD = {name: pl.Int64 if name == "definition_version" else pl.String for name in (*KEY, "reason")}


class _Keyed(dy.Schema):
    indicator = dy.String()
    definition_version = dy.Int64(min=1)
    period = dy.String()
    scope = dy.String(check=lambda column: column.is_in(list(SCOPES)))
    measure = dy.String()
    dimension_1 = dy.String(nullable=True)
    category_1 = dy.String(nullable=True)
    dimension_2 = dy.String(nullable=True)
    category_2 = dy.String(nullable=True)


class Results(_Keyed):
    """One row a figure; a total has no dimension.

    `n` is how many units the figure rests on; `effective_n` and `detectable_change` only surveys
    have; `baseline` is the first wave's value. A share is a fraction of one, a change of a share a
    difference of fractions. `value` is null unless `state` is `ok` or `incomplete_period`.
    """

    n = dy.Int64(nullable=True, min=0)
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    value = dy.Float64(nullable=True)
    unit = dy.String(check=lambda column: column.is_in(list(UNITS)))
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=True, min=0, max=1)
    method = dy.String()
    effective_n = dy.Float64(nullable=True, min=0)
    detectable_change = dy.Float64(nullable=True)
    baseline = dy.Float64(nullable=True)
    target = dy.Float64(nullable=True)
    state = dy.String(check=lambda column: column.is_in(list(STATES)))
    synthetic = dy.Bool()

    @dy.rule()
    def one_row_a_figure(cls) -> pl.Expr:
        return ~pl.struct(KEY).is_duplicated()

    @dy.rule()
    def value_only_where_there_is_one(cls) -> pl.Expr:
        return pl.col("state").is_in(["ok", "incomplete_period"]) | pl.col("value").is_null()

    @dy.rule()
    def interval_holds_the_value(cls) -> pl.Expr:
        return pl.col("lower").is_null() | (pl.col("lower") <= pl.col("value")) & (pl.col("value") <= pl.col("upper"))


class Curves(_Keyed):
    """One row a point of a curve: a survival curve, a yearly series."""

    series = dy.String()
    x = dy.Float64()
    y = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    n_at_risk = dy.Int64(nullable=True)
    synthetic = dy.Bool()

    @dy.rule()
    def one_row_a_point(cls) -> pl.Expr:
        return ~pl.struct([*KEY, "series", "x"]).is_duplicated()


def csv_text(frame: pl.DataFrame, *, separator: str = ",", decimal_comma: bool = False) -> str:
    """Figures, points or other rows as the text of a CSV file that a spreadsheet may open.

    A town's own words stand in the categories; one that a spreadsheet would take for a formula gets an apostrophe.
    """
    words = pl.col(pl.String)
    risky = words.str.contains(r"^[=+@\t\r-]")
    plain = pl.when(risky).then(pl.lit("'") + words).otherwise(words).name.keep()
    return frame.with_columns(plain).write_csv(separator=separator, decimal_comma=decimal_comma)


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Rows as the content of a Parquet file; one version of polars gives the same rows the same bytes.

    What writes the content to a file hears of a full disk: polars itself does not always speak as of one.
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
