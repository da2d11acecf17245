"""An invented survey as figures: what the words and pictures of perceived safety are given to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Labels, Published, Reading, Shapes, SurveyNotes, Wording
from apk_lib.labels.names import DECLARED
from apk_lib.results import Curves, Results
from apk_lib.tables.questionnaire import CORE
from apk_lib.text import Lang

UNITS = {"deff": "ratio", "ordinal_effect": "effect", "odds_ratio": "ratio", "change_p": "probability",
         "p": "probability", "p_holm": "probability", "p_bh": "probability", "panel_mcnemar": "probability",
         "panel_wilcoxon": "probability", "members": "tests", "tested": "tests",
         "change": "share_difference", "step_change": "share_difference",
         "transfer": "share_difference", "panel_change": "share_difference", "detectable": "share_difference",
         "detected_change": "share_difference", "respondents": "respondents", "needed": "respondents",
         "to_approach": "persons", "approached": "persons", "alpha": "index", "kish_deff": "ratio",
         "largest_weight": "ratio", "smallest_weight": "ratio", "smallest_cell": "respondents"}  # fmt: skip
SHAPES = {
    "park": {"type": "Polygon", "coordinates": [[[17.38, 49.29], [17.39, 49.29], [17.39, 49.30], [17.38, 49.29]]]},
    "square": {"type": "Polygon", "coordinates": [[[17.40, 49.29], [17.41, 49.29], [17.41, 49.30], [17.40, 49.29]]]},
}


def row(indicator: str, measure: str, value: float | None, by: Mapping[str, str] | None = None, **more: Any) -> Any:
    """One figure; `by` gives its dimensions with their categories, in order."""
    dimensions = [*(by or {}).items(), (None, None), (None, None)][:2]
    return {
        "indicator": indicator, "definition_version": CATALOGUE[indicator].version, "period": "P4",
        "scope": "cumulative", "measure": measure,
        "dimension_1": dimensions[0][0], "category_1": dimensions[0][1],
        "dimension_2": dimensions[1][0], "category_2": dimensions[1][1],
        "n": 300, "value": value, "unit": UNITS.get(measure, "share"), "method": "none",
        "state": "not_applicable" if value is None else "ok", "synthetic": True,
    } | more  # fmt: skip


def around(value: float, half: float) -> dict[str, float]:
    """An interval of this half-width."""
    return {"lower": value - half, "upper": value + half}


def labels(lang: Lang, **notes: Any) -> Labels:
    """Names of an invented town; `shapes` are its localities on a map, the rest notes on its survey."""
    names = {dimension: {id: text(lang) for id, text in codes.items()} for dimension, codes in DECLARED.items()}
    names |= {
        "wave": {"W0": "2020", "W1": "2021", "W2": "2022"},
        "item": {item.id: item.label(lang) for item in CORE} | {"own": "Je ve vaší ulici dost světla?"},
        "locality": {"park": "Bezručův park", "square": "Náměstí"},
        "survey": {"most": "Most 2020", "inesan": "INESAN 2013"},
    }
    shapes = notes.pop("shapes", None)
    limits = {"detectable_change_points": 10.0}
    return Labels(lang, names, date(2022, 9, 30), shapes=shapes, limits=limits, survey=SurveyNotes(**notes))


def reading(rows: Iterable[Any], lang: Lang, points: Iterable[Any] = (), **notes: Any) -> Reading:
    """Figures and points of curves as a reading."""
    schema = {name: column.dtype for name, column in Results.columns().items()}
    curve = {name: column.dtype for name, column in Curves.columns().items()}
    return Reading(
        pl.DataFrame(list(rows), schema=schema), pl.DataFrame(list(points), schema=curve), labels(lang, **notes)
    )


def item_rows(
    item: str, waves: Mapping[str, float], change: tuple[float, float] | None, *, n: int = 300
) -> list[dict[str, Any]]:
    """An item by wave (share safe) with its change: value and half the width of its interval; None: no change."""
    rows = []
    for wave, safe in waves.items():
        parts = {1: safe * 0.4, 2: safe * 0.6, 3: (1 - safe) * 0.7, 4: (1 - safe) * 0.3}
        by = {"wave": wave}
        rows.append(row(item, "share_safe", safe, by, n=n, effective_n=n / 2, **around(safe, 0.06)))
        rows += [row(item, f"answer_{answer}", share, by, n=n) for answer, share in parts.items()]
        rows.append(row(item, "answer_9", 0.03, by, n=n))
    size, half = change or (None, 0.0)
    bounds = {} if size is None else around(size, half)
    first = next(iter(waves.values()), None)
    rows.append(
        row(item, "change", size, n=2 * n, effective_n=float(n), detectable_change=0.12, baseline=first, **bounds)
    )
    return rows


def perceived(lang: Lang, waves: Mapping[str, float], change: tuple[float, float] | None, **more: Any) -> Reading:
    """A reading of both main items alone."""
    by_day = {wave: round(share + 0.2, 2) for wave, share in waves.items()}
    rows = item_rows("safe_after_dark", waves, change) + item_rows("safe_by_day", by_day, change)
    return reading([*rows, *more.pop("rows", [])], lang, **more)


ZONES = {"risk_locality": (0.40, 0.55, 0.15, 25), "surroundings": (0.50, 0.58, 0.08, 110),
         "rest_of_town": (0.62, 0.66, 0.04, 160)}  # fmt: skip


# of each pair the difference, half of its interval and p after correction: the last leaves zero out and does not stand
PAIRS = {"risk_locality|rest_of_town": (0.11, 0.10, 0.03), "risk_locality|surroundings": (0.07, 0.12, 1.0),
         "surroundings|rest_of_town": (0.09, 0.08, 0.06)}  # fmt: skip
FAMILY = ("members", "tested")


def behind() -> list[dict[str, Any]]:
    """What a large survey adds: zones, ages, the whole scale, the family of tests, response."""
    rows = []
    for item, up in (("safe_after_dark", 0.0), ("safe_by_day", 0.2)):
        for zone, (first, last, size, n) in ZONES.items():
            rows += [row(item, "share_safe", share + up, {"wave": wave, "zone": zone}, n=n, **around(share + up, 0.1))
                     for wave, share in (("W0", first), ("W1", last))]  # fmt: skip
            rows.append(row(item, "change", size, {"zone": zone}, n=2 * n, effective_n=n * 1.5, baseline=first + up,
                            detectable_change=0.14, **around(size, 0.09)))  # fmt: skip
            rows.append(row("tested_changes", "change", size, {"item": item, "zone": zone}, **around(size, 0.09)))
            rows.append(row("tested_changes", "p", 0.004 if size > 0.1 else 0.3, {"item": item, "zone": zone}))
            rows.append(row("tested_changes", "p_holm", 0.024 if size > 0.1 else 1.0, {"item": item, "zone": zone}))
        for dimension, categories in {"sex": ["female", "male"], "age_group": ["15-29", "60+"]}.items():
            for category in categories:
                for wave in ("W0", "W1"):
                    by = {"wave": wave, dimension: category}
                    rows.append(row(item, "share_safe", 0.5 + up, by, n=90, **around(0.5 + up, 0.1)))
                rows.append(row(item, "change", 0.0, {dimension: category}, n=180, **around(0.0, 0.14)))
        for pair, (size, half, p) in PAIRS.items():
            by = {"item": item, "zone_pair": pair}
            rows.append(row("tested_transfers", "transfer", size, by, **around(size, half)))
            rows.append(row("tested_transfers", "p_holm", p, by))
        rows.append(row(item, "ordinal_effect", 0.12, **around(0.12, 0.08)))
        rows.append(row(item, "change_p", 0.012))
        rows += [row(item, "lowest_possible", 0.2, {"wave": wave}) for wave in ("W0", "W1")]
        rows += [row(item, "highest_possible", 0.85, {"wave": wave}) for wave in ("W0", "W1")]
    rows += [row(family, measure, 6.0) for family in ("tested_changes", "tested_transfers") for measure in FAMILY]
    for wave, rate, n in (("W0", 0.42, 312), ("W1", 0.45, 347)):
        rows.append(row("survey_response", "response_rate_2", rate, {"wave": wave}))
        rows.append(row("survey_response", "respondents", float(n), {"wave": wave}, n=n))
        rows += [row("survey_response", "response_rate_2", rate - 0.05, {"wave": wave, "zone": zone}) for zone in ZONES]
    return rows


def others() -> list[dict[str, Any]]:
    """Every question, the places, the method, the plan and published surveys."""
    rows = []
    for place, item in enumerate([*(item.id for item in CORE), "own"]):
        for wave, share in (("W0", 0.30 + place * 0.02), ("W1", 0.35 + place * 0.02)):
            by = {"item": item, "wave": wave}
            n = 24 if item == "reported_it" else 300
            rows.append(row("item_shares", "favourable", share, by, n=n, **around(share, 0.06)))
            rows.append(row("item_shares", "dont_know", 0.02 + place / 1000, by))
            rows.append(row("item_shares", "nonresponse", 0.01 + place / 1000, by))
        rows.append(row("item_shares", "change", 0.05, {"item": item}, **around(0.05, 0.07 if place % 4 else 0.03)))
        rows.append(row("item_shares", "p", 0.2 if place % 4 else 0.001, {"item": item}))
        if place > 1:
            rows.append(row("item_shares", "p_bh", 0.3 if place % 4 else 0.004, {"item": item}))
    for place, first, last in (("park", 0.31, 0.35), ("square", 0.70, 0.78)):
        for wave, share in (("W0", first), ("W1", last)):
            by = {"locality": place, "wave": wave}
            rows.append(row("place_safety", "share_safe", share, by, n=120, **around(share, 0.09)))
            rows.append(row("place_safety", "does_not_go", 0.25, by))
        rows.append(row("place_safety", "change", last - first, {"locality": place}, **around(last - first, 0.12)))
        rows.append(row("place_safety", "p", 0.4, {"locality": place}))
        rows.append(row("place_safety", "p_holm", 0.8, {"locality": place}))
    for wave, kish in (("W0", 1.31), ("W1", 1.28)):
        parts = {"kish_deff": kish, "largest_weight": 4.2, "smallest_weight": 0.3, "smallest_cell": 22.0,
                 "margin_error": 0.0}  # fmt: skip
        rows += [row("survey_weights", measure, value, {"wave": wave}) for measure, value in parts.items()]
        rows.append(
            row("battery_reliability", "alpha", 0.82, {"battery": "worries", "wave": wave}, **around(0.82, 0.04))
        )
    for n, size in (("100", 0.21), ("200", 0.15), ("300", 0.12), ("400", 0.106), ("600", 0.087), ("1000", 0.067)):
        rows.append(row("survey_plan", "detectable", size, {"respondents_per_wave": n}))
    rows += [row("survey_plan", "needed", 447.0), row("survey_plan", "to_approach", 994.0),
             row("survey_plan", "detected_change", 0.10)]  # fmt: skip
    for survey, item, share, n in (("inesan", "safe_by_day", 0.72, 1211), ("inesan", "safe_after_dark", 0.42, 1211),
                                   ("most", "safe_after_dark", 0.61, None)):  # fmt: skip
        rows.append(row("published_safety", "share_safe", share, {"survey": survey, "item": item}, n=n))
    return rows


def trend_points(item: str, waves: Mapping[float, float]) -> list[dict[str, Any]]:
    """The curve of an item: shares by the day since 1970."""
    version = CATALOGUE[item].version
    key = {"indicator": item, "definition_version": version, "period": "P4", "scope": "cumulative", "measure": "trend"}
    return [
        key | {"series": "all", "x": day, "y": share, "lower": share - 0.06, "upper": share + 0.06, "synthetic": True}
        for day, share in waves.items()
    ]


NOTES = {
    "modes": {"W0": "tazatel", "W1": "online"},
    "wordings": (Wording("W1", "safety_improved", False, 9, "jiná lhůta"),),
    "published": {
        ("inesan", "safe_by_day"): Published(2013, "Cítíte se bezpečně ve dne?", "kvótní výběr", "INESAN"),
        ("inesan", "safe_after_dark"): Published(2013, "Cítíte se bezpečně v noci?", "kvótní výběr", "INESAN"),
        ("most", "safe_after_dark"): Published(2020, "Jak se cítíte?", "sami se přihlásili", "homerlive.cz"),
    },
    "shapes": Shapes(SHAPES, schematic=True),
}  # fmt: skip


def everything(lang: Lang) -> Reading:
    """A survey of two waves with all that can be told of it."""
    days = {18459.0: 0.55, 19126.0: 0.66}
    points = trend_points("safe_after_dark", days) + trend_points(
        "safe_by_day", {x: round(y + 0.2, 2) for x, y in days.items()}
    )
    waves = {"W0": 0.55, "W1": 0.66}
    return perceived(lang, waves, (0.11, 0.09), rows=[*behind(), *others()], points=points, **NOTES)


def three_waves(lang: Lang) -> Reading:
    """Both main items in three waves, with the steps between them."""
    waves, days = {"W0": 0.55, "W1": 0.58, "W2": 0.66}, (18459.0, 18800.0, 19126.0)
    rows = [
        row(item, "step_change", size, {"wave": wave}, **around(size, 0.09))
        for item in ("safe_after_dark", "safe_by_day")
        for wave, size in (("W1", 0.03), ("W2", 0.08))
    ]
    points = trend_points("safe_after_dark", dict(zip(days, waves.values(), strict=True)))
    points += trend_points("safe_by_day", {x: round(y + 0.2, 2) for x, y in zip(days, waves.values(), strict=True)})
    return perceived(lang, waves, (0.11, 0.09), rows=rows, points=points)
