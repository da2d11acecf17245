"""Figures as sentences, in Czech and English. Every number in them is a figure of `Results`."""

from apk_lib.prose.answers import answers, assistants_seen, places_safety
from apk_lib.prose.cards import GoalState, goal_state
from apk_lib.prose.context import context
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.prose.coverage import coverage
from apk_lib.prose.encounters import encounters
from apk_lib.prose.money import budget
from apk_lib.prose.offences import offences
from apk_lib.prose.people import employment, training, victims
from apk_lib.prose.perception import perception
from apk_lib.prose.presence import presence
from apk_lib.prose.regularity import regularity
from apk_lib.prose.survey_method import published, survey_plan, survey_quality
from apk_lib.prose.tracking import tracking
from apk_lib.prose.waves import verdict

__all__ = [
    "Finding",
    "GoalState",
    "answers",
    "assistants_seen",
    "budget",
    "context",
    "coverage",
    "employment",
    "encounters",
    "goal_state",
    "of",
    "offences",
    "out_of",
    "perception",
    "places_safety",
    "presence",
    "published",
    "regularity",
    "survey_plan",
    "survey_quality",
    "tracking",
    "training",
    "verdict",
    "victims",
]
