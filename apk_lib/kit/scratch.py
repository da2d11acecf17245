"""A folder for files that are made on the way to the kit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apk_lib.errors import DataError, reason
from apk_lib.text import Text


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards.

    Raises:
        DataError: what is in it cannot be written, most often because the disk is full.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    except OSError as problem:
        why = reason(problem)
        raise DataError(
            Text(
                cs=f"Sada nevznikla: do dočasné složky {tempfile.gettempdir()} nejde zapisovat ({why.cs}). Uvolněte "
                "místo na disku, nebo proměnnou TMPDIR určete jinou složku.",
                en=f"The kit was not made: the temporary folder {tempfile.gettempdir()} cannot be written to "
                f"({why.en}). Make room on the disk, or name another folder in the variable TMPDIR.",
            )
        ) from problem
