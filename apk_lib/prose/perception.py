"""Sentences on perceived safety: what people say, and whether it changed."""

from __future__ import annotations

from collections.abc import Callable

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.behind_change import caveats, families, odds, parts_of_town, steps, whole_scale
from apk_lib.prose.core import Finding, no_figure
from apk_lib.prose.waves import ITEMS, base, bounds, figures, points, verdict, wave_of
from apk_lib.text import Text, listing, number

_WHAT = Text(cs="Pocit bezpečí", en="Perceived safety")
_LIKERT = Text(
    cs="Odpovědi na čtyřbodové škále, vážené; vlevo bezpečně, vpravo nebezpečně. „Nevím“ je mimo základ, podíl ze "
    "všech odpovědí stojí vpravo.",
    en="Answers on the four-point scale, weighted; safe to the left, unsafe to the right. “Don't know” is outside "
    "the base, its share of all answers stands on the right.",
)
_TWO = Text(
    cs="Odpovědi „bezpečně“ (vlevo) a „nebezpečně“ (vpravo), vážené; rozhodné a mírnější odpovědi jsou dohromady tam, "
    "kde je některých příliš málo. „Nevím“ je mimo základ.",
    en="Answers “safe” (left) and “unsafe” (right), weighted; definite and milder answers are taken together where "
    "there are too few of some. “Don't know” is outside the base.",
)
_DOTS = Text(
    cs="Podíl „bezpečně“ v první vlně (prázdný bod) a v poslední (plný), vedle změna s 95% intervalem; šedý pás jsou "
    "nárůsty, které šetření této velikosti zachytí v méně než 80 % případů.",
    en="The share safe in the first wave (hollow dot) and in the last (full), beside it the change with its 95% "
    "interval; the grey band are rises a survey of this size finds less than 80% of the time.",
)
_TREND = Text(
    cs="Podíl „bezpečně“ od vlny k vlně s 95% intervalem; kde jsou, stojí šedě rozpětí zveřejněných šetření.",
    en="The share safe from wave to wave with its 95% interval; in grey the range of published surveys, where known.",
)


def perception(reading: Reading) -> Finding:
    """The baseline; from the second wave on the change, claiming no more than its interval holds."""
    waves = figures(reading, "safe_after_dark", "share_safe", "wave")
    change = reading.figure("safe_after_dark", "change")
    if not waves:
        return no_figure(change, _WHAT, reading.lang)
    heading = _heading(reading, waves, change)
    told = [_shares(reading, item) for item in ITEMS]
    moved = [_change(reading, item) for item in ITEMS if reading.figure(item, "change")]
    behind = (parts_of_town(reading), steps(reading), whole_scale(reading), families(reading), caveats(reading))
    paragraphs = (*told, *moved, *(text for text in behind if text))
    merged = reading.results.filter(state="suppressed")["measure"].str.starts_with("answer_").any()
    likert = ((_TWO if merged else _LIKERT)(reading.lang), f"{heading}. {' '.join(told)}")
    asides = (_unknown(reading), _precision(reading), *odds(reading))
    pictures = (likert, *_pictures_of_change(reading, moved, waves))
    return Finding(heading, paragraphs, pictures, asides, compares=bool(moved))


def _pictures_of_change(reading: Reading, moved: list[str], waves: list[Figure]) -> list[tuple[str, str]]:
    """The words of the change, and of the way there where it had more than two stops."""
    if not moved:
        return []
    pictures = [(_DOTS(reading.lang), " ".join(moved))]
    return [*pictures, (_TREND(reading.lang), _shares(reading, "safe_after_dark"))] if len(waves) > 2 else pictures


def _heading(reading: Reading, waves: list[Figure], change: Figure) -> str:
    last = waves[-1]
    if change:
        return _changed(reading, change, last)
    if len(waves) == 1:
        return Text(
            cs="Vstupní stav: po setmění se v místě bydliště cítí bezpečně {share} lidí (95% interval {interval})",
            en="Baseline: after dark {share} of people feel safe where they live (95% interval {interval})",
        ).fill(reading.lang, share=last.show(), interval=last.interval)
    return Text(
        cs="Po setmění se v místě bydliště cítí bezpečně {share} lidí (95% interval {interval}); s první vlnou to "
        "srovnat nelze",
        en="After dark {share} of people feel safe where they live (95% interval {interval}); this cannot be compared "
        "with the first wave",
    ).fill(reading.lang, share=last.show(), interval=last.interval)


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
    return said.fill(
        reading.lang, share=last.show(), change=points(reading, change.value), interval=change.interval
    )  # fmt: skip


def _shares(reading: Reading, item: str) -> str:
    lang, waves = reading.lang, figures(reading, item, "share_safe", "wave")
    if not waves:
        silent = Text(cs="{item}: bez platné odpovědi.", en="{item}: no valid answer.")
        return silent.fill(lang, item=ITEMS[item](lang))
    # two waves are shown to a tenth, so that their difference is the change a reader computes
    digits = 1 if len(waves) > 1 else None
    each = Text(
        cs="{share} v šetření {wave} ({interval}, {base})", en="{share} in the survey of {wave} ({interval}, {base})"
    )
    parts = [
        each.fill(
            lang,
            share=reading.labels.value(figure.value, "share", digits=digits),
            wave=wave_of(figure),
            interval=figure.interval,
            base=base(figure),
        )
        for figure in waves
    ]
    text = Text(
        cs="{item} se cítilo bezpečně (v závorce 95% interval): {waves}.",
        en="{item}, the share who felt safe (in brackets the 95% interval): {waves}.",
    )
    return text.fill(lang, item=ITEMS[item](lang), waves=listing(parts, lang))


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
        cs="{item}: změna {change} (95% interval {interval}). {tail}{power}",
        en="{item}: a change of {change} (95% interval {interval}). {tail}{power}",
    )
    power = _power(reading, change)
    said = {"change": change.show(), "interval": bounds(change), "tail": tail(lang), "power": power and f" {power}"}
    return text.fill(lang, item=ITEMS[item](lang), **said)


def _power(reading: Reading, change: Figure) -> str:
    """What rise such a survey finds: a property of its size, not a verdict on this change."""
    if change.baseline is not None and change.baseline >= 1:
        return ""  # where everybody felt safe there was no room for a rise
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
    for item, said in ITEMS.items():
        waves = [f"{show(figure)} ({wave_of(figure)})" for figure in figures(reading, item, measure, "wave")]
        parts.append(f"{said(reading.lang).lower()} {listing(waves, reading.lang) or ABSENT}")
    return ", ".join(parts) + "."
