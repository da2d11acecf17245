"""Tracks of devices, GPX and GeoJSON, as rows of the table of fixes: device, moment, longitude, latitude.

Only the form of a file is judged here. A point without a time or with a wrong number stays a row, and falls
with its reason like any other row. A track without a usable name of its own is called by its file. A time
without an offset is UTC in GPX, which defines it so, and local in GeoJSON, as in every other file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from xml.parsers import expat

from apk_lib.text import Text

FORMATS = (".gpx", ".geojson")
HEADER = ("device", "at", "lon", "lat")
_TIMES = ("at", "time", "timestamp")
_ID = re.compile(r"[\w.-]+")
# as seconds this is the year 5138: a larger number counts milliseconds
_MOST_SECONDS = 1e11
Row = list[object]

_GPX = Text(cs="soubor GPX s body trasy (trkpt)", en="a GPX file with points of a track (trkpt)")
_NO_DTD = Text(
    cs="soubor GPX bez vlastních definic (DOCTYPE)", en="a GPX file without definitions of its own (DOCTYPE)"
)
_GEOJSON = Text(
    cs="GeoJSON s body (Point s časem ve vlastnosti time) nebo trasou (LineString s časy coordTimes); polygony lokalit "
    "patří do context/localities.geojson",
    en="GeoJSON with points (Point with property time) or a track (LineString with coordTimes); polygons of localities "
    "belong to context/localities.geojson",
)


class NoTrackError(ValueError):
    """The file is no track: `value` is what stands there instead and where, `expected` what should."""

    def __init__(self, value: str, expected: Text) -> None:
        super().__init__(value)
        self.value, self.expected = value, expected


def track_rows(name: str, content: bytes) -> list[Row]:
    """The points of a GPX or a GeoJSON file under a header, in the columns of the table of fixes.

    Raises:
        NoTrackError: the file is not in its format, or holds no track.
    """
    read = _gpx if PurePath(name).suffix.lower() == ".gpx" else _geojson
    rows = read(content, device_of(name))
    return [list(HEADER), *rows]


def track_texts(name: str, content: bytes) -> set[str]:
    """Every text in a GPX or a GeoJSON file, also where no point is read from: who recorded it, what it is called.

    Of a file that is broken, what could be read and the whole as it stands.
    """
    told: set[str] = {device_of(name)}
    try:
        gather = _gather_xml if PurePath(name).suffix.lower() == ".gpx" else _gather_json
        gather(content, told)
    except (expat.ExpatError, NoTrackError, ValueError, RecursionError):
        told.add(content.decode("utf-8", "replace"))
    return told


def device_of(name: str) -> str:
    """What a device is called by the name of its file, where its track has no name."""
    return _as_id(PurePath(name).stem) or "GPS"


def _gather_xml(content: bytes, told: set[str]) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda _, attributes: told.update(attributes.values())
    parser.CharacterDataHandler = parser.CommentHandler = told.add
    parser.StartDoctypeDeclHandler = _refuse_definitions
    parser.Parse(content, True)


def _gather_json(content: bytes, told: set[str]) -> None:
    waiting: list[object] = [json.loads(content.decode("utf-8-sig"))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            told.add(one)


def _as_id(name: object) -> str:
    """A name as an id of a device; empty where nothing of it may stand in an id."""
    return "_".join(_ID.findall(name)) if isinstance(name, str) else ""


def _moment(value: object) -> object:
    """A moment as it is written; a number counts from 1970, and what is neither stays as it is."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value / 1000 if abs(value) > _MOST_SECONDS else value, UTC)
        except (OverflowError, OSError, ValueError):
            return str(value)
    return value if value is None else str(value)


def _utc(value: object) -> object:
    """A moment of GPX: the format says that it is UTC, so a device need not write the offset."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


# --- GPX -------------------------------------------------------------------------------------------


class _Track:
    """The points of a GPX file, gathered while it is parsed."""

    def __init__(self, device: str) -> None:
        self.rows: list[Row] = []
        self.inside: list[str] = []
        self.text = ""
        self.file_device = self.device = device
        self.first_of_track = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if not self.inside and tag != "gpx":
            raise NoTrackError(f"<{tag}>", _GPX)
        self.inside.append(tag)
        self.text = ""
        if tag == "trk":
            self.device, self.first_of_track = self.file_device, len(self.rows)
        elif tag == "trkpt":
            self.rows.append([self.device, None, *(_number(attributes.get(name, "")) for name in ("lon", "lat"))])

    def end(self, tag: str) -> None:
        self.inside.pop()
        parent = self.inside[-1] if self.inside else ""
        name = tag.rpartition(":")[2]
        if name == "time" and parent == "trkpt":
            self.rows[-1][1] = _utc(_moment(self.text))
        elif name == "name" and parent == "trk":
            self.device = _as_id(self.text) or self.file_device
            # a name may stand after the points
            for row in self.rows[self.first_of_track :]:
                row[0] = self.device

    def say(self, text: str) -> None:
        self.text += text


def _gpx(content: bytes, device: str) -> list[Row]:
    track = _Track(device)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = track.start, track.end
    parser.CharacterDataHandler = track.say
    parser.StartDoctypeDeclHandler = _refuse_definitions
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NoTrackError(f"{error.lineno}:{error.offset + 1}", _GPX) from error
    if not track.rows:
        raise NoTrackError("", _GPX)
    return track.rows


def _refuse_definitions(*_: object) -> None:
    """Definitions are how a small file grows large or asks for other files; no device writes any."""
    raise NoTrackError("DOCTYPE", _NO_DTD)


# --- GeoJSON ---------------------------------------------------------------------------------------


def _geojson(content: bytes, device: str) -> list[Row]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NoTrackError(content[:8].hex(" "), _GEOJSON) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise NoTrackError(f"{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}", _GEOJSON) from error
    features = document.get("features", [document]) if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise NoTrackError("", _GEOJSON)
    return [row for place, feature in enumerate(features, start=1) for row in _feature(place, feature, device)]


def _feature(place: int, feature: object, device: str) -> Iterator[Row]:
    about = feature if isinstance(feature, dict) else {}
    geometry, said = (
        found if isinstance(found := about.get(name), dict) else {} for name in ("geometry", "properties")
    )
    read = _SHAPES.get(str(geometry.get("type")))
    points = read(geometry.get("coordinates"), said) if read else None
    if points is None:
        raise NoTrackError(f"features[{place - 1}]: {geometry.get('type', '')}", _GEOJSON)
    called = _as_id(said.get("device")) or _as_id(said.get("name")) or device
    for point, moment in points:
        lon, lat = (*point, None, None)[:2] if isinstance(point, list) else (None, None)
        yield [called, _moment(moment), *(_plain(number) for number in (lon, lat))]


def _plain(number: object) -> object:
    return number if number is None or isinstance(number, int | float) else str(number)


_Points = list[tuple[object, object]]


def _point(coordinates: object, said: dict[str, object]) -> _Points:
    return [(coordinates, next((said[name] for name in _TIMES if name in said), None))]


def _line(coordinates: object, said: dict[str, object]) -> _Points | None:
    """A line with as many times as points; fewer leave nobody knowing which point is which."""
    beside = said.get("coordinateProperties")
    times = said.get("coordTimes", beside.get("times") if isinstance(beside, dict) else None)
    if not isinstance(coordinates, list) or not isinstance(times, list) or len(times) != len(coordinates):
        return None
    return list(zip(coordinates, times, strict=True))


def _lines(coordinates: object, said: dict[str, object]) -> _Points | None:
    """Several lines, their times in a list for each."""
    found: _Points = []
    for part, times in _line(coordinates, said) or [(None, None)]:
        points = _line(part, {"coordTimes": times})
        if points is None:
            return None
        found += points
    return found


_SHAPES: dict[str, Callable[[object, dict[str, object]], _Points | None]] = {
    "Point": _point, "LineString": _line, "MultiLineString": _lines,
}  # fmt: skip
