"""The two evaluating documents: the initial analysis of the first wave, and the final evaluation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, ClassVar, Self

from apk_lib import prose
from apk_lib.dataset import open_dataset
from apk_lib.disclosure import Audience
from apk_lib.evaluate import Figures, evaluate, select
from apk_lib.evaluation import (
    AROUND,
    QUESTIONS,
    Answer,
    answer,
    last_entry,
    of_first_wave,
    of_whole_project,
    safety_of_groups,
)
from apk_lib.labels import Reading
from apk_lib.periods import Period
from apk_lib.protection import protect
from apk_lib.report.audiences import NOT_GIVEN
from apk_lib.report.beneath import Below
from apk_lib.report.documents import FINAL_EVALUATION, INITIAL_ANALYSIS, Document, period_of
from apk_lib.report.gaps import gaps
from apk_lib.report.model import Note, Reply
from apk_lib.report.progress import ProgressReport
from apk_lib.report.shown import Shown
from apk_lib.text import Lang, Text, day

_REPLIES = Text(cs="Otázky evaluace a odpovědi na ně", en="The questions of the evaluation and their answers")
_QUESTION = Text(cs="Otázka {n}: {asks}", en="Question {n}: {asks}")
_SUPPORT = Text(cs="opora: {word}", en="support: {word}")
_RUNNING = Text(
    cs="projekt neskončil, evaluace je předběžná", en="the project is not over, the evaluation is preliminary"
)
_UNRECORDED = Text(
    cs="záznamy končí {day}, dřív než projekt: evaluace je předběžná (záznamy dodá koordinátor)",
    en="the records end on {day}, before the project does: the evaluation is preliminary (the coordinator supplies the "
    "records)",
)
_AS_OF = Text(cs="stav k {as_of}", en="as of {as_of}")
_NO_WAVE = Text(
    cs="údaj chybí: první vlna šetření není zapsána jako skončená (dodá zpracovatel šetření)",
    en="missing: no wave of the survey is recorded as closed (whoever runs the survey supplies it)",
)
_SHOWN = Text(cs="Co šetření ukázalo", en="What the survey showed")
_FIELDWORK = Text(cs="Šetření", en="Survey")
# what the initial analysis is made of
SURVEY_TABLES = (
    "survey_waves", "survey_dispositions", "survey_items", "survey_wordings", "survey_respondents", "survey_answers",
    "population_margins", "published_surveys",
)  # fmt: skip


class _OnItsOwnPeriod(ProgressReport):
    """A document on a period of its own, opened from a folder."""

    @classmethod
    def on(
        cls, data: str, period: str, lang: Lang, as_of: str, below: Below | None = None, audience: Audience = "internal"
    ) -> Self:
        """The document on a project folder; an empty `period` means the one the document is about.

        Raises:
            ApkError: the folder, the period, the date or the audience cannot be used.
        """
        about = period or period_of(cls.document, Path(data), as_of).id
        dataset = open_dataset(data, period=about, as_of=as_of)
        figures = protect(evaluate(dataset, about), dataset, audience)
        return cls(dataset, figures, lang, below=below, audience=audience)

    def _chosen(self, *indicators: str) -> Reading:
        """The figures of these indicators; none of none."""
        figures = self.figures
        if indicators:
            return self.read(select(figures, *indicators))
        return self.read(Figures(figures.results.clear(), figures.curves.clear()))

    def _facts(self) -> tuple[Note, ...]:
        # the period is only where its figures come from
        return super()._facts()[1:]

    def _when(self) -> str:
        project = self.dataset.project
        span = Period("", project.start, project.end, project.end).describe(self.lang)
        return f"{span} · {_AS_OF.fill(self.lang, as_of=day(self.dataset.as_of, self.lang))}"


class FinalEvaluation(_OnItsOwnPeriod):
    """The final evaluation: nine answers with their support, and what stands around them."""

    document: ClassVar[Document] = FINAL_EVALUATION

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The answer to each question."""
        return {id: answer(one, self.dataset, self._chosen(*one.indicators)) for id, one in QUESTIONS.items()}

    def front_page(self) -> Shown:
        """What the mayor reads: the nine answers in a line each, and what is missing."""
        replies = tuple(self._reply(id) for id, given in self.answers.items() if not given.withheld)
        missing = (*self._preliminary(), *self._missing(of_whole_project(self.read(self.figures))))
        return self._front(replies_title=_REPLIES(self.lang), replies=replies, missing=missing)

    def _gaps(self, reading: Reading) -> tuple[str, ...]:
        return gaps(self.dataset, self.period, reading)

    def _reply(self, id: str) -> Reply:
        given, asks = self.answers[id], QUESTIONS[id].asks(self.lang)
        support = _SUPPORT.fill(self.lang, word=given.word)
        return Reply(asks, f"{given.heading}.", support, int(given.strength), id)

    def answer(self, id: str, *draw: Callable[[Reading], Any]) -> Shown | None:
        """The section of one question; its charts show the whole project. None where the answer is withheld."""
        question, given = QUESTIONS[id], self.answers[id]
        if given.withheld:
            self.asked.update(question.indicators)
            return None
        asks = _QUESTION.fill(self.lang, n=list(QUESTIONS).index(id) + 1, asks=question.asks(self.lang))
        charts = [partial(_of_the_whole, chart) for chart in draw]
        return self.section(id, self._chosen(*question.indicators), lambda _: given.finding, *charts, kicker=asks)

    def around(self, id: str) -> Shown | None:
        """A section that answers no question: limits, data quality, deviations, lessons, documents, method."""
        if id in NOT_GIVEN[self.audience]:
            return None
        one = AROUND[id]
        tables = [partial(one.table, self.dataset)] if one.table else []
        reading = self._chosen(*one.indicators)
        return self.section(id, reading, partial(one.say, self.dataset), tables=tables, defined=False)

    def _preliminary(self) -> tuple[str, ...]:
        """What is said of an evaluation made before the project, or its records, came to their end."""
        end, latest = self.dataset.project.end, last_entry(self.dataset)
        if self.dataset.as_of < end:
            return (_RUNNING(self.lang),)
        early = latest is not None and latest < end
        return (_UNRECORDED.fill(self.lang, day=day(latest, self.lang)),) if early and latest else ()

    def _banner(self) -> str:
        running = self.dataset.as_of < self.dataset.project.end
        return f"{self._marks()} · {_RUNNING(self.lang)}" if running else self._marks()

    def _reports_on(self, period: Period) -> bool:
        return period.start <= self.period.start


def _of_the_whole(chart: Callable[[Reading], Any], reading: Reading) -> Any:
    return chart(of_whole_project(reading))


class InitialAnalysis(_OnItsOwnPeriod):
    """The initial analysis (KA04): what the first wave of the survey says, and nothing of any change."""

    document: ClassVar[Document] = INITIAL_ANALYSIS

    def read(self, figures: Figures) -> Reading:
        """Selected figures of the first wave alone."""
        return of_first_wave(super().read(figures))

    def front_page(self) -> Shown:
        """What the mayor reads: how safe people feel, where they do not, whom they know; what is missing."""
        findings = (
            safety_of_groups(self._chosen("safe_by_day", "safe_after_dark")),
            prose.places_safety(self._chosen("place_safety")),
            prose.assistants_seen(self._chosen("item_shares")),
            prose.survey_plan(self._chosen("survey_plan")),
        )
        return self._front(
            findings_title=_SHOWN(self.lang),
            findings=tuple(f"{finding.heading}." for finding in findings),
            missing=(*self._unsurveyed(), *self._missing(self.read(self.figures))),
        )

    def _gaps(self, reading: Reading) -> tuple[str, ...]:
        return gaps(self.dataset, self.period, reading, SURVEY_TABLES)

    def limits(self) -> Shown | None:
        """What keeps the results from saying more."""
        one = AROUND["limits"]
        return self.section(one.id, self._chosen(*one.indicators), partial(one.say, self.dataset), defined=False)

    def _unsurveyed(self) -> tuple[str, ...]:
        closed = self.dataset.table("survey_waves")["ends"]
        return () if (closed <= self.dataset.as_of).any() else (_NO_WAVE(self.lang),)

    def _facts(self) -> tuple[Note, ...]:
        waves = self.dataset.table("survey_waves").sort("starts", "wave").head(1)
        said = [Period("", start, end, end).describe(self.lang) for start, end in waves.select("starts", "ends").rows()]
        return (*(Note(_FIELDWORK(self.lang), span) for span in said), *super()._facts())
