"""Figures as sentences, in Czech and English. Every number in them is a figure of `Results`."""

from apk_lib.prose.activities import activities, wider_plan
from apk_lib.prose.answers import answers, assistants_seen, places_safety
from apk_lib.prose.bridge import bridge
from apk_lib.prose.cards import GoalState, goal_state
from apk_lib.prose.context import context
from apk_lib.prose.core import Block, Finding, as_block, of, out_of
from apk_lib.prose.coverage import coverage
from apk_lib.prose.duties import due_by_programme, evidence_told, obligations, problems, publicity
from apk_lib.prose.encounters import encounters
from apk_lib.prose.esf import competence, participants
from apk_lib.prose.esf_table import contradictions, esf_indicators, reached, stated_before
from apk_lib.prose.field_work import field_work
from apk_lib.prose.learning import training
from apk_lib.prose.money import budget
from apk_lib.prose.monitoring import monitoring
from apk_lib.prose.offences import offences
from apk_lib.prose.papers import papers, reconciliation
from apk_lib.prose.people import employment, victims
from apk_lib.prose.perception import perception
from apk_lib.prose.presence import presence
from apk_lib.prose.regularity import regularity
from apk_lib.prose.survey_method import published, survey_plan, survey_quality
from apk_lib.prose.tracking import tracking
from apk_lib.prose.waves import verdict

__all__ = [
    "Block",
    "Finding",
    "GoalState",
    "activities",
    "answers",
    "as_block",
    "assistants_seen",
    "bridge",
    "budget",
    "competence",
    "context",
    "contradictions",
    "coverage",
    "due_by_programme",
    "employment",
    "encounters",
    "esf_indicators",
    "evidence_told",
    "field_work",
    "goal_state",
    "monitoring",
    "obligations",
    "of",
    "offences",
    "out_of",
    "papers",
    "participants",
    "perception",
    "places_safety",
    "presence",
    "problems",
    "publicity",
    "published",
    "reached",
    "reconciliation",
    "regularity",
    "stated_before",
    "survey_plan",
    "survey_quality",
    "tracking",
    "training",
    "verdict",
    "victims",
    "wider_plan",
]
