"""The report before it has a format.

A report is a header, one front page and sections; a section is a heading that states a finding, its
paragraphs, charts with their text alternative, folded tables, and notes for the margin. Every format
is written from this model and from nothing else; the executed notebook carries it as JSON.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from apk_lib.disclosure import Audience
from apk_lib.intake import Passage
from apk_lib.prose import Block
from apk_lib.text import Lang


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture with the sentence that replaces it for a reader who cannot see it.

    `spec` draws it live where it answers clicks: Vega-Lite as JSON, its data inside; else it is empty.
    """

    svg: str
    alternative: str
    caption: str
    spec: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    label: str
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows already formatted for reading; `summary` says what stands in the folded table, one that is `open` is not.

    `defines` says for each row which indicators it defines; it is empty where none does.
    """

    summary: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    open: bool = False
    defines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the margin: the method beside the figure it belongs to; `defines` are indicators it defines."""

    term: str
    text: str
    defines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One finding with everything that carries it, in a chapter of the report, where it has chapters.

    `kicker` is the question the section answers, where it answers one, or its topic in a word or two. `indicators` are
    the ids of those whose figures it tells of.
    """

    id: str
    heading: str
    paragraphs: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    kicker: str = ""
    blocks: tuple[Block, ...] = ()
    chapter: str = ""
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The state of one goal: its own words, one fact, one honest detail, a small picture.

    `picture` is `dots` (filled of total), `bar` (share of one, `None` where unknown) or `none`.
    """

    goal: str
    fact: str
    detail: str
    picture: Literal["dots", "bar", "none"] = "none"
    filled: int = 0
    total: int = 0
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A question of the evaluation answered in one line, with how strongly: in a word, and as `level` of three."""

    question: str
    answer: str
    strength: str
    level: int
    section: str  # the id of the section that carries the answer


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the mayor reads: who, when, four goals, three findings, what is missing and who supplies it.

    An evaluation has `replies` to its questions in the place of goals.
    """

    lang: Lang
    banner: str  # the strip at the very top: synthetic data, whom the version is for; empty when there is none to say
    kicker: str  # kind of report, period, as-of date
    title: str
    subtitle: str  # registration number, beneficiary, co-financing
    goals_title: str = ""
    cards: tuple[Card, ...] = ()
    findings_title: str = ""
    findings: tuple[str, ...] = ()
    missing_title: str = ""
    missing: tuple[str, ...] = ()
    timeline: tuple[tuple[str, bool], ...] = ()  # (label, is this a reported one) for each period
    facts: tuple[Note, ...] = ()  # header facts: project, registration number, beneficiary, period, ...
    replies_title: str = ""
    replies: tuple[Reply, ...] = ()
    logo: str = ""  # the funder's strip of logos as a data URI
    logo_place: str = ""  # what stands in its place while there is none
    audience: Audience = "internal"  # an internal version says so loudly, on every page of every format
    number: str = ""  # registration number
    beneficiary: str = ""
    as_of: date | None = None  # the day to which the report tells the state of things


@dataclass(frozen=True, slots=True)
class Foot:
    """The passport of the report: what it was made from and how to verify it, in a few lines and in tables."""

    lines: tuple[str, ...]
    tables: tuple[Table, ...] = ()


Part = FrontPage | Section | Foot
_PARTS: dict[str, type] = {kind.__name__: kind for kind in (FrontPage, Section, Foot)}
_NESTED: dict[str, type] = {
    "cards": Card, "replies": Reply, "charts": Chart, "tables": Table, "notes": Note, "facts": Note, "columns": Column,
    "blocks": Block, "words": Passage,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """All parts of one report, in reading order."""

    front: FrontPage
    sections: tuple[Section, ...]
    foot: Foot


def to_json(part: Part) -> dict[str, Any]:
    """The part as plain JSON, with its kind; `from_json` is the way back."""
    return {"part": type(part).__name__, **asdict(part, dict_factory=_plain)}


def _plain(named: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in named}


def from_json(data: dict[str, Any]) -> Part:
    """The part that `to_json` wrote."""
    values = {name: _rebuilt(name, value) for name, value in data.items() if name != "part"}
    part: Part = _PARTS[data["part"]](**values)
    return part


def _rebuilt(name: str, value: Any) -> Any:
    if name == "as_of" and value is not None:
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(_rebuilt(name, item) for item in value)
    if isinstance(value, dict):
        return _NESTED[name](**{key: _rebuilt(key, item) for key, item in value.items()})
    return value
