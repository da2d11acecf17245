"""Figures do not depend on the road the records came by: a workbook that is imported counts as the files do."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from apk_lib.dataset import open_dataset
from apk_lib.intake import import_files, office_of
from apk_lib.workbooks.template.records import write_template
from tests.remembered import figures_of
from tests.unit.plain_workbook import workbook

MOMENT = datetime(2022, 12, 1, 12, tzinfo=UTC)
PERIODS = ("P1", "P2", "P3", "P4", "P5")


@pytest.fixture(scope="module")
def towns(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The town as it stands in files, and the same town imported into an empty folder.

    A workbook holds everything but the fixes of devices, which come as a file of their own; where localities lie is
    no record.
    """
    files = root / "data/kromeriz"
    office = office_of(files)
    rows = {name: state.rows for name, state in office.stored.items() if len(state.rows)}
    book = tmp_path_factory.mktemp("book") / "záznamy.xlsx"
    write_template(book, "cs", office.project, rows, synthetic=True)
    imported = tmp_path_factory.mktemp("town") / "kromeriz"
    imported.mkdir()
    shutil.copy(files / "project.toml", imported)
    (imported / "context").mkdir()
    for shapes in ("localities.geojson", "outline.geojson"):
        shutil.copy(files / "context" / shapes, imported / "context")
    assert import_files([book, files / "records/gps_fixes.csv"], imported, MOMENT).plan.aside.is_empty()
    return files, imported


def results(folder: Path, period: str) -> pl.DataFrame:
    # that a whole workbook is marked synthetic reaches further than the mark of single files
    return figures_of(open_dataset(folder, period=period), period).results.drop("synthetic")


@pytest.mark.parametrize("period", PERIODS)
def test_a_workbook_gives_the_figures_of_the_files(towns: tuple[Path, Path], period: str) -> None:
    files, imported = towns
    assert_frame_equal(results(imported, period), results(files, period), check_exact=True)


def test_a_later_correction_leaves_the_reports_before_it_as_they_were(towns: tuple[Path, Path], tmp_path: Path) -> None:
    town = tmp_path / "kromeriz"
    shutil.copytree(towns[0], town)
    before = {period: results(town, period) for period in ("P1", "P2")}
    mended = tmp_path / "oprava.csv"
    mended.write_text(
        "směna;začátek;konec\nS0001;2020-06-01T07:00:00+02:00;2020-06-01T15:30:00+02:00\n", encoding="utf-8"
    )
    done = import_files([mended], town, datetime(2021, 1, 5, 12, tzinfo=UTC))
    assert done.plan.account["changed"].to_list() == [1]
    assert_frame_equal(results(town, "P1"), before["P1"], check_exact=True)
    assert not results(town, "P2").equals(before["P2"])


VISIT = ["V99999", "S0001", "risk_a", "pochůzka", "1. 6. 2020", "14:00"]


def test_contacts_beside_a_visit_are_mended_there_and_an_empty_cell_takes_nothing_back(
    towns: tuple[Path, Path], tmp_path: Path
) -> None:
    town = tmp_path / "kromeriz"
    shutil.copytree(towns[0], town)
    header = ["návštěva", "směna", "lokalita", "činnost", "den", "příchod", "odchod", "kontakty: obyvatel"]
    header += ["kontakty: žák"]
    states = []
    for day, cells in enumerate((["14:30", 3, None], ["14:30", 4, 1], ["14:30", None, None], [None, 0, None]), start=1):
        book = workbook(tmp_path / f"{day}.xlsx", {"Návštěvy lokalit": [header, [*VISIT, *cells]]})
        import_files([book], town, datetime(2022, 12, day, 12, tzinfo=UTC))
        known = open_dataset(town, period="P5", as_of="2022-12-31")
        contacts = known.table("contacts").filter(visit="V99999")
        states.append(dict(contacts.select("kind", "count").iter_rows()))
    assert states == [{"resident": 3}, {"resident": 4, "pupil": 1}, {"resident": 4, "pupil": 1},
                      {"resident": 0, "pupil": 1}]  # fmt: skip
    # a departure that turned out to be unknown is taken back
    assert known.table("visits").filter(visit="V99999")["end"].to_list() == [None]
