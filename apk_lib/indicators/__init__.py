"""The indicators of the project, one module a theme; importing the package fills `CATALOGUE`."""

from apk_lib.indicators import context, employment, finance, patrol, perception, training, victims
from apk_lib.indicators.core import CATALOGUE, Curve, Indicator, Measure, indicator

__all__ = [
    "CATALOGUE",
    "Curve",
    "Indicator",
    "Measure",
    "context",
    "employment",
    "finance",
    "indicator",
    "patrol",
    "perception",
    "training",
    "victims",
]
