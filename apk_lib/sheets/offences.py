"""The table of recorded offences and complaints: counts and rates before and during the project, and their ratio."""

from __future__ import annotations

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.before_after import both
from apk_lib.results import FEW_COUNTED
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.text import Text, number, sentence

_RECORDS = Text(cs="Záznamy", en="Records")
_WHERE = Text(cs="Skupina lokalit", en="Group of localities")
_MONTHLY = Text(cs="Za měsíc", en="A month")
_RATIO = Text(cs="Poměr", en="Ratio")


def before_after_table(reading: Reading) -> Sheet:
    """A row a kind of record and group of localities; no ratio where a count is too small to carry one."""
    lang, labels = reading.lang, reading.labels
    rows = []
    for panel in both(reading):
        for arm, rates in panel.counts.items():
            ratio = reading.figure(panel.indicator, "rate_ratio", arm=arm)
            told = (ratio.bare(), ratio.interval) if panel.enough(arm) else (ABSENT, ABSENT)
            cells = [cell for rate in rates for cell in _counted(rate)]
            rows.append((panel.named(lang), sentence(labels.name("arm", arm)), *cells, *told))
    windows = [sentence(labels.name("window", window)) for window in ("before", "after")]
    counts = [head for window in windows for head in (window, _MONTHLY(lang), HEADS["interval"](lang))]
    heads = (_RECORDS(lang), _WHERE(lang), *counts, _RATIO(lang), HEADS["interval"](lang))
    summary = Text(cs="Před projektem a v jeho době ({rows})", en="Before the project and during it ({rows})")
    caption = Text(
        cs="Počty v týchž kalendářních měsících před projektem a v době projektu, s přesnými intervaly pro nezávislé "
        f"události; poměr jen u počtů od {FEW_COUNTED}.",
        en="Counts in the same calendar months before the project and during it, with exact intervals for independent "
        f"events; a ratio only for counts from {FEW_COUNTED} on.",
    )
    return sheet_of(summary, caption, heads, 2, tuple(rows), lang)


def _counted(rate: Figure) -> tuple[str, str, str]:
    """A count with its rate and interval."""
    return number(rate.n, rate.labels.lang), rate.bare(), rate.interval
