"""The shift sheet on paper: one A4 leaf with two sides, made from the same columns and codes as the form.

Codes are letters and localities are numbers, so that a clerk who copies the sheet cannot take one for
the other. The sheet has no room for free text: what has no column in the data is not collected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_uppercase

import polars as pl
from markupsafe import Markup

from apk_lib.pages import environment, font_faces, style
from apk_lib.project import Project
from apk_lib.tables import TABLES
from apk_lib.tables.codes import CONTACT_KINDS, NOT_PATROLLED
from apk_lib.tables.headings import Heading, headings
from apk_lib.text import Lang, Text, sentence, sort_key

WORDS: dict[str, Text] = {
    "title": Text(cs="Záznam směny", en="Shift sheet"),
    "sample": Text(cs="Ukázkový projekt", en="Sample project"),
    "front": Text(cs="přední strana", en="front side"),
    "back": Text(cs="zadní strana", en="back side"),
    "mentor": Text(cs="Zkontroloval mentor (datum, podpis)", en="Checked by the mentor (date, signature)"),
    "how": Text(
        cs="Časy pište po čtyřech číslicích (07:05). Sloužíte-li přes půlnoc, pište dál na tentýž list; "
        "den je ten, kdy směna začala.",
        en="Write times with four digits (07:05). On duty past midnight, go on writing on this sheet; "
        "the day is the one on which the shift began.",
    ),
    "number": Text(cs="č.", en="no."),
    "outside": Text(cs="Mimo lokality: políčko nechte prázdné.", en="Outside every locality: leave the box empty."),
    "too_many": Text(
        cs="Lokalit je {count}: zapište označení z rozpisu.",
        en="There are {count} localities: write the id from the roster.",
    ),
    "visit_number": Text(cs="č. z přední strany", en="no. from the front"),
    "tick": Text(cs="jen při kontaktu s obětí: zaškrtněte", en="only in contact with a victim: tick"),
    "if_found": Text(cs="našlo-li se něco", en="if found"),
    "contacts": Text(cs="S kolika lidmi jste mluvili", en="With how many people you spoke"),
    "privacy_short": Text(
        cs="Žádná jména, rodná čísla, adresy ani telefony.", en="No names, birth numbers, addresses or telephones."
    ),
    "privacy_title": Text(cs="Žádné osobní údaje", en="No personal data"),
    "privacy": Text(
        cs="Na list nepatří jména, rodná čísla, adresy ani telefony obětí, svědků, pachatelů ani posádky; posádka se "
        "zapisuje pseudonymem. Vyplněný list zůstává ve městě pod zámkem, ven jdou jen souhrnné počty.",
        en="No names, birth numbers, addresses or telephones of victims, witnesses, offenders or the crew belong on "
        "this sheet; the crew is written by pseudonym. The filled sheet stays in the town under lock, only totals "
        "leave it.",
    ),
    "crew_signature": Text(cs="Za posádku (datum, podpis)", en="For the crew (date, signature)"),
    "copied": Text(cs="Přepsáno do evidence (datum, podpis)", en="Copied into the records (date, signature)"),
}

VISIT_LINES = 16
EVENT_LINES = 8
FEWER_EVENT_LINES = 7
LETTERED = ("kind", "outcome", "found", "referral")
ROOMY = 12  # so many localities are listed at full size, on both sides
LISTED = 24  # so many are listed at all; the leaf holds no more
CREW_COLUMNS = {4: 8, 2: 20}  # columns of boxes -> the longest pseudonym that fits
CREW_ROWS = 4  # a larger crew is written by hand

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"


def paper_form(project: Project, persons: pl.DataFrame, lang: Lang) -> str:
    """The shift sheet of a project as one printable HTML file that asks for nothing from outside.

    Args:
        project: the project with its localities.
        persons: the table `persons`; its pseudonyms become boxes to tick.
        lang: the language of the sheet.
    """
    localities = patrolled(project)[f"name_{lang}"].to_list()
    crew = pseudonyms(persons)
    longest = max(map(len, crew), default=0)
    columns = next((columns for columns, letters in CREW_COLUMNS.items() if longest <= letters), 0)
    template = environment("apk_lib.workbooks.forms").get_template("paper.html.j2")
    return template.render(
        lang=lang,
        policy=_POLICY,
        style=Markup(font_faces() + style("apk_lib.workbooks.forms", "paper.css")),
        words={name: text(lang) for name, text in WORDS.items()},
        titles={name: TABLES[name].label(lang) for name in ("visits", "events")},
        project=project,
        shift=_columns("shifts", lang),
        visits=_columns("visits", lang),
        events=_columns("events", lang),
        crew=crew if len(crew) <= columns * CREW_ROWS else [],
        wide_crew=columns == min(CREW_COLUMNS),
        localities=list(enumerate(localities, start=1)) if len(localities) <= LISTED else [],
        locality_count=len(localities),
        dense=len(localities) > ROOMY,
        activities=_lettered(_codes("visits", "activity"), lang),
        contacts=_said(CONTACT_KINDS.values(), lang),
        hidden_crime=_said(_codes("events", "hidden_crime"), lang),
        # what one letter in a box of an event says; letters of one list stand in one box only
        legends=[(column, _lettered(_codes("events", column), lang)) for column in LETTERED],
        visit_lines=range(1, VISIT_LINES + 1),
        event_lines=range(1, (FEWER_EVENT_LINES if len(localities) > ROOMY else EVENT_LINES) + 1),
    )


def patrolled(project: Project) -> pl.DataFrame:
    """The localities that a crew may visit; those only compared with them are none of its business."""
    return project.frames["localities"].filter(~pl.col("kind").is_in(NOT_PATROLLED))


def pseudonyms(persons: pl.DataFrame) -> list[str]:
    """The people of the table, each once, in the order of a list: APK2 before APK10."""
    return sorted(set(persons["person"].drop_nulls()), key=_natural)


def _natural(name: str) -> list[tuple[tuple[str, str], int]]:
    return [(sort_key(word), int(figures or 0)) for word, figures in re.findall(r"([^0-9]*)([0-9]*)", name)]


def _heading(table: str, column: str) -> Heading:
    return next(heading for heading in headings(table) if heading.column == column)


def _columns(table: str, lang: Lang) -> dict[str, str]:
    return {heading.column: sentence(heading.label(lang)) for heading in headings(table)}


def _codes(table: str, column: str) -> Sequence[Text]:
    return list((_heading(table, column).meaning.codes or {}).values())


def _said(labels: Iterable[Text], lang: Lang) -> list[str]:
    return [label(lang) for label in labels]


def _lettered(labels: Sequence[Text], lang: Lang) -> list[tuple[str, str]]:
    return list(zip(ascii_uppercase, _said(labels, lang), strict=False))
