"""The tables a town keeps of service in plain words."""

from __future__ import annotations

from datetime import date, time

from apk_lib.tables.codes import CONTACT_KINDS
from apk_lib.tables.explained.core import HOW_MANY, OPEN, Explained
from apk_lib.text import Text

SERVICE = {
    "shifts": Explained(
        Text(cs="Jeden řádek je jedna odsloužená směna.", en="A row is one shift that was served."),
        "mentor", "shift",
        {"shift": ("S001", "S002"), "day": (date(2024, 3, 4), date(2024, 3, 5)), "start": (time(7), time(22)),
         "end": (time(15), time(6)), "checked_by_mentor": (True, None), "crew": ("APK1;APK2", "APK1")},
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
         "start": (time(7, 30), time(23, 30)), "end": (time(8, 15), time(0, 15)),
         "contacts_resident": (None, 3), "contacts_building_manager": (None, 1), "contacts_pupil": (25, None),
         "contacts_other": (None, 2)},
        {"locality": Text(cs="prázdné = služba mimo lokality", en="empty = service outside the localities"),
         "day": Text(cs="den příchodu", en="the day of the arrival"),
         "end": Text(cs="je-li dřív než příchod, platí následující den; prázdné = nikdo jej nezapsal",
                     en="before the arrival means the next day; empty = nobody wrote it down"),
         **{f"contacts_{kind}": HOW_MANY for kind in CONTACT_KINDS}},
    ),
    "visit_crew": Explained(
        Text(cs="Jeden řádek je jeden člověk na jedné návštěvě; jen tam, kde nešla celá posádka směny.",
             en="A row is one person on one visit; only where not the whole crew of the shift went."),
        "mentor", "shift",
        {"visit": ("V001", "V002"), "person": ("APK1", "APK1")},
    ),
    "contacts": Explained(
        Text(cs="Jeden řádek je počet lidí jednoho druhu, se kterými posádka při návštěvě mluvila; není třeba, "
                "píšete-li kontakty na list Návštěvy lokalit.",
             en="A row is the number of people of one kind the crew spoke with on a visit; not needed if you write "
                "contacts on the sheet Visits."),
        "mentor", "shift",
        {"visit": ("V001", "V002"), "kind": ("pupil", "resident"), "count": (25, 3)},
        {"count": Text(cs="kolik rozhovorů, ne kolik různých lidí", en="talks, not different people")},
    ),
    "gps_fixes": Explained(
        Text(cs="Jeden řádek je poloha jednoho přístroje v jednom okamžiku, jak ji přístroj zapsal.",
             en="A row is the place of one device at one moment, as the device wrote it down."),
        "mentor", "shift",
        {"device": ("GPS1", "GPS1"), "day": (date(2024, 3, 4), date(2024, 3, 4)), "at": (time(7, 30), time(7, 31)),
         "lon": (17.3931, 17.3932), "lat": (49.2979, 49.298)},
        {"device": Text(cs="označení přístroje, nikdy jméno", en="id of the device, never a name"),
         "lon": Text(cs="ve stupních WGS 84", en="in degrees, WGS 84"),
         "lat": Text(cs="ve stupních WGS 84", en="in degrees, WGS 84")},
    ),
    "events": Explained(
        Text(cs="Jeden řádek je jedna událost, se kterou se asistenti setkali; nic o konkrétních lidech.",
             en="A row is one event the assistants met with; nothing about any particular person."),
        "mentor", "shift",
        {"event": ("U001", "U002"), "day": (date(2024, 3, 4), date(2024, 3, 5)), "at": (time(7, 50), time(23, 40)),
         "visit": ("V001", "V002"), "locality": ("prechod_vzorova", "park_ukazkovy"), "kind": ("traffic", "help"),
         "hidden_crime": (None, "harassment"), "referral": (None, "offered"),
         "outcome": ("settled_by_talking", "handed_to_state_police"), "found": (None, "lost_property")},
        {"outcome": Text(cs="jak to posádka vyřešila; prázdné = nezapsáno",
                         en="what the crew did about it; empty = not written down"),
         "found": Text(cs="jen když se něco našlo", en="only where something was found"),
         "hidden_crime": Text(cs="jen při kontaktu s obětí", en="only at a contact with a victim"),
         "referral": Text(cs="jen při kontaktu s obětí", en="only at a contact with a victim")},
    ),
    "locality_checks": Explained(
        Text(cs="Jeden řádek je stav jedné věci v jedné lokalitě v den kontroly.",
             en="A row is the state of one thing in one locality on the day of a check."),
        "mentor", "month",
        {"locality": ("park_ukazkovy", "park_ukazkovy"), "checked_on": (date(2024, 3, 6), date(2024, 3, 6)),
         "item": ("waste", "lighting"), "score": (0, 2), "reported_to": (None, "technical_services"),
         "fixed_on": (None, date(2024, 3, 14))},
        {"score": Text(cs="0 v pořádku, 1 drobnost, 2 závada, 3 velmi špatný stav",
                       en="0 fine, 1 a trifle, 2 a defect, 3 very bad"),
         "reported_to": Text(cs="jen u závady, kterou jste nahlásili", en="only for a defect that you reported"),
         "fixed_on": Text(cs="prázdné = ještě trvá", en="empty = not mended yet")},
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
         "amount": Text(cs="hodiny, u návštěv počet", en="hours, for visits their number"), "valid_to": OPEN,
         "measure": Text(cs="v čem je množství", en="what the amount counts"),
         "per": Text(cs="za co se množství plánuje", en="what the amount is planned for")},
    ),
}  # fmt: skip
