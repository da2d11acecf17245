"""The command that plans a survey, beside the numbers of R's power.prop.test."""

from __future__ import annotations

import pytest
import typer.testing

from apk_lib.cli import app
from apk_lib.cli.planning import plan_survey
from apk_lib.errors import ParameterError


def said(*words: str) -> str:
    outcome = typer.testing.CliRunner().invoke(app, ["plan-survey", *words])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output.replace("\xa0", " ")


def test_it_says_how_many_to_ask_and_to_approach():
    # power.prop.test(p1 = .55, p2 = .65, power = .8): n = 375.57; half of those approached answer
    told = said("--share", "55", "--deff", "1")
    assert "z 55 % na 65 %, potřebuje v každé vlně 376 dotázaných" in told
    assert "oslovte 752 osob" in told


def test_it_says_what_a_number_of_respondents_finds():
    # power.prop.test(n = 200, p1 = .55, p2 = .65): power = .5326; (n = 200, p1 = .55, power = .8): p2 = .6857
    told = said("--share", "55", "--deff", "1", "--respondents", "200", "--lang", "en")
    assert "With 200 respondents in each wave it finds that change with a probability of 53%." in told
    assert "200 respondents: by 13.6 percentage points" in told


def test_a_clustered_sample_needs_more():
    assert "564 dotázaných" in said("--share", "55")  # 375.57 × 1.5


def test_where_nothing_can_be_found_it_says_so():
    assert "100 dotázaných: žádný" in said("--share", "99", "--change", "0.5")


@pytest.mark.parametrize("change", [0.0, 45.0, -55.0])
def test_a_share_that_cannot_be_is_refused(change):
    with pytest.raises(ParameterError) as refused:
        plan_survey(share=55, change=change)
    assert "mezi 0 a 100 %" in refused.value.message("cs")


def test_those_approached_follow_from_the_number_that_is_printed():
    # 375.57 respondents are 376; 376 / 0.3 = 1253.3, while 375.57 / 0.3 = 1251.9
    assert "376 dotázaných; při návratnosti 30 % k tomu oslovte 1 254 osob" in said(
        "--share", "55", "--deff", "1", "--response", "30"
    )


def test_a_decimal_comma_is_read_and_printed():
    assert "z 55,5 % na 65,5 %" in said("--share", "55,5")
    assert "from 55.5% to 65.5%" in said("--share", "55.5", "--lang", "en")


@pytest.mark.parametrize(("share", "percent", "given"), [(0.55, "55\xa0%", "55"), (0.555, "55,5\xa0%", "55,5")])
def test_a_share_of_one_is_taken_for_the_percent_that_were_meant(share, percent, given):
    with pytest.raises(ParameterError) as refused:
        plan_survey(share=share)
    assert refused.value.message("cs") == f"Myslíte {percent}? Zadejte --share {given}."
    english = f"Do you mean {percent}? Give --share {given}.".replace("\xa0", "").replace(",", ".")
    assert refused.value.message("en") == english


def test_the_rises_are_said_to_be_found_four_times_in_five():
    assert "Nejmenší nárůst z 55 %, který šetření pozná v 80 % případů:" in said("--share", "55")
