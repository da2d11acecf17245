"""The answer on what stays after the project."""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.seen import latest
from apk_lib.evaluation.strength import of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose import out_of
from apk_lib.prose.core import IS
from apk_lib.prose.waves import share, share_and_base, shown, wave_of
from apk_lib.text import Text

_WHAT = Text(cs="co po projektu zůstává", en="what stays after the project")
_HEADING = Text(cs="Na konci projektu {parts}", en="At the end of the project {parts}")
_UNKNOWN = Text(
    cs="zda lidé po skončení podpory pracují a kde, a zda město asistenty platí dál. Postavení po odchodu se zatím "
    "nezapisuje (dodá koordinátor).",
    en="whether the people work after the support ended and where, and whether the town goes on paying for "
    "assistants. Status after leaving is not recorded yet (the coordinator supplies it).",
)


def after(reading: Reading) -> Answer:
    """What stays after the project: people at work at its end, the wish of residents, documents."""
    lang = reading.lang
    kept, wished = reading.figure("retention", "still_employed"), latest(reading, "should_continue")
    if not kept and not wished:
        return unanswered("after", _WHAT, kept, reading)
    parts = "; ".join(text for text in (_at_work(kept), _wanted(wished)) if text)
    evidence = tuple(text for text in (_asked(wished), _written(reading)) if text)
    doubts = (
        "after_unknown",
        *of_figures(*(figure for figure in (kept, wished) if figure)),
        *raised(part_unknown=not kept or not wished),
    )
    synthetic = is_synthetic(reading, "retention", "item_shares", "documents")
    return Answer("after", lang, _HEADING.fill(lang, parts=parts), evidence, doubts, _UNKNOWN(lang), (), synthetic)


def _at_work(kept: Figure) -> str:
    if not kept:
        return ""
    lang = kept.labels.lang
    text = Text(cs="{are} v práci {kept} původních asistentů", en="{kept} original assistants {are} at work")
    return text.fill(lang, are=IS.form(kept.numerator, lang), kept=out_of(kept.numerator, kept.denominator, lang))


def _wanted(wished: Figure | None) -> str:
    if not wished:
        return ""
    text = Text(cs="{share} lidí si přeje, aby asistenti pokračovali",
                en="{share} of people want the assistants to continue")  # fmt: skip
    if shown(wished):
        return text.fill(wished.labels.lang, share=share(wished))
    return f"{wished.labels.name('item', wished.category_1)}: {share_and_base(wished)}"


def _asked(wished: Figure | None) -> str:
    if not wished:
        return ""
    text = Text(
        cs="Na otázku, zda mají pokračovat, odpovědělo v šetření {wave} lidí: {n} (95% interval {interval}).",
        en="People who answered in the survey of {wave} whether the assistants should continue: {n} (95% interval "
        "{interval}).",
    )
    asked = wished.bare("n", unit="respondents")
    return text.fill(wished.labels.lang, wave=wave_of(wished), n=asked, interval=wished.interval)


def _written(reading: Reading) -> str:
    finished = reading.figure("documents", "finished")
    text = Text(cs="Dokončené dokumenty, které zůstávají městu: {n}.", en="Finished documents that stay: {n}.")
    return text.fill(reading.lang, n=finished.bare()) if finished else ""
