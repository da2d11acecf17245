"""Checks of what devices wrote: fixes that cannot count."""

from __future__ import annotations

import polars as pl

from apk_lib.checks.core import check
from apk_lib.project import Project
from apk_lib.text import number
from apk_lib.tracks import Limits, jumps


@check("gps_fixes")
def fix_jump(gps_fixes: pl.DataFrame, project: Project) -> pl.DataFrame:
    """Fixes nobody could walk to; stays are made without them."""
    limits = Limits.of(project)
    return jumps(gps_fixes, limits).with_columns(
        expected_cs=pl.lit(f"chůze nejvýše {number(limits.speed_kmh, 'cs')} km/h"),
        expected_en=pl.lit(f"a walk of at most {number(limits.speed_kmh, 'en')} km/h"),
    )
