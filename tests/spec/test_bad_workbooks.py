"""What clerks do to workbooks, and what they are told: the file, the cell, the rule, and what is suggested.

A fault is one small file, what becomes of its rows, and everything that is said of it, nothing else:

    fault("wrote “cca 5” for hours", one("training_attendance", {"hodiny": "cca 5"}), "1 aside",
          "C2 error unreadable_cell “cca 5” → 5")

is: in C2 stands “cca 5”, that is an error under `unreadable_cell`, the nearest valid value is 5, and the row is set
aside. A line names a cell (D7), a row (7) or a whole sheet or file (-), after `Sheet!` where there are several; what
was expected follows a bar. A value, a suggestion or an expectation that a line leaves out is not compared. A file
that “stops” is not imported at all. Spaces are written plain.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.findings import told
from apk_lib.intake import (
    Answers,
    Office,
    Plan,
    TownMapping,
    check_folder,
    import_files,
    learned,
    make_plan,
    office_of,
)
from apk_lib.intake.judging.comparison import FATES
from apk_lib.intake.reading import grids as reading_of_files
from apk_lib.intake.reading.names import Names
from apk_lib.rules import RULES
from apk_lib.tables.headings import PROPERTY_SCHEMA, SCHEMA_VERSION
from apk_lib.text import NBSP
from apk_lib.workbooks.template.project_book import write_project_workbook
from apk_lib.workbooks.template.records import write_template
from tests.spec.workbook_builder import (
    GOOD,
    PROJECT,
    STORED,
    Build,
    Formula,
    Sheet,
    Shown,
    after,
    book,
    of,
    one,
    raw,
    repack,
    rows,
    text,
    town_folder,
    words_inside,
)
from tests.unit import kobo_export

RECORDED = datetime(2020, 10, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Fault:
    """A file with something wrong or odd in it, and everything that is to be said of it."""

    clerk: str
    build: Build
    becomes: str
    says: tuple[str, ...]
    town: TownMapping = field(default_factory=TownMapping)
    key: Mapping[str, str] | None = None
    recorded: datetime = RECORDED


def fault(clerk: str, build: Build, becomes: str, *says: str, **known: object) -> Fault:
    return Fault(clerk, build, becomes, says, **known)


def town(*entries: str, **answers: object) -> TownMapping:
    """What a town answered: `--map` entries, `day_first`, `century`."""
    return learned(TownMapping(answers=Answers(**answers)), entries)


VISIT = list(GOOD["visits"])
VISIT_CELLS = list(GOOD["visits"].values())
ANOTHER = ["V8", *VISIT_CELLS[1:5], time(12), time(13)]
MARKED = ["Návštěva *", "SMĚNA*", "Lokalita", "Činnost *", "Den", "Příchod (hodina)", "ODCHOD"]
IDS = ["visit", "shift", "locality", "activity", "day", "start", "end"]


def sheet(*lines: list[object], name: str = "List1", **how: object) -> Build:
    """A workbook with one sheet as a town makes it."""
    return book(Sheet(name, lines, **how))


# --- where the table lies ----------------------------------------------------------------------------

HEADERS = [
    fault(
        "wrote two title lines above the header",
        sheet(["Asistenti prevence kriminality"], ["červenec 2020"], [], VISIT, VISIT_CELLS),
        "1 new",
    ),
    fault("merged the title over the table", sheet([], VISIT, VISIT_CELLS, merged={"A1:G1": "Výkaz"}), "1 new"),
    fault(
        "began in column C, with the error counted from there",
        sheet([], ["", "", *VISIT], ["", "", "V9", "S1", "Namestí", "běh", *VISIT_CELLS[4:]]),
        "1 aside",
        "E3 note matched_loosely “Namestí”",
        "F3 error unknown_code “běh”",
    ),
    fault("kept the asterisks, wrote capitals and units", sheet(MARKED, VISIT_CELLS), "1 new"),
    fault("left out the accents", sheet(["navsteva", "smena", "lokalita", "cinnost", "den", "prichod", "odchod"],
                                        VISIT_CELLS), "1 new"),
    fault("used the English headings",
          sheet(["visit", "shift", "locality", "activity", "day", "arrival", "departure"], VISIT_CELLS), "1 new"),
    fault("used the ids of columns", sheet(IDS, VISIT_CELLS), "1 new"),
    fault("mixed both languages", sheet(["visit", "směna", "locality", "činnost", "day", "příchod", "departure"],
                                        VISIT_CELLS), "1 new"),
    fault(
        "has a sheet and headings of the town's own",
        sheet(["č. výjezdu", *VISIT[1:]], VISIT_CELLS, name="Terén 07"),
        "1 new",
        town=town("Terén 07=visits", "č. výjezdu=visits.visit"),
    ),
    fault(
        "has headings of the town's own that nobody explained",
        sheet(["č. výjezdu", *VISIT[1:]], VISIT_CELLS, name="Terén 07"),
        "stops",
        "A1 note unknown_column “č. výjezdu (1)”",
        "1 error missing_column | návštěva",
    ),
    fault("misspelt a required heading", sheet(["návštěvy", *VISIT[1:]], VISIT_CELLS), "stops",
          "A1 note unknown_column “návštěvy (1)” → návštěva", "1 error missing_column → návštěvy | návštěva"),
    fault("added a column of its own", sheet([*VISIT, "počasí"], [*VISIT_CELLS, "jasno"]), "1 new",
          "H1 note unknown_column “počasí (1)”"),
    fault("added a column with names of people", sheet([*VISIT, "jméno asistenta"], [*VISIT_CELLS, "xyz"]), "stops",
          "H1 error names_column “jméno asistenta (1)”"),
    fault("wrote into a column without a heading", sheet(VISIT, [*VISIT_CELLS, "jasno"]), "1 new",
          "H1 note unknown_column"),
    fault("has one heading twice", sheet([*VISIT, "lokalita"], [*VISIT_CELLS, "u-skoly"]), "stops",
          "H1 error repeated_column “C, H” | každý sloupec jednou"),
    fault("has one heading in Czech and again in English", sheet([*VISIT, "locality"], [*VISIT_CELLS, "u-skoly"]),
          "stops", "H1 error repeated_column “C, H”"),
    fault("named the sheet after a table and forgot the header", sheet(VISIT_CELLS, name="Návštěvy lokalit"), "stops",
          "- error no_header “Návštěvy lokalit” | řádek s názvy sloupců"),
    fault("added a sheet of notes", book(of("visits", {}), Sheet("Poznámky", [["zavolat paní ředitelce"]])), "1 new",
          "Poznámky!- note no_table “Poznámky”"),
    fault("left an empty sheet", book(of("visits", {}), Sheet("List2", [])), "1 new"),
    fault(
        "has a header that fits two tables",
        sheet(["od", "do (včetně)", "osoba", "název"], [date(2020, 7, 1), date(2020, 7, 9), "APK1", "dovolená"]),
        "stops",
        "1 error unclear_table “Nepřítomnosti, Školní volno” | název listu podle tabulky, nebo --map",
    ),
    fault(
        "has a header that fits two tables, on a sheet named after one",
        sheet(["od", "do (včetně)", "osoba", "název"], [date(2020, 7, 1), date(2020, 7, 9), "APK1", "dovolená"],
              name="Nepřítomnosti"),
        "stops",
        "D1 note unknown_column “název (1)”",
        "1 error missing_column | omluvené hodiny",
    ),
    fault("hid the sheet", book(Sheet("Návštěvy lokalit", [VISIT, VISIT_CELLS], hidden=True)), "1 new",
          "- note hidden_sheet_read"),
    fault("hid two rows, which are read all the same",
          book(Sheet("Návštěvy lokalit", [VISIT, ANOTHER, VISIT_CELLS], hidden_rows=[2, 3])),
          "2 new"),
]  # fmt: skip

# --- which rows are rows -----------------------------------------------------------------------------

ROWS = [
    fault("left a blank row between months", sheet(VISIT, VISIT_CELLS, [], ANOTHER), "2 new"),
    fault("wrote a note below the table", sheet(VISIT, VISIT_CELLS, [], ["Vyplnil: vedoucí směny"]), "1 new, 1 aside",
          "4 note outside_table"),
    fault(
        "added a line of totals",
        sheet(["kurz", "osoba", "hodiny"], ["T1", "APK1", 7.5], ["T1", "APK2", 4.0], ["Celkem", None, 11.5]),
        "2 new, 1 aside",
        "4 note outside_table",
    ),
    fault(
        "added a line of totals below a blank row",
        sheet(["kurz", "osoba", "hodiny"], ["T1", "APK1", 7.5], [], ["Celkem", None, Formula("=SUM(C2:C2)", 7.5)]),
        "1 new, 1 aside",
        "4 note outside_table",
    ),
    fault("printed the header again on each page", sheet(VISIT, VISIT_CELLS, VISIT, ANOTHER),
          "2 new, 1 aside", "3 note repeated_header"),
    fault("copied a row twice", rows("visits", {}, {}), "1 new, 1 duplicate", "3 note duplicate_row"),
    fault(
        "gave two visits one key",
        rows("visits", {}, {"lokalita": "u-skoly"}),
        "2 aside",
        "2 error primary_key | klíč jen jednou; u opravy „zapsáno“ vymažte",
        "3 error primary_key",
    ),
    fault("sent a row that is stored", one("trainings", {"kurz": "T1", "konáno": date(2020, 6, 10), "téma": "law"}),
          "1 unchanged"),
    fault("changed a stored row", one("trainings", {"kurz": "T1", "konáno": date(2020, 6, 11), "téma": "law"}),
          "1 changed"),
    fault(
        "dated a correction before what it corrects",
        one("trainings", {"kurz": "T1", "téma": "řád", "zapsáno": datetime(2020, 6, 12, 8)}),
        "1 aside",
        "2 error older_than_stored | pozdější „zapsáno“ (--recorded)",
    ),
    fault("withdrew a row by its key alone", sheet(["kurz", "zrušeno"], ["T1", "ano"], name="Kurzy"), "stops",
          "1 error missing_column | konáno", "1 error missing_column | druh", "1 error missing_column | téma"),
    fault(
        "withdrew a row and left the rest of it empty",
        one("trainings", {"kurz": "T1", "konáno": None, "druh": None, "téma": None, "zrušeno": "ano"}),
        "1 changed",
    ),
    fault("withdrew a row nobody knows", one("trainings", {"zrušeno": "ano"}), "1 aside",
          "2 error nothing_to_withdraw"),
    fault(
        "withdrew a row nobody knows and left the rest of it empty",
        one("trainings", {"konáno": None, "druh": None, "téma": None, "zrušeno": "ano"}),
        "1 aside",
        "2 error nothing_to_withdraw",
    ),
    fault("sent a row of a period whose report is out", one("trainings"), "1 new", "- note late_row “1”",
          recorded=datetime(2021, 2, 1, tzinfo=UTC)),
    fault("sent a row that says it was recorded before that report", one("trainings", {"zapsáno": "2020-07-20 12:00"}),
          "1 new", "E2 note read_as_time “2020-07-20 12:00”",
          "- warning rewrites_period “1” | „zapsáno“ prázdné, nebo po termínu zprávy",
          recorded=datetime(2021, 2, 1, tzinfo=UTC)),
    fault("left a required cell empty", one("visits", {"činnost": None}), "1 aside", "D2 error nullability"),
    fault("left a required cell with nothing but spaces", one("visits", {"činnost": "   "}), "1 aside",
          "D2 error nullability"),
    fault("left a departure empty", one("visits", {"odchod": None}), "1 new",
          "G2 warning visit_without_departure “2020-07-06 10:00” | čas odchodu, zná-li jej někdo"),
    fault("has no column of departures", sheet(VISIT[:-1], VISIT_CELLS[:-1], name="Návštěvy lokalit"), "1 new",
          "2 warning visit_without_departure “2020-07-06 10:00”"),
    fault("wrote a departure nobody can read", one("visits", {"odchod": "k večeru"}), "1 aside",
          "G2 error unreadable_cell “k večeru”"),
    fault("counted contacts beside the visit", one("visits", {"kontakty: žák": 12, "kontakty: obyvatel": None}),
          "1 new"),
    fault("counted about five contacts", one("visits", {"kontakty: žák": "cca 5"}), "1 aside",
          "H2 error unreadable_cell “cca 5” → 5"),
    fault("counted fewer contacts than none", one("visits", {"kontakty: obyvatel": 2, "kontakty: žák": -1}), "1 new",
          "I2 error min “-1.0” | nejméně 0"),
    fault("counted contacts of a visit that is not there", one("contacts", {"návštěva": "V7"}), "1 aside",
          "A2 error reference “V7” | řádek tabulky Návštěvy lokalit"),
    fault("counted the contacts of one visit on two sheets",
          book(of("visits", {"kontakty: žák": 12}), of("contacts", {"návštěva": "V9", "počet": 13})), "1 new, 1 aside",
          "Návštěvy lokalit!H2 error primary_key “12.0”", "Kontakty!2 error primary_key"),
    fault("wrote an outcome that is in no list", one("events", {"výsledek": "vyřízeno"}), "1 aside",
          "I2 error unknown_code “vyřízeno”"),
    fault("left out the key", one("visits", {"návštěva": None}), "1 aside", "A2 error nullability"),
    fault("wrote a part-time of 150 %", one("posts", {"úvazek": 1.5}), "1 aside",
          "D2 error max “1.5” | nejvýše 1"),
    fault("wrote a negative amount of service", one("patrol_plan", {"množství": -2}), "1 aside",
          "E2 error min “-2.0” | nejméně 0"),
    fault("wrote a weight of zero", one("survey_respondents", {"váha": 0}), "1 aside",
          "D2 error min “0.0” | více než 0"),
    fault("wrote a day of leaving before the first day", one("contracts", {"poslední den": date(2020, 6, 30)}),
          "1 aside", "2 error ends_not_before_start | konec stejný den nebo později"),
    fault("wrote an end before the start, both with dates",
          one("shifts", {"začátek": datetime(2020, 7, 7, 15), "konec": datetime(2020, 7, 7, 7)}), "1 aside",
          "2 error ends_after_start | konec po začátku"),
    fault("answered 6, which no scale has", one("survey_answers", {"odpověď": 6}), "1 aside",
          "2 error on_the_scale | číslo odpovědi ze škály otázky"),
    fault("answered 5 on a scale of four", one("survey_answers", {"odpověď": 5}), "1 aside",
          "C2 error answer_off_scale “5” | safe_day (Cítíte se ve dne bezpečně?): 1 = rozhodně bezpečně, "
          "2 = spíše bezpečně, 3 = spíše nebezpečně, "
          "4 = rozhodně nebezpečně, 8 = odmítl(a) odpovědět, 9 = nevím"),
    fault("wrote the last day of the month for the month", one("hours_monthly", {"měsíc (první den)":
          date(2020, 9, 30)}), "1 aside", "2 error month_is_its_first_day | např. 1. 3. 2021"),
    fault("wrote more training than work", one("hours_monthly", {"z toho vzdělávání": 170}), "1 aside",
          "2 error training_within_worked"),
    fault("closed schools and did not say for whom", one("context_events", {"ve škole": None}), "1 aside",
          "2 error schools_state_attendance"),
]  # fmt: skip

# --- numbers and money -------------------------------------------------------------------------------


def hours(cell: object) -> Build:
    return one("training_attendance", {"hodiny": cell})


def claimed(cell: object) -> Build:
    return one("expenses", {"nárokováno": cell})


NUMBERS = [
    fault("wrote “cca 5” for hours", hours("cca 5"), "1 aside",
          "C2 error unreadable_cell “cca 5” → 5 | počet hodin, např. 7,5"),
    fault("wrote “5 až 6” for hours", hours("5 až 6"), "1 aside", "C2 error unreadable_cell “5 až 6”"),
    fault("wrote “sedm” for hours", hours("sedm"), "1 aside", "C2 error unreadable_cell “sedm”"),
    fault("wrote “x” for hours", hours("x"), "1 aside", "C2 error unreadable_cell “x”"),
    fault("wrote a decimal comma into a text cell", hours("7,5"), "1 new", "C2 note read_as_number “7,5”"),
    fault("stored a number as text", hours("7.5"), "1 new", "C2 note read_as_number “7.5”"),
    fault("wrote hours as a time", hours(time(7, 30)), "1 new", "C2 note read_as_time"),
    fault("added hours up to more than a day", hours(timedelta(hours=26)), "1 new", "C2 note read_as_time"),
    fault("wrote hours as text of a time", hours("7:30"), "1 new", "C2 note read_as_time “7:30”"),
    fault("wrote negative hours", hours(-1), "1 aside", "C2 error min “-1.0” | nejméně 0"),
    fault("wrote a date for hours", hours(date(2020, 7, 5)), "1 aside", "C2 error unreadable_cell “2020-07-05”"),
    fault("wrote yes for hours", hours(True), "1 aside", "C2 error unreadable_cell"),
    fault("wrote a part-time in percent, as text", one("posts", {"úvazek": "50 %"}), "1 aside",
          "D2 error unreadable_cell “50 %” → 0,5"),
    fault("wrote a part-time as 50", one("posts", {"úvazek": 50}), "1 aside", "D2 error max “50.0” | nejvýše 1"),
    fault("formatted a part-time as percent", one("posts", {"úvazek": Shown(0.5, "0 %")}), "1 new"),
    fault("wrote crowns with a space and a sign", claimed(f"1{NBSP}234,50{NBSP}Kč"), "1 new",
          "D2 note read_as_number “1 234,50 Kč”"),
    fault("wrote crowns with a dash for haléře", claimed("1 500,-"), "1 new", "D2 note read_as_number “1 500,-”"),
    fault("wrote points between thousands and a comma", claimed("1.234,50"), "1 aside",
          "D2 error ambiguous_number “1.234,50”"),
    fault("wrote a point that parts thousands or crowns", claimed("1.234"), "1 aside",
          "D2 error ambiguous_number “1.234”"),
    fault("wrote commas between thousands and a point", claimed("1,234,567.50"), "1 aside",
          "D2 error ambiguous_number “1,234,567.50”"),
    fault("wrote a third of a haléř", claimed(100.005), "1 aside",
          "D2 error unreadable_cell “100.005” | částka v korunách, nejvýše dvě desetinná místa"),
    fault("wrote euros", claimed("100 EUR"), "1 aside", "D2 error unreadable_cell “100 EUR” → 100"),
    fault("wrote half an inhabitant", one("survey_respondents", {"obyvatel ve vrstvě": 1000.5}), "1 aside",
          "E2 error unreadable_cell “1000.5” | celé číslo"),
    fault("formatted a number as a date", hours(Shown(44000, "d. m. yyyy")), "1 aside",
          "C2 error unreadable_cell “2020-06-18”"),
]  # fmt: skip

# --- days and times ----------------------------------------------------------------------------------


def held(cell: object) -> Build:
    return one("trainings", {"konáno": cell})


def shift(start: object, end: object = time(15), day: object = date(2020, 7, 7)) -> Build:
    return one("shifts", {"den": day, "začátek": start, "konec": end})


TIMES = [
    fault("wrote a day as text with spaces", held("5. 7. 2020"), "1 new", "B2 note read_as_day “5. 7. 2020”"),
    fault("wrote a day as text without spaces", held("05.07.2020"), "1 new", "B2 note read_as_day “05.07.2020”"),
    fault("wrote a day the ISO way", held("2020-07-05"), "1 new"),
    fault("wrote two digits of the year", held("5.7.20"), "1 aside, stops",
          "B2 error ambiguous_date “5.7.20” → 5. 7. 2020"),
    fault("the same, once the town said which century", held("5.7.20"), "1 new", "B2 note read_as_day “5.7.20”",
          town=town(century=2000)),
    fault("wrote a day that reads two ways", held("03/07/2020"), "1 aside, stops",
          "B2 error ambiguous_date “03/07/2020” → 7. 3. 2020 / 3. 7. 2020"),
    fault("the same, once the town said days come first", held("03/07/2020"), "1 new",
          "B2 note read_as_day “03/07/2020”", town=town(day_first=True)),
    fault("wrote a day with slashes that reads one way", held("13/07/2020"), "1 new",
          "B2 note read_as_day “13/07/2020”"),
    fault("lost the format of a date", held(Shown(44020, "General")), "1 new", "B2 note number_as_day “44020.0”"),
    fault("wrote 31 June", held("31. 6. 2020"), "1 aside", "B2 error unreadable_cell “31. 6. 2020”"),
    fault("wrote the year 0202", held("5. 7. 0202"), "1 aside", "B2 error unreadable_cell “5. 7. 0202”"),
    fault("wrote the year 2202", held(date(2202, 7, 5)), "1 aside", "B2 error unreadable_cell “2202-07-05”"),
    fault("wrote two days into one cell", held("5. a 6. 7. 2020"), "1 aside",
          "B2 error unreadable_cell “5. a 6. 7. 2020” | datum, např. 5. 1. 2021"),
    fault("wrote only a month", held("červenec 2020"), "1 aside", "B2 error unreadable_cell “červenec 2020”"),
    fault("wrote a moment where a day belongs", held(datetime(2020, 7, 8, 9, 30)), "1 new", "B2 note read_as_day"),
    fault("wrote the end of a shift as 24:00", shift(time(16), "24:00"), "1 new", "D2 note read_as_time “24:00”"),
    fault("wrote 24:30", shift(time(16), "24:30"), "1 aside", "D2 error unreadable_cell “24:30”"),
    fault("wrote times as text with a point", shift("7.30", "15.00"), "1 new", "C2 note read_as_time “7.30”",
          "D2 note read_as_time “15.00”"),
    fault("wrote times with “hod.”", shift("7:00 hod."), "1 new", "C2 note read_as_time “7:00 hod.”"),
    fault("wrote a bare hour", shift(7.0), "1 aside", "C2 error unreadable_cell “7.0”"),
    fault("lost the format of a time", shift(Shown(0.3125, "General")), "1 new", "C2 note number_as_time “0.3125”"),
    fault("lost the format of a moment", shift(Shown(44019.3125, "General")), "1 new",
          "C2 note number_as_day “44019.3125”"),
    fault("served over midnight", shift(time(22), time(6)), "1 new", "D2 note over_midnight “06:00:00”"),
    fault("left an end that over midnight is much too late", shift(time(8), time(7)), "1 aside",
          "D2 error too_long_over_midnight “07:00:00”"),
    fault("wrote times and no day", shift(time(7), time(15), None), "1 aside",
          "C2 error missing_day “07:00:00” | den ve sloupci „den“, nebo datum s časem", "D2 error missing_day"),
    fault("wrote moments with their day", shift(datetime(2020, 7, 7, 7), datetime(2020, 7, 7, 15), None), "1 new"),
    fault("wrote midnight as a date", shift(datetime(2020, 7, 7, 16), datetime(2020, 7, 8), None), "1 new"),
    fault("wrote midnight as a time of no length", shift(time(16), time(0)), "1 new", "D2 note over_midnight"),
    fault("wrote another day beside a moment", shift(datetime(2020, 7, 8, 7), datetime(2020, 7, 8, 15)), "1 new",
          "C2 note day_ignored"),
    fault("served in the hour that happens twice", shift(time(2, 30), time(6), date(2020, 10, 25)), "1 aside",
          "C2 error ambiguous_time | čas s posunem, např. 2020-10-25T02:30:00+01:00"),
    fault("the same, with the offset written", shift("2020-10-25T02:30:00+01:00", time(6), date(2020, 10, 25)),
          "1 new"),
    fault("served in the hour that was skipped", shift(time(2, 30), time(6), date(2021, 3, 28)), "1 aside",
          "C2 error skipped_time | čas, který existoval"),
    fault("wrote an hour that exists nowhere", shift("7:75"), "1 aside", "C2 error unreadable_cell “7:75”"),
]  # fmt: skip

# --- ids, codes, yes and no --------------------------------------------------------------------------


def visit(**cells: object) -> Build:
    return one("visits", cells)


IDS_AND_CODES = [
    fault("let Excel make a number of an id", visit(návštěva=12), "1 new", "A2 note number_as_id “12.0”"),
    fault("lost the zeros in front of an id", visit(návštěva=7), "1 new", "A2 note number_as_id “7.0”"),
    fault("kept the zeros in front of an id", visit(návštěva="007"), "1 new"),
    fault("let Excel make a date of an id", visit(návštěva=date(2020, 2, 1)), "1 aside",
          "A2 error unreadable_cell “2020-02-01” | označení (text)"),
    fault("left a space behind a key", visit(návštěva="V9 "), "1 new", "A2 note spaces_dropped “V9 ”"),
    fault("left a hard space behind a reference", visit(směna=f"S1{NBSP}"), "1 new", "B2 note spaces_dropped “S1 ”"),
    fault("wrote two keys that differ in a space only", rows("visits", {}, {"návštěva": "V9 ", "lokalita": "u-skoly"}),
          "2 aside", "A3 note spaces_dropped", "2 error primary_key", "3 error primary_key"),
    fault("referred to a shift nobody wrote down", visit(směna="S-1"), "1 aside",
          "B2 error reference “S-1” → S1 | řádek tabulky Směny"),
    fault("misspelt a locality", visit(lokalita="namest"), "1 aside",
          "C2 error reference “namest” → Náměstí | řádek tabulky Lokality"),
    fault("misspelt the name of a locality", visit(lokalita="Námestíčko"), "1 aside",
          "C2 error reference “Námestíčko” → Náměstí"),
    fault("wrote the name of a locality", visit(lokalita="Náměstí"), "1 new"),
    fault("wrote the English name of a locality", visit(lokalita="Main Square"), "1 new"),
    fault("wrote the name of a locality in capitals", visit(lokalita="NÁMĚSTÍ"), "1 new",
          "C2 note matched_loosely “NÁMĚSTÍ”"),
    fault("wrote a visit and its shift into one file, the shift wrongly",
          book(of("shifts", {"konec": "pozdě"}), of("visits", {"směna": "S9", "den": date(2020, 7, 7)})), "2 aside",
          "Směny!D2 error unreadable_cell “pozdě”", "Návštěvy lokalit!B2 error reference_aside “S9”"),
    fault("wrote a code of its own", visit(činnost="šetření"), "1 aside", "D2 error unknown_code “šetření”"),
    fault("misspelt a code", visit(činnost="pochuzkaa"), "1 aside",
          "D2 error unknown_code “pochuzkaa” → pochůzka | dohled na přechodu, dohled na cyklostezce, pochůzka, veřejný "
          "pořádek, noční klid, vandalismus, sousedské a rodinné spory, jiná činnost"),
    fault("wrote the id of a code", visit(činnost="foot_patrol"), "1 new"),
    fault("wrote a code in English", visit(činnost="foot patrol"), "1 new"),
    fault("wrote a code in capitals", visit(činnost="POCHŮZKA"), "1 new", "D2 note matched_loosely “POCHŮZKA”"),
    fault("wrote a code without accents", visit(činnost="pochuzka"), "1 new", "D2 note matched_loosely “pochuzka”"),
    fault("wrote the town's own word for a code", visit(činnost="obchůzka"), "1 new",
          town=town("obchůzka=visits.activity.foot_patrol")),
    fault("wrote a number for a code", visit(činnost=3), "1 aside", "D2 error unknown_code “3.0”"),
    fault("listed days with commas", one("patrol_plan", {"typy dnů": "víkend, státní svátek"}), "1 new"),
    fault("misspelt one day of a list", one("patrol_plan", {"typy dnů": "víkend; svátek"}), "1 aside",
          "C2 error unknown_code “víkend; svátek” → státní svátek"),
    fault("wrote an x for yes", one("training_attendance", {"zkouška složena": "x"}), "1 new",
          "D2 note read_as_yes_no “x”"),
    fault("wrote a 1 for yes", one("training_attendance", {"zkouška složena": 1}), "1 new",
          "D2 note read_as_yes_no “1.0”"),
    fault("wrote yes in English", one("training_attendance", {"zkouška složena": "Yes"}), "1 new"),
    fault("ticked a box of Excel", one("training_attendance", {"zkouška složena": True}), "1 new"),
    fault("was not sure", one("training_attendance", {"zkouška složena": "možná"}), "1 aside",
          "D2 error unreadable_cell “možná” | ano nebo ne"),
    fault("wrote “ne?”", one("training_attendance", {"zkouška složena": "ne?"}), "1 aside",
          "D2 error unreadable_cell “ne?”"),
    fault("wrote an answer of the survey in words", one("survey_answers", {"odpověď": "spíše bezpečně"}), "1 aside",
          "C2 error unreadable_cell “spíše bezpečně”"),
    fault(
        "wrote answers of the survey in columns beside the respondent",
        rows("survey_respondents", {"safe_day": 2, "Cítíte se v noci bezpečně?": "spíše nebezpečně"}),
        "1 new",
        "2 warning stratum_single_psu “W0 · surroundings” | nejméně dva dotázaní; "
        "z této části města je jen jeden dotázaný",
    ),
    fault("wrote an answer of another scale in such a column",
          rows("survey_respondents", {"safe_day": 7, "safe_night": "odmítla"}), "1 new",
          "F2 error answer_off_scale “7” | safe_day (Cítíte se ve dne bezpečně?): 1 = rozhodně bezpečně, "
          "2 = spíše bezpečně, 3 = spíše nebezpečně, "
          "4 = rozhodně nebezpečně, 8 = odmítl(a) odpovědět, 9 = nevím", "2 warning stratum_single_psu"),
    fault("wrote “nechodím tam” where nobody asked of a place",
          rows("survey_respondents", {"safe_day": "nechodím tam"}), "1 aside",
          "F2 error unreadable_cell “nechodím tam” | rozhodně bezpečně, spíše bezpečně, spíše nebezpečně, "
          "rozhodně nebezpečně, odmítl(a) odpovědět, nevím"),
    fault("wrote the name of a respondent", one("survey_respondents", {"respondent": "Jan Novák"}), "1 new",
          "A2 warning respondent_like_name | číslo, např. 17; šetření je anonymní"),
    fault("wrote down a wave that is yet to come", one("survey_waves"), "1 new", "2 warning wave_empty"),
    fault("asked a person of the panel twice", rows("survey_respondents", {"stálý respondent": "P1"},
          {"respondent": "R8", "stálý respondent": "P1"}), "1 new, 1 aside", "F3 error panel_twice_in_wave"),
    fault("gave one respondent the weight of six", rows("survey_respondents", {"respondent": "R7"},
          {"respondent": "R8"}, {"váha": 6.0}), "3 new",
          "D4 warning weights_spread “6.0” | nejvýše 5, pětinásobek mediánu vlny"),
    fault("changed a question in one wave", one("survey_wordings", {"srovnatelné s ostatními vlnami": "ne"}), "1 new",
          "C2 warning wording_not_comparable"),
    fault("weights to women and wrote nobody's sex", book(of("population_margins", {"znak": "pohlaví", "kategorie":
          "žena"}), of("survey_respondents", {})), "2 new", "B2 warning margin_category_unanswered “W0”",
          "2 warning respondent_outside_margins | žena"),
    fault("weights to the sex of people who all live where their sex does",
          book(of("population_margins", {"kategorie": "okolí lokalit", "osob": 500.0},
                  {"kategorie": "rizikové lokality", "osob": 500.0},
                  {"znak": "pohlaví", "kategorie": "žena", "osob": 700.0},
                  {"znak": "pohlaví", "kategorie": "muž", "osob": 300.0}),
               of("survey_waves", {}),
               of("survey_respondents", {"respondent": "R7", "vlna": "W1", "pohlaví": "žena"},
                  {"respondent": "R8", "vlna": "W1", "pohlaví": "muž", "část města": "rizikové lokality"})), "7 new",
          *(f"B{row} warning margin_category_unanswered “W0”" for row in (2, 3, 4, 5)),
          "A4 warning margins_not_met “W1” | respondent každé dvojice skupin; chybí: žena + rizikové lokality, "
          "muž + okolí lokalit", "2 warning wave_can_detect “n = 1, 2”"),
    fault("left the weights of a wave to the office",
          book(of("population_margins", {"kategorie": "okolí lokalit", "osob": 500.0}), of("survey_waves", {}),
               Sheet("Respondenti", [["respondent", "vlna", "část města"], ["R9", "W1", "okolí lokalit"]])), "3 new",
          "- note weights_from_margins", "B2 warning margin_category_unanswered “W0”",
          "2 warning wave_can_detect “n = 1, 1”"),
    fault("left the weights of half a wave to the office",
          book(of("population_margins", {"kategorie": "okolí lokalit", "osob": 500.0}),
               Sheet("Respondenti", [["respondent", "vlna", "část města"], ["R9", "W0", "okolí lokalit"]])),
          "1 new, stops", "B2 warning margin_category_unanswered “W0”",
          "1 error missing_column | sloupec „váha“, nebo export celé vlny: jiní její respondenti v tomto listu nejsou",
          "1 error missing_column | sloupec „obyvatel ve vrstvě“, nebo export celé vlny: jiní její respondenti v tomto "
          "listu nejsou"),
    fault("left the weights of own strata to the office",
          book(of("population_margins", {"kategorie": "okolí lokalit", "osob": 500.0}), of("survey_waves", {}),
               Sheet("Respondenti", [["respondent", "vlna", "část města", "vrstva"],
                                     ["R9", "W1", "okolí lokalit", "A"]])), "2 new, stops",
          "B2 warning margin_category_unanswered “W0”", "2 warning wave_empty",
          "1 error missing_column | sloupec „váha“: výběr má vlastní vrstvy, z částí města jej dopočítat nejde",
          "1 error missing_column | sloupec „obyvatel ve vrstvě“: výběr má vlastní vrstvy, z částí města jej dopočítat "
          "nejde"),
    fault("wrote the crew of a shift into one cell", one("shifts", {"posádka": "APK1; APK2"}), "1 new"),
    fault("wrote a crew with somebody nobody knows", one("shifts", {"posádka": "APK1; APK7"}), "1 new",
          "E2 error reference | řádek tabulky Osoby"),
]  # fmt: skip

# --- formulas, people, text --------------------------------------------------------------------------

JANA = {"Jana Nováková": "APK1"}

FORMULAS_AND_PEOPLE = [
    fault("has #N/A in a required cell", visit(směna=Formula("=NA()", "#N/A")), "1 aside",
          "B2 error formula_error | hodnota místo chyby vzorce"),
    fault("has #DIV/0! in a cell that may be empty", visit(lokalita=Formula("=1/0", "#DIV/0!")), "1 aside",
          "C2 error formula_error"),
    fault("has #REF! in a column of hours", hours(Formula("=#REF!", "#REF!")), "1 aside", "C2 error formula_error"),
    fault("has a formula nobody computed in a required cell", hours(Formula("=7+0.5")), "1 aside",
          "C2 error formula_without_value | sešit přepočtený a uložený v Excelu"),
    fault("has a formula nobody computed in a cell that may be empty", visit(lokalita=Formula('="namesti"')),
          "1 aside", "C2 error formula_without_value"),
    fault("has a formula that gives nothing", visit(lokalita=Formula('=IF(1=1,"","x")', "")), "1 new"),
    fault("has a formula with a value", hours(Formula("=7+0.5", 7.5)), "1 new"),
    fault("has an error in a column nobody reads", rows("visits", {"km": Formula("=1/0", "#DIV/0!")}), "1 new",
          "H1 note unknown_column"),
    fault("typed a formula as text", one("trainings", {"téma": "=1+1"}), "1 new",
          "D2 warning formula_text “=1+1” | text"),
    fault("wrote an id that starts like a formula", visit(návštěva="@V9"), "1 new",
          "A2 warning formula_text “@V9” | označení (text)"),
    fault("wrote a note that begins with a minus", one("trainings", {"téma": "- právo, - komunikace"}), "1 new"),
    fault("wrote HTML into a text", one("trainings", {"téma": "<script>alert('x')</script>"}), "1 new"),
    fault("wrote a birth number into a text", one("trainings", {"téma": "školil 800101/1234"}), "1 new",
          "D2 warning personal_data_in_text | text bez jmen, rodných čísel, telefonů a e-mailů"),
    fault("wrote a phone number into a text", one("trainings", {"téma": "tel. 777 123 456"}), "1 new",
          "D2 warning personal_data_in_text"),
    fault("wrote an e-mail into a text", one("trainings", {"téma": "ptejte se jana@vzorov.cz"}), "1 new",
          "D2 warning personal_data_in_text"),
    fault("wrote a name for a pseudonym", one("training_attendance", {"osoba": "Jana Nováková"}), "1 aside, stops",
          "B2 error name_without_key | pseudonym, nebo import s klíčem jmen (--key)"),
    fault("wrote a name with a title", one("training_attendance", {"osoba": "Mgr. Jana Nováková"}), "1 aside, stops",
          "B2 error name_without_key"),
    fault("wrote a name with an initial", one("training_attendance", {"osoba": "J. Nováková"}), "1 aside, stops",
          "B2 error name_without_key"),
    fault("wrote a name and an initial behind it", one("shifts", {"posádka": "APK1; Nováková J."}), "1 aside, stops",
          "E2 error name_without_key"),
    fault("wrote a name into a crew", one("shifts", {"posádka": "APK1, Jana Nováková"}), "1 aside, stops",
          "E2 error name_without_key"),
    fault("wrote a name and has the key", one("training_attendance", {"osoba": "Jana Nováková"}), "1 new",
          "B2 note name_replaced", key=JANA),
    fault("wrote it without accents, surname first", one("training_attendance", {"osoba": "novakova jana"}),
          "1 aside, stops", "B2 error name_without_key", key=JANA),
    fault("wrote a name that the key has into a row with another mistake",
          one("training_attendance", {"osoba": "Jana Nováková", "hodiny": "cca 5"}), "1 aside",
          "B2 note name_replaced", "C2 error unreadable_cell “cca 5” → 5", key=JANA),
    fault("wrote a name whose pseudonym no sheet of persons knows",
          one("training_attendance", {"osoba": "Jana Nováková"}), "1 aside", "B2 note name_replaced",
          "B2 error reference | řádek tabulky Osoby", key={"Jana Nováková": "APK7"}),
    fault("wrote a crew of names and one more mistake",
          one("shifts", {"posádka": "Jana Nováková; APK2", "konec": "pozdě"}), "1 aside", "E2 note name_replaced",
          "D2 error unreadable_cell “pozdě”", key=JANA),
    fault("registered a new person by name", one("persons", {"osoba (pseudonym)": "Petr Malý"}), "1 new",
          "A2 note name_replaced", key=JANA),
    fault("wrote one person twice under one name",
          rows("training_attendance", {"osoba": "Jana Nováková"}, {"osoba": "Jana Nováková", "hodiny": 2}), "2 aside",
          "B2 note name_replaced", "B3 note name_replaced", "2 error primary_key", "3 error primary_key", key=JANA),
]  # fmt: skip
PEOPLE = ("Nováková", "novakova", "Petr Malý")

# --- files that are no workbook, and texts -----------------------------------------------------------

LINES = """
    návštěva;směna;lokalita;činnost;den;příchod;odchod
    V9;S1;Náměstí;pochůzka;6. 7. 2020;10:00;11:00
"""
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
WHOLE_BOOK = "sešit .xlsx bez hesla (starší .xls uložte jako .xlsx)"


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def declared_huge(path: Path) -> None:
    """The archive says that its first part unpacks into 4 GB."""
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = b"\xfe\xff\xff\xff"
    path.write_bytes(bytes(content))


def cells_turned(path: Path) -> None:
    """Another program may write the attributes of a cell in another order."""
    repack(path, {b'<c r="JA50"': b'<c s="0" r="JA50"'}, {})


FILES = [
    fault("saved with semicolons", text(LINES), "1 new", "E2 note read_as_day “6. 7. 2020”"),
    fault("saved with tabs", text(LINES.replace(";", "\t"), name="navstevy.txt"), "1 new", "E2 note read_as_day"),
    fault("saved with commas", text(LINES.replace(";", ",")), "1 new", "E2 note read_as_day"),
    fault("saved the Windows way, in cp1250", text(LINES, encoding="cp1250"), "1 new", "- note read_as_cp1250",
          "E2 note read_as_day"),
    fault("saved with a byte-order mark", text(LINES, encoding="utf-8-sig"), "1 new", "E2 note read_as_day"),
    fault("saved as Unicode text of Excel", text(LINES.replace(";", "\t"), name="navstevy.txt", encoding="utf-16"),
          "1 new", "E2 note read_as_day"),
    fault("saved with the line ends of an old Mac", raw(dedent(LINES).strip().replace("\n", "\r").encode(),
          "navstevy.csv"), "1 new", "E2 note read_as_day"),
    fault("left a quotation mark open", text(LINES.replace("pochůzka", '"pochůzka')), "stops",
          "- error unreadable_file | soubor .csv, v němž má každá uvozovka svůj pár"),
    fault("left out the last cells of a row", text(LINES.replace(";10:00;11:00", "")), "1 aside",
          "F2 error nullability", "E2 note read_as_day"),
    fault("left out the last cell of a row", text(LINES.replace(";11:00", "")), "1 new",
          "G2 warning visit_without_departure “2020-07-06 10:00”", "E2 note read_as_day"),
    fault("saved a file with a byte of zero", text(LINES.replace("V9", "V\x009")), "stops",
          "- error unreadable_file | soubor .csv v UTF-8 nebo Windows-1250"),
    fault("sent an empty text file", text(""), ""),
    fault("wrote a line above the header of a text file", text("    Výpis za červenec" + LINES), "1 new",
          "E3 note read_as_day"),
    fault("locked the workbook by a password", raw(OLE, "sešit.xlsx"), "stops",
          f"- error unreadable_file | {WHOLE_BOOK}"),
    fault("sent a workbook of Excel 97", raw(OLE, "sešit.xls"), "stops", f"- error unreadable_file “.xls” | "
          f"{WHOLE_BOOK}"),
    fault("sent a workbook of LibreOffice", raw(b"PK\x03\x04", "sešit.ods"), "stops",
          f"- error unreadable_file “.ods” | {WHOLE_BOOK}"),
    fault("sent half a workbook", after(one("visits"), truncated), "stops", f"- error unreadable_file | {WHOLE_BOOK}"),
    fault("renamed a text file to .xlsx", text(LINES, name="navstevy.xlsx"), "stops",
          f"- error unreadable_file | {WHOLE_BOOK}"),
    fault("renamed a workbook to .csv", book(of("visits", {}), name="tabulky.csv"), "stops",
          "- error unreadable_file | soubor .csv v UTF-8 nebo Windows-1250"),
    fault("sent an archive that is no workbook", after(one("visits"), lambda path: _archive(path)), "stops",
          f"- error unreadable_file | {WHOLE_BOOK}"),
    fault("sent a workbook that says it unpacks into 4 GB", after(one("visits"), declared_huge), "stops",
          "- error too_large “4 295 MB” | nejvýše 1 000 MB"),
    fault("put a cell into the last corner of a sheet",
          sheet(VISIT, VISIT_CELLS, *[[] for _ in range(20)], [""] * 16_383 + ["x"]), "stops",
          "- error too_large | nejvýše 256 sloupců"),
    fault("has 300 columns", sheet([*VISIT, *(f"s{n}" for n in range(293))], VISIT_CELLS), "stops",
          "- error too_large | nejvýše 256 sloupců"),
    fault("has 300 columns in a text file", text(LINES.replace("odchod", "odchod" + ";s" * 293)), "stops",
          "- error too_large “300” | nejvýše 256 sloupců"),
    fault("saved a far cell by another program",
          after(sheet(VISIT, VISIT_CELLS, *[[] for _ in range(47)], [""] * 260 + ["x"]), cells_turned), "stops",
          "- error too_large | nejvýše 256 sloupců"),
    fault("has macros in the workbook", book(of("visits", {}), name="tabulky.xlsm",
          parts={"xl/vbaProject.bin": b"macro"}), "1 new", "- note macros"),
    fault("used a template of a newer version",
          book(of("visits", {}), properties={PROPERTY_SCHEMA: SCHEMA_VERSION + 1}), "stops",
          "- error newer_schema | novější apk-lib"),
    fault("used a template of this version", book(of("visits", {}), properties={PROPERTY_SCHEMA: SCHEMA_VERSION}),
          "1 new"),
    fault(
        "exported a form of KoboToolbox, technical columns and all",
        sheet(["visits/visits__visit", "visits__shift", "visits__locality", "visits__activity", "visits__start",
               "visits__end", "_index", "_submission__submission_time"],
              ["V9", "S1", "namesti", "foot_patrol", "2020-07-06T10:00:00.000+02:00", "2020-07-06T11:00:00.000+02:00",
               1, "2020-07-08T11:00:05"]),
        "1 new",
        "G1 note known_export_column “_index (1)”",
    ),
    fault("exported a record that was refused when it was looked at",
          text("""
              visits__visit,visits__shift,visits__locality,visits__activity,visits__start,visits__end,ReviewState
              V9,S1,namesti,foot_patrol,2020-07-06T10:00:00.000+02:00,2020-07-06T11:00:00.000+02:00,rejected
          """, name="apk-visits.csv"), "1 aside", "G2 error not_approved “rejected” | schválený záznam"),
]  # fmt: skip


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("dopis.txt", "Dobrý den")


# --- rows that only others can contradict --------------------------------------------------------------


def night(**cells: object) -> Sheet:
    return of("shifts", {"směna": "S9", "den": date(2020, 7, 8), "začátek": time(18), "konec": time(23, 30)} | cells)


def wage(*changed: dict[str, object]) -> Build:
    said = {"druh": "lidské zdroje", "osoba (jen mzdy)": None, "za měsíc (první den; jen mzdy)": None}
    return rows("expenses", *(said | cells for cells in changed))


JULY = {"osoba (jen mzdy)": "APK1", "za měsíc (první den; jen mzdy)": date(2020, 7, 1)}

ACROSS = [
    fault("wrote a visit after its shift", visit(příchod=time(14), odchod=time(16)), "1 aside",
          "2 error inside_shift “2020-07-06 14:00 – 16:00” | v rozmezí 2020-07-06 07:00 – 15:00"),
    fault("supervised a crossing at night",
          book(night(), of("visits", {"směna": "S9", "lokalita": "u-skoly", "činnost": "dohled na přechodu",
                                      "den": date(2020, 7, 8), "příchod": time(21, 30), "odchod": time(22, 30)})),
          "1 new, 1 aside", "Návštěvy lokalit!2 error crossing_at_night | mezi 6. a 22. hodinou"),
    fault("asked more people than live there",
          rows("survey_respondents", *({"respondent": f"R{n}", "obyvatel ve vrstvě": 2} for n in (7, 8, 9))),
          "3 aside", *(f"E{row} error population_holds_sample “2” | jedno číslo pro vrstvu, nejméně 3"
                       for row in (2, 3, 4))),
    fault("put somebody without a contract on a shift",
          one("shifts", {"den": date(2021, 1, 4), "posádka": "APK2"}), "1 new",
          "E2 warning contract_covers_shift “2021-01-04” | smlouva, která v den začátku směny platí"),
    fault("wrote an event at a time nobody served", one("events", {"kdy": time(20), "návštěva": None}), "1 new",
          "C2 warning event_in_service “2020-07-06 20:00” | čas uvnitř některé směny"),
    fault("wrote an event that is not in its visit", one("events", {"kdy": time(9, 30)}), "1 new",
          "C2 warning event_during_visit “2020-07-06 09:30” | v rozmezí 2020-07-06 08:00 – 09:00"),
    fault("wrote one event under two ids", rows("events", {}, {"událost": "E10"}), "2 new",
          "A3 warning duplicate_event “E10” | jediný řádek; totéž je zapsáno jako E9"),
    fault("put one person in two places at once",
          rows("visits", {}, {"návštěva": "V10", "lokalita": "u-skoly", "příchod": time(10, 45),
                              "odchod": time(11, 30)}), "2 new",
          "G2 warning person_in_two_places “0 h 15 min” | odchod nejpozději 2020-07-06 10:45, "
          "pak už běží návštěva V10"),
    fault("wrote one visit under two ids", visit(příchod=time(8, 5), odchod=time(9)), "1 new",
          "A2 warning near_duplicate_visit “2020-07-06 08:05 – 09:00” | jediný řádek; totéž je zapsáno jako V1"),
    fault("sent somebody on a visit who was not on the shift", one("visit_crew", {"osoba": "APK2"}), "1 new",
          "B2 warning visit_crew_on_shift “APK2” | osoba z posádky směny S1"),
    fault("excused more hours than two days have", one("absences", {"omluvené hodiny": 60}), "1 new",
          "D2 warning absence_within_days “60 h” | nejvýše 48 h"),
    fault("entered a plan that already held", one("patrol_plan", {"zapsáno dne": date(2020, 6, 2)}), "1 new",
          "J2 warning plan_entered_late “2020-06-02” | zapsáno nejpozději 1. 6. 2020"),
    fault("made a visit too long", visit(příchod=time(9), odchod=time(14)), "1 new",
          "G2 warning visit_hours “5 h” | nejvýše 4 h"),
    fault("made a shift too long", shift(time(7), time(20)), "1 new", "D2 warning shift_hours “13 h” | nejvýše 12 h",
          "2 warning day_hours “2020-07-07: 13 h” | nejvýše 12 h"),
    fault("put one person on two shifts at once",
          one("shifts", {"den": date(2020, 7, 6), "začátek": time(14), "konec": time(16)}), "1 new",
          "2 warning two_shifts_at_once “2020-07-06 14:00” | začátek až po konci směny S1, 2020-07-06 15:00"),
    fault("left a shift without a crew", one("shifts", {"posádka": None}), "1 new",
          "2 warning shift_without_crew “2020-07-07 07:00 – 15:00” | nejméně jedna osoba v posádce"),
    fault("left a gap between contracts",
          one("contracts", {"osoba": "APK2", "nástup": date(2021, 2, 1)}), "1 new",
          "D2 warning contract_gap “2021-01-01 – 2021-01-31” | nástup 1. 1. 2021, jestliže zaměstnání trvalo"),
    fault("let two contracts overlap", one("contracts", {"osoba": "APK2", "nástup": date(2020, 12, 1)}), "1 new",
          "D2 warning contracts_overlap “2020-12-01” | nástup až po posledním dni smlouvy C2"),
    fault("filled a post twice", one("contracts", {"místo": "P-1"}), "1 new",
          "F2 warning post_held_twice “2020-07-01” | nejvýše 1, od toho dne je to 1,50"),
    fault("reported less training than the courses had",
          book(of("training_attendance", {}), of("hours_monthly", {"měsíc (první den)": date(2020, 6, 1)})), "2 new",
          "Měsíční výkazy!F2 warning training_within_month “4 h” | nejméně 7 h 30 min"),
    fault("reported less work than the shifts had",
          one("hours_monthly", {"měsíc (první den)": date(2020, 7, 1), "odpracováno": 5}), "1 new",
          "D2 warning shifts_within_worked “5 h” | nejméně 7 h, směny mají 8 h"),
    fault("reported more than the working-time fund", one("hours_monthly", {"omluveno": 20}), "1 new",
          "D2 warning worked_within_fund “180 h” | dohromady nejvýše 176 h"),
    fault("left out the timesheet of a month",
          book(of("contracts", {"poslední den": date(2020, 9, 30)}), of("hours_monthly",
               *({"osoba": "MEN1", "měsíc (první den)": date(2020, month, 1)} for month in (7, 9)))), "3 new",
          "Smlouvy!B2 warning month_without_timesheet “2020-08”"),
    fault("wrote a course before the project", held(date(2020, 5, 31)), "1 new",
          "B2 warning outside_project “2020-05-31” | od 1. 6. 2020 do 31. 5. 2021"),
    fault("visited a locality nobody looks after any more", visit(lokalita="Starý park"), "1 new",
          "F2 warning locality_not_valid “2020-07-06” | od 1. 6. 2020 do 30. 6. 2020"),
    fault("asked too few people in the second wave",
          book(of("survey_waves", {}), of("survey_respondents", {"vlna": "W1"})), "2 new",
          "Vlny šetření!2 warning wave_can_detect “n = 1, 1”"),
    fault("left a respondent without any answer",
          book(of("survey_respondents", {}), of("survey_answers", {})), "2 new",
          "Respondenti!2 warning answer_missing | nejméně jedna odpověď, třeba „nevím“"),
    fault("listed a participant whom nobody employs", one("participants", {"osoba": "MEN1"}), "1 new",
          "A2 warning participant_without_contract “MEN1” | smlouva na listu Smlouvy"),
    fault("wrote a qualification before the entry",
          one("participants", {"vstup do projektu": date(2020, 7, 1), "kvalifikace získána dne": date(2020, 6, 10)}),
          "1 new", "H2 warning qualified_before_entry “2020-06-10” | 1. 7. 2020 nebo později"),
    fault("wrote a qualification that no test gave",
          book(of("training_attendance", {"zkouška složena": "ne"}),
               of("participants", {"kvalifikace získána dne": date(2020, 6, 10)})), "2 new",
          "Účastníci!H2 warning qualified_without_course “2020-06-10” | složená zkouška na listu Účast na kurzech"),
    fault("wrote what became of somebody who is still there",
          one("participants", {"stav 6 měsíců po ukončení": "zaměstnán"}), "1 new",
          "J2 warning status_though_not_left “employed” | den ukončení účasti, nebo prázdný stav"),
    fault("claimed a wage of nobody", wage({"za měsíc (první den; jen mzdy)": date(2020, 7, 1)}), "1 new",
          "G2 warning wage_without_month “X9” | osoba a první den měsíce"),
    fault("claimed a wage after the contract ended",
          wage({"osoba (jen mzdy)": "APK2", "za měsíc (první den; jen mzdy)": date(2021, 1, 1)}), "1 new",
          "H2 warning wage_without_contract “2021-01”"),
    fault("claimed one wage twice", wage(JULY, JULY | {"výdaj": "X10"}), "2 new",
          "H3 warning wage_claimed_twice “2020-07” | jediný výdaj; mzdu platí už X9"),
    fault("wrote the middle of a month for its wage",
          wage(JULY | {"za měsíc (první den; jen mzdy)": date(2020, 7, 15)}), "1 aside",
          "2 error month_is_its_first_day | např. 1. 3. 2021"),
    fault("checked the state of an old park", one("locality_checks", {"lokalita": "Starý park"}), "1 new",
          "B2 warning locality_not_valid “2020-07-08” | od 1. 6. 2020 do 30. 6. 2020"),
    fault("checked the state of a place nobody patrols", one("locality_checks", {"lokalita": "jinde"}), "1 new",
          "A2 warning check_not_patrolled “jinde” | lokalita, o kterou se asistenti starají"),
    fault("wrote a state worse than the worst", one("locality_checks", {"stav (0 v pořádku až 3 velmi špatný)": 4}),
          "1 aside", "D2 error max “4.0” | nejvýše 3"),
    fault("mended a defect before it was found", one("locality_checks", {"napraveno dne": date(2020, 7, 7)}),
          "1 aside", "2 error ends_not_before_start | konec stejný den nebo později"),
    fault("reviewed a week from its Wednesday", one("mentor_reviews", {"týden (pondělí)": date(2020, 7, 8)}),
          "1 aside", "2 error week_is_its_monday | např. 7. 3. 2022"),
    fault("reviewed a week after the contract ended",
          one("mentor_reviews", {"osoba": "APK2", "týden (pondělí)": date(2021, 1, 4)}), "1 new",
          "B2 warning review_without_contract “2021-01-04”"),
    fault("brought somebody to supervision after the contract ended",
          book(of("supervisions", {"konáno": date(2021, 1, 12)}), of("supervision_attendance", {"osoba": "APK2"})),
          "2 new", "Účast na supervizích!B2 warning supervision_without_contract “2021-01-12”"),
    fault("published a leaflet without the logo strip", one("outputs", {"nese pruh log": "ne"}), "1 new",
          "H2 warning output_unmarked “D9” | ano v obou sloupcích"),
    fault("published a leaflet before it was finished", one("outputs", {"dokončeno": date(2020, 9, 26)}), "1 aside",
          "2 error published_when_finished"),
    fault("hung the poster up late", one("publicity", {"od": date(2020, 6, 11)}), "1 new",
          "D2 warning publicity_gap “2020-06-01 – 2020-06-10” | bez mezery od 1. 6. 2020 do 31. 5. 2021"),
    fault("wrote more approved than claimed", one("expenses", {"schváleno": 2000}), "1 new",
          "E2 warning approved_over_claimed “2 000,00 Kč” | nejvýše 1 500,50 Kč"),
]  # fmt: skip

# --- the sheet of the project --------------------------------------------------------------------------


FACTS = {key: str(said) if isinstance(said, Decimal) else said
         for key, said in tomllib.loads(dedent(PROJECT), parse_float=Decimal)["project"].items()}  # fmt: skip


def head(**cells: object) -> Build:
    """The sheet of facts of the project workbook, with these first."""

    facts = cells | {key: said for key, said in FACTS.items() if key not in cells}
    return book(Sheet("Projekt", [["klíč", "údaj", "hodnota"], *([key, "", said] for key, said in facts.items())]))


def without(fact: str) -> Build:
    """The sheet of facts with one row missing."""
    lines = [[key, "", said] for key, said in FACTS.items() if key != fact]
    return book(Sheet("Projekt", [["klíč", "údaj", "hodnota"], *lines]))


PERIODS = ({}, {"období": "P2", "od": date(2020, 12, 1), "do (včetně)": date(2021, 5, 31),
                "zpráva do": date(2021, 7, 30), "závěrečné": "ano"})  # fmt: skip

FACTS_AND_TABLES = [
    fault("left a fact of the project empty", head(posts=None), "stops",
          "C2 error nullability | kolik míst asistentů projekt platí"),
    fault("wrote words where the number of posts belongs", head(posts="čtyři"), "stops",
          "C2 error unreadable_cell “čtyři” | celé číslo"),
    fault("wrote a day of the project that does not exist", head(end="31. 6. 2021"), "stops",
          "C2 error unreadable_cell “31. 6. 2021” | datum, např. 5. 1. 2021"),
    fault("misspelt a choice", head(binding_total="součet zdrojů"), "stops",
          "C2 error unknown_code “součet zdrojů” → součet zdrojů financování | stanovený celek, součet zdrojů "
          "financování"),
    fault("deleted the row of a fact", without("posts"), "stops",
          "- error nullability | kolik míst asistentů projekt platí"),
    fault("left a gap between periods",
          rows("periods", PERIODS[0], PERIODS[1] | {"od": date(2020, 12, 2)}), "2 aside, stops",
          "- error project_sheet"),
    fault("wrote a period with a space in its id", rows("periods", PERIODS[0], PERIODS[1] | {"období": "P 2"}),
          "2 aside, stops", "A3 error regex “P 2” | písmena, číslice, tečka, pomlčka, podtržítko"),
    fault("wrote parts that do not give the total", rows("funding_parts", {}), "1 unchanged",
          "- warning parts_sum_to_total “100 000,00 Kč” | 125 000,00 Kč; rozdíl je −25 000,00 Kč"),
    fault("wrote budget lines that do not give the total", one("budget_lines", {"schváleno": 90000}), "1 changed",
          "- warning budget_sums_to_total “112 500,00 Kč” | 125 000,00 Kč; rozdíl je −12 500,00 Kč"),
    fault("planned to have spent less later",
          rows("financial_plan", {}, {"období": "P2", "má být vyčerpáno do konce období": 50000}), "2 new",
          "C3 warning financial_plan_falls “50 000,00 Kč” | nejméně 60 000,00 Kč"),
    fault("claimed more than the budget line holds",
          book(of("expenses", {"nárokováno": 100_000.5}), of("budget_lines", {})), "1 new, 1 unchanged",
          "Položky rozpočtu!F2 warning expense_over_line “100 000,50 Kč” | nejvýše 100 000,00 Kč"),
    fault("did not state a limit of the programme",
          rows("programme_rules", {}, {"pravidlo": "visit_hours"}, {"pravidlo": "day_hours"}), "1 changed, 2 unchanged",
          "- note limit_not_stated | hodnota v [[programme_rules]]"),
    fault("accepted a warning of a rule that does not exist", one("waivers", {"pravidlo": "shift_with_crew"}),
          "1 new", "B2 warning waiver_of_unknown_rule “shift_with_crew” → shift_without_crew"),
    fault("accepted a warning that nobody gave", one("waivers", {"klíč řádku": "S77"}), "1 new",
          "C2 note waiver_of_nothing “S77”"),
    fault("accepted a warning until a period that is over",
          book(of("shifts", {"posádka": None}), of("waivers", {"platí do konce období": "P1"})), "2 new",
          "Směny!2 warning shift_without_crew", "- note late_row “1”", "Výjimky!F2 note waiver_expired “P1”",
          recorded=datetime(2021, 9, 1, tzinfo=UTC)),
]  # fmt: skip

FAULTS = [*HEADERS, *ROWS, *NUMBERS, *TIMES, *IDS_AND_CODES, *FORMULAS_AND_PEOPLE, *FILES, *ACROSS, *FACTS_AND_TABLES]


# --- the corpus against the intake ---------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    wrong: Fault
    plan: Plan
    before: Mapping[Path, str]


@pytest.fixture(scope="session")
def office(tmp_path_factory) -> Office:
    """The town all files are meant for, read once."""
    town = office_of(town_folder(tmp_path_factory.mktemp("town") / "vzorov"))
    return replace(town, stored={name: town.stored[name] for name in STORED})


@pytest.fixture(scope="module", params=FAULTS, ids=[one.clerk for one in FAULTS])
def judged(request, tmp_path_factory, office) -> Judged:
    """A fault and the plan for its file, made once for all tests."""
    wrong: Fault = request.param
    paths = wrong.build(tmp_path_factory.mktemp("files"))
    before = {path: _sha256(path) for path in paths}
    known = Names(dict(wrong.key), has_key=True) if wrong.key is not None else Names()
    here = Office(office.project, office.stored, wrong.town, known, office.id, office.sheet)
    return Judged(wrong, make_plan(paths, here, wrong.recorded), before)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_said_of_it(judged):
    found = judged.plan.findings
    assert _differs(found, judged.wrong.says) == ""


def test_what_becomes_of_its_rows(judged):
    plan = judged.plan
    sums = {fate: plan.account[fate].sum() for fate in FATES}
    told = [f"{number} {fate}" for fate, number in sums.items() if number]
    assert ", ".join([*told, "stops"] if plan.stops else told) == judged.wrong.becomes


def test_every_row_has_one_fate(judged):
    for line in judged.plan.account.iter_rows(named=True):
        assert line["read"] == sum(line[fate] for fate in FATES), line


def test_the_file_stays_as_it_was(judged):
    for path, sha256 in judged.before.items():
        assert _sha256(path) == sha256


def test_everything_is_said_in_both_languages(judged):
    found = judged.plan.findings
    czech, english = told(found, "cs"), told(found, "en")
    labels = ("message", "severity_label")
    for cs, en in zip(czech.iter_rows(named=True), english.iter_rows(named=True), strict=True):
        assert all(cs[label] and en[label] for label in labels)
        assert cs["message"] != en["message"]
        assert bool(cs["expected"]) == bool(en["expected"])
        assert not re.search(r" / (columns|cells)", cs["expected"] or "")
        # the messages of the libraries we use are English: they are no value for a person to read
        assert not re.search(r"\b(is not|unexpected|invalid|cannot|error|expected|file)\b", cs["value"] or "", re.I)


def test_no_name_of_a_person_is_repeated(judged):
    plan = judged.plan
    frames = [plan.findings, plan.account, plan.aside, plan.changes, *plan.additions.values()]
    # a file that stops is not written down; what is shown of it has no name either
    shown = frames[:2] if plan.stops else frames
    assert [name for name in PEOPLE for frame in shown if name in frame.write_csv()] == []


def _differs(found: pl.DataFrame, says: tuple[str, ...]) -> str:
    """What is said and was not expected (+), and what was expected and is not said (-); empty if it is the same."""
    left = list(told(found, "cs").iter_rows(named=True))
    missing = []
    for line in says:
        match = next((row for row in left if _is(row, line)), None)
        if match is None:
            missing.append(f"- {line}")
        else:
            left.remove(match)
    return "\n".join([*missing, *(f"+ {_line(row)}" for row in left)])


SAYS = re.compile(
    r"(?:(?P<sheet>[^!]+)!)?(?P<where>\S+) (?P<severity>\w+) (?P<rule>\w+)(?: “(?P<value>.*?)”)?"
    r"(?: → (?P<nearest>[^|]+?))?(?: \| (?P<expected>.+))?"
)


def _is(row: Mapping[str, object], line: str) -> bool:
    said = SAYS.fullmatch(line)
    assert said is not None, line
    return all(wanted is None or wanted == _shown(row)[name] for name, wanted in said.groupdict().items())


def _shown(row: Mapping[str, object]) -> dict[str, str | None]:
    where = row["cell"] or (str(row["row"]) if row["row"] is not None else "-")
    shown = {name: row[name] for name in ("sheet", "severity", "rule", "value", "nearest")}
    shown |= {"where": where, "expected": row["expected_cs"]}
    return {name: cell and str(cell).replace(NBSP, " ") for name, cell in shown.items()}


def _line(row: Mapping[str, object]) -> str:
    shown = _shown(row)
    value, nearest, expected = (shown[name] for name in ("value", "nearest", "expected"))
    parts = [f"{shown['where']} {shown['severity']} {shown['rule']}", value and f"“{value}”",
             nearest and f"→ {nearest}", expected and f"| {expected}"]  # fmt: skip
    return " ".join(part for part in parts if part)


# --- the whole --------------------------------------------------------------------------------------------

# rules that no single file can break, each with the reason and the test that reaches it
EXCEPTIONS = {
    "min_length": "an empty text is read as nothing at all, which is `nullability`",
    "not_in_its_form": "said of the project's own files only: test_a_file_of_the_folder_that_is_not_in_its_form",
    "overlapping_localities": "said of polygons only: test_ground_claimed_twice_is_told_with_its_area",
    "locality_without_polygon": "said of polygons only: test_what_is_unclear_of_polygons_is_a_warning",
    "device_like_name": "said of GPS tracks: test_a_device_called_like_a_person_is_refused_without_repeating_the_name",
    "declared_missing": "said of SPSS files: test_what_spss_declares_missing_is_left_out_and_told",
    "police_export": "said of exports of the crime map: test_an_export_becomes_offences_in_their_localities",
    "unknown_offence_types": "said of exports of the crime map: test_an_export_becomes_offences_in_their_localities",
    "offences_without_place": "said of exports of the crime map: test_a_point_nobody_can_place_is_told",
    "items_of_core": "said where a project has no questions: test_a_town_without_questions_gets_those_of_the_form",
    "fix_jump": "said of GPS tracks: test_jumps_are_warnings_of_their_rows",
}


def test_the_corpus_is_large_and_no_two_faults_are_the_same():
    assert len(FAULTS) >= 90
    assert len({one.clerk for one in FAULTS}) == len(FAULTS)


def test_every_rule_a_file_can_break_is_broken_here():
    reached = {said["rule"] for one in FAULTS for line in one.says if (said := SAYS.fullmatch(line))}
    assert sorted(RULES.keys() - reached - EXCEPTIONS.keys()) == []
    assert sorted(EXCEPTIONS.keys() - RULES.keys()) == []


def test_every_line_gives_the_severity_of_its_rule():
    said = [match.groupdict() for one in FAULTS for line in one.says if (match := SAYS.fullmatch(line))]
    assert [line for line in said if RULES[line["rule"]].severity != line["severity"]] == []


# --- what a plan alone does not show ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return town_folder(tmp_path / "vzorov")


def test_a_file_of_the_folder_that_is_not_in_its_form(folder):
    path = folder / "trainings.csv"
    path.write_text(path.read_text("utf-8").replace("2020-06-10", "10. 6. 2020"), encoding="utf-8")
    found = check_folder(folder, RECORDED).findings.filter(pl.col("rule") == "not_in_its_form")
    assert found.select("severity", "file", "table").rows() == [("error", "trainings.csv", "trainings")]
    assert "řádek 2, held_on: „10. 6. 2020“" in found["expected_cs"].item()


def test_what_rows_do_to_the_project_sheet_is_seen_once_they_are_imported(folder, tmp_path):
    import_files(one("expenses", {"nárokováno": 100_000.5})(tmp_path), folder, RECORDED)
    found = open_dataset(folder, period="P1").findings.filter(pl.col("rule") == "expense_over_line")
    assert found.select("severity", "table", "column", "key").rows() == [
        ("warning", "budget_lines", "approved", "staff · 1")
    ]


WITH_NAMES = [one for one in FORMULAS_AND_PEOPLE if one.key is not None or any("name_" in line for line in one.says)]


@pytest.mark.parametrize("wrong", WITH_NAMES, ids=[one.clerk for one in WITH_NAMES])
def test_an_import_writes_no_name_into_the_project_folder(folder, tmp_path, wrong):
    key = tmp_path / "safe" / "names.csv"
    if wrong.key is not None:
        key.parent.mkdir()
        lines = [f"{name},{pseudonym}" for name, pseudonym in wrong.key.items()]
        key.write_text("\n".join(["name,pseudonym", *lines]), encoding="utf-8")
    import_files(wrong.build(tmp_path), folder, RECORDED, key=key if wrong.key is not None else None)
    written = {path.relative_to(folder).as_posix(): words_inside(path) for path in folder.rglob("*") if path.is_file()}
    assert [f"{path}: {name}" for path, words in written.items() for name in PEOPLE if name in words] == []


def test_a_registered_person_gets_the_next_free_pseudonym(folder, tmp_path):
    key = tmp_path / "names.csv"
    import_files(one("persons", {"osoba (pseudonym)": "Petr Malý"})(tmp_path), folder, RECORDED, key=key)
    assert key.read_text("utf-8").splitlines() == ["name,pseudonym", "Petr Malý,APK3"]
    assert open_dataset(folder, period="P1").table("persons")["person"].to_list()[-1] == "APK3"


def test_a_trial_run_writes_nothing(folder, tmp_path):
    before = {path: _sha256(path) for path in folder.rglob("*") if path.is_file()}
    assert import_files(one("visits")(tmp_path), folder, RECORDED, dry_run=True).number == 0
    assert {path: _sha256(path) for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_that_stops_leaves_the_folder_as_it_was(folder, tmp_path):
    before = {path: _sha256(path) for path in folder.rglob("*") if path.is_file()}
    both = [*one("visits")(tmp_path), *text(LINES.replace("pochůzka", '"'), name="b.csv")(tmp_path)]
    assert import_files(both, folder, RECORDED).number == 0
    assert {path: _sha256(path) for path in folder.rglob("*") if path.is_file() and path.name != ".lock"} == before


@pytest.mark.parametrize("says", ["the truth", "far less"])
def test_an_archive_that_unpacks_into_more_than_a_machine_holds(monkeypatch, tmp_path, office, says):
    # a megabyte stands for the gigabyte; what an archive says of itself may be a lie
    monkeypatch.setattr(reading_of_files, "MAX_UNPACKED_MB", 1)
    [path] = one("visits")(tmp_path)
    with zipfile.ZipFile(path) as archive:
        strings = archive.read("xl/sharedStrings.xml")
    repack(path, {}, {"xl/sharedStrings.xml": strings + b" " * 3_000_000})
    if says == "far less":
        content = bytearray(path.read_bytes())
        length = (len(strings) + 3_000_000).to_bytes(4, "little")
        path.write_bytes(bytes(content).replace(length, len(strings).to_bytes(4, "little")))
    plan = make_plan([path], office, RECORDED)
    assert plan.findings["rule"].to_list() in (["too_large"], ["unreadable_file"])
    assert plan.account.is_empty()


def test_a_decimal_comma_between_commas_is_not_read_as_the_next_cell(tmp_path, office):
    # 7,5 hours would be 7, and nobody would know
    plan = make_plan(text("kurz,osoba,hodiny\nT1,APK1,7,5\n", name="ucast.csv")(tmp_path), office, RECORDED)
    assert plan.additions == {}
    assert plan.findings.select("severity", "row").rows() == [("error", 2)]


@pytest.mark.parametrize("lang", ["cs", "en"])
def test_the_template_with_nothing_but_its_examples_adds_nothing(tmp_path, office, lang):
    write_template(tmp_path / "sablona.xlsx", lang, office.project)
    plan = make_plan([tmp_path / "sablona.xlsx"], office, RECORDED)
    assert plan.findings.is_empty()
    assert plan.account["read"].sum() == 0
    assert plan.account["examples"].sum() > 20


def test_a_row_written_over_an_example_stays_one_until_the_word_is_deleted(tmp_path, office):
    example = {"příklad": "příklad"}
    plan = make_plan(rows("visits", example, {"návštěva": "V8"})(tmp_path), office, RECORDED)
    assert plan.account.select("read", "new", "examples").rows() == [(1, 1, 1)]


def test_the_workbook_of_the_project_as_it_is_changes_nothing(tmp_path, office):
    write_project_workbook(tmp_path / "projekt.xlsx", "cs", tomllib.loads(office.sheet, parse_float=Decimal))
    plan = make_plan([tmp_path / "projekt.xlsx"], office, RECORDED)
    assert plan.findings.is_empty()
    assert plan.sheet == ""


@pytest.mark.parametrize("how", ["names", "labels", "real dates", "odk", "odk split"])
def test_an_export_of_a_form_is_read_whole(tmp_path, office, how):
    persons = office.stored["persons"].rows
    form = kobo_export.made(office.project, persons, kobo_export.example("namesti", ["APK1", "APK2"]))
    if how.startswith("odk"):
        paths = kobo_export.odk_csvs(tmp_path, form, split=how == "odk split")
    else:
        labels = "cs" if how == "labels" else None
        kobo_export.kobo_xlsx(tmp_path / "kobo.xlsx", form, labels=labels, real_dates=how == "real dates",
                              group_paths=how == "names", device_times=how == "real dates")  # fmt: skip
        paths = [tmp_path / "kobo.xlsx"]
    plan = make_plan(paths, office, RECORDED)
    assert plan.findings.filter(pl.col("severity") == "error").is_empty()
    assert plan.findings.filter(pl.col("rule") == "unknown_column").is_empty()
    assert dict(plan.account.select("table", "new").iter_rows()) == {"shifts": 2, "visits": 3, "events": 3}
    assert sorted(plan.additions["shift_crew"].select("shift", "person").rows()) == [
        ("S20240304-065510", "APK1"),
        ("S20240304-065510", "APK2"),
        ("S20240330-215502", "APK1"),
    ]
    talks = plan.additions["contacts"].select("visit", "kind", "count").rows()
    assert talks == [("S20240304-065510-V1", "pupil", 14)]
    assert sorted(filter(None, plan.additions["events"]["outcome"])) == ["handed_to_town_office"]
    recorded = plan.additions["shifts"].sort("shift")["recorded_at"].to_list()
    assert recorded == [one.submitted for one in form.submissions]
