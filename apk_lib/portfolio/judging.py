"""Whether what a signed summary says can be true: a signature tells who said it, not that it is right.

A summary of another shape is refused whole. A single figure that contradicts the catalogue or itself is left out and
counted, the others are taken: the town's program may know an indicator that this one does not. What is left is judged
by the guard once more, with the default limits whatever those of the town: the comparison promises them of every
figure. Of whom a place or an hour depends on the guard sees nothing here; that only the town can judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from apk_lib.disclosure import RULES, Rule
from apk_lib.disclosure.cells import MADE
from apk_lib.disclosure.counting import COUNTED
from apk_lib.disclosure.guard import guard
from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio import found
from apk_lib.portfolio.compared import is_compared
from apk_lib.portfolio.frames import CONTRIBUTIONS, FIGURE, LIMITS, NUMBERS, Columns, Finding, name_of
from apk_lib.results import KEY, SCOPES, STATES, UNITS, Curves, Results
from apk_lib.tables.questionnaire import CORE_ITEMS

_MOST_ROWS = 20_000
_LONGEST, _LARGEST = 200, 1e15
_WORD = re.compile(r"[\w.+-]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEYS = {"summary_version", "town", "name", "period", "as_of", "synthetic", "programme", "code", "definitions",
         "wordings", "figures", "withheld", "contributions", "parquet_sha256"}  # fmt: skip
_KINDS: dict[type[pl.DataType], tuple[type, ...]] = {
    pl.String: (str,), pl.Int64: (int,), pl.Float64: (float, int), pl.Boolean: (bool,),
}  # fmt: skip
_MILESTONES = ("6", "12", "24")
# a share that may exceed one: what was delivered of what was planned
_MAY_EXCEED = ("service", "project")
_CLOSE = 1e-9
# rates of cases by their unit: what a count is multiplied by before it is divided
_PER = {"per_100_hours": 100.0, "per_1000": 1000.0, "per_month": 1.0}
# no town has as many cases, or an exposure as long; nor one as short as its inverse
_MOST_CASES = 1e9
_NEEDED = ("indicator", "definition_version", "period", "scope", "measure", "unit", "method", "state", "synthetic")
_hidden = pl.col("state") == "suppressed"


@dataclass(frozen=True, slots=True)
class Said:
    """What a summary says: `town` a row of `frames.TOWNS` but for its file, and the frames without the town.

    `signed` are the rows of figures as they were signed, all of them. `out` are the indicators of the figures left
    out, `few` those of the figures left out for the limits of disclosure; each once for every figure.
    """

    town: Mapping[str, Any]
    figures: pl.DataFrame
    contributions: pl.DataFrame
    wordings: pl.DataFrame
    withheld: pl.DataFrame
    parquet_sha256: str
    signed: Sequence[Mapping[str, Any]]
    out: tuple[str, ...]
    few: tuple[str, ...]

    def findings(self, file: str) -> list[Finding]:
        """That figures were left out, if any were."""
        kinds = ((self.out, found.out_of_schema), (self.few, found.under_limits))
        known = [sorted({id for id in ids if id in CATALOGUE}) for ids, _ in kinds]
        town, name = self.town["town"], name_of(self.town)
        return [say(file, town, name, len(ids), named) for (ids, say), named in zip(kinds, known, strict=True) if ids]


def said(summary: Mapping[str, Any]) -> Said:
    """What a summary says, in frames.

    Raises:
        ValueError: it is of another shape than the program writes.
    """
    _need(summary.keys() == _KEYS)
    town = _town(summary)
    rows = _rows(summary["figures"], FIGURE)
    _need(not any(row[name] is None for row in rows for name in _NEEDED))
    _need(all(row["period"] == town["period"] for row in rows))
    _need(town["synthetic"] or not any(row["synthetic"] for row in rows))
    every = pl.DataFrame(rows, schema=dict(FIGURE), orient="row")
    fits = every.select(fits=_fits()).to_series()
    out, true = every.filter(~fits)["indicator"], every.filter(fits).sort(KEY)
    few = _under_limits(true)
    wordings, withheld = _texts(summary["wordings"]), summary["withheld"]
    _need(set(wordings) <= CORE_ITEMS.keys() and all(map(_SHA256.fullmatch, wordings.values())))
    _need(type(withheld) is int and 0 <= withheld <= _MOST_ROWS)
    contributions = _contributions(summary["contributions"]).with_columns(synthetic=pl.lit(town["synthetic"]))
    return Said(
        town,
        true.join(few, on=KEY, how="anti", nulls_equal=True, maintain_order="left"),
        contributions,
        pl.DataFrame(sorted(wordings.items()), schema=["item", "wording"], orient="row"),
        pl.DataFrame({"figures": [withheld]}, schema={"figures": pl.Int64}),
        summary["parquet_sha256"],
        rows,
        tuple(out),
        tuple(few["indicator"]),
    )


def _town(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The row of the town, with all that is plain text checked."""
    period, name, code = (_texts(summary[part]) for part in ("period", "name", "code"))
    _need(period.keys() == {"id", "start", "end"} and name.keys() == {"cs", "en"})
    _need(code.keys() == {"version", "sha256"} and type(summary["synthetic"]) is bool)
    words = (period["id"], summary["programme"], code["version"])
    _need(all(isinstance(word, str) and _WORD.fullmatch(word) for word in words))
    _need(all(text.strip() and text.isprintable() and len(text) <= _LONGEST for text in name.values()))
    hashes = (code["sha256"], summary["parquet_sha256"])
    _need(all(isinstance(one, str) and _SHA256.fullmatch(one) for one in hashes))
    definitions = summary["definitions"]
    _need(isinstance(definitions, dict) and all(type(one) is int and one > 0 for one in definitions.values()))
    _need(isinstance(summary["as_of"], str))
    start, end, as_of = (date.fromisoformat(day) for day in (period["start"], period["end"], summary["as_of"]))
    _need(start <= end and start <= as_of)
    return {
        "town": summary["town"], "name_cs": name["cs"], "name_en": name["en"], "period": period["id"], "start": start,
        "end": end, "as_of": as_of, "synthetic": summary["synthetic"], "programme": summary["programme"],
        "version": code["version"], "code_sha256": code["sha256"],
    }  # fmt: skip


def _contributions(given: Any) -> pl.DataFrame:
    columns = {name: CONTRIBUTIONS[name] for name in ("months_since_start", "definition_version", "k", "n")}
    rows = _rows(given, columns)
    for row in rows:
        _need(None not in row.values() and row["months_since_start"] in _MILESTONES and 0 <= row["k"] <= row["n"])
    _need(len({row["months_since_start"] for row in rows}) == len(rows))
    return pl.DataFrame(rows, schema=dict(columns), orient="row")


def _rows(given: Any, columns: Columns) -> list[dict[str, Any]]:
    """Rows with exactly these columns, of values of their kinds."""
    _need(isinstance(given, list) and len(given) <= _MOST_ROWS)
    for row in given:
        _need(isinstance(row, dict) and row.keys() == columns.keys())
        for name, value in row.items():
            # a truth value is a whole number to Python
            _need(value is None or type(value) in _KINDS[columns[name]])
            _need(not isinstance(value, str) or len(value) <= _LONGEST)
            _need(not isinstance(value, int | float) or abs(value) <= _LARGEST)
    return list(given)


def _texts(given: Any) -> dict[str, str]:
    _need(isinstance(given, dict) and all(isinstance(one, str) for one in given.values()))
    return dict(given)


def _need(holds: bool) -> None:
    if not holds:
        raise ValueError("not what the program writes")


# --- single figures --------------------------------------------------------------------------------


def _fits() -> pl.Expr:
    """Whether a figure agrees with the catalogue, with itself and with what towns may send."""
    return pl.all_horizontal(
        _declared(),
        ~pl.struct(KEY).is_duplicated(),
        is_compared(),
        _coded(),
        _consistent(),
        _bounded(),
        _counted(),
    ).fill_null(False)


def _declared() -> pl.Expr:
    """Whether the catalogue has such a figure, in that unit; of a newer definition it must have an older one."""
    told = [id for id in CATALOGUE if RULES[CATALOGUE[id].subject]["cross_town"] is not Rule.NOTHING]
    every = [(one, measure) for id in told for one in CATALOGUE.definitions(id) for measure in one.measures]
    named = pl.concat_str("indicator", "measure", "unit", separator=" ")
    versions: dict[str, list[int]] = {}
    for one, measure in every:
        versions.setdefault(f"{one.id} {measure.id} {measure.unit}", []).append(one.version)
    newest = pl.col("indicator").replace_strict({id: CATALOGUE[id].version for id in told}, default=None)
    of = named.replace_strict(versions, default=None, return_dtype=pl.List(pl.Int64))
    version = pl.col("definition_version")
    return of.is_not_null() & (of.list.contains(version) | (version > newest))


def _coded() -> pl.Expr:
    words = pl.col("measure").str.contains(r"^\w{1,64}$") & pl.col("method").str.contains(r"^[\w-]{1,64}$")
    lists = {"scope": SCOPES, "state": STATES, "unit": UNITS}
    return pl.all_horizontal(words, *(pl.col(name).is_in(list(codes)) for name, codes in lists.items()))


def _consistent() -> pl.Expr:
    """Whether the numbers of a figure do not contradict each other; those of a withheld one are none."""
    value, lower, upper = (pl.col(name) for name in ("value", "lower", "upper"))
    nothing = pl.all_horizontal(pl.col(name).is_null() for name in NUMBERS)
    no_value = value.is_null() & lower.is_null() & upper.is_null()
    return pl.all_horizontal(
        nothing | ~_hidden,
        no_value | pl.col("state").is_in(["ok", "incomplete_period"]),
        lower.is_null() | (lower <= value) & (value <= upper),
        *(pl.col(name).is_null() | (pl.col(name) >= 0) for name in ("n", "effective_n")),
        pl.col("confidence").is_null() | pl.col("confidence").is_between(0, 1, closed="none"),
    )


def _counted() -> pl.Expr:
    """Whether what is so many of so many, or over so much, says so, and is what it says."""
    value, above, below = (pl.col(name) for name in ("value", "numerator", "denominator"))
    subject = pl.col("indicator").replace_strict({id: CATALOGUE[id].subject for id in CATALOGUE}, default=None)
    of_cases = (subject == "occurrences") & pl.col("unit").is_in(["share", *_PER])
    cases = above.is_between(0, _MOST_CASES) & (above == above.round())
    told = above.is_not_null() & below.is_not_null() & cases & below.is_between(1 / _MOST_CASES, _MOST_CASES)
    of = above * pl.col("unit").replace_strict(_PER, default=1.0, return_dtype=pl.Float64)
    divided = (value * below - of).abs() <= _CLOSE * of.abs().clip(lower_bound=1.0)
    # figures made of several counts have none of their own
    counts = (subject == "occurrences") & pl.col("unit").is_in(COUNTED) & ~pl.col("indicator").is_in(MADE)
    counted = cases & (above == value)
    # whom a survey reached may be nobody; of nobody there are no answers
    reached = pl.col("unit").is_in(["persons", "respondents"])
    asked = (subject != "survey") | (pl.col("n") > 0) | reached & (pl.col("n") == 0)
    posts = pl.col("measure") == "filled_at_end"
    filled = above.is_not_null() & below.is_not_null() & (above == value) & (above >= 0) & (above <= below)
    whole = pl.all_horizontal(
        ~of_cases | (told & divided).fill_null(False),
        ~counts | counted.fill_null(False),
        asked.fill_null(False),
        ~posts | filled.fill_null(False),
    )
    return value.is_null() | whole


def _bounded() -> pl.Expr:
    """Whether a share is one, and is what stands above and below its line."""
    value, above, below = (pl.col(name) for name in ("value", "numerator", "denominator"))
    subject = pl.col("indicator").replace_strict({id: CATALOGUE[id].subject for id in CATALOGUE}, default=None)
    may_exceed = subject.is_in(_MAY_EXCEED) & pl.col("lower").is_null()
    share, change = pl.col("unit") == "share", pl.col("unit") == "share_difference"
    within = [pl.col(name).is_null() | pl.col(name).is_between(0, 1) for name in ("value", "lower", "upper")]
    part = above.is_null() | below.is_null() | (above >= 0) & (above <= below)
    divided = above.is_null() | below.is_null() | value.is_null() | ((value * below - above).abs() <= _CLOSE * below)
    return pl.all_horizontal(
        ~share | may_exceed | pl.all_horizontal(*within, part),
        ~share | divided,
        ~change | subject.is_in(_MAY_EXCEED) | value.is_null() | value.is_between(-1, 1),
        (pl.col("unit") != "probability") | value.is_null() | value.is_between(0, 1),
    )


def _under_limits(figures: pl.DataFrame) -> pl.DataFrame:
    """The shown figures that the guard withholds from other towns by the default limits.

    What a town's guard let through by these limits, or by stricter ones, is never among them: each of its steps
    withholds a figure for its own numbers, for their difference from another one shown, or for another one withheld.
    """
    subjects = {id: CATALOGUE.definitions(id)[-1].subject for id in CATALOGUE}
    unsent = {name: pl.lit(None, column.dtype) for name, column in Results.columns().items() if name not in FIGURE}
    no_curves = pl.DataFrame(schema={name: column.dtype for name, column in Curves.columns().items()})
    _, _, withheld = guard(figures.with_columns(**unsent), no_curves, subjects, "cross_town", LIMITS)
    return figures.filter(~_hidden).join(withheld, on=KEY, how="semi", nulls_equal=True, maintain_order="left")
