"""Figures as pictures: one message a chart, drawn from `Results` and `Curves` alone.

Each function takes a `Reading` (figures with their labels) and returns an Altair chart, which a
notebook shows by itself; `to_svg` makes the picture of a report.
"""

from apk_lib.charts.coverage import adherence_bars, week_heatmap
from apk_lib.charts.outcome import answers_by_wave, change_dots, crime_years, money_and_time
from apk_lib.charts.people import post_months, retention_curve, training_months, victim_contacts
from apk_lib.charts.style import to_svg

__all__ = [
    "adherence_bars",
    "answers_by_wave",
    "change_dots",
    "crime_years",
    "money_and_time",
    "post_months",
    "retention_curve",
    "to_svg",
    "training_months",
    "victim_contacts",
    "week_heatmap",
]
