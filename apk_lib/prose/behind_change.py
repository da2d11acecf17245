"""What stands behind a change of perceived safety: parts of the town, the whole scale, the tests, the caveats.

Nothing here says what caused a change: a survey without chance in who was served cannot.
"""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.waves import (
    ITEMS,
    base,
    bounds,
    chance,
    figures,
    incomparable,
    p_value,
    points,
    points_of,
    share_and_base,
    stands,
    total,
    verdict,
    wave_of,
)
from apk_lib.text import Text, listing

_ALIKE = Text(
    cs="žádný z rozdílů nelze odlišit od náhody", en="not one of the differences can be told apart from chance"
)
_APART = Text(
    cs="obstojí: {stand}{others}. Čím to je, šetření neříká",
    en="these stand: {stand}{others}. What is behind it, the survey does not say",
)
_OTHERS = Text(cs="; ostatní nelze odlišit od náhody", en="; the others cannot be told apart from chance")
_OFTENER = Text(cs="o {size} častěji", en="{size} more often")
_SELDOMER = Text(cs="o {size} méně často", en="{size} less often")


def parts_of_town(reading: Reading) -> str:
    """Shares by zone in the first and the last wave, and whether the change differed between zones."""
    # the levels of the other item stand in the table; a paragraph of them all nobody reads
    said = (_by_zone(reading, "safe_after_dark"), transfers(reading))
    return " ".join(text for text in said if text)


def _by_zone(reading: Reading, item: str) -> str:
    waves: dict[str, list[Figure]] = {}
    for figure in figures(reading, item, "share_safe", "wave", "zone"):
        waves.setdefault(figure.category_2, []).append(figure)
    zones = reading.labels.ordered("zone", list(waves))
    if len(zones) < 2:
        return ""
    parts = []
    for zone in zones:
        ends = waves[zone][:1] if len(waves[zone]) == 1 else [waves[zone][0], waves[zone][-1]]
        shown = " → ".join(share_and_base(figure) for figure in ends)
        parts.append(f"{reading.labels.name('zone', zone)} {shown}")
    text = Text(cs="{item} podle částí města: {parts}.", en="{item} by part of the town: {parts}.")
    return text.fill(reading.lang, item=ITEMS[item](reading.lang), parts="; ".join(parts))


def transfers(reading: Reading) -> str:
    """Which differences of change between parts of the town stand after Holm's correction; all are in the table."""
    lang, name = reading.lang, reading.labels.name
    found = figures(reading, "tested_transfers", "transfer", "item", "zone_pair")
    if not found:
        return ""
    adjusted = _adjusted(reading, "tested_transfers", "zone_pair")
    stand = [one for one in found if stands(adjusted.get((one.category_1, one.category_2)), one)]
    named = [
        f"{name('item', one.category_1)} – {name('zone_pair', one.category_2)} {points_of(one)}, {_fared(one)}"
        for one in stand
    ]
    others = _OTHERS(lang) if len(stand) < len(found) else ""
    return Text(
        cs="Rozdíly změn mezi částmi města ({tests}): po Holmově úpravě na hladině 5 % {which}.",
        en="Differences of change between parts of the town ({tests}): after Holm's correction at the 5% level "
        "{which}.",
    ).fill(
        lang,
        tests=_family(reading, "tested_transfers"),
        which=_APART.fill(lang, stand="; ".join(named), others=others) if named else _ALIKE(lang),
    )


def _adjusted(reading: Reading, family: str, dimension: str) -> dict[tuple[str, str], float]:
    """The p-value of each test of a family after Holm's correction."""
    rows = figures(reading, family, "p_holm", "item", dimension)
    return {(one.category_1, one.category_2): one.value for one in rows}


def _family(reading: Reading, family: str) -> str:
    """How many tests were declared beforehand, and how many of them could be made where it was not all."""
    lang = reading.lang
    declared, made = (reading.figure(family, measure) for measure in ("members", "tested"))
    told = Text(cs="předem určených testů: {n}", en="tests declared beforehand: {n}").fill(lang, n=declared.bare())
    fewer = Text(cs=", provést šlo: {n}", en=", of which could be made: {n}")
    return told + (fewer.fill(lang, n=made.bare()) if made.value != declared.value else "")


def _fared(difference: Figure) -> str:
    """Which part of a pair did better."""
    said = {
        "better": Text(cs="vývoj v první příznivější", en="the first fared better"),
        "worse": Text(cs="vývoj v první méně příznivý", en="the first fared worse"),
    }[verdict(difference)]
    return said(difference.labels.lang)


def steps(reading: Reading) -> str:
    """The change from each wave to the next, where there are more than two."""
    said = []
    for item, named in ITEMS.items():
        moved = figures(reading, item, "step_change", "wave")
        if len(moved) > 1:
            parts = [f"{wave_of(one)} {one.show()} ({bounds(one)}), {chance(one)}" for one in moved]
            text = Text(
                cs="{item} proti předchozí vlně (v závorce 95% interval, nekorigováno na počet srovnání): {parts}.",
                en="{item} against the wave before (in brackets the 95% interval, not corrected for the number of "
                "comparisons): {parts}.",
            )
            said.append(text.fill(reading.lang, item=named(reading.lang), parts="; ".join(parts)))
    return " ".join(said)


def whole_scale(reading: Reading) -> str:
    """All four answers at once: the ordinal effect in words, and those asked in both waves."""
    said = (_effects(reading), *(_panel(reading, item) for item in ITEMS))
    return " ".join(text for text in said if text)


def _effects(reading: Reading) -> str:
    """How much more often one of the last wave answered safer than one of the first (Cliff's delta)."""
    parts = []
    for item, named in ITEMS.items():
        effect = total(reading, item, "ordinal_effect")
        if effect is not None and effect.lower is not None:
            more = _OFTENER if effect.value >= 0 else _SELDOMER
            said = more.fill(reading.lang, size=points(reading, effect.value))
            parts.append(f"{named(reading.lang).lower()} {said} ({bounds(effect)}, {chance(effect)})")
    text = Text(
        cs="Na celé čtyřbodové škále, v náhodných dvojicích po jednom člověku z první a z poslední vlny, odpověděl ten "
        "z poslední bezpečněji (v závorce 95% interval): {parts}.",
        en="On the whole four-point scale, in random pairs of one person from the first and one from the last wave, "
        "the one from the last answered safer (in brackets the 95% interval): {parts}.",
    )
    return text.fill(reading.lang, parts="; ".join(parts)) if parts else ""


def odds(reading: Reading) -> tuple[tuple[str, str], ...]:
    """A note on the odds of a safer answer, over the whole scale and at each place it may be cut in two."""
    lang, parts = reading.lang, []
    for item, named in ITEMS.items():
        ratio = total(reading, item, "odds_ratio")
        if ratio is not None:
            cuts = [
                f"{reading.labels.name('cut', one.category_1)} {one.bare()}"
                for one in figures(reading, item, "odds_ratio_at", "cut")
            ]
            at = f" ({'; '.join(cuts)})" if cuts else ""
            around = "" if ratio.lower is None else f", 95% interval {ratio.interval}"
            parts.append(f"{named(lang).lower()} {ratio.bare()}{around}{at}")
    term = Text(cs="Poměr šancí", en="Odds ratio")
    text = Text(
        cs="Šance na bezpečnější odpověď v poslední vlně proti první (proporcionální šance): {parts}. Kde se čísla v "
        "závorce hodně liší, jediný poměr škálu nevystihuje.",
        en="Odds of a safer answer in the last wave against the first (proportional odds): {parts}. Where the numbers "
        "in brackets differ much, a single ratio does not describe the scale.",
    )
    return ((term(lang), text.fill(lang, parts=", ".join(parts))),) if parts else ()


def _panel(reading: Reading, item: str) -> str:
    """The change of those who were asked in both waves."""
    change = total(reading, item, "panel_change")
    if change is None:
        return ""
    tests = {
        "panel_mcnemar": Text(cs="McNemarův test {p}", en="McNemar's test {p}"),
        "panel_wilcoxon": Text(cs="Wilcoxonův test {p}", en="Wilcoxon's test {p}"),
    }
    found = [(text, total(reading, item, measure)) for measure, text in tests.items()]
    tested = [text.fill(reading.lang, p=p_value(one.value, reading.lang)) for text, one in found if one]
    text = Text(
        cs="{item} u lidí dotázaných v obou vlnách ({base}): změna (vážená) {change}, {chance}{tests}.",
        en="{item}, those asked in both waves ({base}): a change (weighted) of {change}, {chance}{tests}.",
    )
    unweighted = Text(cs="; bez vah {tests}", en="; without weights {tests}")
    return text.fill(
        reading.lang,
        item=ITEMS[item](reading.lang),
        base=base(change),
        change=points_of(change),
        chance=chance(change),
        tests=unweighted.fill(reading.lang, tests=", ".join(tested)) if tested else "",
    )


def standing(reading: Reading) -> list[Figure]:
    """The changes declared beforehand that hold out after Holm's correction."""
    adjusted = _adjusted(reading, "tested_changes", "zone")
    found = figures(reading, "tested_changes", "change", "item", "zone")
    return [one for one in found if stands(adjusted.get((one.category_1, one.category_2)), one)]


def families(reading: Reading) -> str:
    """How many changes were to be tested, how many could be, and which stand after Holm's correction."""
    if not figures(reading, "tested_changes", "change", "item", "zone"):
        return ""
    name, lang = reading.labels.name, reading.lang
    passed = standing(reading)
    named = [f"{name('item', one.category_1)} – {name('zone', one.category_2)}" for one in passed]
    which = Text(cs="obstojí: {stand}", en="these stand: {stand}").fill(lang, stand=listing(named, lang))
    none = Text(cs="neobstojí žádná změna", en="no change stands")
    return Text(
        cs="Změny hlavních otázek podle částí města ({tests}): po Holmově úpravě na hladině 5 % {which}.",
        en="Changes of the primary questions by part of the town ({tests}): after Holm's correction at the 5% level "
        "{which}.",
    ).fill(lang, tests=_family(reading, "tested_changes"), which=which if passed else none(lang))


def caveats(reading: Reading) -> str:
    """Who answered at all, and what differed between waves."""
    said = (answered(reading), _modes(reading), _wordings(reading))
    return " ".join(text for text in said if text)


def answered(reading: Reading) -> str:
    """The response rate of each wave; what is missing where nobody counted who was approached."""
    if not reading.has("survey_response"):
        return ""
    rates = figures(reading, "survey_response", "response_rate_2", "wave")
    if not rates:
        return Text(
            cs="Kolik oslovených odpovědělo, nevíme: počty oslovených chybí.",
            en="How many of those approached answered is not known: the numbers approached are missing.",
        )(reading.lang)
    waves = listing([f"{one.show()} ({wave_of(one)})" for one in rates], reading.lang)
    text = Text(
        cs="Z oslovených odpovědělo {waves}, podle AAPOR RR2.", en="Of those approached {waves} answered, by AAPOR RR2."
    )
    return text.fill(reading.lang, waves=waves)


def _modes(reading: Reading) -> str:
    modes = reading.labels.survey.modes
    measured = [one.category_1 for one in figures(reading, "safe_after_dark", "share_safe", "wave")]
    used = [(wave, modes[wave]) for wave in measured if wave in modes]
    if len({mode for _, mode in used}) < 2:
        return ""
    waves = listing([f"{mode} ({reading.labels.name('wave', wave)})" for wave, mode in used], reading.lang)
    return Text(
        cs="Způsob sběru se mezi vlnami změnil: {waves}; část rozdílu může být z něj.",
        en="Waves were taken in different ways: {waves}; part of the difference may come from that.",
    ).fill(reading.lang, waves=waves)


def _wordings(reading: Reading) -> str:
    said = incomparable(reading, *ITEMS)
    text = Text(cs="S ostatními vlnami nelze srovnat: {said}.", en="Not comparable with the other waves: {said}.")
    return text.fill(reading.lang, said="; ".join(said)) if said else ""
