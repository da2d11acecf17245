"""The parts of a workbook that its reader does not hand over, and what an XML file is."""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree
from xml.parsers import expat

Formulas = dict[tuple[int, int], str]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"([A-Z]+)(\d+)")
# a formula with nothing computed
_SUSPECT = re.compile(rb"</f>\s*</c>|<f[^<>]*/>\s*</c>|</f>\s*<v>\s*</v>|</f>\s*<v\s*/>")


def root_of(content: bytes) -> str | None:
    """The name of the root of an XML file, without its prefix; nothing where it is no XML, or defines its own words.

    Definitions are how a small file grows large.
    """
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: names.append(name) if not names else None
    parser.EntityDeclHandler = _refuse_definition
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: an encoding nobody knows
        return None
    return names[0].rpartition(":")[2]


def _refuse_definition(*_: object) -> None:
    raise expat.ExpatError("a definition")


def worksheets(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The XML of every sheet by the sheet's name."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found: dict[str, bytes] = {}
    read: set[str] = set()
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name in read:
            raise zipfile.BadZipFile("two sheets are one part")
        read.add(name)
        if name in archive.namelist():
            found[str(sheet.get("name"))] = archive.read(name)
    return found


def custom_properties(archive: zipfile.ZipFile) -> dict[str, object]:
    """The custom properties of a workbook: text, number or truth by name."""
    if "docProps/custom.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("docProps/custom.xml"))
    found: dict[str, object] = {}
    for declared in root:
        for value in declared:
            text, kind = value.text or "", value.tag.rpartition("}")[2]
            plain: object = text
            if kind == "bool":
                plain = text == "true"
            elif kind in ("i4", "int", "r8"):
                plain = float(text)
            found[str(declared.get("name"))] = plain
    return found


def formulas_without_value(xml: bytes) -> Formulas:
    """Cells that read as empty though somebody put something there, by (row, column) from zero."""
    if not (b't="e"' in xml or (b"<f" in xml and _SUSPECT.search(xml))):
        return {}
    found: Formulas = {}
    for cell in ElementTree.fromstring(xml).iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        empty = value is None or not (value.text or "").strip()
        if cell.get("t") == "e":
            found[_place(str(cell.get("r")))] = "formula_error"
        elif empty and cell.find(f"{_MAIN}f") is not None and cell.get("t") != "str":
            found[_place(str(cell.get("r")))] = "formula_without_value"
    return found


def column_letters(column: int) -> str:
    """The letters of a column counted from zero: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(address: str) -> tuple[int, int]:
    found = _CELL.fullmatch(address)
    if found is None:
        raise ValueError(f"no address of a cell: {address!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
