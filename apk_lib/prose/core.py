"""What a section says: one finding as its heading, the sentences under it, the words for its charts."""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.intake import Passage
from apk_lib.labels import Figure, Reading
from apk_lib.results import FEW_COUNTED
from apk_lib.text import NBSP, Lang, Noun, Text, day, number


@dataclass(frozen=True, slots=True)
class Block:
    """One thing told on its own within a section: what was done, what came of it, and somebody's own words.

    `items` stand under `items_title`, `evidence` says on which records it rests. `words` are the coordinator's, shown
    as they stand under `words_title`; where they are expected and not there, `awaited` says so and `where` the place to
    write them.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    items_title: str = ""
    items: tuple[str, ...] = ()
    evidence: str = ""
    words_title: str = ""
    words: tuple[Passage, ...] = ()
    awaited: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The words of one section.

    `heading` is a whole sentence that claims no more than its figures hold; `pictures` gives each
    chart its caption and the sentence that replaces it, or None where there is nothing to draw;
    `asides` are notes for the margin, `blocks` what is told one by one under the paragraphs. A finding that
    `compares` two moments is printed with what the project says of the limits of comparison.
    """

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[tuple[str, str] | None, ...]
    asides: tuple[tuple[str, str], ...] = ()
    compares: bool = False
    blocks: tuple[Block, ...] = ()


def as_block(finding: Finding) -> Block:
    """A finding told inside the section of another one."""
    asides = tuple(f"{term}: {text}" for term, text in finding.asides)
    return Block(finding.heading, finding.paragraphs + asides)


# of polygons that were drawn for a sample
SCHEMATIC = Text(
    cs="Tvary a poloha lokalit jsou schematické, nakreslené pro ukázku; nejsou to skutečné hranice.",
    en="The shapes and places of the localities are schematic, drawn for the sample; they are no real boundaries.",
)
IS = Noun(cs=("je", "jsou", "je", "je"), en=("is", "are"))


def out_of(k: float, n: float, lang: Lang) -> str:
    """'3 ze 4', '1 z 5', '3 of 4': with the vowel Czech needs before some numbers."""
    return f"{number(k, lang)}{NBSP}{of(n, lang)}{NBSP}{number(n, lang)}"


def of(n: float, lang: Lang) -> str:
    """The preposition before a number: 'z' or 'ze' as it is spoken, 'of'."""
    return {"cs": "ze" if _needs_vowel(int(n)) else "z", "en": "of"}[lang]


def _needs_vowel(n: int) -> bool:
    """Whether the spoken numeral starts so that 'z' would not be heard: dva, tři, čtyři, šest, sedm, sto."""
    groups = f"{n:,}".split(",")
    first = int(groups[0])
    if len(groups) > 1 and first == 1:
        return False  # tisíc, milion
    if first >= 100:
        return first // 100 in {1, 2, 3, 4, 6, 7}
    if first >= 20:
        return first // 10 in {2, 3, 4, 6, 7}
    return first in {2, 3, 4, 6, 7, 12, 13, 14, 16, 17}


def times(n: float, lang: Lang) -> str:
    """How often: 'ani jednou', 'jednou', 'dvakrát', '4krát'; 'not once', 'once', 'twice', '4 times'."""
    words = {"cs": ("ani jednou", "jednou", "dvakrát"), "en": ("not once", "once", "twice")}[lang]
    if n < len(words):
        return words[int(n)]
    return number(n, lang) + ("krát" if lang == "cs" else f"{NBSP}times")


def as_of(reading: Reading, figure: Figure) -> str:
    """'Ke konci období', or the day up to which an open period is known."""
    if figure.open:
        return Text(cs="K {day} (období neskončilo)", en="By {day} (the period is not over)").fill(
            reading.lang, day=day(reading.labels.as_of, reading.lang)
        )
    return Text(cs="Ke konci období", en="At the end of the period")(reading.lang)


def or_zero(figure: Figure, unit: str) -> str:
    """A figure inside a sentence: nothing to count is 0 there, only what is missing is told in its own words."""
    return figure.labels.value(0.0, unit) if figure.state == "no_cases" else figure.show(unit=unit)


def part(share: Figure) -> str:
    """A share, or the counts it is made of where these are few."""
    if share.denominator < FEW_COUNTED:
        return out_of(share.numerator, share.denominator, share.labels.lang)
    return share.show()


def no_figure(figure: Figure, what: Text, lang: Lang) -> Finding:
    """The words of a section whose main figure is not there."""
    return Finding(f"{what(lang)}: {figure.show()}", (), ())
