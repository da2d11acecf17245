"""From figures to a finished report: the parts a notebook shows, and the files made from them."""

from apk_lib.report.evaluations import FinalEvaluation, InitialAnalysis
from apk_lib.report.progress import ProgressReport

__all__ = ["FinalEvaluation", "InitialAnalysis", "ProgressReport"]
