"""Errors a user can act on.

An `ApkError` says what is wrong, where, what was expected and what to do, in both languages. The
command line prints it in one line without a traceback; every other exception is a bug and keeps its own.
"""

from __future__ import annotations

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


class ParameterError(ApkError):
    """A parameter of a report or a notebook is unknown or has a wrong value."""


class ReportError(ApkError):
    """A report could not be made."""
