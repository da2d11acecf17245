"""Which parts of a report an audience is given, and what it is told of the rest.

Figures pass the guard (`apk_lib.protection`); parts made of records and of people's own words are given or not as a
whole. A section whose figures are all withheld is left out, and the report says at its end what it leaves out and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from apk_lib.disclosure import RULES, Audience, Rule
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import Reading
from apk_lib.prose import Block, Finding
from apk_lib.text import Lang, Text, listing, sort_key

# problems, duties, evidence and the account of rows are made of records; what the funder's form asks of participants is
# the funder's alone
_OF_RECORDS = frozenset({"activities", "problems", "esf", "publicity", "obligations", "evidence", "quality"})
NOT_GIVEN: dict[Audience, frozenset[str]] = {
    "internal": frozenset(),
    "funder": frozenset(),
    "public": _OF_RECORDS,
    "cross_town": _OF_RECORDS | {"wider_plan"},
}
# a public version needs no warning
MARKS: dict[Audience, Text] = {
    "internal": Text(
        cs="INTERNÍ verze – obsahuje údaje o zaměstnancích, nezveřejňujte ji",
        en="INTERNAL version – it holds data on employees, do not publish it",
    ),
    "funder": Text(
        cs="Verze pro poskytovatele dotace – nezveřejňujte ji",
        en="Version for the funder – do not publish it",
    ),
    "cross_town": Text(cs="Verze pro srovnání měst", en="Version for the comparison of towns"),
}
SAMPLE = Text(
    cs="UKÁZKOVÁ DATA – provozní záznamy v této zprávě jsou syntetické",
    en="SAMPLE DATA – the operational records in this report are synthetic",
)
_SHORT: dict[Audience, Text] = {
    "internal": Text(cs="INTERNÍ verze", en="INTERNAL version"),
    "funder": Text(cs="verze pro poskytovatele dotace", en="version for the funder"),
    "public": Text(cs="veřejná verze", en="public version"),
    "cross_town": Text(cs="verze pro srovnání měst", en="version for the comparison of towns"),
}
# why a figure is withheld, in a few words
REASONS = {
    "never": Text(cs="jde o několik známých lidí", en="it is about a few people everybody knows"),
    "personal": Text(cs="členění by ukázalo na jednoho člověka", en="the breakdown would point at one person"),
    "dominance": Text(cs="skoro vše odsloužil jeden člověk", en="one person served nearly all of it"),
    "few": Text(cs="příliš malý počet", en="too few"),
    "complement": Text(cs="dal by se z něj dopočítat jiný údaj", en="another figure could be computed from it"),
    "published": Text(cs="ukázalo by na jednotlivce spolu s dříve zveřejněným číslem",
                      en="with a figure published earlier it would point at single people"),
}  # fmt: skip
# what is told of the indicators withheld for each reason
_LEFT_OUT = {
    "never": Text(
        cs="Vůbec se neuvádí, protože jde o několik lidí, které ve městě každý zná: {what}.",
        en="Not shown at all, for it is about a few people whom everybody in the town knows: {what}.",
    ),
    "personal": Text(
        cs="Jen bez členění, které by ukázalo na jednoho člověka: {what}.",
        en="Shown without the breakdown that would point at one person: {what}.",
    ),
    "dominance": Text(
        cs="Bez míst, kde skoro všechny hodiny odsloužil jeden člověk: {what}.",
        en="Without the places where one person served nearly all the hours: {what}.",
    ),
    "few": Text(
        cs="Zcela nebo zčásti vynecháno, protože stojí na příliš malém počtu: {what}.",
        en="Left out wholly or in part, for it rests on too few: {what}.",
    ),
    "complement": Text(
        cs="Zcela nebo zčásti vynecháno, aby se z toho nedal dopočítat jiný údaj: {what}.",
        en="Left out wholly or in part, so that another figure cannot be computed from it: {what}.",
    ),
    "published": Text(
        cs="Vynecháno, protože po odečtení od dříve zveřejněného čísla by ukázalo na jednotlivce: {what}.",
        en="Left out, for subtracted from a figure published earlier it would point at single people: {what}.",
    ),
}
_HEADING = Text(
    cs="Část čísel se v této verzi neuvádí, aby nešlo poznat jednotlivé lidi",
    en="Some figures are left out of this version so that nobody can be recognised",
)
_NONE = Text(
    cs="Žádné číslo této verze nebylo třeba vynechat",
    en="No figure had to be left out of this version",
)
_HOW = Text(
    cs="Kde stojí „méně než 5“ (nebo jiná mez), je počet nižší než ta mez; kde stojí „neuvádí se“, číslo máme, ale "
    "neuvádíme je. S malým počtem se vynechává i to, z čeho by ho šlo dopočítat.",
    en="Where it says “fewer than 5” (or another limit), the count is below that limit; where it says “not shown”, we "
    "hold the figure and do not show it. With a small count goes whatever it could be computed from.",
)


# an empty place in a chart may be one that is withheld
NOT_DRAWN = Text(
    cs=" Co tato verze neuvádí, v grafu chybí.", en=" What this version does not show is missing from the chart."
)


def finished(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a report that is handed over: without what the coordinator has still to write."""
    told = (replace(block, awaited="", where="") for block in blocks)
    return tuple(block for block in told if block.paragraphs or block.items or block.words)


def still_seen(changes: pl.DataFrame, withheld: pl.DataFrame, audience: Audience) -> pl.DataFrame:
    """Headline figures of earlier reports as an audience may see them: they have not passed its guard.

    Of a subject that is judged by its numbers none is told, nor any measure that is withheld today.
    """
    told = [id for id, one in CATALOGUE.items() if RULES[one.subject][audience] in (Rule.ALL, Rule.COUNTS)]
    whole = withheld.filter(pl.col("dimension_1").is_null()).select("indicator", "measure")
    return changes.filter(pl.col("indicator").is_in(told)).join(
        whole, on=["indicator", "measure"], how="anti", maintain_order="left"
    )


def banner(audience: Audience, synthetic: bool, lang: Lang) -> str:
    """The strip at the very top: that the data are a sample, and whom the version is for."""
    if synthetic:
        return f"{SAMPLE(lang)} · {_SHORT[audience](lang)}"
    return MARKS[audience](lang) if audience in MARKS else ""


def all_withheld(reading: Reading) -> bool:
    """Whether the audience sees none of the figures, though there are some."""
    withheld = reading.results["state"] == "suppressed"
    return bool(withheld.any()) and reading.results["value"].is_null().all() and reading.curves.is_empty()


def left_out(withheld: pl.DataFrame, lang: Lang) -> Finding:
    """What the audience does not see and why: the indicators of each reason, none of their values."""
    if withheld.is_empty():
        return Finding(_NONE(lang), (), ())
    return Finding(_HEADING(lang), (_HOW(lang), *_by_reason(withheld, lang)), ())


def _by_reason(withheld: pl.DataFrame, lang: Lang) -> Iterable[str]:
    for reason, said in _LEFT_OUT.items():
        ids = withheld.filter(pl.col("reason") == reason)["indicator"].unique()
        if len(ids):
            yield said.fill(lang, what=listing(sorted((CATALOGUE[id].label(lang) for id in ids), key=sort_key), lang))
