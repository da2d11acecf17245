"""The files of a report: every format is written from the one model, which stands beside them as JSON.

The writers of formats load libraries of their own; a report pays only for those it is asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.errors import ParameterError
from apk_lib.report.model import Foot, FrontPage, Report, Section, from_json, to_json
from apk_lib.report.passport import PASSPORT, passport_text, stamped
from apk_lib.report.state_log import LOG, Entry, log_text, state_of
from apk_lib.results import csv_text, parquet_bytes
from apk_lib.text import Text

FORMATS = ("html", "pdf", "docx", "xlsx")
MODEL = "report.json"
EVERY_FORMAT = "all"
# every file that the folder of a report may hold besides its passport
FILES = frozenset(
    {MODEL, "report.ipynb", LOG, *(f"report.{format}" for format in FORMATS)}
    | {f"{name}.{format}" for name in ("results", "curves") for format in ("csv", "parquet")}
)
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What every format is written from: the report, its figures, and the names of their categories."""

    report: Report
    results: pl.DataFrame
    curves: pl.DataFrame
    names: Names


def formats_of(asked: str) -> tuple[str, ...]:
    """The formats somebody asked for, between commas or `all`; each once, in the order of `FORMATS`.

    Raises:
        ParameterError: one of them is unknown, or none is named.
    """
    words = [word.strip().lower() for word in asked.split(",") if word.strip()]
    known = [EVERY_FORMAT, *FORMATS]
    unknown = [word for word in words if word not in known]
    if unknown or not words:
        given = ", ".join(unknown) or asked
        raise ParameterError(
            Text(
                cs=f"Formát „{given}“ neznáme. Známé formáty: {', '.join(FORMATS)}, nebo {EVERY_FORMAT} = všechny.",
                en=f"There is no format “{given}”. Known formats: {', '.join(FORMATS)}, or {EVERY_FORMAT} for all.",
            )
        )
    return FORMATS if EVERY_FORMAT in words else tuple(one for one in FORMATS if one in words)


def written(format: str, content: Content) -> bytes:
    """A report in one format; the same content gives the same bytes."""
    if format == "html":
        # its templates and charts take long to load
        from apk_lib.report.html import page

        return page(content.report).encode()
    write = getattr(import_module(f"apk_lib.report.formats.{format}"), format)
    figures = (content.results, content.curves, content.names) if format == "xlsx" else ()
    made: bytes = write(content.report, *figures)
    return made


def finish(content: Content, passport: Mapping[str, Any], steps: Sequence[Entry], folder: Path) -> None:
    """Write what holds the state of a report: its log, every format, and the passport over all files of the folder.

    The rest of the report stands in the folder already; `passport` names its formats and its audience.
    """
    if steps:
        write_text(folder / LOG, log_text(steps, named=passport["audience"] == "internal"))
    told = replace(content, report=stamped(content.report, steps, passport))
    for format in passport["formats"]:
        (folder / f"report.{format}").write_bytes(written(format, told))
    files = {path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.name != PASSPORT}
    write_text(folder / PASSPORT, passport_text({**passport, "state": state_of(steps), "files": files}))


def sha256_of(path: Path) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_figures(content: Content, folder: Path) -> None:
    """Write the model of a report and its figures into a folder."""
    write_text(folder / MODEL, model_text(content))
    for name, frame in (("results", content.results), ("curves", content.curves)):
        (folder / f"{name}.parquet").write_bytes(parquet_bytes(frame))
        write_text(folder / f"{name}.csv", csv_text(frame))


def write_text(path: Path, text: str) -> None:
    """Write a text the same on every system."""
    path.write_text(text, "utf-8", newline="\n")


def model_text(content: Content) -> str:
    """The model of a report as JSON, with the names of categories; `read_content` is the way back."""
    report = content.report
    parts = [to_json(report.front), *map(to_json, report.sections), to_json(report.foot)]
    return json.dumps({"parts": parts, "names": content.names}, ensure_ascii=False, indent=1) + "\n"


def read_content(folder: Path) -> Content:
    """What the formats of a finished report were written from.

    Raises:
        OSError: a file is not there.
        ValueError: the model does not hold what `model_text` wrote.
    """
    model = json.loads((folder / MODEL).read_text("utf-8"))
    front, *sections, foot = (from_json(part) for part in model["parts"])
    match front, foot:
        case FrontPage(), Foot():
            told = tuple(one for one in sections if isinstance(one, Section))
        case _:
            raise ValueError("no report in its order")
    results, curves = (pl.read_parquet(folder / f"{name}.parquet") for name in ("results", "curves"))
    return Content(Report(front, told, foot), results, curves, model["names"])
