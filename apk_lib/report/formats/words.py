"""Words that every format says of a report as a file: what its parts are called, so that one name leads to each."""

from __future__ import annotations

from apk_lib.report.html import WORDS as OF_THE_PAGE
from apk_lib.text import Text

CONTENTS = OF_THE_PAGE["contents"]
LOGO = OF_THE_PAGE["logo"]
ANNEX = Text(cs="Tabulky k oddílům", en="Tables of the sections")
# short enough for the tab of a workbook
PASSPORT = Text(cs="Původ zprávy a jak ji ověřit", en="Origin and verification")
# the way from a section to its tables in the annex
TABLES = Text(cs="Podrobná čísla na konci zprávy:", en="Detailed figures at the end of the report:")
TABLE = Text(cs="Tabulka", en="Table")
FIGURE = Text(cs="Obrázek", en="Figure")
INTERNAL = Text(cs="INTERNÍ", en="INTERNAL")
PAGE = Text(cs="strana {page} z {pages}", en="page {page} of {pages}")
