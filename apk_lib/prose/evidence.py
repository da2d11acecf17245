"""On which records figures rest, and whose records these are."""

from __future__ import annotations

from collections.abc import Iterable

from apk_lib.indicators import CATALOGUE
from apk_lib.tables import DERIVED_TABLES, OUTLINE, SHAPES, SHAPES_LABEL, SHEET_TABLES, TABLES
from apk_lib.text import Lang, Text

# what a folder holds beside tables
BESIDE = {
    SHAPES: SHAPES_LABEL,
    OUTLINE: Text(cs="Obrys města", en="Outline of the town"),
    "narrative": Text(cs="Slova koordinátora", en="The coordinator's words"),
    "logo_strip": Text(cs="Pruh log", en="Logo strip"),
}
# whose records they are; the coordinator keeps everything else
_MENTOR = Text(cs="mentor", en="the mentor")
_SURVEYOR = Text(cs="zpracovatel šetření", en="whoever runs the survey")
_POLICE = Text(cs="městská policie", en="the municipal police force")
COORDINATOR = Text(cs="koordinátor", en="the coordinator")
_FIELD = ("shifts", "shift_crew", "visits", "visit_crew", "contacts", "gps_fixes", "events", "locality_checks",
          "mentor_reviews", "patrol_plan")  # fmt: skip
SUPPLIERS = (
    dict.fromkeys(_FIELD, _MENTOR)
    | dict.fromkeys(("survey_waves", "survey_respondents", "survey_answers"), _SURVEYOR)
    | dict.fromkeys(("official_offences", "complaints"), _POLICE)
)


def supplier(table: str) -> Text:
    """Who keeps the records of a table."""
    return SUPPLIERS.get(table, COORDINATOR)


def origins(names: Iterable[str]) -> list[str]:
    """The tables a town supplies from which these, also derived ones, are made; in the order of the catalogue."""
    found = {origin for name in names for origin in DERIVED_TABLES.get(name, (name,))} - set(SHEET_TABLES)
    return [name for name in (*TABLES, SHAPES) if name in found]


def called(table: str, lang: Lang) -> str:
    """What a reader calls a table."""
    return (BESIDE[table] if table in BESIDE else TABLES[table].label)(lang)


def evidence(indicators: Iterable[str], lang: Lang) -> str:
    """The tables on which the figures of some indicators rest."""
    tables = origins(name for id in indicators for name in CATALOGUE[id].needs)
    text = Text(cs="Opora v záznamech: {tables}.", en="Resting on the records: {tables}.")
    return text.fill(lang, tables=", ".join(called(name, lang) for name in tables)) if tables else ""
