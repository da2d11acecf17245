"""The coming week as orders: what to add comes first, and before it that the shifts are a holiday's."""

from datetime import date

import polars as pl
import pytest

from apk_lib.labels import Labels
from apk_lib.next_week import added_shift, plan_next_week
from apk_lib.prose.orders import careful, orders
from apk_lib.text import NBSP

SUNDAY, MONDAY = "2020-09-06", date(2020, 9, 7)
NAMED = "| locality | name_cs | name_en |\n| A | Přechod | Crossing |\n| B | Park | Park |"


def said(town, lang, patrol_plan, *shifts):
    dataset = town(as_of=SUNDAY, patrol_plan=patrol_plan, localities=NAMED).dataset
    none = added_shift(MONDAY, 1, 0, 1, 1).clear()
    ahead = plan_next_week(dataset, shifts=pl.concat([none, *(added_shift(MONDAY, *shift) for shift in shifts)]))
    heading, paragraphs = orders(ahead, Labels.of(dataset, lang))
    return [text.replace(NBSP, " ") for text in (heading, *paragraphs)]


# 1.5 h of presence missing on Friday of 6 in all; of the 4 h a weekend may choose nothing is served
FRIDAY = """
    | locality | band  | amount | measure        | per  | day_types | valid_from | valid_to   |
    | A        | 06-09 | 1.5    | presence_hours | slot |           | 2020-09-08 | 2020-09-11 |
    | B        | 14-18 | 4      | person_hours   | week | weekend   | 2020-09-07 | 2020-09-13 |
""".replace("|           |", "| public_holiday;weekend;teaching_day;other_working_day |")
SERVED = ((2, 6, 9, 1), (3, 6, 9, 1), (4, 6, 9, 1))


def test_what_to_add_comes_first(town):
    heading, told = said(town, "cs", FRIDAY, *SERVED)
    assert heading == "Příští týden přidejte: pá 6–9 na stanoviště a so nebo ne 14–18 do terénu"
    assert told == (
        "Příští týden je 7. 9. 2020 – 13. 9. 2020. "
        "1,5 h navíc v pátek v pásmu 6–9 zvedne přítomnost na stanovištích o 25 procentních bodů (Přechod). "
        "4 h navíc v sobotu nebo v neděli v pásmu 14–18 zvedne plnění v osobohodinách o 100 procentních bodů (Park)."
    )


def test_what_to_add_in_english(town):
    heading, told = said(town, "en", FRIDAY, *SERVED)
    assert heading == "Next week add: Fr 6–9 where someone must stand and Sa or Su 14–18 in the field"
    assert "1.5 h more on Friday in the band 6–9 lift presence where someone must stand by 25" in told


def test_shifts_that_suffice(town):
    plan = "| locality | band | amount | valid_from | valid_to |\n| A | 18-22 | 1 | 2020-09-07 | 2020-09-07 |"
    heading, told = said(town, "cs", plan, (1, 18, 19, 1))
    assert heading == "Příští týden není co přidat: směny stačí na celý plán v hodinách"
    assert told == "Příští týden je 7. 9. 2020 – 13. 9. 2020."


def test_many_days_are_any_and_what_is_left_is_told(town):
    # five daily hours and one of the week are missing: the three largest are named, the rest is in the table
    plan = """
        | locality | band  | amount | per  | valid_from | valid_to   |
        | A        | 14-18 | 3      | week | 2020-09-07 | 2020-09-13 |
        | B        | 09-14 | 2      | slot | 2020-09-07 | 2020-09-11 |
    """
    heading, told = said(town, "cs", plan)
    assert heading == "Příští týden přidejte: po 9–14 do terénu, kdykoli 14–18 do terénu a út 9–14 do terénu"
    assert told.endswith("Co ještě chybí, stojí v tabulce ve sloupci Chybí.")


@pytest.mark.parametrize(
    ("lang", "warning"),
    [
        ("cs", "Pozor: směny jsou opsané z týdne se svátky (24.–26. 12.), proto ve čtvrtek a v pátek chybějí. "
               "Nejdřív doplňte své skutečné směny."),
        ("en", "Careful: the shifts are copied from a week with holidays (24–26 December), which is why Thursday and "
               "Friday lack them. Enter your real shifts first."),
    ],
)  # fmt: skip
def test_shifts_of_a_holiday_week_are_warned_of_before_anything(town, lang, warning):
    # the only week served is that of Christmas 2020: Monday and Saturday, nobody on Thursday and Friday
    dataset = town(
        as_of="2020-12-27",
        shifts="""
            | shift | start            | end              |
            | S1    | 2020-12-21 09:00 | 2020-12-21 14:00 |
            | S2    | 2020-12-26 09:00 | 2020-12-26 14:00 |
        """,
        persons="| person |\n| Anna |",
        shift_crew="| shift | person |\n| S1 | Anna |\n| S2 | Anna |",
        patrol_plan="| locality | band | amount |\n| A | 09-14 | 1 |",
    ).dataset
    ahead, labels = plan_next_week(dataset), Labels.of(dataset, lang)
    heading, paragraphs = orders(ahead, labels)
    assert heading == {"cs": "Příští týden: nejdřív doplňte své skutečné směny",
                       "en": "Next week: enter your real shifts first"}[lang]  # fmt: skip
    assert paragraphs[0].replace(NBSP, " ") == warning
    assert paragraphs[1].startswith({"cs": "Příští týden přidejte: ", "en": "Next week add: "}[lang])
    assert careful(plan_next_week(dataset, shifts=ahead.shifts), lang) == ""
