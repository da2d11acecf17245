"""What an hour in the field and a contact cost: all that was spent over all that was served."""

MONEY = {
    "budget_lines": """
        | line | version | approved | direct | valid_from |
        | D    | 1       | 1000     | true   | 2020-07-01 |
        | I    | 1       | 1000     | false  | 2020-07-01 |
    """,
    # 800 Kč of direct costs with the flat rate of 25 % are 1 000 Kč; it pays for the 200 Kč of the other line
    "expenses": """
        | line | paid_on    | claimed | approved |
        | D    | 2020-07-20 | 800     | 800      |
        | I    | 2020-07-21 | 200     |          |
        | D    | 2021-02-01 | 800     | 800      |
    """,
}
# two assistants for two hours and one for two: 6 person-hours in the first period, none in the second
STAYS = """
    | persons | locality | start            | end              |
    | a, b    | A        | 2020-07-06 08:00 | 2020-07-06 10:00 |
    | a       |          | 2020-07-07 08:00 | 2020-07-07 10:00 |
"""


def test_an_hour_costs_all_that_was_spent_over_all_person_hours(town, expect):
    """1 000 Kč over 6 hours are 166,67 Kč; since the start 2 000 Kč over the same 6 hours 333,33 Kč."""
    made = town(stays=STAYS, **MONEY)
    expect(made.figures("hourly_cost"), """
        | numerator | denominator | value |
        | 1000      | 6           | 166.67 |
    """)  # fmt: skip
    expect(made.figures("hourly_cost", period="P2", scope="cumulative"), """
        | numerator | denominator | value  | state |
        | 2000      | 6           | 333.33 | ok    |
    """)  # fmt: skip
    # nobody served in the second period: what an hour cost in it has no meaning
    expect(made.figures("hourly_cost", period="P2"), """
        | value | state          |
        |       | not_applicable |
    """)  # fmt: skip


def test_a_contact_costs_the_same_money_over_contacts(town, expect):
    contacts = """
        | visit | kind     | count |
        | V1    | resident | 3     |
        | V1    | pupil    | 5     |
        | V2    | resident | 4     |
    """
    made = town(stays=STAYS, contacts=contacts, **MONEY)
    expect(made.figures("contact_cost"), """
        | numerator | denominator | value |
        | 1000      | 12          | 83.33 |
    """)  # fmt: skip


def test_without_contacts_the_cost_of_an_hour_is_still_known(town, expect):
    made = town(stays=STAYS, **MONEY)
    expect(made.figures("contact_cost"), """
        | value | state   |
        |       | missing |
    """)  # fmt: skip


def test_an_assistant_month_costs_the_same_money_over_person_months(town, expect):
    """Two posts for the six months of the period, one of them empty for the last two: 10 person-months."""
    made = town(
        posts="""
            | post | planned_from | planned_to |
            | 1    | 2020-07-01   | 2021-06-30 |
            | 2    | 2020-07-01   | 2021-06-30 |
        """,
        contracts="""
            | contract | person | post | start      | last_day   |
            | C1       | a      | 1    | 2020-07-01 |            |
            | C2       | b      | 2    | 2020-07-01 | 2020-10-31 |
        """,
        **MONEY,
    )
    expect(made.figures("assistant_month_cost"), """
        | numerator | denominator | value | unit |
        | 1000      | 10          | 100   | czk  |
    """)  # fmt: skip
