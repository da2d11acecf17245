"""Fingerprints of what a survey asked: shares of two towns are compared only where both asked the same words."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection

import polars as pl

from apk_lib import surveys
from apk_lib.portfolio.signing import canonical
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.tables.scales import SCALES
from apk_lib.text import Lang

# people are asked in Czech; the English words are for readers of the report
LANGUAGE: Lang = "cs"


def wordings(survey_items: pl.DataFrame, incomparable: Collection[str]) -> dict[str, str]:
    """SHA-256 of question, answers and language by item of the core questionnaire, as a town asked it.

    Args:
        survey_items: what the town asked.
        incomparable: items that its waves asked differently (`surveys.incomparable`); they have no one wording.
    """
    asked = surveys.items(survey_items).join(survey_items.select("item", "question_cs"), on="item").sort("item")
    return {
        row["item"]: wording(row["question_cs"], row["scale"])
        for row in asked.iter_rows(named=True)
        if row["item"] in CORE_ITEMS and row["item"] not in incomparable
    }


def wording(question: str, scale: str) -> str:
    """SHA-256 of a question with the answers of its scale; spaces and how accents are stored make no difference."""
    answers = {str(code): answer(LANGUAGE) for code, answer in SCALES[scale].answers.items()}
    said = {"language": LANGUAGE, "question": _plain(question), "answers": answers}
    return hashlib.sha256(canonical(said)).hexdigest()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
