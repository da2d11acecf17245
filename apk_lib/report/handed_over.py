"""A report that was handed over: its folder, what its passport says, and its inputs laid out as they were.

A passport comes from somebody else: no name in it leads out of the folder that is laid out, and a file of the report
is one that the program writes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Any

from apk_lib.disclosure import AUDIENCES, Audience
from apk_lib.errors import DataError, reason
from apk_lib.intake import PUBLISHED
from apk_lib.report.passport import PASSPORT, PASSPORT_VERSION
from apk_lib.report.placing import recover
from apk_lib.report.state_log import STATES
from apk_lib.report.writing import FILES, FORMATS
from apk_lib.text import LANGUAGES, Text

SHEET = "project.toml"
RAW = "imports/raw"
# what a passport may leave out, since older ones do, and what of it is then told
_OF_THREE: dict[str, type] = {"formats": list, "versions": dict, "code": dict, "synthetic": bool, "document": str,
                              "version": int, "state": str}  # fmt: skip
_PREVIOUS: dict[str, type] = {"folder": str, "version": int, "as_of": str, "seal": str, "approved_by": str,
                              "approved_on": str}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A report in its folder; `inputs` are the names of its inputs with their SHA-256."""

    folder: Path
    passport: Mapping[str, Any]
    inputs: tuple[tuple[str, str], ...]

    @property
    def project(self) -> str:
        """The project it is of."""
        return str(self.passport["project"])

    @property
    def period(self) -> str:
        """The period its figures are of."""
        return str(self.passport["parameters"]["period"])

    @property
    def as_of(self) -> str:
        """The date its rows were known at."""
        return str(self.passport["as_of"])

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return next(one for one in AUDIENCES if one == self.passport["audience"])


def handed_over(path: Path) -> HandedOver:
    """The report that a path leads to: its folder, or any file in it.

    Raises:
        DataError: there is no report, its passport cannot be read, or a newer version of the program made it.
    """
    if not path.exists():
        recover(path if path.parent.is_dir() and not path.suffix else path.parent)
    folder = path if path.is_dir() else path.parent
    passport = path if path.suffix == ".json" and path.name != "report.json" else folder / PASSPORT
    try:
        said: dict[str, Any] = json.loads(passport.read_text("utf-8"))
        if said.get("passport_version", 1) > PASSPORT_VERSION:
            raise _newer(passport)
        named = ((SHEET, said["project_sheet_sha256"]), *_imports(said), *_files(said["inputs"]))
        # the account of an import is also what its files are described by
        inputs = tuple(dict.fromkeys(named))
        if not apart([name for name, _ in inputs]) or not _is_name(said["project"]):
            raise ValueError("a name leads out of the folder")
        said.setdefault("audience", "internal")
        _check(said)
        return HandedOver(folder, said, inputs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise unreadable(passport, error) from error


def data_folder(report: HandedOver) -> Path:
    """The project folder a report was made from, looked for above the report and above where the command runs.

    Raises:
        DataError: it is in none of these places.
    """
    said = str(report.passport["parameters"].get("data", ""))
    # a place that somebody else named is not touched: what stands there may be another machine's
    named = Path(said if inside(said) else report.project)
    here, stands = Path.cwd(), report.folder.resolve()
    for base in (stands, *stands.parents, here, *here.parents):
        for place in (base / named, base / "data" / named.name):
            if (place / SHEET).is_file():
                return place.relative_to(here) if place.is_relative_to(here) else place
    raise DataError(
        Text(
            cs=f"Složku projektu „{named.name}“, z níž zpráva vznikla, jsme nenašli. Zadejte ji za zprávu: "
            "apk-lib verify ZPRÁVA SLOŽKA",
            en=f"The project folder “{named.name}” that the report was made from was not found. Give it after the "
            "report: apk-lib verify REPORT FOLDER",
        )
    )


def lay_out(report: HandedOver, folder: Path, copy: Path) -> tuple[list[str], list[str]]:
    """Copy every input of a report from a project folder into `copy`, as it was.

    Returns:
        The names of inputs that are nowhere, and of those that stand in their place with another content.
    """
    gone: list[str] = []
    changed: list[str] = []
    claimed: set[Path] = set()
    for name, sha256 in report.inputs:
        found = _found(name, sha256, folder, claimed)
        if found is None:
            (changed if _standing(name, folder) else gone).append(name)
            continue
        claimed.add(found)
        kept = found.is_relative_to(folder / RAW)
        _put(copy / (name if kept else found.relative_to(folder)), found.read_bytes())
    if before := report.passport.get("published_sha256"):
        then = _published_then(folder / PUBLISHED, before)
        if then is None:
            changed.append(PUBLISHED)
        else:
            _put(copy / PUBLISHED, then)
    return sorted(gone), sorted(changed)


def unreadable(path: Path, error: Exception) -> DataError:
    """That a file of a report is not what the program wrote."""
    match error:
        case OSError():
            why = reason(error)
        case KeyError():
            why = Text(cs=f"chybí „{error.args[0]}“", en=f"“{error.args[0]}” is missing")
        case _:
            why = Text(cs="má jiný obsah, než do něj zapsal program", en="it does not hold what the program wrote")
    return DataError(
        Text(
            cs=f"{path}: soubor zprávy nejde přečíst ({why.cs}). Zadejte celou složku zprávy s passport.json.",
            en=f"{path}: a file of the report cannot be read ({why.en}). Give the whole folder of the report, with "
            "passport.json.",
        )
    )


def _imports(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    imports = said.get("imports", {})
    # up to the second version a mapping
    pairs = imports.items() if isinstance(imports, dict) else ((one["file"], one["sha256"]) for one in imports)
    yield from pairs


def _files(inputs: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The files of tables and what is said of them."""
    for one in inputs:
        yield one["file"], one["sha256"]
        if one.get("described_by"):
            yield one["described_by"], one["described_sha256"]


def inside(name: str) -> bool:
    """Whether a name stays in its folder, on every system."""
    path = PureWindowsPath(name)
    return bool(path.parts) and not path.anchor and ".." not in path.parts and name.isprintable()


def apart(names: Sequence[str]) -> bool:
    """Whether names stay in their folder and none of them is also a folder of another."""
    folders = {str(folder).casefold() for name in names for folder in PureWindowsPath(name).parents}
    return all(inside(name) and str(PureWindowsPath(name)).casefold() not in folders for name in names)


def _is_name(text: str) -> bool:
    return inside(text) and len(PureWindowsPath(text).parts) == 1


def _check(said: Mapping[str, Any]) -> None:
    """Refuse a passport that says what the program never writes.

    Raises:
        ValueError: it does.
    """
    files, parameters, previous = said.get("files", {}), said["parameters"], said.get("previous")
    days = [said["as_of"], *filter(None, [parameters.get("as_of")])]
    right = [
        said["audience"] in AUDIENCES,
        all(isinstance(one, str) for one in [parameters["period"], *parameters.values(), *days]),
        parameters.get("lang", "cs") in LANGUAGES,
        isinstance(files, dict) and files.keys() <= FILES and all(isinstance(one, str) for one in files.values()),
        set(said.get("formats", [])) <= set(FORMATS),
        said.get("state", "draft") in STATES,
        isinstance(said.get("definitions", {}), dict),
        all(isinstance(said[name], kind) for name, kind in _OF_THREE.items() if name in said),
        all(isinstance(one, str) for name in ("code", "versions") for one in said.get(name, {}).values()),
        isinstance(said.get("published_sha256") or "", str),
        previous is None or all(isinstance(previous[name], kind) for name, kind in _PREVIOUS.items()),
    ]
    if said.get("passport_version", 1) == PASSPORT_VERSION:
        right += [said.keys() >= {*_OF_THREE, "files"}, parameters.keys() >= {"data", "lang", "as_of"}]
    if previous is not None:
        days.append(previous["as_of"])
        days.append(previous["approved_on"])
        right.append(_is_name(previous["folder"]))
    if not all(right):
        raise ValueError("a passport of other words")
    for day in days:
        date.fromisoformat(day)


def _newer(path: Path) -> DataError:
    return DataError(
        Text(
            cs=f"{path}: zprávu vytvořila novější verze apk-lib, než je tato. Nainstalujte novější apk-lib.",
            en=f"{path}: the report was made by a newer apk-lib than this one. Install the newer apk-lib.",
        )
    )


def _standing(name: str, folder: Path) -> bool:
    return any(path.is_file() for path in _places(name, folder))


def _places(name: str, folder: Path) -> list[Path]:
    """Where an input may stand: in its place, or for one named without its folder wherever a file is called so."""
    raw = folder / RAW
    files = [] if "/" in name else sorted(folder.rglob("*"))
    elsewhere = (path for path in files if path.name == name and not path.is_relative_to(raw))
    return list(dict.fromkeys([folder / name, *elsewhere]))


def _found(name: str, sha256: str, folder: Path, claimed: set[Path]) -> Path | None:
    kept = sorted((folder / RAW).glob(f"{sha256}.*"))
    free = (path for path in [*_places(name, folder), *kept] if path not in claimed and path.is_file())
    return next((path for path in free if hashlib.sha256(path.read_bytes()).hexdigest() == sha256), None)


def _published_then(path: Path, sha256: str) -> bytes | None:
    """What had been published when the report was made: the file only grows, so it is how the file of today begins."""
    whole, content = hashlib.sha256(), b""
    for line in path.read_bytes().splitlines(keepends=True) if path.is_file() else []:
        whole.update(line)
        content += line
        if whole.hexdigest() == sha256:
            return content
    return None


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
