"""Shares with their errors by svy and a survival curve by lifelines, for `survey.py`: run by .venv-rivals.

Reads orders from the standard input, one a line: `shares` and `stays` compute once and answer with the seconds,
`write` writes what was computed last, to compare.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import svy
from lifelines import KaplanMeierFitter


def shares(people: pl.DataFrame, names: list[str]) -> object:
    """Every question by group and wave."""
    sample = svy.Sample(people, svy.Design(stratum="stratum", psu="psu", wgt="weight"))
    return sample.estimation.mean(names, by=["group", "wave"])


def stays(days: np.ndarray, left: np.ndarray) -> KaplanMeierFitter:
    """The curve with its limits."""
    return KaplanMeierFitter().fit(days, left)


def write(folder: Path, names: list[str], estimates: object, fitted: KaplanMeierFitter) -> None:
    """What both gave, in the columns of ours."""
    each, changes = [], []
    for name, one in zip(names, estimates, strict=True):
        found = one.to_polars().select("group", "wave", value="est", se="se").with_columns(y=pl.lit(name))
        found = found.with_columns(
            place=pl.Series([one.keys().index(key) for key in found.select("group", "wave").rows()])
        )
        each.append(found)
        variance = one.covariance
        first, last = (found.filter(wave=wave).sort("group") for wave in (0, 1))
        i, j = first["place"].to_numpy(), last["place"].to_numpy()
        spread = variance[i, i] + variance[j, j] - 2 * variance[i, j]
        changes.append(
            pl.DataFrame({"value": last["value"] - first["value"], "se": np.sqrt(spread)}).with_columns(
                y=pl.lit(name), group=first["group"]
            )
        )
    pl.concat(each).sort("y", "group", "wave").select("value", "se").write_parquet(folder / "shares.parquet")
    pl.concat(changes).sort("y", "group").select("value", "se").write_parquet(folder / "changes.parquet")
    steps = fitted.survival_function_.iloc[1:, 0]
    limits = fitted.confidence_interval_.iloc[1:]
    pl.DataFrame(
        {"value": steps.to_numpy(), "lower": limits.iloc[:, 0].to_numpy(), "upper": limits.iloc[:, 1].to_numpy()}
    ).write_parquet(folder / "stays.parquet")


def main(folder: Path) -> None:
    """Answer one order after the other."""
    people, spells = pl.read_parquet(folder / "people.parquet"), pl.read_parquet(folder / "spells.parquet")
    names = [name for name in people.columns if name.startswith("q")]
    days, left = spells["days"].to_numpy(), spells["left"].to_numpy()
    ways = {"shares": ("svy", lambda: shares(people, names)), "stays": ("lifelines", lambda: stays(days, left))}
    last: dict[str, object] = {}
    for line in sys.stdin:
        order = line.strip()
        if order == "write":
            write(folder, names, last["shares"], last["stays"])
            print("{}", flush=True)
            continue
        way, compute = ways[order]
        begun = time.perf_counter()
        last[order] = compute()
        print(json.dumps({"way": way, "seconds": time.perf_counter() - begun}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
