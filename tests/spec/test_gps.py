"""From GPS fixes to stays: where a device was, exact in time, and what nobody knows.

Ground and fixes are drawn in metres east and north of a corner in Kroměříž. Times are local.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import shapely

from apk_lib.intervals import LENGTH
from apk_lib.periods import TIME_ZONE
from apk_lib.places import Places, places
from apk_lib.tracks import Limits, Tracks, follow

LIMITS = {
    "gap_minutes": 5,
    "same_place_gap_minutes": 15,
    "same_place_metres": 50,
    "speed_kmh": 12,
    "border_seconds": 60,
}
# a metre in degrees of longitude and latitude, at this latitude
EAST, NORTH = 1 / 72_600, 1 / 111_195

Corners = list[tuple[float, float]]


def degrees(corners: Corners) -> Corners:
    return [(17.39 + east * EAST, 49.30 + north * NORTH) for east, north in corners]


def box(west: float, south: float, east: float, north: float) -> Corners:
    return [(west, south), (east, south), (east, north), (west, north)]


def ground(priority: dict[str, int] | None = None, holes: Corners | None = None, **outlines: Corners) -> Places:
    """Localities by their corners; `holes` is one hole of the first locality."""
    first = next(iter(outlines), None)
    return places(
        (
            name,
            (priority or {}).get(name),
            shapely.Polygon(degrees(corners), [degrees(holes)] if holes and name == first else None),
        )
        for name, corners in outlines.items()
    )


def walk(text: str, where: Places, **limits: float) -> Tracks:
    """The stays behind fixes as a table `| device | at | east | north |`; a device that is not named is P1."""
    header, *lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines()
    ]
    rows = [{"device": "P1", **dict(zip(header, line, strict=True))} for line in lines]
    points = degrees([(float(row["east"]), float(row["north"])) for row in rows])
    fixes = pl.DataFrame(
        {
            "device": [row["device"] for row in rows],
            "at": [_instant(row["at"]) for row in rows],
            "lon": [lon for lon, _ in points],
            "lat": [lat for _, lat in points],
        },
        schema_overrides={"at": pl.Datetime("us", TIME_ZONE)},
    ).with_columns(pl.col("at").dt.convert_time_zone("UTC"))
    return follow(fixes, where, Limits(**LIMITS | limits))


def _instant(text: str) -> datetime:
    day = text if "-" in text else f"2020-07-07 {text}"
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(TIME_ZONE))


def hours(tracks: Tracks) -> pl.DataFrame:
    """Hours by place, with `outside` and `untracked` beside the localities."""
    spent = pl.concat([
        tracks.stays.select(pl.col("locality").fill_null("outside"), "start", "end"),
        tracks.gaps.select(pl.lit("untracked").alias("locality"), "start", "end"),
    ])  # fmt: skip
    return spent.group_by("locality").agg(hours=LENGTH.sum() / 3_600_000_000).sort("locality")


def told(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with their instants as local wall-clock times."""
    instants = [name for name, kind in rows.schema.items() if kind == pl.Datetime("us", "UTC")]
    clock = pl.col(instants).dt.convert_time_zone(TIME_ZONE).dt.strftime("%H:%M:%S")
    return rows.with_columns(clock, pl.col("locality").fill_null("outside") if "locality" in rows.columns else [])


A = box(0, 0, 400, 400)
EAST_OF_A = box(400, 0, 800, 400)


# --- standing and walking --------------------------------------------------------------------------


def test_standing_still_keeps_all_its_time(expect):
    guard = walk(
        """
        | at    | east | north |
        | 07:15 | 200  | 200   |
        | 07:20 | 200  | 200   |
        | 07:25 | 200  | 200   |
        | 07:30 | 200  | 200   |
        | 07:35 | 200  | 200   |
        | 07:40 | 200  | 200   |
        | 07:45 | 200  | 200   |
        """,
        ground(A=A),
    )
    expect(told(guard.stays), "| locality | start    | end      | assumed |\n| A | 07:15:00 | 07:45:00 | false |")
    expect(hours(guard), "| locality | hours |\n| A | 0.5 |")


def test_a_walk_is_cut_where_its_line_crosses_the_border(expect):
    # 300 m at constant speed in three minutes; the border stands after 100 m
    crossed = walk(
        """
        | at    | east | north |
        | 10:00 | 300  | 200   |
        | 10:03 | 600  | 200   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    expect(told(crossed.stays), """
        | locality | start    | end      |
        | A        | 10:00:00 | 10:01:00 |
        | B        | 10:01:00 | 10:03:00 |
    """)  # fmt: skip


def test_time_outside_every_locality_is_told(expect):
    went = walk(
        """
        | at    | east | north |
        | 10:00 | 300  | 200   |
        | 10:03 | 600  | 200   |
        """,
        ground(A=A),
    )
    expect(hours(went), "| locality | hours |\n| A | 1/60 |\n| outside | 2/60 |")


def test_a_locality_may_be_left_and_entered_again_on_one_line(expect):
    # a U: arms 300 m wide, 400 m between them; a kilometre in ten minutes spends 3 + 3 minutes inside
    u = [(0, 0), (1000, 0), (1000, 500), (700, 500), (700, 100), (300, 100), (300, 500), (0, 500)]
    through = walk(
        """
        | at    | east | north |
        | 10:00 | 0    | 300   |
        | 10:10 | 1000 | 300   |
        """,
        ground(U=u),
        gap_minutes=10,
    )
    expect(told(through.stays), """
        | locality | start    | end      |
        | U        | 10:00:00 | 10:03:00 |
        | outside  | 10:03:00 | 10:07:00 |
        | U        | 10:07:00 | 10:10:00 |
    """)  # fmt: skip
    expect(hours(through), "| locality | hours |\n| U | 0.10 |\n| outside | 4/60 |")


def test_a_hole_is_outside(expect):
    over = walk(
        """
        | at    | east | north |
        | 10:00 | 0    | 200   |
        | 10:04 | 400  | 200   |
        """,
        ground(A=A, holes=box(100, 100, 300, 300)),
    )
    expect(hours(over), "| locality | hours |\n| A | 2/60 |\n| outside | 2/60 |")


def test_walking_along_a_border_counts_once(expect):
    along = walk(
        """
        | at    | east | north |
        | 10:00 | 400  | 0     |
        | 10:05 | 400  | 200   |
        | 10:10 | 400  | 400   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    expect(hours(along), "| locality | hours |\n| A | 10/60 |")


def test_a_slanting_border_counts_once_too(expect):
    below, above = [(0, 0), (900, 0), (900, 300)], [(0, 0), (900, 300), (0, 300)]
    along = walk(
        """
        | at    | east  | north |
        | 10:00 | 90    | 30    |
        | 10:05 | 459   | 153   |
        | 10:10 | 810   | 270   |
        """,
        ground(B=below, A=above),
    )
    expect(hours(along), "| locality | hours |\n| A | 10/60 |")


def test_ground_claimed_twice_belongs_to_the_smaller_priority_then_to_the_smaller_id(expect):
    across = """
        | at    | east | north |
        | 10:00 | 0    | 200   |
        | 10:05 | 500  | 200   |
        | 10:08 | 800  | 200   |
    """
    shared = {"A": box(0, 0, 500, 400), "B": box(300, 0, 800, 400)}
    expect(hours(walk(across, ground(**shared))), "| locality | hours |\n| A | 5/60 |\n| B | 3/60 |")
    expect(hours(walk(across, ground({"B": 1}, **shared))), "| locality | hours |\n| A | 3/60 |\n| B | 5/60 |")
    expect(hours(walk(across, ground({"B": 2, "A": 1}, **shared))), "| locality | hours |\n| A | 5/60 |\n| B | 3/60 |")


def test_pieces_of_a_step_sum_to_the_step_to_the_microsecond():
    # a third of a minute has no whole number of microseconds
    thirds = walk(
        """
        | at              | east | north |
        | 10:00:00        | 300  | 200   |
        | 10:01:00.000001 | 450  | 200   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    assert thirds.stays.select(LENGTH).to_series().to_list() == [40_000_001, 20_000_000]


# --- gaps ------------------------------------------------------------------------------------------


def test_a_gap_is_untracked_and_stands_apart(expect):
    # twenty minutes tracked, then four hours without a fix
    pause = walk(
        """
        | at    | east | north |
        | 08:00 | 100  | 100   |
        | 08:05 | 200  | 100   |
        | 08:10 | 300  | 100   |
        | 08:15 | 200  | 100   |
        | 08:20 | 100  | 100   |
        | 12:20 | 100  | 100   |
        """,
        ground(A=A),
    )
    expect(hours(pause), "| locality | hours |\n| A | 0.33 |\n| untracked | 4.0 |")
    expect(told(pause.gaps), "| device | start | end |\n| P1 | 08:20:00 | 12:20:00 |")


@pytest.mark.parametrize(
    ("what", "at", "east", "place"),
    [
        ("as long as the limit", "08:20", 240, "A"),
        ("too long", "08:20:01", 240, "untracked"),
        ("too far", "08:20", 260, "untracked"),
    ],
)
def test_a_gap_in_the_same_place_is_assumed_there(expect, what, at, east, place):
    back = walk(
        f"""
        | at    | east   | north |
        | 08:00 | 200    | 100   |
        | 08:05 | 200    | 100   |
        | {at}  | {east} | 100   |
        """,
        ground(A=A),
    )
    assert hours(back)["locality"].to_list() == sorted({"A", place}), what
    if place == "A":
        expect(told(back.stays), """
            | locality | start    | end      | assumed |
            | A        | 08:00:00 | 08:05:00 | false   |
            | A        | 08:05:00 | 08:20:00 | true    |
        """)  # fmt: skip


def test_a_gap_between_two_localities_or_outside_is_never_assumed(expect):
    near = """
        | at    | east | north |
        | 08:00 | 390  | 100   |
        | 08:12 | 410  | 100   |
    """
    expect(hours(walk(near, ground(A=A, B=EAST_OF_A))), "| locality | hours |\n| untracked | 0.2 |")
    expect(hours(walk(near, ground(C=box(0, 900, 100, 1000)))), "| locality | hours |\n| untracked | 0.2 |")


def test_a_single_fix_is_a_visit_of_unknown_length(expect):
    lone = walk(
        """
        | device | at    | east | north |
        | P1     | 08:00 | 100  | 100   |
        | P2     | 08:00 | 100  | 100   |
        | P2     | 08:05 | 100  | 100   |
        | P2     | 10:00 | 500  | 100   |
        | P2     | 12:00 | 900  | 100   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    expect(told(lone.single), """
        | device | at       | locality |
        | P1     | 08:00:00 | A        |
        | P2     | 10:00:00 | B        |
        | P2     | 12:00:00 | outside  |
    """)  # fmt: skip
    expect(hours(lone), "| locality | hours |\n| A | 5/60 |\n| untracked | 235/60 |")


# --- fixes that do not count -----------------------------------------------------------------------


def test_a_jump_loses_its_fix_and_no_time(expect):
    # 2 km in a minute and back again: nobody walks that
    jumped = walk(
        """
        | at    | east | north |
        | 08:00 | 100  | 100   |
        | 08:01 | 150  | 100   |
        | 08:02 | 2000 | 100   |
        | 08:03 | 250  | 100   |
        | 08:04 | 300  | 100   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    expect(told(jumped.stays), "| locality | start | end |\n| A | 08:00:00 | 08:04:00 |")
    expect(told(jumped.dropped), "| at | reason |\n| 08:02:00 | jump |")


def test_a_first_fix_in_a_wrong_place_does_not_take_the_walk_with_it(expect):
    # the device woke up 5 km away; its first half-minute is unknown, the walk is not
    cold = walk(
        """
        | at       | east | north |
        | 07:59:30 | 5000 | 100   |
        | 08:00    | 100  | 100   |
        | 08:02    | 200  | 100   |
        | 08:04    | 300  | 100   |
        """,
        ground(A=A),
    )
    expect(told(cold.dropped), "| at | reason |\n| 07:59:30 | jump |")
    expect(told(cold.gaps), "| start | end |\n| 07:59:30 | 08:00:00 |")
    expect(told(cold.stays), "| locality | start | end |\n| A | 08:00:00 | 08:04:00 |")


def test_who_was_driven_walks_at_both_ends_and_is_untracked_between(expect):
    # 3 km in three minutes, with one fix on the way
    driven = walk(
        """
        | at       | east | north |
        | 08:00    | 100  | 100   |
        | 08:02    | 200  | 100   |
        | 08:03:30 | 1700 | 100   |
        | 08:05    | 3200 | 100   |
        | 08:07    | 3300 | 100   |
        """,
        ground(A=A, C=box(3000, 0, 3400, 400)),
    )
    expect(told(driven.dropped), "| at | reason |\n| 08:03:30 | jump |")
    expect(hours(driven), "| locality | hours |\n| A | 2/60 |\n| C | 2/60 |\n| untracked | 3/60 |")


def test_the_same_fix_counts_once_and_contradictory_ones_are_listed(expect):
    twice = walk(
        """
        | at    | east | north |
        | 08:02 | 300  | 100   |
        | 08:00 | 100  | 100   |
        | 08:00 | 100  | 100   |
        | 08:02 | 200  | 100   |
        """,
        ground(A=A),
    )
    expect(told(twice.dropped), """
        | at       | reason      |
        | 08:00:00 | same        |
        | 08:02:00 | contradicts |
    """)  # fmt: skip
    assert twice.dropped["lon"][1] == pytest.approx(17.39 + 300 * EAST)
    expect(hours(twice), "| locality | hours |\n| A | 2/60 |")


# --- flicker ---------------------------------------------------------------------------------------


def test_a_step_over_the_border_and_back_is_no_visit(expect):
    # 59 seconds in B; the hours stay whole, in A
    edge = """
        | at       | east | north |
        | 08:00    | 399  | 100   |
        | 08:02    | 399  | 100   |
        | 08:02:01 | 401  | 100   |
        | {back}   | 401  | 100   |
        | {home}   | 399  | 100   |
        | 08:05    | 399  | 100   |
    """
    flicker = walk(edge.format(back="08:02:59", home="08:03:00"), ground(A=A, B=EAST_OF_A))
    expect(told(flicker.stays), "| locality | start | end |\n| A | 08:00:00 | 08:05:00 |")
    expect(told(flicker.flicker), """
        | locality | start    | end      | given_to |
        | B        | 08:02:00 | 08:02:59 | A        |
    """)  # fmt: skip
    visit = walk(edge.format(back="08:03:00", home="08:03:02"), ground(A=A, B=EAST_OF_A))
    expect(told(visit.stays.select("locality", LENGTH / 1e6)), """
        | locality | end   |
        | A        | 120.5 |
        | B        | 60.5  |
        | A        | 119   |
    """)  # fmt: skip


def test_passing_through_is_no_flicker_however_short(expect):
    passed = walk(
        """
        | at    | east | north |
        | 08:00 | 300  | 100   |
        | 08:03 | 600  | 100   |
        """,
        ground(A=A, B=box(400, 0, 450, 400), C=box(450, 0, 800, 400)),
    )
    expect(told(passed.stays), """
        | locality | start    | end      |
        | A        | 08:00:00 | 08:01:00 |
        | B        | 08:01:00 | 08:01:30 |
        | C        | 08:01:30 | 08:03:00 |
    """)  # fmt: skip


# --- days and devices ------------------------------------------------------------------------------


def test_midnight_and_the_change_of_clocks_cut_nothing(expect):
    # clocks go back at 3:00: from 1:56 summer time to 3:02 winter time are 2 h 6 min
    hour = "\n".join(f"| 2020-10-25 01:{minute:02} | 100 | 100 |" for minute in range(0, 60, 4))
    night = walk(
        f"""
        | at               | east | north |
        | 2020-10-24 23:58 | 100  | 100   |
        | 2020-10-25 00:02 | 100  | 100   |
        {hour}
        | 2020-10-25 03:02 | 100  | 100   |
        """,
        ground(A=A),
    )
    expect(told(night.stays), "| start | end |\n| 23:58:00 | 00:02:00 |\n| 01:00:00 | 01:56:00 |")
    expect(told(night.gaps), "| start | end |\n| 00:02:00 | 01:00:00 |\n| 01:56:00 | 03:02:00 |")
    expect(hours(night), "| locality | hours |\n| A | 1 |\n| untracked | 184/60 |")


def test_each_device_walks_for_itself(expect):
    both = walk(
        """
        | device | at    | east | north |
        | P2     | 08:00 | 500  | 100   |
        | P1     | 08:00 | 100  | 100   |
        | P2     | 08:05 | 500  | 100   |
        | P1     | 08:04 | 100  | 100   |
        """,
        ground(A=A, B=EAST_OF_A),
    )
    expect(told(both.stays), """
        | device | locality | start    | end      |
        | P1     | A        | 08:00:00 | 08:04:00 |
        | P2     | B        | 08:00:00 | 08:05:00 |
    """)  # fmt: skip


def test_no_fix_and_no_polygon_are_answers_too(expect):
    nothing = walk("| at | east | north |", ground(A=A))
    assert all(getattr(nothing, name).is_empty() for name in Tracks.__slots__)
    nowhere = walk("| at | east | north |\n| 08:00 | 0 | 0 |\n| 08:03 | 9 | 0 |", ground())
    expect(hours(nowhere), "| locality | hours |\n| outside | 0.05 |")


# --- GPS beside the records ------------------------------------------------------------------------


def fixes(*moments: tuple[str, float, float]) -> str:
    """A table of fixes of one device: when, metres east, metres north."""
    points = degrees([(east, north) for _, east, north in moments])
    rows = [f"| P1 | {at} | {lon!r} | {lat!r} |" for (at, _, _), (lon, lat) in zip(moments, points, strict=True)]
    return "\n".join(["| device | at | lon | lat |", *rows])


# in A from 8:00, over the border at 8:31, in B until 9:00
MORNING = fixes(
    *((f"2020-07-07 08:{minute:02}", 350, 100) for minute in range(0, 31, 5)),
    *((f"2020-07-07 08:{minute:02}", 450, 100) for minute in range(32, 60, 4)),
    ("2020-07-07 09:00", 450, 100),
)


def test_records_are_compared_only_while_a_device_was_on(town, expect):
    both = town(
        places=ground(A=A, B=EAST_OF_A),
        gps_fixes=MORNING,
        stays="""
            | persons   | locality | start            | end              |
            | Anna, Bob | A        | 2020-07-07 08:00 | 2020-07-07 09:00 |
            | Anna      | A        | 2020-07-07 10:00 | 2020-07-07 11:00 |
        """,
    )
    expect(both.figures("gps_comparison"), """
        | measure  | value | n |
        | both     | 31/60 | 1 |
        | gps      | 1     | 1 |
        | recorded | 1     | 1 |
    """)  # fmt: skip
    expect(both.figures("gps_comparison", by="locality"), """
        | measure  | locality | value |
        | both     | A        | 31/60 |
        | both     | B        | 0     |
        | gps      | A        | 31/60 |
        | gps      | B        | 29/60 |
        | recorded | A        | 1     |
        | recorded | B        | 0     |
    """)  # fmt: skip


def test_a_locality_without_a_polygon_is_not_compared(town, expect):
    half = town(
        places=ground(A=A),
        gps_fixes=MORNING,
        stays="""
            | persons | locality | start            | end              |
            | Anna    | B        | 2020-07-07 08:00 | 2020-07-07 09:00 |
        """,
    )
    expect(half.figures("gps_comparison", by="locality"), """
        | measure  | locality | value | state    |
        | both     | A        | 0     | ok       |
        | both     | B        |       | no_cases |
        | gps      | A        | 31/60 | ok       |
        | gps      | B        |       | no_cases |
        | recorded | A        | 0     | ok       |
        | recorded | B        |       | no_cases |
    """)  # fmt: skip
    warned = half.dataset.findings.filter(pl.col("severity") == "warning")
    expect(warned, "| rule | key |\n| locality_without_polygon | B |")


def test_gaps_count_within_a_shift_and_not_over_a_night(town, expect):
    tracked = town(
        places=ground(A=A),
        gps_fixes=fixes(
            *((f"2020-07-07 {clock}", 100, 100) for clock in ("08:00", "08:05", "08:45", "08:50", "11:00", "11:03")),
            ("2020-07-08 08:00", 900, 100),
        ),
        stays="""
            | persons | locality | start            | end              |
            | Anna    | A        | 2020-07-07 08:00 | 2020-07-07 10:00 |
            | Anna    | A        | 2020-07-08 08:00 | 2020-07-08 10:00 |
        """,
    )
    expect(tracked.figures("gps_tracking"), """
        | measure          | value | state |
        | assumed          | 0     | ok    |
        | gaps             | 40/60 | ok    |
        | moved_at_borders | 0     | ok    |
        | off_shift        | 3/60  | ok    |
        | outside          | 0     | ok    |
        | single_fixes     | 1     | ok    |
        | tracked          | 10/60 | ok    |
        | tracked_share    | 20 %  | ok    |
    """)  # fmt: skip


def test_time_assumed_and_moved_at_borders_is_told_within_tracked_time(town, expect):
    # 10 minutes without a fix in one place; 30 seconds over the border and back; as much of both while off shift
    stood = [(100, "00"), (100, "04"), (100, "14"), (100, "17")]
    crossed = [(399, "20:00"), (401, "20:02"), (401, "20:30"), (399, "20:32"), (399, "24:00")]
    moments = [(f"2020-07-07 {hour}:{minute}", east, 100) for hour in ("08", "12") for east, minute in stood + crossed]
    tracked = town(
        places=ground(A=A, B=EAST_OF_A),
        gps_fixes=fixes(*moments),
        stays="| persons | locality | start | end |\n| Anna | A | 2020-07-07 08:00 | 2020-07-07 10:00 |",
    )
    expect(tracked.figures("gps_tracking", "assumed", "moved_at_borders", "tracked", "off_shift"), """
        | measure          | value   | state |
        | assumed          | 10/60   | ok    |
        | moved_at_borders | 30/3600 | ok    |
        | off_shift        | 24/60   | ok    |
        | tracked          | 24/60   | ok    |
    """)  # fmt: skip


def test_jumps_are_warnings_of_their_rows(town, expect):
    jumped = town(
        gps_fixes=fixes(
            ("2020-07-07 08:00", 100, 100),
            ("2020-07-07 08:01", 150, 100),
            ("2020-07-07 08:02", 2000, 100),
            ("2020-07-07 08:03", 250, 100),
        )
    )
    warned = jumped.dataset.findings.filter(pl.col("severity") == "warning")
    expect(warned, "| severity | rule | table | row |\n| warning | fix_jump | gps_fixes | 4 |")


def test_cells_of_a_comparison_locality_do_not_count(town, expect):
    walked = town(
        places=ground(A=box(-190, -90, 190, 90), B=box(1000, -90, 1190, 90)),
        gps_fixes=fixes(("2020-07-07 08:00", -150, 50), ("2020-07-07 08:03", 150, 50)),
        localities="| locality | kind |\n| A | risk |\n| B | comparison |",
    )
    # the grid stands on the middle of all places: with B it begins at 500 m, a whole number of cells away
    expect(walked.figures("gps_extent"), "| measure | numerator | denominator |\n| cells_visited | 4 | 8 |")


def test_cells_visited_are_a_share_of_the_cells_of_valid_localities(town, expect):
    # 380 × 180 m in the middle of a grid of 100 m touch 4 × 2 cells; the walk crosses the four northern ones
    ground_a = ground(A=box(-190, -90, 190, 90))
    walked = town(
        places=ground_a,
        gps_fixes=fixes(("2020-07-07 08:00", -150, 50), ("2020-07-07 08:03", 150, 50)),
    )
    expect(
        walked.figures("gps_extent"), "| measure | numerator | denominator | value |\n| cells_visited | 4 | 8 | 50 % |"
    )
    expect(walked.figures("gps_extent", period="P2", scope="period"), "| value | state |\n|  | not_applicable |")


@pytest.mark.parametrize(
    "given",
    [{"gps_fixes": MORNING}, {"places": ground(A=A)}, {}],
    ids=["no polygons", "no fixes", "neither"],
)
def test_without_fixes_or_polygons_figures_of_gps_are_missing(town, expect, given):
    silent = town(
        stays="| persons | locality | start | end |\n| Anna | A | 2020-07-07 08:00 | 2020-07-07 09:00 |", **given
    )
    for indicator in ("gps_comparison", "gps_tracking", "gps_extent"):
        assert set(silent.figures(indicator)["state"]) == {"missing"}
        assert silent.figures(indicator)["value"].null_count() == len(silent.figures(indicator))
