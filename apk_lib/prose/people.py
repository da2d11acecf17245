"""Sentences on employment, training and help to victims."""

from __future__ import annotations

from apk_lib.labels import ABSENT, Reading
from apk_lib.prose.core import IS, Finding, no_figure, out_of
from apk_lib.text import Noun, Text

_TAKEN = Noun(cs=("je obsazeno", "jsou obsazena", "je obsazeno", "je obsazeno"), en=("is filled", "are filled"))


def employment(reading: Reading) -> Finding:
    """Posts filled, people who stayed, how long."""
    lang = reading.lang
    filled = reading.figure("posts_filled", "filled_at_end")
    kept = reading.figure("retention", "still_employed")
    if not filled or not kept:
        return no_figure(filled, Text(cs="Obsazenost míst", en="Posts filled"), lang)
    heading = Text(
        cs="Ke konci období {taken} {filled} míst a v práci {are} stále {kept} původních asistentů",
        en="At the end of the period {filled} posts are filled and {kept} original assistants are still at work",
    ).fill(
        lang,
        taken=_TAKEN.form(filled.value, "cs"),
        filled=out_of(filled.value, filled.denominator, lang),
        are=IS.form(kept.numerator, "cs"),
        kept=out_of(kept.numerator, kept.denominator, lang),
    )
    paragraphs = (_filled(reading), _stayed(reading))
    strip = Text(cs="Obsazenost jednotlivých míst po měsících; číslo je tam, kde měsíc nebyl plný.",
                 en="How far each post was filled, month by month; a number where a month was not full.")  # fmt: skip
    curve = Text(
        cs="Udržení podle Kaplana a Meiera s 95% intervalem (beta-product). U tak malého počtu je interval široký.",
        en="Kaplan–Meier retention with its 95% interval (beta-product). With so few people the interval is wide.",
    )
    return Finding(
        heading,
        tuple(paragraphs),
        ((strip(lang), f"{heading}. {paragraphs[0]}"), (curve(lang), paragraphs[1])),
    )


def _filled(reading: Reading) -> str:
    months = reading.figure("person_months", "person_months", "period")
    rate = reading.figure("posts_filled", "fill_rate", "period")
    vacant = reading.figure("posts_filled", "vacant_days", "period")
    text = Text(
        cs="Za období to je {months} zaměstnání z {planned} plánovaných, místa byla obsazena z {rate}. Neobsazené "
        "dny v období: {vacant}.",
        en="In the period that is {months} of employment of {planned} planned, posts were filled to {rate}. Vacant "
        "days in the period: {vacant}.",
    )
    figures = {"months": months.show(), "planned": months.bare("denominator")}
    return text.fill(reading.lang, **figures, rate=rate.show(), vacant=vacant.bare())


def _stayed(reading: Reading) -> str:
    lang = reading.lang
    kept = reading.figure("retention", "still_employed")
    tenure = {id: reading.figure("tenure", id) for id in ("median", "shortest", "longest", "persons")}
    spread = f"{tenure['shortest'].bare()}{ABSENT}{tenure['longest'].bare()}"
    return Text(
        cs="Kdyby původní asistenti stáli za jiné, jim podobné, ležel by podíl těch, kdo zůstanou, v rozmezí "
        "{interval}. "
        "Od začátku projektu pracovalo v projektu lidí: {persons}; medián délky zaměstnání je {median} (rozpětí "
        "{spread}).",
        en="If the original assistants stood for others like them, the share who stay would lie in the range "
        "{interval}. "
        "People who have worked here since the start: {persons}; the median tenure is {median} (range {spread}).",
    ).fill(
        lang,
        interval=kept.interval,
        persons=tenure["persons"].bare(),
        median=tenure["median"].show(),
        spread=spread,
    )


def training(reading: Reading) -> Finding:
    """Who was trained and for how long."""
    lang = reading.lang
    trained = reading.figure("initial_training", "persons_trained")
    hours, total = (reading.figure("training_hours", "hours", scope) for scope in ("period", "cumulative"))
    if not trained:
        return no_figure(trained, Text(cs="Vzdělávání", en="Training"), lang)
    reached = trained.target is None or trained.value >= trained.target
    heading = Text(
        cs="Vstupní vzdělávání dokončilo {trained}" + (", cíl je splněn" if reached else ", cíl zatím splněn není"),
        en="{trained} completed the initial training"
        + (", the target is met" if reached else ", the target is not met yet"),
    ).fill(lang, trained=trained.show())
    spent = {
        True: Text(
            cs="V období tým strávil vzděláváním {hours}, od začátku projektu {total}.",
            en="In the period the team spent {hours} in training, {total} since the start of the project.",
        ),
        False: Text(
            cs="V období se žádné vzdělávání nekonalo; od začátku projektu tým strávil vzděláváním {total}.",
            en="No training took place in the period; since the start of the project the team has spent {total} "
            "in training.",
        ),
    }[bool(hours) and hours.value > 0].fill(lang, hours=hours.show(), total=total.show())
    paragraphs = [spent]
    if trained.target is not None:
        paragraphs.append(
            Text(
                cs="Cíl projektu: {target}. Počítá se každý, kdo zkoušku složil, tedy i nástupce na uvolněném místě.",
                en="The project's target: {target}. Everybody who passed the test counts, a replacement too.",
            ).fill(lang, target=trained.show("target"))
        )
    caption = Text(
        cs="Hodiny vzdělávání všech účastníků po měsících.",
        en="Training hours over all participants, by month.",
    )
    return Finding(heading, tuple(paragraphs), ((caption(lang), f"{heading}. {spent}"),))


def victims(reading: Reading) -> Finding:
    """Contacts with victims of hidden crime, as totals only."""
    lang = reading.lang
    now, ever = (
        {id: reading.figure("victim_support", id, scope) for id in ("contacts", "offered", "accepted")}
        for scope in ("period", "cumulative")
    )
    if not ever["contacts"]:
        return no_figure(
            ever["contacts"],
            Text(cs="Pomoc obětem skryté kriminality", en="Help to victims of hidden crime"),
            lang,
        )
    heading = Text(
        cs="Asistenti měli v období {contacts} s oběťmi skryté kriminality; pomoc nabídli {offered}krát, přijata "
        "byla {accepted}krát",
        en="The assistants had {contacts} with victims of hidden crime in the period; help offered: {offered}, "
        "accepted: {accepted}",
    ).fill(
        lang, contacts=_count(now["contacts"].value, reading), offered=now["offered"].bare() if now["offered"] else "0",
        accepted=now["accepted"].bare() if now["accepted"] else "0",
    )  # fmt: skip
    so_far = Text(
        cs="Od začátku projektu to je {contacts}, pomoc byla nabídnuta {offered}krát a přijata {accepted}krát. "
        "Počítají se kontakty, ne osoby: kolik lidí za nimi stojí, záznamy neříkají.",
        en="Since the start of the project the count is {contacts}; help offered: {offered}, accepted: {accepted}. "
        "Contacts are counted, not persons: how many people stand behind them the records do not say.",
    ).fill(
        lang,
        contacts=ever["contacts"].show(),
        offered=ever["offered"].bare(),
        accepted=ever["accepted"].bare(),
    )
    caption = Text(
        cs="Kontakty s oběťmi skryté kriminality, jen souhrnně.",
        en="Contacts with victims of hidden crime, totals only.",
    )
    return Finding(heading, (so_far,), ((caption(lang), f"{heading}. {so_far}"),))


def _count(value: float | None, reading: Reading) -> str:
    return reading.labels.value(value or 0.0, "contacts")
