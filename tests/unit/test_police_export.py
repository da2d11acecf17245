"""The export of the police crime map becomes offences: where, when and of what kind.

No live export was at hand: the columns are those the police publish, the rows are invented.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError
from apk_lib.intake import Plan, import_files, make_plan, office_of
from apk_lib.intake.reading.police import KINDS
from apk_lib.tables.codes import OFFENCE_KINDS

TOML = (Path(__file__).parent / "vzorov.toml").read_text("utf-8") + "".join(
    f'\n[[localities]]\nlocality = "{id}"\nname_cs = "{id}"\nname_en = "{id}"\nkind = "risk"\n'
    "valid_from = 2020-06-01\nconfirmed = true\n"
    for id in ("west", "east")
)
MOMENT = datetime(2020, 12, 1, tzinfo=UTC)


def square(locality: str, west: float, east: float) -> dict:
    ring = [[west, 49.3], [east, 49.3], [east, 49.31], [west, 49.31], [west, 49.3]]
    return {"type": "Feature", "properties": {"locality": locality},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town with two neighbouring squares: west from 17.39 to 17.40, east from there to 17.41."""
    town = tmp_path / "vzorov"
    (town / "context").mkdir(parents=True)
    (town / "project.toml").write_text(TOML, encoding="utf-8")
    shapes = {"type": "FeatureCollection", "features": [square("west", 17.39, 17.4), square("east", 17.4, 17.41)]}
    (town / "context" / "localities.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    return town


def export(tmp_path: Path, *rows: str, name: str = "2020_588296.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(["id,x,y,mp,date,state,relevance,types", *rows]) + "\n", encoding="utf-8")
    return path


def plan_of(path: Path, folder: Path) -> Plan:
    return make_plan([path], office_of(folder), MOMENT)


ROWS = (
    "101,17.395,49.305,,2020-06-05T10:00:00+02:00,1,4,5",
    '102,17.405,49.305,,2020-06-06 23:30:00,2,4,"41,79"',
    "103,17.5,49.305,,2020-06-07,1,4,80",
    # half past eleven at night in Greenwich is the next day here
    "104,17.405,49.3001,,2020-06-08T23:30:00Z,1,4,999",
    '105,17.405,49.3001,,2020-06-09,1,4,"1,3"',
)


def test_an_export_becomes_offences_in_their_localities(tmp_path, folder):
    plan = import_files([export(tmp_path, *ROWS)], folder, MOMENT).plan
    assert plan.aside.is_empty()
    assert set(plan.findings["severity"]) <= {"note"}
    said = dict(plan.findings.select("rule", "value").iter_rows())
    assert "police_export" in said
    assert said["unknown_offence_types"] == "1 (1), 999 (1)"
    rows = open_dataset(folder, period="P1", as_of="2021-01-01").table("official_offences").sort("offence")
    assert rows.select("offence", "happened_on", "kind", "keeper", "locality").rows() == [
        ("101", date(2020, 6, 5), "public_order", "state_police", "west"),
        ("102", date(2020, 6, 6), "property", "state_police", "east"),
        ("103", date(2020, 6, 7), "drugs", "state_police", None),
        ("104", date(2020, 6, 9), "other", "state_police", "east"),
        ("105", date(2020, 6, 9), "violence", "state_police", "east"),
    ]


def test_a_point_on_the_border_belongs_to_the_first_of_its_neighbours(tmp_path, folder):
    # neither has a priority, so the smaller id claims the border, as it does for GPS
    plan = plan_of(export(tmp_path, "1,17.4,49.305,,2020-06-05,1,4,5"), folder)
    assert plan.additions["official_offences"]["locality"].to_list() == ["east"]


def test_several_types_may_stand_without_quotes_and_a_short_row_is_a_row(tmp_path, folder):
    plan = plan_of(export(tmp_path, "1,17.395,49.305,,2020-06-05,1,4,999,79", "2,17.395,49.305,,2020-06-05"), folder)
    assert plan.additions["official_offences"].sort("offence")["kind"].to_list() == ["traffic", "other"]


def test_the_same_id_is_the_same_row_again(tmp_path, folder):
    first = import_files([export(tmp_path, ROWS[0], ROWS[0])], folder, MOMENT).plan
    assert first.account.select("new", "duplicate").rows() == [(1, 1)]
    # the next export has it once more, its state found out meanwhile
    later = export(tmp_path, ROWS[0].replace(",1,4,5", ",3,4,5"), ROWS[1], name="2020_588296_b.csv")
    second = import_files([later], folder, MOMENT.replace(month=12, day=2)).plan
    assert second.account.select("new", "changed", "unchanged").rows() == [(1, 0, 1)]


def test_a_point_nobody_can_place_is_told(tmp_path, folder):
    krovak = "1,-535000.5,-1155000.2,,2020-06-05,1,4,5"
    plan = plan_of(export(tmp_path, krovak, "2,,,,2020-06-05,1,4,5", ROWS[0]), folder)
    [told] = plan.findings.filter(pl.col("rule") == "offences_without_place").to_dicts()
    assert (told["severity"], told["value"]) == ("warning", "2")
    assert plan.additions["official_offences"].sort("offence")["locality"].to_list() == [None, "west", None]


def test_without_polygons_all_are_without_a_locality_and_that_is_told(tmp_path, folder):
    (folder / "context" / "localities.geojson").unlink()
    plan = plan_of(export(tmp_path, *ROWS), folder)
    [told] = plan.findings.filter(pl.col("rule") == "offences_without_place").to_dicts()
    assert told["value"] == "5"
    assert plan.additions["official_offences"]["locality"].to_list() == [None] * 5


def test_broken_polygons_are_refused_with_their_file(tmp_path, folder):
    (folder / "context" / "localities.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="GeoJSON"):
        plan_of(export(tmp_path, *ROWS), folder)
    # whoever imports something else does not need them
    other = tmp_path / "complaints.csv"
    other.write_text("complaint,received_on,topic,channel\n", encoding="utf-8")
    assert not plan_of(other, folder).stops


def test_a_wrong_day_is_told_with_its_cell_in_the_export(tmp_path, folder):
    plan = plan_of(export(tmp_path, ROWS[0], "", "2,17.395,49.305,,včera,1,4,5"), folder)
    [told] = plan.findings.filter(pl.col("severity") == "error").to_dicts()
    assert (told["rule"], told["cell"], told["value"]) == ("unreadable_cell", "E4", "včera")


def test_every_kind_is_one_of_ours():
    assert set(KINDS.values()) <= set(OFFENCE_KINDS)
