"""Sentences on towns beside each other: what they have in common, who can be told apart, and what cannot be compared.

Towns are named by the alphabet and never put into an order by what they reached; a difference is said only where it
holds after correction for the number of towns.
"""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.labels import ABSENT, Labels
from apk_lib.portfolio.standing import Comparison
from apk_lib.portfolio.subjects import ESTIMATES, OF_WAVES, Kind, Standing, Town
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.prose.portfolio_method import method
from apk_lib.results import FEW_ANSWERS, FEW_COUNTED
from apk_lib.text import NBSP, Lang, Noun, Text, listing, number, percent

TOWN = Noun(cs=("město", "města", "měst", "města"), en=("town", "towns"))
_FEW = 5  # of fewer towns hardly any can be told apart
_NAMED = 3  # more towns than this are counted in a heading, not named
_MANY = 12  # more than this are counted in a paragraph, too

_NOBODY = Text(cs="{what}: údaj, který by šel srovnat, nemá žádné město",
               en="{what}: no town has a figure that can be compared")  # fmt: skip
_TOO_FEW = Text(cs="{what}: srovnatelný údaj {have} jen {towns}, města proto neposuzujeme",
                en="{what}: only {towns} {have} a comparable figure, too few to compare")  # fmt: skip
_HAVE = Noun(cs=("má", "mají", "má", "má"), en=("has", "have"))
_ALIKE = Text(cs="{what}: žádné {of} {n} měst nelze odlišit od společné hodnoty {centre}",
              en="{what}: none {of} {n} towns can be told apart from the common value of {centre}")  # fmt: skip
# towns that differ among themselves anyway are held against that
_WITHIN = Text(cs="{what}: žádné {of} {n} měst nevybočuje z toho, jak se města liší mezi sebou (společná hodnota "
               "{centre})",
               en="{what}: none {of} {n} towns stands out from how towns differ among themselves (common value "
               "{centre})")  # fmt: skip
_ABOVE = Text(cs="{what}: nad společnou hodnotou {centre} {are} {named}",
              en="{what}: {named} {are} above the common value of {centre}")  # fmt: skip
_BELOW = Text(cs="{what}: pod společnou hodnotou {centre} {are} {named}",
              en="{what}: {named} {are} below the common value of {centre}")  # fmt: skip
_BELOW_IT = Text(cs=", pod ní {named}", en=", {named} below it")
_ARE = Noun(cs=("je", "jsou", "je", "je"), en=("is", "are"))
_SO_MANY = Text(cs="{k} měst", en="{k} towns")
_RANGE = Text(cs="{what}: od {low} do {high} ({towns}), meze nakreslit nelze",
              en="{what}: from {low} to {high} ({towns}), no limits can be drawn")  # fmt: skip
_SUM = Text(cs="{what}: obsazeno {k} míst ({towns})", en="{what}: {k} posts filled ({towns})")

_SUM_OF_ALL = Text(cs="Společná hodnota {centre} je za všechna města dohromady ({towns}).",
                   en="The common value of {centre} is that of all towns taken together ({towns}).")  # fmt: skip
_MEAN_OF_ALL = Text(
    cs="Společná hodnota {centre} je průměr {n} měst; víc v něm váží města s přesnějším údajem.",
    en="The common value of {centre} is the mean of {n} towns; those with a more precise figure weigh more in it.",
)
_WAVE = Text(cs="Srovnává se {wave}. vlna šetření každého města.", en="Wave {wave} of each town's survey is compared.")
_TO_WAVE = Text(cs="Srovnává se změna mezi první a {wave}. vlnou šetření každého města.",
                en="Compared is the change from the first wave to wave {wave} of each town's survey.")  # fmt: skip
_MODE = Text(cs="Zda se ptali osobně, poštou nebo přes internet, souhrny neříkají; i to může dělat rozdíl.",
             en="Summaries do not say whether people were asked in person, by post or online; that may make a "
             "difference, too.")  # fmt: skip
_POOLED = Text(cs="Typické město, jako jsou tato: {value} (95% interval {interval}).",
               en="A town typical of these: {value} (95% interval {interval}).")  # fmt: skip
_NEXT = Text(cs="U dalšího takového města by skutečná hodnota s pravděpodobností 95 % ležela v rozmezí {interval}.",
             en="In one more such town the true value would lie, with a probability of 95%, within "
             "{interval}.")  # fmt: skip
_EVERY, _OTHER = Text(cs="města", en="towns"), Text(cs="ostatní města", en="the other towns")
_SPREAD = Text(
    cs="Odhadem se {who} od sebe liší i jinak než náhodou: tou nejde vysvětlit {i2} rozdílů mezi všemi. Meze s tím "
    "počítají a u každého města se ptáme, zda vybočuje víc než ostatní.",
    en="By estimate {who} differ otherwise than by chance, too: it does not explain {i2} of the differences among "
    "all. Limits allow for that, and of each town we ask whether it stands out further than the others.",
)
_NO_SPREAD = Text(cs="Údaje neukazují, že by se {who} od sebe lišila víc, než dělá náhoda.",
                  en="The figures do not show {who} to differ by more than chance makes them.")  # fmt: skip
_REST = Text(cs="Z rozdílů mezi všemi městy nejde náhodou vysvětlit {i2}.",
             en="Of the differences among all towns chance does not explain {i2}.")  # fmt: skip
_OF_FEW = Text(cs="Měst je málo, a tak se dá odlišit jen krajní rozdíl.",
               en="Towns are few, so only an extreme difference can be told apart.")  # fmt: skip
_SIDES: dict[Standing, Text] = {
    "above": Text(cs="Nad společnou hodnotou: {towns}.", en="Above the common value: {towns}."),
    "below": Text(cs="Pod společnou hodnotou: {towns}.", en="Below the common value: {towns}."),
    "alike": Text(cs="Od společné hodnoty nelze odlišit: {towns}.",
                  en="Cannot be told apart from the common value: {towns}."),
}  # fmt: skip
_AMONG = Text(cs="Nevybočují: {towns}.", en="Within the usual spread: {towns}.")
_NOT_ALIKE = Text(
    cs="Nelze odlišit neznamená, že jsou stejná: rozdíl může být menší, než jaký údaje dovolují poznat.",
    en="Not told apart does not mean the same: a difference may be smaller than the figures allow to see.",
)
_SAME = Text(cs="Všechna města mají touž krajní hodnotu, rozdíl není z čeho počítat.",
             en="All towns have the same extreme value, there is no difference to compute.")  # fmt: skip
_SMALL = Text(cs="Nízký počet, a proto široký interval: {towns}.", en="Low numbers, hence a wide interval: {towns}.")
_OWN = Text(cs="Vaše město – {name}: {told}.", en="Your town – {name}: {told}.")
_STANDS: dict[Standing, Text] = {
    "above": Text(cs="nad společnou hodnotou i po opravě na počet měst",
                  en="above the common value, also after correction for the number of towns"),
    "below": Text(cs="pod společnou hodnotou i po opravě na počet měst",
                  en="below the common value, also after correction for the number of towns"),
    "alike": Text(cs="od společné hodnoty nelze odlišit", en="cannot be told apart from the common value"),
    "untested": Text(cs="neposuzuje se", en="not held against others"),
}  # fmt: skip
_BRIEFLY: dict[Standing, Text] = {
    "above": Text(cs="nad ní", en="above it"),
    "below": Text(cs="pod ní", en="below it"),
    "alike": Text(cs="neodlišuje se", en="not apart"),
    "untested": Text(cs=ABSENT, en=ABSENT),
}
_ANYWAY = Text(cs="nevybočuje z toho, jak se města liší mezi sebou",
               en="does not stand out from how towns differ among themselves")  # fmt: skip
_BRIEFLY_ANYWAY = Text(cs="nevybočuje", en="within the usual spread")
WHY: dict[Standing, Text] = {
    "suppressed": Text(cs="údaj se neuvádí, aby neukázal na jednotlivce",
                       en="the figure is withheld so as not to point at single people"),
    "missing": Text(cs="údaj není", en="there is no figure"),
    "definition": Text(cs="jiná verze definice", en="another version of the definition"),
    "wording": Text(cs="jiné znění otázky", en="the question was worded otherwise"),
    "mixed": Text(cs="ukázkový údaj mezi skutečnými, nebo naopak", en="a sample figure among real ones, or vice versa"),
    "wave": Text(cs="jiná vlna šetření", en="another wave of the survey"),
    "interval": Text(cs="k údaji není použitelný interval", en="the figure has no usable interval"),
}  # fmt: skip
_OUT = Text(cs="Mimo srovnání: {why}.", en="Not compared: {why}.")
_FUNNEL = Text(cs="{what}: každý bod je jedno město. Vodorovně {size}.{own}",
               en="{what}: each dot is a town. Across: {size}.{own}")  # fmt: skip
_MARKED = Text(cs=" Kosočtverec je vaše město.", en=" The diamond is your town.")
_FOREST = Text(cs="{what}: města podle abecedy, každé se svým 95% intervalem.",
               en="{what}: towns by the alphabet, each with its 95% interval.")  # fmt: skip
_DOTS = Text(cs="{what}: města podle abecedy; údaje nemají interval.",
             en="{what}: towns by the alphabet; the figures have no interval.")  # fmt: skip
SIZES: dict[Kind, Text] = {
    "share": Text(cs="počet, z něhož se podíl počítá", en="the number the share is of"),
    "weighted": Text(cs="účinný počet odpovědí", en="the effective number of answers"),
    "rate": Text(cs="osobohodiny ve stovkách", en="hundreds of person-hours"),
    "change": Text(cs="přesnost (1 / směrodatná chyba)", en="precision (1 / standard error)"),
    "ratio": Text(cs="přesnost (1 / směrodatná chyba logaritmu)", en="precision (1 / standard error of the logarithm)"),
}  # fmt: skip
_UNLIMITED: dict[Kind, Text] = {
    "plain": Text(
        cs="Meze se nekreslí: údaj je za celek, ne z výběru, jeho jednotky spolu souvisejí a interval k němu není. "
        "Rozdíl mezi městy proto nelze oddělit od náhody a okolností.",
        en="No limits are drawn: the figure is of a whole and no sample, its units hang together and it has no "
        "interval. A difference between towns cannot be told from chance and circumstance.",
    ),
    "counts": Text(
        cs="Míst je ve městě jen několik: uvádějí se počty, podíly ani meze ne.",
        en="A town has but a few posts: counts are told, neither shares nor limits.",
    ),
}


@dataclass(frozen=True)
class Speaker:
    """A comparison told in a language, to a town (`own`) or to nobody in particular."""

    of: Comparison
    lang: Lang
    own: str = ""

    @property
    def declared(self) -> Indicator:
        """The indicator that is compared."""
        return CATALOGUE[self.of.subject.indicator]

    @property
    def what(self) -> str:
        """What is compared, in a few words."""
        subject, declared = self.of.subject, self.declared
        if subject.id in _CALLED:
            return _CALLED[subject.id](self.lang)
        label, measure = declared.label(self.lang), declared.measure(subject.measure).label(self.lang)
        return f"{label} ({measure})" if subject.measure in _SAID_TOO else label

    def value(self, value: float) -> str:
        """A value with its unit."""
        return Labels.of_names(self.lang, {}).value(value, self.of.unit)

    def bare(self, value: float) -> str:
        """A value without the noun of its unit, beside others."""
        return Labels.of_names(self.lang, {}).bare(value, self.of.unit)

    def interval(self, lower: float | None, upper: float | None) -> str:
        """An interval, a dash where there is none."""
        if lower is None or upper is None:
            return ABSENT
        return Labels.of_names(self.lang, {}).interval(lower, upper, self.of.unit)

    def figure(self, town: Town) -> str:
        """The figure of a town that is compared: its value, or so many of so many where they are few."""
        return self._few(town) or self.value(town.value)

    def figure_bare(self, town: Town) -> str:
        """The same without the noun of its unit."""
        return self._few(town) or self.bare(town.value)

    def _few(self, town: Town) -> str:
        row = town.row
        few = self.of.subject.kind == "share" and (row["denominator"] or 0) < FEW_COUNTED
        if self.of.subject.kind == "counts" or few:
            return out_of(row["numerator"], row["denominator"], self.lang)
        return ""

    def standing(self, town: Town) -> str:
        """How a town stands to the others, or why it is not compared."""
        if town.standing == "alike" and self.of.widened:
            return _ANYWAY(self.lang)
        return (_STANDS | WHY)[town.standing](self.lang)

    def stands_briefly(self, town: Town) -> str:
        """The same in a word or two, for a table; a dash where a town is just not held against others."""
        if town.standing == "alike" and self.of.widened:
            return _BRIEFLY_ANYWAY(self.lang)
        return (_BRIEFLY | WHY)[town.standing](self.lang)

    def small(self, town: Town) -> bool:
        """Whether the figure of a town rests on few answers, units or events."""
        n, kind = town.row["n"] or 0, self.of.subject.kind
        return (kind in ("share", "weighted") and n < FEW_ANSWERS) or (kind == "rate" and n < FEW_COUNTED)

    def heading(self) -> str:
        """What the comparison shows, no more than its figures hold."""
        towns, n = self.of.compared, len(self.of.compared)
        said = {"what": self.what, "n": str(n), "towns": TOWN.count(n, self.lang), "of": of(n, self.lang)}
        if not towns:
            return _NOBODY.fill(self.lang, **said)
        if self.of.subject.kind == "counts":
            return _SUM.fill(self.lang, k=self._sum(towns), **said)
        if n < 3 or (self.of.centre is None and self.of.subject.kind != "plain"):
            return _TOO_FEW.fill(self.lang, have=_HAVE.form(n, self.lang), **said)
        if self.of.centre is None:
            values = sorted(town.value for town in towns)
            return _RANGE.fill(self.lang, low=self.value(values[0]), high=self.value(values[-1]), **said)
        said["centre"] = self.value(self.of.centre)
        above, below = self.of.standing("above"), self.of.standing("below")
        if not above and not below:
            return (_WITHIN if self.of.widened else _ALIKE).fill(self.lang, **said)
        first, text = (above, _ABOVE) if above else (below, _BELOW)
        are = _ARE.form(len(first), self.lang)
        heading = text.fill(self.lang, are=are, named=self._named(first, n), **said)
        return heading + _BELOW_IT.fill(self.lang, named=self._named(below, n)) if above and below else heading

    def _sum(self, towns: tuple[Town, ...]) -> str:
        filled, planned = (sum(int(town.row[name]) for town in towns) for name in ("numerator", "denominator"))
        return out_of(filled, planned, self.lang)

    def _named(self, towns: tuple[Town, ...], n: int) -> str:
        if len(towns) > _NAMED:
            return _SO_MANY.fill(self.lang, k=out_of(len(towns), n, self.lang))
        return listing([f"{town.name} ({self.figure_bare(town)})" for town in towns], self.lang)

    def paragraphs(self) -> tuple[str, ...]:
        """What stands under the heading."""
        told = [*self._own(), " ".join(self._common()), " ".join(self._sides()), *self._small(), *self._out()]
        return tuple(one for one in told if one)

    def _own(self) -> list[str]:
        mine = next((town for town in self.of.towns if town.id == self.own), None)
        if mine is None:
            return []
        if not mine.compared:
            return [_OWN.fill(self.lang, name=mine.name, told=self.standing(mine))]
        interval = self.interval(mine.row["lower"], mine.row["upper"])
        bounds = "" if interval == ABSENT else f" (95% interval {interval})"
        verdict = f", {self.standing(mine)}" if self.of.tested else ""
        return [_OWN.fill(self.lang, name=mine.name, told=f"{self.figure(mine)}{bounds}{verdict}")]

    def _common(self) -> list[str]:
        if self.of.centre is None:
            unlimited = _UNLIMITED.get(self.of.subject.kind)
            return [unlimited(self.lang)] if unlimited and self.of.compared else []
        n = len(self.of.compared)
        text = _MEAN_OF_ALL if self.of.subject.kind in ("weighted", *ESTIMATES) else _SUM_OF_ALL
        common = text.fill(self.lang, centre=self.value(self.of.centre), n=n, towns=TOWN.count(n, self.lang))
        told = [*self._waves(), common]
        pooled = self.of.pooled
        if pooled is None or pooled.value is None:
            return [*told, _SAME(self.lang)]
        interval = self.interval(pooled.lower, pooled.upper)
        told.append(_POOLED.fill(self.lang, value=self.value(pooled.value), interval=interval))
        if pooled.predicted_lower is not None:
            ahead = self.interval(pooled.predicted_lower, pooled.predicted_upper)
            told.append(_NEXT.fill(self.lang, interval=ahead))
        return told

    def _waves(self) -> list[str]:
        """Which wave it is; that of each town stands in the table."""
        if self.of.subject.kind not in OF_WAVES or not self.of.wave:
            return []
        text = _TO_WAVE if self.of.subject.kind == "change" else _WAVE
        return [text.fill(self.lang, wave=self.of.wave), _MODE(self.lang)]

    def _spread(self) -> list[str]:
        """By how much towns differ beyond chance; those told apart are not among them."""
        n, pooled, apart = len(self.of.compared), self.of.pooled, self.of.standing("above", "below")
        i2 = percent(pooled.i2, self.lang) if pooled and pooled.i2 is not None else ABSENT
        who = (_OTHER if apart else _EVERY)(self.lang)
        told = [(_SPREAD if self.of.widened else _NO_SPREAD).fill(self.lang, who=who, i2=i2)]
        if apart and not self.of.widened:
            told.append(_REST.fill(self.lang, i2=i2))
        return [*told, _OF_FEW(self.lang)] if n < _FEW else told

    def _sides(self) -> list[str]:
        if not self.of.tested or self.of.pooled is None:
            return []
        told = self._spread()
        for side, text in _SIDES.items():
            if towns := self.of.standing(side):
                text = _AMONG if side == "alike" and self.of.widened else text
                told.append(text.fill(self.lang, towns=self._listed(towns, valued=side != "alike")))
        return [*told, _NOT_ALIKE(self.lang)] if self.of.standing("alike") and not self.of.widened else told

    def _listed(self, towns: tuple[Town, ...], *, valued: bool) -> str:
        if len(towns) > _MANY:
            return TOWN.count(len(towns), self.lang)
        return listing([f"{town.name} ({self.figure(town)})" if valued else town.name for town in towns], self.lang)

    def _small(self) -> list[str]:
        few = [f"{town.name} (n{NBSP}={NBSP}{number(town.row['n'] or 0, self.lang)})"
               for town in self.of.compared if self.small(town)]  # fmt: skip
        return [_SMALL.fill(self.lang, towns=listing(few, self.lang))] if few else []

    def _out(self) -> list[str]:
        told = []
        for standing, why in WHY.items():
            if towns := self.of.standing(standing):
                told.append(f"{why(self.lang)} ({self._listed(towns, valued=False)})")
        return [_OUT.fill(self.lang, why="; ".join(told))] if told else []

    def finding(self) -> Finding:
        """The words of the section: of two pictures, the funnel and the towns one under the other."""
        heading, kind = self.heading(), self.of.subject.kind
        if not self.of.compared:
            return Finding(heading, self.paragraphs(), (None, None))
        own = _MARKED(self.lang) if any(town.id == self.own for town in self.of.compared) else ""
        bare = kind in _UNLIMITED
        rows = (_DOTS if bare else _FOREST).fill(self.lang, what=self.what)
        alternative = f"{heading}. {' '.join(self.paragraphs())}"
        forest = (f"{rows}{own}", f"{rows} {alternative}") if kind != "counts" else None
        funnel = None
        if self.of.tested:
            caption = _FUNNEL.fill(self.lang, what=self.what, size=SIZES[kind](self.lang), own=own)
            funnel = (caption, f"{caption} {alternative}")
        asides = method(kind, self.of.widened, self.lang) if self.of.tested else ()
        return Finding(heading, self.paragraphs(), (funnel, forest), asides)


# measures whose indicator's name alone would not say what is compared
_SAID_TOO = ("change", "settled")
_CALLED = {
    "offence_effect": Text(
        cs="Přestupky a trestné činy v rizikových lokalitách proti srovnávacím (pod 1 = příznivější vývoj)",
        en="Offences in risk localities against comparison ones (below 1 = a more favourable development)",
    )
}
