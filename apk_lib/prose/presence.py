"""Sentences on presence in the field: days, hours, stays, and where on the map."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import SCHEMATIC, Finding, no_figure
from apk_lib.text import Text, listing

_CALENDAR = Text(
    cs="Hodiny přítomnosti za každý den období, součet lokalit; rámeček je státní svátek.",
    en="Presence-hours of each day of the period, added up over localities; a frame marks a public holiday.",
)
_MAP = Text(
    cs="Hodiny přítomnosti v lokalitách za období: čím tmavší, tím víc; bíle tam, kde nikdo nebyl.",
    en="Presence-hours in the localities in the period: the darker, the more; white where nobody was.",
)
_SHAPELESS = Text(cs="Na mapě nejsou: {places}.", en="Not on the map: {places}.")
_STAYS = Text(cs="Počet pobytů v lokalitách za období podle délky.", en="Number of stays in localities by length.")
_WHAT = Text(cs="Přítomnost v terénu", en="Presence in the field")


def presence(reading: Reading) -> Finding:
    """On how many days somebody was there and for how long, how many together, how long a stay took."""
    lang = reading.lang
    there, days = reading.figure("presence_hours", "presence_hours", "period"), _of_days(reading, "days_with_presence")
    if not there or not days:
        return no_figure(there, _WHAT, lang)
    heading = Text(
        cs="Asistenti byli v lokalitách {days}, dohromady {hours} přítomnosti",
        en="Assistants were in the localities on {days}, {hours} of presence in all",
    ).fill(lang, days=days.show(), hours=there.show())
    said = (_together(reading), _usual_stay(reading), constant_set(reading))
    told = tuple(text for text in said if text)
    stays = (_STAYS(lang), f"{heading}. {_usual_stay(reading)}") if _usual_stay(reading) else None
    return Finding(heading, told, ((_CALENDAR(lang), f"{heading}."), map_picture(reading, heading), stays))


def _of_days(reading: Reading, measure: str) -> Figure:
    return reading.figure("field_days", measure, "period")


def _together(reading: Reading) -> str:
    crew = reading.figure("mean_crew", "mean_crew", "period")
    return Text(
        cs="Odsloužili tam {hours} (osobodny: {days}); když tam někdo byl, bylo jich v průměru {crew}.",
        en="They served {hours} there (person-days: {days}); while somebody was there, they were {crew} on average.",
    ).fill(
        reading.lang,
        hours=reading.figure("person_hours", "person_hours", "period").show(),
        days=_of_days(reading, "person_days").bare(),
        crew=crew.bare(),
    )


def _usual_stay(reading: Reading) -> str:
    median = reading.figure("stay_lengths", "median", "period")
    if not median:
        return ""
    return Text(
        cs="Obvyklý pobyt trval {median} (medián; počet pobytů {n}).",
        en="The usual stay took {median} (median; number of stays {n}).",
    ).fill(reading.lang, median=median.show(), n=reading.figure("stay_lengths", "stays", "period").bare())


def constant_set(reading: Reading) -> str:
    """Hours in localities valid through the whole project; nothing to say where all hours were there."""
    if not reading.has("constant_set_hours", "person_hours"):
        return ""
    lasting = reading.figure("constant_set_hours", "person_hours", "period")
    whole = reading.figure("person_hours", "person_hours", "period")
    if not lasting or not whole or lasting.value == whole.value:
        return ""
    return Text(
        cs="Lokality se během projektu měnily; v těch, které platí po celou dobu (počet: {n}), to bylo {hours}.",
        en="Localities changed during the project; in those valid throughout (number: {n}) it was {hours}.",
    ).fill(
        reading.lang,
        n=reading.figure("constant_set_hours", "localities", "period").bare(),
        hours=lasting.show(),
    )


def map_picture(reading: Reading, heading: str) -> tuple[str, str] | None:
    """The words of the map; None for a town without shapes or hours."""
    shapes, lang = reading.labels.shapes, reading.lang
    rows = reading.rows("presence_hours", "presence_hours", "period", "locality").drop_nulls("value")
    spent = rows.filter(rows["value"] > 0).sort("value", "category_1")
    if shapes is None or spent.is_empty():
        return None
    shapeless = [place for place in spent["category_1"] if place not in shapes.localities]
    names = [reading.labels.name("locality", place) for place in reading.labels.ordered("locality", shapeless)]
    caption = [_MAP(lang)]
    caption += [_SHAPELESS.fill(lang, places=listing(names, lang))] if names else []
    caption += [SCHEMATIC(lang)] if shapes.schematic else []
    most = Figure(spent.row(-1, named=True), reading.labels)
    told = Text(cs="Nejvíc přítomnosti bylo zde: {place} ({hours}).", en="Most presence was here: {place} ({hours}).")
    place = reading.labels.name("locality", most.category_1)
    return " ".join(caption), f"{heading}. {told.fill(lang, place=place, hours=most.show())}"
