"""What an explained table consists of, who fills tables when, and what is said of columns of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from apk_lib.text import Lang, Text

Example = str | int | float | bool | date | time | Text | None
Occasion = Literal["project", "start", "shift", "week", "month", "course", "survey", "seldom"]
Author = Literal["coordinator", "personnel", "mentor", "surveyor"]

OCCASIONS: dict[Occasion, Text] = {
    "project": Text(cs="při založení projektu a při každé jeho změně",
                    en="when the project is set up and whenever it changes"),
    "start": Text(cs="na začátku a při každé změně", en="at the start and at every change"),
    "shift": Text(cs="po každé směně", en="after each shift"),
    "week": Text(cs="jednou za týden", en="once a week"),
    "month": Text(cs="jednou za měsíc", en="once a month"),
    "course": Text(cs="po každém kurzu", en="after each course"),
    "survey": Text(cs="při každé vlně šetření", en="with each wave of the survey"),
    "seldom": Text(cs="podle potřeby", en="when needed"),
}  # fmt: skip
AUTHORS: dict[Author, Text] = {
    "coordinator": Text(cs="koordinátor", en="the coordinator"),
    "personnel": Text(cs="personalista nebo koordinátor", en="the personnel office or the coordinator"),
    "mentor": Text(cs="mentor nebo koordinátor", en="the mentor or the coordinator"),
    "surveyor": Text(cs="zpracovatel šetření", en="whoever runs the survey"),
}
_FILLED = Text(cs="{what} Vyplňuje {author} {occasion}.", en="{what} Filled in by {author} {occasion}.")


@dataclass(frozen=True, slots=True)
class Explained:
    """One table in plain words.

    `examples` holds two values for each heading, written as a person thinks of them: hours, crowns, local
    times, ids of codes. `help` is for the columns whose label does not suffice.
    """

    what: Text
    author: Author
    occasion: Occasion
    examples: Mapping[str, tuple[Example, Example]]
    help: Mapping[str, Text] = field(default_factory=dict)

    def told(self, lang: Lang) -> str:
        """What a row is, who fills it and when."""
        author, occasion = AUTHORS[self.author](lang), OCCASIONS[self.occasion](lang)
        return _FILLED.fill(lang, what=self.what(lang), author=author, occasion=occasion)


APPROVED = Text(cs="den rozhodnutí o změně; do té doby neplatí", en="the day of the decision; not in force before it")
CONFIRMED = Text(cs="ano = říká to dokument projektu", en="yes = a document of the project says so")
FTE = Text(cs="1 = plný úvazek", en="1 = full time")
WORDING_EN = Text(cs="pro anglickou zprávu", en="for the report in English")
OWN_WORDS = Text(cs="co to je a odkud to víme", en="what it is and how we know")
SOURCE = Text(cs="dokument nebo webová stránka", en="a document or a web page")
HOW_MANY = Text(cs="s kolika lidmi posádka mluvila; prázdné = nepočítáno, zapsaný počet zruší 0",
                en="with how many people the crew spoke; empty = not counted, 0 cancels what was written")  # fmt: skip
OPEN = Text(cs="prázdné = platí dál", en="empty = still valid")
