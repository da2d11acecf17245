"""Sentences and pictures of offences in towns of every kind: never more than the counts and the comparison hold."""

import re
from dataclasses import replace

import polars as pl
import pytest

from apk_lib import charts, prose, sheets
from apk_lib.dataset import Dataset
from apk_lib.labels import Labels, Reading
from apk_lib.prose import Finding
from apk_lib.text import LANGUAGES, NBSP, Lang, number, percent
from tests import remembered

INDICATORS = ["recorded_offences", "complaints_received", "offence_effect", "complaint_effect", "offence_trend",
              "emergency_months"]  # fmt: skip
# what may be said of an effect only where there is something to compare with, and not even then by us
CAUSAL = re.compile(
    r"díky|vlivem|způsob|přispěl|zásluh|snížil|účin|thanks|because|caused|due to|contribut|led to|reduc|effect|impact",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"poměr|ratio|%")
UNFINISHED = re.compile(r"None|\bnan\b|[{}]|[:;,(] ?[.;,)]|  |\.\.|\(\)")


@pytest.fixture
def kromeriz() -> Dataset:
    return remembered.kromeriz("P5")


def reading(dataset: Dataset, lang: Lang, period: str = "P5") -> Reading:
    figures = remembered.figures_of(dataset, period, INDICATORS)
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def changed(dataset: Dataset, **tables: pl.DataFrame) -> Dataset:
    accepted = {name: replace(dataset.accepted[name], rows=rows) for name, rows in tables.items()}
    return replace(dataset, accepted={**dataset.accepted, **accepted})


def relocated(dataset: Dataset, **columns: pl.Expr) -> Dataset:
    """The town with other columns of its localities."""
    frames = {**dataset.project.frames, "localities": dataset.project.frames["localities"].with_columns(**columns)}
    return replace(dataset, project=replace(dataset.project, frames=frames))


def alone(dataset: Dataset) -> Dataset:
    """The town without a comparison locality."""
    kind = pl.col("kind").cast(pl.String)
    return relocated(dataset, kind=pl.when(kind == "comparison").then(pl.lit("park")).otherwise(kind))


def everything(finding: Finding) -> str:
    pictures = [text for picture in finding.pictures if picture for text in picture]
    return " ".join((finding.heading, *finding.paragraphs, *pictures)).replace(NBSP, " ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison_is_told_with_its_interval_and_what_widens_it(kromeriz: Dataset, lang: Lang) -> None:
    finding = prose.offences(reading(kromeriz, lang))
    said = everything(finding)
    ratio = reading(kromeriz, lang).figure("offence_effect", "ratio_of_ratios")
    assert ratio.show() in said
    # what a mayor reads are counts: the ratio of the ratios stands in the text
    risk, comparison = (1 - reading(kromeriz, lang).figure("offence_effect", "rate_ratio", arm=arm).value
                        for arm in ("risk", "comparison"))  # fmt: skip
    fewer = {
        "cs": "V rizikových lokalitách ubylo {} přestupků a trestných činů, ve srovnávacích ubylo {}",
        "en": "In the risk localities there were {} fewer offences and crimes, in the comparison ones {} fewer",
    }
    assert fewer[lang].format(percent(risk, lang), percent(comparison, lang)) in finding.heading
    assert ratio.interval.replace(NBSP, " ") in said
    assert {"cs": "rozdíl může být náhoda", "en": "the difference may be chance"}[lang] in finding.heading
    spread = number(reading(kromeriz, lang).figure("offence_effect", "overdispersion").value, lang, 1)
    assert {"cs": f"Rozptyl počtů je {spread}krát", "en": f"The variance of counts is {spread} times"}[lang] in said
    assert {"cs": "po 24 měsících", "en": "24 months each"}[lang] in said
    assert {"cs": "3 ze 24, v době projektu 9 ze 24", "en": "3 of 24 before the project and 9 of 24"}[lang] in said
    assert finding.compares
    assert CAUSAL.findall(said) == []
    assert UNFINISHED.findall(said) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("limits", [(0.5, 0.9), (1.1, 1.9)], ids=["better", "worse"])
def test_the_heading_follows_the_interval(kromeriz: Dataset, lang: Lang, limits: tuple[float, float]) -> None:
    told = reading(kromeriz, lang)
    here = pl.col("measure") == "ratio_of_ratios"
    lower, upper = (pl.when(here).then(pl.lit(limit)).otherwise(pl.col(name))
                    for name, limit in zip(("lower", "upper"), limits, strict=True))  # fmt: skip
    results = told.results.with_columns(lower=lower, upper=upper)
    heading = prose.offences(replace(told, results=results)).heading
    words = {"cs": ("příznivěji", "hůře"), "en": ("better", "worse")}[lang]
    assert [word in heading for word in words] == [limits[1] < 1, limits[0] > 1]


def put(told: Reading, indicator: str, measure: str, **values: float | None) -> Reading:
    """The reading with other numbers in a figure of the total."""
    here = (pl.col("indicator") == indicator) & (pl.col("measure") == measure) & pl.col("dimension_1").is_null()
    new = {name: pl.when(here).then(pl.lit(value)).otherwise(pl.col(name)) for name, value in values.items()}
    return replace(told, results=told.results.with_columns(**new))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fall_with_the_surroundings_is_a_net_fall(kromeriz: Dataset, lang: Lang) -> None:
    told = put(reading(kromeriz, lang), "offence_effect", "displacement_difference", lower=-200.0, upper=-50.0)
    said = everything(prose.offences(put(told, "offence_effect", "displacement_quotient", value=0.4)))
    fall = {"cs": "I s okolím vychází úbytek; část se do okolí přesunout mohla. Kvocient přesunu je 0,40",
            "en": "With the surroundings it still comes out as a fall; part of it may have moved. The displacement "
            "quotient is 0.40"}[lang]  # fmt: skip
    assert fall in said
    bare = everything(prose.offences(put(told, "offence_effect", "displacement_quotient", value=None)))
    assert not re.search("Kvocient|quotient", bare)
    # a quotient of noise is not shown: the interval of the difference holds zero, that of the ratio holds one
    noise = put(reading(kromeriz, lang), "offence_effect", "displacement_difference", lower=-200.0, upper=50.0)
    assert not re.search("Kvocient|quotient", everything(prose.offences(noise)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("known", "short"), [(23.0, True), (24.0, False)])
def test_less_than_two_years_before_do_not_tell_a_step_from_a_season(
    kromeriz: Dataset, lang: Lang, known: float, short: bool
) -> None:
    said = everything(prose.offences(put(reading(kromeriz, lang), "offence_trend", "months_before", value=known)))
    warned = {"cs": f"jen {known:.0f} měsíců: skok a roční období od sebe odlišit nejde",
              "en": f"Only {known:.0f} months before the project are known"}[lang]  # fmt: skip
    assert (warned in said) is short


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unrecorded_choice_of_localities_is_told(kromeriz: Dataset, lang: Lang) -> None:
    unknown = put(reading(kromeriz, lang), "offence_effect", "chosen_by_peak", value=None)
    finding = prose.offences(unknown)
    assert {"cs": "Jak byly rizikové lokality vybrány, není zapsáno", "en": "is not recorded"}[lang] in everything(
        finding
    )
    assert UNFINISHED.findall(everything(finding)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_cell_is_no_lack_of_a_comparison(kromeriz: Dataset, lang: Lang) -> None:
    """Not one offence in the comparison locality since the start: there is a comparison, but no ratio."""
    here = (pl.col("locality") == "comparison_c") & (pl.col("happened_on") >= kromeriz.project.start)
    emptied = changed(kromeriz, official_offences=kromeriz.table("official_offences").filter(~here.fill_null(False)))
    said = everything(prose.offences(reading(emptied, lang)))
    assert {"cs": "ani jeden záznam: poměr spočítat nejde", "en": "has not a single record"}[lang] in said
    assert not re.search("Srovnávací lokalita není|nelze říci proč|no comparison locality|say why", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_comparison_locality_nothing_is_said_of_why(kromeriz: Dataset, lang: Lang) -> None:
    finding = prose.offences(reading(alone(kromeriz), lang))
    said = everything(finding)
    assert {"cs": "bez srovnávací lokality nelze říci proč", "en": "nobody can say why"}[lang] in finding.heading
    assert {"cs": "370", "en": "370"}[lang] in finding.heading
    assert CAUSAL.findall(said) == []
    assert not re.search(r"příznivě|better|hůře|worse|poměr poměrů|ratio of ratios", " ".join(finding.paragraphs))
    assert UNFINISHED.findall(said) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_offences_stay_counts(kromeriz: Dataset, lang: Lang) -> None:
    # one in forty: eight or nine in the risk localities in two years
    few = changed(
        kromeriz,
        official_offences=kromeriz.table("official_offences").gather_every(40),
        complaints=kromeriz.table("complaints").gather_every(40),
    )
    told = reading(few, lang)
    finding = prose.offences(told)
    assert RELATIVE.findall(" ".join((finding.heading, *finding.paragraphs[:1]))) == []
    assert finding.pictures[0] is not None
    assert finding.pictures[1] is None
    assert {"cs": "poměr by říkal víc", "en": "a ratio would say more"}[lang] in everything(finding)
    counts = told.rows("offence_effect", "monthly_rate", "cumulative", "arm", "window")
    risk = counts.filter(pl.col("category_1") == "risk").sort("category_2")["n"].to_list()
    assert max(risk) < 20
    assert f"{risk[1]} {'a' if lang == 'cs' else 'and'} {risk[0]}" in everything(finding)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_locality_chosen_for_its_peak_is_warned_of(kromeriz: Dataset, lang: Lang) -> None:
    warning = {"cs": "regrese k průměru", "en": "regression to the mean"}[lang]
    assert warning not in everything(prose.offences(reading(relocated(kromeriz, chosen_by_peak=False), lang)))
    chosen = relocated(kromeriz, chosen_by_peak=pl.col("locality") == "risk_a")
    said = everything(prose.offences(reading(chosen, lang)))
    assert warning in said
    assert {"cs": "1 ze 2", "en": "1 of 2"}[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_time_before_there_are_counts_only(kromeriz: Dataset, lang: Lang) -> None:
    since = {
        name: kromeriz.table(name).filter(pl.col(day) >= kromeriz.project.start)
        for name, day in (("official_offences", "happened_on"), ("complaints", "received_on"))
    }
    finding = prose.offences(reading(changed(kromeriz, **since), lang))
    assert {"cs": "s dobou před projektem je srovnat nelze", "en": "cannot be compared"}[lang] in finding.heading
    assert UNFINISHED.findall(everything(finding)) == []
    assert charts.to_svg(lambda: charts.offence_months(reading(changed(kromeriz, **since), lang)), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_missing_records_are_called_missing(kromeriz: Dataset, lang: Lang) -> None:
    absent = replace(kromeriz.accepted["official_offences"], supplied=False,
                     rows=kromeriz.table("official_offences").clear())  # fmt: skip
    bare = replace(kromeriz, accepted={**kromeriz.accepted, "official_offences": absent})
    finding = prose.offences(reading(bare, lang))
    assert {"cs": "údaj chybí", "en": "missing"}[lang] in finding.heading
    assert finding.paragraphs == ()


def marks(chart: object) -> list[dict[str, object]]:
    spec = chart.to_dict(validate=False)  # type: ignore[attr-defined]
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_months_are_drawn_with_emergencies_and_the_start(kromeriz: Dataset, lang: Lang) -> None:
    told = reading(kromeriz, lang)
    drawn = marks(charts.offence_months(told))
    counts = told.curves.filter(pl.col("measure") == "offences_by_month")
    assert sum(row["count"] for row in drawn if row.get("count") is not None) == counts["y"].sum()  # type: ignore[misc]
    assert len([row for row in drawn if row.get("share")]) == 12  # months with a state of emergency, March 2020 on
    assert [round(row["year"], 3) for row in drawn if set(row) == {"year"}] == [round(2020 + 5 / 12, 3)]  # type: ignore[call-overload]
    svg = charts.to_svg(lambda: charts.offence_months(told), lang)
    assert {"cs": "srovnávací lokality", "en": "comparison localities"}[lang] in svg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ratios_are_drawn_where_counts_carry_them(kromeriz: Dataset, lang: Lang) -> None:
    told = reading(kromeriz, lang)
    drawn = [row for row in marks(charts.offence_ratios(told)) if "name" in row]
    assert len(drawn) == 5
    assert drawn[-1]["value"] == told.figure("offence_effect", "ratio_of_ratios").value
    # where one count is too small, the words give no ratio, and the picture draws none
    here = (pl.col("measure") == "monthly_rate") & (pl.col("category_1") == "comparison")
    scarce = told.results.with_columns(n=pl.when(here).then(pl.lit(19)).otherwise(pl.col("n")))
    left = [row for row in marks(charts.offence_ratios(replace(told, results=scarce))) if "name" in row]
    assert len(left) == 3
    assert {"one": 1.0} in marks(charts.offence_ratios(told))
    assert charts.to_svg(lambda: charts.offence_ratios(told), lang)


def test_a_gap_breaks_the_line(kromeriz: Dataset) -> None:
    """A month nobody kept is drawn as nothing, never as zero."""
    table = kromeriz.table("official_offences")
    lost = changed(kromeriz, official_offences=table.filter(pl.col("happened_on").dt.strftime("%Y-%m") != "2019-03"))
    drawn = marks(charts.offence_months(reading(lost, "en")))
    assert {row["step"] for row in drawn if "step" in row and row["count"] is None} == {9}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_holds_counts_rates_and_ratios(kromeriz: Dataset, lang: Lang) -> None:
    told = reading(kromeriz, lang)
    table = sheets.before_after_table(told)
    assert {len(row) for row in table.rows} == {len(table.heads)} == {len(table.numeric)} == {10}
    assert len(table.rows) == 8
    rate = told.rows("offence_effect", "monthly_rate", "cumulative", "arm", "window").filter(
        category_1="risk", category_2="before"
    )
    assert table.rows[0][2] == str(rate["n"].item())
    assert table.rows[0][8] == told.figure("offence_effect", "rate_ratio", arm="risk").bare()
    few = changed(kromeriz, official_offences=kromeriz.table("official_offences").gather_every(40))
    assert [row[8] for row in sheets.before_after_table(reading(few, lang)).rows[:4]] == ["–"] * 4
