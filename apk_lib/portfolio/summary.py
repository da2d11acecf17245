"""A town's summary: its figures as other towns may know them, signed by the town.

What leaves are rows that the guard has judged with everything else of the period. Some of them are taken, none is
changed but by blanking, and nothing is added. So whatever could be had by subtraction from what leaves could be had
from the whole, of which the guard made sure; whoever has less knows no more. Beyond that:

- a withheld row says nothing, not even that it is under the limit, nor by which method it would have been had (there
  is none for what never happened);
- rows withheld for what they speak of do not leave at all: no town sends them;
- what an earlier summary told is known to its reader. The ledger (`disclosure.ledger`) remembers it as it does approved
  reports, so a later one tells nothing by the difference;
- of figures withheld only the number is told, not the reasons: where all were few, each would be known to be few;
- `contributions`, how many stayed of how many, are no rows of the guard: of one town nobody outside may be shown them.
  They are there only on demand, for `tenure.pooled_tenure`, and whoever holds the file can read them. A town with
  stricter limits than those by which they are pooled sends none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from apk_lib import surveys
from apk_lib.dataset import Dataset
from apk_lib.disclosure import ledger
from apk_lib.disclosure.limits import Limits
from apk_lib.errors import DataError
from apk_lib.evaluate import Figures, evaluate
from apk_lib.indicators import CATALOGUE
from apk_lib.intake import PUBLISHED
from apk_lib.intake.storage.changes import changing, commit
from apk_lib.portfolio.compared import is_compared, numbered_waves
from apk_lib.portfolio.frames import FIGURE, LIMITS, NUMBERS, SENT
from apk_lib.portfolio.register import need_town
from apk_lib.portfolio.signing import as_signed, canonical, public_text, sign
from apk_lib.portfolio.wordings import wordings
from apk_lib.protection import protect
from apk_lib.results import KEY, parquet_bytes
from apk_lib.text import Text
from apk_lib.workbooks.saved import put_file

SUMMARY_VERSION = 1
SUMMARY_JSON, SUMMARY_PARQUET = "summary.json", "summary.parquet"
FOLDER = "summary"
# figures withheld for their subject: none leaves of any town
_OF_ALL = ("never", "personal")
_hidden = pl.col("state") == "suppressed"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a town sends: `about` all but the figures, `figures` in the schema `frames.FIGURE`.

    `told` is what the ledger of the town has to remember of it; nothing of it is sent. `stricter` says that how many
    stayed was asked for and is not sent, because the town's own limits are stricter than those of the comparison.
    """

    about: Mapping[str, Any]
    figures: pl.DataFrame
    told: pl.DataFrame = field(repr=False)
    stricter: bool = False

    @property
    def place(self) -> Path:
        """Where it belongs within the folder of outputs."""
        return Path(self.about["town"], self.about["period"]["id"], FOLDER)

    @property
    def withheld(self) -> int:
        """How many of its figures say only that they are withheld."""
        return self.figures.filter(_hidden).height


def summarise(dataset: Dataset, period: str, code: Mapping[str, str], *, with_tenure: bool = False) -> Summary:
    """The summary of one period of a town; the same dataset gives the same one.

    Args:
        dataset: as it was known at its as-of date.
        period: the id of a reporting period.
        code: the `version` and `sha256` of the program.
        with_tenure: whether it says how many assistants stayed of how many. Never without the town's decision.

    Raises:
        ApkError: the period is unknown, the limits of the project would protect nobody, or the folder has a name by
            which no register can call the town.
    """
    need_town(dataset.project.id)
    figures = evaluate(dataset, period)
    protected = protect(figures, dataset, "cross_town")
    waves = dataset.table("survey_waves")
    withheld = numbered_waves(protected.withheld, waves).filter(is_compared())
    named = numbered_waves(protected.results, waves).with_columns(own=pl.int_range(pl.len()))
    judged = named.filter(is_compared()).join(withheld, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    rows = judged.filter(~pl.col("reason").is_in(_OF_ALL).fill_null(False))
    sent = _blanked(rows).select(SENT).sort(KEY)
    own = protected.results[rows.filter(~pl.col("synthetic"))["own"]]
    stricter = with_tenure and _stricter(Limits.of(dataset.project))
    return Summary(
        _about(dataset, period, sent, code)
        | {
            "withheld": sent.filter(_hidden).height,
            "contributions": _contributions(figures) if with_tenure and not stricter else [],
        },
        sent,
        _told(own, dataset, period),
        stricter,
    )


def files(summary: Summary, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """The files of a summary by name, signed; the same summary and key give the same bytes.

    The JSON is the summary. The Parquet holds its figures for other programs, and the JSON its fingerprint.
    """
    figures = list(summary.figures.iter_rows(named=True))
    parquet = as_parquet(figures)
    said = {**summary.about, "figures": figures, "parquet_sha256": hashlib.sha256(parquet).hexdigest()}
    signed = {"summary": said, "key": public_text(key), "signature": sign(key, as_signed(said))}
    return {SUMMARY_PARQUET: parquet, SUMMARY_JSON: canonical(signed)}


def as_parquet(figures: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows in the schema `frames.FIGURE` as a Parquet, which hangs on the rows alone."""
    return parquet_bytes(pl.DataFrame(figures, schema=dict(FIGURE), orient="row"))


def write(summary: Summary, key: Ed25519PrivateKey, dataset: Dataset, out: Path) -> Path:
    """Write a summary below the folder of outputs, and remember in the town what it tells.

    Returns:
        The folder in which it stands.

    Raises:
        DataError: a file cannot be written, or the ledger has changed since the dataset was opened.
    """
    content = files(summary, key)
    # first the memory: what is remembered and not sent costs a little, the other way round it may cost somebody
    _remember(summary, dataset)
    folder = out / summary.place
    for name, one in content.items():
        put_file(folder / name, one)
    return folder


def _about(dataset: Dataset, period: str, sent: pl.DataFrame, code: Mapping[str, str]) -> dict[str, Any]:
    project, of = dataset.project, dataset.project.period(period)
    definitions = sent.select("indicator", "definition_version").unique().sort("indicator")
    asked = surveys.known(dataset.table("survey_sample"), of)
    changed = surveys.incomparable(dataset.table("survey_wordings"), asked)
    return {
        "summary_version": SUMMARY_VERSION,
        "town": project.id,
        "name": {"cs": project.beneficiary.cs, "en": project.beneficiary.en},
        "period": {"id": of.id, "start": of.start.isoformat(), "end": of.end.isoformat()},
        "as_of": dataset.as_of.isoformat(),
        "synthetic": project.synthetic or any(source.synthetic for source in dataset.sources),
        "programme": project.programme.id,
        "code": {name: code[name] for name in ("version", "sha256")},
        "definitions": dict(definitions.iter_rows()),
        "wordings": wordings(dataset.table("survey_items"), changed),
    }


def _blanked(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in which nothing stands of what is withheld."""
    blank = [pl.when(~_hidden).then(name).alias(name) for name in NUMBERS]
    return rows.with_columns(*blank, method=pl.when(_hidden).then(pl.lit("none")).otherwise("method"))


def _stricter(own: Limits) -> bool:
    """Whether a town would not have its people pooled by the limits of the comparison."""
    more = own.pooled > LIMITS.pooled or own.towns > LIMITS.towns
    return more or own.dominance_percent < LIMITS.dominance_percent


def _contributions(figures: Figures) -> list[dict[str, Any]]:
    """How many stayed of how many, by milestone; of the figures as only the town sees them."""
    found = figures.results.filter(indicator="retention_milestones", measure="retained", scope="cumulative")
    known = found.filter(pl.col("value").is_not_null(), pl.col("dimension_1") == "months_since_start")
    counts = {"k": pl.col("numerator").cast(pl.Int64), "n": pl.col("denominator").cast(pl.Int64)}
    chosen = known.select("definition_version", months_since_start="category_1", **counts)
    return list(chosen.sort(pl.col("months_since_start").cast(pl.Int64)).iter_rows(named=True))


def _told(rows: pl.DataFrame, dataset: Dataset, period: str) -> pl.DataFrame:
    """The entries of the ledger: rows as the town names them. No clock: they count from the as-of date."""
    subjects = {id: CATALOGUE.definitions(id)[-1].subject for id in CATALOGUE}
    as_of = dataset.as_of.isoformat()
    report = f"{dataset.project.id}/{period}/{FOLDER}"
    return ledger.entries(rows, subjects, "cross_town", as_of=as_of, report=report, approved_on=as_of)


def _remember(summary: Summary, dataset: Dataset) -> None:
    """Add to the ledger what it does not know yet; invented figures are no secret, so it never holds them."""
    known = ledger.parsed(dataset.published)
    about = [name for name in summary.told.columns if name != "approved_on"]
    new = summary.told.join(known, on=about, how="anti", nulls_equal=True, maintain_order="left")
    if new.is_empty():
        return
    folder = _standing(dataset.folder)
    with changing(folder):
        path = folder / PUBLISHED
        content = path.read_bytes() if path.is_file() else b""
        if content.decode() != dataset.published:
            raise DataError(
                Text(
                    cs=f"{path} se mezitím změnil: něco jiného bylo právě zveřejněno. Spusťte příkaz znovu.",
                    en=f"{path} has changed meanwhile: something else was just published. Run the command again.",
                )
            )
        commit(folder, {PUBLISHED: content + new.write_csv(include_header=not content).encode()})


def _standing(folder: Path) -> Path:
    """Where a project folder stands that `open_dataset` found here or in a folder above."""
    here = Path.cwd()
    return next(place for base in (here, *here.parents) if (place := base / folder).is_dir())
