"""The verification notebook runs in both languages, wherever it was opened, and stops at a difference."""

import shutil

import nbformat
import papermill
import pytest

from apk_lib.verification import words

NOTEBOOK = "notebooks/verification.ipynb"
# opened at the root of the repository, and beside the notebook
OPENED_IN = {"cs": ".", "en": "notebooks"}


def run(root, out, folder, **parameters):
    papermill.execute_notebook(
        str(root / NOTEBOOK),
        str(out),
        parameters=parameters,
        cwd=str(folder),
        progress_bar=False,
        request_save_on_cell_execute=False,
    )
    return nbformat.read(out, as_version=4)


@pytest.fixture(scope="session", params=OPENED_IN)
def executed(request, root, tmp_path_factory):
    lang = request.param
    out = tmp_path_factory.mktemp("verification") / f"{lang}.ipynb"
    return lang, run(root, out, root / OPENED_IN[lang], lang=lang)


def pages(notebook):
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result"}
    return [output.data["text/html"] for output in outputs]


def test_every_area_is_shown_in_its_language(executed):
    lang, notebook = executed
    shown = "\n".join(pages(notebook))
    assert shown.count("<section") == len(words.AREAS) + 3
    for area in words.AREAS.values():
        assert f"<h2>{area(lang)}</h2>" in shown
    assert words.COLUMNS["published"](lang) in shown


def test_the_summary_says_that_all_agree(executed):
    lang, notebook = executed
    beginning = words.ALL_AGREE(lang).split("{")[0]
    assert f"<p>{beginning}" in pages(notebook)[-1]
    assert words.NO(lang) not in [cell.strip() for page in pages(notebook) for cell in page.split(">")]


def test_a_difference_stops_the_notebook(root, tmp_path):
    reference = tmp_path / "reference"
    shutil.copytree(root / "data/reference", reference)
    days = reference / "calendar/days.csv"
    days.write_text(
        days.read_text(encoding="utf-8").replace("P1,teaching_days,61", "P1,teaching_days,62"),
        encoding="utf-8",
    )
    with pytest.raises(papermill.PapermillExecutionError, match="teaching_days"):
        run(root, tmp_path / "out.ipynb", root, reference=str(reference))
