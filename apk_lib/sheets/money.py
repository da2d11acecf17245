"""Tables of money: budget lines, those who pay, what others cost, outputs by their dates."""

from __future__ import annotations

from apk_lib.labels import ABSENT, Figure, Reading
from apk_lib.labels.costs import PUBLISHED_COSTS
from apk_lib.sheets.core import Sheet, sheet_of
from apk_lib.text import Text, number

_LINE = Text(cs="Položka", en="Line")
_SPENT = Text(cs="Vyčerpáno", en="Spent")
_APPROVED = Text(cs="Schváleno", en="Approved")
_USED = Text(cs="Podíl", en="Share")
_SOURCE = Text(cs="Zdroj", en="Source")
_PUBLISHED = Text(cs="Zveřejněno", en="Published")
_ENTITLED = Text(cs="Podíl na rozpočtu", en="Share of the budget")
_DIFFERENCE = Text(cs="Rozdíl", en="Difference")
_DUE = Text(cs="Podíl na vyčerpaném", en="Share of what is spent")
_PROJECT = Text(cs="Projekt", en="Project")
_TOTAL = Text(cs="Celkem", en="Total")
_ASSISTANTS = Text(cs="Asistenti", en="Assistants")
_MONTHS = Text(cs="Měsíce", en="Months")
_PER_MONTH = Text(cs="Na měsíc asistenta", en="Per assistant-month")
_FROM = Text(cs="Kdo to zveřejnil", en="Published by")
_THIS = Text(cs="tento projekt, od začátku", en="this project, since the start")
_OWN = Text(cs="záznamy města", en="the town's records")
_KIND = Text(cs="Druh", en="Kind")
_ON_TIME = Text(cs="Včas", en="On time")
_OF = Text(cs="S termínem", en="Due")
_EARLY = Text(cs="Předstih (medián dnů)", en="Days early (median)")
_WHOLE = Text(cs="celkem", en="all")


def _by(reading: Reading, indicator: str, measure: str, dimension: str) -> dict[str, Figure]:
    """The figures of a measure since the start by category."""
    rows = reading.rows(indicator, measure, "cumulative", dimension).drop_nulls("category_1")
    return {row["category_1"]: Figure(row, reading.labels) for row in rows.iter_rows(named=True)}


def budget_lines_table(reading: Reading) -> Sheet:
    """Each line with the amount in force, what was spent of it and what share that is."""
    lang, labels = reading.lang, reading.labels
    spent = _by(reading, "budget_use", "spent", "line")
    used = _by(reading, "budget_use", "used", "line")
    rows = tuple(
        (labels.name("line", line), _approved(spent[line]), spent[line].show(), used[line].show())
        for line in labels.ordered("line", list(spent))
    )
    summary = Text(cs="Položky rozpočtu ({rows})", en="Budget lines ({rows})")
    caption = Text(
        cs="Přímé náklady od začátku projektu proti částce schválené ke stavu zprávy.",
        en="Direct costs since the start of the project against the amount approved by the as-of date.",
    )
    return sheet_of(summary, caption, tuple(head(lang) for head in (_LINE, _APPROVED, _SPENT, _USED)), 1, rows, lang)


def _shown(figure: Figure | None) -> str:
    return ABSENT if figure is None else figure.show()


def _approved(figure: Figure) -> str:
    return ABSENT if figure.denominator is None else figure.show("denominator")


def funding_table(reading: Reading) -> Sheet:
    """Each source: its published part, its share of the budget, the difference, its share of what was spent."""
    lang, labels = reading.lang, reading.labels
    columns = (
        ("funding_parts_sum", "parts"),
        ("funding_shares", "entitled"),
        ("funding_shares", "published_difference"),
        ("funding_split", "due"),
    )
    cells = {column: _by(reading, *column, "source") for column in columns}
    known = sorted({source for column in cells.values() for source in column})
    rows = tuple(
        (labels.name("source", source), *(_shown(cells[column].get(source)) for column in columns))
        for source in labels.ordered("source", known)
    )
    summary = Text(cs="Zdroje financování ({rows})", en="Sources of funding ({rows})")
    caption = Text(
        cs="Zveřejněné částky proti podílům programu na závazném rozpočtu; zbytek haléřů nese město.",
        en="Published parts against the programme's shares of the binding budget; the town bears the odd 0.01 CZK.",
    )
    heads = tuple(head(lang) for head in (_SOURCE, _PUBLISHED, _ENTITLED, _DIFFERENCE, _DUE))
    return sheet_of(summary, caption, heads, 1, rows, lang)


def benchmark_table(reading: Reading) -> Sheet:
    """The cost of an assistant-month beside published projects of towns."""
    lang, labels = reading.lang, reading.labels
    own = reading.figure("assistant_month_cost", "per_assistant_month")
    published = (
        (one.project(lang), labels.value(one.total, "czk"), number(one.assistants, lang), number(one.months, lang),
         labels.value(one.per_month, "czk"), one.source)
        for one in PUBLISHED_COSTS
    )  # fmt: skip
    rows = ((_THIS(lang), ABSENT, ABSENT, ABSENT, own.show(), _OWN(lang)), *published)
    summary = Text(
        cs="Měsíc asistenta ve zveřejněných projektech ({rows})", en="An assistant-month in published projects ({rows})"
    )
    caption = Text(
        cs="Celkové náklady zveřejněných projektů dělené plánovanými asistenty a měsíci. Jen řádové srovnání: co do "
        "nákladů patří (mentor, koordinátor, vybavení, paušál) a z kterého roku jsou ceny, se liší.",
        en="Totals of published projects over planned assistants and months. Only orders of magnitude compare: what "
        "the costs include (mentor, coordinator, equipment, flat rate) and the year of the prices differ.",
    )
    heads = tuple(head(lang) for head in (_PROJECT, _TOTAL, _ASSISTANTS, _MONTHS, _PER_MONTH, _FROM))
    sheet = sheet_of(summary, caption, heads, 1, rows, lang)
    return Sheet(sheet.summary, sheet.caption, sheet.heads, (False, True, True, True, True, False), sheet.rows)


def _days(figure: Figure) -> str:
    return figure.show() if figure.value is None else number(figure.value, figure.labels.lang, 1)


def outputs_table(reading: Reading) -> Sheet:
    """Outputs and reports by kind: how many were due, how many on time, how early."""
    lang, labels = reading.lang, reading.labels
    on_time = _by(reading, "outputs_on_time", "on_time", "output_kind")
    early = _by(reading, "outputs_on_time", "days_early", "output_kind")
    due = [kind for kind, figure in on_time.items() if figure]
    told = {
        labels.name("output_kind", kind): (on_time[kind], early[kind]) for kind in labels.ordered("output_kind", due)
    }
    if told:
        whole = (reading.figure("outputs_on_time", "on_time"), reading.figure("outputs_on_time", "days_early"))
        told[_WHOLE(lang)] = whole
    rows = tuple(
        (name, number(ready.denominator, lang), number(ready.numerator, lang), _days(days))
        for name, (ready, days) in told.items()
    )
    summary = Text(cs="Výstupy a jejich termíny ({rows})", en="Outputs and their dates ({rows})")
    caption = Text(
        cs="Výstupy a zprávy s termínem od začátku projektu; záporný předstih je zpoždění.",
        en="Outputs and reports due since the start of the project; negative days early are days late.",
    )
    return sheet_of(summary, caption, tuple(head(lang) for head in (_KIND, _OF, _ON_TIME, _EARLY)), 1, rows, lang)
