"""A what-if for the mentor: which hours of the coming week would lift adherence to the plan most.

`ask(dataset)` finds what is promised in a week and what has been given, `usual_shifts` the shifts of the last
whole week that was served; `plan_next_week` is both in one step. It is arithmetic over the plan, not a
forecast, and none of it is a figure of `Results`: it must not stand in a report as something that happened.
"""

from apk_lib.next_week.arithmetic import LINES, Use, best_use
from apk_lib.next_week.asking import (
    Question,
    WeekAhead,
    added_shift,
    ask,
    monday,
    plan_next_week,
    served_weeks,
    usual_shifts,
    usual_week,
    weeks_ahead,
)
from apk_lib.next_week.known import adherence_so_far, kept_so_far, last_service, waiting

__all__ = [
    "LINES",
    "Question",
    "Use",
    "WeekAhead",
    "added_shift",
    "adherence_so_far",
    "ask",
    "best_use",
    "kept_so_far",
    "last_service",
    "monday",
    "plan_next_week",
    "served_weeks",
    "usual_shifts",
    "usual_week",
    "waiting",
    "weeks_ahead",
]
