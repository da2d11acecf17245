"""What of a dataset points at a person, as it has to be sought in files that leave the town.

The rules are told in `leaks`, which looks for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.indicators import CATALOGUE
from apk_lib.tables import SHEET_TABLES, TABLES, Table
from apk_lib.tables.columns import meaning
from apk_lib.text import LANGUAGES

LONG = 4  # letters of a word that counts in a sentence and of a name that is sought by itself
RUN, SHORTEST = 4, 3  # long words in a row that are somebody's text; long words of a text that is sought whole
DIGITS = 6  # of an id of digits alone
DECIMALS = 4  # of a coordinate: some ten metres
# columns in which people write down what happened; of the others the words are names of things
FREE_TEXTS = {"risks": ("description", "solution"), "waivers": ("reason",), "survey_wordings": ("note",)}
# tables of words that are public anyway: what is written there is no sign of a person
_PUBLIC = ("trainings", "outputs", "publicity", "school_breaks", "context_events", "recorded_crime",
           "published_surveys", "survey_items")  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
# accents once they stand apart from their letters, and signs nobody sees
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\x1f]+")
_SENTENCE = re.compile(r"(?:^|[.!?:;\n\u201e\"(\u2013-])\s*")
_LONG_ENDINGS = ("ova", "ove", "ovou", "ovi", "ovo", "ovy", "ovu", "ovych", "ovym", "ovymi", "em", "ou", "um", "ech",
                 "ich", "ach", "ami", "ama", "eho", "emu", "ym", "im", "ych", "ymi", "imi", "ho", "mu",
                 "m")  # fmt: skip
_ENDINGS = ("", *"aeiouy", *_LONG_ENDINGS)
_SOFTENED = {"k": "c", "h": "z", "g": "z", "ch": "s"}  # Lenka – Lence, Olga – Olze


@dataclass(frozen=True, slots=True, order=True)
class Sought:
    """Something personal and how it is looked for; the kinds are told in `leaks`."""

    kind: Literal["code", "cell", "category", "name", "pair", "words"]
    text: str


def personal_strings(dataset: Dataset, names: Iterable[str] = (), *, free_texts: bool = True) -> frozenset[Sought]:
    """What the dataset, and the `names` of a key file, say of persons.

    Args:
        dataset: all tables as they are known.
        names: names of people, which live outside the data folder.
        free_texts: also what people wrote in their own words; not for an audience that may read it.
    """
    known = _vocabulary(dataset)
    found = {sought for table in TABLES.values() if table.name not in SHEET_TABLES for sought in _ids(table, dataset)}
    for name in names:
        found |= _named(name, known)
    for text in _written(dataset) if free_texts else ():
        found |= set(_of_text(text, known))
    return frozenset(found)


def plain(text: str) -> str:
    """The text without case, accents, soft hyphens and other signs nobody sees; every space is the same one."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return _SPACES.sub(" ", _UNSEEN.sub("", apart))


def inflected(name: str) -> set[str]:
    """The forms a plain name may take in Czech, and some that it may not."""
    stems = {name, name.removesuffix("i").removesuffix("y").rstrip("aeou") or name}
    if name.endswith("ova"):
        stems = {name, name[:-1]}
    if re.search(r"e[kclrn]$", name):  # Hájek – Hájka
        stems.add(name[:-2] + name[-1])
    for hard, soft in _SOFTENED.items():
        stems |= {stem.removesuffix(hard) + soft for stem in stems if stem.endswith(hard)}
    return {stem + ending for stem in stems for ending in _ENDINGS if len(stem + ending) >= min(len(name), LONG)}


def _ids(table: Table, dataset: Dataset) -> Iterator[Sought]:
    columns = table.schema.columns()
    frame = dataset.table(table.name)
    taken = set(map(plain, _sheet_ids(dataset)))
    for column in table.personal:
        kind = meaning(columns[column]).kind
        values = frame[column].drop_nulls().unique().sort()
        if kind == "identifier":
            for value in values:
                yield from _id(value, taken)
        elif kind == "decimal" and meaning(columns[column]).unit == "degree":
            long = values.filter(values.cast(pl.String).str.contains(rf"\.\d{{{DECIMALS},}}"))
            yield from (Sought("code", str(value)) for value in long)


def _id(value: str, taken: set[str]) -> Iterator[Sought]:
    if value.isdigit():
        if len(value) >= DIGITS:
            yield Sought("code", value)
    elif plain(value) in taken:
        yield Sought("category", value)
    elif len(value) < LONG:
        yield Sought("cell", value)
    else:
        yield Sought("code", value)


def _named(name: str, known: set[str]) -> set[Sought]:
    """A person's name: each part that no other word is like, and two parts that stand side by side."""
    parts = [plain(part) for part in _WORD.findall(name)]
    alone = {part for part in parts if len(part) >= LONG and known.isdisjoint(inflected(part))}
    pairs = {Sought("pair", f"{a} {b}") for a in parts for b in parts if a < b}
    return {Sought("name", part) for part in alone} | pairs


def _written(dataset: Dataset) -> Iterator[str]:
    """What people wrote in their own words, as it stands."""
    for table in TABLES.values():
        columns = [name for name in table.personal if meaning(table.schema.columns()[name]).kind == "words"]
        for column in (*columns, *FREE_TEXTS.get(table.name, ())):
            yield from dataset.table(table.name)[column].drop_nulls().unique().sort()
    places = dataset.narrative.places if dataset.narrative else {}
    for passages in places.values():
        yield from (item for passage in passages for item in passage.items)


def _of_text(text: str, known: set[str]) -> Iterator[Sought]:
    words = [word for word in _WORD.findall(plain(text)) if len(word) >= LONG]
    if SHORTEST <= len(words) < RUN:
        yield Sought("words", " ".join(words))
    for at in range(len(words) - RUN + 1):
        run = words[at : at + RUN]
        if " ".join(run) not in known:
            yield Sought("words", " ".join(run))
    starts = {found.end() for found in _SENTENCE.finditer(text)}
    for found in _WORD.finditer(text):
        word = plain(found[0])
        capital = found[0].istitle() and found.start() not in starts
        if capital and len(word) >= LONG and known.isdisjoint(inflected(word)):
            yield Sought("name", word)


def _sheet_ids(dataset: Dataset) -> Iterator[str]:
    for table in (*SHEET_TABLES, "posts"):
        for column in TABLES[table].key:
            values = dataset.table(table)[column]
            yield from values.cast(pl.String) if values.dtype == pl.String else ()


def _vocabulary(dataset: Dataset) -> set[str]:
    """Plain words, and runs of them, that are the project's and the library's own and no sign of a person."""
    project = dataset.project
    about = (project.title, project.beneficiary, project.cofinancing, project.limits)
    texts = [*_library_texts(), *(text(lang) for text in about for lang in LANGUAGES)]
    for name in (*SHEET_TABLES, *_PUBLIC):
        frame = dataset.table(name)
        texts += [text for column in frame.select(pl.col(pl.String)) for text in column.drop_nulls().unique()]
    words: set[str] = set()
    for text in texts:
        found = _WORD.findall(plain(text))
        words.update(found)
        long = [word for word in found if len(word) >= LONG]
        words.update(" ".join(long[at : at + RUN]) for at in range(len(long) - RUN + 1))
    return words


@cache
def _library_texts() -> tuple[str, ...]:
    """Labels of tables, columns, codes and indicators, and their definitions, in both languages."""
    said = [table.label for table in TABLES.values()]
    for table in TABLES.values():
        for column in table.schema.columns().values():
            said += [meaning(column).label, *(meaning(column).codes or {}).values()]
    for indicator in map(CATALOGUE.__getitem__, CATALOGUE):
        said += [indicator.label, indicator.definition]
    return tuple(text(lang) for text in said for lang in LANGUAGES)
