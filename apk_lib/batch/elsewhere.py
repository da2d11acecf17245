"""A report made on another machine: there as it would be here, or refused.

A worker of Dask has its own library, packages and disk. Made by other code, a report could differ unseen; made into
another folder of the same name, it would be lost.
"""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from distributed import Worker, get_worker

from apk_lib.errors import ReportError
from apk_lib.report.making import Order, versions
from apk_lib.report.source_code import code_version
from apk_lib.text import Text

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the machine that asks works with: its working directory, and what its reports are made by."""

    here: Path
    versions: Mapping[str, str]


def made_by() -> dict[str, str]:
    """What decides on the bytes of a report besides its data: our code, Python and the packages."""
    return {"apk-lib": code_version()["sha256"]} | versions()


def refusal(asked: Asked, dask_worker: Worker | None = None) -> ReportError | None:
    """Why this worker would not make the same reports; empty when it would.

    `dask_worker` is filled in by Dask where it asks all its workers at once.
    """
    threads = (dask_worker or get_worker()).state.nthreads
    if threads > 1:
        return _threads(threads)
    differ = [name for name, other in made_by().items() if asked.versions.get(name) != other]
    if differ:
        return _other_versions(asked, differ)
    return None if asked.here.is_dir() else _missing(asked.here)


def orders_of(work: Callable[[], object]) -> list[Order]:
    """The orders among what the work is given."""
    given = work.args if isinstance(work, partial) else ()
    return [order for order in given if isinstance(order, Order)]


def made_as_asked(asked: Asked, mark: Path | None, work: Callable[[], Made]) -> Made:
    """The work done in the working directory of who asks.

    Args:
        asked: what that machine works with.
        mark: a file in the folder for reports, by which that folder is known to be the same one.
        work: what makes a report.

    Raises:
        ReportError: this worker would not make the same report, or does not see the folders it needs.
    """
    unlike = refusal(asked)
    if unlike is not None:
        raise unlike
    with contextlib.chdir(asked.here):
        for order in orders_of(work):
            if not order.data.exists():
                raise _missing(order.data)
            if not order.notebook.exists():
                raise _installed_elsewhere(order.notebook)
        if mark is not None and not mark.exists():
            raise _missing(mark.parent)
        return work()


def _missing(path: Path) -> ReportError:
    host = platform.node()
    return ReportError(
        Text(
            cs=f"Počítač {host}, kterému Dask zprávu svěřil, nevidí {path.absolute()} jako tento počítač. Připojte na "
            "něm stejnou sdílenou složku na stejném místě.",
            en=f"The machine {host}, to which Dask gave the report, does not see {path.absolute()} as this one does. "
            "Mount the same shared folder at the same place there.",
        )
    )


def _installed_elsewhere(notebook: Path) -> ReportError:
    host = platform.node()
    return ReportError(
        Text(
            cs=f"Počítač {host}, kterému Dask zprávu svěřil, nemá notebook zprávy tam, kde tento počítač: "
            f"{notebook.absolute()}. Nainstalujte tam apk-lib do stejné složky.",
            en=f"The machine {host}, to which Dask gave the report, does not have the notebook of the report where "
            f"this one does: {notebook.absolute()}. Install apk-lib there in the same folder.",
        )
    )


def _threads(threads: int) -> ReportError:
    host = platform.node()
    return ReportError(
        Text(
            cs=f"Dask na počítači {host} počítá ve více vláknech jednoho procesu ({threads}); zprávy by se navzájem "
            "rušily. Spusťte ho tam s volbami --nthreads 1 --nworkers POČET.",
            en=f"Dask on the machine {host} works in several threads of one process ({threads}); reports would disturb "
            "one another. Start it there with --nthreads 1 --nworkers NUMBER.",
        )
    )


def _other_versions(asked: Asked, differ: list[str]) -> ReportError:
    host = platform.node()
    there = made_by()
    told = ", ".join(
        name if name == "apk-lib" else f"{name} {there[name]} ≠ {asked.versions.get(name, '–')}" for name in differ
    )
    return ReportError(
        Text(
            cs=f"Na počítači {host} je jiná verze programu než tady ({told}), zprávy by se mohly lišit. Nainstalujte "
            "tam stejnou a Dask znovu spusťte.",
            en=f"The machine {host} has another version of the program than this one ({told}), reports might differ. "
            "Install the same there and start Dask again.",
        )
    )
