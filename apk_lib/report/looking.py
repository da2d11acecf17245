"""Where Jupyter looks for what comes with this package: its kernels, templates and settings."""

from __future__ import annotations

import os
from pathlib import Path


def look_in(variable: str, *folders: Path) -> None:
    """Put folders first on a search path of Jupyter (`JUPYTER_PATH`, `JUPYTER_CONFIG_PATH`), for all that is started.

    What the variable held stays behind them; asked twice it changes nothing more.
    """
    known = os.environ.get(variable, "").split(os.pathsep)
    os.environ[variable] = os.pathsep.join(dict.fromkeys(filter(None, [*map(str, folders), *known])))
