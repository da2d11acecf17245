"""Where in a report each indicator is defined: one address an indicator, wherever it is spoken of."""

from __future__ import annotations

from collections.abc import Iterator

from apk_lib.indicators import CATALOGUE
from apk_lib.report.model import Report, Section


def homes(report: Report) -> dict[str, str]:
    """The indicators defined in the report, each with the id of the first section that defines it."""
    found: dict[str, str] = {}
    for section in report.sections:
        for indicator in _defined(section):
            found.setdefault(indicator, section.id)
    return found


def _defined(section: Section) -> Iterator[str]:
    for note in section.notes:
        yield from note.defines
    for table in section.tables:
        for indicators in table.defines:
            yield from indicators


def named(report: Report) -> dict[str, str]:
    """The indicators defined in the report by what its tables call them."""
    return {CATALOGUE[indicator].label(report.front.lang): indicator for indicator in homes(report)}
