"""What several figures rest on, computed once.

The measures of one indicator are made of the same rows: a change, its test, the test among a family and the size of
that family ask for the same estimates. `evaluate` opens `computed_once` around them; nothing is kept beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import polars as pl

P = ParamSpec("P")
R = TypeVar("R")
_Known = dict[tuple[Any, ...], tuple[object, Any]]
_KNOWN: ContextVar[_Known | None] = ContextVar("known", default=None)


@contextmanager
def computed_once() -> Iterator[None]:
    """Inside it, functions marked by `once` answer what they were asked before without computing it again."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function whose answer follows from its arguments alone and is not changed by those who ask.

    A frame is known by its identity: the same rows, not equal ones.
    """

    @wraps(function)
    def asked(*given: P.args, **options: P.kwargs) -> R:
        known = _KNOWN.get()
        if known is None:
            return function(*given, **options)
        key = (function, *map(_key, given), *((name, _key(value)) for name, value in sorted(options.items())))
        if key not in known:
            # the arguments are kept as well, so that no other frame takes the identity of one
            known[key] = (given, options), function(*given, **options)
        answer: R = known[key][1]
        return answer

    return asked


def _key(value: object) -> object:
    if isinstance(value, pl.DataFrame):
        return id(value)
    return tuple(value) if isinstance(value, list) else value
