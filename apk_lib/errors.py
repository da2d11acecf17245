"""Errors a user can act on.

An `ApkError` says what is wrong, where, what was expected and what to do, in both languages. The
command line prints it in one line without a traceback; every other exception is a bug and keeps its own.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
from pathlib import Path

from apk_lib.text import Lang, Text


class ApkError(Exception):
    """Something the user gave cannot be used as it is."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.cs)
        self.text = message

    def __reduce__(self) -> tuple[type[ApkError], tuple[Text]]:
        # an exception crosses a process boundary with its message in both languages
        return type(self), (self.text,)

    def message(self, lang: Lang) -> str:
        """The message in the reader's language."""
        return self.text(lang)


class ProjectError(ApkError):
    """The project sheet `project.toml` is incomplete or contradicts itself."""


class DataError(ApkError):
    """A table cannot be read: its structure or a value is not what the schema says."""


class PlanError(DataError):
    """The patrol plan contradicts itself; a later row of it may have mended that."""


class ParameterError(ApkError):
    """A parameter of a report or a notebook is unknown or has a wrong value."""


class ReportError(ApkError):
    """A report could not be made."""


_RIGHT = Text(cs="nemáte k tomu právo, nebo je otevřený jinde", en="you lack the right, or it is open elsewhere")
_FULL = Text(cs="na disku není místo", en="no space is left on the disk")
_REASONS = {
    errno.ENOENT: Text(cs="takový soubor ani složka není", en="there is no such file or folder"),
    errno.EEXIST: Text(cs="už existuje", en="it exists already"),
    errno.EISDIR: Text(cs="je to složka", en="it is a folder"),
    errno.ENOTDIR: Text(cs="místo složky je tu soubor", en="a file stands where a folder should"),
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EROFS: Text(cs="disk je jen ke čtení", en="the disk is read-only"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: Text(cs="název je příliš dlouhý", en="the name is too long"),
}


def reason(error: OSError) -> Text:
    """Why the system refused a file, in words; what is unusual by the number the system gives it."""
    other = Text(cs=f"chyba systému č. {error.errno}", en=f"system error no. {error.errno}")
    return _REASONS.get(error.errno or 0, other)


def quoted(path: Path) -> str:
    """A path as it may be copied into a command, also with spaces in it."""
    text = str(path)
    if os.name != "nt" and re.search(r"[\"$`\\!]", text):
        return shlex.quote(text)
    return text if re.fullmatch(r"[\w@%+=:,./\\~-]+", text) else f'"{text}"'
