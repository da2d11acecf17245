"""From figures to a finished report: the parts a notebook shows, and the files made from them."""

from apk_lib.report.progress import ProgressReport

__all__ = ["ProgressReport"]
