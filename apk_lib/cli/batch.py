"""A batch of reports on the screen: how far it is, what became of each, and how to go on after a stop."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from apk_lib.batch import running
from apk_lib.batch.asking import Unusable
from apk_lib.batch.executors import scheduler
from apk_lib.batch.progress import Tally
from apk_lib.batch.summary import TABLE, lines, write_table
from apk_lib.errors import reason
from apk_lib.report.making import Order, Outcome
from apk_lib.text import Lang, Text

_STOPPED = Text(
    cs="Hotové zprávy zůstaly. Týž příkaz pokračuje tam, kde skončil.",
    en="Finished reports stay. The same command goes on where it stopped.",
)
_NO_TABLE = Text(
    cs="{file}: přehled zpráv nelze zapsat ({reason}). Zpráv samotných se to netýká.",
    en="{file}: the table of the reports cannot be written ({reason}). The reports themselves are not affected.",
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
    try:
        with _ended_as_by_ctrl_c(), closing(_made(asked, lang, jobs, address, again=again)) as coming:
            for outcome in coming:
                outcomes.append(outcome)
    except KeyboardInterrupt:
        _tell(asked, outcomes, unusable, out, lang)
        typer.echo(_STOPPED(lang), err=True)
        raise
    _tell(asked, outcomes, unusable, out, lang)
    if unusable or any(outcome.failure for outcome in outcomes):
        raise typer.Exit(1)


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Who ends the command by a signal, such as a limit on its time, is told as much as who stops it by hand."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _made(asked: Sequence[Order], lang: Lang, jobs: int, address: str, *, again: bool) -> Generator[Outcome]:
    """The outcomes as they come, while the screen shows how far the batch is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ExitStack() as held:
        make_all, places = running.make_all, jobs
        if address:
            workers = held.enter_context(scheduler(address))
            make_all, places = partial(make_all, executor=workers), workers.places
        tally = Tally(len(asked), places)
        progress = held.enter_context(Progress(*columns, console=Console(stderr=True)))
        task = progress.add_task(tally.told(lang), total=len(asked))
        for outcome in held.enter_context(closing(make_all(asked, jobs, again=again))):
            tally.add(outcome)
            progress.update(task, advance=1, description=tally.told(lang))
            yield outcome


def _tell(
    asked: Sequence[Order], outcomes: Sequence[Outcome], unusable: Sequence[Unusable], out: Path, lang: Lang
) -> None:
    """What became of each report, in the order they were asked for."""
    place = {order: number for number, order in enumerate(asked)}
    outcomes = sorted(outcomes, key=lambda outcome: place[outcome.order])
    come_to = {outcome.order for outcome in outcomes}
    waiting = [order for order in asked if order not in come_to]
    for line in lines(outcomes, unusable, lang, len(waiting)):
        typer.echo(line.text, err=line.failed)
    if len({order.data for order in asked}) + len(unusable) > 1:
        try:
            write_table(outcomes, unusable, out, waiting)
        except OSError as error:
            # the reports are as they are without it
            typer.echo(_NO_TABLE.fill(lang, file=out / TABLE, reason=reason(error)(lang)), err=True)
