"""The answer on perceived safety: did it change, where, and for whom?"""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.seen import certain, of_response
from apk_lib.evaluation.strength import FEW_ASKED, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.behind_change import families
from apk_lib.prose.waves import ITEMS, chance, figures, incomparable, points, verdict, wave_of
from apk_lib.text import Text, listing

_DARK, _DAY = ITEMS
_MAIN = {
    "better": Text(cs="Po setmění se bezpečně cítí o {change} více lidí než v první vlně (95% interval {interval})",
                   en="After dark {change} more people feel safe than in the first wave (95% interval {interval})"),
    "worse": Text(cs="Po setmění se bezpečně cítí o {change} méně lidí než v první vlně (95% interval {interval})",
                  en="After dark {change} fewer people feel safe than in the first wave (95% interval {interval})"),
    "uncertain": Text(cs="Změnu pocitu bezpečí po setmění nelze odlišit od náhody (95% interval {interval})",
                      en="The change in how safe people feel after dark cannot be told apart from chance (95% interval "
                         "{interval})"),
}  # fmt: skip
_BESIDE = {
    "better": Text(cs="; ve dne o {change} více", en="; by day {change} more"),
    "worse": Text(cs="; ve dne o {change} méně", en="; by day {change} fewer"),
    "uncertain": Text(cs="; ve dne změna prokázána není", en="; by day no change is proven"),
}
_WHERE = Text(
    cs="Změna {item} podle částí města v procentních bodech (v závorce 95% interval): {parts}.",
    en="Change {item} by part of the town in percentage points (95% interval in brackets): {parts}.",
)
_WHOM = Text(
    cs="Změna {item} podle pohlaví a věku v procentních bodech (v závorce 95% interval): {parts}.",
    en="Change {item} by sex and age in percentage points (95% interval in brackets): {parts}.",
)
_EACH = Text(cs="{name} {change} ({lower} až {upper})", en="{name} {change} ({lower} to {upper})")
_CAPTIONS = (
    Text(cs="Odpovědi na čtyřbodové škále podle vln; vlevo bezpečně, vpravo nebezpečně.",
         en="Answers on the four-point scale by wave; safe to the left, unsafe to the right."),
    Text(cs="Změna podílu „bezpečně“ s 95% intervalem; šedý pás jsou nárůsty, které šetření této velikosti zachytí v "
            "méně než 80 % případů.",
         en="The change of the share safe with its 95% interval; the grey band are rises a survey of this size finds "
            "less than 80% of the time."),
)  # fmt: skip
_WHAT = Text(cs="pocit bezpečí", en="perceived safety")


def safety(reading: Reading) -> Answer:
    """Did perceived safety change, where, for whom? From the change between the first and the last wave."""
    lang = reading.lang
    change, waves = reading.figure(_DARK, "change"), figures(reading, _DARK, "share_safe", "wave")
    synthetic = is_synthetic(reading, _DARK, _DAY)
    if not waves:
        return unanswered("safety", _WHAT, change, reading)
    unknown = Text(
        cs="co změnu způsobilo: mezi vlnami se ve městě i v zemi měnilo víc věcí než služba asistentů.",
        en="what made the change: between the waves more things changed in the town and the country than the service "
        "of the assistants.",
    )(lang)
    shares = tuple(_shares(reading, item) for item in ITEMS)
    if not change:
        doubts = ("one_wave", *of_figures(waves[-1]), *of_response(reading), *raised(few_asked=waves[-1].n < FEW_ASKED))
        return Answer("safety", lang, _baseline(waves[-1], reading), shares, doubts, _NO_CHANGE(lang),
                      (_CAPTIONS[0](lang),), synthetic)  # fmt: skip
    evidence = (*shares, _where(reading), _for_whom(reading), families(reading))
    captions = tuple(caption(lang) for caption in _CAPTIONS)
    return Answer(
        "safety", lang, _heading(reading, change), tuple(text for text in evidence if text),
        _doubts(reading, change), unknown, captions, synthetic,
    )  # fmt: skip


_NO_CHANGE = Text(
    cs="zda se pocit bezpečí změnil: k tomu je třeba druhá vlna s týmiž otázkami.",
    en="whether perceived safety changed: that needs a second wave with the same questions.",
)


def _baseline(wave: Figure, reading: Reading) -> str:
    return Text(
        cs="Známe jen stav v šetření {wave}: po setmění se bezpečně cítí {share} lidí, změnu zatím říci nejde",
        en="Only the state in the survey of {wave} is known: after dark {share} of people feel safe, no change can be "
        "told yet",
    ).fill(reading.lang, wave=wave_of(wave), share=wave.show())


def _heading(reading: Reading, change: Figure) -> str:
    day = reading.figure(_DAY, "change")
    said = _MAIN[verdict(change)].fill(reading.lang, change=points(reading, change.value), interval=change.interval)
    if not day:
        return said
    return said + _BESIDE[verdict(day)].fill(reading.lang, change=points(reading, day.value))


def _shares(reading: Reading, item: str) -> str:
    """The share safe in each wave, and the change with its interval."""
    lang, change = reading.lang, reading.figure(item, "change")
    waves = figures(reading, item, "share_safe", "wave")
    if not waves:
        return ""
    shown = listing(
        [f"{reading.labels.value(one.value, 'share', digits=1)} ({wave_of(one)}, n = {one.n})" for one in waves], lang
    )
    said = Text(cs="{item} se bezpečně cítilo {waves}", en="{item} the share who felt safe was {waves}").fill(
        lang, item=ITEMS[item](lang), waves=shown
    )
    if not change:
        return f"{said}."
    text = Text(cs="{said}: změna {change} (95% interval {interval}; {chance}).",
                en="{said}: a change of {change} (95% interval {interval}; {chance}).")  # fmt: skip
    return text.fill(lang, said=said, change=change.show(), interval=change.interval, chance=chance(change))


def _where(reading: Reading) -> str:
    parts = _parts(figures(reading, _DARK, "change", "zone"), "zone")
    return _WHERE.fill(reading.lang, item=ITEMS[_DARK](reading.lang).lower(), parts="; ".join(parts)) if parts else ""


def _for_whom(reading: Reading) -> str:
    parts = [
        said
        for dimension in ("sex", "age_group")
        for said in _parts(figures(reading, _DARK, "change", dimension), dimension)
    ]
    return _WHOM.fill(reading.lang, item=ITEMS[_DARK](reading.lang).lower(), parts="; ".join(parts)) if parts else ""


def _parts(changes: list[Figure], dimension: str) -> list[str]:
    """The change in each group that is large enough to be told."""
    return [
        _EACH.fill(one.labels.lang, name=one.labels.name(dimension, one.category_1), change=one.bare(),
                   lower=one.bare("lower"), upper=one.bare("upper"))
        for one in changes
        if one.n >= FEW_ASKED
    ]  # fmt: skip


def _doubts(reading: Reading, change: Figure) -> tuple[str, ...]:
    day = reading.figure(_DAY, "change")
    detectable = change.detectable_change
    return (
        "no_control",
        *raised(
            chance=not certain(change),
            below_detectable=certain(change) and (detectable is None or abs(change.value) < detectable),
            few_asked=change.n < FEW_ASKED,
            part_unknown=not day or bool(incomparable(reading, *ITEMS)),
        ),
        *of_response(reading),
        *of_figures(change, day),
    )
