"""Sentences on towns beside each other: what they have in common, who can be told apart, and what cannot be compared.

Towns are named by the alphabet and never put into an order by what they reached; a difference is said only where it
holds after correction for the number of towns.
"""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.labels import ABSENT, Labels
from apk_lib.portfolio.standing import Comparison
from apk_lib.portfolio.subjects import OF_WAVES, Kind, Standing, Town
from apk_lib.prose.core import Finding, of, out_of
from apk_lib.prose.portfolio_method import method
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
    "answers": Text(cs="Společná hodnota {centre} je průměrem {n} měst váženým účinným počtem odpovědí.",
                    en="The common value of {centre} is the mean of {n} towns weighted by their effective answers."),
}  # fmt: skip
_COMMON_OF: dict[Kind, str] = {"weighted": "answers", "change": "mean", "ratio": "mean"}
_WAVE = Text(cs="Srovnává se {wave}. vlna šetření každého města.", en="Wave {wave} of each town's survey is compared.")
_TO_WAVE = Text(cs="Srovnává se změna mezi první a {wave}. vlnou šetření každého města.",
                en="Compared is the change from the first wave to wave {wave} of each town's survey.")  # fmt: skip
_MODE = Text(cs="Zda se ptali osobně, poštou nebo přes internet, souhrny neříkají; i to může dělat rozdíl.",
             en="Summaries do not say whether people were asked in person, by post or online; that may make a "
             "difference, too.")  # fmt: skip
_POOLED = Text(cs="Průměr měst, jako jsou tato, je {value} (95% interval {interval}).",
               en="The mean of towns like these is {value} (95% interval {interval}).")  # fmt: skip
_NEXT = Text(cs="U dalšího takového města by se skutečná hodnota s pravděpodobností 95 % čekala v rozmezí {interval}.",
             en="In one more such town the true value would be expected, with a probability of 95%, within "
             "{interval}.")  # fmt: skip
_EVERY, _OTHER = Text(cs="Města", en="Towns"), Text(cs="Ostatní města", en="The other towns")
_SPREAD = Text(
    cs="{who} se od sebe liší víc, než vysvětlí náhoda: phi = {phi} (bez toho by bylo kolem 1), z rozptylu všech není "
    "náhodou {i2}. Meze jsou proto {times}krát širší a město se posuzuje podle toho, jak se od sebe liší ostatní.",
    en="{who} differ by more than chance explains: phi = {phi} (about 1 without it), {i2} of the spread of all is not "
    "chance. Limits are therefore {times} times wider, and a town is held against how much the others differ.",
)
_NO_SPREAD = Text(cs="{who} se od sebe neliší zřetelně víc, než dělá náhoda (phi = {phi}).",
                  en="{who} do not clearly differ by more than chance makes them (phi = {phi}).")  # fmt: skip
_REST = Text(cs="Z rozptylu všech měst není náhodou {i2}.", en="Of the spread of all towns {i2} is not chance.")
_TOO_FEW_TO_TELL = Text(
    cs="Na odhad, o kolik víc než náhodou se města liší, je jich málo. Meze počítají jen s náhodou{events}; pokud se "
    "města liší i jinak, jsou úzké a rozdíl berte s rezervou.",
    en="The towns are too few to estimate by how much more than chance they differ. Limits allow for chance "
    "alone{events}; if towns differ otherwise, they are narrow, so take a difference with caution.",
)
_BURSTS = Text(cs=" a s tím, že události na sobě nezávisejí", en=", and for events that do not depend on each other")
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
        kind = _COMMON_OF.get(self.of.subject.kind, "sum")
        said = {"centre": self.value(self.of.centre), "n": len(self.of.compared)}
        told = [*self._waves(), _COMMON[kind].fill(self.lang, **said)]
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
        spread, pooled = self.of.spread, self.of.pooled
        if spread is None or spread.value is None:
            events = _BURSTS(self.lang) if self.of.subject.kind == "rate" else ""
            return [_TOO_FEW_TO_TELL.fill(self.lang, events=events)]
        apart = self.of.standing("above", "below")
        i2 = percent(pooled.i2, self.lang) if pooled and pooled.i2 is not None else ABSENT
        said = {"who": (_OTHER if apart else _EVERY)(self.lang), "phi": number(spread.value, self.lang, 1), "i2": i2}
        if self.widened:
            return [_SPREAD.fill(self.lang, times=number(spread.value**0.5, self.lang, 1), **said)]
        return [_NO_SPREAD.fill(self.lang, **said), *([_REST.fill(self.lang, **said)] if apart else [])]

    def _sides(self) -> list[str]:
        if not self.of.tested or self.of.pooled is None:
            return []
        told = self._spread()
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
        asides = method(kind, self.widened, self.lang) if self.of.tested else ()
        return Finding(heading, self.paragraphs(), (funnel, forest), asides)


# measures whose indicator's name alone would not say what is compared
_SAID_TOO = ("change", "settled", "ratio_of_ratios")
