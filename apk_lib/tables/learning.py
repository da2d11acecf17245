"""Tables of learning: courses, supervision, and the mentor's weekly review."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import SUPERVISION_KINDS, TRAINING_FORMS, TRAINING_KINDS
from apk_lib.tables.columns import Recorded, code, decimal, hours, identifier, on_day, whole, words, yes_no


class Trainings(Recorded):
    """Courses held."""

    training = identifier("kurz", "training", key=True)
    held_on = on_day("konáno", "held on")
    kind = code("druh", "kind", TRAINING_KINDS)
    topic = words("téma", "topic")
    form = code("forma", "form", TRAINING_FORMS, nullable=True)


class TrainingAttendance(Recorded):
    """Who attended, for how long, whether the test was passed, and scores before and after in the course's points."""

    training = identifier("kurz", "training", key=True, to="trainings")
    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    hours = hours("hodiny", "hours")
    passed = yes_no("zkouška složena", "passed", nullable=True, personal=True)
    certified = yes_no("osvědčení vydáno", "certificate issued", nullable=True, personal=True)
    pre_score = decimal("znalosti před", "knowledge before", nullable=True, minimum=0, personal=True)
    post_score = decimal("znalosti po", "knowledge after", nullable=True, minimum=0, personal=True)
    pre_confidence = decimal("sebedůvěra před", "confidence before", nullable=True, minimum=0, personal=True)
    post_confidence = decimal("sebedůvěra po", "confidence after", nullable=True, minimum=0, personal=True)


class Supervisions(Recorded):
    """Meetings of supervision held."""

    supervision = identifier("supervize", "supervision", key=True)
    held_on = on_day("konáno", "held on")
    kind = code("druh", "kind", SUPERVISION_KINDS)
    hours = hours("hodiny", "hours")


class SupervisionAttendance(Recorded):
    """Who was at a supervision."""

    supervision = identifier("supervize", "supervision", key=True, to="supervisions")
    person = identifier("osoba", "person", key=True, to="persons", personal=True)


class MentorReviews(Recorded):
    """The mentor's review of a person's week."""

    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    week = on_day("týden (pondělí)", "week (Monday)", key=True)
    score = whole(
        "hodnocení (1 nejlepší až 5)", "score (1 best to 5)", nullable=True, minimum=1, maximum=5, personal=True
    )
    tasks = words("dohodnuté úkoly", "tasks agreed", nullable=True, personal=True)

    @dy.rule()
    def week_is_its_monday(cls) -> pl.Expr:
        return pl.col("week").dt.weekday() == 1
