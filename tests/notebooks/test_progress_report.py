"""The report as a reader gets it: the notebook executed, its files whole, true and the same each time."""

import csv
import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import DataError, ReportError
from apk_lib.indicators import CATALOGUE
from apk_lib.report.live import libraries
from apk_lib.report.making import Order, make
from apk_lib.results import Curves, Results
from apk_lib.tables import TABLES, meaning
from apk_lib.text import NBSP

Reports = dict[tuple[str, str], Path]
MADE = [("P1", "cs"), ("P4", "cs"), ("P4", "en")]
FILES = {
    "report.html",
    "report.ipynb",
    "report.json",
    "results.parquet",
    "results.csv",
    "curves.parquet",
    "curves.csv",
    "passport.json",
}
# in the order of the funder's form, then the details behind its figures
FORM = ["activities", "problems", "esf", "budget", "publicity", "wider_plan", "obligations"]
DETAILS = ["employment", "coverage", "field_work", "encounters", "victims", "monitoring", "offences", "training",
           "perception", "reconciliation", "context", "evidence"]  # fmt: skip
SECTIONS = FORM + DETAILS
# these say what the project as a whole did and owes, in words and tables; `field_work` has figures and no picture
UNDRAWN = ["activities", "problems", "esf", "publicity", "wider_plan", "obligations", "field_work", "evidence"]
# words and tables of the sheet alone
UNTABLED = ["activities", "wider_plan"]
# made of records of the state police, not of generated rows
REAL = {"context"}
MARK = {"cs": "Ukázková (syntetická) data.", "en": "Sample (synthetic) data."}
VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Element:
    """An element of a page with what is inside it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **having: str) -> list["Element"]:
        """The elements inside, at any depth, of a kind or with some attributes (`_class` for class)."""
        found = []
        for child in self.inside:
            if isinstance(child, Element):
                fits = all(child.attributes.get(name.strip("_")) == value for name, value in having.items())
                found += [child] if fits and tag in ("", child.tag) else []
                found += child.all(tag, **having)
        return found

    def one(self, tag: str = "", **having: str) -> "Element":
        [found] = self.all(tag, **having)
        return found

    @property
    def text(self) -> str:
        """What a reader reads, with plain spaces."""
        return " ".join("".join(self._texts()).replace(NBSP, " ").split())

    def _texts(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("style", "script"):
                yield " "
                yield from child._texts()
                yield " "


class Page(HTMLParser):
    """An HTML page as a tree."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


@functools.cache
def parsed(path: Path) -> Element:
    return Page(path.read_text(encoding="utf-8")).root


@dataclass(frozen=True)
class Made:
    """A finished report, read back."""

    period: str
    lang: str
    folder: Path

    @property
    def html(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @property
    def page(self) -> Element:
        return parsed(self.folder / "report.html")

    @property
    def passport(self) -> dict:
        return json.loads((self.folder / "passport.json").read_text(encoding="utf-8"))

    @property
    def notebook(self) -> nbformat.NotebookNode:
        return nbformat.read(self.folder / "report.ipynb", as_version=4)

    def frame(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / f"{name}.parquet")


@pytest.fixture(params=MADE, ids="-".join)
def made(request: pytest.FixtureRequest, reports: Reports) -> Made:
    return Made(*request.param, reports[request.param])


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sections(page: Element) -> dict[str, Element]:
    return {one.attributes["id"]: one for one in page.all("section", _class="apk-width apk-section")}


# --- files -----------------------------------------------------------------------------------------


def test_the_folder_is_whole(made: Made) -> None:
    assert {path.name for path in made.folder.iterdir()} == FILES
    assert made.folder.parts[-4:] == ("kromeriz", made.period, made.lang, "internal")
    others = {path.name for path in made.folder.parent.iterdir()} - {"internal"}
    assert others == ({"public"} if (made.period, made.lang) == ("P4", "cs") else set())


def test_csv_and_parquet_hold_the_same_figures(made: Made) -> None:
    for name, schema in (("results", Results), ("curves", Curves)):
        frame = made.frame(name)
        schema.validate(frame)
        written = pl.read_csv(made.folder / f"{name}.csv", schema_overrides=dict(frame.schema))
        assert written.equals(frame)
        assert frame.write_csv().encode() == (made.folder / f"{name}.csv").read_bytes()


def test_every_indicator_has_figures(made: Made) -> None:
    results, curves = made.frame("results"), made.frame("curves")
    assert set(results["indicator"]) | set(curves["indicator"]) == set(CATALOGUE)
    assert set(results["indicator"]) == {one.id for one in CATALOGUE.values() if one.measures}
    assert set(results["period"]) == {made.period}


def test_the_foot_tells_the_fingerprint_of_the_figures(made: Made) -> None:
    foot = made.page.one("footer").text
    assert digest(made.folder / "results.csv") in foot
    assert f"--period {made.period} --lang {made.lang}" in foot


def test_the_passport_is_true(made: Made, root: Path) -> None:
    passport = made.passport
    assert passport["files"] == {name: digest(made.folder / name) for name in FILES - {"passport.json"}}
    assert passport["figures"] == {"results": len(made.frame("results")), "curve_points": len(made.frame("curves"))}
    assert passport["synthetic"] is True
    assert (passport["passport_version"], passport["audience"], passport["state"]) == (3, "internal", "draft")
    data = root / "data/kromeriz"
    assert passport["project_sheet_sha256"] == digest(data / "project.toml")
    assert (
        passport["as_of"] == open_dataset(data, period=made.period).project.period(made.period).report_due.isoformat()
    )
    inputs = {one["table"]: one for one in passport["inputs"]}
    assert len(inputs) == len(passport["inputs"])
    files = {path.stem: path for path in data.rglob("*.csv")}
    # the polygons of localities and the outline of the town are files of their own
    files |= {"locality_shapes": data / "context/localities.geojson", "town_outline": data / "context/outline.geojson"}
    # the coordinator's words are on one period each
    words = data / f"narrative/{made.period}.md"
    files |= {"narrative": words} if words.is_file() else {}
    assert set(inputs) == set(files)
    for name, entry in inputs.items():
        assert entry["sha256"] == digest(files[name])
        invented = files[name].parent.name in ("records", "narrative") or name == "locality_shapes"
        assert entry["synthetic"] == invented
        assert entry["origin"]
        assert entry["terms"]


def test_every_row_of_a_file_is_accounted_for(made: Made, root: Path) -> None:
    files = {path.stem: path for path in (root / "data/kromeriz").rglob("*.csv")}
    for entry in made.passport["tables"]:
        with files[entry["table"]].open(encoding="utf-8", newline="") as file:
            rows = sum(1 for row in csv.reader(file) if row) - 1
        parts = [count for name, count in entry.items() if name.startswith("rows_")]
        assert len(parts) == 6
        assert sum(parts) == rows, entry["table"]


def test_running_again_gives_the_same_bytes(reports: Reports) -> None:
    first, again = reports["P1", "cs"], reports["again", "cs"]
    assert {path.name for path in again.iterdir()} == FILES
    for name in FILES:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_no_clock_reaches_a_report(made: Made) -> None:
    today = datetime.fromtimestamp((made.folder / "passport.json").stat().st_mtime).date().isoformat()
    for name in ("report.html", "report.ipynb", "report.json", "results.csv", "curves.csv", "passport.json"):
        assert today not in (made.folder / name).read_text(encoding="utf-8")


# --- the notebook ----------------------------------------------------------------------------------


def test_the_notebook_is_normalised(made: Made, root: Path) -> None:
    stored = nbformat.read(root / "notebooks/progress_report.ipynb", as_version=4)
    ids = [cell.id for cell in made.notebook.cells]
    assert [id for id in ids if id != "injected-parameters"] == [cell.id for cell in stored.cells]
    assert ids.index("injected-parameters") == ids.index("parameters") + 1
    assert set(made.notebook.metadata) == {"kernelspec", "language_info"}
    assert made.notebook.metadata.language_info == {"name": "python"}
    for cell in made.notebook.cells:
        assert set(cell.metadata) <= {"tags"}
    nbformat.validate(made.notebook)


def test_files_hold_nothing_of_the_drill_down_beneath_a_section(made: Made) -> None:
    assert "widget" not in json.dumps(made.notebook.metadata)
    for text in ("widget-view", "Až k řádkům záznamů", "Down to the records"):
        assert text not in json.dumps(made.notebook, ensure_ascii=False)
        assert text not in made.html


def test_the_notebook_shows_each_part(made: Made) -> None:
    shown = [cell.id for cell in made.notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert shown == ["front-page", *SECTIONS, "foot"]
    for cell in made.notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type == "execute_result"
            assert "text/html" in output.data


# --- the page --------------------------------------------------------------------------------------


def test_the_page_asks_for_nothing(made: Made) -> None:
    page = made.page
    assert page.all("link") + page.all("iframe") + page.all("object") == []
    # only the scripts whose fingerprints the policy names (tests/unit/test_report_html.py) and the data of a chart
    assert {name for one in page.all("script") for name in one.attributes} <= {
        "type",
        "class",
        "data-label",
        "data-hint",
    }
    for element in page.all():
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href", "data", "action", "poster", "srcset"):
                assert value.startswith(("#", "data:")), (element.tag, name)
    own = re.sub(r"<script>.*?</script>", "", made.html, flags=re.DOTALL)
    without_fonts = re.sub(r"base64,[A-Za-z0-9+/=]+", "", own)
    assert [
        found
        for found in re.findall(r"url\(([^)]*)\)", without_fonts)
        if not found.strip("\"'").startswith(("#", "data:"))
    ] == []
    assert "://" not in without_fonts
    assert "@import" not in without_fonts


def test_the_page_says_what_it_is(made: Made) -> None:
    page = made.page
    assert page.one("html").attributes["lang"] == made.lang
    banner = page.one(_class="apk-banner").text
    assert {"cs": "INTERNÍ", "en": "INTERNAL"}[made.lang] in banner
    assert {"cs": "syntetické", "en": "synthetic"}[made.lang] in banner
    assert made.period in page.one("h1").text + page.one(_class="apk-kicker").text


def test_the_page_has_its_parts_in_order(made: Made) -> None:
    page = made.page
    front = page.one("main").one(_class="apk-width apk-front")
    assert len(front.all("article", _class="apk-card")) == 4
    assert all(card.one(_class="apk-fact").text for card in front.all("article", _class="apk-card"))
    assert len(front.one("section", **{"aria-labelledby": "apk-findings"}).all("li")) == 3
    assert front.one("section", **{"aria-labelledby": "apk-missing"}).all("li")
    assert list(sections(page)) == SECTIONS
    contents = [link.attributes["href"].removeprefix("#") for link in page.one("nav").all("a")]
    assert contents == SECTIONS
    text = made.html
    marks = ("<header", 'class="apk-width apk-front"', "<nav", 'id="activities"', 'id="employment"', "<footer")
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_the_contents_tell_the_form_from_the_details(made: Made) -> None:
    nav = made.page.one("nav")
    chapters = {
        "cs": ["Zpráva podle formuláře poskytovatele", "Podrobnosti k číslům"],
        "en": ["The report in the order of the funder's form", "Details behind the figures"],
    }[made.lang]
    assert [one.text for one in nav.all("h3")] == chapters
    assert [one.text for one in made.page.one("main").all(_class="apk-width apk-chapter")] == chapters
    listed = [[link.attributes["href"].removeprefix("#") for link in one.all("a")] for one in nav.all("ol")]
    assert listed == [FORM, DETAILS]
    # the numbering goes on, and each line begins with the topic in a word or two
    assert nav.all("ol")[1].attributes["start"] == str(len(FORM) + 1)
    topics = [link.one("strong").text for link in nav.all("a")]
    assert len(set(topics)) == len(SECTIONS)
    assert all(1 <= len(topic.split()) <= 4 for topic in topics)


def test_each_key_activity_has_its_say(made: Made, root: Path) -> None:
    activities = open_dataset(root / "data/kromeriz", period=made.period).project.frames["key_activities"]
    blocks = sections(made.page)["activities"].all(_class="apk-block")
    titles = [block.one("h3").text for block in blocks]
    assert [title.split()[0] for title in titles] == activities["key_activity"].to_list()
    for block in blocks:
        said = [one.text for one in block.one(_class="apk-told").all("p")]
        assert said[0].endswith(".")
        # the coordinator's words, or the place where they are awaited, never both
        assert len(block.all("blockquote") + block.all("p", _class="apk-awaited")) == 1
    quoted = [block.one("h3").text.split()[0] for block in blocks if block.all("blockquote")]
    assert quoted == {"P1": ["KA01", "KA03"], "P4": []}[made.period]


def test_the_indicators_of_the_programme_are_all_there(made: Made, root: Path) -> None:
    programme = open_dataset(root / "data/kromeriz", period=made.period).project.programme
    [table] = [one for one in sections(made.page)["esf"].all("table") if "apk-open" in one.attributes["class"]]
    codes = [row.one("th").text for row in table.one("tbody").all("tr")]
    assert codes == [one.code for one in programme.indicators]


def test_the_evidence_leads_to_files(made: Made) -> None:
    inputs = {one["file"]: one["sha256"] for one in made.passport["inputs"]}
    tables = {one["table"]: one for one in made.passport["tables"]}
    [table] = [one for one in sections(made.page)["evidence"].all("table") if "apk-open" in one.attributes["class"]]
    rows = [[cell.text for cell in row.all("th") + row.all("td")] for row in table.one("tbody").all("tr")]
    assert len(rows) > 20
    for _, used, rejected, late, file, sha256, sections_named in rows:
        if sha256 == "–":
            # nobody need supply it, and nobody did
            assert (used, rejected, late) == ("0", "0", "0")
            continue
        assert inputs[file].startswith(sha256)
        assert len(sha256) == 12
        counts = tables.get(Path(file).stem)
        if counts:
            told = [int(re.sub(r"\D", "", cell)) for cell in (used, rejected, late)]
            assert told == [counts["rows_used"], counts["rows_rejected"], counts["rows_late"]]
        assert sections_named


@pytest.mark.parametrize("section", [id for id in SECTIONS if id not in UNDRAWN])
def test_a_section_is_a_sentence_a_chart_and_a_table(made: Made, section: str) -> None:
    shown = sections(made.page)[section]
    heading = shown.one("h2").text
    assert len(heading.split()) > 4
    paragraphs = [one.text for one in shown.one(_class="apk-text").all("p")]
    assert any(text.endswith(".") for text in paragraphs)
    charts = [figure.one("svg", role="img").attributes["aria-label"] for figure in shown.all("figure")]
    assert charts
    said = [" ".join(alternative.replace(NBSP, " ").split()) for alternative in charts]
    assert said[0].startswith(f"{heading}.")
    for alternative in said:
        assert heading in alternative or any(text in alternative for text in paragraphs)
    assert shown.all("table")
    assert all(table.all("tr") for table in shown.all("table"))


@pytest.mark.parametrize("section", UNDRAWN)
def test_a_part_of_the_form_is_a_sentence_and_a_table(made: Made, section: str) -> None:
    shown = sections(made.page)[section]
    assert len(shown.one("h2").text.split()) > 4
    assert any(text.text.endswith(".") for text in shown.all("p"))
    assert bool(shown.all("table")) == (section not in UNTABLED)


def test_the_synthetic_mark_is_everywhere(made: Made) -> None:
    page, mark = made.page, MARK[made.lang]
    assert mark in page.one("footer").text
    for id, section in sections(page).items():
        marked = [one.text for one in section.all("figcaption") + section.all("caption")]
        marked += [
            " ".join(one.attributes["aria-label"].replace(NBSP, " ").split()) for one in section.all("svg", role="img")
        ]
        assert marked or id in UNTABLED
        assert [mark in text for text in marked] == [id not in REAL] * len(marked), id
    assert made.frame("results").filter(pl.col("indicator").is_in(["person_hours", "safe_by_day"]))["synthetic"].all()
    assert not made.frame("curves").filter(indicator="crime_recorded")["synthetic"].any()


def test_nothing_marked_personal_is_in_a_report(made: Made, root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period=made.period)
    personal = {
        value
        for table in TABLES.values()
        for column in table.personal
        # what a person is one of, the fund asks of all of them together
        if not meaning(table.schema.columns()[column]).codes
        for value in dataset.table(table.name)[column].drop_nulls().unique()
        if isinstance(value, str)
    }
    assert "APK1" in personal
    named = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, sorted(personal)))})(?![\w.-])")
    for name in ("report.html", "report.ipynb", "report.json", "results.csv", "curves.csv", "passport.json"):
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", (made.folder / name).read_text(encoding="utf-8"))
        # the chart library knows nobody; its shortened names are like codes of persons
        text = text.replace(libraries(), "")
        assert not named.search(text), (name, named.search(text))


def test_the_balance_of_hours_adds_up(made: Made) -> None:
    notes = sections(made.page)["coverage"].one(_class="apk-margin").all("p")
    [balance] = [note.text for note in notes if re.search(r"\d h\b.* = \d.* h\b", note.text)]
    length = re.compile(r"(\d[\d ,]*) h(?: (\d+) min)?(?: (\d+) s)?")
    lengths = [
        int(re.sub(r"\D", "", hours)) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
        for hours, minutes, seconds in length.findall(balance)
    ]
    whole, *parts = lengths[:5]
    assert len(parts) == 4
    assert whole == sum(parts) > 0
    figures = made.frame("results").filter(indicator="hours_balance", scope="period", measure="hours_in")
    assert whole == round(figures["value"].item() * 3600)


CZECH = re.compile(r"\w*[ěščřžýáíéúůďťňóĚŠČŘŽÝÁÍÉÚŮĎŤŇÓ]\w*")
# words of the one language that are no words of the other
CZECH_WORDS = {
    "je",
    "jsou",
    "není",
    "že",
    "na",
    "od",
    "podle",
    "podíl",
    "osoby",
    "hodin",
    "cíl",
    "zpráva",
    "místa",
    "pro",
}
ENGLISH_WORDS = {"the", "and", "of", "with", "hours", "share", "target", "since", "month", "week", "person", "missing",
                 "sample", "people", "indicator", "figures", "period", "locality"}  # fmt: skip


def read(made: Made) -> str:
    """All that a reader meets, also with a screen reader."""
    page = made.page
    labels = [element.attributes["aria-label"] for element in page.all() if "aria-label" in element.attributes]
    return " ".join([page.text, *labels]).replace(NBSP, " ")


def without_own_words(text: str, dataset: Dataset) -> str:
    """The text of a report without what the town itself wrote in its tables, in its own language."""
    told = {"risks": ("description", "solution"), "outputs": ("name", "address"), "trainings": ("topic",),
            "publicity": ("place", "evidence")}  # fmt: skip
    written = [
        text for name, columns in told.items() for column in columns
        for text in dataset.table(name)[column].drop_nulls()
    ]  # fmt: skip
    for words in sorted(map(plain, written), key=len, reverse=True):
        text = text.replace(words, "")
    return text


def plain(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())


def test_an_english_report_is_english(reports: Reports, root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P4")
    project, frames = dataset.project, dataset.project.frames
    proper = [project.title.en, project.beneficiary.en, project.limits.en, project.cofinancing.en]
    proper += [*frames["goals"]["text_en"], *frames["localities"]["name_en"], *frames["schools"]["name"]]
    proper += list(pl.read_csv(root / "data/kromeriz/context/recorded_crime.csv")["area"].unique())
    # towns whose published costs stand beside ours, and the hundredth of a crown
    proper += ["Děčín", "Vítkov", "haléř"]
    proper += [*frames["plan_measures"]["plan_en"], *frames["plan_measures"]["text_en"]]
    names = {word for text in proper for word in re.findall(r"\w+", text)}
    text = without_own_words(read(Made("P4", "en", reports["P4", "en"])), dataset)
    assert [word for word in CZECH.findall(text) if word not in names] == []
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & CZECH_WORDS == set()


@pytest.mark.parametrize("period", ["P1", "P4"])
def test_a_czech_report_is_czech(reports: Reports, period: str) -> None:
    text = read(Made(period, "cs", reports[period, "cs"]))
    # commands are English in both languages
    text = re.sub(r"apk-lib annex \S+ --period \S+", "", text)
    text = re.sub(r"apk-lib report \S+ --period \S+ --lang \S+ --as-of \S+", "", text)
    # names of files and tables are too
    text = re.sub(r"\S+\.(csv|md|json|geojson)\b|## \w+", "", text)
    assert set(re.findall(r"[^\W\d_]+", text.lower())) & ENGLISH_WORDS == set()


# --- a report that cannot be made ------------------------------------------------------------------


@pytest.fixture
def broken(root: Path, tmp_path: Path) -> Path:
    """A project whose contracts hold a date that is none."""
    data = tmp_path / "kromeriz"
    shutil.copytree(root / "data/kromeriz", data)
    contracts = data / "records/contracts.csv"
    text = contracts.read_text(encoding="utf-8")
    contracts.write_text(text.replace("2020-06-01,,1.0", "2020-06-31,,1.0", 1), encoding="utf-8")
    return data


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_failing_cell_leaves_the_earlier_report(
    order: Callable[..., Order], broken: Path, reports: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "")
    out = tmp_path / "out"
    asked = order("P1", "cs", out, broken)
    shutil.copytree(reports["P1", "cs"], asked.folder)
    before = everything(out)
    with pytest.raises(DataError) as failure:
        make(asked)
    for lang in ("cs", "en"):
        message = failure.value.message(lang)
        assert "contracts.csv" in message
        assert "2020-06-31" in message
        assert "\n" not in message
        assert "Traceback" not in message
    assert failure.value.text.cs != failure.value.text.en
    # the report that stood there before stays as it was, and nothing stands beside it
    assert everything(out) == before
    assert [path.name for path in asked.folder.parent.iterdir()] == ["internal"]


def test_a_bug_in_a_cell_is_called_one(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "")
    notebook = nbformat.read(root / "notebooks/progress_report.ipynb", as_version=4)
    imports = next(cell for cell in notebook.cells if cell.id == "imports")
    imports.source = "1 / 0"
    nbformat.write(notebook, tmp_path / "progress_report.ipynb")
    asked = Order(tmp_path / "progress_report.ipynb", root / "data/kromeriz", "P1", "en", "", tmp_path / "out")
    with pytest.raises(ReportError, match="ZeroDivisionError") as failure:
        make(asked)
    assert failure.value.message("en").startswith("P1: a bug")
    assert failure.value.message("cs").startswith("P1: chyba programu")
    assert list(asked.folder.parent.iterdir()) == []
