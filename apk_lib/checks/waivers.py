"""Warnings that somebody with a name of office accepted: until when, and why.

A waiver is a row of table `waivers`. It never removes a finding and never touches an error: the finding keeps its
place and says by what it was waived, and after the end of the waiver's period it stands again.
"""

from __future__ import annotations

import difflib
from datetime import date

import polars as pl

from apk_lib.checks.core import CHECKS
from apk_lib.findings import findings
from apk_lib.project import Project
from apk_lib.rules import RULES

# as the finding says it; `valid_to_period` and the rest are there to be said in another language
WORDING = pl.format("{} ({}, do konce {})", "reason", "approved_by", "valid_to_period")
_WAIVABLE = sorted(rule for rule, said in RULES.items() if said.severity == "warning")


def waive(found: pl.DataFrame, waivers: pl.DataFrame, project: Project, on: date) -> pl.DataFrame:
    """The findings with `waiver` set on the warnings that were accepted, and findings on the waivers themselves.

    A waiver meets the warnings of its rule: all of them, or those whose `key` is its `row_key`. It holds while the
    period it is valid to has not ended before `on`; of several the one that holds longest is named.

    Returns:
        All of `found` in their order, then what is wrong with waivers: of an unknown rule, of a rule that is no
        warning, expired while the warning stands, or meeting no warning at all.
    """
    ends = project.frames["periods"].select(valid_to_period="period", holds_to="end")
    dated = waivers.join(ends, on="valid_to_period").sort("holds_to", "waiver", descending=[True, False])
    known = dated.filter(pl.col("rule").is_in(_WAIVABLE))
    numbered = found.with_row_index("place")
    met = _met(numbered.filter(pl.col("severity") == "warning"), known)
    valid = met.filter(pl.col("holds_to") >= on)
    granted = valid.unique("place", keep="first", maintain_order=True).select("place", granted=WORDING)
    waived = numbered.join(granted, on="place", how="left", maintain_order="left").with_columns(
        waiver=pl.coalesce("granted", "waiver")
    )
    standing = met.join(granted, on="place", how="anti")
    over = known.join(standing, on="waiver", how="semi")
    # a waiver of a whole rule may be there before its first warning; of rules nobody looked at nothing is known
    looked_at = pl.col("rule").is_in({*CHECKS, *found["rule"]})
    named = known.filter(looked_at, pl.col("row_key").is_not_null(), pl.col("holds_to") >= on)
    idle = named.join(met, on="waiver", how="anti")
    return pl.concat([waived.select(found.columns), _misplaced(dated), _told("waiver_expired", over, "valid_to_period"),
                      _told("waiver_of_nothing", idle, "row_key")])  # fmt: skip


def judged_on(project: Project, as_of: date) -> date:
    """The day on which waivers are judged for what is known at `as_of`.

    A report on a period is made some weeks after its end, and a waiver to the end of that period is meant for it. So
    until the report on a period is due, the waiver is judged at the end of that period.
    """
    reported = next((period.end for period in project.periods if as_of <= period.report_due), as_of)
    return min(as_of, reported)


def _met(warnings: pl.DataFrame, waivers: pl.DataFrame) -> pl.DataFrame:
    """Each warning with each waiver it meets, in the order of the waivers."""
    columns = ["waiver", "rule", "row_key", "reason", "approved_by", "valid_to_period", "holds_to"]
    pairs = waivers.select(columns).join(warnings.select("place", "rule", "key"), on="rule", maintain_order="left")
    return pairs.filter(pl.col("row_key").is_null() | (pl.col("row_key") == pl.col("key")))


def _misplaced(waivers: pl.DataFrame) -> pl.DataFrame:
    """Findings on waivers of rules that do not exist, or are no warnings: an error is mended, a note asks nothing."""
    wrong = waivers.filter(~pl.col("rule").is_in(_WAIVABLE))
    near = {rule: next(iter(difflib.get_close_matches(rule, _WAIVABLE, n=1)), None) for rule in wrong["rule"].unique()}
    nearest = pl.col("rule").replace_strict(near, default=None, return_dtype=pl.String)
    return _told("waiver_of_unknown_rule", wrong, "rule", nearest=nearest)


def _told(rule: str, waivers: pl.DataFrame, column: str, nearest: pl.Expr | None = None) -> pl.DataFrame:
    rows = waivers.sort("source_row")
    return findings(rule, rows, table="waivers", column=column, key=pl.col("waiver"), row=pl.col("source_row"),
                    value=pl.col(column), nearest=nearest)  # fmt: skip
