"""Answers on the field: was presence delivered as planned, and were victims of hidden crime reached?"""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import CHECKED_BY_GPS, LATE_PLAN, MUCH_UNTRACKED, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import SCHEMATIC, or_zero
from apk_lib.prose.people import helped
from apk_lib.text import Text

_CAPTIONS = (
    Text(cs="Odsloužené hodiny proti plánu podle lokalit za celý projekt; u názvu je plnění plánu.",
         en="Hours delivered against the plan by locality over the whole project; adherence stands beside the name."),
    Text(cs="Plnění plánu v % podle dne a pásma za celý projekt; prázdné pole znamená, že tam služba plánována nebyla.",
         en="Adherence in % by weekday and band over the whole project; an empty cell means that nothing was planned "
            "there."),
    Text(cs="Hodiny přítomnosti v lokalitách za celý projekt: čím tmavší, tím víc.",
         en="Presence-hours in the localities over the whole project: the darker, the more."),
)  # fmt: skip


def presence(reading: Reading) -> Answer:
    """Was presence delivered as planned: how much, where and when? From capped adherence since the start."""
    lang = reading.lang
    capped, crossings = (reading.figure(id, "capped") for id in ("plan_adherence", "presence_adherence"))
    main = capped if capped else crossings
    if not main:
        what = Text(cs="přítomnost podle plánu", en="presence as planned")
        return unanswered("presence", what, capped, reading)
    heading = Text(
        cs="Tam a tehdy, kde byla služba plánována, tým splnil {share} plánu{beside}",
        en="Where and when service was planned the team delivered {share} of the plan{beside}",
    ).fill(lang, share=main.show(), beside=_beside(capped, crossings))
    evidence = (_dose(reading, capped) if capped else "", _place(reading, main), _time(reading, main))
    unknown = Text(
        cs="co se v lokalitách dělo v hodinách, kdy tam nikdo nebyl, a zda plán mířil tam, kde bylo třeba.",
        en="what happened in the localities while nobody was there, and whether the plan aimed where it was needed.",
    )(lang)
    return Answer(
        "presence", lang, heading, tuple(text for text in evidence if text), _doubts(reading, capped, crossings),
        unknown, _captions(reading), is_synthetic(reading, "plan_adherence", "presence_adherence"),
        _measured(reading),
    )  # fmt: skip


def _captions(reading: Reading) -> tuple[str | None, ...]:
    *charts, on_map = (caption(reading.lang) for caption in _CAPTIONS)
    shapes = reading.labels.shapes
    if shapes is None:
        return (*charts, None)
    return (*charts, f"{on_map} {SCHEMATIC(reading.lang)}" if shapes.schematic else on_map)


def _beside(capped: Figure, crossings: Figure) -> str:
    if not capped or not crossings:
        return ""
    text = Text(cs=" v hodinách a {crossings} na přechodech", en=" in hours and {crossings} at the crossings")
    return text.fill(capped.labels.lang, crossings=crossings.show())


def _dose(reading: Reading, capped: Figure) -> str:
    over, unplanned = (
        reading.figure("plan_adherence", "over_delivery"),
        reading.figure("unplanned_hours", "person_hours"),
    )
    return Text(
        cs="Dávka: z plánovaných {planned} tým odsloužil {kept}; nad plán jednotlivých služeb šlo {over}, bez plánu "
        "{unplanned}. Hodiny navíc plán jinde nenahrazují.",
        en="Dose: of {planned} planned the team delivered {kept}; beyond the planned services went {over}, without a "
        "plan {unplanned}. Extra hours do not make up for the plan elsewhere.",
    ).fill(
        reading.lang, planned=capped.show("denominator", unit="person_hours"),
        kept=capped.bare("numerator", unit="person_hours"), over=or_zero(over, "person_hours"),
        unplanned=or_zero(unplanned, "person_hours"),
    )  # fmt: skip


def _place(reading: Reading, main: Figure) -> str:
    """The locality where the plan was kept least and most."""
    ranked = _ranked(reading, main.indicator, "locality")
    if len(ranked) < 2 or ranked[0].value == ranked[-1].value:
        return ""
    name = reading.labels.name
    return Text(
        cs="Místo: nejméně byl plán plněn v lokalitě {worst} ({least}), nejvíce v lokalitě {best} ({most}).",
        en="Place: the plan was kept least in {worst} ({least}), most in {best} ({most}).",
    ).fill(
        reading.lang, worst=name("locality", ranked[0].category_1), least=ranked[0].show(),
        best=name("locality", ranked[-1].category_1), most=ranked[-1].show(),
    )  # fmt: skip


def _time(reading: Reading, main: Figure) -> str:
    """The adherence by type of day, and the weekday and band that was served least of all."""
    by_day = _ranked(reading, main.indicator, "day_type")
    bands = _ranked(reading, main.indicator, "locality", "weekday_band")
    if len(bands) < 2 or bands[0].value == bands[1].value:
        return ""
    name, worst = reading.labels.name, bands[0]
    each = [f"{name('day_type', one.category_1)} {one.show()}" for one in by_day]
    said = Text(cs="; podle druhu dne: {days}", en="; by type of day: {days}").fill(reading.lang, days=", ".join(each))
    return Text(
        cs="Čas: nejslabší byla služba {place} {band} ({share}){days}.",
        en="Time: the weakest service was {place} {band} ({share}){days}.",
    ).fill(
        reading.lang, days=said if len(each) > 1 else "", place=name("locality", worst.category_1),
        band=name("weekday_band", worst.category_2), share=worst.show(),
    )  # fmt: skip


def _ranked(reading: Reading, indicator: str, *by: str) -> list[Figure]:
    """Adherence broken down, the least first."""
    places = [f"category_{place}" for place in range(1, len(by) + 1)]
    rows = reading.rows(indicator, "capped", "cumulative", *by).drop_nulls("value").sort("value", *places)
    return [Figure(row, reading.labels) for row in rows.iter_rows(named=True)]


def _doubts(reading: Reading, capped: Figure, crossings: Figure) -> tuple[str, ...]:
    tracked = reading.figure("gps_tracking", "tracked")
    original = reading.figure("original_plan_adherence", "capped")
    untracked, hours_in = (reading.figure("hours_balance", id) for id in ("untracked", "hours_in"))
    return (
        *raised(
            own_records=not (tracked and hours_in) or tracked.value < CHECKED_BY_GPS * hours_in.value,
            late_plan=bool(original and capped) and abs(original.value - capped.value) > LATE_PLAN,
            untracked=bool(untracked and hours_in) and untracked.value > MUCH_UNTRACKED * hours_in.value,
        ),
        *of_figures(capped, crossings),
    )


def _measured(reading: Reading) -> dict[str, str]:
    """The hours GPS checked, and those without a place, as shares of the hours served."""
    hours_in = reading.figure("hours_balance", "hours_in")
    parts = {"own_records": reading.figure("gps_tracking", "tracked"),
             "untracked": reading.figure("hours_balance", "untracked")}  # fmt: skip
    return {
        doubt: reading.labels.value(part.value / hours_in.value, "share")
        for doubt, part in parts.items()
        if part and hours_in and hours_in.value
    }


def victims(reading: Reading) -> Answer:
    """Were victims of hidden crime reached? As totals of contacts; nobody knows how many victims there are."""
    lang = reading.lang
    counted = {id: reading.figure("victim_support", id) for id in ("contacts", "offered", "accepted")}
    contacts = counted["contacts"]
    what = Text(cs="pomoc obětem skryté kriminality", en="help to victims of hidden crime")
    if contacts.state == "missing" or contacts.withheld:
        return unanswered("victims", what, contacts, reading)
    none = Text(
        cs="Žádný kontakt s obětí skryté kriminality není zapsán", en="No contact with a victim of hidden crime is "
        "recorded",
    )  # fmt: skip
    some = Text(
        cs="Asistenti zapsali {contacts} s oběťmi skryté kriminality; {help}",
        en="The assistants recorded {contacts} with victims of hidden crime; {help}",
    )
    heading = (
        some.fill(lang, contacts=contacts.show(), help=helped(counted["offered"], counted["accepted"]))
        if contacts.value
        else none(lang)
    )
    totals = Text(
        cs="Počítají se kontakty, ne osoby, a jen souhrnně: jeden člověk může být započten vícekrát.",
        en="Contacts are counted, not persons, and only in total: one person can be counted more than once.",
    )(lang)
    unknown = Text(
        cs="kolika lidí se skrytá kriminalita týká, kolik jich asistenti minuli a jak pomoc dopadla.",
        en="how many people hidden crime concerns, how many the assistants missed, and what came of the help.",
    )(lang)
    caption = Text(
        cs="Kontakty s oběťmi skryté kriminality, jen souhrnně.",
        en="Contacts with victims of hidden crime, totals only.",
    )
    captions = (caption(lang) if contacts.value else None,)
    doubts = ("no_denominator", *of_figures(*counted.values()))
    synthetic = is_synthetic(reading, "victim_support")
    return Answer("victims", lang, heading, (totals,), doubts, unknown, captions, synthetic)
