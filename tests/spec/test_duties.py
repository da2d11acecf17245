"""Duties to the funder: publicity in place, problems met, the table of the fund's indicators, as the tables say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from apk_lib import prose, sheets
from apk_lib.evaluate import evaluate, first_reached
from apk_lib.labels import Labels, Reading
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

Expect = Callable[[pl.DataFrame, str], None]

# P1 is 1. 7. – 31. 12. 2020, P2 1. 1. – 30. 6. 2021
PUBLICITY = """
    | item | kind    | place    | since      | until      |
    | A    | poster  | hall     | 2020-07-01 |            |
    | B    | website | web      | 2020-07-01 | 2020-12-30 |
    | C    | website | web      | 2021-02-01 |            |
    | D    | press   | bulletin | 2020-08-01 |            |
"""


def test_an_item_counts_while_it_is_in_force(town: Callable[..., Any], expect: Expect) -> None:
    made = town(publicity=PUBLICITY)
    # of poster, website and logo strip: at the end of P1 the website is over, in P2 there is a new one
    expect(
        made.figures("publicity_kept", period="P1"),
        """
        | numerator | denominator | value |
        | 1         | 3           | 1/3   |
        """,
    )
    expect(
        made.figures("publicity_kept", period="P2", by="publicity_kind"),
        """
        | publicity_kind | value |
        | logo_strip     | 0     |
        | poster         | 1     |
        | website        | 1     |
        """,
    )


def test_without_a_table_of_publicity_nothing_is_claimed(town: Callable[..., Any], expect: Expect) -> None:
    expect(town().figures("publicity_kept"), "| value | state |\n|  | not_applicable |")


RISKS = """
    | risk | found_on   | description | severity | solution | closed_on  |
    | R1   | 2020-07-11 | a           | high     | x        | 2020-09-01 |
    | R2   | 2020-12-01 | b           | low      |          |            |
    | R3   | 2020-10-02 | c           | high     |          | 2021-03-05 |
    | R4   | 2021-02-02 | d           | medium   |          |            |
"""


def test_problems_are_open_or_solved(town: Callable[..., Any], expect: Expect) -> None:
    made = town(risks=RISKS)
    # 2. 10. – 31. 12. are 90 days
    expect(
        made.figures("risks_open", period="P1"),
        """
        | measure | value |
        | oldest  | 90    |
        | open    | 2     |
        """,
    )
    expect(
        made.figures("risks_open", "open", period="P1", by="risk_severity"),
        """
        | risk_severity | value |
        | high          | 1     |
        | low           | 1     |
        """,
    )
    expect(
        made.figures("risks_open", period="P2"),
        """
        | measure | value |
        | oldest  | 211   |
        | open    | 2     |
        """,
    )
    for period, scope, found, solved in (("P1", "period", 3, 1), ("P2", "period", 1, 1), ("P2", "cumulative", 4, 2)):
        expect(
            made.figures("risks_handled", period=period, scope=scope),
            f"""
            | measure | value    |
            | found   | {found}  |
            | solved  | {solved} |
            """,
        )


def reading(made: Any, period: str, lang: Lang = "cs", *indicators: str) -> Reading:
    figures = evaluate(made.dataset, period, list(indicators) or None)
    return Reading(figures.results, figures.curves, Labels.of(made.dataset, lang))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_table_of_problems_has_open_ones_first_the_gravest_on_top(town: Callable[..., Any]) -> None:
    made = town(risks=RISKS)
    first, second = (
        sheets.problems_table(
            made.dataset, made.dataset.project.period(id), reading(made, id, "cs", "risks_open", "risks_handled")
        )
        for id in ("P1", "P2")
    )
    assert [(row[0], row[1], plain(row[4])) for row in first.rows] == [
        ("c", "vysoká", "otevřený"), ("b", "nízká", "otevřený"), ("a", "vysoká", "vyřešen 1. 9. 2020"),
    ]  # fmt: skip
    # what was solved in an earlier period is over
    assert [row[0] for row in second.rows] == ["d", "b", "c"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("cs", "Na konci období zůstaly otevřené 2 problémy, v období byl vyřešen 1 problém"),
        ("en", "2 problems stayed open at the end of the period, 1 problem was solved in it"),
    ],
)
def test_the_words_on_problems_count_them(town: Callable[..., Any], lang: Lang, said: str) -> None:
    made = town(risks=RISKS)
    period = made.dataset.project.period("P1")
    assert (
        plain(prose.problems(made.dataset, period, reading(made, "P1", lang, "risks_open", "risks_handled")).heading)
        == said
    )


OUTPUTS = """
    | output | kind             | name | due_on     | finished_on | published_on | logo_strip | registration_number |
    | D1     | initial_analysis | one  | 2020-09-30 | 2020-09-12  | 2020-10-05   | true       | false               |
    | D2     | final_evaluation | two  | 2021-05-31 | 2021-05-20  | 2021-06-01   |            | true                |
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_finished_outputs_without_the_marks_are_named(town: Callable[..., Any], lang: Lang) -> None:
    made = town(outputs=OUTPUTS)
    told = {
        id: " ".join(prose.publicity(made.dataset, made.dataset.project.period(id),
                                     reading(made, id, lang, "publicity_kept")).paragraphs)
        for id in ("P1", "P2")
    }  # fmt: skip
    strip, number = {"cs": ("pruh log nemají", "registrační číslo nemají"),
                     "en": ("the logo strip is not", "the registration number is not")}[lang]  # fmt: skip
    assert number in told["P1"]
    assert strip not in told["P1"]
    assert strip in told["P2"]


# --- the indicators of the fund ---------------------------------------------------------------------


def esf_rows(made: Any, period: str) -> dict[str, tuple[str, ...]]:
    now = made.dataset.project.period(period)
    read = reading(made, period)
    reached, before = (say(made.dataset, now, read) for say in (prose.reached, prose.stated_before))
    table = sheets.esf_table(made.dataset.project.programme, reached, before, read)
    return {row[0]: tuple(plain(cell) for cell in row[3:]) for row in table.rows}


def test_increment_cumulative_target_and_the_day_it_was_reached(town: Callable[..., Any]) -> None:
    made = town(
        outputs=OUTPUTS,
        targets="| indicator | measure | valid_from | target |\n| documents | published | 2020-01-01 | 2 |",
    )
    assert esf_rows(made, "P1")["8 05 00"][:5] == ("1", "1", "2", "50 %", "5. 10. 2020")
    assert esf_rows(made, "P2")["8 05 00"][:5] == ("1", "2", "2", "100 %", "1. 6. 2021")
    # nobody runs this project but the town
    assert esf_rows(made, "P1")["6 20 00"] == ("–", "–", "–", "–", "–", "nevykazujeme")


def test_the_day_a_count_came_to_a_value_is_told_and_none_where_it_never_did(town: Callable[..., Any]) -> None:
    # published on 5. 10. 2020 and 1. 6. 2021
    made = town(outputs=OUTPUTS)
    days = {
        (id, value): first_reached(made.dataset, made.dataset.project.period(id), "documents", "published", value)
        for id in ("P1", "P2")
        for value in (1.0, 2.0, 3.0)
    }
    first, second = date(2020, 10, 5), date(2021, 6, 1)
    assert days == {("P1", 1.0): first, ("P1", 2.0): None, ("P1", 3.0): None,
                    ("P2", 1.0): first, ("P2", 2.0): second, ("P2", 3.0): None}  # fmt: skip


def test_over_the_sample_increments_add_up_to_the_last_cumulative_value() -> None:
    added: dict[str, int] = {}
    last: dict[str, str] = {}
    for period in ("P1", "P2", "P3", "P4", "P5"):
        dataset = kromeriz(period)
        now, figures = dataset.project.period(period), figures_of(dataset, period)
        read = Reading(figures.results, figures.curves, Labels.of(dataset, "cs"))
        before = prose.stated_before(dataset, now, read)
        table = sheets.esf_table(dataset.project.programme, {}, before, read)
        for row in table.rows:
            last[row[0]] = row[4]
            if row[3] != "–":
                added[row[0]] = added.get(row[0], 0) + int(row[3].replace("−", "-"))
        if period == "P2":
            # a card of P1 was completed after the report on P1 was due: 3 were stated, one more is of P2 itself
            [qualified] = [row for row in table.rows if row[0] == "6 26 00"]
            assert (qualified[3:5], qualified[-1]) == (("2", "5"), "z toho 1 dodatečně za dřívější období")
    assert len(added) == 9
    assert {code: str(total) for code, total in added.items()} == {code: last[code] for code in added}


def test_only_what_the_beneficiary_reports_awaits_a_target_and_has_a_day(town: Callable[..., Any]) -> None:
    rows = esf_rows(town(outputs=OUTPUTS), "P2")
    assert {rows[code][2] for code in ("6 00 00", "6 25 00", "6 26 00", "6 28 00", "8 05 00")} == {"nedoloženo"}
    assert {rows[code][2:5] for code in ("6 20 00", "6 27 00", "6 29 00", "6 31 00", "6 32 00")} == {("–", "–", "–")}


def test_an_unbroken_chain_of_publicity_begins_with_its_first_item(town: Callable[..., Any]) -> None:
    items = """
        | item | kind    | place | since      | until      |
        | A    | poster  | hall  | 2020-07-01 | 2020-11-30 |
        | B    | poster  | door  | 2020-12-01 |            |
        | C    | website | web   | 2020-07-01 | 2020-09-30 |
        | D    | website | web   | 2020-11-01 |            |
    """
    made = town(publicity=items)
    table = sheets.publicity_table(made.dataset, made.dataset.project.period("P1"), reading(made, "P1"))
    # nobody kept a website in October
    assert [plain(row[4]) for row in table.rows] == ["1. 7. 2020", "1. 11. 2020", "–"]


def test_what_the_system_reports_is_an_estimate(town: Callable[..., Any]) -> None:
    rows = esf_rows(town(outputs=OUTPUTS), "P2")
    assert {rows[code][-1].split(";")[0] for code in ("6 27 00", "6 29 00", "6 31 00", "6 32 00")} == {
        "odhad – vykazuje systém"
    }


def with_count(read: Reading, indicator: str, measure: str, value: float, sex: str | None = None) -> Reading:
    """The reading with another count since the start, in all or of one sex."""
    here = (
        (pl.col("indicator") == indicator) & (pl.col("measure") == measure) & (pl.col("scope") == "cumulative")
        & pl.col("category_1").eq_missing(pl.lit(sex, pl.String)) & pl.col("dimension_2").is_null()
        & pl.col("dimension_1").eq_missing(pl.lit("sex" if sex else None, pl.String))
    )  # fmt: skip
    assert read.results.filter(here).height == 1
    changed = read.results.with_columns(
        value=pl.when(here).then(pl.lit(value)).otherwise("value"),
        state=pl.when(here).then(pl.lit("ok")).otherwise("state"),
    )
    return replace(read, results=changed)


def test_a_result_above_its_output_is_told(town: Callable[..., Any]) -> None:
    made = town()
    programme = made.dataset.project.programme
    read = with_count(reading(made, "P1"), "participants_supported", "with_work", 3.0)
    fits = with_count(read, "participants_qualified", "persons", 3.0)
    above = with_count(read, "participants_qualified", "persons", 4.0)
    assert list(prose.contradictions(programme, fits)) == []
    [said] = prose.contradictions(programme, above)
    assert "6 26 00 (4 osoby) je víc než 6 00 00 (3 osoby)" in plain(said)
    women = with_count(fits, "participants_supported", "with_work", 1.0, "female")
    [said] = prose.contradictions(programme, with_count(women, "participants_qualified", "persons", 2.0, "female"))
    assert "(2 osoby) je víc než 6 00 00 (1 osoba) (pohlaví: žena)" in plain(said)


# --- deadlines --------------------------------------------------------------------------------------


def test_a_deadline_unlike_the_programme_s_is_a_finding(town: Callable[..., Any]) -> None:
    # 31. 12. 2020 + 30 days = 30. 1. 2021; the last report: 30. 6. 2021 + 60 days = 29. 8. 2021
    made = town()
    for id, due in (("P1", date(2021, 1, 30)), ("P2", date(2021, 8, 29))):
        period = made.dataset.project.period(id)
        assert prose.due_by_programme(made.dataset, period) == due == period.report_due
        assert "shodně s pravidly" in prose.obligations(made.dataset, period, reading(made, id)).heading
    later = replace(made.dataset.project.period("P1"), report_due=date(2021, 2, 28))
    finding = prose.obligations(made.dataset, later, reading(made, "P1"))
    assert "28. 2. 2021" in plain(finding.heading)
    assert "30. 1. 2021" in plain(finding.heading)


def test_the_next_period_owes_what_was_promised(town: Callable[..., Any]) -> None:
    made = town(
        outputs=OUTPUTS,
        # two persons for the three hours of the band every day: P2 has 181 days
        patrol_plan="| locality | band | amount | valid_to |\n| A | 06-09 | 6 | 2030-01-01 |",
        programme_rules="| rule | value |\n| supervisions_per_quarter | 2 |",
    )
    period = made.dataset.project.period("P1")
    rows = sheets.next_period_table(made.dataset, period, reading(made, "P1")).rows
    told = {row[0]: (plain(row[1]), plain(row[2])) for row in rows}
    assert told["služba podle plánu: osobohodiny"][0] == "1 086"
    assert told["supervize"][0] == "4"
    # the report in hand is no duty of the next period, and the report on the last period is the final one
    assert not [name for name in told if "P1" in name]
    assert told["závěrečná zpráva (období P2)"][1] == "29. 8. 2021"
    assert told["two"][1] == "31. 5. 2021"
    assert "one" not in told


def test_supervisions_promised_are_those_the_indicator_plans_rounded_up(
    town: Callable[..., Any], expect: Expect
) -> None:
    # P2 of 1. 1. – 15. 5. 2021: 4 + 15/31 months, 1.5 in a quarter: 1.5 · 4.4839 / 3 = 2.2419
    made = town(
        periods="""
            | period | start      | end        | report_due | final | confirmed |
            | P1     | 2020-07-01 | 2020-12-31 | 2021-01-30 | false | true      |
            | P2     | 2021-01-01 | 2021-05-15 | 2021-06-14 | true  | true      |
        """,
        programme_rules="| rule | value |\n| supervisions_per_quarter | 1.5 |",
        supervisions="| supervision | held_on | kind | hours |\n| S1 | 2021-02-01 | group | 2 |",
    )
    expect(
        made.figures("supervision", "held", period="P2", scope="period").select(planned="denominator"),
        "| planned |\n| 2.2419 |",
    )
    rows = sheets.next_period_table(made.dataset, made.dataset.project.period("P1"), reading(made, "P1")).rows
    assert [plain(row[1]) for row in rows if row[0] == "supervize"] == ["3"]
