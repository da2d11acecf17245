"""Pieces of markup: a frame in the report's style, a table of a sheet, the button under which more rows come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from apk_lib.drilldown.explorer import SHOWN_ROWS
from apk_lib.pages import font_faces, style
from apk_lib.sheets import Sheet
from apk_lib.text import Lang, number
from apk_lib.widgets.drilldown.words import TEXTS
from apk_lib.widgets.pressed import button


def styles() -> str:
    """The styles of a report and of the drill-down, with the typeface."""
    return f"<style>{font_faces()}{style('apk_lib.report', 'style.css')}</style>{own_style()}"


def own_style() -> str:
    """The style of the drill-down alone, for a notebook that shows a report anyway."""
    return f"<style>{style('apk_lib.widgets.drilldown', 'drilldown.css')}</style>"


def framed(body: Iterable[Markup], lang: Lang) -> str:
    """Markup in the style of a report and in its language."""
    whole = Markup('<div class="apk-report apk-in-cell apk-drilldown" lang="{}">{}</div>')
    return str(whole.format(lang, Markup("").join(body)))


def paragraph(text: str, kind: str = "") -> Markup:
    """A paragraph of a kind of the report's style, none where there is no text."""
    return Markup('<p class="{}">{}</p>').format(kind, text) if text else Markup("")


def list_of(items: Sequence[Markup], label: str) -> Markup:
    """Buttons side by side, as a list with a name; nothing where there are none."""
    inside = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup('<ul class="apk-buttons" aria-label="{}">{}</ul>').format(label, inside) if items else Markup("")


def paged(sheet: Sheet, n: int, page: int, called: str, lang: Lang, heads: Sequence[Sequence[Markup]] = ()) -> Markup:
    """A page of a table with how much of it is shown; its buttons say `called` and the page (`heads` as in `table`)."""
    if not n:
        return paragraph(TEXTS["no_rows"].fill(lang, title=sheet.caption), "apk-kicker")
    first, last = page * SHOWN_ROWS + 1, min((page + 1) * SHOWN_ROWS, n)
    numbers = {"first": number(first, lang), "last": number(last, lang), "n": number(n, lang)}
    caption = TEXTS["shown"].fill(lang, title=sheet.caption, **numbers)
    turns = []
    if n > SHOWN_ROWS:
        turns.append(button(TEXTS["previous"](lang), "page", called, str(page - 1), disabled=page == 0))
        turns.append(button(TEXTS["next"](lang), "page", called, str(page + 1), disabled=last == n))
    return table(sheet, caption, heads) + list_of(turns, caption)


def table(sheet: Sheet, caption: str, heads: Sequence[Sequence[Markup]] = ()) -> Markup:
    """A table with its caption; `heads` are markup for the first cells of each row, in place of their text."""
    columns = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_number(numeric), head)
        for head, numeric in zip(sheet.heads, sheet.numeric, strict=True)
    )
    begins = heads or [()] * len(sheet.rows)
    lines = Markup("").join(_line(begin, row, sheet) for begin, row in zip(begins, sheet.rows, strict=True))
    # what scrolls sideways would take its caption along, so the one that is seen stands above
    whole = Markup(
        '<p class="apk-kicker" aria-hidden="true">{0}</p><div class="apk-scroll" tabindex="0" role="region" '
        'aria-label="{0}"><table class="apk-table"><caption class="apk-hidden">{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    )
    return whole.format(caption, columns, lines)


def _line(begin: Sequence[Markup], row: tuple[str, ...], sheet: Sheet) -> Markup:
    rest = zip(sheet.numeric[len(begin) :], row[len(begin) :], strict=True)
    # a table has thousands of cells, and formatting each as markup would be half the time of a click
    cells = [f'<th scope="row">{escape(head)}</th>' for head in begin]
    cells += [f"<td{_number(kind)}>{escape(cell)}</td>" for kind, cell in rest]
    return Markup(f"<tr>{''.join(cells)}</tr>")


def _number(numeric: bool) -> Markup:
    return Markup(' class="apk-number"') if numeric else Markup("")
