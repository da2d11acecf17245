import csv
import json
import tomllib
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from shapely.geometry import shape

from apk_lib.calendars import day_types, public_holidays, school_days
from apk_lib.errors import DataError
from apk_lib.periods import TIME_ZONE
from apk_lib.project import Project, parse_project
from apk_lib.sample import sample_survey, sample_tables, write_sample
from apk_lib.sample.ground import Ground, distance, grounds, towards
from apk_lib.tables import TABLES, meaning
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.tables.scales import SCALES

SEED = 2020
# what a town need not keep is not invented for it
OPTIONAL = {"waivers"}
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
def places(root: Path) -> dict[str, Ground]:
    return grounds((root / "data/kromeriz/context/localities.geojson").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tables(project: Project, context: dict[str, pl.DataFrame], places: dict[str, Ground]) -> dict[str, pl.DataFrame]:
    return sample_tables(project, context, SEED, places)


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
    context = ("school_breaks.csv", "context_events.csv", "localities.geojson")
    for name in ("project.toml", *(f"context/{file}" for file in context)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((town / name).read_bytes())
    summary = write_sample(tmp_path, SEED)
    assert contents(summary.records) == contents(town / "records")
    assert not summary.invented_town
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".records")]


def test_the_records_are_small_clean_text(root: Path) -> None:
    files = contents(root / "data/kromeriz/records")
    assert sum(map(len, files.values())) < 4_500_000
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
    assert set(plan["per"]) == {"slot", "day", "week"}


def test_one_row_of_the_plan_was_entered_when_it_held_already(
    project: Project, tables: dict[str, pl.DataFrame], truth: dict
) -> None:
    plan = in_force(tables, "patrol_plan")
    [late] = plan.filter(pl.col("entered_on") > pl.col("valid_from")).iter_rows(named=True)
    assert truth["plan_entered_late"] == [late["plan_row"]]
    period = project.period("P4")
    assert period.start < late["valid_from"] < late["entered_on"] < period.end
    before = plan.filter(locality=late["locality"], band=late["band"], valid_to=late["valid_from"] - timedelta(days=1))
    assert before["amount"].to_list() == [late["amount"] + 0.5]


def test_absences_are_the_working_days_missed(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    holidays = public_holidays(project.start, project.end)
    served = in_force(tables, "shift_crew").join(in_force(tables, "shifts"), on="shift")
    begun = served.select("person", day=pl.col("start").dt.convert_time_zone(TIME_ZONE).dt.date())
    taught = in_force(tables, "training_attendance").join(in_force(tables, "trainings"), on="training")
    present = {*begun.iter_rows(), *taught.select("person", "held_on").iter_rows()}
    absences = tables["absences"]
    assert absences.height > 50
    for row in absences.iter_rows(named=True):
        days = [row["first_day"] + timedelta(days=n) for n in range((row["last_day"] - row["first_day"]).days + 1)]
        worked = [day for day in days if day.isoweekday() < 6 and day not in holidays]
        assert row["excused_hours"] == len(worked) * 8 * 3_600_000_000 > 0
        assert not present & {(row["person"], day) for day in days}


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
    assert set(alone) == {name for name in OPERATIONAL if name.startswith("survey")}
    for name, frame in alone.items():
        assert_frame_equal(frame, tables[name])


def test_respondents_stand_for_their_zone(tables: dict[str, pl.DataFrame]) -> None:
    people = tables["survey_respondents"]
    assert dict(people.group_by("wave").len().iter_rows()) == {"W0": 312, "W1": 347}
    zones = people.group_by("wave", "zone").agg(pl.col("weight").sum(), pl.col("population").unique().implode())
    assert all(total == pytest.approx(size[0], abs=1e-3) for *_, total, size in zones.iter_rows())
    primary = tables["survey_items"].filter("primary")
    answered = tables["survey_answers"].join(primary, on="item", how="semi").group_by("respondent").len()
    assert answered.height == people.height
    assert set(answered["len"]) == {2}


def test_those_approached_are_the_respondents_and_as_many_others(tables: dict[str, pl.DataFrame]) -> None:
    counted = tables["survey_dispositions"].pivot("disposition", index=["wave", "zone"], values="persons")
    asked = tables["survey_respondents"].group_by("wave", "zone").len()
    both = counted.join(asked, on=["wave", "zone"], how="full", coalesce=True)
    assert (both["complete"] + both["partial"]).equals(both["len"].cast(pl.Int64), check_names=False)
    belong = both.select(pl.sum_horizontal(pl.exclude("wave", "zone", "not_eligible", "len"))).to_series()
    assert (both["len"] / belong).is_between(0.44, 0.56).all()


def test_people_live_where_their_zone_says_and_are_of_all_kinds(
    project: Project, tables: dict[str, pl.DataFrame]
) -> None:
    people = tables["survey_respondents"]
    risk = set(project.frames["localities"].filter(kind="risk")["locality"])
    assert set(people.filter(zone="risk_locality")["locality"]) == risk
    assert people.filter(pl.col("zone") != "risk_locality")["locality"].is_null().all()
    assert 0.44 < (people["sex"] == "female").mean() < 0.58
    shares = dict(people["age_group"].value_counts(normalize=True).iter_rows())
    assert shares == pytest.approx({"15-29": 0.18, "30-44": 0.26, "45-59": 0.24, "60+": 0.32}, abs=0.05)


def test_the_core_questions_and_those_about_places_are_asked(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    items = tables["survey_items"]
    assert set(CORE_ITEMS) <= set(items["item"])
    kinds = dict(project.frames["localities"].select("locality", "kind").iter_rows())
    about = items.drop_nulls("locality")
    assert sorted(kinds[place] for place in about["locality"]) == ["cycle_path", "park", "risk", "risk"]
    assert (about["item"] == "safe_in_" + about["locality"]).all()
    for item, scale in items.select("item", "scale").iter_rows():
        given = set(tables["survey_answers"].filter(item=item)["answer"])
        assert given <= set(SCALES[scale].answers), item
        assert set(SCALES[scale].valid) <= given, item
    assert set(tables["survey_answers"].filter(item="safe_by_day")["answer"]) == {1, 2, 3, 4, 9}


def test_a_question_that_follows_another_is_asked_of_those_who_said_yes(tables: dict[str, pl.DataFrame]) -> None:
    answers = tables["survey_answers"]
    for item in CORE_ITEMS.values():
        if item.asked_if:
            led = answers.filter(pl.col("item") == item.asked_if, pl.col("answer") == 1)["respondent"]
            assert sorted(answers.filter(item=item.id)["respondent"]) == sorted(led), item.id


def test_refusals_are_few(tables: dict[str, pl.DataFrame]) -> None:
    primary = tables["survey_items"].filter("primary")
    others = tables["survey_answers"].join(primary, on="item", how="anti")["answer"]
    assert (others == 8).mean() == pytest.approx(0.01, abs=0.003)
    assert (others == 9).mean() == pytest.approx(0.03, abs=0.005)


def test_answers_are_drawn_from_the_planted_shares(tables: dict[str, pl.DataFrame], truth: dict) -> None:
    # each weighted share within four errors of what was planted, with a design effect of 2
    scales = dict(tables["survey_items"].select("item", "scale").iter_rows())
    people = tables["survey_respondents"].select("respondent", "wave", "weight")
    answers = tables["survey_answers"].join(people, on="respondent")
    assert set(truth["survey"]["opinions"]) == set(scales) - {"safe_by_day", "safe_after_dark"}
    for item, waves in truth["survey"]["opinions"].items():
        scale = SCALES[scales[item]]
        for wave, share in waves.items():
            valid = answers.filter(pl.col("answer").is_in(list(scale.valid)), item=item, wave=wave)
            good = valid["answer"].is_in(list(scale.favourable))
            found = (good * valid["weight"]).sum() / valid["weight"].sum()
            assert found == pytest.approx(share, abs=4 * (2 * share * (1 - share) / valid.height) ** 0.5), (item, wave)


def test_the_analysis_and_the_evaluation_are_written(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    documents = in_force(tables, "outputs").filter(pl.col("kind") != "progress_report")
    first, last = documents.sort("finished_on").iter_rows(named=True)
    waves = tables["survey_waves"].sort("starts")
    assert (first["kind"], last["kind"]) == ("initial_analysis", "final_evaluation")
    assert waves["ends"][0] < first["finished_on"] < first["published_on"] <= project.period("P1").end
    assert waves["ends"][1] < last["finished_on"] < last["published_on"] <= project.end
    recorded = documents["recorded_at"].dt.convert_time_zone(TIME_ZONE).dt.date()
    assert (recorded >= documents["published_on"]).all()


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


def test_events_end_somehow_and_finds_are_named(tables: dict[str, pl.DataFrame]) -> None:
    events = in_force(tables, "events")
    told = events["outcome"].drop_nulls()
    assert told.len() > 0.95 * events.height
    assert 0.5 < (told == "settled_by_talking").mean() < 0.6
    assert 0.17 < told.str.starts_with("handed_to").mean() < 0.25
    found = tables["events"].filter(pl.col("found").is_not_null()).group_by("found").len()
    shares = {kind: n / found["len"].sum() for kind, n in found.iter_rows()}
    assert 0.3 < shares["needles"] < 0.5
    assert 0.35 < shares["waste"] < 0.55
    versions = tables["events"].group_by("event").agg(pl.col("outcome", "found").n_unique())
    assert (versions["outcome"].max(), versions["found"].max()) == (1, 1)


def test_contacts_are_counted_where_people_are(project: Project, tables: dict[str, pl.DataFrame]) -> None:
    kinds = project.frames["localities"].select("locality", place="kind")
    visits = in_force(tables, "visits").join(kinds, on="locality")
    talks = tables["contacts"].join(visits, on="visit")
    assert talks.height == tables["contacts"].height
    met = {place: set(kinds) for place, kinds in talks.group_by("place").agg(pl.col("kind").unique()).iter_rows()}
    assert met == {
        "crossing": {"pupil", "resident"}, "risk": {"resident", "building_manager"},
        "park": {"resident", "other"}, "cycle_path": {"other"},
    }  # fmt: skip
    hour = talks.filter(kind="building_manager")["start"].dt.convert_time_zone(TIME_ZONE).dt.hour()
    assert (hour.min(), hour.max()) >= (7, 0)
    assert hour.max() < 17


def test_some_departures_are_forgotten_and_some_pairs_split(
    tables: dict[str, pl.DataFrame], truth: dict, project: Project
) -> None:
    visits = in_force(tables, "visits")
    forgotten = visits.filter(pl.col("end").is_null())
    told = {one["visit"]: datetime.fromisoformat(one["left"]) for one in truth["presence"]["forgotten_departures"]}
    assert sorted(forgotten["visit"]) == sorted(told)
    assert len(told) == 12
    assert all(told[visit] > start for visit, start in forgotten.select("visit", "start").iter_rows())
    split = tables["visit_crew"].join(visits, on="visit").join(tables["shift_crew"], on=["shift", "person"], how="semi")
    assert split.height == tables["visit_crew"].height == truth["presence"]["split_visits"] == 6
    crews = tables["shift_crew"].join(split, on="shift", how="semi").group_by("shift").len()
    assert set(crews["len"]) == {2}


def test_no_column_tells_who_somebody_is(tables: dict[str, pl.DataFrame]) -> None:
    assert set(in_force(tables, "persons")["person"]) == {*(f"APK{n}" for n in range(1, 6)), "MENTOR1"}


# --- the pilot of GPS ------------------------------------------------------------------------------


def placed(tables: dict[str, pl.DataFrame], places: dict[str, Ground]) -> pl.DataFrame:
    """The fixes with the locality each lies in."""
    fixes = tables["gps_fixes"]
    points = [(round(lon * 1e6), round(lat * 1e6)) for lon, lat in fixes.select("lon", "lat").iter_rows()]
    inside = [next((name for name, ground in places.items() if ground.holds(point)), None) for point in points]
    return fixes.with_columns(place=pl.Series(inside, dtype=pl.String), point=pl.Series(points)).sort("device", "at")


def test_localities_are_polygons_inside_the_town_that_do_not_overlap(root: Path, project: Project) -> None:
    context = root / "data/kromeriz/context"
    said = json.loads((context / "localities.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {one["properties"]["locality"]: shape(one["geometry"]) for one in said}
    [town] = json.loads((context / "outline.geojson").read_text(encoding="utf-8"))["features"]
    assert set(shapes) == set(project.frames["localities"]["locality"])
    assert all(one["properties"]["synthetic"] for one in said)
    marks = tomllib.loads((context / "sources.toml").read_text(encoding="utf-8"))["localities"]
    assert marks["synthetic"]
    assert "not the real boundaries" in marks["origin"]
    assert all(one.is_valid and shape(town["geometry"]).contains(one) for one in shapes.values())
    assert not [pair for pair in combinations(shapes, 2) if shapes[pair[0]].intersects(shapes[pair[1]])]
    assert sum(not one.equals(one.convex_hull) for one in shapes.values()) >= 3
    assert sum(len(one.interiors) for one in shapes.values()) == 1


def test_the_pilot_takes_two_weeks_of_march_2022(tables: dict[str, pl.DataFrame], truth: dict) -> None:
    fixes = tables["gps_fixes"]
    days = fixes["at"].dt.convert_time_zone(TIME_ZONE).dt.date()
    first, last = date(2022, 3, 7), date(2022, 3, 20)
    assert (truth["gps"]["first_day"], truth["gps"]["last_day"]) == (str(first), str(last))
    # the night shift of the last Saturday ends on Sunday
    assert first == days.min() < days.max() <= last + timedelta(days=1)
    assert 8_000 < fixes.height == truth["gps"]["fixes"] <= 12_000
    assert set(fixes["device"]) == {"GPS1", "GPS2"}


def test_devices_walk_where_their_crews_say(
    tables: dict[str, pl.DataFrame], places: dict[str, Ground], truth: dict
) -> None:
    fixes = placed(tables, places)
    visits = in_force(tables, "visits").filter(
        pl.col("start").is_between(fixes["at"].min(), fixes["at"].max()), pl.col("end").is_not_null()
    )
    during = visits.join_where(fixes, pl.col("at") >= pl.col("start"), pl.col("at") < pl.col("end"))
    there = during.with_columns(there=pl.col("place").eq_missing(pl.col("locality"))).group_by("visit", "device").agg(
        pl.col("there").mean()
    ).group_by("visit").agg(pl.col("there").max())  # fmt: skip
    assert there.height == visits.height
    assert there["there"].mean() > 0.9
    assert there["there"].min() > 0.5


def test_devices_go_silent_jump_and_repeat_themselves(
    tables: dict[str, pl.DataFrame], places: dict[str, Ground], project: Project, truth: dict
) -> None:
    fixes = placed(tables, places)
    seconds = fixes.select(pl.col("at").diff().over("device").dt.total_seconds()).to_series()
    # shifts of one device are hours apart
    silent = fixes.with_columns(seconds=seconds).filter(pl.col("seconds").is_between(61, 3600))
    assert sorted(silent["seconds"]) == [24 * 60, 33 * 60]
    assert sorted(one["minutes"] for one in truth["gps"]["gaps"]) == [24, 33]
    fast = []
    for one, next_one in pairwise(fixes.iter_rows(named=True)):
        if one["device"] == next_one["device"] and next_one["at"] - one["at"] == timedelta(minutes=1):
            metres_a_minute = distance(tuple(one["point"]), tuple(next_one["point"])) / 1000
            fast += [next_one["at"]] if metres_a_minute > 200 else []
    [jump] = truth["gps"]["jumps"]
    assert fast == [datetime.fromisoformat(jump["at"]), datetime.fromisoformat(jump["at"]) + timedelta(minutes=1)]
    crossings = set(project.frames["localities"].filter(kind="crossing")["locality"])
    for crossing in crossings:
        standing = fixes.filter(place=crossing)["point"].value_counts(sort=True)["count"]
        assert standing[0] > 0.5 * standing.sum()


def test_without_polygons_there_is_no_pilot(
    project: Project, context: dict[str, pl.DataFrame], tables: dict[str, pl.DataFrame]
) -> None:
    bare = sample_tables(project, context, SEED)
    assert set(tables) - set(bare) == {"gps_fixes"}
    for name, frame in bare.items():
        assert_frame_equal(frame, tables[name])


def test_points_lie_in_polygons_with_holes() -> None:
    ring = ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
    hole = ((40, 40), (40, 60), (60, 60), (60, 40), (40, 40))
    ground = Ground((ring, hole))
    assert ground.holds((10, 10))
    assert not ground.holds((50, 50))
    assert not ground.holds((101, 50))
    assert towards((0, 0), (100, 0), 72 * 50) == (50, 0)
    assert towards((0, 0), (100, 0), 72 * 500) == (100, 0)


# --- writing ---------------------------------------------------------------------------------------


def test_another_seed_gives_other_records(
    project: Project, context: dict[str, pl.DataFrame], tables: dict[str, pl.DataFrame]
) -> None:
    other = sample_tables(project, context, SEED + 1)
    assert list(other) == [name for name in tables if name != "gps_fixes"]
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
