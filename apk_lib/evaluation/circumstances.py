"""What stands around the answers: the limits of what can be concluded, and how good the data are."""

from __future__ import annotations

from datetime import date

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import ROW, Reading
from apk_lib.periods import local_day
from apk_lib.prose import Finding, of
from apk_lib.prose.answers import left_unanswered
from apk_lib.prose.behind_change import answered, caveats
from apk_lib.sheets import Sheet
from apk_lib.tables import SHEET_TABLES, TABLES
from apk_lib.tables.codes import CONTEXT_KINDS
from apk_lib.text import NBSP, Lang, Noun, Text, day, listing, number, percent

_CIRCUMSTANCE = Noun(cs=("okolnost", "okolnosti", "okolností", "okolnosti"), en=("circumstance", "circumstances"))
_RESTRICTIONS = CONTEXT_KINDS | {"schools": Text(cs="uzavření škol", en="school closures")}
_LIMIT = Noun(cs=("omezuje", "omezují", "omezuje", "omezuje"), en=("limits", "limit"))


def limits(dataset: Dataset, reading: Reading) -> Finding:
    """What keeps the results from saying more: comparability, what else happened, what no document confirms."""
    lang = reading.lang
    said = (
        dataset.project.limits(lang), _comparison(dataset, lang), _peak(dataset, lang), caveats(reading),
        _emergencies(dataset, reading), _unconfirmed(dataset, lang), _generated(dataset, lang),
    )  # fmt: skip
    told = tuple(text for text in said if text)
    heading = Text(cs="Výklad výsledků {limit} {n}", en="{n} {limit} what the results can say").fill(
        lang, limit=_LIMIT.form(len(told), lang), n=_CIRCUMSTANCE.count(len(told), lang)
    )
    return Finding(heading, told, ())


def _kinds(dataset: Dataset, kind: str) -> pl.DataFrame:
    return dataset.table("localities").filter(pl.col("kind") == kind)


def _comparison(dataset: Dataset, lang: Lang) -> str:
    if len(_kinds(dataset, "comparison")):
        return ""
    return Text(
        cs="Projekt nemá srovnávací lokalitu: o změnách v rizikových lokalitách proto nelze říci, zda by nastaly i bez "
        "asistentů.",
        en="The project has no comparison locality: whether changes in the risk localities would have come without the "
        "assistants cannot be told.",
    )(lang)


def _peak(dataset: Dataset, lang: Lang) -> str:
    risk = _kinds(dataset, "risk").sort("locality")
    chosen, unknown = (risk.filter(holds) for holds in (pl.col("chosen_by_peak"), pl.col("chosen_by_peak").is_null()))
    silent = Text(
        cs="Jak byly vybrány tyto rizikové lokality, není zapsáno: {places}. Vybral-li je někdo po zlém roce, čísla by "
        "se zlepšila sama (návrat k průměru).",
        en="How these risk localities were chosen is not recorded: {places}. Were they chosen after a bad year, "
        "figures would improve by themselves (regression to the mean).",
    )
    peak = Text(
        cs="Pro výkyv byly vybrány lokality: {places}. Po výjimečně zlém roce se čísla zlepší sama (návrat k průměru).",
        en="Chosen after a peak: {places}. After an exceptionally bad year figures improve by themselves (regression "
        "to the mean).",
    )
    said = [text.fill(lang, places=listing(rows[f"name_{lang}"].to_list(), lang))
            for text, rows in ((peak, chosen), (silent, unknown)) if len(rows)]  # fmt: skip
    return " ".join(said)


def _emergencies(dataset: Dataset, reading: Reading) -> str:
    """For how many days of the project, and of each fieldwork, states of emergency and restrictions were in force."""
    lang, project = reading.lang, dataset.project
    events = dataset.table("context_events")
    end = min(project.end, dataset.as_of)
    days = {kind: _days(events.filter(pl.col("kind") == kind)) for kind in _RESTRICTIONS}
    inside = {kind: _within(days[kind], project.start, end) for kind in _RESTRICTIONS}
    said = [f"{label(lang)}{NBSP}{number(inside[kind], lang)}" for kind, label in _RESTRICTIONS.items() if inside[kind]]
    if not said:
        return ""
    return Text(
        cs="Omezení v době projektu, ve dnech: {said}. {surveyed} Pohyb lidí i páchání přestupků se v těch dnech "
        "měnily i bez asistentů.",
        en="Restrictions in the time of the project, in days: {said}. {surveyed} On those days the movement of people "
        "and offences changed without the assistants too.",
    ).fill(lang, said=", ".join(said), surveyed=_fieldwork(dataset, set().union(*days.values()), reading))


def _days(events: pl.DataFrame) -> set[date]:
    spans = events.select(day=pl.date_ranges("start", "end")).explode("day") if len(events) else None
    return set(spans["day"]) if spans is not None else set()


def _within(days: set[date], start: date, end: date) -> int:
    return sum(start <= one <= end for one in days)


def _fieldwork(dataset: Dataset, days: set[date], reading: Reading) -> str:
    """How many of those days fell into the fieldwork of each wave of the survey."""
    waves = dataset.table("survey_waves").sort("starts").select("wave", "starts", "ends").iter_rows()
    touched = {wave: _within(days, starts, ends) for wave, starts, ends in waves}
    if touched and not any(touched.values()):
        return Text(cs="Při sběru odpovědí žádné neplatilo.", en="None was in force during fieldwork.")(reading.lang)
    text = Text(cs="Při sběru odpovědí jich bylo: {said}.", en="During fieldwork there were: {said}.")
    each = [f"{number(n, reading.lang)} ({reading.labels.name('wave', wave)})" for wave, n in touched.items()]
    return text.fill(reading.lang, said=listing(each, reading.lang)) if each else ""


def _unconfirmed(dataset: Dataset, lang: Lang) -> str:
    """How many rows of which tables no document confirms."""
    counts = []
    for name, table in TABLES.items():
        if "confirmed" in table.schema.columns():
            rows = dataset.table(name).filter(~pl.col("confirmed")).height
            if rows:
                counts.append(f"{table.label(lang)}{NBSP}{number(rows, lang)}")
    text = Text(cs="Žádný dokument nedokládá tyto řádky: {counts}.", en="No document confirms these rows: {counts}.")
    return text.fill(lang, counts=", ".join(counts)) if counts else ""


def _generated(dataset: Dataset, lang: Lang) -> str:
    names = [source.table for source in dataset.sources if source.synthetic]
    if not names and not dataset.project.synthetic:
        return ""
    return Text(
        cs="Provozní záznamy jsou ukázkové (syntetické): odpovědi ukazují postup, o skutečném městě neříkají nic.",
        en="The operational records are a sample (synthetic): the answers show the procedure and say nothing of the "
        "real town.",
    )(lang)


def quality(dataset: Dataset, reading: Reading) -> Finding:
    """How many rows were used and set aside, who answered the survey, what GPS covers, what nobody supplied."""
    lang = reading.lang
    used, rejected = sum(len(one.rows) for one in dataset.accepted.values()), dataset.rows_rejected
    some = Text(
        cs="Do výpočtů vstoupilo {used}; pro porušení pravidel se nepočítá {rejected}",
        en="{used} went into the figures; {rejected} do not count for breaking a rule",
    )
    none = Text(
        cs="Do výpočtů vstoupilo {used}; žádný zapsaný řádek pravidla neporušil",
        en="{used} went into the figures; no row recorded broke a rule",
    )
    heading = (some if rejected else none).fill(lang, used=ROW.count(used, lang), rejected=number(rejected, lang))
    said = (_corrections(dataset, lang), answered(reading), left_unanswered(reading), _tracked(reading),
            _absent(dataset, lang), _last_entry(dataset, lang))  # fmt: skip
    return Finding(heading, tuple(text for text in said if text), ())


def _corrections(dataset: Dataset, lang: Lang) -> str:
    counts = {
        name: number(sum(getattr(one, name) for one in dataset.accepted.values()), lang)
        for name in ("late", "superseded", "withdrawn", "duplicates")
    }
    waived = dataset.findings.filter(pl.col("severity") == "warning")
    return Text(
        cs="Nahrazeno opravou: {superseded}, zrušeno: {withdrawn}, opakováno: {duplicates}, zapsáno až po stavu "
        "zprávy: {late}. Upozornění na řádky, které platí, ale stojí za prověření: {warnings}.",
        en="Superseded by a correction: {superseded}, withdrawn: {withdrawn}, repeated: {duplicates}, recorded after "
        "the as-of date: {late}. Warnings on rows that count but deserve a look: {warnings}.",
    ).fill(lang, warnings=number(len(waived), lang), **counts)


def _tracked(reading: Reading) -> str:
    tracked, hours_in = reading.figure("gps_tracking", "tracked"), reading.figure("hours_balance", "hours_in")
    if not tracked or not hours_in:
        return Text(cs="Záznamy přítomnosti GPS neověřuje.", en="No GPS checks the records of presence.")(reading.lang)
    return Text(
        cs="GPS ověřuje {tracked} {of} {hours_in} odsloužených osobohodin; zbytek stojí jen na záznamech týmu.",
        en="GPS checks {tracked} {of} {hours_in} person-hours served; the rest stands on the team's records alone.",
    ).fill(
        reading.lang, tracked=tracked.bare(), of=of(hours_in.value, reading.lang), hours_in=hours_in.bare()
    )  # fmt: skip


def _absent(dataset: Dataset, lang: Lang) -> str:
    needed = tuple(dict.fromkeys(name for indicator in CATALOGUE.values() for name in indicator.needs))
    owed = [name for name in dataset.missing(needed) if name in TABLES]
    text = Text(cs="Nedodané tabulky: {tables}.", en="Tables nobody supplied: {tables}.")
    return text.fill(lang, tables=", ".join(TABLES[name].label(lang) for name in owed)) if owed else ""


def last_entry(dataset: Dataset) -> date | None:
    """The local day of the latest record of the operation, as known; None without any."""
    frames = [one.rows for name, one in dataset.accepted.items() if TABLES[name].recorded]
    days = [frame.select(local_day(pl.col("recorded_at")).max()).item() for frame in frames if len(frame)]
    return max(days, default=None)


def _last_entry(dataset: Dataset, lang: Lang) -> str:
    latest = last_entry(dataset)
    if latest is None:
        return ""
    return Text(cs="Poslední záznam byl zapsán {day}.", en="The last record was entered on {day}.").fill(
        lang, day=day(latest, lang)
    )


def rows_table(dataset: Dataset, reading: Reading) -> Sheet:
    """The account of rows: how many of each table were used, set aside, late, corrected."""
    lang = reading.lang
    rejected = dict(dataset.rejected.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
    rows = []
    for name, one in dataset.accepted.items():
        if name in SHEET_TABLES or not (one.supplied or name in rejected):
            continue
        set_aside = rejected.get(name, 0)
        share = percent(set_aside / (set_aside + len(one.rows)), lang, 1) if set_aside else number(0, lang)
        counts = (len(one.rows), set_aside, one.late, one.superseded, one.withdrawn, one.duplicates)
        first, second, *rest = (number(count, lang) for count in counts)
        rows.append((TABLES[name].label(lang), first, second, share, *rest))
    heads = (
        Text(cs="Tabulka", en="Table"), Text(cs="Použité řádky", en="Rows used"), Text(cs="Odmítnuté", en="Rejected"),
        Text(cs="Podíl odmítnutých", en="Share rejected"), Text(cs="Pozdě", en="Late"),
        Text(cs="Opravené", en="Superseded"), Text(cs="Zrušené", en="Withdrawn"), Text(cs="Opakované", en="Repeated"),
    )  # fmt: skip
    summary = Text(cs="Účet řádků po tabulkách ({rows})", en="The account of rows by table ({rows})")
    caption = Text(cs="Co se stalo s řádky každé tabulky.", en="What became of the rows of each table.")
    return Sheet(
        summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), tuple(head(lang) for head in heads),
        (False, *[True] * (len(heads) - 1)), tuple(rows),
    )  # fmt: skip
