"""From files to tables: what cannot be read stops with its place, what breaks a rule is set aside and counted."""

from datetime import date

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError
from apk_lib.tables import SHEET_TABLES, TABLES

PERSONS = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,assistant
    2020-06-01T08:00:00+02:00,false,Bert,assistant
"""
SHIFTS = """
    recorded_at,withdrawn,shift,start,end
    2020-06-02T16:00:00+02:00,false,S1,2020-06-02T07:00:00+02:00,2020-06-02T15:00:00+02:00
    2020-06-03T16:00:00+02:00,false,S2,2020-06-03T07:00:00+02:00,2020-06-03T15:00:00+02:00
"""
VISITS_HEADER = "recorded_at,withdrawn,visit,shift,locality,activity,start,end\n"
TRAININGS = """
    recorded_at,withdrawn,training,held_on,kind,topic
    2020-06-25T17:00:00+02:00,false,T1,2020-06-25,initial,law
"""
ATTENDANCE_HEADER = "recorded_at,withdrawn,training,person,hours,passed\n"
RECORDED = "2020-06-25T17:00:00+02:00,false"


def refusal(folder) -> DataError:
    with pytest.raises(DataError) as refused:
        open_dataset(folder, period="P1")
    return refused.value


def visit(number: int, shift: str, start: str, end: str, locality: str = "crossing", day: str = "2020-06-02") -> str:
    instants = f"{day}T{start}:00+02:00,{day}T{end}:00+02:00"
    return f"2020-06-02T16:00:00+02:00,false,V{number},{shift},{locality},foot_patrol,{instants}\n"


# --- what cannot be read -----------------------------------------------------------------------------


def test_an_unreadable_cell_is_named_by_file_line_column_value_and_what_was_expected(folder):
    error = refusal(folder(persons=PERSONS, shifts=SHIFTS.replace("2020-06-03T07:00:00+02:00", "3. 6. 2020 7:00")))
    assert error.message("cs") == (
        "shifts.csv: řádek 3, start: „3. 6. 2020 7:00“, čekáme čas s posunem, např. 2020-06-01T07:00:00+02:00. "
        "Opravte uvedené buňky."
    )
    assert error.message("en").startswith(
        "shifts.csv: line 3, start: “3. 6. 2020 7:00”, expected a time with its offset"
    )
    assert error.message("en").endswith(". Fix these cells.")


def test_at_most_ten_unreadable_cells_are_named_and_the_rest_is_counted(folder):
    lines = "".join(f"{RECORDED},T1,P{n:02},many,true\n" for n in range(1, 14))
    message = refusal(
        folder(persons=PERSONS, trainings=TRAININGS, training_attendance=ATTENDANCE_HEADER + lines)
    ).message("cs")
    assert message.count("„many“") == 10
    assert "řádek 2, hours" in message
    assert "řádek 11, hours" in message
    assert "řádek 12" not in message
    assert "; a dalších 3." in message


@pytest.mark.parametrize(
    ("cells", "column", "expected"),
    [
        ("1. 7. 2020,100.00,", "paid_on", "datum RRRR-MM-DD"),
        ("2020-02-30,100.00,", "paid_on", "datum RRRR-MM-DD"),
        ('2020-07-01,"100,50",', "claimed", "číslo s desetinnou tečkou"),
        ("2020-07-01,1 000.00,", "claimed", "číslo s desetinnou tečkou"),
        ("2020-07-01,100.005,", "claimed", "číslo s desetinnou tečkou"),
        ("2020-07-01,100.00,asi 50", "approved", "číslo s desetinnou tečkou"),
        ("2020-07-01,NaN,", "claimed", "číslo s desetinnou tečkou"),
    ],
)
def test_a_date_or_an_amount_is_read_only_as_it_is_documented(folder, cells, column, expected):
    error = refusal(
        folder(expenses=f"recorded_at,withdrawn,expense,line,paid_on,claimed,approved\n{RECORDED},X1,a,{cells}\n")
    )
    assert f"expenses.csv: řádek 2, {column}:" in error.message("cs")
    assert f"čekáme {expected}" in error.message("cs")


@pytest.mark.parametrize("hours", ["NaN", "inf", "8 h", "8,5"])
def test_hours_that_are_no_number_are_named(folder, hours):
    attendance = f'{ATTENDANCE_HEADER}{RECORDED},T1,Anna,"{hours}",true\n'
    message = refusal(folder(persons=PERSONS, trainings=TRAININGS, training_attendance=attendance)).message("cs")
    assert f"training_attendance.csv: řádek 2, hours: „{hours}“" in message


@pytest.mark.parametrize("weight", ["NaN", "inf"])
def test_a_weight_that_is_no_number_is_named(folder, weight):
    message = refusal(
        folder(
            survey_respondents=f"recorded_at,withdrawn,respondent,wave,zone,weight,population\n{RECORDED},r,W0,rest_of_town,{weight},9\n"
        )
    ).message("cs")
    assert "survey_respondents.csv: řádek 2, weight" in message


@pytest.mark.parametrize("answer", ["ano", "TRUE", "1"])
def test_yes_and_no_are_written_true_and_false(folder, answer):
    message = refusal(folder(persons=PERSONS.replace("false,Anna", f"{answer},Anna"))).message("cs")
    assert f"řádek 2, withdrawn: „{answer}“, čekáme true nebo false" in message


def test_a_time_without_its_offset_is_not_guessed(folder):
    message = refusal(folder(persons=PERSONS.replace("08:00:00+02:00,false,Bert", "08:00:00,false,Bert"))).message("cs")
    assert "řádek 3, recorded_at: „2020-06-01T08:00:00“" in message


def test_a_header_that_differs_is_told_what_is_missing_and_what_is_surplus(folder):
    error = refusal(folder(persons=PERSONS.replace("person,role", "person,note")))
    assert error.message("cs") == (
        "persons.csv, řádek 1: sloupce nesedí (chybí: role; navíc: note). Čekáme: recorded_at, withdrawn, person, role."
    )
    assert "missing: role; surplus: note" in error.message("en")


def test_a_file_from_before_a_column_that_may_be_empty_says_nothing_there(folder):
    # events of older folders have neither outcome nor find; a departure may be unknown of every visit
    events = "recorded_at,withdrawn,event,at,visit,locality,kind,hidden_crime,referral\n"
    events += "2020-06-02T16:00:00+02:00,false,E1,2020-06-02T08:00:00+02:00,,,help,usury,offered\n"
    visits = "recorded_at,withdrawn,visit,shift,locality,activity,start\n"
    visits += "2020-06-02T16:00:00+02:00,false,V1,S1,crossing,foot_patrol,2020-06-02T08:00:00+02:00\n"
    known = open_dataset(folder(shifts=SHIFTS, events=events, visits=visits), period="P1")
    assert known.rejected.is_empty()
    told = known.table("events").select("event", "referral", "outcome", "found")
    assert told.rows() == [("E1", "offered", None, None)]
    assert known.table("visits").select("visit", "end").rows() == [("V1", None)]


def test_a_file_without_a_required_column_is_refused_however_old(folder):
    events = "recorded_at,withdrawn,event,visit,locality,kind\n2020-06-02T16:00:00+02:00,false,E1,,,help\n"
    message = refusal(folder(events=events)).message("cs")
    assert message.startswith("events.csv, řádek 1: sloupce nesedí (chybí: at; navíc: nic). Čekáme: recorded_at,")


def test_columns_may_stand_in_any_order(folder):
    turned = "role,person,withdrawn,recorded_at\nassistant,Anna,false,2020-06-01T08:00:00+02:00\n"
    assert open_dataset(folder(persons=turned), period="P1").table("persons")["person"].to_list() == ["Anna"]


def test_an_unknown_file_is_answered_with_the_nearest_known_table(folder):
    error = refusal(folder(persns=PERSONS))
    assert error.message("cs").startswith("persns.csv: tabulku „persns“ neznáme, mysleli jste „persons“?")
    assert "did you mean “persons”?" in error.message("en")


def test_a_table_of_the_project_sheet_is_not_read_from_a_file(folder):
    assert "„bands“" in refusal(folder(bands="band,start_hour,end_hour\nday,0,24\n")).message("cs")


def test_a_table_found_twice_is_refused_with_both_places(folder):
    town = folder(persons=PERSONS)
    folder(at="vzorov/archive", persons=PERSONS)
    (town / "archive" / "project.toml").unlink()
    message = refusal(town).message("cs")
    assert "persons" in message
    assert "archive/persons.csv" in message


def test_a_folder_without_a_project_sheet_is_refused(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        assert "project.toml" in refusal(place).message("cs")


@pytest.mark.parametrize("content", [PERSONS.replace("Anna", "Žaneta").encode("cp1250"), b""], ids=["cp1250", "empty"])
def test_a_file_that_is_not_csv_in_utf8_is_refused(folder, content):
    town = folder()
    (town / "persons.csv").write_bytes(content)
    message = refusal(town).message("cs")
    assert message.startswith("persons.csv")
    assert "UTF-8" in message


def test_a_file_with_semicolons_is_told_so(folder):
    # what a Czech spreadsheet program saves as CSV
    error = refusal(folder(persons=PERSONS.replace(",", ";")))
    assert error.message("cs").startswith("persons.csv: sloupce odděluje středník.")
    assert "separated by semicolons" in error.message("en")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_file_in_utf16_is_told_so(folder, encoding):
    town = folder()
    (town / "persons.csv").write_bytes(PERSONS.strip().encode(encoding))
    error = refusal(town)
    assert error.message("cs").startswith("persons.csv: soubor není v UTF-8 (vypadá jako UTF-16).")
    assert "looks like UTF-16" in error.message("en")


def test_a_semicolon_in_a_cell_is_no_separator(folder):
    named = PERSONS.replace("Anna", "Anna;Marie")
    assert open_dataset(folder(persons=named), period="P1").table("persons")["person"].to_list() == [
        "Anna;Marie",
        "Bert",
    ]


def test_a_project_sheet_that_is_not_utf8_is_refused(folder):
    town = folder()
    sheet = town / "project.toml"
    sheet.write_bytes(sheet.read_text("utf-8").encode("cp1250"))
    assert "není v UTF-8" in refusal(town).message("cs")


def test_a_line_with_too_many_cells_is_refused(folder):
    assert "persons.csv" in refusal(folder(persons=PERSONS.replace("Bert,assistant", "Bert,assistant,extra"))).message(
        "cs"
    )


def test_an_account_of_sources_that_is_not_toml_is_refused(folder):
    town = folder(persons=PERSONS)
    (town / "sources.toml").write_text("[persons\nsynthetic = true\n", encoding="utf-8")
    assert "sources.toml" in refusal(town).message("cs")


# --- what can be read --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(TABLES.keys() - SHEET_TABLES.keys()))
def test_a_file_of_a_header_alone_is_an_empty_table(folder, name):
    columns = [column for column in TABLES[name].schema.columns() if column != "source_row"]
    dataset = open_dataset(folder(**{name: ",".join(columns) + "\n"}), period="P1")
    assert dataset.table(name).is_empty()
    assert dataset.rejected.is_empty()


def test_a_single_row_is_a_table(folder):
    one = open_dataset(folder(persons="\n".join(PERSONS.strip().splitlines()[:2])), period="P1")
    assert one.table("persons")["person"].to_list() == ["Anna"]


def test_each_row_remembers_the_line_of_its_file(folder):
    assert open_dataset(folder(persons=PERSONS), period="P1").table("persons")["source_row"].to_list() == [2, 3]


def test_czech_letters_survive_in_values_and_in_the_name_of_the_folder(folder):
    town = folder(at="město Česká Třebová – zkouška", persons=PERSONS.replace("Anna", "Žluťoučký"))
    dataset = open_dataset(town, period="P1")
    assert dataset.table("persons")["person"].to_list() == ["Žluťoučký", "Bert"]
    assert dataset.project.id == "město Česká Třebová – zkouška"


def test_a_file_from_windows_is_read_with_its_byte_order_mark_and_line_ends(folder):
    town = folder()
    lines = [line.strip() for line in PERSONS.strip().splitlines()]
    (town / "persons.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    assert open_dataset(town, period="P1").table("persons")["person"].to_list() == ["Anna", "Bert"]


def test_a_project_sheet_may_begin_with_a_byte_order_mark(folder):
    town = folder(persons=PERSONS)
    for name in ("project.toml", "sources.toml"):
        path = town / name
        text = path.read_bytes() if path.exists() else b"[persons]\nsynthetic = true\n"
        path.write_bytes(b"\xef\xbb\xbf" + text)
    dataset = open_dataset(town, period="P1")
    assert dataset.project.title.cs == "Asistenti Vzorov"
    assert dataset.is_synthetic(("persons",))


def test_hidden_folders_are_not_looked_into(folder):
    # Jupyter keeps a copy of each file it opens
    town = folder(persons=PERSONS)
    (town / ".ipynb_checkpoints").mkdir()
    for name in ("persons.csv", "persons-checkpoint.csv"):
        (town / ".ipynb_checkpoints" / name).write_text(PERSONS, encoding="utf-8")
    assert [source.name for source in open_dataset(town, period="P1").sources] == ["persons.csv"]


def test_a_quoted_empty_cell_is_an_empty_cell(folder):
    # R and LibreOffice may quote every cell
    quoted = (
        '"recorded_at","withdrawn","expense","line","paid_on","claimed","approved"\n'
        '"2020-06-25T17:00:00+02:00","false","X1","staff","2020-06-20","100.00",""\n'
    )
    town = folder(expenses=quoted)
    sheet = (town / "project.toml").read_text("utf-8")
    line = '\n[[budget_lines]]\nline = "staff"\nversion = 1\nname_cs = "mzdy"\nname_en = "wages"\ndirect = true\n' \
           'approved = 1.00\nvalid_from = 2020-06-01\nconfirmed = true\n'  # fmt: skip
    (town / "project.toml").write_text(sheet + line, encoding="utf-8")
    assert open_dataset(town, period="P1").table("expenses").select("claimed", "approved").row(0) == (10_000, None)


def test_hours_and_crowns_become_whole_microseconds_and_haler(folder):
    attendance = f"{ATTENDANCE_HEADER}{RECORDED},T1,Anna,7.5,true\n"
    dataset = open_dataset(folder(persons=PERSONS, trainings=TRAININGS, training_attendance=attendance), period="P1")
    assert dataset.table("training_attendance")["hours"].to_list() == [27_000_000_000]


def test_reading_leaves_the_folder_as_it_was(folder):
    town = folder(persons=PERSONS, shifts=SHIFTS)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in town.rglob("*")}
    for path in before:
        path.chmod(0o444)
    town.chmod(0o555)
    try:
        assert open_dataset(town, period="P1").table("persons").height == 2
        assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in town.rglob("*")} == before
    finally:
        town.chmod(0o755)  # else nobody could clear it away


# --- which rows count --------------------------------------------------------------------------------


def test_an_exact_duplicate_is_used_once_and_counted(folder):
    twice = PERSONS + PERSONS.strip().splitlines()[1] + "\n"
    account = open_dataset(folder(persons=twice), period="P1").accepted["persons"]
    assert account.rows["person"].to_list() == ["Anna", "Bert"]
    assert account.duplicates == 1
    assert account.rejected.is_empty()


def test_a_row_that_breaks_a_rule_is_rejected_under_its_name_and_the_others_stay(folder):
    dataset = open_dataset(folder(persons=PERSONS.replace("Bert,assistant", "Bert,boss")), period="P1")
    assert dataset.table("persons")["person"].to_list() == ["Anna"]
    assert dataset.rejected.select("table", "source_row").rows() == [("persons", 3)]
    assert "role" in dataset.rejected["rule"].item()
    assert "known_code" in dataset.rejected["rule"].item()


def test_two_rows_of_one_key_recorded_at_one_moment_contradict_each_other(folder):
    dataset = open_dataset(folder(persons=PERSONS.replace("Bert,assistant", "Anna,mentor")), period="P1")
    assert dataset.table("persons").is_empty()
    assert dataset.rejected.select("source_row", "rule").rows() == [(2, "primary_key"), (3, "primary_key")]


def test_an_empty_cell_where_a_value_must_be_is_rejected(folder):
    dataset = open_dataset(folder(persons=PERSONS.replace("Bert,assistant", "Bert,")), period="P1")
    assert dataset.rejected.select("source_row", "rule").rows() == [(3, "role|nullability")]


def test_a_row_without_its_moment_is_rejected_not_late(folder):
    undated = PERSONS.replace("2020-06-01T08:00:00+02:00,false,Bert", ",false,Bert")
    account = open_dataset(folder(persons=undated), period="P1").accepted["persons"]
    assert account.rows["person"].to_list() == ["Anna"]
    assert account.rejected.select("source_row", "rule").rows() == [(3, "recorded_at|nullability")]
    assert account.late == 0


@pytest.mark.parametrize(
    ("populations", "wrong"),
    [
        ([3, 3, 3], []),  # everybody was asked
        ([2, 2, 2], [0, 1, 2]),  # three asked of two
        ([9, 9, 8], [2]),  # one stratum, two sizes, and most agree on one
        ([9, 7, 8], [0, 1, 2]),
        ([2, 9, 2], [0, 1, 2]),  # most agree on fewer than were asked
    ],
)
def test_a_stratum_of_the_survey_must_hold_its_sample(folder, populations, wrong):
    waves = "recorded_at,withdrawn,wave,starts,ends,mode\n" + "".join(
        f"{RECORDED},{wave},2020-06-04,2020-06-24,interview\n" for wave in ("W0", "W1")
    )
    asked = [f"r{place},W0,rest_of_town,1,{population}" for place, population in enumerate(populations)]
    # another zone and another wave are other strata
    asked += ["s0,W0,risk_locality,1,1", "t0,W1,rest_of_town,1,1"]
    respondents = "recorded_at,withdrawn,respondent,wave,zone,weight,population\n" + "".join(
        f"{RECORDED},{line}\n" for line in asked
    )
    dataset = open_dataset(folder(survey_waves=waves, survey_respondents=respondents), period="P1")
    known = dataset.table("survey_respondents")["respondent"].to_list()
    assert known == [*(f"r{place}" for place in range(3) if place not in wrong), "s0", "t0"]
    told = [("survey_respondents", place + 2, "population_holds_sample") for place in wrong]
    assert dataset.rejected.rows() == told


def test_a_row_that_points_to_nothing_is_rejected(folder):
    crew = "recorded_at,withdrawn,shift,person\n" + "".join(
        f"2020-06-02T16:00:00+02:00,false,{shift},{person}\n"
        for shift, person in [("S1", "Anna"), ("S9", "Anna"), ("S1", "Cyril")]
    )
    dataset = open_dataset(folder(persons=PERSONS, shifts=SHIFTS, shift_crew=crew), period="P1")
    assert dataset.table("shift_crew").select("shift", "person").rows() == [("S1", "Anna")]
    assert dataset.rejected.select("source_row", "rule").rows() == [(3, "shift: shifts"), (4, "person: persons")]


def test_what_points_to_a_rejected_row_is_rejected_too(folder):
    backwards = SHIFTS.replace("2020-06-03T15:00:00+02:00", "2020-06-03T05:00:00+02:00")
    visits = VISITS_HEADER + visit(1, "S1", "08:00", "09:00") + visit(2, "S2", "08:00", "09:00", day="2020-06-03")
    dataset = open_dataset(folder(persons=PERSONS, shifts=backwards, visits=visits), period="P1")
    assert dataset.table("visits")["visit"].to_list() == ["V1"]
    assert dataset.rejected.rows() == [("shifts", 3, "ends_after_start"), ("visits", 3, "shift: shifts")]


@pytest.mark.parametrize(("start", "end"), [("06:59", "08:00"), ("14:00", "15:01"), ("06:00", "16:00")])
def test_a_visit_outside_its_shift_is_rejected(folder, start, end):
    visits = VISITS_HEADER + visit(1, "S1", "07:00", "15:00") + visit(2, "S1", start, end)
    dataset = open_dataset(folder(persons=PERSONS, shifts=SHIFTS, visits=visits), period="P1")
    assert dataset.table("visits")["visit"].to_list() == ["V1"]
    assert dataset.rejected.rows() == [("visits", 3, "inside_shift")]


def test_a_visit_to_no_locality_is_service_outside_every_locality(folder):
    visits = VISITS_HEADER + visit(1, "S1", "08:00", "09:00", locality="")
    dataset = open_dataset(folder(persons=PERSONS, shifts=SHIFTS, visits=visits), period="P1")
    assert dataset.table("visits")["locality"].to_list() == [None]
    assert dataset.rejected.is_empty()


PLAN_HEADER = (
    "recorded_at,withdrawn,plan_row,locality,day_types,band,amount,measure,per,valid_from,valid_to,entered_on\n"
)
PLANNED = "2020-05-25T09:00:00+02:00,false"


def test_a_plan_for_an_unknown_type_of_day_is_rejected_not_forgotten(folder):
    # a slip of the pen must not make the plan smaller
    plan = PLAN_HEADER + "".join(
        f"{PLANNED},{row},crossing,{day_types},day,1,person_hours,slot,2020-06-01,,2020-05-25\n"
        for row, day_types in [("R1", "teaching_day;weekend"), ("R2", "public_holiday;working_day")]
    )
    dataset = open_dataset(folder(patrol_plan=plan), period="P1")
    assert dataset.table("patrol_plan")["plan_row"].to_list() == ["R1"]
    assert dataset.rejected.select("table", "source_row").rows() == [("patrol_plan", 3)]


def test_a_plan_of_a_single_day_is_a_plan(folder):
    # both ends of a stretch of days are included
    plan = f"{PLAN_HEADER}{PLANNED},R1,crossing,weekend,day,1,person_hours,slot,2020-06-06,2020-06-06,2020-05-25\n"
    assert open_dataset(folder(patrol_plan=plan), period="P1").rejected.is_empty()


def test_a_survey_of_a_single_day_is_a_wave(folder):
    waves = "recorded_at,withdrawn,wave,starts,ends,mode\n"
    waves += "2020-07-05T09:00:00+02:00,false,W0,2020-07-04,2020-07-04,interview\n"
    assert open_dataset(folder(survey_waves=waves), period="P1").rejected.is_empty()


LATER = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,assistant
    2020-12-30T23:30:00+01:00,false,Bert,assistant
    2020-12-31T00:10:00+01:00,false,Cyril,assistant
"""


@pytest.mark.parametrize(
    ("as_of", "known", "late"),
    [("2020-12-29", ["Anna"], 2), ("", ["Anna", "Bert"], 1), ("2020-12-31", ["Anna", "Bert", "Cyril"], 0)],
)
def test_a_row_counts_from_the_local_day_it_was_recorded(folder, as_of, known, late):
    # the report on P1 is due on 30. 12. 2020; ten past midnight in Prague is still the 30th in UTC
    account = open_dataset(folder(persons=LATER), period="P1", as_of=as_of).accepted["persons"]
    assert account.rows["person"].to_list() == known
    assert account.late == late


CORRECTED = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,assistant
    2020-09-01T08:00:00+02:00,false,Anna,mentor
    2020-06-01T08:00:00+02:00,false,Bert,assistant
    2020-10-01T08:00:00+02:00,true,Bert,assistant
    2020-11-01T08:00:00+01:00,false,Bert,assistant
"""


@pytest.mark.parametrize(
    ("as_of", "standing", "superseded", "withdrawn"),
    [
        ("2020-08-31", {"Anna": "assistant", "Bert": "assistant"}, 0, 0),
        ("2020-09-01", {"Anna": "mentor", "Bert": "assistant"}, 1, 0),
        ("2020-10-01", {"Anna": "mentor"}, 2, 1),
        ("2020-11-01", {"Anna": "mentor", "Bert": "assistant"}, 3, 0),
    ],
)
def test_the_last_row_recorded_by_then_stands(folder, as_of, standing, superseded, withdrawn):
    account = open_dataset(folder(persons=CORRECTED), period="P1", as_of=as_of).accepted["persons"]
    assert dict(account.rows.select("person", "role").iter_rows()) == standing
    assert (account.superseded, account.withdrawn) == (superseded, withdrawn)


def test_the_order_of_lines_does_not_decide_which_row_stands(folder):
    header, *lines = CORRECTED.strip().splitlines()
    turned = "\n".join(line.strip() for line in [header, *reversed(lines)])
    standing = open_dataset(folder(persons=turned), period="P1").table("persons")
    assert dict(standing.select("person", "role").iter_rows()) == {"Anna": "mentor", "Bert": "assistant"}


def test_no_row_is_lost(folder):
    # used 2 (Bert, Eva), duplicate 1, late 1, superseded 1, withdrawn 1, rejected 1 under two rules
    lines = """
        recorded_at,withdrawn,person,role
        2020-06-01T08:00:00+02:00,false,Anna,assistant
        2020-07-01T08:00:00+02:00,true,Anna,assistant
        2020-06-01T08:00:00+02:00,false,Bert,assistant
        2020-06-01T08:00:00+02:00,false,Bert,assistant
        2021-02-01T08:00:00+01:00,false,Cyril,assistant
        2020-06-01T08:00:00+02:00,,Dan,boss
        2020-06-01T08:00:00+02:00,false,Eva,mentor
    """
    account = open_dataset(folder(persons=lines), period="P1").accepted["persons"]
    assert account.rows["person"].to_list() == ["Bert", "Eva"]
    assert (account.duplicates, account.late, account.superseded, account.withdrawn) == (1, 1, 1, 1)
    assert account.rejected["source_row"].to_list() == [7, 7]
    aside = account.duplicates + account.late + account.superseded + account.withdrawn
    assert account.rows.height + aside + account.rejected["source_row"].n_unique() == 7


MENDED = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,Anna,boss
    2020-06-01T08:00:00+02:00,false,Bert,boss
    2020-06-01T08:00:00+02:00,false,,boss
    2020-09-01T08:00:00+02:00,false,Anna,assistant
    2020-10-01T08:00:00+02:00,false,Anna,chief
    2020-10-01T08:00:00+02:00,true,Bert,assistant
"""


@pytest.mark.parametrize(
    ("as_of", "standing", "rejected", "superseded", "withdrawn"),
    [
        ("2020-08-31", [], [2, 3, 4], 0, 0),
        ("2020-09-30", ["Anna"], [3, 4], 1, 0),
        # a wrong correction is not behind the good row it would correct, and a row without its key is behind none
        ("2020-10-01", ["Anna"], [4, 6], 2, 1),
    ],
)
def test_a_rejected_row_that_was_recorded_again_is_superseded(folder, as_of, standing, rejected, superseded, withdrawn):
    account = open_dataset(folder(persons=MENDED), period="P1", as_of=as_of).accepted["persons"]
    assert account.rows["person"].to_list() == standing
    assert account.rejected["source_row"].unique().sort().to_list() == rejected
    assert (account.superseded, account.withdrawn) == (superseded, withdrawn)


def test_the_synthetic_mark_comes_from_the_account_of_sources(folder):
    town = folder(persons=PERSONS, shifts=SHIFTS)
    (town / "sources.toml").write_text('[persons]\nsynthetic = true\norigin = "sample"\n', encoding="utf-8")
    dataset = open_dataset(town, period="P1")
    assert {source.table: source.synthetic for source in dataset.sources} == {"persons": True, "shifts": False}
    assert dataset.is_synthetic(("persons",))
    assert not dataset.is_synthetic(("shifts",))
    # time in the field is made from persons too
    assert dataset.is_synthetic(("effort",))


def test_the_records_of_kromeriz_are_read_whole(root):
    dataset = open_dataset(root / "data" / "kromeriz", period="P5")
    assert dataset.rejected.is_empty()
    for source in (source for source in dataset.sources if source.path.suffix == ".csv"):
        lines = pl.read_csv(source.path, infer_schema=False).height
        account = dataset.accepted[source.table]
        aside = account.duplicates + account.late + account.superseded + account.withdrawn
        assert account.rows.height + aside == lines, source.table
    assert dataset.as_of == date(2022, 10, 30)
