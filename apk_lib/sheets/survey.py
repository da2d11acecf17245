"""Tables of the survey: changes by group, all questions, places, the plan of the next one, published surveys."""

from __future__ import annotations

from collections.abc import Iterator

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.prose.survey_method import caveats_by_number, newest_first
from apk_lib.prose.waves import ITEMS, bounds, ends, figures, p_value, share_and_base
from apk_lib.sheets.core import HEADS, Sheet, sheet_of
from apk_lib.text import Text, number

_HEADS = {
    "group": Text(cs="Skupina", en="Group"),
    "item": Text(cs="Otázka", en="Question"),
    "first": Text(cs="První vlna (n)", en="First wave (n)"),
    "last": Text(cs="Poslední vlna (n)", en="Last wave (n)"),
    "change": Text(cs="Změna (p. b.)", en="Change (pp)"),
    "effective": Text(cs="Efektivní n", en="Effective n"),
    "detectable": Text(cs="Zachytitelný nárůst", en="Detectable rise"),
    "p_holm": Text(cs="p (po Holmovi)", en="p (Holm)"),
    "p_bh": Text(cs="p (po Benjaminim–Hochbergovi)", en="p (Benjamini–Hochberg)"),
    "unknown": Text(cs="„Nevím“", en="“Don't know”"),
    "away": Text(cs="Nechodí tam", en="Do not go there"),
    "respondents": Text(cs="Dotázaných ve vlně", en="Respondents in a wave"),
    "survey": Text(cs="Šetření", en="Survey"),
    "share": Text(cs="Cítí se bezpečně", en="Feel safe"),
    "wording": Text(cs="Znění", en="Wording"),
    "caveat": Text(cs="Výhrada", en="Caveat"),
}  # fmt: skip
_ALL = Text(cs="všichni", en="everybody")
_GROUPS = ("zone", "sex", "age_group")


def change_table(reading: Reading) -> Sheet:
    """Each group with its shares in the first and the last wave, the change, and what could have been detected.

    Of `p` the first number is that of the single test, the second in brackets that after Holm's correction within
    the family declared beforehand.
    """
    rows = [row for item in ITEMS for row in _changes(reading, item)]
    heads = _heads(reading, "group", "first", "last", "change", "interval", "effective", "detectable", "p_holm")
    summary = Text(cs="Změna podle skupin ({rows})", en="Change by group ({rows})")
    caption = Text(
        cs="Podíl „bezpečně“ v první a v poslední vlně a změna; „nízký počet“ má méně než 30 odpovědí. Efektivní n je "
        "velikost stejně přesného prostého výběru; zachytitelný je nárůst, který se pozná v 80 % případů.",
        en="The share safe in the first and the last wave, and the change; a “low number” is under 30 answers. "
        "Effective n is the size of an equally precise simple sample; a detectable rise is found 80% of the time.",
    )
    return sheet_of(summary, caption, heads, 1, tuple(rows), reading.lang)


def _changes(reading: Reading, item: str) -> Iterator[tuple[str, ...]]:
    lang = reading.lang
    tested = {
        (one.category_1, one.category_2): one.value for one in figures(reading, "tested_changes", "p", "item", "zone")
    }
    holm = {
        (one.category_1, one.category_2): one.value
        for one in figures(reading, "tested_changes", "p_holm", "item", "zone")
    }
    single = figures(reading, item, "change_p")
    for dimension in (None, *_GROUPS):
        by = [dimension] if dimension else []
        for change in figures(reading, item, "change", *by):
            category = change.category_1
            group = reading.labels.name(dimension, category) if dimension else _ALL(lang)
            waves = ends(reading, item, dimension, category)
            p = tested.get((item, category)) if dimension == "zone" else None
            p = single[0].value if dimension is None and single else p
            yield (
                f"{ITEMS[item](lang)} · {group}",
                share_and_base(waves[0], 1) if waves else ABSENT,
                share_and_base(waves[-1], 1) if waves else ABSENT,
                change.bare(),
                bounds(change),
                ABSENT if change.effective_n is None else number(change.effective_n, lang),
                ABSENT if change.detectable_change is None else change.bare("detectable_change"),
                _tested(p, holm.get((item, category)) if dimension == "zone" else None, reading),
            )


def _tested(p: float | None, adjusted: float | None, reading: Reading) -> str:
    shown = [p_value(one, reading.lang) for one in (p, adjusted) if one is not None]
    return ABSENT if not shown else shown[0] if len(shown) == 1 else f"{shown[0]} ({shown[1]})"


def items_table(reading: Reading) -> Sheet:
    """Every question that asks of no single place: its favourable share, the change and its test as an exploration."""
    caption = Text(
        cs="Podíl příznivých odpovědí (nebo „ano“) mezi platnými; změny jsou průzkum, první p je jednoho testu, v "
        "závorce po úpravě.",
        en="Share of favourable answers (or of “yes”) among the valid ones; changes are an exploration, the first p is "
        "that of a single test, in brackets that after correction.",
    )
    summary = Text(cs="Všechny otázky ({rows})", en="All questions ({rows})")
    heads = _heads(reading, "item", "first", "last", "change", "interval", "unknown", "p_bh")
    rows = _compared(reading, "item_shares", "item", ("favourable", "dont_know", "p_bh"))
    return sheet_of(summary, caption, heads, 1, rows, reading.lang)


def places_table(reading: Reading) -> Sheet:
    """Every place the survey asked of, with the change and its test."""
    caption = Text(
        cs="Podíl „bezpečně“ mezi těmi, kdo do místa chodí; první p je jednoho testu, v závorce po Holmově úpravě přes "
        "všechna místa.",
        en="The share safe among those who go to the place; the first p is that of a single test, in brackets that "
        "after Holm's correction over all places.",
    )
    summary = Text(cs="Bezpečí podle míst ({rows})", en="Safety by place ({rows})")
    heads = (HEADS["locality"](reading.lang), *_heads(reading, "first", "last", "change", "interval", "away", "p_holm"))
    rows = _compared(reading, "place_safety", "locality", ("share_safe", "does_not_go", "p_holm"))
    return sheet_of(summary, caption, heads, 1, rows, reading.lang)


def _compared(
    reading: Reading, indicator: str, dimension: str, measures: tuple[str, str, str]
) -> tuple[tuple[str, ...], ...]:
    """One row a category: first and last wave, change, interval, who is outside the base, p before and after."""
    share, outside, adjusted = measures
    waves: dict[str, list[Figure]] = {}
    for one in figures(reading, indicator, share, dimension, "wave"):
        waves.setdefault(one.category_1, []).append(one)
    silent = {one.category_1: one for one in figures(reading, indicator, outside, dimension, "wave")}
    by = {
        measure: {one.category_1: one for one in figures(reading, indicator, measure, dimension)}
        for measure in ("change", "p", adjusted)
    }
    rows = []
    for category, asked in waves.items():
        if category in reading.labels.survey.places:
            continue
        change, single, corrected = (found.get(category) for found in by.values())
        rows.append(
            (
                reading.labels.name(dimension, category),
                share_and_base(asked[0]) if len(asked) > 1 else ABSENT,
                share_and_base(asked[-1]),
                change.bare() if change else ABSENT,
                bounds(change) if change else ABSENT,
                silent[category].bare() if category in silent else ABSENT,
                _tested(single.value if single else None, corrected.value if corrected else None, reading),
            )
        )
    return tuple(rows)


def plan_table(reading: Reading) -> Sheet:
    """How many respondents find what rise."""
    sizes = figures(reading, "survey_plan", "detectable", "respondents_per_wave")
    rows = tuple((reading.labels.name("respondents_per_wave", one.category_1), one.show()) for one in sizes)
    summary = Text(cs="Co zachytí šetření podle velikosti ({rows})", en="What a survey finds by its size ({rows})")
    caption = Text(
        cs="Nejmenší nárůst podílu „bezpečně“, který se pozná v 80 % případů na hladině 5 %.",
        en="The smallest rise of the share safe that is found 80% of the time at the 5% level.",
    )
    return sheet_of(summary, caption, _heads(reading, "respondents", "detectable"), 0, rows, reading.lang)


def published_table(reading: Reading) -> Sheet:
    """Published shares with their wording and caveat, the newest first."""
    lang, notes, marks = reading.lang, reading.labels.survey.published, caveats_by_number(reading)
    rows = []
    for one in newest_first(reading):
        note = notes.get((one.category_1, one.category_2))
        rows.append(
            (
                reading.labels.name("survey", one.category_1),
                ITEMS[one.category_2](lang) if one.category_2 in ITEMS else one.category_2,
                one.show(),
                number(one.n, lang) if one.n else ABSENT,
                note.wording if note else ABSENT,
                f"[{marks[one.category_1, one.category_2]}] {note.caveat}" if note else ABSENT,
            )
        )
    heads = (*_heads(reading, "survey", "item", "share"), "n", *_heads(reading, "wording", "caveat"))
    summary = Text(cs="Zveřejněná šetření ({rows})", en="Published surveys ({rows})")
    caption = Text(cs="Od nejnovějšího; pořadí není žebříček.", en="The newest first; the order is no ranking.")
    sheet = sheet_of(summary, caption, heads, 2, tuple(rows), lang)
    return Sheet(sheet.summary, sheet.caption, heads, (False, False, True, True, False, False), sheet.rows)


def _heads(reading: Reading, *names: str) -> tuple[str, ...]:
    return tuple((_HEADS.get(name) or HEADS[name])(reading.lang) for name in names)
