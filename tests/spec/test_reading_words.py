"""How people write dates, times, numbers, yes and no: what each text is read as, and under which rule.

A table gives the text, its value (`-` where there is none) and the rule that is said of it (nothing for the plain
form). Values are as Python shows them; a time of day is hours and minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from apk_lib.intake.reading.words import (
    UNREADABLE,
    Answers,
    Read,
    first_number,
    looks_like_formula,
    looks_like_name,
    looks_personal,
    loose,
    read_clock,
    read_day,
    read_moment,
    read_number,
    read_yes_no,
    tidy,
)
from apk_lib.rules import RULES

NOBODY_SAID = Answers()
CENTURY = Answers(century=2000)
DAY_FIRST = Answers(day_first=True, century=2000)
MONTH_FIRST = Answers(day_first=False, century=2000)


def lines(table: str) -> list[tuple[str, str, str]]:
    """The rows of a table `| text | value | rule |`; the text keeps its inner spaces."""
    cells = [line.strip().strip("|").split("|") for line in table.strip().splitlines()]
    return [(text.strip(), value.strip(), rule.strip()) for text, value, rule in cells]


def expect(table: str, read: Callable[[str], Read], shown: Callable[[object], str] = str) -> None:
    wanted = lines(table)
    got = []
    for text, _, _ in wanted:
        value, rule = read(text)
        got.append((text, "-" if value is None else shown(value), rule or ""))
        assert rule is None or rule in RULES
    assert got == wanted


def clock(value: object) -> str:
    """Microseconds since midnight as 7:30 or 7:30:05."""
    seconds = int(str(value)) / 1_000_000
    hours, rest = divmod(seconds, 3600)
    text = f"{int(hours)}:{int(rest // 60):02}"
    return text if rest % 60 == 0 else f"{text}:{rest % 60:g}"


# --- days --------------------------------------------------------------------------------------------


def test_days_as_they_are_written_in_czech_and_in_files():
    expect(
        """
        | 2021-01-05     | 2021-01-05 |                 |
        | 2021-1-5       | 2021-01-05 | read_as_day     |
        | 5. 1. 2021     | 2021-01-05 | read_as_day     |
        | 5.1.2021       | 2021-01-05 | read_as_day     |
        | 05.01.2021     | 2021-01-05 | read_as_day     |
        | 5 . 1 . 2021   | 2021-01-05 | read_as_day     |
        | 29. 2. 2020    | 2020-02-29 | read_as_day     |
        | 31/12/2020     | 2020-12-31 | read_as_day     |
        | 12/31/2020     | 2020-12-31 | read_as_day     |
        | 4/4/2020       | 2020-04-04 | read_as_day     |
        | 29. 2. 2021    | -          | unreadable_cell |
        | 31. 2. 2020    | -          | unreadable_cell |
        | 5. 13. 2020    | -          | unreadable_cell |
        | 0. 1. 2020     | -          | unreadable_cell |
        | 13/13/2020     | -          | unreadable_cell |
        | 2021-02-30     | -          | unreadable_cell |
        | 5. 1. 0202     | -          | unreadable_cell |
        | 5. 1. 2202     | -          | unreadable_cell |
        | 5. 1. 221      | -          | unreadable_cell |
        | 5. 1.          | -          | unreadable_cell |
        | 1. - 5. 1. 2021| -          | unreadable_cell |
        | leden 2021     | -          | unreadable_cell |
        | 44201          | -          | unreadable_cell |
        | dnes           | -          | unreadable_cell |
        """,
        lambda text: read_day(text, NOBODY_SAID),
    )


def test_a_day_that_can_be_read_in_two_ways_is_a_question():
    expect(
        """
        | 03/04/2021 | - | ambiguous_date |
        | 3/4/21     | - | ambiguous_date |
        | 5.1.24     | - | ambiguous_date |
        | 5. 1. 24   | - | ambiguous_date |
        | 31/12/20   | - | ambiguous_date |
        """,
        lambda text: read_day(text, NOBODY_SAID),
    )


def test_an_answer_settles_it():
    for answers, table in (
        (CENTURY, "| 5.1.24     | 2024-01-05 | read_as_day    |"),
        (CENTURY, "| 03/04/2021 | -          | ambiguous_date |"),
        (DAY_FIRST, "| 03/04/2021 | 2021-04-03 | read_as_day    |"),
        (DAY_FIRST, "| 12/31/2020 | 2020-12-31 | read_as_day    |"),
        (MONTH_FIRST, "| 03/04/2021 | 2021-03-04 | read_as_day    |"),
        (MONTH_FIRST, "| 31/12/2020 | 2020-12-31 | read_as_day    |"),
        (MONTH_FIRST, "| 3/4/21     | 2021-03-04 | read_as_day    |"),
        (MONTH_FIRST, "| 5. 1. 2021 | 2021-01-05 | read_as_day    |"),
    ):
        expect(table, lambda text, answers=answers: read_day(text, answers))


# --- times and moments -------------------------------------------------------------------------------


def test_times_of_day():
    expect(
        """
        | 7:30       | 7:30      | read_as_time    |
        | 07:30      | 7:30      | read_as_time    |
        | 7.30       | 7:30      | read_as_time    |
        | 7:30:05    | 7:30:5    | read_as_time    |
        | 7:30:05,5  | 7:30:5.5  | read_as_time    |
        | 7:30 h     | 7:30      | read_as_time    |
        | 7:30 hod.  | 7:30      | read_as_time    |
        | 7:30HOD    | 7:30      | read_as_time    |
        | 0:00       | 0:00      | read_as_time    |
        | 24:00      | 24:00     | read_as_time    |
        | 24:01      | -         | unreadable_cell |
        | 25:00      | -         | unreadable_cell |
        | 7:60       | -         | unreadable_cell |
        | 7:30:60    | -         | unreadable_cell |
        | 7          | -         | unreadable_cell |
        | 7:3        | -         | unreadable_cell |
        | 730        | -         | unreadable_cell |
        | -7:30      | -         | unreadable_cell |
        | ráno       | -         | unreadable_cell |
        """,
        read_clock,
        clock,
    )


def moment(value: object) -> str:
    return str(value) if isinstance(value, datetime) else clock(value)


def test_moments():
    expect(
        """
        | 2020-07-06 07:30                    | 2020-07-06 07:30:00              | read_as_time    |
        | 2020-07-06T07:30                    | 2020-07-06 07:30:00              | read_as_time    |
        | 6. 7. 2020 7:30                     | 2020-07-06 07:30:00              | read_as_time    |
        | 6.7.2020 7.30                       | 2020-07-06 07:30:00              | read_as_time    |
        | 6. 7. 2020 24:00                    | 2020-07-07 00:00:00              | read_as_time    |
        | 31. 12. 2020 24:00                  | 2021-01-01 00:00:00              | read_as_time    |
        | 7:30                                | 7:30                             | read_as_time    |
        | 2020-07-06T07:30:00+02:00           | 2020-07-06 07:30:00+02:00        |                 |
        | 2020-07-06T07:30:00.000+02:00       | 2020-07-06 07:30:00+02:00        |                 |
        | 2020-07-06T07:30:00+0200            | 2020-07-06 07:30:00+02:00        |                 |
        | 2020-07-06T05:30:00Z                | 2020-07-06 05:30:00+00:00        |                 |
        | 6. 7. 2020                          | -                                | unreadable_cell |
        | 2020-07-06                          | -                                | unreadable_cell |
        | 31. 6. 2020 7:30                    | -                                | unreadable_cell |
        | 6. 7. 2020 25:00                    | -                                | unreadable_cell |
        | 6. 7. 2020 ráno                     | -                                | unreadable_cell |
        | 2020-07-06T07:30:00+99:00           | -                                | unreadable_cell |
        | 03/04/2020 7:30                     | -                                | ambiguous_date  |
        | 5.1.20 7:30                         | -                                | ambiguous_date  |
        """,
        lambda text: read_moment(text, NOBODY_SAID),
        moment,
    )


def test_the_last_moment_there_is_does_not_break_the_reader():
    assert read_moment("31. 12. 2100 24:00", NOBODY_SAID)[1] in ("read_as_time", "unreadable_cell")
    assert read_moment("31. 12. 9999 24:00", NOBODY_SAID) == UNREADABLE


# --- numbers -----------------------------------------------------------------------------------------


def test_numbers_in_the_cells_of_a_workbook_that_hold_text():
    expect(
        """
        | 7              | 7.0       | read_as_number   |
        | 7.5            | 7.5       | read_as_number   |
        | 7,5            | 7.5       | read_as_number   |
        | -7,5           | -7.5      | read_as_number   |
        | +7,5           | 7.5       | read_as_number   |
        | 007            | 7.0       | read_as_number   |
        | 1 234          | 1234.0    | read_as_number   |
        | 1 234,50       | 1234.5    | read_as_number   |
        | 1 234 567.5    | 1234567.5 | read_as_number   |
        | 1e3            | 1000.0    | read_as_number   |
        | 1.234,50       | -         | ambiguous_number |
        | 1,234.50       | -         | ambiguous_number |
        | 1.234.567      | -         | ambiguous_number |
        | 12 34          | -         | unreadable_cell  |
        | 1 2345         | -         | unreadable_cell  |
        | cca 5          | -         | unreadable_cell  |
        | 5 h            | -         | unreadable_cell  |
        | 5-6            | -         | unreadable_cell  |
        | 50 %           | -         | unreadable_cell  |
        | ,5             | -         | unreadable_cell  |
        | 5,             | -         | unreadable_cell  |
        | 1e999          | -         | unreadable_cell  |
        | nan            | -         | unreadable_cell  |
        | inf            | -         | unreadable_cell  |
        | x              | -         | unreadable_cell  |
        | ½              | -         | unreadable_cell  |
        """,
        read_number,
    )


def test_amounts_of_money():
    expect(
        """
        | 1 234,50 Kč | 1234.5 | read_as_number   |
        | 1234.50 CZK | 1234.5 | read_as_number   |
        | 1234 kč     | 1234.0 | read_as_number   |
        | 1 500,-     | 1500.0 | read_as_number   |
        | 1500,--     | 1500.0 | read_as_number   |
        | 1.234       | -      | ambiguous_number |
        | 1.234 Kč    | -      | ambiguous_number |
        | 1.234,50 Kč | -      | ambiguous_number |
        | 100 EUR     | -      | unreadable_cell  |
        | Kč          | -      | unreadable_cell  |
        """,
        lambda text: read_number(text, kind="money"),
    )


def test_a_number_in_a_text_file_is_plain_unless_it_is_written_in_czech():
    expect(
        """
        | 7    | 7.0  |                |
        | 7.5  | 7.5  |                |
        | -7.5 | -7.5 |                |
        | 7,5  | 7.5  | read_as_number |
        | 1 234 | 1234.0 | read_as_number |
        """,
        lambda text: read_number(text, in_text_file=True),
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [("cca 5", "5"), ("asi 7,5 h", "7,5"), ("~12", "12"), ("5 až 6", None), ("mnoho", None), ("100 EUR", "100")],
)
def test_the_number_inside_a_text_is_only_suggested(text, number):
    assert first_number(text) == number


# --- yes and no --------------------------------------------------------------------------------------


def test_yes_and_no():
    expect(
        """
        | ano      | True  |                 |
        | ANO      | True  |                 |
        | yes      | True  |                 |
        | true     | True  |                 |
        | ne       | False |                 |
        | No       | False |                 |
        | FALSE    | False |                 |
        | a        | True  | read_as_yes_no  |
        | y        | True  | read_as_yes_no  |
        | x        | True  | read_as_yes_no  |
        | 1        | True  | read_as_yes_no  |
        | PRAVDA   | True  | read_as_yes_no  |
        | n        | False | read_as_yes_no  |
        | 0        | False | read_as_yes_no  |
        | nepravda | False | read_as_yes_no  |
        | ne?      | -     | unreadable_cell |
        | možná    | -     | unreadable_cell |
        | 2        | -     | unreadable_cell |
        | ok       | -     | unreadable_cell |
        """,
        read_yes_no,
    )


# --- names, formulas, personal data ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Jana Nováková", "NOVÁKOVÁ JANA", "novák jan", "Mgr. Jana Nováková", "Jana Nováková-Malá", "Jan van der Berg",
     "J. Novák", "Novák J.", "Nováková Jana, Bc.", "Bc. Novák"],
)  # fmt: skip
def test_these_look_like_names(text):
    assert looks_like_name(text)


@pytest.mark.parametrize("text", ["APK1", "APK 1", "apk-12", "Anna", "MEN1", "P-1", "S20240304-065510", "", "12"])
def test_these_do_not(text):
    assert not looks_like_name(text)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+A1", "-A1", "=HYPERLINK(1)", "\tx", "\rx"])
def test_a_spreadsheet_would_take_these_for_formulas(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["- odrážka", "-5", "+420 777 123 456", "1=1", "a@b", "text", ""])
def test_and_these_for_text(text):
    assert not looks_like_formula(text)


@pytest.mark.parametrize(
    "text",
    ["800101/1234", "r. č. 805101 / 1234", "rč 800101/123", "777123456", "tel. 777 123 456", "+420 777 123 456",
     "+420777123456", "00420 602-123-456", "jana.novakova@vzorov.cz", "pište na APK+1@obec-vzorov.cz."],
)  # fmt: skip
def test_these_look_like_personal_data(text):
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text", ["č. j. 123456/2020", "2020/2021", "1 234 567,50", "7771234567", "12345678901", "Kroměříž", "§ 88"]
)
def test_these_are_no_personal_data(text):
    assert not looks_personal(text)


# --- matching ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "same"),
    [("Směna", "smena"), ("SMĚNA", "směna"), ("foot_patrol", "foot patrol"), ("osoba  (pseudonym)",
     "osoba (pseudonym)"), ("příchod\u00a0", "prichod"), ("Straße", "strasse")],
)  # fmt: skip
def test_headings_match_regardless_of_capitals_accents_and_spaces(written, same):
    assert loose(written) == loose(same)


@pytest.mark.parametrize(("written", "other"), [("S1", "S 1"), ("od", "do"), ("V-1", "V1")])
def test_but_not_regardless_of_everything(written, other):
    assert loose(written) != loose(other)


def test_spaces_of_every_kind_are_one_space():
    assert tidy("\u00a0 a\u2009\u202fb\t\n") == "a b"


def test_an_hour_is_what_it_is():
    assert read_clock("1:00") == (3_600_000_000, "read_as_time")
    assert read_day("2021-01-05", NOBODY_SAID) == (date(2021, 1, 5), None)
