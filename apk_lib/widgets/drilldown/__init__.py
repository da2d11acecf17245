"""The drill-down of the live notebook: `Drilldown` binds an `Explorer`, and everything it shows is a call of it."""

from apk_lib.widgets.drilldown.panel import Panel
from apk_lib.widgets.drilldown.view import Drilldown

__all__ = ["Drilldown", "Panel"]
