"""From the files of a project folder to typed tables, and an account of every row that is not used."""

from apk_lib.intake.accept import REJECTED_SCHEMA, Accepted, accept
from apk_lib.intake.files import SourceFile, read, read_sheet, source_files

__all__ = ["REJECTED_SCHEMA", "Accepted", "SourceFile", "accept", "read", "read_sheet", "source_files"]
