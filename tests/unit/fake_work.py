"""Work that takes the place of making a report; loads nothing, so that a process for it starts at once."""

import os
import signal
import time
from pathlib import Path

from apk_lib.errors import ReportError
from apk_lib.text import Text

# Windows ends a process at once by any signal
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
SAID = Text(cs="Zpráva se nepovedla.", en="The report failed.")


def noted(log: Path, name: str, seconds: float = 0.0, deaths: int = 0) -> int:
    """Takes its time, notes when it begins and ends, and kills its process in its first attempts."""
    with log.open("a") as file:
        file.write(f"{name} {os.getpid()}\n")
    time.sleep(seconds)
    if log.read_text().count(f"{name} ") <= deaths:
        os.kill(os.getpid(), KILL)
    with log.open("a") as file:
        file.write(f"/{name}\n")
    return os.getpid()


def refused() -> None:
    """An error that the user can act on."""
    raise ReportError(SAID)
