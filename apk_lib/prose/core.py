"""What a section says: one finding as its heading, the sentences under it, the words for its charts."""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.labels import Figure
from apk_lib.text import NBSP, Lang, Noun, Text, number


@dataclass(frozen=True, slots=True)
class Finding:
    """The words of one section.

    `heading` is a whole sentence that claims no more than its figures hold; `pictures` gives each
    chart its caption and the sentence that replaces it; `asides` are notes for the margin. A finding
    that `compares` two moments is printed with what the project says of the limits of comparison.
    """

    heading: str
    paragraphs: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    asides: tuple[tuple[str, str], ...] = ()
    compares: bool = False


IS = Noun(cs=("je", "jsou", "je", "je"), en=("is", "are"))


def out_of(k: float, n: float, lang: Lang) -> str:
    """'3 ze 4', '1 z 5', '3 of 4': with the vowel Czech needs before some numbers."""
    of = {"cs": "ze" if _needs_vowel(int(n)) else "z", "en": "of"}[lang]
    return f"{number(k, lang)}{NBSP}{of}{NBSP}{number(n, lang)}"


def _needs_vowel(n: int) -> bool:
    """Whether the spoken numeral starts so that 'z' would not be heard: dva, tři, čtyři, šest, sedm, sto."""
    leading = int(str(n)[: 2 if len(str(n)) % 3 == 2 else 1])
    if len(str(n)) > 3:
        return leading in {2, 3, 4, 6, 7} or (12 <= leading <= 17 and leading != 15) or 20 <= leading < 50
    if len(str(n)) == 2:
        return leading in {12, 13, 14, 16, 17} or 20 <= leading < 50 or 60 <= leading < 80
    return leading in {2, 3, 4, 6, 7} or (len(str(n)) == 3 and leading == 1)


def no_figure(figure: Figure, what: Text, lang: Lang) -> Finding:
    """The words of a section whose main figure is not there."""
    return Finding(f"{what(lang)}: {figure.show()}", (), ())
