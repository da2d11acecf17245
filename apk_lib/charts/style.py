"""How every chart looks, and how it becomes a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

import altair as alt
import polars as pl
import vl_convert
from altair.utils.schemapi import debug_mode

from apk_lib import fonts
from apk_lib.text import Lang

# colour says one thing: blues for delivered and safe, ambers for unsafe and warning
DARK_BLUE, BLUE, LIGHT_BLUE = "#1f5a8a", "#8fb8d8", "#a9c8e0"
LIGHT_AMBER, AMBER = "#efc08a", "#c9761b"
INK, MUTED, GRID, PLAIN = "#1f2933", "#5b6770", "#e3e7ea", "#c4cbd1"
# the grey of an amount: beside the light blue it is told apart in grey print and without seeing blue
GREY = "#8a949c"
# the lightest blue: a little was delivered; up to this part of the way to dark blue black is readable, then white
PALE_BLUE, TURNS_WHITE = "#e4edf5", 0.785
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

LOCALES: dict[Lang, Literal["cs-CZ", "en-GB"]] = {"cs": "cs-CZ", "en": "en-GB"}

vl_convert.register_font_directory(str(fonts.directory()))
# a chart shown in a notebook is drawn offline; the default would ask a server for its scripts
alt.renderers.enable("svg")


def percent_axis(lang: Lang, sign: str = "datum.value") -> str:
    """The expression that writes a share on an axis as its language does: 50 %, 50%."""
    space = "\u00a0" if lang == "cs" else ""
    return f"format({sign} * 100, '.0f') + '{space}%'"


def looked_up(names: Mapping[str, str]) -> str:
    """The expression of an object that holds these words by their keys, for the labels of an axis."""
    return json.dumps(dict(names), ensure_ascii=False)


def finished(chart: Any) -> Any:
    """The chart in the house style; set, since `configure` would copy all of it."""
    chart.config = _CONFIG
    return chart


def across(field: str, width: float) -> Any:
    """A horizontal position in pixels, for a picture that is laid out by hand."""
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))


def down(field: str, height: float) -> Any:
    """A vertical position in pixels from the top, for a picture that is laid out by hand."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False))


def values(rows: pl.DataFrame | list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the data of a chart: only what is handed over reaches the picture.

    A frame, since the chart library copies every record of inline data at each step.
    """
    return rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows)


def to_svg(draw: Callable[[], Any], lang: Lang) -> str:
    """The chart that `draw` makes as an SVG picture, with numbers in the reader's language."""
    return picture(draw, lang)[0]


def picture(draw: Callable[[], Any], lang: Lang) -> tuple[str, str]:
    """The chart that `draw` makes as an SVG picture and, where it answers clicks, as a specification to draw it live.

    The specification is Vega-Lite as JSON, with its data and the numbers of the reader's language inside; it is
    empty for a chart without parameters. The chart library would check each piece of a chart against its schema as
    it is made; the renderer checks the whole anyway, and a test has the library check it too.
    """
    with debug_mode(False):
        drawn = draw().to_dict(validate=False)
    svg: str = vl_convert.vegalite_to_svg(json.dumps(drawn, sort_keys=True), format_locale=LOCALES[lang])
    if "params" not in drawn:
        return svg, ""
    # who draws it live knows what it is; the address of a schema would only be one to ask
    del drawn["$schema"]
    drawn["config"]["locale"] = {"number": vl_convert.get_format_locale(LOCALES[lang])}
    return svg, json.dumps(drawn, sort_keys=True, ensure_ascii=False)
