"""The selections of the drill-down that somebody saved under a name: one file of the project folder.

It holds no record and no figure, so neither the fingerprint of a dataset nor a report knows of it. What a selection
means is for who saved it to say: here it is a text by its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from apk_lib.errors import DataError, reason
from apk_lib.intake.storage.changes import changing, commit
from apk_lib.intake.storage.files import read_sheet, text_of
from apk_lib.text import Text

SELECTIONS = "selections.json"


def read_selections(folder: Path) -> dict[str, str]:
    """The texts of the saved selections by name, in the order of names; none where nothing was saved.

    Raises:
        DataError: the file is damaged or cannot be read. It is never overwritten then.
    """
    path = folder / SELECTIONS
    try:
        said = json.loads(text_of(path, str(path))) if path.is_file() else {}
    except OSError as error:
        raise DataError(
            Text(
                cs=f"{path}: soubor uložených výběrů nejde přečíst ({reason(error).cs}).",
                en=f"{path}: the file of saved selections cannot be read ({reason(error).en}).",
            )
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(said, dict) or not all(isinstance(one, dict) for one in said.values()):
        raise _damaged(path)
    return {name: json.dumps(said[name], ensure_ascii=False) for name in sorted(said)}


def write_selections(folder: Path, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> None:
    """Change the saved selections, as one change of the folder: two who save at once lose nothing.

    Args:
        folder: the project folder.
        change: from the texts that stand by name to those that shall.

    Raises:
        DataError: the folder holds no project or cannot be written, or the file is damaged: nothing has changed.
    """
    read_sheet(folder)  # a folder that is no project is not made into one
    with changing(folder):
        before = read_selections(folder)
        after = dict(change(before))
        if after != before:
            contents, removed = contents_of(after)
            commit(folder, contents, removed)


def contents_of(selections: Mapping[str, str]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The file of some selections as `commit` puts it, or its name among those to remove where there is none."""
    if not selections:
        return {}, (SELECTIONS,)
    said = {name: json.loads(selections[name]) for name in sorted(selections)}
    return {SELECTIONS: (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()}, ()


def _damaged(path: Path) -> DataError:
    return DataError(
        Text(
            cs=f"{path}: soubor uložených výběrů je poškozený. Obnovte jej ze zálohy, nebo jej přejmenujte či smažte "
            "a výběry uložte znovu; záznamů ani čísel se to netýká.",
            en=f"{path}: the file of saved selections is damaged. Restore it from a backup, or rename or delete it and "
            "save the selections anew; records and figures are not concerned.",
        )
    )
