"""What the project wrote: the initial analysis and the final evaluation."""

from __future__ import annotations

from datetime import timedelta

from apk_lib.project import Project
from apk_lib.sample.rows import Row, at, entered

KEY_ACTIVITY = "KA04"


def output_rows(project: Project) -> list[Row]:
    """Two documents: one between the first wave and the end of the first period, one at the end of the project."""
    first, last = project.periods[0].end - timedelta(days=39), project.end - timedelta(days=6)
    known = KEY_ACTIVITY in project.frames["key_activities"]["key_activity"]
    activity = KEY_ACTIVITY if known else None
    return [
        entered(
            at(published, 14),
            output=output,
            key_activity=activity,
            kind=kind,
            name=name,
            finished_on=finished,
            published_on=published,
            address="web města",
        )
        for output, kind, name, finished, published in (
            ("D1", "initial_analysis", "Vstupní analýza vnímání pocitu bezpečí", first, first + timedelta(days=12)),
            ("D2", "final_evaluation", "Závěrečná evaluační zpráva", last, last + timedelta(days=5)),
        )
    ]
