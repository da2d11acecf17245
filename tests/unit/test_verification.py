"""The library agrees with everybody else; and a function that is bent a little is noticed and named."""

import dataclasses
import shutil
from datetime import timedelta

import polars as pl
import pytest

from apk_lib import calendars, intervals, stats, tracks, verification
from apk_lib.errors import DataError, ParameterError, ReportError
from apk_lib.stats import survival
from apk_lib.text import LANGUAGES
from apk_lib.verification import (
    require_agreement,
    show,
    show_summary,
    show_trend,
    summary,
    trend,
    verify,
    words,
)
from apk_lib.verification.compare import Case, Reference, table
from tests.remembered import kromeriz

COLUMNS = [
    "area", "case", "what", "part", "ours", "published", "difference", "tolerance", "agrees", "source",
]  # fmt: skip


@pytest.fixture(scope="module")
def comparisons(root):
    return verify(root / "data/reference", root / "tests/reference/cases")


def number(comparisons, case, what, part=""):
    found = comparisons.filter(case=case, what=what, part=part)
    return found["ours"].item()


# --- it agrees -------------------------------------------------------------------------------------


def test_everything_agrees(comparisons):
    wrong = comparisons.filter(~pl.col("agrees"))
    assert wrong.drop("source").to_dicts() == []
    require_agreement(comparisons)


def test_every_area_is_compared_and_every_row_has_a_source(comparisons):
    assert comparisons.columns == COLUMNS
    assert set(comparisons["area"]) == set(words.AREAS)
    assert comparisons.select("area", "case", "what", "part").is_unique().all()
    assert comparisons["source"].str.len_chars().min() > 3
    assert comparisons.filter(pl.col("tolerance") < 0).is_empty()


@pytest.mark.parametrize(
    ("case", "what", "part", "expected"),
    [
        # what the collection's own description says
        ("smart_published", "patrols", "", 18),
        ("smart_published", "fixes", "", 32145),
        ("smart_published", "zones_never_visited", "", 2),
        ("london_published", "rows", "", 26236),
        ("london_published", "months", "", 38),
        ("london_published", "missing_months", "", 6),
        ("london_published", "without_place", "", 1955),
        ("senators_published", "terms", "", 933),
        ("senators_published", "open_terms", "", 99),
        # the headers of the patrols, read by eye: five end on a later day, five after their declared end
        ("smart_cut", "midnights_crossed", "", 5),
        ("smart_declared_end", "patrols_after_end", "", 5),
        # the settled model, and the period table of the domain study
        ("periods", "teaching_days_without_closures", "P1", 80),
        ("periods", "teaching_days", "P1", 61),
        ("periods", "teaching_days_all_attend", "P1", 30),
        ("periods", "teaching_days", "P5", 22),
        ("periods", "working_days", "all", 569),
        ("periods", "calendar_days", "all", 822),
        # Newcombe 1998
        ("ci02_wilson", "lo", "[4]", pytest.approx(0.2553, abs=5e-5)),
        ("ci03_newcombe_diff", "newc_hi", "[0]", pytest.approx(0.3339, abs=5e-5)),
    ],
)
def test_known_figures_are_among_them(comparisons, case, what, part, expected):
    assert number(comparisons, case, what, part) == expected


def test_every_case_made_with_r_insists_on_all_its_fields(comparisons):
    made = comparisons.filter(pl.col("source").str.contains(r"; R \d"))
    assert made["case"].n_unique() == 36
    assert made.filter(pl.col("ours").is_null() & pl.col("published").is_not_null()).is_empty()


def test_months_nobody_published_are_missing(comparisons):
    assert number(comparisons, "london_published", "months_of_zero") == 0


def test_a_published_series_keeps_its_gaps(root):
    series = trend(root / "data/reference")
    assert series.columns == ["year", "all", "women", "men"]
    assert series.filter(pl.col("all").is_null())["year"].to_list() == ["2016/17", "2020/21", "2021/22"]
    assert series.filter(year="2001/02")["all"].item() == pytest.approx(68.086, abs=0.001)


def test_reference_data_hold_no_microdata_and_no_large_file(root):
    files = [path for path in (root / "data/reference").rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files) < 1_500_000
    assert [path.name for path in files if path.name.startswith(("gss", "bcs"))] == []


# --- a bent function is noticed --------------------------------------------------------------------


def stretched(found):
    """The same result with a value one part in a thousand higher."""
    if isinstance(found, pl.DataFrame):
        return found.with_columns(pl.col("value") * 1.001)
    return dataclasses.replace(found, value=None if found.value is None else found.value * 1.001)


BENT = [
    ("proportion", stretched, "gss01_wave_props"),
    ("proportion_difference", stretched, "ci03_newcombe_diff"),
    ("rate", stretched, "london_rates"),
    ("rate_ratio", stretched, "rr01_poisson_test"),
    ("detectable_change", stretched, "pow01_prop"),
    ("survey_estimate", stretched, "svy01_strat_mean"),
    ("survey_change", stretched, "svy12_panel_change"),
    ("paired_difference", stretched, "pair01_mcnemar_agresti"),
    ("ordinal_effect", stretched, "bcs03_cliff_delta"),
    ("reliability", stretched, "rel01_alpha_omega"),
    ("ratio_of_ratios", stretched, "did01_relative_effect"),
    ("displacement", stretched, "did02_wdq_wdd"),
    ("rake", lambda weights: weights * 1.001, "svy15_poststrat"),
]


COMPARING = [name for name in vars(verification) if name.startswith("compare_")]


def failure(root, compared):
    """What is told of one part of the comparisons: the others would only be made again."""
    with pytest.MonkeyPatch.context() as patch:
        for name in COMPARING:
            if name != f"compare_{compared}":
                patch.setattr(verification, name, lambda *given: iter(()))
        if compared != "calendar":
            # a dataset that was asked before keeps its calendar
            patch.setattr(verification, "open_dataset", lambda folder, period: kromeriz(period))
        comparisons = verify(root / "data/reference", root / "tests/reference/cases")
    with pytest.raises(ReportError) as failed:
        require_agreement(comparisons)
    return failed.value


@pytest.mark.parametrize(("name", "bend", "case"), BENT, ids=[name for name, _, _ in BENT])
def test_a_bent_statistic_is_noticed(monkeypatch, root, name, bend, case):
    straight = getattr(stats, name)
    monkeypatch.setattr(stats, name, lambda *given, **options: bend(straight(*given, **options)))
    error = failure(root, "incidents" if case.startswith("london") else "cases")
    assert all(case in error.message(lang) for lang in LANGUAGES)


def test_a_bent_curve_is_noticed(monkeypatch, root):
    # a curve is written, and asked at times, by one function
    straight = survival._rows
    monkeypatch.setattr(survival, "_rows", lambda *given: stretched(straight(*given)))
    message = failure(root, "cases").message("en")
    for case in ("km01_aml_log", "km03_four_assistants", "km04_degenerate"):
        assert case in message
    assert "senators_curve" in failure(root, "senators").message("en")


def longer(pieces):
    return pieces.with_columns(pl.col("end") + pl.duration(microseconds=1))


@pytest.mark.parametrize(
    ("module", "name", "bend", "case"),
    [
        (intervals, "cut", longer, "smart_cut"),
        (intervals, "union", longer, "smart_union"),
        (intervals, "one_place_at_a_time", longer, "smart_union"),
        (tracks, "follow", lambda found: dataclasses.replace(found, stays=longer(found.stays)), "smart_gps"),
        (tracks, "follow", lambda found: dataclasses.replace(found, gaps=longer(found.gaps)), "smart_zones"),
        (
            calendars,
            "public_holidays",
            lambda days: {day + timedelta(days=1) for day in days},
            "working_days",
        ),
        (calendars, "school_days", lambda days: days.slice(1), "teaching_days"),
    ],
)
def test_bent_time_is_noticed(monkeypatch, root, module, name, bend, case):
    straight = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: bend(straight(*given)))
    assert case in failure(root, "calendar" if module is calendars else "patrols").message("en")


def test_an_error_names_the_place_and_both_numbers():
    case = Case("shares", "made up", "nobody")
    wrong = table([case.exact("lo", 1.0, 2.0, "[3]"), case.exact("hi", 1.0, 1.0)])
    with pytest.raises(ReportError) as failed:
        require_agreement(wrong)
    assert failed.value.message("en") == (
        "Verification fails in 1 of 2 comparisons. Cases: made up. "
        "First differences: made up lo [3]: ours 1.0, expected 2.0."
    )
    assert "made up lo [3]: naše 1.0, má být 2.0" in failed.value.message("cs")


def test_nothing_compared_is_no_agreement():
    with pytest.raises(ReportError):
        require_agreement(table([]))


# --- how numbers are compared ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "published", "agrees"),
    [
        (1.0, 1.0, True),
        (1.0 + 9e-7, 1.0, True),
        (1.0 + 2e-6, 1.0, False),
        (0.0, 0.0, True),
        (1e-11, 0.0, False),
        (None, None, True),
        (None, 1.0, False),
        (1.0, None, False),
        (float("nan"), 1.0, False),
    ],
)
def test_two_numbers_agree(ours, published, agrees):
    row = table([Case("shares", "c", "s").close("lo", ours, published, 1e-6)])
    assert row["agrees"].item() is agrees


def test_a_field_that_is_left_out_or_too_short_disagrees(tmp_path):
    case = Reference("c", {}, {"a": [1, 2], "b": 3}, ["a", "b"], 1e-6, "R 4", tmp_path)
    found = table(case.compare("shares", "o", {"a": [1]}))
    assert found.select("what", "part", "agrees").rows() == [
        ("a", "[0]", True), ("a", "[1]", False), ("b", "", False),
    ]  # fmt: skip


def test_the_summary_counts_by_area():
    first, second = Case("shares", "one", "s"), Case("rates", "two", "s")
    found = summary(table([first.near("lo", 1.0, 1.5, 2.0), first.exact("hi", 1, 2), second.exact("p", 1, 1)]))
    assert found.rows() == [("shares", 1, 2, 1, 0.25), ("rates", 1, 1, 1, None)]


# --- what a user can get wrong ---------------------------------------------------------------------


def test_a_missing_folder_is_named(root):
    with pytest.raises(DataError) as failed:
        verify(root / "data/nowhere")
    assert all("data/nowhere" in failed.value.message(lang) for lang in LANGUAGES)


def test_a_missing_file_is_named(tmp_path, root):
    shutil.copytree(root / "data/reference", tmp_path / "reference")
    (tmp_path / "reference/patrols_smart/zones.geojson").unlink()
    with pytest.raises(DataError, match=r"zones\.geojson"):
        verify(tmp_path / "reference", root / "tests/reference/cases")


@pytest.mark.parametrize("folder", [".", "notebooks", "apk_lib/stats"])
def test_paths_hold_anywhere_in_the_repository(monkeypatch, root, folder):
    monkeypatch.chdir(root / folder)
    assert show_trend("data/reference", "en").rows.height == 22


def test_paths_hold_outside_the_repository(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert show_trend("data/reference", "en").rows.height == 22


def test_an_unknown_area_or_language_is_refused(comparisons):
    with pytest.raises(ParameterError, match="moon"):
        show(comparisons, "moon", "cs")
    with pytest.raises(ParameterError, match="de"):
        show(comparisons, "shares", "de")


# --- how it is shown -------------------------------------------------------------------------------


def test_every_quantity_has_a_name_in_both_languages(comparisons):
    assert set(comparisons["what"]) <= set(words.QUANTITIES)
    assert set(words.AGAINST) == set(words.AREAS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("area", words.AREAS)
def test_an_area_is_shown_in_the_readers_language(comparisons, area, lang):
    shown = show(comparisons, area, lang)
    page = shown._repr_html_()
    other = next(name for name in LANGUAGES if name != lang)
    assert words.AREAS[area](lang) in page
    assert words.COLUMNS["difference"](lang) in page
    assert words.COLUMNS["difference"](other) not in page
    assert shown.rows.height == comparisons.filter(area=area).height
    assert repr(shown).startswith(words.AREAS[area](lang))


def test_numbers_are_written_as_the_language_writes_them():
    rows = table(
        [
            Case("shares", "c", "s<b>").close("lo", 0.25 + 1e-9, 0.25, 1e-6),
            Case("shares", "d", "s").exact("n", None, 1234),
        ]
    )
    czech, english = (show(rows, "shares", lang)._repr_html_() for lang in ("cs", "en"))
    assert ">0,25<" in czech
    assert ">0.25<" in english
    assert ">1\u00a0·\u00a010⁻⁹<" in czech
    assert ">NE<" in czech
    assert ">1,234<" in english
    assert "s&lt;b&gt;" in czech


def test_the_verdict_says_what_is(comparisons):
    right = show_summary(comparisons, "en")
    assert right.sentence == f"All {comparisons.height:,} comparisons agree."
    wrong = show_summary(table([Case("shares", "c", "s").exact("lo", 1, 2)]), "cs")
    assert wrong.sentence == "Z 1 srovnání nesouhlasí 1."
