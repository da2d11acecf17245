"""Sentences on patrol coverage."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading, hours_minutes
from apk_lib.prose.core import Finding, no_figure, or_zero, out_of
from apk_lib.prose.presence import constant_set, map_picture
from apk_lib.prose.regularity import gap_picture, gap_sentences, overlooked
from apk_lib.prose.tracking import confirmed
from apk_lib.text import Text, listing, number, percent

_BARS = Text(
    cs="Odsloužené hodiny proti plánu podle lokalit za období; u názvu je plnění plánu.",
    en="Hours delivered against the plan by locality in the period; adherence stands beside the name.",
)
_WEEK = Text(
    cs="Plnění plánu v % podle dne a pásma, vpravo splněné a plánované hodiny (× jsou návštěvy). Prázdné pole "
    "znamená, že tam služba plánována nebyla; sloupec „týd.“ jsou služby plánované na celý týden.",
    en="Adherence in % by weekday and band, on the right hours kept and planned (× stands for visits). An empty cell "
    "means that nothing was planned there; the column “wk” holds services planned by the week.",
)
_HOURS = Text(
    cs="Kdy a kde byl v období někdo v lokalitách: osobohodiny podle lokality a hodiny dne, ve které byly odslouženy; "
    "prázdné pole znamená, že tam tehdy nikdo nebyl.",
    en="When and where somebody was in the localities in the period: person-hours by locality and the hour of day in "
    "which they were served; an empty cell means that nobody was there then.",
)
_SLOTS = {
    "plan_adherence": Text(cs="{share} plánovaných v osobohodinách", en="{share} planned in person-hours"),
    "presence_adherence": Text(cs="{share} na přechodech a stanovištích", en="{share} at crossings and posts"),
    "visit_adherence": Text(cs="{share} plánovaných v návštěvách", en="{share} planned in visits"),
}
_WHAT = Text(cs="Plnění plánu služeb", en="Adherence to the plan")
_WEAKEST = Text(cs="; nejslabší místo je {place} ({worst})", en="; the weakest place is {place} ({worst})")
_WEAKEST_ELSEWHERE = Text(
    cs="; mimo přechody je nejslabší {place} ({worst})", en="; outside the crossings the weakest is {place} ({worst})"
)
BALANCE = ("hours_in", "in_localities", "outside", "untracked", "double_booked")
# whose rejected rows would have been hours
_HOURS_FROM = {
    "visits": Text(cs="návštěvy {n}", en="visits {n}"),
    "shifts": Text(cs="směny {n}", en="shifts {n}"),
    "shift_crew": Text(cs="lidé na směnách {n}", en="people on shifts {n}"),
}


def coverage(reading: Reading) -> Finding:
    """Where and when the plan was kept, how regularly somebody came, and where the hours went."""
    capped = reading.figure("plan_adherence", "capped", "period")
    posts = reading.figure("presence_adherence", "capped", "period")
    trips = reading.figure("visit_adherence", "capped", "period") if reading.has("visit_adherence") else None
    if capped:
        heading = _heading(reading, capped)
    elif posts:
        heading = _posts_heading(reading, posts)
    elif trips:
        heading = _trips_heading(reading, trips)
    else:
        return _without_plan(reading, capped)
    planned = _planned(reading, capped) if capped else ""
    beside = _trips(reading, trips) if capped or posts else ""
    plan = " ".join(text for text in (_hits(reading), beside, _versions(reading), _excused(reading)) if text)
    told = (planned, plan, *_there(reading), _regular(reading))
    bars = (_BARS(reading.lang), f"{heading}. {planned}".strip())
    week = (_WEEK(reading.lang), f"{heading}. {_places(reading)}".strip() if capped else f"{heading}.")
    pictures = (bars, week, hours_picture(reading, heading), _gaps(reading), map_picture(reading, heading))
    return Finding(heading, tuple(text for text in told if text), pictures, _asides(reading))


def _without_plan(reading: Reading, capped: Figure) -> Finding:
    """Hours need no plan: they are told although there is nothing to hold them against."""
    heading = no_figure(capped, _WHAT, reading.lang).heading
    if capped.state == "not_applicable":
        heading = Text(
            cs="Na toto období není naplánována žádná služba, plnění plánu proto nelze říci",
            en="No service is planned for this period, so nothing can be said of adherence",
        )(reading.lang)
    pictures = (None, None, hours_picture(reading, heading), None, map_picture(reading, heading))
    # the calendar of schools says which days crossings are planned on, and none are
    return Finding(heading, _there(reading), pictures, (_balance(reading),))


def _asides(reading: Reading) -> tuple[tuple[str, str], ...]:
    return _balance(reading), _calendar(reading)


def _posts_heading(reading: Reading, kept: Figure) -> str:
    """A town that plans nothing but presence at crossings and other posts."""
    return Text(
        cs="Na přechodech tým splnil {kept} plánované přítomnosti{weakest}",
        en="At the crossings the team kept {kept} of the planned presence{weakest}",
    ).fill(reading.lang, kept=kept.show(), weakest=_weakest(reading, "presence_adherence", _WEAKEST))


def _trips_heading(reading: Reading, kept: Figure) -> str:
    """A town that plans visits alone."""
    return Text(cs="Z plánovaných návštěv se uskutečnilo {kept}", en="Of the planned visits {kept} were made").fill(
        reading.lang, kept=kept.show()
    )


def _trips(reading: Reading, kept: Figure | None) -> str:
    return f"{_trips_heading(reading, kept)}." if kept else ""


def _hits(reading: Reading) -> str:
    """How many single services were kept, of all that were planned in whatever measure."""
    said = []
    for id, text in _SLOTS.items():
        hits = reading.figure(id, "slot_hits", "period") if reading.has(id) else None
        if hits:
            said.append(text.fill(reading.lang, share=out_of(hits.numerator, hits.denominator, reading.lang)))
    if not said:
        return ""
    least = percent(reading.labels.limits["slot_hit_percent"] / 100, reading.lang, 1)
    return Text(
        cs="Splněné služby (splněno aspoň {least} služby): {said}.",
        en="Services kept (at least {least} of the service): {said}.",
    ).fill(reading.lang, least=least, said=listing(said, reading.lang))


def _versions(reading: Reading) -> str:
    """The plan as it stood on each day, where it was changed afterwards."""
    if not reading.has("original_plan_adherence"):
        return ""
    now, then = (reading.figure(id, "capped", "period") for id in ("plan_adherence", "original_plan_adherence"))
    if not now or not then or (now.numerator, now.denominator) == (then.numerator, then.denominator):
        return ""
    also = Text(cs="také ", en="also ")(reading.lang) if then.show() == now.show() else ""
    return Text(
        cs="Podle plánu, jak platil v den služby ({planned}), by plnění vyšlo {also}{then}.",
        en="By the plan as it stood on the day of service ({planned}) adherence would {also}be {then}.",
    ).fill(reading.lang, also=also, then=then.show(), planned=then.show("denominator", unit="person_hours"))


def _excused(reading: Reading) -> str:
    """What excused absence explains, where absences are known and there were any."""
    if not reading.has("excused_adherence"):
        return ""
    hours, adjusted, part = (
        reading.figure("excused_adherence", id, "period") for id in ("excused", "adjusted", "proportional")
    )
    if not hours or not hours.value or not part:
        return ""
    most = Text(
        cs=" (kdyby připadla na plán celá, nejvýše {adjusted})", en=" ({adjusted} at most, if all of it did)"
    ).fill(reading.lang, adjusted=adjusted.show())
    return Text(
        cs="Omluvená nepřítomnost: {hours}; po odečtení její části, která připadá na plán, by plnění vyšlo {part}"
        "{most}. V plánu zůstává, občané tehdy nikoho neviděli.",
        en="Excused absence: {hours}; less its part that falls on the plan, adherence would be {part}{most}. It "
        "stays in the plan, for citizens saw nobody then.",
    ).fill(reading.lang, hours=hours.show(), part=part.show(), most=most if adjusted else "")


def _there(reading: Reading) -> tuple[str, ...]:
    return tuple(text for text in (_visits(reading), constant_set(reading)) if text)


def _regular(reading: Reading) -> str:
    """Gaps between visits, localities overlooked, and what GPS confirms, each only where it was selected."""
    said = []
    if gap_picture(reading) is not None:
        said.append(gap_sentences(reading))
    if reading.has("last_visit", "overlooked_localities", "extent"):
        said.append(overlooked(reading))
    if confirmed(reading):
        said.append(f"{confirmed(reading)}.")
    return " ".join(text for text in said if text)


def _gaps(reading: Reading) -> tuple[str, str] | None:
    picture = gap_picture(reading)
    # in this section the whole paragraph replaces the chart
    return None if picture is None else (picture[0], _regular(reading))


def hours_picture(reading: Reading, heading: str) -> tuple[str, str] | None:
    """The caption and the alternative of the picture of hours of the day; none where nobody was in the field."""
    if not reading.has("hours_of_day"):
        return None
    hours = reading.rows("hours_of_day", "person_hours", "period", "hour").filter(pl.col("value") > 0)
    if hours.is_empty():
        return None
    most = Figure(hours.sort("value", descending=True, maintain_order=True).row(0, named=True), reading.labels)
    total = reading.figure("hours_of_day", "person_hours", "period")
    said = Text(
        cs="{heading}. Osobohodiny podle lokality a hodiny dne: nejvíc jich je mezi {hour}. a {next}. hodinou, "
        "{most} z {total}.",
        en="{heading}. Person-hours by locality and hour of day: most of them are between {hour}:00 and {next}:00, "
        "{most} of {total}.",
    )
    hour = int(most.category_1)
    return _HOURS(reading.lang), said.fill(
        reading.lang, heading=heading, hour=str(hour), next=str(hour + 1), most=most.bare(), total=total.bare()
    )


def _ranked(reading: Reading, indicator: str) -> list[Figure]:
    """The adherence of each locality with a plan, the least first."""
    rows = reading.rows(indicator, "capped", "period", "locality").drop_nulls("value").sort("value", "category_1")
    return [Figure(row, reading.labels) for row in rows.iter_rows(named=True)]


def _weakest(reading: Reading, indicator: str, text: Text) -> str:
    """The clause on the weakest place; none where no single place is weaker than all others."""
    ranked = _ranked(reading, indicator)
    if len(ranked) < 2 or ranked[0].value == ranked[1].value:
        return ""
    place = reading.labels.name("locality", ranked[0].category_1)
    return text.fill(reading.lang, place=place, worst=ranked[0].show())


def _heading(reading: Reading, capped: Figure) -> str:
    crossings = reading.figure("presence_adherence", "capped", "period")
    text = {
        True: Text(
            cs="Na přechodech tým splnil {crossings} plánované přítomnosti, jinde odsloužil {capped} plánovaných "
            "hodin{weakest}",
            en="At the crossings the team kept {crossings} of the planned presence; elsewhere it served {capped} of "
            "the planned hours{weakest}",
        ),
        False: Text(
            cs="Tam a tehdy, kde byla služba plánována, tým odsloužil {capped} hodin{weakest}",
            en="Where and when service was planned the team delivered {capped} of the hours{weakest}",
        ),
    }[bool(crossings)]
    # hours and presence are different measures: the weakest place is told of the hours alone
    weakest = _weakest(reading, "plan_adherence", _WEAKEST_ELSEWHERE if crossings else _WEAKEST)
    return text.fill(reading.lang, crossings=crossings.show(), capped=capped.show(), weakest=weakest)


def _planned(reading: Reading, capped: Figure) -> str:
    raw = reading.figure("plan_adherence", "raw", "period")
    over = reading.figure("plan_adherence", "over_delivery", "period")
    unplanned = reading.figure("unplanned_hours", "person_hours", "period")
    return Text(
        cs="Bez stanovišť, kde se plánuje přítomnost, bylo naplánováno {planned}; tam a tehdy, kde byly plánovány, "
        "jich tým odsloužil {kept}. Nad plán jednotlivých služeb šlo {over}, bez plánu {unplanned}. "
        "Hodiny navíc jinde plán nenahrazují, proto se do plnění nepočítají; s hodinami nad plán by vyšlo {raw}.",
        en="Without the posts where presence is planned, {planned} were planned; where and when they were planned the "
        "team delivered {kept}. Beyond the planned services went {over}, and {unplanned} had no "
        "plan. Extra hours elsewhere do not make up for it, so they do not count; with hours over the plan it would "
        "be {raw}.",
    ).fill(
        reading.lang,
        planned=capped.show("denominator", unit="person_hours"),
        kept=capped.bare("numerator", unit="person_hours"),
        over=or_zero(over, "person_hours"),
        unplanned=or_zero(unplanned, "person_hours"),
        raw=raw.show(),
    )


def _visits(reading: Reading) -> str:
    """Hours and visits in the localities, or that there were none."""
    persons = reading.figure("person_hours", "person_hours", "period")
    presence = reading.figure("presence_hours", "presence_hours", "period")
    visits = reading.figure("visit_count", "visits", "period")
    if not persons and persons.state != "no_cases":
        known = Text(cs=" Návštěvy: {n}.", en=" Visits: {n}.").fill(reading.lang, n=visits.bare()) if visits else ""
        there = Text(cs="Přítomnost v lokalitách: {state}.", en="Presence in the localities: {state}.")
        return there.fill(reading.lang, state=persons.show()) + known
    if not (persons.value or presence.value or visits.value):
        return Text(
            cs="V období není zapsána přítomnost v žádné lokalitě.",
            en="No presence in any locality is recorded in the period.",
        )(reading.lang)
    return Text(
        cs="V lokalitách včetně přechodů: {persons}; aspoň jeden asistent tam byl {presence}. Návštěvy: {visits}.",
        en="In the localities, crossings included: {persons}; at least one assistant was there for {presence}. "
        "Visits: {visits}.",
    ).fill(
        reading.lang,
        persons=or_zero(persons, "person_hours"),
        presence=or_zero(presence, "hours"),
        visits=visits.bare() if visits else number(0, reading.lang),
    )


def _places(reading: Reading) -> str:
    """Where the plan is kept best and least; between what shares where no single place is."""
    ranked = _ranked(reading, "plan_adherence")
    if ranked[0].value == ranked[-1].value:
        return ""
    (worst, after), (before, best) = ranked[:2], ranked[-2:]
    name = reading.labels.name
    if worst.value == after.value or before.value == best.value:
        between = Text(cs="Plnění plánu v lokalitách: {span}.", en="Adherence by locality: {span}.")
        return between.fill(reading.lang, span=reading.labels.interval(worst.value, best.value, "share"))
    return Text(
        cs="Nejlépe je plán plněn v lokalitě {best} ({most}), nejméně v lokalitě {worst} ({least}).",
        en="The plan is kept best in {best} ({most}), least in {worst} ({least}).",
    ).fill(
        reading.lang, best=name("locality", best.category_1), most=best.show(),
        worst=name("locality", worst.category_1), least=worst.show(),
    )  # fmt: skip


def _balance(reading: Reading) -> tuple[str, str]:
    lang = reading.lang
    parts = {id: _hours(reading.figure("hours_balance", id, "period")) for id in (*BALANCE, "night_shift")}
    text = Text(
        cs="{hours_in} vykázaných = {in_localities} v lokalitách + {outside} mimo lokality + {untracked} bez záznamu "
        "místa + {double_booked} souběhu (jeden člověk na dvou místech, platí pozdější začátek). Služby přes půlnoc "
        "na okraji období mění plnění plánu proti tabulkám hodin o {night_shift}.",
        en="{hours_in} in = {in_localities} in localities + {outside} outside them + {untracked} untracked + "
        "{double_booked} double-booked (one person in two places, the later start counts). Nights at the edge of the "
        "period shift adherence against tables of hours by {night_shift}.",
    )
    said = f"{text.fill(lang, **parts)} {_unended(reading)}{_rejected(reading)}"
    return Text(cs="Bilance hodin", en="Balance of hours")(lang), said


def _unended(reading: Reading) -> str:
    unended = reading.figure("hours_balance", "open_visits", "period")
    if not unended or not unended.value:
        return ""
    most = _hours(reading.figure("hours_balance", "open_at_most", "period"))
    return Text(
        cs="Návštěvy bez zapsaného odchodu: {n}; v bilanci mají nulu, mohly trvat nejvýše {most}. ",
        en="Visits without a recorded departure: {n}; they count as zero and can have taken {most} at most. ",
    ).fill(reading.lang, n=unended.bare(), most=most)


def _rejected(reading: Reading) -> str:
    """Rows that would have been hours, had they not broken a rule; of the whole project, for some have no date."""
    rejected, lang = reading.labels.rejected, reading.lang
    counts = [text.fill(lang, n=number(rejected.get(table, 0), lang)) for table, text in _HOURS_FROM.items()]
    return Text(
        cs="Odmítnuté řádky v celém projektu: {counts}.", en="Rejected rows in the whole project: {counts}."
    ).fill(lang, counts=", ".join(counts))


def _hours(figure: Figure) -> str:
    if figure.state == "no_cases":
        return hours_minutes(0, figure.labels.lang)
    return hours_minutes(figure.value, figure.labels.lang) if figure else figure.show()


def _calendar(reading: Reading) -> tuple[str, str]:
    """Teaching days of the schools in the period; a range where schools differ."""
    lang = reading.lang
    by = {
        id: reading.rows("teaching_days", id, "period", "school").drop_nulls("value")["value"]
        for id in ("some_attend", "all_attend", "without_closures", "unconfirmed")
    }
    shown = {id: _range(days, reading) for id, days in by.items()}
    text = Text(
        cs="Přechody se plánují ve vyučovací dny, kdy do školy chodí aspoň někteří žáci: {some_attend}, z toho "
        "nepotvrzené: {unconfirmed}. Přísněji (chodí všichni): {all_attend}; kdyby uzavírek nebylo: "
        "{without_closures}.",
        en="Crossings are planned on teaching days, when at least some pupils attend: {some_attend}, of them "
        "unconfirmed: {unconfirmed}. Strictly (all attend): {all_attend}; had there been no closures: "
        "{without_closures}.",
    )
    return Text(cs="Kalendář škol", en="School calendar")(lang), text.fill(lang, **shown)


def _range(days: pl.Series, reading: Reading) -> str:
    if days.is_empty():
        return reading.labels.state("missing")
    low, high = min(days), max(days)
    if low == high:
        return reading.labels.value(low, "days")
    return reading.labels.interval(low, high, "days")
