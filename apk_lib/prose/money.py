"""Sentences on money and on crime around the project."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Reading
from apk_lib.prose.core import Finding, no_figure, of
from apk_lib.text import Text, number


def budget(reading: Reading) -> Finding:
    """Spending against the budget and time; whether the published parts add up."""
    lang = reading.lang
    absorbed, elapsed = reading.figure("spending", "absorption"), reading.figure("elapsed_time", "elapsed")
    undecided = reading.figure("spending", "undecided")
    if not absorbed:
        return no_figure(absorbed, Text(cs="Čerpání rozpočtu", en="Absorption of the budget"), lang)
    waiting = Text(
        cs="; přímé náklady {undecided} čekají na schválení", en="; direct costs of {undecided} await approval"
    )
    heading = Text(
        cs="Vyčerpáno je {absorbed} rozpočtu po {elapsed} doby projektu{waiting}",
        en="{absorbed} of the budget is spent after {elapsed} of the project's time{waiting}",
    ).fill(
        lang,
        absorbed=absorbed.show(),
        elapsed=elapsed.show(),
        waiting=waiting.fill(lang, undecided=undecided.show()) if undecided.value else "",
    )
    caption = Text(
        cs="Podíl vyčerpaného rozpočtu a uplynulé doby.", en="Share of the budget spent and of the time gone."
    )
    late = Text(
        cs="Součet dřívějších zpráv může být nižší: výdaje zapsané až po jejich stavu jsou jen v součtu od začátku.",
        en="Earlier reports may add up to less: expenses recorded after their as-of date are only in the sum since "
        "the start.",
    )
    paragraphs = (_spent(reading), _reconciled(reading))
    picture = (caption(lang), f"{heading}. {paragraphs[0]}")
    return Finding(heading, paragraphs, (picture,), ((Text(cs="Součty", en="Sums")(lang), late(lang)),))


def _spent(reading: Reading) -> str:
    lang = reading.lang
    spent, ever = (reading.figure("spending", "spent", scope) for scope in ("period", "cumulative"))
    detail = {id: reading.figure("spending", id) for id in ("disallowed", "undecided")}
    return Text(
        cs="V období bylo vyčerpáno {spent}, od začátku projektu {ever} {of} {budget} (přímé náklady s paušálem). "
        "Neuznáno bylo {disallowed}; na schválení čekají přímé náklady {undecided}.",
        en="In the period {spent} was spent, since the start {ever} {of} {budget} (direct costs with the flat rate). "
        "Disallowed: {disallowed}; direct costs of {undecided} await approval.",
    ).fill(
        lang,
        spent=spent.show(),
        ever=ever.show(),
        of=of(ever.denominator, lang),
        budget=ever.show("denominator"),
        disallowed=detail["disallowed"].show(),
        undecided=detail["undecided"].show(),
    )


def _reconciled(reading: Reading) -> str:
    parts, stated, difference = (reading.figure("funding_parts_sum", id) for id in ("parts", "stated", "difference"))
    agrees = difference.value == 0
    text = {
        True: Text(
            cs="Zveřejněné zdroje dávají dohromady {parts}, tedy přesně zveřejněné celkové náklady.",
            en="The published parts add up to {parts}, exactly the published total.",
        ),
        False: Text(
            cs="Zveřejněné zdroje dávají dohromady {parts}, zveřejněné celkové náklady jsou {stated}: rozdíl "
            "{difference} je třeba vysvětlit.",
            en="The published parts add up to {parts}, the published total is {stated}: the difference of "
            "{difference} needs explaining.",
        ),
    }[agrees]
    return text.fill(reading.lang, parts=parts.show(), stated=stated.show(), difference=difference.show())


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
