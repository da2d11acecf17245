"""The answer on residents: do they notice the assistants, and do they trust them?"""

from __future__ import annotations

import polars as pl

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import FEW_ASKED, LOW_RESPONSE, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.waves import chance, figures, share_and_base, verdict, wave_of
from apk_lib.text import Text, listing, sentence

_SHARES = {
    "knows_assistants": Text(cs="ví o nich {share}", en="{share} know of them"),
    "sees_assistants": Text(cs="aspoň jednou týdně je vídá {share}", en="{share} see them at least weekly"),
    "met_assistants": Text(cs="mluvilo s nimi {share}", en="{share} have spoken with them"),
    "rates_presence": Text(cs="jejich přítomnost hodnotí kladně {share}", en="{share} rate their presence positively"),
    "safer_with_assistants": Text(cs="díky nim se cítí bezpečněji {share}", en="{share} feel safer because of them"),
    "trusts_assistants": Text(cs="důvěřuje jim {share}", en="{share} trust them"),
}
_MOVED = {
    "knows_assistants": Text(cs="znalost asistentů", en="knowing of the assistants"),
    "trusts_assistants": Text(cs="důvěra k nim", en="trust in them"),
}
_WHAT = Text(cs="zda lidé o asistentech vědí a věří jim", en="whether people know of the assistants and trust them")


def latest(reading: Reading, item: str, measure: str = "favourable") -> Figure | None:
    """A figure of an item in the last wave that asked it; None where none did."""
    rows = reading.rows("item_shares", measure, "cumulative", "item", "wave")
    asked = rows.filter(pl.col("category_1") == item).drop_nulls("value").sort("category_2")
    return Figure(asked.row(-1, named=True), reading.labels) if len(asked) else None


def presence_noticed(reading: Reading) -> Answer:
    """Do residents notice the assistants and trust them? From the shares of the last wave that asked."""
    lang = reading.lang
    told = {item: figure for item in _SHARES if (figure := latest(reading, item))}
    known, trusted = (told.get(item) for item in _MOVED)
    if known is None and trusted is None:
        return unanswered("trust", _WHAT, None, reading)
    rest = [_SHARES[item].fill(lang, share=share_and_base(figure)) for item, figure in told.items()]
    said = Text(
        cs="Z lidí, kteří v šetření {wave} na otázku odpověděli: {shares}.",
        en="Of the people who answered the question in the survey of {wave}: {shares}.",
    ).fill(lang, wave=wave_of(next(iter(told.values()))), shares=listing(rest, lang))
    bases = [figure.n for figure in (known, trusted) if figure is not None]
    doubts = (
        *raised(part_unknown=known is None or trusted is None, few_asked=min(bases) < FEW_ASKED),
        *of_response(reading),
        *of_figures(*told.values()),
    )
    unknown = Text(
        cs="jak by lidé odpovídali, kdyby asistenti ve městě nebyli. Kdo asistenty nezná, o důvěře většinou nemluví.",
        en="how people would answer had there been no assistants. Who does not know them mostly says nothing of trust.",
    )(lang)
    caption = Text(
        cs="Kdo o asistentech ví, vídá je a věří jim, podle vln šetření.",
        en="Who knows of the assistants, sees them and trusts them, by wave of the survey.",
    )
    return Answer(
        "trust", lang, _heading(known, trusted, reading), (said, *_moved(reading)), doubts, unknown, (caption(lang),),
        is_synthetic(reading, "item_shares"),
    )  # fmt: skip


def _heading(known: Figure | None, trusted: Figure | None, reading: Reading) -> str:
    parts = [
        (known, Text(cs="o asistentech ví {share} lidí", en="{share} of people know of the assistants")),
        (trusted, Text(cs="důvěřuje jim {share} těch, kdo to umějí posoudit",
                       en="{share} of those who can judge trust them")),
    ]  # fmt: skip
    said = [text.fill(reading.lang, share=figure.show()) for figure, text in parts if figure is not None]
    return sentence(listing(said, reading.lang))


def _moved(reading: Reading) -> tuple[str, ...]:
    """The change of both from the first wave that asked to the last, with what the interval allows to say."""
    parts = [
        f"{_MOVED[one.category_1](reading.lang)} {one.show()} (95% interval {one.interval}; {chance(one)})"
        for one in figures(reading, "item_shares", "change", "item")
        if one.category_1 in _MOVED
    ]
    if not parts:
        return ()
    text = Text(cs="Změna od první vlny: {parts}.", en="Change since the first wave: {parts}.")
    return (text.fill(reading.lang, parts="; ".join(parts)),)


def of_response(reading: Reading) -> tuple[str, ...]:
    """What the response to the survey takes away from an answer made of it."""
    rates = figures(reading, "survey_response", "response_rate_2", "wave")
    return raised(response_unknown=not rates, low_response=any(rate.value < LOW_RESPONSE for rate in rates))


def certain(change: Figure) -> bool:
    """Whether a change can be told apart from chance."""
    return verdict(change) != "uncertain"
