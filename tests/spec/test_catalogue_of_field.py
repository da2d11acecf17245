"""What the field asks of such a project, and which figure of the catalogue answers.

The ids are those of the list of indicators gathered from the methodology, the programme and published evaluations
(A employment, B presence and contact, D occasions for offences, E perceived safety, F victims, T training, O outputs,
M money and management). A figure is written `indicator.measure`, a question of the survey `item_shares.favourable` with
its item.
"""

from apk_lib.indicators import CATALOGUE
from apk_lib.tables.questionnaire import CORE_ITEMS

FIELD = """
    | id  | what it asks                            | figures                                                            |
    | A1  | posts filled                            | posts_filled.fill_rate posts_filled.vacant_days                    |
    | A2  | persons ever employed                   | tenure.persons                                                     |
    | A3  | retention, x of y                       | retention.still_employed retention_milestones.retained             |
    | A4  | turnover                                | turnover.turnover turnover.annualised turnover.replaced exits.left |
    | A5  | tenure                                  | tenure.median tenure.shortest tenure.longest tenure.~retained      |
    | A6  | persons supported, two readings         | participants_supported.training_only participants_supported.with_work participants_supported.incomplete_cards |
    | A7  | employed after leaving                  | employed_after_leaving.four_weeks employed_after_leaving.six_months employed_after_leaving.unknown_six_months |
    | A8  | growth of competences                   | competence_growth.knowledge competence_growth.confidence           |
    | B1  | hours in the field, of the fund         | person_hours.person_hours field_share.of_fund                      |
    | B2  | services held of those planned          | plan_adherence.capped plan_adherence.slot_hits visit_adherence.capped |
    | B3  | coverage, dose, evenness, empty weeks   | locality_weeks.covered locality_weeks.minutes_per_week evenness.gini locality_weeks.without_visit |
    | B4  | weekday by hour, late, weekend          | late_presence.after_18 late_presence.weekend presence_hours.presence_hours hours_of_day.person_hours |
    | B5  | crossings on days schools are open      | crossing_supervision.days_with_presence crossing_supervision.teaching_days crossing_supervision.capped |
    | B6  | contacts, also per hour                 | contacts_made.contacts contacts_made.per_100_hours                 |
    | B7  | events, settled, handed over, plausible | event_rate.by_kind event_outcomes.settled event_outcomes.handed_over events_per_assistant_month.events |
    | B8  | patrols in pairs                        | pairs.pairs                                                        |
    | B9  | checked by the mentor                   | mentor_checks.checked                                              |
    | B10 | trust, awareness, having met them       | item:trusts_assistants item:knows_assistants item:met_assistants   |
    | D1  | offences, against a comparison          | recorded_offences.offences offence_effect.ratio_of_ratios offence_trend.level_change |
    | D2  | complaints per 1,000 inhabitants        | complaints_per_inhabitant.complaints complaints_received.complaints |
    | D3  | state of the localities                 | locality_state.score locality_state.~trend                         |
    | D4  | how soon defects are mended             | repairs.median_days repairs.mended_within                          |
    | D5  | needles and waste found                 | finds.finds                                                        |
    | D6  | monitoring done of that planned         | monitoring_done.done                                               |
    | E1  | safe by day, change                     | safe_by_day.share_safe safe_by_day.change safe_by_day.answer_9     |
    | E2  | safe after dark, change, detectable     | safe_after_dark.share_safe safe_after_dark.change survey_plan.detected_change |
    | E3  | transfer of trust to the surroundings   | safe_after_dark.transfer tested_transfers.transfer                 |
    | E4  | coexistence                             | item:satisfied_with_coexistence                                    |
    | E5  | public order                            | item:satisfied_with_order                                          |
    | E6  | perceived change, balance               | safety_balance.balance                                             |
    | E7  | safer because of the assistants         | assistants_help.among_aware assistants_help.among_all              |
    | E8  | should continue                         | item:should_continue                                               |
    | E9  | avoiding places                         | item:avoids_places                                                 |
    | E10 | victimisation in 12 months              | item:victim_in_12_months                                           |
    | F1  | contacts with victims of hidden crime   | victim_support.contacts                                            |
    | F2  | referrals made                          | victim_support.offered                                             |
    | F3  | accepted of those offered               | victim_support.accepted_share                                      |
    | T1  | passed the initial course, of started   | trained_share.trained                                              |
    | T2  | hours of training a person              | training_per_person.mean_hours training_per_person.least_hours     |
    | T3  | certificates after a test               | participants_qualified.persons                                     |
    | T4  | supervision held, hours a person        | supervision.held_share supervision.hours_per_person                |
    | T5  | weekly reviews                          | weekly_reviews.reviewed                                            |
    | O1  | documents written and published         | documents.published                                                |
    | O2  | outputs on time                         | outputs_on_time.on_time                                            |
    | O3  | evaluation questions answered           | LEFT OUT                                                           |
    | O4  | completeness of the records             | data_quality.passing                                               |
    | M1  | absorption                              | spending.absorption spending.spent                                 |
    | M2  | against time and the financial plan     | spending_plan.against_linear spending_plan.against_plan            |
    | M3  | by line and key activity                | budget_use.used budget_use.by_key_activity                         |
    | M4  | split by payers                         | funding_split.due                                                  |
    | M5  | ineligible                              | ineligible_share.share                                             |
    | M6  | cost of an hour, month, contact         | hourly_cost.per_person_hour assistant_month_cost.per_assistant_month contact_cost.per_contact |
    | M7  | forecast of what is left                | unspent_forecast.forecast                                          |
    | M8  | published parts add up                  | funding_parts_sum.difference                                       |
    | M9  | reports submitted on time               | outputs_on_time.days_early                                         |
    | M10 | publicity kept                          | publicity_kept.kept                                                |
"""  # noqa: E501
LEFT_OUT = {
    "O3": "whether a question is answered is a judgement on several figures with its grounds, no figure of rows: the "
    "final evaluation gives it question by question, with the strength of each answer",
}
IDS = [f"{group}{n}" for group, last in {"A": 8, "B": 10, "D": 6, "E": 10, "F": 3, "T": 5, "O": 4, "M": 10}.items()
       for n in range(1, last + 1)]  # fmt: skip


def lines() -> dict[str, list[str]]:
    """The figures of each id."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in FIELD.strip().splitlines()]
    return {id: figures.split() for id, _, figures in cells[1:]}


def test_every_indicator_of_the_field_has_its_line():
    assert list(lines()) == IDS


def test_every_figure_named_is_in_the_catalogue():
    unknown = []
    for id, figures in lines().items():
        for figure in figures if id not in LEFT_OUT else ():
            if figure.startswith("item:"):
                known = figure.removeprefix("item:") in CORE_ITEMS
            else:
                indicator, measure = figure.split(".")
                declared = CATALOGUE.get(indicator)
                shown = {one.id for one in declared.measures} if declared else set()
                shown |= {f"~{one.id}" for one in declared.curves} if declared else set()
                known = measure in shown
            unknown += [] if known else [(id, figure)]
    assert unknown == []


def test_at_most_three_are_left_out_and_say_why():
    assert {id for id, figures in lines().items() if figures == ["LEFT", "OUT"]} == LEFT_OUT.keys()
    assert len(LEFT_OUT) <= 3


def test_questions_of_the_survey_are_told_by_item_and_wave():
    assert ("item", "wave") in CATALOGUE["item_shares"].measure("favourable").dimensions
