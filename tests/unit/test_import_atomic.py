"""A project folder is changed whole or not at all: killed commands, full disks, two at once, the same file twice."""

from __future__ import annotations

import errno
import functools
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import polars as pl
import pytest
from filelock import FileLock

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import ApkError, DataError, ProjectError, reason
from apk_lib.intake import (
    Office,
    Plan,
    TownMapping,
    erase,
    import_files,
    importing,
    learned,
    make_plan,
    migrate,
    office_of,
)
from apk_lib.intake.storage import changes as store
from apk_lib.intake.storage import state
from apk_lib.tables import TABLES
from tests.sampled import edges, slow
from tests.unit.plain_workbook import workbook

Rows = list[list[object]]
Change = Callable[[Path], object]

FIRST, SECOND, THIRD = (datetime(2020, 7, day, 12, tzinfo=UTC) for day in (1, 2, 3))
ERASED_AT = datetime(2020, 8, 1, tzinfo=UTC)
PERSONS = """
    recorded_at,withdrawn,person,role
    2020-06-01T08:00:00+02:00,false,APK1,assistant
    2020-06-01T08:00:00+02:00,false,APK2,assistant
    2020-06-01T08:00:00+02:00,false,APK3,mentor
"""
SHIFTS = """
    recorded_at,withdrawn,shift,start,end
    2020-06-02T16:00:00+02:00,false,S1,2020-06-02T07:00:00+02:00,2020-06-02T15:00:00+02:00
    2020-06-03T16:00:00+02:00,false,S2,2020-06-03T07:00:00+02:00,2020-06-03T15:00:00+02:00
"""
HEAD_PERSONS = ["osoba (pseudonym)", "role"]
HEAD_SHIFTS = ["směna", "den", "začátek", "konec", "posádka"]
HEAD_VISITS = ["návštěva", "směna", "lokalita", "činnost", "den", "příchod", "odchod"]
JUNE: dict[str, Rows] = {
    "Směny": [
        HEAD_SHIFTS,
        ["S3", "2020-06-04", "7:00", "15:00", "APK1; APK2"],
        ["S4", "2020-06-05", "7:00", "15:00", "APK1"],
        ["S5", "2020-06-06", "15:00", "7:00 asi", "APK1"],
    ],
    "Návštěvy lokalit": [
        HEAD_VISITS,
        ["V1", "S3", "Přechod", "pochůzka", "2020-06-04", "8:00", "9:00"],
        ["V2", "S99", "Přechod", "pochůzka", "2020-06-04", "9:00", "10:00"],
    ],
}
JULY: dict[str, Rows] = {
    "Osoby": [HEAD_PERSONS, ["APK2", "mentor"], ["APK4", "assistant"], ["APK5", "šéf"]],
    "Směny": [
        HEAD_SHIFTS,
        ["S4", "2020-06-05", "7:00", "16:00", "APK1"],
        ["S6", "2020-06-08", "7:00", "15:00", "APK2"],
    ],
    "Školy": [["škola", "název"], ["slovan", "ZŠ Slovan"], ["komenskeho", "ZŠ Komenského"]],
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but its lock; what was staged and left shows as well."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != store.LOCK}  # fmt: skip


def left_over(folder: Path) -> list[str]:
    """What a command should have cleared up: hidden things, and folders with nothing in them."""
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))
            if (path.name.startswith(".") and path.name != store.LOCK)
            or (path.is_dir() and not any(path.iterdir()))]  # fmt: skip


def opened(folder: Path, as_of: str = "9999-12-31") -> Dataset:
    return open_dataset(folder, period="P2", as_of=as_of)


def told(folder: Path) -> dict[str, Any]:
    """Everything a folder says: tables, rows set aside, origins, the project sheet, the town's words."""
    dataset = opened(folder)
    said: dict[str, Any] = {name: dataset.table(name).write_json() for name in TABLES}
    said["rejected"] = dataset.rejected.write_json()
    said["origins"] = {name: account.origins.write_json() for name, account in dataset.accepted.items()}
    said["fingerprint"] = dataset.fingerprint
    said["mapping"] = repr(office_of(folder).town)
    return said


# --- a project with one import, and changes of it --------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("files")
    named = {"Osoby": [HEAD_PERSONS, ["Jana Nováková", "assistant"], ["Petr Malý", "mentor"]]}
    return {
        "june": workbook(place / "červen.xlsx", JUNE),
        "july": workbook(place / "červenec.xlsx", JULY),
        "named": workbook(place / "jména.xlsx", named),
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> Path:
    """The folder before the change, with a file of names beside it."""
    place = tmp_path_factory.mktemp("base") / "vzorov"
    (place / "records").mkdir(parents=True)
    sheet = (Path(__file__).parent / "vzorov.toml").read_text("utf-8").replace("schema_version = 2\n", "")
    (place / "project.toml").write_text(sheet, "utf-8")
    for name, text in (("persons", PERSONS), ("shifts", SHIFTS)):
        (place / "records" / f"{name}.csv").write_text(dedent(text).lstrip("\n"), "utf-8")
    migrate(place, FIRST)
    assert import_files([files["june"]], place, FIRST).number == 1
    (place / store.LOCK).unlink(missing_ok=True)
    return place


@pytest.fixture
def town(base: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A fresh copy of the folder under a number of its own."""

    def copy(name: str = "a") -> Path:
        place = tmp_path / name / "vzorov"
        shutil.copytree(base, place)
        return place

    return copy


def old_version(folder: Path) -> None:
    """Make the folder one of the first version, with a warning of its own in the sheet."""
    sheet = (folder / "project.toml").read_text("utf-8")
    sheet = sheet.replace("schema_version = 2\n", "# naše poznámka\n").partition("[[programme_rules]]")[0]
    (folder / "project.toml").write_text(sheet, "utf-8")


@pytest.fixture
def changes(files: dict[str, Path]) -> dict[str, tuple[Change, Change]]:
    """What is done to a folder, by name: what goes before, and the change itself."""
    town = learned(TownMapping(), ["Obchůzka=visits.activity.foot_patrol"])

    def nothing(folder: Path) -> None:
        pass

    return {
        "import": (nothing, lambda folder: import_files([files["july"]], folder, SECOND, town=town)),
        "import with names": (
            nothing,
            lambda folder: import_files([files["named"]], folder, SECOND, key=folder.parent / "key" / "names.csv"),
        ),
        "erase": (nothing, lambda folder: erase(folder, ["APK1"], "žádost", ERASED_AT)),
        "migrate": (old_version, lambda folder: migrate(folder, SECOND)),
    }


SPOILED = ("write", "rmtree", "write_bytes")
CHANGES = ("import", "import with names", "erase", "migrate")
# of steps that are alike and follow each other the first and the last are tried, in `make test-slow` every one
TRIED = {"edges": edges, "every step": lambda steps: list(range(len(steps)))}


# --- a disk that dies ------------------------------------------------------------------------------


class DiedError(BaseException):
    """The process is dead: nothing it still does reaches the disk."""


@dataclass
class Disk:
    """Counts what is done to files, and fails at one of the steps: it dies there, or it refuses just that step."""

    at: int | None = None
    refusal: OSError | None = None
    half: bool = False
    steps: list[str] = field(default_factory=list)
    dead: bool = False
    inside: bool = False

    def wrapped(
        self, name: str, do: Callable[..., Any], spoil: Callable[..., None] | None = None
    ) -> Callable[..., Any]:
        @functools.wraps(do)
        def step(*given: Any, **named: Any) -> Any:
            if self.inside:
                return do(*given, **named)
            if name == "mkdir" and given[0].is_dir() and not self.dead:
                return do(*given, **named)
            if self.dead:
                raise DiedError
            here = len(self.steps)
            self.steps.append(name)
            self.inside = True
            try:
                if here != self.at:
                    return do(*given, **named)
                if self.half and spoil:
                    spoil(*given)
                if self.refusal is not None:
                    raise self.refusal
                self.dead = True
                raise DiedError
            finally:
                self.inside = False

        return step


def half_written(path: Path, content: bytes) -> None:
    path.write_bytes(content[: len(content) // 2])


def half_removed(path: Path, *_: object, **__: object) -> None:
    for inside in sorted(Path(path).iterdir())[:1]:
        inside.unlink()


@contextmanager
def disk(at: int | None = None, refusal: OSError | None = None, half: bool = False) -> Iterator[Disk]:
    """Every way in which intake changes files, through one counter."""
    one = Disk(at, refusal, half)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "mkdtemp", one.wrapped("mkdtemp", tempfile.mkdtemp))
        patch.setattr(store, "_write", one.wrapped("write", store._write, half_written))
        patch.setattr(store, "_rename", one.wrapped("rename", store._rename))
        patch.setattr(shutil, "rmtree", one.wrapped("rmtree", _rmtree(one), half_removed))
        for name in ("unlink", "mkdir", "replace", "rename", "write_bytes", "write_text"):
            spoil = half_written if name == "write_bytes" else None
            patch.setattr(Path, name, one.wrapped(name, getattr(Path, name), spoil))
        yield one


def _rmtree(one: Disk) -> Callable[..., None]:
    real = shutil.rmtree

    def remove(path: Path, ignore_errors: bool = False) -> None:
        real(path, ignore_errors=ignore_errors)

    return remove


@pytest.fixture
def planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same import is carried out many times: its plan is made but once."""
    made: list[Plan] = []

    def plan(paths: list[Path], office: Office, recorded_at: datetime) -> Plan:
        if not made or office.sheet != first[0]:
            made[:] = [make_plan(paths, office, recorded_at)]
            first[:] = [office.sheet]
        office.names.pseudonyms.update(made[0].names.pseudonyms)
        return made[0]

    first: list[str] = []
    monkeypatch.setattr(importing, "make_plan", plan)


def shown(folder: Path) -> dict[str, bytes]:
    """The files a reader looks at; opening the folder finishes what a killed command began."""
    with suppress(ProjectError):  # a folder that is still of the older version
        opened(folder)
    return {path: content for path, content in contents(folder).items() if not path.startswith(".")}


@pytest.mark.parametrize("half", [False, True], ids=["before the step", "in the middle of the step"])
@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("tried", ["edges", slow("every step")])
@pytest.mark.usefixtures("planned_once")
def test_a_killed_command_leaves_the_old_state_or_the_new_one(town, changes, name, half, tried):
    before, change = changes[name]
    old, new = town("old"), town("new")
    for folder in (old, new):
        before(folder)
    with disk() as counted:
        change(new)
    assert left_over(new) == []
    states = (contents(old), contents(new))
    assert states[0] != states[1]
    assert told_or_older(old) != told(new)
    seen = []
    places = [at for at in TRIED[tried](counted.steps) if not half or counted.steps[at] in SPOILED]
    for at in places:
        folder = town(f"killed{at}")
        before(folder)
        with disk(at, half=half) as one, pytest.raises(DiedError):
            change(folder)
        where = f"killed at step {at} of {one.steps}"
        now = shown(folder)
        assert now in states, where
        seen.append(states.index(now))
        if name == "import with names":
            assert_keyed(folder)
        if now == states[1]:
            # the next command, whatever it is, clears up
            with store.changing(folder):
                pass
        else:
            change(folder)
        assert left_over(folder) == [], where
        assert contents(folder) == states[1], where
        if name == "import with names":
            assert contents(folder.parent / "key") == contents(new.parent / "key"), where
    # one step decides: all before it leave the old state, all after it the new one
    assert seen == sorted(seen)
    assert set(seen) == {0, 1}


def assert_keyed(folder: Path) -> None:
    """Whoever stands in the records stands in the key as well."""
    people = set(opened(folder).table("persons")["person"]) - {"APK1", "APK2", "APK3"}
    key = folder.parent / "key" / "names.csv"
    assert people <= ({line.rpartition(",")[2] for line in key.read_text("utf-8").split()} if people else set())


def told_or_older(folder: Path) -> dict[str, Any] | str:
    try:
        return told(folder)
    except ProjectError:
        return "older version"


@pytest.mark.parametrize(
    "refusal",
    [OSError(errno.ENOSPC, "No space left on device"), PermissionError(errno.EACCES, "Permission denied")],
    ids=["full disk", "locked file"],
)
@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("tried", ["edges", slow("every step")])
@pytest.mark.usefixtures("planned_once")
def test_a_disk_that_refuses_is_told_of_and_the_old_state_stands(town, changes, name, refusal, tried):
    before, change = changes[name]
    old, new = town("old"), town("new")
    for folder in (old, new):
        before(folder)
    with disk() as counted:
        change(new)
    states = (contents(old), contents(new))
    for at in TRIED[tried](counted.steps):
        folder = town(f"full{at}")
        before(folder)
        where = f"refused at step {at} of {counted.steps}: {counted.steps[at]}"
        message = None
        with disk(at, refusal, half=True):
            try:
                change(folder)
            except DataError as error:
                message = error
        if message is None:
            # only what was to be tidied up stayed behind
            assert shown(folder) == states[1], where
        else:
            assert reason(refusal).cs in message.message("cs"), where
            assert reason(refusal).en in message.message("en"), where
            assert message.message("cs") != message.message("en")
            if "původní stav zůstal" in message.message("cs"):
                assert contents(folder) == states[0], f"{where}: the message says that the old state stands"
        seen = shown(folder)
        assert seen in states, where
        if seen == states[0]:
            assert left_over(folder) == [], where
            if name == "import with names":
                assert left_over(folder.parent) == [], where
        if seen == states[0]:
            change(folder)
        else:
            with store.changing(folder):
                pass
        assert contents(folder) == states[1], where
        assert left_over(folder) == [], where


def test_a_folder_that_cannot_be_written_is_told_of_in_both_languages(town, changes, monkeypatch):
    folder = town()
    before = contents(folder)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    for name in ("import", "erase", "migrate"):
        with monkeypatch.context() as patch:
            patch.setattr(FileLock, "acquire", refused)
            with pytest.raises(DataError) as error:
                changes[name][1](folder)
        assert "nelze zapisovat" in error.value.message("cs")
        assert "cannot be written" in error.value.message("en")
        assert contents(folder) == before
    # what is stored can be read all the same
    assert opened(folder).table("shifts").height == 4


def test_trying_it_out_writes_nothing(town, files):
    folder = town()
    with disk() as counted:
        done = import_files([files["july"]], folder, SECOND, dry_run=True)
    assert counted.steps == []
    assert done.number == 0
    assert not (folder / store.LOCK).exists()
    assert done.plan.additions.keys() == {"persons", "shifts", "shift_crew"}


def test_a_folder_that_is_mistyped_is_not_founded(tmp_path, files):
    # the user meant another folder: nothing may appear under the mistyped name
    with pytest.raises(DataError, match=r"project\.toml"):
        import_files([files["june"]], tmp_path / "vzorow", SECOND)
    assert not (tmp_path / "vzorow").exists()


# --- killed from outside, two at once, readers -----------------------------------------------------

SLOW = """
    import sys, time
    from datetime import datetime
    from pathlib import Path
    from apk_lib.intake import import_files
    from apk_lib.intake.storage import changes as store

    def told(name, do):
        def step(*given):
            print(name, flush=True)
            time.sleep({pause})
            return do(*given)
        return step

    for name in ("_write", "_rename", "_apply"):
        setattr(store, name, told(name, getattr(store, name)))
    print("ready", flush=True)
    sys.stdin.readline()
    done = import_files([Path(sys.argv[1])], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
    print("done", done.number, flush=True)
"""


def slow_import(file: Path, folder: Path, moment: datetime, pause: float = 0.05) -> subprocess.Popen[str]:
    """A process of its own that tells each step it is about to take, and waits there."""
    program = dedent(SLOW).replace("{pause}", str(pause))
    return subprocess.Popen([sys.executable, "-c", program, str(file), str(folder), moment.isoformat()],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert process.stdin
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()


def ended(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        assert pipe
        pipe.close()
    process.wait(60)


# the first file; in the middle; before the rename that commits; the second and the last move
@pytest.mark.parametrize("places", [(2, 9, 14), slow(((1, 2, 6, 9, 12, 14),))], ids=str)
def test_a_process_killed_from_outside_leaves_the_old_state_or_the_new_one(town, files, places):
    new = town("new")
    import_files([files["july"]], new, SECOND)
    states = [contents(town("old")), contents(new)]
    lines = {place: town(f"kill{place}") for place in places}
    running = {place: slow_import(files["july"], folder, SECOND) for place, folder in lines.items()}
    seen = set()
    for place, process in running.items():
        begin(process)
        assert process.stdout
        said = [process.stdout.readline().strip() for _ in range(place)]
        process.send_signal(signal.SIGKILL)
        ended(process)
        assert process.returncode == -signal.SIGKILL
        opened(lines[place])
        now = {path: content for path, content in contents(lines[place]).items() if not path.startswith(".")}
        assert now in states, said
        seen.add(states.index(now))
        import_files([files["july"]], lines[place], SECOND)
        assert contents(lines[place]) == states[1], said
        assert left_over(lines[place]) == []
    assert seen == {0, 1}


def test_two_importers_at_once_wait_for_each_other(town, tmp_path):
    folder = town()
    crowd = [
        workbook(tmp_path / f"{name}.xlsx", {"Směny": [HEAD_SHIFTS, [name, "2020-06-09", "7:00", "15:00", "APK1"]]})
        for name in ("S7", "S8")
    ]
    running = [slow_import(file, folder, SECOND) for file in crowd]
    for process in running:
        begin(process)
    said = []
    for process in running:
        assert process.stdout
        said.append(process.stdout.read().split("\n"))
        ended(process)
        assert process.returncode == 0
    assert sorted(lines[-2] for lines in said) == ["done 2", "done 3"]
    assert {"S7", "S8"} <= set(opened(folder).table("shifts")["shift"])
    assert left_over(folder) == []


def test_who_waits_too_long_is_told_so(town, files, monkeypatch):
    folder = town()
    before = contents(folder)
    monkeypatch.setattr(importing, "changing", functools.partial(store.changing, wait=0.1))
    with FileLock(folder / store.LOCK), pytest.raises(DataError) as error:
        import_files([files["july"]], folder, SECOND)
    assert "právě zapisuje někdo jiný" in error.value.message("cs")
    assert "somebody else is writing" in error.value.message("en")
    assert contents(folder) == before
    assert import_files([files["july"]], folder, SECOND).number == 2


@pytest.mark.parametrize("name", ["import", "erase"])
def test_a_reader_at_any_moment_sees_the_old_state_or_the_new_one(town, changes, name):
    folder, new = town("a"), town("new")
    old_print = opened(folder).fingerprint
    changes[name][1](new)
    new_print = opened(new).fingerprint
    seen: list[object] = []
    readers: list[threading.Thread] = []

    def read() -> None:
        try:
            seen.append(opened(folder).fingerprint)
        except ApkError as error:
            seen.append(error.message("en"))

    def with_reader(do: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any) -> Any:
            readers.append(threading.Thread(target=read))
            readers[-1].start()
            # a reader that meets a change waits for its end; nobody waits for the reader
            readers[-1].join(0.3)
            return do(*given)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for one in ("_write", "_rename"):
            patch.setattr(store, one, with_reader(getattr(store, one)))
        changes[name][1](folder)
    for reader in readers:
        reader.join(30)
    assert len(seen) > 5
    assert set(seen) <= {old_print, new_print}
    assert seen[0] == old_print
    assert opened(folder).fingerprint == new_print


@pytest.mark.parametrize("name", ["import", "erase", "second erase"])
@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_change_in_the_middle_of_a_reading_is_noticed(town, changes, monkeypatch, name, after):
    folder, new = town("a"), town("new")
    change = changes["import" if name == "import" else "erase"][1]
    if name == "second erase":
        for one in (folder, new):
            erase(one, ["APK2"], "žádost", ERASED_AT - timedelta(days=1))
    states = [opened(folder).fingerprint]
    change(new)
    states.append(opened(new).fingerprint)
    wanted = {name: opened(new).table(name).write_json() for name in ("persons", "shifts", "shift_crew")}
    real, count = state.read, 0

    def read_and_meet(*given: Any, **named: Any) -> pl.DataFrame:
        nonlocal count
        count += 1
        rows = real(*given, **named)
        if count == after:
            with monkeypatch.context() as inner:
                inner.setattr(state, "read", real)
                change(folder)
        return rows

    monkeypatch.setattr(state, "read", read_and_meet)
    dataset = opened(folder)
    assert count > after
    assert dataset.fingerprint in states
    if dataset.fingerprint == states[1]:
        assert {name: dataset.table(name).write_json() for name in wanted} == wanted


# --- the same again, and what changed --------------------------------------------------------------


def at_due(rows: Rows, place: int, column: int, value: object) -> Rows:
    """The rows with another value in one cell."""
    changed = [list(row) for row in rows]
    changed[place][column] = value
    return changed


def test_the_same_file_twice_changes_no_byte(town, files):
    folder = town()
    assert import_files([files["july"]], folder, SECOND).number == 2
    before = contents(folder)
    for moment in (SECOND, THIRD):
        assert import_files([files["july"]], folder, moment).number == 0
        assert import_files([files["june"], files["july"]], folder, moment).number == 0
    assert contents(folder) == before


def test_an_update_tells_what_it_changes_with_file_sheet_and_row(town, tmp_path):
    folder = town()
    shifts = at_due(JUNE["Směny"], 2, 3, "16:00")[:3]
    file = workbook(tmp_path / "oprava.xlsx", {"Směny": shifts})
    done = import_files([file], folder, SECOND)
    assert done.plan.changes.rows() == [
        ("shifts", "S4", "end", "2020-06-05T15:00:00+02:00", "2020-06-05T16:00:00+02:00", "oprava.xlsx", "Směny", 3)
    ]
    account = done.plan.account.row(0, named=True)
    assert (account["read"], account["new"], account["changed"], account["unchanged"]) == (2, 0, 1, 1)
    kept = pl.read_csv(folder / "imports" / "0002" / "changes.csv")
    assert kept.rows() == done.plan.changes.rows()
    # only what changed is stored again, and the older report does not know it
    assert pl.read_csv(folder / "imports" / "0002" / "shifts.csv")["shift"].to_list() == ["S4"]
    ends = {as_of: opened(folder, as_of).table("shifts").filter(shift="S4")["end"].item()
            for as_of in ("2020-07-01", "2020-07-02")}  # fmt: skip
    assert ends["2020-07-02"] - ends["2020-07-01"] == timedelta(hours=1)


def test_an_import_leaves_the_folders_of_earlier_ones_alone(town, files):
    folder = town()
    before = contents(folder)
    import_files([files["july"]], folder, SECOND)
    after = contents(folder)
    assert {name: after[name] for name in before if name != "project.toml"} == {
        name: content for name, content in before.items() if name != "project.toml"
    }
    # the sheet before is kept under its hash
    sha256 = hashlib.sha256(before["project.toml"]).hexdigest()
    assert after[f"imports/raw/{sha256}.toml"] == before["project.toml"]


def test_a_crew_that_changes_in_its_cell_changes_in_the_records(town, tmp_path):
    # the cell says who served; a person who is no longer in it did not
    folder = town()
    file = workbook(tmp_path / "červen.xlsx", {"Směny": at_due(JUNE["Směny"], 1, 4, "APK2; APK3")[:3]})
    done = import_files([file], folder, SECOND)
    crew = set(opened(folder).table("shift_crew").filter(shift="S3")["person"])
    assert crew == {"APK2", "APK3"} or "crew" in done.plan.findings["column"].to_list()


def open_aside(folder: Path, as_of: str = "9999-12-31") -> set[tuple[str, str | None, int]]:
    """The rows set aside that are not settled, by table, sheet and row."""
    dataset = opened(folder, as_of)
    found = set()
    for name, account in dataset.accepted.items():
        rows = account.rejected.join(account.origins, on="source_row", how="left")
        found |= {(name, sheet, row) for sheet, row in rows.select("sheet", "row").iter_rows()}
    return found


BOTH_ASIDE = {("shifts", "Směny", 4), ("visits", "Návštěvy lokalit", 3)}
MENDED = {"Směny": at_due(JUNE["Směny"], 3, 3, "2020-06-07 7:00"),
          "Návštěvy lokalit": at_due(JUNE["Návštěvy lokalit"], 2, 1, "S3")}  # fmt: skip


def test_rows_set_aside_count_from_their_import_on(town):
    folder = town()
    assert open_aside(folder, "2020-06-30") == set()
    assert open_aside(folder, "2020-07-01") == BOTH_ASIDE
    assert open_aside(folder) == BOTH_ASIDE


@pytest.mark.parametrize("name", ["červen.xlsx", "červen_KONTROLA.xlsx", "červen_check.xlsx"])
def test_rows_set_aside_are_settled_by_the_same_file_mended(town, tmp_path, name):
    folder = town()
    done = import_files([workbook(tmp_path / name, MENDED)], folder, SECOND)
    assert done.plan.aside.is_empty()
    assert done.number == 2
    assert open_aside(folder) == set()
    # the report of the day before still counts them
    assert open_aside(folder, "2020-07-01") == BOTH_ASIDE
    assert {"S5"} <= set(opened(folder).table("shifts")["shift"])


def test_a_row_set_aside_is_settled_by_its_key_from_another_file(town, tmp_path):
    folder = town()
    file = workbook(
        tmp_path / "jiný.xlsx", {"Návštěvy lokalit": [MENDED["Návštěvy lokalit"][0], MENDED["Návštěvy lokalit"][2]]}
    )
    import_files([file], folder, SECOND)
    assert open_aside(folder) == BOTH_ASIDE - {("visits", "Návštěvy lokalit", 3)}


def test_a_row_mended_only_in_part_stays_set_aside_once(town, tmp_path):
    folder = town()
    half = {"Směny": MENDED["Směny"], "Návštěvy lokalit": at_due(JUNE["Návštěvy lokalit"], 2, 1, "S98")}
    import_files([workbook(tmp_path / "červen.xlsx", half)], folder, SECOND)
    assert open_aside(folder) == {("visits", "Návštěvy lokalit", 3)}


def test_a_wrong_row_that_is_deleted_from_its_file_is_settled(town, tmp_path):
    # nothing new comes with the file, and yet it answers what was wrong
    folder = town()
    short = {"Směny": JUNE["Směny"][:3], "Návštěvy lokalit": JUNE["Návštěvy lokalit"][:2]}
    import_files([workbook(tmp_path / "červen.xlsx", short)], folder, SECOND)
    assert open_aside(folder) == set()


def test_a_file_of_the_same_name_with_other_rows_settles_nothing(town, tmp_path):
    # every month's file may be called the same: July does not mend what was wrong in June
    folder = town()
    other: dict[str, Rows] = {
        "Směny": [HEAD_SHIFTS, ["S20", "2020-07-01", "7:00", "15:00", "APK1"]],
        "Návštěvy lokalit": [HEAD_VISITS, ["V20", "S20", "Přechod", "pochůzka", "2020-07-01", "8:00", "9:00"]],
    }
    import_files([workbook(tmp_path / "červen.xlsx", other)], folder, SECOND)
    assert ("visits", "Návštěvy lokalit", 3) in open_aside(folder)


# --- where every row comes from --------------------------------------------------------------------


def test_files_are_kept_byte_for_byte_under_their_hash(town, files):
    folder = town()
    sha256 = hashlib.sha256(files["june"].read_bytes()).hexdigest()
    assert (folder / "imports" / "raw" / f"{sha256}.xlsx").read_bytes() == files["june"].read_bytes()
    said = json.loads((folder / "imports" / "0001" / "import.json").read_text("utf-8"))
    assert said["files"] == [{"name": "červen.xlsx", "sha256": sha256, "kept": f"imports/raw/{sha256}.xlsx"}]


def place_of(folder: Path, shift: str) -> tuple[str, str | None, int]:
    """The file, the sheet and the row of a shift."""
    account = opened(folder).accepted["shifts"]
    one = account.rows.filter(shift=shift).join(account.origins, on="source_row", how="left")
    file, sheet, row = one.select("file", "sheet", "row").row(0)
    return file, sheet, row


def test_every_accepted_row_leads_to_its_file_sheet_and_row(town, files):
    folder = town()
    import_files([files["july"]], folder, SECOND)
    dataset = opened(folder)
    for name, account in dataset.accepted.items():
        seen = account.rows.join(account.origins, on="source_row", how="left", validate="1:1")
        assert seen["file"].null_count() == 0, name
        assert account.rows["source_row"].is_unique().all()
    shifts = dataset.accepted["shifts"]
    seen = shifts.rows.join(shifts.origins, on="source_row", how="left").sort("shift")
    assert seen.select("shift", "file", "sheet", "row").rows() == [
        ("S1", "records/shifts.csv", None, 2),
        ("S2", "records/shifts.csv", None, 3),
        ("S3", "červen.xlsx", "Směny", 2),
        ("S4", "červenec.xlsx", "Směny", 2),
        ("S6", "červenec.xlsx", "Směny", 3),
    ]
    # rows of the folder's own files keep their line
    assert seen["source_row"].to_list()[:2] == [2, 3]
    crew = dataset.accepted["shift_crew"]
    assert set(crew.rows.join(crew.origins, on="source_row")["sheet"]) == {"Směny"}


def test_two_files_of_one_name_are_told_apart(town, tmp_path):
    folder = town()
    twins = [
        workbook(tmp_path / place / "směny.xlsx", {"Směny": [HEAD_SHIFTS, [name, "2020-06-09", "7:00", end, "APK1"]]})
        for place, name, end in (("a", "S7", "15:00"), ("b", "S8", "15:00 asi"))
    ]
    done = import_files(twins, folder, SECOND)
    counts = done.plan.account.select("file", "read", "new", "aside").rows()
    assert counts == [(twins[0].as_posix(), 1, 1, 0), (twins[1].as_posix(), 1, 0, 1)]
    assert done.plan.aside["origin_file"].to_list() == [twins[1].as_posix()]
    assert "S8" in done.plan.aside["cells"].item()


HOSTILE_NAMES = {
    "spaces": "směny za červen 2020 (2).xlsx",
    "diacritics": "Příliš žluťoučký kůň.xlsx",
    "composed": "c\u030cerven.xlsx",
    "long": "x" * 240 + ".xlsx",
    "comma": 'a,b;c"d.xlsx',
    "line": "a\nb.xlsx",
    "percent": "%2e%2e%2fx.xlsx",
    "formula": "=1+1.xlsx",
    "windows": "C:\\x\\..\\y.xlsx",
    "upper": "SMĚNY.XLSX",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_of_a_file_leads_out_of_the_folder(town, tmp_path, name):
    folder = town()
    around = contents(tmp_path)
    file = workbook(
        tmp_path / "given" / HOSTILE_NAMES[name],
        {"Směny": [HEAD_SHIFTS, ["S7", "2020-06-09", "7:00", "15:00", "APK1"]]},
    )
    assert import_files([file], folder, SECOND).number == 2
    new = contents(tmp_path).keys() - around.keys() - {f"given/{HOSTILE_NAMES[name]}"}
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert {path.removeprefix("a/vzorov/imports/") for path in new} == {
        "0002/import.json", "0002/shifts.csv", "0002/shift_crew.csv", f"raw/{sha256}.xlsx"
    }  # fmt: skip
    assert place_of(folder, "S7") == (HOSTILE_NAMES[name], "Směny", 2)


def test_a_path_with_dots_is_only_a_way_to_the_file(town, tmp_path):
    folder = town()
    workbook(tmp_path / "x.xlsx", {"Směny": [HEAD_SHIFTS, ["S7", "2020-06-09", "7:00", "15:00", "APK1"]]})
    import_files([folder / ".." / ".." / "x.xlsx"], folder, SECOND)
    assert place_of(folder, "S7") == ("x.xlsx", "Směny", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "x.xlsx"]


@pytest.mark.parametrize("sheet", ["..", "a b", "=1+1", "a'b", "Směny, červen", 'a"b', "💥", "x" * 31, "_apk", "-1"])
def test_a_hostile_name_of_a_sheet_is_only_a_name(town, tmp_path, sheet):
    folder = town()
    file = workbook(tmp_path / "x.xlsx", {sheet: [HEAD_SHIFTS, ["S7", "2020-06-09", "7:00", "15:00", "APK1"]]})
    done = import_files([file], folder, SECOND)
    if sheet == "_apk":
        # a sheet of our own is none of the town's
        assert done.number == 0
        return
    assert done.number == 2
    assert place_of(folder, "S7") == ("x.xlsx", sheet, 2)
    assert {path.split("/")[0] for path in contents(folder)} == {"imports", "project.toml", "records"}


@pytest.mark.parametrize("period", ["../x", "P1/..", "a b", "/etc", "", ".."])
def test_a_period_named_like_a_path_is_refused(town, tmp_path, period):
    folder = town()
    before = contents(folder)
    heads = ["období", "od", "do (včetně)", "zpráva do", "závěrečné", "doloženo"]
    rows: Rows = [[period, "2020-06-01", "2020-11-30", "2020-12-30", "ne", "ano"],
                  ["P2", "2020-12-01", "2021-05-31", "2021-07-30", "ano", "ano"]]  # fmt: skip
    done = import_files([workbook(tmp_path / "x.xlsx", {"Sledovaná období": [heads, *rows]})], folder, SECOND)
    assert done.number == 0
    assert done.plan.sheet == ""
    errors = done.plan.findings.filter(severity="error")
    assert errors["rule"].to_list()[0] in ("regex", "nullability", "min_length")
    assert errors["cell"].to_list()[0] == "A2"
    assert contents(folder) == before
    assert opened(folder).project.periods[0].start == date(2020, 6, 1)


def test_no_name_of_a_person_reaches_the_folder(town, tmp_path):
    # not even from a row that is set aside for another reason
    folder = town()
    key = tmp_path / "key" / "names.csv"
    persons: Rows = [HEAD_PERSONS, ["Jana Nováková", "assistant"], ["Petr Malý", "šéf"]]
    shifts: Rows = [HEAD_SHIFTS, ["S7", "2020-06-09", "7:00", "15:00", "Jana Nováková; APK1"],
                    ["S8", "2020-06-09", "7:00", "15:00 asi", "Jana Nováková"]]  # fmt: skip
    done = import_files([workbook(tmp_path / "x.xlsx", {"Osoby": persons, "Směny": shifts})], folder, SECOND, key=key)
    assert done.number == 2
    assert {"APK4"} <= set(opened(folder).table("persons")["person"])
    text = b"".join(contents(folder).values())
    for name in ("Nováková", "Malý"):
        assert name.encode() not in text
        assert name in key.read_text("utf-8")
    assert "Nováková" not in done.plan.findings.write_json()


def test_without_a_key_no_name_is_kept_either(town, tmp_path):
    folder = town()
    persons: Rows = [HEAD_PERSONS, ["Jana Nováková", "assistant"], ["APK7", "assistant"]]
    done = import_files([workbook(tmp_path / "x.xlsx", {"Osoby": persons})], folder, SECOND)
    assert "Jana" not in done.plan.findings.write_json()
    for path, content in contents(folder).items():
        assert "Nováková".encode() not in content, path
    raw = hashlib.sha256((tmp_path / "x.xlsx").read_bytes()).hexdigest()
    assert not (folder / "imports" / "raw" / f"{raw}.xlsx").exists()
