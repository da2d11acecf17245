"""The dashboard for people who do not code: pages of figures, the mentor's board, and the way down to the rows.

`Content` makes what is shown as HTML and knows no widget; `Shell` is the frame that a reader operates; `Dashboard`
binds the two. Figures are those of the report, in its words; nothing is computed here that it could not show.
"""

from apk_lib.widgets.dashboard.content import Content
from apk_lib.widgets.dashboard.view import Dashboard

__all__ = ["Content", "Dashboard"]
