"""What a sheet of respondents needs from beside it: which questions its columns ask, and what a respondent weighs.

A form asks nobody for a weight, and a town that has no questions of its own asks the core questionnaire. Both are
added here, and the import says so; where a weight would be a guess, the missing column stays an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from apk_lib.findings import findings
from apk_lib.intake.judging.together import Office
from apk_lib.intake.reading.answers import ANSWERS
from apk_lib.intake.reading.grids import Grid
from apk_lib.intake.reading.layout import Layout
from apk_lib.intake.reading.rows import SUBMITTED_AT, Reader, Reading
from apk_lib.intake.reading.words import tidy
from apk_lib.rules import RULES
from apk_lib.tables import TABLES
from apk_lib.tables.asked import COMPUTED, Asked, asked, questionnaire
from apk_lib.text import LANGUAGES, Text

RESPONDENTS = "survey_respondents"
_ITEMS = {name: kind.dtype for name, kind in TABLES["survey_items"].schema.columns().items()
          if name not in ("source_row", "recorded_at", "withdrawn")}  # fmt: skip
_OFFICE = (pl.col("rule") == "missing_column") & pl.col("column").is_in(COMPUTED)
_NO_MARGINS = Text(
    cs="sloupec „{column}“; chybí-li váha i obyvatelé, dopočítají se, jakmile list Složení obyvatel řekne, kolik lidí "
    "žije v každé části města",
    en="a column “{column}”; where weight and population are both missing they are computed once the sheet Population "
    "margins says how many people live in each part of the town",
)
_OWN_STRATA = Text(
    cs="sloupec „{column}“: výběr má vlastní vrstvy, z částí města jej dopočítat nejde",
    en="a column “{column}”: the sample has strata of its own, it cannot be computed from parts of the town",
)
_OTHERS = Text(
    cs="sloupec „{column}“, nebo export celé vlny: jiní její respondenti v tomto listu nejsou",
    en="a column “{column}”, or an export of the whole wave: other respondents of it are not in this sheet",
)


@dataclass
class Survey:
    """What is known of the survey before a sheet of respondents is read.

    `items` are the questions its columns may ask, `of_the_core` says that they are those of the core questionnaire
    which the town does not have in its table yet; `people` counts the inhabitants of zones, `there` holds the wave
    and number of respondents who are known already.
    """

    items: Mapping[str, Asked]
    of_the_core: bool
    people: Mapping[str, int]
    there: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, office: Office) -> Survey:
        """The survey as a project has it; without a project the core questionnaire."""
        own = asked(office.standing("survey_items").to_dicts())
        localities = TABLES["localities"].schema.create_empty()
        core = questionnaire(office.project.frames["localities"] if office.project else pl.DataFrame(localities))
        people = _people(office.rows("population_margins").to_dicts())
        there = set(office.standing(RESPONDENTS).select("wave", "respondent").iter_rows())
        return cls(own or core, not own, people, there)

    def told(self, items: Iterable[Mapping[str, Any]], margins: Iterable[Mapping[str, Any]]) -> Survey:
        """The same with what rows of the same files say of questions and of inhabitants."""
        own = asked(items)
        known = {} if self.of_the_core and own else dict(self.items)
        return replace(
            self,
            items=known | own,
            of_the_core=self.of_the_core and not own,
            people=dict(self.people) | _people(margins),
        )

    def read(
        self, reader: Reader, grid: Grid, layout: Layout, about: pl.DataFrame
    ) -> tuple[Reading | None, pl.DataFrame]:
        """The rows of a sheet of respondents with what comes from beside it, and what is said of its header.

        `about` is what was said of the header before: a weight that could be computed is missing no longer. Where the
        header stops the import for another reason there are no rows. Where weight and population are empty in every row
        they are as good as missing.
        """
        if stopped(about.filter(~_OFFICE)):
            return None, about
        reading = reader.read(grid, layout)
        where: dict[str, Any] = {"file": grid.file, "sheet": grid.sheet, "table": RESPONDENTS}
        missing = pl.concat([about.filter(_OFFICE), *_left_empty(reading, where)])
        if missing.height == len(COMPUTED):
            reading, about = self._weighted(reading, pl.concat([about.filter(~_OFFICE), missing]), where)
        if stopped(about):
            return None, about
        self.there |= set(_column(reading.rows, "wave", "respondent").iter_rows())
        if self.of_the_core and ANSWERS in reading.fills and len(reading.rows):
            reading, number = self._with_items(reading)
            about = pl.concat([about, findings("items_of_core", value=str(number), **where)])
        return reading, about

    def _with_items(self, reading: Reading) -> tuple[Reading, int]:
        """The questions of the columns as rows of their own table, known as long as the first respondent is."""
        columns = {heading.column for heading in reading.layout.columns.values() if heading.fills == ANSWERS}
        moments = [name for name in ("recorded_at", SUBMITTED_AT) if name in reading.rows.columns]
        in_time = reading.rows.sort(pl.coalesce(moments), "row", nulls_last=True) if moments else reading.rows
        rows = [self.items[id].row for id in self.items if id in columns]
        items = pl.DataFrame(rows, schema=_ITEMS).select(pl.lit(in_time["row"][0], pl.Int64).alias("row"), *_ITEMS)
        return replace(reading, fills={**reading.fills, "survey_items": items}), len(rows)

    def _weighted(
        self, reading: Reading, about: pl.DataFrame, where: Mapping[str, Any]
    ) -> tuple[Reading, pl.DataFrame]:
        """Weights from the inhabitants of zones: each respondent stands for as many of them as the others there."""
        rows = reading.rows
        if why := self._no_weight(rows):
            return reading, _explained(about, why)
        population = pl.col("zone").replace_strict(self.people, default=None, return_dtype=pl.Int64)
        # a row that stands twice is one respondent
        weight = population / pl.col("respondent").n_unique().over("wave", "zone")
        told = findings("weights_from_margins", **where)
        weighed = rows.with_columns(population=population, weight=weight)
        return replace(reading, rows=weighed), pl.concat([about.filter(~_OFFICE), told])

    def _no_weight(self, rows: pl.DataFrame) -> Text | None:
        """Why weights cannot be computed, if they cannot."""
        zones = set(_column(rows, "zone")["zone"].drop_nulls())
        if not self.people or not zones <= set(self.people):
            return _NO_MARGINS
        if _column(rows, "stratum")["stratum"].is_not_null().any():
            return _OWN_STRATA
        here = set(_column(rows, "wave", "respondent").iter_rows())
        waves = {wave for wave, _ in here}
        return _OTHERS if {known for known in self.there if known[0] in waves} - here else None


def stopped(about: pl.DataFrame) -> bool:
    """Whether what is said of a header keeps its sheet from being read."""
    return any(RULES[rule].stops for rule in about["rule"])


def _left_empty(reading: Reading, where: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    """What is said of columns of the office in which no row has anything; a row that is withdrawn needs nothing."""
    rows = pl.concat([reading.rows, reading.unread])
    standing = rows.filter(~pl.col("withdrawn").fill_null(False)) if "withdrawn" in rows.columns else rows
    cells = [reading.grid.rows[row - 1] for row in standing["row"]]
    for place, heading in reading.layout.columns.items():
        empty = all(place >= len(row) or not tidy(str(row[place] or "")) for row in cells)
        if heading.column in COMPUTED and cells and empty:
            header = reading.layout.header + 1
            yield findings("missing_column", expected=heading.label, column=heading.column, row=header, **where)


def _column(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Columns of a sheet; one that it does not have is empty."""
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None, pl.String)).alias(name) for name in names
    )


def _people(margins: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The inhabitants of zones, from rows of the margins of the population."""
    rows = (row for row in margins if row.get("variable") == "zone" and row.get("persons"))
    return {row["category"]: row["persons"] for row in rows}


def _explained(about: pl.DataFrame, why: Text) -> pl.DataFrame:
    """What is said of the header, with the way out where a column of the office is missing."""
    return about.with_columns(
        pl.when(_OFFICE)
        .then(pl.format(why(lang).replace("{column}", "{}"), pl.col(f"expected_{lang}")))
        .otherwise(pl.col(f"expected_{lang}"))
        .alias(f"expected_{lang}")
        for lang in LANGUAGES
    )
