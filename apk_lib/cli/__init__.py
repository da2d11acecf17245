"""The command line `apk-lib`: it asks, shows and exits; it computes nothing."""

from __future__ import annotations

import itertools
import sys

import typer

from apk_lib.cli import people, records, reports
from apk_lib.cli.shared import app
from apk_lib.errors import ApkError
from apk_lib.text import Lang

__all__ = ["app", "main", "people", "records", "reports"]


def main() -> None:
    """Run the command line; what the user can mend is told in one line and exit code 1."""
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("Přerušeno. / Interrupted.", err=True)
        sys.exit(130)
    except ApkError as error:
        lang: Lang = "en" if _asked_for_english(sys.argv) else "cs"
        typer.echo(error.message(lang), err=True)
        sys.exit(1)


def _asked_for_english(words: list[str]) -> bool:
    return "--lang=en" in words or any(pair == ("--lang", "en") for pair in itertools.pairwise(words))
