"""The same notebook reports on another project, with records and without: no code knows any town."""

import re
import shutil

import pytest

from apk_lib.batch.running import make_all
from apk_lib.sample import write_sample


def made(order):
    [outcome] = make_all([order], jobs=1)
    assert outcome.failure is None
    return (outcome.order.folder / "report.html").read_text("utf-8").replace("\u00a0", " ")


def test_a_project_without_any_record_has_a_report_that_says_what_is_missing(order, root, tmp_path):
    page = made(order("P3", "cs", tmp_path, root / "data/kromeriz-2023"))
    assert "CZ.03.02.01/00/22_018/0000717" in page
    assert "Spolufinancováno Evropskou unií" in page
    assert re.search(r"chybí provozní tabulky \(\d+\), dodá je koordinátor: .*\(expenses\)", page)
    assert "Čerpání rozpočtu: údaj chybí" in page
    assert "UKÁZKOVÁ DATA" not in page


@pytest.mark.slow
def test_with_invented_records_the_report_is_whole_and_says_that_they_are(order, root, tmp_path):
    copy = tmp_path / "kromeriz-2023"
    shutil.copytree(root / "data/kromeriz-2023", copy)
    write_sample(copy, 2023)
    page = made(order("P3", "cs", tmp_path / "out", copy))
    assert "UKÁZKOVÁ DATA" in page
    assert "Při rovnoměrném čerpání by bylo vyčerpáno" in page
    assert "údaj chybí: tabulka Výdaje" not in page
