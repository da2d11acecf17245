"""The coordinator's own words for the report on one period: a text file of the project folder.

A heading says where the words belong: a key activity by its id, the problems, or the plan for the next period. Under it
stand plain paragraphs and lists; nothing else is understood, nothing is ever rewritten, and nothing is lost unsaid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

from apk_lib.errors import DataError, ParameterError, quoted, reason
from apk_lib.intake.storage.changes import changing
from apk_lib.intake.storage.files import SourceFile, source_of, text_of
from apk_lib.text import LANGUAGES, Lang, Text

FOLDER = "narrative"
PROBLEMS, PLAN = "problems", "plan"
MAX_KB = 200  # far more than a report is long
_SHOWN = 80  # letters of a heading, or of a text without one
# first words of a heading, in lower case and without accents
_PLACES = {"problems": PROBLEMS, "problem": PROBLEMS, "problemy": PROBLEMS, "plan": PLAN}
_HEADINGS = {
    PROBLEMS: Text(cs="Problémy a jejich řešení", en="Problems and their solution"),
    PLAN: Text(cs="Plán na další období", en="Plan for the next period"),
}
# between the letters of an id as people write it: "KA 01", "KA-01"
_BETWEEN = r"[\s._\-\u2010-\u2015]*"
_BULLET = re.compile(r"\s*[-*•]\s+(.*)$")
_NUMBERED = re.compile(r"\s*\d+[.)]\s+(.*)$")
_SKELETON = Text(
    cs="# Období {period}: slova koordinátora\n\nCo napíšete pod nadpisy, zpráva otiskne tak, jak to stojí. Pište "
    "odstavce oddělené prázdným řádkem\na odrážky (řádek začíná „- “). Co stojí nad prvním nadpisem, se netiskne. "
    "Jména a jiné osobní údaje sem nepatří.\n",
    en="# Period {period}: the coordinator's words\n\nThe report prints what you write under the headings as it "
    "stands. Write paragraphs with an empty line between\nthem and lists (a line begins with “- ”). What stands above "
    "the first heading is not printed. Names and other\npersonal data do not belong here.\n",
)
# what the program wrote itself
_INTRODUCTION = frozenset(line for lang in LANGUAGES for line in _SKELETON(lang).splitlines() if line)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph (its one item), or the items of a list."""

    kind: Literal["paragraph", "bullets", "numbers"]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The words of one file by the place they belong to: the id of a key activity, `PROBLEMS` or `PLAN`.

    `unplaced` are headings that name no such place, with text the report has nowhere to show, and how the text begins
    that stands above the first heading.
    """

    places: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    synthetic: bool = False


def narrative_name(period: str) -> str:
    """Where in a project folder the words on a period stand."""
    return f"{FOLDER}/{period}.md"


def heading_of(place: str, lang: Lang) -> str:
    """The heading under which words on a place are written: a key activity is named by its id."""
    return _HEADINGS[place](lang) if place in _HEADINGS else place


def read_narrative(folder: Path, period: str, activities: Collection[str]) -> tuple[SourceFile, Narrative] | None:
    """The words on a period with their file; nothing where there is none.

    Raises:
        DataError: the file is not UTF-8, or longer than any report.
    """
    name = narrative_name(period)
    path = folder / name
    if not path.is_file():
        return None
    if path.stat().st_size > MAX_KB * 1000:
        raise DataError(
            Text(
                cs=f"{name} je větší než {MAX_KB} kB. Nechte v něm jen slova pro zprávu, ostatní uložte jinam.",
                en=f"{name} is larger than {MAX_KB} kB. Keep only words for the report in it, the rest elsewhere.",
            )
        )
    source = source_of(path, folder, FOLDER)
    return source, parsed(text_of(path, name), activities, source.synthetic)


def lines_with(folder: Path, mentioned: Callable[[str], bool]) -> list[str]:
    """Where in the words on any period something is mentioned: the file and the line it begins on.

    Raises:
        DataError: a file is not UTF-8.
    """
    found = []
    for path in sorted((folder / FOLDER).glob("*.md")):
        name = path.relative_to(folder).as_posix()
        lines = text_of(path, name).splitlines()
        for number, (line, after) in enumerate(pairwise((*lines, "")), start=1):
            # a name may go over the end of a line
            if mentioned(line) or (mentioned(f"{line} {after}") and not mentioned(after)):
                found.append(f"{name}:{number}")
    return found


def parsed(text: str, activities: Collection[str], synthetic: bool = False) -> Narrative:
    """The words of a text by their place; two headings of one place are read one after the other."""
    known = _patterns({_plain(id): id for id in activities} | _PLACES)
    places: dict[str, list[Passage]] = {}
    unplaced = []
    for heading, lines in _parts(text.splitlines()):
        passages = tuple(_passages(lines))
        if not passages:
            continue
        plain = _plain(heading)
        place = next((place for pattern, place in known if pattern.match(plain)), None)
        if place is None:
            unplaced.append(_clipped(heading or passages[0].items[0]))
        else:
            places.setdefault(place, []).extend(passages)
    return Narrative({place: tuple(said) for place, said in places.items()}, tuple(unplaced), synthetic)


def _patterns(known: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """How a heading of each place begins, the longest first; the word may not go on, as KA1 does in KA10."""
    letters = {re.sub(_BETWEEN, "", word): place for word, place in known.items()}
    longest = sorted(filter(None, letters), key=lambda word: (-len(word), word))
    return [(re.compile(_BETWEEN.join(map(re.escape, word)) + r"(?![^\W_])"), letters[word]) for word in longest]


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _clipped(text: str) -> str:
    line = " ".join(text[: 2 * _SHOWN].split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"


def _parts(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Each heading with the lines under it; the first, without a heading, is what stands above them all."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        if (bare := line.strip()).startswith("#"):
            parts.append((bare.strip("# \t"), []))
        elif bare not in _INTRODUCTION:
            parts[-1][1].append(line)
    return parts


def _passages(lines: Iterable[str]) -> Iterable[Passage]:
    """Paragraphs end at an empty line or where a list begins; a line that follows an item belongs to it."""
    kind: Literal["paragraph", "bullets", "numbers"] = "paragraph"
    items: list[list[str]] = []
    for line in (*lines, ""):
        bullet, numbered = _BULLET.match(line), _NUMBERED.match(line)
        now: Literal["paragraph", "bullets", "numbers"] = (
            "bullets" if bullet else "numbers" if numbered else kind if items and line.strip() else "paragraph"
        )
        if items and (now != kind or not line.strip()):
            yield Passage(kind, tuple("\n".join(item) for item in items))
            items = []
        kind = now
        if found := bullet or numbered:
            items.append([found[1].strip()])
        elif line.strip():
            if not items:
                items.append([])
            items[-1].append(line.strip())


def write_narrative(folder: Path, period: str, activities: Mapping[str, str], lang: Lang) -> Path:
    """A file with the headings to write under; `activities` are their names by id.

    Raises:
        ParameterError: the file is there: words that somebody wrote are never touched.
        DataError: it cannot be written.
    """
    path = folder / narrative_name(period)
    headings = [f"{id} {name}" for id, name in activities.items()] + [text(lang) for text in _HEADINGS.values()]
    parts = [_SKELETON.fill(lang, period=period), *(f"## {heading}\n\n" for heading in headings)]
    with changing(folder):
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write("\n".join(parts))
        except FileExistsError as error:
            raise ParameterError(
                Text(
                    cs=f"{quoted(path)} už existuje, nic se nezměnilo. Pište přímo do něj.",
                    en=f"{quoted(path)} exists already, nothing was changed. Write straight into it.",
                )
            ) from error
        except OSError as error:
            raise DataError(
                Text(
                    cs=f"{quoted(path)}: nejde zapsat ({reason(error).cs}).",
                    en=f"{quoted(path)}: it cannot be written ({reason(error).en}).",
                )
            ) from error
    return path
