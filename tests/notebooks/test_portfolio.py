"""The comparison of towns from signed summaries to files, once through its notebook."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from apk_lib.cli import app
from apk_lib.portfolio.subjects import SUBJECTS
from tests.notebook_cells import stored
from tests.portfolio_towns import signed, twelve

NOTEBOOK = "notebooks/portfolio.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the report, made by the command."""
    work = tmp_path_factory.mktemp("portfolio")
    register = signed(twelve(), work / "summaries")
    told = json.loads((work / "summaries/tyn/P5/summary/summary.json").read_text("utf-8"))
    told["summary"]["name"]["cs"] = "Jiný Týnec"
    forged = work / "summaries/zz_forged.json"
    forged.write_text(json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False), "utf-8")
    words = ["portfolio", str(work / "summaries"), "--register", str(register), "--town", "kamenec", "--out", str(work)]
    said = CliRunner().invoke(app, words, catch_exceptions=False)
    assert said.exit_code == 0, said.output
    assert said.stdout.splitlines()[0] == str(work / "portfolio/kamenec/cs/report.html")
    assert "zz_forged.json" in said.stderr
    return work / "portfolio/kamenec/cs"


def test_every_subject_has_its_cell(root: Path) -> None:
    cells = stored(root / NOTEBOOK).cells
    assert [source for source in cells.values() if source.startswith("report.comparison")] == [
        f'report.comparison("{subject.id}")' for subject in SUBJECTS
    ]


def test_the_folder_holds_the_report_and_its_figures(made: Path) -> None:
    names = {"report.html", "report.json", "results.csv", "results.parquet", "curves.csv", "curves.parquet"}
    assert {path.name for path in made.iterdir()} == names
    results = pl.read_parquet(made / "results.parquet")
    assert results["town"].n_unique() == 12
    apart = results.filter(pl.col("subject") == "safe_after_dark", pl.col("standing") == "above")
    assert apart["town"].to_list() == ["tyn"]
    assert set(pl.read_parquet(made / "curves.parquet")["confidence"]) == {0.95, 0.998}


def test_the_page_tells_of_the_forged_summary_and_leaves_it_out(made: Path) -> None:
    html = (made / "report.html").read_text("utf-8")
    assert "nad společnou hodnotou 64" in html
    assert "zz_forged.json" in html
    assert "Jiný Týnec" not in html
    parts = json.loads((made / "report.json").read_text("utf-8"))["parts"]
    assert [part["part"] for part in parts[:2]] == ["FrontPage", "Section"]
    assert parts[0]["audience"] == "cross_town"
