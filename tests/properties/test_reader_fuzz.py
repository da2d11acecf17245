"""Damaged and hostile files through the reader: always findings, never a crash, a hang or a lost row.

A case is a seed: the same number gives the same file. `make test-slow` reads ten thousand of them.
"""

from __future__ import annotations

import io
import random
import re
import signal
import subprocess
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest
import xlsxwriter

from apk_lib.intake import Office, Plan, make_plan
from apk_lib.intake.reading.layout import is_ours, is_project
from apk_lib.intake.storage.batches import ORIGIN
from apk_lib.intake.storage.cells import as_text, typed
from apk_lib.project import Project, parse_project
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.workbooks.template.records import write_template

FEW, MANY = 100, 10_000
SECONDS = 10.0
RECORDED = datetime(2026, 1, 1, 12, tzinfo=UTC)
MADE = datetime(2022, 1, 1, 12)  # what a file says of its making: of the clock, two files of one seed would differ
MOMENT = "2020-06-02T16:00:00+02:00"

SHEETS: dict[str, list[list[object]]] = {
    "Osoby": [["osoba (pseudonym)", "role"], ["APK1", "assistant"], ["APK2", "mentor"], ["APK3", "assistant"]],
    "Směny": [
        ["směna", "den", "začátek", "konec", "posádka", "zapsáno"],
        *([f"S{n}", f"{n}. 6. 2020", "7:00", "15:00", "APK1; APK2", MOMENT] for n in range(1, 8)),
    ],
    "Návštěvy lokalit": [
        ["návštěva", "směna", "lokalita", "činnost", "příchod", "odchod"],
        *([f"V{n}", f"S{n}", "Přechod", "foot_patrol", f"{n}.6.2020 8:00", 43984.5 + n] for n in range(1, 8)),
    ],
    "Výdaje": [
        ["výdaj", "položka rozpočtu", "uhrazeno", "nárokováno", "schváleno"],
        *([f"X{n}", "mzdy", 44000 + n, 1000.5 * n, "1 000,50 Kč"] for n in range(1, 5)),
    ],
    "Účast na kurzech": [
        ["kurz", "osoba", "hodiny", "zkouška složena"], ["K1", "APK1", 7.5, "ano"], ["K1", "APK2", 8, ""],
    ],
    "Kurzy": [["kurz", "konáno", "druh", "téma"], ["K1", "4. 6. 2020", "vstupní vzdělávání", "právo"]],
    "Vlny šetření": [["vlna", "sběr od", "sběr do", "způsob sběru"], ["W0", "2020-06-04", "2020-06-24", "online"]],
    "Otázky": [["otázka", "znění", "znění anglicky"], ["q1", "Jak bezpečně?", "How safe?"]],
    "Respondenti": [
        ["respondent", "vlna", "část města", "váha", "obyvatel ve vrstvě", "q1"],
        *([f"r{n}", "W0", "zbytek města", 1.5, 900, n] for n in range(1, 5)),
    ],
    "Místa": [["místo", "plánováno od", "plánováno do", "úvazek"], ["P1", "1.6.2020", "31.5.2021", "0,5"]],
    "Registrovaná kriminalita": [["oblast", "rok", "registrované skutky", "zdroj"], ["město", 2020, 412, "PČR"]],
}  # fmt: skip
HOSTILE: list[object] = [
    "", " ", "\u00a0", "NaN", "nan", "inf", "-inf", "null", "None", "N/A", "#N/A", "=1+1", "=HYPERLINK(x)", "@x",
    "'",
    '"', ";", "a;b,c\td", "x\ny", "x\r\ny", "\u0000x".replace("\u0000", "\ufffe"), "_x0000_", "_x000D_", "1e999",
    "9" * 40, "-" + "9" * 25, "1e30", "0x10", "1_000", "１２", "٣", "½", "1,000.00", "1.000,00", "1 000", "1.234",
    "12:60",
    "24:00", "25:00", "24:01", "0:00", "7.30", "29. 2. 2021", "31.12.9999", "1.1.1900", "1. 1. 0001", "03/04/2021",
    "1.2.21", "2020-06-02T16:00:00+99:99", "2020-03-29 02:30", "2020-10-25 02:30", "2020-13-01", "2020-06-02T16:00:00Z",
    "příliš žluťoučký", "🚓", "👩‍👩‍👧", "a\u0301", "\u202eabc", "<script>", "../x", "x" * 3000, "ANO", "ne",
    "TRUE", "S1", "APK1",
    "Jana Nováková", "příklad", "Kontrola", "zapsáno", 0, -1, 0.1, 1e15, 2**53 + 1, 1e300, 1e-300, -44000.5,
    44000.999999,
    2958465.99999, 60, 1, True, False, datetime(1900, 1, 1), datetime(1904, 1, 1), datetime(9999, 12, 31, 23, 59, 59),
    datetime(2020, 3, 29, 2, 30), datetime(2020, 10, 25, 2, 30),
]  # fmt: skip
NUMBERS = [b"1e999", b"-1e999", b"NaN", b"inf", b"1e300", b"-1", b"2958465.9999999", b"99999999999999999999", b"", b"x",
           b"43984.999999999", b"0.9999999999", b"60", b"0"]  # fmt: skip


@dataclass
class Tally:
    """What became of the files: how many were read, and everything that must not happen."""

    files: int = 0
    rows: int = 0
    accepted: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    def blame(self, what: str, seed: int) -> None:
        self.wrong[what] += 1
        self.first.setdefault(what, seed)

    def told(self) -> dict[str, tuple[int, int]]:
        return {what: (times, self.first[what]) for what, times in self.wrong.most_common()}


class HangError(BaseException):
    """A file takes longer than a user would wait."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# --- making files ----------------------------------------------------------------------------------


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    content = io.BytesIO()
    # text stays text: what looks like a number to us must not become one before it is read
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "d. m. yyyy h:mm"}) as book:
        book.set_properties({"created": MADE})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(place, column, cell)
                    else:
                        sheet.write(place, column, cell)
    return content.getvalue()


def delimited(chance: random.Random) -> tuple[str, bytes]:
    name = chance.choice(list(SHEETS))
    sign = chance.choice(",;\t")
    lines = [sign.join(f'"{cell}"' if sign in str(cell) else str(cell) for cell in row) for row in SHEETS[name]]
    encoding = chance.choice(["utf-8", "utf-8-sig", "cp1250", "utf-16"])
    return f"{name}.csv", chance.choice(["\n", "\r\n"]).join(lines).encode(encoding)


def some_sheets(chance: random.Random) -> dict[str, list[list[object]]]:
    names = chance.sample(list(SHEETS), chance.randint(1, 4))
    return {name: [list(row) for row in SHEETS[name]] for name in names}


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 3, 20]) if content else 0):
        place = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.randrange(256)
            case 2:
                del changed[place : place + chance.randint(1, 30)]
            case _:
                changed[place:place] = changed[max(0, place - chance.randint(1, 60)) : place]
        if not changed:
            break
    return bytes(changed)


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def xml_changed(content: bytes, chance: random.Random) -> bytes:
    """One part of a workbook is changed as a broken program would, and the archive is whole again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([part for part in parts for _ in range(4 if "sheet" in part else 1)])
    part = parts[name]
    match chance.randrange(7):
        case 0:
            part = bytes_changed(part, chance)
        case 1:
            part = re.sub(rb"<v>[^<]*</v>", lambda _: b"<v>" + chance.choice(NUMBERS) + b"</v>", part)
        case 2:
            part = part.replace(
                b' t="s"', chance.choice([b' t="e"', b' t="b"', b' t="d"', b' t="str"', b"", b' t="z"'])
            )
        case 3:
            found = list(re.finditer(rb"<(row|c|sheet|si|numFmt|xf)\b[^>]*?(/>|>)", part))
            if found:
                one = chance.choice(found)
                part = part[: one.start()] + part[one.end() :]
        case 4:
            found = list(re.finditer(rb'="([^"]*)"', part))
            if found:
                one = chance.choice(found)
                value = chance.choice([b"", b"-1", b"x", b"0", b"A0", b"999", b"\xc5\x99", b"&amp;", b"B2"])
                part = part[: one.start(1)] + value + part[one.end(1) :]
        case 5:
            part = part.replace(b"utf-8", chance.choice([b"utf-16", b"cp1250", b"klingon", b"utf-7"])).replace(
                b"UTF-8", chance.choice([b"UTF-16", b"windows-1250", b"klingon"])
            )
        case _:
            part = chance.choice([b"", part[: len(part) // 2], part + part])
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = part
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), part, archive.compression)
    return changed.getvalue()


def hostile_cells(chance: random.Random) -> tuple[bytes, int]:
    """A workbook with hostile values, and how many of its rows hold anything."""
    sheets = some_sheets(chance)
    for rows in sheets.values():
        for _ in range(chance.randint(1, 6)):
            row = chance.choice(rows[1:])
            row[chance.randrange(len(row))] = chance.choice(HOSTILE)
        if chance.random() < 0.2:
            chance.shuffle(body := rows[1:])
            rows[1:] = body
    return workbook(sheets), sum(any(cell != "" for cell in row) for rows in sheets.values() for row in rows[1:])


@dataclass(frozen=True)
class Case:
    """A file, and how many rows must come out of it where that is known."""

    path: Path
    rows: int | None = None


def case(seed: int, folder: Path, template: bytes) -> Case:
    chance = random.Random(seed)
    kind = seed % 10
    if kind in (0, 1):
        name, content = delimited(chance)
        change = truncated if chance.random() < 0.2 else bytes_changed
        return _written(folder / name, change(content, chance))
    if kind in (2, 3, 4):
        content, rows = hostile_cells(chance)
        return _written(folder / "sešit.xlsx", content, rows)
    content = template if chance.random() < 0.03 else workbook(some_sheets(chance))
    if kind in (5, 6):
        change = truncated if chance.random() < 0.2 else bytes_changed
        return _written(folder / "sešit.xlsx", change(content, chance))
    for _ in range(chance.choice([1, 1, 2, 4])):
        content = xml_changed(content, chance)
    return _written(folder / "sešit.xlsx", content)


def _written(path: Path, content: bytes, rows: int | None = None) -> Case:
    path.write_bytes(content)
    return Case(path, rows)


# --- what must hold --------------------------------------------------------------------------------


def filled(row: object, own: tuple[int, ...] = ()) -> bool:
    return any(cell not in ("", None) for column, cell in enumerate(row) if column not in own)  # type: ignore[arg-type]


def lost(plan: Plan, rows: int | None) -> Iterator[str]:
    """What a plan keeps silent about."""
    told = set(plan.findings.select("file", "sheet").iter_rows())
    severe = set(plan.findings.filter(pl.col("severity") == "error")["file"])
    read = {(one.grid.file, one.grid.sheet): one for one in plan.readings}
    for book in plan.books:
        if not book.grids and book.name not in severe:
            yield f"a file without grids and without an error: {book.path.suffix}"
        for grid in book.grids:
            silent = (grid.file, grid.sheet) not in read and (grid.file, grid.sheet) not in told
            if silent and any(map(filled, grid.rows)) and not is_ours(grid.sheet) and not is_project(grid.sheet):
                yield "a sheet nobody speaks of"
    for one in plan.readings:
        below = sum(filled(row, one.layout.own) for row in one.grid.rows[one.layout.header + 1 :])
        if below != len(one.rows) + one.aside["row"].n_unique() + one.examples:
            yield f"rows below the header of {one.table} are neither read nor set aside"
    fates = pl.sum_horizontal("new", "changed", "unchanged", "duplicate", "aside")
    for table in plan.account.filter(pl.col("read") != fates, ~pl.col("table").is_in(list(SHEET_TABLES)))["table"]:
        yield f"the account of {table} does not add up"
    for name, added in plan.additions.items():
        own = plan.account.filter(table=name).select((pl.col("new") + pl.col("changed")).sum()).item()
        others = name in ("shift_crew", "survey_answers")
        if len(added) != own and not (others and len(added) > own):
            yield f"{name}: {len(added)} rows stored, {own} said to be new or changed"
        yield from _unreadable_later(name, added)
    kept = plan.aside.select("table", "origin_file", "origin_sheet", "origin_row").n_unique()
    if kept < plan.account["aside"].sum():
        yield "rows said to be set aside are not kept"
    if rows is not None and not plan.stops:
        came = plan.account["read"].sum() + plan.account["examples"].sum()
        unread = plan.findings.filter(pl.col("rule").is_in(["no_table", "repeated_header"])).height
        if came != rows and not unread:
            yield "another number of rows than was written"


def _unreadable_later(name: str, added: pl.DataFrame) -> Iterator[str]:
    """What is stored must be read again as it was, or nobody can open the project any more."""
    content = [column for column in TABLES[name].schema.columns() if column != "source_row"]
    stored = as_text(TABLES[name], added).with_columns(added.select(list(ORIGIN))).write_csv().encode()
    if b"\x00" in stored:
        yield f"{name}: a zero byte would be stored"
    text = pl.read_csv(stored, infer_schema=False).with_columns(pl.all().replace("", None))
    back, unreadable = typed(text.with_row_index("source_row", offset=2), TABLES[name])
    for cell in unreadable:
        yield f"{name}.{cell.column}: stored but never to be read again"
    for column in content:
        kind = TABLES[name].schema.columns()[column].dtype
        if not unreadable and not back[column].equals(added[column].cast(kind), null_equal=True):
            yield f"{name}.{column}: read again it is another value"


def fuzzed(seeds: range, folder: Path, project: Project, template: bytes, seconds: float = SECONDS) -> Tally:
    tally = Tally()
    office = Office(project)
    for seed in seeds:
        place = folder / str(seed % 7)
        place.mkdir(exist_ok=True)
        one = case(seed, place, template)
        begun = time.perf_counter()
        try:
            with at_most(seconds):
                plan = make_plan([one.path], office, RECORDED)
            for what in lost(plan, one.rows):
                tally.blame(what, seed)
            tally.rows += plan.account["read"].sum()
            tally.accepted += sum(map(len, plan.additions.values()))
        except HangError:
            tally.blame(f"longer than {seconds:g} s", seed)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the reader is no Exception
            where = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in where if "apk_lib" in frame.filename] or where
            tally.blame(
                f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].name}: {error!s:.60}", seed
            )
        tally.files += 1
        tally.slowest = max(tally.slowest, time.perf_counter() - begun)
        one.path.unlink()
    return tally


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return parse_project((root / "tests/unit/vzorov.toml").read_text("utf-8"), "vzorov")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, project: Project) -> bytes:
    target = tmp_path_factory.mktemp("template") / "w.xlsx"
    write_template(target, "cs", project)
    return target.read_bytes()


def test_hostile_files_are_told_of_and_nothing_is_lost(tmp_path: Path, project: Project, template: bytes) -> None:
    tally = fuzzed(range(FEW), tmp_path, project, template)
    assert tally.told() == {}
    assert tally.files == FEW
    assert tally.accepted > FEW // 2, "the files are too broken to show anything"


@pytest.mark.slow
def test_ten_thousand_hostile_files(tmp_path: Path, project: Project, template: bytes) -> None:
    tally = fuzzed(range(FEW, FEW + MANY), tmp_path, project, template)
    assert tally.told() == {}
    assert tally.files == MANY


def test_the_same_seed_gives_the_same_file(tmp_path: Path, template: bytes) -> None:
    for seed in range(20):
        first = case(seed, tmp_path, template).path.read_bytes()
        assert case(seed, tmp_path, template).path.read_bytes() == first


# --- files that would fill the memory --------------------------------------------------------------

FAR = {
    "as Excel writes it": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "another order": b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "single quotes": b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "two spaces": b'<row spans="1:2" r="1048576"><c  r="XFD1048576"><v>1</v></c></row>',
    "a line break": b'<row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
    "a row without its number": b'<row><c s="0" r="IV1048576"><v>1</v></c></row>',
    "a row beyond Excel": b'<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>',
    "a cell beyond Excel": b'<row r="3"><c s="1" r="B99999999"><v>1</v></c></row>',
}
# in a process of its own: a reader without memory takes the whole process with it
BOMBED = """
    import resource, sys
    from pathlib import Path
    from apk_lib.intake.reading.grids import read_book
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
    for path in map(Path, sys.argv[1:]):
        book = read_book(path)
        print(path.stem, *book.findings["rule"], sep="|", flush=True)
"""


def test_no_far_cell_fills_the_memory(tmp_path: Path) -> None:
    told = {}
    running = {}
    for number, (name, row) in enumerate(FAR.items()):
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(io.BytesIO(workbook({"Osoby": SHEETS["Osoby"]}))) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        parts[sheet] = parts[sheet].replace(b"</sheetData>", row + b"</sheetData>")
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        running[name] = path
    left = dict(running)
    while left:
        command = [sys.executable, "-c", dedent(BOMBED), *map(str, left.values())]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        said = [line.split("|") for line in done.stdout.splitlines()]
        for name, (_, *rules) in zip(list(left), said, strict=False):
            told[name] = rules
            del left[name]
        if done.returncode and left:
            name = next(iter(left))
            told[name] = [f"the process died ({done.returncode})"]
            del left[name]
    assert told == {name: ["too_large"] for name in FAR}
