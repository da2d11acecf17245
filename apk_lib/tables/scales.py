"""The scales of survey items: what an answer's code means, which answers are favourable, which are valid.

Codes run from the most favourable answer, 1, to the least. Outside the valid answers stand 7 (does not go
there), 8 (declined to answer) and 9 (don't know).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apk_lib.text import Text

DOES_NOT_GO, DECLINED, DONT_KNOW = 7, 8, 9
_OUTSIDE = {
    DECLINED: Text(cs="odmítl(a) odpovědět", en="declined"),
    DONT_KNOW: Text(cs="nevím", en="don't know"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """A list of answers by code.

    `valid` answers make up the base of shares; `favourable` ones count as yes, safe, better; `fit_for_score` says
    that equal steps of the code may be read as steps of a score.
    """

    label: Text
    valid: Mapping[int, Text]
    favourable: tuple[int, ...]
    outside: Mapping[int, Text]
    fit_for_score: bool = True

    @property
    def answers(self) -> dict[int, Text]:
        """Every answer, the valid ones first."""
        return {**self.valid, **self.outside}

    @property
    def unfavourable(self) -> tuple[int, ...]:
        """The valid answers on the other side; a middle answer is on neither."""
        mirrored = {len(self.valid) + 1 - answer for answer in self.favourable}
        return tuple(answer for answer in self.valid if answer in mirrored and answer not in self.favourable)


def _steps(label: Text, *steps: tuple[str, str], favourable: int = 2, of_a_place: bool = False) -> Scale:
    valid = {code: Text(cs=cs, en=en) for code, (cs, en) in enumerate(steps, start=1)}
    absent = {DOES_NOT_GO: Text(cs="nechodím tam", en="I do not go there")} if of_a_place else {}
    return Scale(label, valid, tuple(range(1, favourable + 1)), absent | _OUTSIDE, fit_for_score=len(steps) > 2)


_SAFETY = (
    ("rozhodně bezpečně", "very safe"), ("spíše bezpečně", "rather safe"),
    ("spíše nebezpečně", "rather unsafe"), ("rozhodně nebezpečně", "very unsafe"),
)  # fmt: skip
SCALES: dict[str, Scale] = {
    "safety": _steps(Text(cs="bezpečí", en="safety"), *_SAFETY),
    "place_safety": _steps(Text(cs="bezpečí v místě", en="safety of a place"), *_SAFETY, of_a_place=True),
    "improvement": _steps(
        Text(cs="zlepšení", en="improvement"),
        ("výrazně se zlepšila", "much better"), ("spíše se zlepšila", "rather better"),
        ("nezměnila se", "the same"), ("spíše se zhoršila", "rather worse"), ("výrazně se zhoršila", "much worse"),
    ),
    "grade": _steps(
        Text(cs="školní známka", en="school grade"),
        ("1 výborně", "1 excellent"), ("2 chvalitebně", "2 very good"), ("3 dobře", "3 good"),
        ("4 dostatečně", "4 sufficient"), ("5 nedostatečně", "5 insufficient"),
    ),
    "worry": _steps(
        Text(cs="obava", en="worry"),
        ("vůbec ne", "not at all"), ("spíše ne", "not very"), ("spíše ano", "fairly"), ("velmi", "very"),
    ),
    "yes_no": _steps(Text(cs="ano/ne", en="yes/no"), ("ano", "yes"), ("ne", "no"), favourable=1),
    "frequency": _steps(
        Text(cs="jak často", en="how often"),
        ("denně", "daily"), ("týdně", "weekly"), ("měsíčně", "monthly"), ("méně často", "less often"),
        ("nikdy", "never"),
    ),
    "rating": _steps(
        Text(cs="hodnocení", en="rating"),
        ("velmi pozitivně", "very positively"), ("spíše pozitivně", "rather positively"),
        ("spíše negativně", "rather negatively"), ("velmi negativně", "very negatively"),
    ),
    "agreement": _steps(
        Text(cs="souhlas", en="agreement"),
        ("rozhodně ano", "certainly"), ("spíše ano", "rather yes"), ("spíše ne", "rather no"),
        ("rozhodně ne", "certainly not"),
    ),
    "trust": _steps(
        Text(cs="důvěra", en="trust"),
        ("rozhodně důvěřuji", "trust fully"), ("spíše důvěřuji", "rather trust"),
        ("spíše nedůvěřuji", "rather distrust"), ("rozhodně nedůvěřuji", "distrust fully"),
    ),
}  # fmt: skip
SCALE_NAMES = {name: scale.label for name, scale in SCALES.items()}
# an item without a scale of its own asks how safe one feels
DEFAULT_SCALE = "safety"
ANSWERS = sorted({answer for scale in SCALES.values() for answer in scale.answers})
