"""Where a server listens: a port of this machine, and the settings that come with the package."""

from __future__ import annotations

import socket
from pathlib import Path

from apk_lib.errors import ParameterError, reason
from apk_lib.text import Text

HERE = "127.0.0.1"
OWN = Path(__file__).resolve().parent / "jupyter"


def port_of(asked: int) -> int:
    """The port asked for, or a free one for 0.

    Raises:
        ParameterError: it is taken, or not for us to take.
    """
    with socket.socket() as one:
        try:
            one.bind((HERE, asked))
        except OSError as error:
            why = reason(error)
            raise ParameterError(
                Text(
                    cs=f"Port {asked} nejde použít ({why.cs}). Zadejte jiný, nebo volbu --port vynechte.",
                    en=f"Port {asked} cannot be used ({why.en}). Give another, or leave the option --port out.",
                )
            ) from error
        port: int = one.getsockname()[1]
    return port
