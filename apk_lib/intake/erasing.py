"""Erasing a person: the name, the pseudonym and what is said of them; totals stay.

The rows of a person carry hours and days that a funder has paid, so they stay, under a new pseudonym that leads
nowhere. The line of the key file, the personal values and every kept file that mentions the person go.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError, ParameterError
from apk_lib.intake.batches import ASIDE, CHANGES, FOLDER, RAW, batches
from apk_lib.intake.files import read_sheet, source_files
from apk_lib.intake.grids import read_book
from apk_lib.intake.importing import names_of, write_key
from apk_lib.intake.state import stored_tables
from apk_lib.intake.store import changing, commit
from apk_lib.intake.words import loose
from apk_lib.project import Project, parse_project
from apk_lib.tables import TABLES, Table, meaning
from apk_lib.text import Text, listing

LOG = f"{FOLDER}/erasures.csv"
LOG_COLUMNS = ("erased_at", "people", "rows", "kept_files_removed", "reason")
ERASED = "erased"
# figures count these, so they stay
COUNTED = ("last_day", "passed")


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: people, rows that changed by table, kept files that were removed."""

    people: int
    rows: dict[str, int]
    removed: int


def due(project: Project, on: date) -> bool:
    """Whether the programme's term for keeping personal data is over."""
    limits = dict(project.frames["programme_rules"].select("rule", "value").iter_rows())
    years = limits.get("personal_data_years")
    if years is None:
        return False
    end = project.end
    last = date(end.year + int(years), end.month, 28 if (end.month, end.day) == (2, 29) else end.day)
    return on > last


def erase(folder: Path, people: Sequence[str], reason: str, moment: datetime, key: Path | None = None) -> Erased:
    """Erase people from a project folder and from the key of names, as one change of the folder.

    Args:
        folder: the project folder.
        people: pseudonyms; empty means everybody, once the term for keeping personal data is over.
        reason: why, for the log; the log names nobody.
        moment: when.
        key: the key of names, if the town keeps one.

    Raises:
        ParameterError: nobody has such a pseudonym, or the term is not over.
        DataError: a file cannot be used or written; the old state stands.
    """
    read_sheet(folder)  # a folder that is no project is not made into one
    with changing(folder):
        project = parse_project(read_sheet(folder)[0], folder.resolve().name)
        names = names_of(key, folder)
        stored = set(stored_tables(folder)["persons"].rows["person"].drop_nulls())
        known = sorted(stored | set(names.pseudonyms.values()))
        asked = _asked(people, known, project, moment.date())
        written = {name for name, pseudonym in names.pseudonyms.items() if pseudonym in asked}
        said = {loose(name) for name in written}
        new = _pseudonyms(asked, known)
        contents, rows = _rewritten(folder, new, written)
        removed = _mentioning(folder / RAW, {loose(person) for person in asked} | said)
        private = _mentioning(key.parent / "raw", said) if key else []
        gone = len(removed) + len(private)
        contents[LOG] = _log(folder, moment, len(asked), sum(rows.values()), gone, reason)
        commit(folder, contents, tuple(f"{RAW}/{path.name}" for path in removed))
        # the key last: whatever fails before, the same command finds the person again
        for path in private:
            path.unlink(missing_ok=True)
        if key:
            names.pseudonyms = {name: one for name, one in names.pseudonyms.items() if one not in asked}
            write_key(key, names)
    return Erased(len(asked), rows, gone)


def _asked(people: Sequence[str], known: Sequence[str], project: Project, on: date) -> list[str]:
    living = [person for person in known if not person.startswith(ERASED)]
    if not people and not due(project, on):
        raise ParameterError(
            Text(
                cs="Doba uchování osobních údajů ještě neuplynula. Zadejte osobu (--person), nebo počkejte.",
                en="The term for keeping personal data is not over. Name a person (--person), or wait.",
            )
        )
    if unknown := [person for person in people if person not in living]:
        raise ParameterError(
            Text(
                cs=f"Pseudonym {listing(unknown, 'cs')} v záznamech není. Jsou tam: {', '.join(living) or 'žádné'}.",
                en=f"There is no pseudonym {listing(unknown, 'en')}. There are: {', '.join(living) or 'none'}.",
            )
        )
    return list(dict.fromkeys(people)) or living


def _pseudonyms(people: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    taken = sum(person.startswith(ERASED) for person in known)
    return {person: f"{ERASED}{number}" for number, person in enumerate(people, start=taken + 1)}


def _rewritten(folder: Path, new: dict[str, str], names: set[str]) -> tuple[dict[str, bytes], dict[str, int]]:
    """Every file in which the people stand, without them, and the number of rows that changed by table."""
    contents: dict[str, bytes] = {}
    counted: dict[str, int] = {}
    files = [(source.name, source.table, source.path) for source in source_files(folder)]
    for batch in batches(folder):
        files += [(f"{batch.name}/{path.name}", name, path) for name, path in batch.tables().items()]
        for name in (ASIDE, CHANGES):
            if (path := batch.path / name).is_file():
                contents |= _without_words(f"{batch.name}/{name}", path, {*new, *names})
    renamed = _renamed_ids([(TABLES[table], path) for _, table, path in files], new)
    for name, table, path in files:
        rows = pl.read_csv(path, infer_schema=False)
        after, touched = _anonymous(TABLES[table], rows, new, renamed)
        if touched:
            counted[table] = counted.get(table, 0) + touched
            contents[name] = after.write_csv().encode()
    return contents, counted


def _renamed_ids(files: Sequence[tuple[Table, Path]], new: dict[str, str]) -> dict[str, str]:
    """New ids for what is personal beside the person (a contract): one for each, whatever file it stands in."""
    renamed: dict[str, str] = {}
    for table, path in files:
        for column in _personal_ids(table):
            rows = pl.read_csv(path, infer_schema=False).filter(pl.col(_of_people(table)[0]).is_in(list(new)))
            for person, id in rows.select(_of_people(table)[0], column).iter_rows():
                if id not in renamed:
                    renamed[id] = f"{new[person]}-{len(renamed) + 1}"
    return renamed


def _personal_ids(table: Table) -> list[str]:
    people = _of_people(table)
    schema = table.schema.columns()
    return [name for name in table.personal if people and name not in people and not schema[name].nullable
            and meaning(schema[name]).kind == "identifier"]  # fmt: skip


def _of_people(table: Table) -> list[str]:
    own = ["person"] if table.name == "persons" else []
    return own + [column for column, target in table.references.items() if target == "persons"]


def _anonymous(
    table: Table, rows: pl.DataFrame, new: dict[str, str], renamed: dict[str, str]
) -> tuple[pl.DataFrame, int]:
    """The rows with new pseudonyms and ids, what figures do not need emptied, and the number of rows touched."""
    if table.name == "waivers":
        return _in_waivers(rows, new)
    columns = _of_people(table)
    if not columns:
        return rows, 0
    theirs = pl.any_horizontal(pl.col(column).is_in(list(new)) for column in columns)
    schema = table.schema.columns()
    emptied = [name for name in table.personal if name not in columns and schema[name].nullable and name not in COUNTED]
    after = rows.with_columns(
        *(pl.when(theirs).then(None).otherwise(pl.col(name)).alias(name) for name in emptied),
        *(pl.when(theirs).then(pl.col(name).replace(renamed)).otherwise(pl.col(name)).alias(name)
          for name in _personal_ids(table)),
        *(pl.col(column).replace(new).alias(column) for column in columns),
    )  # fmt: skip
    return after, rows.filter(theirs).height


def _in_waivers(rows: pl.DataFrame, new: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """Waivers whose row key names the person."""
    key = pl.col("row_key")
    for person, pseudonym in new.items():
        key = key.str.replace_all(_word(person), f"${{1}}{pseudonym}${{2}}")
    after = rows.with_columns(key)
    return after, int((~after["row_key"].eq_missing(rows["row_key"])).sum())


def _without_words(name: str, path: Path, words: set[str]) -> dict[str, bytes]:
    """A list of rows set aside or changed, without those that mention the people."""
    rows = pl.read_csv(path, infer_schema=False)
    mentions = pl.lit(False)
    for column in ("key", "cells", "before", "after"):
        if column in rows.columns:
            for person in sorted(words):
                mentions = mentions | pl.col(column).fill_null("").str.contains(_word(person))
    if not rows.select(mentions.any()).item():
        return {}
    blank = [pl.when(mentions).then(pl.lit("")).otherwise(pl.col(column)).alias(column)
             for column in ("key", "cells", "before", "after") if column in rows.columns]  # fmt: skip
    return {name: rows.with_columns(blank).write_csv().encode()}


def _word(person: str) -> str:
    """A pattern for a word of its own, not the beginning of another."""
    return rf"(?i)(^|[^\p{{L}}\p{{N}}]){_escaped(person)}($|[^\p{{L}}\p{{N}}])"


def _escaped(person: str) -> str:
    return "".join(letter if letter.isalnum() else f"\\x{{{ord(letter):x}}}" for letter in person)


def _mentioning(folder: Path, words: set[str]) -> list[Path]:
    """The kept files in which one of the words stands as a cell, or inside one that lists several."""
    if not folder.is_dir() or not words:
        return []
    return [path for path in sorted(folder.iterdir()) if path.suffix != ".toml" and _mentions(path, words)]


def _mentions(path: Path, words: set[str]) -> bool:
    cells = (cell for grid in read_book(path).grids for row in grid.rows for cell in row if isinstance(cell, str))
    return any(part in words for cell in set(cells) for part in {loose(cell), *map(loose, _parts(cell))})


def _parts(cell: str) -> list[str]:
    return [part for piece in cell.replace(",", ";").replace("\n", ";").split(";") for part in (piece, *piece.split())]


def _log(folder: Path, moment: datetime, people: int, rows: int, removed: int, reason: str) -> bytes:
    path = folder / LOG
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    try:
        text.write(path.read_text("utf-8") if path.is_file() else "")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(
                cs=f"{path}: záznam výmazů je poškozený. Obnovte jej ze zálohy.",
                en=f"{path}: the log of erasures is damaged. Restore it from a backup.",
            )
        ) from error
    if not path.is_file():
        lines.writerow(LOG_COLUMNS)
    lines.writerow((moment.isoformat(), people, rows, removed, reason))
    return text.getvalue().encode()
