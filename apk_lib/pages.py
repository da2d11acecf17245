"""What every HTML page shares: templates with Czech spaces, one typeface inside, and a style without comments.

A page asks for nothing from outside, so that it opens the same without a network.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from apk_lib import fonts
from apk_lib.text import Lang, typeset


@cache
def environment(package: str) -> Environment:
    """The templates of a package: everything is escaped, nothing may be missing, `typeset` sets Czech spaces."""
    made = Environment(
        loader=PackageLoader(package, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["typeset"] = _typeset
    return made


@pass_context
def _typeset(context: Context, text: str) -> str:
    lang: Lang = context["lang"]
    return typeset(text, lang)


@cache
def style(package: str, name: str) -> str:
    """A stylesheet of a package, on one line and without comments."""
    css = files(package).joinpath(name).read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s+", " ", without_comments).strip()


@cache
def font_faces() -> str:
    """The typeface as part of a stylesheet."""
    # a semi-bold that also answers for bold, so that no browser smears one of its own
    ranges = {400: "400", 600: "600 700"}
    return "".join(
        f'@font-face{{font-family:"{fonts.FAMILY}";font-style:normal;font-weight:{ranges[weight]};'
        f"src:url(data:font/woff2;base64,{b64encode(fonts.woff2(weight)).decode('ascii')})"
        ' format("woff2")}\n'
        for weight in fonts.WEIGHTS
    )
