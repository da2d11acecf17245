"""The initial analysis as a reader gets it: the first wave of the survey alone, and nothing of any change."""

import json
import re
from pathlib import Path

import pytest

from apk_lib.dataset import open_dataset
from apk_lib.report.verifying import verify
from apk_lib.text import LANGUAGES
from tests.notebooks import test_progress_report as progress
from tests.notebooks.test_final_evaluation import Documents, english_names, words_of_others

DOCUMENT, PERIOD = "initial_analysis", "P1"
SECTIONS = [
    "safety",
    "places",
    "worries",
    "answers",
    "assistants",
    "survey-quality",
    "next-wave",
    "published",
    "limits",
]


@pytest.fixture(params=LANGUAGES)
def made(request: pytest.FixtureRequest, documents: Documents) -> progress.Made:
    return progress.Made(PERIOD, request.param, documents[DOCUMENT, request.param])


def test_the_folder_is_whole(made: progress.Made) -> None:
    assert {path.name for path in made.folder.iterdir()} == progress.FILES
    assert made.folder.parts[-4:] == ("kromeriz", DOCUMENT, made.lang, "internal")


class WithoutSources(progress.Made):
    """A document without the addresses of the sources it names in plain text."""

    @property
    def html(self) -> str:
        return re.sub(r"https://(?=[^<>]*</p>)", "", super().html)


def test_the_page_asks_for_nothing(made: progress.Made) -> None:
    progress.test_the_page_asks_for_nothing(WithoutSources(made.period, made.lang, made.folder))


def test_nothing_marked_personal_is_in_it(made: progress.Made, root: Path) -> None:
    progress.test_nothing_marked_personal_is_in_a_report(made, root)


def test_it_is_as_of_the_day_its_report_was_due(made: progress.Made, root: Path) -> None:
    project = open_dataset(root / "data/kromeriz", period=PERIOD).project
    assert made.passport["as_of"] == project.period(PERIOD).report_due.isoformat()
    assert made.passport["parameters"]["period"] == PERIOD
    foot = made.page.one("footer").text
    assert f"--document {DOCUMENT} --lang {made.lang} --as-of {made.passport['as_of']}" in foot


def test_it_says_what_it_is(made: progress.Made) -> None:
    kicker = made.page.one(_class="apk-kicker").text
    assert kicker.startswith({"cs": "Vstupní analýza", "en": "Initial analysis"}[made.lang])
    assert {"cs": "syntetické", "en": "synthetic"}[made.lang] in made.page.one(_class="apk-banner").text
    front = made.page.one(_class="apk-width apk-front")
    findings = front.one("section", **{"aria-labelledby": "apk-findings"}).all("li")
    assert len(findings) == 4
    assert findings[0].text.startswith({"cs": "Vstupní stav", "en": "Baseline"}[made.lang])


def test_the_sections_stand_in_their_order(made: progress.Made) -> None:
    assert list(progress.sections(made.page)) == SECTIONS
    shown = [cell.id for cell in made.notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert shown == ["front-page", *SECTIONS, "foot"]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_a_sentence_with_figures(made: progress.Made, section: str) -> None:
    shown = progress.sections(made.page)[section]
    assert len(shown.one("h2").text.split()) > 4
    assert [one for one in shown.one(_class="apk-text").all("p") if one.text.endswith(".")]
    assert shown.all("table")
    assert bool(shown.all("figure")) == (section not in ("survey-quality", "limits"))


def test_it_tells_of_no_change(made: progress.Made) -> None:
    # what a next wave could find is no change that was found
    for shown in (one for id, one in progress.sections(made.page).items() if id != "next-wave"):
        said = " ".join(one.text for one in [shown.one("h2"), *shown.one(_class="apk-text").all("p")])
        assert not re.search("nárůst o|od první vlny|since the first wave|rose by|fell by", said)
        for row in (row for table in shown.all("table") for row in table.all("tr")):
            what, *numbers = [cell.text for cell in row.all("th") + row.all("td")]
            assert not re.search(": (změna|change)", what) or not re.search(r"\d", " ".join(numbers)), what


def test_how_safe_people_feel_is_told_by_zone_sex_and_age(made: progress.Made) -> None:
    said = " ".join(one.text for one in progress.sections(made.page)["safety"].one(_class="apk-text").all("p"))
    for group in {
        "cs": ("rizikové lokality", "žena", "muž", "15–29 let", "60 let a více"),
        "en": ("risk localities", "female", "male", "15–29 years", "60 years or older"),
    }[made.lang]:
        assert re.search(rf"{group} \d+ ?%", said), group


def test_the_document_is_verified_like_a_report(made: progress.Made, root: Path) -> None:
    passport = made.folder / "passport.json"
    assert json.loads(passport.read_text(encoding="utf-8"))["document"] == DOCUMENT
    assert verify(passport, root / "data/kromeriz").same


def test_an_english_analysis_is_english(documents: Documents, root: Path) -> None:
    text = progress.read(progress.Made(PERIOD, "en", documents[DOCUMENT, "en"]))
    names = english_names(root)
    assert [word for word in progress.CZECH.findall(text) if word not in names] == []
    quoted = {word.lower() for word in words_of_others(root)}
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & progress.CZECH_WORDS <= quoted


def test_a_czech_analysis_is_czech(documents: Documents, root: Path) -> None:
    text = progress.read(progress.Made(PERIOD, "cs", documents[DOCUMENT, "cs"]))
    text = re.sub(r"apk-lib report \S+ --document \S+ --lang \S+ --as-of \S+", "", text)
    # names of files are English in both languages
    text = re.sub(r"\S+\.(csv|md|json|geojson)\b", "", text)
    quoted = {word.lower() for word in words_of_others(root)}
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & progress.ENGLISH_WORDS <= quoted
