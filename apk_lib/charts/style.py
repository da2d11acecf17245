"""How every chart looks, and how it becomes a picture."""

from __future__ import annotations

import json
from typing import Any, Literal

import altair as alt
import polars as pl
import vl_convert

from apk_lib import fonts
from apk_lib.text import Lang

# colour says one thing: blues for delivered and safe, ambers for unsafe and warning
DARK_BLUE, BLUE, LIGHT_BLUE = "#1f5a8a", "#8fb8d8", "#a9c8e0"
LIGHT_AMBER, AMBER = "#efc08a", "#c9761b"
INK, MUTED, GRID, PLAIN = "#1f2933", "#5b6770", "#e3e7ea", "#c4cbd1"
WIDTH = 560

_CONFIG: dict[str, Any] = {
    "font": fonts.FAMILY,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelFont": fonts.FAMILY, "titleFont": fonts.FAMILY, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal", "labelColor": INK, "titleColor": MUTED, "grid": False, "domain": False,
        "ticks": False, "labelPadding": 6, "labelLimit": 260, "gridColor": GRID,
    },
    "legend": {
        "labelFont": fonts.FAMILY, "labelFontSize": 12, "labelColor": INK, "title": None, "orient": "top",
        "symbolType": "square", "symbolSize": 90, "labelLimit": 260, "columnPadding": 14,
    },
    "header": {"labelFont": fonts.FAMILY, "labelFontSize": 12, "labelColor": INK, "title": None, "labelPadding": 4},
    "title": {"font": fonts.FAMILY, "fontSize": 12, "fontWeight": "normal", "color": MUTED, "anchor": "start"},
    "text": {"font": fonts.FAMILY, "fontSize": 12, "color": INK},
}  # fmt: skip

_LOCALES: dict[Lang, Literal["cs-CZ", "en-GB"]] = {"cs": "cs-CZ", "en": "en-GB"}

vl_convert.register_font_directory(str(fonts.directory()))
# a chart shown in a notebook is drawn offline; the default would ask a server for its scripts
alt.renderers.enable("svg")


def percent_axis(lang: Lang, sign: str = "datum.value") -> str:
    """The expression that writes a share on an axis as its language does: 50 %, 50%."""
    space = "\u00a0" if lang == "cs" else ""
    return f"format({sign} * 100, '.0f') + '{space}%'"


def finished(chart: Any) -> Any:
    """The chart in the house style."""
    return chart.configure(**_CONFIG)


def values(rows: pl.DataFrame | list[dict[str, Any]]) -> alt.Data:
    """Rows as inline data: only what is handed over reaches the picture."""
    records = rows.to_dicts() if isinstance(rows, pl.DataFrame) else rows
    return alt.Data(values=records)


def to_svg(chart: Any, lang: Lang) -> str:
    """The chart as an SVG picture with numbers in the reader's language."""
    # the renderer checks the specification anyway; a test has the library check it too
    spec = json.dumps(chart.to_dict(validate=False), sort_keys=True)
    svg: str = vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES[lang])
    return svg
