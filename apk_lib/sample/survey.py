"""The survey of perceived safety: two waves drawn from a finite, invented population.

Whole counts of each answer in each zone are laid down first, so the true change is exact; the
respondents are then drawn without replacement, the zones disproportionately.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.rows import Row, at, entered, monday, table

ANSWERS = (1, 2, 3, 4, 9)
# inhabitants aged 15 and over
POPULATION = {"risk_locality": 420, "surroundings": 3600, "rest_of_town": 18900}
RESPONDENTS = {
    "W0": {"risk_locality": 100, "surroundings": 100, "rest_of_town": 112},
    "W1": {"risk_locality": 110, "surroundings": 112, "rest_of_town": 125},
}
# per thousand of those with an opinion: who feels safe, by item, wave and zone
SAFE = {
    "safe_by_day": {
        "W0": {"risk_locality": 800, "surroundings": 850, "rest_of_town": 900},
        "W1": {"risk_locality": 830, "surroundings": 880, "rest_of_town": 918},
    },
    "safe_after_dark": {
        "W0": {"risk_locality": 400, "surroundings": 520, "rest_of_town": 620},
        "W1": {"risk_locality": 480, "surroundings": 600, "rest_of_town": 676},
    },
}
# per thousand of all
DONT_KNOW = {"safe_by_day": 20, "safe_after_dark": 30}
# per thousand of the safe and of the unsafe: who is "very" so
VERY_SAFE, VERY_UNSAFE = 350, 250
QUESTIONS = {
    "safe_by_day": (
        "Jak bezpečně se cítíte ve dne v místě, kde bydlíte?",
        "How safe do you feel by day in the place where you live?",
    ),
    "safe_after_dark": (
        "A jak bezpečně se tam cítíte po setmění, když jdete sám/sama pěšky?",
        "And how safe do you feel there after dark, walking alone?",
    ),
}


def population(item: str, wave: str, zone: str) -> dict[int, int]:
    """How many inhabitants of the zone would give each answer."""
    everyone = POPULATION[zone]
    silent = everyone * DONT_KNOW[item] // 1000
    safe = (everyone - silent) * SAFE[item][wave][zone] // 1000
    unsafe = everyone - silent - safe
    very_safe, very_unsafe = safe * VERY_SAFE // 1000, unsafe * VERY_UNSAFE // 1000
    counts = (very_safe, safe - very_safe, unsafe - very_unsafe, very_unsafe, silent)
    return dict(zip(ANSWERS, counts, strict=True))


def share_safe(item: str, wave: str) -> float:
    """The share of the whole town that feels safe, among those with an opinion."""
    zones = [population(item, wave, zone) for zone in POPULATION]
    safe = sum(counts[1] + counts[2] for counts in zones)
    return safe / sum(sum(counts.values()) - counts[9] for counts in zones)


def sample_survey(project: Project, seed: int) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The four survey tables and the truth they were drawn from."""
    dice = Dice(seed, "survey")
    respondents: list[Row] = []
    answers: list[Row] = []
    for wave, (_, ends) in _fieldwork(project).items():
        keyed_in = at(ends + timedelta(days=10), 10)
        people = _respondents(wave)
        respondents += [entered(keyed_in, **person) for person in people]
        for item in QUESTIONS:
            given = _drawn(item, wave, dice)
            answers += [
                entered(keyed_in, respondent=person["respondent"], item=item, answer=answer)
                for person, answer in zip(people, given, strict=True)
            ]
    rows = _questionnaire(project) | {"survey_respondents": respondents, "survey_answers": answers}
    return {name: table(name, entries) for name, entries in rows.items()}, _truth()


def _fieldwork(project: Project) -> dict[str, tuple[date, date]]:
    """The second month of the project, and four weeks three months before its last one."""
    first = (project.start.replace(day=1) + timedelta(days=31)).replace(day=1)
    first_end = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    last = (project.end.replace(day=1) - timedelta(days=75)).replace(day=1)
    last_start = monday(last + timedelta(days=6))
    return {"W0": (first, first_end), "W1": (last_start, last_start + timedelta(days=25))}


def _questionnaire(project: Project) -> dict[str, list[Row]]:
    fieldwork = _fieldwork(project)
    begun = at(fieldwork["W0"][0], 9)
    return {
        "survey_waves": [
            entered(at(starts, 9), wave=wave, starts=starts, ends=ends, mode="interview")
            for wave, (starts, ends) in fieldwork.items()
        ],
        "survey_items": [
            entered(begun, item=item, question_cs=cs, question_en=en) for item, (cs, en) in QUESTIONS.items()
        ],
    }


def _respondents(wave: str) -> list[Row]:
    zones = [zone for zone, n in RESPONDENTS[wave].items() for _ in range(n)]
    return [
        {
            "respondent": f"{wave}-{n:03}",
            "wave": wave,
            "zone": zone,
            "weight": round(POPULATION[zone] / RESPONDENTS[wave][zone], 6),
            "population": POPULATION[zone],
        }
        for n, zone in enumerate(zones, start=1)
    ]


def _drawn(item: str, wave: str, dice: Dice) -> list[int]:
    """The answers of one wave in the order of its respondents."""
    given: list[int] = []
    for zone, n in RESPONDENTS[wave].items():
        counts = np.array(list(population(item, wave, zone).values()))
        # "count" draws with whole numbers only
        drawn = dice.generator.multivariate_hypergeometric(counts, n, method="count")
        given += dice.shuffled(np.repeat(ANSWERS, drawn).tolist())
    return given


def _truth() -> dict[str, Any]:
    waves = list(RESPONDENTS)
    shares = {item: {wave: share_safe(item, wave) for wave in waves} for item in QUESTIONS}
    return {
        "share_safe": shares,
        "change": {item: share[waves[-1]] - share[waves[0]] for item, share in shares.items()},
        "population": {
            item: {
                wave: {
                    zone: {str(answer): n for answer, n in population(item, wave, zone).items()} for zone in POPULATION
                }
                for wave in waves
            }
            for item in QUESTIONS
        },
    }
