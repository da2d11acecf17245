"""The user's workbook as it is opened to be copied: how large it is, and what the library loses of it."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from apk_lib.text import Text

# a copy of so many takes a quarter of a minute and half a gigabyte
CELLS = 400_000

_DRAWING = "xl/drawings/drawing"
_LOST = {
    "xl/vbaProject.bin": Text(cs="makra", en="macros"),
    "xl/chart": Text(cs="grafy", en="charts"),
    "xl/media/": Text(cs="obrázky", en="images"),
    _DRAWING: Text(cs="kresby a tvary", en="drawings and shapes"),
    "xl/ctrlProps/": Text(cs="tlačítka a ovládací prvky", en="buttons and controls"),
    "xl/activeX/": Text(cs="prvky ActiveX", en="ActiveX controls"),
    "xl/threadedComments/": Text(cs="odpovědi v komentářích", en="replies to comments"),
    "xl/slicers/": Text(cs="průřezy", en="slicers"),
    "xl/embeddings/": Text(cs="vložené objekty", en="embedded objects"),
    "xl/connections.xml": Text(cs="připojení k datům", en="data connections"),
    "xl/pivotTables/": Text(cs="kontingenční tabulky", en="pivot tables"),
}
_LOST_WARNINGS = {
    "Data Validation extension": Text(
        cs="rozevírací seznamy z jiného listu", en="drop-down lists taken from another sheet"
    ),
    "Conditional Formatting extension": Text(cs="některé podmíněné formáty", en="some conditional formats"),
    "conditional formatting rule": Text(cs="některé podmíněné formáty", en="some conditional formats"),
    "Sparkline Group extension": Text(cs="minigrafy", en="sparklines"),
    "Cannot parse header or footer": Text(cs="záhlaví a zápatí tisku", en="headers and footers of the print"),
    "outside the limits for dates": Text(
        cs="buňky s datem mimo meze Excelu", en="cells with a date beyond the limits of Excel"
    ),
}


def is_large(source: Path) -> bool:
    """Whether a workbook has more cells than we copy; counted in the file, since its own size may be wrong."""
    if not zipfile.is_zipfile(source):
        # also tells a missing file from a strange one
        source.stat()
        return False
    count = 0
    with suppress(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError), zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    while count <= CELLS and (piece := part.read(1 << 20)):
                        count += piece.count(b"<c ") + piece.count(b":c ")
    return count > CELLS


# how the library fails on what other programs wrote: parts that are missing, or hold what it does not expect
_ODD = (InvalidFileException, zipfile.BadZipFile, SyntaxError, ValueError, TypeError, LookupError, AttributeError)


def load(source: Path) -> tuple[Any, list[Text]]:
    """The workbook, formulas and all, with the names of what it loses by being loaded; None where none can be."""
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(source, rich_text=True)
        except _ODD:
            # told to the user: the copy then is the list of findings, and says why
            return None, []
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    lost = [text for start, text in _LOST.items() if any(name.startswith(start) for name in names)]
    if any(name.startswith(("xl/chart", "xl/media/")) for name in names):
        # a chart and an image lie in a drawing
        lost = [text for text in lost if text != _LOST[_DRAWING]]
    lost += [text for part, text in _LOST_WARNINGS.items() if any(part in str(one.message) for one in raised)]
    return book, list(dict.fromkeys(lost))
