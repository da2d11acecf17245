"""The tables of the paperwork around the records in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import Explained
from apk_lib.text import Text

_SEEN = Text(cs="podívejte se na titulní stranu", en="look at the front page")

PAPERWORK = {
    "hours_monthly": Explained(
        Text(cs="Jeden řádek je výkaz jednoho člověka za jeden měsíc.",
             en="A row is one person's timesheet of a month."),
        "personnel", "month",
        {"person": ("APK1", "APK2"), "month": (date(2024, 3, 1), date(2024, 3, 1)), "fund": (168.0, 84.0),
         "worked": (152.0, 76.0), "excused": (8.0, 0.0), "training": (6.5, 0.0)},
        {"month": Text(cs="vždy první den měsíce", en="always the first day of the month"),
         "excused": Text(cs="bez důvodu nepřítomnosti", en="without the reason of the absence"),
         "training": Text(cs="je součástí odpracovaných hodin", en="it is part of the hours worked")},
    ),
    "absences": Explained(
        Text(cs="Jeden řádek je jedna nepřítomnost; její důvod se nikdy nezapisuje.",
             en="A row is one absence; its reason is never written."),
        "personnel", "month",
        {"person": ("APK1", "APK2"), "first_day": (date(2024, 3, 11), date(2024, 4, 8)),
         "last_day": (date(2024, 3, 11), date(2024, 4, 9)), "excused_hours": (8.0, 8.0)},
    ),
    "outputs": Explained(
        Text(cs="Jeden řádek je jeden dokument nebo jiný výstup projektu.",
             en="A row is one document or other output of the project."),
        "coordinator", "seldom",
        {"output": ("D1", "D2"), "key_activity": ("KA02", "KA02"), "kind": ("initial_analysis", "final_evaluation"),
         "name": (Text(cs="Vstupní analýza pocitu bezpečí", en="Initial analysis of perceived safety"),
                  Text(cs="Závěrečná evaluační zpráva", en="Final evaluation report")),
         "due_on": (date(2024, 5, 31), None), "finished_on": (date(2024, 4, 30), date(2024, 12, 20)),
         "published_on": (date(2024, 5, 6), None),
         "address": (Text(cs="web města", en="the town's web page"), None),
         "logo_strip": (True, None), "registration_number": (True, None)},
        {"finished_on": Text(cs="prázdné = ještě není hotovo", en="empty = not finished yet"),
         "logo_strip": _SEEN, "registration_number": _SEEN,
         "published_on": Text(cs="prázdné = nezveřejněno", en="empty = not published"),
         "address": Text(cs="webová adresa nebo spis", en="a web address or a file number")},
    ),
    "publicity": Explained(
        Text(cs="Jeden řádek je jedno místo, kde projekt říká, kdo jej platí.",
             en="A row is one place where the project says who pays for it."),
        "coordinator", "start",
        {"item": ("PB1", "PB2"), "kind": ("poster", "website"),
         "place": (Text(cs="vchod radnice", en="entrance of the town hall"),
                   Text(cs="web města", en="the town's web page")),
         "since": (date(2024, 1, 2), date(2024, 1, 10)), "until": (date(2024, 12, 31), None),
         "evidence": (Text(cs="fotografie ve spisu", en="a photograph on file"), None)},
        {"until": Text(cs="prázdné = trvá", en="empty = still there"),
         "evidence": Text(cs="fotografie, výtisk, otisk stránky", en="a photograph, a copy, a print of the page")},
    ),
    "risks": Explained(
        Text(cs="Jeden řádek je jeden problém a to, co jste s ním udělali.",
             en="A row is one problem and what you did about it."),
        "coordinator", "seldom",
        {"risk": ("PR1", "PR2"), "found_on": (date(2024, 2, 5), date(2024, 4, 20)),
         "description": (Text(cs="dodávka stejnokrojů se zpozdila", en="uniforms came late"),
                         Text(cs="jedno místo není obsazené", en="one post is vacant")),
         "key_activity": ("KA01", "KA01"), "severity": ("low", "medium"),
         "solution": (Text(cs="výpůjčka od městské policie", en="borrowed from the municipal police"), None),
         "closed_on": (date(2024, 3, 1), None)},
        {"description": Text(cs="bez jmen a údajů o lidech", en="without names and data about people"),
         "closed_on": Text(cs="prázdné = problém trvá", en="empty = it is not over")},
    ),
    "waivers": Explained(
        Text(cs="Jeden řádek je upozornění, které jste s odůvodněním přijali, aby se neopakovalo.",
             en="A row is a warning you accepted with a reason, so that it is not repeated."),
        "coordinator", "seldom",
        {"waiver": ("O1", "O2"), "rule": ("shift_hours", "event_in_service"), "row_key": ("S001", None),
         "reason": (Text(cs="dohled při slavnostech města", en="supervision at the town's festival"),
                    Text(cs="události hlášené mimo službu", en="events reported off duty")),
         "approved_by": (Text(cs="velitel městské policie", en="head of the municipal police"),
                         Text(cs="tajemník", en="town secretary")),
         "valid_to_period": ("P1", "P2")},
        {"rule": Text(cs="označení pravidla z listu Chyby", en="id of the rule from the sheet Errors"),
         "row_key": Text(cs="prázdné = všechny řádky", en="empty = all rows"),
         "approved_by": Text(cs="funkce, ne jméno", en="the office, not a name")},
    ),
}  # fmt: skip
