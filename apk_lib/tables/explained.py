"""What a clerk reads above a table: what a row is, who fills it when, and two rows as an example.

The examples are one small invented story: the same shift, person and locality in every table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from apk_lib.tables import TABLES
from apk_lib.tables.headings import headings
from apk_lib.text import Lang, Text

Example = str | int | float | bool | date | time | Text | None
Occasion = Literal["project", "start", "shift", "month", "course", "survey", "seldom"]
Author = Literal["coordinator", "personnel", "mentor", "surveyor"]

OCCASIONS: dict[Occasion, Text] = {
    "project": Text(cs="při založení projektu a při každé jeho změně",
                    en="when the project is set up and whenever it changes"),
    "start": Text(cs="na začátku a při každé změně", en="at the start and at every change"),
    "shift": Text(cs="po každé směně", en="after each shift"),
    "month": Text(cs="jednou za měsíc", en="once a month"),
    "course": Text(cs="po každém kurzu", en="after each course"),
    "survey": Text(cs="při každé vlně šetření", en="with each wave of the survey"),
    "seldom": Text(cs="podle potřeby", en="when needed"),
}  # fmt: skip
AUTHORS: dict[Author, Text] = {
    "coordinator": Text(cs="koordinátor", en="the coordinator"),
    "personnel": Text(cs="personalista nebo koordinátor", en="the personnel office or the coordinator"),
    "mentor": Text(cs="mentor nebo koordinátor", en="the mentor or the coordinator"),
    "surveyor": Text(cs="zpracovatel šetření", en="whoever runs the survey"),
}
_FILLED = Text(cs="{what} Vyplňuje {author} {occasion}.", en="{what} Filled in by {author} {occasion}.")


@dataclass(frozen=True, slots=True)
class Explained:
    """One table in plain words.

    `examples` holds two values for each heading, written as a person thinks of them: hours, crowns, local
    times, ids of codes. `help` is for the columns whose label does not suffice.
    """

    what: Text
    author: Author
    occasion: Occasion
    examples: Mapping[str, tuple[Example, Example]]
    help: Mapping[str, Text] = field(default_factory=dict)

    def told(self, lang: Lang) -> str:
        """What a row is, who fills it and when."""
        author, occasion = AUTHORS[self.author](lang), OCCASIONS[self.occasion](lang)
        return _FILLED.fill(lang, what=self.what(lang), author=author, occasion=occasion)


_CONFIRMED = Text(cs="ano = říká to dokument projektu", en="yes = a document of the project says so")
_FTE = Text(cs="1 = plný úvazek", en="1 = full time")
_WORDING_EN = Text(cs="pro anglickou zprávu", en="for the report in English")
_OWN_WORDS = Text(cs="co to je a odkud to víme", en="what it is and how we know")
_SOURCE = Text(cs="dokument nebo webová stránka", en="a document or a web page")
_OPEN = Text(cs="prázdné = platí dál", en="empty = still valid")

# headings that every recorded table has
_SELDOM: dict[str, tuple[Example, Example]] = {
    "recorded_at": (None, datetime(2024, 3, 6, 9, 0)),
    "withdrawn": (None, False),
}
_SELDOM_HELP = {
    "recorded_at": Text(cs="doplní se při načtení; při opravě řádku smažte",
                        en="filled on import; clear it when you mend the row"),
    "withdrawn": Text(cs="ano = řádek se ruší, jinak prázdné", en="yes = the row is cancelled, otherwise empty"),
}  # fmt: skip

_SHEET = {
    "periods": Explained(
        Text(cs="Jeden řádek je jedno sledované období; období na sebe navazují od začátku do konce projektu.",
             en="A row is one reporting period; periods follow each other from the start of the project to its end."),
        "coordinator", "project",
        {"period": ("P1", "P2"), "start": (date(2024, 1, 1), date(2024, 7, 1)),
         "end": (date(2024, 6, 30), date(2024, 12, 31)), "report_due": (date(2024, 7, 30), date(2025, 1, 30)),
         "final": (False, True), "confirmed": (True, True)},
        {"period": Text(cs="bez mezer, např. P1", en="without spaces, such as P1"), "confirmed": _CONFIRMED,
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
        {"text_en": _WORDING_EN,
         "headline": Text(cs="označení ukazatele, např. initial_training; může zůstat prázdné",
                          en="id of an indicator, such as initial_training; may stay empty")},
    ),
    "key_activities": Explained(
        Text(cs="Jeden řádek je jedna klíčová aktivita projektu.", en="A row is one key activity of the project."),
        "coordinator", "project",
        {"key_activity": ("KA01", "KA02"), "name_cs": ("Působení asistentů", "Vzdělávání asistentů"),
         "name_en": ("Work of the assistants", "Training of the assistants")},
        {"name_en": _WORDING_EN},
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
         "confirmed": _CONFIRMED},
    ),
    "funding_parts": Explained(
        Text(cs="Jeden řádek je jeden zdroj financování podle rozhodnutí o poskytnutí dotace.",
             en="A row is one source of funding as the grant decision states it."),
        "coordinator", "project",
        {"source": ("eu", "mesto"), "name_cs": ("Příspěvek Unie", "Spolufinancování města"),
         "name_en": ("Union contribution", "Co-financing by the town"), "amount": (2_850_000.0, 150_000.5),
         "confirmed": (True, True)},
        {"name_en": _WORDING_EN, "confirmed": _CONFIRMED},
    ),
    "budget_lines": Explained(
        Text(cs="Jeden řádek je jedna položka rozpočtu; po změně rozpočtu přidejte řádky s vyšší verzí.",
             en="A row is one line of the budget; after a change add rows with a higher version."),
        "coordinator", "project",
        {"line": ("1.1.1", "1.1.4"), "version": (1, 1), "name_cs": ("Osobní náklady", "Nákup služeb"),
         "name_en": ("Staff costs", "Services"), "direct": (True, True), "approved": (2_240_000.0, 160_000.0),
         "valid_from": (date(2024, 1, 1), date(2024, 1, 1)), "confirmed": (True, False)},
        {"version": Text(cs="1 = první schválený rozpočet", en="1 = the first approved budget"),
         "name_en": _WORDING_EN, "confirmed": _CONFIRMED,
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
         "valid_to": (None, date(2025, 6, 30)), "confirmed": (True, False)},
        {"school": Text(cs="jen u přechodu", en="only for a crossing"), "name_en": _WORDING_EN, "valid_to": _OPEN,
         "confirmed": _CONFIRMED},
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
        {"confirmed": _CONFIRMED},
    ),
}  # fmt: skip

_PEOPLE = {
    "posts": Explained(
        Text(cs="Jeden řádek je jedno plánované pracovní místo, které projekt platí.",
             en="A row is one planned post the project pays for."),
        "coordinator", "start",
        {"post": ("M1", "M2"), "planned_from": (date(2024, 1, 1), date(2024, 2, 1)),
         "planned_to": (date(2024, 12, 31), date(2024, 12, 31)), "fte": (1.0, 0.5)},
        {"fte": _FTE},
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
         "fte": _FTE, "end_reason": Text(cs="jen když smlouva skončila", en="only when the contract ended")},
    ),
    "trainings": Explained(
        Text(cs="Jeden řádek je jeden kurz, který se konal.", en="A row is one course that was held."),
        "coordinator", "course",
        {"training": ("K01", "K02"), "held_on": (date(2024, 2, 9), date(2024, 3, 14)), "kind": ("initial", "ongoing"),
         "topic": (Text(cs="Vstupní kurz asistentů", en="Initial course for assistants"),
                   Text(cs="První pomoc", en="First aid"))},
        {"held_on": Text(cs="u delšího kurzu poslední den", en="the last day of a longer course")},
    ),
    "training_attendance": Explained(
        Text(cs="Jeden řádek je jeden účastník jednoho kurzu.", en="A row is one participant of one course."),
        "coordinator", "course",
        {"training": ("K01", "K02"), "person": ("APK1", "APK1"), "hours": (40.0, 6.5), "passed": (True, None)},
        {"passed": Text(cs="prázdné = kurz je bez zkoušky", en="empty = the course has no test")},
    ),
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
}  # fmt: skip

_SERVICE = {
    "shifts": Explained(
        Text(cs="Jeden řádek je jedna odsloužená směna.", en="A row is one shift that was served."),
        "mentor", "shift",
        {"shift": ("S001", "S002"), "day": (date(2024, 3, 4), date(2024, 3, 5)), "start": (time(7), time(22)),
         "end": (time(15), time(6)), "crew": ("APK1;APK2", "APK1")},
        {"crew": Text(cs="víc osob oddělte středníkem", en="separate several people by a semicolon"),
         "end": Text(cs="je-li dřív než začátek, platí následující den", en="before the start means the next day")},
    ),
    "shift_crew": Explained(
        Text(cs="Jeden řádek je jeden člověk v jedné směně; není třeba, píšete-li posádku na list Směny.",
             en="A row is one person on one shift; not needed if you write the crew on the sheet Shifts."),
        "mentor", "shift",
        {"shift": ("S001", "S001"), "person": ("APK1", "APK2")},
    ),
    "visits": Explained(
        Text(cs="Jeden řádek je jeden pobyt posádky na jednom místě.",
             en="A row is one stay of the crew in one place."),
        "mentor", "shift",
        {"visit": ("V001", "V002"), "shift": ("S001", "S002"), "locality": ("prechod_vzorova", "park_ukazkovy"),
         "activity": ("crossing_supervision", "night_quiet"), "day": (date(2024, 3, 4), date(2024, 3, 5)),
         "start": (time(7, 30), time(23, 30)), "end": (time(8, 15), time(0, 15))},
        {"locality": Text(cs="prázdné = služba mimo lokality", en="empty = service outside the localities"),
         "day": Text(cs="den příchodu", en="the day of the arrival"),
         "end": Text(cs="je-li dřív než příchod, platí následující den", en="before the arrival means the next day")},
    ),
    "events": Explained(
        Text(cs="Jeden řádek je jedna událost, se kterou se asistenti setkali; nic o konkrétních lidech.",
             en="A row is one event the assistants met with; nothing about any particular person."),
        "mentor", "shift",
        {"event": ("U001", "U002"), "day": (date(2024, 3, 4), date(2024, 3, 5)), "at": (time(7, 50), time(23, 40)),
         "visit": ("V001", "V002"), "locality": ("prechod_vzorova", "park_ukazkovy"), "kind": ("traffic", "help"),
         "hidden_crime": (None, "harassment"), "referral": (None, "offered")},
        {"hidden_crime": Text(cs="jen při kontaktu s obětí", en="only at a contact with a victim"),
         "referral": Text(cs="jen při kontaktu s obětí", en="only at a contact with a victim")},
    ),
    "patrol_plan": Explained(
        Text(cs="Jeden řádek říká, kolik služby plánujete: kde, v jaké dny a v jakém pásmu.",
             en="A row says how much service you plan: where, on which days and in which band."),
        "mentor", "start",
        {"plan_row": ("R01", "R02"), "locality": ("prechod_vzorova", "park_ukazkovy"),
         "day_types": ("teaching_day", "public_holiday;weekend"), "band": ("06-22", "22-06"), "amount": (0.5, 2.0),
         "measure": ("presence_hours", "visits"), "per": ("slot", "week"),
         "valid_from": (date(2024, 1, 1), date(2024, 2, 1)), "valid_to": (None, date(2024, 8, 31)),
         "entered_on": (date(2023, 12, 20), date(2024, 1, 25))},
        {"day_types": Text(cs="víc typů oddělte středníkem", en="separate several types by a semicolon"),
         "amount": Text(cs="hodiny, u návštěv počet", en="hours, for visits their number"), "valid_to": _OPEN,
         "measure": Text(cs="v čem je množství", en="what the amount counts"),
         "per": Text(cs="za co se množství plánuje", en="what the amount is planned for")},
    ),
    "expenses": Explained(
        Text(cs="Jeden řádek je jeden přímý výdaj z žádosti o platbu.",
             en="A row is one direct cost of a payment claim."),
        "coordinator", "month",
        {"expense": ("X001", "X002"), "line": ("1.1.1", "1.1.4"), "paid_on": (date(2024, 2, 12), date(2024, 3, 15)),
         "claimed": (118_450.0, 9_680.5), "approved": (118_450.0, None)},
        {"approved": Text(cs="prázdné = poskytovatel ještě nerozhodl", en="empty = the funder has not decided yet")},
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

_SURVEY = {
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
                      en="questions safe_by_day and safe_after_dark are counted"), "question_en": _WORDING_EN},
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

_CONTEXT = {
    "school_breaks": Explained(
        Text(cs="Jeden řádek je jedno období školních prázdnin nebo volna.",
             en="A row is one school holiday or day off."),
        "coordinator", "seldom",
        {"start": (date(2024, 2, 5), date(2024, 5, 9)), "end": (date(2024, 2, 11), date(2024, 5, 10)),
         "school": (None, "vzorova"), "name": (Text(cs="jarní prázdniny", en="spring holiday"),
                                               Text(cs="ředitelské volno", en="day off given by the head")),
         "source": (Text(cs="kalendář ministerstva školství", en="calendar of the ministry of education"),
                    Text(cs="web školy", en="the school's web page")), "confirmed": (True, False)},
        {"school": Text(cs="prázdné = všechny školy", en="empty = every school"), "source": _SOURCE,
         "confirmed": _CONFIRMED},
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
        {"what": _OWN_WORDS, "source": _SOURCE, "confirmed": _CONFIRMED,
         "attendance": Text(cs="jen u druhu „školy“", en="only for the kind “schools”")},
    ),
    "recorded_crime": Explained(
        Text(cs="Jeden řádek je počet skutků, které policie registrovala v jednom roce; rok bez údaje vynechte.",
             en="A row is the number of crimes the police recorded in a year; leave out a year without a figure."),
        "coordinator", "seldom",
        {"area": (Text(cs="město Vzorov", en="the town of Sampleton"),) * 2, "year": (2022, 2023),
         "registered": (512, 498), "source": (Text(cs="zpráva policie za rok 2022", en="police report of 2022"),
                                              Text(cs="zpráva policie za rok 2023", en="police report of 2023"))},
        {"source": _SOURCE},
    ),
}  # fmt: skip

EXPLAINED: dict[str, Explained] = _SHEET | _PEOPLE | _SERVICE | _SURVEY | _CONTEXT


def help_for(name: str, column: str) -> Text | None:
    """What a heading means beyond its label, where that needs saying."""
    return EXPLAINED[name].help.get(column) or (_SELDOM_HELP.get(column) if TABLES[name].recorded else None)


def example_rows(name: str) -> list[dict[str, Example]]:
    """The two example rows of a table, by heading."""
    values = dict(EXPLAINED[name].examples) | (_SELDOM if TABLES[name].recorded else {})
    return [{heading.column: values[heading.column][row] for heading in headings(name)} for row in (0, 1)]
