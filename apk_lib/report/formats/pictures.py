"""Pictures for formats that cannot draw: each SVG is rendered once, in the bundled typeface."""

from __future__ import annotations

from functools import lru_cache

import vl_convert

from apk_lib import fonts

SCALE = 2  # pixels of the picture to one of the SVG: 190 dots an inch in print

vl_convert.register_font_directory(str(fonts.directory()))


@lru_cache(maxsize=128)
def png(svg: str) -> bytes:
    """The picture as PNG, `SCALE` times its size; the same picture is rendered once."""
    rendered: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return rendered
