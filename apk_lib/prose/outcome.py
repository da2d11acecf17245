"""Sentences on perceived safety, money and context."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.core import Finding, no_figure, of
from apk_lib.text import NBSP, Text, listing, number

_ITEMS = {
    "safe_after_dark": Text(cs="Po setmění", en="After dark"),
    "safe_by_day": Text(cs="Ve dne", en="By day"),
}


def perception(reading: Reading) -> Finding:
    """The baseline; from the final wave on the change, claiming no more than its interval holds."""
    lang = reading.lang
    waves = reading.rows("safe_after_dark", "share_safe", "cumulative", "wave").drop_nulls("value").sort("category_1")
    change = reading.figure("safe_after_dark", "change")
    if waves.is_empty():
        return no_figure(change, Text(cs="Pocit bezpečí", en="Perceived safety"), lang)
    last = Figure(waves.row(-1, named=True), reading.labels)
    heading = _changed(reading, change, last) if change else _first_wave(reading, last)
    paragraphs = [_shares(reading, item) for item in _ITEMS]
    if change:
        paragraphs += [_change(reading, item) for item in _ITEMS]
    likert = Text(
        cs="Odpovědi na čtyřbodové škále, vážené; vlevo bezpečně, vpravo nebezpečně. „Nevím“ je mimo základ.",
        en="Answers on the four-point scale, weighted; safe to the left, unsafe to the right. “Don't know” is outside "
        "the base.",
    )
    pictures = [(likert(lang), f"{heading}. {' '.join(paragraphs[:2])}")]
    if change:
        dots = Text(
            cs="Změna podílu „bezpečně“ s 95% intervalem.",
            en="Change of the share safe with its 95% interval.",
        )
        pictures.append((dots(lang), " ".join(paragraphs[2:])))
    return Finding(
        heading, tuple(paragraphs), tuple(pictures), (_unknown(reading), _precision(reading)), compares=bool(change)
    )


def _first_wave(reading: Reading, last: Figure) -> str:
    return Text(
        cs="Vstupní stav: po setmění se v místě bydliště cítí bezpečně {share} lidí (95% interval {interval})",
        en="Baseline: after dark {share} of people feel safe where they live (95% interval {interval})",
    ).fill(reading.lang, share=last.show(), interval=last.interval)


def verdict(change: Figure) -> str:
    """`better`, `worse` or `uncertain`: what the interval of a change allows to say."""
    if change.lower is None:
        return "uncertain"
    if change.lower > 0:
        return "better"
    return "worse" if change.upper < 0 else "uncertain"


def _changed(reading: Reading, change: Figure, last: Figure) -> str:
    said = {
        "better": Text(
            cs="Po setmění se v místě bydliště cítí bezpečně {share} lidí, o {change} více než v první vlně (95% "
            "interval změny {interval})",
            en="After dark {share} of people feel safe where they live, {change} more than in the first wave "
            "(95% interval of the change {interval})",
        ),
        "worse": Text(
            cs="Po setmění se v místě bydliště cítí bezpečně {share} lidí, o {change} méně než v první vlně (95% "
            "interval změny {interval})",
            en="After dark {share} of people feel safe where they live, {change} fewer than in the first wave "
            "(95% interval of the change {interval})",
        ),
        "uncertain": Text(
            cs="Po setmění se v místě bydliště cítí bezpečně {share} lidí; změnu proti první vlně nelze odlišit od "
            "náhody",
            en="After dark {share} of people feel safe where they live; the change from the first wave cannot be told "
            "apart from chance",
        ),
    }[verdict(change)]
    points = reading.labels.value(abs(change.value), "share_difference")
    return said.fill(reading.lang, share=last.show(), change=points, interval=change.interval)


def _shares(reading: Reading, item: str) -> str:
    lang = reading.lang
    waves = reading.rows(item, "share_safe", "cumulative", "wave").drop_nulls("value").sort("category_1")
    # two waves are shown to a tenth, so that their difference is the change a reader computes
    digits = 1 if len(waves) > 1 else None
    each = Text(
        cs="{share} v šetření {wave} (95% interval {interval}, n{nbsp}={nbsp}{n})",
        en="{share} in the survey of {wave} (95% interval {interval}, n{nbsp}={nbsp}{n})",
    )
    parts = []
    for row in waves.iter_rows(named=True):
        figure = Figure(row, reading.labels)
        share = reading.labels.value(figure.value, "share", digits=digits)
        wave = reading.labels.name("wave", figure.category_1)
        parts.append(
            each.fill(lang, share=share, wave=wave, interval=figure.interval, n=number(figure.n, lang), nbsp=NBSP)
        )
    text = Text(cs="{item} se cítilo bezpečně: {waves}.", en="{item}, the share who felt safe: {waves}.")
    return text.fill(lang, item=_ITEMS[item](lang), waves=listing(parts, lang))


def _change(reading: Reading, item: str) -> str:
    lang = reading.lang
    change = reading.figure(item, "change")
    tail = {
        "better": Text(cs="Celý interval leží nad nulou.", en="The whole interval lies above zero."),
        "worse": Text(cs="Celý interval leží pod nulou.", en="The whole interval lies below zero."),
        "uncertain": Text(cs="Interval nulu nevylučuje: změnu nelze odlišit od náhody.",
                          en="The interval does not rule out zero: the change cannot be told apart from chance."),
    }[verdict(change)]  # fmt: skip
    text = Text(
        cs="{item}: změna {change} (95% interval {interval}). {tail} {power}",
        en="{item}: a change of {change} (95% interval {interval}). {tail} {power}",
    )
    said = {"change": change.show(), "interval": change.interval, "tail": tail(lang), "power": _power(reading, change)}
    return text.fill(lang, item=_ITEMS[item](lang), **said)


def _power(reading: Reading, change: Figure) -> str:
    """What rise such a survey finds: a property of its size, not a verdict on this change."""
    if change.detectable_change is None:
        return Text(
            cs="Ani nárůst na 100 % by šetření této velikosti v 80 % případů nezachytilo.",
            en="Not even a rise to 100% would be found 80% of the time by a survey of this size.",
        )(reading.lang)
    smallest = reading.labels.value(change.detectable_change, "share_difference")
    smaller = Text(
        cs=" Zjištěná změna je menší: berte ji jako náznak.", en=" The change found is smaller: read it as a hint."
    )
    hint = (
        smaller(reading.lang) if verdict(change) != "uncertain" and abs(change.value) < change.detectable_change else ""
    )
    return (
        Text(
            cs="Šetření této velikosti zachytí v 80 % případů nárůst aspoň o {smallest}; menší změnu zachytit může, "
            "ale nemusí.",
            en="A survey of this size finds a rise of {smallest} or more 80% of the time; a smaller change it may "
            "find or miss.",
        ).fill(reading.lang, smallest=smallest)
        + hint
    )


def _unknown(reading: Reading) -> tuple[str, str]:
    term = Text(cs="Odpověď „nevím“", en="“Don't know”")
    return term(reading.lang), _by_wave(reading, "answer_9", lambda figure: figure.show())


def _precision(reading: Reading) -> tuple[str, str]:
    """The size of the simple random sample that would be as precise, by item and wave."""
    lang = reading.lang
    term = Text(cs="Efektivní velikost výběru", en="Effective sample size")

    def size(figure: Figure) -> str:
        return ABSENT if figure.effective_n is None else number(figure.effective_n, lang)

    return term(lang), _by_wave(reading, "share_safe", size)


def _by_wave(reading: Reading, measure: str, show: Callable[[Figure], str]) -> str:
    parts = []
    for item, said in _ITEMS.items():
        rows = reading.rows(item, measure, "cumulative", "wave").drop_nulls("value").sort("category_1")
        figures = [Figure(row, reading.labels) for row in rows.iter_rows(named=True)]
        waves = [f"{show(figure)} ({reading.labels.name('wave', figure.category_1)})" for figure in figures]
        parts.append(f"{said(reading.lang).lower()} {listing(waves, reading.lang)}")
    return ", ".join(parts) + "."


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
