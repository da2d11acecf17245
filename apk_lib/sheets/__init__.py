"""Figures as tables: the same rows the charts and sentences are made of.

`all_figures`, `crossed` and `points` hold any reading, the others are of one theme in a shape of their own.
"""

from apk_lib.sheets.bridge import bridge_table
from apk_lib.sheets.core import HEADS, Sheet, all_figures, crossed, points
from apk_lib.sheets.duties import next_period_table, problems_table, promised_outputs, publicity_table
from apk_lib.sheets.esf import esf_meanings, esf_table
from apk_lib.sheets.evidence import evidence_table
from apk_lib.sheets.money import benchmark_table, budget_lines_table, funding_table, outputs_table
from apk_lib.sheets.monitoring import locality_weeks_table, monitoring_table, states_table
from apk_lib.sheets.offences import before_after_table
from apk_lib.sheets.patrol import (
    activity_table,
    hours_table,
    presence_week_table,
    school_table,
    tracking_table,
    week_hours_table,
    week_table,
)
from apk_lib.sheets.people import exits_table, participants_table, retention_table
from apk_lib.sheets.survey import change_table, items_table, places_table, plan_table, published_table

__all__ = [
    "HEADS",
    "Sheet",
    "activity_table",
    "all_figures",
    "before_after_table",
    "benchmark_table",
    "bridge_table",
    "budget_lines_table",
    "change_table",
    "crossed",
    "esf_meanings",
    "esf_table",
    "evidence_table",
    "exits_table",
    "funding_table",
    "hours_table",
    "items_table",
    "locality_weeks_table",
    "monitoring_table",
    "next_period_table",
    "outputs_table",
    "participants_table",
    "places_table",
    "plan_table",
    "points",
    "presence_week_table",
    "problems_table",
    "promised_outputs",
    "publicity_table",
    "published_table",
    "retention_table",
    "school_table",
    "states_table",
    "tracking_table",
    "week_hours_table",
    "week_table",
]
