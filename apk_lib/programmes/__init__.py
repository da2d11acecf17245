"""What a funding programme asks of every project it pays for, one `*.toml` a programme.

Codes of the European Social Fund, shares of the payers and deadlines stand in these files only; indicators know
nothing of them. What no public document says is `confirmed = false`: the report says so and a town corrects it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

from apk_lib.errors import ProjectError
from apk_lib.text import Text

Base = Literal["direct", "staff"]
Kind = Literal["output", "result", "long_term"]
Counts = Literal["persons", "projects", "documents"]
Reporter = Literal["beneficiary", "system", "authority"]


@dataclass(frozen=True, slots=True)
class EsfIndicator:
    """An indicator of the programme in its own words.

    `indicator` and `measure` name the figure of the catalogue that shows it; None where the project has nothing to
    show. What the `system` or the `authority` reports is only estimated here. `name` is verbatim in Czech.
    """

    code: str
    name: Text
    unit: Text
    counts: Counts
    kind: Kind
    reported_by: Reporter
    indicator: str | None
    measure: str | None
    comment: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules of a programme in force from `valid_from`; a change of theirs is a new `version`.

    `indirect_rate` of `rate_base` costs is the usual flat rate (a project states its own in its sheet); where the
    base is `staff`, staff costs alone are evidenced and the rate pays for everything else. `shares` say who pays
    what part of each crown: what cannot be split to the haléř goes to the last of them. A person counts as
    supported after `support_hours`, of which at most `self_study_hours` are e-learning. Reports are due in
    `report_days`, the last one in `final_report_days`. The funder imports expenditure in lists of at most
    `expense_batch` rows. Empty `tolerance_bands` mean that nobody knows what missing a target costs.
    """

    id: str
    version: int
    valid_from: date
    name: Text
    confirmed: bool
    indirect_rate: float
    rate_base: Base
    shares: tuple[tuple[str, Decimal], ...]
    support_hours: int
    self_study_hours: int
    report_days: int
    final_report_days: int
    funding_sentence: Text
    publicity_kinds: tuple[str, ...]
    expense_batch: int
    tolerance_bands: tuple[tuple[Decimal, Decimal], ...]
    indicators: tuple[EsfIndicator, ...]

    def esf(self, code: str) -> EsfIndicator:
        """The programme's indicator with this code.

        Raises:
            KeyError: the programme has none (a programmer's mistake).
        """
        for one in self.indicators:
            if one.code == code:
                return one
        raise KeyError(code)


@cache
def programmes() -> dict[str, Programme]:
    """Every known programme by its id, in the order of ids."""
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    read = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"), parse_float=Decimal) for file in files
    }
    return {id: _programme(id, read[id]) for id in sorted(read)}


def programme(id: str) -> Programme:
    """The programme with this id.

    Raises:
        ProjectError: there is none; the message names the known ones.
    """
    known = programmes()
    if id not in known:
        raise ProjectError(
            Text(
                cs=f"Program „{id}“ neznáme. Zadejte jeden z: {', '.join(known)}.",
                en=f"There is no programme “{id}”. Give one of: {', '.join(known)}.",
            )
        )
    return known[id]


def _programme(id: str, said: Mapping[str, Any]) -> Programme:
    plain = ("version", "valid_from", "confirmed", "rate_base", "support_hours", "self_study_hours", "report_days",
             "final_report_days", "expense_batch")  # fmt: skip
    return Programme(
        id=id, name=_both(said, "name"), funding_sentence=_both(said, "funding_sentence"),
        indirect_rate=float(said["indirect_rate"]), shares=tuple(said["shares"].items()),
        publicity_kinds=tuple(said["publicity_kinds"]),
        tolerance_bands=tuple((low, cut) for low, cut in said["tolerance_bands"]),
        indicators=tuple(_esf_indicator(row) for row in said["indicators"]), **{key: said[key] for key in plain},
    )  # fmt: skip


def _esf_indicator(row: Mapping[str, Any]) -> EsfIndicator:
    plain = {key: row[key] for key in ("code", "counts", "kind", "reported_by", "confirmed")}
    return EsfIndicator(
        name=_both(row, "name"), unit=_both(row, "unit"), comment=_both(row, "comment"),
        indicator=row.get("indicator"), measure=row.get("measure"), **plain,
    )  # fmt: skip


def _both(said: Mapping[str, Any], key: str) -> Text:
    return Text(cs=said[f"{key}_cs"], en=said[f"{key}_en"])
