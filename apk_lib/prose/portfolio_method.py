"""How a picture of towns is read and how its limits are computed, in words."""

from __future__ import annotations

from apk_lib.portfolio.subjects import Kind
from apk_lib.text import Lang, Text

_READ, _HOW = Text(cs="Jak obrázek číst", en="How to read the picture"), Text(cs="Jak se počítá", en="The method")
_READING = Text(
    cs="Kdyby všude platila společná hodnota, leželo by mezi čárkovanými mezemi asi 95 % měst a mezi plnými 99,8 %. "
    "Malé město se smí od ní lišit víc než velké. Plný bod lze odlišit i po opravě na počet měst, prázdný ne.",
    en="If the common value held everywhere, about 95% of towns would lie between the dashed limits and 99.8% between "
    "the solid ones. A small town may stray further than a large one. A full dot can be told apart also after "
    "correction for the number of towns, a hollow one cannot.",
)
_WIDE_READING = Text(
    cs="Meze počítají s náhodou i s tím, jak se města liší mezi sebou: mezi čárkovanými by leželo přibližně 95 % měst, "
    "mezi plnými 99,8 %. Malé město se smí od společné hodnoty lišit víc než velké. Plný bod lze odlišit i po opravě "
    "na počet měst, prázdný ne.",
    en="Limits allow for chance and for how much towns differ among themselves: roughly 95% of towns would lie between "
    "the dashed ones and 99.8% between the solid ones. A small town may stray further from the common value than a "
    "large one. A full dot can be told apart also after correction for the number of towns, a hollow one cannot.",
)
_WIDENED = Text(
    cs=" Rozptyl mezi městy se k nim přičítá (u podílů na logitu, u počtů a poměrů na logaritmu), takže už přesné "
    "nejsou.",
    en=" The variance between towns is added to them (of shares on the logit, of counts and ratios on the logarithm), "
    "so they are no longer exact.",
)
_LIMITS: dict[Kind, Text] = {
    "share": Text(cs="Meze jsou přesné binomické (Spiegelhalter 2005).",
                  en="Limits are exact binomial (Spiegelhalter 2005)."),
    "weighted": Text(
        cs="Meze jsou přesné binomické pro účinný počet odpovědí. Ten plyne z intervalu každého města (Korn a "
        "Graubard), a tedy z vah, shluků i stupňů volnosti jeho šetření; víc než skutečných odpovědí jich není nikdy.",
        en="Limits are exact binomial for the effective number of answers. It follows from each town's own interval "
        "(Korn and Graubard), and so from the weights, clusters and degrees of freedom of its survey; it never exceeds "
        "the answers there are.",
    ),
    "rate": Text(cs="Meze jsou přesné Poissonovy pro nezávislé události.",
                 en="Limits are exact Poisson for independent events."),
    "change": Text(
        cs="95% meze odpovídají 95% intervalu každého města, jeho polovině na straně společné hodnoty. Kolik má stupňů "
        "volnosti, souhrn neříká; p a meze 99,8 % berou Studentovo rozdělení s šesti. Má-li jich šetření víc, jsou "
        "opatrnější, než by musely být; má-li jich méně, odvážnější.",
        en="The 95% limits are those of each town's own 95% interval, of its half on the side of the common value. How "
        "many degrees of freedom it has a summary does not say; p and the 99.8% limits take Student's distribution "
        "with six. Where a survey has more, they are more cautious than need be; where fewer, bolder.",
    ),
    "ratio": Text(
        cs="95% meze odpovídají 95% intervalu každého města na logaritmu poměru, jeho polovině na straně společné "
        "hodnoty. Kolik má stupňů volnosti, souhrn neříká; p a meze 99,8 % berou Studentovo rozdělení s šesti.",
        en="The 95% limits are those of each town's own 95% interval on the logarithm of the ratio, of its half on the "
        "side of the common value. How many degrees of freedom it has a summary does not say; p and the 99.8% limits "
        "take Student's distribution with six.",
    ),
}  # fmt: skip
_TESTED = Text(
    cs=" Odlišit lze město, které je dál, než dělá náhoda, i dál, než by se podle ostatních čekalo u dalšího města "
    "(reziduum s vynecháním města, Viechtbauer a Cheung 2010, Studentovo rozdělení); větší z obou p je po Holmově "
    "opravě pod 0,05. Rozptyl mezi městy je za ta, která odlišit nelze. Typické město a další město: náhodné účinky "
    "(Paule a Mandel, interval Hartungův a Knappův), u podílů, počtů a poměrů medián takových měst; další od pěti "
    "měst výš.",
    en=" A town can be told apart when it is further than chance makes it, and further than the others let expect of "
    "one more town (residual with the town left out, Viechtbauer and Cheung 2010, Student's distribution); the larger "
    "of both p is below 0.05 after Holm's correction. The variance between towns is of those that cannot be told "
    "apart. Typical town and one more town: random effects (Paule and Mandel, interval of Hartung and Knapp), of "
    "shares, counts and ratios the median of such towns; one more from five towns on.",
)


def method(kind: Kind, widened: bool, lang: Lang) -> tuple[tuple[str, str], ...]:
    """What to know of a funnel: how to read it, and where its limits come from."""
    wide = _WIDENED(lang) if widened else ""
    return (
        (_READ(lang), (_WIDE_READING if widened else _READING)(lang)),
        (_HOW(lang), f"{_LIMITS[kind](lang)}{wide}{_TESTED(lang)}"),
    )
