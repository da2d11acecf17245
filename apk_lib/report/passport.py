"""The passport of a report: what it was made from, by which code, for whom, and who stands behind it.

It stands at the end of every format in words and tables, and as `passport.json` beside them. It never asks the clock:
the same inputs, code and parameters give the same passport. What leaves the town names no folder, no row and no count
of a table that holds personal data, only their total.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.disclosure import AUDIENCES, Audience
from apk_lib.evaluate import Figures
from apk_lib.indicators import CATALOGUE
from apk_lib.prose.evidence import called
from apk_lib.report.audiences import REASONS
from apk_lib.report.documents import PROGRESS, Document
from apk_lib.report.model import Column, Foot, Report, Table
from apk_lib.report.source_code import code_version
from apk_lib.report.state_log import LOG, STATES, Entry
from apk_lib.results import csv_text
from apk_lib.tables import TABLES
from apk_lib.text import Lang, Noun, Text, day, listing, number

PASSPORT = "passport.json"
PASSPORT_VERSION = 3
_SHOWN_COMMIT = 12
_GROUP = 16
_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_FIGURE = Noun(cs=("číslo", "čísla", "čísel", "čísla"), en=("figure", "figures"))
_SYNTHETIC = Text(cs="Ukázková (syntetická) data.", en="Sample (synthetic) data.")
_USED = Text(
    cs="Vyrobil apk-lib {code} · vstupy: {files}, otisk {fingerprint} · stav k {as_of}",
    en="Made by apk-lib {code} · inputs: {files}, fingerprint {fingerprint} · as of {as_of}",
)
_ROWS = Text(
    cs="Řádky: použito {used}, odmítnuto {rejected}, zapsáno po stavu zprávy {late}, nahrazeno opravou {superseded}, "
    "zrušeno {withdrawn}, opakovaných {duplicates}. Upozornění: {warnings}, z toho s výjimkou {waived}.",
    en="Rows: {used} used, {rejected} rejected, {late} recorded after the as-of date, {superseded} superseded by a "
    "correction, {withdrawn} withdrawn, {duplicates} repeated. Warnings: {warnings}, {waived} of them waived.",
)
_FOR = Text(cs="Verze: {audience}. {withheld}", en="Version: {audience}. {withheld}")
_WHOLE = Text(cs="Nic není vynecháno.", en="Nothing is left out.")
_WITHHELD = Text(cs="Neuvádí se {count}: {reasons}.", en="Left out: {count}, because: {reasons}.")
_VERIFY = Text(
    cs="Ověření: SHA-256 čísel (results.csv) {digest}. Zprávu ověří příkaz apk-lib verify, znovu ji vytvoří: {command}",
    en="To verify: SHA-256 of the figures (results.csv) {digest}. The command apk-lib verify verifies the report, this "
    "one makes it again: {command}",
)
_FOLDER = Text(cs="SLOŽKA_PROJEKTU", en="PROJECT_FOLDER")
_INPUTS = Text(cs="Z čeho zpráva vznikla ({count})", en="What the report was made from ({count})")
_TABLE, _NAME = Text(cs="Tabulka", en="Table"), Text(cs="Soubor", en="File")
_SHEET = Text(cs="List projektu", en="Project sheet")
_IMPORT = Text(cs="Načtení", en="Import")
_ACCOUNT = Text(cs="Co se stalo s řádky tabulek", en="What became of the rows of tables")
_PERSONAL = Text(cs="Tabulky s osobními údaji dohromady", en="Tables with personal data together")
_COUNTS: dict[str, Text] = {
    "rows_used": Text(cs="Použité", en="Used"),
    "rows_rejected": Text(cs="Odmítnuté", en="Rejected"),
    "rows_late": Text(cs="Pozdní", en="Late"),
    "rows_superseded": Text(cs="Nahrazené", en="Superseded"),
    "rows_withdrawn": Text(cs="Zrušené", en="Withdrawn"),
    "rows_duplicate": Text(cs="Opakované", en="Repeated"),
}
_DEFINITIONS = Text(cs="Verze definic ukazatelů", en="Versions of definitions of indicators")
_INDICATOR, _VERSION = Text(cs="Ukazatel", en="Indicator"), Text(cs="Verze", en="Version")
_STATE = Text(cs="Stav zprávy: {told}.", en="State of the report: {told}.")
_DRAFT = Text(cs="Stav zprávy: koncept. Nikdo ji zatím neschválil.",
              en="State of the report: draft. Nobody has approved it yet.")  # fmt: skip
_PREVIOUS = Text(
    cs="Verze {version} zprávy. Verzi {before} schválil(a) {who} {when}; otisk jejího pasu: {seal}.",
    en="Version {version} of the report. Version {before} was approved by {who} on {when}; seal of its passport: "
    "{seal}.",
)
_PREVIOUS_OUTSIDE = Text(
    cs="Verze {version} zprávy. Verze {before} byla schválena {when}; otisk jejího pasu: {seal}.",
    en="Version {version} of the report. Version {before} was approved on {when}; seal of its passport: {seal}.",
)
_STEPS = Text(cs="Kdo zprávu předložil a schválil", en="Who submitted and approved the report")
_STEP_HEADS = (Text(cs="Den", en="Day"), Text(cs="Stav", en="State"), Text(cs="Kdo", en="Who"),
               Text(cs="Důvod", en="Reason"))  # fmt: skip


def account(dataset: Dataset, figures: Figures, audience: Audience) -> dict[str, Any]:
    """Every input of a dataset with its fingerprint, what became of the rows, and what the audience does not see.

    What is not internal names files without their folders, tells origins and counts of rows only of tables without
    personal data (of the others together), and of rejected rows and warnings only how many broke which rule.
    """
    inside = audience == "internal"
    rejected = dataset.rejected_places
    # without keys and values: these may name a person
    warnings = dataset.findings.filter(pl.col("severity") == "warning")
    published = dataset.published
    return {
        "project": dataset.project.id,
        "registration_number": dataset.project.registration_number,
        "project_sheet_sha256": dataset.project_sha256,
        "fingerprint": dataset.fingerprint,
        "as_of": dataset.as_of.isoformat(),
        "synthetic": any(source.synthetic for source in dataset.sources) or dataset.project.synthetic,
        "inputs": [_input(source, inside) for source in dataset.sources],
        "imports": [{"file": _called(name, inside), "sha256": sha256} for name, sha256 in dataset.imports],
        # what was published for the town before: figures may be withheld because of it
        "published_sha256": None if inside or not published else hashlib.sha256(published.encode()).hexdigest(),
        "tables": _tables(dataset, inside),
        "rejected": rejected.select("table", "source_row", "file", "sheet", "row", "rule").to_dicts()
        if inside
        else _by_rule(rejected),
        "warnings": warnings.select("rule", "table", "row", "waiver").to_dicts() if inside else _by_rule(warnings),
        "definitions": _definitions(figures),
        "withheld": _withheld(figures),
    }


def passport_foot(
    dataset: Dataset, figures: Figures, document: Document, lang: Lang, audience: Audience = "internal"
) -> Foot:
    """The passport as it stands at the end of a report, all but its state, which is added as steps are taken.

    Args:
        dataset: what the report was made from.
        figures: what it shows, after the guard of its audience.
        document: the kind of report.
        lang: the language of the report.
        audience: whom it is for.
    """
    said = account(dataset, figures, audience)
    used = _USED.fill(
        lang, code=_code(lang), files=_FILE.count(len(dataset.sources) + 1, lang),
        fingerprint=dataset.fingerprint[:_GROUP], as_of=day(dataset.as_of, lang),
    )  # fmt: skip
    verify = _VERIFY.fill(
        lang,
        digest=hashlib.sha256(csv_text(figures.results).encode()).hexdigest(),
        command=_command(dataset, figures, document, lang, audience),
    )
    lines = (used, _rows_told(dataset, lang), _audience_told(audience, said["withheld"], lang), verify)
    mark = (_SYNTHETIC(lang),) if figures.results["synthetic"].any() else ()
    tables = (_inputs_table(said, lang), _account_table(said, lang), _definitions_table(said, lang))
    return Foot(lines + mark, tables)


def stamped(report: Report, steps: Sequence[Entry], passport: Mapping[str, Any]) -> Report:
    """The report with its state in the passport: who submitted and approved it and when, and the version before it.

    The model that is stored never holds the state, so that it stays what the notebook made. Outside the town the way
    to an approval, its reasons and the names are nobody's business: it is told the last state and its day alone.
    """
    lang, foot = report.front.lang, report.foot
    inside = passport["audience"] == "internal"
    lines = (*foot.lines, _state_told(steps, lang, inside), *_previous_told(passport, lang))
    rows = tuple((_day_of(one, lang), STATES[one.state](lang), one.name, one.reason) for one in steps)
    told = (_table(_STEPS(lang), [head(lang) for head in _STEP_HEADS], rows, open=True),) if rows and inside else ()
    return replace(report, foot=Foot(lines, (*foot.tables, *told)))


def seal(passport: Mapping[str, Any]) -> str:
    """SHA-256 of everything in a passport that a change of state leaves as it is: what somebody submits or approves."""
    lasting = {name: value for name, value in passport.items() if name != "state"}
    lasting["files"] = {name: sha256 for name, sha256 in passport["files"].items() if not holds_state(name)}
    return hashlib.sha256(json.dumps(lasting, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def holds_state(file: str) -> bool:
    """Whether a file of a report changes with its state: a format that tells of it, or the log."""
    return file == LOG or (file.startswith("report.") and not file.endswith((".json", ".ipynb")))


def passport_text(passport: Mapping[str, Any]) -> str:
    """A passport as the text of its file."""
    return json.dumps(passport, ensure_ascii=False, indent=2) + "\n"


def _input(source: Any, inside: bool) -> dict[str, Any]:
    told = inside or not _is_personal(source.table)
    return {
        "table": source.table,
        "file": _called(source.name, inside),
        "sha256": source.sha256,
        "synthetic": source.synthetic,
        "origin": source.origin if told else "",
        "terms": source.terms if told else "",
        "described_by": source.described_by and _called(source.described_by, inside),
        "described_sha256": source.described_sha256,
    }


def _called(name: str, inside: bool) -> str:
    return name if inside else name.rpartition("/")[2]


def _is_personal(table: str) -> bool:
    # a file that is no table of the catalogue holds shapes or the coordinator's words
    return table in TABLES and bool(TABLES[table].personal)


def _tables(dataset: Dataset, inside: bool) -> list[dict[str, Any]]:
    rejected = dict(dataset.rejected_places.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
    rows = [
        {
            "table": name, "rows_used": len(state.rows), "rows_rejected": rejected.get(name, 0),
            "rows_late": state.late, "rows_superseded": state.superseded, "rows_withdrawn": state.withdrawn,
            "rows_duplicate": state.duplicates,
        }
        for name, state in dataset.accepted.items()
        if state.supplied or name in rejected
    ]  # fmt: skip
    if inside:
        return rows
    personal = [row for row in rows if _is_personal(row["table"])]
    together = {"table": "", **{count: sum(row[count] for row in personal) for count in _COUNTS}}
    return [*(row for row in rows if row not in personal), together]


def _by_rule(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return rows.group_by("rule").agg(rows=pl.len()).sort("rule").to_dicts()


def _definitions(figures: Figures) -> dict[str, int]:
    """The version of the definition by which each indicator was counted."""
    columns = ["indicator", "definition_version"]
    both = pl.concat([frame.select(columns) for frame in (figures.results, figures.curves)])
    return dict(both.unique().sort(columns).iter_rows())


def _withheld(figures: Figures) -> dict[str, int]:
    counts = dict(figures.withheld.group_by("reason").len().iter_rows())
    return {reason: counts[reason] for reason in REASONS if reason in counts}


def _code(lang: Lang) -> str:
    code = code_version()
    commit, sha256 = code["commit"][:_SHOWN_COMMIT], code["sha256"][:_SHOWN_COMMIT]
    # the commit alone would be silent about a file changed since
    revision = Text(cs="revize {commit}, ", en="commit {commit}, ").fill(lang, commit=commit) if commit else ""
    said = Text(cs="{version} ({revision}otisk programu {sha256})", en="{version} ({revision}fingerprint {sha256})")
    return said.fill(lang, version=code["version"], revision=revision, sha256=sha256)


def _rows_told(dataset: Dataset, lang: Lang) -> str:
    warnings = dataset.findings.filter(pl.col("severity") == "warning")
    counts = {name: sum(getattr(one, name) for one in dataset.accepted.values())
              for name in ("late", "superseded", "withdrawn", "duplicates")}  # fmt: skip
    counts |= {
        "used": sum(len(one.rows) for one in dataset.accepted.values()),
        "rejected": dataset.rows_rejected, "warnings": len(warnings), "waived": warnings["waiver"].count(),
    }  # fmt: skip
    return _ROWS.fill(lang, **{name: number(count, lang) for name, count in counts.items()})


def _audience_told(audience: Audience, withheld: Mapping[str, int], lang: Lang) -> str:
    reasons = listing((f"{REASONS[reason](lang)} ({number(n, lang)})" for reason, n in withheld.items()), lang)
    count = _FIGURE.count(sum(withheld.values()), lang)
    told = _WITHHELD.fill(lang, count=count, reasons=reasons) if withheld else _WHOLE(lang)
    return _FOR.fill(lang, audience=AUDIENCES[audience](lang), withheld=told)


def _command(dataset: Dataset, figures: Figures, document: Document, lang: Lang, audience: Audience) -> str:
    inside = audience == "internal"
    # where the town keeps its records is nobody else's business
    data = shlex.quote(dataset.folder.as_posix()) if inside else _FOLDER(lang)
    own = f"--period {figures.results['period'][0]}" if document is PROGRESS else f"--document {document.id}"
    whom = "" if inside else f" --audience {audience}"
    return f"apk-lib report {data} {own} --lang {lang} --as-of {dataset.as_of}{whom}"


def _inputs_table(said: Mapping[str, Any], lang: Lang) -> Table:
    rows = [(_SHEET(lang), "project.toml", said["project_sheet_sha256"])]
    for one in said["inputs"]:
        rows.append((called(one["table"], lang), one["file"], one["sha256"]))
    rows += [(_IMPORT(lang), one["file"], one["sha256"]) for one in said["imports"]]
    shown = tuple((table, file, _grouped(sha256)) for table, file, sha256 in rows)
    summary = _INPUTS.fill(lang, count=_FILE.count(len(rows), lang))
    return _table(summary, [_TABLE(lang), _NAME(lang), "SHA-256"], shown)


def _account_table(said: Mapping[str, Any], lang: Lang) -> Table:
    rows = tuple(
        (called(one["table"], lang) if one["table"] else _PERSONAL(lang),
         *(number(one[count], lang) for count in _COUNTS))
        for one in said["tables"]
    )  # fmt: skip
    heads = [_TABLE(lang), *(head(lang) for head in _COUNTS.values())]
    return _table(_ACCOUNT(lang), heads, rows, numbers=True)


def _definitions_table(said: Mapping[str, Any], lang: Lang) -> Table:
    rows = tuple((CATALOGUE[id].label(lang), str(one)) for id, one in said["definitions"].items())
    return _table(_DEFINITIONS(lang), [_INDICATOR(lang), _VERSION(lang)], rows, numbers=True)


def _grouped(sha256: str) -> str:
    """A fingerprint in groups, so that a narrow column may break it."""
    return " ".join(re.findall(f".{{1,{_GROUP}}}", sha256))


def _table(
    title: str, heads: Iterable[str], rows: tuple[tuple[str, ...], ...], *, numbers: bool = False, open: bool = False
) -> Table:
    columns = tuple(Column(head, "right" if numbers and place else "left") for place, head in enumerate(heads))
    return Table(title, f"{title}.", columns, rows, open)


def _state_told(steps: Sequence[Entry], lang: Lang, inside: bool) -> str:
    if not steps:
        return _DRAFT(lang)
    last = steps[-1]
    told = [STATES[last.state](lang), _day_of(last, lang), *[last.name] * inside]
    return _STATE.fill(lang, told=", ".join(told))


def _previous_told(passport: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    if previous := passport.get("previous"):
        yield (_PREVIOUS if previous["approved_by"] else _PREVIOUS_OUTSIDE).fill(
            lang, version=passport["version"], before=previous["version"], who=previous["approved_by"],
            when=day(date.fromisoformat(previous["approved_on"]), lang), seal=previous["seal"],
        )  # fmt: skip


def _day_of(entry: Entry, lang: Lang) -> str:
    return day(entry.moment.date(), lang)
