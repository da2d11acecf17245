"""Words and numbers as a Czech and an English reader expect them."""

from datetime import date

import pytest

from apk_lib.text import (
    NBSP,
    Noun,
    Text,
    crowns,
    day,
    listing,
    number,
    percent,
    sentence,
    sort_key,
    span,
    typeset,
    weekday,
)

HOUR = Noun(cs=("hodina", "hodiny", "hodin", "hodiny"), en=("hour", "hours"))


def spaced(text: str) -> str:
    """The text with `_` for each space that does not break, so that a test shows it."""
    return text.replace(NBSP, "_")


@pytest.mark.parametrize(
    ("n", "digits", "cs", "en"),
    [
        (0, 0, "0_hodin", "0_hours"),
        (1, 0, "1_hodina", "1_hour"),
        (2, 0, "2_hodiny", "2_hours"),
        (4, 0, "4_hodiny", "4_hours"),
        (5, 0, "5_hodin", "5_hours"),
        (21, 0, "21_hodin", "21_hours"),
        (1.5, 1, "1,5_hodiny", "1.5_hours"),
        (1234.5, 1, "1_234,5_hodiny", "1,234.5_hours"),
        # the form goes with the number as it is printed
        (1.4, 0, "1_hodina", "1_hour"),
        (1.04, 1, "1_hodina", "1_hour"),
        (-1, 0, "−1_hodina", "−1_hour"),
    ],
)
def test_a_noun_takes_the_form_of_its_number(n, digits, cs, en):
    assert spaced(HOUR.count(n, "cs", digits)) == cs
    assert spaced(HOUR.count(n, "en", digits)) == en


@pytest.mark.parametrize(
    ("value", "digits", "cs", "en"),
    [
        (0, 0, "0", "0"),
        (1234567, 0, "1_234_567", "1,234,567"),
        (0.5, 2, "0,50", "0.50"),
        (12.0, 2, "12", "12"),
        (11.999, 2, "12", "12"),
        (-2.34, 1, "−2,3", "−2.3"),
        (-0.04, 1, "0", "0"),
    ],
)
def test_numbers_are_grouped_and_keep_their_decimals(value, digits, cs, en):
    assert spaced(number(value, "cs", digits)) == cs
    assert spaced(number(value, "en", digits)) == en


def test_percent_stands_off_in_czech():
    assert spaced(percent(0.78, "cs")) == "78_%"
    assert spaced(percent(0.78, "en")) == "78%"
    assert spaced(percent(0.859, "cs", 1)) == "85,9_%"
    assert spaced(percent(-0.05, "cs")) == "−5_%"


def test_crowns_have_both_digits_of_the_haler():
    assert spaced(crowns(35000, "cs")) == "35_000,00_Kč"
    assert spaced(crowns(35000, "en")) == "CZK_35,000.00"
    assert spaced(crowns(4664625.5, "cs")) == "4_664_625,50_Kč"
    assert spaced(crowns(-12.5, "cs")) == "−12,50_Kč"
    assert spaced(crowns(1234.56, "cs", 0)) == "1_235_Kč"


def test_no_crowns_are_never_minus_nothing():
    # what is left of a difference of floats
    assert spaced(crowns(-0.001, "cs")) == "0,00_Kč"


def test_a_date_never_breaks_over_a_line():
    assert spaced(day(date(2020, 6, 1), "cs")) == "1._6._2020"
    assert spaced(day(date(2020, 6, 1), "en")) == "1_June_2020"
    assert spaced(span(date(2020, 6, 1), date(2020, 11, 30), "cs")) == "1._6._2020 – 30._11._2020"


def test_weekdays_are_short_and_start_with_monday():
    assert [weekday(n, "cs") for n in range(1, 8)] == ["po", "út", "st", "čt", "pá", "so", "ne"]
    assert [weekday(n, "en") for n in (1, 7)] == ["Mo", "Su"]


def test_words_are_joined_as_a_sentence_joins_them():
    assert listing([], "cs") == ""
    assert listing(["A"], "cs") == "A"
    assert listing(["A", "B"], "cs") == "A a B"
    assert listing(["A", "B", "C"], "cs") == "A, B a C"
    assert listing(["A", "B", "C"], "en") == "A, B and C"


@pytest.mark.parametrize(
    ("plain", "set_in_type"),
    [
        ("Asistenti v terénu", "Asistenti v_terénu"),
        ("Byli u školy a v parku", "Byli u_školy a_v_parku"),
        ("K večeru (s dětmi) „i ráno“", "K_večeru (s_dětmi) „i_ráno“"),
        ("Lokalita B patří městu", "Lokalita B patří městu"),
        ("dva na dvě", "dva na dvě"),
        ("konec v", "konec v"),
    ],
)
def test_no_one_letter_preposition_ends_a_czech_line(plain, set_in_type):
    assert spaced(typeset(plain, "cs")) == set_in_type
    assert typeset(plain, "en") == plain


def test_a_sentence_starts_with_a_capital_and_keeps_the_rest():
    assert sentence("čtyři asistenti APK") == "Čtyři asistenti APK"
    assert sentence("") == ""


def test_names_sort_as_in_a_czech_dictionary():
    in_order = ["Aš", "Brno", "Cvikov", "Česká Lípa", "Český Brod", "Děčín", "Hodonín", "Hulín", "Cheb", "Chomutov",
                "Ivančice", "Most", "Rakovník", "Říčany", "Slaný", "Šumperk", "Třebíč", "Ústí", "Vsetín", "Zlín",
                "Žatec"]  # fmt: skip
    assert sorted(sorted(in_order), key=sort_key) == in_order


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("c", "č"), ("č", "d"), ("h", "ch"), ("hz", "ch"), ("ch", "i"), ("r", "ř"), ("z", "ž"), ("cz", "č"),
     # accents decide only between words that are otherwise the same
     ("mila", "míla"), ("míla", "milb"), ("u", "ú"), ("ú", "ů"), ("uz", "úž")],
)  # fmt: skip
def test_czech_letters_stand_in_their_places(earlier, later):
    assert sort_key(earlier) < sort_key(later)


def test_sorting_does_not_ask_for_capitals():
    assert sorted(["zlín", "Česká Lípa", "ČESKÁ TŘEBOVÁ", "cheb"], key=sort_key) == [
        "Česká Lípa", "ČESKÁ TŘEBOVÁ", "cheb", "zlín",
    ]  # fmt: skip


def test_a_text_speaks_both_languages():
    text = Text(cs="Zbývá {n} dní.", en="{n} days left.")
    assert text("cs") == "Zbývá {n} dní."
    assert text.fill("cs", n=3) == "Zbývá 3 dní."
    assert text.fill("en", n=3) == "3 days left."
