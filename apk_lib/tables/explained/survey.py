"""The tables of the survey in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import WORDING_EN, Explained
from apk_lib.text import Text

SURVEY = {
    "survey_waves": Explained(
        Text(cs="Jeden řádek je jedna vlna dotazníkového šetření.", en="A row is one wave of the survey."),
        "surveyor", "survey",
        {"wave": ("W0", "W1"), "starts": (date(2024, 2, 1), date(2024, 11, 1)),
         "ends": (date(2024, 2, 29), date(2024, 11, 30)), "mode": ("interview", "mixed")},
    ),
    "survey_items": Explained(
        Text(cs="Jeden řádek je jedna otázka; ve všech vlnách má stejné znění.",
             en="A row is one question; its wording is the same in every wave."),
        "surveyor", "survey",
        {"item": ("safe_by_day", "safe_after_dark"),
         "question_cs": ("Jak bezpečně se cítíte ve dne v místě, kde bydlíte?",
                         "A jak bezpečně se tam cítíte po setmění?"),
         "question_en": ("How safe do you feel by day where you live?", "And how safe do you feel there after dark?")},
        {"item": Text(cs="počítají se otázky safe_by_day a safe_after_dark",
                      en="questions safe_by_day and safe_after_dark are counted"), "question_en": WORDING_EN},
    ),
    "survey_respondents": Explained(
        Text(cs="Jeden řádek je jeden dotázaný pod číslem, bez jména a bez adresy.",
             en="A row is one respondent under a number, without name and address."),
        "surveyor", "survey",
        {"respondent": ("W0-001", "W0-002"), "wave": ("W0", "W0"), "zone": ("risk_locality", "surroundings"),
         "weight": (4.2, 12.5), "population": (420, 2500)},
        {"weight": Text(cs="kolik obyvatel dotázaný zastupuje", en="how many inhabitants the respondent stands for"),
         "population": Text(cs="obyvatel celé části města", en="inhabitants of that part of the town")},
    ),
    "survey_answers": Explained(
        Text(cs="Jeden řádek je odpověď jednoho dotázaného na jednu otázku.",
             en="A row is the answer of one respondent to one question."),
        "surveyor", "survey",
        {"respondent": ("W0-001", "W0-001"), "item": ("safe_by_day", "safe_after_dark"), "answer": (2, 9)},
        {"answer": Text(cs="1 rozhodně bezpečně, 2 spíše bezpečně, 3 spíše nebezpečně, 4 rozhodně nebezpečně, 9 nevím",
                        en="1 very safe, 2 rather safe, 3 rather unsafe, 4 very unsafe, 9 don't know")},
    ),
}  # fmt: skip
