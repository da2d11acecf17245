"""What is missing in a report, and who supplies it."""

from __future__ import annotations

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ROW, Reading
from apk_lib.periods import Period
from apk_lib.prose import of
from apk_lib.tables import TABLES
from apk_lib.text import Noun, Text, day, number

_BREAKS = Noun(
    cs=("porušuje pravidla a nepočítá se", "porušují pravidla a nepočítají se", "porušuje pravidla a nepočítá se",
        "porušuje pravidla a nepočítá se"),
    en=("breaks a rule and does not count", "break rules and do not count"),
)  # fmt: skip


def gaps(dataset: Dataset, period: Period, reading: Reading) -> tuple[str, ...]:
    """One line a gap, the most weighty first: what is missing (who supplies it)."""
    lines = [
        *_not_over(dataset, period),
        *_missing_tables(dataset),
        *_rows_left_out(dataset),
        *_unexplained(reading),
        *_untracked(reading),
        *_unconfirmed(dataset, period, reading),
    ]
    return tuple(line(reading.lang) for line in lines)


def _not_over(dataset: Dataset, period: Period) -> list[Text]:
    if period.end <= dataset.as_of:
        return []
    return [
        Text(
            cs=f"období neskončilo: čísla jsou ke dni {day(dataset.as_of, 'cs')}, zprávu je třeba vydat znovu",
            en=f"the period is not over: figures are as of {day(dataset.as_of, 'en')}, the report has to be made again",
        )
    ]


def _missing_tables(dataset: Dataset) -> list[Text]:
    needed = tuple(dict.fromkeys(name for indicator in CATALOGUE.values() for name in indicator.needs))
    missing = dataset.missing(needed)
    empty = [name for name, account in dataset.accepted.items() if account.supplied and account.rows.is_empty()]
    absent = Text(cs="údaj chybí: tabulka {label} ({name}; dodá koordinátor)",
                  en="missing: table {label} ({name}; the coordinator supplies it)")  # fmt: skip
    void = Text(
        cs="tabulka {label} je prázdná ({name}; koordinátor potvrdí, že nebylo co zapsat)",
        en="table {label} is empty ({name}; the coordinator confirms that there was nothing to record)",
    )
    return [
        Text(
            cs=said.fill("cs", label=TABLES[name].label.cs, name=name),
            en=said.fill("en", label=TABLES[name].label.en, name=name),
        )
        for said, names in ((absent, missing), (void, empty))
        for name in names
    ]


def _rows_left_out(dataset: Dataset) -> list[Text]:
    rejected = dataset.rejected.select("table", "source_row").unique().height
    if not rejected:
        return []
    cs, en = ROW.count(rejected, "cs"), ROW.count(rejected, "en")
    return [
        Text(
            cs=f"{cs} v záznamech {_BREAKS.form(rejected, 'cs')} (opraví ten, kdo je zapsal; seznam je v "
            "passport.json)",
            en=f"{en} of the records {_BREAKS.form(rejected, 'en')} (whoever entered them; list in passport.json)",
        )
    ]


def _untracked(reading: Reading) -> list[Text]:
    """A tenth of the hours without a place is more than walking between places."""
    untracked, all_hours = (reading.figure("hours_balance", id, "period") for id in ("untracked", "hours_in"))
    if not untracked or untracked.value < 0.1 * all_hours.value:
        return []
    shown, of_all = untracked.bare(), all_hours.bare()
    return [
        Text(
            cs=f"{shown} {of(all_hours.value, 'cs')} {of_all} vykázaných osobohodin nemá záznam místa (doplní mentor)",
            en=f"{shown} of {of_all} person-hours on shift have no record of place (the mentor completes them)",
        )
    ]


def _unexplained(reading: Reading) -> list[Text]:
    difference = reading.figure("funding_parts_sum", "difference")
    if not difference or difference.value == 0:
        return []
    amount = difference.show()
    return [
        Text(
            cs=f"součet zveřejněných zdrojů financování nesouhlasí s celkovými náklady: rozdíl {amount} (vysvětlí "
            "rozhodnutí o poskytnutí dotace, dodá koordinátor)",
            en=f"the published funding parts do not add up to the total: a difference of {amount} (to be "
            "explained by the grant decision; the coordinator supplies it)",
        )
    ]


def _unconfirmed(dataset: Dataset, period: Period, reading: Reading) -> list[Text]:
    project = dataset.project
    lines = []
    if not period.confirmed:
        lines.append(
            Text(cs="data období a termín zprávy nejsou doloženy (rozhodnutí o poskytnutí dotace, dodá koordinátor)",
                 en="dates of the period and of the report are not confirmed (grant decision, from the coordinator)")
        )  # fmt: skip
    lines_unsure = project.frames["budget_lines"].filter(~pl.col("confirmed")).height
    if not project.indirect_rate_confirmed or not project.total_confirmed or lines_unsure:
        lines.append(
            Text(cs="závazný rozpočet, jeho položky a paušál nepřímých nákladů nejsou doloženy (rozhodnutí o "
            "poskytnutí dotace, dodá koordinátor)",
                 en="the binding budget, its lines and the flat rate are not confirmed (grant decision, from the "
                 "coordinator)")
        )  # fmt: skip
    places = project.frames["localities"].filter(~pl.col("confirmed")).height
    if places:
        lines.append(
            Text(cs=f"vymezení lokalit není doloženo (počet: {number(places, 'cs')}; potvrdí mentor)",
                 en=f"localities are not confirmed (number: {number(places, 'en')}; the mentor confirms)")
        )  # fmt: skip
    days = reading.rows("teaching_days", "unconfirmed", "period", "school")["value"].max()
    if isinstance(days, float) and days:
        lines.append(
            Text(cs=f"nepotvrzené vyučovací dny v období: {number(days, 'cs')} (potvrdí škola)",
                 en=f"unconfirmed teaching days in the period: {number(days, 'en')} (the school confirms)")
        )  # fmt: skip
    return lines
