"""A report kept for ten years in one file: what it says, what it was made from, the code that made it, what it means.

The inputs hold data on employees whoever the report is for, so an archive is always internal. A manifest names every
file in it with its SHA-256; the same report gives the same archive byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from apk_lib.catalogue import sheets
from apk_lib.errors import DataError, ReportError
from apk_lib.report.handed_over import HandedOver, data_folder, handed_over, inside, lay_out
from apk_lib.report.passport import seal
from apk_lib.report.source_code import LIBRARY, code_files, code_version
from apk_lib.report.state_log import entries, state_of
from apk_lib.report.verifying import Altered, Verified, altered_files, verify
from apk_lib.text import Lang, Text, listing
from apk_lib.workbooks.saved import DAY_ZERO, put_file

ARCHIVE_VERSION = 1
MANIFEST = "manifest.json"
SUFFIX = "-archive-INTERNAL.zip"
# beside the library in a checkout: what it takes to install it again
_TO_INSTALL = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")
_READ_ME = """INTERNÍ archiv zprávy – vstupy obsahují údaje o zaměstnancích, nezveřejňujte jej.
report/       zpráva, její čísla, pas (passport.json) a záznam o stavech (state.log)
inputs/       soubory, z nichž vznikla
code/         knihovna, notebooky a přesné verze závislostí (requirements.lock)
definitions/  co který ukazatel znamená
manifest.json otisk SHA-256 každého souboru
Ověření: apk-lib verify ARCHIV.zip

INTERNAL archive of a report – the inputs hold data on employees, do not publish it.
report/       the report, its figures, its passport (passport.json) and the log of its states (state.log)
inputs/       the files it was made from
code/         the library, its notebooks and exact versions of what it needs (requirements.lock)
definitions/  what each indicator means
manifest.json SHA-256 of every file
To verify: apk-lib verify ARCHIVE.zip
"""


def archive(report: Path, data: Path | None = None, out: Path | None = None) -> Path:
    """Pack a report with everything it takes to verify it and to make it again.

    Args:
        report: a file of the report, or its folder.
        data: the project folder; else it is looked for by the name in the passport.
        out: the file to write; else it stands beside the folder of the report.

    Returns:
        The archive.

    Raises:
        ReportError: a file of the report was altered, or an input is gone or changed.
        DataError: the passport cannot be read, there is no project folder, or the archive cannot be written.
    """
    handed = handed_over(report)
    if altered := altered_files(handed):
        raise _refused(handed, altered)
    with tempfile.TemporaryDirectory() as beside:
        inputs = Path(beside) / handed.project
        gone, changed = lay_out(handed, data or data_folder(handed), inputs)
        if gone or changed:
            raise _refused(handed, [*gone, *changed])
        members = {f"inputs/{handed.project}/{name}": content for name, content in _files_of(inputs)}
    members |= {f"report/{name}": content for name, content in _files_of(handed.folder)}
    members |= dict(_code()) | dict(_definitions()) | {"README.txt": _READ_ME.encode()}
    manifest = json.dumps(_manifest(handed, members), ensure_ascii=False, indent=2) + "\n"
    target = out or handed.folder.resolve().parent / file_name(handed)
    put_file(target, _packed({MANIFEST: manifest.encode(), **members}))
    return target


def file_name(handed: HandedOver) -> str:
    """What the archive of a report is called: its project, period or document, language and version, and INTERNAL."""
    return "-".join((handed.project, *handed.folder.resolve().parts[-3:])) + SUFFIX


def verify_archive(path: Path, notebooks: Path | None = None) -> Verified:
    """Verify an archive: its files against its manifest, and its report from the inputs inside.

    Raises:
        DataError: it is no archive of a report.
        ApkError: the inputs are there but cannot be evaluated any more.
    """
    members = _members(path)
    try:
        manifest: dict[str, Any] = json.loads(members.pop(MANIFEST))
        named = dict(manifest["files"])
        project = str(manifest["project"])
    except (KeyError, ValueError, TypeError) as error:
        raise _no_archive(path) from error
    altered = [Altered(name, gone=name not in members) for name in sorted(named.keys() | members.keys())
               if name not in members or _sha256(members[name]) != named.get(name)]  # fmt: skip
    with tempfile.TemporaryDirectory() as beside:
        for name, content in members.items():
            target = Path(beside) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        outcome = verify(Path(beside) / "report", Path(beside) / "inputs" / project, notebooks=notebooks)
    told = {f"report/{one.file}" for one in outcome.altered}
    more = tuple(one for one in altered if one.file not in told)
    return replace(outcome, altered=(*outcome.altered, *more))


def _members(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_archive(path) from error
    if not all(map(inside, members)):
        raise _no_archive(path)
    return members


def _manifest(handed: HandedOver, members: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "archive_version": ARCHIVE_VERSION,
        "internal": True,
        "note": "INTERNAL: the inputs hold data on employees; do not publish",
        "project": handed.project,
        "period": handed.period,
        "document": handed.passport.get("document", ""),
        "audience": handed.audience,
        "state": state_of(entries(handed.folder)),
        "seal": seal(handed.passport),
        "made_by": handed.passport.get("code", {}),
        "code": code_version(),
        "files": {name: _sha256(content) for name, content in sorted(members.items())},
    }


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _code() -> Iterator[tuple[str, bytes]]:
    root = LIBRARY.parent
    others = [*sorted((root / "notebooks").glob("*.ipynb")), *(root / name for name in _TO_INSTALL)]
    for path in (*code_files(), *others):
        if path.is_file():
            yield f"code/{path.relative_to(root).as_posix()}", path.read_bytes()


def _definitions() -> Iterator[tuple[str, bytes]]:
    lang: Lang
    for lang in get_args(Lang):
        yield f"definitions/catalogue-{lang}.md", "\n".join(one.markdown() for one in sheets(lang)).encode()


def _packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in sorted(members.items()):
            info = zipfile.ZipInfo(name, DAY_ZERO)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return buffer.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refused(handed: HandedOver, names: list[str]) -> ReportError:
    return ReportError(
        Text(
            cs=f"{handed.folder}: do archivu nepatří zpráva, která nesouhlasí. Chybí nebo se změnilo: "
            f"{listing(names, 'cs')}. Podrobnosti řekne apk-lib verify.",
            en=f"{handed.folder}: a report that does not agree is not archived. Missing or changed: "
            f"{listing(names, 'en')}. apk-lib verify tells more.",
        )
    )


def _no_archive(path: Path) -> DataError:
    return DataError(
        Text(
            cs=f"{path}: soubor není archiv zprávy, nebo je poškozený. Archiv vytvoří apk-lib archive.",
            en=f"{path}: the file is no archive of a report, or it is damaged. apk-lib archive makes one.",
        )
    )
