"""The sections around the answers, each with the figures it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apk_lib.dataset import Dataset
from apk_lib.evaluation.circumstances import limits, quality, rows_table
from apk_lib.evaluation.deviations import deviations, documents, lessons
from apk_lib.evaluation.strength import method, rules_table
from apk_lib.labels import Reading
from apk_lib.prose import Finding
from apk_lib.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Around:
    """A section that answers no question: the indicators it speaks of, its words, and a table of its own."""

    id: str
    indicators: tuple[str, ...]
    say: Callable[[Dataset, Reading], Finding]
    table: Callable[[Dataset, Reading], Sheet] | None = None


_ALL = (
    Around(
        "deviations",
        ("plan_adherence", "original_plan_adherence", "posts_filled", "initial_training", "spending",
         "funding_parts_sum"),
        deviations,
    ),
    Around(
        "lessons",
        ("posts_filled", "overlooked_localities", "last_visit", "plan_adherence", "hours_balance", "survey_response"),
        lessons,
    ),
    Around("limits", ("safe_by_day", "safe_after_dark", "survey_response"), limits),
    Around("quality", ("survey_response", "item_shares", "gps_tracking", "hours_balance"), quality, rows_table),
    Around("documents", ("documents",), documents),
    Around("method", (), method, rules_table),
)  # fmt: skip
AROUND: dict[str, Around] = {around.id: around for around in _ALL}
