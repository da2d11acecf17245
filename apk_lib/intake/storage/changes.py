"""A project folder is changed whole or not at all, by one command at a time.

New contents are staged beside the folder's files; one rename commits them; then they are moved into place.
A kill before the rename leaves the old state, a kill after it the new one: whoever opens the folder next
finishes the moves.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from apk_lib.errors import DataError, reason
from apk_lib.text import Text

LOCK = ".lock"
COMMITTED = ".change"
STAGED = ".staged-"
MOVES = "moves.json"
WAIT_SECONDS = 20.0


@contextmanager
def changing(folder: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a project folder for a change; whatever a killed command left is finished or cleared first.

    Raises:
        DataError: somebody else is changing it and does not finish in `wait` seconds, or it cannot be written.
    """
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise DataError(
                Text(
                    cs=f"{folder}: právě zapisuje někdo jiný. Počkejte, až skončí, a spusťte příkaz znovu.",
                    en=f"{folder}: somebody else is writing just now. Wait until they finish and run it again.",
                )
            ) from error
    try:
        _apply(folder)
        for left in folder.glob(f"{STAGED}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def commit(folder: Path, contents: Mapping[str, bytes], removed: tuple[str, ...] = ()) -> None:
    """Put files into a folder that is held by `changing`, and remove others, as one change.

    Args:
        folder: the project folder.
        contents: file name (with slashes, inside the folder) → its whole content.
        removed: names of files to remove; one that is not there is no error.

    Raises:
        DataError: the disk is full or the folder cannot be written: nothing has changed; or the change is
            stored and a file is held by another program: the next command finishes it.
    """
    with _explained(folder):
        staged = Path(tempfile.mkdtemp(prefix=STAGED, dir=folder))
        try:
            for number, content in enumerate(contents.values()):
                _write(staged / str(number), content)
            moves = {"put": list(contents), "remove": list(removed)}
            _write(staged / MOVES, json.dumps(moves, ensure_ascii=False).encode())
            _rename(staged, folder / COMMITTED)
        except OSError:
            shutil.rmtree(staged, ignore_errors=True)
            raise
    _apply(folder)


def finish(folder: Path) -> None:
    """Finish a change that was committed by a command which was killed before it ended.

    Raises:
        DataError: there is one and the folder cannot be written.
    """
    if (folder / COMMITTED).exists():
        with changing(folder):
            pass


def stamp(folder: Path) -> tuple[object, ...]:
    """What tells two states of a folder apart while a reader is at work."""
    imports = folder / "imports"
    batches = sorted((path.name, path.stat().st_mtime_ns) for path in imports.iterdir()) if imports.is_dir() else []
    sheet = folder / "project.toml"
    return ((folder / COMMITTED).exists(), *batches, sheet.stat().st_mtime_ns if sheet.is_file() else 0)


def _apply(folder: Path) -> None:
    """Move the files of a committed change into place; a failure leaves the rest of it for the next command."""
    if not (folder / COMMITTED).exists():
        return
    try:
        _move_all(folder)
    except OSError as error:
        raise DataError(
            Text(
                cs=f"{folder}: změna je uložená, ale nejde ji dokončit ({reason(error).cs}: {_name(error)}). Zavřete "
                "tento soubor v jiných programech; dokončí se sama při příštím příkazu.",
                en=f"{folder}: the change is stored but cannot be finished ({reason(error).en}: {_name(error)}). Close "
                "this file in other programs; the next command finishes it.",
            )
        ) from error


def _name(error: OSError) -> str:
    return Path(str(error.filename2 or error.filename or "")).name


def _move_all(folder: Path) -> None:
    committed = folder / COMMITTED
    moves = json.loads((committed / MOVES).read_text("utf-8"))
    for number, name in enumerate(moves["put"]):
        if (committed / str(number)).exists():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _rename(committed / str(number), target)
    for name in moves["remove"]:
        (folder / name).unlink(missing_ok=True)
    # from here on the change is over, whatever happens to what is left of it
    over = folder / f"{STAGED}over-{os.getpid()}"
    _rename(committed, over)
    shutil.rmtree(over, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _rename(source: Path, target: Path) -> None:
    source.replace(target)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """A failure of the disk as something the user can mend."""
    try:
        yield
    except OSError as error:
        raise DataError(
            Text(
                cs=f"{folder}: nelze zapisovat ({reason(error).cs}). Uvolněte místo nebo získejte právo k zápisu; "
                "původní stav zůstal.",
                en=f"{folder}: it cannot be written ({reason(error).en}). Free the disk or get the right to write; "
                "the old state stands.",
            )
        ) from error
