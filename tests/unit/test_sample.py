import csv
import json
import tomllib
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from apk_lib.calendars import day_types, public_holidays, school_days
from apk_lib.errors import DataError
from apk_lib.periods import TIME_ZONE
from apk_lib.project import Project, parse_project
from apk_lib.sample import sample_survey, sample_tables, write_sample
from apk_lib.tables import TABLES, meaning

SEED = 2020
# what a town need not keep is not invented for it
OPTIONAL = {"hours_monthly", "absences", "waivers"}
OPERATIONAL = [name for name, table in TABLES.items() if table.recorded and name not in OPTIONAL]


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return parse_project((root / "data/kromeriz/project.toml").read_text(encoding="utf-8"), "kromeriz")


@pytest.fixture(scope="module")
def context(root: Path) -> dict[str, pl.DataFrame]:
    folder = root / "data/kromeriz/context"
    return {
        name: pl.read_csv(folder / f"{name}.csv", try_parse_dates=True) for name in ("school_breaks", "context_events")
    }


@pytest.fixture(scope="module")
def tables(project: Project, context: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return sample_tables(project, context, SEED)


@pytest.fixture(scope="module")
def truth(root: Path) -> dict:
    return json.loads((root / "data/kromeriz/records/truth.json").read_text(encoding="utf-8"))


def in_force(tables: dict[str, pl.DataFrame], name: str) -> pl.DataFrame:
    """The table as it stands once everything is recorded."""
    last = tables[name].sort("recorded_at").unique(TABLES[name].key, keep="last", maintain_order=True)
    return last.filter(~pl.col("withdrawn"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# --- the committed records -------------------------------------------------------------------------


def test_the_committed_records_are_remade_byte_for_byte(root: Path, tmp_path: Path) -> None:
    town = root / "data/kromeriz"
    for name in ("project.toml", "context/school_breaks.csv", "context/context_events.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((town / name).read_bytes())
    summary = write_sample(tmp_path, SEED)
    assert contents(summary.records) == contents(town / "records")
    assert not summary.invented_town
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".records")]


def test_the_records_are_small_clean_text(root: Path) -> None:
    files = contents(root / "data/kromeriz/records")
    assert sum(map(len, files.values())) < 2_000_000
    assert max(map(len, files.values())) < 1_500_000
    assert not [name for name, content in files.items() if b"\r" in content or content[:3] == b"\xef\xbb\xbf"]
    assert {name.removesuffix(".csv") for name in files if name.endswith(".csv")} == set(OPERATIONAL)


def test_every_table_is_marked_synthetic(root: Path) -> None:
    marks = tomllib.loads((root / "data/kromeriz/records/sources.toml").read_text(encoding="utf-8"))
    assert set(marks) == set(OPERATIONAL)
    assert all(
        mark == {"synthetic": True, "origin": f"apk-lib sample, seed {SEED}", "terms": "synthetic"}
        for mark in marks.values()
    )


@pytest.mark.parametrize("name", OPERATIONAL)
def test_a_file_says_what_its_table_says(root: Path, tables: dict[str, pl.DataFrame], name: str) -> None:
    columns = {name: column for name, column in TABLES[name].schema.columns().items() if name != "source_row"}
    with (root / f"data/kromeriz/records/{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == list(columns)
    assert len(rows) == tables[name].height
    for position, (column, declared) in enumerate(columns.items()):
        cells = pl.Series([row[position] or None for row in rows], dtype=pl.String)
        scale = meaning(declared).scale
        if scale:
            scaled = [None if cell is None else int(Fraction(cell) * scale) for cell in cells]
            read = pl.Series(scaled, dtype=pl.Int64)
        elif declared.dtype == pl.Boolean:
            read = cells.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
        elif isinstance(declared.dtype, pl.Datetime):
            assert cells.drop_nulls().str.contains(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$").all()
            read = cells.str.to_datetime(time_zone="UTC", time_unit="us")
        elif declared.dtype == pl.Date:
            read = cells.str.to_date("%Y-%m-%d")
        else:
            read = cells.cast(declared.dtype)
        assert read.equals(tables[name][column], null_equal=True), column


# --- every table keeps its rules -------------------------------------------------------------------


@pytest.mark.parametrize("name", OPERATIONAL)
def test_no_row_breaks_a_rule(tables: dict[str, pl.DataFrame], name: str) -> None:
    TABLES[name].schema.validate(tables[name])
    key = [*TABLES[name].key, "recorded_at"]
    assert_frame_equal(tables[name], tables[name].sort(key))
    assert tables[name]["source_row"].to_list() == list(range(2, tables[name].height + 2))


@pytest.mark.parametrize("name", OPERATIONAL)
def test_what_a_row_points_to_is_recorded_no_later(
    project: Project, tables: dict[str, pl.DataFrame], name: str
) -> None:
    for column, target in TABLES[name].references.items():
        asked = tables[name].select(key=column, asked="recorded_at").drop_nulls()
        if target in project.frames:
            assert set(asked["key"]) <= set(project.frames[target][target_key(target)])
            continue
        known = tables[target].group_by(key=target_key(target)).agg(known=pl.col("recorded_at").min())
        joined = asked.join(known, on="key", how="left")
        assert (joined["known"] <= joined["asked"]).all(), (name, column)
        gone = tables[target].filter("withdrawn")[target_key(target)]
        assert not set(asked["key"]) & set(gone), (name, column)


def target_key(name: str) -> str:
    return TABLES[name].key[0]


def test_expenses_name_lines_of_the_budget(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    assert set(tables["expenses"]["line"]) == set(project.frames["budget_lines"]["line"])


# --- service ---------------------------------------------------------------------------------------


def test_visits_lie_inside_their_shift(tables: dict[str, pl.DataFrame]) -> None:
    shifts = in_force(tables, "shifts").select("shift", begins="start", ends="end")
    visits = in_force(tables, "visits").join(shifts, on="shift", how="left")
    assert visits.select(((pl.col("begins") <= pl.col("start")) & (pl.col("end") <= pl.col("ends"))).all()).item()


def test_nobody_serves_out_of_contract_or_in_two_shifts(tables: dict[str, pl.DataFrame]) -> None:
    contracts = in_force(tables, "contracts").select("person", "last_day", hired="start")
    served = in_force(tables, "shift_crew").join(in_force(tables, "shifts"), on="shift").join(contracts, on="person")
    assert served.height == in_force(tables, "shift_crew").height
    first, last = (pl.col(edge).dt.convert_time_zone(TIME_ZONE).dt.date() for edge in ("start", "end"))
    assert served.select(((pl.col("hired") <= first) & (last <= pl.col("last_day") + timedelta(days=1))).all()).item()
    in_order = served.sort("person", "start")
    assert in_order.select((pl.col("end").shift().over("person") <= pl.col("start")).all()).item()


def test_a_few_visits_are_double_booked(tables: dict[str, pl.DataFrame], truth: dict) -> None:
    visits = in_force(tables, "visits").sort("shift", "start")
    overlap = visits.select((pl.col("end").shift().over("shift") - pl.col("start")).dt.total_minutes())
    overlaps = overlap.to_series().drop_nulls()
    assert (overlaps > 0).sum() == truth["presence"]["double_booked_visits"] == 8
    assert overlaps.filter(overlaps > 0).is_between(5, 30).all()


@pytest.mark.parametrize(
    ("night", "hours"),
    [(date(2020, 10, 24), 9), (date(2021, 3, 27), 7), (date(2021, 10, 30), 9), (date(2022, 3, 26), 7)],
    ids=str,
)
def test_somebody_serves_when_the_clocks_change(tables: dict[str, pl.DataFrame], night: date, hours: int) -> None:
    begun = pl.col("start").dt.convert_time_zone(TIME_ZONE)
    [shift] = in_force(tables, "shifts").filter(begun.dt.date() == night).iter_rows(named=True)
    assert shift["end"] - shift["start"] == timedelta(hours=hours)
    assert in_force(tables, "visits").filter(pl.col("shift") == shift["shift"]).height >= 3


def test_nights_sundays_and_a_few_holidays_are_served(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    begun = in_force(tables, "shifts")["start"].dt.convert_time_zone(TIME_ZONE)
    nights = begun.filter(begun.dt.hour() == 18)
    assert set(nights.dt.weekday()) == {5, 6}
    assert nights.len() > 80
    assert (begun.dt.weekday() == 7).sum() > 20
    holidays = [day for day in public_holidays(project.start, project.end) if day.isoweekday() < 6]
    served = begun.filter(begun.dt.date().is_in(holidays)).dt.date().n_unique()
    assert 0 < served < len(holidays) / 2


def test_each_slot_matches_at_most_one_row_of_the_plan(
    project: Project, context: dict[str, pl.DataFrame], tables: dict[str, pl.DataFrame]
) -> None:
    localities, span = project.frames["localities"], (project.start, project.end)
    taught = school_days(project.frames["schools"], context["school_breaks"], context["context_events"], *span)
    days = day_types(localities, taught, *span)
    plan = in_force(tables, "patrol_plan").with_columns(day_type=pl.col("day_types").str.split(";"))
    slots = days.join(plan.explode("day_type"), on=["locality", "day_type"]).filter(
        pl.col("day").is_between("valid_from", pl.col("valid_to").fill_null(project.end))
    )
    assert slots.height > 5000
    assert not slots.select("locality", "day", "band").is_duplicated().any()
    with_school = set(localities.filter(pl.col("school").is_not_null())["locality"])
    assert set(plan.filter(pl.col("day_types") == "teaching_day")["locality"]) <= with_school
    assert (plan["entered_on"] <= plan["valid_from"]).all()
    assert set(plan["per"]) == {"slot", "day", "week"}


# --- the planted truth -----------------------------------------------------------------------------


def test_three_of_four_stay_and_the_post_is_empty_for_three_weeks(
    project: Project, tables: dict[str, pl.DataFrame], truth: dict
) -> None:
    contracts = in_force(tables, "contracts")
    originals = contracts.filter(pl.col("start") == project.start)
    assert (originals.height, (originals["last_day"] == project.end).sum()) == (4, 3)
    left = originals.filter(pl.col("last_day") < project.end).row(0, named=True)
    after = contracts.filter((pl.col("post") == left["post"]) & (pl.col("start") > left["last_day"]))
    assert left["end_reason"] == "other_job"
    assert project.period("P2").start <= left["last_day"] <= project.period("P2").end
    assert (after["start"].item() - left["last_day"]).days - 1 == 21
    said = truth["employment"]
    assert (said["originals"], said["still_employed"], said["vacancy_days"]) == (4, 3, 21)
    assert (said["left"], said["replaced_by"]) == (left["person"], after["person"].item())


def test_everyone_passed_the_initial_course(tables: dict[str, pl.DataFrame]) -> None:
    initial = tables["trainings"].filter(pl.col("kind") == "initial")["training"]
    passed = tables["training_attendance"].filter(pl.col("training").is_in(initial.to_list()))
    assert sorted(passed["person"]) == [f"APK{n}" for n in range(1, 6)]
    assert passed["passed"].all()
    assert set(passed["hours"]) == {40 * 3_600_000_000}


def test_the_true_change_is_what_the_population_says(project: Project, truth: dict) -> None:
    _, said = sample_survey(project, SEED)
    assert said == truth["survey"]

    def share(zones: dict[str, dict[str, int]]) -> Fraction:
        safe = sum(counts["1"] + counts["2"] for counts in zones.values())
        return Fraction(safe, sum(sum(counts.values()) - counts["9"] for counts in zones.values()))

    for item, waves in said["population"].items():
        change = share(waves["W1"]) - share(waves["W0"])
        assert said["change"][item] == pytest.approx(float(change), abs=1e-15)
        assert float(change) == pytest.approx({"safe_after_dark": 0.06, "safe_by_day": 0.02}[item], abs=5e-4)


def test_the_survey_alone_is_the_survey_of_the_whole(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    alone, _ = sample_survey(project, SEED)
    assert list(alone) == ["survey_waves", "survey_items", "survey_respondents", "survey_answers"]
    for name, frame in alone.items():
        assert_frame_equal(frame, tables[name])


def test_respondents_stand_for_their_zone(tables: dict[str, pl.DataFrame]) -> None:
    people = tables["survey_respondents"]
    assert dict(people.group_by("wave").len().iter_rows()) == {"W0": 312, "W1": 347}
    zones = people.group_by("wave", "zone").agg(pl.col("weight").sum(), pl.col("population").unique().implode())
    assert all(total == pytest.approx(size[0], abs=1e-3) for *_, total, size in zones.iter_rows())
    answered = tables["survey_answers"].group_by("respondent").agg(pl.col("item").n_unique())
    assert set(answered["item"]) == {2}


def test_the_money_spent_is_nearly_the_budget(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    expenses = in_force(tables, "expenses")
    spent = expenses["claimed"].sum() * (1 + project.indirect_rate) / project.budget
    assert spent == pytest.approx(0.968, abs=1e-4)
    assert expenses.filter(pl.col("approved") < pl.col("claimed")).height == 1
    last = expenses.filter(pl.col("paid_on") >= project.period("P5").start)
    assert last["approved"].is_null().all()
    assert (expenses["paid_on"] <= project.end).all()


def test_paper_comes_late_is_corrected_and_withdrawn(
    project: Project, tables: dict[str, pl.DataFrame], truth: dict
) -> None:
    happened = {"visits": "start", "events": "at", "expenses": "paid_on"}
    late = corrected = withdrawn = 0
    for name, column in happened.items():
        rows = tables[name].sort("recorded_at")
        day = rows[column] if column == "paid_on" else rows[column].dt.convert_time_zone(TIME_ZONE).dt.date()
        edges = pl.DataFrame({"end": [p.end for p in project.periods], "due": [p.report_due for p in project.periods]})
        dated = (
            rows.with_columns(day=day).sort("day").join_asof(edges, left_on="day", right_on="end", strategy="forward")
        )
        dated = dated.with_columns(pl.col("due").fill_null(project.periods[-1].report_due))
        recorded = pl.col("recorded_at").dt.convert_time_zone(TIME_ZONE).dt.date()
        late += dated.filter(recorded > pl.col("due")).height
        withdrawn += rows["withdrawn"].sum()
        corrected += rows.height - rows.n_unique(TABLES[name].key) - rows["withdrawn"].sum()
    assert truth["paperwork"] == {"late_rows": late, "corrections": corrected, "withdrawn_rows": withdrawn}
    assert (late, corrected, withdrawn) == (40, 10, 3)


def test_events_are_seen_on_a_visit(tables: dict[str, pl.DataFrame]) -> None:
    visits = tables["visits"].select("visit", "start", "end", place="locality")
    events = in_force(tables, "events").join(visits, on="visit")
    assert events.height == in_force(tables, "events").height
    assert events.select(((pl.col("start") <= pl.col("at")) & (pl.col("at") < pl.col("end"))).all()).item()
    assert events.select(pl.col("locality").eq_missing(pl.col("place")).all()).item()
    assert (events["hidden_crime"].is_null() == events["referral"].is_null()).all()
    assert 15 <= events["hidden_crime"].is_not_null().sum() <= 80


def test_no_column_tells_who_somebody_is(tables: dict[str, pl.DataFrame]) -> None:
    assert set(in_force(tables, "persons")["person"]) == {*(f"APK{n}" for n in range(1, 6)), "MENTOR1"}


# --- writing ---------------------------------------------------------------------------------------


def test_another_seed_gives_other_records(
    project: Project, context: dict[str, pl.DataFrame], tables: dict[str, pl.DataFrame]
) -> None:
    other = sample_tables(project, context, SEED + 1)
    assert list(other) == list(tables)
    assert not other["visits"].equals(tables["visits"])
    assert not other["survey_answers"].equals(tables["survey_answers"])


def test_a_folder_of_something_else_gets_no_town(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"picture")
    with pytest.raises(DataError) as refused:
        write_sample(tmp_path, 1)
    assert "není prázdná a nemá project.toml" in refused.value.message("cs")
    assert contents(tmp_path) == {"holiday.jpg": b"picture"}


def test_a_folder_without_a_sheet_gets_an_invented_town(tmp_path: Path) -> None:
    folder = tmp_path / "Žluťoučký kůň" / "město"
    summary = write_sample(folder, 1)
    sheet = parse_project((folder / "project.toml").read_text(encoding="utf-8"), folder.name)
    assert summary.invented_town
    assert sheet.synthetic
    assert "smyšlené" in sheet.beneficiary.cs
    marks = tomllib.loads((folder / "context/sources.toml").read_text(encoding="utf-8"))
    assert all(mark["synthetic"] for mark in marks.values())
    first = contents(summary.records)
    again = write_sample(folder, 1)
    assert not again.invented_town
    assert contents(again.records) == first
    assert contents(write_sample(folder, 2).records) != first


def real_mark(records: Path) -> None:
    sources = records / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("synthetic = true", "synthetic = false", 1), encoding="utf-8")


def no_marks(records: Path) -> None:
    (records / "sources.toml").unlink()


def unreadable_marks(records: Path) -> None:
    (records / "sources.toml").write_text("[posts", encoding="utf-8")


def own_file(records: Path) -> None:
    (records / "směny.xlsx").write_bytes(b"")


@pytest.mark.parametrize("spoil", [real_mark, no_marks, unreadable_marks, own_file])
def test_real_records_are_never_overwritten(tmp_path: Path, spoil) -> None:
    records = write_sample(tmp_path, 1).records
    spoil(records)
    before = contents(records)
    with pytest.raises(DataError) as refused:
        write_sample(tmp_path, 2)
    assert contents(records) == before
    assert str(records) in refused.value.message("cs")
    assert "Zvolte jinou složku" in refused.value.message("cs")


def test_real_records_without_a_sheet_stop_the_invented_town(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records/visits.csv").write_text("visit\n", encoding="utf-8")
    with pytest.raises(DataError):
        write_sample(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["records"]
