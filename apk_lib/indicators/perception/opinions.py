"""What people think has changed, and whether they feel safer because of the assistants: opinions, no effects."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import Measure, indicator
from apk_lib.indicators.perception.items import BY_WAVE
from apk_lib.indicators.statistics.survey import SurveyMean, SurveyShare
from apk_lib.periods import Period
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.tables.scales import SCALES
from apk_lib.text import Text

IMPROVED, KNOWS, SAFER = "safety_improved", "knows_assistants", "safer_with_assistants"
_YES, _NO = SCALES[CORE_ITEMS[KNOWS].scale].valid
_BY_ZONE = (*BY_WAVE, ("wave", "zone"))


@indicator(
    label=Text(cs="Zda se bezpečnost podle lidí zlepšila", en="Whether people say that safety has improved"),
    definition=Text(
        cs="Vážený podíl těch, podle kterých se bezpečnost v okolí za dobu, na kterou se otázka ptá (běžně 2 roky), "
        "zlepšila, a těch, podle kterých se zhoršila, mezi platnými odpověďmi („nezměnila se“ patří do základu). Saldo "
        "je první minus druhý: nad nulou převažuje zlepšení. Je to vzpomínka lidí, ne změna změřená dvěma vlnami.",
        en="Weighted share of those who say that safety where they live has improved over the time the question asks "
        "about (usually 2 years), and of those who say it has got worse, among valid answers (“the same” is in the "
        "base). The balance is the first less the second: above zero improvement predominates. It is what respondents "
        "remember, not a change measured by two waves.",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("balance", Text(cs="zlepšila minus zhoršila", en="improved minus worse"), "share_difference",
                SurveyMean("net"), _BY_ZONE),
        Measure("better", Text(cs="zlepšila se", en="improved"), "share", SurveyShare("favourable"), BY_WAVE),
        Measure("worse", Text(cs="zhoršila se", en="got worse"), "share", SurveyShare("worse"), BY_WAVE),
    ),
)  # fmt: skip
def safety_balance(survey_sample: pl.DataFrame, survey_answers: pl.DataFrame, period: Period) -> pl.DataFrame:
    scale = SCALES[CORE_ITEMS[IMPROVED].scale]
    asked = surveys.answered(surveys.known(survey_sample, period), survey_answers, IMPROVED, scale)
    told = asked.with_columns(**surveys.meanings(scale))
    return told.with_columns(worse=pl.when(pl.col("net").is_not_null()).then((pl.col("net") < 0).cast(pl.Float64)))


@indicator(
    label=Text(cs="Bezpečněji díky asistentům", en="Safer because of the assistants"),
    definition=Text(
        cs="Vážený podíl těch, kdo se díky asistentům cítí bezpečněji („rozhodně“ a „spíše ano“), na dvou základech: "
        "mezi těmi, kdo o asistentech vědí a odpověděli, a mezi všemi, kdo řekli, zda o nich vědí; kdo o nich neví "
        "nebo na otázku neodpověděl, ten se mezi bezpečnější nepočítá. Vlna, která se neptala, podíl nemá. Je to "
        "názor, ne změřený účinek.",
        en="Weighted share of those who feel safer because of the assistants (“certainly” and “rather yes”) on two "
        "bases: among those who know of the assistants and answered, and among all who said whether they know of them; "
        "whoever does not know of them or did not answer does not count as safer. A wave that did not ask has no "
        "share. It is an opinion, not a measured effect.",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("among_aware", Text(cs="z těch, kdo o asistentech vědí", en="of those who know of the assistants"),
                "share", SurveyShare("aware"), BY_WAVE),
        Measure("among_all", Text(cs="ze všech dotázaných", en="of all respondents"), "share", SurveyShare("all"),
                BY_WAVE),
    ),
)  # fmt: skip
def assistants_help(survey_sample: pl.DataFrame, survey_answers: pl.DataFrame, period: Period) -> pl.DataFrame:
    asked = surveys.known(survey_sample, period)
    knows, safer = (
        surveys.answered(asked, survey_answers, item, scale).select(said="answer", **surveys.meanings(scale))
        for item, scale in ((item, SCALES[CORE_ITEMS[item].scale]) for item in (KNOWS, SAFER))
    )
    given = surveys.with_records(asked, survey_answers, (KNOWS, SAFER)).with_columns(
        knows=knows["said"], safer=safer["favourable"], said=safer["said"]
    )
    aware = pl.when(pl.col("knows") == _YES).then("safer")
    told = pl.col("knows").is_in([_YES, _NO]) & pl.col("said").is_not_null().any().over("wave")
    return given.with_columns(aware=aware, all=pl.when(told).then(aware.fill_null(0.0)))
