"""Selections that are kept: under a name in the project's folder, or as the parameters of a notebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from apk_lib.dataset import Dataset
from apk_lib.drilldown.selection import Selection
from apk_lib.errors import DataError, ParameterError
from apk_lib.intake import SELECTIONS, read_selections, write_selections
from apk_lib.text import Lang, Text

LONGEST_NAME = 100


def saved_names(folder: Path) -> list[str]:
    """The names of what is saved in a project folder, also of what is no selection.

    Raises:
        DataError: their file is damaged.
    """
    return list(read_selections(folder))


def saved_selection(folder: Path, name: str) -> Selection:
    """The selection saved under a name.

    Raises:
        ParameterError: none is saved under it.
        DataError: what is saved under it is no selection, or the file is damaged.
    """
    called, saved = _name(name), read_selections(folder)
    _need(called, saved)
    try:
        return Selection.from_text(saved[called])
    except ParameterError as error:
        path = folder / SELECTIONS
        raise DataError(
            Text(
                cs=f"{path}, „{called}“: {error.text.cs} Opravte tento záznam, nebo jej ze souboru odstraňte.",
                en=f"{path}, “{called}”: {error.text.en} Mend this entry, or take it out of the file.",
            )
        ) from error


def saved_selections(folder: Path) -> dict[str, Selection]:
    """The selections saved in a project folder, by name; of what is none `saved_selection` tells why.

    Raises:
        DataError: their file is damaged.
    """
    found = {}
    for name, text in read_selections(folder).items():
        with suppress(ParameterError):
            found[name] = Selection.from_text(text)
    return found


def save_selection(folder: Path, name: str, selection: Selection) -> None:
    """Save a selection under a name, in place of the one that had it.

    Raises:
        ParameterError: the name is empty or too long.
        DataError: the folder cannot be written, or the file of selections is damaged; nothing has changed.
    """
    called = _name(name)
    if not 0 < len(called) <= LONGEST_NAME:
        raise ParameterError(
            Text(
                cs=f"Název výběru musí mít 1 až {LONGEST_NAME} znaků. Zadejte např. „Večery“.",
                en=f"The name of a selection has 1 to {LONGEST_NAME} letters. Give for instance “Evenings”.",
            )
        )
    write_selections(folder, lambda saved: {**saved, called: selection.to_text()})


def forget_selection(folder: Path, name: str) -> None:
    """Take a saved selection out.

    Raises:
        ParameterError: none is saved under that name.
        DataError: the folder cannot be written, or the file of selections is damaged; nothing has changed.
    """
    called = _name(name)
    _need(called, read_selections(folder))
    write_selections(folder, lambda saved: {other: text for other, text in saved.items() if other != called})


def parameters(selection: Selection, dataset: Dataset, lang: Lang) -> dict[str, str]:
    """The parameters of a notebook that shows the selection as it was seen: the same data, day and language.

    A dataset is opened for a period; of a selection of other days it is the one in which they end.
    """
    last = min(selection.last or dataset.as_of, dataset.as_of)
    begun = [one.id for one in dataset.project.periods if one.start <= last]
    return {
        "data": str(dataset.folder),
        "period": selection.period or (begun or [dataset.project.periods[0].id])[-1],
        "lang": lang,
        "as_of": dataset.as_of.isoformat(),
        "selection": selection.to_text(),
    }


def _need(called: str, saved: Iterable[str]) -> None:
    known = list(saved)
    if called not in known:
        listed = ", ".join(known) or "–"
        raise ParameterError(
            Text(
                cs=f"Výběr „{called}“ není uložen. Uložené: {listed}.",
                en=f"No selection “{called}” is saved. Saved ones: {listed}.",
            )
        )


def _name(name: str) -> str:
    """A name as it is kept: one line, its letters composed, so that what looks the same is the same."""
    return " ".join(unicodedata.normalize("NFC", name).split())
