"""Page one of a Word report: what council and mayor read, on one page."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import unquote_to_bytes

from docx.shared import Mm

from apk_lib.report.formats.pictures import png
from apk_lib.report.formats.word_styles import BLUE, GRID, INK, MUTED, PALE
from apk_lib.report.formats.word_tables import Edge, data_table, layout_table
from apk_lib.report.formats.word_text import paragraph, put_image, put_picture, run
from apk_lib.report.formats.word_writer import PORTRAIT, Writer
from apk_lib.report.formats.words import INTERNAL, LOGO
from apk_lib.report.model import Card, Column, FrontPage, Note, Table
from apk_lib.text import Text, typeset

FOR_THE_TOWN = Text(cs="{internal} VERZE – jen pro město, nezveřejňovat", en="{internal} VERSION – for the town only")
CARDS = Text(cs="Rozvržení: karty cílů vedle sebe", en="Layout: cards of goals side by side")
PERIODS = Text(cs="Rozvržení: období projektu za sebou", en="Layout: periods of the project in a row")
REPLY_COLUMNS = (
    Text(cs="Otázka", en="Question"),
    Text(cs="Odpověď", en="Answer"),
    Text(cs="Jak pevně je doložena", en="How firmly it is supported"),
)
LOGO_HEIGHT = Mm(16)
CARD_GAP, PERIOD_GAP = 5, 1  # mm
CARDS_ABREAST = 4
SHORT_FACT = 60  # characters


def strip(front: FrontPage) -> tuple[str, str]:
    """The style and the words of the strip on top; an internal version is always told, and loudly."""
    if front.audience != "internal":
        return "Strip", front.banner
    mark = INTERNAL(front.lang)
    said = "" if mark in front.banner else FOR_THE_TOWN.fill(front.lang, internal=mark)
    return "Strip Internal", " · ".join(filter(None, (said, front.banner)))


def put_front(writer: Writer, front: FrontPage) -> None:
    """Write the summary."""
    style, text = strip(front)
    writer.say(style, text)
    _put_logo(writer, front)
    writer.say("Kicker", front.kicker)
    writer.say("Title", front.title)
    writer.say("Subtitle", front.subtitle)
    _put_timeline(writer, front)
    _put_cards(writer, front)
    _put_replies(writer, front)
    for title, items, numbered in (
        (front.findings_title, front.findings, True),
        (front.missing_title, front.missing, False),
    ):
        if items:
            writer.say("Label", title)
            writer.items(items, numbered=numbered)
    if front.facts:
        writer.put(paragraph("Rule"))
    # short ones side by side, a whole sentence on its own
    _put_facts(writer, [fact for fact in front.facts if len(fact.text) <= SHORT_FACT])
    for fact in front.facts:
        if len(fact.text) > SHORT_FACT:
            _put_facts(writer, [fact])


def _put_facts(writer: Writer, facts: list[Note]) -> None:
    runs: list[Any] = []
    for fact in facts:
        runs += [run(" · ")] if runs else []
        runs += [run(f"{fact.term}:\u00a0", "Strong"), run(typeset(fact.text, writer.lang))]
    if runs:
        writer.put(paragraph("Header Fact", *runs))


def _put_logo(writer: Writer, front: FrontPage) -> None:
    if not front.logo:
        writer.say("Awaited", front.logo_place)
        return
    about, _, content = front.logo.partition(",")
    data = base64.b64decode(content) if about.endswith(";base64") else unquote_to_bytes(content)
    holder = paragraph("Logo")
    writer.put(holder)
    picture = png(data.decode()) if "svg" in about else data
    put_image(writer.document, holder, picture, LOGO(front.lang), Mm(PORTRAIT), LOGO_HEIGHT)


def _put_timeline(writer: Writer, front: FrontPage) -> None:
    """The periods in a row: past ones pale, the reported one dark, later ones grey."""
    if not front.timeline:
        return
    reported = [place for place, (_, now) in enumerate(front.timeline) if now]
    cells, edges = [], []
    for place, (label, now) in enumerate(front.timeline):
        past = bool(reported) and place < reported[0]
        edges.append(Edge(BLUE if now else PALE if past else GRID, 4.5))
        style = "Period Reported" if now else "Period"
        cells.append([paragraph(style, run(typeset(label, front.lang)))])
    writer.put(layout_table(cells, edges, PORTRAIT, PERIOD_GAP, PERIODS(front.lang)))


def _put_cards(writer: Writer, front: FrontPage) -> None:
    if not front.cards:
        return
    writer.say("Label", front.goals_title)
    abreast = len(front.cards) if len(front.cards) <= CARDS_ABREAST else CARDS_ABREAST - 1
    for first in range(0, len(front.cards), abreast):
        cards = front.cards[first : first + abreast]
        width = (PORTRAIT - CARD_GAP * (abreast - 1)) / abreast
        cells = [_card(writer, card, width) for card in cards]
        whole = width * len(cards) + CARD_GAP * (len(cards) - 1)
        if first:  # two tables that touch would be one
            writer.put(paragraph("Rule"))
        edges = [Edge(BLUE, 2.25)] * len(cards)
        writer.put(layout_table(cells, edges, whole, CARD_GAP, CARDS(front.lang)))


def _card(writer: Writer, card: Card, width: float) -> list[object]:
    lang = writer.lang
    cell = [paragraph("Goal", run(typeset(card.goal, lang))), paragraph("Fact", run(typeset(card.fact, lang)))]
    svg = small_picture(card)
    if svg:
        holder = paragraph("Goal")
        put_picture(writer.document, holder, svg, "", Mm(width))
        cell.append(holder)
    return [*cell, paragraph("Detail", run(typeset(card.detail, lang)))]


def small_picture(card: Card) -> str:
    """The picture of a card as SVG: dots filled of all, or a bar with the plan as a tick; empty where it has none.

    It repeats the fact above it and is decoration to whoever cannot see it.
    """
    if card.picture == "dots" and card.total > 0:
        dots = "".join(
            _dot(place % 8 * 20 + 10, place // 8 * 20 + 10, place < card.filled) for place in range(card.total)
        )
        return _svg(20 * min(card.total, 8), 20 * ((card.total + 7) // 8), dots)
    if card.picture == "bar":
        return _svg(140, 18, _bar(card.share))
    return ""


def _svg(width: int, height: int, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{body}</svg>'


def _dot(x: int, y: int, filled: bool) -> str:
    if filled:
        return f'<circle cx="{x}" cy="{y}" r="7.5" fill="#{BLUE}"/>'
    return (
        f'<circle cx="{x}" cy="{y}" r="6.75" fill="none" stroke="#{BLUE}" stroke-width="1.5" '
        'stroke-dasharray="3.2 2.1"/>'
    )


def _bar(share: float | None) -> str:
    whole = max(share or 0.0, 1.0)
    plan, done = 139 / whole, 139 * max(0.0, min(share or 0.0, 1.0)) / whole
    tick = f'<rect x="{plan - 1:.2f}" width="2" height="18" fill="#{INK}"/>'
    if share is None:
        return (
            f'<rect x="0.5" y="4.5" width="138" height="9" fill="none" stroke="#{MUTED}" stroke-dasharray="3 3"/>{tick}'
        )
    over = PALE if whole > 1 else GRID
    return (
        f'<rect y="4" width="139" height="10" fill="#{over}"/><rect y="4" width="{done:.2f}" height="10" '
        f'fill="#{BLUE}"/>{tick}'
    )


def _put_replies(writer: Writer, front: FrontPage) -> None:
    """Questions of an evaluation with their answers, as a table with a head."""
    if not front.replies:
        return
    writer.say("Label", front.replies_title)
    rows = tuple(
        (f"{place}. {reply.question}", reply.answer, reply.strength) for place, reply in enumerate(front.replies, 1)
    )
    columns = tuple(Column(text(front.lang)) for text in REPLY_COLUMNS)
    writer.put(data_table(Table("", front.replies_title, columns, rows), front.lang, PORTRAIT))
