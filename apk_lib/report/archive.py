"""A report kept for ten years in one file: what it says, what it was made from, the code that made it, what it means.

The inputs hold data on employees whoever the report is for, so an archive is always internal. A manifest names every
file in it with its SHA-256; the same report gives the same archive byte for byte. The code in it is that of today;
where another made the report, the manifest says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from apk_lib.catalogue import sheets
from apk_lib.errors import DataError, ReportError
from apk_lib.report.handed_over import HandedOver, apart, data_folder, handed_over, lay_out
from apk_lib.report.passport import PASSPORT, seal
from apk_lib.report.source_code import LIBRARY, code_files, code_version
from apk_lib.report.state_log import beside, entries, state_of
from apk_lib.report.verifying import Altered, Verified, altered_files, other_code, verify
from apk_lib.report.writing import FILES
from apk_lib.text import Lang, Text, listing
from apk_lib.workbooks.saved import DAY_ZERO, put_file

ARCHIVE_VERSION = 1
MANIFEST = "manifest.json"
SUFFIX = "-archive-INTERNAL.zip"
MOST_BYTES = 500_000_000  # of all files in an archive that is read: each report of a town has some tens of megabytes
# beside the library in a checkout: what it takes to install it again
_TO_INSTALL = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")
_NEEDED = ("code/pyproject.toml", "code/requirements.lock", "code/notebooks/progress_report.ipynb")
_READ_ME = """INTERNÍ archiv zprávy – vstupy obsahují údaje o zaměstnancích, nezveřejňujte jej.
report/       zpráva, její čísla, pas (passport.json) a záznam o stavech (state.log)
steps.log     kdo zprávu předložil a schválil, jde-li mimo město
inputs/       soubory, z nichž vznikla
code/         knihovna, notebooky a přesné verze závislostí (requirements.lock)
definitions/  co který ukazatel znamená
manifest.json otisk SHA-256 každého souboru
Ověření: apk-lib verify ARCHIV.zip

INTERNAL archive of a report – the inputs hold data on employees, do not publish it.
report/       the report, its figures, its passport (passport.json) and the log of its states (state.log)
steps.log     who submitted and approved the report, if it leaves the town
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
        ReportError: a file of the report was altered, an input is gone or changed, or the library is installed without
            its notebooks and its lock.
        DataError: the passport cannot be read, there is no project folder, or the archive cannot be written.
    """
    handed = handed_over(report)
    if altered := altered_files(handed):
        raise _refused(handed, altered)
    code = dict(_code())
    if missing := [name for name in _NEEDED if name not in code]:
        raise _no_checkout(missing)
    with tempfile.TemporaryDirectory() as laid_out:
        inputs = Path(laid_out) / handed.project
        gone, changed = lay_out(handed, data or data_folder(handed), inputs)
        if gone or changed:
            raise _refused(handed, [*gone, *changed])
        members = {f"inputs/{handed.project}/{name}": content for name, content in _files_of(inputs)}
    members |= {f"report/{name}": (handed.folder / name).read_bytes() for name in _own_files(handed)}
    if (steps := beside(handed.folder)).is_file():
        members["steps.log"] = steps.read_bytes()
    members |= code | dict(_definitions()) | {"README.txt": _READ_ME.encode()}
    manifest = json.dumps(_manifest(handed, members), ensure_ascii=False, indent=2) + "\n"
    target = out or handed.folder.resolve().parent / file_name(handed)
    put_file(target, packed({MANIFEST: manifest.encode(), **members}))
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
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _no_archive(path) from error
    altered = [Altered(name, gone=name not in members) for name in sorted(named.keys() | members.keys())
               if name not in members or _sha256(members[name]) != named.get(name)]  # fmt: skip
    with tempfile.TemporaryDirectory() as unpacked:
        for name, content in members.items():
            target = Path(unpacked) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        project = handed_over(Path(unpacked) / "report").project
        if manifest.get("project") != project:
            raise _no_archive(path)
        outcome = verify(Path(unpacked) / "report", Path(unpacked) / "inputs" / project, notebooks=notebooks)
    told = {f"report/{one.file}" for one in outcome.altered}
    more = tuple(one for one in altered if one.file not in told)
    return replace(outcome, altered=(*outcome.altered, *more))


def _members(path: Path) -> dict[str, bytes]:
    """The files of an archive; it may come from anybody, so what it would unpack to is asked before it is read."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = [one.filename for one in packed.infolist()]
            twice = len({name.casefold() for name in names}) < len(names)
            if twice or not apart(names) or any(one.is_dir() for one in packed.infolist()):
                raise _no_archive(path)
            if sum(one.file_size for one in packed.infolist()) > MOST_BYTES:
                raise _too_large(path)
            return {name: packed.read(name) for name in names}
    # encrypted, packed by another method, or cut short
    except (OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        raise _no_archive(path) from error


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
        "code_differs": any(other_code(handed)),
        "files": {name: _sha256(content) for name, content in sorted(members.items())},
    }


def _own_files(handed: HandedOver) -> list[str]:
    """The files of a report and nothing that somebody put beside them; an old passport names none."""
    files = handed.passport.get("files") or {path.name for path in handed.folder.iterdir() if path.name in FILES}
    return sorted({*files, PASSPORT})


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _code() -> Iterator[tuple[str, bytes]]:
    root = LIBRARY.parent
    for path in (*code_files(), *(root / name for name in _TO_INSTALL)):
        if path.is_file():
            yield f"code/{path.relative_to(root).as_posix()}", path.read_bytes()


def _definitions() -> Iterator[tuple[str, bytes]]:
    lang: Lang
    for lang in get_args(Lang):
        yield f"definitions/catalogue-{lang}.md", "\n".join(one.markdown() for one in sheets(lang)).encode()


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of files by name; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for name, content in sorted(members.items()):
            info = zipfile.ZipInfo(name, DAY_ZERO)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, content)
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


def _no_checkout(missing: list[str]) -> ReportError:
    names = [name.removeprefix("code/") for name in missing]
    return ReportError(
        Text(
            cs=f"Program je nainstalovaný bez toho, co do archivu patří: {listing(names, 'cs')}. Archiv vytvořte "
            "z celého repozitáře apk-lib.",
            en=f"The program is installed without what belongs in an archive: {listing(names, 'en')}. Make the archive "
            "from the whole repository of apk-lib.",
        )
    )


def _too_large(path: Path) -> DataError:
    most = MOST_BYTES // 1_000_000
    return DataError(
        Text(
            cs=f"{path}: archiv by po rozbalení měl více než {most} MB; tak velký žádná zpráva nemá. Nerozbalujte jej.",
            en=f"{path}: unpacked, the archive would take more than {most} MB; no report has one so large. Do not "
            "unpack it.",
        )
    )


def _no_archive(path: Path) -> DataError:
    return DataError(
        Text(
            cs=f"{path}: soubor není archiv zprávy, nebo je poškozený. Archiv vytvoří apk-lib archive.",
            en=f"{path}: the file is no archive of a report, or it is damaged. apk-lib archive makes one.",
        )
    )
