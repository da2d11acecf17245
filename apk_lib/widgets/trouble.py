"""What is wrong with a project folder, in the words of `apk-lib check`, above whatever can still be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.errors import ApkError, quoted
from apk_lib.findings import counted, no_findings, told
from apk_lib.intake import check_folder
from apk_lib.report.model import Column, FrontPage, Section, Table
from apk_lib.tables import TABLES
from apk_lib.text import Lang, Noun, Text, number

SHOWN = 50
_ERROR = Noun(cs=("chyba", "chyby", "chyb", "chyby"), en=("error", "errors"))
_HEADS = (
    Text(cs="Kde", en="Where"),
    Text(cs="Co je špatně", en="What is wrong"),
    Text(cs="Zapsáno", en="Written"),
    Text(cs="Správně", en="Expected"),
)
_BANNER = Text(cs="DATA NEJDE OTEVŘÍT", en="THE DATA CANNOT BE OPENED")
_WHY = Text(cs="Co je třeba opravit", en="What has to be mended")
_FAILED = Text(cs="Data neprošla kontrolou: {n}", en="The data fail their check: {n}")
_MEANING = Text(
    cs="Řádky s chybou se do čísel nezapočítávají. Opravte je a načtěte znovu; celý výpis dá příkaz "
    "apk-lib check {folder}.",
    en="Rows with an error do not count in the figures. Mend them and read them again; apk-lib check {folder} lists "
    "everything.",
)
_CAPTION = Text(cs="Zobrazeno {shown} z {n}.", en="Shown {shown} of {n}.")
_ROW = Text(cs="řádek {row}", en="row {row}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Errors of the check; `told` are reasons why there is no check, or nothing to show at all."""

    folder: Path
    errors: pl.DataFrame = field(default_factory=no_findings)
    told: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.told) or not self.errors.is_empty()

    def front(self, title: str, lang: Lang) -> FrontPage:
        """The first page of a folder that cannot be opened."""
        reasons = tuple(dict.fromkeys(text(lang) for text in self.told))
        return FrontPage(lang, _BANNER(lang), "", title, "", missing_title=_WHY(lang), missing=reasons)

    def section(self, lang: Lang) -> Section:
        """The errors one by one, with the file, sheet and cell of each."""
        n = counted(self.errors)["error"]
        rows = tuple(_cells(row, lang) for row in told(self.errors.head(SHOWN), lang).iter_rows(named=True))
        caption = _CAPTION.fill(lang, shown=number(len(rows), lang), n=number(n, lang))
        table = Table(caption, caption, tuple(Column(head(lang)) for head in _HEADS), rows, open=True)
        reasons = tuple(text(lang) for text in self.told)
        return Section(
            id="check",
            heading=_FAILED.fill(lang, n=_ERROR.count(n, lang)) if n else _WHY(lang),
            paragraphs=(*reasons, *[_MEANING.fill(lang, folder=quoted(self.folder))] * bool(n)),
            charts=(),
            tables=(table,) if n else (),
            notes=(),
        )


def passes(dataset: Dataset) -> bool:
    """Whether no row that was ever recorded is set aside or breaks a rule, which is quicker told than which and why."""
    whole = dataset.known_at(date.max, tuple(TABLES))
    return whole.rejected.is_empty() and not counted(whole.findings)["error"]


def examine(folder: Path, on: date, told: tuple[Text, ...] = ()) -> Trouble:
    """Check a folder as it stands; waivers are judged as they hold `on` a day. Warnings are no trouble."""
    try:
        found = check_folder(folder, datetime.combine(on, time(), UTC)).findings
    except ApkError as error:
        return Trouble(folder, told=tuple(dict.fromkeys((*told, error.text))))
    standing = (pl.col("severity") == "error") & pl.col("waiver").is_null()
    return Trouble(folder, found.filter(standing), told)


def _cells(row: dict[str, str | None], lang: Lang) -> tuple[str, ...]:
    """Where, what, what is written there and what is expected."""
    cell = row["cell"] or (_ROW.fill(lang, row=row["row"]) if row["row"] else row["key"])
    where = (row["file"], row["sheet"], cell) if row["file"] else (row["table_label"], row["key"])
    said = f"{row['column_label']}: {row['message']}" if row["column_label"] else row["message"]
    return ", ".join(part for part in where if part), said or "", row["value"] or "", row["expected"] or ""
