"""Words on waves of the survey that several findings share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.core import out_of
from apk_lib.results import FEW_ANSWERS, FEW_COUNTED
from apk_lib.tables.questionnaire import SAFETY_ITEMS
from apk_lib.text import NBSP, Lang, Text, number

# the question on the dark first: there the town has something to change
ITEMS = dict(reversed(SAFETY_ITEMS.items()))
LEVEL = 0.05
_FEW = Text(cs="nízký počet", en="low number")
_CHANCE = {
    "better": Text(cs="interval nulu vylučuje", en="the interval rules out zero"),
    "worse": Text(cs="interval nulu vylučuje", en="the interval rules out zero"),
    "uncertain": Text(cs="nelze odlišit od náhody", en="cannot be told apart from chance"),
}


def verdict(change: Figure) -> str:
    """`better`, `worse` or `uncertain`: what the interval of a change allows to say."""
    if change.lower is None:
        return "uncertain"
    if change.lower > 0:
        return "better"
    return "worse" if change.upper < 0 else "uncertain"


def chance(change: Figure) -> str:
    """Whether the interval of a change rules out zero, in words."""
    return _CHANCE[verdict(change)](change.labels.lang)


def figures(reading: Reading, indicator: str, measure: str, *by: str) -> list[Figure]:
    """The figures of a measure that have a value, in the order of their categories, the first dimension first."""
    rows = reading.rows(indicator, measure, "cumulative", *by).drop_nulls("value")
    places = []
    for place, dimension in enumerate(by, start=1):
        categories = reading.labels.ordered(dimension, rows[f"category_{place}"].unique().to_list())
        places.append({category: at for at, category in enumerate(categories)})
    found = [Figure(row, reading.labels) for row in rows.iter_rows(named=True)]
    return sorted(found, key=lambda one: [at[one.row[f"category_{place}"]] for place, at in enumerate(places, start=1)])


def total(reading: Reading, indicator: str, measure: str) -> Figure | None:
    """The total of a measure where it has a value; None also where it was not selected."""
    found = figures(reading, indicator, measure)
    return found[0] if found else None


def wave_of(figure: Figure) -> str:
    """The name of the wave a figure is of."""
    place = 1 if figure.dimension_1 == "wave" else 2
    return figure.labels.name("wave", figure.row[f"category_{place}"])


def few(n: float, lang: Lang) -> str:
    """A mark behind a number of answers that is low, otherwise nothing."""
    return f", {_FEW(lang)}" if n < FEW_ANSWERS else ""


def base(figure: Figure) -> str:
    """'n = 302', or 'n = 24, low number'."""
    lang = figure.labels.lang
    return f"n{NBSP}={NBSP}{number(figure.n, lang)}{few(figure.n, lang)}"


def shown(figure: Figure) -> bool:
    """Whether a share is of enough answers to be a percentage; one that is not is left out of headings and ranks."""
    return bool(figure.n >= FEW_COUNTED)


def share(figure: Figure, digits: int | None = None) -> str:
    """A share in per cent; of fewer than twenty answers a count where it is known, and no percentage."""
    if shown(figure):
        return figure.labels.value(figure.value, "share", digits=digits)
    if figure.numerator is not None and figure.denominator is not None:
        return out_of(figure.numerator, figure.denominator, figure.labels.lang)
    return Text(cs="podíl neuvádíme", en="no share shown")(figure.labels.lang)


def share_and_base(figure: Figure, digits: int | None = None) -> str:
    """'55 % (n = 302)'."""
    return f"{share(figure, digits)} ({base(figure)})"


def bounds(change: Figure) -> str:
    """The interval of a difference of shares in points, without the noun that stands beside its value."""
    if change.lower is None:
        return ABSENT
    to = Text(cs="{low}{nbsp}až{nbsp}{high}", en="{low}{nbsp}to{nbsp}{high}")
    ends = {end: change.labels.bare(change.row[name], "share_difference")
            for end, name in (("low", "lower"), ("high", "upper"))}  # fmt: skip
    return to.fill(change.labels.lang, nbsp=NBSP, **ends)


def share_in_full(figure: Figure) -> str:
    """'55 % (49–61 %, n = 302)'; of few answers no interval, as no percentage."""
    if figure.lower is None or not shown(figure):
        return share_and_base(figure)
    return f"{share(figure)} ({figure.interval}, {base(figure)})"


def p_value(value: float, lang: Lang) -> str:
    """'p = 0,031', 'p < 0,001': three places, never nothing."""
    if value < 0.001:
        return f"p{NBSP}<{NBSP}{number(0.001, lang, 3)}"
    return f"p{NBSP}={NBSP}{number(value, lang, 3)}"


def points(reading: Reading, difference: float) -> str:
    """The size of a difference of shares without its sign."""
    return reading.labels.value(abs(difference), "share_difference")


def stands(p: float | None, change: Figure) -> bool:
    """Whether a change holds out: its p-value after correction below the level, and an interval without zero."""
    return p is not None and p < LEVEL and verdict(change) != "uncertain"


def ends(reading: Reading, item: str, dimension: str | None = None, category: str | None = None) -> list[Figure]:
    """The shares safe of everybody, or of one group, from the first wave to the last."""
    if dimension is None:
        return figures(reading, item, "share_safe", "wave")
    return [one for one in figures(reading, item, "share_safe", "wave", dimension) if one.category_2 == category]


def asked_in(found: Iterable[Figure], say: Callable[[Figure], str]) -> dict[str, list[str]]:
    """What is said of each figure under the name of the wave it is of, waves as they come."""
    waves: dict[str, list[str]] = {}
    for one in found:
        waves.setdefault(wave_of(one), []).append(say(one))
    return waves


def points_of(figure: Figure) -> str:
    """A change with its interval: '6,5 procentního bodu (95% interval 0,7 až 12,4)'."""
    return f"{figure.show()} (95% interval {bounds(figure)})"


def incomparable(reading: Reading, *items: str) -> list[str]:
    """Questions, all or these, that a wave asked in words no other wave is comparable with, each with its note."""
    name, said = reading.labels.name, []
    for wording in reading.labels.survey.wordings:
        if not wording.comparable and (not items or wording.item in items):
            note = f": {wording.note.rstrip('.')}" if wording.note else ""
            said.append(f"{name('item', wording.item)} ({name('wave', wording.wave)}){note}")
    return said
