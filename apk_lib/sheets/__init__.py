"""Figures as tables: the same rows the charts and sentences are made of.

`all_figures`, `crossed` and `points` hold any reading, the others are of one theme in a shape of their own.
"""

from apk_lib.sheets.core import HEADS, Sheet, all_figures, crossed, points
from apk_lib.sheets.offences import before_after_table
from apk_lib.sheets.patrol import (
    activity_table,
    presence_week_table,
    school_table,
    tracking_table,
    week_hours_table,
    week_table,
)
from apk_lib.sheets.survey import change_table, items_table, places_table, plan_table, published_table

__all__ = [
    "HEADS",
    "Sheet",
    "activity_table",
    "all_figures",
    "before_after_table",
    "change_table",
    "crossed",
    "items_table",
    "places_table",
    "plan_table",
    "points",
    "presence_week_table",
    "published_table",
    "school_table",
    "tracking_table",
    "week_hours_table",
    "week_table",
]
