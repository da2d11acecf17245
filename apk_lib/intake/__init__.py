"""From the files of a project folder to typed tables, and an account of every row that is not used."""

from apk_lib.intake.checking import check_folder
from apk_lib.intake.erasing import erase
from apk_lib.intake.importing import import_files, names_of, office_of, town_mapping
from apk_lib.intake.judging.planning import Plan, make_plan
from apk_lib.intake.judging.together import Office
from apk_lib.intake.migrating import migrate, migrated_text
from apk_lib.intake.reading.grids import Book
from apk_lib.intake.reading.mapping import TownMapping, learned
from apk_lib.intake.reading.words import Answers
from apk_lib.intake.storage.accept import REJECTED_SCHEMA, SAID, Accepted, accept, unused
from apk_lib.intake.storage.cells import csv_text
from apk_lib.intake.storage.changes import finish, stamp
from apk_lib.intake.storage.files import (
    PUBLISHED,
    SourceFile,
    import_files_of,
    read,
    read_published,
    read_sheet,
    shapes_file,
    source_files,
)
from apk_lib.intake.storage.logo import Logo, read_logo
from apk_lib.intake.storage.narrative import (
    PLAN,
    PROBLEMS,
    Narrative,
    Passage,
    heading_of,
    narrative_name,
    read_narrative,
    write_narrative,
)
from apk_lib.intake.storage.selections import SELECTIONS, read_selections, write_selections
from apk_lib.intake.storage.state import Stored, accepted_tables, stored_tables

__all__ = [
    "PLAN",
    "PROBLEMS",
    "PUBLISHED",
    "REJECTED_SCHEMA",
    "SAID",
    "SELECTIONS",
    "Accepted",
    "Answers",
    "Book",
    "Logo",
    "Narrative",
    "Office",
    "Passage",
    "Plan",
    "SourceFile",
    "Stored",
    "TownMapping",
    "accept",
    "accepted_tables",
    "check_folder",
    "csv_text",
    "erase",
    "finish",
    "heading_of",
    "import_files",
    "import_files_of",
    "learned",
    "make_plan",
    "migrate",
    "migrated_text",
    "names_of",
    "narrative_name",
    "office_of",
    "read",
    "read_logo",
    "read_narrative",
    "read_published",
    "read_selections",
    "read_sheet",
    "shapes_file",
    "source_files",
    "stamp",
    "stored_tables",
    "town_mapping",
    "unused",
    "write_narrative",
    "write_selections",
]
