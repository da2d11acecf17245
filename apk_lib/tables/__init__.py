"""The data model: every table the product knows, its schema, label and keys.

`TABLES` is the catalogue. A schema is a dataframely class whose columns carry their meaning
(`columns.Meaning`); a table's own key is its primary key without `recorded_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import dataframely as dy
import polars as pl

from apk_lib.tables import context, learning, money, offences, paperwork, people, records, sheet, survey
from apk_lib.tables.columns import Meaning, Recorded, meaning
from apk_lib.text import Text

__all__ = [
    "DERIVED_TABLES",
    "OUTLINE",
    "SHAPES",
    "SHAPES_LABEL",
    "SHEET_TABLES",
    "TABLES",
    "Meaning",
    "Table",
    "meaning",
]


@cache
def _empty(schema: type[dy.Schema]) -> pl.DataFrame:
    return pl.DataFrame(schema.create_empty())


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the data model."""

    name: str
    schema: type[dy.Schema]
    label: Text

    @property
    def empty(self) -> pl.DataFrame:
        """The table without a row."""
        return _empty(self.schema)

    @property
    def recorded(self) -> bool:
        """Whether its rows carry `recorded_at` and may be corrected or withdrawn."""
        return issubclass(self.schema, Recorded)

    @property
    def key(self) -> list[str]:
        """The columns that identify a thing, whatever the moment its row was recorded."""
        return [column for column in self.schema.primary_key() if column != "recorded_at"]

    @property
    def references(self) -> dict[str, str]:
        """Column → table whose key it holds."""
        meanings = {name: meaning(column) for name, column in self.schema.columns().items()}
        return {name: said.references for name, said in meanings.items() if said.references}

    @property
    def personal(self) -> list[str]:
        """Columns that say something about one person."""
        return [name for name, column in self.schema.columns().items() if meaning(column).personal]


_SHEET = (
    Table("periods", sheet.Periods, Text(cs="Sledovaná období", en="Reporting periods")),
    Table("goals", sheet.Goals, Text(cs="Cíle", en="Goals")),
    Table("key_activities", sheet.KeyActivities, Text(cs="Klíčové aktivity", en="Key activities")),
    Table("targets", sheet.Targets, Text(cs="Cílové hodnoty", en="Targets")),
    Table("funding_parts", sheet.FundingParts, Text(cs="Zdroje financování", en="Funding parts")),
    Table("budget_lines", sheet.BudgetLines, Text(cs="Položky rozpočtu", en="Budget lines")),
    Table("financial_plan", sheet.FinancialPlan, Text(cs="Finanční plán", en="Financial plan")),
    Table("plan_measures", sheet.PlanMeasures, Text(cs="Opatření plánů města", en="Measures of the town's plans")),
    Table("schools", sheet.Schools, Text(cs="Školy", en="Schools")),
    Table("localities", sheet.Localities, Text(cs="Lokality", en="Localities")),
    Table("bands", sheet.Bands, Text(cs="Časová pásma", en="Time bands")),
    Table("programme_rules", sheet.ProgrammeRules, Text(cs="Pravidla programu", en="Programme rules")),
)

# in the order of their references: a table comes after the tables its columns point to
_FILES = (
    Table("posts", people.Posts, Text(cs="Místa", en="Posts")),
    Table("persons", people.Persons, Text(cs="Osoby", en="Persons")),
    Table("contracts", people.Contracts, Text(cs="Smlouvy", en="Contracts")),
    Table("participants", people.Participants, Text(cs="Účastníci", en="Participants")),
    Table("shifts", records.Shifts, Text(cs="Směny", en="Shifts")),
    Table("shift_crew", records.ShiftCrew, Text(cs="Posádky směn", en="Shift crews")),
    Table("visits", records.Visits, Text(cs="Návštěvy lokalit", en="Visits")),
    Table("visit_crew", records.VisitCrew, Text(cs="Posádky návštěv", en="Visit crews")),
    Table("contacts", records.Contacts, Text(cs="Kontakty", en="Contacts")),
    Table("gps_fixes", records.GpsFixes, Text(cs="Polohy GPS", en="GPS fixes")),
    Table("patrol_plan", records.PatrolPlan, Text(cs="Plán služeb", en="Patrol plan")),
    Table("events", records.Events, Text(cs="Události", en="Events")),
    Table("locality_checks", records.LocalityChecks, Text(cs="Stav lokalit", en="Locality checks")),
    Table("trainings", learning.Trainings, Text(cs="Kurzy", en="Trainings")),
    Table("training_attendance", learning.TrainingAttendance, Text(cs="Účast na kurzech", en="Training attendance")),
    Table("supervisions", learning.Supervisions, Text(cs="Supervize", en="Supervisions")),
    Table("supervision_attendance", learning.SupervisionAttendance,
          Text(cs="Účast na supervizích", en="Supervision attendance")),
    Table("mentor_reviews", learning.MentorReviews, Text(cs="Hodnocení mentora", en="Mentor reviews")),
    Table("hours_monthly", paperwork.HoursMonthly, Text(cs="Měsíční výkazy", en="Monthly timesheets")),
    Table("absences", paperwork.Absences, Text(cs="Nepřítomnosti", en="Absences")),
    Table("expenses", money.Expenses, Text(cs="Výdaje", en="Expenses")),
    Table("payments", money.Payments, Text(cs="Platby", en="Payments")),
    Table("survey_waves", survey.SurveyWaves, Text(cs="Vlny šetření", en="Survey waves")),
    Table("survey_dispositions", survey.SurveyDispositions, Text(cs="Oslovení", en="Dispositions")),
    Table("survey_items", survey.SurveyItems, Text(cs="Otázky", en="Survey items")),
    Table("survey_wordings", survey.SurveyWordings, Text(cs="Odlišná znění", en="Survey wordings")),
    Table("survey_respondents", survey.SurveyRespondents, Text(cs="Respondenti", en="Respondents")),
    Table("survey_answers", survey.SurveyAnswers, Text(cs="Odpovědi", en="Answers")),
    Table("official_offences", offences.OfficialOffences, Text(cs="Přestupky a trestné činy", en="Official offences")),
    Table("complaints", offences.Complaints, Text(cs="Stížnosti", en="Complaints")),
    Table("outputs", paperwork.Outputs, Text(cs="Výstupy", en="Outputs")),
    Table("publicity", paperwork.Publicity, Text(cs="Publicita", en="Publicity")),
    Table("risks", paperwork.Risks, Text(cs="Problémy a řešení", en="Risks")),
    Table("waivers", paperwork.Waivers, Text(cs="Výjimky", en="Waivers")),
    Table("school_breaks", context.SchoolBreaks, Text(cs="Školní volno", en="School breaks")),
    Table("context_events", context.ContextEvents, Text(cs="Okolnosti", en="Context events")),
    Table("recorded_crime", context.RecordedCrime, Text(cs="Registrovaná kriminalita", en="Recorded crime")),
    Table("population_margins", context.PopulationMargins, Text(cs="Složení obyvatel", en="Population margins")),
    Table("published_surveys", context.PublishedSurveys, Text(cs="Zveřejněná šetření", en="Published surveys")),
)  # fmt: skip

SHEET_TABLES: dict[str, Table] = {table.name: table for table in _SHEET}
TABLES: dict[str, Table] = SHEET_TABLES | {table.name: table for table in _FILES}

# what GPS needs beside tables: the polygons of localities, a file of their own in the project folder
SHAPES = "locality_shapes"
SHAPES_LABEL = Text(cs="Polygony lokalit", en="Polygons of localities")
# what only a map needs: the outline of the town, a file beside them
OUTLINE = "town_outline"

# derived table -> the tables it is made from (`Dataset` derives them; `slots`, `calendars` and others define them)
_GPS = ("gps_fixes", SHAPES)
_STAYS = ("visits", "shift_crew", "visit_crew", "persons")
_PLAN = ("patrol_plan", "school_breaks", "context_events")
DERIVED_TABLES: dict[str, tuple[str, ...]] = {
    "school_days": ("schools", "school_breaks", "context_events"),
    "day_types": ("school_breaks", "context_events"),
    "slots": (),
    "effort": _STAYS,
    "service": ("shifts", "shift_crew", "persons"),
    "presence": _STAYS,
    "visit_starts": _STAYS,
    "open_visits": (*_STAYS, "shifts"),
    "plan_slots": _PLAN,
    "original_plan_slots": _PLAN,
    "gps_stays": _GPS,
    "gps_single": _GPS,
    "gps_compared": (*_GPS, *_STAYS),
    "gps_time": (*_GPS, "shifts", "shift_crew", "persons"),
    "gps_cells": _GPS,
    "supported": (
        "participants",
        "trainings",
        "training_attendance",
        "supervisions",
        "supervision_attendance",
        "hours_monthly",
        "shifts",
        "shift_crew",
        "persons",
    ),
    "survey_sample": ("survey_respondents", "survey_waves", "population_margins"),
    "offence_months": ("official_offences",),
    "complaint_months": ("complaints",),
    "row_accounts": tuple(table.name for table in _FILES),
}
