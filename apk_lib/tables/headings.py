"""How a table looks in a workbook: the headings of its sheet, shared by templates, forms and the reader.

A sheet is friendlier than a schema: a moment is written as a day and a time, and a shift names its
crew in one cell. `headings` says what stands there and to which column of the schema it leads.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import dataframely as dy

from apk_lib.tables import TABLES, Table, meaning
from apk_lib.tables.codes import CONTACT_KINDS
from apk_lib.tables.columns import Kind, Meaning
from apk_lib.text import Text

DAY = "day"
EXAMPLE = Text(cs="příklad", en="example")
CHECK = Text(cs="Kontrola", en="Check")
INSTRUCTIONS = Text(cs="Pokyny", en="Instructions")
LISTS = Text(cs="Seznamy", en="Lists")
ERRORS = Text(cs="Chyby", en="Errors")
PROJECT_BOOK = Text(cs="projekt.xlsx", en="project.xlsx")
PROJECT_SHEET = Text(cs="Projekt", en="Project")
# what a form asks for its own sake
FORM_HELPERS = {
    "any_visits": Text(cs="Byli jste v některé lokalitě nebo v terénu?", en="Were you in a locality or in the field?"),
    "any_events": Text(cs="Stala se ve směně nějaká událost?", en="Did any event happen on the shift?"),
    "visit_number": Text(cs="Číslo návštěvy", en="Number of the visit"),
    "anonymous": Text(
        cs="Dotazník je anonymní: nezapisujte jména, adresy ani telefony. Odpovědět není povinné.",
        en="The questionnaire is anonymous: write down no names, addresses or telephones. Nobody has to answer.",
    ),
}
# a device writes these by the hundred thousand: they come as files of their own, no clerk types them
WITHOUT_SHEET = frozenset({"gps_fixes"})
OWN_SHEETS = (INSTRUCTIONS, LISTS, ERRORS)
REQUIRED_MARK = "*"
PROPERTY_SCHEMA = "apk_schema"
PROPERTY_PROJECT = "apk_project"
PROPERTY_SYNTHETIC = "apk_synthetic"
SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet; `column` is its id, in a file as good as its label.

    `required` cells may not be empty. With `fills` each value in a cell becomes a row of that table: several keys
    (a crew), or a value whose key the heading itself is (`row_key`: a kind of contacts, a question).
    """

    column: str
    label: Text
    kind: Kind
    required: bool
    meaning: Meaning
    fills: str | None = None
    row_key: str | None = None

    @property
    def several(self) -> bool:
        """Whether a cell holds several values."""
        return self.fills is not None and self.row_key is None

    def within(self, table: str) -> dy.Column | None:
        """The column of the schema in which its cells end, on a sheet of this table; a day is part of a moment."""
        column = FILLED[self.fills].value if self.fills else self.column
        return TABLES[self.fills or table].schema.columns().get(column)


@dataclass(frozen=True, slots=True)
class Filled:
    """A table that cells of another sheet fill: its column for the value of a cell, and for what the heading says.

    `heading` makes the id of the heading from the key it stands for.
    """

    value: str
    key: str = ""
    heading: str = "{}"


FILLED = {
    "shift_crew": Filled("person"),
    "contacts": Filled("count", "kind", "contacts_{}"),
    "survey_answers": Filled("answer", "item"),
}
_DAY_LABEL = Text(cs="den", en="day")
_CREW = Heading(
    column="crew",
    label=Text(cs="posádka", en="crew"),
    kind="identifier",
    required=False,
    meaning=Meaning(Text(cs="posádka", en="crew"), "identifier", references="persons", personal=True),
    fills="shift_crew",
)
_CONTACTS = Text(cs="kontakty: {kind}", en="contacts: {kind}")


def _contacts(kind: str) -> Heading:
    said = CONTACT_KINDS[kind]
    label = Text(cs=_CONTACTS.fill("cs", kind=said.cs), en=_CONTACTS.fill("en", kind=said.en))
    column = FILLED["contacts"].heading.format(kind)
    return Heading(column, label, "whole", False, Meaning(label, "whole"), fills="contacts", row_key=kind)


_FILLING = {"shifts": (_CREW,), "visits": tuple(map(_contacts, CONTACT_KINDS))}


@functools.cache
def headings(name: str) -> tuple[Heading, ...]:
    """The headings of a table's sheet, in order; what is seldom filled comes last."""
    table = TABLES[name]
    own = [_heading(table, column) for column in table.schema.columns() if column != "source_row"]
    seldom = {"checked_by_mentor", "recorded_at", "withdrawn"}
    content = [heading for heading in own if heading.column not in seldom]
    moments = [heading for heading in content if heading.kind == "instant"]
    if moments:
        day = Heading(DAY, _DAY_LABEL, "day", False, Meaning(_DAY_LABEL, "day"))
        content.insert(content.index(moments[0]), day)
    rest = [heading for heading in own if heading.column in seldom]
    return (*content, *_FILLING.get(name, ()), *rest)


def _heading(table: Table, column: str) -> Heading:
    declared = table.schema.columns()[column]
    said = meaning(declared)
    given = column not in ("recorded_at", "withdrawn")
    return Heading(column, said.label, said.kind, given and not declared.nullable, said)
