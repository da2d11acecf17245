"""From a dataset to the what-if of one week: its plan, its shifts, what was given, and who comes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

import polars as pl

from apk_lib.calendars import public_holidays
from apk_lib.dataset import Dataset
from apk_lib.errors import ParameterError
from apk_lib.evaluate import evaluate
from apk_lib.indicators.patrol import ADHERENCE
from apk_lib.next_week.arithmetic import LINES, Use, best_use
from apk_lib.periods import TIME_ZONE, Period, local_day
from apk_lib.slots import slots
from apk_lib.text import Text, span

SUNDAY = timedelta(days=6)
WEEK = timedelta(days=7)
Day = date | str | None
SHIFTS = pl.Schema({"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC"), "crew": pl.Int64()})


@dataclass(frozen=True)
class WeekAhead:
    """What shifts can keep of a week's plan (`use`), with what it was asked of.

    `week` is the Monday; `shifts` are `start, end, crew` (number of assistants); `from_day` is the first day
    that is still to come. `missing` names the tables nobody supplied, `like` the Monday of the served week that
    the shifts were taken from; on the days `unconfirmed` the plan relies on teaching that nobody documented.
    """

    week: date
    from_day: date
    shifts: pl.DataFrame = field(repr=False)
    use: Use = field(repr=False)
    as_of: date
    project_end: date
    synthetic: bool
    missing: tuple[str, ...] = ()
    like: date | None = None
    unconfirmed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Question:
    """One week of a dataset before shifts are set; `answer` may be asked of any shifts, as often as needed."""

    week: date
    from_day: date
    plan: pl.DataFrame = field(repr=False)
    slots: pl.DataFrame = field(repr=False)
    given: pl.DataFrame = field(repr=False)
    order: tuple[tuple[str, str], ...] = field(repr=False)
    as_of: date
    project_end: date
    synthetic: bool
    missing: tuple[str, ...]

    def answer(self, shifts: pl.DataFrame, like: date | None = None) -> WeekAhead:
        """The best use of shifts `start, end, crew`; what lies outside the week or in the past does not count.

        `like` only says which served week they were taken from.

        Raises:
            ParameterError: the number of assistants is below zero, or a shift ends before it starts.
        """
        if shifts.filter((pl.col("crew") < 0) | (pl.col("end") <= pl.col("start"))).height:
            raise ParameterError(
                Text(
                    cs="Směny příštího týdne: počet asistentů nesmí být záporný a směna končí po svém začátku.",
                    en="Shifts of the coming week: no number of assistants below zero, and a shift ends after it "
                    "starts.",
                )
            )
        use = best_use(self.plan, self.slots, shifts, self.given, self.order)
        unconfirmed = self.plan.filter(~pl.col("confirmed"))["plan_day"].unique().sort()
        return WeekAhead(self.week, self.from_day, shifts, use, self.as_of, self.project_end, self.synthetic,
                         self.missing, like, tuple(unconfirmed))  # fmt: skip


def plan_next_week(
    dataset: Dataset, week: Day = None, shifts: pl.DataFrame | None = None, like: Day = None
) -> WeekAhead:
    """What the shifts of a week could keep of its plan, and where another hour would help.

    Args:
        dataset: the tables as known at its as-of date.
        week: any day of the week, also as text; the first week after the as-of date by default.
        shifts: `start, end, crew` in UTC and numbers of assistants; `usual_shifts` by default.
        like: any day of the served week whose shifts are repeated; see `usual_shifts`.

    Raises:
        ApkError: the week is over, or the shifts or the plan contradict themselves.
    """
    question = ask(dataset, week)
    if shifts is not None:
        return question.answer(shifts)
    served = monday(like) if like else usual_week(dataset, question.week)
    return question.answer(usual_shifts(dataset, question.week, served), served)


def served_weeks(dataset: Dataset, before: date | str) -> list[date]:
    """The Mondays of the whole weeks before another in which assistants served, the last one first."""
    begun = _crews(dataset).select(week=local_day(pl.col("start")).dt.truncate("1w")).unique()
    whole = begun.filter(pl.col("week") + pl.lit(SUNDAY) <= dataset.as_of, pl.col("week") < monday(before))
    return whole["week"].sort(descending=True).to_list()


def usual_week(dataset: Dataset, before: date | str) -> date | None:
    """The Monday of the last served week without a public holiday; of the last one where each had some.

    On a holiday other shifts are served than usual, or none.
    """
    served = served_weeks(dataset, before)
    ordinary = (week for week in served if not public_holidays(week, week + SUNDAY))
    return next(ordinary, next(iter(served), None))


def weeks_ahead(dataset: Dataset) -> list[date]:
    """The Mondays of all weeks of the project that are not over at the as-of date."""
    first = monday(max(dataset.as_of + timedelta(days=1), dataset.project.start))
    return [first + n * WEEK for n in range((dataset.project.end - first).days // 7 + 1)]


def ask(dataset: Dataset, week: Day = None) -> Question:
    """What is promised in a week, what has been given of it, and in which order localities come.

    A locality waits its turn by the day of its last visit (never visited first), then by its adherence so
    far, then by its id. Days after the end of the project have no plan.

    Raises:
        ApkError: the week is over at the as-of date, or the plan contradicts itself.
    """
    first = monday(week or max(dataset.as_of + WEEK, dataset.project.start))
    if first + SUNDAY <= dataset.as_of:
        raise ParameterError(
            Text(
                cs=f"Týden {span(first, first + SUNDAY, 'cs')} k {dataset.as_of} už skončil. Zadejte pozdější.",
                en=f"The week {span(first, first + SUNDAY, 'en')} is over as of {dataset.as_of}. Give a later one.",
            )
        )
    in_week = pl.col("plan_day").is_between(first, first + SUNDAY)
    from_day = max(first, dataset.as_of + timedelta(days=1))
    missing = tuple(dataset.missing(("plan_slots",)))
    plan = dataset.table("plan_slots").filter(in_week, pl.col("plan_day") <= dataset.project.end)
    return Question(
        week=first,
        from_day=from_day,
        # which days are teaching days is not known: no plan is better than a wrong one
        plan=plan.clear() if missing else plan,
        slots=_ahead(_slots_of(dataset, first), from_day),
        given=_given(dataset).filter(in_week),
        order=_order(dataset),
        as_of=dataset.as_of,
        project_end=dataset.project.end,
        synthetic=dataset.is_synthetic(("plan_slots", "effort")),
        missing=missing,
    )


def usual_shifts(dataset: Dataset, week: date | str, like: Day = None) -> pl.DataFrame:
    """The shifts of a served week moved to another: `start, end, crew` in UTC, `crew` without mentors.

    `like` is any day of the served week, the `usual_week` by default. Shifts keep their weekday and wall-clock
    time, so a night on which clocks change is longer or shorter. A time that such a night skips is the moment
    after the skip; of an hour it has twice the first begins a shift and the second ends one. Empty where nobody
    has served.
    """
    served = monday(like) if like else usual_week(dataset, week)
    if not served:
        return pl.DataFrame(schema=SHIFTS)
    by = monday(week) - served
    edges = _slots_of(dataset, served)
    inside = pl.col("start") < edges["end"].max(), pl.col("end") > edges["start"].min()
    moved = _crews(dataset).filter(*inside).with_columns(
        start=_moved(pl.col("start"), by, "earliest"), end=_moved(pl.col("end"), by, "latest")
    )  # fmt: skip
    return moved.filter(pl.col("start") < pl.col("end")).sort("start", "end", "crew")


def added_shift(week: date | str, weekday: int, from_hour: int, to_hour: int, crew: int) -> pl.DataFrame:
    """One more shift, as `usual_shifts` gives them: weekday 1 is Monday, hours are those of the wall clock.

    A shift that does not end later than it starts ends on the next day.
    """
    first = datetime.combine(monday(week) + timedelta(days=weekday - 1), time())
    ends = first + timedelta(days=to_hour <= from_hour, hours=to_hour)
    wall = pl.DataFrame({"start": [first + timedelta(hours=from_hour)], "end": [ends], "crew": [crew]})
    utc = wall.with_columns(_in_utc(pl.col("start"), "earliest"), _in_utc(pl.col("end"), "latest"))
    return utc.filter(pl.col("start") < pl.col("end")).match_to_schema(SHIFTS)


def monday(day: date | str) -> date:
    """The Monday of the day's week.

    Raises:
        ParameterError: the text is no ISO date.
    """
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError as error:
            raise ParameterError(
                Text(
                    cs=f"Den „{day}“ není ve tvaru RRRR-MM-DD. Zadejte např. 2021-01-04.",
                    en=f"The day “{day}” is not written as YYYY-MM-DD. Give for instance 2021-01-04.",
                )
            ) from error
    return day - timedelta(days=day.weekday())


def _slots_of(dataset: Dataset, first: date) -> pl.DataFrame:
    """The slots that the plan of a week is made of: a night belongs to its evening."""
    around = slots(dataset.table("bands"), first, first + SUNDAY)
    return around.filter(pl.col("plan_day").is_between(first, first + SUNDAY))


def _crews(dataset: Dataset) -> pl.DataFrame:
    assistants = dataset.table("persons").filter(pl.col("role") == "assistant")
    crew = dataset.table("shift_crew").join(assistants, on="person", how="semi").group_by("shift").agg(crew=pl.len())
    served = dataset.table("shifts").join(crew, on="shift")
    return served.select(pl.col(name).cast(kind) for name, kind in SHIFTS.items())


def _moved(instant: pl.Expr, by: timedelta, twice: Literal["earliest", "latest"]) -> pl.Expr:
    return _in_utc(instant.dt.convert_time_zone(TIME_ZONE).dt.replace_time_zone(None) + pl.lit(by), twice)


def _in_utc(wall: pl.Expr, twice: Literal["earliest", "latest"]) -> pl.Expr:
    """The instant of a wall-clock time; one that clocks skip is the moment after the skip."""
    after_the_skip = (wall.dt.truncate("1h") + pl.duration(hours=1)).dt.replace_time_zone(TIME_ZONE, ambiguous=twice)
    there = wall.dt.replace_time_zone(TIME_ZONE, ambiguous=twice, non_existent="null")
    return there.fill_null(after_the_skip).dt.convert_time_zone("UTC").dt.cast_time_unit("us")


def _ahead(week: pl.DataFrame, from_day: date) -> pl.DataFrame:
    """The slots from the first moment of a local day on."""
    midnight = pl.lit(from_day).dt.combine(pl.time(0)).dt.replace_time_zone(TIME_ZONE).dt.convert_time_zone("UTC")
    return week.with_columns(start=pl.max_horizontal("start", midnight)).filter(pl.col("start") < pl.col("end"))


def _given(dataset: Dataset) -> pl.DataFrame:
    """All that was delivered: `measure, locality, plan_day, band, amount`."""
    placed = pl.col("locality").is_not_null()
    amounts = {
        "person_hours": dataset.table("effort").filter(placed, ~pl.col("double_booked")).with_columns(amount="length"),
        "presence_hours": dataset.table("presence").with_columns(amount="length"),
        "visits": dataset.table("visit_starts").filter(placed).with_columns(amount=pl.lit(1, pl.Int64)),
    }
    columns = ("locality", "plan_day", "band", "amount")
    return pl.concat(rows.select(pl.lit(name).alias("measure"), *columns) for name, rows in amounts.items())


def _order(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """(measure, locality), those to be served first where not all can be."""
    visits = dataset.table("visit_starts").drop_nulls("locality")
    last = visits.group_by("locality").agg(last=pl.col("day").max())
    known = _so_far(dataset)
    places = dataset.table("localities").select("locality").join(last, on="locality", how="left")
    lines = pl.DataFrame({"measure": LINES})
    ranked = places.join(lines, how="cross").join(known, on=["measure", "locality"], how="left")
    # never visited comes first; an adherence that does not exist yet comes last
    ranked = ranked.sort("last", "adherence", "locality", nulls_last=[False, True, False])
    return tuple(ranked.select("measure", "locality").rows())


def _so_far(dataset: Dataset) -> pl.DataFrame:
    """Adherence of each locality from the start of the project to the as-of date."""
    schema = pl.Schema({"measure": pl.String(), "locality": pl.String(), "adherence": pl.Float64()})
    if dataset.as_of < dataset.project.start:
        return pl.DataFrame(schema=schema)
    period = Period("so far", dataset.project.start, min(dataset.as_of, dataset.project.end), dataset.as_of)
    measures = {ADHERENCE[line]: line for line in LINES}
    kept = evaluate(dataset, period, [*measures]).results.filter(
        pl.col("scope") == "cumulative",
        pl.col("measure") == "capped",
        pl.col("dimension_1") == "locality",
        pl.col("dimension_2").is_null(),
    )
    named = pl.col("indicator").replace_strict(measures, return_dtype=pl.String)
    return kept.select(measure=named, locality="category_1", adherence="value")
