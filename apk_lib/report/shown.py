"""A part of a report as a notebook displays it: HTML to look at, and JSON from which every format is written."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import polars as pl

from apk_lib.report.html import fragment
from apk_lib.report.model import Part, to_json
from apk_lib.results import parquet_bytes
from apk_lib.text import Lang

PART_TYPE = "application/vnd.apk-lib.part+json"
FIGURES_TYPE = "application/vnd.apk-lib.figures+json"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the report as a notebook displays it; the last one also hands over the `figures`."""

    part: Part
    lang: Lang
    figures: dict[str, Any] | None = None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": fragment(self.part, self.lang), PART_TYPE: to_json(self.part)}
        return bundle if self.figures is None else bundle | {FIGURES_TYPE: self.figures}


def parquet_text(frame: pl.DataFrame) -> str:
    """Figures as they travel in a notebook."""
    return base64.b64encode(parquet_bytes(frame)).decode("ascii")
