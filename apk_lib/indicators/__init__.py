"""The indicators of the project, one module a theme; importing the package fills `CATALOGUE`."""

from apk_lib.indicators import context, documents, employment, finance, offences, patrol, perception, training, victims
from apk_lib.indicators.core import CATALOGUE, Curve, Indicator, Measure, indicator

__all__ = [
    "CATALOGUE",
    "Curve",
    "Indicator",
    "Measure",
    "context",
    "documents",
    "employment",
    "finance",
    "indicator",
    "offences",
    "patrol",
    "perception",
    "training",
    "victims",
]
