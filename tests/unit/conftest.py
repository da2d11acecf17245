"""A project folder of an invented town, for the tests that start from files."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write a project folder: `folder(persons='''recorded_at,…''')`; `at` names the folder."""

    def write(at: str = "vzorov", **tables: str) -> Path:
        place = tmp_path / at
        place.mkdir(parents=True, exist_ok=True)
        (place / "project.toml").write_bytes((Path(__file__).parent / "vzorov.toml").read_bytes())
        for name, text in tables.items():
            (place / f"{name}.csv").write_bytes(dedent(text).lstrip("\n").encode())
        return place

    return write
