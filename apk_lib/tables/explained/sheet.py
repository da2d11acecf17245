"""The tables of the project sheet in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import CONFIRMED, OPEN, WORDING_EN, Explained
from apk_lib.text import Text

SHEET = {
    "periods": Explained(
        Text(cs="Jeden řádek je jedno sledované období; období na sebe navazují od začátku do konce projektu.",
             en="A row is one reporting period; periods follow each other from the start of the project to its end."),
        "coordinator", "project",
        {"period": ("P1", "P2"), "start": (date(2024, 1, 1), date(2024, 7, 1)),
         "end": (date(2024, 6, 30), date(2024, 12, 31)), "report_due": (date(2024, 7, 30), date(2025, 1, 30)),
         "final": (False, True), "confirmed": (True, True)},
        {"period": Text(cs="bez mezer, např. P1", en="without spaces, such as P1"), "confirmed": CONFIRMED,
         "report_due": Text(cs="poslední den pro odevzdání zprávy", en="the last day to hand the report in"),
         "final": Text(cs="ano jen u posledního období", en="yes only for the last period")},
    ),
    "goals": Explained(
        Text(cs="Jeden řádek je jeden cíl slovy schválené žádosti.",
             en="A row is one goal in the words of the approved application."),
        "coordinator", "project",
        {"goal": ("hlavni", "vzdelani"), "level": ("main", "concrete"),
         "text_cs": ("zvýšit pocit bezpečí obyvatel", "vzdělat 2 asistenty"),
         "text_en": ("make residents feel safer", "train 2 assistants"), "headline": (None, "initial_training")},
        {"text_en": WORDING_EN,
         "headline": Text(cs="označení ukazatele, např. initial_training; může zůstat prázdné",
                          en="id of an indicator, such as initial_training; may stay empty")},
    ),
    "key_activities": Explained(
        Text(cs="Jeden řádek je jedna klíčová aktivita projektu.", en="A row is one key activity of the project."),
        "coordinator", "project",
        {"key_activity": ("KA01", "KA02"), "name_cs": ("Působení asistentů", "Vzdělávání asistentů"),
         "name_en": ("Work of the assistants", "Training of the assistants")},
        {"name_en": WORDING_EN},
    ),
    "targets": Explained(
        Text(cs="Jeden řádek je jedna cílová hodnota; změnu zapište novým řádkem s novým dnem platnosti.",
             en="A row is one target value; write a change as a new row with a new day of validity."),
        "coordinator", "project",
        {"indicator": ("posts_filled", "initial_training"), "measure": ("filled_at_end", "persons_trained"),
         "valid_from": (date(2024, 1, 1), date(2024, 1, 1)), "approved_on": (None, date(2023, 12, 15)),
         "target": (2, 2), "confirmed": (True, True)},
        {"indicator": Text(cs="označení ukazatele, např. posts_filled",
                           en="id of an indicator, such as posts_filled"),
         "measure": Text(cs="která hodnota ukazatele, např. filled_at_end",
                         en="which value of the indicator, such as filled_at_end"),
         "approved_on": Text(cs="den rozhodnutí o změně", en="the day the change was approved"),
         "confirmed": CONFIRMED},
    ),
    "funding_parts": Explained(
        Text(cs="Jeden řádek je jeden zdroj financování podle rozhodnutí o poskytnutí dotace.",
             en="A row is one source of funding as the grant decision states it."),
        "coordinator", "project",
        {"source": ("eu", "mesto"), "name_cs": ("Příspěvek Unie", "Spolufinancování města"),
         "name_en": ("Union contribution", "Co-financing by the town"), "amount": (2_850_000.0, 150_000.5),
         "confirmed": (True, True)},
        {"name_en": WORDING_EN, "confirmed": CONFIRMED},
    ),
    "budget_lines": Explained(
        Text(cs="Jeden řádek je jedna položka rozpočtu; po změně rozpočtu přidejte řádky s vyšší verzí.",
             en="A row is one line of the budget; after a change add rows with a higher version."),
        "coordinator", "project",
        {"line": ("1.1.1", "1.1.4"), "version": (1, 1), "name_cs": ("Osobní náklady", "Nákup služeb"),
         "name_en": ("Staff costs", "Services"), "direct": (True, True), "approved": (2_240_000.0, 160_000.0),
         "valid_from": (date(2024, 1, 1), date(2024, 1, 1)), "confirmed": (True, False)},
        {"version": Text(cs="1 = první schválený rozpočet", en="1 = the first approved budget"),
         "name_en": WORDING_EN, "confirmed": CONFIRMED,
         "direct": Text(cs="ano = počítá se z ní paušál nepřímých nákladů",
                        en="yes = it carries the flat rate of indirect costs")},
    ),
    "schools": Explained(
        Text(cs="Jeden řádek je škola, u které asistenti drží dohled na přechodu.",
             en="A row is a school at whose crossing the assistants stand."),
        "coordinator", "project",
        {"school": ("vzorova", "ukazkova"), "name": ("ZŠ Vzorová", "ZŠ Ukázková")},
    ),
    "localities": Explained(
        Text(cs="Jeden řádek je místo, o které se asistenti starají.",
             en="A row is a place the assistants look after."),
        "coordinator", "project",
        {"locality": ("prechod_vzorova", "park_ukazkovy"), "name_cs": ("Přechod ZŠ Vzorová", "Ukázkový park"),
         "name_en": ("Crossing at Vzorová school", "Sample Park"), "kind": ("crossing", "park"),
         "school": ("vzorova", None), "valid_from": (date(2024, 1, 1), date(2024, 1, 1)),
         "valid_to": (None, date(2025, 6, 30)), "succeeds": (None, None), "confirmed": (True, False)},
        {"school": Text(cs="jen u přechodu", en="only for a crossing"),
         "succeeds": Text(cs="jen když jde o přejmenované, rozdělené nebo sloučené místo",
                          en="only for a place that was renamed, split or merged"),
         "name_en": WORDING_EN, "valid_to": OPEN, "confirmed": CONFIRMED},
    ),
    "bands": Explained(
        Text(cs="Jeden řádek je časové pásmo; pásma pokryjí každou hodinu dne jednou a žádné nezačíná ve 2 hodiny.",
             en="A row is a band of hours; bands cover each hour of the day once and none starts at 2 o'clock."),
        "coordinator", "project",
        {"band": ("06-22", "22-06"), "start_hour": (6, 22), "end_hour": (22, 6)},
        {"band": Text(cs="bez mezer, např. 06-22", en="without spaces, such as 06-22"),
         "end_hour": Text(cs="tato hodina už do pásma nepatří", en="this hour no longer belongs to the band")},
    ),
    "programme_rules": Explained(
        Text(cs="Jeden řádek je mez, se kterou se záznamy porovnávají; mez, která zde není, se nekontroluje.",
             en="A row is a limit the records are held against; a limit that is not here is not checked."),
        "coordinator", "project",
        {"rule": ("visit_hours", "shift_hours"), "value": (12, 16), "confirmed": (False, True)},
        {"confirmed": CONFIRMED},
    ),
}  # fmt: skip
