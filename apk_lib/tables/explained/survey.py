"""The tables of the survey in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import WORDING_EN, Explained
from apk_lib.text import Text

_EMPTY = Text(cs="nechte prázdné, je-li vyplněn list Složení obyvatel",
              en="leave it empty if the sheet Population margins is filled in")  # fmt: skip
SURVEY = {
    "survey_waves": Explained(
        Text(cs="Jeden řádek je jedna vlna dotazníkového šetření.", en="A row is one wave of the survey."),
        "surveyor", "survey",
        {"wave": ("W0", "W1"), "starts": (date(2024, 2, 1), date(2024, 11, 1)),
         "ends": (date(2024, 2, 29), date(2024, 11, 30)), "mode": ("interview", "mixed")},
    ),
    "survey_dispositions": Explained(
        Text(cs="Jeden řádek je počet oslovených, s nimiž v jedné části města dopadlo šetření stejně.",
             en="A row is the number of people approached in one part of the town with the same outcome."),
        "surveyor", "survey",
        {"wave": ("W0", "W0"), "zone": ("risk_locality", "risk_locality"), "disposition": ("complete", "refusal"),
         "persons": (100, 45)},
        {"disposition": Text(cs="každý oslovený je v jednom z nich", en="everybody approached is in one of them")},
    ),
    "survey_items": Explained(
        Text(cs="Jeden řádek je jedna otázka; ve všech vlnách má mít stejné znění.",
             en="A row is one question; its wording should be the same in every wave."),
        "surveyor", "survey",
        {"item": ("safe_by_day", "safe_in_park_ukazkovy"),
         "question_cs": ("Jak bezpečně se cítíte ve dne v místě, kde bydlíte?",
                         "Jak bezpečně se cítíte v místě: Ukázkový park?"),
         "question_en": ("How safe do you feel by day in the place where you live?",
                         "How safe do you feel at Sample Park?"),
         "scale": ("safety", "place_safety"), "battery": (None, "places"), "locality": (None, "park_ukazkovy"),
         "primary": (True, None)},
        {"item": Text(cs="hlavní ukazatele počítají otázky safe_by_day a safe_after_dark",
                      en="the main indicators count questions safe_by_day and safe_after_dark"),
         "question_en": WORDING_EN,
         "scale": Text(cs="z jakých odpovědí se vybírá; prázdné = bezpečí",
                       en="which answers there are; empty = safety"),
         "battery": Text(cs="společné označení otázek, které měří jednu věc",
                         en="one id for questions that measure one thing together"),
         "locality": Text(cs="jen u otázky na jedno místo", en="only for a question about one place"),
         "primary": Text(cs="ano = změna se testuje mezi předem ohlášenými",
                         en="yes = its change is tested among those declared beforehand")},
    ),
    "survey_wordings": Explained(
        Text(cs="Jeden řádek je otázka, kterou jedna vlna položila jinak nebo na jiném místě než ostatní vlny.",
             en="A row is a question that one wave asked with other words or in another place than the others."),
        "surveyor", "survey",
        {"wave": ("W1", "W1"), "item": ("safe_by_day", "safe_in_park_ukazkovy"), "place": (1, 12),
         "comparable": (True, False),
         "note": (None, Text(cs="v první vlně na celou čtvrť", en="the first wave asked of the whole quarter"))},
        {"comparable": Text(cs="ne = změna mezi vlnami se u otázky neuvádí",
                            en="no = no change between waves is stated for the question")},
    ),
    "survey_respondents": Explained(
        Text(cs="Jeden řádek je jeden dotázaný pod číslem, bez jména a bez adresy.",
             en="A row is one respondent under a number, without name and address."),
        "surveyor", "survey",
        {"respondent": ("W0-001", "W0-002"), "wave": ("W0", "W0"), "zone": ("risk_locality", "surroundings"),
         "weight": (4.2, 12.5), "population": (420, 2500), "stratum": ("A", "B"), "psu": ("A-07", None),
         "panel": (None, "R017"), "sex": ("female", "male"), "age_group": ("30-44", "60+"),
         "locality": ("park_ukazkovy", None)},
        {"weight": Text(cs="kolik obyvatel dotázaný zastupuje; " + _EMPTY.cs,
                        en="how many inhabitants the respondent stands for; " + _EMPTY.en),
         "population": Text(cs="obyvatel celé části města; " + _EMPTY.cs,
                            en="inhabitants of that part of the town; " + _EMPTY.en),
         "stratum": Text(cs="jen když se nevybíralo podle částí města",
                         en="only where the sample was not drawn by parts of the town"),
         "psu": Text(cs="ulice nebo dům, vybíralo-li se nejdřív z nich",
                     en="the street or house, where these were drawn first"),
         "panel": Text(cs="stejné číslo téhož člověka ve všech vlnách, nikdy jméno",
                       en="the same number of a person in every wave, never a name")},
    ),
    "survey_answers": Explained(
        Text(cs="Jeden řádek je odpověď jednoho dotázaného na jednu otázku.",
             en="A row is the answer of one respondent to one question."),
        "surveyor", "survey",
        {"respondent": ("W0-001", "W0-001"), "item": ("safe_by_day", "safe_in_park_ukazkovy"), "answer": (2, 7)},
        {"answer": Text(cs="pořadí odpovědi na škále otázky (1 = nejpříznivější); 7 nechodím tam, 8 odmítl(a), 9 nevím",
                        en="place of the answer on the question's scale (1 = most favourable); 7 I do not go there, "
                           "8 declined, 9 don't know")},
    ),
}  # fmt: skip
