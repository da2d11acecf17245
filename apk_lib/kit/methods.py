"""What each indicator means, one sheet each in both languages, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from apk_lib.catalogue import sheet
from apk_lib.indicators import CATALOGUE
from apk_lib.text import LANGUAGES, Text

FOLDER = "methods"
_TITLE = Text(cs="Metodické listy ukazatelů", en="Method sheets of the indicators")
_ABOUT = Text(
    cs="Co který ukazatel znamená, jak se počítá, jakou metodou má interval a z čeho vychází. Listy píše program ze "
    "svých definic.",
    en="What each indicator means, how it is computed, by what method its interval is, and what it is made of. The "
    "program writes the sheets from its definitions.",
)


def method_sheets() -> Iterator[tuple[str, str]]:
    """The sheets as `name → Markdown`, and a list of them."""
    lines = []
    for lang in LANGUAGES:
        lines += [f"# {_TITLE(lang)}", "", _ABOUT(lang), ""]
        lines += [f"- [{CATALOGUE[id].label(lang)}]({id}.md)" for id in CATALOGUE]
        lines.append("")
    yield f"{FOLDER}/README.md", "\n".join(lines)
    for id in CATALOGUE:
        yield f"{FOLDER}/{id}.md", "\n".join(sheet(id, lang).markdown() for lang in LANGUAGES)
