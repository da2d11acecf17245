"""Sentences on recorded offences and complaints: before and during the project, against comparison localities.

Counts under `FEW_COUNTED` stay counts. Without a comparison locality nothing is said of why.
"""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.prose.before_after import COMPARED, OFFENCES, Panel, both
from apk_lib.prose.core import Finding, no_figure, or_zero, out_of
from apk_lib.results import FEW_COUNTED
from apk_lib.text import NBSP, Noun, Text, number, sentence

_BY_MONTH = Text(
    cs="Záznamy po měsících. Šedě měsíce s nouzovým stavem, tím tmavěji, čím víc dní; svislá čára je začátek projektu.",
    en="Records by month. Grey: months with a state of emergency, the darker the more days; the vertical line is the "
    "start of the project.",
)
_RATIOS = Text(
    cs="Poměr počtu v době projektu k počtu ve stejně dlouhé době před ním s 95% intervalem; 1 = beze změny, vlevo "
    f"méně. Jen kde jsou oba počty aspoň {FEW_COUNTED}. Intervaly skupin platí pro nezávislé události, dolní počítá "
    "s rozptylem počtů.",
    en="Ratio of the count during the project to that in an equally long time before it, with the 95% interval; "
    f"1 = no change, fewer to the left. Only where both counts are {FEW_COUNTED} or more. Intervals of groups hold for "
    "independent events, the lowest allows for the variance of counts.",
)
_FOUND = Text(
    cs="V rizikových lokalitách {risk} {named}, ve srovnávacích {comparison}; {verdict}",
    en="In the risk localities there were {risk} {named}, in the comparison ones {comparison}; {verdict}",
)
_FEWER = Text(cs="ubylo {share}", en="{share} fewer")
_MORE = Text(cs="přibylo {share}", en="{share} more")
_VERDICTS = {
    "better": Text(cs="rizikové se vyvíjely příznivěji, nad rámec náhody",
                   en="the risk localities fared better, beyond chance"),
    "worse": Text(cs="rizikové se vyvíjely hůře, nad rámec náhody",
                  en="the risk localities fared worse, beyond chance"),
    "uncertain": Text(cs="rozdíl může být náhoda", en="the difference may be chance"),
}  # fmt: skip
_LIES = {
    "better": Text(cs="Celý interval leží pod 1.", en="The whole interval lies below 1."),
    "worse": Text(cs="Celý interval leží nad 1.", en="The whole interval lies above 1."),
    "uncertain": Text(
        cs="Interval 1 nevylučuje: rozdíl nelze odlišit od náhody.",
        en="The interval does not rule out 1: the difference cannot be told apart from chance.",
    ),
}
_ALONE = Text(cs="; bez srovnávací lokality nelze říci proč", en="; without a comparison locality nobody can say why")
UNRECORDED_CHOICE = Text(
    cs="Jak byly rizikové lokality vybrány, není zapsáno: výběr podle výkyvu (regrese k průměru) nelze vyloučit.",
    en="How the risk localities were chosen is not recorded: a choice by their peak (regression to the mean) cannot "
    "be ruled out.",
)
_INDEPENDENT = Text(
    cs="Intervaly skupin platí, přicházejí-li události nezávisle.",
    en="The intervals of groups hold where events come independently.",
)
_TWO_YEARS = 24  # months
_BRACKETS = Text(cs="; v závorce 95% interval poměru", en="; in brackets the 95% interval of the ratio")
_MONTHS = Noun(cs=("měsíci", "měsících", "měsících", "měsíce"), en=("month", "months"))


def offences(reading: Reading) -> Finding:
    """What records say of the risk localities: counts, rates, the comparison, surroundings, course, and warnings."""
    lang = reading.lang
    panel, complained = both(reading)
    total = reading.figure("recorded_offences", "offences", "period")
    if not total and not panel.counts:
        return no_figure(total, OFFENCES, lang)
    heading = found(panel) if "risk" in panel.counts else _alone(total)
    said = (*told(panel), _course(reading), " ".join(told(complained)), _warnings(panel))
    pictures = (
        (_BY_MONTH(lang), f"{heading}. {_counted(panel)}".strip()) if panel.drawn else None,
        (_RATIOS(lang), f"{heading}. {_against(panel)}".strip()) if panel.ratios else None,
    )
    return Finding(heading, tuple(text for text in said if text), pictures, compares=True)


def _alone(total: Figure) -> str:
    return Text(
        cs="V období je evidováno {n}; s dobou před projektem je srovnat nelze",
        en="{n} on record in the period; they cannot be compared with the time before the project",
    ).fill(total.labels.lang, n=or_zero(total, "offences"))


def found(panel: Panel) -> str:
    """What the comparison shows of the risk localities; their counts alone where it carries no ratio."""
    lang = panel.reading.lang
    if panel.against:
        changes = {arm: _changed(*panel.counts[arm]) for arm in COMPARED}
        return _FOUND.fill(lang, named=panel.so_many(lang), verdict=_VERDICTS[panel.verdict](lang), **changes)
    before, after = panel.counts["risk"]
    return Text(
        cs="V rizikových lokalitách je v době projektu evidováno {after}, ve stejně dlouhé době před ním "
        "{before}{alone}",
        en="In the risk localities there are {after} on record during the project, {before} in an equally long time "
        "before it{alone}",
    ).fill(
        lang,
        after=panel.said(after.n),
        before=number(before.n, lang),
        alone="" if panel.compares else _ALONE(lang),
    )


def _changed(before: Figure, after: Figure) -> str:
    """By what share of those before the project there were fewer, or more, during it."""
    change = after.value / before.value - 1
    text = _FEWER if change <= 0 else _MORE
    return text.fill(before.labels.lang, share=before.labels.value(abs(change), "share"))


def told(panel: Panel) -> tuple[str, ...]:
    """The counts of each arm, and what the comparison and the surroundings add; nothing without counts."""
    said = (_counted(panel), f"{_against(panel)} {_around(panel)}".strip())
    return tuple(text for text in said if text)


def _counted(panel: Panel) -> str:
    """Each arm before and during the project: counts, and a ratio where they carry one; rates are in the table."""
    lang, labels = panel.reading.lang, panel.reading.labels
    if not panel.counts:
        return ""
    each = Text(cs="{arm} {before} a {after}", en="{arm} {before} and {after}")
    ratio = Text(cs=", poměr {ratio} ({interval})", en=", ratio {ratio} ({interval})")
    parts = []
    for arm, (before, after) in panel.counts.items():
        counts = {"before": number(before.n, lang), "after": number(after.n, lang)}
        told = each.fill(lang, arm=labels.name("arm", arm), **counts)
        change = panel.reading.figure(panel.indicator, "rate_ratio", arm=arm)
        if change and panel.enough(arm):
            told += ratio.fill(lang, ratio=change.show(), interval=change.interval)
        parts.append(told)
    return Text(
        cs="{named} v týchž kalendářních měsících před projektem a v době projektu (po {months}{brackets}): "
        "{parts}.{alone}",
        en="{named} in the same calendar months before the project and during it ({months} each{brackets}): "
        "{parts}.{alone}",
    ).fill(
        lang,
        named=panel.named(lang),
        months=_MONTHS.count(panel.months, lang),
        brackets=_BRACKETS(lang) if panel.ratios else "",
        parts="; ".join(parts),
        alone=f" {_INDEPENDENT(lang)}" if panel.ratios else "",
    )


def _against(panel: Panel) -> str:
    """The ratio of ratios with its interval and what widened it; nothing where counts do not carry it."""
    lang = panel.reading.lang
    ratio = panel.against
    if "risk" not in panel.counts:
        return ""
    if not panel.compares:
        return Text(
            cs="Srovnávací lokalita není: co se změnilo v celém městě, od změny v rizikových lokalitách oddělit nelze.",
            en="There is no comparison locality: what changed in the whole town cannot be separated from a change in "
            "the risk localities.",
        )(lang)
    if not ratio:
        return _silent(panel)
    return Text(
        cs="{named}, rizikové lokality proti srovnávacím: poměr poměrů {ratio} (95% interval {interval}; pod 1 je "
        "vývoj v rizikových příznivější). {tail} {spread}",
        en="{named}, risk localities against the comparison: ratio of ratios {ratio} (95% interval {interval}; below 1 "
        "the risk localities did better). {tail} {spread}",
    ).fill(
        lang, named=panel.named(lang), ratio=ratio.show(), interval=ratio.interval, tail=_LIES[panel.verdict](lang),
        spread=_spread(panel.figure("overdispersion")),
    )  # fmt: skip


def _silent(panel: Panel) -> str:
    """Why there is no ratio although there are comparison localities."""
    lang = panel.reading.lang
    if min(rate.n for arm in COMPARED for rate in panel.counts[arm]) == 0:
        return Text(
            cs="V některé ze skupin není před projektem nebo v jeho době ani jeden záznam: poměr spočítat nejde.",
            en="One of the groups has not a single record before the project or during it: there is no ratio.",
        )(lang)
    if not panel.enough(*COMPARED):
        return Text(
            cs="Některý z počtů je menší než {few}: poměr by říkal víc, než počty nesou.",
            en="One of the counts is under {few}: a ratio would say more than the counts hold.",
        ).fill(lang, few=FEW_COUNTED)
    return Text(
        cs="Srovnávaných měsíců je málo: jak moc měsíce kolísají, z nich nejde říci, a poměr by neměl interval.",
        en="Too few months are compared: how much months vary cannot be told from them, and a ratio would have no "
        "interval.",
    )(lang)


def _spread(spread: Figure) -> str:
    """How far counts vary more than independent events would, and so how much wider the interval is."""
    lang = spread.labels.lang
    if spread.value <= 1:
        return Text(
            cs="Počty nekolísají víc, než odpovídá nezávislým událostem.",
            en="Counts vary no more than independent events would.",
        )(lang)
    return Text(
        cs="Rozptyl počtů je {spread}krát větší, než odpovídá nezávislým událostem; interval s tím počítá.",
        en="The variance of counts is {spread} times that of independent events; the interval allows for it.",
    ).fill(lang, spread=number(spread.value, lang, 1))


def _around(panel: Panel) -> str:
    """What happened around the risk localities; nothing without surroundings or a comparison, or with few events."""
    lang = panel.reading.lang
    difference, quotient = panel.figure("displacement_difference"), panel.figure("displacement_quotient")
    if not panel.against or not difference or difference.lower is None or not panel.enough("surroundings"):
        return ""
    text = Text(
        cs="Rizikové lokality i s okolím proti týmž srovnávacím: rozdíl změn {difference} (95% interval {interval}; "
        "pod 0 méně). {lies}",
        en="Risk localities with their surroundings against the same comparison: difference of changes {difference} "
        "(95% interval {interval}; below 0 fewer). {lies}",
    )
    said = text.fill(lang, difference=difference.show(), interval=_range(difference), lies=_zero(difference))
    if not quotient or (panel.verdict != "better" and difference.upper >= 0):
        return said
    return f"{said} " + Text(
        cs="Kvocient přesunu je {quotient} (nad 0 zlepšení i v okolí, pod 0 přesun); interval nemá.",
        en="The displacement quotient is {quotient} (above 0 better around too, below 0 a move); it has no interval.",
    ).fill(lang, quotient=quotient.show())


def _range(difference: Figure) -> str:
    """The interval without the noun that stands beside its value."""
    to = Text(cs="{low}{nbsp}až{nbsp}{high}", en="{low}{nbsp}to{nbsp}{high}")
    low, high = (difference.bare(end) for end in ("lower", "upper"))
    return to.fill(difference.labels.lang, low=low, high=high, nbsp=NBSP)


def _zero(difference: Figure) -> str:
    """What the interval allows to say of a fall that is counted with the surroundings: only its net size."""
    lang = difference.labels.lang
    if difference.lower <= 0 <= difference.upper:
        return Text(
            cs="Interval nulu nevylučuje: o přesunu do okolí ani o zlepšení v něm z něj usuzovat nelze.",
            en="The interval does not rule out zero: neither a move into the surroundings nor an improvement there can "
            "be read from it.",
        )(lang)
    if difference.upper < 0:
        return Text(
            cs="I s okolím vychází úbytek; část se do okolí přesunout mohla.",
            en="With the surroundings it still comes out as a fall; part of it may have moved.",
        )(lang)
    return Text(cs="S okolím vychází přírůstek.", en="With the surroundings it comes out as a rise.")(lang)


def _course(reading: Reading) -> str:
    """The step and the change of trend in the risk localities, beside those of the comparison."""
    lang = reading.lang
    parts = []
    each = Text(
        cs="{arm}: skok se začátkem projektu {level} (95% interval {around}), změna trendu za měsíc {slope} ({about}).",
        en="{arm}: step at the start of the project {level} (95% interval {around}), change of the trend a month "
        "{slope} ({about}).",
    )
    for arm in ("risk", "comparison"):
        level, slope = (reading.figure("offence_trend", id, arm=arm) for id in ("level_change", "slope_change"))
        if level and slope:
            parts.append(each.fill(
                lang, arm=sentence(reading.labels.name("arm", arm)), level=level.show(), around=level.interval,
                slope=slope.bare(), about=slope.interval,
            ))  # fmt: skip
    if not parts:
        return ""
    model = Text(
        cs="Model s trendem, ročním obdobím a nouzovým stavem (1 = beze změny; sám skupiny nesrovnává).",
        en="A model with trend, season and state of emergency (1 = no change; by itself it does not compare groups).",
    )
    return " ".join([model(lang), *parts, *_short(reading)])


def _short(reading: Reading) -> list[str]:
    """That too short a time before the project does not tell the step from the season, where it is so short."""
    before = reading.figure("offence_trend", "months_before")
    if not before or before.value >= _TWO_YEARS:
        return []
    text = Text(
        cs="Před projektem je známo jen {months}: skok a roční období od sebe odlišit nejde.",
        en="Only {months} before the project are known: the step cannot be told apart from the season.",
    )
    return [text.fill(reading.lang, months=before.show())]


def _warnings(panel: Panel) -> str:
    """What weakens the comparison: places chosen for their peak, states of emergency, and what records are."""
    lang = panel.reading.lang
    warnings = [
        Text(
            cs="Záznamy měří i to, kolik se hlásí a kolik se hledá; víc hlídek může najít víc přestupků.",
            en="Records also measure how much is reported and looked for; more patrols may find more offences.",
        )(lang)
    ]
    chosen = panel.figure("chosen_by_peak")
    if not chosen:
        warnings.insert(0, UNRECORDED_CHOICE(lang))
    elif chosen.value:
        warnings.insert(0, Text(
            cs="Pozor: rizikové lokality vybrané podle výkyvu ({chosen}) by se po výkyvu zlepšily samy (regrese "
            "k průměru); srovnání to neodstraní.",
            en="Mind: risk localities chosen for their peak ({chosen}) would improve after it by themselves "
            "(regression to the mean); the comparison does not remove that.",
        ).fill(lang, chosen=out_of(chosen.value, chosen.n, lang)))  # fmt: skip
    subdued = _emergency(panel)
    return " ".join([*warnings, *([subdued] if subdued else [])])


def _emergency(panel: Panel) -> str:
    """In how many of the compared months a state of emergency held, at least on some days."""
    lang, curves = panel.reading.lang, panel.reading.curves
    share = curves.filter(pl.col("measure") == "emergency_share", pl.col("y") > 0).select("x")
    compared = curves.filter(pl.col("indicator") == panel.indicator, pl.col("measure") == "compared_months")
    if share.is_empty() or compared.is_empty():
        return ""
    held = {window: compared.filter(pl.col("series") == window).join(share, on="x", how="semi").height
            for window in ("before", "after")}  # fmt: skip
    return Text(
        cs="Nouzový stav aspoň zčásti zasáhl ze srovnávaných měsíců před projektem {before}, v době projektu {after}.",
        en="Of the months compared, a state of emergency touched {before} before the project and {after} during it.",
    ).fill(lang, **{window: out_of(n, panel.months, lang) for window, n in held.items()})
