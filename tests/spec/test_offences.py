"""Offences and complaints before and during the project, in the risk localities against the others.

A line of `monthly` is a locality, its columns are months: the counts are spread into records on the 15th.
The project of the town runs from July 2020 to June 2021, P1 to December.
"""

import math
from datetime import date

import polars as pl
import pytest

from apk_lib.indicators.statistics.before_after import AgainstComparison, Displacement, dispersion
from apk_lib.indicators.statistics.segments import Segment, with_trend
from tests.spec.conftest import rows_of

PLACES = """
    | locality | kind         | chosen_by_peak |
    | risk     | risk         |                |
    | ring     | surroundings |                |
    | other    | comparison   |                |
    | park     | park         |                |
"""


def monthly(text, key="offence", day="happened_on", more="| property | state_police |", heads="| kind | keeper |"):
    lines = [f"| {key} | locality | {day} {heads}"]
    for row in rows_of(text):
        place = row.pop("locality")
        for month, count in row.items():
            lines += [f"| {place}-{month}-{n} | {place or ''} | {month}-15 {more}" for n in range(int(count or 0))]
    return "\n".join(lines)


def complained(text):
    return monthly(text, "complaint", "received_on", "| property | telephone |", "| topic | channel |")


# two months of summer 2019 against the same two of 2020; one record in August 2020 makes July the whole of it known
SUMMERS = """
    | locality | 2019-07 | 2019-08 | 2020-07 | 2020-08 |
    | risk     | 10      | 14      | 6       | 12      |
    | ring     | 4       | 4       | 3       | 3       |
    | other    | 8       | 12      | 9       | 11      |
    | park     | 1       |         |         | 1       |
"""


def test_rates_of_the_same_months_before_and_during_the_project(town, expect):
    # Garwood's limits of 24 and 18 events in 2 months (R: poisson.test(24, 2), poisson.test(18, 2))
    summers = town(localities=PLACES, official_offences=monthly(SUMMERS))
    expect(
        summers.figures("offence_effect", "monthly_rate", by=("arm", "window")).filter(pl.col("arm") == "risk"),
        """
        | arm  | window | n  | denominator | value | lower  | upper   |
        | risk | after  | 18 | 2           | 9     | 5.3340 | 14.2239 |
        | risk | before | 24 | 2           | 12    | 7.6886 | 17.8550 |
        """,
    )


def test_a_ratio_is_after_over_before_with_exact_limits(town, expect):
    # 18/24 in equal times; limits from Clopper and Pearson's of 18 in 42: R poisson.test(c(18, 24), c(2, 2))
    summers = town(localities=PLACES, official_offences=monthly(SUMMERS))
    expect(
        summers.figures("offence_effect", "rate_ratio", by="arm"),
        """
        | arm          | n  | numerator | denominator | value |
        | comparison   | 40 | 20        | 20          | 1     |
        | elsewhere    | 2  | 1         | 1           | 1     |
        | risk         | 42 | 18        | 24          | 0.75  |
        | surroundings | 14 | 6         | 8           | 0.75  |
        """,
    )


def test_the_ratio_of_ratios_widens_with_the_spread_of_months(town, expect):
    # (18/24) / (20/20) = 0.75; cell means 12, 9, 10, 10, so Pearson's sum of squares over the mean is
    # 8/12 + 18/9 + 8/10 + 2/10 = 3.666667 on 8 − 4 months: below 1, and never used below 1. Standard error of the
    # logarithm: sqrt(1/24 + 1/18 + 1/20 + 1/20) = 0.444097, t with 4 df 2.776445; exp(ln 0.75 ± 2.776445 · 0.444097)
    summers = town(localities=PLACES, official_offences=monthly(SUMMERS))
    expect(
        summers.figures("offence_effect", "overdispersion", "ratio_of_ratios"),
        """
        | measure         | n  | value | lower  | upper  |
        | overdispersion  | 82 | 1     |        |        |
        | ratio_of_ratios | 82 | 0.75  | 0.2186 | 2.5737 |
        """,
    )
    # 18/9: 2 + 16 instead of 6 + 12 gives 98/9; in all 8/12 + 98/9 + 1 = 113/9 = 12.555556 on 4: φ = 3.138889
    uneven = SUMMERS.replace("| 6       | 12      |", "| 2       | 16      |")
    limits = [0.75 * math.exp(sign * 2.776445 * math.sqrt((1 / 24 + 1 / 18 + 2 / 20) * 113 / 36)) for sign in (-1, 1)]
    expect(
        town(localities=PLACES, official_offences=monthly(uneven)).figures(
            "offence_effect", "overdispersion", "ratio_of_ratios"
        ),
        f"""
        | measure         | value  | lower         | upper         |
        | overdispersion  | 3.1389 |               |               |
        | ratio_of_ratios | 0.75   | {limits[0]:.4f} | {limits[1]:.4f} |
        """,
    )


# Wheeler and Ratcliffe (2018, Crime Science 7:11): 207 → 110 in the treated area, 308 → 318 in its control,
# 178 → 157 around it; here in one month each year, so that nothing but the counts enters
PUBLISHED = """
    | locality | 2019-07 | 2019-08 | 2020-07 | 2020-08 |
    | risk     | 104     | 103     | 55      | 55      |
    | ring     | 89      | 89      | 79      | 78      |
    | other    | 154     | 154     | 159     | 159     |
"""


def test_displacement_as_published(town, expect):
    # published: treated less control −107, standard error sqrt(943) = 30.708; quotient (157/318 − 178/308) /
    # (110/318 − 207/308) = 0.258186. The ring against the same control: −107 + (157 − 178) − (318 − 308) = −138, the
    # control twice: sqrt(207 + 110 + 178 + 157 + 4 · 626) = 56.1783. φ = 1, for the months are even; t with 8 − 4 df is
    # 2.776445, with the surroundings' 12 − 6 2.446912. R's normal limits of the ratio, 0.389250 and 0.680555, are
    # 1.959964 errors apart from it: exp(ln 0.514690 ± 2.776445 / 1.959964 · 0.279331)
    expect(
        town(localities=PLACES, official_offences=monthly(PUBLISHED)).figures(
            "offence_effect", "displacement_difference", "displacement_quotient", "local_difference", "ratio_of_ratios"
        ),
        """
        | measure                 | unit     | value    | lower     | upper    |
        | displacement_difference | offences | -138     | -275.4633 | -0.5367  |
        | displacement_quotient   | ratio    | 0.258186 |           |          |
        | local_difference        | offences | -107     | -192.2599 | -21.7401 |
        | ratio_of_ratios         | ratio    | 0.514690 | 0.34649   | 0.76454  |
        """,
    )


def test_without_a_comparison_locality_nothing_is_compared(town, expect):
    alone = PLACES.replace("comparison  ", "cycle_path  ")
    figures = town(localities=alone, official_offences=monthly(SUMMERS)).figures("offence_effect")
    expect(
        figures.filter(pl.col("measure") != "chosen_by_peak"),
        """
        | measure                 | value | state          |
        | displacement_difference |       | not_applicable |
        | displacement_quotient   |       | not_applicable |
        | local_difference        |       | not_applicable |
        | overdispersion          |       | not_applicable |
        | ratio_of_ratios         |       | not_applicable |
        """,
    )
    # what was the comparison is elsewhere now: 1 + 20 after, 1 + 20 before
    expect(
        town(localities=alone, official_offences=monthly(SUMMERS)).figures("offence_effect", "rate_ratio", by="arm"),
        """
        | arm          | n  | value | state          |
        | comparison   | 0  |       | not_applicable |
        | elsewhere    | 42 | 1     | ok             |
        | risk         | 42 | 0.75  | ok             |
        | surroundings | 14 | 0.75  | ok             |
        """,
    )


def test_without_surroundings_displacement_is_not_told(town, expect):
    bare = PLACES.replace("surroundings", "park        ")
    expect(
        town(localities=bare, official_offences=monthly(PUBLISHED)).figures(
            "offence_effect", "displacement_difference", "displacement_quotient", "local_difference"
        ),
        """
        | measure                 | value |
        | displacement_difference |       |
        | displacement_quotient   |       |
        | local_difference        | -107  |
        """,
    )


def test_nothing_before_the_project_is_no_ratio(town, expect):
    since = "| locality | 2020-07 | 2020-08 |\n| risk | 6 | 12 |\n| other | 9 | 11 |"
    started = town(localities=PLACES, official_offences=monthly(since))
    assert started.figures("offence_effect", "rate_ratio", by="arm")["state"].unique().to_list() == ["not_applicable"]
    assert started.figures("offence_effect", "monthly_rate", by=("arm", "window")).is_empty()
    # a place without a single offence before has no ratio either, its rates stay
    quiet = SUMMERS.replace("| 10      | 14      |", "|         |         |")
    figures = town(localities=PLACES, official_offences=monthly(quiet))
    expect(
        figures.figures("offence_effect", "rate_ratio", by="arm").filter(pl.col("arm") == "risk"),
        """
        | n  | value | lower | state          |
        | 18 |       |       | not_applicable |
        """,
    )
    assert figures.figures("offence_effect", "ratio_of_ratios")["value"].item() is None


def test_a_quiet_month_is_zero_and_a_month_nobody_kept_is_a_gap(town):
    # a quiet town: nothing in August 2019 is a zero
    quiet = "| locality | 2019-07 | 2019-09 | 2020-07 | 2020-08 | 2020-09 |\n| risk | 3 | 3 | 3 | 3 | 3 |"
    panel = town(localities=PLACES, official_offences=monthly(quiet)).table("offence_months")
    of_august = panel.filter(pl.col("month") == pl.date(2019, 8, 1))
    assert dict(of_august.select("arm", "count").iter_rows()) == {
        "risk": 0, "surroundings": 0, "comparison": 0, "elsewhere": 0,
    }  # fmt: skip
    # a busy town, 30 a month: August 2019 is missing, and so August 2020 has nothing to stand against
    busy = town(localities=PLACES, official_offences=monthly(
        "| locality | 2019-07 | 2019-09 | 2019-10 | 2019-11 | 2019-12 | 2020-01 | 2020-02 | 2020-03 | 2020-04 | "
        "2020-05 | 2020-06 | 2020-07 | 2020-08 | 2020-09 |\n"
        "| risk | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 | 30 |"))  # fmt: skip
    assert "2019-08-01" not in busy.table("offence_months")["month"].cast(pl.String)
    rates = busy.figures("offence_effect", "monthly_rate", by=("arm", "window")).filter(pl.col("arm") == "risk")
    assert dict(rates.select("window", "denominator").iter_rows()) == {"before": 2, "after": 2}
    assert busy.table("offence_months")["count"].min() == 0  # of the other arms
    assert busy.table("offence_months").filter(pl.col("arm") == "risk")["count"].min() == 30


def test_quiet_months_are_known_as_long_as_somebody_kept_records(town):
    # the last offence of a quiet town was in July 2020; the last entry says until when the records were kept
    def last_month(entered):
        records = f"""
            | locality | happened_on | recorded_at      | kind     | keeper       |
            | risk     | 2019-07-15  | 2019-07-16 08:00 | property | state_police |
            | risk     | 2020-07-15  | {entered} 08:00  | property | state_police |
        """
        panel = town(localities=PLACES, official_offences=records).table("offence_months")
        return str(panel["month"].max()), panel["count"].sum()

    assert last_month("2020-07-16") == ("2020-07-01", 2)
    assert last_month("2020-09-30") == ("2020-08-01", 2)
    assert last_month("2020-10-02") == ("2020-09-01", 2)


def test_windows_are_whole_years_where_there_are(town):
    # a year from July 2019 and two years of the project known: one whole year on either side
    every = [f"{year}-{month:02}" for year in range(2019, 2022) for month in range(1, 13)][6:30]
    text = f"| locality | {' | '.join(every)} |\n| risk | {' | '.join('2' for _ in every)} |"
    known = town(localities=PLACES, official_offences=monthly(text))
    for period, months in {"P1": 6, "P2": 12}.items():
        rates = known.figures("offence_effect", "monthly_rate", period=period, by=("arm", "window"))
        assert rates.filter(pl.col("arm") == "risk")["denominator"].to_list() == [months, months]


def test_an_open_month_is_left_out(town):
    panel = town(as_of="2020-08-20", localities=PLACES, official_offences=monthly(SUMMERS)).table("offence_months")
    assert str(panel["month"].max()) == "2020-07-01"


def test_what_was_recorded_in_the_period(town, expect):
    summers = town(localities=PLACES, official_offences=monthly(SUMMERS))
    expect(
        summers.figures("recorded_offences"),
        """
        | measure      | n  | value | unit     |
        | months_known | 2  | 2     | months   |
        | offences     | 45 | 45    | offences |
        """,
    )
    expect(
        summers.figures("recorded_offences", "offences", by="arm"),
        """
        | arm          | n  | value |
        | comparison   | 20 | 20    |
        | elsewhere    | 1  | 1     |
        | risk         | 18 | 18    |
        | surroundings | 6  | 6     |
        """,
    )
    kinds = summers.figures("recorded_offences", "offences", by="offence_kind")
    assert dict(kinds.select("offence_kind", "value").iter_rows())["property"] == 45
    assert dict(kinds.select("offence_kind", "value").iter_rows())["drugs"] == 0
    # records end in August: of a later period nothing is known, which is not zero
    expect(
        summers.figures("recorded_offences", period="P2"),
        """
        | measure      | n | value | state          |
        | months_known | 0 |       | not_applicable |
        | offences     | 0 |       | not_applicable |
        """,
    )


def test_complaints_are_told_alike(town, expect):
    summers = town(localities=PLACES, complaints=complained(SUMMERS))
    expect(
        summers.figures("complaint_effect", "displacement_difference", "ratio_of_ratios"),
        """
        | measure                 | unit       | value |
        | displacement_difference | complaints | -8    |
        | ratio_of_ratios         | ratio      | 0.75  |
        """,
    )
    assert summers.figures("complaints_received", "complaints")["value"].item() == 45
    assert summers.figures("offence_effect", "ratio_of_ratios")["state"].item() == "missing"


def test_localities_chosen_for_their_peak_are_counted_where_the_choice_is_recorded(town):
    risk = "| risk     | risk         |                |"
    for written, n in (("true", 1), ("false", 0), ("", None)):
        places = PLACES.replace(risk, f"| risk | risk | {written} |")
        offences = town(localities=places, official_offences=monthly(SUMMERS))
        assert offences.figures("offence_effect", "chosen_by_peak")["value"].item() == n


def test_curves_name_the_months(town):
    curves = town(localities=PLACES, official_offences=monthly(SUMMERS)).curve("offence_effect")
    counts = curves.filter(pl.col("measure") == "offences_by_month", pl.col("series") == "risk")
    # July and August 2019
    assert counts.filter(pl.col("y") > 0)["x"].to_list()[:2] == [18078.0, 18109.0]
    assert (len(counts), counts["y"].sum()) == (14, 42)
    windows = curves.filter(pl.col("measure") == "compared_months")
    assert sorted(windows["series"].to_list()) == ["after", "after", "before", "before"]


def test_the_share_of_a_month_in_a_state_of_emergency(town):
    declared = """
        | start      | end        | kind               | what | attendance |
        | 2020-07-17 | 2020-08-31 | state_of_emergency | one  |            |
        | 2020-07-20 | 2020-08-10 | curfew             | two  |            |
        | 2020-08-15 | 2020-09-03 | state_of_emergency | more |            |
    """
    shares = town(
        localities=PLACES, official_offences=monthly(SUMMERS), complaints=complained(SUMMERS), context_events=declared
    ).curve("emergency_months")
    # 15 of 31 days, all of August once, 3 of 30
    assert shares.sort("x")["y"].to_list()[-6:] == [pytest.approx(15 / 31), 1.0, pytest.approx(3 / 30), 0.0, 0.0, 0.0]
    assert len(shares) == 18


def test_a_trend_needs_eight_months_on_either_side(town):
    short = town(localities=PLACES, official_offences=monthly(SUMMERS))
    assert short.figures("offence_trend", "level_change", by="arm")["value"].null_count() == 4
    assert short.figures("offence_trend", "months_before")["value"].item() == 12


def test_a_step_and_a_change_of_trend(town, expect):
    # eight months of 4 before; from July on 8 (twice the level, no trend), or 4, 8, 16 … (no step, each month twice)
    months = [*(f"2019-{month:02}" for month in (11, 12)), *(f"2020-{month:02}" for month in range(1, 13)), "2021-01",
              "2021-02"]  # fmt: skip
    flat, steep = [4] * 8 + [8] * 8, [4] * 8 + [4 * 2**n for n in range(8)]
    text = "\n".join(f"| {' | '.join(map(str, line))} |" for line in (
        ["locality", *months], ["risk", *flat], ["other", *steep]))  # fmt: skip
    figures = town(localities=PLACES, official_offences=monthly(text), context_events="| start | end | kind |")
    arms = pl.col("arm").is_in(["risk", "comparison"])
    expect(
        figures.figures("offence_trend", "level_change", "slope_change", period="P2", by="arm").filter(arms),
        """
        | measure      | arm        | n  | value  |
        | level_change | comparison | 16 | 1.0000 |
        | level_change | risk       | 16 | 2.0000 |
        | slope_change | comparison | 16 | 2.0000 |
        | slope_change | risk       | 16 | 1.0000 |
        """,
    )


# --- how much months vary --------------------------------------------------------------------------


def a_year_each(**arms):
    """Twelve months before and twelve after, with the same counts in both years of an arm."""
    return pl.DataFrame(
        [
            {"arm": arm, "month": date(year, month, 1), "count": counts[month - 1], "window": window}
            for arm, counts in arms.items()
            for window, year in (("before", 2019), ("after", 2020))
            for month in range(1, 13)
        ]
    )


EVEN = [6] * 12


def test_months_that_rise_and_fall_together_show_in_quarters():
    # quarters of 2, 2, 2 and 10, 10, 10: months vary by 16/6 · 48 / (48 − 4) = 2.909, quarters (6, 30, mean 18) by
    # 144/18 · 16 / (16 − 4) = 10.667. The log errs by sqrt(4/72 · 10.667) = 0.769800; t with 44 df is 2.015368
    waves = [2, 2, 2, 10, 10, 10] * 2
    rows = a_year_each(risk=waves, comparison=waves)
    spread = dispersion(rows, "risk", "comparison")
    assert (spread.phi, spread.df) == (pytest.approx(32 / 3), 44)
    told = AgainstComparison("ratio").summarise(rows, []).row(0, named=True)
    assert told["value"] == 1
    assert math.log(told["upper"]) == pytest.approx(2.015368 * 0.769800, rel=1e-5)
    # three quarters on a side say too little: of nine months only the months count, 2 six times and 10 three times
    # around 14/3: (6 · 64/9 + 3 · 256/9) / (14/3) = 27.428571 in each of four cells, on 36 − 4
    short = dispersion(rows.filter(pl.col("month").dt.month() <= 9), "risk", "comparison")
    assert short.phi == pytest.approx(4 * 27.428571 / 32)


def test_surroundings_that_enter_bring_their_spread():
    # 1 and 11 in turn: 25/6 · 24 = 100 on 72 − 6 = 66 is 1.515152; quarters of 13 and 23 vary less. The other arms are
    # even. 72 in each window of each arm, the comparison twice: sqrt(1.515152 · (2 · 144 + 4 · 144)) = 36.1814, t with
    # 66 df 1.996564; without the surroundings φ = 1: sqrt(4 · 72) = 16.9706, t with 44 df 2.015368
    rows = a_year_each(risk=EVEN, comparison=EVEN, surroundings=[1, 11] * 6)
    assert dispersion(rows, "risk", "comparison", "surroundings").phi == pytest.approx(100 / 66)
    for what, half in (("difference", 1.996564 * 36.1814), ("local", 2.015368 * 16.9706)):
        told = Displacement(what).summarise(rows, []).row(0, named=True)
        assert (told["value"], told["upper"]) == (0, pytest.approx(half, rel=1e-5))


def test_surroundings_without_events_say_nothing_of_the_spread():
    rows = a_year_each(risk=EVEN, comparison=EVEN, surroundings=[0] * 12)
    assert (dispersion(rows, "risk", "comparison", "surroundings").phi, len(rows)) == (1, 72)
    assert dispersion(a_year_each(risk=EVEN, comparison=[0] * 12), "risk", "comparison") is None


# --- trends of few events --------------------------------------------------------------------------


def stepped(before, after, emergency=()):
    """The step of the series at the start of 2021; `emergency` numbers the months in a state of it."""
    counts = [*before, *after]
    first = 2021 * 12 - len(before)
    months = pl.DataFrame({
        "arm": ["risk"] * len(counts), "count": counts,
        "month": [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(len(counts))],
        "share": [float(n in emergency) for n in range(len(counts))],
    })  # fmt: skip
    return Segment("level").summarise(with_trend(months, date(2021, 1, 1)), ["arm"]).row(0, named=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [([5] * 24, [30] + [0] * 9), ([5] * 24, [30] + [0] * 30), ([0] * 23 + [25], [5] * 12)],
    ids=["all in the first month", "and long nothing", "all in the last month before"],
)
def test_a_trend_that_nothing_bounds_is_not_told(before, after):
    told = stepped(before, after)
    assert (told["n"], told["value"], told["lower"]) == (len(before) + len(after), None, None)


def test_an_emergency_without_a_single_event_has_no_effect_of_its_own():
    # its effect would be minus infinity; a year of 5 a month and one of 10, each with the same two months at 0
    year = [5, 5, 5, 0, 0, 5, 5, 5, 5, 5, 5, 5]
    told = stepped(year, [2 * n for n in year], emergency=(3, 4, 15, 16))
    assert told["value"] == stepped(year, [2 * n for n in year])["value"]
    assert told["lower"] < told["value"] < told["upper"]
