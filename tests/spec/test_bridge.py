"""Reports already handed in against what is known today: what moved each figure, and that the parts are the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib import prose, sheets
from apk_lib.bridge import PARTS, STATES, headlines, restated, steps
from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import DataError
from apk_lib.evaluate import evaluate, totals
from apk_lib.indicators import Catalogue, Measure, indicator
from apk_lib.indicators.statistics import Total
from apk_lib.intake import SourceFile, Stored
from apk_lib.intake.storage.accept import ORIGINS
from apk_lib.intake.storage.state import ASIDE
from apk_lib.labels import Labels, Reading
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.text import NBSP, Lang, Text

LINE = """
    | line  | name_cs | name_en |
    | staff | mzdy    | wages   |
"""
# the report on P1 is due on 2021-01-30, that on P2 on 2021-08-29; the flat rate adds a quarter
EXPENSES = """
    | expense | line  | paid_on    | claimed | recorded_at      | withdrawn |
    | X1      | staff | 2020-07-31 | 1000    | 2020-08-05 10:00 | false     |
    | X2      | staff | 2020-09-30 |  500    | 2020-10-05 10:00 | false     |
    | X3      | staff | 2020-12-15 |  300    | 2021-02-01 10:00 | false     |
    | X2      | staff | 2020-09-30 |  500    | 2021-02-10 10:00 | true      |
    | X1      | staff | 2020-07-31 | 1200    | 2021-03-01 10:00 | false     |
    | X3      | staff | 2020-12-15 |  330    | 2021-04-01 10:00 | false     |
    | X4      | staff | 2021-02-28 |  700    | 2021-03-05 10:00 | false     |
    | X1      | staff | 2020-07-31 | 9999    | 2021-09-30 10:00 | false     |
"""


@pytest.fixture
def recorded(town, table) -> Callable[..., Dataset]:
    """A town whose rows were recorded at different times, as known at a date."""

    def at(as_of: str, **texts: str) -> Dataset:
        sheet = {name: text for name, text in texts.items() if name in SHEET_TABLES}
        whole = town(**sheet, project={"total": 1_000_000}).dataset
        rows = {name: table(name, text) for name, text in texts.items() if name not in SHEET_TABLES}
        file = SourceFile("", Path(), "", "", False, "", "", "", "")
        stored = {
            name: Stored(
                rows.get(name, pl.DataFrame(schema.schema.create_empty())),
                pl.DataFrame(schema=ORIGINS),
                pl.DataFrame(schema=ASIDE),
                (file,) if name in rows else (),
            )
            for name, schema in TABLES.items()
            if name not in SHEET_TABLES
        }
        return replace(whole, stored=stored).known_at(date.fromisoformat(as_of), tuple(stored))

    return at


def spent(changes: pl.DataFrame) -> pl.DataFrame:
    return changes.filter(indicator="spending", measure="spent")


def test_late_corrected_and_withdrawn_rows_are_told_apart(recorded, expect):
    """Then (1000 + 500) · 1.25. Late: X3 as it stands now, 330 · 1.25. Corrected: (1200 − 1000 − 500) · 1.25."""
    changes = restated(recorded("2021-08-29", expenses=EXPENSES, budget_lines=LINE), "P2")
    expect(
        spent(changes),
        """
        | period | reported_on | scope  | then    | late   | corrected | defined | now     | difference | changed |
        | P1     | 2021-01-30  | period | 1875.00 | 412.50 | -375.00   | 0       | 1912.50 | 37.50      | true    |
        """,
    )


def test_what_the_report_said_and_what_is_known_now_are_figures_of_evaluate(recorded):
    now = recorded("2021-08-29", expenses=EXPENSES, budget_lines=LINE)
    then = recorded("2021-01-30", expenses=EXPENSES, budget_lines=LINE)
    told = [
        evaluate(known, "P1", ["spending"]).results.filter(measure="spent", scope="period")["value"].item()
        for known in (then, now)
    ]
    assert spent(restated(now, "P2")).select("then", "now").row(0) == tuple(told)


def test_rows_recorded_after_the_report_at_hand_are_of_a_later_bridge(recorded, expect):
    changes = restated(recorded("2021-10-15", expenses=EXPENSES, budget_lines=LINE), "P2")
    # X1 is 9999 since the end of September
    expect(spent(changes), "| corrected | now      |\n| 10623.75  | 12911.25 |")


def test_without_later_rows_nothing_changed(recorded):
    early = "\n".join(EXPENSES.splitlines()[:4])
    changes = restated(recorded("2021-08-29", expenses=early, budget_lines=LINE), "P2")
    assert len(changes) > 0
    assert not changes["changed"].any()


def test_the_first_report_has_no_bridge(recorded):
    assert restated(recorded("2021-01-30", expenses=EXPENSES, budget_lines=LINE), "P1").is_empty()


def test_a_row_mended_since_is_a_correction_and_not_late(recorded, expect):
    """X1 named a budget line that nobody knows when the report was due, and was in no figure."""
    expenses = """
        | expense | line  | paid_on    | claimed | recorded_at      |
        | X1      | stuff | 2020-07-31 | 1000    | 2020-08-05 10:00 |
        | X1      | staff | 2020-07-31 | 1000    | 2021-02-05 10:00 |
    """
    changes = restated(recorded("2021-08-29", expenses=expenses, budget_lines=LINE), "P2")
    expect(spent(changes), "| then | late | corrected | now     |\n| 0    | 0    | 1250.00   | 1250.00 |")


def test_a_changed_plan_comes_whole_as_a_correction(recorded, expect):
    """A new row of the plan needs that the old one ends: one without the other would plan a slot twice."""
    plan = """
        | plan_row | locality | band  | amount | valid_from | valid_to   | recorded_at      |
        | R1       | A        | 09-14 | 1      | 2020-07-01 |            | 2020-07-01 10:00 |
        | R1       | A        | 09-14 | 1      | 2020-07-01 | 2020-11-30 | 2021-02-05 10:00 |
        | R2       | A        | 09-14 | 2      | 2020-12-01 |            | 2021-02-05 10:00 |
    """
    visits = """
        | visit | shift | locality | start            | end              |
        | V1    | S1    | A        | 2020-12-01 09:00 | 2020-12-01 10:00 |
    """
    shift = "| shift | start | end |\n| S1 | 2020-12-01 09:00 | 2020-12-01 10:00 |"
    crew = "| shift | person |\n| S1 | P |"
    dataset = recorded(
        "2021-08-29", patrol_plan=plan, visits=visits, shifts=shift, shift_crew=crew, persons="| person |\n| P |",
        visit_crew="| visit |", school_breaks="| school |", context_events="| starts |",
    )  # fmt: skip
    # an hour of 184 planned, then of 184 + 31
    found = restated(dataset, "P2").filter(indicator="plan_adherence")
    expect(
        found.with_columns(then=1 / pl.col("then"), now=1 / pl.col("now")),
        "| then | late | now |\n| 184 | 0 | 215 |",
    )


def test_a_new_definition_is_the_last_step(recorded, expect):
    """From P2 on only half of each cost counts: 37.50 more by rows, then half of the rest less."""
    private = Catalogue()
    said = Text(cs="Čerpání", en="Spending")
    about: dict[str, Any] = {
        "label": said, "definition": said, "subject": "project", "serves": (), "better": "neither",
        "accumulation": "sum", "measures": (Measure("spent", said, "czk", Total("claimed", divisor=100)),),
        "catalogue": private,
    }  # fmt: skip

    @indicator(of="spending", **about)
    def spending_whole(expenses: pl.DataFrame, period: Any) -> pl.DataFrame:
        return expenses.filter(period.holds(pl.col("paid_on")))

    @indicator(version=2, valid_from=date(2021, 1, 1), **about)
    def spending(expenses: pl.DataFrame, period: Any) -> pl.DataFrame:
        return expenses.filter(period.holds(pl.col("paid_on"))).with_columns(pl.col("claimed") / 2)

    known = recorded("2021-08-29", expenses=EXPENSES, budget_lines=LINE)
    expect(
        restated(known, "P2", catalogue=private),
        """
        | then | late | corrected | defined | now | difference |
        | 1500 | 330  | -300      | -765    | 765 | -735       |
        """,
    )
    versions = [
        evaluate(known, period, ["spending"], catalogue=private).results.filter(scope="period")
        .select("definition_version", "value").row(0)
        for period in ("P1", "P2")
    ]  # fmt: skip
    assert versions == [(1, 1530.0), (2, 350.0)]


def test_a_figure_that_gained_its_value_has_no_parts_and_a_state_without_one_takes_no_step(expect):
    states = pl.DataFrame(
        [(None, None, 5.0, 5.0), (1.0, None, 3.0, 3.0), (1.0, 2.0, None, None), (2.0, 3.0, 2.0, 2.0)],
        schema=dict.fromkeys(STATES, pl.Float64),
        orient="row",
    )
    expect(
        steps(states),
        """
        | then | late | corrected | defined | now | difference | changed |
        |      |      |           |         | 5   |            | true    |
        | 1    | 0    | 2         | 0       | 3   | 2          | true    |
        | 1    |      |           |         |     |            | true    |
        | 2    | 1    | -1        | 0       | 2   | 0          | true    |
        """,
    )


def test_what_only_the_order_of_a_sum_makes_is_no_step(expect):
    # 0.1 + 0.2 is 0.30000000000000004
    states = pl.DataFrame(
        [(0.3, 0.1 + 0.2, 0.3, 0.3), (0.3, 0.1 + 0.2, 1.3, 1.3)], schema=dict.fromkeys(STATES, pl.Float64), orient="row"
    )
    told = steps(states)
    assert told["changed"].to_list() == [False, True]
    assert told["late"].to_list() == [0.0, 0.0]
    assert told["difference"].to_list() == [0.0, 1.0]


PLANNED_TWICE = """
    | plan_row | locality | band  | amount | valid_from | valid_to   | recorded_at      |
    | R1       | A        | 09-14 | 1      | 2020-07-01 |            | 2020-07-01 10:00 |
    | R2       | A        | 09-14 | 2      | 2020-12-01 |            | 2020-12-01 10:00 |
    | R1       | A        | 09-14 | 1      | 2020-07-01 | 2020-11-30 | 2021-02-05 10:00 |
"""


def test_a_plan_that_contradicted_itself_had_no_figures_and_other_errors_are_not_hidden(recorded, monkeypatch):
    known = recorded("2021-08-29", patrol_plan=PLANNED_TWICE, expenses=EXPENSES, budget_lines=LINE)
    found = restated(known, "P2")
    assert found.filter(indicator="plan_adherence")["then"].to_list() == [None]
    assert spent(found)["then"].to_list() == [1875.0]

    def broken(*given: object) -> pl.DataFrame:
        raise DataError(Text(cs="jiná chyba", en="another error"))

    monkeypatch.setattr("apk_lib.slots.plan_slots", broken)
    with pytest.raises(DataError, match="jiná chyba"):
        restated(known, "P2")


# --- in words --------------------------------------------------------------------------------------


def read(dataset: Dataset, lang: Lang) -> Reading:
    return Reading(pl.DataFrame(), pl.DataFrame(), Labels.of(dataset, lang))


def test_the_section_says_what_changed_and_why(recorded):
    known = recorded("2021-08-29", expenses=EXPENSES, budget_lines=LINE)
    changes = restated(known, "P2").filter(indicator="spending", measure="spent")
    told = prose.bridge(changes)(read(known, "cs"))
    assert told.heading.replace(NBSP, " ") == "Z čísel dříve odevzdaných zpráv dnes vychází jinak 1 z 1"
    assert [one.replace(NBSP, " ") for one in told.paragraphs] == [
        "Zpráva za P1 (stav k 30. 1. 2021): jinak vychází 1 z 1 porovnaných čísel. Příčiny a počty: pozdní zápisy (1) "
        "a opravy (1)."
    ]
    [row] = sheets.bridge_table(changes)(read(known, "cs")).rows
    assert [cell.replace(NBSP, " ") for cell in row] == [
        "P1", "Čerpání rozpočtu: vyčerpáno včetně paušálu", "za období", "Kč", "1 875,00 Kč", "+412,50", "−375", "–",
        "1 912,50 Kč", "+37,50",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "first", "same"),
    [
        ("cs", "Před touto zprávou žádná odevzdána nebyla", "Čísla dříve odevzdaných zpráv se nezměnila"),
        ("en", "No report was handed in before this one", "The figures of earlier reports have not changed"),
    ],
)
def test_nothing_to_tell_is_one_sentence(recorded, lang, first, same):
    early = "\n".join(EXPENSES.splitlines()[:4])
    known = recorded("2021-08-29", expenses=early, budget_lines=LINE)
    heading = {period: prose.bridge(restated(known, period))(read(known, lang)).heading for period in ("P1", "P2")}
    assert heading == {"P1": first, "P2": same}


def test_totals_are_those_of_evaluate(root):
    dataset = open_dataset(root / "data" / "kromeriz", period="P2")
    wanted = headlines(dataset.project)
    figures = evaluate(dataset, "P2", list(dict.fromkeys(id for id, _ in wanted))).results
    told = totals(dataset, dataset.project.period("P2"), wanted)
    assert len(told) == len(wanted)
    of_evaluate = told.drop("value").join(
        figures.filter(pl.col("dimension_1").is_null()),
        on=["indicator", "measure", "scope", "unit", "synthetic"],
        how="left",
        maintain_order="left",
    )
    assert told["value"].to_list() == of_evaluate["value"].to_list()


def test_the_second_report_of_kromeriz_has_a_bridge_whose_parts_are_the_whole(root):
    dataset = open_dataset(root / "data" / "kromeriz", period="P2")
    changed = restated(dataset, "P2").filter("changed").drop_nulls("difference")
    assert (changed["late"] != 0).any()
    whole = changed.select(apart=pl.sum_horizontal(*PARTS) - pl.col("difference"))
    assert whole["apart"].abs().max() < 1e-6
