"""Answers of the survey in a sheet of respondents: which column asks what, and the words an answer is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apk_lib.intake.reading.words import loose
from apk_lib.tables import Meaning
from apk_lib.tables.asked import Asked
from apk_lib.tables.columns import Codes
from apk_lib.tables.headings import Heading
from apk_lib.tables.scales import DECLINED, DOES_NOT_GO, DONT_KNOW, SCALES
from apk_lib.text import Text

ANSWERS = "survey_answers"
# how people write the answers outside a scale, beside their label
_ALSO = {
    DOES_NOT_GO: ("nechodí tam", "nechodím", "does not go there", "I don't go there"),
    DECLINED: ("odmítl", "odmítla", "odmítl(a)", "odmítl odpovědět", "odmítla odpovědět", "bez odpovědi", "refused",
               "declined to answer", "no answer"),
    DONT_KNOW: ("neví", "nedokážu posoudit", "do not know", "dont know"),
}  # fmt: skip
_GRADE = re.compile(r"^\d\s+")


def item_of(name: str, items: Mapping[str, Asked]) -> Heading | None:
    """The heading of the item that a column is called after, by id or by a wording; a form writes its table first."""
    bare = loose(name.removeprefix(f"{ANSWERS}__"))
    for id, one in items.items():
        if bare in {loose(id), loose(one.question_cs), loose(one.question_en)}:
            label = Text(cs=id, en=id)
            codes = {str(code): said for code, said in SCALES[one.scale].answers.items()}
            return Heading(id, label, "whole", False, Meaning(label, "whole", codes=codes), ANSWERS, id)
    return None


def answer_words(codes: Codes) -> dict[str, tuple[str, ...]]:
    """The words of each answer of a scale; of a grade also its word without the number."""
    return {
        code: tuple(
            dict.fromkeys(
                (said.cs, said.en, _GRADE.sub("", said.cs), _GRADE.sub("", said.en), *_ALSO.get(int(code), ()))
            )
        )
        for code, said in codes.items()
    }
