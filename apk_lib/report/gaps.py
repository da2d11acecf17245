"""What is missing in a report, and who supplies it."""

from __future__ import annotations

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Reading
from apk_lib.periods import Period
from apk_lib.tables import TABLES
from apk_lib.text import Noun, Text, number

_ROW = Noun(cs=("řádek", "řádky", "řádků", "řádku"), en=("row", "rows"))


def gaps(dataset: Dataset, period: Period, reading: Reading) -> tuple[str, ...]:
    """One line a gap, the most weighty first: what is missing (who supplies it)."""
    lines = [
        *_missing_tables(dataset),
        *_rows_left_out(dataset),
        *_unexplained(reading),
        *_unconfirmed(dataset, period, reading),
    ]
    return tuple(line(reading.lang) for line in lines)


def _missing_tables(dataset: Dataset) -> list[Text]:
    needed = tuple(dict.fromkeys(name for indicator in CATALOGUE.values() for name in indicator.needs))
    missing = dataset.missing(needed)
    empty = [name for name in dataset.accepted if name not in missing and dataset.table(name).is_empty()]
    absent = Text(cs="údaj chybí: tabulka {label} ({name}; dodá koordinátor)",
                  en="missing: table {label} ({name}; the coordinator supplies it)")  # fmt: skip
    void = Text(cs="tabulka {label} je prázdná ({name}; koordinátor potvrdí, že se nic nestalo)",
                en="table {label} is empty ({name}; the coordinator confirms that nothing happened)")  # fmt: skip
    return [
        Text(
            cs=said.fill("cs", label=TABLES[name].label.cs, name=name),
            en=said.fill("en", label=TABLES[name].label.en, name=name),
        )
        for said, names in ((absent, missing), (void, empty))
        for name in names
    ]


def _rows_left_out(dataset: Dataset) -> list[Text]:
    lines = []
    rejected = dataset.rejected.select("table", "source_row").unique().height
    if rejected:
        lines.append(
            Text(
                cs=f"{_ROW.count(rejected, 'cs')} v záznamech porušuje pravidla a nepočítá se (opraví ten, kdo "
                "zapsal; seznam je v passport.json)",
                en=f"{_ROW.count(rejected, 'en')} of the records break rules and do not count (whoever entered "
                "them; list in passport.json)",
            )
        )
    return lines


def _unexplained(reading: Reading) -> list[Text]:
    difference = reading.figure("funding_parts_sum", "difference")
    if not difference or difference.value == 0:
        return []
    amount = difference.show()
    return [
        Text(
            cs=f"zveřejněné zdroje financování nesedí na celek: rozdíl {amount} (vysvětlí právní akt, dodá "
            "koordinátor)",
            en=f"the published funding parts do not meet the total: difference {amount} (the grant decision "
            "explains, from the coordinator)",
        )
    ]


def _unconfirmed(dataset: Dataset, period: Period, reading: Reading) -> list[Text]:
    project = dataset.project
    lines = []
    if not period.confirmed:
        lines.append(
            Text(cs="data období a termín zprávy nejsou doloženy (právní akt, dodá koordinátor)",
                 en="dates of the period and of the report are not confirmed (grant decision, from the coordinator)")
        )  # fmt: skip
    lines_unsure = project.frames["budget_lines"].filter(~pl.col("confirmed")).height
    if not project.indirect_rate_confirmed or not project.total_confirmed or lines_unsure:
        lines.append(
            Text(cs="závazný rozpočet, jeho položky a paušál nepřímých nákladů nejsou doloženy (právní akt, dodá "
            "koordinátor)",
                 en="the binding budget, its lines and the flat rate are not confirmed (grant decision, from the "
                 "coordinator)")
        )  # fmt: skip
    places = project.frames["localities"].filter(~pl.col("confirmed")).height
    if places:
        lines.append(
            Text(cs=f"vymezení lokalit není doloženo ({number(places, 'cs')}; potvrdí mentor)",
                 en=f"localities are not confirmed ({number(places, 'en')}; the mentor confirms)")
        )  # fmt: skip
    days = reading.rows("teaching_days", "unconfirmed", "period", "school")["value"].max()
    if isinstance(days, float) and days:
        lines.append(
            Text(cs=f"nepotvrzené vyučovací dny v období: {number(days, 'cs')} (potvrdí škola)",
                 en=f"unconfirmed teaching days in the period: {number(days, 'en')} (the school confirms)")
        )  # fmt: skip
    return lines
