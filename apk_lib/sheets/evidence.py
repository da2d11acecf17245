"""The records behind the figures of each section: how many rows count, how many do not, in files of which contents."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.labels import ABSENT, ROW, Reading
from apk_lib.prose.evidence import called, origins
from apk_lib.sheets.core import Sheet
from apk_lib.text import Lang, Text, number

# enough of a SHA-256 to tell two files apart; the whole is in passport.json
PREFIX = 12
_HEADS = (
    Text(cs="Tabulka", en="Table"), Text(cs="Použito", en="Used"), Text(cs="Odmítnuto", en="Rejected"),
    Text(cs="Pozdě", en="Late"), Text(cs="Soubor", en="File"), Text(cs="Oddíly", en="Sections"),
)  # fmt: skip


def evidence_table(dataset: Dataset, sections: Mapping[str, Collection[str]], reading: Reading) -> Sheet:
    """A row a table; `sections` are the topics of the report with the tables their figures are made from."""
    lang = reading.lang
    behind = {topic: set(origins(names)) for topic, names in sections.items()}
    wanted = origins(name for names in sections.values() for name in names)
    rejected = dict(dataset.rejected.group_by("table").agg(pl.col("source_row").n_unique()).iter_rows())
    rows = tuple(
        _row(dataset, name, [topic for topic, names in behind.items() if name in names], rejected, lang)
        for name in wanted
    )
    summary = Text(cs="Doklady k číslům ({rows})", en="Evidence behind the figures ({rows})")
    caption = Text(
        cs="Záznamy, z nichž jsou čísla oddílů; SHA-256 je zkrácena na {n} znaků, celá je v passport.json. Pozdě = "
        "zapsáno po dni, k němuž je zpráva.",
        en="The records behind the figures of the sections; SHA-256 is cut to {n} characters, the whole is in "
        "passport.json. Late = recorded after the day of the report.",
    )
    heads = tuple(head(lang) for head in _HEADS)
    heads = (*heads[:-1], "SHA-256", heads[-1])
    numeric = (False, True, True, True, False, False, False)
    return Sheet(
        summary.fill(lang, rows=ROW.count(len(rows), lang)), caption.fill(lang, n=PREFIX), heads, numeric, rows
    )


def _row(dataset: Dataset, table: str, topics: list[str], rejected: Mapping[str, int], lang: Lang) -> tuple[str, ...]:
    account, files = dataset.accepted.get(table), [one for one in dataset.sources if one.table == table]
    counts = (len(account.rows), rejected.get(table, 0), account.late) if account else ()
    return (
        called(table, lang),
        *(number(count, lang) for count in counts),
        *(ABSENT,) * (3 - len(counts)),
        ", ".join(one.name for one in files) or Text(cs="nedodáno", en="not supplied")(lang),
        ", ".join(one.sha256[:PREFIX] for one in files) or ABSENT,
        ", ".join(topics),
    )
