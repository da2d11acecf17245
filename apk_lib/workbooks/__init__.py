"""Workbooks, forms and marked copies: what the product hands to people who work in Excel and on paper."""

from apk_lib.workbooks.forms.write import write_forms
from apk_lib.workbooks.offering import new_folder, project_template, write_checked_copies

__all__ = ["new_folder", "project_template", "write_checked_copies", "write_forms"]
