"""The coordinator's own words: read as they stand, shown as they stand, never written over."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apk_lib.cli import app
from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import DataError, ParameterError
from apk_lib.evaluate import evaluate
from apk_lib.intake import PLAN, PROBLEMS, Passage, read_logo, read_narrative, write_narrative
from apk_lib.intake.storage.narrative import parsed
from apk_lib.report import ProgressReport
from apk_lib.report.html import fragment
from apk_lib.report.model import FrontPage, Section, from_json, to_json
from apk_lib.text import LANGUAGES, Lang

ACTIVITIES = {"KA01": "Působení asistentů", "KA02": "Monitoring"}


def paragraph(text: str) -> Passage:
    return Passage("paragraph", (text,))


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("KA01", "KA01"),
        ("ka01", "KA01"),
        ("KA01 Působení asistentů", "KA01"),
        ("KA02: monitoring ##", "KA02"),
        ("KA02 – monitoring", "KA02"),
        ("KA 01", "KA01"),
        ("KA-02 monitoring", "KA02"),
        ("Ka\N{EN DASH}02: monitoring", "KA02"),
        ("Problémy", PROBLEMS),
        ("PROBLÉMY a jejich řešení", PROBLEMS),
        ("problemy", PROBLEMS),
        ("Problems and their solution", PROBLEMS),
        ("Plán", PLAN),
        ("plan", PLAN),
        ("Plan for the next period", PLAN),
    ],
)
def test_a_heading_names_its_place_in_either_language_and_without_accents(heading: str, place: str) -> None:
    words = parsed(f"## {heading}\n\nPříliš žluťoučký kůň.\n", ACTIVITIES)
    assert words.places == {place: (paragraph("Příliš žluťoučký kůň."),)}
    assert words.unplaced == ()


@pytest.mark.parametrize("before", ["##", "#", "# ", "### ", "  ## ", "##\t"])
def test_a_heading_has_any_level_with_or_without_a_space(before: str) -> None:
    words = parsed(f"## KA01\nA.\n{before}Problémy\nB.\n", ACTIVITIES)
    assert words.places == {"KA01": (paragraph("A."),), PROBLEMS: (paragraph("B."),)}
    assert words.unplaced == ()


def test_the_longest_id_a_heading_begins_with_is_meant_and_no_part_of_a_word() -> None:
    words = parsed("## KA 10 x\nten\n## KA1 x\none\n## KA100\nnone\n## Plánování\nnone", ["KA1", "KA10"])
    assert words.places == {"KA10": (paragraph("ten"),), "KA1": (paragraph("one"),)}
    assert words.unplaced == ("KA100", "Plánování")


def test_a_text_without_a_heading_is_told_by_how_it_begins() -> None:
    assert parsed("\nOd září stojí\nu přechodů.\n\nDále.", ACTIVITIES).unplaced == ("Od září stojí u přechodů.",)
    assert parsed("Úvod.\n### Co se povedlo\nNic.\n## KA01\nText.", ACTIVITIES).unplaced == ("Úvod.", "Co se povedlo")


def test_what_has_no_place_is_told_in_80_letters() -> None:
    [heading] = parsed(f"## {'x' * 81}\nText.", ACTIVITIES).unplaced
    assert heading == "x" * 79 + "…"
    assert parsed(f"## {'x' * 80}\nText.", ACTIVITIES).unplaced == ("x" * 80,)


def test_paragraphs_and_lists_are_told_apart() -> None:
    text = "\r\n".join(
        ["# Title", "above the first heading", "## KA01", "First line", "second line", "", "Then:", "- one",
         "  and its rest", "* two", "1. first", "2) second", "", "", "## plan", "", "End", "", "## KA01", "Again"]
    )  # fmt: skip
    words = parsed(text, ACTIVITIES)
    assert words.places == {
        "KA01": (
            paragraph("First line\nsecond line"),
            paragraph("Then:"),
            Passage("bullets", ("one\nand its rest", "two")),
            Passage("numbers", ("first", "second")),
            paragraph("Again"),
        ),
        PLAN: (paragraph("End"),),
    }


def test_a_heading_of_no_place_is_told_and_an_empty_one_is_no_text() -> None:
    words = parsed("## KA09\nLost?\n## Závěr\n\n## KA01\n\n## KA02\nHere.", ACTIVITIES)
    assert words.places == {"KA02": (paragraph("Here."),)}
    assert words.unplaced == ("KA09",)


def test_a_file_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "narrative").mkdir()
    (tmp_path / "narrative/P1.md").write_bytes("## KA01\nPříliš".encode("cp1250"))
    with pytest.raises(DataError, match=r"narrative/P1\.md") as failure:
        read_narrative(tmp_path, "P1", ACTIVITIES)
    assert "UTF-8" in failure.value.message("en")
    assert read_narrative(tmp_path, "P2", ACTIVITIES) is None


def test_a_file_longer_than_any_report_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "narrative").mkdir()
    path = tmp_path / "narrative/P1.md"
    path.write_bytes(b"## KA01\n" + b"a\n" * 99_996)
    read = read_narrative(tmp_path, "P1", ACTIVITIES)
    assert read is not None
    assert len(read[1].places["KA01"][0].items[0]) == 2 * 99_996 - 1
    path.write_bytes(b"## KA01\n" + b"a\n" * 99_996 + b"a")
    with pytest.raises(DataError, match=r"narrative/P1\.md.*200 kB") as failure:
        read_narrative(tmp_path, "P1", ACTIVITIES)
    assert "200 kB" in failure.value.message("en")


# --- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_skeleton_has_a_place_for_everything_and_says_nothing_itself(tmp_path: Path, lang: Lang) -> None:
    path = write_narrative(tmp_path, "P3", ACTIVITIES, lang)
    assert path == tmp_path / "narrative/P3.md"
    text = path.read_text(encoding="utf-8")
    assert parsed(text, ACTIVITIES).places == {}
    assert parsed(text, ACTIVITIES).unplaced == ()
    assert parsed(text.replace("\n\n", "\n\nVlastní slova.\n", 1), ACTIVITIES).unplaced != ()
    # what is written under each of its headings finds its place
    filled = "\n".join(f"{line}\n\nx" if line.startswith("## ") else line for line in text.splitlines())
    assert parsed(filled, ACTIVITIES).places == dict.fromkeys([*ACTIVITIES, PROBLEMS, PLAN], (paragraph("x"),))


def test_words_are_never_written_over(tmp_path: Path) -> None:
    path = write_narrative(tmp_path, "P3", ACTIVITIES, "cs")
    path.write_bytes("## KA01\r\nčeština\r\n".encode())
    with pytest.raises(ParameterError, match=r"P3\.md") as failure:
        write_narrative(tmp_path, "P3", ACTIVITIES, "en")
    assert "nothing was changed" in failure.value.message("en")
    assert path.read_bytes() == "## KA01\r\nčeština\r\n".encode()


def test_the_command_writes_once_and_then_says_so(town: Path) -> None:
    runner, asked = CliRunner(), ["narrative", str(town), "--period", "P3"]
    assert runner.invoke(app, asked).exit_code == 0
    path = town / "narrative/P3.md"
    before = path.read_bytes()
    assert "KA05" in before.decode()
    again = runner.invoke(app, asked)
    assert again.exit_code == 1
    assert isinstance(again.exception, ParameterError)
    assert path.read_bytes() == before
    unknown = runner.invoke(app, ["narrative", str(town), "--period", "../P9"])
    assert unknown.exit_code == 1
    assert not (town / "P9.md").exists()


# --- in the report ---------------------------------------------------------------------------------


@pytest.fixture
def town(root: Path, tmp_path: Path) -> Path:
    """The project without the sample of a coordinator's words."""
    folder = tmp_path / "kromeriz"
    shutil.copytree(root / "data/kromeriz", folder, ignore=shutil.ignore_patterns("narrative", "gps_fixes.csv"))
    return folder


def section(dataset: Dataset, period: str, lang: Lang = "cs", id: str = "activities") -> Section:
    # the sentences need few figures here: what is tested are the words
    report = ProgressReport(dataset, evaluate(dataset, period, ["initial_training", "training_hours"]), lang)
    part = report.part(id).part
    assert isinstance(part, Section)
    return part


HOSTILE = '<script>alert(1)</script> & "příliš" <b>tučně</b> **ne**'


def test_words_stand_in_the_report_verbatim_and_escaped(town: Path) -> None:
    (town / "narrative").mkdir()
    (town / "narrative/P1.md").write_text(f"## KA02\n{HOSTILE}\n\n- {HOSTILE}\n", encoding="utf-8")
    made = section(open_dataset(town, period="P1"), "P1")
    [block] = [one for one in made.blocks if one.words]
    assert block.title.startswith("KA02")
    assert block.words == (paragraph(HOSTILE), Passage("bullets", (HOSTILE,)))
    html = fragment(made, "cs")
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;příliš&#34;") == 2
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nobody_wrote_a_marked_place_names_the_file(town: Path, lang: Lang) -> None:
    made = section(open_dataset(town, period="P1"), "P1", lang)
    assert len(made.blocks) == 5
    for block in made.blocks:
        assert block.words == ()
        # what is printed names no file: where to write stands in the title of the place
        assert block.awaited == {"cs": "Slovy koordinátora: zatím nevyplněno",
                                 "en": "In the coordinator's words: not filled in yet"}[lang]  # fmt: skip
        assert "narrative/P1.md" in block.where
        assert f"## {block.title.split()[0]}" in block.where
    html = fragment(made, lang)
    assert html.count('class="apk-awaited" title="') == 5


def test_words_are_an_input_of_their_own_period(town: Path) -> None:
    bare = {period: open_dataset(town, period=period).fingerprint for period in ("P1", "P2")}
    (town / "narrative").mkdir()
    (town / "narrative/P1.md").write_text("## KA01\nSlovo.\n", encoding="utf-8")
    first, second = (open_dataset(town, period=period) for period in ("P1", "P2"))
    assert first.fingerprint != bare["P1"]
    assert second.fingerprint == bare["P2"]
    assert [source.name for source in first.sources if source.table == "narrative"] == ["narrative/P1.md"]
    (town / "narrative/P1.md").write_text("## KA01\nJiné slovo.\n", encoding="utf-8")
    assert open_dataset(town, period="P1").fingerprint != first.fingerprint


def test_a_sample_says_that_it_is_one(root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P1")
    assert dataset.narrative is not None
    assert dataset.narrative.synthetic
    told = [block for block in section(dataset, "P1").blocks if block.words]
    assert told
    assert all("ukázkový" in block.words_title for block in told)
    assert all("UKÁZKA" in block.words[0].items[0] for block in told)


# --- what the front page says of them ---------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_heading_of_no_place_is_among_what_is_missing(town: Path, lang: Lang) -> None:
    (town / "narrative").mkdir()
    (town / "narrative/P1.md").write_text("## KA77 Omyl\nText.\n", encoding="utf-8")
    dataset = open_dataset(town, period="P1")
    front = ProgressReport(dataset, evaluate(dataset, "P1"), lang).front_page().part
    assert isinstance(front, FrontPage)
    assert [line for line in front.missing if "KA77 Omyl" in line and "narrative/P1.md" in line]


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_logo_strip_is_embedded_and_its_absence_is_told(town: Path, lang: Lang) -> None:
    bare = open_dataset(town, period="P1")
    figures = evaluate(bare, "P1")
    without = ProgressReport(bare, figures, lang).front_page().part
    assert isinstance(without, FrontPage)
    assert without.logo == ""
    assert "assets/logolink.png" in without.logo_place
    assert [line for line in without.missing if "assets/logolink.png" in line]
    (town / "assets").mkdir()
    (town / "assets/logolink.png").write_bytes(PNG)
    dataset = open_dataset(town, period="P1")
    assert dataset.fingerprint != bare.fingerprint
    front = ProgressReport(replace(dataset), figures, lang).front_page().part
    assert isinstance(front, FrontPage)
    assert front.logo.startswith("data:image/png;base64,")
    assert front.logo_place == ""
    assert not [line for line in front.missing if "assets/logolink" in line]
    assert '<img src="data:image/png;base64,' in fragment(front)


def test_a_file_that_is_no_picture_is_no_logo(town: Path) -> None:
    (town / "assets").mkdir()
    (town / "assets/logolink.png").write_text("<svg/>", encoding="utf-8")
    with pytest.raises(DataError, match=r"assets/logolink\.png"):
        open_dataset(town, period="P1")


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'


@pytest.mark.parametrize("content", [SVG, f'<?xml version="1.0"?>\n{DOCTYPE}\n<!-- x -->{SVG}',
                                     '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'])  # fmt: skip
def test_an_svg_is_a_logo(tmp_path: Path, content: str) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/logolink.svg").write_text(content, encoding="utf-8")
    read = read_logo(tmp_path)
    assert read is not None
    assert read[1].media == "image/svg+xml"


@pytest.mark.parametrize(
    "content",
    ["", "<svg", f"<html>{SVG}</html>", f"text {SVG}", '<?xml version="1.0" encoding="nonsense"?><svg/>',
     '<?xml version="1.0" encoding="big5"?><svg/>', '<!DOCTYPE svg [<!ENTITY a "aa">]><svg>&a;</svg>'],
)  # fmt: skip
def test_what_is_no_svg_is_no_logo(tmp_path: Path, content: str) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/logolink.svg").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"assets/logolink\.svg.*SVG"):
        read_logo(tmp_path)


def test_a_large_logo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    path = tmp_path / "assets/logolink.png"
    path.write_bytes(PNG.ljust(1_000_000, b"\0"))
    assert read_logo(tmp_path) is not None
    path.write_bytes(PNG.ljust(1_000_001, b"\0"))
    with pytest.raises(DataError, match=r"assets/logolink\.png.*1 MB") as failure:
        read_logo(tmp_path)
    assert "1 MB" in failure.value.message("en")
