"""Sentences on recorded offences and complaints: before and during the project, against comparison localities.

Counts under `FEW` stay counts. Without a comparison locality nothing is said of why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, or_zero, out_of
from apk_lib.tables.codes import ARMS
from apk_lib.text import Noun, Text, number, sentence

FEW = 20
OFFENCES = Text(cs="Přestupky a trestné činy", en="Offences and crimes")
COMPLAINTS = Text(cs="Stížnosti", en="Complaints")
_BY_MONTH = Text(
    cs="Záznamy po měsících. Šedě měsíce s nouzovým stavem, tím tmavěji, čím víc dní; svislá čára je začátek projektu.",
    en="Records by month. Grey: months with a state of emergency, the darker the more days; the vertical line is the "
    "start of the project.",
)
_RATIOS = Text(
    cs="Poměr počtu v době projektu k počtu ve stejně dlouhé době před ním s 95% intervalem; 1 = beze změny, vlevo "
    f"méně. Jen kde jsou oba počty aspoň {FEW}. Intervaly skupin platí pro nezávislé události, dolní počítá "
    "s rozptylem měsíců.",
    en="Ratio of the count during the project to that in an equally long time before it, with the 95% interval; "
    f"1 = no change, fewer to the left. Only where both counts are {FEW} or more. Intervals of groups hold for "
    "independent events, the lowest allows for the variance of months.",
)
_FOUND = {
    "better": Text(
        cs="Přestupky a trestné činy se v rizikových lokalitách vyvíjely příznivěji než ve srovnávacích: poměr poměrů "
        "{ratio} (95% interval {interval})",
        en="Offences and crimes went better in the risk localities than in the comparison ones: ratio of ratios "
        "{ratio} (95% interval {interval})",
    ),
    "worse": Text(
        cs="Přestupky a trestné činy se v rizikových lokalitách vyvíjely hůře než ve srovnávacích: poměr poměrů "
        "{ratio} (95% interval {interval})",
        en="Offences and crimes went worse in the risk localities than in the comparison ones: ratio of ratios "
        "{ratio} (95% interval {interval})",
    ),
    "uncertain": Text(
        cs="Přestupky a trestné činy: vývoj v rizikových lokalitách nelze od srovnávacích odlišit (poměr poměrů "
        "{ratio}, 95% interval {interval})",
        en="Offences and crimes: the course in the risk localities cannot be told apart from that in the comparison "
        "ones (ratio of ratios {ratio}, 95% interval {interval})",
    ),
}
_LIES = {
    "better": Text(cs="Celý interval leží pod 1.", en="The whole interval lies below 1."),
    "worse": Text(cs="Celý interval leží nad 1.", en="The whole interval lies above 1."),
    "uncertain": Text(
        cs="Interval 1 nevylučuje: rozdíl nelze odlišit od náhody.",
        en="The interval does not rule out 1: the difference cannot be told apart from chance.",
    ),
}
_ALONE = Text(cs="; bez srovnávací lokality nelze říci proč", en="; without a comparison locality nobody can say why")
_INDEPENDENT = Text(
    cs="Intervaly skupin platí, přicházejí-li události nezávisle.",
    en="The intervals of groups hold where events come independently.",
)
_MONTHS = Noun(cs=("měsíci", "měsících", "měsících", "měsíce"), en=("month", "months"))


@dataclass(frozen=True)
class Panel:
    """The figures of one kind of record: the indicator of its change, the unit it counts and what it is called."""

    reading: Reading
    indicator: str
    unit: str
    named: Text

    @cached_property
    def counts(self) -> dict[str, tuple[Figure, Figure]]:
        """The rates before and during the project of each arm whose months are compared, in the order of `ARMS`."""
        rows = self.reading.rows(self.indicator, "monthly_rate", "cumulative", "arm", "window")
        cells = {(row["category_1"], row["category_2"]): Figure(row, self.reading.labels)
                 for row in rows.drop_nulls("value").iter_rows(named=True)}  # fmt: skip
        pairs = {arm: (cells.get((arm, "before")), cells.get((arm, "after"))) for arm in ARMS}
        return {arm: (before, after) for arm, (before, after) in pairs.items() if before and after}

    @property
    def months(self) -> int:
        """How many months there are in either window."""
        return int(next(iter(self.counts.values()))[0].denominator) if self.counts else 0

    def enough(self, *arms: str) -> bool:
        """Whether every count of these arms carries a ratio."""
        return all(arm in self.counts and min(rate.n for rate in self.counts[arm]) >= FEW for arm in arms)

    @property
    def drawn(self) -> bool:
        """Whether any month is known."""
        return not self.reading.curves.filter(pl.col("measure") == f"{self.unit}_by_month").is_empty()

    def figure(self, measure: str) -> Figure:
        """A figure of the change in total."""
        return self.reading.figure(self.indicator, measure)

    def said(self, n: float) -> str:
        """So many records."""
        return self.reading.labels.value(n, self.unit)


def offences(reading: Reading) -> Finding:
    """What records say of the risk localities: counts, rates, the comparison, surroundings, course, and warnings."""
    lang = reading.lang
    panel = Panel(reading, "offence_effect", "offences", OFFENCES)
    total = reading.figure("recorded_offences", "offences", "period")
    if not total and not panel.counts:
        return no_figure(total, OFFENCES, lang)
    heading = _heading(panel, total)
    complained = Panel(reading, "complaint_effect", "complaints", COMPLAINTS)
    said = (
        _counted(panel), f"{_against(panel)} {_around(panel)}".strip(), _course(reading),
        f"{_counted(complained)} {_against(complained)}".strip(), _warnings(panel),
    )  # fmt: skip
    pictures = (
        (_BY_MONTH(lang), f"{heading}. {_counted(panel)}".strip()) if panel.drawn else None,
        (_RATIOS(lang), f"{heading}. {_against(panel)}".strip()) if any(map(panel.enough, panel.counts)) else None,
    )
    return Finding(heading, tuple(text for text in said if text), pictures, compares=True)


def verdict(ratio: Figure) -> str:
    """`better`, `worse` or `uncertain`: on which side of 1 the whole interval of a ratio lies."""
    if ratio.lower is None or ratio.lower <= 1 <= ratio.upper:
        return "uncertain"
    return "better" if ratio.upper < 1 else "worse"


def _heading(panel: Panel, total: Figure) -> str:
    lang = panel.reading.lang
    if "risk" not in panel.counts:
        return Text(
            cs="V období je evidováno {n}; s dobou před projektem je srovnat nelze",
            en="{n} on record in the period; they cannot be compared with the time before the project",
        ).fill(lang, n=or_zero(total, "offences"))
    ratio = panel.figure("ratio_of_ratios")
    if ratio and panel.enough("risk", "comparison"):
        text = _FOUND[verdict(ratio)]
        return text.fill(lang, ratio=ratio.show(), interval=ratio.interval)
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
        alone="" if "comparison" in panel.counts else _ALONE(lang),
    )


def _counted(panel: Panel) -> str:
    """Each arm before and during the project: counts with their rates, a ratio where the counts carry one."""
    lang, labels = panel.reading.lang, panel.reading.labels
    if not panel.counts:
        return ""
    each = Text(cs="{arm} {before} a {after}", en="{arm} {before} and {after}")
    ratio = Text(
        cs=" ({slow} a {now} za měsíc), poměr {ratio} (95% interval {interval})",
        en=" ({slow} and {now} a month), ratio {ratio} (95% interval {interval})",
    )
    parts = []
    for arm, (before, after) in panel.counts.items():
        counts = {"before": number(before.n, lang), "after": number(after.n, lang)}
        told = each.fill(lang, arm=labels.name("arm", arm), **counts)
        change = panel.reading.figure(panel.indicator, "rate_ratio", arm=arm)
        if change and panel.enough(arm):
            rates = {"slow": before.bare(), "now": after.bare()}
            told += ratio.fill(lang, ratio=change.show(), interval=change.interval, **rates)
        parts.append(told)
    return Text(
        cs="{named} v týchž kalendářních měsících před projektem a v době projektu (po {months}): {parts}.{alone}",
        en="{named} in the same calendar months before the project and during it ({months} each): {parts}.{alone}",
    ).fill(
        lang,
        named=panel.named(lang),
        months=_MONTHS.count(panel.months, lang),
        parts="; ".join(parts),
        alone=f" {_INDEPENDENT(lang)}" if any(map(panel.enough, panel.counts)) else "",
    )


def _against(panel: Panel) -> str:
    """The ratio of ratios with its interval and what widened it; nothing where counts do not carry it."""
    lang = panel.reading.lang
    ratio, spread = panel.figure("ratio_of_ratios"), panel.figure("overdispersion")
    if "risk" not in panel.counts:
        return ""
    if "comparison" not in panel.counts:
        return Text(
            cs="Srovnávací lokalita není: co se změnilo v celém městě, od změny v rizikových lokalitách oddělit nelze.",
            en="There is no comparison locality: what changed in the whole town cannot be separated from a change in "
            "the risk localities.",
        )(lang)
    if not ratio or not panel.enough("risk", "comparison"):
        return Text(
            cs="Některý z počtů je menší než {few}: poměr by říkal víc, než počty nesou.",
            en="One of the counts is under {few}: a ratio would say more than the counts hold.",
        ).fill(lang, few=FEW)
    tail = _LIES[verdict(ratio)]
    return Text(
        cs="Rizikové proti srovnávacím: poměr poměrů {ratio} (95% interval {interval}; pod 1 je vývoj v rizikových "
        "příznivější). {tail} {spread}",
        en="Risk against comparison: ratio of ratios {ratio} (95% interval {interval}; below 1 the risk localities did "
        "better). {tail} {spread}",
    ).fill(lang, ratio=ratio.show(), interval=ratio.interval, tail=tail(lang), spread=_spread(spread))


def _spread(spread: Figure) -> str:
    """How far months vary more than independent events would, and so how much wider the interval is."""
    lang = spread.labels.lang
    if spread.value <= 1:
        return Text(
            cs="Měsíce nekolísají víc, než odpovídá nezávislým událostem.",
            en="Months vary no more than independent events would.",
        )(lang)
    return Text(
        cs="Rozptyl měsíců je {spread}krát větší, než odpovídá nezávislým událostem; interval s tím počítá.",
        en="The variance of months is {spread} times that of independent events; the interval allows for it.",
    ).fill(lang, spread=number(spread.value, lang, 1))


def _around(panel: Panel) -> str:
    """What happened around the risk localities; nothing without surroundings or a comparison, or with few events."""
    lang = panel.reading.lang
    difference = panel.figure("displacement_difference")
    if not difference or not panel.enough("risk", "comparison", "surroundings"):
        return ""
    told = Text(
        cs="Rizikové lokality i s okolím proti týmž srovnávacím: rozdíl změn {difference} (95% interval {interval}; "
        "pod 0 méně). {lies}",
        en="Risk localities with their surroundings against the same comparison: difference of changes {difference} "
        "(95% interval {interval}; below 0 fewer). {lies}",
    ).fill(lang, difference=difference.show(), interval=difference.interval, lies=_zero(difference))
    quotient = panel.figure("displacement_quotient")
    if not quotient or verdict(panel.figure("ratio_of_ratios")) != "better":
        return told
    return f"{told} " + Text(
        cs="Kvocient přesunu je {quotient} (nad 0 zlepšení i v okolí, pod 0 přesun); interval nemá.",
        en="The displacement quotient is {quotient} (above 0 better around too, below 0 a move); it has no interval.",
    ).fill(lang, quotient=quotient.show())


def _zero(difference: Figure) -> str:
    """On which side of zero the whole interval lies, if on one."""
    lang = difference.labels.lang
    if difference.lower <= 0 <= difference.upper:
        return Text(
            cs="Interval nulu nevylučuje: o přesunu do okolí ani o zlepšení v něm z něj usuzovat nelze.",
            en="The interval does not rule out zero: neither a move into the surroundings nor an improvement there can "
            "be read from it.",
        )(lang)
    if difference.upper < 0:
        return Text(cs="Celý interval leží pod nulou.", en="The whole interval lies below zero.")(lang)
    return Text(cs="Celý interval leží nad nulou.", en="The whole interval lies above zero.")(lang)


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
    return " ".join([model(lang), *parts])


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
    if chosen and chosen.value:
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
