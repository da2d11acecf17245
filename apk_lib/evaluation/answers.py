"""What an answer to an evaluation question is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from apk_lib.evaluation.strength import DOUBTS, WORDS, Strength, strength
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Figure, Reading
from apk_lib.prose import Finding
from apk_lib.text import Lang, Text, sentence

Picture = tuple[str, str] | None
_BECAUSE = Text(cs="Opora odpovědi: {word}. Důvod: {why}.", en="Support of the answer: {word}. Reason: {why}.")
_NOTHING = Text(cs="žádné z pravidel ji neoslabuje", en="none of the rules weakens it")
_UNKNOWN = Text(cs="Co nevíme: {unknown}", en="What is not known: {unknown}")
_SAMPLE = Text(cs="{word} (ukázková data)", en="{word} (sample data)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A finding that answers a question, the sentences it rests on, what weakens it and what is not known.

    `doubts` are ids of `strength.DOUBTS`; `captions` belong to the charts in their order, None where there is
    nothing to draw. An answer made of generated rows is always marked so. `measured` are the figures behind doubts
    that stand for a limit, by the id of the doubt.
    """

    question: str
    lang: Lang
    heading: str
    evidence: tuple[str, ...]
    doubts: tuple[str, ...]
    unknown: str
    captions: tuple[str | None, ...] = ()
    synthetic: bool = False
    measured: Mapping[str, str] = field(default_factory=dict)
    withheld: bool = False

    @property
    def strength(self) -> Strength:
        """How strongly the answer is supported (see `strength.DOUBTS`)."""
        return strength(self.doubts)

    @property
    def word(self) -> str:
        """The strength in words; sample data say so."""
        word = WORDS[self.strength](self.lang)
        return _SAMPLE.fill(self.lang, word=word) if self.synthetic else word

    @property
    def why(self) -> str:
        """The strength with its reasons, the gravest first."""
        ordered = sorted(dict.fromkeys(self.doubts), key=lambda id: DOUBTS[id].most)
        reasons = [self._reason(id) for id in ordered] or [_NOTHING(self.lang)]
        return _BECAUSE.fill(self.lang, word=self.word, why="; ".join(reasons))

    def _reason(self, doubt: str) -> str:
        says = DOUBTS[doubt].says(self.lang)
        return f"{says} ({self.measured[doubt]})" if doubt in self.measured else says

    @property
    def finding(self) -> Finding:
        """The answer as the words of a section."""
        unknown = (_UNKNOWN.fill(self.lang, unknown=self.unknown),) if self.unknown else ()
        told = " ".join((f"{self.heading}.", *self.evidence[:1]))
        pictures: tuple[Picture, ...] = tuple((said, told) if said else None for said in self.captions)
        return Finding(self.heading, (*self.evidence, self.why, *unknown), pictures)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the evaluation: what it asks, the indicators that answer it, and how they do."""

    id: str
    asks: Text
    indicators: tuple[str, ...]
    answer: Callable[[Reading], Answer]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables its figures are made of."""
        return tuple(sorted({name for id in self.indicators for name in CATALOGUE[id].needs}))


def of_whole_project(reading: Reading) -> Reading:
    """The reading with figures since the start in the place of those of the period: what charts of a period draw."""
    everything = [
        pl.concat([since, since.with_columns(scope=pl.lit("period"))])
        for since in (frame.filter(pl.col("scope") == "cumulative") for frame in (reading.results, reading.curves))
    ]
    return Reading(everything[0], everything[1], reading.labels)


def unanswered(question: str, what: Text, figure: Figure | None, reading: Reading) -> Answer:
    """The answer of a question whose main figure is not there, or has not even a row."""
    why = reading.labels.state("missing") if figure is None else figure.show()
    heading = f"{sentence(what(reading.lang))}: {why}"
    withheld = figure is not None and figure.withheld
    return Answer(question, reading.lang, heading, (), ("no_figure",), "", withheld=withheld)


def is_synthetic(reading: Reading, *indicators: str) -> bool:
    """Whether a figure of these indicators was made of generated rows."""
    chosen = pl.col("indicator").is_in(indicators)
    return bool(reading.results.filter(chosen)["synthetic"].any() or reading.curves.filter(chosen)["synthetic"].any())
