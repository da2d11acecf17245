"""What is missing in a report, and who supplies it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from apk_lib.checks import WORDING
from apk_lib.dataset import Dataset
from apk_lib.findings import KEY_SEPARATOR
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import narrative_name
from apk_lib.labels import ROW, Reading
from apk_lib.periods import Period
from apk_lib.prose import of
from apk_lib.rules import RULES
from apk_lib.tables import SHAPES, SHAPES_LABEL, TABLES
from apk_lib.text import Noun, Text, day, number

_BREAKS = Noun(
    cs=("porušuje pravidla a nepočítá se", "porušují pravidla a nepočítají se", "porušuje pravidla a nepočítá se",
        "porušuje pravidla a nepočítá se"),
    en=("breaks a rule and does not count", "break rules and do not count"),
)  # fmt: skip

# whose records they are; the coordinator keeps everything else
_MENTOR = Text(cs="prověří mentor", en="the mentor looks into it")
_SURVEYOR = Text(cs="prověří zpracovatel šetření", en="whoever ran the survey looks into it")
_COORDINATOR = Text(cs="prověří koordinátor", en="the coordinator looks into it")
_FIELD = ("shifts", "shift_crew", "visits", "visit_crew", "contacts", "gps_fixes", "events")
_SURVEY = ("survey_waves", "survey_respondents", "survey_answers")
_MENDS = dict.fromkeys(_FIELD, _MENTOR) | dict.fromkeys(_SURVEY, _SURVEYOR)
# said of a place: nobody can mend it without knowing which one
_OF_PLACES = ("overlapping_localities", "locality_without_polygon")
_NAMED = 5  # places told by name
_EVERY_TABLE = (*TABLES, SHAPES, "project")
# these are told in words of their own
_TOLD = ("parts_sum_to_total",)


def gaps(dataset: Dataset, period: Period, reading: Reading, about: Collection[str] | None = None) -> tuple[str, ...]:
    """One line a gap, the most weighty first: what is missing (who supplies it).

    A document `about` some tables tells of those only.
    """
    if about is not None:
        of_tables = [*_missing_tables(dataset, about), *_warnings(dataset, reading, about)]
        return tuple(line(reading.lang) for line in of_tables)
    lines = [
        *_not_over(dataset, period),
        *_missing_tables(dataset),
        *_rows_left_out(dataset),
        *_unexplained(dataset, reading),
        *_warnings(dataset, reading),
        *_untracked(reading),
        *_unconfirmed(dataset, period, reading),
        *_waived(dataset),
        *_strip(dataset),
        *_unplaced(dataset, period),
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


def _missing_tables(dataset: Dataset, about: Collection[str] = _EVERY_TABLE) -> list[Text]:
    needed = tuple(dict.fromkeys(name for indicator in CATALOGUE.values() for name in indicator.needs))
    supplied = {name for name, account in dataset.accepted.items() if account.supplied}
    # nobody owes GPS; but fixes without polygons say nothing
    missing = [name for name in dataset.missing(needed) if name != "gps_fixes"]
    missing = [name for name in missing if name != SHAPES or "gps_fixes" in supplied]
    missing = [name for name in missing if name in about]
    labels = {name: table.label for name, table in TABLES.items()} | {SHAPES: SHAPES_LABEL}
    # that nothing was waived, or no question reworded, needs no confirmation
    told = supplied.intersection(about) - {"waivers", "survey_wordings"}
    empty = [name for name in dataset.accepted if name in told and dataset.table(name).is_empty()]
    absent = Text(cs="údaj chybí: tabulka {label} ({name}; dodá koordinátor)",
                  en="missing: table {label} ({name}; the coordinator supplies it)")  # fmt: skip
    void = Text(
        cs="tabulka {label} je prázdná ({name}; koordinátor potvrdí, že nebylo co zapsat)",
        en="table {label} is empty ({name}; the coordinator confirms that there was nothing to record)",
    )
    return [
        Text(
            cs=said.fill("cs", label=labels[name].cs, name=name),
            en=said.fill("en", label=labels[name].en, name=name),
        )
        for said, names in ((absent, missing), (void, empty))
        for name in names
    ]


def _rows_left_out(dataset: Dataset) -> list[Text]:
    rejected = dataset.rows_rejected
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


def _strip(dataset: Dataset) -> list[Text]:
    if dataset.logo is not None:
        return []
    return [
        Text(
            cs="pruh log poskytovatele chybí (do složky projektu vloží assets/logolink.png nebo .svg koordinátor)",
            en="the funder's logo strip is missing (the coordinator puts assets/logolink.png or .svg into the folder "
            "of the project)",
        )
    ]


def _unplaced(dataset: Dataset, period: Period) -> list[Text]:
    """Words under headings that name no place of the report."""
    file = narrative_name(period.id)
    return [
        Text(
            cs=f"text pod nadpisem „{heading}“ zpráva nemá kam dát ({file}; nadpis opraví koordinátor)",
            en=f"the report has no place for the text under “{heading}” ({file}; the coordinator corrects the heading)",
        )
        for heading in (dataset.narrative.unplaced if dataset.narrative else ())
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


def _warnings(dataset: Dataset, reading: Reading, about: Collection[str] = _EVERY_TABLE) -> list[Text]:
    """One line a rule and a table: what is wrong with how many rows or with which places, and who looks into it."""
    told = pl.col("table").is_in(about) & ~pl.col("rule").is_in(_TOLD)
    warnings = dataset.findings.filter(pl.col("severity") == "warning", told)
    standing = warnings.filter(pl.col("waiver").is_null())
    by_rule = standing.group_by("rule", "table", maintain_order=True).agg(pl.len(), "key")
    said = Text(
        cs="{says}{places} ({label}, počet: {count}; {who})", en="{says}{places} ({label}, number: {count}; {who})"
    )
    return [
        Text(
            cs=said.fill("cs", says=RULES[rule].says.cs, label=TABLES[table].label.cs, count=number(count, "cs"),
                         who=_MENDS.get(table, _COORDINATOR).cs, places=_places(rule, keys, reading)),
            en=said.fill("en", says=RULES[rule].says.en, label=TABLES[table].label.en, count=number(count, "en"),
                         who=_MENDS.get(table, _COORDINATOR).en, places=_places(rule, keys, reading)),
        )
        for rule, table, count, keys in by_rule.iter_rows()
    ]  # fmt: skip


def _places(rule: str, keys: list[str], reading: Reading) -> str:
    """The places a rule speaks of, by their names in the reader's language; of many only some."""
    if rule not in _OF_PLACES:
        return ""
    named = [
        " × ".join(reading.labels.name("locality", place) for place in key.split(KEY_SEPARATOR))
        for key in keys[:_NAMED]
    ]
    return f": {', '.join(named)}{', …' if len(keys) > _NAMED else ''}"


def _waived(dataset: Dataset) -> list[Text]:
    """One line a waiver in force: what it waives, how many times, why and until when."""
    worded = dataset.table("waivers").select("rule", "reason", "approved_by", "valid_to_period", waiver=WORDING)
    met = dataset.findings.drop_nulls("waiver").group_by("rule", "waiver", maintain_order=True).len()
    granted = met.join(worded.unique(["rule", "waiver"]), on=["rule", "waiver"], maintain_order="left")
    columns = ("rule", "len", "reason", "approved_by", "valid_to_period")
    return [
        Text(
            cs=f"výjimka do konce {until}: {RULES[rule].says.cs} (počet: {number(count, 'cs')}; důvod: {reason}; "
            f"schválení: {office})",
            en=f"waived to the end of {until}: {RULES[rule].says.en} (number: {number(count, 'en')}; reason: {reason}; "
            f"approved by: {office})",
        )
        for rule, count, reason, office, until in granted.select(columns).iter_rows()
    ]


def _unexplained(dataset: Dataset, reading: Reading) -> list[Text]:
    difference = reading.figure("funding_parts_sum", "difference")
    waived = dataset.findings.filter(pl.col("rule") == "parts_sum_to_total", pl.col("waiver").is_not_null())
    if not difference or difference.value == 0 or len(waived):
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
