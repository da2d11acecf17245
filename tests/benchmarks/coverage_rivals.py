"""Coverage of visits by pandas, for `coverage.py`: run by the python of .venv-rivals, never by that of the product.

Reads orders from the standard input, one a line, and answers each with one line of JSON: the name of a way makes
the whole once, `{"seconds": …}`; `write <way> <folder>` writes what was made last, to compare.

- vectorised: pandas by whole columns, no Python in any loop;
- arrays: the same by numpy alone, every key packed into one number, one sort for everything;
- town: the vectorised way from records of a town, the crews of shifts and who is in two places at once included;
- usual: what most people write, `apply` over rows and `groupby.apply` over groups, on some of the localities.

All of them are spared the reading: localities and identifiers are already numbers, instants whole microseconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

MINUTE = 60_000_000  # microseconds


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables, of a town with its crews, with instants as whole microseconds and localities as small numbers."""
    paths = {name: folder / f"{name}.parquet" for name in ("visits", "slots", "service", "shift_crew")}
    tables = {name: pd.read_parquet(path) for name, path in paths.items() if path.exists()}
    for table in tables.values():
        for column in table.columns.intersection(["start", "end"]):
            table[column] = table[column].astype("int64")
        for column in table.columns.intersection(["locality", "visit", "shift", "person"]):
            table[column] = table[column].str.replace(r"\D", "", regex=True).astype("int64")
    return tables


# --- vectorised --------------------------------------------------------------------------------------


def vectorised(visits: pd.DataFrame, slots: pd.DataFrame, service: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pieces, sums by group, stays by a running maximum, gaps by the nearest service."""
    cube, idle = of_stays(visits, slots, service)
    return cube.join(begun(visits, slots)).fillna(0).astype("int64").reset_index(), idle


def begun(visits: pd.DataFrame, slots: pd.DataFrame) -> pd.Series:
    """Visits by where the earliest row of each is."""
    first = visits.sort_values("start").drop_duplicates("visit")
    cell = slots["cell"].to_numpy()[slots["start"].searchsorted(first["start"], side="right") - 1]
    return first.assign(cell=cell).groupby(["locality", "cell"]).size().rename("visits")


def of_stays(visits: pd.DataFrame, slots: pd.DataFrame, service: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hours by locality and cell, and gaps."""
    spent = pieces_of(visits, slots).groupby(["locality", "cell"]).agg(person_hours=("length", "sum"))
    ordered = visits.sort_values(["locality", "start"], ignore_index=True)
    reached = ordered.groupby("locality")["end"].cummax().groupby(ordered["locality"]).shift(fill_value=0)
    stays = ordered.groupby((ordered["start"] > reached).cumsum()).agg(
        locality=("locality", "first"), start=("start", "first"), end=("end", "max")
    )
    there = pieces_of(stays, slots).groupby(["locality", "cell"]).agg(presence_hours=("length", "sum"))
    return spent.join(there), gaps_between(stays, service)


def pieces_of(stretches: pd.DataFrame, slots: pd.DataFrame) -> pd.DataFrame:
    """Stretches cut at the edges of slots."""
    first = slots["start"].searchsorted(stretches["start"], side="right") - 1
    count = slots["start"].searchsorted(stretches["end"], side="left") - first
    pieces = stretches.loc[stretches.index.repeat(count), ["locality", "start", "end"]]
    begin = np.repeat(count.cumsum() - count, count)
    slot = np.arange(len(pieces)) - begin + np.repeat(first, count)
    touched = slots.take(slot)
    start = np.maximum(pieces["start"].to_numpy(), touched["start"].to_numpy())
    end = np.minimum(pieces["end"].to_numpy(), touched["end"].to_numpy())
    return pd.DataFrame({
        "locality": pieces["locality"].to_numpy(), "cell": touched["cell"].to_numpy(), "length": end - start
    })  # fmt: skip


def gaps_between(stays: pd.DataFrame, service: pd.DataFrame) -> pd.DataFrame:
    """The gaps between stays by locality, in minutes of service; service is sorted and without overlaps."""
    served = service.assign(length=service["end"] - service["start"])
    served["before"] = served.groupby("locality")["length"].cumsum() - served["length"]
    whole = served.groupby("locality")["length"].sum()
    near = served.rename(columns={"start": "opens"}).sort_values("opens")[["locality", "opens", "length", "before"]]

    def walked(column: str) -> pd.Series:
        """Service of the locality before an instant, by the index of stays."""
        instants = stays[["locality", column]].sort_values(column).reset_index()
        found = pd.merge_asof(instants, near, left_on=column, right_on="opens", by="locality").fillna(0)
        since = (found[column] - found["opens"]).clip(0, found["length"]) + found["before"]
        return since.astype("int64").set_axis(found.iloc[:, 0]).reindex(stays.index)

    marks = pd.DataFrame({"locality": stays["locality"], "since": walked("start"), "until": walked("end")})
    marks = marks[marks["since"] < marks["until"]]
    edges = whole.index.to_series()
    opening = pd.DataFrame({"locality": edges, "since": 0, "until": 0})
    closing = pd.DataFrame({"locality": edges, "since": whole, "until": whole})
    marks = pd.concat([opening, marks, closing]).sort_values(["locality", "since", "until"], kind="stable")
    gap = (marks["since"] - marks.groupby("locality")["until"].shift(fill_value=0)) // MINUTE
    return summary(marks["locality"][gap > 0], gap[gap > 0])


def summary(locality: pd.Series | np.ndarray, gap: pd.Series | np.ndarray) -> pd.DataFrame:
    """Number, longest, sum and sum of squares by locality."""
    gaps = pd.DataFrame({"locality": locality, "gap": gap, "square": gap**2})
    return gaps.groupby("locality").agg(
        gaps=("gap", "size"), worst=("gap", "max"), total=("gap", "sum"), squares=("square", "sum")
    ).reset_index()  # fmt: skip


# --- town --------------------------------------------------------------------------------------------


def town(
    visits: pd.DataFrame, slots: pd.DataFrame, service: pd.DataFrame, shift_crew: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a person and visit, one place at a time, then the vectorised way."""
    cube, idle = of_stays(one_place(visits.merge(shift_crew, on="shift")), slots, service)
    return cube.join(begun(visits, slots), how="outer").fillna(0).astype("int64").reset_index(), idle


def one_place(stays: pd.DataFrame) -> pd.DataFrame:
    """Stays cut so that at each moment the one of a person that started last counts; the others are left out."""
    ordered = stays.sort_values(["person", "start", "visit"], ignore_index=True)
    reached = ordered.groupby("person")["end"].cummax().groupby(ordered["person"]).shift(fill_value=0)
    knot = (ordered["start"] >= reached).cumsum()
    tangled = knot.duplicated(keep=False)
    pieces = ordered[tangled].assign(knot=knot)
    cuts = pd.concat([pieces[["knot", edge]].set_axis(["knot", "at"], axis=1) for edge in ("start", "end")])
    cuts = cuts.drop_duplicates().sort_values(["knot", "at"])
    cuts["next"] = cuts.groupby("knot")["at"].shift(-1, fill_value=0)
    pieces = pieces.merge(cuts[cuts["next"] > 0], on="knot")
    pieces = pieces[(pieces["start"] <= pieces["at"]) & (pieces["next"] <= pieces["end"])]
    last = pieces.sort_values(["start", "visit"]).drop_duplicates(["knot", "at"], keep="last")
    return pd.concat([ordered[~tangled], last.assign(start=last["at"], end=last["next"])], ignore_index=True)


# --- arrays ------------------------------------------------------------------------------------------


def split(
    start: np.ndarray, end: np.ndarray, edges: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Row, slot and length of every piece, and whether it is the first of its row."""
    first = np.searchsorted(edges, start, side="right") - 1
    count = np.searchsorted(edges, end, side="left") - first
    row = np.repeat(np.arange(len(start)), count)
    slot = np.arange(len(row)) - np.repeat(count.cumsum() - count - first, count)
    length = np.minimum(end[row], edges[slot + 1]) - np.maximum(start[row], edges[slot])
    return row, slot, length, slot == first[row]


def summed(keys: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Whole numbers by key; a float holds every partial sum here exactly."""
    return np.bincount(keys, weights=values, minlength=size).astype(np.int64)


def arrays(visits: pd.DataFrame, slots: pd.DataFrame, service: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everything by whole columns: one sort, one running maximum over all localities, then counts by key."""
    places, cells = int(service["locality"].max()) + 1, int(slots["cell"].max()) + 1
    edges = np.append(slots["start"].to_numpy(), slots["end"].to_numpy()[-1])
    cell, size = slots["cell"].to_numpy(), places * cells
    whole = edges[-1] - edges[0] + 1
    # every locality on a stretch of its own of one line of time; sorted rows are found in slots quickly, too
    line = visits["locality"].to_numpy() * whole + visits["start"].to_numpy()
    order = np.argsort(line)
    locality = visits["locality"].to_numpy()[order]
    start, end = visits["start"].to_numpy()[order], visits["end"].to_numpy()[order]
    row, slot, length, begins = split(start, end, edges)
    key = locality[row] * cells + cell[slot]
    visit = visits["visit"].to_numpy()[order]
    earliest = np.zeros(visit.max() + 1, dtype=np.int64)
    # what is written last stays
    earliest[visit[::-1]] = np.arange(len(visit))[::-1]
    begins &= (earliest[visit] == np.arange(len(visit)))[row]
    person_hours, begun = summed(key, length, size), np.bincount(key[begins], minlength=size)

    shift = locality * whole
    reached = np.maximum.accumulate(end + shift)
    opens = np.append(True, (start + shift)[1:] > reached[:-1])
    closes = np.append(opens[1:], True)
    here, start, end = locality[opens], start[opens], reached[closes] - shift[closes]
    row, slot, length, _ = split(start, end, edges)
    presence_hours = summed(here[row] * cells + cell[slot], length, size)
    cube = pd.DataFrame({
        "locality": np.arange(size) // cells, "cell": np.arange(size) % cells,
        "person_hours": person_hours, "presence_hours": presence_hours, "visits": begun,
    })  # fmt: skip
    return cube[cube["person_hours"] > 0], idleness(here, start, end, service, whole)


def idleness(
    locality: np.ndarray, start: np.ndarray, end: np.ndarray, service: pd.DataFrame, whole: int
) -> pd.DataFrame:
    """The gaps between stays by locality, in minutes of service; service is sorted and without overlaps."""
    opens, closes = service["start"].to_numpy(), service["end"].to_numpy()
    place = service["locality"].to_numpy()
    before = np.append(0, (closes - opens).cumsum())

    def walked(where: np.ndarray, instants: np.ndarray) -> np.ndarray:
        """Service before an instant, all localities one after another."""
        last = np.searchsorted(opens + place * whole, instants + where * whole, side="right") - 1
        ahead = np.clip(instants - opens[last], 0, (closes - opens)[last])
        inside = (last >= 0) & (place[last] == where)
        return np.where(inside, before[last] + ahead, before[np.searchsorted(place, where)])

    since, until = walked(locality, start), walked(locality, end)
    counts = since < until
    since, until, here = since[counts], until[counts], locality[counts]
    names, first = np.unique(place, return_index=True)
    edge = np.append(before[first], before[-1])
    # a gap ends where a stay begins, and where the service of a locality does
    stops = np.concatenate([since, edge[1:]])
    begins = np.concatenate([until, edge[:-1]])
    owner = np.concatenate([here, names])
    closing, opening = np.lexsort((stops, owner)), np.lexsort((begins, owner))
    gap = (stops[closing] - begins[opening]) // MINUTE
    return summary(owner[closing][gap > 0], gap[gap > 0])


# --- usual -------------------------------------------------------------------------------------------


def usual(visits: pd.DataFrame, slots: pd.DataFrame, service: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A function for a visit, one for a slot of a locality, one for a locality, and `apply`."""
    edges, ends, cell = slots["start"].to_numpy(), slots["end"].to_numpy(), slots["cell"].to_numpy()

    def cut(visit: pd.Series) -> list[tuple[int, int, int, int, int, bool]]:
        first = edges.searchsorted(visit["start"], side="right") - 1
        last = edges.searchsorted(visit["end"], side="left")
        return [
            (visit["locality"], visit["visit"], slot, max(visit["start"], edges[slot]),
             min(visit["end"], ends[slot]), slot == first)
            for slot in range(first, last)
        ]  # fmt: skip

    columns = ["locality", "visit", "slot", "start", "end", "begins"]
    pieces = pd.DataFrame([piece for some in visits.apply(cut, axis=1) for piece in some], columns=columns)

    def covered(group: pd.DataFrame) -> pd.Series:
        total, reached = 0, 0
        for start, end in group.sort_values("start")[["start", "end"]].itertuples(index=False):
            total += max(end - max(start, reached), 0)
            reached = max(reached, end)
        return pd.Series({
            "person_hours": (group["end"] - group["start"]).sum(), "presence_hours": total,
            "visits": group.loc[group["begins"], "visit"].nunique(),
        })  # fmt: skip

    by_slot = pieces.groupby(["locality", "slot"])[["visit", "start", "end", "begins"]].apply(covered).reset_index()
    by_slot["cell"] = cell[by_slot["slot"]]
    cube = by_slot.groupby(["locality", "cell"])[["person_hours", "presence_hours", "visits"]].sum().reset_index()

    def idle(group: pd.DataFrame) -> pd.Series:
        served = service[service["locality"] == group.name]
        gaps, gap, stays = [], 0, []
        for start, end in group.sort_values("start")[["start", "end"]].itertuples(index=False):
            if stays and start <= stays[-1][1]:
                stays[-1][1] = max(stays[-1][1], end)
            else:
                stays.append([start, end])
        place = 0
        for opens, closes in served[["start", "end"]].itertuples(index=False):
            at = opens
            while place < len(stays) and stays[place][0] < closes:
                start, end = stays[place]
                if end > at:
                    gaps.append(gap + max(start - at, 0))
                    gap, at = 0, max(min(end, closes), at)
                if end > closes:
                    break
                place += 1
            gap += closes - at
        minutes = pd.Series([length // MINUTE for length in [*gaps, gap] if length])
        return pd.Series({"gaps": len(minutes), "worst": minutes.max(), "total": minutes.sum(),
                          "squares": (minutes**2).sum()})  # fmt: skip

    return cube, visits.groupby("locality")[["start", "end"]].apply(idle).reset_index()


# --- orders ------------------------------------------------------------------------------------------


def main() -> None:
    """Answer orders until the input ends."""
    tables = read(Path(sys.argv[1]))
    some = tables["visits"]["locality"] < int(sys.argv[2])
    fewer = {**tables, "visits": tables["visits"][some]}
    whole = {"vectorised": vectorised, "arrays": arrays, "town": town}
    ways = {"usual": (usual, fewer)} | {name: (way, tables) for name, way in whole.items()}
    made: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
    for line in sys.stdin:
        order, *details = line.split()
        if order == "write":
            way, folder = details
            for name, frame in zip(("cube", "idleness"), made[way], strict=True):
                frame.to_parquet(Path(folder) / f"{way}_{name}.parquet", index=False)
            print(json.dumps({"rows": len(made[way][0])}), flush=True)
            continue
        way, given = ways[order]
        begun = time.perf_counter()
        made[order] = way(**given)
        print(json.dumps({"seconds": time.perf_counter() - begun}), flush=True)


if __name__ == "__main__":
    main()
