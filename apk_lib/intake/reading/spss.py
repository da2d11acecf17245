"""Surveys kept in SPSS files (.sav, .zsav) as rows of cells: the words of value labels, empty where a value is missing.

What SPSS calls a user-missing value is no answer to it; it is left out, and counted, so that a town which kept its
"don't know" there sees that it is gone. Both names of a variable, the short one and its label, are handed on: either
may be the one that a table or a question is known by.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import pyreadstat
from pyreadstat import PyreadstatError, ReadstatError

from apk_lib.text import Text

FORMATS = (".sav", ".zsav")
EXPECTED = Text(
    cs="soubor SPSS .sav; otevřete jej v SPSS nebo PSPP a uložte znovu",
    en="an SPSS file .sav; open it in SPSS or PSPP and save it again",
)


class NoSurveyError(ValueError):
    """The file is no SPSS file, or a broken one."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The cells of an SPSS file.

    `rows` begin with the names of the variables, `labels` are their longer ones; `missing` is what is left out, by
    variable the value and how often it stood there.
    """

    rows: list[list[object]]
    labels: tuple[str, ...]
    missing: Mapping[str, Mapping[str, int]]


def variables(content: bytes) -> Variables:
    """The cells of an SPSS file.

    Raises:
        NoSurveyError: the file cannot be read.
    """
    try:
        columns, about = pyreadstat.read_sav(io.BytesIO(content), user_missing=True, output_format="dict")
    except (ReadstatError, PyreadstatError, UnicodeDecodeError, OverflowError, ValueError) as error:
        raise NoSurveyError(str(error)) from error
    missing: dict[str, Counter[str]] = {}
    cells = []
    for name in about.column_names:
        labels = about.variable_value_labels.get(name, {})
        ranges = [(one["lo"], one["hi"]) if isinstance(one, dict) else (one, one)
                  for one in about.missing_ranges.get(name, [])]  # fmt: skip
        values = list(columns[name])
        left_out = [_is_missing(value, ranges) for value in values]
        cells.append(
            ["" if out else labels.get(value, _plain(value)) for value, out in zip(values, left_out, strict=True)]
        )
        if any(left_out):
            shown = (f"{_plain(value)} {labels.get(value, '')}".strip() for value in compress(values, left_out))
            missing[name] = Counter(shown)
    rows = [list(about.column_names), *map(list, zip(*cells, strict=True))]
    return Variables(rows, tuple(label or "" for label in about.column_labels), missing)


def _plain(value: Any) -> object:
    """A value as a sheet would hold it: nothing for what is missing, a number without its .0."""
    if _is_nothing(value):
        return ""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _is_missing(value: Any, ranges: Sequence[tuple[Any, Any]]) -> bool:
    """Whether a value lies where its variable declares missing ones, in numbers or in texts."""
    alike = [limits for limits in ranges if isinstance(limits[0], str) == isinstance(value, str)]
    return not _is_nothing(value) and any(low <= value <= high for low, high in alike)
