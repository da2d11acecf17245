"""Who may see what: one rule for each subject and audience.

Every indicator declares its subject: what, or whom, its figures speak of. Four assistants are four known people, so a
rule speaks of a whole subject first and of small numbers second. What no rule names nobody but the town sees.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal, get_args

from apk_lib.text import Text

Audience = Literal["internal", "funder", "public", "cross_town"]
Subject = Literal["project", "service", "tenure", "participants", "assistants", "survey", "occurrences", "victims"]

AUDIENCES: dict[Audience, Text] = {
    "internal": Text(cs="interní", en="internal"),
    "funder": Text(cs="pro poskytovatele dotace", en="for the funder"),
    "public": Text(cs="pro veřejnost", en="public"),
    "cross_town": Text(cs="pro srovnání měst", en="for the comparison of towns"),
}
SUBJECTS: dict[Subject, Text] = {
    "project": Text(cs="peníze, dokumenty a okolnosti projektu", en="money, documents and circumstances"),
    "service": Text(cs="obsazená místa, hodiny a pokrytí", en="posts filled, hours and coverage"),
    "tenure": Text(cs="kdo zůstal, jak dlouho a proč odešel", en="who stayed, how long, and why others left"),
    "participants": Text(cs="účastníci podle pravidel ESF", en="participants as the ESF counts them"),
    "assistants": Text(cs="údaje o jednotlivých asistentech", en="data on single assistants"),
    "survey": Text(cs="odpovědi v šetření", en="answers in the survey"),
    "occurrences": Text(cs="události, přestupky a stížnosti", en="events, offences and complaints"),
    "victims": Text(cs="oběti skryté kriminality", en="victims of hidden crime"),
}


class Rule(Enum):
    """What an audience may see of a subject; the limits themselves stand in the project sheet."""

    ALL = "all"
    TOTALS_BY_PLACE = "unless one person carries nearly all hours of a place"
    COUNTS = "numbers of people, nothing of one of them"
    CELLS = "counts and shares that rest on enough of them"
    TOTALS = "totals that rest on enough of them"
    NOTHING = "nothing"


_A, _P, _K, _C, _T, _N = Rule.ALL, Rule.TOTALS_BY_PLACE, Rule.COUNTS, Rule.CELLS, Rule.TOTALS, Rule.NOTHING
_ROWS: dict[Subject, tuple[Rule, Rule, Rule, Rule]] = {
    # subject      internal, funder, public, cross-town
    "project":      (_A, _A, _A, _A),
    "service":      (_A, _A, _P, _P),
    "tenure":       (_A, _K, _N, _N),
    "participants": (_A, _K, _N, _N),
    "assistants":   (_A, _N, _N, _N),
    "survey":       (_A, _A, _C, _C),
    "occurrences":  (_A, _A, _C, _C),
    "victims":      (_A, _T, _T, _N),
}  # fmt: skip
RULES: dict[Subject, dict[Audience, Rule]] = {
    subject: dict(zip(get_args(Audience), row, strict=True)) for subject, row in _ROWS.items()
}
