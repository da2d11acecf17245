"""The comparison of towns: front page, who is in, one section a thing compared, foot; parts a notebook shows.

It is made from signed summaries alone and knows no project: whose it is says the register. Towns stand by the
alphabet; nothing puts them into an order by what they reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self

import polars as pl

from apk_lib.charts import portfolio as charts
from apk_lib.charts.style import picture
from apk_lib.errors import ParameterError
from apk_lib.portfolio.frames import Portfolio
from apk_lib.portfolio.reading import read_portfolio
from apk_lib.portfolio.standing import Comparison, chosen_towns, compare
from apk_lib.portfolio.subjects import SUBJECTS, Town
from apk_lib.portfolio.tenure import pooled_tenure
from apk_lib.prose import Finding
from apk_lib.prose.portfolio import TOWN, Speaker
from apk_lib.prose.portfolio_whole import by_chance, own_town, tenure_told, towns_in
from apk_lib.report.audiences import banner
from apk_lib.report.layout import as_tables
from apk_lib.report.model import Chart, Foot, FrontPage, Note, Section
from apk_lib.report.progress import SYNTHETIC
from apk_lib.report.shown import Shown, parquet_text
from apk_lib.report.source_code import code_version
from apk_lib.sheets import Sheet
from apk_lib.sheets.portfolio import comparison_table, findings_table, summaries_table, tenure_table
from apk_lib.text import Lang, Noun, Text, day, listing, sort_key, span

TITLE = Text(cs="Srovnání měst: asistenti prevence kriminality", en="Towns compared: crime prevention assistants")
_KICKER = Text(cs="Srovnání měst · {towns} · {when}", en="Comparison of towns · {towns} · {when}")
_LAST = Text(cs="poslední období každého města", en="the last period of each town")
_ONE = Text(cs="období {period}", en="period {period}")
_SUBTITLE = Text(cs="Z podepsaných souhrnů měst; města stojí podle abecedy. Společná hodnota je to, co vychází za "
                    "všechna srovnávaná města dohromady.",
                 en="From signed summaries of towns; towns stand by the alphabet. The common value is that of all "
                    "towns compared, taken together.")  # fmt: skip
_SHOWED = Text(cs="Co srovnání ukázalo", en="What the comparison showed")
_NOTHING = Text(cs="Nic nelze srovnat: na to je třeba nejméně tří měst se srovnatelným údajem.",
                en="Nothing can be compared: that takes at least three towns with a comparable figure.")  # fmt: skip
_NOT_IN = Text(cs="Co ve srovnání není a proč", en="What is not in the comparison and why")
_MORE = Text(cs="a {others} {n}, viz tabulku", en="and {n} {others}, see the table")
_OTHERS = Noun(cs=("další", "další", "dalších", "další"), en=("more", "more"))
_LISTED = 6
_PERIODS, _AS_OF = Text(cs="Období", en="Periods"), Text(cs="Stav k", en="As of")
_YOURS = Text(cs="Vaše město", en="Your town")
_LIMITS, _NO_CAUSE = Text(cs="Meze srovnání", en="Limits of comparison"), Text(
    cs="Města se liší velikostí, okolím i tím, co v nich bylo před projektem. Rozdíl mezi nimi neříká, proč vznikl, "
    "a není známkou práce lidí.",
    en="Towns differ in size, in surroundings and in what was there before the project. A difference between them does "
    "not say why it arose, and is no mark for anybody's work.",
)  # fmt: skip
_MADE = Text(cs="Vyrobil apk-lib {version} ({sha256}). Souhrny ověřeny podle registru klíčů.",
             en="Made by apk-lib {version} ({sha256}). Summaries verified by the register of keys.")  # fmt: skip
_AGAIN = Text(cs="Znovu ji vytvoří: apk-lib portfolio SLOŽKA --register REGISTR{town}{period} --lang cs",
              en="To make it again: apk-lib portfolio FOLDER --register REGISTER{town}{period} --lang en")  # fmt: skip
_NO_TOWN = Text(cs="Město „{town}“ ve srovnání není. Jsou v něm: {known}.",
                en="The town “{town}” is not in the comparison. In it are: {known}.")  # fmt: skip
_NO_PERIOD = Text(cs="Za období „{period}“ není ve složce žádný souhrn. Jsou v ní: {known}.",
                  en="There is no summary of the period “{period}” in the folder. In it are: {known}.")  # fmt: skip
_NONE = Text(cs="žádné", en="none")


@dataclass(frozen=True)
class PortfolioReport:
    """The comparison of towns in one language: of a portfolio, for one `town` or for nobody in particular.

    Of each town its last period is compared unless a `period` is named.
    """

    portfolio: Portfolio
    lang: Lang
    town: str = ""
    period: str = ""

    @classmethod
    def on(cls, summaries: str, register: str, town: str, period: str, lang: Lang) -> Self:
        """The comparison of the summaries in a folder, verified by a register.

        Raises:
            ParameterError: there is no such folder, or the town or period has no summary in it.
            DataError: the register cannot be used.
        """
        found = read_portfolio(Path(summaries), Path(register))
        _known(_NO_PERIOD, "period", period, found.towns)
        _known(_NO_TOWN, "town", town, chosen_towns(found, period))
        return cls(found, lang, town, period)

    @cached_property
    def towns(self) -> pl.DataFrame:
        """The summaries that are compared, one a town, by name."""
        chosen = chosen_towns(self.portfolio, self.period)
        names = sorted(chosen[f"name_{self.lang}"].unique(), key=sort_key)
        return chosen.sort(pl.col(f"name_{self.lang}").cast(pl.Enum(names)), "town")

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """What is compared, by its id."""
        return {one.subject.id: one for one in compare(self.portfolio, self.lang, self.period)}

    @property
    def synthetic(self) -> bool:
        """Whether any summary says that its figures are generated."""
        return bool(self.towns["synthetic"].any())

    def front_page(self) -> Shown:
        """Who is compared, what it showed in a line each, and what is not in it."""
        lang = self.lang
        tested = [self._speaker(one) for one in self.comparisons.values() if one.tested]
        told = [f"{speaker.heading()}." for speaker in tested]
        # what was left out whole comes first; of the rest the table names the file
        findings = sorted(
            (one for one in self.portfolio.findings if one.kind != "copy"), key=lambda one: not one.left_out
        )
        missing = _listed([(one.told if one.left_out else one.text)(lang) for one in findings], lang)
        when = _ONE.fill(lang, period=self.period) if self.period else _LAST(lang)
        front = FrontPage(
            lang=lang,
            banner=banner("cross_town", self.synthetic, lang),
            kicker=_KICKER.fill(lang, towns=TOWN.count(len(self.towns), lang), when=when),
            title=TITLE(lang),
            subtitle=_SUBTITLE(lang),
            findings_title=_SHOWED(lang),
            findings=tuple(filter(None, (own_town(tested, lang), *told, by_chance(tested, lang)))) or (_NOTHING(lang),),
            missing_title=_NOT_IN(lang) if missing else "",
            missing=missing,
            facts=tuple(self._facts()),
            audience="cross_town",
            as_of=self.towns["as_of"].max(),  # type: ignore[arg-type]  # of a column of days
        )
        return Shown(front, lang)

    def _facts(self) -> Iterator[Note]:
        lang = self.lang
        named = dict(self.towns.select("town", f"name_{lang}").iter_rows())
        if self.town:
            yield Note(_YOURS(lang), named[self.town])
        if named:
            days = self.towns["as_of"].unique().sort()
            yield Note(_PERIODS(lang), listing(self.towns["period"].unique().sort(), lang))
            yield Note(_AS_OF(lang), day(days[0], lang) if len(days) == 1 else span(days[0], days[-1], lang))
        yield Note(_LIMITS(lang), _NO_CAUSE(lang))

    def who(self) -> Shown:
        """Which towns are in, and what was found in the folder."""
        finding = towns_in(self.towns, self.portfolio.findings, not self._tenure.is_empty(), self.lang)
        return self._section("towns", finding, (findings_table(self.portfolio.findings, self.lang),))

    def comparison(self, id: str) -> Shown | None:
        """The section of one thing compared; None where no town has a figure of it, shown or withheld.

        Raises:
            KeyError: nothing of that name is compared (a programmer's mistake).
        """
        if id not in {subject.id for subject in SUBJECTS}:
            raise KeyError(id)
        if id not in self.comparisons:
            return None
        comparison = self.comparisons[id]
        speaker = self._speaker(comparison)
        finding, declared = speaker.finding(), speaker.declared
        draw = (partial(charts.funnel, speaker), partial(charts.towns, speaker))
        term = Note(declared.label(self.lang), declared.definition(self.lang), (comparison.subject.indicator,))
        return self._section(id, finding, (comparison_table(speaker),), draw, comparison.synthetic, (term,))

    def tenure(self) -> Shown | None:
        """Who stayed, in all towns together; None where no town sent its numbers."""
        sent = self._tenure
        pooled = pooled_tenure(sent)
        if not pooled:
            return None
        finding = tenure_told(pooled, self.lang)
        return self._section("tenure", finding, (tenure_table(pooled, self.lang),), synthetic=sent["synthetic"].any())

    def foot(self) -> Shown:
        """What the comparison was made from; it also hands its figures over to the files."""
        lang, code = self.lang, code_version()
        town, period = (f" --{name} {value}" if value else "" for name, value in
                        (("town", self.town), ("period", self.period)))  # fmt: skip
        lines = (
            _MADE.fill(lang, version=code["version"], sha256=code["sha256"][:12]),
            _AGAIN.fill(lang, town=town, period=period),
        )
        foot = Foot(lines, as_tables((summaries_table(self.towns, lang),), self._mark(self.synthetic)))
        figures = {"results": parquet_text(self.results), "curves": parquet_text(self.limits), "names": {}}
        account = {"town": self.town, "period": self.period, "summaries": self._summaries()}
        return Shown(foot, lang, figures | {"account": account})

    @property
    def results(self) -> pl.DataFrame:
        """A row a town and thing compared: its figure, how it stands, and what all have in common."""
        rows = [_figure(one, town) for one in self.comparisons.values() for town in one.towns]
        return pl.DataFrame(rows, schema=RESULTS, orient="row")

    @property
    def limits(self) -> pl.DataFrame:
        """The control limits that are drawn: a row a thing compared, confidence and size."""
        empty = pl.DataFrame(schema={"subject": pl.String} | dict.fromkeys(_LIMIT, pl.Float64))
        drawn = [one.funnel.select(pl.lit(id).alias("subject"), *_LIMIT) for id, one in self.comparisons.items()]
        return pl.concat([empty, *drawn])

    @property
    def _tenure(self) -> pl.DataFrame:
        """What the summaries compared tell of who stayed."""
        return self.portfolio.contributions.join(self.towns, on=["town", "period"], how="semi")

    def _summaries(self) -> list[dict[str, str]]:
        return self.towns.select("town", "period", "file", "sha256").to_dicts()

    def _speaker(self, comparison: Comparison) -> Speaker:
        return Speaker(comparison, self.lang, self.town)

    def _mark(self, synthetic: bool) -> str:
        return f" {SYNTHETIC(self.lang)}" if synthetic else ""

    def _section(
        self,
        id: str,
        finding: Finding,
        tables: tuple[Sheet, ...],
        draw: tuple[Callable[[], Any], ...] = (),
        synthetic: bool = False,
        defined: tuple[Note, ...] = (),
    ) -> Shown:
        mark = self._mark(synthetic)
        told = [(chart, said) for chart, said in zip(draw, finding.pictures, strict=False) if said is not None]
        pictures = tuple(
            Chart(picture(chart, self.lang)[0], f"{alternative}{mark}", f"{caption}{mark}")
            for chart, (caption, alternative) in told
        )
        notes = (*defined, *(Note(term, text) for term, text in finding.asides))
        indicators = tuple(name for note in defined for name in note.defines)
        shown = Section(id, finding.heading, finding.paragraphs, pictures, as_tables(tables, mark), notes,
                        indicators=indicators)  # fmt: skip
        return Shown(shown, self.lang)


_LIMIT = ("size", "confidence", "lower", "upper")
_POOLED = ("value", "lower", "upper", "predicted_lower", "predicted_upper", "tau2", "i2")
_OF_TOWN = ("n", "numerator", "denominator", "value", "lower", "upper", "effective_n")
RESULTS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("subject", "indicator", "measure", "unit", "town", "name", "standing", "wave"), pl.String),
    **dict.fromkeys((*_OF_TOWN, "size", "residual", "p", "centre", "between"), pl.Float64),
    **dict.fromkeys((f"pooled_{name}" for name in _POOLED), pl.Float64),
    "synthetic": pl.Boolean,
}


def _figure(of: Comparison, town: Town) -> tuple[Any, ...]:
    """The row of `RESULTS` of a town; of one that is not compared nothing but why."""
    subject, row = of.subject, town.row if town.compared else {}
    numbers = (None if row.get(name) is None else float(row[name]) for name in _OF_TOWN)
    pooled = (getattr(of.pooled, name, None) for name in _POOLED)
    return (subject.id, subject.indicator, subject.measure, of.unit, town.id, town.name, town.standing,
            town.wave or None, *numbers, town.size or None, town.residual, town.p, of.centre, of.between, *pooled,
            bool(town.row["synthetic"]))  # fmt: skip


def _listed(texts: list[str], lang: Lang) -> tuple[str, ...]:
    if len(texts) <= _LISTED:
        return tuple(texts)
    left = len(texts) - _LISTED + 1
    return (*texts[: _LISTED - 1], _MORE.fill(lang, n=left, others=_OTHERS.form(left, lang)))


def _known(refused: Text, column: str, asked: str, towns: pl.DataFrame) -> None:
    """Refuse a town or a period that no summary is of.

    Raises:
        ParameterError: there is none.
    """
    known = towns[column].unique().sort().to_list()
    if asked and asked not in known:
        said = {lang: refused.fill(lang, **{column: asked}, known=listing(known, lang) or _NONE(lang))
                for lang in ("cs", "en")}  # fmt: skip
        raise ParameterError(Text(**said))
