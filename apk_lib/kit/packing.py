"""The kit as one file: made of a project folder, searched for persons, and written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.disclosure.limits import Limits
from apk_lib.errors import ReportError
from apk_lib.evaluate import as_far_as_run
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import read_sheet
from apk_lib.kit import codebook, counting, frames, respondents, spss
from apk_lib.kit.contents import FACTS, MICRODATA, PROTECTED, REFERENCE, SURVEY, TWIN, Contents
from apk_lib.kit.methods import method_sheets
from apk_lib.kit.protecting import PLAN
from apk_lib.kit.scratch import scratch
from apk_lib.kit.twin import SEED, fewest, twin
from apk_lib.kit.words import About
from apk_lib.periods import Period
from apk_lib.project import parse_project
from apk_lib.report.archive import packed
from apk_lib.report.leaks import Leak, leaks, personal_strings
from apk_lib.report.source_code import LIBRARY, code_version
from apk_lib.results import csv_text, parquet_bytes
from apk_lib.text import LANGUAGES, Lang, Text, listing
from apk_lib.workbooks.saved import put_file

KIT_VERSION = 1
MANIFEST = "manifest.json"
LOCK = "requirements.lock"
Frames = dict[str, pl.DataFrame]
_SHOWN = 5
_MORE = Text(cs=" a další ({n})", en=" and more ({n})")
_COLUMN = re.compile(r"column (\d+)$")


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit that was written: its file, how many files are in it, and what is withheld by table and column."""

    path: Path
    files: int
    withheld: Mapping[str, Mapping[str, int]]


def kit(data: Path, out: Path | None = None, *, period: str = "", as_of: str = "") -> Kit:
    """Make the evaluator's kit of a project folder.

    Args:
        data: the project folder.
        out: the file to write; else `outputs/<project>/<period>/evaluators-kit.zip`. One that is there is replaced.
        period: the period up to whose end it tells; else the last one.
        as_of: an ISO date that replaces the period's `report_due`.

    Raises:
        ApkError: the folder, the period or the date cannot be used, or a file cannot be written (the disk is full).
        ReportError: something that points at a person is in it; the message names file and column.
    """
    chosen = period or parse_project(read_sheet(data)[0], data.resolve().name).periods[-1].id
    dataset = open_dataset(data, period=chosen, as_of=as_of)
    told = as_far_as_run(dataset.project.period(chosen), dataset)
    members, withheld = contents(dataset, told)
    _refuse_persons(dataset, members)
    target = out or Path("outputs") / dataset.project.id / chosen / "evaluators-kit.zip"
    put_file(target, packed(members))
    return Kit(target, len(members), withheld)


def contents(dataset: Dataset, period: Period) -> tuple[dict[str, bytes], dict[str, dict[str, int]]]:
    """The files of the kit by name, the manifest among them, and what is withheld by table and column."""
    limits = Limits.of(dataset.project)
    tables, withheld = _protected(dataset, period, limits)
    facts = {name: _facts(dataset, one) for name, one in FACTS.items()}
    members: dict[str, bytes] = _files(REFERENCE, facts)
    invented = twin(tables, fewest(limits), frames.every_frame(dataset, period))
    held = {MICRODATA: tables, TWIN: invented, REFERENCE: facts}
    for folder in (MICRODATA, TWIN):
        shown = held[folder]
        members |= _files(folder, shown)
        for lang in LANGUAGES:
            asked = shown["survey_respondents"], shown["survey_answers"], facts["survey_items"]
            members[f"{folder}/{SURVEY}.{lang}.sav"] = spss.sav(*asked, lang)
    lock = LIBRARY.parent / LOCK
    synthetic = any(dataset.is_synthetic(one.made_of) for one in PROTECTED.values())
    about = About(dataset.project, period, dataset.as_of, limits, synthetic, lock.is_file())
    members |= {name: text.encode() for name, text in _texts(about, held)}
    if about.locked:
        members[LOCK] = lock.read_bytes()
    members[MANIFEST] = _manifest(about, members, withheld)
    return members, withheld


def _texts(about: About, held: Mapping[str, Frames]) -> Iterator[tuple[str, str]]:
    """What the kit tells of itself and of its columns, as `name → text`; `held` are its tables by folder."""
    read = {f"{MICRODATA}/{name}.csv": (one, held[MICRODATA][name]) for name, one in PROTECTED.items()}
    read |= {f"{REFERENCE}/{name}.csv": (one, held[REFERENCE][name]) for name, one in FACTS.items()}
    for lang in LANGUAGES:
        yield f"README.{lang}.md", about.read_me(lang)
        yield f"labels.{lang}.sps", spss.syntax(read, lang)
    yield "codebook.csv", codebook.code_book()
    yield "codes.csv", codebook.every_code()
    yield "protection.csv", codebook.protection()
    yield "data_model.json", codebook.data_model(about.project.id, held)
    yield from method_sheets()


def _protected(dataset: Dataset, period: Period, limits: Limits) -> tuple[Frames, dict[str, dict[str, int]]]:
    """The protected tables in their schemas, and what is withheld."""
    waves = dataset.table("survey_waves").filter(pl.col("ends") <= period.end).select("wave")
    asked = respondents.protected(
        dataset.survey_sample.join(waves, on="wave", how="semi", maintain_order="left"),
        dataset.table("survey_respondents"), dataset.table("survey_answers"), limits.survey_cell,
    )  # fmt: skip
    hours = counting.hours(dataset, period, limits)
    made = {
        "survey_respondents": asked.rows,
        "survey_answers": asked.answers,
        "survey_dispositions": counting.dispositions(dataset, waves, limits),
        "patrol_monthly": hours.rows,
        "events_monthly": counting.events(dataset, period, limits),
        "contacts_monthly": counting.contacts(dataset, period, limits),
        "offences_monthly": counting.offences(dataset, period, limits),
        "complaints_monthly": counting.complaints(dataset, period, limits),
        "locality_checks": counting.locality_checks(dataset, period),
    }
    withheld = {
        "survey_respondents": {"waves": asked.left_out, **asked.withheld},
        "patrol_monthly": {"hours": hours.withheld},
        **{name: {"least": int((frame["least"] == 0).sum())} for name, frame in made.items() if "least" in frame},
    }
    return {name: _shaped(dataset, PROTECTED[name], frame) for name, frame in made.items()}, withheld


def _facts(dataset: Dataset, table: Contents) -> pl.DataFrame:
    """A table of facts with the columns that are kept, days as months where the plan says so."""
    months = (pl.col(name).dt.month_start() for name in PLAN[table.name].coarsened)
    rows = _shaped(dataset, table, dataset.table(table.name).with_columns(months))
    return rows.unique().sort(pl.all(), nulls_last=True)


def _shaped(dataset: Dataset, table: Contents, frame: pl.DataFrame) -> pl.DataFrame:
    """A table in its schema, its rows marked where what they are made of is invented."""
    marked = frame.with_columns(synthetic=pl.lit(dataset.is_synthetic(table.made_of)))
    return marked.select(table.schema.names()).cast(table.schema)


def _files(folder: str, tables: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """Tables as CSV and Parquet."""
    members: dict[str, bytes] = {}
    for name, frame in tables.items():
        members |= {f"{folder}/{name}.csv": csv_text(frame).encode(), f"{folder}/{name}.parquet": parquet_bytes(frame)}
    return members


def _manifest(about: About, members: Mapping[str, bytes], withheld: Mapping[str, Mapping[str, int]]) -> bytes:
    limits = about.limits
    said = {
        "kit_version": KIT_VERSION,
        "project": about.project.id,
        "period": about.period.id,
        "until": str(about.period.end),
        "as_of": str(about.as_of),
        "synthetic": about.synthetic,
        "k": limits.survey_cell,
        "range_width": limits.occurrences,
        "dominance_percent": limits.dominance_percent,
        "withheld": withheld,
        "twin": {"synthetic": True, "folder": TWIN, "seed": SEED},
        "code": code_version(),
        "definitions": {id: CATALOGUE[id].version for id in CATALOGUE},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(members.items())},
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _refuse_persons(dataset: Dataset, members: Mapping[str, bytes]) -> None:
    """Look for persons in all files, as before a report leaves the town.

    Raises:
        ReportError: somebody is in them.
    """
    with scratch() as folder:
        for name, content in members.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        found = leaks(folder, personal_strings(dataset))
    if found:
        raise _leaking(found)


def _leaking(found: Sequence[Leak]) -> ReportError:
    places = [f"{leak.file} ({_where(leak)})" for leak in found[:_SHOWN]]
    return ReportError(
        Text(
            cs=f"Sada nevznikla: po ochraně v ní zůstalo něco o osobě. Soubor a sloupec: {listing(places, 'cs')}"
            f"{_more(found, 'cs')}. Odstraňte to z dat, nebo to oznamte autorům programu.",
            en=f"The kit was not made: something about a person was left in it. File and column: "
            f"{listing(places, 'en')}{_more(found, 'en')}. Remove it from the data, or tell the "
            "authors of the program.",
        )
    )


def _more(found: Sequence[Leak], lang: Lang) -> str:
    return _MORE.fill(lang, n=len(found) - _SHOWN) if len(found) > _SHOWN else ""


def _where(leak: Leak) -> str:
    """The place of a leak, a column of ours by its name."""
    table = {**PROTECTED, **FACTS}.get(Path(leak.file).stem)
    place = _COLUMN.search(leak.where)
    if not table or not place or int(place[1]) > len(table.columns):
        return leak.where
    return leak.where.replace(place[0], table.columns[int(place[1]) - 1].name)
