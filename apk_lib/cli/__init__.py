"""The command line `apk-lib`: it asks, shows and exits; it computes nothing."""

from __future__ import annotations

import itertools
import sys

import typer

from apk_lib.cli import (
    annexes,
    catalogue,
    drilling,
    kit,
    people,
    planning,
    portfolio,
    publishing,
    records,
    reports,
    serving,
    wording,
)
from apk_lib.cli.shared import app
from apk_lib.cli.usage import UsageError, usage_lines
from apk_lib.errors import ApkError
from apk_lib.text import Lang

__all__ = [
    "annexes", "app", "catalogue", "drilling", "kit", "main", "people", "planning", "portfolio", "publishing",
    "records", "reports", "serving", "wording",
]  # fmt: skip

INTERRUPTED, WRITTEN_WRONGLY = 130, 2


def main() -> None:
    """Run the command line; what the user can mend is told in a line or two, and its exit code is not 0."""
    lang: Lang = "en" if _asked_for_english(sys.argv) else "cs"
    try:
        code = app(standalone_mode=False) or 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except ApkError as error:
        typer.echo(error.message(lang), err=True)
        code = 1
    except UsageError as error:
        for line in usage_lines(error, lang):
            typer.echo(line, err=True)
        code = WRITTEN_WRONGLY
    if code == INTERRUPTED:
        typer.echo("Přerušeno. / Interrupted.", err=True)
    sys.exit(code)


def _asked_for_english(words: list[str]) -> bool:
    options = ("--lang", "--language")
    joined = any(f"{option}=en" in words for option in options)
    return joined or any(option in options and value == "en" for option, value in itertools.pairwise(words))
