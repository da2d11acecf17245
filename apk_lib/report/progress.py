"""The progress report on one period: front page, sections, foot, each a part a notebook shows.

In JupyterLab a part shows itself as HTML; in the executed notebook it also travels as JSON, from
which every format is written. The last part carries the figures and the account of the inputs.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, ClassVar

import polars as pl

from apk_lib import prose, sheets
from apk_lib.bridge import restated
from apk_lib.charts.style import picture
from apk_lib.dataset import Dataset
from apk_lib.disclosure import Audience
from apk_lib.evaluate import Figures
from apk_lib.indicators import CATALOGUE, Indicator
from apk_lib.labels import Labels, Reading
from apk_lib.periods import Period
from apk_lib.prose import Block, Finding
from apk_lib.report.audiences import NOT_DRAWN, NOT_GIVEN, all_withheld, banner, finished, left_out, still_seen
from apk_lib.report.beneath import Below, opened_below
from apk_lib.report.documents import PROGRESS, Document
from apk_lib.report.form import DETAILS, FORM, FORM_OF_PUBLIC, IN_THE_FORM, PARTS, TOPICS
from apk_lib.report.gaps import foremost, gaps, has_records
from apk_lib.report.layout import as_tables, beside
from apk_lib.report.model import Card, Chart, FrontPage, Note, Section
from apk_lib.report.passport import account, passport_foot
from apk_lib.report.shown import Shown, parquet_text
from apk_lib.sheets import Sheet
from apk_lib.text import DASH, Lang, Noun, Text, day, listing

MISSING = Text(cs="Co chybí a kdo to dodá", en="What is missing and who supplies it")
SYNTHETIC = Text(cs="Ukázková (syntetická) data.", en="Sample (synthetic) data.")
_FILE = Noun(cs=("soubor", "soubory", "souborů", "souboru"), en=("file", "files"))
_FINAL = Text(cs="Závěrečná zpráva o realizaci", en="Final progress report")
_NO_RECORDS = Text(cs="Za toto období zatím nejsou žádné záznamy.", en="There are no records of this period yet.")
_OTHERS = Text(cs="Další nálezy v záznamech", en="Further findings in the records")
_OPEN = Text(cs="období neskončilo, čísla jsou předběžná", en="the period is not over, figures are preliminary")
_STRIP = Text(cs="Místo pro pruh log poskytovatele dotace (assets/logolink.png ve složce projektu)",
              en="A place for the funder's logo strip (assets/logolink.png in the project's folder)")  # fmt: skip


@dataclass(frozen=True)
class ProgressReport:
    """One period's report in one language, made from evaluated figures."""

    dataset: Dataset
    figures: Figures
    lang: Lang
    # the sections made so far with the tables their figures rest on: the last part lists them as evidence
    made: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    # the indicators that sections were asked to tell of, also where their audience sees none of them
    asked: set[str] = field(default_factory=set, repr=False, compare=False)
    # what stands beneath each section in a live notebook
    below: Below | None = field(default=None, repr=False, compare=False, kw_only=True)
    # whom it is for: the figures have passed its guard (`protect`), other parts are given to it or not
    audience: Audience = field(default="internal", kw_only=True)
    document: ClassVar[Document] = PROGRESS

    @cached_property
    def period(self) -> Period:
        """The period of the figures."""
        return self.dataset.project.period(self.figures.results["period"][0])

    @cached_property
    def labels(self) -> Labels:
        """The names and units of the report's language."""
        return Labels.of(self.dataset, self.lang)

    def read(self, figures: Figures) -> Reading:
        """Selected figures with the labels to read them by."""
        return Reading(figures.results, figures.curves, self.labels)

    def front_page(self) -> Shown:
        """What the mayor reads: the goals, three findings, what is missing and who supplies it."""
        lang, reading = self.lang, self.read(self.figures)
        findings = (prose.coverage(reading), prose.perception(reading), prose.budget(reading))
        told = tuple(f"{finding.heading}." for finding in findings)
        return self._front(
            goals_title=Text(cs="Stav konkrétních cílů", en="State of the specific goals")(lang),
            cards=self._cards(reading),
            findings_title=Text(cs="Co období ukázalo", en="What the period showed")(lang),
            findings=told if has_records(self.dataset) else (_NO_RECORDS(lang),),
            missing=self._missing(reading),
        )

    def _missing(self, reading: Reading) -> tuple[str, ...]:
        """What is missing and who supplies it: the town's own business until the report is handed over."""
        if self.audience != "internal":
            return ()
        return self._gaps(reading)

    def _gaps(self, reading: Reading) -> tuple[str, ...]:
        return foremost(gaps(self.dataset, self.period, reading), self.lang)[0]

    def opening(self) -> Shown:
        """Who and when, above a selection of sections that is no whole report; it also brings the typeface."""
        return self._front(kicker=self._when(), facts=(), cofinanced=False)

    def _front(self, cofinanced: bool = True, **said: Any) -> Shown:
        """A front page: who and when, and what else is `said` on it."""
        project, lang = self.dataset.project, self.lang
        who = (project.registration_number, project.beneficiary(lang), *[project.cofinancing(lang)] * cofinanced)
        about: dict[str, Any] = {
            "banner": self._banner(),
            "kicker": self._kicker(),
            "title": project.title(lang),
            "subtitle": " · ".join(who),
            "missing_title": MISSING(lang) if said.get("missing") else "",
            "timeline": tuple((self._segment(period), self._reports_on(period)) for period in project.periods),
            "facts": self._facts(),
            "audience": self.audience,
            "number": project.registration_number,
            "beneficiary": project.beneficiary(lang),
            "as_of": self.dataset.as_of,
            **self._logo(),
        }
        return Shown(FrontPage(lang=lang, **about | said), lang)

    def _logo(self) -> dict[str, str]:
        strip = self.dataset.logo
        if strip is None:
            # who reads it outside the town cannot put it there
            return {"logo_place": _STRIP(self.lang)} if self.audience == "internal" else {}
        return {"logo": f"data:{strip.media};base64,{base64.b64encode(strip.content).decode('ascii')}"}

    def _reports_on(self, period: Period) -> bool:
        return period == self.period

    def section(
        self,
        id: str,
        reading: Reading,
        say: Callable[[Reading], Finding],
        *draw: Callable[[Reading], Any],
        tables: Sequence[Callable[[Reading], Sheet]] = (),
        opened: Sequence[Callable[[Reading], Sheet]] = (),
        kicker: str = "",
        defined: bool = True,
        also: Sequence[Callable[[Reading], Finding | None]] = (),
    ) -> Shown | None:
        """A section: what its figures say, its charts, the tables behind them and the method.

        None where its audience sees none of its figures.

        `say` gives the words, each of `draw` a chart; a chart the words do not speak of is left out.
        All figures and curves stand as tables anyway; `tables` are those of a shape of their own, `opened` those not
        folded. `kicker` is the question that the section answers, where it answers one; a section of figures that are
        `defined` elsewhere need not define them again. Each of `also` is told under it as a finding of its own.
        """
        told_of = sorted(set(reading.results["indicator"]) | set(reading.curves["indicator"]))
        self.asked.update(told_of)
        if all_withheld(reading):
            return None
        finding = say(reading)
        synthetic = reading.results["synthetic"].any() or reading.curves["synthetic"].any()
        mark = f" {SYNTHETIC(self.lang)}" if synthetic else ""
        told = [(chart, said) for chart, said in zip(draw, finding.pictures, strict=False) if said is not None]
        absent = NOT_DRAWN(self.lang) if (reading.results["state"] == "suppressed").any() else ""
        charts = tuple(
            self._chart(partial(chart, reading), f"{alternative}{absent}{mark}", f"{caption}{absent}{mark}")
            for chart, (caption, alternative) in told
        )
        shown, folded = ([table(reading) for table in some] for some in (opened, tables))
        written = [*folded, sheets.all_figures(reading), *sheets.points(reading)]
        self.made[id] = tuple(name for one in told_of for name in CATALOGUE[one].needs)
        asides = self._asides(finding, told_of)
        definitions = self._definitions(reading, {note.term for note in asides}) if defined else ()
        noted, listed = beside(definitions, mark, self.lang)
        part = Section(
            id=id,
            heading=finding.heading,
            paragraphs=finding.paragraphs + ((self.dataset.project.limits(self.lang),) if finding.compares else ()),
            charts=charts,
            tables=as_tables(shown, mark, shown) + listed + as_tables(written, mark),
            notes=asides + noted,
            kicker=kicker or self._topic(id),
            blocks=finding.blocks + tuple(prose.as_block(more) for tell in also if (more := tell(reading))),
            chapter=self._chapter(id),
            indicators=tuple(told_of),
        )
        return opened_below(Shown(part, self.lang), self.dataset, self.period.id, told_of, self.below)

    def _chart(self, draw: Callable[[], Any], alternative: str, caption: str) -> Chart:
        svg, spec = picture(draw, self.lang)
        return Chart(svg, alternative, caption, spec)

    def _asides(self, finding: Finding, told_of: Sequence[str]) -> tuple[Note, ...]:
        """The asides of the words; one that bears the name of an indicator told of defines it."""
        named = {CATALOGUE[one].label(self.lang): (one,) for one in told_of}
        return tuple(Note(term, text, named.get(term, ())) for term, text in finding.asides)

    def part(self, id: str) -> Shown | None:
        """A part of the funder's form, filled from the project as a whole; None where its audience is not given it."""
        if id in NOT_GIVEN[self.audience]:
            return None
        one, reading = PARTS[id], self.read(self.figures)
        finding = one.say(self.dataset, self.period, reading)
        self.made[id] = one.tables + tuple(name for of in one.indicators for name in CATALOGUE[of].needs)
        written = [[show(self.dataset, self.period, reading) for show in some] for some in (one.open, one.folded)]
        return self._formed(id, finding, *written)

    def evidence(self) -> Shown | None:
        """The records behind the sections made before this one, and what changed in reports handed in earlier."""
        if "evidence" in NOT_GIVEN[self.audience]:
            return None
        reading = self.read(self.figures)
        changes = still_seen(restated(self.dataset, self.period.id), self.figures.withheld, self.audience)
        finding = prose.evidence_told(self.dataset, self.period, reading)
        changed = prose.bridge(changes)(reading)
        behind = {self._topic(id): names for id, names in self.made.items() if names}
        opened = [sheets.evidence_table(self.dataset, behind, reading)]
        inside = self.audience == "internal"
        others = foremost(gaps(self.dataset, self.period, reading), self.lang)[1] if inside else ()
        rest = (Block(_OTHERS(self.lang), items=others),) if others else ()
        told = replace(finding, blocks=(*rest, prose.as_block(changed)))
        return self._formed("evidence", told, opened, [sheets.bridge_table(changes)(reading)])

    def left_out(self) -> Shown | None:
        """What this version leaves out and why; an internal one leaves out nothing."""
        if self.audience == "internal":
            return None
        withheld = self.figures.withheld.filter(pl.col("indicator").is_in(self.asked))
        return self._formed("left_out", left_out(withheld, self.lang), (), ())

    def _formed(self, id: str, finding: Finding, opened: Sequence[Sheet], folded: Sequence[Sheet]) -> Shown:
        """A section of words and tables, whose rows may be of the whole project."""
        # what is told of many indicators is as synthetic as any of them
        behind = self.made.get(id, ())
        generated = self.dataset.is_synthetic(behind) if behind else self.is_synthetic
        mark = f" {SYNTHETIC(self.lang)}" if generated else ""
        tables = as_tables((*opened, *folded), mark, opened)
        blocks = finding.blocks if self.audience == "internal" else finished(finding.blocks)
        notes = tuple(Note(term, text) for term, text in finding.asides)
        section = Section(id, finding.heading, finding.paragraphs, (), tables, notes, self._topic(id),
                          blocks, self._chapter(id))  # fmt: skip
        return Shown(section, self.lang)

    def _topic(self, id: str) -> str:
        return TOPICS[id](self.lang) if self.document is PROGRESS and id in TOPICS else ""

    def _chapter(self, id: str) -> str:
        if self.document is not PROGRESS:
            return ""
        in_order = FORM if self.audience in ("internal", "funder") else FORM_OF_PUBLIC
        return (in_order if id in IN_THE_FORM else DETAILS)(self.lang)

    def foot(self) -> Shown:
        """The passport of the report; it also hands the figures, their names and the account over to the files."""
        foot = passport_foot(self.dataset, self.figures, self.document, self.lang, self.audience)
        return Shown(foot, self.lang, self._handed_over())

    @property
    def is_synthetic(self) -> bool:
        """Whether any figure comes from generated rows."""
        return bool(self.figures.results["synthetic"].any())

    def _cards(self, reading: Reading) -> tuple[Card, ...]:
        goals = self.dataset.project.frames["goals"].filter(pl.col("level") == "concrete").sort("source_row")
        cards = []
        for words, headline in goals.select(f"text_{self.lang}", "headline").iter_rows():
            state = prose.goal_state(headline, reading)
            cards.append(Card(words, state.fact, state.detail, state.picture, state.filled, state.total, state.share))
        return tuple(cards)

    def _banner(self) -> str:
        still = [_OPEN(self.lang)] if self.dataset.as_of < self.period.end else []
        return " · ".join(filter(None, [self._marks(), *still]))

    def _marks(self) -> str:
        return banner(self.audience, self.is_synthetic, self.lang)

    def _kicker(self) -> str:
        kind = _FINAL if self.period.final and self.document is PROGRESS else self.document.title
        return f"{kind(self.lang)} · {self._when()}"

    def _when(self) -> str:
        text = Text(cs="období {period} · {span} · stav k {as_of}", en="period {period} · {span} · as of {as_of}")
        span, as_of = self.period.describe(self.lang), day(self.dataset.as_of, self.lang)
        return text.fill(self.lang, period=self.period.id, span=span, as_of=as_of)

    def _segment(self, period: Period) -> str:
        return f"{period.id} · {period.start.month}/{period.start.year}{DASH}{period.end.month}/{period.end.year}"

    def _facts(self) -> tuple[Note, ...]:
        project, lang = self.dataset.project, self.lang
        unconfirmed = "" if self.period.confirmed else Text(cs=" (nedoloženo)", en=" (not confirmed)")(lang)
        return (
            Note(
                Text(cs="Období", en="Period")(lang),
                f"{self.period.id}, {self.period.describe(lang)}{unconfirmed}",
            ),
            Note(Text(cs="Stav k", en="As of")(lang), day(self.dataset.as_of, lang)),
            Note(
                Text(cs="Termín zprávy", en="Report due")(lang),
                f"{day(self.period.report_due, lang)}{unconfirmed}",
            ),
            Note(
                Text(cs="Doba projektu", en="Project")(lang),
                Period("", project.start, project.end, project.end).describe(lang),
            ),
            Note(Text(cs="Meze srovnání", en="Limits of comparison")(lang), project.limits(lang)),
        )

    def _definitions(self, reading: Reading, told: set[str]) -> tuple[Note, ...]:
        """The definitions of the section's indicators, but for those an aside has already spelled out."""
        idle = ["not_applicable", "no_cases", "missing", "suppressed"]
        told_of = reading.results.filter(~pl.col("state").is_in(idle))
        present = set(told_of["indicator"]) | set(reading.curves["indicator"])
        seen: dict[str, dict[str, str]] = {}
        for id in CATALOGUE:
            indicator = reading.declared(id) if id in present else None
            if indicator is not None and indicator.label(self.lang) not in told:
                seen.setdefault(indicator.definition(self.lang), {})[id] = self._term(indicator)
        return tuple(
            Note(listing(terms.values(), self.lang), definition, tuple(terms)) for definition, terms in seen.items()
        )

    def _term(self, indicator: Indicator) -> str:
        """The indicator's name with the key activities it serves."""
        activities = set(self.dataset.project.frames["key_activities"]["key_activity"])
        served = [key for key in indicator.serves if key in activities]
        return f"{indicator.label(self.lang)} ({', '.join(served)})" if served else indicator.label(self.lang)

    def _handed_over(self) -> dict[str, Any]:
        return {
            "results": parquet_text(self.figures.results),
            "curves": parquet_text(self.figures.curves),
            "account": account(self.dataset, self.figures, self.audience),
            "names": self.labels.named(self.figures.results),
        }
