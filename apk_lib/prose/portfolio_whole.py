"""Sentences on a portfolio as a whole: who is in, what was left out, and who stayed in all towns together."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from apk_lib.labels import Labels
from apk_lib.portfolio.frames import LIMITS
from apk_lib.portfolio.frames import Finding as Found
from apk_lib.portfolio.tenure import REASONS, PooledTenure
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.prose.portfolio import TOWN, Speaker
from apk_lib.text import Lang, Noun, Text, listing, sort_key

_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_MONTH = Noun(cs=("měsíci", "měsících", "měsících", "měsíce"), en=("month", "months"))
_IN = Text(cs="Ve srovnání: {towns}", en="In the comparison: {towns}")
_NOBODY = Text(cs="Ve srovnání není žádné město", en="No town is in the comparison")
_PROVEN = Text(
    cs="Každý souhrn je podepsaný klíčem, který má město v registru; co podepsané není nebo podpisu neodpovídá, ve "
    "srovnání není.",
    en="Each summary is signed with the key that the register has for its town; what is not signed or does not fit its "
    "signature is not in the comparison.",
)
_PROTECTED = Text(
    cs="Srovnání stojí jen na součtech, které města pro srovnání chrání: bez řádků, osob a míst, malé počty nahrazuje "
    "slovo.",
    en="The comparison rests only on totals that towns protect for it: no rows, persons or places, and a word in the "
    "place of small counts.",
)
_CARRIED = Text(
    cs="Souhrny některých měst nesou navíc, kolik asistentů zůstalo z kolika; zpráva z toho ukáže nejvýš zaokrouhlený "
    "podíl za všechna města, soubory samy ale nikomu nepředávejte.",
    en="The summaries of some towns also carry how many assistants stayed of how many; of that the report shows at "
    "most a rounded share of all towns together, but pass the files themselves on to nobody.",
)
_BY_CHANCE = Text(
    cs="Každé srovnání je opravené na počet měst, ne na počet srovnání; mezi více srovnáními se jedno může ukázat i "
    "náhodou.",
    en="Each comparison is corrected for the number of towns, not for the number of comparisons; of several, one may "
    "show by chance.",
)
_OWN_ALIKE = Text(
    cs="Vaše město – {name}: v žádném {of} {n} srovnání se od společné hodnoty zřetelně neodlišuje.",
    en="Your town – {name}: it does not clearly differ from the common value in any of {n} comparisons.",
)
_OWN_WITHIN = Text(
    cs="Vaše město – {name}: v žádném {of} {n} srovnání nevybočuje z toho, jak se města liší mezi sebou.",
    en="Your town – {name}: in none of {n} comparisons does it stand out from how towns differ among themselves.",
)
_OWN_APART = Text(
    cs="Vaše město – {name}: od společné hodnoty se odlišuje v {k} srovnání ({what}).",
    en="Your town – {name}: it differs from the common value in {k} comparisons ({what}).",
)
_ALL_IN = Text(cs="Všechny souhrny ve složce se použily.", en="All summaries in the folder are used.")
_LEFT = Text(cs="Vynechali jsme {files}; proč, říká tabulka.", en="{files} left out; the table says why.")
_STAYED = Text(cs="Po {months} zůstalo přibližně {share} asistentů, za {towns} dohromady",
               en="After {months} about {share} of assistants had stayed, in {towns} together")  # fmt: skip
_UNTOLD = Text(cs="Setrvání asistentů se neuvádí: {why}", en="Retention of assistants is not told: {why}")
_ONLY_POOLED = Text(
    cs="Setrvání se nikdy neuvádí za jedno město: čtyři asistenti jsou čtyři známí lidé. Podíl za všechna města se "
    "uvádí, jen když i bez kteréhokoli z nich zbudou nejméně {towns} města a {people} lidí, žádné město jich nemá přes "
    "{most} a nezůstali ani všichni, ani nikdo.",
    en="Retention is never told of one town: four assistants are four people everybody knows. The share of all towns "
    "is told only where, whichever of them is left out, at least {towns} towns and {people} people remain, no town has "
    "over {most} of them, and neither everybody nor nobody stayed.",
)
_ROUNDED = Text(
    cs="Podíl je zaokrouhlený na pět procentních bodů. Počty ani interval se neuvádějí, daly by se z nich dopočítat "
    "lidé jednoho města.",
    en="The share is rounded to five percentage points. Neither counts nor an interval are told: the people of one "
    "town could be worked out from them.",
)


def towns_in(towns: pl.DataFrame, findings: Sequence[Found], carried: bool, lang: Lang) -> Finding:
    """Who is in the comparison, and how many files are not; `carried` says that a summary tells who stayed."""
    if towns.is_empty():
        return Finding(_NOBODY(lang), (_PROVEN(lang), _left_out(findings, lang)), ())
    names = sorted(towns[f"name_{lang}"], key=sort_key)
    heading = _IN.fill(lang, towns=TOWN.count(len(towns), lang))
    tenure = f" {_CARRIED(lang)}" if carried else ""
    told = (f"{listing(names, lang)}.", f"{_PROVEN(lang)} {_PROTECTED(lang)}{tenure}")
    return Finding(heading, (*told, _left_out(findings, lang)), ())


def _left_out(findings: Sequence[Found], lang: Lang) -> str:
    files = {one.file for one in findings if one.left_out}
    return _LEFT.fill(lang, files=_FILE.count(len(files), lang)) if files else _ALL_IN(lang)


def own_town(tested: Sequence[Speaker], lang: Lang) -> str:
    """In what the town that reads it differs from what is common to all; empty where it is in no comparison."""
    mine = [(speaker, town) for speaker in tested for town in speaker.of.compared if town.id == speaker.own]
    if not mine:
        return ""
    name, n = mine[0][1].name, len(mine)
    apart = [speaker.what for speaker, town in mine if town.standing in ("above", "below")]
    if not apart:
        text = _OWN_WITHIN if any(speaker.of.widened for speaker, _ in mine) else _OWN_ALIKE
        return text.fill(lang, name=name, of=of(n, lang), n=n)
    return _OWN_APART.fill(lang, name=name, k=out_of(len(apart), n, lang), what="; ".join(apart))


def by_chance(tested: Sequence[Speaker], lang: Lang) -> str:
    """That one of several comparisons may show something by chance; empty where nothing is shown, or there is one."""
    shown = any(speaker.of.standing("above", "below") for speaker in tested)
    return _BY_CHANCE(lang) if shown and len(tested) > 1 else ""


def tenure_told(pooled: Sequence[PooledTenure], lang: Lang) -> Finding:
    """Who stayed, of all towns together; the longest time of which it may be told makes the heading."""
    labels = Labels.of_names(lang, {})
    rule = _ONLY_POOLED.fill(lang, towns=LIMITS.towns, people=LIMITS.pooled,
                             most=labels.value(LIMITS.dominance, "share"))  # fmt: skip
    told = [one for one in pooled if one.value is not None]
    if not told:
        return Finding(_UNTOLD.fill(lang, why=REASONS[pooled[-1].withheld or "nobody"](lang)), (rule,), ())
    last = told[-1]
    heading = _STAYED.fill(lang, months=_MONTH.count(int(last.months), lang), towns=TOWN.count(last.towns, lang),
                           share=labels.value(last.value or 0.0, "share"))  # fmt: skip
    return Finding(heading, (rule, _ROUNDED(lang)), ())
