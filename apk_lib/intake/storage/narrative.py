"""The coordinator's own words for the report on one period: a text file of the project folder.

A heading of the second level says where the words belong: a key activity by its id, the problems, or the plan for the
next period. Under it stand plain paragraphs and lists; nothing else is understood, and nothing is ever rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from apk_lib.errors import DataError, ParameterError, quoted, reason
from apk_lib.intake.storage.changes import changing
from apk_lib.intake.storage.files import SourceFile, source_of
from apk_lib.text import Lang, Text

FOLDER = "narrative"
PROBLEMS, PLAN = "problems", "plan"
# first words of a heading, in lower case and without accents
_PLACES = {"problems": PROBLEMS, "problem": PROBLEMS, "problemy": PROBLEMS, "plan": PLAN}
_HEADINGS = {
    PROBLEMS: Text(cs="Problémy a jejich řešení", en="Problems and their solution"),
    PLAN: Text(cs="Plán na další období", en="Plan for the next period"),
}
_HEADING = re.compile(r"##\s+(.*?)[\s#]*$")
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph (its one item), or the items of a list."""

    kind: Literal["paragraph", "bullets", "numbers"]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The words of one file by the place they belong to: the id of a key activity, `PROBLEMS` or `PLAN`.

    `unplaced` are headings that name no such place, with text the report has nowhere to show.
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
        DataError: the file is not UTF-8.
    """
    path = folder / narrative_name(period)
    if not path.is_file():
        return None
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            Text(
                cs=f"{narrative_name(period)} není v UTF-8 (bajt {error.start}). Uložte jej v UTF-8.",
                en=f"{narrative_name(period)} is not UTF-8 (byte {error.start}). Save it as UTF-8.",
            )
        ) from error
    source = source_of(path, folder, FOLDER)
    return source, parsed(text, activities, source.synthetic)


def parsed(text: str, activities: Collection[str], synthetic: bool = False) -> Narrative:
    """The words of a text by their place; two headings of one place are read one after the other."""
    known = {_plain(id): id for id in activities} | _PLACES
    places: dict[str, tuple[Passage, ...]] = {}
    unplaced = []
    for heading, lines in _parts(text.splitlines()):
        passages = tuple(_passages(lines))
        place = known.get(_plain(re.split(r"[\s:–—-]", heading, maxsplit=1)[0]))
        if place is None and passages:
            unplaced.append(heading)
        elif place is not None and passages:
            places[place] = places.get(place, ()) + passages
    return Narrative(places, tuple(unplaced), synthetic)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).rstrip(".")


def _parts(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Each heading with the lines under it; what stands above the first one belongs nowhere."""
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        if found := _HEADING.match(line):
            parts.append((found[1], []))
        elif parts:
            parts[-1][1].append(line)
    return parts


def _passages(lines: Iterable[str]) -> Iterable[Passage]:
    """Paragraphs end at an empty line or where a list begins; a line that follows an item belongs to it."""
    kind: Literal["paragraph", "bullets", "numbers"] = "paragraph"
    items: list[str] = []
    for line in (*lines, ""):
        bullet, numbered = _BULLET.match(line), _NUMBERED.match(line)
        now: Literal["paragraph", "bullets", "numbers"] = (
            "bullets" if bullet else "numbers" if numbered else kind if items and line.strip() else "paragraph"
        )
        if items and (now != kind or not line.strip()):
            yield Passage(kind, tuple(items))
            items = []
        kind = now
        if found := bullet or numbered:
            items.append(found[1].strip())
        elif line.strip():
            items = [*items[:-1], f"{items[-1]}\n{line.strip()}"] if items else [line.strip()]


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
