"""Figures as pictures: one message a chart, drawn from `Results` and `Curves` alone.

Each function takes a `Reading` (figures with their labels) and returns an Altair chart, which a
notebook shows by itself; `to_svg` makes the picture of a report.
"""

from apk_lib.charts.answers import assistants_bars, benchmark_bars, likert_items, plan_curve, safety_map
from apk_lib.charts.breakdown import breakdown
from apk_lib.charts.context import crime_years
from apk_lib.charts.coverage import adherence_bars, week_heatmap
from apk_lib.charts.encounters import event_rates, tracked_bars
from apk_lib.charts.linked import hours_linked
from apk_lib.charts.money import line_bars, money_and_time, reconciliation_months, spending_course
from apk_lib.charts.monitoring import locality_states, state_trend
from apk_lib.charts.offences import offence_months, offence_ratios
from apk_lib.charts.people import post_months, retention_curve, training_months, victim_contacts
from apk_lib.charts.perception import answers_by_wave, change_dots, trend
from apk_lib.charts.places import locality_map
from apk_lib.charts.presence import activity_bars, outcome_bars, presence_calendar, stay_bars
from apk_lib.charts.regularity import gap_bars, lorenz_curve
from apk_lib.charts.style import to_svg

__all__ = [
    "activity_bars",
    "adherence_bars",
    "answers_by_wave",
    "assistants_bars",
    "benchmark_bars",
    "breakdown",
    "change_dots",
    "crime_years",
    "event_rates",
    "gap_bars",
    "hours_linked",
    "likert_items",
    "line_bars",
    "locality_map",
    "locality_states",
    "lorenz_curve",
    "money_and_time",
    "offence_months",
    "offence_ratios",
    "outcome_bars",
    "plan_curve",
    "post_months",
    "presence_calendar",
    "reconciliation_months",
    "retention_curve",
    "safety_map",
    "spending_course",
    "state_trend",
    "stay_bars",
    "to_svg",
    "tracked_bars",
    "training_months",
    "trend",
    "victim_contacts",
    "week_heatmap",
]
