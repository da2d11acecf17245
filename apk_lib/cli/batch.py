"""A batch of reports on the screen: how far it is, what became of each, and how to go on after a stop."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from apk_lib.batch import running
from apk_lib.batch.asking import Unusable
from apk_lib.batch.executors import scheduler
from apk_lib.batch.progress import Tally
from apk_lib.batch.summary import lines, write_table
from apk_lib.report.making import Order, Outcome
from apk_lib.report.placing import not_written
from apk_lib.text import Lang, Text

_STOPPED = Text(
    cs="Hotové zprávy zůstaly. Týž příkaz pokračuje tam, kde skončil.",
    en="Finished reports stay. The same command goes on where it stopped.",
)


def make_and_tell(
    asked: Sequence[Order], unusable: Sequence[Unusable], out: Path, lang: Lang, *, jobs: int, address: str, again: bool
) -> None:
    """Make the reports and tell what became of each, also of a batch that somebody stopped.

    Args:
        asked: the reports.
        unusable: towns of which none could be ordered.
        out: the folder of all reports; a table of them stands there when there is more than one town.
        lang: the language of what is told.
        jobs: how many reports are made at once on this machine.
        address: of a scheduler, where they are made on other machines.
        again: make also what is fresh.

    Raises:
        ApkError: the scheduler cannot be used.
        Exit: a report could not be made.
    """
    outcomes: list[Outcome] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ExitStack() as held:
        make_all, places = running.make_all, jobs
        if address:
            workers = held.enter_context(scheduler(address))
            make_all, places = partial(make_all, executor=workers), workers.places
        tally = Tally(len(asked), places)
        progress = held.enter_context(Progress(*columns, console=Console(stderr=True)))
        task = progress.add_task(tally.told(lang), total=len(asked))
        try:
            with closing(make_all(asked, jobs, again=again)) as coming:
                for outcome in coming:
                    outcomes.append(outcome)
                    tally.add(outcome)
                    progress.update(task, advance=1, description=tally.told(lang))
        except KeyboardInterrupt:
            progress.stop()
            _tell(asked, outcomes, unusable, out, lang)
            typer.echo(_STOPPED(lang), err=True)
            raise
    _tell(asked, outcomes, unusable, out, lang)
    if unusable or any(outcome.failure for outcome in outcomes):
        raise typer.Exit(1)


def _tell(
    asked: Sequence[Order], outcomes: Sequence[Outcome], unusable: Sequence[Unusable], out: Path, lang: Lang
) -> None:
    """What became of each report, in the order they were asked for."""
    place = {order: number for number, order in enumerate(asked)}
    outcomes = sorted(outcomes, key=lambda outcome: place[outcome.order])
    for line in lines(outcomes, unusable, lang, len(asked) - len(outcomes)):
        typer.echo(line.text, err=line.failed)
    if len({order.data for order in asked}) + len(unusable) > 1:
        try:
            write_table(outcomes, unusable, out)
        except OSError as error:
            raise not_written(out, error) from error
