"""Sentences on how the field work was organised: weeks of localities, late hours, pairs, checks, events."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, out_of, part
from apk_lib.text import Text, number

_WHAT = Text(cs="Organizace služby v terénu", en="Organisation of the field work")


def field_work(reading: Reading) -> Finding:
    """How many planned weeks of localities were covered, when and how many together, and whether events are noted."""
    covered = reading.figure("locality_weeks", "covered", "period")
    patrols = reading.figure("pairs", "pairs", "period")
    said = (_dose(reading, covered), _hours(reading), _together(reading, patrols), _events(reading))
    told = tuple(text for text in said if text)
    if not told:
        return no_figure(patrols, _WHAT, reading.lang)
    return Finding(_heading(reading, covered, patrols), told, ())


def _heading(reading: Reading, covered: Figure, patrols: Figure) -> str:
    lang = reading.lang
    if covered:
        return Text(
            cs="Týdny lokalit, kdy asistenti přišli aspoň tolikrát, kolik služeb žádá plán: {covered}",
            en="Weeks of localities to which the assistants came at least as often as the plan asks: {covered}",
        ).fill(lang, covered=out_of(covered.numerator, covered.denominator, lang))
    if patrols:
        return Text(cs="Směny ve dvojici: {share}", en="Shifts in pairs: {share}").fill(lang, share=part(patrols))
    return f"{_WHAT(lang)}: {covered.show()}"


def _dose(reading: Reading, covered: Figure) -> str:
    """What the weeks are, in how many nobody came, and how long assistants were there in a week."""
    if not covered:
        return ""
    missed, dose = (reading.figure("locality_weeks", id, "period") for id in ("without_visit", "minutes_per_week"))
    return Text(
        cs="Týdny se počítají za každou lokalitu zvlášť, jen celé a s plánem služby. Týdny bez jediné "
        "návštěvy: {missed}; na týden a lokalitu připadlo v průměru {dose} (čas každého asistenta zvlášť).",
        en="Weeks are counted for each locality, only whole ones with a plan of service. Weeks without any visit: "
        "{missed}; a week of a locality got {dose} on average (each assistant's time counted).",
    ).fill(reading.lang, missed=missed.bare(), dose=dose.show())


def _hours(reading: Reading) -> str:
    """The part of working time that went to the field, of evenings and weekends in it."""
    lang = reading.lang
    late, weekend = (reading.figure("late_presence", id, "period") for id in ("after_18", "weekend"))
    fund = reading.figure("field_share", "of_fund", "period")
    parts = []
    if fund:
        parts.append(
            Text(
                cs="Z fondu pracovní doby strávili asistenti v terénu {share} (lokality i mimo ně; jen celé měsíce s "
                "výkazem).",
                en="The assistants spent {share} of their working-time fund in the field (localities and outside; only "
                "whole months with a timesheet).",
            ).fill(lang, share=fund.show())
        )
    if late:
        parts.append(
            Text(
                cs="Z osobohodin v lokalitách připadlo na dobu od šesti večer do šesti ráno {late}, na soboty "
                "a neděle {weekend}.",
                en="Of the person-hours in localities {late} fell between six in the evening and six in the morning, "
                "{weekend} on Saturdays and Sundays.",
            ).fill(lang, late=late.show(), weekend=weekend.show())
        )
    return " ".join(parts)


def _together(reading: Reading, patrols: Figure) -> str:
    """Shifts in pairs and shifts that the mentor checked; what nobody wrote down is said."""
    lang = reading.lang
    if not patrols:
        return ""
    checked = reading.figure("mentor_checks", "checked", "period")
    pairs = Text(cs="Směny ve dvojici: {pairs}.", en="Shifts in pairs: {pairs}.").fill(
        lang, pairs=out_of(patrols.numerator, patrols.denominator, lang)
    )
    if not checked:
        unknown = Text(
            cs="Zda mentor směny kontroloval, zapsáno není.", en="Whether the mentor checked shifts is not recorded."
        )
        return f"{pairs} {unknown(lang)}"
    known = Text(
        cs="Směny zkontrolované mentorem: {checked} (jen ty, u kterých je to zapsáno).",
        en="Shifts checked by the mentor: {checked} (only those for which this is recorded).",
    ).fill(lang, checked=out_of(checked.numerator, checked.denominator, lang))
    return f"{pairs} {known}"


def _events(reading: Reading) -> str:
    """Events per assistant and month, with a word of warning where there are unusually few or many."""
    found = reading.figure("events_per_assistant_month", "events", "period")
    if not found:
        return ""
    lang, limits = reading.lang, reading.labels.limits
    low, high = (limits[f"events_per_month_{end}"] for end in ("low", "high"))
    verdicts = {
        low <= found.value <= high: Text(
            cs="to je v obvyklém rozpětí {low} až {high}.", en="within the usual range of {low} to {high}."
        ),
        found.value < low: Text(
            cs="to je méně než obvyklých {low} až {high}: ověřte, zda se události zapisují.",
            en="fewer than the usual {low} to {high}: check whether events are written down.",
        ),
        found.value > high: Text(
            cs="to je více než obvyklých {low} až {high}: ověřte, zda se táž věc nezapisuje víckrát.",
            en="more than the usual {low} to {high}: check that one thing is not written down several times.",
        ),
    }
    noted = Text(cs="Na asistenta a měsíc připadlo událostí: {n};", en="Events per assistant and month: {n};")
    verdict = verdicts[True].fill(lang, low=number(low, lang), high=number(high, lang))
    return f"{noted.fill(lang, n=number(found.value, lang, 1))} {verdict}"
