"""The final evaluation as a reader gets it: nine questions answered, each section whole, in both languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from apk_lib.dataset import open_dataset
from apk_lib.evaluation import AROUND, QUESTIONS, Strength
from apk_lib.evaluation.strength import WORDS
from apk_lib.indicators import CATALOGUE
from apk_lib.report.verifying import verify
from apk_lib.text import LANGUAGES, NBSP
from tests.notebooks import test_progress_report as progress

Documents = dict[tuple[str, str], Path]
DOCUMENT, PERIOD = "final_evaluation", "P5"
SECTIONS = [*QUESTIONS, *AROUND]
SQUARE = re.compile(r'fill="(#1f5a8a|none)"')


@pytest.fixture(params=LANGUAGES)
def made(request: pytest.FixtureRequest, documents: Documents) -> progress.Made:
    return progress.Made(PERIOD, request.param, documents[DOCUMENT, request.param])


def replies(made: progress.Made) -> Iterator[progress.Element]:
    return iter(made.page.one("section", **{"aria-labelledby": "apk-replies"}).all("li"))


def test_the_folder_is_whole(made: progress.Made) -> None:
    assert {path.name for path in made.folder.iterdir()} == progress.FILES
    assert made.folder.parts[-4:] == ("kromeriz", DOCUMENT, made.lang, "internal")


def test_the_page_asks_for_nothing(made: progress.Made) -> None:
    progress.test_the_page_asks_for_nothing(made)


def test_nothing_marked_personal_is_in_it(made: progress.Made, root: Path) -> None:
    progress.test_nothing_marked_personal_is_in_a_report(made, root)


def test_it_says_what_it_is(made: progress.Made) -> None:
    kicker = made.page.one(_class="apk-kicker").text
    assert kicker.startswith({"cs": "Závěrečná evaluační zpráva", "en": "Final evaluation report"}[made.lang])
    assert {"cs": "syntetické", "en": "synthetic"}[made.lang] in made.page.one(_class="apk-banner").text
    foot = made.page.one("footer").text
    assert f"--document {DOCUMENT} --lang {made.lang} --as-of 2022-10-30" in foot
    assert progress.digest(made.folder / "results.csv") in foot


def test_nine_questions_are_answered_on_page_one(made: progress.Made) -> None:
    shown = list(replies(made))
    assert len(shown) == 9
    words = {word(made.lang) for word in WORDS.values()}
    for reply, (id, question) in zip(shown, QUESTIONS.items(), strict=True):
        assert question.asks(made.lang) in reply.one(_class="apk-question").text
        link = reply.one("a")
        assert link.attributes["href"] == f"#{id}"
        assert link.text == f"{progress.sections(made.page)[id].one('h2').text}."
        strength = reply.one(_class="apk-strength").text
        assert {"cs": "ukázková data", "en": "sample data"}[made.lang] in strength
        assert any(f": {word} (" in strength for word in words)


def test_squares_stand_for_the_words(made: progress.Made) -> None:
    for reply in replies(made):
        word = reply.one(_class="apk-strength").text.split(": ")[1].split(" (")[0]
        level = next(level for level, said in WORDS.items() if said(made.lang) == word)
        filled = [square.attributes["fill"] for square in reply.all("rect")]
        assert filled == ["var(--blue)"] * level + ["none"] * (max(Strength) - level)


def test_the_sections_stand_in_their_order(made: progress.Made) -> None:
    assert list(progress.sections(made.page)) == SECTIONS
    ids = [element.attributes["id"] for element in made.page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_says_what_it_rests_on_how_firmly_and_what_is_not_known(made: progress.Made, question: str) -> None:
    shown = progress.sections(made.page)[question]
    place = list(QUESTIONS).index(question) + 1
    asked = {"cs": f"Otázka {place}: ", "en": f"Question {place}: "}[made.lang] + QUESTIONS[question].asks(made.lang)
    assert shown.one(_class="apk-question").text == asked
    said = [one.text for one in shown.one(_class="apk-text").all("p")][1:]
    support, unknown = {
        "cs": ("Opora odpovědi: ", "Co nevíme: "), "en": ("Support of the answer: ", "What is not known: "),
    }[made.lang]  # fmt: skip
    assert sum(text.startswith(support) for text in said) == 1
    assert sum(text.startswith(unknown) for text in said) == 1
    assert len(said) > 2
    assert bool(shown.all("figure")) == (question != "after")
    assert shown.all("table")


def test_every_figure_of_a_section_is_in_the_results(made: progress.Made) -> None:
    results, curves = made.frame("results"), made.frame("curves")
    known = set(results["indicator"]) | set(curves["indicator"])
    asked = {id for section in (*QUESTIONS.values(), *AROUND.values()) for id in section.indicators}
    assert asked <= known
    # the whole catalogue, so that the document is verified like any other report
    assert known == set(CATALOGUE)
    for id, section in progress.sections(made.page).items():
        cells = [row.all("th") + row.all("td") for row in section.all("tr")]
        labels = {row[0].text.split(":")[0] for row in cells if len(row) == 10}
        # the head of the table, and the labels of indicators that were selected
        indicators = (QUESTIONS | AROUND)[id].indicators
        names = {CATALOGUE[one].label(made.lang).replace(NBSP, " ") for one in indicators}
        assert len(labels - names) <= 1, (id, labels - names)


def test_the_document_is_verified_like_a_report(made: progress.Made, root: Path) -> None:
    passport = made.folder / "passport.json"
    assert json.loads(passport.read_text(encoding="utf-8"))["document"] == DOCUMENT
    assert verify(passport, root / "data/kromeriz").same


def test_the_account_of_rows_is_that_of_the_passport(made: progress.Made) -> None:
    account = progress.sections(made.page)["quality"].all("table")[0]
    counted = [row.all("td")[0].text.replace(" ", "").replace(",", "") for row in account.one("tbody").all("tr")]
    assert [int(count) for count in counted] == [entry["rows_used"] for entry in made.passport["tables"]]


def test_the_notebook_is_stored_with_its_parts(made: progress.Made) -> None:
    shown = [cell.id for cell in made.notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert shown == ["front-page", *SECTIONS, "foot"]


def test_an_english_evaluation_is_english(documents: Documents, root: Path) -> None:
    text = progress.read(progress.Made(PERIOD, "en", documents[DOCUMENT, "en"]))
    names = english_names(root)
    assert [word for word in progress.CZECH.findall(text) if word not in names] == []
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & progress.CZECH_WORDS == set()


def test_a_czech_evaluation_is_czech(documents: Documents) -> None:
    text = progress.read(progress.Made(PERIOD, "cs", documents[DOCUMENT, "cs"]))
    text = re.sub(r"apk-lib report \S+ --document \S+ --lang \S+ --as-of \S+", "", text)
    # names of files are English in both languages
    text = re.sub(r"\S+\.(csv|md|json|geojson)\b", "", text)
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & progress.ENGLISH_WORDS == set()


def words_of_others(root: Path) -> set[str]:
    """The words of other surveys and of their sources, which are quoted as they are."""
    published = open_dataset(root / "data/kromeriz", period=PERIOD).table("published_surveys")
    quoted = published.select("place", "wording", "source").iter_rows()
    return {word for row in quoted for text in row for word in re.findall(r"\w+", text)}


def english_names(root: Path) -> set[str]:
    """Czech words that are names, of places, schools and other surveys, also in an English text."""
    dataset = open_dataset(root / "data/kromeriz", period=PERIOD)
    project, frames = dataset.project, dataset.project.frames
    proper = [project.title.en, project.beneficiary.en, project.limits.en, project.cofinancing.en]
    proper += [*frames["localities"]["name_en"], *frames["schools"]["name"]]
    proper += dataset.table("trainings")["topic"].to_list()
    return {word for text in proper for word in re.findall(r"\w+", text)} | words_of_others(root)
