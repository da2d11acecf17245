"""The tables of what happened around the project in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import CONFIRMED, OWN_WORDS, SOURCE, WORDING_EN, Explained
from apk_lib.text import Text

CONTEXT = {
    "school_breaks": Explained(
        Text(cs="Jeden řádek je jedno období školních prázdnin nebo volna.",
             en="A row is one school holiday or day off."),
        "coordinator", "seldom",
        {"start": (date(2024, 2, 5), date(2024, 5, 9)), "end": (date(2024, 2, 11), date(2024, 5, 10)),
         "school": (None, "vzorova"), "name": (Text(cs="jarní prázdniny", en="spring holiday"),
                                               Text(cs="ředitelské volno", en="day off given by the head")),
         "source": (Text(cs="kalendář ministerstva školství", en="calendar of the ministry of education"),
                    Text(cs="web školy", en="the school's web page")), "confirmed": (True, False)},
        {"school": Text(cs="prázdné = všechny školy", en="empty = every school"), "source": SOURCE,
         "confirmed": CONFIRMED},
    ),
    "context_events": Explained(
        Text(cs="Jeden řádek je okolnost, která službu ovlivnila, např. omezení pohybu nebo uzavření škol.",
             en="A row is a circumstance that affected the service, such as a curfew or closed schools."),
        "coordinator", "seldom",
        {"start": (date(2024, 4, 8), date(2024, 9, 14)), "end": (date(2024, 4, 9), date(2024, 9, 22)),
         "kind": ("schools", "movement_restriction"),
         "what": (Text(cs="havárie vody, školy zavřené", en="water failure, schools closed"),
                  Text(cs="povodeň, zákaz vstupu k řece", en="flood, no access to the river")),
         "attendance": ("none", None), "source": (Text(cs="oznámení školy", en="notice of the school"), None),
         "confirmed": (True, False)},
        {"what": OWN_WORDS, "source": SOURCE, "confirmed": CONFIRMED,
         "attendance": Text(cs="jen u druhu „školy“", en="only for the kind “schools”")},
    ),
    "recorded_crime": Explained(
        Text(cs="Jeden řádek je počet skutků, které policie registrovala v jednom roce; rok bez údaje vynechte.",
             en="A row is the number of crimes the police recorded in a year; leave out a year without a figure."),
        "coordinator", "seldom",
        {"area": (Text(cs="město Vzorov", en="the town of Sampleton"),) * 2, "year": (2022, 2023),
         "registered": (512, 498), "source": (Text(cs="zpráva policie za rok 2022", en="police report of 2022"),
                                              Text(cs="zpráva policie za rok 2023", en="police report of 2023"))},
        {"source": SOURCE},
    ),
    "population_margins": Explained(
        Text(cs="Jeden řádek je počet obyvatel od 15 let jednoho pohlaví, věku nebo části města.",
             en="A row is the number of inhabitants aged 15 or more of one sex, age or part of the town."),
        "surveyor", "survey",
        {"variable": ("sex", "zone"), "category": ("female", "risk_locality"), "persons": (5200, 420),
         "source": (Text(cs="sčítání 2021", en="census 2021"), Text(cs="matrika", en="the town's registry")),
         "confirmed": (True, False)},
        {"category": Text(cs="jako u respondentů, např. žena, 60+ nebo risk_locality",
                          en="as of respondents, such as female, 60+ or risk_locality"),
         "source": SOURCE, "confirmed": CONFIRMED},
    ),
    "published_surveys": Explained(
        Text(cs="Jeden řádek je výsledek, který zveřejnilo jiné šetření pocitu bezpečí, s tím, co brání srovnání.",
             en="A row is a result another survey of safety published, with what stands against a comparison."),
        "surveyor", "seldom",
        {"survey": ("celostatni_2023", "kraj_2022"), "item": ("safe_by_day", "safe_after_dark"),
         "place": (Text(cs="Česká republika", en="Czech Republic"), Text(cs="kraj", en="the region")),
         "year": (2023, 2022), "respondents": (1000, None), "percent_safe": (86, 62.5),
         "wording": (Text(cs="Cítíte se bezpečně v místě bydliště?", en="Do you feel safe where you live?"),
                     Text(cs="Cítíte se večer venku bezpečně?", en="Do you feel safe outside in the evening?")),
         "caveat_cs": ("ptalo se celé republiky", "jiná škála odpovědí"),
         "caveat_en": ("asked of the whole country", "another scale of answers"),
         "source": (Text(cs="tisková zpráva", en="press release"), Text(cs="zpráva kraje", en="the region's report"))},
        {"item": Text(cs="označení otázky, např. safe_by_day", en="id of a question, such as safe_by_day"),
         "respondents": Text(cs="prázdné = nezveřejněno", en="empty = not published"),
         "wording": Text(cs="přesně jak se ptalo", en="exactly as it was asked"),
         "caveat_en": WORDING_EN, "source": SOURCE},
    ),
}  # fmt: skip
