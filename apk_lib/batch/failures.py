"""The log of a report that could not be made: beside its folder, until the report is made."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from apk_lib.report.making import Order, Outcome
from apk_lib.report.placing import recover, workplace
from apk_lib.report.writing import write_text


def log_of(order: Order) -> Path:
    """Where the log of a failure stands, beside the report it would be of."""
    return order.folder.with_name(f"{order.audience}.failed.log")


def logged(outcome: Outcome) -> Outcome:
    """The outcome with the log of its failure; the log of an earlier failure goes when there is none.

    Of a bug the log keeps where in the program it happened; in the log of a report that leaves the town nothing stands
    under the message, for it might show a row.
    """
    path = log_of(outcome.order)
    if outcome.failure is None:
        with contextlib.suppress(OSError):  # a log that stays does no harm to the report
            path.unlink(missing_ok=True)
        return outcome
    told = outcome.failure.message(outcome.order.lang)
    if outcome.order.audience != "internal":
        told = told.partition("\n")[0]
    try:
        text_put(path, f"{told}\n")
    except OSError:  # where no report can be written, no log can: the screen tells it all
        return outcome
    return replace(outcome, log=path)


def text_put(path: Path, text: str) -> None:
    """Write a text file in one step: nobody ever reads half of it; what a killed writer left beside it goes.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    recover(path)
    with workplace(path) as beside:
        work = beside / path.name
        write_text(work, text)
        work.replace(path)
