"""From the files of a project folder to typed tables, and an account of every row that is not used."""

from apk_lib.intake.accept import REJECTED_SCHEMA, Accepted, accept
from apk_lib.intake.cells import csv_text
from apk_lib.intake.files import SourceFile, read, read_sheet, source_files
from apk_lib.intake.state import Stored, accepted_tables, stored_tables
from apk_lib.intake.store import finish, stamp

__all__ = [
    "REJECTED_SCHEMA",
    "Accepted",
    "SourceFile",
    "Stored",
    "accept",
    "accepted_tables",
    "csv_text",
    "finish",
    "read",
    "read_sheet",
    "source_files",
    "stamp",
    "stored_tables",
]
