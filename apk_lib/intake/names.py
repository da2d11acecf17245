"""Names of people and their pseudonyms: names live in a key file outside the data folder, nowhere else.

The key is a CSV file `name,pseudonym`. Intake reads it, adds people whom the sheet of persons registers, and
writes it back; no name is ever put into a table, a finding or a log.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from apk_lib.intake.values import Mark
from apk_lib.intake.words import looks_like_name, loose, tidy

COLUMNS = ("name", "pseudonym")
HIDDEN = "•"
_SEVERAL = re.compile(r"[;,\n]")
_PSEUDONYM = re.compile(r"APK(\d+)")


@dataclass(slots=True)
class Names:
    """Pseudonyms by name. `open` keys may take in new names; without a key nobody's name is known."""

    pseudonyms: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    has_key: bool = False

    def replaced(self, values: Sequence[object], marks: list[Mark]) -> tuple[list[object], list[Mark]]:
        """The people of a column as pseudonyms; a name nobody has the key to is marked and left out."""
        said = list(marks)
        read = {value: self._person(value) for value in set(values)}
        for place, value in enumerate(values):
            if rule := read[value][1]:
                said.append(Mark(place, rule))
        return [read[value][0] for value in values], said

    def several(self, cells: Sequence[object], *, decode: bool = False) -> tuple[list[list[str]], list[Mark]]:
        """The people named in each cell, separated by semicolons, commas or (pseudonyms) spaces.

        With `decode` ids are written as forms carry them, %20 for a space.
        """
        marks: list[Mark] = []
        crews = []
        for place, cell in enumerate(cells):
            crew: list[str] = []
            for part in filter(None, map(tidy, _SEVERAL.split("" if cell is None else str(cell)))):
                for one in part.split() if self._all_pseudonyms(part) else [part]:
                    person, rule = self._person(unquote(one) if decode else one)
                    if rule:
                        marks.append(Mark(place, rule))
                    if person is not None and person not in crew:
                        crew.append(str(person))
            crews.append(crew)
        return crews, marks

    def discreet(self, text: str) -> str:
        """The text of a cell that holds people, with a dot in place of everything that could be a name."""
        parts = re.split(r"([;,\n\s]+)", text)
        return "".join(part if self._is_pseudonym(part) else HIDDEN for part in parts)

    def _is_pseudonym(self, part: str) -> bool:
        return part in self.known or not re.search(r"[^\W\d_]", part) or bool(re.search(r"\d", part))

    def learn(self, pseudonyms: Iterable[str]) -> None:
        """Take pseudonyms for known that a sheet of persons has introduced."""
        self.known |= frozenset(pseudonyms)

    def register(self, name: str) -> None:
        """Give a new name the next free pseudonym."""
        if self.has_key and looks_like_name(name) and loose(name) not in self._by_name():
            numbers = [int(found[1]) for used in (*self.pseudonyms.values(), *self.known)
                       if (found := _PSEUDONYM.fullmatch(used))]  # fmt: skip
            self.pseudonyms[tidy(name)] = f"APK{max(numbers, default=0) + 1}"

    def _all_pseudonyms(self, part: str) -> bool:
        return " " in part and loose(part) not in self._by_name() and not looks_like_name(part)

    def _by_name(self) -> Mapping[str, str]:
        return {loose(name): pseudonym for name, pseudonym in self.pseudonyms.items()}

    def _person(self, value: object) -> tuple[object, str | None]:
        if not isinstance(value, str) or value in self.known:
            return value, None
        if pseudonym := self._by_name().get(loose(value)):
            return pseudonym, "name_replaced"
        part_of_a_name = loose(value) in {word for name in self._by_name() for word in name.split()}
        return (None, "name_without_key") if looks_like_name(value) or part_of_a_name else (value, None)


def parse_names(text: str, known: frozenset[str] = frozenset()) -> Names:
    """The key written in `text` (CSV `name,pseudonym`).

    Raises:
        ValueError: a line has not exactly these two, or two names share a pseudonym.
    """
    rows = [row for row in csv.reader(io.StringIO(text)) if any(map(str.strip, row))]
    if rows and tuple(map(tidy, rows[0])) == COLUMNS:
        rows = rows[1:]
    pseudonyms = {}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(COLUMNS) or not all(map(tidy, row)):
            raise ValueError(number)
        pseudonyms[tidy(row[0])] = tidy(row[1])
    return Names(pseudonyms, known, has_key=True)


def names_text(names: Names) -> str:
    """The key as the text of its file."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(names.pseudonyms.items())
    return text.getvalue()
