"""A survey read into numbers: who answered what, in which sampled unit, for which estimate.

Rows are put in one order first, so that sums do not depend on the order in which respondents arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from apk_lib.stats._arrays import Floats, Ints, count_by

Columns = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Stage:
    """The units drawn at one stage of sampling.

    `unit` is the one that each sampled unit of the last stage belongs to (at the last stage: itself), and
    `parent` the stratum, or the unit of the stage before, that each unit lies in. Per parent, `units` counts
    the units drawn there, all of them, and `factor` is what their spread is multiplied by.
    """

    unit: Ints
    parent: Ints
    units: Ints
    factor: Floats


@dataclass(frozen=True, slots=True)
class Survey:
    """One row a respondent: the answers (NaN: none), the weight, the domain (−1: none), the last stage's unit.

    `answers` holds a column an item. Rows are sorted by domain and unit. `domains` holds the keys of the domains
    in order; `finite` tells whether population numbers are known; `margins` the column of each margin.
    """

    answers: dict[str, Floats]
    weight: Floats
    domain: Ints
    unit: Ints
    stages: tuple[Stage, ...]
    domains: pl.DataFrame
    finite: bool
    margins: tuple[Ints, ...]

    @property
    def df(self) -> int:
        """Primary sampling units less strata, of the whole design."""
        return len(self.stages[0].parent) - len(self.stages[0].units)


def names(columns: Columns) -> tuple[str, ...]:
    """One column, several or none, as a tuple."""
    if columns is None:
        return ()
    return (columns,) if isinstance(columns, str) else tuple(columns)


def read(
    frame: pl.DataFrame | pl.LazyFrame,
    y: Columns,
    *,
    weight: str,
    stratum: Columns,
    psu: Columns,
    fpc: Columns,
    by: Columns,
    wave: str | None = None,
    margins: Sequence[str] = (),
) -> Survey:
    """Check the columns and turn labels into codes."""
    given = {"y": y, "stratum": stratum, "psu": psu, "fpc": fpc, "by": by, "wave": wave, "margin": margins}
    roles = {role: names(columns) for role, columns in given.items()}
    _check_stages(roles["psu"], roles["fpc"])
    wanted = {"weight": weight} | {
        f"{role}_{i}": name for role, columns in roles.items() for i, name in enumerate(columns)
    }
    table = _select(frame, wanted)
    _check_values(table, weight, roles)
    domains, domain = _numbered(table, [*_of(table, "by"), *_of(table, "wave")])
    labels, label = _numbered(table, [*_of(table, "stratum"), *_of(table, "psu")])
    order = _order(table, domain * labels.height + label)
    domain, label = domain[order], label[order]
    # without sampled units every respondent is one
    unit, labels = (label, labels) if roles["psu"] else _each_a_unit(label, labels)
    return Survey(
        answers={name: table[f"y_{i}"].to_numpy()[order] for i, name in enumerate(roles["y"])},
        weight=table["weight"].to_numpy()[order],
        domain=domain,
        unit=unit,
        stages=_stages(labels, unit, [table[name].to_numpy()[order] for name in _of(table, "fpc")]),
        domains=domains.rename(dict(zip(domains.columns, (*roles["by"], *roles["wave"]), strict=True))),
        finite=bool(roles["fpc"]),
        margins=tuple(_numbered(table, [name])[1][order] for name in _of(table, "margin")),
    )


def _order(table: pl.DataFrame, code: Ints) -> Ints:
    """By domain and unit; within them by weight and answers, which is to say in the same order every time."""
    answers = table.select(_of(table, "y")).hash_rows(seed=0)
    keys = pl.DataFrame({"code": code, "weight": table["weight"], "answers": answers})
    return keys.select(pl.arg_sort_by("code", "weight", "answers").cast(pl.Int64)).to_series().to_numpy()


def _each_a_unit(label: Ints, labels: pl.DataFrame) -> tuple[Ints, pl.DataFrame]:
    """Respondents as units of their own, numbered stratum by stratum."""
    by_label = np.argsort(label, kind="stable")
    unit = np.empty_like(label)
    unit[by_label] = np.arange(len(label))
    return unit, labels[label[by_label]]


def _check_stages(psu: tuple[str, ...], fpc: tuple[str, ...]) -> None:
    if len(psu) > 2:
        raise ValueError(f"psu: expected at most two stages, got {len(psu)}: {', '.join(psu)}")
    if fpc and len(fpc) != max(len(psu), 1):
        raise ValueError(f"fpc: expected one column a stage ({max(len(psu), 1)}), got {len(fpc)}")


def _select(frame: pl.DataFrame | pl.LazyFrame, wanted: dict[str, str]) -> pl.DataFrame:
    known = frame.collect_schema()
    absent = sorted({name for name in wanted.values() if name not in known})
    if absent:
        raise ValueError(f"expected the columns {', '.join(absent)}, got {', '.join(known.names())}")
    for role, name in wanted.items():
        kind = known[name]
        if role.startswith(("y", "weight", "fpc")) and not (kind.is_numeric() or kind == pl.Boolean):
            raise ValueError(f"{name}: expected numbers, got {kind}")
    table = frame.lazy().select(pl.col(name).alias(role) for role, name in wanted.items())
    return table.with_columns(pl.col("weight", "^y_.*$", "^fpc_.*$").cast(pl.Float64)).collect()


def _check_values(table: pl.DataFrame, weight: str, roles: dict[str, tuple[str, ...]]) -> None:
    finite = {f"y_{i}": f"{name}: expected a finite number or null" for i, name in enumerate(roles["y"])}
    present = {
        f"{role}_{i}": f"{name}: expected a value, as {role}"
        for role in ("stratum", "psu", "fpc", "wave", "margin")
        for i, name in enumerate(roles[role])
    }
    usable = pl.col("weight").is_finite() & (pl.col("weight") > 0)
    wrong = table.select(
        *(~pl.col(column).is_finite() for column in finite),
        ~usable.fill_null(False),
        *(pl.col(column).is_null() for column in present),
    ).sum()
    expected = finite | {"weight": f"{weight}: expected a weight greater than 0"} | present
    for column, rows in wrong.row(0, named=True).items():
        if rows:
            raise ValueError(f"{expected[column]}, got otherwise in {rows} of {table.height} rows")


def _of(table: pl.DataFrame, role: str) -> list[str]:
    return [name for name in table.columns if name.startswith(f"{role}_")]


def _numbered(table: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, Ints]:
    """The distinct keys in order, and the number of each row's; a key with a null has none: −1."""
    if not columns:
        return pl.DataFrame(height=1), np.zeros(table.height, dtype=np.int64)
    given = table.lazy().select(columns)
    keys = given.drop_nulls().unique().sort(columns).collect()
    numbered = given.join(keys.lazy().with_row_index("number"), on=columns, how="left", maintain_order="left")
    return keys, numbered.select(pl.col("number").cast(pl.Int64).fill_null(-1)).collect()["number"].to_numpy()


def _stages(labels: pl.DataFrame, unit: Ints, populations: list[Floats]) -> tuple[Stage, ...]:
    """The stages of a design whose last units carry these labels and whose rows lie in these units.

    Without population numbers the first stage is taken as drawn with replacement: its spread holds that of
    the second. With them, the second adds its own, in the share of units that the first has drawn.
    """
    strata, psus = _of(labels, "stratum"), _of(labels, "psu")
    parent = _codes(labels, strata)
    stages: list[Stage] = []
    passed_on = np.ones(1)
    for i in range(max(len(populations), 1)):
        own = _codes(labels, [*strata, *psus[: i + 1]]) if psus else np.arange(labels.height)
        own_parent = parent[np.unique(own, return_index=True)[1]]
        units = count_by(own_parent, 0)
        sampled = np.zeros(len(units))
        if populations:
            sampled = units / _population(populations[i], parent[unit], units)
        stages.append(Stage(own, own_parent, units, passed_on * (1 - sampled)))
        parent, passed_on = own, sampled[own_parent]
    return tuple(stages)


def _codes(labels: pl.DataFrame, columns: list[str]) -> Ints:
    """Numbers of the distinct labels in a table sorted by them."""
    if not columns:
        return np.zeros(labels.height, dtype=np.int64)
    return labels.select(pl.struct(columns).rle_id().cast(pl.Int64)).to_series().to_numpy()


def _population(given: Floats, parent: Ints, units: Ints) -> Floats:
    """The number of units in the population of each parent, told in every row and the same in all."""
    number = np.zeros(len(units))
    number[parent] = given
    if np.any(number[parent] != given):
        raise ValueError("fpc: expected one population number a stratum or first-stage unit, got several")
    if np.any(number < units):
        few = np.count_nonzero(number < units)
        raise ValueError(f"fpc: expected population numbers, at least the units drawn, got fewer in {few} strata")
    return number
