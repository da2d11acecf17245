"""The project sheet: what it says, and how a sheet that cannot be right is refused."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from apk_lib.errors import ProjectError
from apk_lib.project import parse_project

SHEET = (Path(__file__).parent / "vzorov.toml").read_text("utf-8")


def refusal(sheet: str) -> ProjectError:
    with pytest.raises(ProjectError) as refused:
        parse_project(sheet, "vzorov")
    assert "vzorov/project.toml" in refused.value.message("cs")
    assert "vzorov/project.toml" in refused.value.message("en")
    return refused.value


def changed(old: str, new: str) -> str:
    assert old in SHEET
    return SHEET.replace(old, new, 1)


def test_a_sheet_becomes_a_project():
    project = parse_project(SHEET, "vzorov")
    assert (project.id, project.title.cs, project.beneficiary.en) == (
        "vzorov",
        "Asistenti Vzorov",
        "the town of Sampleton",
    )
    assert (project.start, project.end, project.days) == (date(2020, 6, 1), date(2021, 5, 31), 365)
    assert [period.id for period in project.periods] == ["P1", "P2"]
    assert project.period("P2").final
    assert project.frames["goals"].is_empty()


def test_money_is_whole_haler_and_exact():
    # as binary fractions 3994681.25 + 0.10 would not be exact
    project = parse_project(SHEET, "vzorov")
    assert project.total == 466_462_500
    assert project.frames["funding_parts"]["amount"].to_list() == [399_468_125, 10]


def test_the_sheet_says_which_budget_binds():
    assert parse_project(SHEET, "vzorov").budget == 466_462_500
    assert parse_project(changed('"stated"', '"parts"'), "vzorov").budget == 399_468_135


def test_a_budget_that_is_neither_stated_nor_parts_is_refused():
    # a slip of the pen must not choose the other budget
    assert "binding_total" in refusal(changed('"stated"', '"statd"')).message("cs")


def test_periods_come_in_order_of_their_start():
    first, second = SHEET.index("[[periods]]"), SHEET.index("[[periods]]", SHEET.index("[[periods]]") + 1)
    end = SHEET.index("[[funding_parts]]")
    turned = SHEET[:first] + SHEET[second:end] + SHEET[first:second] + SHEET[end:]
    assert [period.id for period in parse_project(turned, "vzorov").periods] == ["P1", "P2"]


def test_an_unknown_period_is_answered_with_the_known_ones():
    with pytest.raises(ProjectError, match=r"„P3“.*P1, P2"):
        parse_project(SHEET, "vzorov").period("P3")


def test_what_is_not_toml_is_refused_with_its_line():
    message = refusal(changed("posts = 4", "posts = čtyři")).message("cs")
    assert "není platný TOML" in message
    assert "line 14" in message


def test_an_unknown_table_is_answered_with_the_nearest_known_one():
    error = refusal(SHEET.replace("[[localities]]", "[[localitys]]"))
    assert "Nejbližší: localities." in error.message("cs")
    assert "Nearest: localities." in error.message("en")


def test_an_unknown_key_in_a_row_is_answered_with_the_nearest_known_one():
    error = refusal(changed("start_hour = 6", "starthour = 6"))
    assert "[[bands]] č. 1" in error.message("cs")
    assert "Nejbližší: start_hour." in error.message("cs")


def test_an_unknown_key_of_the_project_is_refused_too():
    assert "deadline" in refusal(changed("posts = 4", "posts = 4\ndeadline = 2022-01-01")).message("cs")


def test_a_misspelt_key_of_the_project_is_answered_with_the_nearest_known_one():
    assert "Nejbližší: posts." in refusal(changed("posts = 4", "postss = 4")).message("cs")


@pytest.mark.parametrize(
    ("line", "where", "key"),
    [
        ("posts = 4", "[project]", "posts"),
        ("limits_en = \"Nobody measured.\"", "[project]", "limits_en"),
        ("report_due = 2020-12-30", "[[periods]] č. 1", "report_due"),
        ("name = \"ZŠ Slovan\"", "[[schools]] č. 1", "name"),
    ],
)  # fmt: skip
def test_a_missing_key_is_named_with_its_place(line, where, key):
    message = refusal(changed(line, "")).message("cs")
    assert where in message
    assert f"chybí {key}" in message


def test_an_empty_sheet_is_refused():
    assert "[project]" in refusal("").message("cs")


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ("posts = 4", 'posts = "čtyři"', "posts"),
        ("posts = 4", "posts = true", "posts"),
        ("posts = 4", "posts = 4.5", "posts"),
        ("total = 4664625.00", 'total = "4 664 625,00"', "total"),
        ("total = 4664625.00", "total = true", "total"),
        ("synthetic = false", 'synthetic = "false"', "synthetic"),
        ("start = 2020-06-01\nend = 2021-05-31", 'start = "1. 6. 2020"\nend = 2021-05-31', "start"),
        ("start = 2020-06-01\nend = 2021-05-31", "start = 2020-06-01T00:00:00\nend = 2021-05-31", "start"),
        ("end = 2020-11-30", 'end = "30. 11. 2020"', "end"),
        ("start_hour = 6", 'start_hour = "6"', "start_hour"),
    ],
    ids=lambda text: text.splitlines()[0],
)
def test_a_value_of_the_wrong_type_is_named_with_the_type_expected(right, wrong, key):
    assert f"„{key}“ je" in refusal(changed(right, wrong)).message("cs")


@pytest.mark.parametrize(("right", "wrong"), [("[[schools]]", "[schools]"), ("[project]", "[[project]]")])
def test_one_table_where_rows_are_meant_is_refused(right, wrong):
    # the commonest slip in TOML: one bracket too few or too many
    assert right.strip("[]") in refusal(changed(right, wrong)).message("cs")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("start = 2020-12-01", "start = 2020-12-02"),  # a gap of a day
        ("start = 2020-12-01", "start = 2020-11-30"),  # an overlap of a day
        ("start = 2020-06-01\nend = 2020-11-30", "start = 2020-06-02\nend = 2020-11-30"),  # not from the start
        ("end = 2021-05-31\nreport_due", "end = 2021-05-30\nreport_due"),  # not to the end
    ],
)
def test_periods_that_do_not_follow_each_other_through_the_project_are_refused(right, wrong):
    message = refusal(changed(right, wrong)).message("cs")
    assert "[[periods]]" in message
    assert "2020-06-01" in message
    assert "2021-05-31" in message


def test_a_period_that_ends_before_it_starts_breaks_a_rule_that_is_named():
    message = refusal(changed("end = 2020-11-30", "end = 2020-05-30")).message("cs")
    assert "[[periods]] č. 1" in message
    assert "ends_not_before_start" in message


def test_a_period_twice_breaks_the_rule_of_keys():
    assert "primary_key" in refusal(changed('period = "P2"', 'period = "P1"')).message("cs")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("end_hour = 22", "end_hour = 21"),  # a hole from 21 to 22
        ("end_hour = 22", "end_hour = 23"),  # an hour twice
        ("start_hour = 6\nend_hour = 22", "start_hour = 6\nend_hour = 24"),
        ("start_hour = 22\nend_hour = 6", "start_hour = 2\nend_hour = 6"),
    ],
)
def test_bands_must_cover_each_hour_once(right, wrong):
    assert "[[bands]]" in refusal(changed(right, wrong)).message("cs")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('period = "P1"', 'period = "P1/2020"'),
        ('period = "P1"', 'period = "první pololetí"'),
        ('period = "P1"', 'period = ".."'),
        ('band = "day"', 'band = "6|22"'),
    ],
)
def test_ids_that_become_names_of_files_and_of_categories_are_plain(right, wrong):
    message = refusal(changed(right, wrong)).message("cs")
    assert wrong.partition(" ")[0] in message
    assert "regex" in message


@pytest.mark.parametrize("plain", ["P1", "2020-1", "období_1", "I."])
def test_plain_ids_are_letters_digits_dots_and_dashes(plain):
    assert parse_project(changed('period = "P1"', f'period = "{plain}"'), "vzorov").periods[0].id == plain


def test_no_band_may_start_at_two_when_clocks_change():
    moved = changed("start_hour = 6\nend_hour = 22", "start_hour = 2\nend_hour = 22")
    moved = moved.replace("start_hour = 22\nend_hour = 6", "start_hour = 22\nend_hour = 2")
    assert "kdy se mění čas" in refusal(moved).message("cs")


def test_bands_may_end_at_midnight_written_as_0_or_24():
    for midnight in (0, 24):
        split = changed("start_hour = 22\nend_hour = 6", f"start_hour = 22\nend_hour = {midnight}")
        split += '\n[[bands]]\nband = "small_hours"\nstart_hour = 0\nend_hour = 6\n'
        assert parse_project(split, "vzorov").frames["bands"].height == 3


def test_a_locality_at_an_unknown_school_is_refused():
    message = refusal(changed('school = "slovan"\nvalid_from', 'school = "slavan"\nvalid_from')).message("cs")
    assert "lokalita „crossing“" in message
    assert "„slavan“" in message


def test_an_unknown_kind_of_locality_breaks_a_rule_that_is_named():
    message = refusal(changed('kind = "crossing"', 'kind = "pub"')).message("cs")
    assert "[[localities]] č. 1" in message
    assert "kind" in message


def test_what_a_row_leaves_out_is_empty():
    project = parse_project(SHEET, "vzorov")
    assert project.frames["localities"].select(pl.col("valid_to").is_null().all()).item()


def test_the_sheet_of_kromeriz_says_what_the_public_page_says(root):
    # the town's public page: four posts, 1. 6. 2020 to 31. 8. 2022 (822 days), 4 664 625,00 Kč
    project = parse_project((root / "data/kromeriz/project.toml").read_text("utf-8"), "kromeriz")
    assert project.registration_number == "CZ.03.2.60/0.0/0.0/16_052/0016119"
    assert (project.start, project.end, project.days) == (date(2020, 6, 1), date(2022, 8, 31), 822)
    assert (project.posts, project.total) == (4, 466_462_500)
    assert project.frames["funding_parts"]["amount"].sum() == 469_962_500
    assert [period.days for period in project.periods] == [183, 182, 183, 182, 92]
    assert set(project.frames["periods"]["confirmed"]) == {False}


def test_an_amount_finer_than_a_haler_is_refused_not_cut_off():
    said = refusal(changed("amount = 3994681.25", "amount = 3994681.257")).message("cs")
    assert "amount" in said
    assert "3994681.257" in said
