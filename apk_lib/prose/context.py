"""Sentences on crime around the project."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Reading
from apk_lib.prose.core import Finding
from apk_lib.text import Text, number


def context(reading: Reading) -> Finding:
    """Recorded crime around the project, with its gaps and without claiming an effect."""
    lang = reading.lang
    points = reading.curves.filter(pl.col("indicator") == "crime_recorded").sort("series", "x")
    if points.is_empty():
        return Finding(Text(cs="Registrovaná kriminalita: údaj chybí", en="Recorded crime: missing")(lang), (), ())
    areas = []
    for (area,), one in points.group_by("series", maintain_order=True):
        year, crimes = one.select("x", "y").row(-1)
        areas.append(f"{area} {number(crimes, lang)} ({year:.0f})")
    heading = Text(
        cs="Registrovaná kriminalita v okolí: bez srovnávací lokality z ní účinek projektu vyčíst nelze",
        en="Recorded crime around the project: without a comparison locality no effect can be read from it",
    )(lang)
    text = Text(
        cs="Poslední doložené roky: {areas}. Roky, za které údaj nemáme doložen, v řadě chybějí.",
        en="Latest documented years: {areas}. Years for which we hold no figure are missing from the series.",
    ).fill(lang, areas="; ".join(areas))
    caption = Text(cs="Registrované skutky za rok (Policie ČR).", en="Recorded crimes by year (state police).")
    return Finding(heading, (text,), ((caption(lang), f"{heading}. {text}"),), compares=True)
