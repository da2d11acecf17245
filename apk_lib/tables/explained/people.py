"""The tables of people in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import APPROVED, FTE, Explained
from apk_lib.text import Text

_AFTER = Text(cs="co víte vy; poskytovatel to zjišťuje z registrů",
              en="what you know; the funder takes it from registers")  # fmt: skip

PEOPLE = {
    "posts": Explained(
        Text(cs="Jeden řádek je jedno plánované pracovní místo, které projekt platí.",
             en="A row is one planned post the project pays for."),
        "coordinator", "start",
        {"post": ("M1", "M2"), "planned_from": (date(2024, 1, 1), date(2024, 2, 1)),
         "planned_to": (date(2024, 12, 31), date(2024, 12, 31)), "fte": (1.0, 0.5),
         "approved_on": (None, date(2024, 1, 22))},
        {"fte": FTE, "approved_on": APPROVED},
    ),
    "persons": Explained(
        Text(cs="Jeden řádek je jeden člověk pod pseudonymem; jméno sem nepatří, klíč ke jménům mějte uložený jinde.",
             en="A row is one person under a pseudonym; names do not belong here, keep the key to them elsewhere."),
        "coordinator", "start",
        {"person": ("APK1", "APK2"), "role": ("assistant", "assistant")},
        {"person": Text(cs="pseudonym, nikdy jméno", en="a pseudonym, never a name")},
    ),
    "contracts": Explained(
        Text(cs="Jeden řádek je jedna pracovní smlouva; když skončí, doplňte poslední den a důvod.",
             en="A row is one employment contract; when it ends, add the last day and the reason."),
        "personnel", "start",
        {"contract": ("C1", "C2"), "person": ("APK1", "APK2"), "post": ("M1", "M2"),
         "start": (date(2024, 1, 15), date(2024, 2, 1)), "last_day": (None, date(2024, 4, 30)), "fte": (1.0, 0.5),
         "end_reason": (None, "probation")},
        {"last_day": Text(cs="poslední den zaměstnání; prázdné = trvá",
                          en="the last day of employment; empty = it lasts"),
         "fte": FTE, "end_reason": Text(cs="jen když smlouva skončila", en="only when the contract ended")},
    ),
    "participants": Explained(
        Text(cs="Jeden řádek je karta jednoho účastníka, jak ji chce Evropský sociální fond.",
             en="A row is the card of one participant as the European Social Fund wants it."),
        "coordinator", "start",
        {"person": ("APK1", "APK2"), "sex": ("male", None), "age_group": ("25-54", None),
         "disadvantaged": (True, None), "entered_on": (date(2024, 1, 15), date(2024, 2, 1)),
         "left_on": (None, date(2024, 4, 30)), "card_complete": (True, False),
         "qualified_on": (date(2024, 2, 9), None), "status_four_weeks": (None, "employed"),
         "status_six_months": (None, "unknown")},
        {"card_complete": Text(cs="neúplná karta se počítá jen do celkového počtu",
                               en="an incomplete card counts in the total only"),
         "disadvantaged": Text(cs="jen ano nebo ne; čím, se nikdy nezapisuje", en="only yes or no; never say how"),
         "qualified_on": Text(cs="den, kdy složil(a) zkoušku", en="the day the test was passed"),
         "left_on": Text(cs="prázdné = podpora trvá", en="empty = the support goes on"),
         "status_four_weeks": _AFTER, "status_six_months": _AFTER},
    ),
}  # fmt: skip
