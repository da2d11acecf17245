"""How figures read: names of categories, values with their units, in one language.

Charts, sentences and tables share one `Labels`, so a figure reads the same wherever it stands.
"""

from apk_lib.labels.figures import FEW_PERSONS, Figure, Reading
from apk_lib.labels.names import (
    ABSENT,
    DIGITS,
    NOUNS,
    POINT,
    ROW,
    WEEK,
    Labels,
    Shapes,
    decimals,
    hours_minutes,
)
from apk_lib.labels.survey import Published, SurveyNotes, Wording

__all__ = [
    "ABSENT",
    "DIGITS",
    "FEW_PERSONS",
    "NOUNS",
    "POINT",
    "ROW",
    "WEEK",
    "Figure",
    "Labels",
    "Published",
    "Reading",
    "Shapes",
    "SurveyNotes",
    "Wording",
    "decimals",
    "hours_minutes",
]
