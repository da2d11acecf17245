"""What became of a batch, report by report: lines for the screen and a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from apk_lib.batch.asking import Unusable
from apk_lib.batch.failures import text_put
from apk_lib.prose import out_of
from apk_lib.report.making import Order, Outcome, State
from apk_lib.text import NBSP, Lang, Text, number

TABLE = "batch.csv"
_STATES: dict[State, Text] = {
    "made": Text(cs="hotovo", en="made"),
    "kept": Text(cs="beze změny", en="kept"),
    "failed": Text(cs="CHYBA", en="FAILED"),
}
_CLOSING = Text(cs="Hotové zprávy: {count}.", en="Reports made: {count}.")
_CLOSING_KEPT = Text(cs="Hotové zprávy: {count}, z toho beze změny {kept}.", en="Reports made: {count}, {kept} kept.")
_LOG = Text(cs=" Záznam: {log}", en=" Log: {log}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account; `failed` ones belong among errors."""

    text: str
    failed: bool = False


def lines(outcomes: Sequence[Outcome], unusable: Sequence[Unusable], lang: Lang, waiting: int = 0) -> Iterator[Line]:
    """A line for each report and for each town without any, in columns, and how many reports there are.

    `waiting` are reports that a stopped batch did not come to.

    A column in which all reports say the same is left out; a failure says what is wrong.
    """
    keys = [_key(one) for one in outcomes] + [(one.town, "", "", "") for one in unusable]
    # of a town without any report the other columns are empty
    alike = [{key[column] for key in keys} - {""} for column in range(4)]
    shown = [column for column in range(4) if column == 1 or len(alike[column]) > 1]
    widths = [max((len(key[column]) for key in keys), default=0) for column in range(4)]
    results = [*(_result(one, lang, len(keys) > 1) for one in outcomes),
               *(f"{_STATES['failed'](lang)}  {one.failure.message(lang)}" for one in unusable)]  # fmt: skip
    failed = [*(one.state == "failed" for one in outcomes), *(True for _ in unusable)]
    for key, result, wrong in zip(keys, results, failed, strict=True):
        cells = (key[column].ljust(widths[column]) for column in shown)
        yield Line("  ".join([*cells, result]), wrong)
    good, kept = failed.count(False), sum(one.kept for one in outcomes)
    closing = _CLOSING_KEPT if kept else _CLOSING
    count = out_of(good, len(keys) + waiting, lang).replace(NBSP, " ")
    yield Line(closing.fill(lang, count=count, kept=number(kept, lang)))


def write_table(
    outcomes: Sequence[Outcome], unusable: Sequence[Unusable], out: Path, waiting: Sequence[Order] = ()
) -> None:
    """Write the account as a table into the folder of all reports; `waiting` are those a stopped batch did not come to.

    Raises:
        OSError: it cannot be written.
    """
    head = ("town", "document", "period", "lang", "audience", "result", "seconds", "file")
    rows = [
        *((*_named(one.order), one.state, f"{one.seconds:.1f}", _file(one)) for one in outcomes),
        *((*_named(one), "waiting", "", "") for one in waiting),
        *((one.town, "", "", "", "", "failed", "", "") for one in unusable),
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *rows])
    text_put(out / TABLE, text.getvalue())


def _key(outcome: Outcome) -> tuple[str, str, str, str]:
    order = outcome.order
    return order.town, order.name, order.lang, order.audience


def _named(order: Order) -> tuple[str, ...]:
    return order.town, order.document.id, order.period, order.lang, order.audience


def _result(outcome: Outcome, lang: Lang, many: bool) -> str:
    state = _STATES[outcome.state](lang)
    if outcome.failure is None:
        return f"{state}  {number(outcome.seconds, lang, 1)} s  {outcome.report}"
    message = outcome.failure.message(lang)
    if outcome.log is None:
        return f"{state}  {message}"
    # the log holds the rest, such as where in the program a bug is
    said, _, rest = message.partition("\n")
    return f"{state}  {said}" + _LOG.fill(lang, log=outcome.log) * bool(many or rest)


def _file(outcome: Outcome) -> str:
    file = outcome.report if outcome.failure is None else outcome.log
    return file.as_posix() if file else ""
