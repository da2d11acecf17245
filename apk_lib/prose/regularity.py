"""Sentences on how regularly and how evenly the localities are visited."""

from __future__ import annotations

import polars as pl

from apk_lib.labels import Figure, Reading, decimals
from apk_lib.prose.core import Finding, as_of, no_figure, out_of
from apk_lib.text import Noun, Text, listing

_GAPS = Text(
    cs="Nejdelší mezera, ve které nikdo v lokalitě nebyl, průměrná mezera a průměrné čekání za období. Běží jen v "
    "plánovaných hodinách (plánované dny a pásma); pobyt mimo plánovaná pásma mezeru neukončí.",
    en="The longest gap with nobody in the locality, the mean gap and the average idleness in the period. They run "
    "in planned hours only (planned days and bands); a stay outside the planned bands does not end a gap.",
)
_PLANNED_HOUR = Noun(
    cs=("plánovaná hodina", "plánované hodiny", "plánovaných hodin", "plánované hodiny"),
    en=("planned hour", "planned hours"),
)
_OUTSIDE = Text(
    cs="Pobyt mimo plánovaná pásma takovou mezeru neukončí.",
    en="A stay outside the planned bands does not end such a gap.",
)
_LORENZ = Text(
    cs="Lokality od nejméně obsloužené: jaký díl odsloužených osobohodin připadl na jaký díl plánu. Čím dál je křivka "
    "od úhlopříčky, tím nerovnoměrnější služba.",
    en="Localities from the least served: what part of the delivered person-hours fell on what part of the plan. The "
    "farther the curve is from the diagonal, the less even the service.",
)
_WHAT = Text(cs="Doba mezi návštěvami", en="Time between visits")


def regularity(reading: Reading) -> Finding:
    """The longest gap between visits, localities overlooked or never visited, and how even the service was."""
    lang = reading.lang
    worst = reading.figure("revisit_gaps", "worst_gap", "period")
    if not worst:
        return no_figure(worst, _WHAT, lang)
    heading = longest_gap(reading)
    wait = _waiting(reading)
    said = (wait, overlooked(reading), _even(reading))
    lorenz = (_LORENZ(lang), f"{heading}. {_even(reading)}") if reading.figure("evenness", "gini", "period") else None
    return Finding(heading, tuple(text for text in said if text), (gap_picture(reading), lorenz))


def gap_picture(reading: Reading) -> tuple[str, str] | None:
    """The words of the gap chart; None where there is no service time to have gaps in."""
    if not reading.has("revisit_gaps") or not reading.figure("revisit_gaps", "worst_gap", "period"):
        return None
    return _GAPS(reading.lang), f"{longest_gap(reading)}. {_waiting(reading)}"


def gap_sentences(reading: Reading) -> str:
    """The longest gap with what does not end it."""
    anybody = not _seen(reading).is_empty()
    return f"{longest_gap(reading)}. {_OUTSIDE(reading.lang)}" if anybody else f"{longest_gap(reading)}."


def longest_gap(reading: Reading) -> str:
    """Where nobody was longest in planned time, and where nobody came at all."""
    lang, name = reading.lang, reading.labels.name
    seen = _seen(reading)
    unseen = listing([name("locality", place) for place in _unseen(seen, reading)], lang)
    if seen.is_empty():
        return Text(cs="V žádné lokalitě s plánem služby v období nikdo nebyl",
                    en="Nobody was in any locality with planned service in the period")(lang)  # fmt: skip
    worst = Figure(seen.row(-1, named=True), reading.labels)
    text = (
        Text(
            cs="V období nikdo nebyl zde: {unseen}; jinde nebyl v plánované době nikdo nejdéle v lokalitě {place}: "
            "{worst}",
            en="Nobody was here in the period: {unseen}; elsewhere the longest planned time with nobody there was in "
            "{place}: {worst}",
        )
        if unseen
        else Text(
            cs="Nejdéle nebyl v plánované době nikdo v lokalitě {place}: {worst}",
            en="The longest planned time with nobody there was in {place}: {worst}",
        )
    )
    return text.fill(lang, unseen=unseen, worst=_planned_hours(worst), place=name("locality", worst.category_1))


def _planned_hours(figure: Figure) -> str:
    return _PLANNED_HOUR.count(figure.value, figure.labels.lang, decimals(figure.value, figure.unit))


def _longest(reading: Reading) -> pl.DataFrame:
    return reading.rows("revisit_gaps", "worst_gap", "period", "locality").drop_nulls("value")


def _seen(reading: Reading) -> pl.DataFrame:
    """The longest gap of each locality where somebody came, the longest of all last."""
    came = reading.rows("presence_hours", "presence_hours", "period", "locality").filter(pl.col("value") > 0)
    return _longest(reading).join(came, on="category_1", how="semi").sort("value", "category_1")


def _unseen(seen: pl.DataFrame, reading: Reading) -> list[str]:
    unseen = _longest(reading).join(seen, on="category_1", how="anti")["category_1"].to_list()
    return reading.labels.ordered("locality", unseen)


def _waiting(reading: Reading) -> str:
    mean, idle, service = (
        reading.figure("revisit_gaps", id, "period") for id in ("mean_gap", "average_idleness", "service_hours")
    )
    return Text(
        cs="Průměrná mezera trvala {mean}, průměrné čekání na asistenta {idle}. Počítají se jen plánované hodiny, v "
        "lokalitách dohromady {service}; pobyt mimo plánovaná pásma mezeru neukončí.",
        en="The mean gap took {mean}, the average idleness {idle}. Only planned hours count, {service} in all "
        "localities together; a stay outside the planned bands does not end a gap.",
    ).fill(reading.lang, mean=mean.show(), idle=idle.show(), service=service.bare())


def overlooked(reading: Reading) -> str:
    """How many localities were visited, and which are left without a visit for long or have never had one."""
    lang = reading.lang
    extent = reading.figure("extent", "localities_visited", "period")
    late = reading.figure("overlooked_localities", "localities")
    said = []
    if extent:
        share = out_of(extent.numerator, extent.denominator, lang)
        said.append(Text(cs="Navštívené lokality: {share}.", en="Localities visited: {share}.").fill(lang, share=share))
    if late and late.value:
        text = Text(cs="{when} jsou opomíjené: {places}.", en="{when} these are overlooked: {places}.")
        places = listing(_waits(reading), lang)
        said.append(text.fill(lang, when=_that_day(reading, late), places=places))
    elif late:
        text = Text(cs="{when} není opomíjená žádná lokalita.", en="{when} no locality is overlooked.")
        said.append(text.fill(lang, when=_that_day(reading, late)))
    return " ".join(said)


def _that_day(reading: Reading, figure: Figure) -> str:
    """It is told of one day, not of all the period before it."""
    if figure.open:
        return as_of(reading, figure)
    return Text(cs="V poslední den období", en="On the last day of the period")(reading.lang)


def _waits(reading: Reading) -> list[str]:
    """The overlooked localities with the days since the last visit, or never."""
    rows = reading.rows("overlooked_localities", "localities", "cumulative", "locality").filter(pl.col("value") > 0)
    days = {
        place: reading.figure("last_visit", "days_since", locality=place).show()
        for place in reading.labels.ordered("locality", rows["category_1"].to_list())
    }
    return [f"{reading.labels.name('locality', place)} ({since})" for place, since in days.items()]


def _even(reading: Reading) -> str:
    index = reading.figure("evenness", "gini", "period")
    if not index:
        return ""
    return Text(
        cs="Giniho index odsloužených osobohodin proti plánu je {gini}; nula by znamenala, že každá lokalita dostala "
        "týž díl svého plánu.",
        en="The Gini index of delivered person-hours against the plan is {gini}; zero would mean that every locality "
        "got the same part of its plan.",
    ).fill(reading.lang, gini=index.show())
