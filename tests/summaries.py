"""Invented towns and their signed summaries: what the tests of the portfolio are written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apk_lib.portfolio.frames import SENT
from apk_lib.portfolio.register import Register
from apk_lib.portfolio.signing import canonical, public_text, sign
from apk_lib.portfolio.summary import Summary, files
from tests.disclosed import figure, results, share

Change = Callable[[dict[str, Any]], object]
TOWNS = ("bor", "lom", "zlin")
WORDING = "a" * 64


def key_of(town: str) -> Ed25519PrivateKey:
    """The key of an invented town, the same in every run; nobody else's."""
    return Ed25519PrivateKey.from_private_bytes(town.encode().ljust(32, b"."))


REGISTER = Register({town: key_of(town).public_key().public_bytes_raw() for town in TOWNS})


def rows() -> pl.DataFrame:
    """Four figures: hours, a rate of outcomes, a share of a survey in its first wave, and one withheld."""
    hidden = {"state": "suppressed", "n": None, "numerator": None, "denominator": None}
    return results(
        figure("person_hours.person_hours", 5366.5, n=7520, numerator=5366.5, method="sum"),
        share("event_outcomes.settled", 634, 1140, method="ratio_of_sums"),
        figure("safe_by_day.share_safe", 0.6, {"wave": "1"}, n=300, lower=0.5, upper=0.7, confidence=0.95,
               effective_n=250.0, scope="cumulative", method="korn-graubard", definition_version=2),
        figure("finds.finds", None, {"found": "needles"}, **hidden),
    ).select(SENT)  # fmt: skip


def summary(town: str = "bor", *, synthetic: bool = True, **about: Any) -> Summary:
    """The summary of an invented town."""
    told = {
        "summary_version": 1, "town": town, "name": {"cs": f"město {town}", "en": f"the town of {town}"},
        "period": {"id": "P2", "start": "2020-12-01", "end": "2021-05-31"}, "as_of": "2021-06-30",
        "synthetic": synthetic, "programme": "opz_2014", "code": {"version": "0.1.0", "sha256": "c" * 64},
        "definitions": {"finds": 1}, "wordings": {"safe_by_day": WORDING}, "withheld": 1,
        "contributions": [],
    }  # fmt: skip
    figures = rows().with_columns(synthetic=pl.lit(synthetic), period=pl.lit((told | about)["period"]["id"]))
    return Summary(told | about, figures, pl.DataFrame())


def put(folder: Path, town: str = "bor", *, change: Change | None = None, by: str = "", **about: Any) -> Path:
    """Write the signed summary of a town; `change` alters what is signed, `by` is whose key signs it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(summary(town, **about), key_of(town)).items():
        (folder / name).write_bytes(content)
    path = folder / "summary.json"
    if change or by:
        said = json.loads(path.read_bytes())["summary"]
        if change:
            change(said)
            # of other figures the Parquet is another one, and a town need not send it
            path.with_suffix(".parquet").unlink()
        path.write_bytes(signed(said, by or town))
    return path


def signed(said: Any, by: str) -> bytes:
    """Whatever it is, signed as a summary is."""
    key = key_of(by)
    signature = sign(key, b"apk-lib summary 1\n" + canonical(said))
    return canonical({"summary": said, "key": public_text(key), "signature": signature})
