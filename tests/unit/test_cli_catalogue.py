"""`apk-lib catalogue`: what the indicators mean, on a screen, as Markdown and as a table."""

import csv
import io

import pytest
from typer.testing import CliRunner

from apk_lib.cli import app, main
from apk_lib.errors import ParameterError
from apk_lib.indicators import CATALOGUE
from apk_lib.text import NBSP


def said(*words: str) -> str:
    result = CliRunner().invoke(app, ["catalogue", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output.replace(NBSP, " ")


def test_one_sheet_is_printed_in_czech():
    told = said("--indicator", "retention")
    assert told.startswith("Udržení původních asistentů (retention)\n")
    assert "Čitatel: původní asistenti stále zaměstnaní\n" in told
    assert "Jmenovatel: první držitelé míst\n" in told
    assert "Interval a metoda: přesný 95% interval podílu (Clopper a Pearson 1934)\n" in told
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize("option", ["--lang", "--language"])
def test_it_speaks_english(option):
    assert "Numerator: original assistants still employed" in said("--indicator", "retention", option, "en")


def test_without_an_indicator_all_are_printed():
    told = said("--format", "markdown")
    assert [line.split("`")[1] for line in told.splitlines() if line.startswith("## ")] == list(CATALOGUE)


def test_as_csv_it_is_one_table():
    rows = list(csv.DictReader(io.StringIO(said("--format", "csv", "--indicator", "posts_filled"))))
    measures = ["Obsazená místa ke konci období", "Obsazenost", "Neobsazené dny", "Dny nad plán místa"]
    assert [row["Míra"] for row in rows] == measures


def test_an_unknown_indicator_is_refused():
    with pytest.raises(ParameterError):
        said("--indicator", "nonsense")


@pytest.mark.parametrize(("options", "words"), [((), "neznáme"), (("--language", "en"), "There is no indicator"),
                                                (("--language=en",), "There is no indicator")])  # fmt: skip
def test_what_is_wrong_is_told_in_the_language_asked_for(monkeypatch, capsys, options, words):
    monkeypatch.setattr("sys.argv", ["apk-lib", "catalogue", "--indicator", "nonsense", *options])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert words in capsys.readouterr().err
