"""A folder of summaries, whoever laid them there, as a portfolio.

A summary comes from somebody else, by a way on which it may be changed. It is read only if it is written exactly as
the program writes it, signed by the key that the register has for its town, and if what it says can be true; otherwise
it is left out and a finding says so. Where a file lies and what it is called proves nothing, so nothing follows from
it. The Parquet beside it is never opened, for a damaged one could end the program: everything is in the JSON, and of
the Parquet only its bytes are compared with those that the program would write. That a town has meanwhile sent a later
summary, which somebody withholds from the folder, cannot be known from the folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from apk_lib.errors import ParameterError, reason
from apk_lib.portfolio import found
from apk_lib.portfolio.comparing import compared
from apk_lib.portfolio.frames import (
    CONTRIBUTIONS,
    FIGURES,
    TOWNS,
    WITHHELD,
    WORDINGS,
    Columns,
    Finding,
    Portfolio,
    name_of,
)
from apk_lib.portfolio.judging import Said, said
from apk_lib.portfolio.register import Register, alike, is_town, read_register
from apk_lib.portfolio.signing import KEY_BYTES, as_signed, canonical, parsed, read, verifies
from apk_lib.portfolio.summary import SUMMARY_JSON, SUMMARY_VERSION, as_parquet
from apk_lib.text import Text

# a summary takes well under a megabyte
LARGEST = 16_000_000
_PARTS = {"summary", "key", "signature"}
# two years, one of which may be a leap year
_LATEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A verified summary, where it lies and what its bytes are."""

    file: str
    sha256: str
    said: Said

    @property
    def of(self) -> tuple[str, str]:
        """The town and period it is of."""
        return self.said.town["town"], self.said.town["period"]


class _LeftOutError(Exception):
    """A file is not taken: the finding that says why, by its file."""

    def __init__(self, finding: Callable[[str], Finding]) -> None:
        super().__init__()
        self.finding = finding


def read_portfolio(folder: Path, register: Register | Path) -> Portfolio:
    """All summaries in a folder and the folders in it, verified by the register.

    One bad file is a finding, never an error. The order of findings is that of the files' paths.

    Raises:
        ParameterError: the folder is none.
        DataError: the register cannot be used.
    """
    if not folder.is_dir():
        raise ParameterError(
            Text(cs=f"Složka se souhrny měst {folder} neexistuje.", en=f"There is no folder of summaries {folder}.")
        )
    keys = register if isinstance(register, Register) else read_register(register)
    findings: list[Finding] = []
    opened: list[_Opened] = []
    for path in _files(folder):
        file = _shown(path.relative_to(folder).as_posix())
        try:
            if (one := _opened(path, file, keys)) is not None:
                _need_date(one.said)
                opened.append(one)
                findings += [*one.said.findings(file), *_beside(path, file, one.said)]
        except _LeftOutError as why:
            findings.append(why.finding(file))
    kept = _one_of_each(opened, findings)
    joined = _joined(kept, keys)
    same = list(_same_names(joined.towns, keys))
    named = pl.when(pl.col("town").is_in([one.town for one in same])).then(pl.format(" ({})", "town"))
    towns = joined.towns.with_columns(pl.col("name_cs", "name_en") + named.otherwise(pl.lit("")))
    return compared(replace(joined, towns=towns), [*findings, *same])


def _files(folder: Path) -> list[Path]:
    """The JSON files that are not hidden, in a fixed order."""
    every = (path for path in folder.rglob("*") if path.suffix.casefold() == ".json" and path.is_file())
    shown = (path for path in every if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return sorted(shown, key=lambda path: path.relative_to(folder).as_posix())


def _shown(name: str) -> str:
    """A name that somebody else gave, as it may be shown: nothing in it turns or breaks a line."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _opened(path: Path, file: str, register: Register) -> _Opened | None:
    """A summary whose signature holds; None for the file of something else."""
    content = _content(path)
    signed, again = _json(content)
    if not isinstance(signed, dict) or not signed.keys() & _PARTS:
        if path.name == SUMMARY_JSON:
            raise _LeftOutError(found.unreadable)
        return None
    if signed.keys() != _PARTS or not all(isinstance(signed[name], str) for name in ("key", "signature")):
        raise _LeftOutError(found.unreadable if signed.keys() - _PARTS else found.unsigned)
    if again != content:
        raise _LeftOutError(found.rewritten)
    summary = signed["summary"]
    town = summary.get("town") if isinstance(summary, dict) else None
    if not is_town(town):
        raise _LeftOutError(found.unreadable)
    _verify(town, signed, register)
    if summary.get("summary_version") != SUMMARY_VERSION:
        raise _LeftOutError(lambda file: found.newer(file, town))
    try:
        return _Opened(file, hashlib.sha256(content).hexdigest(), said(summary))
    except ValueError as error:
        raise _LeftOutError(lambda file: found.damaged(file, town)) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        why = reason(error)
        raise _LeftOutError(lambda file: found.unreadable(file, why)) from error
    if len(content) > LARGEST:
        raise _LeftOutError(found.too_large)
    return content


def _json(content: bytes) -> tuple[Any, bytes]:
    """What a file holds, and how the program would write it: so a name given twice is noticed, too."""
    try:
        return (said := parsed(content)), canonical(said)
    except (ValueError, RecursionError) as error:
        raise _LeftOutError(found.unreadable) from error


def _verify(town: str, signed: Mapping[str, Any], register: Register) -> None:
    """Refuse what the registered key of the town did not sign."""
    known = register.keys.get(town)
    try:
        key = read(signed["key"], KEY_BYTES)
    except ValueError as error:
        raise _LeftOutError(found.unreadable) from error
    owner = register.owner(key)
    if owner not in (None, town):
        raise _LeftOutError(lambda file: found.key_of_another(file, town, str(owner)))
    if known is None or known != key:
        raise _LeftOutError(lambda file: found.unregistered(file, town, known is not None))
    if not verifies(known, signed["signature"], as_signed(signed["summary"])):
        raise _LeftOutError(lambda file: found.wrong_signature(file, town))


def _need_date(one: Said) -> None:
    """Refuse the date of a summary that would go before every later one of its town and period."""
    town, end, as_of = (one.town[name] for name in ("town", "end", "as_of"))
    if as_of - end > _LATEST:
        raise _LeftOutError(lambda file: found.misdated(file, town, name_of(one.town), as_of))


def _beside(path: Path, file: str, one: Said) -> Iterator[Finding]:
    """That the Parquet beside a summary is not the one it was signed with, or not known to say the same."""
    beside = path.with_suffix(".parquet")
    if not beside.is_file():
        return
    try:
        with beside.open("rb") as content:
            same = hashlib.file_digest(content, "sha256").hexdigest() == one.parquet_sha256
    except OSError:
        same = False
    if not same:
        yield found.altered_beside(file, one.town["town"], beside.name)
    elif hashlib.sha256(as_parquet(one.signed)).hexdigest() != one.parquet_sha256:
        yield found.unconfirmed_beside(file, one.town["town"], beside.name)


def _one_of_each(opened: list[_Opened], findings: list[Finding]) -> list[_Opened]:
    """One summary of each town and period: that of the latest date; none where two of one date differ.

    Of copies that are the same to the byte the first counts.
    """
    kept = []
    apart: dict[str, _Opened] = {}
    for one in sorted(opened, key=lambda one: one.file):
        if (same := apart.setdefault(one.sha256, one)) is not one:
            findings.append(found.copy(one.file, one.of[0], same.file))
    for of in sorted({one.of for one in apart.values()}):
        several = sorted(
            (one for one in apart.values() if one.of == of), key=lambda one: (one.said.town["as_of"], one.file)
        )
        last = several[-1]
        rivals = {one.sha256 for one in several if one.said.town["as_of"] == last.said.town["as_of"]}
        if len(rivals) == 1:
            kept.append(last)
        left = several[:-1] if len(rivals) == 1 else several
        used = last.file if len(rivals) == 1 else None
        findings += [found.twice(one.file, of[0], name_of(one.said.town), of[1], used) for one in left]
    return kept


def _joined(kept: list[_Opened], register: Register) -> Portfolio:
    """The frames of all summaries together, sorted; nothing is marked yet."""
    towns = []
    for one in kept:
        name = register.names.get(one.of[0])
        named = {"name_cs": name, "name_en": name} if name else {}
        towns.append({**one.said.town, **named, "file": one.file, "sha256": one.sha256})
    return Portfolio(
        pl.DataFrame(towns, schema=dict(TOWNS), orient="row"),
        _together(FIGURES, kept, lambda said: said.figures),
        _together(CONTRIBUTIONS, kept, lambda said: said.contributions),
        _together(WORDINGS, kept, lambda said: said.wordings),
        _together(WITHHELD, kept, lambda said: said.withheld),
    )


def _same_names(towns: pl.DataFrame, register: Register) -> Iterator[Finding]:
    """That a town calls itself as another one does, or as the register calls another."""
    called: dict[str, set[str]] = {}
    for row in towns.iter_rows(named=True):
        for name in (row["name_cs"], row["name_en"]):
            called.setdefault(alike(name), set()).add(row["town"])
    for town, name in [*register.names.items(), *zip(register.keys, register.keys, strict=True)]:
        called.setdefault(alike(name), set()).add(town)
    for town, name in towns.select("town", "name_cs").unique().sort("town", "name_cs").iter_rows():
        if town not in register.names and (others := sorted(called[alike(name)] - {town})):
            yield found.same_name(town, name, others)


def _together(schema: Columns, kept: list[_Opened], part: Callable[[Said], pl.DataFrame]) -> pl.DataFrame:
    """One frame of all summaries, with the town and period of each row."""
    frames = [
        part(one.said).with_columns(
            town=pl.lit(one.said.town["town"]), period=pl.lit(one.said.town["period"]), comparable=pl.lit(True)
        )
        for one in kept
    ]
    return pl.concat([pl.DataFrame(schema=dict(schema)), *(frame.select(list(schema)) for frame in frames)])
