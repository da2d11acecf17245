"""The cells of a report's notebook, run in this process without a kernel."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apk_lib.dataset import Dataset
from apk_lib.disclosure import Audience
from apk_lib.evaluate import Figures
from apk_lib.protection import protect
from apk_lib.report import ProgressReport
from apk_lib.report.model import Part
from apk_lib.text import Lang

# cells of the notebooks that make no part of a report
SETTING_UP = ("parameters", "imports", "figures", "drilldown", "next-week", "next-week-live")


@dataclass(frozen=True)
class Notebook:
    """The cells of the report's notebook, to be run on any dataset."""

    cells: dict[str, str]

    def parts(
        self,
        dataset: Dataset,
        figures: Figures,
        lang: Lang,
        draws: Callable[[str], bool] = lambda source: True,
        audience: Audience = "internal",
        report: type[ProgressReport] = ProgressReport,
    ) -> dict[str, Part]:
        """The parts that an audience is given by the id of their cell; `draws` says for which cells pictures are made.

        The figures are all that there are: they are protected here.
        """
        names: dict[str, Any] = {}
        exec(self.cells["imports"], names)
        given = protect(figures, dataset, audience)
        names |= {"dataset": dataset, "figures": given, "report": report(dataset, given, lang, audience=audience)}
        made = {}
        for id, source in self.cells.items():
            if id not in SETTING_UP:
                made[id] = self._run(id, source, names, draws(source))
        return {id: shown.part for id, shown in made.items() if shown is not None}

    @staticmethod
    def _run(id: str, source: str, names: dict[str, Any], draws: bool) -> Any:
        module = ast.parse(source)
        last = module.body.pop()
        assert isinstance(last, ast.Expr)
        assert isinstance(last.value, ast.Call)
        if not draws:
            # `section` takes three arguments before its charts, `answer` one
            kept = {"section": 3, "answer": 1}.get(getattr(last.value.func, "attr", ""), 1)
            last.value.args = last.value.args[:kept]
        exec(compile(module, id, "exec"), names)
        return eval(compile(ast.Expression(last.value), id, "eval"), names)

    def shorter(self) -> Notebook:
        """Without the bridge to earlier reports, which makes these again."""
        return Notebook({id: source for id, source in self.cells.items() if id != "evidence"})

    def only(self, *ids: str) -> Notebook:
        """Some of its parts: no part needs another."""
        return Notebook({id: self.cells[id] for id in ("imports", *ids)})


def stored(path: Path) -> Notebook:
    """The notebook of a file."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return Notebook({cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"})


def undrawn(source: str) -> bool:
    """Leaves all pictures out."""
    return False
