"""What moves in the report's file: a few scripts inside it, allowed by their fingerprints and nothing else.

A page without scripts says the same: they sort tables, switch the theme, open the contents, and draw charts that
answer clicks in the place of their pictures. The libraries for such charts are inside only where there is one.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

import vl_convert
from markupsafe import Markup

from apk_lib.report.model import Report

_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)


@cache
def opening() -> Markup:
    """The script that stands before the page, so that the theme is known when the page is drawn."""
    return _source("theme.js")


def closing(report: Report) -> tuple[Markup, ...]:
    """The scripts that stand after the page, those of charts that answer clicks only where there is one."""
    linked = any(chart.spec for section in report.sections for chart in section.charts)
    return (_source("page.js"), *((libraries(), _source("linked.js")) if linked else ()))


def policy(scripts: tuple[Markup, ...]) -> str:
    """The content security policy under which these scripts run, and no other; nothing is asked for."""
    prints = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode("ascii") for one in scripts)
    return _POLICY.format(scripts=" ".join(f"'sha256-{one}'" for one in prints))


def data(json: str) -> Markup:
    """JSON as the content of a script element that it cannot leave: no tag and no comment begins in it."""
    return Markup(json.replace("<", r"\u003c"))


def _source(name: str) -> Markup:
    return Markup(files("apk_lib.report").joinpath(name).read_text(encoding="utf-8"))


@cache
def libraries() -> Markup:
    """Vega-Embed with Vega and Vega-Lite, of the versions that draw the pictures."""
    return Markup(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
