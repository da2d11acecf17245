"""Invented towns with a truth of our choice, as a portfolio: no town of these exists, all of it is synthetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio import public_text, register_line
from apk_lib.portfolio.frames import CONTRIBUTIONS, FIGURES, SENT, TOWNS, WORDINGS, Finding, Portfolio
from apk_lib.portfolio.summary import SUMMARY_VERSION, Summary, files
from apk_lib.results import KEY
from apk_lib.stats import rate
from apk_lib.stats._quantiles import exact_share
from apk_lib.text import Text
from tests.summaries import key_of

# id -> name in the nominative; the alphabet puts Česká after Brodek and Chotovice after Habrov
NAMES = {
    "brodek": "Brodek", "ceska": "Česká Lhota", "dolany": "Dolany", "habrov": "Habrov", "chotovice": "Chotovice",
    "jasenka": "Jasenka", "kamenec": "Kamenec", "lhota": "Malá Lhota", "nova": "Nová Ves", "revnice": "Řevnička",
    "tyn": "Týnec", "zalesi": "Zálesí",
}  # fmt: skip


def row(town: str, indicator: str, measure: str, **said: Any) -> dict[str, Any]:
    """A figure as a town sends it."""
    empty = dict.fromkeys(FIGURES)
    version = CATALOGUE[indicator].version
    kept = {"definition_version": version, "period": "P5", "scope": "cumulative", "method": "as_told", "state": "ok",
            "synthetic": True, "comparable": True, "confidence": 0.95}  # fmt: skip
    return empty | kept | {"town": town, "indicator": indicator, "measure": measure} | said


def share(town: str, k: int, n: int) -> dict[str, Any]:
    """Events settled by talking."""
    return row(town, "event_outcomes", "settled", n=n, numerator=float(k), denominator=float(n), value=k / n,
               unit="share")  # fmt: skip


def answers(
    town: str, value: float, effective: float, indicator: str = "safe_after_dark", wave: str = "2"
) -> dict[str, Any]:
    """A share of a survey as precise as a simple sample of so many, with Korn and Graubard's interval."""
    lower, upper = (float(end) for end in exact_share(value * effective, effective, 0.95))
    return row(town, indicator, "share_safe", dimension_1="wave", category_1=wave, n=round(1.5 * effective),
               value=value, unit="share", effective_n=effective, lower=min(lower, value), upper=max(upper, value),
               method="korn-graubard")  # fmt: skip


def events(town: str, x: int, hours: float) -> dict[str, Any]:
    """Events met with on patrol."""
    found = rate(x, hours / 100)
    return row(town, "event_rate", "events", n=x, numerator=float(x), denominator=hours, value=found.value,
               unit="per_100_hours", lower=found.lower, upper=found.upper)  # fmt: skip


def change(town: str, value: float, error: float, indicator: str = "safe_after_dark") -> dict[str, Any]:
    """The change between two waves."""
    half = 1.959963984540054 * error
    return row(town, indicator, "change", n=600, value=value, unit="share_difference", lower=value - half,
               upper=value + half, effective_n=350.0)  # fmt: skip


def effect(town: str, value: float, times: float) -> dict[str, Any]:
    """A ratio of ratios of offences, its interval from value / times to value · times."""
    return row(town, "offence_effect", "ratio_of_ratios", n=900, value=value, unit="ratio", lower=value / times,
               upper=value * times)  # fmt: skip


def adherence(town: str, value: float, indicator: str = "plan_adherence") -> dict[str, Any]:
    """Adherence to the plan."""
    return row(town, indicator, "capped", n=4000, numerator=value * 8000, denominator=8000.0, value=value, unit="share")


def posts(town: str, k: int, n: int) -> dict[str, Any]:
    """Posts filled at the end."""
    return row(town, "posts_filled", "filled_at_end", n=n, numerator=float(k), denominator=float(n), value=float(k),
               unit="posts")  # fmt: skip


def withheld(figure: Mapping[str, Any]) -> dict[str, Any]:
    """The same figure as a town withholds it."""
    gone = ("n", "numerator", "denominator", "value", "lower", "upper", "confidence", "effective_n")
    return dict(figure) | dict.fromkeys(gone) | {"state": "suppressed"}


def portfolio(
    figures: Iterable[Mapping[str, Any]],
    names: Mapping[str, str] = NAMES,
    wordings: Iterable[Mapping[str, Any]] = (),
    tenure: Iterable[Mapping[str, Any]] = (),
    findings: tuple[Finding, ...] = (),
    period: str = "P5",
) -> Portfolio:
    """A portfolio of figures; `names` are the towns that are in."""
    towns = [
        {"town": id, "name_cs": name, "name_en": name, "period": period, "start": date(2022, 7, 1),
         "end": date(2022, 10, 31), "as_of": date(2022, 11, 30), "synthetic": True, "programme": "opz_2014",
         "version": "1.0.0", "code_sha256": "c" * 64, "file": f"{id}/{period}/summary/summary.json",
         "sha256": id.encode().hex().ljust(64, "0")}
        for id, name in names.items()
    ]  # fmt: skip
    frames = ((figures, FIGURES), (tenure, CONTRIBUTIONS), (wordings, WORDINGS))
    read = [pl.DataFrame([dict(one) for one in rows], schema=dict(schema), orient="row") for rows, schema in frames]
    return Portfolio(pl.DataFrame(towns, schema=dict(TOWNS)).sort("town"), *read, findings=findings)


def twelve() -> Portfolio:
    """Twelve towns: Týnec truly differs after dark, Malá Lhota and Dolany are tiny, Habrov withholds its survey.

    Jasenka asked in other words; Česká Lhota counts by an older definition; one file more has a wrong signature.
    """
    figures: list[dict[str, Any]] = []
    sizes = dict(zip(NAMES, (160, 210, 14, 90, 300, 180, 250, 9, 130, 400, 260, 75), strict=True))
    for at, (town, n) in enumerate(sizes.items()):
        lean = (at * 7 % 5 - 2) / 100
        dark = answers(town, 0.84 if town == "tyn" else 0.6 + lean, float(n))
        day = answers(town, 0.9 + lean / 2, float(n), "safe_by_day")
        moved = [change(town, 0.08 + lean, 0.9 / sqrt(n)), change(town, 0.05 + lean, 0.6 / sqrt(n), "safe_by_day")]
        asked = [dark, day, *moved]
        if town == "habrov":
            asked = [withheld(one) for one in asked]
        if town == "jasenka":
            asked = [one | {"comparable": False} for one in asked]
        hours = 40.0 * n
        bursts = (1.0, 0.8, 1.5, 0.6, 1.2, 1.1, 0.7, 1.3, 1.9, 0.9, 1.0, 0.75)[at]
        settled = share(town, round(6 * n * (0.55 + lean * 1.5)), 6 * n)
        plan = adherence(town, 0.7 + 0.02 * (at * 5 % 12))
        if town == "ceska":
            settled |= {"definition_version": 7, "comparable": False}
        figures += [*asked, events(town, round(hours * 0.2 * bursts), hours), settled, plan,
                    adherence(town, 0.8 + 0.01 * at, "presence_adherence"), posts(town, 3 + at % 2, 4),
                    effect(town, 0.85 + lean * 3, 1.2 + 8 / n)]  # fmt: skip
    worded = [{"town": "jasenka", "period": "P5", "item": item, "wording": "other", "comparable": False}
              for item in ("safe_by_day", "safe_after_dark")]  # fmt: skip
    stayed = [{"town": town, "period": "P5", "months_since_start": "12", "definition_version": 1, "k": 3, "n": 4,
               "synthetic": True} for town in ("brodek", "kamenec", "tyn", "zalesi")]  # fmt: skip
    forged = Text(cs="Podpis nesouhlasí.", en="The signature does not fit.")
    found = (Finding("wrong_signature", forged, "vrbno/summary.json", "", True),)
    return portfolio(figures, wordings=worded, tenure=stayed, findings=found)


def signed(told: Portfolio, folder: Path) -> Path:
    """The summaries of a portfolio in a folder, each signed with the key of its town; the register of these keys."""
    lines = ["[towns]"]
    for town in told.towns.iter_rows(named=True):
        key = key_of(town["town"])
        lines.append(register_line(town["town"], public_text(key)))
        mine = {"town": town["town"], "period": town["period"]}
        other = not told.wordings.filter(**mine, comparable=False).is_empty()
        about = {
            "summary_version": SUMMARY_VERSION, "town": town["town"],
            "name": {"cs": town["name_cs"], "en": town["name_en"]},
            "period": {"id": town["period"], "start": str(town["start"]), "end": str(town["end"])},
            "as_of": str(town["as_of"]), "synthetic": True, "programme": "opz_2014",
            "code": {"version": "1.0.0", "sha256": "c" * 64}, "definitions": {}, "withheld": 0,
            "wordings": dict.fromkeys(("safe_by_day", "safe_after_dark"), ("d" if other else "e") * 64),
            "contributions": told.contributions.filter(**mine).select(
                "months_since_start", "definition_version", "k", "n"
            ).to_dicts(),
        }  # fmt: skip
        made = Summary(about, told.figures.filter(**mine).select(SENT).sort(KEY), pl.DataFrame())
        place = folder / made.place
        place.mkdir(parents=True)
        for name, content in files(made, key).items():
            (place / name).write_bytes(content)
    register = folder / "towns.toml"
    register.write_text("\n".join(lines) + "\n", "utf-8")
    return register
