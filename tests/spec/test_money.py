"""Money: what was spent, against the budget and against time, and whether the published parts add up."""

from apk_lib.programmes import programme

LINES = """
    | line  | name_cs | name_en |
    | staff | mzdy    | wages   |
    | goods | vybavení | goods  |
"""
EXPENSES = """
    | expense | line  | paid_on    | claimed | approved |
    | X1      | staff | 2020-07-31 | 1000.00 | 1000.00  |
    | X2      | staff | 2020-08-31 | 1000.00 | 800.50   |
    | X3      | goods | 2020-12-31 | 300.00  |          |
    | X4      | staff | 2021-01-01 | 500.00  | 0.00     |
"""
TEN_THOUSAND = {"total": 1_000_000}  # haléře


def test_direct_costs_are_approved_or_as_claimed_until_decided(town, expect):
    # P1: 1000 + 800.50 + 300 = 2100.50, with a quarter more 2625.625, which nobody can pay: half a haléř goes up;
    # 199.50 disallowed, 300 undecided
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(
        paid.figures("spending"),
        """
        | measure     | value     | unit  |
        | absorption  | 26.2563 % | share |
        | direct      | 2100.50   | czk   |
        | disallowed  | 199.50    | czk   |
        | spent       | 2625.630  | czk   |
        | undecided   | 300.00    | czk   |
        | within_rate |           | czk   |
        """,
    )


def test_an_expense_decided_at_nothing_is_disallowed_in_full(town, expect):
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(
        paid.figures("spending", "direct", "disallowed", "undecided", period="P2"),
        """
        | measure    | value |
        | direct     | 0     |
        | disallowed | 500   |
        | undecided  | 0     |
        """,
    )


def test_money_adds_up_by_line_and_over_periods(town, expect):
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(
        paid.figures("spending", "direct", by="line"),
        """
        | line  | value   |
        | goods | 300     |
        | staff | 1800.50 |
        """,
    )
    expect(
        paid.figures("spending", "direct", period="P2", scope="cumulative"),
        """
        | value   |
        | 2100.50 |
        """,
    )


def test_the_flat_rate_is_the_projects_own(town, expect):
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND | {"indirect_rate": 0.4})
    expect(
        paid.figures("spending", "spent"),
        """
        | value    | denominator |
        | 2940.700 | 10000       |
        """,
    )


def test_the_flat_rate_is_of_direct_costs_only(town, expect):
    # 1000 of wages raised by a quarter; the quarter pays for the 400 of overheads
    mixed = town(
        budget_lines="""
            | line  | name_cs | name_en   | direct |
            | staff | mzdy    | wages     | true   |
            | rent  | režie   | overheads | false  |
        """,
        expenses="""
            | expense | line  | paid_on    | claimed |
            | X1      | staff | 2020-07-31 | 1000.00 |
            | X2      | rent  | 2020-07-31 | 400.00  |
        """,
        project=TEN_THOUSAND,
    )
    expect(
        mixed.figures("spending", "spent", "absorption"),
        """
        | measure    | n | numerator | denominator | value  |
        | absorption | 1 | 1250      | 10000       | 12.5 % |
        | spent      | 1 | 1250      | 10000       | 1250   |
        """,
    )


def test_what_is_paid_until_the_last_report_is_due_counts_at_the_end_of_the_project(town, expect):
    # the project ends on 30. 6. 2021, its last report is due on 29. 8.: the wages of June count, what comes later not
    ended = town(
        budget_lines=LINES,
        expenses="""
            | expense | line  | paid_on    | claimed |
            | X1      | staff | 2021-06-30 | 1000.00 |
            | X2      | staff | 2021-08-29 | 400.00  |
            | X3      | staff | 2021-08-30 | 70.00   |
            | X4      | staff | 2020-06-30 | 5.00    |
        """,
        payments="""
            | payment | paid_on    | kind  | amount |
            | 1       | 2021-12-01 | final | 900    |
        """,
        project=TEN_THOUSAND,
    )
    expect(ended.figures("spending", "spent", "undecided", period="P2"), """
        | measure   | n | value |
        | spent     | 2 | 1750  |
        | undecided | 2 | 1400  |
    """)  # fmt: skip
    expect(ended.figures("spending", "spent", period="P1"), "| value | state |\n| 0 | ok |")
    expect(ended.figures("payments_received", period="P2"), "| value |\n| 900 |")


def test_an_expense_is_of_the_nature_its_line_had_on_that_day(town, expect):
    # from March on the rent is paid out of the flat rate; what was paid before stays what it was
    changed = town(
        budget_lines="""
            | line | version | direct | valid_from |
            | rent | 1       | true   | 2020-07-01 |
            | rent | 2       | false  | 2021-03-01 |
        """,
        expenses="""
            | expense | line | paid_on    | claimed |
            | X1      | rent | 2021-02-28 | 1000.00 |
            | X2      | rent | 2021-03-01 | 1000.00 |
        """,
        project=TEN_THOUSAND,
    )
    expect(changed.figures("spending", "spent", "within_rate", period="P2"), """
        | measure     | value |
        | spent       | 1250  |
        | within_rate | 1000  |
    """)  # fmt: skip


# The parts and the total as the town published them (project page of CZ.03.2.60/0.0/0.0/16_052/0016119).
PUBLISHED = """
    | source | name_cs | name_en | amount     |
    | eu     | EU      | EU      | 3994681.25 |
    | state  | stát    | state   | 469962.50  |
    | own    | město   | town    | 234981.25  |
"""
STATED = {"total": 466_462_500}


def test_the_published_parts_sum_to_35_000_crowns_more_than_the_published_total(town, expect):
    published = town(funding_parts=PUBLISHED, project=STATED)
    expect(
        published.figures("funding_parts_sum"),
        """
        | measure    | value      | unit |
        | difference | 35000      | czk  |
        | parts      | 4699625    | czk  |
        | stated     | 4664625    | czk  |
        """,
    )
    expect(
        published.figures("funding_parts_sum", "parts", by="source"),
        """
        | source | value      |
        | eu     | 3994681.25 |
        | own    | 234981.25  |
        | state  | 469962.50  |
        """,
    )


def test_the_sheet_says_which_budget_binds(town, expect):
    paid = "\n".join(EXPENSES.strip().splitlines()[:2])
    for binds, budget in [("stated", 4664625), ("parts", 4699625)]:
        bound = town(
            funding_parts=PUBLISHED, budget_lines=LINES, expenses=paid, project=STATED | {"binding_total": binds}
        )
        expect(
            bound.figures("spending", "spent"),
            f"""
            | value | denominator |
            | 1250  | {budget}    |
            """,
        )


def test_elapsed_time_counts_days_to_the_end_of_the_period(town, expect):
    # 184 days of 2020, 181 of 2021
    idle = town()
    expect(
        idle.figures("elapsed_time", period="P1"),
        """
        | numerator | denominator | value   |
        | 184       | 365         | 184/365 |
        """,
    )
    expect(
        idle.figures("elapsed_time", period="P2"),
        """
        | value |
        | 100 % |
        """,
    )


def test_of_an_open_period_only_the_days_so_far_have_elapsed(town, expect):
    # 1 July to 9 August 2020: 31 + 9 days of 365
    expect(
        town(as_of="2020-08-09").figures("elapsed_time", period="P1"),
        """
        | numerator | denominator | value  | state             |
        | 40        | 365         | 40/365 | incomplete_period |
        """,
    )


def test_a_share_of_no_budget_is_not_applicable(town, expect):
    unfunded = town(budget_lines=LINES, expenses=EXPENSES)
    expect(
        unfunded.figures("spending", "absorption"),
        """
        | value | state          |
        |       | not_applicable |
        """,
    )


# --- the flat rate, to the haléř ------------------------------------------------------------------------

# three expenses of 0.02 Kč: a quarter of each is half a haléř
TINY = """
    | expense | line  | paid_on    | claimed | key_activity |
    | X1      | staff | 2020-07-31 | 0.02    | KA1          |
    | X2      | goods | 2020-08-31 | 0.02    | KA2          |
    | X3      | staff | 2021-01-31 | 0.02    |              |
"""


def test_rounding_is_carried_so_that_periods_add_up_to_the_whole(town, expect):
    # so far 2, 4, 6 haléře; a quarter of them is 0.5, 1, 1.5, rounded 1, 1, 2: the parts are 1, 0, 1
    tiny = town(budget_lines=LINES, expenses=TINY, project=TEN_THOUSAND)
    for period, scope, spent in [("P1", "period", "0.050"), ("P2", "period", "0.030"), ("P2", "cumulative", "0.080")]:
        expect(tiny.figures("spending", "spent", period=period, scope=scope), f"""
            | value   |
            | {spent} |
        """)  # fmt: skip


PLUS = {"programme": programme("opz_plus_2021"), "indirect_rate": 0.4, "total": 1_000_000}


def test_where_the_rate_belongs_to_staff_costs_it_pays_for_all_else(town, expect):
    """1 000 Kč of wages with 40 % are 1 400 Kč; the 300 Kč of goods are within those 400 Kč, not beside them."""
    paid = town(budget_lines=LINES, project=PLUS, expenses="""
        | expense | line  | paid_on    | claimed | approved | kind     |
        | X1      | staff | 2020-07-31 | 600     | 600      | staff    |
        | X2      | staff | 2020-08-31 | 400     |          |          |
        | X3      | goods | 2020-09-30 | 300     | 100      | document |
    """)  # fmt: skip
    expect(paid.figures("spending"), """
        | measure     | n | value |
        | absorption  | 2 | 14 %  |
        | direct      | 2 | 1000  |
        | disallowed  | 2 | 0     |
        | spent       | 2 | 1400  |
        | undecided   | 1 | 400   |
        | within_rate | 1 | 100   |
    """)  # fmt: skip
    # what is within the rate is no part of what the payers owe
    expect(paid.figures("funding_split", "due"), """
        | value |
        | 1400  |
    """)  # fmt: skip


# --- against time and the plan --------------------------------------------------------------------------

# 184 days of 2020 and 181 of 2021; a third of the budget by the end of P1, first 3 000, then approved late 5 000
PLAN = """
    | period | valid_from | approved_on | spent |
    | P1     | 2020-07-01 |             | 3000  |
    | P2     | 2020-07-01 |             | 9000  |
    | P1     | 2020-10-01 | 2021-02-15  | 5000  |
    | P2     | 2021-03-01 | 2021-02-15  | 10000 |
"""


def test_spending_is_held_against_even_spending_and_the_plan_in_force(town, expect):
    # 10 000 × 184/365 = 5 041.0958…; spent 2 625.63; the differences are parts of 10 000
    before = town(as_of="2021-01-30", budget_lines=LINES, expenses=EXPENSES, financial_plan=PLAN, project=TEN_THOUSAND)
    expect(before.figures("spending_plan"), """
        | measure        | numerator | denominator | value     | unit             |
        | against_linear | -2415.47  | 10000       | -0.241547 | share_difference |
        | against_plan   | -374.37   | 10000       | -0.037437 | share_difference |
        | linear         | 5041.10   | 10000       | 5041.100  | czk              |
        | planned        | 3000      | 10000       | 3000      | czk              |
    """)  # fmt: skip
    # approved on 15 February: the report on P1 made again later holds the spending against the plan of that day
    after = town(as_of="2021-02-15", budget_lines=LINES, expenses=EXPENSES, financial_plan=PLAN, project=TEN_THOUSAND)
    expect(after.figures("spending_plan", "planned"), "| value |\n| 5000 |")
    # P2 is open: half-way, 46 of its 181 days, the plan before March is 5 000 + 4 000 × 46/181 = 6 016.57
    expect(after.figures("spending_plan", "planned", period="P2"), "| value |\n| 6016.570 |")
    # valid from March only: at the end of P2 it is the new one
    last = town(budget_lines=LINES, expenses=EXPENSES, financial_plan=PLAN, project=TEN_THOUSAND)
    expect(last.figures("spending_plan", "planned", period="P2"), "| value |\n| 10000 |")


def test_without_a_plan_only_time_is_a_measure(town, expect):
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(paid.figures("spending_plan", "planned", "against_plan"), """
        | measure      | value | state          |
        | against_plan |       | not_applicable |
        | planned      |       | not_applicable |
    """)  # fmt: skip


def test_the_course_of_spending_is_drawn_by_months_from_the_eve_of_the_project(town, expect):
    # days since 1970: 30 June 2020 is 18443, 31 July 18474, 31 August 18505, … 31 December 18627; 30 June 2021 18808
    paid = town(budget_lines=LINES, expenses=EXPENSES, financial_plan=PLAN, as_of="2021-01-30", project=TEN_THOUSAND)
    expect(paid.curve("spending_plan"), """
        | series  | x     | y       |
        | linear  | 18443 | 0       |
        | linear  | 18808 | 10000   |
        | planned | 18443 | 0       |
        | planned | 18627 | 3000    |
        | planned | 18808 | 9000    |
        | spent   | 18443 | 0       |
        | spent   | 18474 | 1250    |
        | spent   | 18505 | 2250.63 |
        | spent   | 18535 | 2250.63 |
        | spent   | 18566 | 2250.63 |
        | spent   | 18596 | 2250.63 |
        | spent   | 18627 | 2625.63 |
    """)  # fmt: skip


# --- budget lines ---------------------------------------------------------------------------------------

ACTIVITIES = """
    | key_activity | name_cs | name_en |
    | KA1          | jedna   | one     |
    | KA2          | dvě     | two     |
    | KA3          | tři     | three   |
"""
CHANGED_LINES = """
    | line  | version | approved | valid_from | approved_on | name_cs   | name_en |
    | staff | 1       | 2000     | 2020-07-01 | 2020-06-01  | mzdy      | wages   |
    | goods | 1       | 200      | 2020-07-01 | 2020-06-01  | vybavení  | goods   |
    | staff | 2       | 1500     | 2020-11-01 | 2021-02-15  | mzdy      | wages   |
    | goods | 2       | 700      | 2020-11-01 | 2021-02-15  | vybavení  | goods   |
"""


def test_lines_are_held_against_the_budget_that_was_approved_when_the_report_was_made(town, expect):
    """Goods cost 300 of 200 (overspent) until 500 was moved from wages; the move holds from its approval on."""
    before = town(as_of="2021-01-30", budget_lines=CHANGED_LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(before.figures("budget_use", "spent", "used", by="line"), """
        | measure | line  | numerator | denominator | value    |
        | spent   | goods | 300       | 200         | 300      |
        | spent   | staff | 1800.50   | 2000        | 1800.50  |
        | used    | goods | 300       | 200         | 150 %    |
        | used    | staff | 1800.50   | 2000        | 90.025 % |
    """)  # fmt: skip
    after = town(as_of="2021-02-15", budget_lines=CHANGED_LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(after.figures("budget_use", "used", by="line"), """
        | line  | denominator | value     |
        | goods | 700         | 300/700   |
        | staff | 1500        | 1.2003333 |
    """)  # fmt: skip
    # the change is no second budget
    expect(after.figures("budget_use", "spent"), "| value | denominator |\n| 2100.50 | 2200 |")


def test_costs_of_key_activities_and_of_none_make_the_whole(town, expect):
    tiny = town(budget_lines=LINES, expenses=TINY, key_activities=ACTIVITIES, project=TEN_THOUSAND)
    expect(tiny.figures("budget_use", "by_key_activity", period="P2", by="key_activity"), """
        | key_activity | value | state    |
        | KA1          | 0.020 | ok       |
        | KA2          | 0.020 | ok       |
        | KA3          |       | no_cases |
    """)  # fmt: skip
    expect(tiny.figures("budget_use", "no_key_activity", period="P2"), "| value |\n| 0.020 |")


# --- who pays -------------------------------------------------------------------------------------------


def test_what_was_spent_is_split_by_the_shares_and_the_town_takes_the_rest(town, expect):
    # 85, 10 and 5 % of 2 625.63: 2 231.7855, 262.563, 131.2815, each payment rounded on from the one before:
    # 1 250 → 1 062.50, 125, 62.50; 2 250.63 → 1 913.0355, 225.063; 2 625.63 → 2 231.7855, 262.563
    paid = town(budget_lines=LINES, expenses=EXPENSES, funding_parts=PUBLISHED, project=TEN_THOUSAND)
    expect(paid.figures("funding_split", "due", by="source"), """
        | source | value    |
        | eu     | 2231.790 |
        | own    | 131.280  |
        | state  | 262.560  |
    """)  # fmt: skip
    expect(paid.figures("funding_split", "due"), "| value |\n| 2625.630 |")


def test_the_published_parts_are_of_another_budget_by_29_750_and_3_500_and_1_750_crowns(town, expect):
    """85, 10 and 5 % of 4 664 625 Kč are 3 964 931.25, 466 462.50 and 233 231.25 Kč: 35 000 Kč less in all."""
    published = town(funding_parts=PUBLISHED, expenses=EXPENSES, budget_lines=LINES, project=STATED)
    expect(published.figures("funding_shares", "entitled", "published_difference", by="source"), """
        | measure              | source | value      |
        | entitled             | eu     | 3964931.25 |
        | entitled             | own    | 233231.25  |
        | entitled             | state  | 466462.50  |
        | published_difference | eu     | 29750      |
        | published_difference | own    | 1750       |
        | published_difference | state  | 3500       |
    """)  # fmt: skip
    expect(published.figures("funding_shares", "published_difference"), "| value |\n| 35000 |")


def test_the_follow_up_project_of_kromeriz_was_rounded_another_way_by_a_haler(town, expect):
    """76.735 and 13.265 % of 6 239 520 Kč are 4 787 895.672 and 827 672.328 Kč, the town's tenth 623 952.00 Kč.

    The parts as published: 4 787 895.68, 827 672.32 and 623 952.00 Kč (project CZ.03.02.01/00/22_018/0000717).
    """
    published = town(project=PLUS | {"total": 623_952_000}, budget_lines=LINES, expenses=EXPENSES, funding_parts="""
        | source | name_cs | name_en | amount     |
        | eu     | EU      | EU      | 4787895.68 |
        | state  | stát    | state   | 827672.32  |
        | own    | město   | town    | 623952.00  |
    """)  # fmt: skip
    expect(published.figures("funding_shares", "entitled", "published_difference", by="source"), """
        | measure              | source | value       |
        | entitled             | eu     | 4787895.670 |
        | entitled             | own    | 623952.000  |
        | entitled             | state  | 827672.330  |
        | published_difference | eu     | 0.010       |
        | published_difference | own    | 0.000       |
        | published_difference | state  | -0.010      |
    """)  # fmt: skip
    expect(published.figures("funding_parts_sum", "difference"), "| value |\n| 0 |")


# --- refused, left, received ----------------------------------------------------------------------------


def test_what_was_refused_is_a_share_of_what_was_decided(town, expect):
    """P1: 199.50 of 2 000 decided; what awaits approval is in neither. P2: 500 of 500."""
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(paid.figures("ineligible_share"), "| numerator | denominator | value |\n| 199.50 | 2000 | 9.975 % |")
    expect(paid.figures("ineligible_share", period="P2"), "| value |\n| 100 % |")
    # since the start 699.50 of 2 500
    expect(paid.figures("ineligible_share", period="P2", scope="cumulative"), "| value |\n| 27.98 % |")


def test_the_forecast_goes_on_as_so_far(town, expect):
    # 2 625.63 in 184 days are 2 625.63 × 365/184 = 5 208.4508… in 365: 4 791.55 of 10 000 would be left
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(paid.figures("unspent_forecast"), """
        | measure  | numerator | denominator | value    |
        | forecast | 4791.55   | 10000       | 4791.550 |
        | share    | 4791.55   | 10000       | 0.479155 |
    """)  # fmt: skip
    # at the end nothing is to come: 2 625.63 spent, 7 374.37 left
    expect(paid.figures("unspent_forecast", "forecast", period="P2"), "| value |\n| 7374.370 |")


def test_overspending_is_forecast_as_less_than_nothing(town, expect):
    poor = town(budget_lines=LINES, expenses=EXPENSES, project={"total": 400_000})
    expect(poor.figures("unspent_forecast", "forecast"), "| value |\n| -1208.450 |")


def test_what_went_back_is_taken_off_what_came(town, expect):
    received = town(payments="""
        | payment | paid_on    | kind    | amount |
        | 1       | 2020-07-20 | advance | 1000   |
        | 2       | 2021-02-01 | interim | 500.50 |
        | 3       | 2021-03-01 | refund  | 100    |
    """)  # fmt: skip
    expect(received.figures("payments_received"), "| value |\n| 1000 |")
    expect(received.figures("payments_received", period="P2", scope="cumulative", by="payment_kind"), """
        | payment_kind | value  | state    |
        | advance      | 1000   | ok       |
        | final        |        | no_cases |
        | interim      | 500.50 | ok       |
        | refund       | -100   | ok       |
    """)  # fmt: skip
    expect(received.figures("payments_received", period="P2", scope="cumulative"), "| value |\n| 1400.50 |")


def test_without_payments_nothing_is_claimed(town, expect):
    expect(town().figures("payments_received"), "| value | state |\n|  | no_cases |")


# --- papers ---------------------------------------------------------------------------------------------


def test_outputs_are_on_time_when_finished_by_the_day_they_are_due(town, expect):
    """One on the day, one three days late, one not at all: 1 of 3; early 0 and −3 days, the median −1.5."""
    written = town(outputs="""
        | output | kind             | name | due_on     | finished_on |
        | 1      | progress_report  | a    | 2020-10-31 | 2020-10-31  |
        | 2      | progress_report  | b    | 2020-11-30 | 2020-12-03  |
        | 3      | initial_analysis | c    | 2020-12-31 |             |
        | 4      | final_evaluation | d    | 2021-06-30 | 2021-06-20  |
        | 5      | other            | e    |            | 2020-12-01  |
    """)  # fmt: skip
    expect(written.figures("outputs_on_time"), """
        | measure    | n | value |
        | days_early | 2 | -1.5  |
        | on_time    | 3 | 1/3   |
    """)  # fmt: skip
    expect(written.figures("outputs_on_time", "on_time", by="output_kind"), """
        | output_kind      | numerator | denominator |
        | final_evaluation |           |             |
        | initial_analysis | 0         | 1           |
        | other_document   |           |             |
        | progress_report  | 1         | 2           |
    """)  # fmt: skip
