"""How papermill runs a notebook here: in our kernel, each cell within a limit, whatever may become of the kernel."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from apk_lib.errors import ReportError
from apk_lib.report.forked.forking import Manager
from apk_lib.text import Text

NAME = "apk-lib"
# a port may be lost between being chosen and being used
ATTEMPTS = 3
# seconds
STARTING = 60

# what goes wrong is told by the error
logger.addHandler(logging.NullHandler())


class Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill ships no types
    """Runs the cells, and knows which one it is at and how its kernel ended."""

    def __init__(self, managed: NotebookExecutionManager, **named: Any) -> None:
        super().__init__(managed, on_cell_execute=self._begin, **named)
        self.cell: str | None = None
        self.exit_code: int | None = None

    def _begin(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        self.cell = cell.get("id", str(cell_index + 1))

    async def _async_check_alive(self) -> None:
        try:
            await super()._async_check_alive()
        except DeadKernelError:
            self.exit_code = await self.km.provisioner.poll()
            raise


class Engine(NBClientEngine):  # type: ignore[misc]
    """Tries again when a kernel does not start, and tells which cell a running one was lost in."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, input_path: str, time_limit: int, **_: Any
    ) -> None:
        """Run all cells, none longer than `time_limit` seconds.

        Raises:
            ReportError: a cell took longer, or the kernel died or could not be started.
        """
        notebook = Path(input_path).name
        for _attempt in range(ATTEMPTS):
            client = Client(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=Manager,
                startup_timeout=STARTING,
                timeout=time_limit,
                # of a cell that has ended, until all it showed has come; papermill then raises `CellTimeoutError`
                iopub_timeout=time_limit,
                # there is nothing in it to save
                shutdown_kernel="immediate",
                store_widget_state=False,
                log=logger,
            )
            try:
                client.execute()
                return
            except CellTimeoutError as error:
                raise _too_long(notebook, client.cell, time_limit) from error
            except RuntimeError as error:
                if client.exit_code is not None and client.cell is not None:
                    raise _died(notebook, client.cell, client.exit_code) from error
                if client.cell is not None:
                    raise
                lost = error
        raise _not_started(notebook, lost) from lost


papermill_engines.register(NAME, Engine)


def _too_long(notebook: str, cell: str | None, time_limit: int) -> ReportError:
    return ReportError(
        Text(
            cs=f"{notebook}: buňka „{cell}“ se nevešla do {time_limit} s. Víc času jí dá --time-limit (v minutách).",
            en=f"{notebook}: the cell “{cell}” took longer than {time_limit} s. Give it more with --time-limit (in "
            "minutes).",
        )
    )


def _died(notebook: str, cell: str, exit_code: int) -> ReportError:
    how = Text(cs=f"s kódem {exit_code}", en=f"with exit code {exit_code}")
    if exit_code < 0:
        # some have only a number
        name = {one.value: one.name for one in signal.Signals}.get(-exit_code, str(-exit_code))
        how = Text(cs=f"signálem {name}", en=f"by the signal {name}")
    return ReportError(
        Text(
            cs=f"{notebook}: výpočet skončil předčasně v buňce „{cell}“ {how.cs}. Spusťte příkaz znovu; nestačí-li "
            "paměť, s menším --jobs.",
            en=f"{notebook}: the computation was ended early in the cell “{cell}” {how.en}. Run the command again; if "
            "memory is short, with fewer --jobs.",
        )
    )


def _not_started(notebook: str, error: RuntimeError) -> ReportError:
    return ReportError(
        Text(
            cs=f"{notebook}: výpočet se ani na {ATTEMPTS}. pokus nerozběhl ({error}). Spusťte příkaz znovu.",
            en=f"{notebook}: the computation did not start in {ATTEMPTS} attempts ({error}). Run the command again.",
        )
    )
