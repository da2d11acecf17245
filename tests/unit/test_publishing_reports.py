"""The way of a finished report: written in every format, submitted, returned, approved, made again, archived."""

import errno
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import ApkError, DataError, ParameterError, ReportError
from apk_lib.evaluate import Figures
from apk_lib.indicators import CATALOGUE
from apk_lib.protection import protect
from apk_lib.report import archive as archiving
from apk_lib.report import guarding, making, placing
from apk_lib.report.altered import Change, compared
from apk_lib.report.archive import archive, verify_archive
from apk_lib.report.documents import PROGRESS
from apk_lib.report.execution import Executed
from apk_lib.report.handed_over import HandedOver, data_folder, handed_over, lay_out
from apk_lib.report.leaks import Leak
from apk_lib.report.making import Order, make
from apk_lib.report.model import Foot, FrontPage, Report, Section
from apk_lib.report.passport import PASSPORT_VERSION, seal, stamped
from apk_lib.report.state_log import entries
from apk_lib.report.states import Step, take
from apk_lib.report.verifying import altered
from apk_lib.report.writing import FORMATS, formats_of, read_content
from apk_lib.results import Curves, Results

Folder = Callable[..., Path]
Makes = Callable[..., Path]
NOON = datetime(2021, 2, 1, 11, tzinfo=UTC)
SAID = "Obsazena byla 4 místa ze 4."


def figures(filled: float, surveyed: int = 100) -> pl.DataFrame:
    """Two figures of posts, one of them of one kind of post, and one of a survey."""
    rows = [
        {"indicator": "posts_filled", "measure": "filled_at_end", "unit": "posts", "value": filled},
        {"indicator": "posts_filled", "measure": "filled_at_end", "unit": "posts", "value": filled,
         "dimension_1": "post", "category_1": "A1"},
        {"indicator": "safe_by_day", "measure": "share_safe", "unit": "share", "value": 0.5, "numerator": 50.0,
         "n": surveyed},
    ]  # fmt: skip
    versions = {id: CATALOGUE[id].version for id in ("posts_filled", "safe_by_day")}
    known = {"period": "P1", "scope": "cumulative", "n": 100, "method": "none", "state": "ok",
             "synthetic": False}  # fmt: skip
    schema = {name: column.dtype for name, column in Results.columns().items()}
    dated = [known | row | {"definition_version": versions[str(row["indicator"])]} for row in rows]
    return pl.DataFrame(dated, schema=schema)


def executed(
    filled: float, synthetic: bool, as_of: str, sheet: str, said: str = SAID, audience: Any = "internal"
) -> Executed:
    front = FrontPage("cs", "", "", "Asistenti", "", "", (), "", (), "", (), (), (), audience=audience)
    section = Section("employment", "Kolik míst je obsazeno", (said,), (), (), ())
    account = {
        "project": "vzorov", "project_sheet_sha256": sheet, "inputs": [], "imports": [], "as_of": as_of,
        "synthetic": synthetic, "definitions": {"posts_filled": 1},
    }  # fmt: skip
    results, curves = figures(filled), pl.DataFrame(schema={n: c.dtype for n, c in Curves.columns().items()})
    report = Report(front, (section,), Foot(("Ověření.",)))
    return Executed(nbformat.v4.new_notebook(), report, results, curves, account, {"post": {"A1": "první"}})


@pytest.fixture
def place(folder: Folder) -> Path:
    return folder()


@pytest.fixture
def order(root: Path, place: Path, tmp_path: Path) -> Order:
    return Order(root / "notebooks" / PROGRESS.notebook, place, "P1", "cs", "", tmp_path / "out")


@pytest.fixture
def makes(order: Order, place: Path, monkeypatch: pytest.MonkeyPatch) -> Makes:
    """Make the report without a kernel; the folder it went to."""
    known: dict[str, Figures] = {}

    def make_it(filled: float = 4.0, synthetic: bool = False, as_of: str = "2021-01-30", surveyed: int = 100,
                **given: Any) -> Path:  # fmt: skip
        sheet = hashlib.sha256((place / "project.toml").read_bytes()).hexdigest()
        asked = replace(order, as_of=as_of, **given)
        shown = executed(filled, synthetic, as_of, sheet, audience=asked.audience)
        if asked.audience != "internal":
            # what the notebook does with figures that leave the town, and the guard asks again
            whole = Figures(figures(filled, surveyed), shown.curves)
            known[as_of] = whole
            monkeypatch.setattr(guarding, "evaluate", lambda dataset, period: known[dataset.as_of.isoformat()])
            dataset = open_dataset(place, period="P1", as_of=as_of)
            shown = replace(shown, results=protect(whole, dataset, asked.audience).results)
        monkeypatch.setattr(making, "run_notebook", lambda notebook, target, *_, **__: target.write_text("{}"))
        monkeypatch.setattr(making, "executed_report", lambda path: shown)
        made = make(asked).folder
        assert made
        return made

    return make_it


def submitted(folder: Path, moment: datetime = NOON) -> Path:
    return take(Step("submitted", "Jana Malá", "", moment), folder)


def approved(folder: Path, **more: Any) -> Path:
    return take(Step("approved", "Petr Novotný", "", NOON), submitted(folder), **more)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def passport(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "passport.json").read_text("utf-8"))
    return said


def unaltered(folder: Path) -> bool:
    return not list(altered(handed_over(folder), every=True))


# --- formats -----------------------------------------------------------------------------------------


def test_formats_are_read_in_one_order_and_each_once() -> None:
    assert formats_of("docx, HTML,docx") == ("html", "docx")
    assert formats_of("all") == FORMATS == ("html", "pdf", "docx", "xlsx")
    for wrong in ("odt", "html,odt", "", ","):
        with pytest.raises(ParameterError, match="html, pdf, docx, xlsx"):
            formats_of(wrong)


def test_every_format_is_written_from_the_stored_model_and_nothing_else(makes: Makes) -> None:
    made = makes(formats=FORMATS)
    kept = {"results.csv", "results.parquet", "curves.csv", "curves.parquet", "passport.json", "report.json"}
    assert {path.name for path in made.iterdir()} == kept | {"report.ipynb"} | {f"report.{one}" for one in FORMATS}
    assert unaltered(made)
    assert contents(made) == contents(makes(formats=FORMATS))
    assert read_content(made).report.sections[0].paragraphs == (SAID,)


def test_a_report_that_leaves_the_town_carries_no_notebook_and_no_place_of_its_data(makes: Makes) -> None:
    made = makes(audience="public")
    assert made.name == "public"
    assert not (made / "report.ipynb").exists()
    assert passport(made)["parameters"]["data"] == "vzorov"


# --- nothing half made --------------------------------------------------------------------------------


def test_a_leak_stops_the_report(makes: Makes, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "leaks", lambda folder, strings: (Leak("report.html", "title", "name"),))
    with pytest.raises(ReportError) as refused:
        makes(audience="public")
    for lang in ("cs", "en"):
        assert "report.html" in refused.value.message(lang)
    assert list(replace(order, audience="public").folder.parent.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_no_more_leaves_the_earlier_report(
    makes: Makes, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    made = makes()
    before = contents(made)
    write = Path.write_text

    def full(self: Path, *args: Any, **more: Any) -> int:
        if self.name == "passport.json":
            raise OSError(code, "refused")
        return write(self, *args, **more)

    monkeypatch.setattr(Path, "write_text", full)
    for attempt in (lambda: makes(filled=3.0), lambda: submitted(made)):
        with pytest.raises(ReportError):
            attempt()
        assert contents(made) == before
        assert [path.name for path in made.parent.iterdir()] == ["internal"]


@pytest.mark.parametrize("mark", ["~$report.docx", ".~lock.report.docx#"])
def test_a_report_open_in_an_office_program_is_not_replaced(makes: Makes, mark: str) -> None:
    made = makes(formats=("docx",))
    (made / mark).write_bytes(b"Jana")
    before = contents(made)
    for attempt in (lambda: makes(filled=3.0, formats=("docx",)), lambda: submitted(made)):
        with pytest.raises(ReportError, match=r"report\.docx\. Zavřete.*smažte") as refused:
            attempt()
        assert mark in refused.value.text.en
        assert contents(made) == before
    (made / mark).unlink()
    makes(filled=3.0, formats=("docx",))
    assert contents(made) != before


def test_a_folder_that_will_not_move_says_which_file_is_open(makes: Makes, monkeypatch: pytest.MonkeyPatch) -> None:
    # as Windows does where a file of the folder is open in Word
    made = makes(formats=("html", "docx"))
    before = contents(made)
    rename, opens = Path.rename, Path.open

    def held(self: Path, target: Path) -> Path:
        if self == made:
            raise PermissionError(errno.EACCES, "used by another process")
        return rename(self, target)

    def locked(self: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        if self.name == "report.docx" and self.parent == made and "+" in mode:
            raise PermissionError(errno.EACCES, "used by another process")
        return opens(self, mode, *args, **more)

    monkeypatch.setattr(Path, "rename", held)
    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(ReportError, match=r"otevřeno jinde: report\.docx\. Zavřete"):
        makes(filled=3.0, formats=("html", "docx"))
    assert contents(made) == before


def test_a_run_killed_between_both_renames_loses_nothing(makes: Makes) -> None:
    made = makes()
    before = contents(made)
    aside = made.parent / ".internal.killed"
    aside.mkdir()
    made.rename(aside / "replaced-0")
    assert handed_over(made / "report.html").period == "P1"
    assert contents(made) == before


# --- states -------------------------------------------------------------------------------------------


def test_a_report_is_submitted_returned_made_again_and_approved(makes: Makes) -> None:
    made = submitted(makes())
    model = (made / "report.json").read_bytes()
    assert "Jana Malá" in (made / "report.html").read_text("utf-8")
    assert (passport(made)["state"], unaltered(made)) == ("submitted", True)
    with pytest.raises(ReportError, match="apk-lib return"):
        makes(filled=3.0)
    take(Step("returned", "Petr Novotný", "chybí\tvýkazy\nza květen", NOON), made)
    assert (made / "report.json").read_bytes() == model
    assert unaltered(made)
    assert makes(filled=3.0) == made
    log = (made / "state.log").read_text("utf-8").splitlines()
    assert [line.split("\t")[:4] for line in log] == [
        ["2021-02-01 12:00:00+01:00", "submitted", "Jana Malá", ""],
        ["2021-02-01 12:00:00+01:00", "returned", "Petr Novotný", "chybí výkazy za květen"],
    ]
    approved(made)
    assert [one.state for one in entries(made)] == ["submitted", "returned", "submitted", "approved"]
    assert entries(made)[-1].seal == seal(passport(made)) == entries(made)[-2].seal != entries(made)[0].seal
    assert unaltered(made)
    page = (made / "report.html").read_text("utf-8").replace("\xa0", " ")
    assert "Stav zprávy: schváleno, 1. 2. 2021, Petr Novotný." in page
    told = stamped(read_content(made).report, entries(made), passport(made)).foot.tables[-1]
    assert told.rows[1] == ("1.\xa02.\xa02021", "vráceno", "Petr Novotný", "chybí výkazy za květen")


@pytest.mark.parametrize(
    ("taken", "state", "told"),
    [
        ((), "returned", "předloženou"),
        ((), "approved", "předloženou"),
        (("submitted",), "submitted", "koncept"),
        (("submitted", "approved"), "returned", "předloženou"),
        (("submitted", "approved"), "approved", "předloženou"),
        (("submitted", "returned"), "approved", "předloženou"),
    ],
)
def test_a_step_that_may_not_be_taken_changes_nothing(
    makes: Makes, taken: tuple[Any, ...], state: Any, told: str
) -> None:
    made = makes()
    for step in taken:
        take(Step(step, "Jana", "proto", NOON), made)
    before = contents(made)
    with pytest.raises(ReportError, match=told) as refused:
        take(Step(state, "Jana", "proto", NOON), made)
    assert refused.value.text.cs != refused.value.text.en
    assert contents(made) == before


def test_who_names_nobody_or_no_reason_is_refused(makes: Makes) -> None:
    made = makes()
    with pytest.raises(ParameterError, match="--name"):
        take(Step("submitted", " \t", "", NOON), made)
    submitted(made)
    with pytest.raises(ParameterError, match="--reason"):
        take(Step("returned", "Jana", "\n", NOON), made)


def test_synthetic_data_are_not_approved(makes: Makes) -> None:
    made = submitted(makes(synthetic=True))
    with pytest.raises(ReportError, match="syntetických"):
        take(Step("approved", "Petr", "", NOON), made)


def test_an_altered_report_is_not_submitted(makes: Makes) -> None:
    made = makes()
    (made / "results.csv").write_text("", "utf-8")
    with pytest.raises(ReportError, match=r"results\.csv"):
        submitted(made)


def test_a_passport_forged_after_the_approval_is_found(makes: Makes) -> None:
    made = approved(makes())
    said = passport(made) | {"as_of": "2021-01-29"}
    (made / "passport.json").write_text(json.dumps(said), "utf-8")
    assert [one.file for one in altered(handed_over(made), every=False)] == ["passport.json"]
    (made / "state.log").unlink()
    assert [one.file for one in altered(handed_over(made), every=False)] == ["state.log"]


def test_a_log_of_other_words_is_refused(makes: Makes) -> None:
    made = submitted(makes())
    (made / "state.log").write_text("nic\n", "utf-8")
    with pytest.raises(DataError, match=r"state\.log"):
        entries(made)


def test_a_folder_of_a_report_that_leaves_the_town_names_nobody_who_took_a_step(makes: Makes, place: Path) -> None:
    made = makes(audience="public", formats=("html",))
    take(Step("submitted", "Jana Malá", "spěchá", NOON), made, place)
    take(Step("approved", "Petr Novotný", "", NOON), made, place)
    said = b"".join(contents(made).values()).decode("utf-8", "replace")
    assert [word for word in ("Jana", "Petr", "spěchá") if word in said] == []
    assert "Stav zprávy: schváleno, 1. 2. 2021." in said.replace("\xa0", " ")
    assert [line.split("\t")[:2] for line in (made / "state.log").read_text("utf-8").splitlines()] == [
        ["2021-02-01 12:00:00+01:00", "submitted"], ["2021-02-01 12:00:00+01:00", "approved"]
    ]  # fmt: skip
    log = (made.parent / "public.log").read_text("utf-8").splitlines()
    assert [line.split("\t")[1:4] for line in log] == [
        ["submitted", "Jana Malá", "spěchá"], ["approved", "Petr Novotný", ""]
    ]  # fmt: skip
    assert unaltered(made)
    second = makes(audience="public", as_of="2021-02-28")
    assert passport(second)["previous"]["approved_by"] == ""
    take(Step("submitted", "Eva Bílá", "", NOON), second, place)
    assert "Eva" in (made.parent / "public-v2.log").read_text("utf-8")


@pytest.mark.parametrize("lost", ["log", "state"])
def test_a_submitted_report_whose_log_or_state_was_lost_is_not_overwritten(makes: Makes, lost: str) -> None:
    made = submitted(makes())
    if lost == "log":
        (made / "state.log").unlink()
    else:
        (made / "passport.json").write_text(json.dumps(passport(made) | {"state": "draft"}), "utf-8")
    before = contents(made)
    for attempt in (lambda: makes(filled=3.0), lambda: submitted(made)):
        with pytest.raises(ReportError, match="ze zálohy") as refused:
            attempt()
        assert "backup" in refused.value.text.en
    assert contents(made) == before


def test_files_of_somebody_else_in_the_folder_are_not_lost(makes: Makes) -> None:
    made = makes()
    (made / "poznámky.txt").write_text("moje", "utf-8")
    for attempt in (lambda: makes(filled=3.0), lambda: submitted(made)):
        with pytest.raises(ReportError, match=r"poznámky\.txt"):
            attempt()
    assert (made / "poznámky.txt").read_text("utf-8") == "moje"


# --- versions -----------------------------------------------------------------------------------------


def test_an_approved_report_is_never_overwritten_and_the_next_version_tells_what_changed(makes: Makes) -> None:
    first = approved(makes())
    before = contents(first)
    second = makes(filled=3.0, as_of="2021-02-28")
    assert second == first.with_name("internal-v2")
    assert contents(first) == before
    [_, bridge] = read_content(second).report.sections
    assert bridge.heading.replace("\xa0", " ") == "Od schválené verze se změnilo 2 čísla z 3"
    [table] = bridge.tables
    # the total alone is a row; its part by post is counted below
    [[_, _, _, then, now, why]] = table.rows
    assert (then, now) == ("4", "3")
    assert "stav k jinému dni" in why
    said = passport(second)
    assert said["version"] == 2
    assert said["previous"]["seal"] == seal(passport(first))
    assert "Verze 2 zprávy" in (second / "report.html").read_text("utf-8").replace("\xa0", " ")
    assert unaltered(second)
    # the draft of the second version is made again in its place, the third only after its approval
    assert makes(filled=2.0) == second
    assert makes(filled=4.0, as_of="2021-01-30") == second
    assert read_content(second).report.sections[-1].heading.startswith("Od schválené verze se žádné číslo")
    approved(second)
    assert makes(filled=2.0) == first.with_name("internal-v3")


# --- what an approval publishes ------------------------------------------------------------------------


def test_an_approval_records_what_it_publishes_once(makes: Makes, place: Path) -> None:
    made = makes(audience="public")
    submitted_one = take(Step("submitted", "Jana Malá", "", NOON), made, place)
    assert not (place / "published.csv").exists()
    take(Step("approved", "Petr Novotný", "", NOON), submitted_one, place)
    ledger = pl.read_csv(place / "published.csv")
    assert ledger["indicator"].to_list() == ["safe_by_day"]
    assert ledger["approved_on"].to_list() == ["2021-02-01"]
    then = (place / "published.csv").read_bytes()
    second = makes(audience="public", as_of="2021-02-28")
    take(Step("submitted", "Jana Malá", "", NOON), second, place)
    take(Step("approved", "Petr Novotný", "", NOON), second, place)
    assert (place / "published.csv").read_bytes().startswith(then)
    assert len(pl.read_csv(place / "published.csv")) == 2


def test_two_drafts_that_tell_of_few_together_are_not_both_approved(makes: Makes, place: Path, tmp_path: Path) -> None:
    # 100 answered, then 103: whoever has both reports knows how the three answered
    one = makes(audience="public", surveyed=100)
    other = makes(audience="public", surveyed=103, as_of="2021-02-28", out=tmp_path / "other")
    for made in (one, other):
        take(Step("submitted", "Jana", "", NOON), made, place)
    take(Step("approved", "Petr", "", NOON), one, place)
    ledger, before, log = (place / "published.csv").read_bytes(), contents(other), other.parent / "public.log"
    with pytest.raises(ReportError, match="nelze schválit") as refused:
        take(Step("approved", "Petr", "", NOON), other, place)
    assert "apk-lib report" in refused.value.text.cs
    assert ((place / "published.csv").read_bytes(), contents(other)) == (ledger, before)
    assert "approved" not in log.read_text("utf-8")
    # what the message says to do helps
    take(Step("returned", "Petr", "znovu", NOON), other, place)
    again = makes(audience="public", surveyed=103, as_of="2021-02-28", out=tmp_path / "other")
    take(Step("submitted", "Jana", "", NOON), again, place)
    take(Step("approved", "Petr", "", NOON), again, place)
    assert (place / "published.csv").read_bytes() == ledger


def test_an_approval_that_cannot_take_its_place_publishes_nothing(
    makes: Makes, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = makes(audience="public")
    take(Step("submitted", "Jana", "", NOON), made, place)
    before, log = contents(made), (made.parent / "public.log").read_bytes()

    def held(folder: Path, work: Path) -> None:
        raise PermissionError(errno.EACCES, "used by another process")

    monkeypatch.setattr(placing, "_replace", held)
    with pytest.raises(ReportError):
        take(Step("approved", "Petr", "", NOON), made, place)
    assert not (place / "published.csv").exists()
    assert (contents(made), (made.parent / "public.log").read_bytes()) == (before, log)


def test_what_was_published_before_is_found_in_what_is_published_now(makes: Makes, place: Path, tmp_path: Path) -> None:
    handed = handed_over(makes(audience="public"))
    then = b"a,b\n1,2\n"
    said = HandedOver(handed.folder, {**handed.passport, "published_sha256": hashlib.sha256(then).hexdigest()},
                      handed.inputs)  # fmt: skip
    (place / "published.csv").write_bytes(then + b"3,4\n")
    assert lay_out(said, place, tmp_path / "copy") == ([], [])
    assert (tmp_path / "copy/published.csv").read_bytes() == then
    (place / "published.csv").write_bytes(b"a,b\n1,3\n")
    assert lay_out(said, place, tmp_path / "again") == ([], ["published.csv"])


def test_an_input_named_without_its_folder_is_found_by_its_content(makes: Makes, place: Path, tmp_path: Path) -> None:
    handed = handed_over(makes(audience="public"))
    for number in ("0001", "0002"):
        (place / "imports" / number).mkdir(parents=True)
        (place / "imports" / number / "import.json").write_text(number, "utf-8")
    named = tuple(("import.json", hashlib.sha256(number.encode()).hexdigest()) for number in ("0002", "0001"))
    said = HandedOver(handed.folder, handed.passport, (*handed.inputs, *named))
    assert lay_out(said, place, tmp_path / "copy") == ([], [])
    assert (tmp_path / "copy/imports/0002/import.json").read_text("utf-8") == "0002"


def test_the_project_folder_is_found_above_the_report_or_where_the_command_runs(
    makes: Makes, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = handed_over(makes(audience="public"))
    assert data_folder(handed) == place
    (tmp_path / "data").mkdir()
    place.rename(tmp_path / "data/vzorov")
    monkeypatch.chdir(tmp_path)
    assert data_folder(handed) == Path("data/vzorov")
    (tmp_path / "data/vzorov").rename(tmp_path / "elsewhere")
    with pytest.raises(DataError, match="vzorov"):
        data_folder(handed)


# --- a passport from somebody else --------------------------------------------------------------------

FORGED: dict[str, Any] = {
    "above": {"files": {"../evil.txt": "0"}},
    "anchored": {"files": {"/etc/hostname": "0"}},
    "not ours": {"files": {"foo.csv": "0"}},
    "a list": {"files": []},
    "no hash": {"files": {"report.html": 1}},
    "module": {"formats": ["columns"]},
    "one word": {"formats": "html"},
    "language": {"parameters": {"data": "x", "period": "P1", "lang": "../x", "as_of": ""}},
    "date": {"as_of": "today"},
    "state": {"state": "secret"},
    "code": {"code": []},
    "versions": {"versions": {"polars": 1}},
    "previous": {"previous": {"folder": "../x"}},
    "project": {"project": "a/b"},
    "clash": {"inputs": [{"file": "a", "sha256": "0"}, {"file": "a/b", "sha256": "0"}]},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_passport_is_refused_before_anything_is_done(makes: Makes, tmp_path: Path, what: str) -> None:
    made = makes()
    (made / "passport.json").write_text(json.dumps(passport(made) | FORGED[what]), "utf-8")
    before = set(tmp_path.rglob("*"))
    for attempt in (lambda: handed_over(made), lambda: submitted(made), lambda: archive(made)):
        with pytest.raises(DataError, match=r"passport\.json") as refused:
            attempt()
        assert refused.value.text.cs != refused.value.text.en
    assert set(tmp_path.rglob("*")) == before


def test_a_passport_of_a_newer_program_is_told_as_such(makes: Makes) -> None:
    made = makes()
    newer = passport(made) | {"passport_version": PASSPORT_VERSION + 1, "files": "elsewhere"}
    (made / "passport.json").write_text(json.dumps(newer), "utf-8")
    with pytest.raises(DataError, match="novější"):
        handed_over(made)


@pytest.mark.parametrize("data", ["//server/share/vzorov", r"\\server\share\vzorov", "{elsewhere}", "../vzorov"])
def test_a_place_that_a_passport_names_is_never_touched(makes: Makes, place: Path, tmp_path: Path, data: str) -> None:
    made = makes()
    elsewhere = place.rename(tmp_path / "other")
    parameters = passport(made)["parameters"] | {"data": data.replace("{elsewhere}", elsewhere.as_posix())}
    (made / "passport.json").write_text(json.dumps(passport(made) | {"parameters": parameters}), "utf-8")
    with pytest.raises(DataError, match="Zadejte ji"):
        data_folder(handed_over(made))


# --- altered ------------------------------------------------------------------------------------------


def in_word(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("místa ze".encode(), "místa z".encode()))
    return packed.getvalue()


def in_workbook(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    next(cell for cell in cells if cell.value == 4).value = 3
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


ALTERED = {
    "report.html": lambda content: content.replace("místa ze".encode(), "místa z".encode()),
    "report.docx": in_word,
    "report.xlsx": in_workbook,
    "results.csv": lambda content: content.replace(b",4.0,", b",3.0,", 1),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_text_or_figure_is_named(makes: Makes, name: str) -> None:
    format = name.partition(".")[2]
    made = makes(formats=(format,) if format in FORMATS else ("html",))
    (made / name).write_bytes(ALTERED[name]((made / name).read_bytes()))
    [one] = altered(handed_over(made), every=False)
    assert (one.file, one.gone) == (name, False)
    [change] = one.changes
    assert "4" in change.was
    assert change.was != change.now
    # who also writes the new fingerprint into the passport is found by writing the format again
    if format in FORMATS:
        said = passport(made)
        said["files"][name] = hashlib.sha256((made / name).read_bytes()).hexdigest()
        (made / "passport.json").write_text(json.dumps(said), "utf-8")
        [forged] = altered(handed_over(made), every=True)
        assert forged.changes == (change,)


@pytest.mark.parametrize("fact", ["commit", "versions"])
def test_another_commit_or_library_is_no_alteration(makes: Makes, fact: str) -> None:
    made = makes(formats=("html", "pdf"))
    said = passport(made)
    if fact == "commit":
        said["code"]["commit"] = "0" * 40
    else:
        said["versions"]["typst"] = "0.0.1"
        # as another version writes the same text
        for name in ("report.html", "report.pdf"):
            path = made / name
            path.write_bytes(path.read_bytes() + b"\n")
            said["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (made / "passport.json").write_text(json.dumps(said), "utf-8")
    assert unaltered(made)


def test_lines_are_compared_in_an_instant_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [str(n) for n in range(100_000)]
    assert compared(lines, list(lines)) == ()
    assert compared(lines, [*lines[:50_000], "x", *lines[50_001:]]) == (Change("50000", "x"),)
    assert compared(lines, [*lines, "more"]) == (Change("", "more"),)
    assert compared(["a", "b", "a"], ["a", "a"]) == (Change("b", ""),)
    # too many for a search of lines that moved: paired by their place
    found = compared(lines, ["first", *lines[:-1], "last"])
    assert (found[0], len(found)) == (Change("0", "first"), len(lines) + 1)


def test_an_altered_pdf_and_a_lost_file_are_named(makes: Makes) -> None:
    made = makes(formats=("pdf",))
    (made / "report.pdf").write_bytes((made / "report.pdf").read_bytes() + b"\n")
    (made / "curves.csv").unlink()
    found = {one.file: one.gone for one in altered(handed_over(made), every=False)}
    assert found == {"report.pdf": False, "curves.csv": True}


# --- archive ------------------------------------------------------------------------------------------


def test_an_archive_holds_all_it_takes_and_says_that_it_is_internal(makes: Makes, place: Path) -> None:
    made = approved(makes())
    packed = archive(made, place)
    assert packed.name == "vzorov-P1-cs-internal-archive-INTERNAL.zip"
    assert packed.parent == made.parent
    first = packed.read_bytes()
    assert archive(made, place).read_bytes() == first
    with zipfile.ZipFile(packed) as members:
        names = set(members.namelist())
        manifest = json.loads(members.read("manifest.json"))
        assert manifest["files"] == {
            name: hashlib.sha256(members.read(name)).hexdigest() for name in names - {"manifest.json"}
        }
    assert (manifest["internal"], manifest["state"]) == (True, "approved")
    for needed in ("report/report.html", "report/state.log", "inputs/vzorov/project.toml", "code/requirements.lock",
                   "code/apk_lib/report/archive.py", "code/notebooks/progress_report.ipynb",
                   "definitions/catalogue-cs.md", "README.txt"):  # fmt: skip
        assert needed in names


def test_an_archive_is_refused_where_something_does_not_agree(makes: Makes, place: Path) -> None:
    made = makes()
    (place / "project.toml").write_bytes((place / "project.toml").read_bytes() + b"\n")
    with pytest.raises(ReportError, match=r"project\.toml"):
        archive(made, place)
    assert [path.name for path in made.parent.iterdir()] == ["internal"]


def test_an_archive_takes_only_what_is_the_reports_and_the_names_of_those_who_approved(
    makes: Makes, place: Path
) -> None:
    made = makes(audience="public")
    take(Step("submitted", "Jana", "", NOON), made, place)
    (made / ".DS_Store").write_bytes(b"x")
    with zipfile.ZipFile(archive(made, place)) as packed:
        names = {name for name in packed.namelist() if name.startswith("report/")}
        assert names == {f"report/{name}" for name in [*passport(made)["files"], "passport.json"]}
        assert "Jana" in packed.read("steps.log").decode()
        assert json.loads(packed.read("manifest.json"))["code_differs"] is False


def test_an_archive_made_by_another_program_says_so(makes: Makes, place: Path) -> None:
    made = makes()
    said = passport(made)
    said["code"]["sha256"] = "0" * 64
    (made / "passport.json").write_text(json.dumps(said), "utf-8")
    with zipfile.ZipFile(archive(made, place)) as packed:
        assert json.loads(packed.read("manifest.json"))["code_differs"] is True


def test_an_installation_without_notebooks_makes_no_archive(
    makes: Makes, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = makes()
    monkeypatch.setattr(archiving, "code_files", lambda: [])
    with pytest.raises(ReportError, match=r"progress_report\.ipynb"):
        archive(made, place)


def rewritten(path: Path, more: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()} | more
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)


@pytest.mark.parametrize("project", ["../../out", "/etc", "jiny", None])
def test_an_archive_whose_manifest_names_another_project_is_refused(
    makes: Makes, place: Path, project: str | None
) -> None:
    packed = archive(makes(), place)
    with zipfile.ZipFile(packed) as members:
        manifest = json.loads(members.read("manifest.json")) | {"project": project}
    rewritten(packed, {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(DataError, match="není archiv"):
        verify_archive(packed)


@pytest.mark.parametrize("more", ["report", "REPORT/passport.json", "a/", "c:x", "report/passport.json/x"])
def test_an_archive_of_names_that_clash_is_refused(makes: Makes, place: Path, more: str) -> None:
    packed = archive(makes(), place)
    rewritten(packed, {more: b""})
    with pytest.raises(DataError, match="není archiv"):
        verify_archive(packed)


def test_an_archive_too_large_or_of_another_kind_is_not_unpacked(
    makes: Makes, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = archive(makes(), place)
    with monkeypatch.context() as small:
        small.setattr(archiving, "MOST_BYTES", 1000)
        with pytest.raises(DataError, match="po rozbalení"):
            verify_archive(packed)
    content = packed.read_bytes()
    at = content.index(b"PK\x01\x02")
    for place_of_fact, value in ((8, 1), (10, 99)):  # encrypted, and packed by a method nobody knows
        forged = bytearray(content)
        forged[at + place_of_fact] = value
        packed.write_bytes(bytes(forged))
        with pytest.raises(DataError, match="není archiv"):
            verify_archive(packed)


@pytest.mark.parametrize("bad", [b"", b"no archive"])
def test_what_is_no_archive_is_refused(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(bad)
    with pytest.raises(ApkError, match=r"a\.zip"):
        verify_archive(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../out.txt", "x")
    with pytest.raises(ApkError, match=r"a\.zip"):
        verify_archive(path)
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]
