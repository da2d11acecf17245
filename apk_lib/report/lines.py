"""Everything a report says, line by line, so that two of them can be compared."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator
from typing import Any

from apk_lib.report.model import Report, to_json

SINCE_APPROVED = "since_approved"
_SHOWN = 12


def lines_of_report(report: Report, whole: bool, moved: tuple[str, str] = ("", "")) -> Iterator[str]:
    """Every text of a report in its order; a picture counts as a line with its fingerprint.

    Args:
        report: the report without its state.
        whole: also what its foot says, which names the code that made it.
        moved: where its inputs stood when it was made, and where they stood before.
    """
    sections = [one for one in report.sections if one.id != SINCE_APPROVED]
    parts = [to_json(report.front), *map(to_json, sections), *[to_json(report.foot)] * whole]
    stood, stands = (shlex.quote(place) for place in moved)
    for part in parts:
        for text in _texts(part):
            yield text.replace(stood, stands) if moved[0] else text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _pictures(name, inner) if name in ("svg", "spec", "logo") else _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif value not in ("", None):
        yield str(value)


def _pictures(name: str, content: str) -> Iterator[str]:
    if content:
        yield f"[{name} {hashlib.sha256(content.encode()).hexdigest()[:_SHOWN]}]"
