"""Who is told what: subject by audience, and each number at the edge of its limit.

`nic` stands for a figure of which nothing is told, "méně než 5" for a count of which only that is.
"""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest

from apk_lib.disclosure import RULES, Audience, Rule, Subject
from apk_lib.disclosure import ledger as books
from apk_lib.disclosure.carried import CARRIED
from apk_lib.disclosure.persons import PERSONAL, PERSONAL_MEASURES
from apk_lib.indicators import CATALOGUE
from tests.disclosed import SUBJECTS, figure, results, seen, share, told
from tests.spec.conftest import rows_of

# copied by hand from "Who may see what" of the model; `k of n` numbers of people, `≥ 5` enough of them
MODEL = """
    | subject      | internal | funder | public   | cross_town |
    | project      | yes      | yes    | yes      | yes        |
    | service      | yes      | yes    | by place | by place   |
    | tenure       | yes      | k of n | never    | never      |
    | participants | yes      | k of n | never    | never      |
    | assistants   | yes      | never  | never    | never      |
    | survey       | yes      | yes    | enough   | enough     |
    | occurrences  | yes      | yes    | enough   | enough     |
    | victims      | yes      | totals | totals   | never      |
"""
SAID = {"yes": Rule.ALL, "by place": Rule.TOTALS_BY_PLACE, "k of n": Rule.COUNTS, "enough": Rule.CELLS,
        "totals": Rule.TOTALS, "never": Rule.NOTHING}  # fmt: skip
# a category of these is no person: places, times, kinds of things, and parts of respondents or participants
NOT_PERSONAL = {
    "activity", "age_group", "arm", "battery", "checklist_item", "complaint_topic", "contact_kind", "cut", "day_type",
    "disposition", "end_reason", "esf_age_group", "event_kind", "found", "hour", "item", "key_activity", "line",
    "locality", "months_since_start", "offence_kind", "outcome", "output_kind", "payment_kind", "publicity_kind",
    "respondents_per_wave", "risk_severity", "school", "sex", "source", "survey", "table", "training_kind",
    "visit_length", "wave", "weekday_band", "window", "zone", "zone_pair",
}  # fmt: skip


def test_every_subject_has_a_rule_for_every_audience_and_it_is_the_one_of_the_model():
    written = {row.pop("subject"): {audience: SAID[str(said)] for audience, said in row.items()}
               for row in rows_of(MODEL)}  # fmt: skip
    assert written == RULES
    assert {indicator.subject for id in CATALOGUE for indicator in CATALOGUE.definitions(id)} <= set(get_args(Subject))


def test_every_dimension_of_the_catalogue_is_known_to_be_personal_or_not():
    every = {dimension for id in CATALOGUE for one in CATALOGUE.definitions(id) for measure in one.measures
             for by in measure.dimensions for dimension in by}  # fmt: skip
    assert every - NOT_PERSONAL == set(PERSONAL)


# --- events, complaints, offences ------------------------------------------------------------------

COUNTS = """
    | audience   | k  | told         |
    | internal   | 0  | 0            |
    | internal   | 4  | 4            |
    | funder     | 1  | 1            |
    | public     | 0  | méně než 5   |
    | public     | 1  | méně než 5   |
    | public     | 4  | méně než 5   |
    | public     | 5  | 5            |
    | cross_town | 5  | méně než 10  |
    | cross_town | 9  | méně než 10  |
    | cross_town | 10 | 10           |
"""


@pytest.mark.parametrize("row", rows_of(COUNTS), ids=str)
def test_a_count_of_events(row):
    k = int(row["k"])
    frame = results(figure("event_outcomes.events", float(k)))
    assert told(seen(frame, row["audience"]).row(0, named=True)) == row["told"]


def test_no_case_is_few_cases_too():
    frame = results(figure("event_outcomes.events", None, n=0, state="no_cases"))
    assert told(seen(frame).row(0, named=True)) == "méně než 5"


SHARES = """
    | k  | of | told |
    | 0  | 20 | nic  |
    | 4  | 20 | nic  |
    | 5  | 20 | 0.25 |
    | 15 | 20 | 0.75 |
    | 16 | 20 | nic  |
    | 20 | 20 | nic  |
"""


@pytest.mark.parametrize("row", rows_of(SHARES), ids=str)
def test_a_share_of_events_by_those_it_counts_and_those_it_does_not(row):
    frame = results(share("event_outcomes.settled", int(row["k"]), int(row["of"])))
    assert told(seen(frame).row(0, named=True)) == row["told"]


BREAKDOWNS = """
    | waste | needles | lost | other | told                             |
    | 5     | 6       | 7    | 8     | 5, 6, 7, 8                       |
    | 3     | 9       | 20   | 30    | méně než 5, nic, 20, 30          |
    | 3     | 5       | 20   | 30    | méně než 5, nic, nic, 30         |
    | 2     | 2       | 20   | 30    | méně než 5, méně než 5, 20, 30   |
    | 0     | 0       | 20   | 30    | méně než 5, méně než 5, nic, 30  |
    | 4     | 4       | 20   | 30    | méně než 5, méně než 5, nic, 30  |
    | 0     | 5       | 5    | 5     | nic, nic, nic, nic               |
    | 1     | 1       | 1    | 1     | méně než 5, méně než 5, méně než 5, méně než 5 |
"""


@pytest.mark.parametrize("row", rows_of(BREAKDOWNS), ids=str)
def test_a_cell_under_the_limit_takes_those_with_it_without_which_the_total_would_tell_it(row):
    # the sum of what is withheld can be had from the total: by it alone 3 and 5 of 8 would leave only 3, since the
    # other one is not said to be few; two cells under 5 that make 0 or 8 could be nothing else
    expected = str(row.pop("told")).split(", ")
    cells = [figure("finds.finds", float(count), {"found": kind}) for kind, count in row.items()]
    total = figure("finds.finds", float(sum(map(int, row.values()))))
    shown = seen(results(total, *cells)).filter(pl.col("dimension_1").is_not_null())
    assert [told(one) for one in shown.iter_rows(named=True)] == expected


PERIODS = """
    | period | since | period is told | since is told |
    | 7      | 30    | 7              | 30            |
    | 7      | 12    | 7              | 12            |
    | 7      | 11    | nic            | 11            |
    | 7      | 7     | nic            | 7             |
    | 3      | 30    | méně než 5     | 30            |
    | 3      | 4     | méně než 5     | méně než 5    |
"""


@pytest.mark.parametrize("row", rows_of(PERIODS), ids=str)
def test_the_period_and_the_time_since_the_start_do_not_tell_of_few_before_it(row):
    counts = {"period": float(row["period"]), "cumulative": float(row["since"])}
    # offences of both show that this is not the first period
    frame = results(*[figure("event_outcomes.events", count, scope=scope) for scope, count in counts.items()],
                    figure("recorded_offences.offences", 20.0),
                    figure("recorded_offences.offences", 50.0, scope="cumulative"))  # fmt: skip
    shown = seen(frame).filter(pl.col("indicator") == "event_outcomes")
    assert [told(one) for one in shown.iter_rows(named=True)] == [row["period is told"], row["since is told"]]


def test_in_the_first_period_both_are_one_figure():
    frame = results(*[figure("event_outcomes.events", 7.0, scope=scope) for scope in ("period", "cumulative")])
    assert seen(frame)["value"].to_list() == [7, 7]


def test_a_withheld_count_is_not_told_by_a_share_a_rate_or_a_total_of_the_same_cases():
    places = {"A": 3.0, "B": 8.0, "C": 40.0}
    frame = results(
        *[figure("contacts_made.contacts", count, {"locality": place}) for place, count in places.items()],
        *[figure("contacts_made.per_100_hours", count, {"locality": place}, numerator=count, denominator=100.0)
          for place, count in places.items()],
        figure("contacts_made.contacts", 51.0),
    )  # fmt: skip
    shown = seen(frame)
    assert [told(one) for one in shown.iter_rows(named=True)] == ["méně než 5", "nic", "40", "nic", "nic", "40", "51"]


# --- victims ---------------------------------------------------------------------------------------

VICTIMS = """
    | audience | contacts | offered | accepted | told              |
    | internal | 4        | 3       | 2        | 4, 3, 2, 0.666667 |
    | funder   | 4        | 4       | 4        | nic, nic, nic, nic |
    | public   | 5        | 4       | 4        | 5, nic, nic, nic  |
    | public   | 30       | 20      | 10       | 30, 20, 10, 0.5   |
    | public   | 30       | 20      | 16       | 30, 20, nic, nic  |
    | public   | 30       | 26      | 10       | 30, nic, nic, nic |
    | cross_town | 90     | 60      | 30       | nic, nic, nic, nic |
"""


@pytest.mark.parametrize("row", rows_of(VICTIMS), ids=str)
def test_victims_are_told_in_totals_of_enough_of_them(row):
    contacts, offered, accepted = (int(row[name]) for name in ("contacts", "offered", "accepted"))
    frame = results(*[figure(f"victim_support.{name}", float(k), n=contacts) for name, k in
                      (("contacts", contacts), ("offered", offered), ("accepted", accepted))],
                    share("victim_support.accepted_share", accepted, offered) | {"n": contacts})  # fmt: skip
    # 26 of 30 leave 4; a share of them would tell the 26
    assert [told(one) for one in seen(frame, row["audience"]).iter_rows(named=True)] == str(row["told"]).split(", ")


# --- the survey ------------------------------------------------------------------------------------

ANSWERS = """
    | n   | share | told |
    | 29  | 0.5   | nic  |
    | 30  | 0.5   | 0.5  |
    | 40  | 0.25  | 0.25 |
    | 39  | 0.25  | nic  |
    | 40  | 0.75  | 0.75 |
    | 39  | 0.75  | nic  |
    | 400 | 0     | nic  |
    | 400 | 1     | nic  |
    | 0   |       | nikdo |
"""


@pytest.mark.parametrize("row", rows_of(ANSWERS), ids=str)
def test_a_share_of_respondents(row):
    if row["share"] is None:
        frame = results(figure("safe_after_dark.share_safe", None, {"wave": "W0"}, n=0, state="no_cases"))
        assert seen(frame)["state"].to_list() == ["no_cases"]
        return
    frame = results(figure("safe_after_dark.share_safe", float(row["share"]), {"wave": "W0"}, n=int(row["n"])))
    assert told(seen(frame).row(0, named=True)) == row["told"]
    assert told(seen(frame, "funder").row(0, named=True)) == f"{float(row['share']):g}"


def test_of_answers_that_add_up_all_are_told_or_none():
    shares = {"answer_1": 0.01, "answer_2": 0.29, "answer_3": 0.38, "answer_4": 0.32, "share_safe": 0.3}
    frame = results(*[figure(f"safe_by_day.{name}", value, {"wave": "W0"}, n=300) for name, value in shares.items()])
    assert [told(one) for one in seen(frame).iter_rows(named=True)] == ["nic", "nic", "nic", "nic", "0.3"]


def test_a_mean_falls_with_the_answers_it_is_made_of_and_the_means_of_parts_with_it():
    shares = {"answer_1": 0.01, "answer_2": 0.29, "answer_3": 0.38, "answer_4": 0.32, "share_safe": 0.3}
    by = {"wave": "W0"}
    frame = results(*[figure(f"safe_by_day.{name}", value, by, n=300) for name, value in shares.items()],
                    figure("safe_by_day.mean_score", 1.99, by, n=300, lower=1.9, upper=2.1),
                    *[figure("safe_by_day.mean_score", 2.0, by | {"zone": zone}, n=150) for zone in ("a", "b")],
                    figure("safe_by_day.mean_score", 2.5, {"wave": "W1"}, n=150))  # fmt: skip
    shown = seen(frame)
    assert [told(one) for one in shown.iter_rows(named=True)] == [*["nic"] * 4, "0.3", "nic", "nic", "nic", "2.5"]
    assert shown["lower"].null_count() == len(shown)


SAID_NOTHING = """
    | item                | dont know | told  |
    | safety_improved     | 0.01      | 0.01  |
    | victim_in_12_months | 0.01      | nic   |
    | victim_in_12_months | 0.1       | nic   |
    | victim_in_12_months | 0.2       | 0.2   |
"""


@pytest.mark.parametrize("row", rows_of(SAID_NOTHING), ids=str)
def test_who_did_not_say_is_told_but_for_a_question_that_few_can_affirm(row):
    by, value = {"item": str(row["item"]), "wave": "W0"}, float(row["dont know"])
    # of 300 asked 270 or 291 answered: by the weights 0.1 of 300 are 30, by the bases not more than nine
    frame = results(figure("item_shares.dont_know", value, by, n=300),
                    figure("item_shares.favourable", 0.5, by, n=270 if value == 0.2 else 291))  # fmt: skip
    assert told(seen(frame).row(0, named=True)) == row["told"]


def test_of_parts_of_the_town_all_are_told_or_none_and_so_is_their_change():
    zones = {"risk_locality": (40, 0.45), "surroundings": (29, 0.4), "rest_of_town": (200, 0.55)}
    frame = results(
        figure("safe_after_dark.share_safe", 0.5, {"wave": "W0"}, n=269),
        *[figure("safe_after_dark.share_safe", value, {"wave": "W0", "zone": zone}, n=n)
          for zone, (n, value) in zones.items()],
        *[figure("safe_after_dark.change", 0.1, {"zone": zone}, n=2 * n, baseline=value)
          for zone, (n, value) in zones.items()],
        figure("safe_after_dark.change", 0.1, n=538, baseline=0.5),
    )  # fmt: skip
    shown = [told(one) for one in seen(frame).iter_rows(named=True)]
    # the share of the whole is that of the withheld zones, too: nobody learns by the change whose it was
    assert shown == ["0.5", *["nic"] * 6, "0.1"]


# --- places, persons -------------------------------------------------------------------------------


def test_hours_of_a_place_that_one_person_carries_are_not_told_nor_those_that_would_tell_them():
    by = {"locality": "A", "weekday_band": "1|06-09"}
    frame = results(*[figure("person_hours.person_hours", 10.0, {"locality": place}) for place in "ABC"],
                    figure("person_hours.person_hours", 30.0), figure("person_hours.person_hours", 3.0, by),
                    figure("person_hours.person_hours", 3.0, by | {"locality": "C"}),
                    figure("event_rate.events", 2.0, {"locality": "A"}, numerator=20.0, denominator=10.0),
                    figure("event_rate.events", 2.0, {"locality": "C"}, numerator=20.0, denominator=10.0))  # fmt: skip
    shown = [told(one) for one in seen(frame, alone=carried(A="dominance", B="complement")).iter_rows(named=True)]
    # a rate per hour tells the hours of A below the line
    assert shown == ["nic", "nic", "10", "30", "nic", "nic", "nic", "2"]
    assert (seen(frame, "funder", alone=carried(A="dominance"))["state"] == "ok").all()


def carried(*whole: str, **places: str) -> pl.DataFrame:
    rows = [("locality", place, None, None, reason) for place, reason in places.items()]
    return pl.DataFrame(rows + [(None, None, None, None, reason) for reason in whole], schema=CARRIED, orient="row")


def test_a_place_that_is_withheld_is_withheld_in_the_period_and_since_the_start():
    # of 10 since the start less 4 in the period, whoever had the report before would have the rest
    frame = results(*[figure("person_hours.person_hours", hours * factor, {"locality": place}, scope=scope)
                      for place, hours in (("A", 4.0), ("B", 5.0), ("C", 6.0))
                      for scope, factor in (("period", 1.0), ("cumulative", 2.5))])  # fmt: skip
    shown = [told(one) for one in seen(frame, alone=carried(A="dominance")).iter_rows(named=True)]
    # the smallest other hides it
    assert shown == ["nic"] * 4 + ["6", "15"]


def test_where_one_person_serves_nearly_all_hours_none_are_told_but_the_posts_are():
    frame = results(figure("person_hours.person_hours", 10.0), figure("posts_filled.filled_at_end", 3.0),
                    figure("event_rate.events", 80.0, numerator=8.0, denominator=10.0),
                    figure("hourly_cost.per_person_hour", 100.0, numerator=1000.0, denominator=10.0))  # fmt: skip
    shown = [told(one) for one in seen(frame, alone=carried("dominance")).iter_rows(named=True)]
    assert shown == ["nic", "3", "nic", "nic"]


def test_a_place_at_a_time_that_one_person_serves_takes_a_square_of_others_with_it():
    hours = {(place, band): 5.0 + 2 * row + column for row, place in enumerate("ABC")
             for column, band in enumerate(("1|06-09", "2|06-09", "3|06-09"))}  # fmt: skip
    frame = results(*[figure("person_hours.person_hours", amount, {"locality": place, "weekday_band": band})
                      for (place, band), amount in hours.items()])  # fmt: skip
    one = pl.DataFrame([("locality", "A", "weekday_band", "1|06-09", "dominance")], schema=CARRIED, orient="row")
    hidden = seen(frame, alone=one).filter(state="suppressed").select("category_1", "category_2").rows()
    # each line that lacks one lacks two; the smallest others are taken
    assert hidden == [(place, band) for place in "AB" for band in ("1|06-09", "2|06-09")]


UNSERVED = """
    | hours | events | told       |
    | 0     | 0      | nikdo      |
    | 10    | 0      | méně než 5 |
    | 0     | 3      | méně než 5 |
"""


@pytest.mark.parametrize("row", rows_of(UNSERVED), ids=str)
def test_where_nobody_served_there_was_nobody_to_see_it_and_everybody_knows(row):
    hours, count = float(row["hours"]), float(row["events"])
    frame = results(
        figure("person_hours.person_hours", hours, {"locality": "A"}),
        figure("contacts_made.contacts", count if count else None, {"locality": "A"}, n=int(count),
               state="ok" if count else "no_cases"),
        figure("contacts_made.contacts", 9.0, {"locality": "B"}),
    )  # fmt: skip
    first, second = seen(frame).tail(2).iter_rows(named=True)
    assert (told(first) if first["state"] == "suppressed" else "nikdo") == row["told"]
    # nothing needs to hide a zero that is known
    assert told(second) == ("9" if row["told"] == "nikdo" else "nic")


PEOPLE = """
    | audience   | figure                       | told |
    | public     | retention.still_employed     | nic  |
    | cross_town | retention.still_employed     | nic  |
    | funder     | retention.still_employed     | 0.75 |
    | funder     | tenure.longest               | nic  |
    | funder     | training_per_person.mean_hours | nic |
    | public     | posts_filled.filled_at_end   | 3    |
    | internal   | tenure.longest               | 27   |
"""


@pytest.mark.parametrize("row", rows_of(PEOPLE), ids=str)
def test_of_four_assistants_the_public_is_told_how_many_posts_are_filled(row):
    values = {"retention.still_employed": 0.75, "posts_filled.filled_at_end": 3.0}
    frame = results(figure(row["figure"], values.get(row["figure"], 27.0), numerator=3.0, denominator=4.0))
    assert told(seen(frame, row["audience"]).row(0, named=True)) == row["told"]


@pytest.mark.parametrize("audience", ["funder", "public", "cross_town"])
def test_nothing_is_told_by_post_whatever_it_speaks_of(audience: Audience):
    frame = results(figure("posts_filled.fill_rate", 0.5, {"post": "APK1"}),
                    figure("spending.direct", 30_000.0, {"line": "1.1.1", "month": "2021-01"}))  # fmt: skip
    # not even which posts and months there are
    assert seen(frame, audience).is_empty()


def test_no_category_stands_of_what_is_never_told():
    frame = results(figure("exits.left", 1.0, {"end_reason": "notice"}), figure("exits.left", 1.0))
    assert seen(frame)["category_1"].to_list() == [None]


def test_what_tells_how_long_a_post_was_empty_only_the_town_and_the_funder_know():
    named = sorted(".".join(one) for one in PERSONAL_MEASURES)
    frame = results(*[figure(one, 0.9, numerator=9.0, denominator=10.0) for one in named])
    assert {"posts_filled.vacant_days", "person_months.person_months", "supervision.hours_per_person"} <= set(named)
    for audience in ("public", "cross_town"):
        assert [told(one) for one in seen(frame, audience).iter_rows(named=True)] == ["nic"] * len(named)
    assert (seen(frame, "funder")["state"] == "ok").all()


def test_beside_hours_of_training_and_money_stands_no_number_of_people():
    frame = results(figure("training_hours.hours", 264.0, n=13), figure("spending.spent", 1_000.0, n=51),
                    figure("person_hours.person_hours", 264.0, n=130))  # fmt: skip
    assert seen(frame)["n"].to_list() == [None, None, 130]
    assert seen(frame, "funder")["n"].to_list() == [13, 51, 130]


def test_what_records_a_table_has_and_who_attended_which_course_is_not_told():
    by_table = figure("data_quality.rejected", 0.0, {"table": "contracts"}, n=5)
    of_course = figure("training_hours.hours", 40.0, {"training_kind": "initial"})
    frame = results(by_table, figure("data_quality.rejected", 0.0), of_course)
    assert [told(one) for one in seen(frame).iter_rows(named=True)] == ["0", "nic"]


FUNDED = """
    | figure                     | scope      | by            | all | told |
    | exits.left                 | period     | end_reason    | 4   | nic  |
    | exits.left                 | period     | end_reason    | 5   | 2    |
    | exits.left                 | cumulative | end_reason    | 4   | nic  |
    | participants_qualified.persons | cumulative | sex       | 4   | 2    |
    | participants_qualified.persons | period     | sex       | 4   | nic  |
"""


@pytest.mark.parametrize("row", rows_of(FUNDED), ids=str)
def test_parts_of_fewer_than_five_people_the_funder_sees_only_where_the_esf_asks(row):
    named, scope = str(row["figure"]), row["scope"]
    frame = results(figure(named, float(row["all"]), scope=scope),
                    figure(named, 2.0, {str(row["by"]): "x"}, scope=scope))  # fmt: skip
    assert told(seen(frame, "funder").row(1, named=True)) == row["told"]


def test_a_share_of_one_person_and_what_turnover_is_counted_from_the_funder_does_not_see():
    frame = results(share("employed_after_leaving.four_weeks", 1, 1),
                    share("employed_after_leaving.four_weeks", 1, 2, scope="cumulative"),
                    figure("turnover.annualised", 0.5, numerator=1.0, denominator=2.0))  # fmt: skip
    one, two, turnover = seen(frame, "funder").iter_rows(named=True)
    assert [told(one), told(two), told(turnover)] == ["nic", "0.5", "0.5"]
    assert (turnover["numerator"], turnover["denominator"]) == (None, None)


# --- what is known already -------------------------------------------------------------------------

KNOWN = """
    | before                | now                   | told                |
    | P1 since 7            | P2 since 30           | 30                  |
    | P1 since 7            | P2 since 12           | 12                  |
    | P1 since 7            | P2 since 11           | nic                 |
    | P1 since 7            | P2 in 4, since 11     | méně než 5, nic     |
    | P1 since 7            | P2 in 3, since 30     | méně než 5, 30      |
    | P2 in 20              | P2 in 21              | nic                 |
    | P2 in 20              | P2 in 20              | 20                  |
    | P2 in 20              | P2 in 25              | 25                  |
    | P1 in 7, P2 in 8      | P3 in 20, since 38    | nic, 38             |
    | P1 in 7, P2 in 8      | P3 in 20, since 35    | 20, 35              |
"""


def of_time(text: str, period: str = "") -> list[dict]:
    rows = []
    for part in text.split(", "):
        *named, scope, count = part.split()
        period = named[0] if named else period
        scope = {"in": "period", "since": "cumulative"}[scope]
        rows.append(figure("event_outcomes.events", float(count), scope=scope, period=period))
    return rows


@pytest.mark.parametrize("row", rows_of(KNOWN), ids=str)
def test_what_was_published_and_what_is_told_now_do_not_tell_of_few(row):
    before = results(*of_time(row["before"]))
    known = books.entries(before, SUBJECTS, "public", as_of="2021-08-29", report="report", approved_on="2021-09-01")
    # the file is read as it was written
    known = books.parsed(known.write_csv())
    more = [figure("recorded_offences.offences", 20.0), figure("recorded_offences.offences", 50.0, scope="cumulative")]
    shown = seen(results(*of_time(row["now"]), *more), published=known).head(-2)
    assert [told(one) for one in shown.iter_rows(named=True)] == str(row["told"]).split(", ")
