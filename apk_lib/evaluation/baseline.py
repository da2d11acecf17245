"""The first wave of the survey alone: what the initial analysis may speak of."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from apk_lib.labels import Reading
from apk_lib.prose import Finding, perception
from apk_lib.prose.answers import ASSISTANTS
from apk_lib.prose.waves import ITEMS, figures, share, share_and_base, shown
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.text import Text, sentence

# measures that set a wave against another one
COMPARED = (
    "change", "step_change", "score_change", "ordinal_effect", "odds_ratio", "odds_ratio_at", "transfer",
    "panel_change", "panel_mcnemar", "panel_wilcoxon", "change_p", "p", "p_holm", "p_bh",
)  # fmt: skip
_NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "detectable_change")


def of_first_wave(reading: Reading) -> Reading:
    """The reading as it was before any later wave: its figures are left out, and every comparison is empty."""
    first = next(iter(reading.labels.names["wave"]), "")
    later = pl.any_horizontal(
        (pl.col(f"dimension_{place}") == "wave").fill_null(False) & (pl.col(f"category_{place}") != first)
        for place in (1, 2)
    )
    compared = pl.col("measure").is_in(COMPARED)
    results = reading.results.filter(~later).with_columns(
        state=pl.when(compared & (pl.col("state") != "missing")).then(pl.lit("not_applicable")).otherwise("state"),
        **{name: pl.when(~compared).then(name) for name in _NUMBERS},
    )
    return Reading(results, reading.curves.clear(), reading.labels)


def safety_of_groups(reading: Reading) -> Finding:
    """How safe people feel (`prose.perception`), and by sex and age."""
    finding = perception(reading)
    said = [text for item in ITEMS if (text := _by_group(reading, item))]
    return replace(finding, paragraphs=(*finding.paragraphs, *said))


def _by_group(reading: Reading, item: str) -> str:
    each = [
        f"{reading.labels.name(group, one.category_2)} {share_and_base(one)}"
        for group in ("sex", "age_group")
        for one in figures(reading, item, "share_safe", "wave", group)
    ]
    text = Text(cs="{item} podle pohlaví a věku: {each}.", en="{item} by sex and age: {each}.")
    return text.fill(reading.lang, item=ITEMS[item](reading.lang), each="; ".join(each)) if each else ""


def about_assistants(reading: Reading) -> Reading:
    """The figures of the questions about the assistants."""
    return of_items(reading, *ASSISTANTS)


def of_battery(reading: Reading, battery: str) -> Reading:
    """The figures of the items of one battery of the core questionnaire."""
    return of_items(reading, *(id for id, item in CORE_ITEMS.items() if item.battery == battery))


def of_items(reading: Reading, *items: str) -> Reading:
    """The figures of some items of the survey."""
    asked = pl.col("dimension_1").eq_missing(pl.lit("item")) & pl.col("category_1").is_in(items)
    return Reading(reading.results.filter(asked), reading.curves.clear(), reading.labels)


def worries(reading: Reading) -> Finding:
    """What people worry about most: where the smallest share is free of worry."""
    lang, name = reading.lang, reading.labels.name
    calm = sorted(figures(reading, "item_shares", "favourable", "item", "wave"), key=lambda one: one.value)
    if not calm:
        return Finding(Text(cs="Obavy obyvatel: údaj chybí", en="Worries of residents: missing")(lang), (), ())
    least = next((one for one in calm if shown(one)), calm[0])
    heading = Text(
        cs="Nejčastější ze starostí, na které se šetření ptalo: {worst} je jen {share} lidí",
        en="The most common of the worries the survey asked about: only {share} of people are {worst}",
    ).fill(lang, worst=name("item", least.category_1), share=share(least))
    if not shown(least):
        heading = f"{sentence(name('item', least.category_1))}: {share_and_base(least)}"
    each = [f"{name('item', one.category_1)} {share_and_base(one)}" for one in calm]
    said = Text(
        cs="Podíl odpovědí „vůbec ne“ a „spíše ne“: {each}.",
        en="Share of the answers “not at all” and “not very”: {each}.",
    ).fill(lang, each="; ".join(each))
    caption = Text(
        cs="Podíl lidí, kteří se dané věci neobávají, podle otázek.",
        en="Share of people who do not worry, by question.",
    )
    return Finding(heading, (said,), ((caption(lang), f"{heading}. {said}"),))
