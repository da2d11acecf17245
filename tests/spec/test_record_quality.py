"""How many of the recorded rows passed their checks."""

from dataclasses import replace

import polars as pl

from apk_lib.evaluate import evaluate
from apk_lib.intake import REJECTED_SCHEMA

POSTS = """
    | post | planned_from | planned_to |
    | 1    | 2020-07-01   | 2021-06-30 |
    | 2    | 2020-07-01   | 2021-06-30 |
    | 3    | 2020-07-01   | 2021-06-30 |
"""


def rejected(table: str, *rows: tuple[int, str]) -> pl.DataFrame:
    broken = [{"table": table, "source_row": row, "rule": rule} for row, rule in rows]
    return pl.DataFrame(broken, schema=REJECTED_SCHEMA)


def test_a_row_set_aside_counts_once_whatever_it_breaks(town, expect):
    """Three posts and one contract pass; one row of contracts breaks two rules, another one."""
    vzorov = town(posts=POSTS, contracts="| person | post | start |\n| A | 1 | 2020-07-01 |", persons="| person |")
    contracts = replace(
        vzorov.dataset.accepted["contracts"],
        rejected=rejected("contracts", (3, "key"), (3, "dates"), (4, "post: posts")),
    )
    dataset = replace(vzorov.dataset, accepted={**vzorov.dataset.accepted, "contracts": contracts})
    expect(
        evaluate(dataset, "P1", ["data_quality"]).results.select(
            "measure", "category_1", "numerator", "denominator", "value", "n", "state"
        ),
        """
        | measure  | category_1 | numerator | denominator | value | n | state |
        | passing  |            | 4         | 6           | 2/3   | 6 | ok    |
        | passing  | contracts  | 1         | 3           | 1/3   | 3 | ok    |
        | passing  | posts      | 3         | 3           | 1     | 3 | ok    |
        | rejected |            | 2         |             | 2     | 6 | ok    |
        | rejected | contracts  | 2         |             | 2     | 3 | ok    |
        | rejected | posts      | 0         |             | 0     | 3 | ok    |
        """,
    )


def test_what_stands_beside_a_table_is_no_row_of_it(town, expect):
    vzorov = town(posts=POSTS)
    posts = replace(vzorov.dataset.accepted["posts"], rejected=rejected("posts", (9, "outside_table")))
    dataset = replace(vzorov.dataset, accepted={**vzorov.dataset.accepted, "posts": posts})
    expect(
        evaluate(dataset, "P1", ["data_quality"]).results.filter(measure="passing", category_1="posts"),
        "| value |\n| 1 |",
    )


def test_without_any_record_nothing_is_known_of_their_quality(town, expect):
    expect(
        town().figures("data_quality", "passing"),
        "| value | state   |\n|       | missing |",
    )
