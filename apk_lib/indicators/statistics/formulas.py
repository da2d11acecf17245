"""What each statistic does, in words: its formula, numerator, denominator, and where its interval or test comes from.

A statistic names columns; whoever asks tells what they are (`Named`). `{amount}` in a formula stands for the column
that the statistic holds in its field `amount`, `{answer.among}` for what its cases are counted among.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any, Protocol

from apk_lib.indicators.statistics import before_after, core, segments, spells, survey, survey_comparisons
from apk_lib.indicators.statistics import survey_quality as quality
from apk_lib.text import LANGUAGES, Lang, Text


class Quantity(Protocol):
    """What a column of unit-level rows holds."""

    @property
    def label(self) -> Text:
        """Its name in the nominative."""

    @property
    def among(self) -> Text:
        """Among what its cases are counted."""


Named = Callable[[str], Quantity]
# methods of a figure that is a plain sum or choice of its rows: nothing is estimated
PLAIN = ("none", "sum", "ratio_of_sums", "distinct", "median", "min", "max", "stated", "count")


@dataclass(frozen=True, slots=True)
class Formula:
    """How a figure comes about; `methods` are those `Results.method` may hold beside the `PLAIN` ones."""

    statement: Text
    numerator: Text | None = None
    denominator: Text | None = None
    methods: tuple[str, ...] = ()


def formula(statistic: object, named: Named) -> Formula:
    """The formula of a statistic or a curve with the names of its quantities in place.

    Raises:
        KeyError: its kind has no formula here (a programmer's mistake).
    """
    told = _told(statistic)
    return replace(
        told,
        statement=_filled(told.statement, statistic, named),
        numerator=told.numerator and _filled(told.numerator, statistic, named),
        denominator=told.denominator and _filled(told.denominator, statistic, named),
    )


def columns(statistic: object) -> set[str]:
    """The columns that its formula names."""
    told = _told(statistic)
    said = [part.en for part in (told.statement, told.numerator, told.denominator) if part]
    fields = {name.split(".")[0] for text in said for _, name, _, _ in Formatter().parse(text) if name}
    values = (getattr(statistic, name) for name in fields)
    return {value for value in values if isinstance(value, str)}


def parts(statistic: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the numerator and those of the denominator, each in the order in which its formula names them.

    Where nothing is divided, the numerator is what the value is made of.
    """
    told = _told(statistic)
    above = told.numerator or told.statement
    return _columns_in(statistic, above), _columns_in(statistic, told.denominator) if told.denominator else ()


def _columns_in(statistic: object, text: Text) -> tuple[str, ...]:
    fields = [name.split(".")[0] for _, name, _, _ in Formatter().parse(text.en) if name]
    values = (getattr(statistic, name) for name in fields)
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str)))


@dataclass(frozen=True, slots=True)
class _Said:
    """A quantity inside a sentence of one language."""

    quantity: Quantity
    lang: Lang

    def __str__(self) -> str:
        return self.quantity.label(self.lang)

    @property
    def among(self) -> str:
        """Among what it is counted."""
        return self.quantity.among(self.lang)


def _filled(text: Text, statistic: object, named: Named) -> Text:
    def said(lang: Lang) -> str:
        fields = {name.split(".")[0] for _, name, _, _ in Formatter().parse(text(lang)) if name}
        values = {name: getattr(statistic, name) for name in fields}
        words = {k: _Said(named(value), lang) if isinstance(value, str) else value for k, value in values.items()}
        return text.fill(lang, **words)

    return Text(**{lang: said(lang) for lang in LANGUAGES})


def _told(statistic: object) -> Formula:
    """The formula of its kind, or of the variety that one of its fields chooses."""
    kind = type(statistic)
    chosen = ((kind, getattr(statistic, name)) for name in _CHOICES if hasattr(statistic, name))
    return next((FORMULAS[key] for key in chosen if key in FORMULAS), None) or FORMULAS[kind, ANY]


# fields that choose a variety, and what stands for any other value of them
_CHOICES = ("planned", "per", "which", "what", "test", "adjusted", "others", "approached")
ANY = "any"


def _f(
    cs: str, en: str, above: tuple[str, str] | None = None, below: tuple[str, str] | None = None, *methods: str
) -> Formula:
    return Formula(Text(cs, en), Text(*above) if above else None, Text(*below) if below else None, methods)


def _quotient(above: str, below: str, times: str = "", *methods: str) -> Formula:
    """One quantity over another, in no language."""
    whole = f"{times}{above} ÷ {below}"
    return Formula(Text(whole, whole), Text(above, above), Text(below, below), methods)


_SHARE = ("{answer}", "{answer}"), ("{answer.among}", "{answer.among}")
_OF_ANSWER = _f("vážený podíl: {answer} ÷ {answer.among}", "weighted share: {answer} ÷ {answer.among}", *_SHARE)
_LAST_FIRST = ("poslední vlna − první vlna: podíl ({answer} ÷ {answer.among})",
               "last wave − first wave: share ({answer} ÷ {answer.among})")  # fmt: skip
_P_OF_CHANGE = (
    "hodnota p změny podílu ({answer} ÷ {answer.among}) mezi první a poslední vlnou",
    "p-value of the change of the share ({answer} ÷ {answer.among}) from the first wave to the last",
)
_RATES = (("součet po měsících po zahájení", "sum over months after the start"),
          ("součet po měsících před zahájením", "sum over months before the start"))  # fmt: skip
_COMPARED = (
    ("poměr po/před v rizikových lokalitách", "ratio after/before in the risk localities"),
    ("poměr po/před ve srovnávacích lokalitách", "ratio after/before in the comparison localities"),
)
_MEAN_GAIN = "průměr osob: {after} − {before}", "mean over people: {after} − {before}"
_AT_RISK = "osoby, které do té doby neodešly a jsou sledovány", "persons still there and observed at that time"
_COUNTS = ("{delivered}", "{delivered}"), ("{planned}", "{planned}")
_Formulas = dict[tuple[type, Any], Formula]

_CORE: _Formulas = {
    (core.Total, None): _f("součet: {amount}", "sum of: {amount}"),
    (core.Total, ANY): _f("součet: {amount}; proti tomu: {planned}", "sum of: {amount}; against: {planned}",
                           ("{amount}", "{amount}"), ("{planned}", "{planned}")),
    (core.Ratio, 1): _quotient("{numerator}", "{denominator}"),
    (core.Ratio, ANY): _quotient("{numerator}", "{denominator}", "{per} × "),
    (core.Proportion, ANY): _quotient("{success}", "{success.among}", "", "exact"),
    (core.Rate, 1): _quotient("{events}", "{exposure}", "", "garwood"),
    (core.Rate, ANY): _quotient("{events}", "{exposure}", "{per} × ", "garwood"),
    (core.Evenness, ANY): _f("Giniho index: {delivered} proti: {planned}", "Gini index: {delivered} against: {planned}",
                              *_COUNTS, "gini"),
    (core.Distinct, ANY): _f("počet, každý jednou: {unit}", "number, each once: {unit}", ("{unit}", "{unit}")),
    (core.Spread, "median"): _f("medián: {column}", "median: {column}"),
    (core.Spread, "min"): _f("nejmenší hodnota: {column}", "smallest value: {column}"),
    (core.Spread, "max"): _f("největší hodnota: {column}", "largest value: {column}"),
    (core.MeanChange, ANY): _f(*_MEAN_GAIN, ("součet rozdílů: {after} − {before}", "sum of: {after} − {before}"),
                                ("osoby s oběma hodnotami", "people with both values"), "t"),
    (core.Stated, ANY): _f("převzatá hodnota: {value}", "as published: {value}"),
    (core.Series, ANY): _f("hodnoty, jak jsou: {y}", "values as they are: {y}"),
    (core.Daily, ANY): _f("součet za den: {amount}", "sum of a day: {amount}"),
    (core.Largest, ANY): _f("největší hodnoty sestupně: {value}", "largest values in falling order: {value}"),
    (core.Lorenz, ANY): _f("Lorenzova křivka: {delivered} proti: {planned}", "Lorenz curve: {delivered} against: "
                            "{planned}", *_COUNTS),
    (spells.Survival, ANY): _f("podíl těch, kdo ještě neodešli; odchod: {event}", "share who have not left yet; "
                                "leaving: {event}", None, _AT_RISK, "kaplan_meier"),
    (spells.Incidence, ANY): _f("podíl těch, kdo už odešli, podle důvodu: {cause}", "share who have left, by reason: "
                                 "{cause}", None, _AT_RISK, "aalen_johansen"),
}  # fmt: skip
_BEFORE_AFTER: _Formulas = {
    (before_after.Recorded, ANY): _f("součet: {amount}", "sum of: {amount}"),
    (before_after.ByMonth, ANY): _f("součet za měsíc: {amount}", "sum of a month: {amount}"),
    (before_after.ChangeOfRate, ANY): _f("měsíční počet po zahájení ÷ měsíční počet před ním",
                                          "monthly number after the start ÷ before it", *_RATES, "conditional"),
    (before_after.AgainstComparison, "ratio"): _f(
        "poměr po/před v rizikových lokalitách ÷ týž poměr ve srovnávacích", "ratio after/before in the risk "
        "localities ÷ that in the comparison ones", *_COMPARED, "quasi_poisson_t"),
    (before_after.AgainstComparison, "dispersion"): _f(
        "kolikrát se měsíční počty liší víc, než by dala náhoda", "how many times more monthly counts vary than by "
        "chance", None, None, "pearson"),
    (before_after.Displacement, "quotient"): _f(
        "změna v okolí ÷ změna v rizikových lokalitách, obojí proti srovnávacím", "change around ÷ change in the risk "
        "localities, both against the comparison ones", None, None, "bowers_johnson"),
    (before_after.Displacement, "difference"): _f(
        "změna v rizikových lokalitách a okolí − změna, jakou by daly srovnávací", "change in the risk localities and "
        "around − what the comparison ones would give", None, None, "wheeler_ratcliffe_quasi_t"),
    (before_after.Displacement, "local"): _f(
        "změna v rizikových lokalitách − změna, jakou by daly srovnávací", "change in the risk localities − what the "
        "comparison ones would give", None, None, "wheeler_ratcliffe_quasi_t"),
    (segments.Segment, "level"): _f("skok měsíčních počtů při zahájení (poměr)", "step of monthly counts at the start "
                                    "(ratio)", None, None, "quasi_poisson_segmented"),
    (segments.Segment, "slope"): _f("změna měsíčního trendu od zahájení (poměr)", "change of the monthly trend since "
                                    "the start (ratio)", None, None, "quasi_poisson_segmented"),
}  # fmt: skip
_SURVEY: _Formulas = {
    (survey.SurveyShare, ANY): replace(_OF_ANSWER, methods=("korn-graubard",)),
    (survey.SurveyMean, ANY): _f("vážený průměr: {score}", "weighted mean: {score}", ("{score}", "{score}"),
                                  ("{score.among}", "{score.among}"), "taylor_t"),
    (survey.DesignEffect, ANY): _f("rozptyl podílu ({answer}) ÷ rozptyl v prostém náhodném výběru",
                                    "variance of the share ({answer}) ÷ that of a simple random sample", None, None,
                                    "taylor"),
    (survey.SurveyChange, ANY): _f(*_LAST_FIRST, *_SHARE, "taylor_t", "mover_korn_graubard"),
    (survey.SurveyStep, ANY): _f("vlna − předchozí vlna: podíl ({answer} ÷ {answer.among})",
                                  "wave − the wave before: share ({answer} ÷ {answer.among})", *_SHARE, "taylor_t",
                                  "mover_korn_graubard"),
    (survey.MeanChange, ANY): _f("poslední vlna − první vlna: průměr ({score})",
                                  "last wave − first wave: mean ({score})", None, None, "taylor_t"),
    (survey.ChangeTest, ANY): _f(*_P_OF_CHANGE, None, None, "t"),
    (survey.ChangeTest, "holm"): _f(*_P_OF_CHANGE, None, None, "t_holm"),
    (survey.ChangeTest, "bh"): _f(*_P_OF_CHANGE, None, None, "t_bh"),
    (survey.Family, "members"): _f("počet testů ohlášených předem", "number of tests declared beforehand"),
    (survey.Family, "tested"): _f("počet testů, které šlo provést", "number of tests that could be made"),
    (survey.SurveyTrend, ANY): replace(_OF_ANSWER, methods=("korn-graubard",)),
    (survey_comparisons.Transfer, ANY): _f(
        "změna podílu ({answer}) v jedné části města − změna v druhé", "change of the share ({answer}) in one part of "
        "the town − change in the other", None, None, "taylor_t", "mover_korn_graubard"),
    (survey_comparisons.TransferTest, ANY): _f("hodnota p rozdílu změn", "p-value of the difference of changes",
                                                None, None, "t"),
    (survey_comparisons.TransferTest, "holm"): _f("hodnota p rozdílu změn", "p-value of the difference of changes",
                                                  None, None, "t_holm"),
    (survey_comparisons.OrdinalEffect, ANY): _f(
        "pravděpodobnost lepší odpovědi v poslední vlně − pravděpodobnost horší ({score})", "probability of a better "
        "answer in the last wave − that of a worse one ({score})", None, None, "taylor_t"),
    (survey_comparisons.OddsRatio, ANY): _f(
        "šance na lepší odpověď v poslední vlně ÷ v první vlně ({score})", "odds of a better answer in the last wave "
        "÷ in the first ({score})", None, None, "proportional_odds", "logit"),
    (survey_comparisons.PanelChange, ANY): _f("průměrná změna u týchž lidí ({answer})",
                                               "mean change among the same people ({answer})", None, None, "taylor_t"),
    (survey_comparisons.PanelTest, "mcnemar"): _f("hodnota p změny u týchž lidí ({answer})",
                                                  "p-value of the change among the same people ({answer})", None, None,
                                                  "mcnemar"),
    (survey_comparisons.PanelTest, "wilcoxon"): _f("hodnota p posunu u týchž lidí ({answer})",
                                                   "p-value of the shift among the same people ({answer})", None, None,
                                                   "wilcoxon"),
}  # fmt: skip
_QUALITY: _Formulas = {
    (quality.Bound, "unfavourable"): _f(
        "podíl ({answer}), kdyby ostatní oslovení odpověděli nepříznivě", "share ({answer}) if all others approached "
        "had answered unfavourably", None, None, "bound"),
    (quality.Bound, "favourable"): _f(
        "podíl ({answer}), kdyby ostatní oslovení odpověděli příznivě", "share ({answer}) if all others approached had "
        "answered favourably", None, None, "bound"),
    (quality.ResponseRate, 1): _f("úplné rozhovory ÷ oslovení, kteří do šetření patří nebo mohou patřit",
                                  "complete interviews ÷ those approached who belong or may belong",
                                  ("úplné rozhovory", "complete interviews"), ("oslovení", "approached"), "aapor"),
    (quality.ResponseRate, 2): _f("úplné a částečné rozhovory ÷ oslovení, kteří do šetření patří nebo mohou patřit",
                                  "complete and partial interviews ÷ those approached who belong or may belong",
                                  ("úplné a částečné rozhovory", "complete and partial interviews"),
                                  ("oslovení", "approached"), "aapor"),
    (quality.Persons, ANY): _f("počet oslovených", "number of those approached"),
    (quality.WeightSpread, "kish_deff"): _f("kolikrát nestejné váhy zvětšují rozptyl: n · Σw² ÷ (Σw)²",
                                            "how many times unequal weights raise the variance: n · Σw² ÷ (Σw)²", None,
                                            None, "kish"),
    (quality.WeightSpread, "smallest"): _f("nejmenší váha ÷ medián vah", "smallest weight ÷ median weight", None, None,
                                           "kish"),
    (quality.WeightSpread, "largest"): _f("největší váha ÷ medián vah", "largest weight ÷ median weight", None, None,
                                          "kish"),
    (quality.SmallestCell, ANY): _f("dotázaní v nejméně zastoupené skupině", "respondents in the smallest group"),
    (quality.MarginError, ANY): _f("největší rozdíl podílu skupiny ve výběru a mezi obyvateli",
                                    "largest difference of a group's share in the sample and among residents"),
    (quality.BatteryReliability, "alpha"): _f("Cronbachovo alfa otázek baterie", "Cronbach's alpha of the battery",
                                              None, None, "alpha"),
    (quality.BatteryReliability, "omega"): _f("McDonaldova omega otázek baterie", "McDonald's omega of the battery",
                                              None, None, "omega"),
    (quality.Detectable, ANY): _f("nejmenší nárůst podílu ({answer}), který dvě takové vlny poznají",
                                   "smallest rise of the share ({answer}) that two such waves find", None, None,
                                   "normal"),
    (quality.Needed, False): _f("kolik dotázaných v každé vlně změnu pozná", "how many respondents in each wave find "
                                "the change", None, None, "normal"),
    (quality.Needed, True): _f("kolik lidí oslovit, aby se změna poznala", "how many to approach to find the change",
                               None, None, "normal"),
}  # fmt: skip
FORMULAS: _Formulas = _CORE | _BEFORE_AFTER | _SURVEY | _QUALITY
