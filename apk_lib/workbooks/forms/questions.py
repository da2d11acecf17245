"""What the telephone form asks: one question for each column of a shift, its visits and its events.

Everything comes from the schemas: which columns there are, what may be chosen, what is required and what
may not be. A question is named `table__column`, so that an export says of itself where a value belongs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import dataframely as dy
import polars as pl

from apk_lib.project import Project
from apk_lib.rules import RULES
from apk_lib.tables import TABLES, meaning
from apk_lib.tables.columns import Kind
from apk_lib.tables.headings import DAY, FORM_HELPERS, Heading, headings
from apk_lib.text import LANGUAGES, Lang, Text, sentence
from apk_lib.workbooks.forms.paper import WORDS, patrolled, pseudonyms

TOP = "shifts"
REPEATS = ("visits", "events")
SEPARATOR = "__"
VISIT_NUMBER = "visit_number"
HELPERS = (*(f"any_{table}" for table in REPEATS), VISIT_NUMBER)

LANGUAGE_NAMES: dict[Lang, str] = {"cs": "Čeština (cs)", "en": "English (en)"}
_NOT_ASKED = {DAY, "recorded_at", "withdrawn"}
_YES_NO = "yes_no"
_YES_NO_LABELS = {"yes": Text(cs="ano", en="yes"), "no": Text(cs="ne", en="no")}
_TYPES: dict[Kind, str] = {
    "identifier": "text", "code": "select_one", "codes": "select_multiple", "words": "text", "day": "date",
    "instant": "dateTime", "hours": "decimal", "money": "decimal", "whole": "integer", "decimal": "decimal",
    "yes_no": "select_one",
}  # fmt: skip
_NO_SPACE = Text(cs="Označení pište bez mezer.", en="Write the id without spaces.")
_NO_SUCH_VISIT = Text(cs="Tolik návštěv ve formuláři není.", en="The form has fewer visits.")
_AT_LEAST = Text(cs="Nejméně {limit}.", en="At least {limit}.")
_AT_MOST = Text(cs="Nejvýše {limit}.", en="At most {limit}.")
_CHECK = Text(cs="Opravte: {said}.", en="Correct: {said}.")
_OR = Text(cs=", nebo ", en=", or ")
_HINTS: dict[tuple[str, str], Text] = {
    ("shifts", "start"): Text(cs="Kdy směna začala.", en="When the shift began."),
    ("shifts", "end"): Text(cs="Kdy směna skončila.", en="When the shift ended."),
    ("shifts", "shift"): Text(
        cs="Připravené označení změňte, jen má-li směna jiné v rozpisu.",
        en="Change the prepared id only where the roster gives the shift another.",
    ),
    ("shifts", "crew"): Text(cs="Všichni, kdo ve směně sloužili.", en="Everybody who served on the shift."),
    ("visits", "locality"): Text(
        cs="Službu mimo lokality nechte bez odpovědi.", en="Leave service outside every locality unanswered."
    ),
    ("visits", "end"): Text(
        cs="Nevíte-li, kdy jste odešli, nechte bez odpovědi.", en="If you do not know when you left, leave it empty."
    ),
    ("events", "visit"): Text(
        cs="Kolikátá návštěva tohoto formuláře to byla; jinak nechte prázdné.",
        en="Which visit of this form it was, counted from the first; otherwise leave it empty.",
    ),
    ("events", "hidden_crime"): Text(
        cs="Jen při kontaktu s obětí. " + WORDS["privacy_short"].cs,
        en="Only in contact with a victim. " + WORDS["privacy_short"].en,
    ),
    ("events", "found"): Text(cs="Jen když se něco našlo.", en="Only where something was found."),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the sheet `survey`; what is empty is left out."""

    type: str
    name: str
    label: Text | None = None
    hint: Text | None = None
    required: bool = False
    relevant: str = ""
    constraints: tuple[tuple[str, Text], ...] = ()
    calculation: str = ""
    default: str = ""

    def cells(self) -> dict[str, str]:
        """The line by column of the sheet."""
        line = {
            "type": self.type,
            "name": self.name,
            "required": "yes" if self.required else "",
            "relevant": self.relevant,
            "constraint": " and ".join(expression for expression, _ in self.constraints),
            "calculation": self.calculation,
            "default": self.default,
        }
        for column, text in (("label", self.label), ("hint", self.hint), ("constraint_message", self._message())):
            line |= {f"{column}::{LANGUAGE_NAMES[lang]}": plain(text(lang)) if text else "" for lang in LANGUAGES}
        return line

    def _message(self) -> Text | None:
        said = [text for _, text in self.constraints]
        return Text(cs=_joined(said, "cs"), en=_joined(said, "en")) if said else None


def choice_name(id: str) -> str:
    """The id as a name of a choice: values of one answer are separated by spaces and paths by slashes.

    Letters (accented ones too), digits, dots and dashes stay; anything else is percent-encoded, and so is
    the second of two underscores, which would look like a table and its column. `choice_id` reads it back.
    """
    return re.sub(r"[^\w.-]|(?<=_)_", lambda found: _encoded(found[0]), id)


def choice_id(name: str) -> str:
    """The id that `choice_name` made into this name."""
    return unquote(name)


def _encoded(letter: str) -> str:
    return "%5F" if letter == "_" else quote(letter, safe="")


def choices_of(project: Project, persons: pl.DataFrame) -> dict[str, dict[str, Text]]:
    """Every list the questions may choose from; an empty one is left out, because no form may hold it."""
    places = patrolled(project).select("locality", "name_cs", "name_en").iter_rows()
    lists = {
        "localities": {choice_name(id): Text(cs=cs, en=en) for id, cs, en in places},
        "persons": {choice_name(id): Text(cs=id, en=id) for id in pseudonyms(persons)},
        _YES_NO: _YES_NO_LABELS,
    }
    for table in (TOP, *REPEATS):
        for heading in headings(table):
            if heading.meaning.codes:
                lists[name_of(table, heading.column)] = dict(heading.meaning.codes)
    return {name: choices for name, choices in lists.items() if choices}


def asked(choices: Mapping[str, Any]) -> list[Question]:
    """All that the form asks: the shift, its visits, its events, and last when the shift ended."""
    top = [question for heading in headings(TOP) for question in questions(TOP, heading, choices)]
    # the end is known last, and a telephone lets nobody past a required question
    last = [question for question in top if question.name == name_of(TOP, "end")]
    first = [question for question in top if question not in last]
    return [*first, *(question for table in REPEATS for question in _repeat(table, choices)), *last]


def _repeat(table: str, choices: Mapping[str, Any]) -> list[Question]:
    """A repeat behind a question whether there was anything: every client opens the first round by itself."""
    gate = f"any_{table}"
    default = "yes" if table == REPEATS[0] else ""
    inside = [question for heading in headings(table) for question in questions(table, heading, choices)]
    return [
        Question(f"select_one {_YES_NO}", gate, FORM_HELPERS[gate], required=True, default=default),
        Question("begin_repeat", table, TABLES[table].label, relevant=f"${{{gate}}} = 'yes'"),
        *inside,
        Question("end_repeat", ""),
    ]


def questions(table: str, heading: Heading, choices: Mapping[str, Any]) -> list[Question]:
    """What the form asks, or computes, to fill one column of a table.

    Args:
        table: the table.
        heading: one of its headings.
        choices: the lists there are; a reference to an empty one is not asked, except who served.
    """
    column, key = heading.column, TABLES[table].key
    name = name_of(table, column)
    if column in _NOT_ASKED:
        return []
    if table in REPEATS and [column] == key:
        return [Question("calculate", name, calculation=_position(table, "position(..)"))]
    if table in REPEATS and heading.meaning.references == TOP:
        return [Question("calculate", name, calculation=value_of(TOP, TABLES[TOP].key[0]))]
    if heading.meaning.references == REPEATS[0]:
        return _visit_of(table, heading)
    kind = _type(table, heading, choices)
    if kind is None:
        return []
    first = table == TOP and [column] == key
    return [
        Question(
            kind,
            name,
            Text(cs=sentence(heading.label.cs), en=sentence(heading.label.en)),
            _HINTS.get((table, column)),
            required=heading.required or heading.several,
            relevant=_relevant(table, column),
            constraints=(*_constraints(table, heading), *([("not(contains(., ' '))", _NO_SPACE)] if first else [])),
            # two crews open the form in different seconds
            default="concat('S', format-date-time(now(), '%Y%m%d-%H%M%S'))" if first else "",
        )
    ]


def _type(table: str, heading: Heading, choices: Mapping[str, Any]) -> str | None:
    """The type of a question in words of an XLSForm; `None` where there is nothing to choose from."""
    listed = heading.meaning.references
    if heading.kind == "identifier" and listed:
        if listed in choices:
            return f"{'select_multiple' if heading.several else 'select_one'} {listed}"
        # without a list of people, pseudonyms are typed: separated by spaces as a choice of several is
        return "text" if heading.several else None
    kind = _TYPES[heading.kind]
    lists = {"select_one": _YES_NO if heading.kind == "yes_no" else name_of(table, heading.column),
             "select_multiple": name_of(table, heading.column)}  # fmt: skip
    return f"{kind} {lists[kind]}" if kind in lists else kind


def _visit_of(table: str, heading: Heading) -> list[Question]:
    """The visit an event belongs to: a crew knows its number in the form, the key is made from it."""
    limit = f". >= 1 and . <= count(${{{REPEATS[0]}}})"
    key = _position(REPEATS[0], f"${{{VISIT_NUMBER}}}")
    return [
        Question("integer", VISIT_NUMBER, FORM_HELPERS[VISIT_NUMBER], _HINTS.get((table, heading.column)),
                 constraints=((limit, _NO_SUCH_VISIT),)),
        Question("calculate", name_of(table, heading.column), calculation=f"if(${{{VISIT_NUMBER}}} = '', '', {key})"),
    ]  # fmt: skip


def _constraints(table: str, heading: Heading) -> list[tuple[str, Text]]:
    column = heading.within(table)
    checks = [] if column is None else _limits(column)
    rules = TABLES[table].schema
    if heading.column == "end" and hasattr(rules, "ends_after_start"):
        checks.append((f". > {value_of(table, 'start')}", RULES["ends_after_start"].says))
    if table == "visits" and heading.kind == "instant":
        start, end = value_of(TOP, "start"), value_of(TOP, "end")
        # while the shift lasts its end is not written yet
        checks.append((f". >= {start} and ({end} = '' or . <= {end})", RULES["inside_shift"].says))
    return checks


def _limits(column: dy.Column) -> list[tuple[str, Text]]:
    """The least and the greatest value, as a person writes them."""
    scale = meaning(column).scale or 1
    checks = []
    for attribute, sign, said in (("min", ">=", _AT_LEAST), ("max", "<=", _AT_MOST)):
        limit = getattr(column, attribute, None)
        if limit is not None:
            shown = f"{limit / scale:g}"
            checks.append((f". {sign} {shown}", Text(cs=said.fill("cs", limit=shown), en=said.fill("en", limit=shown))))
    return checks


def _relevant(table: str, column: str) -> str:
    """Help is offered to a victim: without hidden crime there is nobody to refer."""
    return f"{value_of(table, 'hidden_crime')} != ''" if column == "referral" else ""


def name_of(table: str, column: str) -> str:
    """The name of the question for a column."""
    return f"{table}{SEPARATOR}{column}"


def value_of(table: str, column: str) -> str:
    """The answer to the question for a column, in an expression."""
    return f"${{{name_of(table, column)}}}"


def _position(table: str, number: str) -> str:
    """The key of a row of a repeat: the shift, a letter, and its place in the form."""
    return f"concat({value_of(TOP, TABLES[TOP].key[0])}, '-{table[0].upper()}', {number})"


def _joined(said: Sequence[Text], lang: Lang) -> str:
    sentences = [text(lang) for text in said]
    if len(sentences) == 1 and sentences[0].endswith("."):
        return sentences[0]
    return _CHECK.fill(lang, said=_OR(lang).join(text.rstrip(".") for text in sentences))


def plain(label: str) -> str:
    """The label with nothing a form would take for a reference to a question."""
    return label.replace("${", "$ {")
