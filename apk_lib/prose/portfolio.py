"""Sentences on towns beside each other: what they have in common, who can be told apart, and what cannot be compared.

Towns are named by the alphabet and never put into an order by what they reached; a difference is said only where it
holds after correction for the number of towns.
"""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.labels import ABSENT, Labels
from apk_lib.portfolio.standing import Comparison, Kind, Standing, Town
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.results import FEW_ANSWERS, FEW_COUNTED
from apk_lib.text import NBSP, Lang, Noun, Text, listing, number, percent

TOWN = Noun(cs=("město", "města", "měst", "města"), en=("town", "towns"))
_NAMED = 3  # more towns than this are counted in a heading, not named
_MANY = 12  # more than this are counted in a paragraph, too

_NOBODY = Text(cs="{what}: údaj, který by šel srovnat, nemá žádné město",
               en="{what}: no town has a figure that can be compared")  # fmt: skip
_TOO_FEW = Text(cs="{what}: srovnatelný údaj má jen {towns}, města proto neposuzujeme",
                en="{what}: only {towns} with a comparable figure, too few to compare")  # fmt: skip
_ALIKE = Text(cs="{what}: žádné {of} {n} měst nelze odlišit od společné hodnoty {centre}",
              en="{what}: none {of} {n} towns can be told apart from the common value of {centre}")  # fmt: skip
_SOME = Text(cs="{what}: od společné hodnoty {centre} {differs} {named}",
             en="{what}: {named} {differs} from the common value of {centre}")  # fmt: skip
# towns that differ among themselves anyway are held against that
_WITHIN = Text(cs="{what}: žádné {of} {n} měst se od společné hodnoty {centre} neodlišuje víc, než se města liší mezi "
               "sebou",
               en="{what}: none {of} {n} towns differs from the common value of {centre} by more than towns differ "
               "among themselves")  # fmt: skip
_BEYOND = Text(cs="{what}: od společné hodnoty {centre} {differs} víc, než se města liší mezi sebou, {named}",
               en="{what}: {named} {differs} from the common value of {centre} by more than towns differ among "
               "themselves")  # fmt: skip
_DIFFERS = Noun(cs=("se odlišuje", "se odlišují", "se odlišuje", "se odlišuje"), en=("differs", "differ"))
_SO_MANY = Text(cs="{k} měst", en="{k} towns")
_RANGE = Text(cs="{what}: od {low} do {high} ({towns}), meze nakreslit nelze",
              en="{what}: from {low} to {high} ({towns}), no limits can be drawn")  # fmt: skip
_SUM = Text(cs="{what}: obsazeno {k} míst ({towns})", en="{what}: {k} posts filled ({towns})")

_COMMON = {
    "sum": Text(cs="Společná hodnota {centre} platí pro všech {n} měst dohromady.",
                en="The common value of {centre} is that of all {n} towns taken together."),
    "mean": Text(cs="Společná hodnota {centre} je průměrem {n} měst váženým přesností.",
                 en="The common value of {centre} is the mean of {n} towns weighted by precision."),
}  # fmt: skip
_POOLED = Text(cs="Průměr měst, jako jsou tato, je {value} (95% interval {interval}).",
               en="The mean of towns like these is {value} (95% interval {interval}).")  # fmt: skip
_NEXT = Text(cs="U dalšího takového města by se skutečná hodnota čekala v rozmezí {interval}.",
             en="In one more such town the true value would be expected within {interval}.")  # fmt: skip
_SPREAD = Text(
    cs="Města se od sebe liší víc, než vysvětlí náhoda: phi = {phi} (bez toho by bylo kolem 1), z rozptylu není "
    "náhodou {i2}. Meze jsou proto {times}krát širší a město se posuzuje podle toho, jak se města liší mezi sebou.",
    en="Towns differ by more than chance explains: phi = {phi} (about 1 without it), {i2} of the spread is not chance. "
    "Limits are therefore {times} times wider, and a town is held against how much towns differ among themselves.",
)
_NO_SPREAD = Text(cs="Města se od sebe neliší zřetelně víc, než dělá náhoda (phi = {phi}).",
                  en="Towns do not clearly differ by more than chance makes them (phi = {phi}).")  # fmt: skip
_OTHERS = Text(
    cs="Bez krajních hodnot se města neliší zřetelně víc, než dělá náhoda (phi = {phi}); s nimi není "
    "náhodou {i2} rozptylu.",
    en="Extreme values apart, towns do not clearly differ by more than chance makes them (phi = {phi}); with them "
    "{i2} of the spread is not chance.",
)
_SIDES: dict[Standing, Text] = {
    "above": Text(cs="Nad společnou hodnotou: {towns}.", en="Above the common value: {towns}."),
    "below": Text(cs="Pod společnou hodnotou: {towns}.", en="Below the common value: {towns}."),
    "alike": Text(cs="Od společné hodnoty nelze odlišit: {towns}.",
                  en="Cannot be told apart from the common value: {towns}."),
}  # fmt: skip
_AMONG = Text(cs="Víc, než se města liší mezi sebou, se neodlišují: {towns}.",
              en="No further from it than towns differ among themselves: {towns}.")  # fmt: skip
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
_ANYWAY = Text(cs="od společné hodnoty se neliší víc, než se města liší mezi sebou",
               en="differs from the common value no more than towns differ among themselves")  # fmt: skip
WHY: dict[Standing, Text] = {
    "suppressed": Text(cs="údaj se neuvádí, aby neukázal na jednotlivce",
                       en="the figure is withheld so as not to point at single people"),
    "missing": Text(cs="údaj není", en="there is no figure"),
    "definition": Text(cs="jiná verze definice", en="another version of the definition"),
    "wording": Text(cs="jiné znění otázky", en="the question was worded otherwise"),
    "mixed": Text(cs="ukázkový údaj mezi skutečnými, nebo naopak", en="a sample figure among real ones, or vice versa"),
    "interval": Text(cs="k údaji není interval", en="the figure has no interval"),
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
_READ, _HOW = Text(cs="Jak obrázek číst", en="How to read the picture"), Text(cs="Jak se počítá", en="The method")
_READING = Text(
    cs="Kdyby všude platila společná hodnota, leželo by mezi čárkovanými mezemi asi 95 % měst a mezi plnými 99,8 %. "
    "Malé město se smí od ní lišit víc než velké. Plný bod lze odlišit i po opravě na počet měst, prázdný ne.",
    en="If the common value held everywhere, about 95% of towns would lie between the dashed limits and 99.8% between "
    "the solid ones. A small town may stray further than a large one. A full dot can be told apart also after "
    "correction for the number of towns, a hollow one cannot.",
)
_LIMITS: dict[Kind, Text] = {
    "share": Text(cs="Meze jsou přesné binomické (Spiegelhalter 2005).",
                  en="Limits are exact binomial (Spiegelhalter 2005)."),
    "weighted": Text(cs="Meze jsou přesné binomické pro účinný počet odpovědí, tedy s váhami a shluky šetření.",
                     en="Limits are exact binomial for the effective number of answers, weights and clusters in."),
    "rate": Text(cs="Meze jsou přesné Poissonovy pro nezávislé události.",
                 en="Limits are exact Poisson for independent events."),
    "change": Text(cs="Meze jsou normální, z chyby odvozené z intervalu každého města.",
                   en="Limits are normal, from the error that each town's interval implies."),
    "ratio": Text(cs="Meze jsou normální na logaritmu poměru, z intervalu každého města.",
                  en="Limits are normal on the logarithm of the ratio, from each town's interval."),
}  # fmt: skip
_TESTED = Text(
    cs=" Odlišit lze město, jehož p je po Holmově opravě pod 0,05. Průměr měst: náhodné účinky (Paule a Mandel, "
    "interval Hartungův a Knappův), další město od pěti měst výš.",
    en=" A town can be told apart when its p after Holm's correction is below 0.05. Mean of towns: random effects "
    "(Paule and Mandel, interval of Hartung and Knapp), one more town from five towns on.",
)
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
        row = town.row
        few = self.of.subject.kind == "share" and (row["denominator"] or 0) < FEW_COUNTED
        if self.of.subject.kind == "counts" or few:
            return out_of(row["numerator"], row["denominator"], self.lang)
        return self.value(town.value)

    def standing(self, town: Town) -> str:
        """How a town stands to the others, or why it is not compared."""
        if town.standing == "alike" and self.widened:
            return _ANYWAY(self.lang)
        return (_STANDS | WHY)[town.standing](self.lang)

    def stands_briefly(self, town: Town) -> str:
        """The same in a word or two, for a table; a dash where a town is just not held against others."""
        return (_BRIEFLY | WHY)[town.standing](self.lang)

    @property
    def widened(self) -> bool:
        """Whether towns differ so much that each is held against that."""
        return self.of.widening > 1

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
            return _TOO_FEW.fill(self.lang, **said)
        if self.of.centre is None:
            values = sorted(town.value for town in towns)
            return _RANGE.fill(self.lang, low=self.value(values[0]), high=self.value(values[-1]), **said)
        centre, apart = self.value(self.of.centre), self.of.standing("above", "below")
        if not apart:
            return (_WITHIN if self.widened else _ALIKE).fill(self.lang, centre=centre, **said)
        differs, named = _DIFFERS.form(len(apart), self.lang), self._named(apart, n)
        some = _BEYOND if self.widened else _SOME
        return some.fill(self.lang, centre=centre, differs=differs, named=named, **said)

    def _sum(self, towns: tuple[Town, ...]) -> str:
        filled, planned = (sum(int(town.row[name]) for town in towns) for name in ("numerator", "denominator"))
        return out_of(filled, planned, self.lang)

    def _named(self, towns: tuple[Town, ...], n: int) -> str:
        if len(towns) > _NAMED:
            return _SO_MANY.fill(self.lang, k=out_of(len(towns), n, self.lang))
        return listing([town.name for town in towns], self.lang)

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
        kind = "mean" if self.of.subject.kind in ("change", "ratio") else "sum"
        said = {"centre": self.value(self.of.centre), "n": len(self.of.compared)}
        told = [_COMMON[kind].fill(self.lang, **said)]
        pooled = self.of.pooled
        if pooled is None or pooled.value is None:
            return [*told, _SAME(self.lang)]
        interval = self.interval(pooled.lower, pooled.upper)
        told.append(_POOLED.fill(self.lang, value=self.value(pooled.value), interval=interval))
        if pooled.predicted_lower is not None:
            ahead = self.interval(pooled.predicted_lower, pooled.predicted_upper)
            told.append(_NEXT.fill(self.lang, interval=ahead))
        return told

    def _sides(self) -> list[str]:
        spread, pooled = self.of.spread, self.of.pooled
        if not self.of.tested or spread is None or spread.value is None:
            return []
        i2 = percent(pooled.i2, self.lang) if pooled and pooled.i2 is not None else ABSENT
        phi = number(spread.value, self.lang, 1)
        if spread.excess:
            times = number(spread.value**0.5, self.lang, 1)
            told = [_SPREAD.fill(self.lang, phi=phi, i2=i2, times=times)]
        else:
            told = [(_OTHERS if self.of.standing("above", "below") else _NO_SPREAD).fill(self.lang, phi=phi, i2=i2)]
        for side, text in _SIDES.items():
            if towns := self.of.standing(side):
                text = _AMONG if side == "alike" and self.widened else text
                told.append(text.fill(self.lang, towns=self._listed(towns, valued=side != "alike")))
        return [*told, _NOT_ALIKE(self.lang)] if self.of.standing("alike") and not self.widened else told

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
        asides = () if not self.of.tested else (
            (_READ(self.lang), _READING(self.lang)),
            (_HOW(self.lang), f"{_LIMITS[kind](self.lang)}{_TESTED(self.lang)}"),
        )  # fmt: skip
        return Finding(heading, self.paragraphs(), (funnel, forest), asides)


# measures whose indicator's name alone would not say what is compared
_SAID_TOO = ("change", "settled", "ratio_of_ratios")
