"""Workbooks and text files as people hand them in, for the corpus of bad workbooks.

`one("visits", {"lokalita": "Namesti"})` is a workbook with one sheet, its header in row 1 and one good row in
row 2, with that cell changed; `rows` holds several rows, `book` any sheets at all, `text` a delimited file.
A builder is a function from a folder to the files it wrote there.

`town_folder` is the town all files are meant for: what it has stored stands in `STORED`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from textwrap import dedent

import xlsxwriter

from apk_lib.tables import TABLES

Build = Callable[[Path], list[Path]]
Cells = Mapping[str, object]

PROJECT = """
    schema_version = 2

    [project]
    title_cs = "Asistenti Vzorov"
    title_en = "Assistants Sampleton"
    registration_number = "CZ.1/2"
    beneficiary_cs = "město Vzorov"
    beneficiary_en = "the town of Sampleton"
    programme = "opz_2014"
    start = 2020-06-01
    end = 2021-05-31
    posts = 3
    total = 125000.00
    binding_total = "stated"
    total_confirmed = true
    indirect_rate = 0.25
    indirect_rate_confirmed = true
    cofinancing_cs = "Hradí ESF."
    cofinancing_en = "Paid by ESF."
    limits_cs = "Nikdo neměřil."
    limits_en = "Nobody measured."
    synthetic = false

    [[periods]]
    period = "P1"
    start = 2020-06-01
    end = 2020-11-30
    report_due = 2020-12-30
    final = false
    confirmed = true

    [[periods]]
    period = "P2"
    start = 2020-12-01
    end = 2021-05-31
    report_due = 2021-07-30
    final = true
    confirmed = true

    [[funding_parts]]
    source = "eu"
    name_cs = "Unie"
    name_en = "Union"
    amount = 100000.00
    confirmed = true

    [[funding_parts]]
    source = "own"
    name_cs = "město"
    name_en = "town"
    amount = 25000.00
    confirmed = true

    [[budget_lines]]
    line = "staff"
    version = 1
    name_cs = "Mzdy"
    name_en = "Wages"
    direct = true
    approved = 100000.00
    valid_from = 2020-06-01
    confirmed = true

    [[schools]]
    school = "slovan"
    name = "ZŠ Slovan"

    [[localities]]
    locality = "namesti"
    name_cs = "Náměstí"
    name_en = "Main Square"
    kind = "risk"
    valid_from = 2020-06-01
    confirmed = true

    [[localities]]
    locality = "u-skoly"
    name_cs = "Přechod u školy"
    name_en = "School crossing"
    kind = "crossing"
    school = "slovan"
    valid_from = 2020-06-01
    confirmed = true

    [[localities]]
    locality = "stary-park"
    name_cs = "Starý park"
    name_en = "Old Park"
    kind = "park"
    valid_from = 2020-06-01
    valid_to = 2020-06-30
    confirmed = true

    [[localities]]
    locality = "jinde"
    name_cs = "Jinde"
    name_en = "Elsewhere"
    kind = "comparison"
    valid_from = 2020-06-01
    confirmed = true

    [[bands]]
    band = "day"
    start_hour = 6
    end_hour = 22

    [[bands]]
    band = "night"
    start_hour = 22
    end_hour = 6
"""
LIMITS = {"visit_hours": 4, "shift_hours": 12, "day_hours": 12, "rollover_hours": 12, "detectable_change_points": 10}

STORED = {
    "posts": """
        post,planned_from,planned_to,fte
        P-1,2020-06-01,2021-05-31,1
        P-2,2020-06-01,2021-05-31,1
        P-3,2020-06-01,2021-05-31,1
    """,
    "persons": """
        person,role
        APK1,assistant
        APK2,assistant
        MEN1,mentor
    """,
    "contracts": """
        contract,person,post,start,last_day,fte,end_reason
        C1,APK1,P-1,2020-06-01,,1,
        C2,APK2,P-2,2020-06-01,2020-12-31,1,agreement
    """,
    "shifts": """
        shift,start,end
        S1,2020-07-06T07:00:00+02:00,2020-07-06T15:00:00+02:00
    """,
    "shift_crew": """
        shift,person
        S1,APK1
    """,
    "visits": """
        visit,shift,locality,activity,start,end
        V1,S1,namesti,foot_patrol,2020-07-06T08:00:00+02:00,2020-07-06T09:00:00+02:00
    """,
    "trainings": """
        training,held_on,kind,topic
        T1,2020-06-10,initial,law
    """,
    "survey_waves": """
        wave,starts,ends,mode
        W0,2020-06-04,2020-06-24,interview
    """,
    "survey_items": """
        item,question_cs,question_en
        safe_day,Cítíte se ve dne bezpečně?,Do you feel safe by day?
        safe_night,Cítíte se v noci bezpečně?,Do you feel safe at night?
    """,
    "survey_respondents": """
        respondent,wave,zone,weight,population
        R1,W0,rest_of_town,1,1000
    """,
}

GOOD: dict[str, dict[str, object]] = {
    "posts": {"místo": "P-9", "plánováno od": date(2020, 6, 1), "plánováno do": date(2021, 5, 31), "úvazek": 1.0},
    "persons": {"osoba (pseudonym)": "APK9", "role": "mentor (strážník)"},
    "contracts": {"smlouva": "C9", "osoba": "MEN1", "místo": "P-3", "nástup": date(2020, 7, 1), "poslední den": None,
                  "úvazek": 0.5, "důvod ukončení": None},
    "shifts": {"směna": "S9", "den": date(2020, 7, 7), "začátek": time(7), "konec": time(15), "posádka": "APK1"},
    "shift_crew": {"směna": "S1", "osoba": "APK2"},
    "visits": {"návštěva": "V9", "směna": "S1", "lokalita": "namesti", "činnost": "pochůzka",
               "den": date(2020, 7, 6), "příchod": time(10), "odchod": time(11)},
    "visit_crew": {"návštěva": "V1", "osoba": "APK1"},
    "contacts": {"návštěva": "V1", "s kým": "žák", "počet": 12},
    "events": {"událost": "E9", "den": date(2020, 7, 6), "kdy": time(8, 30), "návštěva": "V1", "lokalita": "namesti",
               "druh": "pomoc", "skrytá kriminalita": None, "předání pomoci": None},
    "patrol_plan": {"řádek plánu": "R9", "lokalita": "namesti", "typy dnů": "víkend; státní svátek", "pásmo": "day",
                    "množství": 2.0, "míra": "osobohodiny", "na": "týden", "platí od": date(2020, 6, 1),
                    "platí do": None, "zapsáno dne": date(2020, 5, 25)},
    "trainings": {"kurz": "T9", "konáno": date(2020, 7, 8), "druh": "vstupní vzdělávání", "téma": "právo"},
    "training_attendance": {"kurz": "T1", "osoba": "APK1", "hodiny": 7.5, "zkouška složena": "ano"},
    "hours_monthly": {"osoba": "APK1", "měsíc (první den)": date(2020, 9, 1), "fond pracovní doby": 176.0,
                      "odpracováno": 160.0, "omluveno": 8.0, "z toho vzdělávání": 4.0},
    "absences": {"osoba": "APK1", "od": date(2020, 9, 7), "do (včetně)": date(2020, 9, 8), "omluvené hodiny": 16.0},
    "expenses": {"výdaj": "X9", "položka rozpočtu": "staff", "uhrazeno": date(2020, 7, 15), "nárokováno": 1500.5,
                 "schváleno": None},
    "participants": {"osoba": "APK1", "pohlaví": "muž", "věk při vstupu": "25 až 54 let",
                     "znevýhodněný účastník": "ne", "vstup do projektu": date(2020, 6, 1), "ukončení účasti": None,
                     "karta účastníka je úplná": "ano", "kvalifikace získána dne": None,
                     "stav do 4 týdnů po ukončení": None, "stav 6 měsíců po ukončení": None},
    "locality_checks": {"lokalita": "namesti", "kontrola dne": date(2020, 7, 8), "co se hodnotí": "odpad",
                        "stav (0 v pořádku až 3 velmi špatný)": 2.0, "nahlášeno komu": "technické služby",
                        "napraveno dne": date(2020, 7, 10)},
    "supervisions": {"supervize": "SV9", "konáno": date(2020, 9, 15), "druh": "skupinová", "hodiny": 2.0},
    "supervision_attendance": {"supervize": "SV9", "osoba": "APK1"},
    "mentor_reviews": {"osoba": "APK1", "týden (pondělí)": date(2020, 7, 6), "hodnocení (1 nejlepší až 5)": 2.0,
                       "dohodnuté úkoly": "projít vyhlášky"},
    "payments": {"platba": "PL9", "připsáno": date(2020, 7, 1), "druh": "záloha", "zdroj": "eu", "částka": 20000.0},
    "outputs": {"výstup": "D9", "druh": "jiný výstup", "název": "Leták", "má být hotovo": date(2020, 9, 30),
                "dokončeno": date(2020, 9, 20), "zveřejněno": date(2020, 9, 25), "kde je": "web",
                "nese pruh log": "ano", "nese registrační číslo": "ano"},
    "publicity": {"prvek": "PB9", "druh": "plakát", "místo": "radnice", "od": date(2020, 6, 1), "do": None,
                  "doklad": "fotografie"},
    "risks": {"problém": "PR9", "zjištěno": date(2020, 9, 1), "popis": "chybí stejnokroje", "závažnost": "nízká",
              "řešení": "výpůjčka", "vyřešeno": date(2020, 9, 30)},
    "survey_waves": {"vlna": "W1", "sběr od": date(2020, 10, 5), "sběr do": date(2020, 10, 20),
                     "způsob sběru": "tazatel"},
    "survey_respondents": {"respondent": "R9", "vlna": "W0", "část města": "okolí lokalit", "váha": 1.0,
                           "obyvatel ve vrstvě": 500.0},
    "survey_wordings": {"vlna": "W0", "otázka": "safe_day", "srovnatelné s ostatními vlnami": "ano"},
    "population_margins": {"znak": "část města", "kategorie": "zbytek města", "osob": 1000.0, "zdroj": "matrika",
                           "doloženo": "ano"},
    "survey_answers": {"respondent": "R1", "otázka": "safe_day", "odpověď": 2.0},
    "waivers": {"výjimka": "X1", "pravidlo": "shift_without_crew", "klíč řádku": None, "důvod": "stará docházka",
                "schválil (funkce)": "tajemník", "platí do konce období": "P1"},
    "school_breaks": {"od": date(2020, 7, 1), "do (včetně)": date(2020, 8, 31), "škola": "slovan",
                      "název": "hlavní prázdniny", "doloženo": "ano"},
    "context_events": {"od": date(2020, 10, 14), "do (včetně)": date(2020, 11, 17), "druh": "školy",
                       "co": "uzavření škol", "ve škole": "nikdo", "doloženo": "ano"},
    "periods": {"období": "P1", "od": date(2020, 6, 1), "do (včetně)": date(2020, 11, 30),
                "zpráva do": date(2020, 12, 30), "závěrečné": "ne", "doloženo": "ano"},
    "localities": {"lokalita": "namesti", "název": "Náměstí", "název anglicky": "Main Square",
                   "druh": "riziková lokalita", "škola": None, "platí od": date(2020, 6, 1), "platí do": None,
                   "doloženo": "ano"},
    "budget_lines": {"položka": "staff", "verze": 1.0, "název": "Mzdy", "název anglicky": "Wages",
                     "přímé náklady": "ano", "schváleno": 100000.0, "platí od": date(2020, 6, 1), "doloženo": "ano"},
    "financial_plan": {"období": "P1", "platí od": date(2020, 6, 1), "má být vyčerpáno do konce období": 60000.0,
                       "doloženo": "ano"},
    "funding_parts": {"zdroj": "eu", "název": "Unie", "název anglicky": "Union", "částka": 100000.0,
                      "doloženo": "ano"},
    "programme_rules": {"pravidlo": "nejdelší směna (hodiny)", "hodnota": 12.0, "doloženo": "ano"},
}  # fmt: skip


# --- cells and sheets --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Formula:
    """A formula with what Excel computed: a value, an error, `""`, or None where nobody computed it."""

    text: str
    value: object = None


@dataclass(frozen=True)
class Shown:
    """A number under a format of its own: `Shown(43831, "General")` is a date that lost its format."""

    value: float
    format: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0][0]` is A1; `merged` are ranges that hold a text, hidden rows count from 1."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    merged: Mapping[str, str] = field(default_factory=dict)


_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EMPTY = "computed-to-nothing"
_FORMATS: dict[type, str] = {date: "d. m. yyyy", datetime: "d. m. yyyy h:mm", time: "h:mm", timedelta: "[h]:mm"}


def book(*sheets: Sheet, name: str = "tabulky.xlsx", properties: Mapping[str, object] | None = None,
         parts: Mapping[str, bytes] | None = None) -> Build:  # fmt: skip
    """A workbook of these sheets, with custom properties and with more parts in its archive."""

    def build(folder: Path) -> list[Path]:
        path = folder / name
        with xlsxwriter.Workbook(path, _OPTIONS) as workbook:
            for key, value in (properties or {}).items():
                workbook.set_custom_property(key, value)
            for sheet in sheets:
                _write(workbook, sheet)
        repack(path, {b"<v>" + _EMPTY.encode() + b"</v>": b"<v></v>"}, parts or {})
        return [path]

    return build


def _write(workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
    target = workbook.add_worksheet(sheet.name)
    if sheet.hidden:
        workbook.add_worksheet("List1").activate()
        target.hide()
    for area, words in sheet.merged.items():
        target.merge_range(area, words)
    for number in sheet.hidden_rows:
        target.set_row(number - 1, None, None, {"hidden": True})
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            match cell:
                case None | "":
                    continue
                case Formula(text, value):
                    target.write_formula(row, column, text, None, "" if value is None else value or _EMPTY)
                case Shown(value, shown):
                    target.write_number(row, column, value, workbook.add_format({"num_format": shown}))
                case date() | time() | timedelta():
                    style = workbook.add_format({"num_format": _FORMATS[type(cell)]})
                    target.write_datetime(row, column, cell, style)
                case _:
                    target.write(row, column, cell)


def repack(path: Path, swaps: Mapping[bytes, bytes], parts: Mapping[str, bytes]) -> None:
    """Write an archive again with bytes of its sheets swapped and parts added."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in (content | dict(parts)).items():
            for old, new in swaps.items():
                held = held.replace(old, new) if name.startswith("xl/worksheets") else held
            archive.writestr(name, held)
    path.write_bytes(packed.getvalue())


def rows(table: str, *changed: Cells, sheet: str = "", name: str = "tabulky.xlsx") -> Build:
    """A workbook with one sheet named after its table: its header in row 1, good rows with these cells changed."""
    return book(of(table, *changed, sheet=sheet), name=name)


def one(table: str, changed: Cells | None = None) -> Build:
    """The same with one row, in row 2."""
    return rows(table, changed or {})


def of(table: str, *changed: Cells, sheet: str = "") -> Sheet:
    """The sheet that `rows` holds; a heading the table's good row lacks comes after the others."""
    header = list(GOOD[table])
    header += dict.fromkeys(heading for cells in changed for heading in cells if heading not in header)
    body = [[(GOOD[table] | dict(cells)).get(heading) for heading in header] for cells in changed]
    return Sheet(sheet or TABLES[table].label.cs, [header, *body])


def text(content: str, *, name: str = "navstevy.csv", encoding: str = "utf-8") -> Build:
    """A delimited file."""
    return raw(dedent(content).lstrip("\n").encode(encoding), name)


def raw(content: bytes, name: str) -> Build:
    """A file of these bytes."""

    def build(folder: Path) -> list[Path]:
        path = folder / name
        path.write_bytes(content)
        return [path]

    return build


def after(build: Build, change: Callable[[Path], None]) -> Build:
    """The files of a builder after somebody did something to the first of them."""

    def changed(folder: Path) -> list[Path]:
        paths = build(folder)
        change(paths[0])
        return paths

    return changed


# --- the town ----------------------------------------------------------------------------------------


def town_folder(folder: Path, limits: Mapping[str, float] = LIMITS) -> Path:
    """A project folder of the town the files are meant for."""
    folder.mkdir(parents=True)
    stated = "".join(
        f'\n[[programme_rules]]\nrule = "{rule}"\nvalue = {value}\nconfirmed = true\n' for rule, value in limits.items()
    )
    (folder / "project.toml").write_text(dedent(PROJECT) + stated, encoding="utf-8")
    for name, table in STORED.items():
        header, *lines = dedent(table).strip().splitlines()
        recorded = [f"2020-07-07T12:00:00+02:00,false,{line}" for line in lines]
        content = "\n".join([f"recorded_at,withdrawn,{header}", *recorded]) + "\n"
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def words_inside(path: Path) -> str:
    """Everything a file holds, as text; the parts of a workbook one after the other."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return re.sub(r"\s+", " ", content.decode("utf-8", errors="replace"))
