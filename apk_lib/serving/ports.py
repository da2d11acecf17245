"""Where a server listens: a port of this machine, and the settings that come with the package."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

from apk_lib.errors import ParameterError, reason
from apk_lib.text import Text

HERE = "127.0.0.1"
OWN = Path(__file__).resolve().parent / "jupyter"
_TAKEN = Text(
    cs="už používá jiný program (možná jiný spuštěný přehled)",
    en="is taken by another program (perhaps another dashboard)",
)


def port_of(asked: int) -> int:
    """The port asked for, or a free one for 0.

    Raises:
        ParameterError: it is taken, or not for us to take.
    """
    with socket.socket() as one:
        if os.name != "nt":  # as servers do: one that has just ended takes nothing; elsewhere it would share a port
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HERE, asked))
        except OSError as error:
            why, other = _why(error), asked + 1 if 1023 < asked < 65535 else 8900
            raise ParameterError(
                Text(
                    cs=f"Port {asked} {why.cs}; zadejte jiný: --port {other}, nebo volbu --port vynechte.",
                    en=f"Port {asked} {why.en}; give another: --port {other}, or leave the option --port out.",
                )
            ) from error
        port: int = one.getsockname()[1]
    return port


def _why(error: OSError) -> Text:
    if error.errno == errno.EADDRINUSE:
        return _TAKEN
    why = reason(error)
    return Text(cs=f"nejde použít ({why.cs})", en=f"cannot be used ({why.en})")
