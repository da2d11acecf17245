"""What a town asks: its own table of items, or the core questionnaire with an item for each of its places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from apk_lib.tables.questionnaire import CORE, CORE_ITEMS, PLACE_QUESTION, SAFE_IN_PLACE, SAFETY_ITEMS, Item
from apk_lib.tables.scales import DEFAULT_SCALE
from apk_lib.text import Text

# kinds of localities whose safety is asked of; a crossing is looked after for its traffic
_PLACES = ("risk", "park", "cycle_path")
# of a respondent nobody asks these: where they are left empty they come from the inhabitants of the zones
COMPUTED = ("weight", "population")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a town, as a row of `survey_items`; `asked_if` names the item whose yes leads to it."""

    item: str
    question_cs: str
    question_en: str
    scale: str
    battery: str | None = None
    locality: str | None = None
    primary: bool | None = None
    asked_if: str | None = None

    @property
    def row(self) -> dict[str, Any]:
        """The question as a row of the table `survey_items`."""
        return {column: value for column, value in asdict(self).items() if column != "asked_if"}


def questionnaire(localities: pl.DataFrame) -> dict[str, Asked]:
    """The core questionnaire by item: after the two on safety one for each risk locality, park and cycle path."""
    rows = localities.filter(pl.col("kind").is_in(_PLACES)).select("locality", "name_cs", "name_en")
    core = {one.item: one for one in map(_of_core, CORE)}
    places = {one.item: one for one in (_of_place(*row) for row in rows.iter_rows())}
    return {id: core[id] for id in SAFETY_ITEMS} | places | core


def asked(rows: Iterable[Mapping[str, Any]]) -> dict[str, Asked]:
    """Questions by item from rows of `survey_items`, which may lack columns; what leads to a core one leads to it.

    They stand as the core questionnaire has them, however the rows are sorted: a town's own come last.
    """
    given = {row["item"]: row for row in sorted((row for row in rows if row.get("item")), key=_place)}
    return {
        id: Asked(
            id,
            row.get("question_cs") or "",
            row.get("question_en") or "",
            row.get("scale") or DEFAULT_SCALE,
            row.get("battery"),
            row.get("locality"),
            row.get("primary"),
            gate if id in CORE_ITEMS and (gate := CORE_ITEMS[id].asked_if) in given else None,
        )
        for id, row in given.items()
    }


def _place(row: Mapping[str, Any]) -> tuple[int, int]:
    """Where a question is asked: the two on safety, those of places, the rest of the core, those of the town."""
    if (id := row["item"]) in SAFETY_ITEMS:
        return 0, list(SAFETY_ITEMS).index(id)
    if row.get("locality") or id.startswith(SAFE_IN_PLACE.format("")):
        return 1, 0
    return (2, list(CORE_ITEMS).index(id)) if id in CORE_ITEMS else (3, 0)


def _of_core(item: Item) -> Asked:
    said = item.question
    return Asked(item.id, said.cs, said.en, item.scale, item.battery, None, item.primary or None, item.asked_if)


def _of_place(id: str, cs: str, en: str) -> Asked:
    said = Text(cs=PLACE_QUESTION.fill("cs", place=cs), en=PLACE_QUESTION.fill("en", place=en))
    # the id of a locality may hold what the id of an item may not
    item = SAFE_IN_PLACE.format(re.sub(r"[^\w.-]", "_", id))
    return Asked(item, said.cs, said.en, "place_safety", locality=id)
