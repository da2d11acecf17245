"""The commands that open a project in the browser: what they hand over, and what they refuse before anything starts."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from apk_lib.cli import serving
from apk_lib.serving import dashboard, lab
from apk_lib.serving.lab import own_copy
from apk_lib.serving.ports import port_of
from tests.unit.test_cli_records import apk

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Sešit"]},
        {"cell_type": "code", "execution_count": None, "id": "parameters", "metadata": {"tags": ["parameters"]},
         "outputs": [], "source": ['data = "data/kromeriz"\n', 'period = "P1"\n', "live = True"]},
    ],
    "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


@dataclass
class Started:
    """What a server would have been started with."""

    asked: list[Any] = field(default_factory=list)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    noted = Started()

    def note(*given: Any, **named: Any) -> None:
        noted.asked.append((*given, named))
        if callable(given[-1]):
            given[-1]("http://127.0.0.1:1/?token=secret")

    monkeypatch.setattr(dashboard, "serve_dashboard", note)
    monkeypatch.setattr(lab, "serve_lab", note)
    return noted


def test_the_dashboard_is_asked_for_a_folder_a_period_and_a_day(started: Started, root: Path) -> None:
    said = apk("dashboard", root / "data/kromeriz", "--period", "P2", "--as-of", "2021-07-15", "--no-browser")
    assert said.code == 0
    assert said.lines[-1] == "http://127.0.0.1:1/?token=secret"
    notebook, asked, _, _ = started.asked[0]
    assert notebook == root / "notebooks/dashboard.ipynb"
    assert asked == dashboard.Asked(root / "data/kromeriz", "P2", "cs", "2021-07-15", 0, False)


def test_a_folder_with_faults_is_opened_all_the_same(started: Started, tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text("not = [toml", encoding="utf-8")
    assert apk("dashboard", tmp_path, "--no-browser", "--lang", "en").code == 0
    assert started.asked[0][1].lang == "en"


def test_a_folder_that_is_not_there_is_refused(started: Started, tmp_path: Path) -> None:
    said = apk("dashboard", tmp_path / "nowhere")
    assert said.code == 1
    assert "tu není. Zadejte složku projektu" in said.err
    assert apk("lab", tmp_path / "nowhere").code == 1
    assert started.asked == []


@pytest.mark.parametrize(("option", "value"), [("--period", "P9"), ("--as-of", "včera")])
@pytest.mark.parametrize("command", ["dashboard", "lab"])
def test_a_period_or_a_day_nobody_knows_is_refused_at_once(
    started: Started, root: Path, tmp_path: Path, command: str, option: str, value: str
) -> None:
    out = ("--out", tmp_path) if command == "lab" else ()
    said = apk(command, root / "data/kromeriz", option, value, *out)
    assert said.code == 1
    assert value in said.err
    assert started.asked == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["dashboard", "lab"])
def test_a_package_without_its_notebooks_says_so(
    started: Started, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(serving, "NOTEBOOKS", tmp_path / "notebooks")
    said = apk(command, root / "data/kromeriz")
    assert said.code == 1
    assert f"má být ve složce {tmp_path / 'notebooks'}" in said.err
    assert started.asked == []


def test_the_address_is_opened_by_a_page_only_its_user_can_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr(dashboard.webbrowser, "open", opened.put)
    dashboard._open("http://127.0.0.1:1/?token=secret", tmp_path / "open.html")
    assert opened.get(timeout=10) == (tmp_path / "open.html").as_uri()
    assert 'content="0; url=http://127.0.0.1:1/?token=secret"' in (tmp_path / "open.html").read_text(encoding="utf-8")
    if os.name != "nt":
        assert (tmp_path / "open.html").stat().st_mode & 0o777 == 0o600


def test_a_port_that_is_taken_is_refused(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = apk("dashboard", root / "data/kromeriz", "--port", port, "--no-browser", "--lang", "en")
        assert said.code == 1
        assert f"Port {port} is taken by another program" in said.err
        assert f"--port {port + 1}" in said.err
        assert port_of(0) != port


def test_there_is_no_way_to_do_without_the_token() -> None:
    said = apk("dashboard", "--help").out + apk("lab", "--help").out
    assert "token" not in said.replace("token ", "")
    settings = dashboard._settings(Path("dashboard.ipynb"), "cs", 1, "secret")
    assert settings.Voila.token == "secret"
    assert settings.Voila.ip == "127.0.0.1"
    assert settings.Voila.config_file_paths == []


def test_a_window_left_open_keeps_its_kernel_and_an_abandoned_one_loses_it() -> None:
    culled = dashboard._settings(Path("dashboard.ipynb"), "cs", 1, "secret").MappingKernelManager
    assert (culled.cull_idle_timeout, culled.cull_connected) == (600, False)


# --- JupyterLab ------------------------------------------------------------------------------------


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "drilldown.ipynb"
    path.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    return path


def parameters(path: Path) -> dict[str, Any]:
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["metadata"].get("tags")]
    values: dict[str, Any] = {}
    for cell in cells:
        if "drilldown" not in cell["metadata"]["tags"]:
            exec("".join(cell["source"]), values)
    return {name: values[name] for name in ("data", "period", "live")}


def test_the_copy_says_what_was_asked_and_the_notebook_stays(notebook: Path, tmp_path: Path) -> None:
    before = notebook.read_bytes()
    asked = {"data": '/srv/"město"\\a', "period": "P2"}
    copy = own_copy(notebook, tmp_path / "outputs", asked)
    assert copy == tmp_path / "outputs" / "drilldown.ipynb"
    assert parameters(copy) == {**asked, "live": True}
    assert notebook.read_bytes() == before


def test_a_copy_that_was_only_run_is_made_anew(notebook: Path, tmp_path: Path) -> None:
    copy = own_copy(notebook, tmp_path / "outputs", {"data": "a", "period": "P1"})
    run = json.loads(copy.read_text(encoding="utf-8"))
    run["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1"]}]
    run["cells"][1]["source"] = "".join(run["cells"][1]["source"])  # some write it in one piece
    copy.write_text(json.dumps(run), encoding="utf-8")
    assert own_copy(notebook, tmp_path / "outputs", {"data": "a", "period": "P3"}) == copy
    assert parameters(copy)["period"] == "P3"


@pytest.mark.parametrize("damage", ["edited", "not a notebook", "no mark"])
def test_a_copy_that_somebody_edited_is_never_overwritten(notebook: Path, tmp_path: Path, damage: str) -> None:
    copy = own_copy(notebook, tmp_path / "outputs", {"data": "a", "period": "P1"})
    mine = json.loads(copy.read_text(encoding="utf-8"))
    mine["cells"][0]["source"] = ["# Moje"]
    copy.write_text(
        {"edited": json.dumps(mine), "not a notebook": "text", "no mark": json.dumps(NOTEBOOK)}[damage],
        encoding="utf-8",
    )
    before = copy.read_bytes()
    other = own_copy(notebook, tmp_path / "outputs", {"data": "a", "period": "P1"})
    assert other.name == "drilldown_2.ipynb"
    assert copy.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(started: Started, root: Path, tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file", encoding="utf-8")
    said = apk("lab", root / "data/kromeriz", "--out", tmp_path / "outputs")
    assert said.code == 1
    assert "--out" in said.err
    assert started.asked == []


def test_the_lab_opens_the_copy(started: Started, root: Path, tmp_path: Path) -> None:
    said = apk("lab", root / "data/kromeriz", "--period", "P2", "--out", tmp_path, "--no-browser")
    assert said.code == 0
    copy, port, _, named = started.asked[0]
    assert copy == tmp_path / "kromeriz" / "drilldown.ipynb"
    assert (port, named) == (0, {"browser": False})
    assert parameters(copy) == {"data": str(root / "data/kromeriz"), "period": "P2", "live": True}
