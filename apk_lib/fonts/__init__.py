"""The one typeface of every output, bundled so that a report looks the same without a network.

TTF files are for the chart renderer, WOFF2 files for the HTML page. Both are a subset of Source
Sans 3 under a name of their own, because its licence reserves the name for the unmodified font.
"""

from __future__ import annotations

from pathlib import Path

FAMILY = "Apk Sans"
WEIGHTS: dict[int, str] = {400: "ApkSans-Regular", 600: "ApkSans-Semibold"}


def directory() -> Path:
    """The folder with the font files, as the chart renderer wants to be told."""
    return Path(__file__).resolve().parent


def woff2(weight: int) -> bytes:
    """The web font of one of `WEIGHTS`."""
    return (directory() / f"{WEIGHTS[weight]}.woff2").read_bytes()
