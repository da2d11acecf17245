"""Two batches on one output folder: a report is made by one of them, the other waits and then finds it fresh."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from apk_lib.errors import ReportError
from apk_lib.report.placing import not_written, recover


@contextmanager
def held(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the place of a report, all its versions, while it is made; whether it is ours.

    Args:
        folder: where the first version of the report stands or will stand.
        wait: until whoever makes it ends; otherwise the place is not ours then.

    Raises:
        ReportError: the place cannot be written.
    """
    mark = folder.with_name(f".{folder.name}.lock")
    lock = FileLock(mark, timeout=-1 if wait else 0)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise not_written(folder, error) from error
    try:
        yield True
    finally:
        # while it is held, so that nobody who waits holds a file that is not there any more
        with contextlib.suppress(OSError):  # some systems keep an open file: then it stays and may be used again
            mark.unlink()
        lock.release()


def clear_up(folder: Path) -> None:
    """Remove what was begun of a report and given up, of any version of it, unless somebody makes it now.

    Args:
        folder: where the first version of the report stands or would stand.
    """
    left = list(folder.parent.glob(f".{folder.name}*"))
    if not left:  # to hold its place would make its folder
        return
    with contextlib.suppress(ReportError), held(folder, wait=False) as ours:
        for path in left if ours else []:
            recover(folder.with_name(path.stem.removeprefix(".")))
