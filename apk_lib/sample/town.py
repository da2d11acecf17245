"""The invented town: a project sheet and school breaks for a folder that has none of its own."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

SOURCES = """\
[school_breaks]
synthetic = true
origin = "apk-lib sample, invented town"
terms = "synthetic"
"""
BREAKS = (
    ("07-01", "08-31", "hlavní prázdniny"),
    ("10-27", "10-27", "podzimní prázdniny"),
    ("12-23", "12-31", "vánoční prázdniny"),
)


def write_town(folder: Path, years: range = range(2021, 2023)) -> None:
    """Write the invented project sheet and its school breaks into the folder."""
    context = folder / "context"
    context.mkdir(parents=True, exist_ok=True)
    lines = ["start,end,school,name,source,confirmed"]
    for year in years:
        lines += [f"{year}-{start},{year}-{end},,{name} (smyšlené),,false" for start, end, name in BREAKS]
    _write(context / "school_breaks.csv", "\n".join(lines) + "\n")
    _write(context / "sources.toml", SOURCES)
    sheet = resources.files("apk_lib.sample").joinpath("town.toml").read_text(encoding="utf-8")
    _write(folder / "project.toml", sheet)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
