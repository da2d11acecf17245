"""Whoever has a protected report and a pencil learns no withheld number: an attacker solves what the figures leave.

The attacker knows which figures add up to which, that nothing is negative, what "fewer than" says and for what reason a
figure is withheld. Each number that is withheld must be able to be at least two whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.optimize import linprog

from apk_lib.disclosure.guard import guard
from apk_lib.protection import protect
from apk_lib.results import KEY
from apk_lib.tables.codes import OUTCOMES
from tests.disclosed import LIMITS, NO_CURVES, SUBJECTS, figure, results, share
from tests.properties.examples import examples
from tests.remembered import figures_of, kromeriz

POLICE = ("handed_to_municipal_police", "handed_to_state_police")
HANDED = tuple(one for one in OUTCOMES if one.startswith("handed_to_"))
SCOPES = ("period", "cumulative")
# what a count stands for, by figure and dimension; a category of it is named by the dimension
TABLES = {
    ("event_outcomes", "events"): "events", ("event_rate", "events"): "events", ("event_rate", "by_kind"): "events",
    ("events_per_assistant_month", "events"): "events", ("finds", "finds"): "finds",
    ("contacts_made", "contacts"): "contacts", ("contacts_made", "per_100_hours"): "contacts",
    ("complaints_received", "complaints"): "complaints", ("complaints_per_inhabitant", "complaints"): "inhabited",
    ("recorded_offences", "offences"): "offences",
}  # fmt: skip
PARTS = {"settled": ("settled_by_talking",), "handed_to_police": POLICE, "handed_over": HANDED}
COUNTED = ("events", "contacts", "offences", "complaints")
Variable = tuple[str, str, str | None, str | None]


class Attacker:
    """Everything that follows from the figures shown, as equations and bounds of the counts behind all figures."""

    def __init__(self, shown: pl.DataFrame, withheld: pl.DataFrame, lived_in: bool) -> None:
        self.lived_in = lived_in
        self.index: dict[Variable, int] = {}
        self.equations: list[tuple[dict[int, float], float]] = []
        self.asked: list[tuple[dict[str, Any], dict[int, float]]] = []
        self.bounds: dict[int, list[float]] = defaultdict(lambda: [0.0, 1e6])
        reasons = {tuple(row[name] for name in KEY): row["reason"] for row in withheld.iter_rows(named=True)}
        for row in shown.iter_rows(named=True):
            self.read(row, reasons.get(tuple(row[name] for name in KEY)))
        self.add_up()

    def variable(self, *name: str | None) -> int:
        return self.index.setdefault(name, len(self.index))  # type: ignore[arg-type]

    def read(self, row: dict[str, Any], reason: str | None) -> None:
        at, scope = (row["indicator"], row["measure"]), row["scope"]
        if at[0] == "event_outcomes" and at[1] in PARTS:
            count = {self.variable("events", scope, "outcome", part): 1.0 for part in PARTS[at[1]]}
            if reason is None and row["denominator"] is not None:
                self.equations.append(({self.variable("known", scope, None, None): 1.0}, row["denominator"]))
        elif at in TABLES:
            count = {self.variable(TABLES[at], scope, row["dimension_1"], row["category_1"]): 1.0}
        else:
            return
        counted = row["numerator"] if row["numerator"] is not None else 0.0 if row["state"] == "no_cases" else None
        if counted is not None:
            self.equations.append((count, counted))
        elif reason not in (None, "personal"):
            # what is divided by person-months is withheld for these; the events themselves are told
            self.asked.append((row, count))
            if row["upper"] is not None:
                [only] = count
                self.bounds[only][1] = row["upper"]
            elif reason == "complement" and row["unit"] in COUNTED and len(count) == 1:
                self.bounds[next(iter(count))][0] = float(LIMITS.occurrences)

    def add_up(self) -> None:
        cells: dict[Any, list[int]] = defaultdict(list)
        for (what, scope, dimension, _), place in self.index.items():
            if dimension:
                cells[what, scope, dimension].append(place)
        for (what, scope, dimension), places in cells.items():
            total = ("known" if dimension == "outcome" else what, scope, None, None)
            self.same(dict.fromkeys(places, 1.0), total)
        for scope in SCOPES:
            self.same({self.variable("events", scope, "event_kind", "find"): 1.0}, ("finds", scope, None, None))
            lived = {name: place for name, place in self.index.items() if name[:3] == ("inhabited", scope, "locality")}
            for arm in ("risk", "surroundings"):
                of = {place: 1.0 for name, place in lived.items() if str(name[3]).startswith(arm)}
                # somebody must live in every place, or its complaints have no rate
                if of and self.lived_in:
                    self.same(of, ("complaints", scope, "arm", arm))

    def same(self, parts: dict[int, float], total: Variable) -> None:
        self.equations.append((parts | {self.variable(*total): -1.0}, 0.0))

    def pinned(self) -> list[str]:
        """The withheld counts that can be one whole number only."""
        size = len(self.index)
        equal = np.zeros((len(self.equations), size))
        for line, (parts, _) in enumerate(self.equations):
            for place, factor in parts.items():
                equal[line, place] += factor
        later = [(self.index[what, "period", *cell], place) for (what, scope, *cell), place in self.index.items()
                 if scope == "cumulative" and (what, "period", *cell) in self.index]  # fmt: skip
        grows = np.zeros((len(later), size))
        for line, (now, since) in enumerate(later):
            grows[line, now], grows[line, since] = 1.0, -1.0
        given: dict[str, Any] = {"A_eq": equal, "b_eq": [value for _, value in self.equations],
                                 "bounds": [tuple(self.bounds[place]) for place in range(size)]}  # fmt: skip
        given |= {"A_ub": grows, "b_ub": np.zeros(len(later))} if later else {}

        def solved(aim: Any) -> Any:
            answer = linprog(aim, **given)
            assert answer.status == 0, answer.message
            return answer.x

        asked = np.zeros((len(self.asked), size))
        for line, (_, count) in enumerate(self.asked):
            for place, factor in count.items():
                asked[line, place] = factor
        # many counts are seen to move by a few solutions that push them about; only the others are asked one by one
        pushes = np.random.default_rng(0).normal(size=(4, len(self.asked)))
        values = np.array([asked @ solved(sign * push @ asked) for push in pushes for sign in (1, -1)])
        found = []
        for line in np.flatnonzero(~whole_numbers(values)) if len(self.asked) else []:
            ends = np.array([asked[line] @ solved(sign * asked[line]) for sign in (1, -1)])
            # all rates of inhabitants are withheld that the few in them stay hidden: the others are told by their arms
            whole = self.asked[line][0]["indicator"] == "complaints_per_inhabitant" and ends[0] >= LIMITS.occurrences
            if not whole and not whole_numbers(ends[:, None])[0]:
                row = self.asked[line][0]
                found.append(
                    f"{row['scope']} {row['indicator']}.{row['measure']} {row['category_1'] or ''}: {ends[0]:g}"
                )
        return found


def whole_numbers(values: Any) -> Any:
    """Whether at least two whole numbers lie between the least and the most of each column."""
    return np.floor(values.max(axis=0) + 1e-6) - np.ceil(values.min(axis=0) - 1e-6) >= 1


def pinned(shown: pl.DataFrame, withheld: pl.DataFrame, lived_in: bool = True) -> list[str]:
    return Attacker(shown, withheld, lived_in).pinned()


numbers = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def stretch(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    """How many cases of each kind there were in a stretch of time; breakdowns of the same cases have equal sums."""
    outcomes = {outcome: draw(numbers) for outcome in OUTCOMES}
    found = {kind: draw(numbers) for kind in ("lost", "needles", "waste")}
    known, finds = sum(outcomes.values()), sum(found.values())
    events = max(known, finds) + draw(numbers)
    contacts = {kind: draw(numbers) for kind in ("resident", "pupil", "other")}
    lived = {place: draw(numbers) for place in ("risk_a", "risk_b", "surroundings_a")}
    arms = {"risk": lived["risk_a"] + lived["risk_b"], "surroundings": lived["surroundings_a"], "else": draw(numbers)}
    return {
        "outcome": outcomes, "found": found, "kind": {"find": finds, "help": events - finds},
        "place": spread(draw, events), "contacts": contacts, "reached": spread(draw, sum(contacts.values())),
        "lived": lived, "arm": arms, "topic": spread(draw, sum(arms.values())),
    }  # fmt: skip


def spread(draw: st.DrawFn, total: int) -> dict[str, int]:
    """The total over four places: as much as each takes and there is, the rest to the last."""
    parts = {}
    for place in ("A", "B", "C"):
        parts[place] = min(draw(numbers), total)
        total -= parts[place]
    return parts | {"D": total}


@st.composite
def records(draw: st.DrawFn) -> pl.DataFrame:
    """Figures of cases in the period and since the start, as those of real records add up; the first has no before."""
    now = draw(stretch())
    before = {} if draw(st.booleans()) else draw(stretch())
    since = {name: {cell: count + before.get(name, {}).get(cell, 0) for cell, count in cells.items()}
             for name, cells in now.items()}  # fmt: skip
    return results(*told_of("period", now), *told_of("cumulative", since))


def told_of(scope: str, counts: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """The figures of a stretch of time."""
    totals = {name: sum(cells.values()) for name, cells in counts.items()}

    def of(named: str, name: str, dimension: str, made: Any = figure) -> list[dict[str, Any]]:
        cells = [({dimension: cell}, count) for cell, count in counts[name].items()]
        return [made(named, float(count), by, scope=scope) for by, count in [({}, totals[name]), *cells]]

    shares = [share(f"event_outcomes.{measure}", sum(counts["outcome"][part] for part in parts), totals["outcome"],
                    scope=scope) for measure, parts in PARTS.items()]  # fmt: skip
    return [
        *shares, figure("event_outcomes.events", float(totals["place"]), scope=scope),
        *of("event_outcomes.events", "outcome", "outcome")[1:], *of("event_rate.events", "place", "locality", rate),
        *of("event_rate.by_kind", "kind", "event_kind", rate)[1:], *of("finds.finds", "found", "found"),
        *of("contacts_made.contacts", "contacts", "contact_kind"),
        *of("contacts_made.contacts", "reached", "locality")[1:],
        *of("contacts_made.per_100_hours", "reached", "locality", rate),
        *of("complaints_received.complaints", "arm", "arm"),
        *of("complaints_received.complaints", "topic", "complaint_topic")[1:],
        *of("complaints_per_inhabitant.complaints", "lived", "locality", rate),
    ]  # fmt: skip


def rate(named: str, count: float, by: dict[str, str], scope: str) -> dict[str, Any]:
    """Cases in fifty hours, or of fifty inhabitants."""
    return figure(named, count / 50, by, scope=scope, n=int(count), numerator=count, denominator=50.0)


# a count that can be worked out is found as well among few cases, without looking for the smallest example
FOUND = {"deadline": None, "phases": (Phase.explicit, Phase.reuse, Phase.generate)}


@examples(10, **FOUND)
@given(figures=records())
def test_no_count_of_cases_can_be_worked_out(figures):
    shown, _, withheld = guard(figures, NO_CURVES, SUBJECTS, "public", LIMITS)
    assert pinned(shown, withheld) == []
    # shown is shown unchanged
    kept = shown.filter(pl.col("state") != "suppressed")
    assert_frame_equal(kept, figures.join(withheld, on=KEY, how="anti", nulls_equal=True))


@examples(5, **FOUND)
@given(figures=records(), limit=st.integers(3, 12))
def test_what_is_few_by_a_limit_is_not_told_by_a_stricter_one(figures, limit):
    def withheld(least: int, *reasons: str) -> set[tuple[Any, ...]]:
        found = guard(figures, NO_CURVES, SUBJECTS, "public", replace(LIMITS, occurrences=least))[2]
        return set(found.filter(pl.col("reason").is_in(reasons)).select(KEY).iter_rows())

    # which others hide it may change, and with them what is few only as the rest of what is told
    alone = set(figures.filter(pl.coalesce("numerator", "value") < limit).select(KEY).iter_rows())
    assert withheld(limit, "few") & alone <= withheld(limit + 1, "few", "complement")


@pytest.mark.parametrize("period", ["P2", "P5"])
def test_no_count_of_kromeriz_can_be_worked_out(period):
    town = kromeriz(period)
    cases = [id for id, subject in SUBJECTS.items() if subject in ("occurrences", "victims")]
    shown = protect(figures_of(town, period, cases), town, "public")
    assert pinned(shown.results, shown.withheld, lived_in=False) == []


# --- assistants ------------------------------------------------------------------------------------


def test_how_long_a_post_of_kromeriz_was_empty_cannot_be_worked_out():
    # in the second period one of four posts was empty for 21 days: 47.3 of 48 person-months, 1439 of 1460 days
    town = kromeriz("P2")
    figures = figures_of(town, "P2")
    shown = protect(figures, town, "public").results.filter(pl.col("state") == "ok")

    def numbers(frame: pl.DataFrame, *columns: str) -> np.ndarray:
        return np.array([number for column in columns for number in frame[column].drop_nulls()], float)

    known = numbers(shown.filter(pl.col("unit") != "score"), "value", "numerator", "denominator")
    totals = numbers(shown.filter(pl.col("unit").is_in(["czk", "events", "person_hours"]),
                                  pl.col("dimension_1").is_null()), "numerator")  # fmt: skip
    rates = numbers(shown.filter(pl.col("unit").is_in(["czk", "per_month", "share"])), "value")
    whole = figures.results.filter(pl.col("dimension_1").is_null())
    of_posts = whole.filter(pl.col("indicator") == "person_months")["value"].to_list()
    days = whole.filter(pl.col("measure") == "fill_rate")["numerator"].to_list()
    fund = whole.filter(pl.col("indicator") == "field_share")["denominator"].to_list()
    # told as such, or as what a total that is told was divided by
    quotients = np.divide.outer(totals, rates[rates != 0])
    for secret in {*of_posts, *days, *fund}:
        assert not np.isclose(known, secret, rtol=1e-9, atol=0).any(), secret
    for secret in of_posts:
        assert not np.isclose(quotients, secret, rtol=1e-9, atol=0).any(), secret


def test_money_of_a_month_is_not_the_difference_of_two_points():
    town = kromeriz("P2")
    figures = figures_of(town, "P2", ["spending_plan", "daily_presence", "spending"])
    shown = protect(figures, town, "public")
    spent = shown.curves.filter(pl.col("series") == "spent")["x"].to_list()
    ends = [(one.end - date(1970, 1, 1)).days for one in town.project.periods]
    assert len(spent) > 1
    assert set(spent[1:]) <= set(ends)
    assert "daily_presence" not in shown.curves["indicator"].to_list()
    money = shown.results.filter(pl.col("indicator") == "spending")
    assert money["n"].null_count() == len(money)
    assert "month" not in money["dimension_2"].to_list()


# --- answers ---------------------------------------------------------------------------------------


@st.composite
def answered(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[tuple[str, int], int]]:
    """Answers 1 to 4 in two zones and in all, each respondent of equal weight, as shares and means."""
    counts = {
        (zone, answer): draw(st.integers(0, 40)) for zone in ("risk_locality", "surroundings") for answer in CODES
    }
    rows = []
    for zone in ("risk_locality", "surroundings", ""):
        here = [
            sum(count for (of, one), count in counts.items() if one == answer and zone in (of, "")) for answer in CODES
        ]
        if n := sum(here):
            by = {"wave": "W0"} | ({"zone": zone} if zone else {})
            rows += [figure(f"safe_by_day.answer_{answer}", k / n, by, n=n, scope="cumulative")
                     for answer, k in zip(CODES, here, strict=True)]  # fmt: skip
            rows.append(figure("safe_by_day.share_safe", (here[0] + here[1]) / n, by, n=n, scope="cumulative"))
            mean = sum((5 - answer) * k for answer, k in zip(CODES, here, strict=True)) / n
            rows.append(figure("safe_by_day.mean_score", mean, by, n=n, scope="cumulative"))
    return results(*rows), counts


CODES = (1, 2, 3, 4)


@examples(12, **FOUND)
@given(made=answered())
def test_no_number_of_respondents_who_answered_so_can_be_worked_out(made):
    figures, counts = made
    shown, _, withheld = guard(figures, NO_CURVES, SUBJECTS, "public", LIMITS)
    cells = list(counts)
    equations, right = [], []
    for row in shown.filter(pl.col("state") == "ok").iter_rows(named=True):
        weights = {"share_safe": (1, 1, 0, 0), "mean_score": (4, 3, 2, 1)}.get(
            row["measure"], [int(row["measure"] == f"answer_{answer}") for answer in CODES]
        )
        here = [zone in (row["category_2"] or zone,) for zone, _ in cells]
        equations.append([weights[answer - 1] * inside for (_, answer), inside in zip(cells, here, strict=True)])
        right.append(row["value"] * row["n"])
    # bases are known, whether told here or in the account of the survey
    for zone in {zone for zone, _ in cells}:
        equations.append([float(of == zone) for of, _ in cells])
        right.append(sum(count for (of, _), count in counts.items() if of == zone))
    hidden = withheld.filter(pl.col("measure").str.starts_with("answer"), pl.col("dimension_2").is_not_null())
    for measure, zone in hidden.select("measure", "category_2").iter_rows():
        aim = np.array([float((of, f"answer_{answer}") == (zone, measure)) for of, answer in cells])
        ends = [
            sign * linprog(sign * aim, A_eq=np.array(equations), b_eq=right, bounds=(0, None)).fun for sign in (1, -1)
        ]
        assert ends[1] - ends[0] > 1, (measure, zone, ends)
