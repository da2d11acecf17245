"""Patrol coverage (KA01, KA02): presence in the field, against the plan, how regular, and in balance."""

from apk_lib.indicators.patrol import adherence, balance, encounters, presence, regularity

__all__ = ["adherence", "balance", "encounters", "presence", "regularity"]
