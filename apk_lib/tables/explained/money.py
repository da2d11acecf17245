"""The tables of money in plain words."""

from __future__ import annotations

from datetime import date

from apk_lib.tables.explained.core import Explained
from apk_lib.text import Text

MONEY = {
    "expenses": Explained(
        Text(cs="Jeden řádek je jeden přímý výdaj z žádosti o platbu.",
             en="A row is one direct cost of a payment claim."),
        "coordinator", "month",
        {"expense": ("X001", "X002"), "line": ("1.1.1", "1.1.4"), "paid_on": (date(2024, 2, 12), date(2024, 3, 15)),
         "claimed": (118_450.0, 9_680.5), "approved": (118_450.0, None), "kind": ("staff", "document"),
         "document": ("MZ 01/2024", "FP 2024/017"), "key_activity": ("KA01", "KA02"), "person": ("APK1", None),
         "month": (date(2024, 1, 1), None)},
        {"kind": Text(cs="podle listu soupisky dokladů", en="after the sheet of the list of documents"),
         "document": Text(cs="číslo v účetnictví", en="the number in the books"),
         "person": Text(cs="jen u mezd", en="only for wages"),
         "month": Text(cs="jen u mezd: první den měsíce, za který jsou",
                       en="only for wages: the first day of the month"),
         "approved": Text(cs="prázdné = poskytovatel ještě nerozhodl", en="empty = the funder has not decided yet")},
    ),
    "payments": Explained(
        Text(cs="Jeden řádek je jedna platba od poskytovatele, nebo vratka jemu.",
             en="A row is one payment from the funder, or a refund to the funder."),
        "coordinator", "seldom",
        {"payment": ("PL1", "PL2"), "paid_on": (date(2024, 1, 25), date(2024, 9, 2)), "kind": ("advance", "interim"),
         "source": ("eu", None), "amount": (600_000.0, 741_250.5)},
        {"source": Text(cs="prázdné = platba není rozdělená podle zdrojů", en="empty = not split by source"),
         "amount": Text(cs="i vratka kladným číslem", en="a refund too is a positive number")},
    ),
}  # fmt: skip
