"""Reference sheets: what they say comes from the declarations, and every indicator has one in both languages."""

import csv
import io
import re
from datetime import date

import polars as pl
import pytest

from apk_lib import catalogue
from apk_lib.catalogue import reference
from apk_lib.catalogue.words import DIMENSIONS, GOALS, METHODS
from apk_lib.errors import ParameterError
from apk_lib.indicators import CATALOGUE, Catalogue, Measure, indicator
from apk_lib.indicators.quantities import QUANTITIES, Quantity, quantity
from apk_lib.indicators.statistics import Proportion, Rate, Ratio, Spread, Total
from apk_lib.indicators.statistics.formulas import FORMULAS, PLAIN, columns, formula
from apk_lib.programmes import programmes
from apk_lib.text import LANGUAGES, Text
from tests.remembered import figures_of, kromeriz

STATISTICS = [
    (declared, measure.id, measure.statistic) for declared in CATALOGUE.values() for measure in declared.measures
] + [(declared, curve.id, curve.trace) for declared in CATALOGUE.values() for curve in declared.curves]


def named(column: str) -> Quantity:
    return Quantity(Text(cs=column.upper(), en=column.title()), Text(cs="VŠE", en="All"))


# --- formulas --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "words", "above", "below", "methods"),
    [
        (Total("a"), "součet: A", None, None, ()),
        (Total("a", "b", 100), "součet: A; proti tomu: B", "A", "B", ()),
        (Ratio("a", "b"), "A ÷ B", "A", "B", ()),
        (Ratio("b", "a", per=100), "100 × B ÷ A", "B", "A", ()),
        (Proportion("a"), "A ÷ VŠE", "A", "VŠE", ("exact",)),
        (Rate("a", "b", per=1000), "1000 × A ÷ B", "A", "B", ("garwood",)),
        (Spread("a", "median"), "medián: A", None, None, ()),
        (Spread("a", "max"), "největší hodnota: A", None, None, ()),
    ],
)
def test_a_statistic_tells_its_formula_from_its_own_fields(statistic, words, above, below, methods):
    told = formula(statistic, named)
    parts = [part.cs if part else None for part in (told.statement, told.numerator, told.denominator)]
    assert (*parts, told.methods) == (words, above, below, methods)


def test_every_statistic_of_the_catalogue_has_a_formula_and_every_column_in_it_a_name():
    unnamed = []
    for declared, _, statistic in STATISTICS:
        for column in sorted(columns(statistic)):
            try:
                quantity(declared.id, column)
            except KeyError:
                unnamed.append(f"{declared.id}.{column}")
    assert unnamed == []


def test_no_name_is_left_of_a_column_that_nobody_has():
    said = {name for declared, _, one in STATISTICS for column in columns(one) for name in
            (column, f"{declared.id}.{column}")}  # fmt: skip
    assert sorted(QUANTITIES.keys() - said) == []


def test_every_method_of_a_formula_has_its_reference_and_no_other_is_told():
    assert {method for told in FORMULAS.values() for method in told.methods} == METHODS.keys()
    assert METHODS["exact"].en == "exact 95% interval of a share (Clopper and Pearson 1934)"


def test_a_figure_is_made_by_a_method_its_sheet_names():
    """The sheets say what the code does: `Results.method` of all figures of the last report."""
    results = figures_of(kromeriz("P5"), "P5").results
    found = results.select("indicator", "measure", "method").unique()
    unsaid = [
        (id, measure, method)
        for id, measure, method in found.iter_rows()
        if method not in (*formula(CATALOGUE[id].measure(measure).statistic, named).methods, *PLAIN)
    ]
    assert unsaid == []
    assert set(found["method"]) > {"exact", "garwood", "korn-graubard"}


# --- sheets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_indicator_has_a_sheet_without_a_gap(lang):
    every = catalogue.sheets(lang)
    assert [one.id for one in every] == list(CATALOGUE)
    for one in every:
        assert not re.search(r"[{}]|None", one.text() + one.markdown()), one.id
        assert all(said.strip() for said in one.facts.values()), one.id
        required = ("measure", "formula", "unit", "method")
        assert all(measure[head] for measure in one.measures for head in required), one.id


def test_every_dimension_and_every_goal_has_a_word():
    dimensions = {one for declared in CATALOGUE.values() for measure in declared.measures
                  for by in measure.dimensions for one in by}  # fmt: skip
    dimensions |= {curve.across for declared in CATALOGUE.values() for curve in declared.curves if curve.across}
    assert sorted(dimensions - DIMENSIONS.keys()) == []
    goals = {goal for declared in CATALOGUE.values() for goal in declared.serves if not re.fullmatch(r"KA\d\d", goal)}
    assert sorted(goals - GOALS.keys()) == []


def test_a_sheet_says_what_a_figure_is_made_of():
    told = catalogue.sheet("posts_filled")
    assert told.facts["tables"] == "Místa, Smlouvy"
    assert told.facts["serves"] == "zaměstnat asistenty, KA01"
    assert told.facts["version"] == "1, platí od začátku"
    assert told.measures[1] == {
        "measure": "Obsazenost",
        "formula": "dny zaměstnání v plánu místa vážené úvazkem ÷ plánované dny míst vážené úvazkem",
        "numerator": "dny zaměstnání v plánu místa vážené úvazkem",
        "denominator": "plánované dny míst vážené úvazkem",
        "unit": "podíl",
        "by": "celkem, místo",
        "method": "bez intervalu: je to výčet, ne odhad",
    }


@pytest.mark.parametrize("id", ["pairs", "supervision", "outputs_on_time", "reconciliation", "spending"])
def test_shares_of_summed_indicators_are_ratios_of_sums(id):
    assert "percentages of periods are never averaged" in catalogue.sheet(id, "en").facts["periods"]


def test_tables_of_a_derived_one_are_told_by_their_origins():
    assert catalogue.sheet("daily_presence", "en").facts["tables"] == "Visits, Shift crews, Visit crews, Persons"
    assert catalogue.sheet("elapsed_time").facts["tables"] == "list projektu"


def test_codes_of_the_programmes_stand_at_the_measure_that_shows_them():
    said = {one.id: one.facts.get("esf", "") for one in catalogue.sheets("cs")}
    for programme in programmes().values():
        for esf in programme.indicators:
            if esf.indicator:
                assert f"{programme.name.cs}: {esf.code} {esf.name.cs}" in said[esf.indicator]
    assert not said["tenure"]


def test_a_former_definition_stays_on_the_sheet(monkeypatch):
    def declare(id, words, **versions):
        about = {"label": Text(cs="Hodiny", en="Hours"), "definition": Text(cs=words, en=words), "subject": "service",
                 "serves": ("employ",), "better": "higher", "accumulation": "sum", "catalogue": private}  # fmt: skip
        measures = (Measure("hours", Text(cs="hodiny", en="hours"), "hours", Total("hours")),)

        @indicator(of=id, measures=measures, **about, **versions)
        def rows(training_attendance: pl.DataFrame) -> pl.DataFrame:
            return training_attendance

    private = Catalogue()
    declare("training_hours", "dříve")
    declare("training_hours", "nyní", version=2, valid_from=date(2021, 1, 1))
    monkeypatch.setattr(reference, "CATALOGUE", private)
    told = catalogue.sheet("training_hours")
    assert told.facts["definition"] == "nyní"
    assert told.facts["version"].replace("\u00a0", " ") == "2, platí od 1. 1. 2021; předtím verze 1: dříve"


def test_an_unknown_indicator_is_refused_with_the_known_ones():
    with pytest.raises(ParameterError) as refused:
        catalogue.sheet("posts_fille")
    assert "„posts_fille“ neznáme" in refused.value.message("cs")
    assert "posts_filled" in refused.value.message("en")


def test_a_notebook_shows_a_sheet_as_a_heading_and_a_table():
    shown = catalogue.sheet("retention", "en")._repr_markdown_()
    assert shown.startswith("## Retention of the original assistants (`retention`)\n")
    assert "| Still employed | original assistants still employed ÷ first holders of the posts |" in shown


def test_as_a_table_there_is_a_row_a_measure():
    rows = list(csv.DictReader(io.StringIO(catalogue.as_csv(catalogue.sheets("en"), "en"))))
    assert len(rows) == len(STATISTICS)
    rate = next(row for row in rows if row["id"] == "event_rate")
    assert rate["Formula"] == "100 × events ÷ person-hours in the field"
    assert rate["Interval and method"] == "exact 95% interval of a count (Garwood 1936)"
