"""What each audience is given of a report: the notebooks' own cells, run here without a kernel."""

import json
from functools import cache
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from apk_lib.disclosure import Audience
from apk_lib.evaluate import Figures
from apk_lib.labels import Figure, Labels
from apk_lib.protection import protect
from apk_lib.report import FinalEvaluation, InitialAnalysis, ProgressReport
from apk_lib.report.audiences import NOT_GIVEN, REASONS, left_out, still_seen
from apk_lib.report.model import Foot, FrontPage, Part, Section, to_json
from apk_lib.results import KEY, WITHHELD
from apk_lib.tables import TABLES
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.notebook_cells import stored, undrawn
from tests.remembered import figures_of, kromeriz

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS: dict[str, type[ProgressReport]] = {
    "progress_report": ProgressReport, "final_evaluation": FinalEvaluation, "initial_analysis": InitialAnalysis,
}  # fmt: skip
PERIODS = {"initial_analysis": "P1"}
NOT_INTERNAL = [audience for audience in get_args(Audience) if audience != "internal"]


@cache
def composed(name: str, audience: Audience, period: str = "", lang: Lang = "cs") -> dict[str, Part]:
    """The parts that a notebook shows on Kroměříž, without their pictures."""
    period = period or PERIODS.get(name, "P5")
    dataset, notebook = kromeriz(period), stored(ROOT / "notebooks" / f"{name}.ipynb")
    return notebook.parts(dataset, figures_of(dataset, period), lang, undrawn, audience, DOCUMENTS[name])


def said(*parts: Part) -> str:
    """All words of the parts, but for a passport."""
    return json.dumps([to_json(part) for part in parts if not isinstance(part, Foot)], ensure_ascii=False).replace(
        NBSP, " "
    )


def sections(parts: dict[str, Part]) -> dict[str, Section]:
    return {part.id: part for part in parts.values() if isinstance(part, Section)}


def front(parts: dict[str, Part]) -> FrontPage:
    page = parts["front-page"]
    assert isinstance(page, FrontPage)
    return page


def distinctive(figures: Figures, rows: pl.DataFrame, labels: Labels) -> set[str]:
    """How the values and intervals of some figures read, those with four digits and more."""
    keyed = figures.results.join(rows.select(KEY), on=KEY, how="semi", nulls_equal=True)
    shown = [Figure(row, labels) for row in keyed.iter_rows(named=True) if row["value"] is not None]
    read = {text for figure in shown for text in (figure.show(), figure.interval)}
    return {text.replace(NBSP, " ") for text in read if sum(one.isdigit() for one in text) > 3}


# --- nothing withheld is told ----------------------------------------------------------------------


@pytest.mark.parametrize("notebook", DOCUMENTS)
@pytest.mark.parametrize("audience", NOT_INTERNAL)
def test_no_sentence_table_or_caption_tells_a_withheld_figure(notebook: str, audience: Audience) -> None:
    parts = composed(notebook, audience)
    period = PERIODS.get(notebook, "P5")
    dataset = kromeriz(period)
    whole, labels = figures_of(dataset, period), Labels.of(dataset, "cs")
    given = protect(whole, dataset, audience)
    open_to_it = given.results.filter(pl.col("value").is_not_null())
    told = said(*parts.values())
    # a number that is withheld here may be the value of another figure that is not
    secret = distinctive(whole, given.withheld, labels) - distinctive(whole, open_to_it, labels)
    assert len(secret) > 10
    assert [text for text in sorted(secret) if f" {text}" in told or f'"{text}' in told] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["P1", "P2"])
def test_the_public_is_told_of_posts_and_not_of_the_people_on_them(period: str, lang: Lang) -> None:
    parts = composed("progress_report", "public", period, lang)
    told = said(*parts.values())
    assert told.count({"cs": "4 ze 4 míst", "en": "4 of 4 posts"}[lang]) > 0
    secret = ("stále 3 ze 4", "still at work: 3", "POST1", "medián) je", "median tenure", "3 ze 4 ")
    assert [word for word in secret if word in told] == []
    page = front(parts)
    assert page.missing == ()
    assert {"cs": "veřejná verze", "en": "public version"}[lang] in page.banner


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_funder_is_told_how_many_of_how_many_and_nothing_of_one_person(lang: Lang) -> None:
    parts = composed("progress_report", "funder", "P5", lang)
    kept = sections(parts)["employment"].heading.replace(NBSP, " ")
    assert {"cs": "3 ze 4 původních asistentů", "en": "3 of 4 original assistants"}[lang] in kept
    told = said(sections(parts)["employment"], front(parts))
    assert [word for word in ("medián", "median", "POST1") if word in told] == []
    assert "reconciliation" not in sections(parts)


# --- which parts there are -------------------------------------------------------------------------


@pytest.mark.parametrize("audience", get_args(Audience))
def test_parts_made_of_records_go_only_to_whom_they_are_for(audience: Audience) -> None:
    given = sections(composed("progress_report", audience, "P2"))
    assert NOT_GIVEN[audience].isdisjoint(given)
    assert ("left_out" in given) == (audience != "internal")
    # what every audience is promised
    assert {"coverage", "encounters", "monitoring", "perception", "budget", "employment"} <= given.keys()


@pytest.mark.parametrize("notebook", DOCUMENTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_heading_says_only_that_it_says_nothing(notebook: str, lang: Lang) -> None:
    for part in sections(composed(notebook, "public", lang=lang)).values():
        assert not part.heading.endswith({"cs": ": neuvádí se", "en": ": not shown"}[lang]), part.id
        assert all(not block.title.endswith(("neuvádí se", "not shown")) for block in part.blocks)
        assert "()" not in "".join(part.paragraphs)


def test_a_withheld_answer_is_no_reply() -> None:
    page = front(composed("final_evaluation", "public"))
    assert "training" not in {reply.section for reply in page.replies}
    assert "posts" in {reply.section for reply in page.replies}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_left_out_is_named_by_reason_and_only_where_it_would_have_been_told(lang: Lang) -> None:
    told = sections(composed("initial_analysis", "public", lang=lang))["left_out"]
    words = " ".join(told.paragraphs)
    assert {"cs": "Pocit bezpečí ve dne", "en": "Feeling safe by day"}[lang] in words
    assert {"cs": "Udržení", "en": "Retention"}[lang] not in words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_a_sentence(reason: str, lang: Lang) -> None:
    row = dict.fromkeys(WITHHELD) | {"indicator": "retention", "reason": reason}
    finding = left_out(pl.DataFrame([row], schema=WITHHELD), lang)
    assert len(finding.paragraphs) == 2
    assert {"cs": "Udržení původních asistentů", "en": "Retention of the original assistants"}[lang] in (
        finding.paragraphs[1]
    )


def test_nothing_left_out_is_said_too() -> None:
    finding = left_out(pl.DataFrame(schema=WITHHELD), "cs")
    assert finding.paragraphs == ()
    assert "nebylo třeba vynechat" in finding.heading


@pytest.mark.parametrize("notebook", DOCUMENTS)
@pytest.mark.parametrize("audience", ["public", "cross_town"])
def test_no_table_counts_the_records_of_the_few_who_are_employed(notebook: str, audience: Audience) -> None:
    # by how many contracts or absences there are a reader counts people
    of_staff = {
        TABLES[name].label("cs") for name in ("persons", "contracts", "absences", "hours_monthly", "participants")
    }
    tables = [table for part in sections(composed(notebook, audience)).values() for table in part.tables]
    assert [table.caption for table in tables if of_staff & {cell for row in table.rows for cell in row}] == []


def test_what_changed_in_earlier_reports_tells_the_funder_nothing_that_is_judged_by_its_size() -> None:
    known = {"period": "P1", "scope": "period", "then": 2.0, "now": 3.0}
    changes = pl.DataFrame([
        {"indicator": "victim_support", "measure": "contacts", **known},
        {"indicator": "person_hours", "measure": "person_hours", **known},
        {"indicator": "retention", "measure": "still_employed", **known},
        {"indicator": "spending", "measure": "spent", **known},
    ])  # fmt: skip
    kept = dict.fromkeys(WITHHELD) | {"indicator": "spending", "measure": "spent", "reason": "few"}
    withheld = pl.DataFrame([kept], schema=WITHHELD)
    told = still_seen(changes, withheld, "funder")["indicator"].to_list()
    assert told == ["person_hours", "retention"]
    assert still_seen(changes, withheld.clear(), "public")["indicator"].to_list() == ["spending"]
    assert still_seen(changes, withheld.clear(), "internal").equals(changes)
