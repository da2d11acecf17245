"""The answer on perceived safety: did it change, where, and for whom?"""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.seen import of_response
from apk_lib.evaluation.strength import of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.answers import places_changed
from apk_lib.prose.behind_change import families, standing, transfers
from apk_lib.prose.survey_method import silence, wanted_change
from apk_lib.prose.waves import (
    ITEMS,
    base,
    bounds,
    chance,
    ends,
    figures,
    incomparable,
    points,
    points_of,
    share,
    shown,
    verdict,
    wave_of,
)
from apk_lib.results import FEW_ANSWERS
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
_STEADY = Text(
    cs="Podíl lidí, kteří se po setmění cítí bezpečně, se o {wanted} ani víc nezměnil (95% interval změny {interval})",
    en="The share of people who feel safe after dark did not change by {wanted} or more (95% interval of the change "
    "{interval})",
)
_BESIDE = {
    "better": Text(cs="; ve dne o {change} více", en="; by day {change} more"),
    "worse": Text(cs="; ve dne o {change} méně", en="; by day {change} fewer"),
    "uncertain": Text(cs="; ve dne změna prokázána není", en="; by day no change is proven"),
}
_HINT = Text(cs=", berte to jako náznak", en=" (read it as a hint)")
_WITHHELD = Text(
    cs="Změnu pocitu bezpečí neuvádíme, v některé vlně odpovědělo příliš málo lidí ({base})",
    en="No change of perceived safety is shown, too few people answered in one of the waves ({base})",
)
_RISK = "risk_locality"
_AT_RISK = {
    "better": Text(cs="; v rizikových lokalitách o {change} více", en="; in the risk localities {change} more"),
    "worse": Text(cs="; v rizikových lokalitách o {change} méně", en="; in the risk localities {change} fewer"),
    "uncertain": Text(
        cs="; v rizikových lokalitách změnu nelze odlišit od náhody",
        en="; in the risk localities the change cannot be told apart from chance",
    ),
}
_AGAINST_REST = Text(
    cs="Rozdíl změny {item} v rizikových lokalitách proti zbytku města: {difference}, {chance}.",
    en="Difference of the change {item} in the risk localities from that in the rest of the town: {difference}, "
    "{chance}.",
)
_BY_PLACE = Text(
    cs="Změna podle míst v procentních bodech (v závorce 95% interval): {parts}. {which}",
    en="Change by place in percentage points (in brackets the 95% interval): {parts}. {which}",
)
_WHERE = Text(
    cs="Změna {item} podle částí města v procentních bodech (v závorce 95% interval, nekorigováno na počet srovnání): "
    "{parts}.",
    en="Change {item} by part of the town in percentage points (in brackets the 95% interval, not corrected for the "
    "number of comparisons): {parts}.",
)
_WHOM = Text(
    cs="Změna {item} podle pohlaví a věku v procentních bodech (v závorce 95% interval, nekorigováno na počet "
    "srovnání): {parts}.",
    en="Change {item} by sex and age in percentage points (in brackets the 95% interval, not corrected for the number "
    "of comparisons): {parts}.",
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
    synthetic = is_synthetic(reading, _DARK, _DAY, "place_safety")
    if not waves:
        return unanswered("safety", _WHAT, change, reading)
    unknown = Text(
        cs="co změnu způsobilo: mezi vlnami se ve městě i v zemi měnilo víc věcí než služba asistentů.",
        en="what made the change: between the waves more things changed in the town and the country than the service "
        "of the assistants.",
    )(lang)
    shares = tuple(_shares(reading, item) for item in ITEMS)
    if not change:
        doubts = (
            "one_wave",
            *of_figures(waves[-1]),
            *of_response(reading),
            *raised(few_asked=waves[-1].n < FEW_ANSWERS),
        )
        said = tuple(text for text in (*shares, silence(reading)) if text)
        return Answer("safety", lang, _baseline(waves[-1], reading), said, doubts, _NO_CHANGE(lang),
                      (_CAPTIONS[0](lang),), synthetic)  # fmt: skip
    evidence = (*shares, _where(reading), _against_rest(reading), _by_place(reading), _for_whom(reading),
                families(reading), transfers(reading), silence(reading))  # fmt: skip
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
    if not shown(wave):
        return Text(
            cs="Známe jen stav v šetření {wave} a odpovědí je na podíl málo ({base}), změnu zatím říci nejde",
            en="Only the state in the survey of {wave} is known, of too few answers for a share ({base}); no change "
            "can be told yet",
        ).fill(reading.lang, wave=wave_of(wave), base=base(wave))
    return Text(
        cs="Známe jen stav v šetření {wave}: po setmění se bezpečně cítí {share} lidí, změnu zatím říci nejde",
        en="Only the state in the survey of {wave} is known: after dark {share} of people feel safe, no change can be "
        "told yet",
    ).fill(reading.lang, wave=wave_of(wave), share=share(wave))


def _heading(reading: Reading, change: Figure) -> str:
    fewest = min(ends(reading, _DARK), key=lambda wave: wave.n)
    if not shown(fewest):
        return _WITHHELD.fill(reading.lang, base=base(fewest))
    wanted = wanted_change(reading)
    said = _MAIN[verdict(change)].fill(reading.lang, change=points(reading, change.value), interval=change.interval)
    if verdict(change) == "uncertain" and wanted is not None and not _reaches(change, wanted):
        said = _STEADY.fill(reading.lang, wanted=points(reading, wanted), interval=change.interval)
    beside = ((_AT_RISK, _at_risk(reading)), (_BESIDE, reading.figure(_DAY, "change")))
    return said + _hint(change) + "".join(
        texts[verdict(one)].fill(reading.lang, change=points(reading, one.value)) + _hint(one)
        for texts, one in beside if one
    )  # fmt: skip


def _hint(change: Figure) -> str:
    return _HINT(change.labels.lang) if _below_detectable(change) else ""


def _at_risk(reading: Reading) -> Figure | None:
    """The change in the risk localities, where enough people answered in either wave."""
    return next((one for one in _groups(reading, "zone") if one.category_1 == _RISK), None)


def _below_detectable(change: Figure) -> bool:
    """Whether a change that its interval tells apart from chance is smaller than such a survey finds reliably."""
    detectable = change.detectable_change
    return verdict(change) != "uncertain" and (detectable is None or abs(change.value) < detectable)


def _reaches(change: Figure, wanted: float | None) -> bool:
    """Whether the interval allows a change as large, either way, as the programme wants a survey to find."""
    if wanted is None or change.lower is None:
        return True
    return bool(change.lower <= -wanted or change.upper >= wanted)


def _shares(reading: Reading, item: str) -> str:
    """The share safe in each wave, and the change with its interval."""
    lang, change = reading.lang, reading.figure(item, "change")
    waves = figures(reading, item, "share_safe", "wave")
    if not waves:
        return ""
    each = listing([f"{share(one, digits=1)} ({wave_of(one)}, {base(one)})" for one in waves], lang)
    said = Text(cs="{item} se bezpečně cítilo {waves}", en="{item} the share who felt safe was {waves}").fill(
        lang, item=ITEMS[item](lang), waves=each
    )
    if not change or not all(shown(one) for one in (waves[0], waves[-1])):
        return f"{said}."
    text = Text(cs="{said}: změna {change} (95% interval {interval}; {chance}).",
                en="{said}: a change of {change} (95% interval {interval}; {chance}).")  # fmt: skip
    return text.fill(lang, said=said, change=change.show(), interval=bounds(change), chance=chance(change))


def _where(reading: Reading) -> str:
    parts = _parts(reading, "zone")
    return _WHERE.fill(reading.lang, item=ITEMS[_DARK](reading.lang).lower(), parts="; ".join(parts)) if parts else ""


def _against_rest(reading: Reading) -> str:
    """How much more, or less, the risk localities changed than the rest of the town."""
    difference = reading.figure(_DARK, "transfer", zone_pair=f"{_RISK}|rest_of_town")
    if not difference:
        return ""
    lang = reading.lang
    return _AGAINST_REST.fill(
        lang, item=ITEMS[_DARK](lang).lower(), difference=points_of(difference), chance=chance(difference)
    )


def _by_place(reading: Reading) -> str:
    """The change at each place, and which of them stand after Holm's correction."""
    parts = [_each(one, "locality") for one in figures(reading, "place_safety", "change", "locality")]
    return _BY_PLACE.fill(reading.lang, parts="; ".join(parts), which=places_changed(reading)) if parts else ""


def _for_whom(reading: Reading) -> str:
    parts = [said for dimension in ("sex", "age_group") for said in _parts(reading, dimension)]
    return _WHOM.fill(reading.lang, item=ITEMS[_DARK](reading.lang).lower(), parts="; ".join(parts)) if parts else ""


def _parts(reading: Reading, dimension: str) -> list[str]:
    return [_each(one, dimension) for one in _groups(reading, dimension)]


def _each(change: Figure, dimension: str) -> str:
    name = change.labels.name(dimension, change.category_1)
    ends_of = {end: change.bare(end) for end in ("lower", "upper")}
    return _EACH.fill(change.labels.lang, name=name, change=change.bare(), **ends_of)


def _groups(reading: Reading, dimension: str) -> list[Figure]:
    """The change in each group that is large enough, in either wave, to be told."""
    return [
        one
        for one in figures(reading, _DARK, "change", dimension)
        if _smaller(ends(reading, _DARK, dimension, one.category_1)) >= FEW_ANSWERS
    ]


def _smaller(waves: list[Figure]) -> int:
    """How many answered in the smaller of the two waves a change is of."""
    return min(int(waves[0].n), int(waves[-1].n))


def _doubts(reading: Reading, change: Figure) -> tuple[str, ...]:
    day = reading.figure(_DAY, "change")
    small, declared = _below_detectable(change), bool(standing(reading))
    return (
        "no_control",
        *raised(
            wide_interval=verdict(change) == "uncertain" and _reaches(change, wanted_change(reading)),
            below_detectable=small and declared,
            hint=small and not declared,
            few_asked=_smaller(ends(reading, _DARK)) < FEW_ANSWERS,
            part_unknown=not day or bool(incomparable(reading, *ITEMS)),
        ),
        *of_response(reading),
        *of_figures(change, day),
    )
