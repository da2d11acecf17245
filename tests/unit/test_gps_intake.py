"""Tracks of devices come in as GPX, GeoJSON or a table; polygons of localities are a file of the project folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from apk_lib.dataset import Dataset, open_dataset
from apk_lib.errors import DataError
from apk_lib.evaluate import evaluate
from apk_lib.intake import check_folder, import_files
from apk_lib.intake.importing import Imported
from apk_lib.report.passport import account
from tests.remembered import figures_of

MOMENT = datetime(2020, 8, 1, tzinfo=UTC)
GPX = """<?xml version="1.0"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata><name>Export</name><time>2020-07-07T00:00:00Z</time></metadata>
  <trk><name>{name}</name><trkseg>
    <trkpt lat="49.295" lon="17.395"><ele>200</ele><time>2020-07-07T06:00:00Z</time><name>school</name></trkpt>
    <trkpt lat="49.296" lon="17.396"><time>2020-07-07T06:05:00.250Z</time></trkpt>
  </trkseg></trk>
</gpx>"""
SQUARE = [[17.0, 49.0], [17.5, 49.0], [17.5, 49.5], [17.0, 49.5], [17.0, 49.0]]


def imported(folder: Path, **files: str | bytes) -> Imported:
    """Import files given by their names, with the dot as `__`."""
    paths = []
    for name, content in files.items():
        path = folder.parent / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return import_files(paths, folder, MOMENT)


def fixes(folder: Path) -> list[tuple[Any, ...]]:
    at = pl.col("at").dt.strftime("%H:%M:%S%.3f")
    return open_dataset(folder, period="P1").table("gps_fixes").select("device", at, "lon", "lat").rows()


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **one} for one in features]})


def point(lon: float = 17.395, **said: Any) -> dict[str, Any]:
    return {"properties": said, "geometry": {"type": "Point", "coordinates": [lon, 49.295, 201.5]}}


# --- what is read ----------------------------------------------------------------------------------


def test_gpx_gives_the_points_of_its_tracks(folder):
    town = folder()
    imported(town, walk__gpx=GPX.format(name="GPS-1"))
    assert fixes(town) == [("GPS-1", "06:00:00.000", 17.395, 49.295), ("GPS-1", "06:05:00.250", 17.396, 49.296)]


@pytest.mark.parametrize(("name", "device"), [("", "walk1"), ("Přístroj č. 1", "Přístroj_č._1"), ("¿?", "walk1")])
def test_a_track_is_called_by_its_name_as_an_id_or_by_its_file(folder, name, device):
    town = folder()
    plan = imported(town, walk1__gpx=GPX.format(name=name)).plan
    assert {row["device"] for row in plan.additions["gps_fixes"].iter_rows(named=True)} == {device}


def test_each_track_of_a_file_has_its_own_device(folder):
    town = folder()
    one, rest = GPX.format(name="GPS-1").split("</gpx>")
    second = (
        '<trk><trkseg><trkpt lat="49" lon="17"><time>2020-07-07T06:01Z</time></trkpt></trkseg><name>GPS-2</name></trk>'
    )
    imported(town, walk__gpx=f"{one}{second}</gpx>{rest}")
    assert [row[0] for row in fixes(town)] == ["GPS-1", "GPS-1", "GPS-2"]


def test_geojson_gives_points_and_lines_with_times(folder):
    town = folder()
    times = ["2020-07-07T06:10:00Z", 1594102260000]
    line = {
        "properties": {"coordTimes": times},
        "geometry": {"type": "LineString", "coordinates": [[17.1, 49], [17.2, 49]]},
    }
    parts = {"type": "MultiLineString", "coordinates": [[[17.3, 49]], [[17.4, 49]]]}
    nested = {"properties": {"coordinateProperties": {"times": [[1594102320], [1594102380]]}}, "geometry": parts}
    imported(town, walk1__geojson=geojson(point(device="G1", time="2020-07-07T08:00:00+02:00"), line, nested))
    assert fixes(town) == [
        ("G1", "06:00:00.000", 17.395, 49.295),
        ("walk1", "06:10:00.000", 17.1, 49.0),
        ("walk1", "06:11:00.000", 17.2, 49.0),
        ("walk1", "06:12:00.000", 17.3, 49.0),
        ("walk1", "06:13:00.000", 17.4, 49.0),
    ]


def test_a_table_of_fixes_is_read_like_any_other(folder):
    town = folder()
    csv = "přístroj;kdy;zeměpisná délka;zeměpisná šířka\nG1;7. 7. 2020 8:00;17,395;49,295\n"
    english = "device,at,lon,lat\nG1,2020-07-07T08:05:00+02:00,17.395,49.295\n"
    imported(town, polohy__csv=csv, gps_fixes__csv=english)
    assert fixes(town) == [("G1", "06:05:00.000", 17.395, 49.295), ("G1", "06:00:00.000", 17.395, 49.295)]


def test_the_same_track_twice_changes_nothing(folder):
    town = folder()
    assert imported(town, walk__gpx=GPX.format(name="GPS-1")).number == 1
    assert imported(town, again__gpx=GPX.format(name="GPS-1")).number == 0


def test_points_that_cannot_be_used_are_set_aside_with_their_place(folder):
    town = folder()
    bad = (
        GPX.format(name="GPS-1")
        .replace('lat="49.295"', 'lat="499"')
        .replace("<time>2020-07-07T06:05:00.250Z</time>", "")
    )
    found = imported(town, walk__gpx=bad).plan.findings
    assert found.select("rule", "cell").rows() == [("max", "D2"), ("nullability", "B3")]
    assert fixes(town) == []


def test_moments_without_an_offset_are_local_and_impossible_ones_fall(folder):
    town = folder()
    times = ["2020-07-07T08:00:00", "2020-07-07T06:01:00Z", "1670-07-07T06:01:00Z", "noon", 1e30, True, None]
    found = imported(town, walk1__geojson=geojson(*(point(time=time) for time in times))).plan.findings
    assert [row[1] for row in fixes(town)] == ["06:00:00.000", "06:01:00.000"]
    told = found.filter(pl.col("severity") == "error").select("rule", "row").sort("row").rows()
    assert told == [*(("unreadable_cell", row) for row in (4, 5, 6, 7)), ("nullability", 8)]


def test_gpx_times_without_an_offset_are_utc(folder):
    # GPX 1.1 defines <time> as UTC; elsewhere a time without an offset is local
    town = folder()
    imported(town, walk__gpx=GPX.format(name="GPS1").replace("Z</time>", "</time>"))
    assert [row[1] for row in fixes(town)] == ["06:00:00.000", "06:05:00.250"]


# --- devices that may be people --------------------------------------------------------------------

FIX = "device,at,lon,lat\n{device},2020-07-07T08:00:00+02:00,17.395,49.295\n"
PEOPLE = {
    "name of a track": ("walk1__gpx", GPX.format(name="Jana Nováková")),
    "name with a date": ("walk1__gpx", GPX.format(name="Jana Nováková 7. 7. 2020")),
    "one word": ("walk1__gpx", GPX.format(name="Jana")),
    "name of a file": ("Jana Nováková__gpx", GPX.format(name="")),
    "property": ("walk1__geojson", geojson(point(name="Jana Nováková", time="2020-07-07T06:00Z"))),
    "column": ("gps_fixes__csv", FIX.format(device="Jana Nováková")),
    "column, glued": ("gps_fixes__csv", FIX.format(device="Jana_Nováková")),
}


@pytest.mark.parametrize("key", [False, True], ids=["without a key", "with a key"])
@pytest.mark.parametrize(("name", "content"), PEOPLE.values(), ids=PEOPLE.keys())
def test_a_device_called_like_a_person_is_refused_without_repeating_the_name(folder, tmp_path, name, content, key):
    town = folder()
    names = tmp_path / "key" / "names.csv"
    names.parent.mkdir()
    names.write_text("name,pseudonym\nJana Nováková,APK1\n", "utf-8")
    path = tmp_path / name.replace("__", ".")
    path.write_text(content, "utf-8")
    done = import_files([path], town, MOMENT, key=names if key else None)
    assert done.plan.stops
    assert done.number == 0
    (rule,) = done.plan.findings["rule"].unique()
    assert rule == "device_like_name"
    assert done.plan.findings["value"].null_count() == len(done.plan.findings)
    assert "GPS1" in done.plan.findings["expected_cs"][0]
    assert not (town / "imports").exists()


def test_a_name_of_the_key_is_no_device_even_with_a_digit(folder, tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("name,pseudonym\nJana Nováková,APK1\n", "utf-8")
    path = tmp_path / "walk1.gpx"
    path.write_text(GPX.format(name="JanaNovakova2"), "utf-8")
    assert set(import_files([path], folder(), MOMENT, key=names).plan.findings["rule"]) == {"device_like_name"}


def test_a_device_of_the_records_may_be_called_by_any_word(folder):
    town = folder()
    batch = town / "imports" / "0001"
    imported(town, walk__gpx=GPX.format(name="G1"))
    rows = (batch / "gps_fixes.csv").read_text("utf-8")
    (batch / "gps_fixes.csv").write_text(rows.replace(",G1,", ",walker,"), "utf-8")
    later = GPX.format(name="walker").replace("T06:", "T09:")
    assert imported(town, walk__gpx=later).number == 2
    assert {row[0] for row in fixes(town)} == {"walker"}


# --- what does not count ---------------------------------------------------------------------------


def test_a_fix_nobody_could_walk_to_is_told_with_its_row(folder):
    town = folder()
    walk = [("08:00", 17.395), ("08:01", 17.3951), ("08:02", 17.6), ("08:03", 17.3952), ("08:04", 17.3953)]
    rows = "".join(f"G1,2020-07-07T{at}:00+02:00,{lon},49.295\n" for at, lon in walk)
    told = imported(town, tracker__csv=f"device,at,lon,lat\n{rows}").plan.findings.filter(rule="fix_jump")
    assert told.select("severity", "file", "row", "table").rows() == [("warning", "tracker.csv", 4, "gps_fixes")]
    assert told["expected_cs"].item().replace("\xa0", " ") == "chůze nejvýše 12 km/h"
    assert opened(town).findings.filter(rule="fix_jump").height == 1
    checked = check_folder(town, MOMENT).findings.filter(rule="fix_jump")
    assert checked.select("file", "row").rows() == [("tracker.csv", 4)]


def test_fixes_that_contradict_each_other_are_set_aside_and_the_same_counted(folder):
    # the moment is a part of the key, so stays never meet two fixes of one device and moment
    town = folder()
    once = "G1,2020-07-07T08:00:00+02:00,{},49.295\n"
    both = "device,at,lon,lat\n" + once.format(17.395) + once.format(17.396)
    found = imported(town, tracker__csv=both).plan.findings
    assert found.filter(severity="error").select("rule", "row").rows() == [("primary_key", 2), ("primary_key", 3)]
    assert fixes(town) == []
    twice = FIXES + FIXES.strip().splitlines()[-1]
    assert open_dataset(folder(gps_fixes=twice), period="P1").accepted["gps_fixes"].duplicates == 1


# --- what is refused -------------------------------------------------------------------------------

BOMB = """<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<gpx><trk><name>&b;</name></trk></gpx>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>'
REFUSED = {
    "not XML": ("walk__gpx", "points", "1:1"),
    "cut in the middle": ("walk__gpx", GPX[:300], "5:"),
    "another XML": ("walk__gpx", "<kml></kml>", "<kml>"),
    "no track": ("walk__gpx", "<gpx><wpt lat='49' lon='17'/></gpx>", None),
    "entities": ("walk__gpx", BOMB, "DOCTYPE"),
    "entities in UTF-16": ("walk__gpx", BOMB.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "DOCTYPE"),
    "another file": ("walk__gpx", OUTSIDE, "DOCTYPE"),
    "not JSON": ("walk__geojson", "{", "1:2"),
    "not UTF-8": ("walk__geojson", b"\xff\xfe\x00", "ff fe 00"),
    "no features": ("walk__geojson", '{"features": []}', None),
    "polygons": ("walk__geojson", geojson({"properties": {}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}),
                 "features[0]: Polygon"),
    "fewer times than points": ("walk__geojson", geojson(point(time="2020-07-07T06:00Z"), {
        "properties": {"coordTimes": []}, "geometry": {"type": "LineString", "coordinates": [[17, 49]]}}),
        "features[1]: LineString"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "value"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_track_is_refused_whole(folder, name, content, value):
    done = imported(folder(), **{name: content})
    (said,) = done.plan.findings.iter_rows(named=True)
    assert done.plan.stops
    assert done.number == 0
    assert (said["rule"], said["file"]) == ("unreadable_file", name.replace("__", "."))
    assert (said["value"] or "").startswith(value or "")
    assert "GPX" in said["expected_cs"] or "GeoJSON" in said["expected_cs"]


# --- polygons of the project folder ----------------------------------------------------------------


def with_polygons(folder: Path, text: str, sources: str = "") -> Path:
    (folder / "context").mkdir(exist_ok=True)
    (folder / "context/localities.geojson").write_text(text, encoding="utf-8")
    (folder / "context/sources.toml").write_text(sources, encoding="utf-8")
    return folder


def polygons(*localities: str) -> str:
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    return geojson(*({"properties": {"locality": locality}, "geometry": square} for locality in localities))


FIXES = """
    recorded_at,withdrawn,device,at,lon,lat
    2020-07-07T16:00:00+02:00,false,G1,2020-07-07T08:00:00+02:00,17.25,49.25
    2020-07-07T16:00:00+02:00,false,G1,2020-07-07T08:05:00+02:00,17.25,49.25
"""


def opened(folder: Path) -> Dataset:
    return open_dataset(folder, period="P1")


def test_polygons_are_a_source_of_the_project(folder):
    bare = opened(folder(gps_fixes=FIXES))
    told = '[localities]\nsynthetic = true\norigin = "drawn for the test"\nterms = "none"\n'
    drawn = opened(with_polygons(folder(gps_fixes=FIXES), polygons("crossing"), told))
    assert bare.fingerprint != drawn.fingerprint
    (source,) = [
        one
        for one in account(drawn, figures_of(drawn, "P2", ["posts_filled"]), "internal")["inputs"]
        if one["table"] == "locality_shapes"
    ]
    assert (source["file"], source["origin"]) == ("context/localities.geojson", "drawn for the test")
    assert drawn.is_synthetic(("gps_stays",))
    assert not bare.is_synthetic(("gps_stays",))
    assert drawn.gps_stays.select("device", "locality").rows() == [("G1", "crossing")]
    assert (bare.missing(("gps_stays",)), drawn.missing(("gps_stays",))) == (["locality_shapes"], [])
    figures = evaluate(drawn, "P1", ["gps_tracking"]).results
    assert set(figures["state"]) == {"missing"}, "no shifts were supplied"


def test_a_broken_polygon_keeps_the_folder_from_being_opened(folder):
    place = with_polygons(folder(), polygons("crosing"))
    with pytest.raises(DataError, match=r"context/localities\.geojson, prvek č\. 1: .*mysleli jste „crossing“"):
        opened(place)
    found = check_folder(place, MOMENT).findings
    assert ("not_in_its_form", "context/localities.geojson") in found.select("rule", "file").rows()


def test_polygons_in_another_encoding_are_told(folder):
    place = with_polygons(folder(), polygons("crossing"))
    (place / "context/localities.geojson").write_bytes(b"\xff\xfe{}")
    with pytest.raises(DataError, match="UTF-8"):
        opened(place)


def test_what_is_unclear_of_polygons_is_a_warning(folder):
    place = with_polygons(folder(), geojson())
    rule = ("locality_without_polygon", "crossing")
    for found in (opened(place).findings, check_folder(place, MOMENT).findings):
        assert rule in found.select("rule", "key").rows()
