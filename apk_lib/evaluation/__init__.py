"""The evaluation: its questions answered from figures, each with the support it has and what is not known.

`QUESTIONS` are the nine, `answer` answers one of them; `AROUND` are the sections that stand around the answers.
"""

from apk_lib.evaluation.answers import Answer, Question, of_whole_project
from apk_lib.evaluation.around import AROUND, Around
from apk_lib.evaluation.baseline import about_assistants, of_battery, of_first_wave, safety_of_groups, worries
from apk_lib.evaluation.circumstances import last_entry
from apk_lib.evaluation.questions import QUESTIONS, answer
from apk_lib.evaluation.strength import DOUBTS, Strength, strength

__all__ = [
    "AROUND",
    "DOUBTS",
    "QUESTIONS",
    "Answer",
    "Around",
    "Question",
    "Strength",
    "about_assistants",
    "answer",
    "last_entry",
    "of_battery",
    "of_first_wave",
    "of_whole_project",
    "safety_of_groups",
    "strength",
    "worries",
]
