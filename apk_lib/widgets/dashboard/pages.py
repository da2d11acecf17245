"""What stands on each page of the dashboard: sections of the report, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apk_lib import charts, prose, sheets
from apk_lib.evaluate import select
from apk_lib.labels import Reading
from apk_lib.prose import Finding
from apk_lib.report import ProgressReport
from apk_lib.report.model import Part
from apk_lib.sheets import Sheet
from apk_lib.text import Text

OVERVIEW, BOARD, DRILLDOWN = "overview", "board", "drilldown"


@dataclass(frozen=True, slots=True)
class Told:
    """One section of the report: the figures it reads, its words, charts and tables."""

    id: str
    indicators: tuple[str, ...]
    say: Callable[[Reading], Finding]
    draw: tuple[Callable[[Reading], Any], ...]
    tables: tuple[Callable[[Reading], Sheet], ...] = ()
    opened: tuple[Callable[[Reading], Sheet], ...] = ()
    also: tuple[Callable[[Reading], Finding | None], ...] = ()

    def part(self, report: ProgressReport) -> Part:
        """The section of an internal report, with its charts drawn.

        Raises:
            ValueError: the report is for an audience that does not see the section (a programmer's mistake).
        """
        reading = report.read(select(report.figures, *self.indicators))
        shown = report.section(
            self.id, reading, self.say, *self.draw, tables=self.tables, opened=self.opened, also=self.also
        )
        if shown is None:
            raise ValueError(f"{self.id} is not for {report.audience}")
        return shown.part


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name and the sections on it; the board and the drill-down are made elsewhere."""

    label: Text
    sections: tuple[Told, ...] = ()


_COVERAGE = Told(
    "coverage",
    ("plan_adherence", "presence_adherence", "visit_adherence", "unplanned_hours", "person_hours", "presence_hours",
     "visit_count", "hours_balance", "teaching_days"),
    prose.coverage,
    (charts.adherence_bars,),
)  # fmt: skip
_PERCEPTION = Told(
    "perception",
    ("safe_by_day", "safe_after_dark", "tested_changes", "tested_transfers", "survey_response"),
    prose.perception,
    (charts.answers_by_wave, charts.change_dots, charts.trend),
    tables=(sheets.change_table, sheets.crossed),
)
_EMPLOYMENT = Told(
    "employment",
    ("posts_filled", "person_months", "retention", "tenure", "retention_milestones", "turnover", "exits"),
    prose.employment,
    (charts.post_months, charts.retention_curve),
    tables=(sheets.retention_table, sheets.exits_table),
)
_TRAINING = Told(
    "training",
    ("initial_training", "training_hours", "trained_share", "training_per_person", "supervision", "weekly_reviews",
     "competence_growth"),
    prose.training,
    (charts.training_months,),
    also=(prose.competence,),
)  # fmt: skip
_BUDGET = Told(
    "budget",
    ("spending", "elapsed_time", "spending_plan", "budget_use", "ineligible_share", "unspent_forecast",
     "payments_received", "funding_split", "funding_shares", "funding_parts_sum", "hourly_cost", "contact_cost",
     "assistant_month_cost"),
    prose.budget,
    (charts.spending_course, charts.line_bars),
    opened=(sheets.budget_lines_table, sheets.funding_table),
    tables=(sheets.benchmark_table,),
)  # fmt: skip
_WAGES = Told("reconciliation", ("reconciliation",), prose.reconciliation, (charts.reconciliation_months,))

PAGES = {
    OVERVIEW: Page(Text(cs="Přehled", en="Overview"), (_COVERAGE,)),
    BOARD: Page(Text(cs="Hlídky – nástěnka", en="Patrols – board")),
    "perception": Page(Text(cs="Vnímání bezpečí", en="Perceived safety"), (_PERCEPTION,)),
    "employment": Page(Text(cs="Zaměstnání", en="Employment"), (_EMPLOYMENT, _TRAINING)),
    "money": Page(Text(cs="Peníze", en="Money"), (_BUDGET, _WAGES)),
    DRILLDOWN: Page(Text(cs="Od čísla k záznamům", en="From figure to records")),
}
