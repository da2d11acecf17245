"""The parts of a progress report that follow the funder's form, and what every section is called in a word or two.

A part is filled from the dataset and all figures, not only from a selection: it speaks of the project as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from apk_lib import prose, sheets
from apk_lib.dataset import Dataset
from apk_lib.evaluation.deviations import deviations
from apk_lib.labels import Reading
from apk_lib.periods import Period
from apk_lib.prose import Block, Finding
from apk_lib.report.attached import attached, attached_table
from apk_lib.sheets import Sheet
from apk_lib.text import Text

Say = Callable[[Dataset, Period, Reading], Finding]
Show = Callable[[Dataset, Period, Reading], Sheet]

FORM = Text(cs="Zpráva podle formuláře poskytovatele", en="The report in the order of the funder's form")
# what the public is given of it
FORM_OF_PUBLIC = Text(cs="Peníze a plány města", en="Money and the town's plans")
DETAILS = Text(cs="Podrobnosti k číslům", en="Details behind the figures")
_DEVIATIONS = Text(cs="Odchylky od plánu od začátku projektu", en="Deviations from the plan since the start")


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of the form: its words, tables shown open and folded, and the indicators and tables it rests on."""

    say: Say
    open: tuple[Show, ...] = ()
    folded: tuple[Show, ...] = ()
    indicators: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def _problems(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """Problems met, and what was done otherwise than planned."""
    finding, deviated = prose.problems(dataset, period, reading), deviations(dataset, reading)
    if not deviated.paragraphs:
        return finding
    told = Block(_DEVIATIONS(reading.lang), (f"{deviated.heading}.", *deviated.paragraphs))
    return replace(finding, blocks=(*finding.blocks, told))


def _esf(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """The indicators of the programme, and who the participants behind them are."""
    finding = prose.esf_indicators(dataset, period, reading)
    return replace(finding, blocks=(prose.as_block(prose.participants(reading)),))


def _obligations(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """When reports and outputs are due, what the next period owes, what is attached to the report."""
    finding = prose.obligations(dataset, period, reading)
    annexes = attached(dataset, period, reading)
    return replace(finding, blocks=(prose.as_block(prose.papers(reading)), *finding.blocks, prose.as_block(annexes)))


def _esf_indicators(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    reached, before = prose.reached(dataset, period, reading), prose.stated_before(dataset, period, reading)
    return sheets.esf_table(dataset.project.programme, reached, before, reading)


def _esf_meanings(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    return sheets.esf_meanings(dataset.project.programme, reading)


def _participants(dataset: Dataset, period: Period, reading: Reading) -> Sheet:
    return sheets.participants_table(reading)


PARTS: dict[str, FormPart] = {
    "activities": FormPart(prose.activities, tables=("outputs",)),
    "problems": FormPart(_problems, (sheets.problems_table,), indicators=("risks_open", "risks_handled")),
    "esf": FormPart(_esf, (_esf_indicators,), (_participants, _esf_meanings), tables=("participants", "outputs")),
    "publicity": FormPart(prose.publicity, (sheets.publicity_table,), indicators=("publicity_kept",),
                          tables=("outputs",)),
    "wider_plan": FormPart(prose.wider_plan),
    "obligations": FormPart(_obligations, (sheets.next_period_table, attached_table), (sheets.promised_outputs,),
                            tables=("outputs", "patrol_plan", "expenses", "training_attendance")),
}  # fmt: skip

TOPICS: dict[str, Text] = {
    "activities": Text(cs="Klíčové aktivity", en="Key activities"),
    "problems": Text(cs="Problémy a odchylky", en="Problems and deviations"),
    "esf": Text(cs="Ukazatele programu", en="Programme indicators"),
    "budget": Text(cs="Rozpočet", en="Budget"),
    "publicity": Text(cs="Publicita", en="Publicity"),
    "wider_plan": Text(cs="Širší plány města", en="The town's wider plans"),
    "obligations": Text(cs="Závazky, plán a přílohy", en="Obligations, plan and annexes"),
    "employment": Text(cs="Zaměstnání", en="Employment"),
    "coverage": Text(cs="Plnění plánu", en="Adherence to the plan"),
    "field_work": Text(cs="Práce v terénu", en="Field work"),
    "encounters": Text(cs="Události a kontakty", en="Events and contacts"),
    "victims": Text(cs="Pomoc obětem", en="Help to victims"),
    "monitoring": Text(cs="Stav lokalit", en="State of the localities"),
    "offences": Text(cs="Přestupky", en="Offences"),
    "training": Text(cs="Vzdělávání", en="Training"),
    "perception": Text(cs="Pocit bezpečí", en="Feeling of safety"),
    "reconciliation": Text(cs="Výkazy, směny a mzdy", en="Timesheets, shifts and wages"),
    "context": Text(cs="Okolnosti", en="Context"),
    "evidence": Text(cs="Doklady a opravy", en="Evidence and corrections"),
    "left_out": Text(cs="Co se neuvádí", en="What is not shown"),
}
# beside the parts, the section of figures that the form asks for
IN_THE_FORM = (*PARTS, "budget")
