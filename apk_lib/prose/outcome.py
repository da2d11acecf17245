"""Sentences on perceived safety, money and context."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure
from apk_lib.text import Text, listing, number

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
        en="Answers on the four-point scale, weighted; safe to the left, unsafe to the right. “Don't know” is "
        "outside the base.",
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
        cs="Vstupní stav: po setmění se v místě bydliště cítí bezpečně {share} lidí (interval {interval})",
        en="Baseline: after dark {share} of people feel safe where they live (interval {interval})",
    ).fill(reading.lang, share=last.show(), interval=last.interval)


def verdict(change: Figure) -> str:
    """`better`, `worse` or `uncertain`: what the interval of a change allows to say."""
    if change.lower > 0:
        return "better"
    return "worse" if change.upper < 0 else "uncertain"


def _changed(reading: Reading, change: Figure, last: Figure) -> str:
    said = {
        "better": Text(
            cs="Po setmění se bezpečně cítí {share} lidí, o {change} více než v první vlně (interval změny {interval})",
            en="After dark {share} of people feel safe, {change} more than in the first wave (interval of the "
            "change {interval})",
        ),
        "worse": Text(
            cs="Po setmění se bezpečně cítí {share} lidí, o {change} méně než v první vlně (interval změny {interval})",
            en="After dark {share} of people feel safe, {change} fewer than in the first wave (interval of the "
            "change {interval})",
        ),
        "uncertain": Text(
            cs="Po setmění se bezpečně cítí {share} lidí; změnu proti první vlně nelze odlišit od náhody",
            en="After dark {share} of people feel safe; the change from the first wave cannot be told from chance",
        ),
    }[verdict(change)]
    points = reading.labels.value(abs(change.value), "share_difference", digits=0)
    return said.fill(reading.lang, share=last.show(), change=points, interval=change.interval)


def _shares(reading: Reading, item: str) -> str:
    waves = reading.rows(item, "share_safe", "cumulative", "wave").drop_nulls("value").sort("category_1")
    each = "{wave}: {share} (interval {interval}, n = {n})"
    parts = []
    for row in waves.iter_rows(named=True):
        share = Figure(row, reading.labels)
        wave = reading.labels.name("wave", share.category_1)
        said = each.format(wave=wave, share=share.show(), interval=share.interval, n=share.n)
        parts.append(said)
    text = Text(cs="{item} se cítí bezpečně – {waves}.", en="{item}, the share who feel safe – {waves}.")
    return text.fill(reading.lang, item=_ITEMS[item](reading.lang), waves="; ".join(parts))


def _change(reading: Reading, item: str) -> str:
    lang = reading.lang
    change = reading.figure(item, "change")
    tail = {
        "better": Text(cs="Celý interval leží nad nulou.", en="The whole interval lies above zero."),
        "worse": Text(cs="Celý interval leží pod nulou.", en="The whole interval lies below zero."),
        "uncertain": Text(cs="Interval obsahuje nulu: změnu nelze odlišit od náhody.",
                          en="The interval holds zero: the change cannot be told from chance."),
    }[verdict(change)]  # fmt: skip
    text = Text(
        cs="{item}: změna {change} (interval {interval}). {tail} Šetření této velikosti spolehlivě pozná až "
        "změnu o {smallest}.",
        en="{item}: a change of {change} (interval {interval}). {tail} A survey of this size reliably finds only "
        "a change of {smallest}.",
    )
    smallest = reading.labels.value(change.detectable_change, "share_difference")
    return text.fill(
        lang,
        item=_ITEMS[item](lang),
        change=change.show(),
        interval=change.interval,
        tail=tail(lang),
        smallest=smallest,
    )


def _unknown(reading: Reading) -> tuple[str, str]:
    lang = reading.lang
    parts = []
    for item, said in _ITEMS.items():
        shares = reading.rows(item, "answer_9", "cumulative", "wave").drop_nulls("value").sort("category_1")
        values = [Figure(row, reading.labels).show() for row in shares.iter_rows(named=True)]
        parts.append(f"{said(lang).lower()} {listing(values, lang)}")
    return Text(cs="Odpověď „nevím“", en="“Don't know”")(lang), ", ".join(parts) + "."


def _precision(reading: Reading) -> tuple[str, str]:
    """The size of the simple random sample that would be as precise, by item and wave."""
    lang = reading.lang
    parts = []
    for item, said in _ITEMS.items():
        shares = reading.rows(item, "share_safe", "cumulative", "wave").drop_nulls("value").sort("category_1")
        values = [number(size, lang) for size in shares["effective_n"]]
        parts.append(f"{said(lang).lower()} {listing(values, lang)}")
    return Text(cs="Účinné n", en="Effective n")(lang), ", ".join(parts) + "."


def budget(reading: Reading) -> Finding:
    """Spending against the budget and time; whether the published parts add up."""
    lang = reading.lang
    absorbed, elapsed = reading.figure("spending", "absorption"), reading.figure("elapsed_time", "elapsed")
    if not absorbed:
        return no_figure(absorbed, Text(cs="Čerpání rozpočtu", en="Absorption of the budget"), lang)
    heading = Text(
        cs="Vyčerpáno je {absorbed} rozpočtu po {elapsed} doby projektu",
        en="{absorbed} of the budget is spent after {elapsed} of the project's time",
    ).fill(lang, absorbed=absorbed.show(), elapsed=elapsed.show())
    spent, ever = (reading.figure("spending", "spent", scope) for scope in ("period", "cumulative"))
    detail = {id: reading.figure("spending", id) for id in ("disallowed", "undecided")}
    paragraph = Text(
        cs="V období {spent}, od začátku projektu {ever} z {budget}. Neuznáno {disallowed}, na schválení čeká "
        "{undecided} přímých výdajů.",
        en="In the period {spent}, since the start {ever} of {budget}. Disallowed {disallowed}, {undecided} of "
        "direct costs await approval.",
    ).fill(
        lang, spent=spent.show(), ever=ever.show(), budget=reading.labels.value(ever.denominator, "czk"),
        disallowed=detail["disallowed"].show(), undecided=detail["undecided"].show(),
    )  # fmt: skip
    caption = Text(
        cs="Podíl vyčerpaného rozpočtu a uplynulé doby.", en="Share of the budget spent and of the time gone."
    )
    paragraphs = (paragraph, _reconciled(reading))
    return Finding(heading, paragraphs, ((caption(lang), f"{heading}. {paragraph}"),))


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
    areas = []
    for (area,), one in points.group_by("series", maintain_order=True):
        year, crimes = one.select("x", "y").row(-1)
        areas.append(f"{area} {number(crimes, lang)} ({year:.0f})")
    heading = Text(
        cs="Registrovaná kriminalita v okolí: bez srovnávací lokality z ní účinek projektu číst nelze",
        en="Recorded crime around the project: without a comparison locality no effect can be read from it",
    )(lang)
    text = Text(
        cs="Poslední zveřejněné roky: {areas}. Roky, které nikdo nezveřejnil, v řadě chybějí.",
        en="Latest published years: {areas}. Years nobody published are missing from the series.",
    ).fill(lang, areas="; ".join(areas))
    caption = Text(cs="Registrované skutky za rok (Policie ČR).", en="Recorded crimes by year (state police).")
    return Finding(heading, (text,), ((caption(lang), f"{heading}. {text}"),), compares=True)
