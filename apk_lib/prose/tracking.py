"""Sentences on GPS beside the records: it confirms hours, it never adds any."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, of
from apk_lib.text import Text

_BARS = Text(
    cs="Hodiny, kdy byl někdo v lokalitě, podle záznamů a podle GPS; jen čas, kdy aspoň jeden přístroj znal polohu.",
    en="Hours with somebody in the locality by the records and by GPS; only time in which a device knew its place.",
)
_NO_FIXES = Text(
    cs="Z období nejsou polohy GPS, záznamy s nimi proto nelze srovnat",
    en="There are no GPS fixes in the period to hold the records against",
)
_PARTS = ("tracked", "gaps", "outside", "assumed", "moved_at_borders")
_NOTHING = Text(
    cs="V době, kdy přístroje znaly polohu, není zapsána žádná přítomnost, GPS proto nemá co ověřit",
    en="No presence is recorded for the time in which the devices knew their place, so GPS has nothing to confirm",
)
_WHAT = Text(cs="Srovnání záznamů s GPS", en="Records against GPS")


def tracking(reading: Reading) -> Finding:
    """How much of the recorded presence GPS confirms, and how much of the time it knew."""
    lang = reading.lang
    recorded = reading.figure("gps_comparison", "recorded", "period")
    if recorded.state == "no_cases":
        return Finding(_NO_FIXES(lang), (), ())
    if not recorded:
        return no_figure(recorded, _WHAT, lang)
    heading = confirmed(reading) or _NOTHING(lang)
    bars = (_BARS(lang), f"{heading}. {_known(reading)}")
    return Finding(heading, tuple(text for text in (_known(reading), _ground(reading)) if text), (bars,))


def confirmed(reading: Reading) -> str:
    """What part of the recorded presence GPS confirms, and how little it is; empty with nothing to confirm."""
    if not reading.has("gps_comparison"):
        return ""
    recorded = reading.figure("gps_comparison", "recorded", "period")
    if not recorded or not recorded.value:
        return ""
    both = reading.figure("gps_comparison", "both", "period")
    return Text(
        cs="GPS potvrzuje {both} {of} {recorded} zapsané přítomnosti{checked}",
        en="GPS confirms {both} {of} {recorded} of recorded presence{checked}",
    ).fill(
        reading.lang,
        checked=_checked(recorded, reading),
        both=reading.labels.bare(both.value or 0.0, "hours"),
        of=of(recorded.value, reading.lang),
        recorded=recorded.show(),
    )


def _checked(recorded: Figure, reading: Reading) -> str:
    """How much of all presence could be checked at all, where all of it is known."""
    known = reading.has("presence_hours")
    if not known or not (present := reading.figure("presence_hours", "presence_hours", "period")):
        return Text(cs=", u které to lze ověřit", en=" that can be checked")(reading.lang)
    return Text(cs=" (ověřit lze {some} {of} {present})", en=" ({some} {of} {present} can be checked)").fill(
        reading.lang, some=recorded.bare(), of=of(present.value, reading.lang), present=present.show()
    )


def _known(reading: Reading) -> str:
    share = reading.figure("gps_tracking", "tracked_share", "period")
    if not share:
        return ""
    parts = {id: reading.figure("gps_tracking", id, "period") for id in _PARTS}
    hours = {id: reading.labels.value(figure.value or 0.0, "hours") for id, figure in parts.items()}
    return Text(
        cs="Během směn znaly přístroje svou polohu {tracked} ({share} svého času), z toho mimo lokality {outside}; "
        "mezery bez polohy trvaly {gaps} a nic se za ně nedopočítává. Z času s polohou je {assumed} předpokládaný "
        "pobyt v mezeře a {moved_at_borders} je u hranic lokalit připsáno místu vedle.",
        en="During shifts the devices knew their place for {tracked} ({share} of their time), of that {outside} "
        "outside localities; gaps without a place took {gaps}, and nothing is filled in for them. Of the time "
        "with a place, {assumed} is a stay assumed within a gap, and {moved_at_borders} at borders went to the place "
        "beside.",
    ).fill(reading.lang, share=share.show(), **hours)


def _ground(reading: Reading) -> str:
    cells = reading.figure("gps_extent", "cells_visited", "period")
    if not cells:
        return ""
    return Text(
        cs="Přístroje byly v {share} čtverců, na které jsou lokality rozděleny.",
        en="The devices were in {share} of the squares that the localities are divided into.",
    ).fill(reading.lang, share=cells.show())
