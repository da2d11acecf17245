"""An error of the user speaks both languages and survives the way back from a worker."""

import pickle

import pytest

from apk_lib.errors import ApkError, DataError, ParameterError, ProjectError, ReportError
from apk_lib.text import Text

SAID = Text(cs="Chybí sloupec.", en="A column is missing.")


@pytest.mark.parametrize("kind", [DataError, ParameterError, ProjectError, ReportError])
def test_every_error_of_the_user_is_an_apk_error_in_both_languages(kind):
    error = kind(SAID)
    assert isinstance(error, ApkError)
    assert error.message("cs") == "Chybí sloupec."
    assert error.message("en") == "A column is missing."
    assert str(error) == "Chybí sloupec."


def test_an_error_crosses_a_process_boundary_with_its_kind_and_both_texts():
    returned = pickle.loads(pickle.dumps(DataError(SAID)))
    assert type(returned) is DataError
    assert returned.message("en") == "A column is missing."
