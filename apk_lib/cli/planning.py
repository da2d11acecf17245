"""The command that plans a survey before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Help, Language, Spoken, app, tell
from apk_lib.cli.usage import number_between
from apk_lib.errors import ParameterError
from apk_lib.labels import NOUNS, POINT
from apk_lib.stats import detectable_change, power, sample_size
from apk_lib.tables.codes import WAVE_SIZES
from apk_lib.text import LANGUAGES, Lang, Text, number, percent

_NEEDED = Text(
    cs="Aby šetření poznalo změnu z {first} na {last}, potřebuje v každé vlně {n}; při návratnosti {response} "
    "k tomu oslovte {approach}.",
    en="To find a change from {first} to {last} a survey needs {n} in each wave; with a response rate of "
    "{response} approach {approach}.",
)
_IMPOSSIBLE = Text(
    cs="Podíl dnes (--share) i po změně (--share a --change dohromady) má být mezi 0 a 100 % a změnou se lišit.",
    en="The share of today (--share) and that after the change (--share and --change together) have to lie between 0 "
    "and 100% and to differ.",
)
_PERCENT_MEANT = Text(cs="Myslíte {share}? Zadejte --share {given}.", en="Do you mean {share}? Give --share {given}.")
_ASKED = Text(
    cs="S {n} v každé vlně ji pozná s pravděpodobností {power}.",
    en="With {n} in each wave it finds that change with a probability of {power}.",
)
_TABLE = Text(cs="Nejmenší nárůst z {first}, který šetření pozná v 80 % případů:",
              en="The smallest rise from {first} that is found in 80% of cases:")  # fmt: skip
_RISE = Text(cs="o {points}", en="by {points}")
_NONE = Text(cs="žádný", en="none")
_MEANT = Text(
    cs="Síla 80 %, hladina 5 %, oboustranný test, dvě nezávislé vlny téže velikosti, účinek návrhu {deff}. Menší změnu "
    "šetření zachytit může, ale nemusí.",
    en="Power 80%, level 5%, two-sided test, two independent waves of one size, design effect {deff}. A smaller change "
    "may be found or missed.",
)
_OF = {"cs": ("dotázaným", "dotázanými"), "en": ("respondent", "respondents")}


@app.command("plan-survey", cls=CzechCommand, add_help_option=False,
             short_help="Spočítá, kolik lidí oslovit v šetření.")  # fmt: skip
def plan_survey(
    share: Annotated[
        float,
        typer.Option(help="Kolik % lidí se dnes cítí bezpečně (odhad).", metavar="PROCENT", **number_between(0, 100)),
    ],
    change: Annotated[
        float,
        typer.Option(help="Jakou změnu má šetření poznat, v procentních bodech.", metavar="BODY", **number_between()),
    ] = 10.0,
    deff: Annotated[
        float,
        typer.Option(
            help="Účinek návrhu: váhy a shluky (1 = prostý náhodný výběr).", metavar="ČÍSLO", **number_between(0.1)
        ),
    ] = 1.5,
    response: Annotated[
        float, typer.Option(help="Kolik % oslovených odpoví.", metavar="PROCENT", **number_between(1, 100))
    ] = 50.0,
    respondents: Annotated[
        int | None, typer.Option(help="Kolik lidí v každé vlně odpoví, víte-li to.", metavar="POČET", min=2)
    ] = None,
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Před šetřením: kolik lidí oslovit, aby se poznala změna pocitu bezpečí, a jakou změnu pozná kolik lidí.

    Příklad: apk-lib plan-survey --share 55 --change 10 --response 50
    """
    first, last = share / 100, (share + change) / 100
    if 0 < share < 1:
        raise ParameterError(_percent_meant(share))
    if not (0 < first < 1 and 0 < last < 1) or first == last:
        raise ParameterError(_IMPOSSIBLE)
    tell(_lines(first, last, deff, response / 100, respondents, lang.value))


def _percent_meant(share: float) -> Text:
    """What somebody may have meant who gave a share of one where percent are asked for."""
    cs, en = (
        _PERCENT_MEANT.fill(lang, share=percent(share, lang, 1), given=number(100 * share, lang, 1))
        for lang in LANGUAGES
    )
    return Text(cs=cs, en=en)


def _lines(first: float, last: float, deff: float, response: float, asked: int | None, lang: Lang) -> Iterator[str]:
    people, persons = NOUNS["respondents"], NOUNS["persons"]
    needed = sample_size(first, last, deff).n1
    approached = ceil(round(needed / response, 6))  # of the number printed; rounded, for 550 / 0.55 is a little off
    said = {"first": percent(first, lang, 1), "last": percent(last, lang, 1), "response": percent(response, lang, 1)}
    yield _NEEDED.fill(lang, n=people.count(needed, lang), approach=persons.count(approached, lang), **said)
    if asked:
        found = power(first, last, asked, deff=deff).value or 0.0
        yield _ASKED.fill(lang, n=f"{number(asked, lang)} {_OF[lang][asked > 1]}", power=percent(found, lang))
    yield _TABLE.fill(lang, first=said["first"])
    for size in map(int, WAVE_SIZES):
        rise = detectable_change(first, size, deff=deff).value
        shown = _NONE(lang) if rise is None else _RISE.fill(lang, points=POINT.count(100 * rise, lang, 1))
        yield f"  {people.count(size, lang)}: {shown}"
    yield _MEANT.fill(lang, deff=number(deff, lang, 1))
