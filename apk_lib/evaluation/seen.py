"""The answer on residents: do they notice the assistants, and do they trust them?"""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import LOW_RESPONSE, of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose.answers import explored, last_answers
from apk_lib.prose.waves import asked_in, bounds, figures, share, share_and_base, shown, stands
from apk_lib.results import FEW_ANSWERS
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
_HOLDS = {
    True: Text(cs="obstojí", en="stands"),
    False: Text(cs="nelze odlišit od náhody", en="cannot be told apart from chance"),
}
_WHAT = Text(cs="zda lidé o asistentech vědí a věří jim", en="whether people know of the assistants and trust them")


def latest(reading: Reading, item: str, measure: str = "favourable") -> Figure | None:
    """A figure of an item in the last wave that asked it; None where none did."""
    asked = last_answers(reading, "item_shares", measure, "item")
    return next((one for one in asked if one.category_1 == item), None)


def presence_noticed(reading: Reading) -> Answer:
    """Do residents notice the assistants and trust them? From the shares of the last wave that asked."""
    lang = reading.lang
    told = {item: figure for item in _SHARES if (figure := latest(reading, item))}
    known, trusted = (told.get(item) for item in _MOVED)
    if known is None and trusted is None:
        return unanswered("trust", _WHAT, None, reading)
    text = Text(
        cs="Z lidí, kteří v šetření {wave} na otázku odpověděli: {shares}.",
        en="Of the people who answered the question in the survey of {wave}: {shares}.",
    )
    waves = asked_in(told.values(), _share)
    said = " ".join(text.fill(lang, wave=wave, shares=listing(shares, lang)) for wave, shares in waves.items())
    bases = [figure.n for figure in (known, trusted) if figure is not None]
    doubts = (
        *raised(part_unknown=known is None or trusted is None, few_asked=min(bases) < FEW_ANSWERS),
        *of_response(reading),
        *of_figures(*told.values()),
    )
    unknown = Text(
        cs="jak by lidé odpovídali, kdyby asistenti ve městě nebyli.",
        en="how people would answer had there been no assistants.",
    )(lang)
    caption = Text(
        cs="Kdo o asistentech ví, vídá je a věří jim, podle vln šetření.",
        en="Who knows of the assistants, sees them and trusts them, by wave of the survey.",
    )
    return Answer(
        "trust", lang, _heading(known, trusted, reading), (said, *_moved(reading)), doubts, unknown, (caption(lang),),
        is_synthetic(reading, "item_shares"),
    )  # fmt: skip


def _share(figure: Figure) -> str:
    """A share in a sentence of its own; of few answers only how many there were."""
    if shown(figure):
        return _SHARES[figure.category_1].fill(figure.labels.lang, share=share_and_base(figure))
    return f"{figure.labels.name('item', figure.category_1)}: {share_and_base(figure)}"


def _heading(known: Figure | None, trusted: Figure | None, reading: Reading) -> str:
    texts = (
        Text(cs="o asistentech ví {share} lidí", en="{share} of people know of the assistants"),
        Text(cs="důvěřuje jim {share} lidí, kteří na otázku odpověděli, včetně těch, kdo o nich nevěděli",
             en="{share} of those who answered trust them, people who did not know of them included"),
    )  # fmt: skip
    parts = [(figure, text) for figure, text in zip((known, trusted), texts, strict=True) if figure is not None]
    said = [text.fill(reading.lang, share=share(figure)) for figure, text in parts if shown(figure)]
    if not said:
        return f"{sentence(_WHAT(reading.lang))}: {share_and_base(parts[0][0])}"
    return sentence(listing(said, reading.lang))


def _moved(reading: Reading) -> tuple[str, ...]:
    """The change of both from the first wave that asked to the last: of the exploration, so after its correction."""
    adjusted = {one.category_1: one.value for one in explored(reading)}
    parts = [
        f"{_MOVED[one.category_1](reading.lang)} {one.show()} ({bounds(one)}; "
        f"{_HOLDS[stands(adjusted.get(one.category_1), one)](reading.lang)})"
        for one in figures(reading, "item_shares", "change", "item")
        if one.category_1 in _MOVED
    ]
    if not parts:
        return ()
    text = Text(
        cs="Změna od první vlny (průzkum; v závorce 95% interval a závěr po Benjaminiho–Hochbergově úpravě přes celý "
        "dotazník): {parts}.",
        en="Change since the first wave (an exploration; in brackets the 95% interval and what stands after "
        "Benjamini–Hochberg correction over the whole questionnaire): {parts}.",
    )
    return (text.fill(reading.lang, parts="; ".join(parts)),)


def of_response(reading: Reading) -> tuple[str, ...]:
    """What the response to the survey takes away from an answer made of it."""
    rates = figures(reading, "survey_response", "response_rate_2", "wave")
    return raised(response_unknown=not rates, low_response=any(rate.value < LOW_RESPONSE for rate in rates))
