"""The public version of a whole report, made as a user makes it: every format, and what none of them may hold."""

import io
import json
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pypdf
import pytest

from apk_lib import open_dataset
from apk_lib.report.leaks import leaks, personal_strings
from apk_lib.report.model import FrontPage, Section
from apk_lib.report.verifying import verify
from apk_lib.report.writing import read_content
from apk_lib.text import NBSP

Reports = dict[tuple[str, str], Path]
FILES = {"report.html", "report.pdf", "report.docx", "report.xlsx", "report.json", "passport.json",
         "results.csv", "results.parquet", "curves.csv", "curves.parquet"}  # fmt: skip


@pytest.fixture(scope="module")
def public(reports: Reports) -> Path:
    return reports["P4", "public"]


def plain(text: str) -> str:
    """Words as a reader compares them: neither where lines break nor which space it is matters."""
    return "".join(text.replace(NBSP, " ").replace("\u00ad", "").replace("\u200b", "").split())


def words(path: Path) -> str:
    """All words that a file shows."""
    match path.suffix:
        case ".html":
            return plain(path.read_text("utf-8"))
        case ".pdf":
            return plain("\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
        case ".docx":
            document = docx.Document(io.BytesIO(path.read_bytes()))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return plain("\n".join([*(one.text for one in document.paragraphs), *cells]))
        case _:
            book = openpyxl.load_workbook(path, read_only=True)
            return plain("\n".join(str(value) for sheet in book for row in sheet.values for value in row if value))


def test_every_format_and_no_notebook_stand_in_the_folder(public: Path) -> None:
    assert {path.name for path in public.iterdir()} == FILES
    assert public.name == "public"


@pytest.mark.parametrize("format", ["html", "pdf", "docx", "xlsx"])
def test_every_format_tells_the_same_findings(public: Path, format: str) -> None:
    report = read_content(public).report
    told = words(public / f"report.{format}")
    # a workbook holds figures; a section of words alone is none of its sheets
    headings = [part.heading for part in report.sections if part.indicators or format != "xlsx"]
    assert len(headings) > 8
    assert [one for one in headings if plain(one) not in told] == []
    assert [one for one in report.front.findings if plain(one) not in told] == []
    assert plain("UKÁZKOVÁ DATA") in told
    assert [one for one in ("INTERNÍ", "POST1", "V03668") if plain(one) in told] == []


def test_the_model_names_its_audience_and_holds_no_part_made_of_records(public: Path) -> None:
    report = read_content(public).report
    assert isinstance(report.front, FrontPage)
    assert report.front.audience == "public"
    ids = {part.id for part in report.sections if isinstance(part, Section)}
    assert ids.isdisjoint({"problems", "esf", "evidence", "reconciliation", "activities"})
    assert "left_out" in ids


def test_no_file_holds_a_name_an_id_or_somebodys_words(public: Path, root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P4")
    sought = personal_strings(dataset)
    assert len(sought) > 100
    assert leaks(public, sought) == ()


def test_a_withheld_figure_has_no_number_in_the_files(public: Path) -> None:
    for frame in (pl.read_parquet(public / "results.parquet"), pl.read_csv(public / "results.csv")):
        withheld = frame.filter(pl.col("state") == "suppressed")
        assert len(withheld) > 100
        numbers = withheld.select(
            "n", "numerator", "denominator", "value", "lower", "effective_n", "baseline", "target"
        )
        assert numbers.null_count().row(0) == (len(withheld),) * numbers.width


def test_the_passport_names_no_folder_and_counts_what_is_withheld(public: Path) -> None:
    passport = json.loads((public / "passport.json").read_text("utf-8"))
    assert passport["audience"] == "public"
    assert all("/" not in one["file"] for one in passport["inputs"])
    # rows whose very categories tell of one assistant are not even in the file
    assert sum(passport["withheld"].values()) > len(
        pl.read_parquet(public / "results.parquet").filter(pl.col("state") == "suppressed")
    )


def test_it_is_verified_from_its_inputs(public: Path, root: Path) -> None:
    outcome = verify(public / "report.html", root / "data/kromeriz")
    assert outcome.same
