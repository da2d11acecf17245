"""Sentences on the survey itself: who answered, how it was weighted, what the next one needs, what others found."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.prose.answers import batteries, left_unanswered
from apk_lib.prose.behind_change import answered
from apk_lib.prose.core import Finding
from apk_lib.prose.waves import ITEMS, base, few, figures, incomparable, total, wave_of
from apk_lib.text import NBSP, Text, listing, number

_PLAN = Text(
    cs="Nejmenší nárůst, který šetření zachytí v 80 % případů, podle počtu dotázaných v každé vlně; čárkovaně "
    "nárůst, který má šetření zachytit podle pravidla programu.",
    en="The smallest rise a survey finds 80% of the time, by respondents in each wave; the dashed line is the rise a "
    "survey has to find by the programme's rule.",
)
_BARS = Text(
    cs="Podíl „bezpečně“ zde a ve zveřejněných šetřeních, od nejnovějšího. Čísla v závorkách odkazují na výhrady na "
    "okraji; pořadí není žebříček.",
    en="The share safe here and in published surveys, the newest first. Numbers in brackets refer to the caveats in "
    "the margin; the order is no ranking.",
)

_OWN_SAMPLE = Text(
    cs="Naše čísla jsou ukázková, zveřejněná šetření skutečná.",
    en="Our figures are a sample, the published surveys are real.",
)


def survey_quality(reading: Reading) -> Finding:
    """How far the survey can be trusted: response, weights, silence, and what differed between waves."""
    lang = reading.lang
    asked = figures(reading, "survey_response", "respondents", "wave")
    if not asked:
        return Finding(Text(cs="Kvalita šetření: údaj chybí", en="Quality of the survey: missing")(lang), (), ())
    said = (_numbers(reading, asked), silence(reading), _weights(reading), left_unanswered(reading), _taken(reading))
    return Finding(_quality(reading, asked), tuple(text for text in said if text), (), batteries(reading))


def _quality(reading: Reading, asked: list[Figure]) -> str:
    rates = figures(reading, "survey_response", "response_rate_2", "wave")
    last = asked[-1]
    if not rates:
        return Text(
            cs="V šetření {wave} odpovědělo {n} lidí; kolik jich bylo osloveno, nevíme",
            en="In the survey of {wave} {n}\u00a0people answered; how many were approached is not known",
        ).fill(reading.lang, wave=wave_of(last), n=number(last.value, reading.lang))
    return Text(
        cs="V šetření {wave} odpovědělo {rate} oslovených, celkem {n} lidí",
        en="In the survey of {wave} {rate} of those approached answered, {n}\u00a0people in all",
    ).fill(reading.lang, wave=wave_of(rates[-1]), rate=rates[-1].show(), n=number(last.value, reading.lang))


def _numbers(reading: Reading, asked: list[Figure]) -> str:
    lang = reading.lang
    waves = listing([f"{one.bare()} ({wave_of(one)})" for one in asked], lang)
    said = [Text(cs="Dotázaných: {waves}.", en="Respondents: {waves}.").fill(lang, waves=waves), answered(reading)]
    rates: dict[str, list[str]] = {}
    for one in figures(reading, "survey_response", "response_rate_2", "wave", "zone"):
        zone = reading.labels.name("zone", one.category_2)
        rates.setdefault(wave_of(one), []).append(f"{zone} {one.show()}")
    for wave, zones in rates.items():
        if len(zones) > 1:
            text = Text(cs="Podle částí města v šetření {wave}: {zones}.", en="By part of the town in {wave}: {zones}.")
            said.append(text.fill(lang, wave=wave, zones=", ".join(zones)))
    return " ".join(text for text in said if text)


def silence(reading: Reading) -> str:
    """Between what the share would lie, had all who kept silent felt unsafe, or safe."""
    said = []
    for item, named in ITEMS.items():
        low = figures(reading, item, "lowest_possible", "wave")
        high = {one.category_1: one for one in figures(reading, item, "highest_possible", "wave")}
        spans = [
            f"{reading.labels.interval(one.value, high[one.category_1].value, 'share')} ({wave_of(one)})"
            for one in low
            if one.category_1 in high
        ]
        if spans:
            said.append(f"{named(reading.lang).lower()} {listing(spans, reading.lang)}")
    text = Text(
        cs="Kdyby se všichni, kdo neodpověděli, cítili nebezpečně, nebo naopak bezpečně, ležel by podíl „bezpečně“ v "
        "těchto mezích (nepočítaje výběrovou chybu): {said}.",
        en="Had everybody who did not answer felt unsafe, or else safe, the share safe would lie between (apart from "
        "sampling error): {said}.",
    )
    return text.fill(reading.lang, said="; ".join(said)) if said else ""


def _weights(reading: Reading) -> str:
    """The price of weighting, its extremes, and how well the weighted survey fits the inhabitants."""
    lang, said = reading.lang, []
    for kish in figures(reading, "survey_weights", "kish_deff", "wave"):
        of_wave = {
            measure: reading.figure("survey_weights", measure, wave=kish.category_1)
            for measure in ("largest_weight", "smallest_weight", "smallest_cell", "margin_error")
        }
        shown = {measure: figure.bare() for measure, figure in of_wave.items()}
        text = Text(
            cs="Váhy {wave}: samy o sobě by rozptyl zvětšily {kish}krát (Kish), největší je {largest_weight} a "
            "nejmenší {smallest_weight} násobku mediánu.",
            en="Weights of {wave}: by themselves they would raise the variance {kish} times (Kish), the largest is "
            "{largest_weight} and the smallest {smallest_weight} of the median.",
        )
        said.append(text.fill(lang, wave=wave_of(kish), kish=kish.bare(), **shown))
        if of_wave["smallest_cell"]:
            small = Text(cs="Nejmenší skupina má {n}{few}.", en="The smallest group has {n}{few}.")
            cell = of_wave["smallest_cell"]
            said.append(small.fill(lang, n=cell.show(), few=few(cell.value, lang)))
        if of_wave["margin_error"]:
            fit = Text(
                cs="Před vážením se podíly skupin od obyvatel lišily nejvýš o {margin_error}.",
                en="Before weighting the shares of groups differed from the inhabitants by {margin_error} at most.",
            )
            said.append(
                fit.fill(lang, margin_error=reading.labels.value(of_wave["margin_error"].value, "share", digits=1))
            )
    return " ".join(said)


def _taken(reading: Reading) -> str:
    """How the waves were taken, and what stood elsewhere or sounded different."""
    lang, name, notes = reading.lang, reading.labels.name, reading.labels.survey
    said = []
    if notes.modes:
        each = [f"{mode} ({name('wave', wave)})" for wave, mode in notes.modes.items()]
        used = list(dict.fromkeys(notes.modes.values()))
        waves = used[0] if len(used) == 1 else listing(each, lang)
        said.append(Text(cs="Způsob sběru: {waves}.", en="Taken by: {waves}.").fill(lang, waves=waves))
    moved = [
        f"{name('item', one.item)} ({name('wave', one.wave)}) {number(one.place, lang)}."
        for one in notes.wordings
        if one.place is not None
    ]
    if moved:
        text = Text(cs="Pořadí v dotazníku: {moved}", en="Place in the questionnaire: {moved}")
        said.append(text.fill(lang, moved=", ".join(moved)))
    changed = incomparable(reading)
    if changed:
        text = Text(cs="S ostatními vlnami nelze srovnat: {said}.", en="Not comparable with the other waves: {said}.")
        said.append(text.fill(lang, said="; ".join(changed)))
    return " ".join(said)


def survey_plan(reading: Reading) -> Finding:
    """What the next survey can find, and how many people it must approach to find what the programme asks for."""
    lang = reading.lang
    sizes = figures(reading, "survey_plan", "detectable", "respondents_per_wave")
    wanted, needed = wanted_change(reading), total(reading, "survey_plan", "needed")
    if not sizes and needed is None:
        return Finding(
            Text(cs="Plán příštího šetření: údaj chybí", en="Plan of the next survey: missing")(lang), (), ()
        )
    heading = Text(cs="Co zachytí příští šetření, závisí na počtu dotázaných",
                   en="What the next survey finds depends on how many people answer")(lang)  # fmt: skip
    if wanted is not None and needed is not None:
        heading = Text(
            cs="Aby příští šetření zachytilo nárůst o {change}, potřebuje v každé vlně {needed} dotázaných{approach}",
            en="To find a rise of {change}, the next survey needs {needed}\u00a0respondents in each wave{approach}",
        ).fill(
            lang,
            change=reading.labels.value(wanted, "share_difference"),
            needed=needed.bare(),
            approach=_approach(reading),
        )
    listed = "; ".join(f"{reading.labels.value(int(one.category_1), 'respondents')} {one.show()}" for one in sizes)
    text = Text(
        cs="Nejmenší nárůst, který se v 80 % případů pozná (hladina 5 %): {listed}. Počítá se s návrhovým efektem a "
        "návratností poslední vlny.",
        en="The smallest rise found 80% of the time (5% level): {listed}. Reckoned with the design effect and the "
        "response of the latest wave.",
    )
    if not sizes:
        return Finding(heading, (), ())
    told = text.fill(lang, listed=listed) + _as_last_time(reading)
    return Finding(heading, (told,), ((_PLAN(lang), told),))


def wanted_change(reading: Reading) -> float | None:
    """The rise of a share that a survey has to find by the rules of the programme, where they are known."""
    points = reading.labels.limits.get("detectable_change_points")
    return None if points is None else points / 100


def _as_last_time(reading: Reading) -> str:
    found = total(reading, "survey_plan", "detected_change")
    text = Text(
        cs=" S tolika odpověďmi jako naposledy se pozná nárůst aspoň o {change}.",
        en=" With as many answers as last time a rise of {change} or more is found.",
    )
    return text.fill(reading.lang, change=found.show()) if found else ""


def _approach(reading: Reading) -> str:
    approach = total(reading, "survey_plan", "to_approach")
    if approach is None:
        return ""
    return Text(cs="; oslovit je třeba {n} lidí", en="; {n}\u00a0people have to be approached").fill(
        reading.lang, n=approach.bare()
    )


def caveats_by_number(reading: Reading) -> dict[tuple[str, str], int]:
    """The number of the caveat of each published share as the shares are listed, equal for equal caveats."""
    numbers: dict[str, int] = {}
    notes = reading.labels.survey.published
    keys = [(one.category_1, one.category_2) for one in newest_first(reading)]
    return {key: numbers.setdefault(notes[key].caveat, len(numbers) + 1) for key in keys if key in notes}


def newest_first(reading: Reading) -> list[Figure]:
    """Published shares from the newest survey to the oldest: in no order of safety."""
    notes = reading.labels.survey.published

    def age(one: Figure) -> tuple[int, str, str]:
        note = notes.get((one.category_1, one.category_2))
        return -note.year if note else 0, reading.labels.name("survey", one.category_1), one.category_2

    return sorted(figures(reading, "published_safety", "share_safe", "survey", "item"), key=age)


def published(reading: Reading) -> Finding:
    """Shares other surveys published, each with what stands against comparing; never a ranking."""
    lang = reading.lang
    others = figures(reading, "published_safety", "share_safe", "survey", "item")
    if not others:
        nothing = Text(cs="Zveřejněná šetření jiných: údaj chybí", en="Published surveys of others: missing")
        return Finding(nothing(lang), (), ())
    heading = Text(
        cs="Jiná šetření se ptala jinde, jindy a jinak: ukazují řád, ne pořadí měst",
        en="Other surveys asked elsewhere, at other times and in other words: they show the order of magnitude, no "
        "ranking of towns",
    )(lang)
    told = tuple(text for text in (_beside(reading, item, others) for item in ITEMS) if text)
    notes = reading.labels.survey.published
    marks = dict.fromkeys((number, notes[key].caveat) for key, number in caveats_by_number(reading).items())
    listed = " ".join(f"[{number}]{NBSP}{caveat.rstrip('.')}." for number, caveat in marks)
    sources = "; ".join(dict.fromkeys(note.source for note in notes.values()))
    asides = [(Text(cs="Výhrady", en="Caveats")(lang), listed)] if listed else []
    asides += [(Text(cs="Zdroje", en="Sources")(lang), f"{sources.rstrip('.')}.")] if sources else []
    caption = _BARS(lang) + (f" {_OWN_SAMPLE(lang)}" if _sample_beside_real(reading) else "")
    return Finding(heading, told, ((caption, " ".join(told)),), tuple(asides))


def _sample_beside_real(reading: Reading) -> bool:
    """Whether own shares are of generated rows and the published ones are not."""
    own, others = (reading.results.filter(pl.col("indicator").is_in(ids))["synthetic"].any()
                   for ids in (list(ITEMS), ["published_safety"]))  # fmt: skip
    return bool(own and not others)


def _beside(reading: Reading, item: str, others: list[Figure]) -> str:
    shares = [one.value for one in others if one.category_2 == item]
    if not shares:
        return ""
    own = figures(reading, item, "share_safe", "wave")
    here = f"{own[-1].show()} (95% interval {own[-1].interval}, {base(own[-1])}, {wave_of(own[-1])})" if own else ""
    low, high = min(shares), max(shares)
    span = reading.labels.value(low, "share") if low == high else reading.labels.interval(low, high, "share")
    text = Text(cs="{item}: {here}zveřejněná šetření {span}.", en="{item}: {here}published surveys {span}.")
    mine = Text(cs="zde {here}, ", en="here {here}, ").fill(reading.lang, here=here) if here else ""
    return text.fill(reading.lang, item=ITEMS[item](reading.lang), here=mine, span=span)
