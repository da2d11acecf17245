"""Sentences on money: the plan, the lines, the forecast, refusals, and what is said when a part is not there."""

import polars as pl
import pytest

from apk_lib import prose
from apk_lib.evaluate import evaluate
from apk_lib.labels import Labels, Reading
from tests.spec.conftest import _town

MONEY = ["spending", "elapsed_time", "spending_plan", "budget_use", "ineligible_share", "unspent_forecast",
         "payments_received", "funding_parts_sum", "hourly_cost", "contact_cost", "assistant_month_cost"]  # fmt: skip
LINES = """
    | line  | name_cs  | name_en | approved |
    | staff | mzdy     | wages   | 2000     |
    | goods | vybavení | goods   | 200      |
"""
EXPENSES = """
    | expense | line  | paid_on    | claimed | approved |
    | X1      | staff | 2020-07-31 | 1000.00 | 1000.00  |
    | X2      | goods | 2020-12-31 | 300.00  | 240.00   |
"""
PLAN = """
    | period | valid_from | spent |
    | P1     | 2020-07-01 | 1000  |
"""


def said(lang="cs", period="P1", **tables):
    about = {"project": {"total": 1_000_000}, "budget_lines": LINES, "expenses": EXPENSES} | tables
    dataset = _town(**about).dataset
    figures = evaluate(dataset, period, MONEY)
    finding = prose.budget(Reading(figures.results, figures.curves, Labels.of(dataset, lang)))
    return finding, " ".join((finding.heading, *finding.paragraphs)).replace("\u00a0", " ")


def test_what_should_have_been_spent_is_said_beside_what_was():
    # 1 240 with a quarter more are 1 550; evenly 5 041.10, by the plan 1 000, of 10 000
    _, text = said(financial_plan=PLAN)
    assert (
        "Při rovnoměrném čerpání by bylo vyčerpáno 5 041,10 Kč; skutečnost je o 34,9 procentního bodu rozpočtu níž."
        in text
    )
    assert (
        "Podle finančního plánu mělo být vyčerpáno 1 000,00 Kč; skutečnost je o 5,5 procentního bodu rozpočtu výš."
        in text
    )
    _, text = said("en", financial_plan=PLAN)
    assert "actual spending is 34.9 percentage points of the budget below" in text


def test_without_a_plan_it_is_said_that_there_is_none():
    assert "Finanční plán není uveden." in said()[1]


def test_an_overspent_line_is_named_with_its_share():
    # 240 of 200
    assert "Přečerpané položky: vybavení (120 %)." in said()[1]
    assert "Overspent lines: goods (120%)." in said("en")[1]
    rich = LINES.replace("| 200      |", "| 400      |")
    assert (
        "Žádná položka rozpočtu není přečerpaná; nejvíc je vyčerpána položka vybavení, 60 %."
        in said(budget_lines=rich)[1]
    )


def test_the_forecast_says_what_will_be_left_or_lacking_and_at_the_end_what_is():
    # 1 550 in 184 of 365 days are 3 074.73 in all
    assert "Půjde-li čerpání dál jako dosud, zbude na konci 6 925,27 Kč, tedy 69 % rozpočtu." in said()[1]
    poor = {"project": {"total": 200_000}}
    assert "Půjde-li čerpání dál jako dosud, bude na konci chybět 1 074,73 Kč." in said(**poor)[1]
    assert "Nedočerpáno zůstává 450,00 Kč, tedy 22 % rozpočtu." in said(period="P2", **poor)[1]
    assert "Rozpočet je překročen o 550,00 Kč." in said(period="P2", project={"total": 100_000})[1]


def test_what_was_refused_and_what_came_is_said_where_it_is_known():
    # 60 of 1 300
    assert "Z částek, o nichž poskytovatel rozhodl, neuznal 5 %." in said()[1]
    all_approved = EXPENSES.replace("| 240.00   |", "| 300.00   |")
    assert "Z částek, o nichž poskytovatel rozhodl, neuznal nic." in said(expenses=all_approved)[1]
    assert "Přišlo" not in said()[1]
    payments = "| payment | paid_on | kind | amount |\n| 1 | 2020-08-01 | advance | 500 |"
    assert "Přišlo od něj 500,00 Kč." in said(payments=payments)[1]
    undecided = EXPENSES.replace("| 1000.00  |", "|          |").replace("| 240.00   |", "|          |")
    assert "neuznal" not in said(expenses=undecided)[1]


def test_where_nothing_is_told_of_the_sources_no_sum_of_them_is_claimed():
    assert said()[0].paragraphs[-1] == "Zdroje financování nejsou uvedeny."


def test_without_expenses_the_heading_says_that_they_are_missing():
    finding, _ = said(expenses="| expense | line | paid_on | claimed |")
    assert "0 %" in finding.heading.replace("\u00a0", " ")
    dataset = _town(budget_lines=LINES).dataset
    figures = evaluate(dataset, "P1", MONEY)
    missing = prose.budget(Reading(figures.results, figures.curves, Labels.of(dataset, "cs")))
    assert missing.heading == "Čerpání rozpočtu: údaj chybí"
    assert missing.pictures == ()


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_an_older_choice_of_figures_still_makes_sentences(lang):
    """A notebook that selects only spending, time and sources gets its words and its one picture."""
    dataset = _town(project={"total": 1_000_000}, budget_lines=LINES, expenses=EXPENSES).dataset
    figures = evaluate(dataset, "P1", ["spending", "elapsed_time", "funding_parts_sum"])
    finding = prose.budget(Reading(figures.results, pl.DataFrame(figures.curves), Labels.of(dataset, lang)))
    assert len(finding.paragraphs) == 2
    assert len(finding.pictures) == 1
