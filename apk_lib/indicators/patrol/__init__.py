"""Patrol coverage (KA01, KA02): presence in the field, against the plan, how regular, in balance, and beside GPS."""

from apk_lib.indicators.patrol import adherence, balance, encounters, field_work, hours, presence, regularity, tracking
from apk_lib.indicators.patrol.adherence import ADHERENCE

__all__ = [
    "ADHERENCE",
    "adherence",
    "balance",
    "encounters",
    "field_work",
    "hours",
    "presence",
    "regularity",
    "tracking",
]
