"""Sentences on the monitoring of localities: their state, defects and their mending, checks, complaints, finds."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, part
from apk_lib.prose.encounters import finds
from apk_lib.text import Text

_SCALE = Text(cs="nula v pořádku, trojka velmi špatný stav", en="zero is fine, three is very bad")
_STATES = Text(
    cs="Průměrná známka podle lokality a toho, co se kontroluje, za období ({scale}): čím tmavší, tím hůř. Prázdné "
    "pole: nekontrolovalo se.",
    en="Mean score by locality and thing checked in the period ({scale}): the darker, the worse. An empty cell: not "
    "checked.",
)
_TREND = Text(
    cs="Průměrná známka všech kontrol po měsících od začátku projektu ({scale}). Záleží i na tom, co a kde se ten "
    "měsíc kontrolovalo.",
    en="Mean score of all checks by month since the start of the project ({scale}). It also depends on what was "
    "checked that month and where.",
)


def monitoring(reading: Reading) -> Finding:
    """In what state the localities are, how soon defects are mended, whether checks were made, what was found."""
    lang, score = reading.lang, reading.figure("locality_state", "score", "period")
    heading = _heading(reading, score)
    things = _things(reading, score)
    said = (things, _repairs(reading), _done(reading), _around(reading))
    places = (_STATES.fill(lang, scale=_SCALE(lang)), f"{heading}. {things}".strip()) if score else None
    ever = reading.figure("locality_state", "score")
    trend = (_TREND.fill(lang, scale=_SCALE(lang)), f"{heading}.") if ever else None
    return Finding(heading, tuple(text for text in said if text), (places, trend))


def _ranked(reading: Reading, dimension: str) -> list[Figure]:
    """The mean state by a dimension, the worst first."""
    rows = reading.rows("locality_state", "score", "period", dimension).drop_nulls("value")
    ordered = rows.sort(["value", "category_1"], descending=[True, False])
    return [Figure(row, reading.labels) for row in ordered.iter_rows(named=True)]


def _heading(reading: Reading, score: Figure) -> str:
    lang = reading.lang
    if not score:
        return Text(cs="Stav lokalit v období: {state}", en="State of the localities in the period: {state}").fill(
            lang, state=score.show()
        )
    places = _ranked(reading, "locality")
    worst = Text(cs="; nejvyšší má {place} ({score})", en="; the highest is that of {place} ({score})").fill(
        lang, place=reading.labels.name("locality", places[0].category_1), score=places[0].bare()
    )
    return Text(
        cs="Stav lokalit má při kontrolách průměrnou známku {score} ({scale}){worst}",
        en="At the checks the state of the localities has a mean score of {score} ({scale}){worst}",
    ).fill(
        lang,
        score=score.bare(),
        scale=_SCALE(lang),
        worst=worst if len(places) > 1 and places[0].value > places[1].value else "",
    )


def _things(reading: Reading, score: Figure) -> str:
    """What is worst and what is best, over all localities."""
    things = _ranked(reading, "checklist_item")
    if len(things) < 2 or things[0].value == things[-1].value:
        return ""
    name = reading.labels.name
    return Text(
        cs="Nejhůř dopadá „{worst}“ ({most}), nejlépe „{best}“ ({least}); známek je {n}.",
        en="“{worst}” comes off worst ({most}), “{best}” best ({least}); number of scores {n}.",
    ).fill(
        reading.lang,
        worst=name("checklist_item", things[0].category_1),
        most=things[0].bare(),
        best=name("checklist_item", things[-1].category_1),
        least=things[-1].bare(),
        n=reading.labels.bare(score.n, "checks"),
    )


def _repairs(reading: Reading) -> str:
    """Defects mended in time among those due, how long it took, how many stay open."""
    lang = reading.lang
    mended, median, open = (reading.figure("repairs", id, "period") for id in ("mended_within", "median_days", "open"))
    parts = []
    if mended:
        days = reading.labels.value(reading.labels.limits["repair_days"], "days")
        parts.append(
            Text(
                cs="Z nahlášených závad, kterým v období uplynula lhůta ({days}), bylo včas odstraněno {mended}.",
                en="Of the defects reported whose time ({days}) ran out in the period {mended} were repaired on time.",
            ).fill(lang, days=days, mended=part(mended))
        )
    if median:
        parts.append(
            Text(
                cs="U odstraněných to trvalo obvykle {median} (medián odstraněných v období; závad {n}).",
                en="A repair usually took {median} (median of those repaired in the period; defects {n}).",
            ).fill(lang, median=median.show(), n=reading.labels.bare(median.n, "defects"))
        )
    if open:
        parts.append(
            Text(cs="Otevřené závady na konci období: {n}.", en="Defects open at the end of the period: {n}.").fill(
                lang, n=open.bare()
            )
        )
    return " ".join(parts)


def _done(reading: Reading) -> str:
    """How many of the planned checks were made."""
    lang = reading.lang
    done, checks = (reading.figure("monitoring_done", id, "period") for id in ("done", "checks"))
    if not done:
        return ""
    missed = [
        reading.labels.name("locality", row["category_1"])
        for row in reading.rows("monitoring_done", "done", "period", "locality").filter(value=0.0).iter_rows(named=True)
    ]
    none = Text(cs=" Ani jedna plánovaná kontrola: {places}.", en=" Not one planned check: {places}.").fill(
        lang, places=", ".join(sorted(missed))
    )
    return Text(
        cs="Z plánovaných kontrol lokalit se provedlo {done}; dny kontrol: {checks}. Víc kontrol v jednom měsíci "
        "zmeškané v jiném nenahrazuje.{none}",
        en="Of the planned checks of localities {done} were made; days of checks: {checks}. More checks in one month "
        "do not make up for those missed in another.{none}",
    ).fill(lang, done=done.show(), checks=checks.bare(), none=none if missed else "")


def _around(reading: Reading) -> str:
    """Complaints per inhabitant where inhabitants are known, and what was found in the field."""
    lang = reading.lang
    rate = reading.figure("complaints_per_inhabitant", "complaints", "period")
    complained = Text(
        cs="Stížnosti v období na tisíc obyvatel: {rate} (lokality, jejichž počet obyvatel je znám).",
        en="Complaints in the period per thousand inhabitants: {rate} (localities whose population is known).",
    ).fill(lang, rate=rate.bare())
    found = finds(reading) if reading.has("finds") else ""
    return " ".join(text for text in (complained if rate else "", found) if text)
