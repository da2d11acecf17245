"""Programmes: what each asks of its projects, and that the catalogue answers it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from apk_lib.errors import ProjectError
from apk_lib.indicators import CATALOGUE
from apk_lib.programmes import programme, programmes
from apk_lib.project import parse_project
from apk_lib.tables.codes import PUBLICITY_KINDS

SHEET = (Path(__file__).parents[1] / "unit/vzorov.toml").read_text("utf-8")
EVERY = list(programmes())


def test_both_programmes_of_the_fund_are_known():
    assert EVERY == ["opz_2014", "opz_plus_2021"]


@pytest.mark.parametrize("id", EVERY)
def test_the_payers_pay_the_whole_and_the_town_comes_last(id):
    shares = programme(id).shares
    assert sum(share for _, share in shares) == 1
    assert all(isinstance(share, Decimal) for _, share in shares)
    assert shares[-1][0] == "own"


@pytest.mark.parametrize("id", EVERY)
def test_what_a_programme_asks_is_in_both_languages_and_known_to_the_tables(id):
    one = programme(id)
    texts = [one.name, one.funding_sentence, *(text for row in one.indicators for text in (row.name, row.unit))]
    assert all(text.cs and text.en and text.cs != text.en for text in texts)
    assert set(one.publicity_kinds) <= set(PUBLICITY_KINDS)
    assert one.self_study_hours <= one.support_hours
    assert len({row.code for row in one.indicators}) == len(one.indicators)


@pytest.mark.parametrize("id", EVERY)
def test_every_indicator_of_the_fund_points_to_a_figure_or_says_that_it_is_not_ours(id):
    for row in programme(id).indicators:
        if row.indicator is None:
            assert row.measure is None
            assert row.reported_by == "authority"
        else:
            assert row.measure in {measure.id for measure in CATALOGUE[row.indicator].measures}, row.code


# domain knowledge: "Pracovní pomůcka pro MAS – Indikátory na výzvy MAS" of the managing authority, 1/2017
VERBATIM = {
    "6 00 00": ("Celkový počet účastníků", "beneficiary"),
    "6 25 00": ("Účastníci v procesu vzdělávání/odborné přípravy po ukončení své účasti", "beneficiary"),
    "6 26 00": ("Účastníci, kteří získali kvalifikaci po ukončení své účasti", "beneficiary"),
    "6 27 00": ("Účastníci zaměstnaní po ukončení své účasti, včetně OSVČ", "system"),
    "6 28 00": (
        "Znevýhodnění účastníci, kteří po ukončení své účasti hledají zaměstnání, jsou v procesu vzdělávání/odborné "
        "přípravy, rozšiřují si kvalifikaci nebo jsou zaměstnaní, a to i OSVČ", "beneficiary"),
    "6 29 00": ("Účastníci zaměstnaní 6 měsíců po ukončení své účasti, včetně OSVČ", "system"),
    "6 31 00": ("Účastníci ve věku nad 54 let zaměstnaní 6 měsíců po ukončení své účasti, včetně OSVČ", "system"),
    "6 32 00": ("Znevýhodnění účastníci zaměstnaní 6 měsíců po ukončení své účasti, včetně OSVČ", "system"),
    "6 20 00": ("Počet projektů, které zcela nebo zčásti provádějí sociální partneři nebo nevládní organizace",
                "authority"),
    "8 05 00": ("Počet napsaných a zveřejněných analytických a strategických dokumentů (vč. evaluačních)",
                "beneficiary"),
}  # fmt: skip


def test_names_of_the_older_programme_are_verbatim_with_who_reports_them():
    assert {row.code: (row.name.cs, row.reported_by) for row in programme("opz_2014").indicators} == VERBATIM


def test_of_the_newer_programme_nothing_is_confirmed():
    newer = programme("opz_plus_2021")
    assert {row.code for row in newer.indicators} == {"600 000", "625 000", "626 000", "627 000", "629 000", "805 000"}
    assert not newer.confirmed
    assert not any(row.confirmed for row in newer.indicators)
    assert (newer.indirect_rate, newer.rate_base) == (0.4, "staff")


def test_nobody_knows_what_missing_a_target_costs():
    assert {one.tolerance_bands for one in programmes().values()} == {()}


def test_a_code_is_found_and_an_unknown_one_is_a_mistake():
    assert programme("opz_2014").esf("8 05 00").indicator == "documents"
    with pytest.raises(KeyError, match="9 99 99"):
        programme("opz_2014").esf("9 99 99")


def test_an_unknown_programme_is_answered_with_the_known_ones():
    with pytest.raises(ProjectError, match=r"opz_1999.*opz_2014, opz_plus_2021"):
        programme("opz_1999")
    with pytest.raises(ProjectError, match=r"\[project\].*programme.*opz_2014, opz_plus_2021"):
        parse_project(SHEET.replace('"opz_2014"', '"opz_1999"'), "vzorov")


def test_the_programme_is_a_fact_of_the_project_and_may_be_changed_without_code():
    project = parse_project(SHEET, "vzorov")
    assert project.programme is programme("opz_2014")
    assert replace(project.programme, support_hours=20).support_hours == 20
