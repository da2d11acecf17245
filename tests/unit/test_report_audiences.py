"""What each audience is given of a report: the notebooks' own cells, run here without a kernel."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest

import apk_lib
from apk_lib.charts import style
from apk_lib.disclosure import Audience
from apk_lib.evaluate import Figures
from apk_lib.labels import Figure, Labels
from apk_lib.protection import protect
from apk_lib.report import evaluations, progress
from apk_lib.report.audiences import NOT_GIVEN, REASONS, left_out
from apk_lib.report.model import FrontPage, Part, Section, to_json
from apk_lib.results import KEY, WITHHELD
from apk_lib.text import LANGUAGES, NBSP, Lang
from tests.remembered import figures_of, kromeriz

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ("progress_report", "final_evaluation", "initial_analysis")
NOT_INTERNAL = [audience for audience in get_args(Audience) if audience != "internal"]
Composed = Callable[..., list[Part]]


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> Composed:
    """The parts that a notebook shows on Kroměříž; charts are built and not drawn."""
    monkeypatch.setattr(progress, "picture", lambda draw, lang: (str(draw().to_dict(validate=False) and ""), ""))
    for home in (apk_lib, evaluations):
        monkeypatch.setattr(home, "evaluate", figures_of)
        monkeypatch.setattr(home, "open_dataset", lambda data, *, period, as_of="": kromeriz(period, as_of))

    def of(notebook: str, audience: Audience, period: str = "P5", lang: Lang = "cs") -> list[Part]:
        told = {"period": period if notebook == "progress_report" else "", "lang": lang, "audience": audience}
        names: dict[str, Any] = {}
        parts = []
        for cell in json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                shown = _run("".join(cell["source"]), names)
                names |= told if "parameters" in cell["metadata"].get("tags", []) else {}
                parts += [shown.part] if shown is not None else []
        return parts

    return of


def _run(source: str, names: dict[str, Any]) -> Any:
    *before, last = ast.parse(source).body
    shown = isinstance(last, ast.Expr)
    exec(compile(ast.Module([*before, *([] if shown else [last])], []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def said(parts: list[Part]) -> str:
    """All words of the parts, but for their passport."""
    return json.dumps([to_json(part) for part in parts[:-1]], ensure_ascii=False).replace(NBSP, " ")


def sections(parts: list[Part]) -> dict[str, Section]:
    return {part.id: part for part in parts if isinstance(part, Section)}


def front(parts: list[Part]) -> FrontPage:
    [page] = [part for part in parts if isinstance(part, FrontPage)]
    return page


def distinctive(figures: Figures, rows: pl.DataFrame, labels: Labels) -> set[str]:
    """How the values and intervals of some figures read, those with four digits and more."""
    keyed = figures.results.join(rows.select(KEY), on=KEY, how="semi", nulls_equal=True)
    shown = [Figure(row, labels) for row in keyed.iter_rows(named=True) if row["value"] is not None]
    read = {text for figure in shown for text in (figure.show(), figure.interval)}
    return {text.replace(NBSP, " ") for text in read if sum(one.isdigit() for one in text) > 3}


# --- nothing withheld is told ----------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("audience", NOT_INTERNAL)
def test_no_sentence_table_or_caption_tells_a_withheld_figure(
    composed: Composed, notebook: str, audience: Audience
) -> None:
    parts = composed(notebook, audience)
    dataset = kromeriz("P5")
    whole, labels = figures_of(dataset, "P5"), Labels.of(dataset, "cs")
    given = protect(whole, dataset, audience)
    open_to_it = given.results.filter(pl.col("value").is_not_null())
    told = said(parts)
    # a number that is withheld here may be the value of another figure that is not
    secret = distinctive(whole, given.withheld, labels) - distinctive(whole, open_to_it, labels)
    assert len(secret) > 20
    assert [text for text in sorted(secret) if f" {text}" in told or f'"{text}' in told] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["P1", "P2"])
def test_the_public_is_told_of_posts_and_not_of_the_people_on_them(composed: Composed, period: str, lang: Lang) -> None:
    parts = composed("progress_report", "public", period, lang)
    told = said(parts)
    assert {"cs": "4 ze 4 míst", "en": "4 of 4 posts"}[lang] in told
    for word in ("původních asistentů", "original assistants", "POST1", "medián) je", "median tenure", "3 ze 4 "):
        assert word not in told
    page = front(parts)
    assert page.missing == ()
    assert {"cs": "veřejná verze", "en": "public version"}[lang] in page.banner


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_funder_is_told_how_many_of_how_many_and_nothing_of_one_person(composed: Composed, lang: Lang) -> None:
    parts = composed("progress_report", "funder", "P5", lang)
    kept = sections(parts)["employment"].heading.replace(NBSP, " ")
    assert {"cs": "3 ze 4 původních asistentů", "en": "3 of 4 original assistants"}[lang] in kept
    told = said([sections(parts)["employment"], front(parts)])
    for word in ("medián", "median", "POST1"):
        assert word not in told
    assert "reconciliation" not in sections(parts)


# --- which parts there are -------------------------------------------------------------------------


@pytest.mark.parametrize("audience", get_args(Audience))
def test_parts_made_of_records_go_only_to_whom_they_are_for(composed: Composed, audience: Audience) -> None:
    given = sections(composed("progress_report", audience, "P2"))
    assert NOT_GIVEN[audience].isdisjoint(given)
    assert ("left_out" in given) == (audience != "internal")
    # what every audience is promised
    assert {"coverage", "encounters", "monitoring", "perception", "budget", "employment"} <= given.keys()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_heading_says_only_that_it_says_nothing(composed: Composed, notebook: str, lang: Lang) -> None:
    for part in sections(composed(notebook, "public", "P5", lang)).values():
        assert not part.heading.endswith({"cs": ": neuvádí se", "en": ": not shown"}[lang]), part.id
        assert all(not block.title.endswith(("neuvádí se", "not shown")) for block in part.blocks)
        assert "()" not in "".join(part.paragraphs)


def test_a_withheld_answer_is_no_reply(composed: Composed) -> None:
    page = front(composed("final_evaluation", "public"))
    assert "training" not in {reply.section for reply in page.replies}
    assert "posts" in {reply.section for reply in page.replies}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_left_out_is_named_by_reason_and_only_where_it_would_have_been_told(
    composed: Composed, lang: Lang
) -> None:
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


def test_the_charts_are_still_built(composed: Composed, monkeypatch: pytest.MonkeyPatch) -> None:
    # `composed` leaves out the drawing only
    assert progress.picture is not style.picture
    assert any(part.charts for part in sections(composed("progress_report", "public", "P2")).values())
