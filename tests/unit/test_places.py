"""Polygons of localities: what is read, what is refused and where, and who has ground that two claim."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely

from apk_lib.errors import DataError
from apk_lib.places import OUTSIDE, Places, metres, places, read_places, unclear_places

KNOWN = {"centrum", "park", "sidliste"}
SQUARE = [[17.0, 49.0], [17.01, 49.0], [17.01, 49.01], [17.0, 49.01], [17.0, 49.0]]
HOLE = [[17.002, 49.002], [17.004, 49.002], [17.004, 49.004], [17.002, 49.002]]


def feature(locality: Any = "park", ring: Any = SQUARE, **more: Any) -> dict[str, Any]:
    geometry = more.pop("geometry", {"type": "Polygon", "coordinates": [ring]})
    return {"type": "Feature", "properties": {"locality": locality, **more}, "geometry": geometry}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def read(text: str) -> Places:
    return read_places(text, "context/localities.geojson", KNOWN)


def moved(ring: list[list[float]], east: float) -> list[list[float]]:
    return [[lon + east, lat] for lon, lat in ring]


def test_polygons_holes_and_parts_are_read() -> None:
    two = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [moved(SQUARE, 1)]]}
    known = read(collection(feature(geometry=two), feature("centrum", moved(SQUARE, 2))))
    assert known.localities == ("centrum", "park")
    lon, lat = np.array([17.003, 17.008, 18.003, 19.003, 20.0]), np.array([49.0025, 49.008, 49.003, 49.003, 49.0])
    assert known.at(lon, lat).tolist() == [OUTSIDE, 1, 1, 0, OUTSIDE]


def test_heights_and_a_named_wgs_84_are_no_fault() -> None:
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    read(collection(feature(ring=[[*point, 210.5] for point in SQUARE]), crs=system))


def test_the_order_is_priority_then_id() -> None:
    known = read(collection(feature("sidliste", priority=2.5), feature("park"), feature("centrum", priority=2.5)))
    assert known.localities == ("centrum", "sidliste", "park")


BAD = {
    "not JSON": ("{", "řádek 1: soubor není platný GeoJSON", "line 1: the file is no valid GeoJSON"),
    "too deep": ("[" * 200_000, "řádek 1: soubor není platný GeoJSON", "line 1: the file is no valid GeoJSON"),
    "a list": ("[1]", "soubor je něco jiného", "the file is something else"),
    "one geometry": (json.dumps({"type": "Polygon", "coordinates": [SQUARE]}), "něco jiného", "something else"),
    "Křovák": (
        collection(feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5514"}}),
        "něco jiného (urn:ogc:def:crs:EPSG::5514)", "something else (urn:ogc:def:crs:EPSG::5514)",
    ),
    "no feature": (collection(1), "prvek č. 1: vlastnost locality „“", "feature no. 1: property locality “”"),
    "unknown id": (collection(feature(), feature("parc")), "prvek č. 2: vlastnost locality „parc“ není označením "
                   "lokality projektu, mysleli jste „park“?", "feature no. 2: property locality “parc” is no locality "
                   "of the project, did you mean “park”?"),
    "unknown id unlike any": (collection(feature("xyz")), "Známé lokality: centrum, park", "Known localities"),
    "twice": (collection(feature(), feature("centrum"), feature()), "prvek č. 3: lokalita „park“ tu už jednou je",
              "feature no. 3: locality “park” stands here already"),
    "priority": (collection(feature(priority="1")), "priority „1“ není číslo", "priority “1” is no number"),
    "a line": (collection(feature(geometry={"type": "LineString", "coordinates": SQUARE})), "geometrie je LineString",
               "the geometry is LineString"),
    "no geometry": (collection(feature(geometry=None)), "geometrie je prázdná", "the geometry is empty"),
    "no coordinates": (collection(feature(geometry={"type": "Polygon"})), "polygon nemá žádné souřadnice",
                       "the polygon has no coordinates"),
    "no parts": (collection(feature(geometry={"type": "MultiPolygon", "coordinates": []})), "polygon není platný",
                 "the polygon is not valid"),
    "not closed": (collection(feature(ring=SQUARE[:-1])), "prvek č. 1: obrys není uzavřený", "a ring is not closed"),
    "two points": (collection(feature(ring=[SQUARE[0], SQUARE[0]])), "obrys není uzavřený", "a ring is not closed"),
    "no area": (collection(feature(ring=[*SQUARE[:2], SQUARE[1], SQUARE[0]])), "prvek č. 1:", "feature no. 1:"),
    "crossing itself": (collection(feature(ring=[SQUARE[place] for place in (0, 2, 1, 3, 0)])),
                        "prvek č. 1: hranice se kříží [17.005 49.005]", "its border crosses itself [17.005 49.005]"),
    "hole outside": (
        collection(feature(geometry={"type": "Polygon", "coordinates": [SQUARE, moved(HOLE, 1)]})),
        "díra leží mimo obrys", "a hole lies outside the outline",
    ),
    "latitude first": (collection(feature(ring=[point[::-1] for point in SQUARE])),
                       "bod [49, 17] má souřadnice v opačném pořadí; čekáme [délka, šířka]",
                       "point [49, 17] has its coordinates in the wrong order; expected [longitude, latitude]"),
    "metres": (collection(feature(ring=[[-540_000.0, -1_160_000.0]] * 4)), "není ve stupních WGS 84",
               "is not in degrees of WGS 84"),
    "text": (collection(feature(ring=[["17", "49"]] * 4)), "není bod; čekáme [délka, šířka]", "is no point"),
    "nothing for a number": (collection(feature(ring=[[17.0, None]] * 4)), "není bod", "is no point"),
    "not a number": (collection(feature(ring=[[17.0, float("nan")]] * 4)), "není bod", "is no point"),
    "a number for a ring": (collection(feature(ring=17.0)), "„17.0“ není bod", "“17.0” is no point"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cs", "en"), BAD.values(), ids=BAD.keys())
def test_broken_polygons_are_refused_with_file_and_feature(text: str, cs: str, en: str) -> None:
    with pytest.raises(DataError) as refused:
        read(text)
    assert refused.value.message("cs").startswith("context/localities.geojson")
    assert cs in refused.value.message("cs")
    assert en in refused.value.message("en")


def test_ground_claimed_twice_is_told_with_its_area() -> None:
    # 0.002 degrees of longitude by 0.01 of latitude at 49.005 degrees north: 145.9 m by 1111.9 m
    known = read(
        collection(feature("park"), feature("centrum", moved(SQUARE, 0.008)), feature("sidliste", moved(SQUARE, 1)))
    )
    (clash,) = known.overlaps().iter_rows(named=True)
    assert (clash["first"], clash["second"]) == ("centrum", "park")
    assert clash["square_metres"] == pytest.approx(145.9 * 1111.9, rel=1e-3)
    (told,) = unclear_places(known, "context/localities.geojson", KNOWN).iter_rows(named=True)
    assert (told["rule"], told["severity"], told["key"]) == ("overlapping_localities", "warning", "centrum · park")


def test_neighbours_that_touch_are_in_order() -> None:
    known = read(collection(feature("park"), feature("centrum", moved(SQUARE, 0.01))))
    assert known.overlaps().is_empty()


def test_a_locality_without_a_polygon_is_told() -> None:
    told = unclear_places(read(collection(feature("park"))), "f", KNOWN)
    assert told.select("rule", "key").rows() == [("locality_without_polygon", name) for name in ("centrum", "sidliste")]


def test_a_border_belongs_to_the_polygon_that_comes_first() -> None:
    square = shapely.Polygon(SQUARE)
    known = places([("b", None, square), ("a", None, shapely.affinity.translate(square, 0.01))])
    on_both, on_one = np.array([17.01]), np.array([17.0])
    assert known.at(on_both, np.array([49.005])).tolist() == [0]
    assert known.at(on_one, np.array([49.005])).tolist() == [1]


def test_a_line_that_meets_no_border_is_not_among_crossings() -> None:
    known = read(collection(feature("park")))
    lines = np.array([[17.001, 49.001, 17.002, 49.009], [16.0, 49.005, 18.0, 49.005], [17.0, 49.002, 17.0, 49.006]])
    number, fraction = known.crossings(lines)
    met = {(int(line), round(float(part), 6)) for line, part in zip(number, fraction, strict=True)}
    # the second crosses two sides, the third runs along one from end to end
    assert met == {(1, 0.5), (1, 0.505), (2, 0.0), (2, 1.0)}


def test_a_degree_of_the_meridian() -> None:
    # 111,195 m on a sphere of the mean radius
    one = metres(np.array([17.0]), np.array([49.0]), np.array([17.0]), np.array([50.0]))
    assert one[0] == pytest.approx(111_195, abs=1)
