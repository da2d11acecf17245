"""Sentences on the rest of the questionnaire: every question, every place, and what people say of the assistants."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import SCHEMATIC, Finding
from apk_lib.prose.waves import (
    asked_in,
    bounds,
    figures,
    incomparable,
    points_of,
    share,
    share_and_base,
    share_in_full,
    shown,
    stands,
    wave_of,
)
from apk_lib.tables.questionnaire import ADVERSE, FOLLOWING
from apk_lib.text import Lang, Noun, Text, number, sentence

_QUESTION = Noun(cs=("otázka", "otázky", "otázek", "otázky"), en=("question", "questions"))
_BARS = Text(
    cs="Vážený podíl příznivých odpovědí (nebo „ano“) z platných, s 95% intervalem; vlny pod sebou. Jantarově otázky, "
    "kde je „ano“ horší odpověď. Vpravo podíl „nevím“.",
    en="Weighted share of favourable answers (or of “yes”) among the valid ones, with its 95% interval; waves one "
    "under the other. In amber questions where yes is the worse answer. On the right the share of “don't know”.",
)
_MAP = Text(
    cs="Podíl lidí, kteří se v místě cítí bezpečně: čím tmavší, tím víc.",
    en="The share of people who feel safe at the place: the darker, the more.",
)
# from knowing of the assistants to wanting them to stay (evaluation question 4)
ASSISTANTS = ("knows_assistants", "sees_assistants", "met_assistants", "rates_presence", "safer_with_assistants",
              "should_continue", "trusts_assistants", "trusts_municipal_police")  # fmt: skip


def last_answers(reading: Reading, indicator: str, measure: str, dimension: str) -> list[Figure]:
    """The figure of each category in its last wave with a value."""
    last: dict[str, Figure] = {}
    for figure in figures(reading, indicator, measure, dimension, "wave"):
        last[figure.category_1] = figure
    return list(last.values())


def asked_of_all(reading: Reading, measure: str = "favourable") -> list[Figure]:
    """A measure of each question that asks of no single place, in its last wave."""
    places = reading.labels.survey.places
    return [one for one in last_answers(reading, "item_shares", measure, "item") if one.category_1 not in places]


def answers(reading: Reading) -> Finding:
    """Every question of the last wave, and which changes are worth a second look: an exploration, said as such."""
    lang, asked = reading.lang, asked_of_all(reading)
    if not asked:
        nothing = Text(cs="Odpovědi na otázky dotazníku: údaj chybí", en="Answers to the questionnaire: missing")
        return Finding(nothing(lang), (), ())
    # of an adverse question most answers are no good news; what only some were asked stands on another base
    known = [one for one in asked if shown(one)]
    praised = [one for one in known if one.category_1 not in ADVERSE and one.category_1 not in FOLLOWING]
    ranked = sorted(praised or known or asked[:1], key=lambda one: (-one.value, one.category_1))
    name = reading.labels.name
    heading = Text(
        cs="Dotazník má {n}; z položených všem má nejvíc příznivých odpovědí „{best}“ ({most}), nejméně „{worst}“ "
        "({least})",
        en="The questionnaire has {n}; of those put to everybody “{best}” has most favourable answers ({most}), "
        "“{worst}” fewest ({least})",
    ).fill(
        lang, n=_QUESTION.count(_length(reading), lang), best=name("item", ranked[0].category_1), most=share(ranked[0]),
        worst=name("item", ranked[-1].category_1), least=share(ranked[-1]),
    )  # fmt: skip
    if len(ranked) == 1:
        heading = f"{sentence(name('item', ranked[0].category_1))}: {share_and_base(ranked[0])}"
    said = (_improved(reading), _explored(reading), left_unanswered(reading), _not_comparable(reading))
    told = tuple(text for text in said if text)
    return Finding(heading, told, ((_BARS(lang), f"{heading}."),), batteries(reading), compares=bool(explored(reading)))


def _improved(reading: Reading) -> str:
    """How many more say that safety has improved than that it has got worse, in the last wave that asked."""
    balances = figures(reading, "safety_balance", "balance", "wave")
    if not balances or not shown(balances[-1]):
        return ""
    last = balances[-1]
    better, worse = (reading.figure("safety_balance", id, wave=last.category_1) for id in ("better", "worse"))
    return Text(
        cs="Že se bezpečnost v okolí v posledních letech zlepšila, říká {better} lidí, že se zhoršila, {worse}: saldo "
        "{balance} (95% interval {bounds}; šetření {wave}). Je to vzpomínka dotázaných, ne změna změřená dvěma vlnami.",
        en="{better} of people say that safety where they live has improved in recent years, {worse} that it has got "
        "worse: a balance of {balance} (95% interval {bounds}; survey of {wave}). It is what they remember, not a "
        "change measured by two waves.",
    ).fill(
        reading.lang, better=share(better), worse=share(worse), balance=last.show(), bounds=bounds(last),
        wave=wave_of(last),
    )  # fmt: skip


def _length(reading: Reading) -> int:
    """How many questions the questionnaire has, those of single places too."""
    return len(last_answers(reading, "item_shares", "favourable", "item"))


def explored(reading: Reading) -> list[Figure]:
    """Adjusted p-values of the exploration, of questions not declared beforehand."""
    return figures(reading, "item_shares", "p_bh", "item")


def _explored(reading: Reading) -> str:
    lang, tested = reading.lang, explored(reading)
    if not tested:
        return ""
    named = _passed(reading, tested)
    seen = Text(cs="prošlo: {named}", en="these passed: {named}").fill(lang, named="; ".join(named))
    none = Text(cs="neprošla žádná", en="none passed")
    return Text(
        cs="Změny ostatních otázek jsou průzkum, ne předem určené testy ({n}, Benjaminiho–Hochbergova úprava na 5 %): "
        "{seen}. Co průzkum najde, je třeba ověřit v další vlně.",
        en="Changes of the other questions are an exploration, not tests declared beforehand ({n}, "
        "Benjamini–Hochberg correction at 5%): {seen}. What an exploration finds is to be checked in the next wave.",
    ).fill(lang, n=_QUESTION.count(len(tested), lang), seen=seen if named else none(lang))


def _passed(reading: Reading, tested: list[Figure]) -> list[str]:
    """The changes that hold out after correction, each with its interval."""
    changes = {one.category_1: one for one in figures(reading, "item_shares", "change", "item")}
    known = [(one.value, changes[one.category_1]) for one in tested if one.category_1 in changes]
    found = [change for p, change in known if stands(p, change)]
    quoted = Text(cs="„{item}“ {change}", en="“{item}” {change}")
    name = reading.labels.name
    return [quoted.fill(reading.lang, item=name("item", one.category_1), change=points_of(one)) for one in found]


def left_unanswered(reading: Reading) -> str:
    """Which question was left unanswered most, by "don't know" or by silence."""
    parts = {
        "dont_know": Text(cs="nejvíc „nevím“ má „{item}“ ({share})", en="“{item}” has most “don't know” ({share})"),
        "nonresponse": Text(cs="nejvíc odmítnutí nebo vynechání má „{item}“ ({share})",
                            en="“{item}” was declined or skipped most ({share})"),
    }  # fmt: skip
    said = []
    for measure, text in parts.items():
        known = [one for one in asked_of_all(reading, measure) if one.value > 0 and shown(one)]
        if known:
            most = max(known, key=lambda one: (one.value, one.category_1))
            item = reading.labels.name("item", most.category_1)
            said.append(text.fill(reading.lang, item=item, share=most.show()))
    return f"{sentence(', '.join(said))}." if said else ""


def _not_comparable(reading: Reading) -> str:
    said = incomparable(reading)
    text = Text(cs="S ostatními vlnami nelze srovnat: {said}.", en="Not comparable with the other waves: {said}.")
    return text.fill(reading.lang, said="; ".join(said)) if said else ""


def batteries(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Whether questions that belong together hold together."""
    term = Text(cs="Spolehlivost baterií", en="Reliability of batteries")(reading.lang)
    parts = []
    for one in last_answers(reading, "battery_reliability", "alpha", "battery"):
        interval = f" ({one.interval})" if one.lower is not None else ""
        parts.append(f"{reading.labels.name('battery', one.category_1)} α = {one.bare()}{interval}, {wave_of(one)}")
    known = Text(
        cs="{parts}. Cronbachovo alfa s 95% intervalem (Feldt); pod 0,70 baterii čtěte po otázkách.",
        en="{parts}. Cronbach's alpha with its 95% interval (Feldt); below 0.70 read a battery question by question.",
    )
    return ((term, known.fill(reading.lang, parts="; ".join(parts))),) if parts else ()


def places_safety(reading: Reading) -> Finding:
    """Where people feel safe, place by place; those who do not go there are told apart."""
    lang, name = reading.lang, reading.labels.name
    asked = last_answers(reading, "place_safety", "share_safe", "locality")
    if not asked:
        nothing = Text(cs="Pocit bezpečí podle míst: údaj chybí", en="Perceived safety by place: missing")
        return Finding(nothing(lang), (), ())
    everywhere = sorted(asked, key=lambda one: (one.value, one.category_1))
    ranked = [one for one in everywhere if shown(one)] or everywhere[:1]
    least, most = ranked[0], ranked[-1]
    meet = Text(cs="; intervaly obou míst se překrývají", en="; the intervals of the two overlap")(lang)
    heading = Text(
        cs="Zjištěný podíl lidí, kteří se v místě cítí bezpečně, sahá od {least} ({worst}) po {most} ({best}){meet}",
        en="The share found of people who feel safe at a place ranges from {least} ({worst}) to {most} ({best}){meet}",
    ).fill(
        lang, worst=name("locality", least.category_1), least=share(least), best=name("locality", most.category_1),
        most=share(most), meet=meet if _overlap(least, most) else "",
    )  # fmt: skip
    if len(ranked) == 1:
        heading = f"{name('locality', most.category_1)}: {share_and_base(most)}"
    each = "; ".join(f"{name('locality', one.category_1)} {share_in_full(one)}" for one in everywhere)
    listed = Text(
        cs="Bezpečně se cítí (v závorce 95% interval): {each}.", en="Feel safe (in brackets the 95% interval): {each}."
    ).fill(lang, each=each)
    told = tuple(text for text in (listed, _absent(reading), places_changed(reading)) if text)
    compares = bool(figures(reading, "place_safety", "change", "locality"))
    return Finding(heading, told, (_place_map(reading, listed),), compares=compares)


def _overlap(low: Figure, high: Figure) -> bool:
    """Whether the intervals of two shares meet; no test of their difference, for the same people answered both."""
    return low.upper is None or high.lower is None or bool(low.upper >= high.lower)


def _absent(reading: Reading) -> str:
    known = last_answers(reading, "place_safety", "does_not_go", "locality")
    avoided = [one for one in known if one.value > 0 and shown(one)]
    if not avoided:
        return ""
    most = max(avoided, key=lambda one: (one.value, one.category_1))
    return Text(
        cs="Nejčastěji lidé nechodí sem: {place} ({share}); do základu se nepočítají.",
        en="Most people stay away from {place} ({share}); they are outside the base.",
    ).fill(reading.lang, place=reading.labels.name("locality", most.category_1), share=most.show())


def places_changed(reading: Reading) -> str:
    """Which changes of places stand after Holm's correction; nothing with one wave."""
    changes = figures(reading, "place_safety", "change", "locality")
    if not changes:
        return ""
    lang = reading.lang
    adjusted = {one.category_1: one.value for one in figures(reading, "place_safety", "p_holm", "locality")}
    stand = [one for one in changes if stands(adjusted.get(one.category_1), one)]
    named = [f"{reading.labels.name('locality', one.category_1)} {points_of(one)}" for one in stand]
    which = Text(cs="obstojí: {named}", en="these stand: {named}").fill(lang, named="; ".join(named))
    none = Text(cs="neobstojí žádná, nelze je odlišit od náhody", en="none stands, they cannot be told apart from "
                "chance")  # fmt: skip
    return Text(
        cs="Změny mezi první a poslední vlnou podle míst (testů: {n}): po Holmově úpravě na hladině 5 % {which}.",
        en="Changes from the first to the last wave by place (tests: {n}): after Holm's correction at the 5% level "
        "{which}.",
    ).fill(lang, n=number(len(changes), lang), which=which if named else none(lang))


def _place_map(reading: Reading, listed: str) -> tuple[str, str] | None:
    """The words of the map; None where no place asked about has a shape."""
    shapes = reading.labels.shapes
    asked = {one.category_1 for one in last_answers(reading, "place_safety", "share_safe", "locality")}
    if shapes is None or not asked & shapes.localities.keys():
        return None
    caption = f"{_MAP(reading.lang)} {SCHEMATIC(reading.lang)}" if shapes.schematic else _MAP(reading.lang)
    return caption, listed


def assistants_seen(reading: Reading) -> Finding:
    """Whether people know of the assistants, meet them, and what they think of them."""
    lang = reading.lang
    found = {one.category_1: one for one in last_answers(reading, "item_shares", "favourable", "item")}
    asked = [found[item] for item in ASSISTANTS if item in found]
    if not asked:
        nothing = Text(
            cs="Zda lidé o asistentech vědí: údaj chybí", en="Whether people know of the assistants: missing"
        )
        return Finding(nothing(lang), (), ())
    heading = _known(reading, found)
    waves = asked_in(asked, lambda one: f"{reading.labels.name('item', one.category_1)} {share_in_full(one)}")
    text = Text(cs="Šetření {wave} (v závorce 95% interval): {each}.",
                en="Survey of {wave} (in brackets the 95% interval): {each}.")  # fmt: skip
    listed = " ".join(text.fill(lang, wave=wave, each="; ".join(each)) for wave, each in waves.items())
    moved = _since_first(reading)
    told = tuple(text for text in (listed, _on_both_bases(reading), moved, _whom(asked, lang)) if text)
    caption = Text(cs="Co lidé vědí o asistentech a co si o nich myslí: vážený podíl s 95% intervalem.",
                   en="What people know of the assistants and think of them: weighted share with its 95% "
                   "interval.")(lang)  # fmt: skip
    return Finding(heading, told, ((caption, listed),), compares=bool(moved))


def _on_both_bases(reading: Reading) -> str:
    """Who feels safer because of the assistants: of those who know of them, and of all; nothing where not asked."""
    found = [figures(reading, "assistants_help", id, "wave") for id in ("among_aware", "among_all")]
    if not all(found) or not all(shown(of_waves[-1]) for of_waves in found):
        return ""
    aware, everybody = (of_waves[-1] for of_waves in found)
    return Text(
        cs="Bezpečněji se díky asistentům cítí {aware} z těch, kdo o nich vědí, a {all} ze všech dotázaných (šetření "
        "{wave}).",
        en="{aware} of those who know of the assistants and {all} of all respondents feel safer because of them "
        "(survey of {wave}).",
    ).fill(reading.lang, aware=share_in_full(aware), all=share_in_full(everybody), wave=wave_of(everybody))


def _whom(asked: list[Figure], lang: Lang) -> str:
    """Who was asked, and what an opinion is not."""
    items = {one.category_1 for one in asked}
    said = []
    if items & FOLLOWING:
        only = Text(
            cs="Jak často asistenty vídají a jak je hodnotí, říkali jen ti, kdo o nich vědí.",
            en="Only those who know of the assistants were asked how often they see and how they rate them.",
        )
        said.append(only(lang))
    if "safer_with_assistants" in items:
        opinion = Text(
            cs="„Díky asistentům bezpečněji“ je názor dotázaných, ne změřený účinek.",
            en="“Safer because of the assistants” is what people think, not a measured effect.",
        )
        said.append(opinion(lang))
    return " ".join(said)


def _known(reading: Reading, found: dict[str, Figure]) -> str:
    lang = reading.lang
    knows, stay = found.get("knows_assistants"), found.get("should_continue")
    if knows is not None and stay is not None and shown(knows) and shown(stay):
        return Text(
            cs="O asistentech ví {knows} lidí; aby pokračovali, chce {stay}",
            en="{knows} of people know of the assistants; {stay} want them to continue",
        ).fill(lang, knows=share(knows), stay=share(stay))
    one = next(found[item] for item in ASSISTANTS if item in found)
    return f"{sentence(reading.labels.name('item', one.category_1))}: {share_and_base(one)}"


def _since_first(reading: Reading) -> str:
    """Changes of these questions: of the exploration, so after its correction."""
    tested = [one for one in explored(reading) if one.category_1 in ASSISTANTS]
    if not tested:
        return ""
    named = _passed(reading, tested)
    which = Text(cs="obstojí {named}; ostatní nelze odlišit od náhody", en="these stand: {named}; the others cannot be "
                 "told apart from chance")  # fmt: skip
    none = Text(cs="neobstojí žádná, nelze je odlišit od náhody", en="none stands, they cannot be told apart from "
                "chance")  # fmt: skip
    said = which.fill(reading.lang, named="; ".join(named)) if named else none(reading.lang)
    return Text(
        cs="Změny proti první vlně jsou průzkum: po Benjaminiho–Hochbergově úpravě přes celý dotazník {said}.",
        en="Changes from the first wave are an exploration: after Benjamini–Hochberg correction over the whole "
        "questionnaire {said}.",
    ).fill(reading.lang, said=said)
