"""The answer on offences and complaints: did they change against a comparison locality?"""

from __future__ import annotations

import polars as pl

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.before_after import COMPARED, Panel, both
from apk_lib.prose.offences import found, told
from apk_lib.text import Text

_WHAT = Text(cs="přestupky a stížnosti v rizikových lokalitách", en="offences and complaints in the risk localities")
_CAPTIONS = (
    Text(cs="Evidované přestupky a trestné činy po měsících podle skupin lokalit.",
         en="Offences and crimes on record by month and group of localities."),
    Text(cs="Poměr počtů po začátku projektu a před ním s 95% intervalem; pod 1 = méně.",
         en="Ratio of counts after the project began to those before, with its 95% interval; below 1 = fewer."),
)  # fmt: skip
_UNKNOWN = Text(
    cs="kolik přestupků nikdo neohlásil: záznamy měří i to, kolik se hlásí a kolik se hledá.",
    en="how many offences nobody reported: records also measure how much is reported and looked for.",
)


def offences(reading: Reading) -> Answer:
    """Did recorded offences and complaints change against comparison localities? From matched months."""
    lang, panels = reading.lang, both(reading)
    known = [panel for panel in panels if "risk" in panel.counts]
    if not known:
        return unanswered("offences", _WHAT, reading.figure("offence_effect", "ratio_of_ratios"), reading)
    by_month, ratios = (caption(lang) for caption in _CAPTIONS)
    captions = (by_month if panels[0].drawn else None, ratios if panels[0].ratios else None)
    return Answer(
        "offences", lang, found(known[0]), tuple(text for panel in known for text in told(panel)),
        _doubts(reading, known), _UNKNOWN(lang), captions, is_synthetic(reading, *(panel.indicator for panel in known)),
    )  # fmt: skip


def _doubts(reading: Reading, known: list[Panel]) -> tuple[str, ...]:
    """The doubts of the records the finding is of, and whether the others cited beside them decide anything."""
    main, *beside = known
    peak = main.figure("chosen_by_peak")
    return (
        "no_control",
        "not_random",
        "follow_patrols",
        *raised(
            no_comparison=not main.compares,
            no_ratio=main.compares and not main.figure("ratio_of_ratios"),
            few_counted=not main.enough(*(arm for arm in COMPARED if arm in main.counts)),
            chance=main.against is not None and main.verdict == "uncertain",
            chosen_by_peak=bool(peak) and peak.value > 0,
            choice_unknown=not peak,
            undecided_beside=any(panel.verdict == "uncertain" for panel in beside),
            emergency=any(_emergency(reading, panel.indicator) for panel in known),
            part_unknown=len(known) < len(both(reading)),
        ),
        *of_figures(*(figure for panel in known for figure in _cited(panel))),
    )


def _cited(panel: Panel) -> list[Figure]:
    """The rates compared."""
    return [rate for arm in COMPARED for rate in panel.counts.get(arm, ())]


def _emergency(reading: Reading, effect: str) -> bool:
    """Whether a state of emergency was in force in any of the months compared."""
    compared = reading.curves.filter(pl.col("indicator") == effect, pl.col("measure") == "compared_months")
    days = reading.curves.filter(pl.col("indicator") == "emergency_months", pl.col("y") > 0)
    return not compared.join(days, on="x", how="semi").is_empty()
