"""The same hours by a geopandas overlay: run by `gps.py` with a Python that has geopandas, never by the product.

Reads `fixes.npz` and `places.json` of a folder and prints one line of JSON: the seconds of each run and the hours.
Standing has no length and falls out of an overlay of lines, so it is joined as points; a segment's time is shared
by length. Nothing that is read from the disk or drawn anew is timed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import geopandas
import numpy
import pandas
import shapely

GAP = pandas.Timedelta(minutes=5)


def hours_by_place(fixes: pandas.DataFrame, places: geopandas.GeoDataFrame) -> dict[str, float]:
    """Hours in each place, with `outside` for the rest of the tracked time."""
    ordered = fixes.sort_values(["device", "at"], ignore_index=True)
    onward = ordered.shift(-1)
    took = onward["at"] - ordered["at"]
    tracked = (ordered["device"] == onward["device"]) & (took <= GAP)
    segments = ordered.assign(to_lon=onward["lon"], to_lat=onward["lat"], hours=took.dt.total_seconds() / 3600)[tracked]
    stood = (segments["lon"] == segments["to_lon"]) & (segments["lat"] == segments["to_lat"])
    standing, moving = segments[stood], segments[~stood]
    points = geopandas.GeoDataFrame(
        standing[["hours"]], geometry=shapely.points(standing["lon"], standing["lat"]), crs=places.crs
    )
    found = geopandas.sjoin(points, places, predicate="intersects").groupby("locality")["hours"].sum()
    ends = numpy.stack([moving[["lon", "lat"]].to_numpy(), moving[["to_lon", "to_lat"]].to_numpy()], axis=1)
    lines = geopandas.GeoDataFrame(moving[["hours"]], geometry=shapely.linestrings(ends), crs=places.crs)
    lines["whole"] = shapely.length(lines.geometry.to_numpy())
    pieces = geopandas.overlay(lines, places, how="intersection", keep_geom_type=True)
    shares = pieces["hours"] * shapely.length(pieces.geometry.to_numpy()) / pieces["whole"]
    found = found.add(shares.groupby(pieces["locality"]).sum(), fill_value=0.0)
    return found.to_dict() | {"outside": segments["hours"].sum() - found.sum()}


def main(folder: Path, runs: int) -> None:
    """Time the runs one by one: a line is printed after each, so that ours can run between them."""
    arrays = numpy.load(folder / "fixes.npz")
    fixes = pandas.DataFrame({name: arrays[name] for name in ("device", "lon", "lat")})
    fixes["at"] = pandas.to_datetime(arrays["at"], unit="us", utc=True)
    drawn = json.loads((folder / "places.json").read_text(encoding="utf-8"))
    shapes = [shapely.Polygon(corners) for corners in drawn.values()]
    for _ in range(runs):
        sys.stdin.readline()
        places = geopandas.GeoDataFrame({"locality": list(drawn)}, geometry=shapes, crs="EPSG:4326")
        begun = time.perf_counter()
        hours = hours_by_place(fixes, places)
        print(json.dumps({"seconds": time.perf_counter() - begun, "hours": hours}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
