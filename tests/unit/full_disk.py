"""A system that writes no more, for real: files may not grow over a size, in this process and those it starts."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file grows over so many bytes; the error is EFBIG, an `OSError` as that of a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
