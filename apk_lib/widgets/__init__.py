"""Views for the live notebook: what a reader chooses decides what is shown; files never hold them."""

from apk_lib.widgets.dashboard import Dashboard
from apk_lib.widgets.drilldown import Drilldown, Panel
from apk_lib.widgets.next_week import NextWeek
from apk_lib.widgets.opening import opened

__all__ = ["Dashboard", "Drilldown", "NextWeek", "Panel", "opened"]
