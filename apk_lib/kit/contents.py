"""The tables of the kit and the meaning of their columns, mostly taken from the data model itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from apk_lib.kit.protecting import PLAN
from apk_lib.tables import TABLES, meaning
from apk_lib.tables.codes import ARMS
from apk_lib.tables.columns import Codes, Kind
from apk_lib.text import Text

# where a table stands in the kit: facts are the same in the data and in their twin
MICRODATA, TWIN, REFERENCE = "microdata", "twin", "reference"
SURVEY = "survey"  # the wide survey as a file of SPSS
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the kit; `missing` says what an empty cell means, none that there is none."""

    name: str
    dtype: pl.DataType
    label: Text
    kind: Kind
    unit: str | None = None
    codes: Codes | None = None
    missing: Text | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of the kit: its columns in order, and the tables of the data model it is made of."""

    name: str
    label: Text
    made_of: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pl.Schema:
        """The columns with the types of their values."""
        return pl.Schema({column.name: column.dtype for column in self.columns})


SYNTHETIC = Column("synthetic", pl.Boolean(), Text(cs="syntetický řádek, ne skutečnost",
                                                   en="a synthetic row, not reality"), "yes_no")  # fmt: skip
_NOT_GIVEN = Text(cs="údaj není", en="not given")
_UNTOLD = Text(cs="neuvedeno, nebo skryto, protože by skupina byla malá",
               en="not told, or withheld because the group would be small")  # fmt: skip
_WITHOUT_PARTS = Text(cs="skryto v celé vlně: v některé části města bylo dotázaných málo",
                      en="withheld in the whole wave: in some part of the town few were asked")  # fmt: skip
_DOMINATED = Text(cs="skryto: skoro vše odsloužil jeden člověk, nebo by se to dalo dopočítat",
                  en="withheld: one person served nearly all of it, or it could be worked out")  # fmt: skip
_MISSING = {("survey_items", "scale"): Text(cs="škála bezpečí (safety)", en="the scale of safety (safety)")}
_MONTH = Column("month", pl.Date(), Text(cs="měsíc (první den)", en="month (its first day)"), "day")
_LEAST = Column("least", pl.Int64(), Text(cs="počet je nejméně", en="the count is at least"), "whole")
_MOST = Column("most", pl.Int64(), Text(cs="počet je nejvýše", en="the count is at most"), "whole")


def of(table: str, column: str, missing: Text = _NOT_GIVEN) -> Column:
    """A column as the data model has it."""
    declared = TABLES[table].schema.columns()[column]
    said = meaning(declared)
    empty = missing if declared.nullable else None
    return Column(column, declared.dtype, said.label, said.kind, said.unit, said.codes, empty)


def _monthly(table: str, column: str) -> Column:
    kept = of(table, column)
    label = Text(cs=f"{kept.label.cs} – měsíc (první den)", en=f"{kept.label.en} – month (its first day)")
    return replace(kept, label=label)


def _whole_number(name: str, cs: str, en: str, missing: Text | None = None, unit: str | None = None) -> Column:
    return Column(name, pl.Int64(), Text(cs=cs, en=en), "whole", unit, missing=missing)


def _table(name: str, *columns: Column, made_of: tuple[str, ...] = ()) -> Contents:
    origins = made_of or (name,)
    return Contents(name, TABLES[origins[0]].label, origins, (*columns, SYNTHETIC))


def _counts(name: str, *by: Column, unit: str, made_of: tuple[str, ...] = ()) -> Contents:
    return _table(name, *by, *(replace(one, unit=unit) for one in (_LEAST, _MOST)), made_of=made_of)


_ARM = Column("arm", pl.String(), Text(cs="skupina lokalit", en="group of localities"), "code", codes=ARMS)
_RESPONDENT = _whole_number("respondent", "respondent (nové číslo)", "respondent (a new number)")
_UNKNOWN_SIZE = Text(cs="počet není znám", en="the number is not known")
_PROTECTED = (
    _table(
        "survey_respondents", _RESPONDENT, of("survey_respondents", "wave"),
        replace(of("survey_respondents", "zone"), missing=_WITHOUT_PARTS),
        of("survey_respondents", "sex", _UNTOLD), of("survey_respondents", "age_group", _UNTOLD),
        of("survey_respondents", "weight"),
        _whole_number("stratum", "vrstva (pořadové číslo, malé sloučené)", "stratum (number, small ones merged)"),
        _whole_number("psu", "výběrová jednotka (pořadové číslo, sloučená)", "sampling unit (PSU, merged, number)"),
        _whole_number("population", "obyvatel ve vrstvě", "population of the stratum", _UNKNOWN_SIZE, "persons"),
    ),
    _table("survey_answers", _RESPONDENT, of("survey_answers", "item"), of("survey_answers", ANSWER)),
    _counts("survey_dispositions", of("survey_dispositions", "wave"), of("survey_dispositions", "zone"),
            of("survey_dispositions", "disposition"), unit="persons"),
    _table(
        "patrol_monthly", _MONTH, replace(of("visits", "locality"), missing=None), of("patrol_plan", "band"),
        _whole_number("hours", "osobohodiny (0: méně než půl)", "person-hours (0: under half)", _DOMINATED, "hours"),
        made_of=("visits", "shift_crew", "visit_crew"),
    ),
    _counts("events_monthly", _MONTH, of("events", "kind"), unit="events", made_of=("events",)),
    _counts("contacts_monthly", _MONTH, of("contacts", "kind"), unit="contacts", made_of=("contacts", "visits")),
    _counts("offences_monthly", _MONTH, _ARM, unit="offences", made_of=("official_offences",)),
    _counts("complaints_monthly", _MONTH, _ARM, unit="complaints", made_of=("complaints",)),
    _table(
        "locality_checks", of("locality_checks", "locality"), _monthly("locality_checks", "checked_on"),
        of("locality_checks", "item"), of("locality_checks", "score"), of("locality_checks", "reported_to"),
        _monthly("locality_checks", "fixed_on"),
    ),
)  # fmt: skip
PROTECTED: dict[str, Contents] = {one.name: one for one in _PROTECTED}


def _facts(name: str) -> Contents:
    """A table of facts: its kept columns, and days as months where the plan says so."""
    plan = PLAN[name]
    names = [column for column in TABLES[name].schema.columns() if column in {*plan.kept.split(), *plan.coarsened}]
    kept = (of(name, one, _MISSING.get((name, one), _NOT_GIVEN)) for one in names)
    return _table(name, *(_monthly(name, one.name) if one.name in plan.coarsened else one for one in kept))


FACTS: dict[str, Contents] = {
    name: _facts(name)
    for name in ("periods", "targets", "schools", "localities", "bands", "patrol_plan", "survey_waves", "survey_items",
                 "survey_wordings", "school_breaks", "context_events", "recorded_crime", "population_margins",
                 "published_surveys")
}  # fmt: skip
