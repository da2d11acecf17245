"""From figures to a finished report: the parts a notebook shows, and the files made from them.

The parts draw charts, whose libraries take long to load; who writes annexes or reads a passport need not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apk_lib.report.evaluations import FinalEvaluation, InitialAnalysis
    from apk_lib.report.portfolio import PortfolioReport
    from apk_lib.report.progress import ProgressReport

__all__ = ["FinalEvaluation", "InitialAnalysis", "PortfolioReport", "ProgressReport"]
_HOMES = {"FinalEvaluation": "evaluations", "InitialAnalysis": "evaluations", "PortfolioReport": "portfolio",
          "ProgressReport": "progress"}  # fmt: skip


def __getattr__(name: str) -> Any:
    """A part, loaded when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
