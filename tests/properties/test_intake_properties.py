"""Whatever a town writes: what is read is what was written, every row has one fate, and order decides nothing."""

from __future__ import annotations

import functools
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dataframely as dy
import polars as pl
import pytest
import xlsxwriter
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

from apk_lib.dataset import open_dataset
from apk_lib.intake import Answers, Office, Plan, import_files, make_plan, read, source_files
from apk_lib.intake.judging.comparison import SUBMITTED_AT, compare
from apk_lib.intake.reading.moments import moments
from apk_lib.intake.reading.words import loose, read_clock, read_day, read_moment, read_number, read_yes_no, tidy
from apk_lib.intake.storage.cells import as_text, typed
from apk_lib.project import Project, parse_project
from apk_lib.tables import TABLES, Table, meaning
from apk_lib.text import LANGUAGES, Lang
from apk_lib.workbooks.template.records import RECORDS, write_template
from tests.properties.examples import examples
from tests.sampled import slow

PRAGUE = ZoneInfo("Europe/Prague")
# an example costs a workbook: it is told as it was found
QUICK = (Phase.explicit, Phase.generate)
RECORDED = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAMES = [table.name for table in RECORDS]
Rows = list[list[object]]

ODD = [
    "=1+1", "=cmd|' /C calc'!A0", "+420 123", "-x", "@x", "'", '"', '""', ",", ";", "a;b,c d", "NaN", "nan", "null",
    "None", "inf", "-0", "001", "1e5", "1,5", "2020-01-01", "1. 1. 2020", "7:30", "TRUE", "ano", "#N/A", "_x000D_",
    "_x0041_",
    "příliš žluťoučký kůň úpěl ďábelské ódy", "🚓👩‍👧", "a\u0301 á", "\u202eabc", "x" * 3000, "<b>&amp;</b>", "C:\\x",
    "100 %",
    "příklad", "Kontrola",
]  # fmt: skip
_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Zs"), exclude_characters="\ufffe\uffff"
)
TEXT = st.sampled_from(ODD) | st.lists(st.text(_LETTERS, min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)


# --- rows that keep the rules of their table -------------------------------------------------------


# an id that becomes part of names of files and columns
PLAIN = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,12}", fullmatch=True)


def cells_of(column: dy.Column) -> st.SearchStrategy[Any]:
    said = meaning(column)
    codes = list(said.codes or ())
    # words of letters alone are a name, and a name is kept out
    pseudonym = st.integers(1, 99).map(lambda number: f"APK{number}") | st.sampled_from(["001", "Ž-7", "1e5", "=x1"])
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "identifier": PLAIN
        if isinstance(column, dy.String) and column.regex
        else pseudonym
        if said.references == "persons" or "pseudonym" in said.label.en
        else TEXT,
        "words": TEXT,
        "code": st.sampled_from(codes) if codes else st.nothing(),
        "codes": st.lists(st.sampled_from(codes), min_size=1, unique=True).map(";".join) if codes else st.nothing(),
        "day": st.dates(date(1990, 1, 1), date(2100, 12, 31)),
        "instant": st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)),
        "hours": st.integers(0, 10**12) | st.integers(0, 1000).map(lambda hours: hours * 3_600_000_000),
        "money": st.integers(-(10**13), 10**13),
        "whole": st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(0, 100),
        "decimal": st.floats(allow_nan=False, allow_infinity=False)
        | st.floats(0.05, 1)
        | st.integers(0, 99).map(float),
        "yes_no": st.booleans(),
    }
    drawn = kinds[said.kind]
    return st.none() | drawn if column.nullable else drawn


PAIRS = (("start", "end"), ("start", "last_day"), ("first_day", "last_day"), ("planned_from", "planned_to"),
         ("valid_from", "valid_to"), ("starts", "ends"), ("finished_on", "published_on"),
         ("entered_on", "left_on"), ("checked_on", "fixed_on"), ("since", "until"),
         ("found_on", "closed_on"))  # fmt: skip


def mended(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row with what its table's rules ask for."""
    for first, last in PAIRS:
        if row.get(first) is not None and row.get(last) is not None:
            row[first], row[last] = sorted((row[first], row[last]))
            if isinstance(row[last], datetime) and row[first] == row[last]:
                row[last] += timedelta(microseconds=1)
    match table.name:
        case "hours_monthly":
            row |= {"month": row["month"].replace(day=1), "training": min(row["training"], row["worked"])}
        case "expenses":
            row["month"] = row["month"] and row["month"].replace(day=1)
        case "outputs":
            row["published_on"] = row["finished_on"] and row["published_on"]
        case "locality_checks":
            row["score"] = abs(row["score"]) % 4
        case "mentor_reviews":
            monday = row["week"] - timedelta(days=row["week"].weekday())
            row |= {"week": monday, "score": None if row["score"] is None else abs(row["score"]) % 5 + 1}
        case "training_attendance":
            row |= {name: row[name] and abs(row[name]) for name in row if name.startswith(("pre_", "post_"))}
        case "survey_answers":
            row["answer"] = (1, 2, 3, 4, 9)[row["answer"] % 5]
        case "survey_respondents":
            row |= {"population": 10**6, "weight": abs(row["weight"]) + 1}
        case "context_events":
            row["attendance"] = (row["attendance"] or "none") if row["kind"] == "schools" else None
        case "recorded_crime":
            row |= {"year": 1990 + abs(row["year"]) % 200, "registered": abs(row["registered"])}
        case "posts" | "contracts":
            row["fte"] = min(1.0, max(0.05, abs(row["fte"])))
        case "patrol_plan":
            row["amount"] = abs(row["amount"])
        case "contacts":
            row["count"] = abs(row["count"])
        case "survey_dispositions" | "population_margins":
            row["persons"] = abs(row["persons"]) + 1
        case "survey_wordings":
            row["place"] = abs(row["place"]) or None if row["place"] else None
        case "published_surveys":
            asked = row["respondents"] and abs(row["respondents"])
            share = min(100.0, abs(row["percent_safe"]))
            row |= {"year": 1990 + abs(row["year"]) % 200, "respondents": asked or None, "percent_safe": share}
    return row


@functools.cache
def tables(name: str) -> st.SearchStrategy[pl.DataFrame]:
    """Valid rows of a table, each key once."""
    table = TABLES[name]
    columns = {column: declared for column, declared in table.schema.columns().items() if column != "source_row"}
    drawn = st.fixed_dictionaries({column: cells_of(declared) for column, declared in columns.items()})
    types = {column: declared.dtype for column, declared in table.schema.columns().items()}

    def framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
        placed = [{"source_row": place} | mended(table, dict(row)) for place, row in enumerate(rows, start=5)]
        frame = pl.DataFrame(placed, schema=types, orient="row").unique(table.key or list(columns), maintain_order=True)
        good, wrong = table.schema.filter(frame)
        assert len(wrong) == 0, (name, wrong.counts())
        return pl.DataFrame(good)

    return st.lists(drawn, min_size=1, max_size=4).map(framed)


def content(name: str) -> list[str]:
    return [column for column in TABLES[name].schema.columns() if column != "source_row"]


@contextmanager
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def same(left: pl.DataFrame, right: pl.DataFrame, columns: list[str]) -> bool:
    return sorted(left.select(columns).rows(), key=repr) == sorted(right.select(columns).rows(), key=repr)


# --- table → workbook → table ----------------------------------------------------------------------


def through_a_workbook(rows: dict[str, pl.DataFrame], lang: Lang, project: Project | None = None) -> Plan:
    with place() as folder:
        write_template(folder / "w.xlsx", lang, project, rows)
        return make_plan([folder / "w.xlsx"], Office(project), RECORDED)


@pytest.mark.parametrize("lang", LANGUAGES)
@examples(4, phases=QUICK)
@given(data=st.data())
def test_a_table_comes_back_from_its_workbook(lang, data):
    name = data.draw(st.sampled_from(NAMES))
    rows = data.draw(tables(name))
    plan = through_a_workbook({name: rows}, lang)
    assert plan.findings.filter(severity="error").rows() == []
    assert same(plan.additions[name], rows, content(name))
    assert plan.account.filter(table=name).select("read", "new").row(0) == (len(rows), len(rows))


# every table in one of the languages; the other is for `make test-slow`
ONE_BY_ONE = [
    (name, lang) if place % 2 == (lang == "en") else slow((name, lang))
    for place, name in enumerate(NAMES)
    for lang in LANGUAGES
]


@pytest.mark.parametrize(("name", "lang"), ONE_BY_ONE)
def test_every_table_comes_back_once(name, lang):
    rows = _one_of(name)
    plan = through_a_workbook({name: rows}, lang)
    assert plan.additions.keys() == {name}
    assert same(plan.additions[name], rows, content(name))


@functools.cache
def _one_of(name: str) -> pl.DataFrame:
    """The first rows that chance gives."""
    found: list[pl.DataFrame] = []

    @settings(max_examples=6, database=None)
    @given(tables(name))
    def remember(rows: pl.DataFrame) -> None:
        found.append(rows)

    remember()
    return max(found, key=len)


LINES = ["řádek\nřádek", "a  b", "a\n\nb", "a\u00a0b", "a\tb", "a \n b"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_keep_their_lines_and_spaces(lang):
    types = {column: declared.dtype for column, declared in TABLES["trainings"].schema.columns().items()}
    rows = [{"source_row": 5 + place, "recorded_at": RECORDED, "withdrawn": False, "training": f"K{place}",
             "held_on": date(2020, 6, 1), "kind": "initial", "topic": text}
            for place, text in enumerate(LINES)]  # fmt: skip
    plan = through_a_workbook({"trainings": pl.DataFrame(rows, schema=types, orient="row")}, lang)
    assert plan.additions["trainings"].sort("training")["topic"].to_list() == LINES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_workbook_says_nothing(lang):
    plan = through_a_workbook({}, lang)
    assert plan.findings.is_empty()
    assert plan.additions == {}


@pytest.mark.parametrize("lang", ["en", slow("cs")])
def test_a_whole_town_comes_back_through_an_empty_folder(root, tmp_path, lang):
    folder = root / "data" / "kromeriz"
    records = {source.table: read(source) for source in source_files(folder) if source.table in NAMES}
    project = parse_project((folder / "project.toml").read_text("utf-8"), "kromeriz")
    write_template(tmp_path / "w.xlsx", lang, project, records)
    new = tmp_path / "kromeriz"
    new.mkdir()
    shutil.copy(folder / "project.toml", new)
    assert import_files([tmp_path / "w.xlsx"], new, RECORDED).number == 1
    for period in ("P2", "P5"):
        there, here = (open_dataset(one, period=period) for one in (folder, new))
        for name in records:
            assert same(here.table(name), there.table(name), content(name)), (period, name)
        assert here.rejected.is_empty()


# --- cells of files --------------------------------------------------------------------------------


@examples(60, phases=QUICK)
@given(data=st.data())
def test_what_is_written_into_a_file_is_read_as_it_was(data):
    name = data.draw(st.sampled_from(list(TABLES)))
    rows = data.draw(tables(name)) if name in NAMES else data.draw(_any_rows(name))
    written = as_text(TABLES[name], rows).write_csv().encode()
    text = pl.read_csv(written, infer_schema=False).with_columns(pl.all().replace("", None))
    back, unreadable = typed(text.with_row_index("source_row", offset=2), TABLES[name])
    assert unreadable == []
    assert back.select(content(name)).rows() == rows.select(content(name)).rows()


@functools.cache
def _any_rows(name: str) -> st.SearchStrategy[pl.DataFrame]:
    """Rows of the right types; whether they keep rules is no matter of cells."""
    columns = {column: declared for column, declared in TABLES[name].schema.columns().items() if column != "source_row"}
    types = {column: declared.dtype for column, declared in TABLES[name].schema.columns().items()}
    drawn = st.fixed_dictionaries({column: cells_of(declared) for column, declared in columns.items()})
    return st.lists(drawn, min_size=1, max_size=4).map(
        lambda rows: pl.DataFrame([{"source_row": 2} | row for row in rows], schema=types, orient="row")
    )


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1))
@example("a\r\nb")
@example("\r")
@example(' "a" ')
@example("\ufeffa")
def test_any_text_survives_its_file(text):
    rows = pl.DataFrame({"area": [text, "b"], "year": [2020, 2021], "registered": [1, 2], "source": ["x", text]})
    written = as_text(TABLES["recorded_crime"], rows).write_csv().encode()
    back = pl.read_csv(written, infer_schema=False)
    assert back["area"].to_list() == [text, "b"]
    assert back["source"].to_list() == ["x", text]


# --- how people write ------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
DAY_FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "iso short": lambda day: f"{day.year}-{day.month}-{day.day}",
    "czech": lambda day: f"{day.day}. {day.month}. {day.year}",
    "czech tight": lambda day: f"{day.day}.{day.month}.{day.year}",
    "czech padded": lambda day: f"{day:%d.%m.%Y}",
    "czech hard spaces": lambda day: tidy(f"{day.day}.\u00a0{day.month}.\u00a0{day.year}"),
}


@pytest.mark.parametrize("form", DAY_FORMS)
@given(day=DAYS)
def test_a_day_is_read_as_that_day(form, day):
    value, rule = read_day(DAY_FORMS[form](day), Answers())
    assert value == day
    assert rule == (None if DAY_FORMS[form](day) == day.isoformat() else "read_as_day")


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), first=st.booleans(), century=st.sampled_from([1900, 2000]))
def test_a_day_in_two_ways_is_read_only_once_that_was_answered(day, first, century):
    slashes = f"{day.day}/{day.month}/{day.year}" if first else f"{day.month}/{day.day}/{day.year}"
    assert read_day(slashes, Answers(day_first=first))[0] == day
    unsure = day.day <= 12 and day.day != day.month
    expected = (None, "ambiguous_date") if unsure else (day, "read_as_day")
    assert read_day(slashes, Answers()) == expected
    short = f"{day.day}. {day.month}. {day.year % 100:02}"
    assert read_day(short, Answers()) == (None, "ambiguous_date")
    assert read_day(short, Answers(century=2000))[0] == day
    last_century = read_day(short, Answers(century=1900))[0]
    assert last_century is None or last_century.year == day.year - 100


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 9999))
def test_no_day_is_made_up(day, month, year):
    for text in (f"{day}. {month}. {year:04}", f"{year:04}-{month:02}-{day:02}"):
        value, rule = read_day(text, Answers())
        try:
            real = date(year, month, day)
        except ValueError:
            real = None
        sensible = real is not None and 1990 <= real.year <= 2100
        assert value == (real if sensible else None)
        assert sensible or rule == "unreadable_cell"


@given(
    st.times(),
    st.sampled_from(["{:%H:%M}", "{:%H:%M:%S}", "{:%H.%M}", "{:%H:%M} h", "{:%H:%M} hod.", "{:%H:%M:%S.%f}"]),
)
def test_a_time_is_read_as_that_time(clock, form):
    text = form.format(clock)
    kept = {"{:%H:%M:%S.%f}": clock, "{:%H:%M:%S}": clock.replace(microsecond=0)}
    wanted = kept.get(form, clock.replace(second=0, microsecond=0))
    since = datetime.combine(date.min, wanted) - datetime.min
    assert read_clock(text) == (since // timedelta(microseconds=1), "read_as_time")
    if clock.hour < 10 and form in ("{:%H:%M}", "{:%H.%M}"):
        assert read_clock(text.removeprefix("0"))[0] == since // timedelta(microseconds=1)


@given(st.integers(25, 99), st.integers(60, 99), st.times())
def test_no_time_is_made_up(hour, minute, clock):
    for text in (f"{hour}:{clock:%M}", f"{clock:%H}:{minute}", f"24:{clock.minute or 1:02}"):
        assert read_clock(text) == (None, "unreadable_cell")


@given(DAYS, st.times(), st.sampled_from([" ", "  ", "T"]), st.sampled_from(list(DAY_FORMS)))
def test_a_moment_is_read_as_that_moment(day, clock, between, form):
    assume(between != "T" or form.startswith("iso"))
    text = f"{DAY_FORMS[form](day)}{between}{clock:%H:%M:%S.%f}"
    value, rule = read_moment(text, Answers())
    assert value == datetime.combine(day, clock)
    assert rule == "read_as_time"


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_with_its_offset_is_that_instant(moment, minutes):
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    text = f"{moment.isoformat()}{sign}{hours:02}:{rest:02}"
    value, _ = read_moment(text, Answers())
    assert isinstance(value, datetime)
    assert value.astimezone(UTC) == (moment - timedelta(minutes=minutes)).replace(tzinfo=UTC)
    series = moments({"start": [value]}, None, None, 12.0)["start"].series
    assert series.to_list() == [value.astimezone(UTC)]


def czech(number: Decimal, gap: str) -> str:
    whole, _, rest = f"{abs(number):f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
    return ("-" if number < 0 else "") + gap.join(groups) + (f",{rest}" if rest else "")


@given(
    st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**9), 10**9).map(Decimal),
    st.sampled_from(["", " ", "\u00a0", "\u202f"]),
)
def test_a_number_in_czech_is_read_as_that_number(number, gap):
    text = tidy(czech(number, gap))
    assert read_number(text) == (float(number), "read_as_number")
    assert read_number(f"{number:f}")[0] == float(number)
    for crowns in ("Kč", "CZK"):
        assert read_number(tidy(f"{text} {crowns}"), kind="money")[0] == float(number)


@given(st.integers(1, 999), st.integers(0, 999), st.integers(0, 999), st.sampled_from([(",", "."), (".", ",")]))
def test_a_number_with_two_signs_is_nobodys_guess(first, second, third, signs):
    thousands, point = signs
    assert read_number(f"{first}{thousands}{second:03}{point}{third}") == (None, "ambiguous_number")
    assert read_number(f"{first}{thousands}{second:03}{thousands}{third:03}") == (None, "ambiguous_number")


@given(st.integers(-(2**60), 2**60))
def test_a_whole_number_is_never_read_as_another_one(number):
    # beyond what a double holds it may be refused, but not changed
    value, _ = read_number(str(number))
    assert value is None or int(value) == number  # type: ignore[call-overload]


@given(st.text(max_size=20))
def test_words_are_read_without_a_crash(text):
    bare = tidy(text)
    for reading in (read_day(bare, Answers()), read_moment(bare, Answers(True, 2000)), read_clock(bare),
                    read_number(bare), read_yes_no(bare)):  # fmt: skip
        assert (reading[0] is None) <= (reading[1] is not None)
    assert tidy(bare) == bare
    assert loose(loose(bare)) == loose(bare)


# --- the nights when clocks change -----------------------------------------------------------------

CHANGES_OF_CLOCKS = [datetime(2020, 3, 29), datetime(2020, 10, 25), datetime(2021, 3, 28), datetime(2021, 10, 31)]


@given(st.sampled_from(CHANGES_OF_CLOCKS), st.integers(-180, 600))
def test_a_local_time_is_that_instant_or_a_question(night, minutes):
    local = night + timedelta(minutes=minutes)
    read_ = moments({"at": [local]}, None, None, 12.0)["at"]
    early, late = (local.replace(tzinfo=PRAGUE, fold=fold).astimezone(UTC) for fold in (0, 1))
    there = early.astimezone(PRAGUE).replace(tzinfo=None) == local
    if early == late:
        assert read_.series.to_list() == [early]
        assert read_.marks == []
    else:
        assert read_.series.to_list() == [None]
        assert [mark.rule for mark in read_.marks] == ["ambiguous_time" if there else "skipped_time"]


@given(st.sampled_from(CHANGES_OF_CLOCKS), st.times(time(18), time(23, 59)), st.times(time(3, 30), time(6)))
def test_a_shift_over_the_night_of_a_change_has_its_true_length(night, starts, ends):
    starts, ends = (clock.replace(second=0, microsecond=0) for clock in (starts, ends))
    evening = night - timedelta(days=1)
    cells = [(clock.hour * 60 + clock.minute) * 60_000_000 for clock in (starts, ends)]
    read_ = moments({"start": cells[:1], "end": cells[1:]}, [evening.date()], [True], 12.0)
    start = datetime.combine(evening.date(), starts, PRAGUE).astimezone(UTC)
    end = datetime.combine(night.date(), ends, PRAGUE).astimezone(UTC)
    assert read_["start"].series.to_list() == [start]
    assert read_["end"].series.to_list() == [end]
    too_long = (night + timedelta(hours=ends.hour, minutes=ends.minute)) - (
        evening + timedelta(hours=starts.hour, minutes=starts.minute)
    ) > timedelta(hours=12)
    assert [mark.rule for mark in read_["end"].marks] == ["too_long_over_midnight" if too_long else "over_midnight"]


# --- fates -----------------------------------------------------------------------------------------

HEADS: dict[str, list[str]] = {
    "Osoby": ["osoba (pseudonym)", "role", "zapsáno", "zrušeno"],
    "Směny": ["směna", "den", "začátek", "konec", "posádka"],
    "Návštěvy lokalit": ["návštěva", "směna", "lokalita", "činnost", "den", "příchod", "odchod"],
    "Výdaje": ["výdaj", "položka rozpočtu", "uhrazeno", "nárokováno", "schváleno"],
    "Registrovaná kriminalita": ["oblast", "rok", "registrované skutky", "zdroj"],
}
FEW = st.sampled_from(["", "A", "B", "S1", "S2", "APK1", "APK2"])
CELLS: dict[str, list[st.SearchStrategy[object]]] = {
    "Osoby": [st.sampled_from(["", "APK1", "APK2", "APK3"]), st.sampled_from(["assistant", "mentor", "boss", ""]),
              st.sampled_from(["", "2020-06-01 8:00", "2020-07-01 8:00", "někdy"]),
              st.sampled_from(["", "ano", "ne", "?"])],
    "Směny": [st.sampled_from(["S1", "S2", "S3", ""]), st.sampled_from(["2020-06-02", "3. 6. 2020", "", "x"]),
              st.sampled_from(["7:00", "8:00", "2020-06-02 7:00", ""]), st.sampled_from(["15:00", "6:00", "25:00", ""]),
              st.sampled_from(["", "APK1", "APK1; APK2", "APK9", "Jana Nováková"])],
    "Návštěvy lokalit": [st.sampled_from(["V1", "V2", "V3", ""]), st.sampled_from(["S1", "S2", "S9", ""]),
                         st.sampled_from(["crossing", "Přechod", "nikde", ""]),
                         st.sampled_from(["foot_patrol", "pochůzka", "x"]),
                         st.sampled_from(["2020-06-02", "3. 6. 2020", ""]), st.sampled_from(["8:00", "9:00", ""]),
                         st.sampled_from(["10:00", "9:30", "7:00", ""])],
    "Výdaje": [FEW, FEW, st.sampled_from(["1. 7. 2020", "01/02/2020", ""]),
               st.sampled_from(["100", "1 000,50 Kč", "1.000", "x"]),
               st.sampled_from(["", "50", "NaN"])],
    "Registrovaná kriminalita": [FEW, st.sampled_from([2020, "2021", "x", ""]), st.sampled_from([1, "2", -1, ""]), FEW],
}  # fmt: skip


def grids(names: tuple[str, ...] = tuple(HEADS)) -> st.SearchStrategy[dict[str, Rows]]:
    bodies = {name: st.lists(st.tuples(*CELLS[name]).map(list), max_size=7) for name in names}
    return st.fixed_dictionaries({}, optional=bodies).filter(bool).map(
        lambda sheets: {name: [HEADS[name], *rows] for name, rows in sheets.items()}
    )  # fmt: skip


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(line, column, cell)
    return path


@pytest.fixture(scope="module")
def sheet(root: Path) -> str:
    return (root / "tests" / "unit" / "vzorov.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def project(sheet: str) -> Project:
    return parse_project(sheet, "vzorov")


def planned(sheets: dict[str, Rows], project: Project | None) -> Plan:
    with place() as folder:
        return make_plan([workbook(folder / "w.xlsx", sheets)], Office(project), RECORDED)


def accepted(plan: Plan) -> dict[str, list[Any]]:
    return {name: sorted(rows.select(content(name)).rows(), key=repr) for name, rows in plan.additions.items()}


@examples(20, phases=QUICK)
@given(sheets=grids())
def test_every_row_has_exactly_one_fate(project, sheets):
    plan = planned(sheets, project)
    for name, rows in sheets.items():
        filled = sum(any(cell != "" for cell in row) for row in rows[1:])
        told = plan.account.filter(sheet=name)
        if told.is_empty():
            assert filled == 0 or name in plan.findings["sheet"].to_list()
            continue
        line = told.row(0, named=True)
        assert line["read"] + line["examples"] == filled
        assert line["read"] == sum(line[fate] for fate in ("new", "changed", "unchanged", "duplicate", "aside"))
        aside = plan.aside.filter(origin_sheet=name, table=line["table"])
        assert aside["origin_row"].is_unique().all()
        assert len(aside) == line["aside"]
        assert len(plan.additions.get(line["table"], ())) == line["new"] + line["changed"]
        # a row that is set aside says why, with its row
        told_rows = set(plan.findings.filter(sheet=name)["row"])
        assert set(aside["origin_row"]) <= told_rows
    none = pl.DataFrame(schema={"origin_sheet": pl.String, "origin_row": pl.Int64, "table": pl.String})
    parts = [rows.select("origin_sheet", "origin_row", table=pl.lit(name)) for name, rows in plan.additions.items()]
    seen = pl.concat([none, *parts])
    both = seen.join(plan.aside, on=["table", "origin_sheet", "origin_row"], how="inner")
    assert both.filter(pl.col("table") != "shift_crew").is_empty()


@examples(15, phases=QUICK)
@given(sheets=grids(), data=st.data())
def test_the_order_of_rows_sheets_and_columns_decides_nothing(project, sheets, data):
    turned: dict[str, Rows] = {}
    for name in data.draw(st.permutations(list(sheets))):
        head, *body = sheets[name]
        columns = data.draw(st.permutations(range(len(head))))
        rows = data.draw(st.permutations(body))
        turned[name] = [[row[column] for column in columns] for row in [head, *rows]]
    before, after = planned(sheets, project), planned(turned, project)
    assert accepted(after) == accepted(before)
    sums = ("read", "new", "changed", "unchanged", "duplicate", "aside")
    assert sorted(after.account.select("sheet", *sums).rows()) == sorted(before.account.select("sheet", *sums).rows())
    assert after.stops == before.stops


@examples(4, phases=QUICK)
@given(first=grids(("Osoby", "Výdaje")), second=grids(("Registrovaná kriminalita", "Směny")))
def test_independent_files_may_come_in_any_order(sheet, first, second):
    states = []
    with place() as folder:
        files = [workbook(folder / f"{name}.xlsx", sheets) for name, sheets in (("a", first), ("b", second))]
        for number, order in enumerate((files, files[::-1])):
            town = folder / str(number) / "vzorov"
            town.mkdir(parents=True)
            (town / "project.toml").write_text(sheet, "utf-8")
            for file in order:
                import_files([file], town, RECORDED)
            dataset = open_dataset(town, period="P1", as_of="9999-12-31")
            states.append(
                {name: sorted(dataset.table(name).select(content(name)).rows(), key=repr)
                 for name in ("persons", "expenses", "recorded_crime", "shifts")}
            )  # fmt: skip
    assert states[0] == states[1]


@examples(8, phases=QUICK)
@given(sheets=grids())
def test_the_same_file_again_changes_nothing(sheet, sheets):
    with place() as folder:
        town = folder / "vzorov"
        town.mkdir()
        (town / "project.toml").write_text(sheet, "utf-8")
        file = workbook(folder / "w.xlsx", sheets)
        done = import_files([file], town, RECORDED)
        before = {path: path.read_bytes() for path in town.rglob("*") if path.is_file()}
        again = import_files([file], town, RECORDED + timedelta(days=1))
        assert again.number == 0
        assert again.plan.additions == {} or done.plan.stops
        assert {path: path.read_bytes() for path in town.rglob("*") if path.is_file()} == before
        # a report can be made of whatever was let in
        open_dataset(town, period="P1", as_of="9999-12-31")


def incoming(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    where = {"origin_file": pl.lit("w.xlsx"), "origin_sheet": pl.lit("x"), "origin_row": pl.col("id") + 2}
    never = pl.lit(None, pl.Datetime("us", "UTC"))
    placed = rows.select(columns).with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))
    return placed.with_columns(**where, own=pl.lit(True), **{SUBMITTED_AT: never})


@examples(30, phases=QUICK)
@given(data=st.data())
def test_comparing_with_what_was_accepted_finds_nothing_new(data):
    name = data.draw(st.sampled_from(NAMES))
    table, columns = TABLES[name], content(name)
    rows = data.draw(tables(name))
    stored = pl.DataFrame(table.schema.create_empty())
    for _ in range(3):
        compared = compare(table, incoming(rows, columns), stored, RECORDED)
        fates = compared.fates["fate"].to_list()
        assert sorted(compared.fates["id"]) == list(range(len(rows)))
        assert set(fates) == ({"new"} if stored.is_empty() else {"unchanged"})
        added = compared.having("new", "changed").with_columns(source_row=pl.col("id") + 2)
        stored = pl.concat([stored, added.select(stored.columns)])
    assert len(stored) == len(rows)


@examples(20, phases=QUICK)
@given(data=st.data())
def test_every_incoming_row_gets_one_fate_whatever_is_stored(data):
    name = data.draw(st.sampled_from([one for one in NAMES if TABLES[one].recorded]))
    table, columns = TABLES[name], content(name)
    stored, rows = data.draw(tables(name)), data.draw(tables(name))
    # some rows again, some under the keys that are stored
    rows = pl.concat([rows, rows.head(2), stored.head(1)])
    keyed = min(len(stored), len(rows))
    rows = rows.with_columns(
        pl.concat([stored[column].head(keyed), rows[column].tail(len(rows) - keyed)]).alias(column)
        for column in table.key
        if data.draw(st.booleans())
    )
    undated = data.draw(st.booleans())
    if undated:
        rows = rows.with_columns(recorded_at=pl.lit(None, pl.Datetime("us", "UTC")))
    compared = compare(table, incoming(rows, columns), stored, RECORDED)
    assert sorted(compared.fates["id"]) == list(range(len(rows)))
    aside = set(compared.fates.filter(fate="aside")["id"])
    assert aside == set(compared.broken["id"])


def test_every_table_of_records_is_among_them():
    assert len(NAMES) == 38
    assert {table for table, _ in itertools.groupby(NAMES)} == set(NAMES)
