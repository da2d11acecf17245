"""The funder's logo strip: a picture a project puts into its folder, for every report says who pays.

It is not bundled with the program: whether a logo may be copied its owner says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from apk_lib.errors import DataError
from apk_lib.intake.reading.xml import root_of
from apk_lib.intake.storage.files import SourceFile, source_of
from apk_lib.text import Text

TABLE = "logo_strip"
FILES = {"assets/logolink.png": "image/png", "assets/logolink.svg": "image/svg+xml"}
MAX_MB = 1  # it stands in every copy of every report
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture as it stands, with its media type."""

    media: str
    content: bytes


def read_logo(folder: Path) -> tuple[SourceFile, Logo] | None:
    """The strip with its file, the first of `FILES` there is; nothing where there is none.

    Raises:
        DataError: the file holds no such picture, or a large one.
    """
    for name, media in FILES.items():
        path = folder / name
        if path.is_file():
            if path.stat().st_size > MAX_MB * 1_000_000:
                raise DataError(
                    Text(
                        cs=f"{name}: pruh log je větší než {MAX_MB} MB. Zmenšete jej a uložte znovu.",
                        en=f"{name}: the logo strip is larger than {MAX_MB} MB. Make it smaller and save it again.",
                    )
                )
            content = path.read_bytes()
            pictured = content.startswith(_PNG) if media == "image/png" else root_of(content) == "svg"
            if not pictured:
                raise DataError(
                    Text(
                        cs=f"{name}: soubor není obrázek podle své přípony. Uložte pruh log jako PNG nebo SVG.",
                        en=f"{name}: the file is no picture of its kind. Save the logo strip as PNG or SVG.",
                    )
                )
            return source_of(path, folder, TABLE), Logo(media, content)
    return None
