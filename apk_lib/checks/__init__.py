"""Rules that only several rows or several tables together can break, and the waivers of their warnings.

`across(tables, project)` tells all of it as findings, `broken(table, rows, known)` the rows that no figure may
count, `waive(found, waivers, project, on)` marks what was accepted. The checks themselves are small functions named
after their rules; importing this package declares them (see `core`).
"""

from apk_lib.checks import answers, devices, employed, papers, people, service, sheet, survey, visits
from apk_lib.checks.core import CHECKS, Check, across, broken, check
from apk_lib.checks.waivers import WORDING, judged_on, waive

__all__ = [
    "CHECKS",
    "WORDING",
    "Check",
    "across",
    "answers",
    "broken",
    "check",
    "devices",
    "employed",
    "judged_on",
    "papers",
    "people",
    "service",
    "sheet",
    "survey",
    "visits",
    "waive",
]
