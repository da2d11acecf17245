"""What is missing in a report, and who supplies it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from apk_lib.checks import WORDING
from apk_lib.dataset import Dataset
from apk_lib.findings import KEY_SEPARATOR
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import PLAN, PROBLEMS, narrative_name
from apk_lib.labels import ROW, Reading
from apk_lib.periods import Period
from apk_lib.prose import of
from apk_lib.prose.evidence import called, supplier
from apk_lib.rules import RULES
from apk_lib.tables import SHAPES, TABLES
from apk_lib.text import DASH, LANGUAGES, Lang, Noun, Text, day, number

_BREAKS = Noun(
    cs=("porušuje pravidla a nepočítá se", "porušují pravidla a nepočítají se", "porušuje pravidla a nepočítá se",
        "porušuje pravidla a nepočítá se"),
    en=("breaks a rule and does not count", "break rules and do not count"),
)  # fmt: skip

# said of a place: nobody can mend it without knowing which one
_OF_PLACES = ("overlapping_localities", "locality_without_polygon")
_FOUND = Noun(cs=("nález", "nálezy", "nálezů", "nálezu"), en=("finding", "findings"))
_MORE = Noun(cs=("další", "další", "dalších", "dalších"), en=("another", "another"))
_WORDS = {PROBLEMS: Text(cs="problémy", en="problems"), PLAN: Text(cs="plán", en="plan")}
_ON_PAGE_ONE = 6
_HAPPENED = ("shifts", "visits", "events", "expenses", "survey_answers")
_NAMED = 5  # places told by name
_EVERY_TABLE = (*TABLES, SHAPES, "project")
# these are told in words of their own
_TOLD = ("parts_sum_to_total",)


def gaps(dataset: Dataset, period: Period, reading: Reading, about: Collection[str] | None = None) -> tuple[str, ...]:
    """One line a gap, the most weighty first: what is missing (who supplies it).

    A document `about` some tables tells of those only.
    """
    if about is not None:
        of_tables = [
            *_missing_tables(dataset, about),
            *_empty_tables(dataset, about),
            *_warnings(dataset, reading, about),
        ]
        return tuple(line(reading.lang) for line in of_tables)
    lines = [
        *_not_over(dataset, period),
        *_unexplained(dataset, reading),
        *_missing_tables(dataset),
        *_undecided(dataset, period),
        *_strip(dataset),
        *_unwritten(dataset, period),
        *_disagreeing(reading),
        *_unplaced(dataset, period),
        *_empty_tables(dataset),
        *_rows_left_out(dataset),
        *_unconfirmed(dataset, reading),
        *_untracked(reading),
        *_warnings(dataset, reading),
        *_waived(dataset),
    ]
    return tuple(line(reading.lang) for line in lines)


def foremost(lines: tuple[str, ...], lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The gaps that the first page tells, the last line saying how many more there are, and those others."""
    if len(lines) <= _ON_PAGE_ONE + 1:
        return lines, ()
    others = lines[_ON_PAGE_ONE:]
    more = Text(cs="a {more} {n} v záznamech: oddíl Doklady a opravy",
                en="and {more} {n} in the records: section Evidence and corrections")  # fmt: skip
    n = len(others)
    return (*lines[:_ON_PAGE_ONE], more.fill(lang, more=_MORE.form(n, lang), n=_FOUND.count(n, lang))), others


def has_records(dataset: Dataset) -> bool:
    """Whether anything that happened is recorded at all."""
    return any(len(dataset.table(name)) for name in _HAPPENED)


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
    # nobody owes GPS; but fixes without polygons say nothing; that nothing was waived needs no table
    missing = [name for name in dataset.missing(needed) if name not in ("gps_fixes", "waivers") and name in about]
    missing = [name for name in missing if name != SHAPES or "gps_fixes" in supplied]
    absent = Text(cs="údaj chybí: tabulka {label} ({name}; dodá {who})",
                  en="missing: table {label} ({name}; {who} supplies it)")  # fmt: skip
    return [_many(missing)] if about is _EVERY_TABLE and len(missing) > _NAMED else _each(absent, missing)


def _empty_tables(dataset: Dataset, about: Collection[str] = _EVERY_TABLE) -> list[Text]:
    supplied = {name for name, account in dataset.accepted.items() if account.supplied}
    # that nothing was waived, or no question reworded, needs no confirmation
    told = supplied.intersection(about) - {"waivers", "survey_wordings"}
    void = Text(
        cs="tabulka {label} je prázdná ({name}; {who} potvrdí, že nebylo co zapsat)",
        en="table {label} is empty ({name}; {who} confirms that there was nothing to record)",
    )
    return _each(void, [name for name in dataset.accepted if name in told and dataset.table(name).is_empty()])


def _many(missing: list[str]) -> Text:
    said = Text(cs="chybí provozní tabulky ({n}), dodá je {names}",
                en="operational tables are missing ({n}), to be supplied by {names}")  # fmt: skip
    owed: dict[Text, list[str]] = {}
    for name in missing:
        owed.setdefault(supplier(name), []).append(name)
    names = {
        lang: "; ".join(
            f"{who(lang)}: {', '.join(f'{called(name, lang)} ({name})' for name in theirs)}"
            for who, theirs in owed.items()
        )
        for lang in LANGUAGES
    }
    return Text(*(said.fill(lang, n=number(len(missing), lang), names=names[lang]) for lang in LANGUAGES))


def _each(said: Text, names: list[str]) -> list[Text]:
    return [
        Text(
            cs=said.fill("cs", label=called(name, "cs"), name=name, who=supplier(name).cs),
            en=said.fill("en", label=called(name, "en"), name=name, who=supplier(name).en),
        )
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
    """Words for which the report has no place: under a heading it does not know, or under none."""
    file = narrative_name(period.id)
    return [
        Text(
            cs=f"text u „{heading}“ zpráva nemá kam dát ({file}; koordinátor jej dá pod nadpis aktivity, problémů nebo "
            "plánu)",
            en=f"the report has no place for the text at “{heading}” ({file}; the coordinator puts it under the "
            "heading of an activity, the problems or the plan)",
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
        cs="{says}{places} ({label}, počet: {count}; prověří {who})",
        en="{says}{places} ({label}, number: {count}; {who} looks into it)",
    )
    return [
        Text(
            cs=said.fill("cs", says=RULES[rule].says.cs, label=TABLES[table].label.cs, count=number(count, "cs"),
                         who=supplier(table).cs, places=_places(rule, keys, reading)),
            en=said.fill("en", says=RULES[rule].says.en, label=TABLES[table].label.en, count=number(count, "en"),
                         who=supplier(table).en, places=_places(rule, keys, reading)),
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


def _undecided(dataset: Dataset, period: Period) -> list[Text]:
    """What only the grant decision confirms."""
    project = dataset.project
    unsure = project.frames["budget_lines"].filter(~pl.col("confirmed")).height
    ours = {
        (one.indicator, one.measure)
        for one in project.programme.indicators
        if one.reported_by == "beneficiary" and one.indicator
    }
    aimed = set(project.frames["targets"].select("indicator", "measure").iter_rows())
    lacking = [
        text
        for text, open in (
            (Text(cs="data období a termín zprávy", en="dates of the period and of the report"), not period.confirmed),
            (Text(cs="závazný rozpočet, jeho položky a paušál nepřímých nákladů",
                  en="the binding budget, its lines and the flat rate"),
             not project.indirect_rate_confirmed or not project.total_confirmed or unsure > 0),
            (Text(cs="cílové hodnoty ukazatelů programu", en="targets of the programme's indicators"),
             bool(ours - aimed)),
        )
        if open
    ]  # fmt: skip
    said = Text(cs="nejsou doloženy: {what} (rozhodnutí o poskytnutí dotace, dodá koordinátor)",
                en="not confirmed: {what} (the grant decision; the coordinator supplies it)")  # fmt: skip
    told = {lang: "; ".join(text(lang) for text in lacking) for lang in LANGUAGES}
    return [Text(*(said.fill(lang, what=told[lang]) for lang in LANGUAGES))] if lacking else []


def _unwritten(dataset: Dataset, period: Period) -> list[Text]:
    """The places of the report that wait for the coordinator's own words."""
    written = dataset.narrative.places if dataset.narrative else {}
    known = dataset.project.frames["key_activities"]["key_activity"].to_list()
    silent = [id for id in known if id not in written]
    run = [f"{silent[0]}{DASH}{silent[-1]}"] if len(silent) > 2 and silent == known else silent
    others = [text for place, text in _WORDS.items() if place not in written]
    if not run and not others:
        return []
    said = Text(
        cs="vlastní slova koordinátora chybí: {what} ({file}; dodá koordinátor)",
        en="the coordinator's own words are missing: {what} ({file}; the coordinator supplies them)",
    )
    told = {lang: ", ".join([*run, *(text(lang) for text in others)]) for lang in LANGUAGES}
    return [Text(*(said.fill(lang, what=told[lang], file=narrative_name(period.id)) for lang in LANGUAGES))]


def _disagreeing(reading: Reading) -> list[Text]:
    """The months of the period in which timesheets, shifts and wages of some persons differ."""
    by_month = reading.rows("reconciliation", "agree", "period", "month").sort("category_1")
    apart = [
        (f"{int(month[5:])}/{month[:4]}", all - agree)
        for month, agree, all in by_month.select("category_1", "numerator", "denominator").iter_rows()
        if month and all and all > agree
    ]
    if not apart:
        return []
    said = Text(cs="výkaz, směny a mzda nesouhlasí: {months} (dodá koordinátor)",
                en="timesheet, shifts and wage do not agree: {months} (the coordinator supplies it)")  # fmt: skip
    told = {lang: ", ".join(f"{month} ({number(n, lang)})" for month, n in apart) for lang in LANGUAGES}
    return [Text(*(said.fill(lang, months=told[lang]) for lang in LANGUAGES))]


def _unconfirmed(dataset: Dataset, reading: Reading) -> list[Text]:
    project = dataset.project
    lines = []
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
