"""Names of people and their pseudonyms: names live in a key file outside the data folder, nowhere else.

The key is a CSV file `name,pseudonym`. Intake reads it, adds people whom the sheet of persons registers, and
writes it back; no name is ever put into a table, a finding or a log.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from apk_lib.intake.reading.values import Mark
from apk_lib.intake.reading.words import looks_like_name, loose, tidy
from apk_lib.text import Text

COLUMNS = ("name", "pseudonym")
HIDDEN = "•"
_SEVERAL = re.compile(r"[;,\n]")
_PSEUDONYM = re.compile(r"APK(\d+)")
_LETTERS = re.compile(r"[^\W\d_]+")
# between the parts of a name: a space, a comma and a space, a dot, a dash, or nothing ("JanaNováková.xlsx")
_GAP = 3
_GLUED = 3


class UnusableKeyError(ValueError):
    """A key of names that cannot be used; says the line and the reason, never a name."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.cs} / {text.en}")
        self.text = text


@dataclass(slots=True)
class Names:
    """Pseudonyms by name, and the pseudonyms that are `known` from the records.

    With a key (`has_key`) people whom a sheet of persons registers get a pseudonym; without one nobody's name is known.
    """

    pseudonyms: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    has_key: bool = False
    # made from the pseudonyms and kept, for a sheet asks for them at every cell
    _seen: int = field(default=0, init=False, repr=False, compare=False)
    _loose: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _words: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    _orders: dict[tuple[int, str], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _longest: int = field(default=0, init=False, repr=False, compare=False)

    def replaced(
        self, values: Sequence[object], marks: list[Mark], *, introduces: bool = False
    ) -> tuple[list[object], list[Mark]]:
        """The people of a column as pseudonyms; a name nobody has the key to is marked and left out.

        A column that `introduces` people may call them by any word; elsewhere an unknown word without a digit is
        a name.
        """
        said = list(marks)
        read = {value: self._person(value, introduces=introduces) for value in set(values)}
        for place, value in enumerate(values):
            if rule := read[value][1]:
                said.append(Mark(place, rule))
        return [read[value][0] for value in values], said

    def several(self, cells: Sequence[object], *, decode: bool = False) -> tuple[list[list[str]], list[Mark]]:
        """The people named in each cell, separated by semicolons, commas or (pseudonyms) spaces.

        With `decode` ids are written as forms carry them, %20 for a space.
        """
        marks: list[Mark] = []
        read: dict[str, tuple[object, str | None]] = {}
        crews = []
        for place, cell in enumerate(cells):
            crew: list[str] = []
            for part in filter(None, map(tidy, _SEVERAL.split("" if cell is None else str(cell)))):
                for one in part.split() if self._all_pseudonyms(part) else [part]:
                    if one not in read:
                        read[one] = self._person(unquote(one) if decode else one)
                    person, rule = read[one]
                    if rule:
                        marks.append(Mark(place, rule))
                    if person is not None and person not in crew:
                        crew.append(str(person))
            crews.append(crew)
        return crews, marks

    def devices(
        self, values: Sequence[object], marks: list[Mark], known: Collection[str]
    ) -> tuple[list[object], list[Mark]]:
        """The devices of a column; what may be a name of a person is marked and left out.

        A device is one word with a digit ("GPS1", "tracker-2"), or one that is `known` from the records.
        """
        said = list(marks)
        usable = {one: not isinstance(one, str) or one in known or self._is_device(one) for one in set(values)}
        said += [Mark(place, "device_like_name") for place, value in enumerate(values) if not usable[value]]
        return [value if usable[value] else None for value in values], said

    def _is_device(self, text: str) -> bool:
        words = [word for word in _LETTERS.findall(text) if len(word) > 1]
        return bool(re.search(r"\d", text)) and len(words) <= 1 and not self.in_text(text)

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
            self._remember(tidy(name), self.pseudonyms[tidy(name)])

    def without_names(self, text: str) -> str:
        """The text with the pseudonym in place of every name of the key, however it is written.

        Capitals, accents and what stands between the parts of a name do not matter; nor does which part comes first.
        """
        written, last = [], 0
        for start, end, pseudonym in self._found(text):
            # a digit beside the name must not become a part of the pseudonym
            before, after = (" " * text[place : place + 1].isalnum() for place in (max(start - 1, 0), end))
            written += [text[last:start], before if start else "", pseudonym, after]
            last = end
        return "".join([*written, text[last:]])

    def in_text(self, text: str) -> bool:
        """Whether a name of the key stands anywhere in the text."""
        return next(self._found(text), None) is not None

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where the names stand in a text, from the left, and the pseudonym of each."""
        self._by_name()
        if not self._orders:
            return
        folded, places = _folded(text)
        words = [found.span() for found in _LETTERS.finditer(folded)]
        place = 0
        while place < len(words):
            count, pseudonym = self._name_at(folded, words, place)
            if count:
                yield places[words[place][0]], places[words[place + count - 1][1]], pseudonym
            place += count or 1

    def _name_at(self, folded: str, words: Sequence[tuple[int, int]], place: int) -> tuple[int, str]:
        """How many words from this one on are a name (the most there are), and its pseudonym; 0 for none."""
        best, glued = (0, ""), ""
        for count, (start, end) in enumerate(words[place : place + self._longest], start=1):
            if count > 1 and start - words[place + count - 2][1] > _GAP:
                break
            glued += folded[start:end]
            if pseudonym := self._orders.get((count, glued)):
                best = count, pseudonym
        return best

    def _all_pseudonyms(self, part: str) -> bool:
        return " " in part and loose(part) not in self._by_name() and not looks_like_name(part)

    def _by_name(self) -> Mapping[str, str]:
        if self._seen != len(self.pseudonyms):
            # somebody else's copy shares the pseudonyms and has changed them
            self._seen, self._longest = 0, 0
            for kept in (self._loose, self._words, self._orders):
                kept.clear()
            for name, pseudonym in self.pseudonyms.items():
                self._remember(name, pseudonym)
        return self._loose

    def _remember(self, name: str, pseudonym: str) -> None:
        plain = loose(name)
        self._seen += 1
        self._loose[plain] = pseudonym
        self._words.update(plain.split())
        words = _LETTERS.findall(plain)
        self._longest = max(self._longest, len(words))
        for order in (words, [*words[-1:], *words[:-1]], [*words[1:], *words[:1]]) if words else ():
            self._orders.setdefault((len(words), "".join(order)), pseudonym)
            if all(len(word) >= _GLUED for word in words):
                self._orders.setdefault((1, "".join(order)), pseudonym)

    def _person(self, value: object, *, introduces: bool = False) -> tuple[object, str | None]:
        if not isinstance(value, str) or value in self.known:
            return value, None
        if pseudonym := self._by_name().get(loose(value)):
            return pseudonym, "name_replaced"
        nobody = not introduces and not self._is_pseudonym(value)
        name = looks_like_name(value) or loose(value) in self._words or nobody
        return (None, "name_without_key") if name else (value, None)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without capitals and accents, and the place in the text of each of its letters and of its end."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                letters.append(plain)
                places.append(place)
    return "".join(letters), [*places, len(text)]


def parse_names(text: str, known: frozenset[str] = frozenset()) -> Names:
    """The key written in `text` (CSV `name,pseudonym`).

    Raises:
        ValueError: a line has not exactly these two, or a name or a pseudonym stands twice.
    """
    pseudonyms: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, row in _lines(text):
        if len(row) != len(COLUMNS) or not all(row):
            raise _wrong(number, "čekáme jméno, čárku a pseudonym", "expected a name, a comma and a pseudonym")
        name, pseudonym = row
        # two people with one pseudonym could not be told apart again, nor erased one by one
        if first := lines.get(f"name {loose(name)}"):
            raise _wrong(
                number, f"jméno se opakuje, už je na řádku {first}", f"the name stands in line {first} already"
            )
        if first := lines.get(f"pseudonym {pseudonym}"):
            raise _wrong(number, f"pseudonym {pseudonym} se opakuje, už je na řádku {first}",
                         f"pseudonym {pseudonym} stands in line {first} already")  # fmt: skip
        lines |= {f"name {loose(name)}": number, f"pseudonym {pseudonym}": number}
        pseudonyms[name] = pseudonym
    return Names(pseudonyms, known, has_key=True)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a key that hold anything, with their numbers, without the heading."""
    reader = csv.reader(io.StringIO(text, newline=""))
    first = True
    try:
        for cells in reader:
            row = list(map(tidy, cells))
            if any(row):
                if not (first and tuple(row) == COLUMNS):
                    yield reader.line_num, row
                first = False
    except csv.Error as error:
        raise _wrong(reader.line_num, "není to řádek CSV", "this is no line of a CSV") from error


def _wrong(line: int, cs: str, en: str) -> UnusableKeyError:
    return UnusableKeyError(Text(cs=f"řádek {line}: {cs}", en=f"line {line}: {en}"))


def names_text(names: Names) -> str:
    """The key as the text of its file."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(names.pseudonyms.items())
    return text.getvalue()
