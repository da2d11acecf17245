"""Figures as sentences, in Czech and English. Every number in them is a figure of `Results`."""

from apk_lib.prose.cards import GoalState, goal_state
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.prose.coverage import coverage
from apk_lib.prose.encounters import encounters
from apk_lib.prose.outcome import budget, context, perception, verdict
from apk_lib.prose.people import employment, training, victims
from apk_lib.prose.presence import presence
from apk_lib.prose.regularity import regularity
from apk_lib.prose.tracking import tracking

__all__ = [
    "Finding",
    "GoalState",
    "budget",
    "context",
    "coverage",
    "employment",
    "encounters",
    "goal_state",
    "of",
    "out_of",
    "perception",
    "presence",
    "regularity",
    "tracking",
    "training",
    "verdict",
    "victims",
]
