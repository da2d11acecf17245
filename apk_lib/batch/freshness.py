"""Whether a report that stands is the one that would be made: then it is kept.

A report is made from its parameters, the code, the libraries and the files of its project folder, however the path of
that is written. The fingerprint of all that (`making_of`) is taken before the report is made and stands in its
passport. What approved reports made known is not in it, for every approval adds to that: a draft is held to what is
known today, while one that was submitted is asked again when it is approved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from apk_lib.batch import meaning
from apk_lib.errors import ApkError, DataError, reason
from apk_lib.intake import PUBLISHED, finish, narrative_name, read_published
from apk_lib.intake.storage import batches, logo
from apk_lib.intake.storage.files import SHAPES_FILES
from apk_lib.intake.storage.narrative import FOLDER as NARRATIVE
from apk_lib.report.handed_over import SHEET, HandedOver, handed_over
from apk_lib.report.making import Order, versions
from apk_lib.report.state_log import agreed, entries
from apk_lib.report.versions import latest
from apk_lib.report.writing import sha256_of
from apk_lib.text import Text

DESCRIBED = "sources.toml"
_NO_TABLES = frozenset({SHEET, *SHAPES_FILES.values(), *logo.FILES})


class Inputs:
    """The files of project folders as they were when each folder was first asked for, so that each is read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Mapping[str, str]] = {}

    def of(self, order: Order) -> dict[str, str]:
        """The files that a report reads, by name in the project folder, each with the SHA-256 of what it means.

        Raises:
            DataError: a file cannot be read.
        """
        folder = order.data.resolve()
        if folder not in self._known:
            self._known[folder] = _files(order.data)
        own = narrative_name(order.period)
        return {name: sha256 for name, sha256 in self._known[folder].items() if not _is_narrative(name) or name == own}


def making_of(order: Order, inputs: Inputs | None = None) -> str:
    """SHA-256 over everything a report is made from; with equal ones the same report would come out.

    Args:
        order: the report.
        inputs: the files of project folders where many reports are judged at once; else they are read anew.

    Raises:
        DataError: a file of the project folder cannot be read.
    """
    said = {
        "document": order.document.id,
        "parameters": order.parameters | {"data": order.town},
        "formats": order.formats,
        "code": meaning.of_library(),
        "notebook": _of_notebook(order.notebook),
        "versions": versions(),
        "inputs": (inputs or Inputs()).of(order),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def fresh(order: Order, inputs: Inputs | None = None) -> Path | None:
    """The folder of the last version of a report if it need not be made again, for nothing would change."""
    try:
        last = latest(order.folder)
        if last is None:
            return None
        handed = handed_over(last)
        state = agreed(last, handed.passport.get("state"), entries(last))
        if handed.passport.get("made_from") != making_of(order, inputs) or not _whole(handed):
            return None
        may_be_told = state in ("submitted", "approved") or _published(order) == handed.passport.get("published_sha256")
        return last if may_be_told else None
    except (ApkError, OSError):  # the making that follows says what is wrong
        return None


@cache
def _of_notebook(path: Path) -> str:
    return meaning.of_file(path)


def _whole(handed: HandedOver) -> bool:
    files: Mapping[str, str] = handed.passport["files"]
    return all((handed.folder / name).is_file() and sha256_of(handed.folder / name) == files[name] for name in files)


def _published(order: Order) -> str | None:
    """What a passport says of what was published before, as it would say it today."""
    published = "" if order.audience == "internal" else read_published(order.data)
    return hashlib.sha256(published.encode()).hexdigest() if published else None


def _files(folder: Path) -> dict[str, str]:
    try:
        finish(folder)
        paths = ((path, path.relative_to(folder)) for path in _under(folder))
        return {name.as_posix(): meaning.of_file(path) for path, name in paths if _is_read(name)}
    except OSError as error:
        raise DataError(
            Text(
                cs=f"{folder}: soubor nejde přečíst ({reason(error).cs}: {Path(str(error.filename)).name}).",
                en=f"{folder}: a file cannot be read ({reason(error).en}: {Path(str(error.filename)).name}).",
            )
        ) from error


def _under(folder: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """The files under a folder, also through links; a link to a folder that it stands in leads nowhere."""
    real = folder.resolve()
    if real in above:
        return
    try:
        inside = sorted(folder.iterdir())
    except PermissionError:  # reports do not look into it either
        return
    for path in inside:
        if path.is_dir():
            yield from _under(path, above | {real})
        elif path.is_file():
            yield path


def _is_read(name: Path) -> bool:
    """Whether reports read a file of a project folder: what systems, editors and other commands keep there they do not.

    What an import was given and what it changed is in the tables it wrote.
    """
    parts = name.parts
    if any(part.startswith((".", "~$")) for part in parts) or name.as_posix() == PUBLISHED:
        return False
    if parts[0] == batches.FOLDER:
        kept = len(parts) > 2 and not name.is_relative_to(batches.RAW) and name.name != batches.CHANGES
        return kept and (name.name == batches.MANIFEST or name.suffix == ".csv")
    if _is_narrative(name.as_posix()):
        return True
    return name.suffix.lower() == ".csv" or name.name == DESCRIBED or name.as_posix() in _NO_TABLES


def _is_narrative(name: str) -> bool:
    return name.startswith(f"{NARRATIVE}/") and name.endswith(".md")
