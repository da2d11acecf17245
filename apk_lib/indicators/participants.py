"""Participants as the European Social Fund counts them (KA03): whom the project supported, and what came of it.

Which hours are support is for the call to say, so both readings are counted; the programme names the one it reports,
and results count only its persons: a result never exceeds its output.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from apk_lib.indicators.core import TOTAL, Measure, indicator, record
from apk_lib.indicators.statistics import Distinct, MeanChange, Proportion, Total
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.support import RECORDS
from apk_lib.text import Text

_BY_SEX = (TOTAL, ("sex",))
_WORKING = ("employed", "self_employed")
_FOUR_WEEKS = timedelta(days=28)
_WHEN = Text(cs="patří do období, v němž je poslední den účasti", en="in the period that holds the last day of support")


@indicator(
    label=Text(cs="Podpoření účastníci", en="Participants supported"),
    definition=Text(
        cs="Osoby, jejichž podpora dosáhla hranice programu, v období, kdy ji dosáhla; každá jednou. Dvojí čtení: jen "
        "vzdělávání a supervize (e-learning nejvýše do limitu programu), nebo i práce podle výkazu, a kde výkaz není, "
        "podle směn. Hodiny po ukončení účasti se nepočítají. Neúplná karta se počítá jen do celku; neúplné karty se "
        "počítají ve čtení, které vykazuje program.",
        en="Persons whose support reached the programme's threshold, in the period when it did; each once. Two "
        "readings: training and supervision only (e-learning up to the programme's limit), or work too, by timesheet "
        "and where there is none by shifts. Hours after leaving do not count. An incomplete card counts in the total "
        "only; incomplete cards are counted in the reading that the programme reports.",
    ),
    subject="participants",
    serves=("employ", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(
        Measure("training_only", Text(cs="jen vzdělávání a supervize", en="training and supervision only"), "persons",
                Distinct("training_only"), (TOTAL, ("sex",), ("esf_age_group",))),
        Measure("with_work", Text(cs="včetně odpracovaných hodin", en="hours worked included"), "persons",
                Distinct("with_work"), (TOTAL, ("sex",), ("esf_age_group",))),
        Measure("incomplete_cards", Text(cs="s neúplnou kartou (čtení programu)",
                                         en="with an incomplete card (the programme's reading)"), "persons",
                Distinct("incomplete")),
    ),
)  # fmt: skip
def participants_supported(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    crossed = [
        pl.when(period.holds(pl.col(reading))).then("person").alias(reading)
        for reading in ("training_only", "with_work")
    ]
    entered = supported.filter(pl.col("entered_on") <= period.end)
    reached = entered.with_columns(
        *(pl.when("card_complete").then(trait).alias(trait) for trait in ("sex", "age_group")), *crossed
    )
    incomplete = pl.when(~pl.col("card_complete")).then(_reported(project))
    return reached.select(
        "training_only", "with_work", "sex", *RECORDS, esf_age_group="age_group", incomplete=incomplete
    )


def _reported(project: Project) -> str:
    """The reading of support that the programme reports, work included where it reports none."""
    measures = [one.measure for one in project.programme.indicators if one.indicator == "participants_supported"]
    return (measures[0] if measures else None) or "with_work"


def _with_result(supported: pl.DataFrame, project: Project, period: Period, day: str) -> pl.DataFrame:
    """All participants; `counts` marks whose result is of the period: of `day`, or of the crossing if that was later.

    They are supported in the reading that the programme reports, so that no result exceeds its output, and their
    card is complete: others count among all participants only.
    """
    reading = pl.col(_reported(project))
    later = pl.when(pl.col(day).is_not_null(), reading.is_not_null()).then(pl.max_horizontal(day, reading))
    return supported.filter(pl.col("entered_on") <= period.end).with_columns(
        counts=pl.col("card_complete") & period.holds(later).fill_null(False),
        sex=pl.when("card_complete").then("sex"),
    )


@indicator(
    label=Text(cs="Účastníci ve vzdělávání po ukončení účasti", en="Participants in education upon leaving"),
    definition=Text(
        cs=f"Podpoření účastníci s úplnou kartou, kteří se do čtyř týdnů po ukončení účasti vzdělávají; {_WHEN.cs}.",
        en="Supported participants with a complete card in education or training within four weeks of leaving, "
        f"{_WHEN.en}.",
    ),
    subject="participants",
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
    return participants.select("sex", *RECORDS, improved=pl.when(pl.col("counts") & improved).then("person"))


@indicator(
    label=Text(cs="Účastníci, kteří získali kvalifikaci", en="Participants who gained a qualification"),
    definition=Text(
        cs="Podpoření účastníci s úplnou kartou podle dne, kdy získali kvalifikaci doloženou osvědčením po zkoušce, "
        "a kdo dosáhl hranice podpory až potom, podle dne, kdy jí dosáhl.",
        en="Supported participants with a complete card by the day they gained a qualification proved by a "
        "certificate after a test, or reached the threshold of support if that was later.",
    ),
    subject="participants",
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
        f"získali kvalifikaci (nejpozději do čtyř týdnů) nebo pracují, i jako OSVČ; {_WHEN.cs}.",
        en="Supported disadvantaged participants with a complete card who upon leaving look for work, are in "
        "education, gained a qualification (within four weeks at the latest) or work, self-employment included, "
        f"{_WHEN.en}.",
    ),
    subject="participants",
    serves=("employ", "KA03"),
    better="higher",
    accumulation="distinct_persons",
    measures=(Measure("persons", Text(cs="znevýhodněné osoby v lepším postavení", en="disadvantaged people better off"),
                      "persons", Distinct("improved"), _BY_SEX),),
)  # fmt: skip
def disadvantaged_improved(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    active = pl.col("status_four_weeks").is_in([*_WORKING, "in_education", "registered_unemployed"])
    qualified = pl.col("qualified_on") <= pl.col("left_on") + _FOUR_WEEKS
    better = pl.col("disadvantaged") & (active.fill_null(False) | qualified.fill_null(False))
    return _persons(_with_result(supported, project, period, "left_on"), better)


@indicator(
    label=Text(cs="Zaměstnaní po ukončení účasti (odhad)", en="Employed after leaving (estimate)"),
    definition=Text(
        cs="Podpoření účastníci s úplnou kartou zaměstnaní (i OSVČ) do čtyř týdnů a šest měsíců po ukončení účasti, z "
        "těch, o nichž to město ví. Zvlášť se počítá, o kom to neví, a komu šest měsíců do konce období ještě "
        "neuplynulo. Dokud stav neznáme o nikom a nikomu doba neuplynula, hodnota není. Odhad: tyto ukazatele "
        "vykazuje systém podle registrů.",
        en="Supported participants with a complete card employed (or self-employed) within four weeks of leaving and "
        "six months after it, of those of whom the town knows. Counted apart are those of whom it does not, and those "
        "for whom six months have not passed by the end of the period. While nobody's status is known and nobody's "
        "time has come there is no value. An estimate: the funder's system reports these from registers.",
    ),
    subject="participants",
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
                Total("person_four_weeks", known_only=True)),
        Measure("employed_six_months", Text(cs="osoby zaměstnané po šesti měsících",
                                            en="people employed after six months"), "persons",
                Total("person_six_months", known_only=True)),
        Measure("unknown_four_weeks", Text(cs="do čtyř týdnů nezjištěno", en="not known within four weeks"), "persons",
                Distinct("unknown_four_weeks")),
        Measure("unknown_six_months", Text(cs="po šesti měsících nezjištěno", en="not known after six months"),
                "persons", Distinct("unknown_six_months")),
        Measure("not_due_six_months", Text(cs="šest měsíců ještě neuplynulo", en="six months not passed yet"),
                "persons", Distinct("not_due_six_months")),
        Measure("over_54_six_months", Text(cs="nad 54 let zaměstnaní po šesti měsících",
                                           en="over 54 employed after six months"), "persons",
                Total("over_54", known_only=True)),
        Measure("disadvantaged_six_months", Text(cs="znevýhodnění zaměstnaní po šesti měsících",
                                                 en="disadvantaged employed after six months"),
                "persons", Total("disadvantaged", known_only=True)),
    ),
)  # fmt: skip
def employed_after_leaving(supported: pl.DataFrame, project: Project, period: Period) -> pl.DataFrame:
    left = _with_result(supported, project, period, "left_on")
    columns: dict[str, pl.Expr] = {}
    for moment, after in (("four_weeks", "4w"), ("six_months", "6mo")):
        status = pl.when("counts").then(pl.col(f"status_{moment}").replace("unknown", None))
        working, due = status.is_in(_WORKING), pl.col("left_on").dt.offset_by(after) <= period.end
        columns[moment] = working.cast(pl.Int64)
        # of who has left so long ago nobody known to work is a count, before that it is nothing yet
        come = pl.col("counts") & (status.is_not_null() | due)
        columns[f"person_{moment}"] = pl.when(come).then(working.fill_null(False).cast(pl.Int64))
        columns[f"unknown_{moment}"] = pl.when(pl.col("counts") & status.is_null()).then("person")
    six_months_passed = pl.col("left_on").dt.offset_by("6mo") <= period.end
    over_54 = (pl.col("age_group") == "over_54").fill_null(False)
    return (
        left.with_columns(**columns)
        .with_columns(
            unknown_six_months=pl.when(six_months_passed).then("unknown_six_months"),
            not_due_six_months=pl.when(~six_months_passed).then("unknown_six_months"),
            over_54=pl.col("person_six_months") * over_54,
            disadvantaged=pl.col("person_six_months") * pl.col("disadvantaged").fill_null(False),
        )
        .rename({"age_group": "esf_age_group"})
    )


@indicator(
    label=Text(cs="Růst znalostí a sebedůvěry", en="Growth of knowledge and confidence"),
    definition=Text(
        cs="Průměr rozdílu po − před přes osoby, které mají obojí; kdo byl na více kurzech, počítá se jednou, "
        "průměrem svých kurzů. Body jsou body kurzu.",
        en="The mean of after − before over people who have both; who was at several courses counts once, by the mean "
        "of them. Points are those of the course.",
    ),
    subject="assistants",
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
    held = trainings.filter(period.holds(pl.col("held_on"))).select("training", record("trainings"))
    scores = ("pre_score", "post_score", "pre_confidence", "post_confidence")
    attended = training_attendance.with_columns(record("training_attendance")).join(
        held, on="training", maintain_order="left"
    )
    return attended.select("training", "person", "training_attendance_row", "trainings_row", *scores)
