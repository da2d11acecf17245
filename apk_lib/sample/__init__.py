"""The synthetic sample: operational tables of a project, made by chance from a seed and marked so.

No operational table of a real project is public, so the product is shown on these. What was planted
in them, the truth, is recorded beside them. The same seed gives the same bytes on every platform.
"""

from __future__ import annotations

from apk_lib.sample.story import sample_tables
from apk_lib.sample.survey import sample_survey
from apk_lib.sample.write import SampleSummary, write_sample

__all__ = ["SampleSummary", "sample_survey", "sample_tables", "write_sample"]
