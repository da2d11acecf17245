"""The tables of what the project hopes to change in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import Explained
from apk_lib.text import Text

_ELSEWHERE = Text(cs="prázdné = jinde ve městě", en="empty = elsewhere in the town")

OUTCOME = {
    "official_offences": Explained(
        Text(cs="Jeden řádek je jeden přestupek nebo trestný čin z evidence policie; nic o konkrétních lidech.",
             en="A row is one offence or crime on record with the police; nothing about any particular person."),
        "coordinator", "month",
        {"offence": ("P-2024-001", "P-2024-002"), "happened_on": (date(2024, 3, 2), date(2024, 3, 9)),
         "kind": ("public_order", "property"), "keeper": ("municipal_police", "state_police"),
         "locality": ("park_ukazkovy", None)},
        {"offence": Text(cs="číslo z evidence, nikdy jméno", en="the number on record, never a name"),
         "locality": _ELSEWHERE},
    ),
    "complaints": Explained(
        Text(cs="Jeden řádek je jedna stížnost občana, bez jména a bez adresy.",
             en="A row is one complaint of a citizen, without name and address."),
        "coordinator", "month",
        {"complaint": ("ST-01", "ST-02"), "received_on": (date(2024, 3, 4), date(2024, 4, 11)),
         "topic": ("traffic", "help"), "channel": ("telephone", "in_writing"),
         "locality": ("prechod_vzorova", None)},
        {"locality": _ELSEWHERE},
    ),
}  # fmt: skip
