"""What a clerk reads above a table: what a row is, who fills it when, and two rows as an example.

The examples are one small invented story: the same shift, person and locality in every table.
"""

from __future__ import annotations

from datetime import datetime

from apk_lib.tables import TABLES
from apk_lib.tables.explained.context import CONTEXT
from apk_lib.tables.explained.core import Example, Explained
from apk_lib.tables.explained.learning import LEARNING
from apk_lib.tables.explained.money import MONEY
from apk_lib.tables.explained.offences import OUTCOME
from apk_lib.tables.explained.paperwork import PAPERWORK
from apk_lib.tables.explained.people import PEOPLE
from apk_lib.tables.explained.records import SERVICE
from apk_lib.tables.explained.sheet import SHEET
from apk_lib.tables.explained.survey import SURVEY
from apk_lib.tables.headings import headings
from apk_lib.text import Text

__all__ = ["EXPLAINED", "Example", "Explained", "example_rows", "help_for"]

# headings that every recorded table has
_SELDOM: dict[str, tuple[Example, Example]] = {
    "recorded_at": (None, datetime(2024, 3, 6, 9, 0)),
    "withdrawn": (None, False),
}
_SELDOM_HELP = {
    "recorded_at": Text(cs="doplní se při načtení; při opravě řádku smažte",
                        en="filled on import; clear it when you mend the row"),
    "withdrawn": Text(cs="ano = řádek se ruší, jinak prázdné", en="yes = the row is cancelled, otherwise empty"),
}  # fmt: skip

EXPLAINED: dict[str, Explained] = SHEET | PEOPLE | SERVICE | LEARNING | PAPERWORK | MONEY | SURVEY | OUTCOME | CONTEXT


def help_for(name: str, column: str) -> Text | None:
    """What a heading means beyond its label, where that needs saying."""
    return EXPLAINED[name].help.get(column) or (_SELDOM_HELP.get(column) if TABLES[name].recorded else None)


def example_rows(name: str) -> list[dict[str, Example]]:
    """The two example rows of a table, by heading."""
    values = dict(EXPLAINED[name].examples) | (_SELDOM if TABLES[name].recorded else {})
    return [{heading.column: values[heading.column][row] for heading in headings(name)} for row in (0, 1)]
