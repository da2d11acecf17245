"""The answer on offences and complaints: did they change against a comparison locality?"""

from __future__ import annotations

import polars as pl

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import FEW_COUNTED, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.waves import figures, total
from apk_lib.text import Text, sentence

_EFFECTS = {
    "offence_effect": Text(cs="přestupky a trestné činy", en="offences and crimes"),
    "complaint_effect": Text(cs="stížnosti", en="complaints"),
}
_NUMBER_OF = {
    "offence_effect": Text(cs="přestupků a trestných činů", en="offences and crimes"),
    "complaint_effect": Text(cs="stížností", en="complaints"),
}
_AGAINST = {
    "better": Text(
        cs="Počet {what} se v rizikových lokalitách vyvíjel příznivěji než ve srovnávacích (poměr poměrů {ratio}, 95% "
        "interval {interval})",
        en="The number of {what} fared better in the risk localities than in the comparison ones (ratio of ratios "
        "{ratio}, 95% interval {interval})",
    ),
    "worse": Text(
        cs="Počet {what} se v rizikových lokalitách vyvíjel hůře než ve srovnávacích (poměr poměrů {ratio}, 95% "
        "interval {interval})",
        en="The number of {what} fared worse in the risk localities than in the comparison ones (ratio of ratios "
        "{ratio}, 95% interval {interval})",
    ),
    "uncertain": Text(
        cs="Vývoj počtu {what} v rizikových lokalitách nelze odlišit od srovnávacích (poměr poměrů {ratio}, 95% "
        "interval {interval})",
        en="The course of {what} in the risk localities cannot be told apart from the comparison ones (ratio of ratios "
        "{ratio}, 95% interval {interval})",
    ),
}
_ALONE = Text(
    cs="{what} v rizikových lokalitách: {after} po začátku projektu proti {before} ve stejně dlouhé době před ním; "
    "není s čím to srovnat",
    en="{what} in the risk localities: {after} after the project began against {before} in an equally long time "
    "before; there is nothing to compare it with",
)
_ARM = "{arm} {before} → {after} ({ratio}; {interval})"
_ARMS = Text(
    cs="{what} před začátkem projektu a po něm (v závorce poměr a jeho 95% interval): {arms}.",
    en="{what} before the project began and after (in brackets the ratio and its 95% interval): {arms}.",
)
_ORDER = ("risk", "surroundings", "comparison", "elsewhere")
_BEFORE, _AFTER = "denominator", "numerator"
_COMPARED = ("risk", "comparison")
_CAPTIONS = (
    Text(cs="Evidované přestupky a trestné činy po měsících podle skupin lokalit.",
         en="Offences and crimes on record by month and group of localities."),
    Text(cs="Poměr počtů po začátku projektu a před ním s 95% intervalem; pod 1 = méně.",
         en="Ratio of counts after the project began to those before, with its 95% interval; below 1 = fewer."),
)  # fmt: skip


def offences(reading: Reading) -> Answer:
    """Did recorded offences and complaints change against comparison localities? From matched months."""
    lang = reading.lang
    known = [id for id in _EFFECTS if _arm(reading, id, "risk")]
    what = Text(cs="přestupky a stížnosti v rizikových lokalitách", en="offences and complaints in the risk localities")
    if not known:
        return unanswered("offences", what, reading.figure("offence_effect", "ratio_of_ratios"), reading)
    main = known[0]
    told = tuple(f"{_counts(reading, id)} {_difference(reading, id)}".strip() for id in known)
    moved = tuple(text for id in known if (text := _displacement(reading, id)))
    unknown = Text(
        cs="kolik přestupků nikdo neohlásil: záznamy měří i to, kolik se hlásí a kolik se hledá.",
        en="how many offences nobody reported: records also measure how much is reported and looked for.",
    )(lang)
    drawn = "offence_effect" in known
    captions = tuple(caption(lang) if drawn else None for caption in _CAPTIONS)
    return Answer(
        "offences", lang, _heading(reading, main), (*told, *moved), _doubts(reading, main, known), unknown, captions,
        is_synthetic(reading, *known),
    )  # fmt: skip


def _arm(reading: Reading, effect: str, arm: str) -> Figure | None:
    found = (one for one in figures(reading, effect, "rate_ratio", "arm") if one.category_1 == arm)
    return next(found, None)


def verdict_of_ratio(ratio: Figure) -> str:
    """`better` (fewer), `worse` or `uncertain`: what the interval of a ratio allows to say."""
    if ratio.lower is None:
        return "uncertain"
    if ratio.upper < 1:
        return "better"
    return "worse" if ratio.lower > 1 else "uncertain"


def _heading(reading: Reading, effect: str) -> str:
    against = total(reading, effect, "ratio_of_ratios")
    if against:
        said, what = _AGAINST[verdict_of_ratio(against)], _NUMBER_OF[effect](reading.lang)
        return said.fill(reading.lang, what=what, ratio=against.show(), interval=against.interval)
    risk = _arm(reading, effect, "risk")
    assert risk is not None
    return _ALONE.fill(reading.lang, what=sentence(_EFFECTS[effect](reading.lang)), **_both(risk))


def _both(figure: Figure) -> dict[str, str]:
    lang = figure.labels
    return {"after": lang.bare(figure.row[_AFTER], "offences"), "before": lang.bare(figure.row[_BEFORE], "offences")}


def _counts(reading: Reading, effect: str) -> str:
    """The counts before and after in each group of localities."""
    known = [one for arm in _ORDER if (one := _arm(reading, effect, arm))]
    arms = [
        _ARM.format(arm=reading.labels.name("arm", one.category_1), **_both(one), ratio=one.show(),
                    interval=one.interval)
        for one in known
    ]  # fmt: skip
    return _ARMS.fill(reading.lang, what=sentence(_EFFECTS[effect](reading.lang)), arms="; ".join(arms))


def _difference(reading: Reading, effect: str) -> str:
    against = total(reading, effect, "ratio_of_ratios")
    if not against:
        return ""
    return Text(
        cs="Poměr poměrů (rizikové proti srovnávacím) {ratio}, 95% interval {interval}.",
        en="Ratio of ratios (risk against comparison) {ratio}, 95% interval {interval}.",
    ).fill(reading.lang, ratio=against.show(), interval=against.interval)


def _displacement(reading: Reading, effect: str) -> str:
    """Whether the problem moved to the surroundings, where there are any to compare."""
    moved = total(reading, effect, "displacement_difference")
    if not moved or moved.lower is None or not total(reading, effect, "ratio_of_ratios"):
        return ""
    sure = "better" if moved.upper < 0 else "worse" if moved.lower > 0 else "uncertain"
    said = {
        "better": Text(cs="S okolím dohromady ({what}) je rozdíl změn {value} (95% interval {interval}): úbytek se do "
                          "okolí nepřesunul.",
                       en="Together with the surroundings ({what}) the difference of changes is {value} (95% interval "
                          "{interval}): the fall did not move to the surroundings."),
        "worse": Text(cs="S okolím dohromady ({what}) je rozdíl změn {value} (95% interval {interval}): s okolím "
                         "vychází přírůstek.",
                      en="Together with the surroundings ({what}) the difference of changes is {value} (95% interval "
                         "{interval}): with the surroundings it comes out as a rise."),
        "uncertain": Text(cs="S okolím dohromady ({what}) je rozdíl změn {value} (95% interval {interval}): přesun ani "
                       "šíření do okolí z toho nevyčteme.",
                    en="Together with the surroundings ({what}) the difference of changes is {value} (95% interval "
                       "{interval}): neither displacement nor diffusion can be read from it."),
    }[sure]  # fmt: skip
    return said.fill(
        reading.lang, what=_EFFECTS[effect](reading.lang), value=moved.show(), interval=moved.interval
    )  # fmt: skip


def _doubts(reading: Reading, main: str, known: list[str]) -> tuple[str, ...]:
    against, peak = total(reading, main, "ratio_of_ratios"), total(reading, main, "chosen_by_peak")
    arms = [one for arm in _COMPARED if (one := _arm(reading, main, arm))]
    least = min(count or 0 for one in arms for count in (one.numerator, one.denominator))
    return (
        *raised(
            no_comparison=against is None,
            chance=against is not None and verdict_of_ratio(against) == "uncertain",
            few_counted=least < FEW_COUNTED,
            chosen_by_peak=peak is not None and peak.value > 0,
            emergency=_emergency(reading, main),
            part_unknown=len(known) < len(_EFFECTS),
        ),
        *of_figures(*arms),
    )


def _emergency(reading: Reading, effect: str) -> bool:
    """Whether a state of emergency was in force in any of the months compared."""
    compared = reading.curves.filter(pl.col("indicator") == effect, pl.col("measure") == "compared_months")
    days = reading.curves.filter(pl.col("indicator") == "emergency_months", pl.col("y") > 0)
    return not compared.join(days, on="x", how="semi").is_empty()
