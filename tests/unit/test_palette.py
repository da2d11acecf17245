"""The colours of charts: told apart by colour-blind readers and in grey print, readable on the paper under them.

Colour blindness is simulated by the matrices of Machado, Oliveira and Fernandes (2009): A Physiologically-based Model
for Simulation of Color Vision Deficiency, IEEE Transactions on Visualization and Computer Graphics 15(6), 1291-1298,
table 1 (severity 1.0), on linear sRGB. Differences are CIE 1976 in L*a*b* under D65 (IEC 61966-2-1, CIE 15); contrast
is that of WCAG 2.2.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apk_lib.charts import style

VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
# colours of which the reader has to say which is which
TOGETHER = [
    ("DARK_BLUE", "BLUE"),
    ("DARK_BLUE", "LIGHT_BLUE"),
    ("DARK_BLUE", "GREY"),
    ("DARK_BLUE", "AMBER"),
    ("DARK_BLUE", "LIGHT_AMBER"),
    ("LIGHT_BLUE", "GREY"),
    ("LIGHT_BLUE", "AMBER"),
    ("LIGHT_BLUE", "LIGHT_AMBER"),
    ("BLUE", "LIGHT_AMBER"),
    ("LIGHT_AMBER", "AMBER"),
    ("INK", "DARK_BLUE"),
]
# of these, pieces of one bar that touch: they must differ in grey print too
TOUCHING = [
    ("DARK_BLUE", "BLUE"),
    ("DARK_BLUE", "LIGHT_BLUE"),
    ("DARK_BLUE", "GREY"),
    ("LIGHT_BLUE", "GREY"),
    ("BLUE", "LIGHT_AMBER"),
    ("LIGHT_AMBER", "AMBER"),
    ("INK", "DARK_BLUE"),
]
# 2.3 is just noticeable (Mahy et al. 1994); some ten times that is a different colour, three times a different grey
APART, GREYS_APART = 20.0, 7.0


def linear(colour: str) -> list[float]:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]


def times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(light: list[float]) -> tuple[float, float, float]:
    seen = times(XYZ, [min(max(one, 0.0), 1.0) for one in light])
    ratios = [one / white for one, white in zip(seen, WHITE, strict=True)]
    x, y, z = (one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116 for one in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, vision: str) -> float:
    first, second = (lab(times(VISION[vision], linear(colour))) for colour in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def contrast(one: str, other: str) -> float:
    dark, light = sorted(times(XYZ, linear(colour))[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_known_one() -> None:
    # black and white are 100 apart and have the greatest contrast there is; the middle grey has L* of 53.6
    assert difference("#000000", "#ffffff", "normal") == pytest.approx(100, abs=0.1)
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=0.01)
    assert lab(linear("#808080"))[0] == pytest.approx(53.6, abs=0.05)


def test_the_measure_notices_red_and_green() -> None:
    assert difference("#d7191c", "#1a9641", "normal") > 100
    assert difference("#b5651d", "#6b8e23", "deuteranopia") < APART


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_colours_used_together_are_told_apart(one: str, other: str, vision: str) -> None:
    assert difference(getattr(style, one), getattr(style, other), vision) >= APART


@pytest.mark.parametrize(("one", "other"), TOUCHING)
def test_pieces_that_touch_differ_in_grey_print(one: str, other: str) -> None:
    lights = [lab(linear(getattr(style, name)))[0] for name in (one, other)]
    assert abs(lights[0] - lights[1]) >= GREYS_APART


@pytest.mark.parametrize("paper", ["#ffffff", "#f6f8fa"], ids=["paper", "panel in the dark"])
def test_words_and_marks_stand_out_of_the_paper(paper: str) -> None:
    assert min(contrast(colour, paper) for colour in (style.INK, style.MUTED)) >= 4.5
    assert min(contrast(colour, paper) for colour in (style.DARK_BLUE, style.INK, style.AMBER)) >= 3


def themes(root: Path) -> dict[str, dict[str, str]]:
    """The variables of the page in each theme, as the style sheets declare them."""
    report = root / "apk_lib" / "report"
    plain = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (report / "style.css").read_text("utf-8")))
    both = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", (report / "page.css").read_text("utf-8"))
    assert {name: light for name, light, _ in both} == plain
    return {"light": plain, "dark": {name: dark for name, _, dark in both}}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_keeps_contrast_in_both_themes(root: Path, theme: str) -> None:
    colour = {name: value if len(value) == 7 else f"#{value[1:] * 2}" for name, value in themes(root)[theme].items()}
    for ground in ("paper", "quiet"):
        assert min(contrast(colour[words], colour[ground]) for words in ("ink", "muted", "blue")) >= 4.5
    assert contrast(colour["strip-ink"], colour["strip"]) >= 4.5
    # the filled part of a bar, the plan at its end, the frame of a chosen field
    assert min(contrast(colour[mark], colour["paper"]) for mark in ("blue", "ink", "amber", "muted")) >= 3
