"""Participants as the European Social Fund counts them (KA03): whom the project supported, and what came of it.

Which hours are support is for the call to say, so both readings are counted; the programme names the one it reports,
and results count only its persons: a result never exceeds its output.
"""

from __future__ import annotations

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator
from apk_lib.indicators.statistics import Distinct, MeanChange, Proportion
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.text import Text

_BY_SEX = (TOTAL, ("sex",))
_WORKING = ("employed", "self_employed")


@indicator(
    label=Text(cs="Podpoření účastníci", en="Participants supported"),
    definition=Text(
        cs="Osoby, jejichž podpora dosáhla hranice programu, v období, kdy ji dosáhla; každá jednou. Dvojí čtení: jen "
        "vzdělávání a supervize (e-learning nejvýše do limitu programu), nebo i práce podle výkazu, a kde výkaz není, "
        "podle směn. Neúplná karta se počítá jen do celku.",
        en="Persons whose support reached the programme's threshold, in the period when it did; each once. Two "
        "readings: training and supervision only (e-learning up to the programme's limit), or work too, by timesheet "
        "and where there is none by shifts. An incomplete card counts in the total only.",
    ),
    serves=("employ", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(
        Measure("training_only", Text(cs="jen vzdělávání a supervize", en="training and supervision only"), "persons",
                Distinct("training_only"), (TOTAL, ("sex",), ("esf_age_group",))),
        Measure("with_work", Text(cs="včetně odpracovaných hodin", en="hours worked included"), "persons",
                Distinct("with_work"), (TOTAL, ("sex",), ("esf_age_group",))),
        Measure("incomplete_cards", Text(cs="z nich s neúplnou kartou", en="of them with an incomplete card"),
                "persons", Distinct("incomplete")),
    ),
)  # fmt: skip
def participants_supported(supported: pl.DataFrame, period: Period) -> pl.DataFrame:
    crossed = [
        pl.when(period.holds(pl.col(reading))).then("person").alias(reading)
        for reading in ("training_only", "with_work")
    ]
    entered = supported.filter(pl.col("entered_on") <= period.end)
    reached = entered.with_columns(
        *(pl.when("card_complete").then(trait).alias(trait) for trait in ("sex", "age_group")), *crossed
    )
    incomplete = pl.when(~pl.col("card_complete")).then("with_work")
    return reached.select("training_only", "with_work", "sex", esf_age_group="age_group", incomplete=incomplete)


def _with_result(supported: pl.DataFrame, project: Project, period: Period, day: str) -> pl.DataFrame:
    """All participants; `counts` marks whose result is of the period: of `day`, or of the crossing if that was later.

    They are supported in the reading that the programme reports, so that no result exceeds its output, and their
    card is complete: others count among all participants only.
    """
    reported = [one.measure for one in project.programme.indicators if one.indicator == "participants_supported"]
    reading = pl.col(reported[0] if reported and reported[0] else "with_work")
    later = pl.when(pl.col(day).is_not_null(), reading.is_not_null()).then(pl.max_horizontal(day, reading))
    return supported.filter(pl.col("entered_on") <= period.end).with_columns(
        counts=pl.col("card_complete") & period.holds(later).fill_null(False),
        sex=pl.when("card_complete").then("sex"),
    )


@indicator(
    label=Text(cs="Účastníci ve vzdělávání po ukončení účasti", en="Participants in education upon leaving"),
    definition=Text(
        cs="Podpoření účastníci s úplnou kartou, kteří se do čtyř týdnů po ukončení účasti vzdělávají; patří do "
        "období, v němž účast skončila.",
        en="Supported participants with a complete card in education or training within four weeks of leaving, in the "
        "period in which they left.",
    ),
    serves=("employ", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(Measure("persons", Text(cs="osoby ve vzdělávání", en="people in education"), "persons",
                      Distinct("improved"), _BY_SEX),),
)  # fmt: skip
def participants_in_education(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    learning = pl.col("status_four_weeks") == "in_education"
    return _persons(_with_result(supported, project, period, "left_on"), learning)


def _persons(participants: pl.DataFrame, improved: pl.Expr) -> pl.DataFrame:
    return participants.select("sex", improved=pl.when(pl.col("counts") & improved).then("person"))


@indicator(
    label=Text(cs="Účastníci, kteří získali kvalifikaci", en="Participants who gained a qualification"),
    definition=Text(
        cs="Podpoření účastníci s úplnou kartou podle dne, kdy získali kvalifikaci doloženou osvědčením po zkoušce.",
        en="Supported participants with a complete card by the day they gained a qualification proved by a "
        "certificate after a test.",
    ),
    serves=("train", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(Measure("persons", Text(cs="osoby s kvalifikací", en="people with a qualification"), "persons",
                      Distinct("improved"), _BY_SEX),),
)  # fmt: skip
def participants_qualified(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    return _persons(_with_result(supported, project, period, "qualified_on"), pl.lit(True))


@indicator(
    label=Text(cs="Znevýhodnění účastníci v lepším postavení", en="Disadvantaged participants better off"),
    definition=Text(
        cs="Podpoření znevýhodnění účastníci s úplnou kartou, kteří po ukončení účasti hledají práci, vzdělávají se, "
        "získali kvalifikaci nebo pracují, i jako OSVČ; patří do období, v němž účast skončila.",
        en="Supported disadvantaged participants with a complete card who upon leaving look for work, are in "
        "education, gained a qualification or work, self-employment included, in the period in which they left.",
    ),
    serves=("employ", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(Measure("persons", Text(cs="znevýhodněné osoby v lepším postavení", en="disadvantaged people better off"),
                      "persons", Distinct("improved"), _BY_SEX),),
)  # fmt: skip
def disadvantaged_improved(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    active = pl.col("status_four_weeks").is_in([*_WORKING, "in_education", "registered_unemployed"])
    better = pl.col("disadvantaged") & (active.fill_null(False) | pl.col("qualified_on").is_not_null())
    return _persons(_with_result(supported, project, period, "left_on"), better)


@indicator(
    label=Text(cs="Zaměstnaní po ukončení účasti (odhad)", en="Employed after leaving (estimate)"),
    definition=Text(
        cs="Podpoření účastníci s úplnou kartou zaměstnaní (i OSVČ) do čtyř týdnů a šest měsíců po ukončení účasti, z "
        "těch, o nichž to město ví; koho nezná nebo komu doba ještě neuplynula, počítá zvlášť. Odhad: tyto ukazatele "
        "vykazuje systém podle registrů.",
        en="Supported participants with a complete card employed (or self-employed) within four weeks of leaving and "
        "six months after it, of those of whom the town knows; others, and those for whom the time has not come, are "
        "counted apart. An estimate: the funder's system reports these from registers.",
    ),
    serves=("employ", "KA01"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("four_weeks", Text(cs="zaměstnaní do čtyř týdnů", en="employed within four weeks"), "share",
                Proportion("four_weeks")),
        Measure("six_months", Text(cs="zaměstnaní po šesti měsících", en="employed after six months"), "share",
                Proportion("six_months")),
        Measure("employed_four_weeks", Text(cs="osoby zaměstnané do čtyř týdnů",
                                            en="people employed within four weeks"), "persons",
                Distinct("person_four_weeks")),
        Measure("employed_six_months", Text(cs="osoby zaměstnané po šesti měsících",
                                            en="people employed after six months"), "persons",
                Distinct("person_six_months")),
        Measure("unknown_four_weeks", Text(cs="do čtyř týdnů nezjištěno", en="not known within four weeks"), "persons",
                Distinct("unknown_four_weeks")),
        Measure("unknown_six_months", Text(cs="po šesti měsících nezjištěno", en="not known after six months"),
                "persons", Distinct("unknown_six_months")),
        Measure("over_54_six_months", Text(cs="nad 54 let zaměstnaní po šesti měsících",
                                           en="over 54 employed after six months"), "persons", Distinct("over_54")),
        Measure("disadvantaged_six_months", Text(cs="znevýhodnění zaměstnaní po šesti měsících",
                                                 en="disadvantaged employed after six months"),
                "persons", Distinct("disadvantaged")),
    ),
)  # fmt: skip
def employed_after_leaving(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    left = _with_result(supported, project, period, "left_on")
    columns: dict[str, pl.Expr] = {}
    for moment in ("four_weeks", "six_months"):
        status = pl.when("counts").then(pl.col(f"status_{moment}").replace("unknown", None))
        columns[moment] = status.is_in(_WORKING).cast(pl.Int64)
        columns[f"person_{moment}"] = pl.when(status.is_in(_WORKING)).then("person")
        columns[f"unknown_{moment}"] = pl.when(pl.col("counts") & status.is_null()).then("person")
    return left.with_columns(**columns).with_columns(
        over_54=pl.when(pl.col("age_group") == "over_54").then("person_six_months"),
        disadvantaged=pl.when("disadvantaged").then("person_six_months"),
    )


@indicator(
    label=Text(cs="Růst znalostí a sebedůvěry", en="Growth of knowledge and confidence"),
    definition=Text(
        cs="Průměr rozdílu po − před přes osoby, které mají obojí; kdo byl na více kurzech, počítá se jednou, "
        "průměrem svých kurzů. Body jsou body kurzu.",
        en="The mean of after − before over people who have both; who was at several courses counts once, by the mean "
        "of them. Points are those of the course.",
    ),
    serves=("train", "KA03"),
    better="higher",
    accumulation="ratio_of_sums",
    measures=(
        Measure("knowledge", Text(cs="přírůstek znalostí", en="gain in knowledge"), "points",
                MeanChange("pre_score", "post_score", "person"), (TOTAL, ("training",))),
        Measure("confidence", Text(cs="přírůstek sebedůvěry", en="gain in confidence"), "points",
                MeanChange("pre_confidence", "post_confidence", "person"), (TOTAL, ("training",))),
    ),
)  # fmt: skip
def competence_growth(training_attendance: pl.DataFrame, trainings: pl.DataFrame, period: Period) -> pl.DataFrame:
    held = trainings.filter(period.holds(pl.col("held_on"))).select("training")
    scores = ("pre_score", "post_score", "pre_confidence", "post_confidence")
    return training_attendance.join(held, on="training", how="semi").select("training", "person", *scores)
