"""The two questions the project is judged by: how safe people feel by day and after dark."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import TOTAL, Curve, Measure, indicator
from apk_lib.indicators.statistics.survey import (
    ChangeTest,
    DesignEffect,
    MeanChange,
    SurveyChange,
    SurveyMean,
    SurveyShare,
    SurveyStep,
    SurveyTrend,
)
from apk_lib.indicators.statistics.survey_comparisons import OddsRatio, OrdinalEffect, PanelChange, PanelTest, Transfer
from apk_lib.indicators.statistics.survey_quality import Bound
from apk_lib.periods import Period
from apk_lib.tables.codes import ZONE_PAIRS
from apk_lib.tables.scales import DECLINED, DONT_KNOW, SCALES
from apk_lib.text import Text

_SAFETY = SCALES["safety"]
BY_WAVE = (("wave",),)
_BY_ZONE = (("wave",), ("wave", "zone"))
_BY_GROUP = (*_BY_ZONE, ("wave", "sex"), ("wave", "age_group"))
_GROUPS = (TOTAL, ("zone",), ("sex",), ("age_group",))

_LEVELS = (
    Measure("share_safe", Text(cs="cítí se bezpečně", en="feel safe"), "share", SurveyShare("favourable"), _BY_GROUP),
    *(
        Measure(f"answer_{code}", said, "share", SurveyShare(f"answer_{code}"), _BY_ZONE)
        for code, said in _SAFETY.valid.items()
    ),
    *(
        Measure(f"answer_{code}", _SAFETY.outside[code], "share", SurveyShare(f"answer_{code}"), BY_WAVE)
        for code in (DONT_KNOW, DECLINED)
    ),
    Measure("mean_score", Text(cs="průměrná známka (4 = nejbezpečněji)", en="mean score (4 = safest)"), "score",
            SurveyMean("score"), _BY_ZONE),
    Measure("net_score", Text(cs="bezpečně minus nebezpečně", en="safe minus unsafe"), "share_difference",
            SurveyMean("net"), BY_WAVE),
    Measure("deff", Text(cs="efekt výběrového plánu", en="design effect"), "ratio", DesignEffect("favourable"),
            BY_WAVE),
    Measure("lowest_possible", Text(cs="cítilo by se bezpečně nejméně (kdo neodpověděl, necítí se bezpečně)",
                                    en="would feel safe at least (whoever did not answer does not)"), "share",
            Bound("favourable", "unfavourable"), BY_WAVE),
    Measure("highest_possible", Text(cs="cítilo by se bezpečně nejvýše (kdo neodpověděl, cítí se bezpečně)",
                                     en="would feel safe at most (whoever did not answer does)"), "share",
            Bound("favourable", "favourable"), BY_WAVE),
)  # fmt: skip
_CHANGES = (
    Measure("change", Text(cs="změna podílu „bezpečně“", en="change of the share safe"), "share_difference",
            SurveyChange("compared"), _GROUPS),
    Measure("step_change", Text(cs="změna podílu „bezpečně“ od předchozí vlny",
                                en="change of the share safe from the wave before"), "share_difference",
            SurveyStep("compared"), BY_WAVE),
    Measure("change_p", Text(cs="změna podílu „bezpečně“: hodnota p", en="change of the share safe: p-value"),
            "probability", ChangeTest("compared")),
    Measure("score_change", Text(cs="změna průměrné známky", en="change of the mean score"), "score",
            MeanChange("compared_score")),
    Measure("ordinal_effect", Text(cs="převaha bezpečnějších odpovědí v poslední vlně",
                                   en="predominance of safer answers in the last wave"), "effect",
            OrdinalEffect("compared_score"), (TOTAL, ("zone",))),
    Measure("odds_ratio", Text(cs="poměr šancí na bezpečnější odpověď", en="odds ratio of a safer answer"), "ratio",
            OddsRatio("compared_score", len(_SAFETY.valid))),
    Measure("odds_ratio_at", Text(cs="poměr šancí na hranici škály", en="odds ratio at a cut of the scale"), "ratio",
            OddsRatio("compared_score", len(_SAFETY.valid)), (("cut",),)),
    Measure("transfer", Text(cs="o kolik více se změnil podíl „bezpečně“ než jinde",
                             en="how much more the share safe changed than elsewhere"), "share_difference",
            Transfer("compared", "zone", tuple(ZONE_PAIRS)), (("zone_pair",),)),
    Measure("panel_change", Text(cs="změna podílu „bezpečně“ u týchž lidí",
                                 en="change of the share safe among the same people"), "share_difference",
            PanelChange("compared")),
    Measure("panel_mcnemar", Text(cs="změna u týchž lidí: hodnota p (McNemar)",
                                  en="change among the same people: p-value (McNemar)"), "probability",
            PanelTest("compared", "mcnemar")),
    Measure("panel_wilcoxon", Text(cs="posun odpovědí týchž lidí: hodnota p (Wilcoxon)",
                                   en="shift of the same people's answers: p-value (Wilcoxon)"), "probability",
            PanelTest("compared_score", "wilcoxon")),
)  # fmt: skip
_TREND = Curve(
    "trend", Text(cs="podíl „bezpečně“ v čase", en="share safe over time"), "share", Text(cs="den", en="day"),
    SurveyTrend("compared", "zone"), "day", "zone",
)  # fmt: skip
_RULE = Text(
    cs="Vážený podíl odpovědí „rozhodně“ a „spíše bezpečně“ mezi platnými odpověďmi; „nevím“ a odmítnutí jsou mimo "
    "základ a ukazují se zvlášť. Intervaly z návrhu výběru (Taylorova linearizace, vrstvy, výběrové jednotky, konečná "
    "populace; známé složení obyvatel vyrovnává váhy). Změna je poslední vlna minus první; nesrovnatelné znění změnu "
    "nemá.",
    en="Weighted share of “very” and “rather safe” among valid answers; “don't know” and refusals are outside the base "
    "and shown apart. Intervals by the design of the sample (Taylor linearisation, strata, sampling units, finite "
    "population; weights are raked to the known population). The change is the last wave minus the first; wording "
    "that cannot be compared has none.",
)


def _rows(
    item: str,
    sample: pl.DataFrame,
    answers: pl.DataFrame,
    wordings: pl.DataFrame,
    dispositions: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    """One row a respondent of the waves closed by the end of the period, with what the answer means.

    Columns that changes are told from (`compared…`) are null where the wording of a wave cannot be compared.
    """
    asked = surveys.known(sample, period)
    given = surveys.answered(asked, answers, item, _SAFETY).with_columns(**surveys.meanings(_SAFETY))
    comparable = pl.lit(item not in surveys.incomparable(wordings, asked))
    return given.join(
        surveys.response(dispositions), on=["wave", "zone"], how="left", maintain_order="left"
    ).with_columns(compared=pl.when(comparable).then("favourable"), compared_score=pl.when(comparable).then("score"))


@indicator(
    label=Text(cs="Pocit bezpečí po setmění", en="Feeling safe after dark"),
    definition=_RULE,
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(*_LEVELS, *_CHANGES),
    curves=(_TREND,),
    version=2,
)
def safe_after_dark(
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    survey_dispositions: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    return _rows("safe_after_dark", survey_sample, survey_answers, survey_wordings, survey_dispositions, period)


@indicator(
    label=Text(cs="Pocit bezpečí ve dne", en="Feeling safe by day"),
    definition=_RULE,
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(*_LEVELS, *_CHANGES),
    curves=(_TREND,),
    version=2,
)
def safe_by_day(
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    survey_dispositions: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    return _rows("safe_by_day", survey_sample, survey_answers, survey_wordings, survey_dispositions, period)
