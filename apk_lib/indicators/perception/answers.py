"""All questions: their shares and changes, and the family of tests that was declared beforehand."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import Measure, indicator
from apk_lib.indicators.statistics.survey import ChangeTest, Family, SurveyChange, SurveyMean, SurveyShare
from apk_lib.indicators.statistics.survey_comparisons import Transfer, TransferTest
from apk_lib.periods import Period
from apk_lib.tables.codes import ZONE_PAIRS, ZONES
from apk_lib.tables.scales import DONT_KNOW, SCALES
from apk_lib.text import Text

BY_ITEM_AND_WAVE = (("item", "wave"),)
BY_ITEM = (("item",),)
BY_ITEM_AND_ZONE = (("item", "zone"),)
CHANGE = Text(cs="změna podílu příznivých odpovědí", en="change of the share of favourable answers")
RAW_P = Text(cs="hodnota p", en="p-value")
HOLM_P = Text(cs="hodnota p po Holmově opravě", en="p-value after Holm's correction")
_BY_ITEM_AND_PAIR = (("item", "zone_pair"),)
_ZONE_TESTS = ChangeTest("compared", "holm", tuple(ZONES))
_TRANSFER = Transfer("compared", "zone", tuple(ZONE_PAIRS))
_TRANSFER_TESTS = TransferTest(_TRANSFER, "holm")
_MEMBERS = Text(cs="ohlášené testy", en="tests declared")
_TESTED = Text(cs="provedené testy", en="tests made")


def _answers(
    items: pl.DataFrame, sample: pl.DataFrame, answers: pl.DataFrame, wordings: pl.DataFrame, period: Period
) -> pl.DataFrame:
    """One row a respondent; what each item's answer means stands in columns `meaning:item`.

    `compared:` and `explored:` repeat `favourable:` where a change may be told, the latter for exploration only.
    """
    asked = surveys.known(sample, period)
    incomparable = surveys.incomparable(wordings, asked)
    columns: list[pl.Series] = []
    for row in items.iter_rows(named=True):
        item, scale = row["item"], SCALES[row["scale"]]
        given = surveys.answered(asked, answers, item, scale)
        silent = surveys.silence(given, answers, row["asked_if"])
        told = given.select(**surveys.meanings(scale))
        favourable = told["favourable"]
        compared = favourable if item not in incomparable else favourable.clear(len(asked))
        columns += [favourable.alias(f"favourable:{item}"), told["score"].alias(f"score:{item}")]
        columns += [told[f"answer_{DONT_KNOW}"].alias(f"dont_know:{item}"), silent.alias(f"silent:{item}")]
        columns.append(compared.alias(f"compared:{item}"))
        if not row["primary"] and row["locality"] is None:
            columns.append(compared.alias(f"explored:{item}"))
    # who was asked an item is told by the answers to another
    read = {*items["item"], *items["asked_if"].drop_nulls()}
    return surveys.with_records(asked, answers, read).with_columns(*columns)


@indicator(
    label=Text(cs="Odpovědi na jednotlivé otázky", en="Answers to single questions"),
    definition=Text(
        cs="Vážený podíl příznivých odpovědí mezi platnými, průměrná známka (vyšší = příznivější), podíl „nevím“ mezi "
        "těmi, kdo něco odpověděli, a podíl dotázaných bez odpovědi. Změny vedlejších otázek jsou průzkum: hodnoty p "
        "jsou upraveny podle Benjaminiho a Hochberga; hlavní otázky a otázky na místa mají vlastní rodiny testů.",
        en="Weighted share of favourable answers among valid ones, mean score (higher = more favourable), share of "
        "“don't know” among those who answered something, and share of those asked who gave no answer. Changes of "
        "secondary questions are exploration: p-values are adjusted by Benjamini and Hochberg; primary questions and "
        "those about places have families of their own.",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("favourable", Text(cs="příznivé odpovědi", en="favourable answers"), "share",
                SurveyShare("favourable"), BY_ITEM_AND_WAVE),
        Measure("mean_score", Text(cs="průměrná známka", en="mean score"), "score", SurveyMean("score"),
                BY_ITEM_AND_WAVE),
        Measure("dont_know", Text(cs="neví", en="don't know"), "share", SurveyShare("dont_know"), BY_ITEM_AND_WAVE),
        Measure("nonresponse", Text(cs="bez odpovědi", en="no answer"), "share", SurveyShare("silent"),
                BY_ITEM_AND_WAVE),
        Measure("change", CHANGE, "share_difference", SurveyChange("compared"), BY_ITEM),
        Measure("p", RAW_P, "probability", ChangeTest("compared"), BY_ITEM),
        Measure("p_bh", Text(cs="hodnota p po opravě na falešné nálezy",
                             en="p-value adjusted for false discoveries"), "probability",
                ChangeTest("explored", "bh"), BY_ITEM),
    ),
)  # fmt: skip
def item_shares(
    survey_items: pl.DataFrame,
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    return _answers(surveys.items(survey_items), survey_sample, survey_answers, survey_wordings, period)


@indicator(
    label=Text(cs="Předem ohlášené testy změny", en="Tests of change declared beforehand"),
    definition=Text(
        cs="Změna podílu příznivých odpovědí na hlavní otázky v každé části města mezi první a poslední vlnou. Testy "
        "tvoří jednu rodinu ohlášenou předem: hodnoty p jsou upraveny podle Holma a co se netestovalo, počítá se jako "
        "p = 1. Hodnota p je jen tam, kde ji má interval změny.",
        en="Change of the share of favourable answers to the primary questions in each part of the town from the first "
        "wave to the last. The tests are one family declared beforehand: p-values are adjusted by Holm, and what could "
        "not be tested counts as p = 1. There is a p-value only where the interval of the change is one of a test.",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("change", CHANGE, "share_difference", SurveyChange("compared"), BY_ITEM_AND_ZONE),
        Measure("p", RAW_P, "probability", ChangeTest("compared"), BY_ITEM_AND_ZONE),
        Measure("p_holm", HOLM_P, "probability", _ZONE_TESTS, BY_ITEM_AND_ZONE),
        Measure("members", _MEMBERS, "tests", Family(_ZONE_TESTS, *BY_ITEM_AND_ZONE, "members")),
        Measure("tested", _TESTED, "tests", Family(_ZONE_TESTS, *BY_ITEM_AND_ZONE, "tested")),
    ),
)
def tested_changes(
    survey_items: pl.DataFrame,
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    primary = surveys.items(survey_items).filter("primary")
    return _answers(primary, survey_sample, survey_answers, survey_wordings, period)


@indicator(
    label=Text(cs="Předem ohlášené testy rozdílu změn", en="Tests of differences of change declared beforehand"),
    definition=Text(
        cs="O kolik více se podíl příznivých odpovědí na hlavní otázku změnil v jedné části města než v jiné. Otázky a "
        "dvojice částí tvoří jednu rodinu ohlášenou předem: hodnoty p jsou upraveny podle Holma a co se netestovalo, "
        "počítá se jako p = 1.",
        en="How much more the share of favourable answers to a primary question changed in one part of the town than "
        "in another. Questions and pairs of parts are one family declared beforehand: p-values are adjusted by Holm, "
        "and what could not be tested counts as p = 1.",
    ),
    subject="survey",
    serves=("main", "KA04"),
    better="higher",
    accumulation="last",
    measures=(
        Measure("transfer", Text(cs="rozdíl změn", en="difference of changes"), "share_difference", _TRANSFER,
                _BY_ITEM_AND_PAIR),
        Measure("p", RAW_P, "probability", TransferTest(_TRANSFER), _BY_ITEM_AND_PAIR),
        Measure("p_holm", HOLM_P, "probability", _TRANSFER_TESTS, _BY_ITEM_AND_PAIR),
        Measure("members", _MEMBERS, "tests", Family(_TRANSFER_TESTS, *_BY_ITEM_AND_PAIR, "members")),
        Measure("tested", _TESTED, "tests", Family(_TRANSFER_TESTS, *_BY_ITEM_AND_PAIR, "tested")),
    ),
)  # fmt: skip
def tested_transfers(
    survey_items: pl.DataFrame,
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_wordings: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    primary = surveys.items(survey_items).filter("primary")
    return _answers(primary, survey_sample, survey_answers, survey_wordings, period)
