"""The limits a project may set, who carries the hours of a place, and the file of what was published."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from apk_lib import protect
from apk_lib.disclosure import ledger
from apk_lib.disclosure.guard import guard
from apk_lib.disclosure.limits import CEILING, FLOORS, PREFIX, Limits
from apk_lib.errors import DataError, ParameterError, ProjectError
from apk_lib.protection import carried_cells
from apk_lib.results import KEY
from apk_lib.tables.codes import RULE_DEFAULTS
from tests.disclosed import LIMITS, NO_CURVES, SUBJECTS, figure, results, seen
from tests.remembered import figures_of, kromeriz


def limits_of(**stated: float) -> Limits:
    project: Any = SimpleNamespace(limit=lambda rule: float(stated.get(rule.removeprefix(PREFIX), RULE_DEFAULTS[rule])))
    return Limits.of(project)


def test_the_limits_of_a_project_that_states_none_are_those_of_the_model():
    assert limits_of() == LIMITS
    assert limits_of(occurrences=3, dominance_percent=50).least("occurrences", "public") == 3


@pytest.mark.parametrize(("name", "value"), [*((name, floor - 1) for name, floor in FLOORS.items()),
                                             ("occurrences", 5.5), ("dominance_percent", CEILING + 1),
                                             ("dominance_percent", 0)])  # fmt: skip
def test_a_slip_of_the_pen_does_not_switch_protection_off(name, value):
    with pytest.raises(ProjectError, match=f"{PREFIX}{name}"):
        limits_of(**{name: value})


def test_the_town_itself_sees_everything_and_a_stranger_is_named_who_else_there_is():
    town = kromeriz("P2")
    figures = figures_of(town, "P2", ["retention"])
    assert protect(figures, town, "internal") is figures
    with pytest.raises(ParameterError, match="internal, funder, public, cross_town"):
        protect(figures, town, "friends")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        # in A the first has 91 of 100 hours, in B the other 90 of 100, C is the place with the fewest
        ({"A": (91, 9), "B": (10, 90), "C": (1, 1)}, {"A": "dominance", "C": "complement"}),
        ({"A": (91, 9), "B": (5, 95), "C": (1, 1)}, {"A": "dominance", "B": "dominance"}),
        ({"A": (90, 10), "B": (50, 50)}, {}),
        # no place is left, or nearly all hours are of one: nothing of the hours is told (None)
        ({"A": (91, 9), "B": (5, 95)}, {None: "dominance", "A": "dominance", "B": "dominance"}),
        ({"A": (91, 9), "B": (1, 1)}, {None: "dominance", "A": "dominance", "B": "complement"}),
        ({"A": (950, 50), "B": (89, 11), "C": (1, 1)}, {None: "dominance", "A": "dominance", "C": "complement"}),
    ],
)
def test_a_place_is_carried_by_one_person_above_ninety_hundredths_of_its_hours(hours, expected):
    town = kromeriz("P2")
    start = datetime(2021, 1, 4, 8, tzinfo=UTC)
    day = {"day": start.date(), "double_booked": False}
    rows = [day | {"person": person, "locality": place, "activity": f"{place}{person}", "band": "06-09",
                   "start": start, "end": start + timedelta(minutes=length)}
            for place, both in hours.items() for person, length in enumerate(both)]  # fmt: skip
    dataset = replace(town)
    dataset.__dict__["effort"] = pl.DataFrame(rows)
    cells = carried_cells(dataset, ["P2"], 0.9)
    places = cells.filter(pl.col("dimension_1").eq_missing("locality") | pl.col("dimension_1").is_null())
    assert dict(places.filter(pl.col("dimension_2").is_null()).select("category_1", "reason").iter_rows()) == expected


def test_what_was_published_is_read_as_it_was_written_and_what_is_damaged_is_refused():
    told = results(figure("event_outcomes.events", 12.0), figure("tenure.longest", 27.0))
    known = ledger.entries(told, SUBJECTS, "public", as_of="2021-08-29", report="P2", approved_on="2021-09-01")
    # of those who left nothing is published, so nothing is kept
    assert known["indicator"].to_list() == ["event_outcomes"]
    assert_frame_equal(ledger.parsed(known.write_csv()), known)
    assert ledger.parsed("").is_empty()
    for damaged in ("a,b\n1,2\n", known.write_csv().replace("12", "twelve")):
        with pytest.raises(DataError, match=r"published\.csv"):
            ledger.parsed(damaged)


def test_what_the_funder_was_told_the_public_does_not_know():
    before = results(figure("event_outcomes.events", 20.0, period="P2"))
    now = results(figure("event_outcomes.events", 21.0, period="P2"))
    told = {"as_of": "2021-08-29", "report": "P2", "approved_on": "2021-09-01"}
    states = [seen(now, published=ledger.entries(before, SUBJECTS, audience, **told))["state"].item()
              for audience in ("public", "funder", "cross_town")]  # fmt: skip
    # what other towns were told, anybody may have heard
    assert states == ["suppressed", "ok", "suppressed"]


@pytest.mark.parametrize("audience", ["funder", "public", "cross_town"])
def test_what_is_shown_of_kromeriz_is_shown_unchanged_and_protecting_it_again_changes_nothing(audience):
    town = kromeriz("P2")
    whole = figures_of(town, "P2")
    shown = protect(whole, town, audience)
    kept = shown.results.filter(pl.col("state") != "suppressed")
    assert 0 < len(kept) < len(whole.results)
    unnumbered = ["n", "numerator", "denominator"]
    same = whole.results.join(shown.withheld, on=KEY, how="anti", nulls_equal=True)
    assert_frame_equal(kept.drop(unnumbered), same.drop(unnumbered))
    assert_frame_equal(shown.curves, whole.curves.join(shown.curves, on=shown.curves.columns, how="semi",
                                                       nulls_equal=True))  # fmt: skip
    again = protect(shown, town, audience)
    assert_frame_equal(again.results, shown.results)
    assert_frame_equal(again.curves, shown.curves)


def test_the_public_is_told_of_kromeriz_what_was_promised_to_it():
    town = kromeriz("P2")
    shown = protect(figures_of(town, "P2"), town, "public").results
    told = set(shown.filter(pl.col("state") == "ok", pl.col("dimension_1").is_null())
               .select("indicator", "measure").iter_rows())  # fmt: skip
    assert {("posts_filled", "filled_at_end"), ("person_hours", "person_hours"), ("plan_adherence", "capped"),
            ("event_outcomes", "events"), ("contacts_made", "contacts"), ("recorded_offences", "offences"),
            ("complaints_received", "complaints"), ("victim_support", "contacts")} <= told  # fmt: skip
    assert len(shown.filter(pl.col("measure") == "share_safe", pl.col("state") == "ok"))


def test_a_curve_with_a_month_of_few_is_not_drawn_and_one_of_enough_is():
    point = {"indicator": "offence_effect", "definition_version": 1, "period": "P2", "scope": "cumulative",
             "measure": "offences_by_month", "series": "risk", "synthetic": True}  # fmt: skip
    months = [point | {"x": float(x), "y": 5.0 + x} for x in range(3)]
    few = [one | {"y": 4.0} for one in months[:1]]
    for points, drawn in ((months, 3), (few + months[1:], 0)):
        curves = pl.DataFrame(points, schema=NO_CURVES.schema)
        assert len(guard(results(), curves, SUBJECTS, "public", LIMITS)[1]) == drawn
