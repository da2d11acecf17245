"""What the questionnaire of the survey asks: who answers, without a name, and then every item of the town.

A question is named `table__column`, an item `survey_answers__item`, so that an export leads back to both tables.
Weights and the population are the office's matter: nobody is asked for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apk_lib.project import Project
from apk_lib.tables import TABLES
from apk_lib.tables.asked import Asked
from apk_lib.tables.headings import FORM_HELPERS, headings
from apk_lib.tables.scales import SCALES
from apk_lib.text import Text, sentence
from apk_lib.workbooks.forms.questions import Question, choice_name, name_of, value_of

RESPONDENTS, ANSWERS = "survey_respondents", "survey_answers"
NOTE = name_of(RESPONDENTS, "anonymous")
KEY = name_of(RESPONDENTS, TABLES[RESPONDENTS].key[0])
# asked of everybody first, in this order; what must be known comes from the schema
_ABOUT = ("wave", "zone", "locality", "sex", "age_group", "stratum", "psu", "panel")
_YES = "1"
_HINTS = {
    "zone": Text(cs="Kde dotázaný bydlí.", en="Where the respondent lives."),
    "stratum": Text(
        cs="Jen podle rozpisu výběru; jinak nechte bez odpovědi.",
        en="Only as the sampling plan says; otherwise leave it unanswered.",
    ),
    "psu": Text(
        cs="Číslo z rozpisu výběru, ne adresa; jinak nechte bez odpovědi.",
        en="The number in the sampling plan, not an address; otherwise leave it unanswered.",
    ),
    "panel": Text(
        cs="Číslo z minulé vlny, nikdy jméno; jinak nechte bez odpovědi.",
        en="The number from the last wave, never a name; otherwise leave it unanswered.",
    ),
}


def survey_choices(project: Project, waves: Iterable[str]) -> dict[str, dict[str, Text]]:
    """Every list the questionnaire may choose from; an empty one is left out, because no form may hold it."""
    places = project.frames["localities"].select("locality", "name_cs", "name_en", "kind").iter_rows()
    lists = {
        name_of(RESPONDENTS, "wave"): {choice_name(wave): Text(cs=wave, en=wave) for wave in sorted(set(waves))},
        name_of(RESPONDENTS, "locality"): {
            choice_name(id): Text(cs=cs, en=en) for id, cs, en, kind in places if kind == "risk"
        },
        **{
            name_of(RESPONDENTS, heading.column): dict(heading.meaning.codes)
            for heading in headings(RESPONDENTS)
            if heading.column in _ABOUT and heading.meaning.codes
        },
        **{_list_of(scale): {str(code): said for code, said in SCALES[scale].answers.items()} for scale in SCALES},
    }
    return {name: choices for name, choices in lists.items() if choices}


def survey_questions(items: Mapping[str, Asked], choices: Mapping[str, Any]) -> list[Question]:
    """All that the questionnaire asks: that it is anonymous, about whom it is, and the items in their order."""
    return [
        Question("note", NOTE, FORM_HELPERS["anonymous"]),
        # once: the number stays the same while the form is filled; no two interviewers get the same one
        Question("calculate", KEY, calculation="once(concat('R', substr(uuid(), 24)))"),
        *(question for column in _ABOUT for question in _about(column, choices)),
        *map(_item, items.values()),
    ]


def lists_of(questions: Iterable[Question]) -> set[str]:
    """The lists the questions choose from."""
    return {question.type.partition(" ")[2] for question in questions} - {""}


def _about(column: str, choices: Mapping[str, Any]) -> list[Question]:
    """A question about the respondent; of a locality nobody is asked where there is none to choose."""
    heading = next(heading for heading in headings(RESPONDENTS) if heading.column == column)
    name = name_of(RESPONDENTS, column)
    if column == "locality" and name not in choices:
        return []
    return [
        Question(
            f"select_one {name}" if name in choices else "text",
            name,
            Text(cs=sentence(heading.label.cs), en=sentence(heading.label.en)),
            _HINTS.get(column),
            required=heading.required,
            relevant=f"{value_of(RESPONDENTS, 'zone')} = 'risk_locality'" if column == "locality" else "",
        )
    ]


def _item(one: Asked) -> Question:
    return Question(
        f"select_one {_list_of(one.scale)}",
        name_of(ANSWERS, one.item),
        Text(cs=one.question_cs, en=one.question_en),
        required=True,
        relevant=f"{value_of(ANSWERS, one.asked_if)} = '{_YES}'" if one.asked_if else "",
    )


def _list_of(scale: str) -> str:
    return f"scale_{scale}"
