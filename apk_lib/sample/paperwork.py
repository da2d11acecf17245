"""What happens to rows on paper: some come late, some are corrected, a few are withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, local_date

LATE = {"visits": 20, "events": 14, "expenses": 6}
CORRECTED = {"visits": 5, "events": 4, "expenses": 1}
WITHDRAWN = {"visits": 2, "events": 1}


def disturb(rows: dict[str, list[Row]], project: Project, dice: Dice) -> dict[str, int]:
    """Change the rows in place; how many were late, corrected and withdrawn."""
    for name in LATE:
        known = rows[name]
        chosen = iter(dice.shuffled(_free(rows, name)))
        for row in (next(chosen) for _ in range(LATE[name])):
            due = _due(row, project)
            row["recorded_at"] = at(due + timedelta(days=dice.between(1, 20)), 10)
        for row in (next(chosen) for _ in range(CORRECTED[name])):
            known.append(_again(row, **_CORRECTIONS[name](row)))
        for row in (next(chosen) for _ in range(WITHDRAWN.get(name, 0))):
            known.append(_again(row, withdrawn=True))
    return {
        "late_rows": sum(LATE.values()),
        "corrections": sum(CORRECTED.values()),
        "withdrawn_rows": sum(WITHDRAWN.values()),
    }


def _free(rows: dict[str, list[Row]], name: str) -> list[Row]:
    """Rows that no other row leans on, so that at any moment every reference is known."""
    if name == "visits":
        seen = {event["visit"] for event in rows["events"]}
        return [row for row in rows[name] if row["visit"] not in seen]
    if name == "events":
        return [row for row in rows[name] if row["hidden_crime"] is None]
    return [row for row in rows[name] if row["approved"] == row["claimed"]]


def _due(row: Row, project: Project) -> date:
    happened = row.get("paid_on") or local_date(row.get("at") or row["start"])
    # the last night of the project ends after its last day
    known = (period.report_due for period in project.periods if happened <= period.end)
    return next(known, project.periods[-1].report_due)


def _again(row: Row, **changed: Any) -> Row:
    """The same thing entered a second time, three days later: still before the report is due."""
    return row | {"recorded_at": row["recorded_at"] + timedelta(days=3)} | changed


_CORRECTIONS: dict[str, Callable[[Row], Row]] = {
    "visits": lambda row: {"end": row["end"] - timedelta(minutes=5)},
    "events": lambda row: {"kind": "other" if row["kind"] != "other" else "help"},
    "expenses": lambda row: {"claimed": row["claimed"] - 100_00, "approved": row["approved"] - 100_00},
}
