"""A folder of finished files put in its place in one step: whole, or everything as it was.

Files are written in a folder beside the target and renamed when complete. A killed run leaves only that folder, which
a later one clears up. Who is at work holds a lock in it; the system lets it go with the process, so no clock is asked.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from apk_lib.errors import ReportError, reason
from apk_lib.report.passport import PASSPORT
from apk_lib.report.writing import FILES
from apk_lib.text import Text, listing

REPLACED = "replaced"
OWNER = ".lock"
SWAPS = 5
# what systems leave in any folder that somebody looks into
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# what Word, Excel and LibreOffice leave beside a file while they have it open
_MARK = re.compile(r"^(?:~\$|\.~lock\.)(?P<name>.+?)#?$")


@contextmanager
def placed(folder: Path) -> Iterator[Path]:
    """An empty folder to write into; it takes the place of `folder` when the block ends well.

    Raises:
        ReportError: the folder cannot be written, a file of the earlier one is open elsewhere, or somebody put a file
            of their own into it.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        refuse_open(folder)
        refuse_others(folder)
        with workplace(folder) as beside:
            work = beside / folder.name
            work.mkdir()
            yield work
            refuse_others(folder)
            _replace(folder, work)
    except OSError as error:
        if names := _locked(folder):
            raise _open_elsewhere(folder, names) from error
        raise not_written(folder, error) from error


@contextmanager
def workplace(path: Path) -> Iterator[Path]:
    """An empty folder beside a file or folder, in which what takes its place is written; `recover` leaves it alone.

    Raises:
        OSError: there cannot be one.
    """
    aside = tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")
    with aside as beside, FileLock(Path(beside) / OWNER):
        yield Path(beside)


def not_written(folder: Path, error: OSError) -> ReportError:
    """That a report cannot be written, and what to do."""
    return ReportError(
        Text(
            cs=f"{folder}: zprávu nelze zapsat ({reason(error).cs}). Uvolněte místo, nebo zvolte jinou složku (--out).",
            en=f"{folder}: the report cannot be written ({reason(error).en}). Free the disk or choose "
            "another folder (--out).",
        )
    )


def recover(folder: Path) -> None:
    """Clear up after a killed run: what it had moved aside comes back, the rest of its work is removed."""
    for aside in sorted(folder.parent.glob(f".{folder.name}.*/{REPLACED}-*")):
        if not folder.exists():
            with contextlib.suppress(FileNotFoundError):  # somebody else has just brought it back
                aside.rename(folder)
    for left in works(folder):
        # where it cannot be told whether somebody works in it, somebody may
        with contextlib.suppress(Timeout, OSError), FileLock(left / OWNER, timeout=0):
            shutil.rmtree(left, ignore_errors=True)
        with contextlib.suppress(OSError):  # some systems keep an open lock, and so its folder, until now
            left.rmdir()


def works(folder: Path) -> list[Path]:
    """The folders beside a report in which somebody writes it, or was killed doing so."""
    return [path for path in sorted(folder.parent.glob(f".{folder.name}.*")) if path.is_dir()]


def refuse_open(folder: Path) -> None:
    """Refuse to replace a folder while an office program says that it has a file of it open.

    Where the system lets an open file be moved, that program would save its old text over the new one.

    Raises:
        ReportError: a file is open.
    """
    marks = {path.name: found["name"] for path in _files(folder) if (found := _MARK.match(path.name))}
    if marks:
        raise _open_elsewhere(folder, sorted(marks.values()), sorted(marks))


def refuse_others(folder: Path) -> None:
    """Refuse to replace a folder with files that are not the report's: they would be lost with it.

    Raises:
        ReportError: there are some.
    """
    own = FILES | {PASSPORT} | _LEFT_BY_SYSTEMS
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [name for name in names if name not in own and not _MARK.match(name)]
    if others:
        raise ReportError(
            Text(
                cs=f"{folder}: ve složce zprávy je i to, co do ní program nezapsal: {listing(others, 'cs')}. Přesuňte "
                "to jinam a spusťte příkaz znovu; zpráva zůstala, jak byla.",
                en=f"{folder}: the folder of the report holds what the program did not write: {listing(others, 'en')}. "
                "Move it elsewhere and run the command again; the report stays as it was.",
            )
        )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _locked(folder: Path) -> list[str]:
    """The files of a folder that may not be written to: another program holds them, or somebody locked them."""
    return [path.name for path in _files(folder) if not _may_be_written(path)]


def _may_be_written(path: Path) -> bool:
    try:
        with path.open("r+b"):
            return True
    except OSError:
        return False


def _open_elsewhere(folder: Path, names: list[str], marks: Sequence[str] = ()) -> ReportError:
    """`marks` are the files by which an office program says so; after a crash they stay."""
    left = Text(
        cs=f" Není-li to otevřené, zbyl po pádu programu soubor, který smažte: {listing(marks, 'cs')}.",
        en=f" If it is not open, a crash left a file behind, which you delete: {listing(marks, 'en')}.",
    )
    return ReportError(
        Text(
            cs=f"{folder}: otevřeno jinde: {listing(names, 'cs')}. Zavřete to a spusťte příkaz znovu; dřívější zpráva "
            f"zůstala, jak byla.{left.cs * bool(marks)}",
            en=f"{folder}: open elsewhere: {listing(names, 'en')}. Close it and run the command again; the earlier "
            f"report stays as it was.{left.en * bool(marks)}",
        )
    )


def _replace(folder: Path, work: Path) -> None:
    """Put the finished folder in the place of an older one; on any failure the older one stays.

    Another run may be doing the same at the same moment: whoever comes second tries again.
    """
    for attempt in range(SWAPS):
        old = work.parent / f"{REPLACED}-{attempt}"
        try:
            if folder.exists():
                folder.rename(old)
            work.rename(folder)
            return
        except OSError:
            if old.exists() and not folder.exists():
                old.rename(folder)
            if attempt == SWAPS - 1:
                raise
