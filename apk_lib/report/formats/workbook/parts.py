"""What a report's workbook holds beside its figures: page one, contents, notes, the other tables, the passport."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from apk_lib.disclosure import AUDIENCES
from apk_lib.indicators import CATALOGUE
from apk_lib.report.formats.words import CONTENTS, PASSPORT
from apk_lib.report.formats.workbook import words
from apk_lib.report.formats.workbook.cells import Cell, Link, counted, read_back
from apk_lib.report.formats.workbook.grid import Grid
from apk_lib.report.formats.workbook.words import ABOUT, HEADS, SHORTHAND
from apk_lib.report.model import Foot, FrontPage, Section, Table
from apk_lib.sheets import HEADS as OF_SHEETS
from apk_lib.sheets.core import named
from apk_lib.text import Lang, sentence

_NUMBER_OF_ROWS = re.compile(r"\s*\(\d[^()]*\)$")


def summary(front: FrontPage) -> Grid:
    """Page one, as the council and the mayor read it: who, when, the goals or answers, findings, what is missing."""
    lang = front.lang
    report, nothing = words.REPORT(lang), ""
    told = [
        (report, words.PROJECT(lang), front.subtitle, nothing),
        (report, words.AUDIENCE(lang), AUDIENCES[front.audience](lang), nothing),
        *((report, fact.term, fact.text, nothing) for fact in front.facts),
        *((front.goals_title, card.goal, card.fact, card.detail) for card in front.cards),
        *((front.replies_title, one.question, one.answer, one.strength) for one in front.replies),
        *_numbered(front.findings_title, front.findings),
        *_numbered(front.missing_title, front.missing),
    ]
    heads = tuple(HEADS[id](lang) for id in ("part", "item", "said", "detail"))
    return Grid(words.SUMMARY(lang), words.WORDS(lang), front.title, front.kicker, heads, tuple(told), only=True)


def _numbered(title: str, said: Sequence[str]) -> Iterable[tuple[str, str, str, str]]:
    return ((title, f"{place}.", one, "") for place, one in enumerate(said, start=1))


def contents(grids: Sequence[Grid], names: Sequence[str], lang: Lang) -> Grid:
    """A row a sheet: the way to it, what it holds and how much."""
    rows = tuple(
        (Link(tab, tab), grid.title, grid.kind, grid.section, counted(len(grid.rows)))
        for tab, grid in zip(names, grids, strict=True)
    )
    heads = tuple(HEADS[id](lang) for id in ("sheet", "holds", "kind", "section", "rows"))
    return Grid(CONTENTS(lang), words.WORDS(lang), CONTENTS(lang), ABOUT["contents"](lang), heads, rows, only=True)


def notes(front: FrontPage) -> Grid:
    """What the shorthand means, how figures read, and who answers for them."""
    lang = front.lang
    who = words.CONTACT_SAYS.fill(lang, who=front.beneficiary, passport=PASSPORT(lang))
    rows = [
        *((SHORTHAND[state], means(lang)) for state, means in words.MEANINGS.items()),
        (words.FEWER_THAN_SUCH(lang), words.FEWER_MEANS(lang)),
        *((topic(lang), said(lang)) for topic, said in words.READING),
        (words.CONTACT(lang), who),
    ]
    heads = (HEADS["mark"](lang), HEADS["meaning"](lang))
    return Grid(
        words.NOTES(lang), words.WORDS(lang), words.NOTES(lang), ABOUT["notes"](lang), heads, tuple(rows), only=True
    )


def table_grids(section: Section, lang: Lang) -> Iterable[Grid]:
    """The tables of a section that repeat neither its figures, nor points of a curve, nor definitions."""
    for table in section.tables:
        if not any(table.defines) and not tells_figures(table, lang):
            yield _as_grid(table, section.kicker, section.heading, words.TABLE(lang), lang)


def tells_figures(table: Table, lang: Lang) -> bool:
    """Whether a table tells figures one by one, or points of a curve (`sheets.all_figures`, `crossed`, `points`)."""
    heads = [column.label for column in table.columns]
    of_figures = heads[:3] == [OF_SHEETS[id](lang) for id in ("figure", "where", "unit")]
    along = {sentence(curve.along(lang)) for indicator in CATALOGUE.values() for curve in indicator.curves}
    return of_figures or (heads[0] in along and all(column.align == "right" for column in table.columns))


def passport(foot: Foot, lang: Lang) -> Iterable[Grid]:
    """What the report was made from and how to verify it."""
    name, kind = PASSPORT(lang), PASSPORT(lang).lower()
    rows = tuple((counted(place), line) for place, line in enumerate(foot.lines, start=1))
    heads = (HEADS["line"](lang), HEADS["said"](lang))
    if rows:
        yield Grid(name, kind, name, ABOUT["passport"](lang), heads, rows, only=True)
    for table in foot.tables:
        yield _as_grid(table, name, "", kind, lang)


def _as_grid(table: Table, topic: str, section: str, kind: str, lang: Lang) -> Grid:
    """A written table; what stands in a column of numbers is a number where nothing is lost by it."""
    name = _NUMBER_OF_ROWS.sub("", table.summary)
    numeric = [column.align == "right" for column in table.columns]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        tuple(read_back(cell, lang) if of else cell for cell, of in zip(row, numeric, strict=True))
        for row in table.rows
    )
    heads = tuple(column.label for column in table.columns)
    title = named(topic, name) if topic else name
    return Grid(name, kind, title, table.caption, heads, rows, section)
