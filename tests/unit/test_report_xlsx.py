"""The workbook of a report: every figure once and as a number, nothing withheld, and fit to be read by ear."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from apk_lib.catalogue.words import DIMENSIONS
from apk_lib.disclosure import SUBJECTS
from apk_lib.evaluate import Figures
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels, Reading
from apk_lib.report.formats.workbook.cells import MOST_LETTERS, Number, clean, read_back
from apk_lib.report.formats.workbook.grid import Grid, tabs
from apk_lib.report.formats.xlsx import xlsx
from apk_lib.report.layout import as_tables
from apk_lib.report.model import Card, Column, Foot, FrontPage, Note, Reply, Report, Section, Table
from apk_lib.results import UNITS
from apk_lib.sheets import all_figures, points
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

MONEY = ("spending", "unspent_forecast", "spending_plan", "funding_shares")
FEELING = ("safe_after_dark", "tested_changes", "safe_by_day")
HELP = ("victim_support",)
UNTOLD = ("retention", "revisit_gaps", "evenness", "event_rate")
BANNER = "UKÁZKOVÁ DATA · INTERNÍ verze"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of(kromeriz("P2"), "P2", [*MONEY, *FEELING, *HELP, *UNTOLD])


@pytest.fixture(scope="module")
def czech(figures: Figures) -> bytes:
    return made(figures, "cs")


@pytest.fixture(scope="module")
def books(figures: Figures, czech: bytes) -> dict[Lang, Any]:
    return {"cs": opened(czech), "en": opened(made(figures, "en"))}


@pytest.fixture(scope="module")
def book(books: dict[Lang, Any]) -> Any:
    return books["cs"]


@cache
def labels_of(lang: Lang) -> Labels:
    return Labels.of(kromeriz("P2"), lang)


def names_of(results: pl.DataFrame, lang: Lang) -> dict[str, dict[str, str]]:
    """What the notebook hands over: the label of each category."""
    labels, names = labels_of(lang), dict[str, dict[str, str]]()
    for n in (1, 2):
        for dimension, category in results.select(f"dimension_{n}", f"category_{n}").drop_nulls().iter_rows():
            names.setdefault(dimension, {})[category] = labels.name(dimension, category)
    return names


def made(figures: Figures, lang: Lang, report: Report | None = None) -> bytes:
    """The workbook of some figures in a report that tells of most of them."""
    of = report or told(figures, lang)
    return xlsx(of, figures.results, figures.curves, names_of(figures.results, lang))


def told(figures: Figures, lang: Lang) -> Report:
    """A report with everything a workbook is made of."""
    reading = Reading(figures.results, figures.curves, labels_of(lang))
    repeated = as_tables([all_figures(reading), *points(reading)], "")
    heads = tuple(map(Column, ("Ukazatel", "Co znamená")))
    meanings = Table("Definice", "Definice.", heads, (("a", "b"),), defines=(("spending",),))
    amounts = (Column("Položka"), Column("Kč", "right"), Column("Kč", "right"))
    written = (("1 234", "1", f"1{NBSP}234"), ("mzdy", "+3", "–"))
    lines = Table("Položky (2 řádky)", "Položky rozpočtu.", amounts, written, open=True)
    sections = (
        section("budget", "Rozpočet", MONEY, (*repeated, meanings, lines)),
        section("encounters", "Události", (*HELP, "event_rate", "event_outcomes", "safe_by_day")),
        section("perception", "Pocit bezpečí", FEELING),
        section("victims", "Pomoc obětem", HELP),
        section("words", "Jen slova", ()),
    )
    passport = Table("Vstupy", "Vstupní soubory.", (Column("Soubor"), Column("Řádky", "right")), (("a.csv", "3"),))
    return Report(front(lang), sections, Foot(("Otisk vstupů abc.", "Příkaz: apk-lib report"), (passport,)))


def front(lang: Lang = "cs") -> FrontPage:
    return FrontPage(
        lang=lang, banner=BANNER, kicker="Průběžná zpráva · P2", title="Asistenti Vzorov",
        subtitle="CZ.03/0001 · město Vzorov · hrazeno z ESF", number="CZ.03/0001", beneficiary="město Vzorov",
        facts=(Note("Stav k", f"30.{NBSP}6.{NBSP}2021"),),
        goals_title="Cíle", cards=(Card("zaměstnat 4 osoby", "4 ze 4 míst", "Neobsazené dny: 21."),),
        findings_title="Co období ukázalo", findings=("Ubylo přestupků.", "Přibylo hodin."),
        missing_title="Co chybí", missing=("pruh log (dodá koordinátor)",),
        replies_title="Odpovědi", replies=(Reply("Cítí se lidé bezpečněji?", "Spíše ano.", "slabý doklad", 1, "x"),),
    )  # fmt: skip


def section(id: str, kicker: str, indicators: tuple[str, ...] = (), tables: tuple[Table, ...] = ()) -> Section:
    return Section(id, f"Nález oddílu {kicker}", (), (), tables, (), kicker, indicators=indicators)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Worksheet) -> Rows:
    """The rows of the one table of a sheet, by its heads."""
    (table,) = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


def sheets_with(book: Any, *heads: str) -> dict[str, Rows]:
    """The tables that have some columns, by the sheet they are on."""
    every = {sheet.title: rows_of(sheet) for sheet in book}
    return {title: rows for title, rows in every.items() if set(heads) <= set(rows[0])}


def as_written(value: float) -> float:
    """A number as the format keeps it: with sixteen digits."""
    return float(f"{value:.16G}")


# --- figures ---------------------------------------------------------------------------------------

HEADS = {
    "cs": ("Ukazatel", "Míra", "Členění", "Kategorie", "Druhé členění", "Druhá kategorie", "celkem"),
    "en": ("Indicator", "Measure", "Broken down by", "Category", "Second breakdown", "Second category", "total"),
}
PERIOD, SINCE = {"cs": "Za období: ", "en": "In the period: "}, {"cs": "Od začátku: ", "en": "Since the start: "}
PARTS = {
    "value": {"cs": "hodnota", "en": "value"},
    "lower": {"cs": "95% interval, dolní mez", "en": "95% CI, lower limit"},
    "upper": {"cs": "95% interval, horní mez", "en": "95% CI, upper limit"},
    "n": {"cs": "n", "en": "n"},
    "numerator": {"cs": "čitatel", "en": "numerator"},
    "denominator": {"cs": "jmenovatel", "en": "denominator"},
}


def called(row: dict[str, Any], lang: Lang) -> tuple[str, ...]:
    """What a figure is called in the workbook: indicator, measure, breakdowns and categories."""
    labels = labels_of(lang)
    declared = CATALOGUE.definition(row["indicator"], row["definition_version"])
    by = [(row[f"dimension_{n}"], row[f"category_{n}"]) for n in (1, 2)]
    whole = (HEADS[lang][6], "[n]")
    pairs = [
        (DIMENSIONS[one](lang), labels.name(one, category)) if one else (whole[n],) * 2
        for n, (one, category) in enumerate(by)
    ]
    return tuple(
        one.replace(NBSP, " ")
        for one in (declared.label(lang), declared.measure(row["measure"]).label(lang), *sum(pairs, ()))
    )


def figures_in(book: Any, lang: Lang) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every figure of a workbook by what it is called."""
    heads = HEADS[lang][:6]
    every = [row for rows in sheets_with(book, *heads[:4]).values() for row in rows]
    return [(tuple(row.get(head, "[n]") for head in heads), row) for row in every]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_stands_once_with_its_value(figures: Figures, books: dict[Lang, Any], lang: Lang) -> None:
    shown = figures_in(books[lang], lang)
    assert max(Counter(key for key, _ in shown).values()) == 1
    by_name, found = dict(shown), set()
    for row in figures.results.iter_rows(named=True):
        key = called(row, lang)
        found.add(key)
        scope = (PERIOD if row["scope"] == "period" else SINCE)[lang]
        times = 100 if row["unit"] == "share_difference" else 1
        assert by_name[key][{"cs": "Jednotka", "en": "Unit"}[lang]] == UNITS[row["unit"]](lang)
        for part, said in PARTS.items():
            cell = by_name[key][scope + said[lang]]
            if row[part] is None:
                assert re.fullmatch(r"\[[a-z0]\]", cell)
            else:
                factor = times if part in ("value", "lower", "upper") else 1
                assert cell == as_written(row[part] * factor), (key, part)
    assert found == set(by_name)


def test_numbers_are_shown_in_their_unit(book: Any) -> None:
    forms = {
        (cell.number_format, row["Jednotka"])
        for sheet in book if "Míra" in {cell.value for cell in sheet[5]}
        for row, cells in zip(rows_of(sheet), sheet[next(iter(sheet.tables.values())).ref][1:], strict=True)
        for cell in cells[5:8] if isinstance(cell.value, int | float)
    }  # fmt: skip
    assert {("0.0 %", "podíl"), ("#,##0.00", "Kč"), ("#,##0.0", "hodiny"), ("#,##0", "kontakty")} <= forms


def test_the_order_is_that_of_a_reader(book: Any) -> None:
    # months in time, though 11/2020 and 2/2021 sort otherwise as words; the total stands first
    rows = [row for row in sheets_with(book, "Míra")["1 Rozpočet"] if row["Kód"] == "spending.direct"]
    assert rows[0]["Kategorie"] == "celkem"
    of_line = [
        row["Druhá kategorie"]
        for row in rows
        if (row["Kategorie"], row["Druhé členění"]) == ("Osobní náklady", "měsíc")
    ]
    in_time = [datetime.strptime(month, "%m/%Y") for month in of_line]
    assert len(in_time) > 6
    assert in_time == sorted(in_time)


def test_an_indicator_of_two_sections_stands_with_the_smaller_one(book: Any) -> None:
    where = {
        title: {row["Kód"].partition(".")[0] for row in rows}
        for title, rows in sheets_with(book, "Míra", "Kód").items()
    }
    assert where == {
        "1 Rozpočet": set(MONEY),
        "2 Události": {"event_rate"},
        "3 Pocit bezpečí": {"safe_after_dark", "tested_changes", "safe_by_day"},
        "4 Pomoc obětem": {"victim_support"},
        "5 Další čísla": set(UNTOLD) - {"event_rate"},
    }
    assert CATALOGUE["victim_support"].label.cs in book["2 Události"]["A3"].value
    assert "Nález oddílu Události" in book["2 Události"]["A3"].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_point_of_a_curve_stands_once(figures: Figures, books: dict[Lang, Any], lang: Lang) -> None:
    labels, shown = labels_of(lang), Counter[tuple[Any, ...]]()
    for sheet in books[lang]:
        if next(iter(rows_of(sheet)[0])) == {"cs": "Rozsah", "en": "Scope"}[lang]:
            name = re.sub(r" \([^()]*\)$", "", sheet["A1"].value)
            shown.update((name, *list(row.values())[:4]) for row in rows_of(sheet))
    expected = Counter[tuple[Any, ...]]()
    for row in figures.curves.iter_rows(named=True):
        of = CATALOGUE.definition(row["indicator"], row["definition_version"])
        curve = of.curve(row["measure"])
        scope = {"period": PERIOD, "cumulative": SINCE}[row["scope"]]
        x = datetime(1970, 1, 1) + timedelta(days=row["x"]) if curve.x_is == "day" else as_written(row["x"])
        series = labels.series(row["series"], curve.across).replace(NBSP, " ")
        same = of.label(lang).lower() == curve.label(lang).lower()
        name = of.label(lang) if same else f"{of.label(lang)}: {curve.label(lang)}"
        expected[name, words(scope[lang], lang), series, x, as_written(row["y"])] += 1
    assert shown == expected


def words(scope: str, lang: Lang) -> str:
    """A scope in words, as a column of curves says it."""
    in_full = {"Za období: ": "za období", "Od začátku: ": "od začátku projektu",
               "In the period: ": "in the period", "Since the start: ": "since the start of the project"}  # fmt: skip
    return in_full[scope]


# --- states and what is withheld -------------------------------------------------------------------


def in_states(figures: Figures) -> Figures:
    """The figures of help to victims in states that the sample lacks, as the guard and `evaluate` leave them."""
    rows = figures.results.filter(pl.col("indicator") == HELP[0])
    states = ["missing", "declined", "incomplete_period", "no_cases", "suppressed", "suppressed"]
    every = list(rows.iter_rows(named=True))
    assert len(every) >= len(states)
    for place, row in enumerate(every):
        row["state"] = states[place % len(states)]
        if row["state"] != "incomplete_period":
            row |= dict.fromkeys(("value", "lower", "upper", "numerator", "denominator", "target"))
        if row["state"] == "suppressed":
            row |= {"n": None, "upper": 4.0 if place % 2 else None}
    return Figures(pl.DataFrame(every, schema=rows.schema), figures.curves.clear())


def test_states_are_shown_by_shorthand_and_explained(figures: Figures) -> None:
    book = opened(made(in_states(figures), "cs"))
    explained = {row["Značka nebo téma"] for row in rows_of(book["Poznámky"])}
    shorthand, states = set(), set()
    for _, row in figures_in(book, "cs"):
        cells = [cell for cell in row.values() if isinstance(cell, str)]
        shorthand |= {found for cell in cells for found in re.findall(r"\[.\]", cell)}
        states |= {cell for head, cell in row.items() if head.endswith("stav")}
    assert shorthand == {"[n]", "[x]", "[o]", "[p]", "[0]", "[d]"} <= explained
    assert {"[x] údaj chybí", "[o] odmítnuto", "[p] období neskončilo", "[0] žádný případ"} <= states


def test_a_withheld_figure_holds_no_number(figures: Figures) -> None:
    withheld = in_states(figures)
    by_name = dict(figures_in(opened(made(withheld, "cs")), "cs"))
    seen = Counter[str]()
    for row in withheld.results.filter(pl.col("state") == "suppressed").iter_rows(named=True):
        shown = by_name[called(row, "cs")]
        scope = (PERIOD if row["scope"] == "period" else SINCE)["cs"]
        cells = {part: shown[scope + said["cs"]] for part, said in PARTS.items()}
        assert cells.pop("value") == ("[d]" if row["upper"] is None else "méně než 5")
        assert set(cells.values()) == {"[d]"}
        seen[str(row["upper"])] += 1
    assert set(seen) == {"None", "4.0"}


def test_of_a_withheld_figure_nothing_gets_in_even_where_the_frame_still_holds_it(figures: Figures) -> None:
    rows = figures.results.filter(pl.col("indicator") == "spending", pl.col("dimension_1").is_null())
    secret = 987_654_321.0
    held = ["value", "numerator", "denominator", "lower", "effective_n", "detectable_change", "baseline", "target"]
    leaky = rows.with_columns(pl.lit("suppressed").alias("state"), *(pl.lit(secret).alias(name) for name in held),
                              pl.lit(987_654_321).alias("n"), pl.lit(None, pl.Float64).alias("upper"))  # fmt: skip
    book = opened(made(Figures(leaky, figures.curves.clear()), "cs"))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "[d]" in cells
    assert not any("987654321" in str(cell).replace(" ", "") for cell in cells)


# --- the workbook as a whole -----------------------------------------------------------------------


def test_each_sheet_is_one_marked_table_below_its_title(book: Any) -> None:
    assert book.active.title == book.sheetnames[0] == "Souhrn"
    assert book.sheetnames[1:3] == ["Obsah", "Poznámky"]
    names = [name for sheet in book for name in sheet.tables]
    assert len(set(names)) == len(names) == len(book.sheetnames)
    for sheet in book:
        (table,) = sheet.tables.values()
        first, last = table.ref.split(":")
        assert sheet["A1"].value
        assert sheet["A2"].value == BANNER
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes == f"B{sheet[first].row + 1}"
        assert (sheet.max_row, sheet.max_column) == (sheet[last].row, sheet[last].column)
        # lines and rows follow each other without a gap
        assert all(any(cell.value not in (None, "") for cell in row) for row in sheet.iter_rows())
        assert len(sheet.title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", sheet.title)
        assert all(sheet.column_dimensions[letter].width >= 9 for letter in "AB")


def test_the_contents_lead_to_every_sheet(book: Any) -> None:
    contents = book["Obsah"]
    rows = rows_of(contents)
    targets = {cell.value: cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
    assert targets == {name: f"'{name}'!A1" for name in book.sheetnames if name != "Obsah"}
    assert {row["List"]: row["Počet řádků"] for row in rows} == {
        sheet.title: len(rows_of(sheet)) for sheet in book if sheet.title != "Obsah"
    }
    back = {sheet["A4"].hyperlink.location for sheet in book if sheet.title != "Obsah"}
    assert back == {"'Obsah'!A1"}


def test_page_one_says_what_the_mayor_reads(book: Any) -> None:
    sheet = book["Souhrn"]
    assert sheet["A1"].value == "Asistenti Vzorov"
    rows = {tuple(row.values()) for row in rows_of(sheet)}
    assert rows >= {
        ("Zpráva", "Verze", "interní", ""),
        ("Zpráva", "Stav k", "30. 6. 2021", ""),
        ("Cíle", "zaměstnat 4 osoby", "4 ze 4 míst", "Neobsazené dny: 21."),
        ("Odpovědi", "Cítí se lidé bezpečněji?", "Spíše ano.", "slabý doklad"),
        ("Co období ukázalo", "2.", "Přibylo hodin.", ""),
        ("Co chybí", "1.", "pruh log (dodá koordinátor)", ""),
    }


def test_tables_are_there_but_for_those_the_figures_repeat(book: Any) -> None:
    titles = [sheet["A1"].value for sheet in book if sheet["A1"].value.startswith("Rozpočet")]
    assert titles == ["Rozpočet: všechna čísla", "Rozpočet: Položky"]
    (lines,) = sheets_with(book, "Položka", "Kč").values()
    # two columns of one name stay apart; a word that looks like a number stays one where no numbers are
    assert lines == [{"Položka": "1 234", "Kč": 1, "Kč (2)": 1234}, {"Položka": "mzdy", "Kč": "+3", "Kč (2)": "–"}]
    assert rows_of(book["Původ zprávy a jak ji ověřit"])[0] == {"Řádek": 1, "Sdělení": "Otisk vstupů abc."}
    assert list(sheets_with(book, "Soubor", "Řádky").values()) == [[{"Soubor": "a.csv", "Řádky": 3}]]


def test_every_indicator_is_defined_once(figures: Figures, book: Any) -> None:
    rows = {row["Kód"]: row for row in rows_of(book["Definice"])}
    assert set(rows) == {*figures.results["indicator"], *figures.curves["indicator"]}
    for id, row in rows.items():
        assert row["Definice"].replace(" ", "") == clean(CATALOGUE[id].definition("cs")).replace(" ", "")
        assert (row["Ukazatel"], row["Verze definice"]) == (CATALOGUE[id].label("cs"), CATALOGUE[id].version)
        assert row["O čem vypovídá"] == SUBJECTS[CATALOGUE[id].subject]("cs")
    assert "Binder 1983" in rows["safe_after_dark"]["Intervaly a testy"]


def test_the_same_report_has_the_same_bytes_and_no_clock(figures: Figures, czech: bytes, book: Any) -> None:
    assert made(figures, "cs") == czech
    about = book.properties
    assert (about.title, about.subject, about.creator) == ("Asistenti Vzorov", "Průběžná zpráva · P2", "město Vzorov")
    assert about.description == BANNER
    assert about.created == about.modified == datetime(2020, 1, 1)


def test_another_reader_reads_the_same(czech: bytes, book: Any) -> None:
    ours, theirs = book, CalamineWorkbook.from_filelike(io.BytesIO(czech))
    assert theirs.sheet_names == ours.sheetnames
    for name in ("1 Rozpočet", "Obsah", "Poznámky"):
        read = theirs.get_sheet_by_name(name).to_python()
        assert read == [
            [cell.value if cell.value is not None else "" for cell in row] for row in ours[name].iter_rows()
        ]


# --- a town's own words ----------------------------------------------------------------------------

HOSTILE = ("=1+1", "+420 777", "-5", "@SUM(A1)", "http://a.cz", "mailto:a@b.cz", "internal:Souhrn!A1", "{=A1}", "\t=1",
           "_x0041_", "a\x07b\ud800", "x" * 40_000)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: ascii(said[:12]))
def test_words_stay_words(said: str) -> None:
    table = Table(said, said, (Column(said), Column(said, "right")), ((said, said),))
    page = replace(
        front(), title=said, kicker=said, cards=(Card(said, said, said),), missing=(said,), facts=(Note(said, said),)
    )
    hostile = Section("x", said, (), (), (table,), (), said)
    content = xlsx(Report(page, (hostile,), Foot((said,), (table,))), *nothing(), {"locality": {"a": said}})
    book = opened(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in cells)
    kept = clean(said)
    assert len(kept) <= MOST_LETTERS + 2
    assert [card for card in rows_of(book["Souhrn"]) if card["Položka"] == kept == card["Sdělení"]]
    assert rows_of(book["Původ zprávy a jak ji ověřit"])[0]["Sdělení"] == kept


def nothing() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frames of no figures and no curves."""
    from apk_lib.results import Curves, Results

    return tuple(
        pl.DataFrame(schema={name: column.dtype for name, column in of.columns().items()}) for of in (Results, Curves)
    )  # type: ignore[return-value]


def test_words_of_a_town_in_names_of_categories(figures: Figures) -> None:
    rows = figures.results.filter(pl.col("indicator") == "event_rate")
    content = xlsx(
        Report(front(), (), Foot(())), rows, figures.curves.clear(), {"locality": {"risk_a": '=HYPERLINK("x")'}}
    )
    cells = [cell for row in opened(content)["1 Další čísla"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == '=HYPERLINK("x")'] == ["s"]


def test_an_empty_report_has_its_first_sheets() -> None:
    content = xlsx(Report(FrontPage("cs", "", "", "", ""), (), Foot(())), *nothing(), {})
    book = opened(content)
    assert book.sheetnames == ["Souhrn", "Obsah", "Poznámky"]
    assert [row["List"] for row in rows_of(book["Obsah"])] == ["Souhrn", "Poznámky"]


def test_in_english_nothing_is_czech(figures: Figures) -> None:
    few = figures.results.filter(pl.col("indicator") == HELP[0])
    book = opened(made(Figures(few, figures.curves.clear()), "en", Report(front("en"), (), Foot(("line",)))))
    assert book.sheetnames[:4] == ["Summary", "Contents", "Notes", "1 Further figures"]
    assert book.sheetnames[-2:] == ["Definitions", "Origin and verification"]
    ours = [cell.value for name in ("Notes", "Definitions") for row in book[name].iter_rows() for cell in row]
    assert not [
        cell
        for cell in ours
        if isinstance(cell, str) and re.search("[ěřů]", cell) and "Vzorov" not in cell and cell != BANNER
    ]


# --- cells and tabs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        (f"1{NBSP}795", "cs", Number(1795, "#,##0")),
        ("1,795", "en", Number(1795, "#,##0")),
        ("12,5", "cs", Number(12.5, "#,##0.0")),
        ("−2,25", "cs", Number(-2.25, "#,##0.00")),
        (f"74{NBSP}%", "cs", Number(0.74, "0 %")),
        ("99.5%", "en", Number(0.995, "0.0%")),
        (f"35{NBSP}000,00{NBSP}Kč", "cs", Number(35_000, '#,##0.00 "Kč"')),
        (f"CZK{NBSP}35,000.00", "en", Number(35_000, '"CZK" #,##0.00')),
    ],
)
def test_a_number_as_it_was_written_is_a_number(text: str, lang: Lang, number: Number) -> None:
    assert read_back(text, lang) == number


WORDS = ("", "–", "2020", "007", "1 795", "+3,3", "6 00 00", "2,00", "1.5", "19–99 %", "4 ze 4", "1e5", "٣",
         "12,7 až 17,1", "−", "%", "-2", "30. 6. 2021", "méně než 5")  # fmt: skip


@pytest.mark.parametrize("text", WORDS)
def test_what_a_number_would_be_written_otherwise_stays_words(text: str) -> None:
    assert read_back(text, "cs") == text


def test_tabs_are_short_apart_and_allowed() -> None:
    long = "Cítí se lidé v Kroměříži po setmění bezpečněji než na začátku projektu?"
    grids = [grid("Souhrn", only=True), grid(long), grid(long), grid("a/b: [c]*?'"), grid("x" * 40), grid("Souhrn")]
    assert tabs(grids) == (
        "Souhrn",
        "1 Cítí se lidé v Kroměříži po…",
        "2 Cítí se lidé v Kroměříži po…",
        "3 a b c ’",
        f"4 {28 * 'x'}…",
        "5 Souhrn",
    )


def grid(name: str, only: bool = False) -> Grid:
    return Grid(name, "", "", "", (), (), only=only)
