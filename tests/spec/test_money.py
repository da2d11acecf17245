"""Money: what was spent, against the budget and against time, and whether the published parts add up."""

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
    # P1: 1000 + 800.50 + 300 = 2100.50, a quarter more with the flat rate; 199.50 disallowed, 300 undecided
    paid = town(budget_lines=LINES, expenses=EXPENSES, project=TEN_THOUSAND)
    expect(
        paid.figures("spending"),
        """
        | measure    | value      | unit  |
        | absorption | 26.25625 % | share |
        | direct     | 2100.50    | czk   |
        | disallowed | 199.50     | czk   |
        | spent      | 2625.625   | czk   |
        | undecided  | 300.00     | czk   |
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
    # 1000 of wages raised by a quarter, 400 of overheads as they are
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
        | absorption | 2 | 1650      | 10000       | 16.5 % |
        | spent      | 2 | 1650      | 10000       | 1650   |
        """,
    )


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
