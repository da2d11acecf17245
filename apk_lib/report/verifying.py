"""Verifying a report that was handed over: does it still say what its inputs give?

Inputs are looked for by their SHA-256, in place and among the files a project folder keeps. They are laid out in a
folder of their own, brought to the present version if they are older, and evaluated again. Files of the report are
held against its passport, and what was altered is named: figures by their key, texts by their lines.
"""

from __future__ import annotations

import platform
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.evaluate import Figures, evaluate
from apk_lib.intake import migrated_text
from apk_lib.protection import protect
from apk_lib.report.altered import Change, changes, compared
from apk_lib.report.handed_over import SHEET, HandedOver, data_folder, handed_over, lay_out, unreadable
from apk_lib.report.lines import lines_of_report
from apk_lib.report.passport import account, holds_state, seal, stamped
from apk_lib.report.source_code import code_version
from apk_lib.report.state_log import LOG, entries
from apk_lib.report.writing import MODEL, Content, read_content, sha256_of, written
from apk_lib.results import KEY, csv_text

NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
COMPARED = (*NUMBERS, "state")
TOLERANCE = 1e-9
FIGURES = "results.parquet"
_PICTURE = re.compile(r"\[(svg|spec|logo) [0-9a-f]+\]")
_SHOWN = 12
# of the project sheet, which is brought to the present version, and of the definitions, which are told as such
_NOT_COMPARED = ("project_sheet_sha256", "fingerprint", "definitions")


@dataclass(frozen=True, slots=True)
class Altered:
    """A file of a report that is not as it was made: it is gone, or has `changes` where its format shows its text."""

    file: str
    gone: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: inputs that are gone or changed, files that were altered, and what comes out differently today.

    While an input is missing nothing is computed, so that no figure is said to differ or to agree.
    """

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    inputs: int
    figures: int
    differing: pl.DataFrame  # `KEY`, then each of `COMPARED` as reported and now
    altered: tuple[Altered, ...] = ()
    accounts: tuple[str, ...] = ()  # facts of the passport that come out differently
    told: tuple[Change, ...] = ()  # words of the report that come out differently
    code: tuple[Change, ...] = ()  # the library, its definitions and what it needs, then and now: a note

    @property
    def same(self) -> bool:
        """Whether every input is there, no file was altered, and everything comes out the same."""
        differs = self.missing or self.changed or self.altered or self.accounts or self.told
        return not differs and self.differing.is_empty()

    @property
    def elsewhere(self) -> bool:
        """Whether the folder has no input at all: it is not the one the report was made from."""
        return len(self.missing) + len(self.changed) == self.inputs


def verify(report: Path, folder: Path | None = None, *, notebooks: Path | None = None) -> Verified:
    """Verify a report against the project folder it was made from.

    Args:
        report: a file of the report or its folder.
        folder: the project folder; else it is looked for by the name in the passport.
        notebooks: where the notebooks of reports stand; with them the words of the report are made again too, and
            every format is written again.

    Raises:
        DataError: the passport or the figures cannot be read, or there is no project folder.
        ApkError: the inputs are there but cannot be evaluated any more.
    """
    handed = handed_over(report)
    reported = _figures(handed.folder / FIGURES)
    data = folder or data_folder(handed)
    outcome = Verified((), (), len(handed.inputs), len(reported), reported.clear().select(KEY),
                       tuple(altered(handed, every=notebooks is not None)),
                       code=(*other_code(handed), *_other_versions(handed)))  # fmt: skip
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / handed.project
        gone, changed = lay_out(handed, data, copy)
        if gone or changed:
            return replace(outcome, missing=tuple(gone), changed=tuple(changed))
        sheet = copy / SHEET
        sheet.write_text(migrated_text(sheet.read_text("utf-8-sig"), copy.name)[0], "utf-8")
        dataset = open_dataset(copy, period=handed.period, as_of=handed.as_of)
        again = protect(evaluate(dataset, handed.period), dataset, handed.audience)
        outcome = replace(
            outcome,
            differing=differing(reported, again.results),
            accounts=tuple(_accounts(handed, dataset, again)),
            code=(*outcome.code, *_definitions(handed, again)),
        )
        if notebooks is None or not outcome.differing.is_empty() or MODEL not in handed.passport.get("files", {}):
            return outcome
        return replace(outcome, told=_told(handed, copy, Path(beside), notebooks))


def _figures(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path).select(*KEY, *COMPARED)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise unreadable(path, error) from error


def altered_files(handed: HandedOver) -> list[str]:
    """The files of a report that are not those of its passport, and what of its states was changed."""
    return [one.file for one in altered(handed, every=False)]


def altered(handed: HandedOver, every: bool) -> Iterator[Altered]:
    """The files that are not those of the passport; with `every` also a format that is, but was written otherwise.

    Libraries of another version may write the same text in other bytes, so then only texts are compared.
    """
    files: Mapping[str, str] = handed.passport.get("files", {})
    others = {name for name, sha256 in files.items() if not _is(handed.folder / name, sha256)}
    right = _Right(handed) if MODEL in files and MODEL not in others else None
    same_code, same_versions = not list(other_code(handed)), not list(_other_versions(handed))
    for name in files:
        path = handed.folder / name
        formatted = name.startswith("report.") and holds_state(name)
        if name in others and not path.is_file():
            yield Altered(name, gone=True)
        elif name in others:
            follows = not name.endswith(".csv") or name.replace(".csv", ".parquet") not in others
            yield Altered(name, changes=right.changes(name) if right and follows else ())
        elif right and formatted and every and same_code and right.of(name) != path.read_bytes():
            found = right.changes(name)
            if found or same_versions:
                yield Altered(name, changes=found)
    steps = entries(handed.folder)
    if LOG not in files and steps:
        yield Altered(LOG)
    # a returned report may have been made again since
    elif steps and steps[-1].state != "returned" and steps[-1].seal != seal(handed.passport):
        yield Altered("passport.json")


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and sha256_of(path) == sha256


class _Right:
    """What the files of a report should hold, as far as it follows from its model and its figures."""

    def __init__(self, handed: HandedOver) -> None:
        self._folder = handed.folder
        content = self._read()
        steps = entries(handed.folder)
        self._content = replace(content, report=stamped(content.report, steps, handed.passport))

    def _read(self) -> Content:
        try:
            return read_content(self._folder)
        except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
            raise unreadable(self._folder / MODEL, error) from error

    def of(self, name: str) -> bytes | None:
        """The bytes of a file; none of one that does not follow from others."""
        stem, _, format = name.partition(".")
        if format == "csv":
            return csv_text(getattr(self._content, stem)).encode()
        return written(format, self._content) if stem == "report" and holds_state(name) else None

    def changes(self, name: str) -> tuple[Change, ...]:
        """What differs in a file as it stands."""
        right = self.of(name)
        return () if right is None else changes(name, right, (self._folder / name).read_bytes())


def other_code(handed: HandedOver) -> Iterator[Change]:
    """How the library differs from the one that made the report; its files tell, not what their commit is called."""
    now = code_version()
    then = handed.passport.get("code") or {"version": handed.passport.get("versions", {}).get("apk-lib", "")}
    fact = "sha256" if then.get("sha256") else "version"
    if then.get(fact) and then[fact] != now[fact]:
        yield Change(_called(then), _called(now))


def _called(code: Mapping[str, str]) -> str:
    parts = (code.get("version", ""), code.get("commit", "")[:_SHOWN], code.get("sha256", "")[:_SHOWN])
    return " ".join(filter(None, ("apk-lib", *parts)))


def _other_versions(handed: HandedOver) -> Iterator[Change]:
    """Libraries, and Python, of another version than those that wrote the report."""
    for name, then in handed.passport.get("versions", {}).items():
        now = _installed(name)
        # that of the library is told by its code
        if name != "apk-lib" and then != now:
            yield Change(f"{name} {then}", f"{name} {now}".strip())


def _installed(name: str) -> str:
    if name == "python":
        return platform.python_version()
    try:
        return version(name)
    except (PackageNotFoundError, ValueError):  # it is not installed here, or a passport calls it nothing
        return ""


def _definitions(handed: HandedOver, again: Figures) -> Iterator[Change]:
    then = handed.passport.get("definitions", {})
    now = dict(again.results.select("indicator", "definition_version").unique().iter_rows())
    for id in sorted(then.keys() & now.keys()):
        if then[id] != now[id]:
            yield Change(f"{id} {then[id]}", f"{id} {now[id]}")


def _accounts(handed: HandedOver, dataset: Dataset, again: Figures) -> Iterator[str]:
    """The facts of a passport that come out differently; older passports tell them in another shape."""
    if "code" not in handed.passport:
        return
    for fact, now in account(dataset, again, handed.audience).items():
        if fact not in _NOT_COMPARED and handed.passport.get(fact) != now:
            yield fact


def _told(handed: HandedOver, copy: Path, beside: Path, notebooks: Path) -> tuple[Change, ...]:
    """The words of a report that its notebook does not say today."""
    # notebooks take long to load
    from apk_lib.report.documents import DOCUMENTS
    from apk_lib.report.making import Order, execute

    said: Mapping[str, Any] = handed.passport
    document = DOCUMENTS.get(said.get("document", ""))
    if document is None:
        return ()
    order = Order(
        notebooks / document.notebook, copy, handed.period, said["parameters"]["lang"], said["parameters"]["as_of"],
        beside, document, handed.audience,
    )  # fmt: skip
    try:
        stored = read_content(handed.folder).report
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreadable(handed.folder / MODEL, error) from error
    again = execute(order, beside / "again.ipynb").report
    # the foot names the code and the commit that it stood on
    whole = said.get("code") == code_version()
    right = lines_of_report(again, whole, (copy.as_posix(), said["parameters"]["data"]))
    texts = [list(right), list(lines_of_report(stored, whole))]
    if list(_other_versions(handed)):
        texts = [[line for line in lines if not _PICTURE.fullmatch(line)] for lines in texts]
    return compared(*texts)


def differing(
    reported: pl.DataFrame,
    again: pl.DataFrame,
    *,
    on: Sequence[str] = KEY,
    compared: Sequence[str] = COMPARED,
    numbers: Sequence[str] = NUMBERS,
) -> pl.DataFrame:
    """The figures that differ between two frames of them, with what is `compared` in both.

    Args:
        reported: figures with the columns `on` and `compared`.
        again: the same figures anew.
        on: what tells a figure from another.
        compared: what is held against each other; a figure that is in one frame only differs.
        numbers: those of `compared` that may differ by rounding.

    Returns:
        A row a figure, by key: `on`, each of `compared` and the same with `_now`.
    """
    columns = [*on, *compared]
    both = reported.select(columns).join(
        again.select(columns), on=on, how="full", suffix="_now", nulls_equal=True, coalesce=True
    )
    moved = [
        ((pl.col(name) - pl.col(f"{name}_now")).abs() > TOLERANCE * pl.col(name).abs().clip(1)).fill_null(False)
        | (pl.col(name).is_null() != pl.col(f"{name}_now").is_null())
        for name in numbers
    ]
    others = [~pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in compared if name not in numbers]
    return both.filter(pl.any_horizontal(*moved, *others)).sort(on)
