"""The nine questions of the evaluation, in the order a reader asks them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluation.after import after
from apk_lib.evaluation.answers import Answer, Question
from apk_lib.evaluation.field import presence, victims
from apk_lib.evaluation.money import money
from apk_lib.evaluation.offences import offences
from apk_lib.evaluation.people import posts, training
from apk_lib.evaluation.safety import safety
from apk_lib.evaluation.seen import presence_noticed
from apk_lib.evaluation.strength import MANY_REJECTED
from apk_lib.labels import Reading
from apk_lib.tables import DERIVED_TABLES
from apk_lib.text import Text

_SURVEYED = ("survey_response", "item_shares")
_ALL = (
    Question(
        "posts",
        Text(cs="Byla místa asistentů obsazena a lidé v nich zůstali?",
             en="Were the posts filled, and did the people stay?"),
        ("posts_filled", "person_months", "retention", "tenure"),
        posts,
    ),
    Question(
        "training",
        Text(cs="Byli asistenti vyškoleni podle Metodiky a vzrostly jejich znalosti?",
             en="Were the assistants trained by the methodology, and did their knowledge rise?"),
        ("initial_training", "training_hours", "competence_growth"),
        training,
    ),
    Question(
        "presence",
        Text(cs="Byla přítomnost v rizikových lokalitách dodána podle plánu (kolik, kde a kdy)?",
             en="Was presence in the risk localities delivered as planned (how much, where and when)?"),
        ("plan_adherence", "presence_adherence", "original_plan_adherence", "unplanned_hours", "presence_hours",
         "hours_balance", "gps_tracking"),
        presence,
    ),
    Question(
        "trust",
        Text(cs="Všimli si obyvatelé asistentů a důvěřují jim?",
             en="Did residents notice the assistants and do they trust them?"),
        _SURVEYED,
        presence_noticed,
    ),
    Question(
        "safety",
        Text(cs="Změnil se pocit bezpečí, kde a pro koho?", en="Did perceived safety change, where and for whom?"),
        ("safe_by_day", "safe_after_dark", "tested_changes", "tested_transfers", "place_safety", "survey_response"),
        safety,
    ),
    Question(
        "offences",
        Text(cs="Změnil se počet přestupků a stížností proti srovnávací lokalitě?",
             en="Did offences and complaints change against a comparison locality?"),
        ("offence_effect", "complaint_effect", "emergency_months"),
        offences,
    ),
    Question(
        "victims",
        Text(cs="Dostala se pomoc k obětem skryté kriminality?", en="Were victims of hidden crime reached?"),
        ("victim_support",),
        victims,
    ),
    Question(
        "money",
        Text(cs="Vešel se projekt do rozpočtu a času a kolik stála hodina a kontakt?",
             en="Did it keep to budget and time, and what did an hour and a contact cost?"),
        ("spending", "elapsed_time", "funding_parts_sum", "hourly_cost", "contact_cost"),
        money,
    ),
    Question(
        "after",
        Text(cs="Co po projektu zůstává?", en="What stays after the project?"),
        ("retention", "documents", *_SURVEYED),
        after,
    ),
)  # fmt: skip
QUESTIONS: dict[str, Question] = {question.id: question for question in _ALL}


def answer(question: Question, dataset: Dataset, reading: Reading) -> Answer:
    """The answer to a question, with the doubt that rows set aside in its tables cast on it."""
    given = question.answer(reading)
    doubtful = given.strength and _many_rejected(dataset, question.tables)
    return replace(given, doubts=(*given.doubts, "rows_rejected")) if doubtful else given


def _many_rejected(dataset: Dataset, tables: tuple[str, ...]) -> bool:
    stored = {origin for name in tables for origin in DERIVED_TABLES.get(name, (name,))}
    rejected = dict(dataset.rejected.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
    return any(
        count > MANY_REJECTED * (count + dataset.table(name).height)
        for name, count in rejected.items()
        if name in stored
    )
