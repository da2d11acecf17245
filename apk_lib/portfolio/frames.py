"""What a portfolio of towns consists of: its frames, and what was found while they were read.

Figures are those of `Results` as a town sent them, told for the comparison of towns (`disclosure`): totals, and
breakdowns whose categories are the programme's. Waves of a survey are numbered in time, "1" is the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import polars as pl

from apk_lib.disclosure.limits import Limits
from apk_lib.results import KEY, Results
from apk_lib.tables.codes import RULE_DEFAULTS
from apk_lib.text import Lang, Text

Kind = Literal[
    "unreadable", "unsigned", "wrong_signature", "unregistered", "key_of_another", "newer", "damaged", "copy", "twice",
    "misdated", "altered_beside", "out_of_schema", "under_limits", "other_definition", "other_wording",
    "other_programme", "mixed", "same_name",
]  # fmt: skip
Columns = Mapping[str, type[pl.DataType]]

# what a summary holds of a figure
NUMBERS = ("n", "numerator", "denominator", "value", "lower", "upper", "confidence", "effective_n")
SENT = (*KEY, "n", "numerator", "denominator", "value", "unit", "lower", "upper", "confidence", "method",
        "effective_n", "state", "synthetic")  # fmt: skip
FIGURE: Columns = {name: Results.columns()[name].dtype.base_type() for name in SENT}

# one row a town and period. `file` is the summary's path within the folder, `sha256` that of its content; `version`
# and `code_sha256` are those of the program that made it
TOWNS: Columns = {
    **dict.fromkeys(("town", "name_cs", "name_en", "period"), pl.String), "start": pl.Date, "end": pl.Date,
    "as_of": pl.Date, "synthetic": pl.Boolean,
    **dict.fromkeys(("programme", "version", "code_sha256", "file", "sha256"), pl.String),
}  # fmt: skip
# one row a figure; it is `comparable` unless its definition or the words of its question are not those of most towns
# (of real ones, where there are any; equally many are not most),
# or it is synthetic among figures that are not
FIGURES: Columns = {"town": pl.String, **FIGURE, "comparable": pl.Boolean}
# one row a town, period and milestone: `k` of `n` people stayed. Nothing of it is shown but through `pooled_tenure`
CONTRIBUTIONS: Columns = {
    "town": pl.String, "period": pl.String, "months_since_start": pl.String, "definition_version": pl.Int64,
    "k": pl.Int64, "n": pl.Int64, "synthetic": pl.Boolean,
}  # fmt: skip
# one row a town, period and item of the core questionnaire; `wording` is a fingerprint of question and answers
WORDINGS: Columns = {
    **dict.fromkeys(("town", "period", "item", "wording"), pl.String), "comparable": pl.Boolean,
}  # fmt: skip
# how many of the figures that are compared a town withheld. By which reasons nobody is told: where there is but one,
# every withheld figure would be known to be under the limit
WITHHELD: Columns = {"town": pl.String, "period": pl.String, "figures": pl.Int64}

# the limits of disclosure where no project says otherwise
LIMITS = Limits(
    **{
        name: int(RULE_DEFAULTS[f"disclosure_{name}"])
        for name in ("survey_base", "survey_cell", "occurrences", "victims", "pooled", "towns")
    },
    dominance_percent=RULE_DEFAULTS["disclosure_dominance_percent"],
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a file of the folder, or worth knowing of a town, in both languages.

    `left_out` says that nothing of the file is in the portfolio; otherwise only what the text names is left out or
    marked. `file` is a path within the folder, empty where the finding is of all; `town` is the one that the file says
    it is of, which of a file left out for its signature nobody has proven.
    """

    kind: Kind
    text: Text
    file: str = ""
    town: str = ""
    left_out: bool = False

    def told(self, lang: Lang) -> str:
        """The text with the file it is about."""
        return f"{self.file}: {self.text(lang)}" if self.file else self.text(lang)


def name_of(town: Mapping[str, Any]) -> Text:
    """The name of a town, by its row of `TOWNS`."""
    return Text(cs=town["name_cs"], en=town["name_en"])


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What many towns sent, verified: a row of `towns` for each summary that is in (frames as above).

    Everything is sorted; nothing in it depends on where the folder stands, nor on when it was read once the dates of
    all summaries have come.
    """

    towns: pl.DataFrame
    figures: pl.DataFrame
    contributions: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=CONTRIBUTIONS))
    wordings: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=WORDINGS))
    withheld: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=WITHHELD))
    findings: tuple[Finding, ...] = ()
