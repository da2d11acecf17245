"""Sentences on money."""

from __future__ import annotations

from apk_lib.labels import Reading
from apk_lib.prose.core import Finding, no_figure, of
from apk_lib.text import Text


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
