"""Reference sheets of the indicators, for those who ask what a figure means and where it comes from.

In JupyterLab `apk_lib.catalogue.sheet("posts_filled")` shows one; `apk-lib catalogue` prints all. Formulas come from
the declarations themselves, codes of the European Social Fund from the files of the programmes.
"""

from apk_lib.catalogue.reference import ReferenceSheet, as_csv, sheet, sheets

__all__ = ["ReferenceSheet", "as_csv", "sheet", "sheets"]
