"""The tables of learning in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import Explained
from apk_lib.text import Text

_POINTS = Text(cs="body téhož testu před kurzem a po něm", en="points of the same test before the course and after")
_CONFIDENCE = Text(cs="jak si věří, táž stupnice před kurzem a po něm",
                   en="how sure they feel, on the same scale before and after")  # fmt: skip

LEARNING = {
    "trainings": Explained(
        Text(cs="Jeden řádek je jeden kurz, který se konal.", en="A row is one course that was held."),
        "coordinator", "course",
        {"training": ("K01", "K02"), "held_on": (date(2024, 2, 9), date(2024, 3, 14)), "kind": ("initial", "ongoing"),
         "topic": (Text(cs="Vstupní kurz asistentů", en="Initial course for assistants"),
                   Text(cs="První pomoc", en="First aid")), "form": ("in_person", "e_learning")},
        {"held_on": Text(cs="u delšího kurzu poslední den", en="the last day of a longer course")},
    ),
    "training_attendance": Explained(
        Text(cs="Jeden řádek je jeden účastník jednoho kurzu.", en="A row is one participant of one course."),
        "coordinator", "course",
        {"training": ("K01", "K02"), "person": ("APK1", "APK1"), "hours": (40.0, 6.5), "passed": (True, None),
         "certified": (True, False), "pre_score": (9.0, None), "post_score": (15.0, None), "pre_confidence": (2.0, 3.0),
         "post_confidence": (3.0, 4.0)},
        {"passed": Text(cs="prázdné = kurz je bez zkoušky", en="empty = the course has no test"),
         "certified": Text(cs="osvědčení dostal(a) do ruky", en="the certificate was handed over"),
         "pre_score": _POINTS, "post_score": _POINTS, "pre_confidence": _CONFIDENCE, "post_confidence": _CONFIDENCE},
    ),
    "supervisions": Explained(
        Text(cs="Jeden řádek je jedno setkání se supervizorem.", en="A row is one meeting with a supervisor."),
        "coordinator", "course",
        {"supervision": ("SV1", "SV2"), "held_on": (date(2024, 2, 20), date(2024, 5, 14)),
         "kind": ("group", "individual"), "hours": (2.0, 1.0)},
        {"hours": Text(cs="délka setkání, ne součet za účastníky", en="length of the meeting, not a sum over people")},
    ),
    "supervision_attendance": Explained(
        Text(cs="Jeden řádek je jeden účastník jednoho setkání.", en="A row is one participant of one meeting."),
        "coordinator", "course",
        {"supervision": ("SV1", "SV2"), "person": ("APK1", "APK2")},
    ),
    "mentor_reviews": Explained(
        Text(cs="Jeden řádek je hodnocení jednoho týdne jednoho asistenta.",
             en="A row is the review of one week of one assistant."),
        "mentor", "week",
        {"person": ("APK1", "APK2"), "week": (date(2024, 3, 4), date(2024, 3, 4)), "score": (2, None),
         "tasks": (None, Text(cs="procvičit jednání s opilými", en="practise dealing with drunk people"))},
        {"week": Text(cs="vždy pondělí toho týdne", en="always the Monday of the week"),
         "tasks": Text(cs="nic o zdraví a soukromí", en="nothing about health or private life")},
    ),
}  # fmt: skip
