"""How a file is saved: whole or not at all, with the same bytes for the same content, and with advice if it fails."""

from __future__ import annotations

import errno
import io
import uuid
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_APP

from apk_lib.errors import DataError, reason
from apk_lib.text import Text

DAY_ZERO = (1980, 1, 1, 0, 0, 0)
_WRITER = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>apk-lib</Application></Properties>"
)


class _Still(zipfile.ZipFile):
    """An archive without the time of its making: the same content has the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        info = zipfile.ZipInfo(zinfo_or_arcname, DAY_ZERO)
        info.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(info, _WRITER if zinfo_or_arcname == ARC_APP else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def is_untouched(path: Path) -> bool:
    """Whether a workbook is as we wrote it: every other program signs what it saves by its own name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(ARC_APP) == _WRITER
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def packed(book: Any) -> bytes:
    """A workbook of openpyxl as the bytes of its file."""
    buffer = io.BytesIO()
    # not book.save, which would write today's date
    ExcelWriter(book, _Still(buffer, "w", zipfile.ZIP_DEFLATED)).save()
    return buffer.getvalue()


def put_file(target: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        DataError: the folder cannot be written to, the disk is full, or the file is open elsewhere.
    """
    beside = target.with_name(f".apk-{uuid.uuid4().hex}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
    except OSError as problem:
        raise _unwritable(target, problem) from problem
    else:
        try:
            beside.replace(target)
        except OSError as problem:
            raise _locked(target, problem) from problem
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _locked(target: Path, problem: OSError) -> DataError:
    return DataError(
        Text(
            cs=f"Soubor {target} nejde přepsat ({reason(problem).cs}), asi je otevřený v Excelu. "
            "Zavřete jej a zkuste to znovu.",
            en=f"The file {target} cannot be replaced ({reason(problem).en}), perhaps it is open in Excel. "
            "Close it and try again.",
        )
    )


def _unwritable(target: Path, problem: OSError) -> DataError:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataError(
            Text(
                cs=f"Na disku není místo pro {target}. Uvolněte místo, nebo zvolte jinou složku.",
                en=f"There is no space left on the disk for {target}. Make room, or choose another folder.",
            )
        )
    return DataError(
        Text(
            cs=f"Do složky {target.parent} nejde zapisovat ({reason(problem).cs}). Zvolte jinou složku.",
            en=f"The folder {target.parent} cannot be written to ({reason(problem).en}). Choose another folder.",
        )
    )
