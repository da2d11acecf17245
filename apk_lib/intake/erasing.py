"""Erasing a person: the name, the pseudonym and what is said of them; totals stay.

The rows of a person carry hours and days that a funder has paid, so they stay, under a new pseudonym that leads
nowhere. The line of the key file, the personal values, saved selections of the person and every kept file that mentions
the person go.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from apk_lib.errors import DataError, ParameterError
from apk_lib.findings import KEY_SEPARATOR
from apk_lib.intake.importing import names_of, town_mapping, write_key
from apk_lib.intake.leaving import Leaving
from apk_lib.intake.reading.gps import FORMATS, device_of, track_texts
from apk_lib.intake.reading.grids import read_book
from apk_lib.intake.reading.mapping import FILE as MAPPING
from apk_lib.intake.reading.mapping import TownMapping, mapping_text
from apk_lib.intake.reading.names import HIDDEN, Names
from apk_lib.intake.reading.words import loose, tidy
from apk_lib.intake.storage.batches import ASIDE, CHANGES, FOLDER, MANIFEST, ORIGIN, RAW, batches
from apk_lib.intake.storage.changes import changing, commit
from apk_lib.intake.storage.files import read_sheet, source_files
from apk_lib.intake.storage.narrative import lines_with
from apk_lib.intake.storage.selections import contents_of, read_selections
from apk_lib.intake.storage.state import stored_tables
from apk_lib.project import Project, parse_project
from apk_lib.tables import TABLES, Table, meaning
from apk_lib.tables.headings import REQUIRED_MARK, headings
from apk_lib.text import Text, listing

LOG = f"{FOLDER}/erasures.csv"
LOG_COLUMNS = ("erased_at", "people", "rows", "kept_files_removed", "reason")
ERASED = "erased"
# totals count these, so they stay; the reason of leaving and what was agreed with the mentor go. The fund audits
# participants by sex, age and disadvantage: were these emptied, a total it was told would become a false 0
COUNTED = ("last_day", "passed", "certified", "left_on", "qualified_on", "status_four_weeks", "status_six_months",
           "pre_score", "post_score", "pre_confidence", "post_confidence", "score",
           "sex", "age_group", "disadvantaged")  # fmt: skip
TOLD = ("key", "cells", "before", "after")
_PLACES = tuple(column for column, kind in ORIGIN.items() if kind == pl.String)


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
        DataError: a file cannot be used or written and the old state stands; or the records are erased, and a
            file beside the key is open in another program, or the coordinator's own words mention the people.
    """
    read_sheet(folder)  # a folder that is no project is not made into one
    with changing(folder):
        project = parse_project(read_sheet(folder)[0], folder.resolve().name)
        names = names_of(key, folder)
        known = sorted(_people_in(folder) | set(names.pseudonyms.values()))
        asked = _asked(people, known, project, moment.date())
        new = _pseudonyms(asked, known)
        leaving = Leaving(new, {name: one for name, one in names.pseudonyms.items() if one in new})
        contents, rows = _rewritten(folder, leaving)
        called = _devices_of_files(folder)
        removed = [path for path in _kept(folder / RAW) if _mentions(path, leaving.mentioned, called)]
        private = [path for path in _kept(key.parent / "raw") if _mentions(path, leaving.named)] if key else []
        gone, told = len(removed) + len(private), lines_with(folder, leaving.mentioned)
        selections, emptied = _selections_without(folder, leaving)
        contents |= selections
        contents[LOG] = _log(folder, moment, len(asked), sum(rows.values()), gone, reason)
        commit(folder, contents, (*(f"{RAW}/{path.name}" for path in removed), *emptied))
        if key:
            names.pseudonyms = {name: one for name, one in names.pseudonyms.items() if one not in new}
            _erase_beside(key, names, private)
    if told:
        raise _still_told(told)
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


def _erase_beside(key: Path, names: Names, private: Sequence[Path]) -> None:
    """Remove the private files and write the key; the key last: until then the same command finds the person again."""
    open_path = key
    try:
        for path in private:
            open_path = path
            path.unlink(missing_ok=True)
        open_path = key
        write_key(key, names)
    except (OSError, DataError) as error:
        raise DataError(
            Text(
                cs=f"Záznamy jsou vymazány; soubor {open_path} je otevřený v jiném programu. Zavřete jej a spusťte "
                "stejný příkaz znovu.",
                en=f"The records are erased; {open_path} is open in another program. Close it and run the same "
                "command again.",
            )
        ) from error


def _still_told(lines: Sequence[str]) -> DataError:
    """That somebody's own words, which no program rewrites, mention the people."""
    return DataError(
        Text(
            cs="Záznamy jsou vymazány; jméno nebo pseudonym vymazané osoby však zůstává ve slovech koordinátora. "
            f"Přepište řádky: {', '.join(lines)}.",
            en="The records are erased; but a name or a pseudonym of the erased stays in the coordinator's words. "
            f"Rewrite the lines: {', '.join(lines)}.",
        )
    )


# --- who there is ----------------------------------------------------------------------------------


def _people_in(folder: Path) -> set[str]:
    """Everybody who stands in a column of people of the records, also in rows that were set aside."""
    people: set[str] = set()
    for name, stored in stored_tables(folder).items():
        for column in _of_people(TABLES[name]):
            people.update(stored.rows[column].drop_nulls())
    town = town_mapping(folder)
    for batch in batches(folder):
        for table, key, cells in batch.aside().select("table", "key", "cells").iter_rows():
            people.update(_people_aside(TABLES[table], key, json.loads(cells or "{}"), town))
    return people


def _people_aside(table: Table, key: str | None, cells: Mapping[str, str], town: TownMapping) -> Iterator[str]:
    """The pseudonyms in a row that was set aside: in its key, and in its cells under a heading of people."""
    parts = key.split(KEY_SEPARATOR) if key else []
    if len(parts) == len(table.key):
        yield from (one for column, one in zip(table.key, parts, strict=True)
                    if column in _of_people(table) and _is_one(one))  # fmt: skip
    own = [heading for heading in headings(table.name)
           if heading.meaning.references == "persons" or heading.column in _of_people(table)]  # fmt: skip
    told = {_plain(text) for heading in own for text in (heading.label.cs, heading.label.en, heading.column,
                                                         f"{table.name}__{heading.column}")}  # fmt: skip
    columns = {heading.column for heading in own}
    told |= {word for (of, word), column in town.columns.items() if of == table.name and column in columns}
    for heading, text in cells.items():
        if told & {_plain(heading), _plain(heading.rpartition("/")[2])}:
            yield from filter(_is_one, re.split(r"[;,\s]+", str(text)))


def _plain(heading: str) -> str:
    return loose(re.sub(r"\s*\([^)]*\)", "", tidy(heading).removesuffix(REQUIRED_MARK)))


def _is_one(part: str) -> bool:
    return HIDDEN not in part and any(map(str.isalpha, part))


# --- the records without them ----------------------------------------------------------------------


def _rewritten(folder: Path, leaving: Leaving) -> tuple[dict[str, bytes], dict[str, int]]:
    """Every file in which the people stand, without them, and the number of rows that changed by table."""
    contents = _mapping_without(folder, leaving)
    counted: dict[str, int] = {}
    files = [(source.name, source.table, source.path) for source in source_files(folder)]
    for batch in batches(folder):
        files += [(f"{batch.name}/{path.name}", name, path) for name, path in batch.tables().items()]
        contents |= _manifest_without(f"{batch.name}/{MANIFEST}", batch.path / MANIFEST, leaving)
        for name in (ASIDE, CHANGES):
            if (path := batch.path / name).is_file():
                contents |= _told_without(f"{batch.name}/{name}", path, leaving)
    renamed = _renamed_ids([(TABLES[table], path) for _, table, path in files], leaving.new)
    for name, table, path in files:
        rows = pl.read_csv(path, infer_schema=False)
        after, touched = _anonymous(TABLES[table], rows, leaving, renamed)
        if touched:
            counted[table] = counted.get(table, 0) + touched
        if not (after := _with(after, _PLACES, leaving.place)).equals(rows):
            contents[name] = after.write_csv().encode()
    return contents, counted


def _with(rows: pl.DataFrame, columns: Sequence[str], change: Callable[[str], str]) -> pl.DataFrame:
    """The rows with the texts of some columns changed."""
    changed = []
    for column in columns:
        if column in rows.columns:
            texts = {text: change(text) for text in rows[column].drop_nulls().unique()}
            texts = {before: after for before, after in texts.items() if before != after}
            changed.append(pl.col(column).replace(texts))
    return rows.with_columns(changed)


def _mapping_without(folder: Path, leaving: Leaving) -> dict[str, bytes]:
    """The town's own words without those that are a name of one of the people."""
    town = town_mapping(folder)
    after = replace(
        town,
        sheets={word: to for word, to in town.sheets.items() if not leaving.named(word)},
        columns={place: to for place, to in town.columns.items() if not leaving.named(place[1])},
        codes={place: {word: to for word, to in said.items() if not leaving.named(word)}
               for place, said in town.codes.items()},
    )  # fmt: skip
    return {} if after == town else {MAPPING: mapping_text(after).encode()}


def _selections_without(folder: Path, leaving: Leaving) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The saved selections but for those that are called after the people or narrowed to them; the file, if all go."""
    saved = read_selections(folder)
    told = {name: json.dumps(json.loads(text).get("only"), ensure_ascii=False) for name, text in saved.items()}
    kept = {name: saved[name] for name, only in told.items() if not any(map(leaving.mentioned, (name, only)))}
    return contents_of(kept) if kept != saved else ({}, ())


def _manifest_without(name: str, path: Path, leaving: Leaving) -> dict[str, bytes]:
    """The account of an import in which a file or a sheet was called after the people."""
    said = json.loads(path.read_text("utf-8"))
    before = json.dumps(said)
    for told, keys in ((said["files"], ("name",)), (said["sheets"], ("file", "sheet"))):
        for line in told:
            line |= {key: leaving.place(line[key]) for key in keys if isinstance(line[key], str)}
    if json.dumps(said) == before:
        return {}
    return {name: (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()}


def _renamed_ids(files: Sequence[tuple[Table, Path]], new: Mapping[str, str]) -> dict[str, str]:
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
    """The columns that name somebody: people, and devices people carry."""
    own = [column for column in ("person", "device") if [column] == table.key[:1] and column not in table.references]
    return own + [column for column, target in table.references.items() if target == "persons"]


def _anonymous(table: Table, rows: pl.DataFrame, leaving: Leaving, renamed: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """The rows with new pseudonyms and ids, what figures do not need emptied, and the number of rows touched."""
    columns, schema = _of_people(table), table.schema.columns()
    theirs = pl.any_horizontal(pl.lit(False), *(pl.col(column).is_in(list(leaving.new)) for column in columns))
    emptied = [name for name in table.personal if columns and name not in columns and schema[name].nullable
               and name not in COUNTED and name in rows.columns]  # fmt: skip
    after = rows.with_columns(
        *(pl.when(theirs).then(None).otherwise(pl.col(name)).alias(name) for name in emptied),
        *(pl.when(theirs).then(pl.col(name).replace(renamed)).otherwise(pl.col(name)).alias(name)
          for name in _personal_ids(table)),
        *(pl.col(column).replace(leaving.new).alias(column) for column in columns),
    )  # fmt: skip
    after = _with(after, [name for name, column in schema.items() if meaning(column).kind == "words"], leaving.words)
    if table.name == "waivers":
        after = _with(after, ["row_key"], leaving.place)  # it leads to a row by its key
    differs = pl.any_horizontal(
        pl.lit(False), *(~rows[name].eq_missing(after[name]) for name in rows.columns if name not in _PLACES)
    )
    return after, rows.filter(differs).height


def _told_without(name: str, path: Path, leaving: Leaving) -> dict[str, bytes]:
    """A list of rows set aside or changed: what mentions the people is emptied."""
    rows = pl.read_csv(path, infer_schema=False)
    columns = [column for column in TOLD if column in rows.columns]
    theirs = pl.any_horizontal(pl.lit(False), *(_mentioning(rows[column], leaving).alias(column) for column in columns))
    blank = [pl.when(theirs).then(pl.lit("")).otherwise(pl.col(column)).alias(column) for column in columns]
    after = _with(rows.with_columns(blank), _PLACES, leaving.place)
    return {} if after.equals(rows) else {name: after.write_csv().encode()}


def _mentioning(told: pl.Series, leaving: Leaving) -> pl.Series:
    """Whether each cell mentions the people; a cell of a row set aside holds headings and texts as JSON."""
    found = [text for text in told.drop_nulls().unique() if any(map(leaving.mentioned, _texts(text)))]
    return told.fill_null("").is_in(found)


def _texts(told: str) -> list[str]:
    try:
        said = json.loads(told)
    except ValueError:
        return [told]
    return [*said, *map(str, said.values())] if isinstance(said, dict) else [told]


def _kept(folder: Path) -> list[Path]:
    """The files kept as they were given."""
    return [path for path in sorted(folder.iterdir()) if path.suffix != ".toml"] if folder.is_dir() else []


def _devices_of_files(folder: Path) -> dict[str, set[str]]:
    """The devices that kept tracks may be called after, for a track without a name is called by its file."""
    called: dict[str, set[str]] = {}
    for file in (file for batch in batches(folder) for file in batch.files):
        called.setdefault(Path(file["kept"]).name, set()).update((file["name"], device_of(file["name"])))
    return called


def _mentions(path: Path, mentioned: Callable[[str], bool], called: Mapping[str, set[str]] | None = None) -> bool:
    """Whether a kept file mentions the people: in a cell or the name of a sheet; a track anywhere, or by its name."""
    if path.suffix.lower() in FORMATS:
        return any(map(mentioned, (called or {}).get(path.name, set()) | track_texts(path.name, path.read_bytes())))
    grids = read_book(path).grids
    texts = {cell for grid in grids for row in grid.rows for cell in row if isinstance(cell, str)}
    return any(map(mentioned, texts | {grid.sheet for grid in grids if grid.sheet}))


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
