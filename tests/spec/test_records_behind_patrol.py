"""Which records stand behind a figure of the field: the lines of the workbook, listed by hand.

A line of a table as text is counted from 2, as in a workbook: V1 stands in line 2. `behind` takes the unit-level rows
of an indicator, some of them if categories are named, and says the lines of each table they lead to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from apk_lib.drilldown.through import records
from apk_lib.evaluate import evaluate, unit_rows
from apk_lib.indicators import CATALOGUE
from apk_lib.tables import TABLES


def behind(town: Any, indicator: str, *tables: str, period: str = "P1", **only: str) -> list[list[int]]:
    """The lines of each of the tables behind the rows of these categories, since the start of the project."""
    window = town.dataset.project.period(period).since(town.dataset.project.start)
    rows = unit_rows(CATALOGUE[indicator], town.dataset, window)
    rows = rows.filter(*(pl.col(name) == category for name, category in only.items()))
    return [lines(town, rows, table) for table in tables]


def lines(town: Any, rows: pl.DataFrame, table: str) -> list[int]:
    """As a reader of rows finds them: by place and time, by the column that names them, by their key."""
    found = records(rows, table, town.dataset.table)
    if found is None and f"{table}_row" in rows.columns:
        found = rows[f"{table}_row"]
        found = found.explode() if found.dtype == pl.List else found
    if found is None:
        key = TABLES[table].key
        found = town.dataset.table(table).join(rows.select(key).unique(), on=key, how="semi")["source_row"]
    return sorted(found.drop_nulls().unique())


# Tuesday 7 July 2020: V1 by a pair, V2 by Anna alone right after it, V3 in B, V4 in no locality, V5 without an end, and
# V6 on the day after
PLAIN = {
    "persons": """
        | person |
        | Anna   |
        | Bert   |
    """,
    "shifts": """
        | shift | start            | end              |
        | S1    | 2020-07-07 08:00 | 2020-07-07 16:00 |
        | S2    | 2020-07-08 08:00 | 2020-07-08 16:00 |
    """,
    "shift_crew": """
        | shift | person |
        | S1    | Anna   |
        | S1    | Bert   |
        | S2    | Anna   |
    """,
    "visits": """
        | visit | shift | locality | activity    | start            | end              |
        | V1    | S1    | A        | foot_patrol | 2020-07-07 08:30 | 2020-07-07 10:00 |
        | V2    | S1    | A        | vandalism   | 2020-07-07 10:00 | 2020-07-07 11:00 |
        | V3    | S1    | B        | foot_patrol | 2020-07-07 11:30 | 2020-07-07 12:00 |
        | V4    | S1    |          | other       | 2020-07-07 12:00 | 2020-07-07 13:00 |
        | V5    | S1    | B        | foot_patrol | 2020-07-07 14:30 |                  |
        | V6    | S2    | A        | foot_patrol | 2020-07-08 08:00 | 2020-07-08 08:30 |
    """,
    "visit_crew": """
        | visit | person |
        | V2    | Anna   |
    """,
    "events": """
        | event | at               | visit | locality | kind | found   |
        | E1    | 2020-07-07 09:00 | V1    | A        | help |         |
        | E2    | 2020-07-07 11:40 | V3    | B        | find | needles |
        | E3    | 2020-07-07 15:00 |       | B        | help |         |
    """,
    "contacts": """
        | visit | kind     | count |
        | V1    | resident | 3     |
        | V3    | pupil    | 2     |
    """,
    "patrol_plan": """
        | plan_row | locality | band  | amount |
        | R1       | A        | 09-14 | 2      |
        | R2       | B        | 14-18 | 1      |
    """,
}


@pytest.fixture
def plain(town):
    return town(**PLAIN)


def test_hours_come_from_visits_with_a_length_in_a_locality(plain):
    # V4 was in no locality, V5 has no length
    assert behind(plain, "person_hours", "visits") == [[2, 3, 4, 7]]
    assert behind(plain, "person_hours", "visits", locality="B") == [[4]]
    assert behind(plain, "person_hours", "visits", locality="A", band="06-09") == [[2, 7]]
    # V1 has the crew of its shift, V2 one of its own
    assert behind(plain, "person_hours", "shift_crew", "visit_crew", activity="vandalism") == [[2, 3], [2]]
    # work by activity counts time outside localities too, and every visit that began
    assert behind(plain, "activities", "visits") == [[2, 3, 4, 5, 6, 7]]
    assert behind(plain, "visit_count", "visits", locality="B") == [[4, 6]]


def test_presence_leads_to_all_who_were_there_then(plain):
    # V1 and V2 touch, so presence in A from nine on is of both; its stretch before nine is of V1 alone
    assert behind(plain, "presence_hours", "visits", locality="A", band="09-14") == [[2, 3]]
    assert behind(plain, "presence_hours", "visits", locality="A", band="06-09") == [[2, 7]]
    assert behind(plain, "stay_lengths", "visits", visit_length="60+") == [[2, 3]]
    assert behind(plain, "stay_lengths", "visits", visit_length="30-60") == [[4, 7]]
    assert behind(plain, "hours_of_day", "visits", hour="8") == [[2, 7]]
    assert behind(plain, "hours_of_day", "visits", hour="14") == [[6]]
    assert behind(plain, "mean_crew", "visits", locality="B") == [[4]]


def test_a_place_leads_to_its_last_day_and_to_the_days_it_was_visited(plain):
    assert behind(plain, "last_visit", "visits", locality="A") == [[7]]
    # V5 has no length, but somebody came
    assert behind(plain, "last_visit", "visits", locality="B") == [[4, 6]]
    assert behind(plain, "extent", "visits", locality="B") == [[4, 6]]
    assert behind(plain, "revisit_gaps", "visits", "patrol_plan", locality="A") == [[2, 3, 7], [2]]


def test_a_planned_unit_leads_to_its_plan_and_to_the_visits_in_its_slots(plain):
    # of V1 the part from nine on
    assert behind(plain, "plan_adherence", "patrol_plan", "visits", locality="A") == [[2], [2, 3]]
    # somebody came to B in the afternoon, for nobody knows how long
    assert behind(plain, "plan_adherence", "patrol_plan", "visits", locality="B") == [[3], [6]]
    assert behind(plain, "unplanned_hours", "visits") == [[2, 4, 7]]
    assert behind(plain, "evenness", "patrol_plan", "visits", locality="B") == [[3], [4]]


def test_met_things_lead_to_their_records(plain):
    assert behind(plain, "event_rate", "events", "visits", locality="B") == [[3, 4], [4]]
    assert behind(plain, "event_rate", "events", "visits", activity="foot_patrol") == [[2, 3], [2, 4, 7]]
    assert behind(plain, "finds", "events") == [[3]]
    assert behind(plain, "contacts_made", "contacts", "visits", contact_kind="pupil") == [[3], [4]]
    assert behind(plain, "pairs", "shifts", "shift_crew", pair=1) == [[2], [2, 3]]


def test_the_balance_leads_to_shifts_and_to_what_bounds_an_open_visit(plain):
    # V6 is the next visit of Anna after the open V5
    assert behind(plain, "hours_balance", "visits", "shifts") == [[2, 3, 4, 5, 6, 7], [2, 3]]


TWO_PLACES = {
    **{name: PLAIN[name] for name in ("persons", "shifts", "shift_crew")},
    # Anna and Bert are in A from eight to twelve, and, as V2 says, Anna in B from nine to ten
    "visits": """
        | visit | shift | locality | start            | end              |
        | V1    | S1    | A        | 2020-07-07 08:00 | 2020-07-07 12:00 |
        | V2    | S1    | B        | 2020-07-07 09:00 | 2020-07-07 10:00 |
        | V3    | S2    | A        | 2020-07-08 09:00 | 2020-07-08 10:00 |
    """,
    "visit_crew": """
        | visit | person |
        | V2    | Anna   |
    """,
}


@pytest.mark.parametrize("indicator", ["person_hours", "presence_hours", "late_presence", "hours_of_day"])
def test_hours_rest_on_the_visit_that_took_time_over(town, indicator):
    both = town(**TWO_PLACES)
    # without V2 Anna would have been in A for four hours, not three; the crews of both say who they were
    found = behind(both, indicator, "visits", "shift_crew", "visit_crew", locality="A", day=pl.date(2020, 7, 7))
    assert found == [[2, 3], [2, 3], [2]]
    assert behind(both, indicator, "visits", locality="A", day=pl.date(2020, 7, 8)) == [[4]]


def test_a_plan_as_it_stood_rests_on_what_was_entered_later(town):
    # R2 follows R1 from October, but was entered in the middle of it; until then R1 held
    late = town(
        **{name: PLAIN[name] for name in ("persons", "shifts", "shift_crew", "visits")},
        patrol_plan="""
            | plan_row | locality | band  | amount | valid_from | valid_to   | entered_on |
            | R1       | A        | 09-14 | 2      | 2020-07-01 | 2020-09-30 | 2020-07-01 |
            | R2       | A        | 09-14 | 1      | 2020-10-01 |            | 2020-10-15 |
            | R3       | B        | 09-14 | 1      | 2020-07-01 |            | 2020-07-01 |
        """,
    )
    first = {"unit": pl.date(2020, 10, 14), "locality": "A"}
    assert behind(late, "original_plan_adherence", "patrol_plan", **first) == [[2, 3]]
    assert behind(late, "plan_adherence", "patrol_plan", **first) == [[3]]
    assert behind(late, "original_plan_adherence", "patrol_plan", locality="B") == [[4]]


def test_a_mentor_is_behind_presence_only_where_the_rules_say_so(town):
    records_of = {
        "persons": "| person | role |\n| Anna | assistant |\n| Marek | mentor |",
        "shifts": "| shift | start | end |\n| S1 | 2020-07-07 08:00 | 2020-07-07 16:00 |",
        "shift_crew": "| shift | person |\n| S1 | Marek |",
        "visits": """
            | visit | shift | locality | start            | end              |
            | V1    | S1    | A        | 2020-07-07 09:00 | 2020-07-07 10:00 |
        """,
    }
    assert behind(town(**records_of), "presence_hours", "visits") == [[]]
    counts = {"programme_rules": "| rule | value |\n| mentor_in_presence | 1 |"}
    assert behind(town(**records_of, **counts), "presence_hours", "visits") == [[2]]


def test_a_track_leads_to_the_fixes_and_shifts_of_its_day_and_the_days_beside(town):
    # a track of 7 July may have begun on the 6th and end on the 8th, not on the 5th or the 9th
    tracked = town(
        **{name: PLAIN[name] for name in ("persons", "shift_crew", "shifts", "visits")},
        gps_fixes="""
            | device | at               | lon  | lat  |
            | D1     | 2020-07-05 23:59 | 17.3 | 49.3 |
            | D1     | 2020-07-06 00:00 | 17.3 | 49.3 |
            | D2     | 2020-07-08 23:59 | 17.3 | 49.3 |
            | D1     | 2020-07-09 00:00 | 17.3 | 49.3 |
        """,
    )
    tables, day = tracked.dataset.table, pl.Series([date(2020, 7, 7)])
    of_device = pl.DataFrame({"device": ["D1"], "day": day})
    of_cell = pl.DataFrame({"cell": ["0|0", "0|1"], "day": [day.to_list(), None]})
    assert [list(records(rows, "gps_fixes", tables)) for rows in (of_device, of_cell)] == [[3, 4], [3, 4]]
    assert list(records(of_device, "shifts", tables)) == [2, 3]
    # what has no place, no day and no visit leads nowhere
    assert records(pl.DataFrame({"post": ["1"]}), "visits", tables) is None


CHECKS = """
    | locality | checked_on | item  | score | reported_to | fixed_on   |
    | A        | 2020-07-01 | waste | 3     | town_office |            |
    | A        | 2020-07-10 | waste | 3     | town_office | 2020-07-20 |
    | A        | 2020-08-01 | waste | 2     | town_office |            |
    | A        | 2020-08-01 | noise | 0     |             |            |
"""


def test_a_defect_leads_to_all_its_reports(town):
    checked = town(locality_checks=CHECKS)
    # reported twice before it was mended on 20 July, then anew
    assert behind(checked, "repairs", "locality_checks", days=19) == [[2, 3]]
    assert behind(checked, "repairs", "locality_checks", open=1) == [[4]]
    assert behind(checked, "locality_state", "locality_checks", checklist_item="noise") == [[5]]


OFFENCES = """
    | locality | happened_on | kind     | keeper       |
    | A        | 2020-07-05  | property | state_police |
    | A        | 2020-08-05  | property | state_police |
    |          | 2020-08-06  | traffic  | state_police |
    | A        | 2020-09-05  | traffic  | state_police |
"""


def test_a_count_leads_to_its_records_and_to_those_that_say_which_months_are_known(town):
    told = town(official_offences=OFFENCES)
    # the first (July) and the last (September) say that these months are known
    assert behind(told, "recorded_offences", "official_offences", offence_kind="property") == [[2, 3, 5]]
    assert behind(told, "offence_effect", "official_offences", arm="elsewhere") == [[2, 4, 5]]


@pytest.mark.parametrize("indicator", ["person_hours", "presence_hours", "hours_balance", "event_rate", "last_visit",
                                       "revisit_gaps", "hours_of_day", "contacts_made", "plan_adherence"])  # fmt: skip
def test_a_table_cut_to_the_records_behind_gives_the_same_figures(plain, indicator):
    whole = plain.dataset
    asked = {"visits", "shift_crew", "visit_crew"}
    rows = unit_rows(CATALOGUE[indicator], whole, whole.project.period("P1"))
    cut = dict(whole.accepted)
    for table in asked:
        kept = cut[table].rows.filter(pl.col("source_row").is_in(lines(plain, rows, table)))
        cut[table] = replace(cut[table], rows=kept)
    again = replace(whole, accepted=cut)
    of_period = pl.col("scope") == CATALOGUE[indicator].scopes[0]
    before, after = (evaluate(one, "P1", [indicator]).results.filter(of_period) for one in (whole, again))
    assert after.equals(before)
