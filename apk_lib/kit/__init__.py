"""The evaluator's kit: one file with what an outside statistician needs and no record of a person of the project.

`protecting` declares what becomes of each column of the data model, `contents` what tables come of it. `packing.kit`
makes the file, with a code book, the meaning of each indicator, and a synthetic twin on which code can be written
before anybody is given the data.
"""

from apk_lib.kit.packing import Kit, kit

__all__ = ["Kit", "kit"]
