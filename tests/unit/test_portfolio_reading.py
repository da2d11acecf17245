"""A folder of summaries from many hands: what is genuine is read, everything else is left out and said so."""

import base64
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apk_lib.errors import ApkError, DataError, ParameterError
from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio import Finding, Portfolio, read_portfolio, read_register, reading
from apk_lib.portfolio.frames import FIGURES, TOWNS
from apk_lib.portfolio.reading import LARGEST
from apk_lib.portfolio.signing import as_signed, canonical, parsed, public_text, verifies, written
from apk_lib.portfolio.summary import as_parquet
from apk_lib.text import LANGUAGES
from tests import portfolio_towns
from tests.summaries import REGISTER, key_of, put, rows, signed


def read(folder: Path) -> Portfolio:
    return read_portfolio(folder, REGISTER)


def kinds(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [(one.kind, one.file) for one in portfolio.findings]


def refused(folder: Path, kind: str) -> Finding:
    """The one finding of a folder of which nothing is taken."""
    got = read(folder)
    assert got.towns.is_empty()
    assert got.figures.is_empty()
    assert got.contributions.is_empty()
    [finding] = got.findings
    assert (finding.kind, finding.left_out) == (kind, True)
    assert finding.file
    assert finding.told("cs").count(finding.file) == finding.told("en").count(finding.file) == 1
    return finding


# --- what is genuine -------------------------------------------------------------------------------


def test_genuine_summaries_are_read_whole_at_any_depth(tmp_path: Path) -> None:
    put(tmp_path / "bor/P2/summary", "bor")
    put(tmp_path / "došlo/od Lomu/2. pokus", "lom")
    got = read(tmp_path)
    assert got.findings == ()
    assert got.towns.select("town", "period", "synthetic", "file").rows() == [
        ("bor", "P2", True, "bor/P2/summary/summary.json"),
        ("lom", "P2", True, "došlo/od Lomu/2. pokus/summary.json"),
    ]
    assert got.towns.schema == dict(TOWNS)
    assert got.figures.schema == dict(FIGURES)
    hours = got.figures.filter(town="lom", indicator="person_hours").row(0, named=True)
    assert (hours["value"], hours["n"], hours["comparable"]) == (5366.5, 7520, True)
    assert got.figures.filter(state="suppressed").select("indicator", "value", "upper").unique().rows() == [
        ("finds", None, None)
    ]
    assert got.withheld.rows() == [("bor", "P2", 1), ("lom", "P2", 1)]


def test_the_order_and_names_of_files_change_nothing(tmp_path: Path) -> None:
    for folder, towns in (("one", ("bor", "lom")), ("two", ("lom", "bor"))):
        for number, town in enumerate(towns):
            path = put(tmp_path / folder / str(number), town)
            path.rename(path.with_name(f"P5-{number}.JSON"))
    one, two = read(tmp_path / "one"), read(tmp_path / "two")
    assert one.figures.equals(two.figures)
    assert one.towns.drop("file").equals(two.towns.drop("file"))


def test_a_name_of_the_register_goes_before_that_of_the_summary(tmp_path: Path) -> None:
    put(tmp_path)
    register = tmp_path / "towns.toml"
    register.write_text(f'[towns]\nbor = "{public_text(key_of("bor"))}"\n[names]\nbor = "Bor u Tachova"\n', "utf-8")
    assert read_portfolio(tmp_path, register).towns["name_cs"].item() == "Bor u Tachova"


def test_other_files_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "passport.json").write_text('{"project": "bor"}')
    (tmp_path / "notes.txt").write_text("summary")
    (tmp_path / "._summary.json").write_bytes(b"\0\1")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/summary.json").write_bytes(b"{")
    (tmp_path / "a folder.json").mkdir()
    assert read(tmp_path).findings == ()


def test_the_name_of_a_file_is_shown_without_what_breaks_a_line(tmp_path: Path) -> None:
    (tmp_path / "od Boru\n\u202eok.json").write_bytes(b"{")
    assert refused(tmp_path, "unreadable").file == "od Boru\ufffd\ufffdok.json"


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="neexistuje"):
        read(tmp_path / "nowhere")


# --- signatures ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return put(tmp_path_factory.mktemp("genuine")).read_bytes()


@given(data=st.data())
def test_every_changed_byte_is_noticed(genuine: bytes, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    place = data.draw(st.integers(0, len(genuine) - 1))
    other = data.draw(st.integers(1, 255))
    changed = bytearray(genuine)
    changed[place] ^= other
    folder = tmp_path_factory.mktemp("changed")
    (folder / "summary.json").write_bytes(changed)
    got = read(folder)
    assert got.towns.is_empty()
    assert [one.left_out for one in got.findings] == [True]


def leaves(content: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values in a JSON."""
    if isinstance(content, dict | list) and content:
        pairs = content.items() if isinstance(content, dict) else enumerate(content)
        return [place for name, value in pairs for place in leaves(value, (*at, name))]
    return [at]


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False),
                    st.text(max_size=5))  # fmt: skip


@given(data=st.data())
def test_every_edit_of_the_content_is_noticed(
    genuine: bytes, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    content = json.loads(genuine)
    at = data.draw(st.sampled_from(leaves(content["summary"])))
    inside = content["summary"]
    for name in at[:-1]:
        inside = inside[name]
    value = data.draw(SCALARS)
    before = inside[at[-1]]
    inside[at[-1]] = value
    folder = tmp_path_factory.mktemp("edited")
    (folder / "summary.json").write_bytes(canonical(content))
    got = read(folder)
    unchanged = canonical(before) == canonical(value)
    assert got.towns.is_empty() is not unchanged
    assert unchanged or [one.left_out for one in got.findings] == [True]


def test_a_summary_without_a_signature_is_unsigned(tmp_path: Path) -> None:
    path = put(tmp_path)
    content = json.loads(path.read_bytes())
    for lacking in ("signature", "key"):
        path.write_bytes(canonical({name: value for name, value in content.items() if name != lacking}))
        refused(tmp_path, "unsigned")


def test_an_empty_signature_is_wrong(tmp_path: Path) -> None:
    path = put(tmp_path)
    for signature in ("", "A" * 86 + "==", "ano"):
        path.write_bytes(canonical(json.loads(path.read_bytes()) | {"signature": signature}))
        refused(tmp_path, "wrong_signature")


def test_the_signature_of_anything_else_does_not_hold_for_a_summary(tmp_path: Path) -> None:
    path = put(tmp_path)
    content = json.loads(path.read_bytes())
    bare = key_of("bor").sign(canonical(content["summary"]))
    path.write_bytes(canonical(content | {"signature": written(bare)}))
    refused(tmp_path, "wrong_signature")


def test_the_key_of_another_town_cannot_sign(tmp_path: Path) -> None:
    put(tmp_path, "bor", by="lom")
    finding = refused(tmp_path, "key_of_another")
    assert "lom" in finding.text.cs


def test_the_key_in_the_file_does_not_count_when_the_register_has_another(tmp_path: Path) -> None:
    put(tmp_path, "bor", by="stranger")
    assert "který v registru není" in refused(tmp_path, "unregistered").text.cs


def test_a_town_nobody_registered_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "praha")
    assert "není v registru" in refused(tmp_path, "unregistered").text.cs


# --- replays ---------------------------------------------------------------------------------------

LATER = {"period": {"id": "P3", "start": "2021-06-01", "end": "2021-11-30"}, "as_of": "2021-12-30"}


def test_an_older_summary_under_a_new_name_stays_of_its_period(tmp_path: Path) -> None:
    put(tmp_path / "bor/P2/summary")
    again = tmp_path / "bor/P3/summary/summary.json"
    again.parent.mkdir(parents=True)
    again.write_bytes((tmp_path / "bor/P2/summary/summary.json").read_bytes())
    got = read(tmp_path)
    assert got.towns["period"].to_list() == ["P2"]
    assert kinds(got) == [("copy", "bor/P3/summary/summary.json")]


def test_of_two_dates_the_later_one_is_used_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path / "z")
    put(tmp_path / "a", as_of="2021-08-01")
    got = read(tmp_path)
    assert got.towns["file"].to_list() == ["a/summary.json"]
    assert kinds(got) == [("twice", "z/summary.json")]


def test_of_two_that_differ_at_one_date_none_is_used(tmp_path: Path) -> None:
    put(tmp_path / "a")
    put(tmp_path / "b", withheld=2)
    put(tmp_path / "c", "lom")
    got = read(tmp_path)
    assert got.towns["town"].to_list() == ["lom"]
    assert kinds(got) == [("twice", "a/summary.json"), ("twice", "b/summary.json")]


def test_two_periods_of_a_town_are_both_there(tmp_path: Path) -> None:
    put(tmp_path / "a")
    put(tmp_path / "b", **LATER)
    got = read(tmp_path)
    assert got.towns["period"].to_list() == ["P2", "P3"]
    assert got.findings == ()


# --- dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    # the period ended on 31 May 2021
    ("as_of", "taken"), [("2021-06-30", True), ("2023-05-31", True), ("2023-06-02", False), ("9998-01-01", False)],
)  # fmt: skip
def test_a_summary_is_of_a_day_soon_after_its_period(tmp_path: Path, as_of: str, taken: bool) -> None:
    put(tmp_path, as_of=as_of)
    got = read(tmp_path)
    assert got.towns.height == taken
    assert [(one.kind, one.left_out) for one in got.findings] == ([] if taken else [("misdated", True)])


def test_a_period_of_the_last_year_there_is_ends_nothing(tmp_path: Path) -> None:
    put(tmp_path, period={"id": "P2", "start": "2020-12-01", "end": "9999-12-31"})
    assert read(tmp_path).towns.height == 1


def test_a_date_of_the_far_future_does_not_go_before_a_genuine_summary(tmp_path: Path) -> None:
    put(tmp_path / "a", as_of="9998-01-01")
    put(tmp_path / "b")
    got = read(tmp_path)
    assert got.towns["file"].to_list() == ["b/summary.json"]
    [finding] = got.findings
    assert (finding.kind, finding.town, finding.file) == ("misdated", "bor", "a/summary.json")
    assert "1. 1. 9998" in finding.text.cs.replace("\N{NO-BREAK SPACE}", " ")


# --- what is no summary ----------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    return b'{"key":"","signature":"","summary":' + b"[" * depth + b"]" * depth + b"}"


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda whole: whole[:-1],
    "a list": lambda _: b"[1,2]",
    "not UTF-8": lambda whole: whole.decode().encode("utf-16"),
    "cp1250": lambda _: '{"summary":"město"}'.encode("cp1250"),
    "a mark of the byte order": lambda whole: b"\xef\xbb\xbf" + whole,
    "a line end": lambda whole: whole + b"\r\n",
    "indented": lambda whole: json.dumps(json.loads(whole), indent=1).encode(),
    "a name twice": lambda whole: whole[:-1] + b',"summary":{}}',
    "a name twice inside": lambda whole: whole.replace(b'"town":', b'"town":"lom","town":', 1),
    "NaN": lambda whole: whole.replace(b"5366.5", b"NaN", 1),
    "infinite": lambda whole: whole.replace(b"5366.5", b"1e999", 1),
    "a number of 5000 digits": lambda whole: whole.replace(b"7520", b"7" * 5000, 1),
    "half a letter": lambda whole: whole.replace(b"bor", b"\\ud800", 1),
    "too deep": lambda _: nested(100_000),
    "too large": lambda whole: whole + b" " * LARGEST,
    "more than a summary": lambda whole: whole[:-1] + b',"zzz":1}',
}


@pytest.mark.parametrize("break_it", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_one_finding_and_others_are_read(
    genuine: bytes, tmp_path: Path, break_it: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "summary.json").write_bytes(break_it(genuine))
    refused(tmp_path, "unreadable")
    put(tmp_path / "other", "lom")
    assert read(tmp_path).towns["town"].to_list() == ["lom"]


def test_a_file_larger_than_any_summary_is_not_even_parsed(
    genuine: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summary.json").write_bytes(genuine)
    monkeypatch.setattr(reading, "LARGEST", len(genuine) - 1)
    assert "větší" in refused(tmp_path, "unreadable").text.cs
    monkeypatch.setattr(reading, "LARGEST", len(genuine))
    assert read(tmp_path).findings == ()


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path)
    ordinary = Path.open

    def closed(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == "summary.json":
            raise PermissionError(13, "denied")
        return ordinary(path, *given, **named)

    monkeypatch.setattr(Path, "open", closed)
    assert "nemáte k tomu právo" in refused(tmp_path, "unreadable").text.cs


@pytest.mark.parametrize("town", ["../../etc", "/etc", "C:\\x", "..", "", "a/b", "a\0b", "x" * 65, 7, None, ["bor"]])
def test_a_town_is_no_path(tmp_path: Path, town: object) -> None:
    put(tmp_path, change=lambda said: said.update(town=town))
    refused(tmp_path, "unreadable")


def test_a_newer_summary_asks_for_a_newer_program(tmp_path: Path) -> None:
    put(tmp_path, change=lambda said: said.update(summary_version=2, brand_new=True))
    refused(tmp_path, "newer")


# --- signed, but wrong -----------------------------------------------------------------------------

SHAPES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a part is missing": lambda said: said.pop("withheld"),
    "a part too many": lambda said: said.update(persons=["Jan Novák"]),
    "figures are no list": lambda said: said.update(figures={"a": 1}),
    "a figure lacks a column": lambda said: said["figures"][0].pop("n"),
    "a figure has one too many": lambda said: said["figures"][0].update(person="APK1"),
    "a count is a text": lambda said: said["figures"][0].update(n="7"),
    "a count is a truth value": lambda said: said["figures"][0].update(n=True),
    "a count is a fraction": lambda said: said["figures"][0].update(n=1.5),
    "a value is a text": lambda said: said["figures"][0].update(value="1"),
    "an indicator is none": lambda said: said["figures"][0].update(indicator=None),
    "a number is huge": lambda said: said["figures"][0].update(value=1e300),
    "a whole number is huge": lambda said: said["figures"][0].update(n=10**30),
    "a text is long": lambda said: said["figures"][0].update(method="x" * 1000),
    "figures of another period": lambda said: said["figures"][0].update(period="P3"),
    "the period is a path": lambda said: said["period"].update(id="../P2"),
    "the period ends before it starts": lambda said: said["period"].update(end="2020-01-01"),
    "a day is none": lambda said: said.update(as_of="31. 6. 2021"),
    "known before the period began": lambda said: said.update(as_of="2020-01-01"),
    "the name is many lines": lambda said: said["name"].update(cs="Bor\n# nadpis"),
    "the name is empty": lambda said: said["name"].update(cs=" "),
    "a wording is no fingerprint": lambda said: said["wordings"].update(safe_by_day="Jak bezpečně?"),
    "a wording of no core item": lambda said: said["wordings"].update(safe_in_park="a" * 64),
    "reasons to withhold": lambda said: said.update(withheld={"few": 1}),
    "a negative number withheld": lambda said: said.update(withheld=-1),
    "synthetic is no truth value": lambda said: said.update(synthetic=0),
    "real, with synthetic figures": lambda said: said.update(synthetic=False),
    "the fingerprint is none": lambda said: said.update(parquet_sha256="x"),
    "more stayed than there were": lambda said: said.update(contributions=[tenure(k=5, n=4)]),
    "nobody knows of how many": lambda said: said.update(contributions=[tenure(k=1, n=None)]),
    "another milestone": lambda said: said.update(contributions=[tenure(months_since_start="7")]),
    "a milestone twice": lambda said: said.update(contributions=[tenure(), tenure()]),
}  # fmt: skip


def tenure(**more: Any) -> dict[str, Any]:
    return {"definition_version": 1, "months_since_start": "6", "k": 3, "n": 4} | more


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES)
def test_a_signed_summary_of_another_shape_is_left_out(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    put(tmp_path, change=change)
    refused(tmp_path, "damaged")


HOURS, SETTLED, SAFE, HIDDEN = "person_hours", "event_outcomes", "safe_by_day", "finds"
FALSE: dict[str, tuple[str, dict[str, Any]]] = {
    "a share of 1.7": (SAFE, {"value": 1.7, "upper": 1.8}),
    "a share below none": (SAFE, {"value": -0.1, "lower": -0.2}),
    "a share that is not its fraction": (SETTLED, {"value": 0.9}),
    "more above the line than below": (SETTLED, {"numerator": 1200.0, "value": 1200 / 1140}),
    "a share that does not say of how many": (SETTLED, {"numerator": None, "denominator": None}),
    "a share of fewer than none": (SETTLED, {"numerator": -634.0, "denominator": -1140.0}),
    "a negative count": (HOURS, {"n": -1}),
    "a count that is another one above the line": (SETTLED, {"measure": "events", "unit": "events", "numerator": 634.0,
                                                             "denominator": None, "value": 3.0}),
    "a count without what is above the line": (SETTLED, {"measure": "events", "unit": "events", "numerator": None,
                                                         "denominator": None, "value": 634.0}),
    "half a case per thousand": (SETTLED, {"indicator": "complaints_per_inhabitant", "measure": "complaints",
                                           "unit": "per_1000", "numerator": 78.5, "denominator": 500.0,
                                           "value": 157.0}),
    "a share of an unknown number of respondents": (SAFE, {"n": None}),
    "a share of no respondents": (SAFE, {"n": 0}),
    "nobody of no respondents": (SAFE, {"n": 0, "value": 0.0, "lower": 0.0}),
    "negative respondents": (SAFE, {"effective_n": -3.0}),
    "outside its interval": (SAFE, {"lower": 0.65}),
    "a confidence of more than all": (SAFE, {"confidence": 95.0}),
    "an unknown indicator": (HOURS, {"indicator": "hours_of_jan_novak"}),
    "an unknown measure": (HOURS, {"measure": "jan_novak"}),
    "an unknown measure of a newer definition": (HOURS, {"measure": "jan_novak", "definition_version": 99}),
    "an unknown unit": (HOURS, {"unit": "beers"}),
    "the unit of another": (HOURS, {"unit": "days"}),
    "an unknown state": (HOURS, {"state": "fine"}),
    "an unknown scope": (HOURS, {"scope": "forever"}),
    "a method of many words": (HOURS, {"method": "asked Jan Novák"}),
    "a definition before the first": (HOURS, {"definition_version": 0}),
    "a withheld figure with a value": (HIDDEN, {"value": 3.0, "state": "suppressed"}),
    "a withheld figure that says how few": (HIDDEN, {"upper": 9.0}),
    "a withheld figure that says of how many": (HIDDEN, {"n": 7}),
    "a value where there is none": (HOURS, {"state": "no_cases"}),
    "a place": (HOURS, {"dimension_1": "locality", "category_1": "park"}),
    "a trait of respondents": (SAFE, {"dimension_2": "sex", "category_2": "female"}),
    "a post": (HOURS, {"dimension_1": "post", "category_1": "APK1"}),
    "a category in free words": (HOURS, {"dimension_1": "activity", "category_1": "Jan Novák"}),
    "a dimension without a category": (HOURS, {"dimension_1": "activity"}),
    "only the second dimension": (HOURS, {"dimension_2": "activity", "category_2": "foot_patrol"}),
    "who stayed": (HOURS, {"indicator": "retention", "measure": "still_employed", "unit": "share", "value": 0.75,
                           "numerator": 3.0, "denominator": 4.0}),
    "victims": (HOURS, {"indicator": "hidden_victims", "measure": "contacts", "unit": "contacts"}),
}  # fmt: skip


@pytest.mark.parametrize(("indicator", "wrong"), FALSE.values(), ids=FALSE)
def test_a_signed_figure_that_cannot_be_is_left_out_alone(
    tmp_path: Path, indicator: str, wrong: dict[str, Any]
) -> None:
    def change(said: dict[str, Any]) -> None:
        next(row for row in said["figures"] if row["indicator"] == indicator).update(wrong)

    put(tmp_path, change=change)
    got = read(tmp_path)
    assert got.towns["town"].to_list() == ["bor"]
    assert set(got.figures["indicator"]) == {HOURS, SETTLED, SAFE, HIDDEN} - {indicator}
    [finding] = got.findings
    assert (finding.kind, finding.left_out) == ("out_of_schema", False)
    assert "novak" not in finding.text.cs
    assert "Novák" not in finding.text.cs


def test_a_figure_told_twice_is_not_told(tmp_path: Path) -> None:
    put(tmp_path, change=lambda said: said["figures"].append(said["figures"][0] | {"n": 5}))
    got = read(tmp_path)
    assert got.figures["indicator"].n_unique() == 3
    assert kinds(got) == [("out_of_schema", "summary.json")]


def test_delivered_hours_may_exceed_the_plan(tmp_path: Path) -> None:
    more = {"indicator": "plan_adherence", "measure": "raw", "unit": "share", "numerator": 330.0, "denominator": 300.0,
            "value": 1.1}  # fmt: skip
    put(tmp_path, change=lambda said: said["figures"][0].update(more))
    got = read(tmp_path)
    assert got.findings == ()
    assert 1.1 in got.figures["value"].to_list()


# --- the limits of disclosure ----------------------------------------------------------------------


def said_so(k: float, n: float) -> dict[str, Any]:
    return {"numerator": k, "denominator": n, "n": int(n), "value": k / n}


def counted(k: float) -> dict[str, Any]:
    return {"measure": "events", "unit": "events", "numerator": k, "denominator": None, "n": int(k), "value": k}


def answered(value: float, n: int) -> dict[str, Any]:
    return {"value": value, "n": n, "lower": 0.0, "upper": 1.0, "effective_n": n / 1.5}


def per(indicator: str, unit: str, k: float, of: float, factor: float, measure: str) -> dict[str, Any]:
    return {"indicator": indicator, "measure": measure, "unit": unit, "numerator": k, "denominator": of, "n": int(k),
            "value": factor * k / of}  # fmt: skip


# the table of audiences, cross-town: base ≥ 30; cells and complements ≥ 10; events and complaints n ≥ 10
LIMITED: dict[str, tuple[str, dict[str, Any], bool]] = {
    "9 of many settled": (SETTLED, said_so(9.0, 1140.0), False),
    "10 of many settled": (SETTLED, said_so(10.0, 1140.0), True),
    "all but 9 settled": (SETTLED, said_so(1131.0, 1140.0), False),
    "all but 10 settled": (SETTLED, said_so(1130.0, 1140.0), True),
    "1 of 2 settled": (SETTLED, said_so(1.0, 2.0), False),
    "none settled": (SETTLED, said_so(0.0, 1140.0), False),
    "9 events": (SETTLED, counted(9.0), False),
    "10 events": (SETTLED, counted(10.0), True),
    "no event": (SETTLED, counted(0.0), False),
    "9 events in many hours": (SETTLED, per("event_rate", "per_100_hours", 9.0, 5000.0, 100.0, "events"), False),
    "10 events in many hours": (SETTLED, per("event_rate", "per_100_hours", 10.0, 5000.0, 100.0, "events"), True),
    "9 offences in months": (SETTLED, per("offence_effect", "per_month", 9.0, 8.0, 1.0, "monthly_rate"), False),
    "10 offences in months": (SETTLED, per("offence_effect", "per_month", 10.0, 8.0, 1.0, "monthly_rate"), True),
    "9 complaints per thousand": (
        SETTLED, per("complaints_per_inhabitant", "per_1000", 9.0, 420.0, 1000.0, "complaints"), False),
    "10 complaints per thousand": (
        SETTLED, per("complaints_per_inhabitant", "per_1000", 10.0, 420.0, 1000.0, "complaints"), True),
    "half of 4 respondents": (SAFE, answered(0.5, 4), False),
    "half of 29 respondents": (SAFE, answered(0.5, 29), False),
    "half of 30 respondents": (SAFE, answered(0.5, 30), True),
    "9 of 100 respondents": (SAFE, answered(0.09, 100), False),
    "10 of 100 respondents": (SAFE, answered(0.1, 100), True),
    "all but 9 of 100 respondents": (SAFE, answered(0.91, 100), False),
    "all but 10 of 100 respondents": (SAFE, answered(0.9, 100), True),
    "a change of 29 respondents": (
        SAFE, {"measure": "change", "unit": "share_difference", "value": 0.1, "lower": 0.0, "upper": 0.2, "n": 29},
        False),
    "a change of 30 respondents": (
        SAFE, {"measure": "change", "unit": "share_difference", "value": 0.1, "lower": 0.0, "upper": 0.2, "n": 30},
        True),
}  # fmt: skip


@pytest.mark.parametrize(("indicator", "other", "taken"), LIMITED.values(), ids=LIMITED)
def test_every_figure_shown_is_within_the_default_limits(
    tmp_path: Path, indicator: str, other: dict[str, Any], taken: bool
) -> None:
    def change(said: dict[str, Any]) -> None:
        row = next(row for row in said["figures"] if row["indicator"] == indicator)
        version = {"definition_version": 1} if "indicator" in other else {}
        row.update(version | other)

    put(tmp_path, change=change)
    got = read(tmp_path)
    told = other.get("indicator", indicator)
    assert set(got.figures["indicator"]) == ({HOURS, SETTLED, SAFE, HIDDEN} - {indicator}) | (
        {told} if taken else set()
    )
    assert [(one.kind, one.left_out) for one in got.findings] == ([] if taken else [("under_limits", False)])
    assert all(CATALOGUE[told].label(lang) in one.text(lang) for one in got.findings for lang in LANGUAGES)


def test_the_change_of_a_share_under_the_limits_is_not_told_either(tmp_path: Path) -> None:
    change = {"measure": "change", "unit": "share_difference", "value": 0.2, "lower": 0.1, "upper": 0.3, "n": 300,
              "dimension_1": None, "category_1": None}  # fmt: skip

    def few(said: dict[str, Any]) -> None:
        row = next(row for row in said["figures"] if row["indicator"] == SAFE)
        said["figures"].append(row | change)
        row.update(answered(0.5, 29))

    put(tmp_path, change=few)
    got = read(tmp_path)
    assert SAFE not in got.figures["indicator"].to_list()
    assert [one.kind for one in got.findings] == ["under_limits"]
    assert "vynechaná čísla: 2 (" in got.findings[0].text.cs


def test_of_twelve_towns_only_what_is_under_the_limits_is_left_out(tmp_path: Path) -> None:
    twelve = portfolio_towns.twelve()
    got = read_portfolio(tmp_path, portfolio_towns.signed(twelve, tmp_path))
    # Dolany asked 21 people and Malá Lhota 14: their surveys are under thirty, and nothing else is
    tiny = pl.col("town").is_in(["dolany", "lhota"]) & pl.col("indicator").is_in(["safe_by_day", "safe_after_dark"])
    assert [(one.kind, one.town) for one in got.findings if one.kind == "under_limits"] == [
        ("under_limits", "dolany"), ("under_limits", "lhota"),
    ]  # fmt: skip
    about = ["town", "indicator", "measure", "n", "numerator", "value"]
    assert got.figures.select(about).sort(about).equals(twelve.figures.filter(~tiny).select(about).sort(about))


@given(st.randoms(use_true_random=False))
def test_no_signed_content_makes_reading_fail(tmp_path_factory: pytest.TempPathFactory, dice: random.Random) -> None:
    """A town may sign what it likes; reading ends with findings and frames in their schema."""
    junk: list[Any] = [None, True, -1, 0, 1, 1.5, 10**20, 1e308, "", "P2", "x" * 300, "2021-02-30", [], {}, [[]],
                       {"id": "P2"}, "\u202e", "a" * 64]  # fmt: skip

    def change(said: dict[str, Any]) -> None:
        for _ in range(dice.randint(1, 3)):
            inside: Any = said
            place = dice.choice(leaves(said))
            cut = dice.randint(1, len(place))
            for name in place[: cut - 1]:
                inside = inside[name]
            inside[place[cut - 1]] = dice.choice(junk)

    folder = tmp_path_factory.mktemp("junk")
    put(folder, change=change)
    got = read(folder)
    assert got.figures.schema == dict(FIGURES)
    assert got.towns.height + sum(one.left_out for one in got.findings) == 1


# --- the Parquet beside ----------------------------------------------------------------------------


def test_a_parquet_of_other_figures_is_said_and_never_read(tmp_path: Path) -> None:
    path = put(tmp_path)
    before = read(tmp_path)
    path.with_suffix(".parquet").write_bytes(b"PAR1 anything")
    got = read(tmp_path)
    assert kinds(got) == [("altered_beside", "summary.json")]
    assert got.figures.equals(before.figures)
    path.with_suffix(".parquet").unlink()
    assert read(tmp_path).findings == ()


@pytest.mark.parametrize("other", ["figures", "bytes"])
def test_a_signed_parquet_that_says_something_else_is_said_and_never_read(tmp_path: Path, other: str) -> None:
    figures = list(rows().with_columns(value=pl.col("value") * 2).iter_rows(named=True))
    parquet = as_parquet(figures) if other == "figures" else b"PAR1 anything"
    digest = hashlib.sha256(parquet).hexdigest()
    path = put(tmp_path, change=lambda said: said.update(parquet_sha256=digest))
    before = read(tmp_path)
    assert before.findings == ()
    path.with_suffix(".parquet").write_bytes(parquet)
    got = read(tmp_path)
    assert kinds(got) == [("altered_beside", "summary.json")]
    assert "jiná čísla" in got.findings[0].text.cs
    assert got.figures.equals(before.figures)


# --- what is compared ------------------------------------------------------------------------------


def comparable(portfolio: Portfolio, indicator: str) -> dict[str, bool]:
    rows = portfolio.figures.filter(pl.col("indicator") == indicator)
    return dict(rows.select("town", "comparable").iter_rows())


def test_a_question_in_other_words_is_not_compared(tmp_path: Path) -> None:
    for town, wording in (("bor", "b" * 64), ("lom", "a" * 64), ("zlin", "b" * 64)):
        put(tmp_path / town, town, wordings={"safe_by_day": wording})
    got = read(tmp_path)
    assert comparable(got, SAFE) == {"bor": True, "lom": False, "zlin": True}
    assert all(comparable(got, HOURS).values())
    [finding] = got.findings
    assert (finding.kind, finding.town, finding.left_out) == ("other_wording", "lom", False)
    assert got.wordings.filter("comparable")["town"].to_list() == ["bor", "zlin"]


def test_a_question_that_waves_asked_differently_is_not_compared(tmp_path: Path) -> None:
    for town in ("bor", "lom"):
        put(tmp_path / town, town, wordings={} if town == "lom" else {"safe_by_day": "a" * 64})
    got = read(tmp_path)
    assert comparable(got, SAFE) == {"bor": True, "lom": False}
    assert [one.town for one in got.findings] == ["lom"]


def test_a_figure_by_another_definition_is_not_compared(tmp_path: Path) -> None:
    def newer(said: dict[str, Any]) -> None:
        said["figures"][0].update(definition_version=99)

    put(tmp_path / "bor", "bor", change=newer)
    put(tmp_path / "lom", "lom")
    put(tmp_path / "zlin", "zlin")
    got = read(tmp_path)
    [finding] = got.findings
    assert (finding.kind, finding.town) == ("other_definition", "bor")
    named = got.figures.filter(~pl.col("comparable")).select("town", "definition_version").rows()
    assert named == [("bor", 99)]


RATE = {"indicator": "event_rate", "measure": "events", "unit": "per_100_hours", "definition_version": 1,
        "method": "garwood", "n": 50, "scope": "cumulative"}  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "taken"),
    [(50.0, 500.0, 10.0, True), (50.0, 500.0, 40.0, False), (-50.0, 500.0, -10.0, False), (None, 500.0, 10.0, False),
     (50.0, 0.0, 10.0, False), (50.0, None, 10.0, False)],
)  # fmt: skip
def test_a_rate_is_what_it_is_said_to_be_of(
    tmp_path: Path, numerator: float | None, denominator: float | None, value: float, taken: bool
) -> None:
    figure = RATE | {"numerator": numerator, "denominator": denominator, "value": value}
    put(tmp_path, change=lambda said: said["figures"][0].update(figure))
    got = read(tmp_path)
    assert ("event_rate" in got.figures["indicator"].to_list()) is taken
    assert [one.kind for one in got.findings] == ([] if taken else ["out_of_schema"])


def test_where_words_are_divided_equally_none_is_usual_and_that_is_said(tmp_path: Path) -> None:
    for town, wording in (("bor", "b" * 64), ("lom", "a" * 64)):
        put(tmp_path / town, town, wordings={"safe_by_day": wording})
    got = read(tmp_path)
    assert comparable(got, SAFE) == {"bor": False, "lom": False}
    assert [(one.kind, one.town) for one in got.findings] == [("other_wording", "bor"), ("other_wording", "lom")]
    assert all("žádné znění nemá většina" in one.text.cs for one in got.findings)


def test_where_definitions_are_divided_equally_none_is_usual_and_that_is_said(tmp_path: Path) -> None:
    put(tmp_path / "bor", "bor", change=lambda said: said["figures"][0].update(definition_version=99))
    put(tmp_path / "lom", "lom")
    got = read(tmp_path)
    named = got.figures.filter(~pl.col("comparable"))["town"].to_list()
    assert named == ["bor", "lom"]
    assert all("nemají žádnou většinově stejnou" in one.text.cs for one in got.findings)


def test_invented_towns_have_no_say_in_what_is_usual(tmp_path: Path) -> None:
    """Two invented towns ask in other words than the one that is real."""
    for town, wording in (("bor", "b" * 64), ("lom", "a" * 64), ("zlin", "b" * 64)):
        put(tmp_path / town, town, wordings={"safe_by_day": wording}, synthetic=town != "lom")
    got = read(tmp_path)
    assert comparable(got, SAFE) == {"bor": False, "lom": True, "zlin": False}
    assert got.wordings.filter("comparable")["town"].to_list() == ["lom"]


def test_a_town_that_takes_the_name_of_another_is_found_out(tmp_path: Path) -> None:
    put(tmp_path / "bor", "bor")
    put(tmp_path / "lom", "lom", name={"cs": "Bor  u tachova", "en": "The town of Lom"})
    register = replace(REGISTER, names={"bor": "Bor u Tachova"})
    got = read_portfolio(tmp_path, register)
    [finding] = got.findings
    assert (finding.kind, finding.town, finding.left_out) == ("same_name", "lom", False)
    assert "bor" in finding.text.en
    assert dict(got.towns.select("town", "name_cs").iter_rows()) == {
        "bor": "Bor u Tachova", "lom": "Bor  u tachova (lom)",
    }  # fmt: skip


def test_two_towns_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    same = {"cs": "město Lhota", "en": "the town of Lhota"}
    for town in ("bor", "lom"):
        put(tmp_path / town, town, name=same)
    got = read(tmp_path)
    assert [(one.kind, one.town) for one in got.findings] == [("same_name", "bor"), ("same_name", "lom")]
    assert got.towns["name_cs"].to_list() == ["město Lhota (bor)", "město Lhota (lom)"]


def test_invented_figures_are_not_compared_with_real_ones(tmp_path: Path) -> None:
    put(tmp_path / "bor", "bor", synthetic=False)
    put(tmp_path / "lom", "lom")
    got = read(tmp_path)
    assert comparable(got, HOURS) == {"bor": True, "lom": False}
    assert [(one.kind, one.town) for one in got.findings] == [("mixed", "lom")]


def test_towns_of_several_programmes_are_told_and_compared(tmp_path: Path) -> None:
    for town, programme in (("bor", "opz_2014"), ("lom", "opz_plus_2021"), ("zlin", "opz_2014")):
        put(tmp_path / town, town, programme=programme)
    got = read(tmp_path)
    [finding] = got.findings
    assert (finding.kind, finding.town, finding.left_out) == ("other_programme", "", False)
    assert "Operační program Zaměstnanost (2014–2020): bor, zlin; " in finding.text.cs
    assert "Operational Programme Employment Plus (2021–2027): lom." in finding.text.en
    assert got.figures["comparable"].all()


def test_a_programme_that_nobody_knows_is_told_by_its_id(tmp_path: Path) -> None:
    put(tmp_path / "bor", "bor")
    put(tmp_path / "lom", "lom", programme="opz_2099")
    assert "„opz_2099“: lom" in read(tmp_path).findings[0].text.cs


# --- the register ----------------------------------------------------------------------------------

BOR, LOM = (public_text(key_of(town)) for town in ("bor", "lom"))
REGISTERS = {
    "empty": "",
    "no TOML": "[towns",
    "no towns": "[names]\nbor = 'Bor'",
    "another table": f"[towns]\nbor = '{BOR}'\n[keys]\n",
    "towns are a text": "towns = 'bor'",
    "a key too short": "[towns]\nbor = 'aaaa'",
    "a key that is no Base64": "[towns]\nbor = 'ěšč'",
    "a key with other spare bits": f"[towns]\nbor = '{BOR[:-2]}{chr(ord(BOR[-2]) + 1)}='",
    "a key that is a number": "[towns]\nbor = 1",
    "a town that is a path": f"[towns]\n'../bor' = '{BOR}'",
    "one key for two towns": f"[towns]\nbor = '{BOR}'\nlom = '{BOR}'",
    "two towns that differ in case": f"[towns]\nbor = '{BOR}'\nBor = '{LOM}'",
    "two towns that differ in the form of a letter": f"[towns]\n'bor ﬁ' = '{BOR}'\n'bor fi' = '{LOM}'",
    "a name without a key": f"[towns]\nbor = '{BOR}'\n[names]\nlom = 'Lom'",
    "a name of two lines": f'[towns]\nbor = "{BOR}"\n[names]\nbor = "Bor\\nLom"',
}


@pytest.mark.parametrize("text", REGISTERS.values(), ids=REGISTERS)
def test_a_register_that_does_not_say_whose_key_is_whose_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match="Registr měst") as error:
        read_register(path)
    assert "register of towns" in error.value.message("en")


@pytest.mark.parametrize(
    ("text", "cs", "en"),
    [
        (f"[towns]\nbor = '{BOR}'\nbor = '{LOM}'\n", "řádku 3 program nerozumí", "line 3 is not understood"),
        (f"[towns]\nčeská lhota = '{BOR}'", "řádku 2 program nerozumí", "line 2 is not understood"),
        ("[towns]\nbor", "konci program nerozumí", "the end is not understood"),
        (f"bor = '{BOR}'", "nejsou pod nadpisem [towns]", "not stand under the heading [towns]"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_register_is_said_in_the_users_language(tmp_path: Path, text: str, cs: str, en: str) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as error:
        read_register(path)
    assert cs in error.value.message("cs")
    assert en in error.value.message("en")
    assert "Expected" not in error.value.message("cs") + error.value.message("en")


def test_two_towns_that_sound_the_same_are_both_named(tmp_path: Path) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(f"[towns]\n'kroměříž' = '{BOR}'\n'Kroměříž' = '{LOM}'", "utf-8")
    with pytest.raises(DataError, match="„kroměříž“ a „Kroměříž“ se liší jen velikostí"):
        read_register(path)


# the curve of RFC 8032, 5.1, reckoned here by whole numbers
PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int]


def plus(one: Point, two: Point) -> Point:
    (x, y), (u, v) = one, two
    both = CURVE * x * u * y * v
    return (
        (x * v + u * y) * pow(1 + both, -1, PRIME) % PRIME,
        (y * v + x * u) * pow(1 - both, -1, PRIME) % PRIME,
    )


def times(point: Point, n: int) -> Point:
    total = (0, 1)
    while n:
        total, point, n = plus(total, point) if n & 1 else total, plus(point, point), n >> 1
    return total


def of_second(y: int) -> Point | None:
    """A point with this second coordinate, if there is any (5.1.3)."""
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    root = pow(square, (PRIME + 3) // 8, PRIME)
    for x in (root, root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME):
        if x * x % PRIME == square:
            return x, y
    return None


def small_points() -> set[Point]:
    """All points whose order divides eight: the multiples of one of order eight."""
    for y in range(2, 100):
        point = of_second(y)
        small = times(point, ORDER) if point else (0, 1)
        if times(small, 4) != (0, 1):
            return {times(small, n) for n in range(8)}
    raise AssertionError("no point")


def encodings() -> list[bytes]:
    """Every way of writing a point of small order, with either sign, and a second coordinate that is no residue."""
    seconds = {y for _, y in small_points()}
    every = [y for y in (*seconds, *(y + PRIME for y in seconds), PRIME + 9, 2**255 - 1) if y < 2**255]
    return [(y + sign * 2**255).to_bytes(32, "little") for y in sorted(set(every)) for sign in (0, 1)]


def test_there_are_eight_points_of_small_order() -> None:
    assert len(small_points()) == 8
    # five second coordinates, two of them (0 and 1) written in two ways, and two that are no residues; two signs each
    assert len(encodings()) == 2 * (5 + 2 + 2)


@pytest.mark.parametrize("key", encodings(), ids=bytes.hex)
def test_a_key_by_which_anybody_can_sign_is_not_registered(tmp_path: Path, key: bytes) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(f"[towns]\nbor = '{base64.b64encode(key).decode()}'", "utf-8")
    with pytest.raises(DataError, match="nemá platný veřejný klíč"):
        read_register(path)


def test_one_signature_holds_for_any_content_under_the_key_of_order_one() -> None:
    """Why such keys are refused: the library takes them."""
    one = (1).to_bytes(32, "little")
    signature = base64.b64encode(one + bytes(32)).decode()
    assert all(verifies(one, signature, as_signed({"town": town})) for town in ("bor", "lom", "zlin"))


def test_a_register_that_is_not_there_or_of_other_letters_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ApkError):
        read_register(tmp_path / "none.toml")
    (tmp_path / "towns.toml").write_bytes("[towns]\nžďár = 'x'".encode("cp1250"))
    with pytest.raises(DataError):
        read_register(tmp_path / "towns.toml")


def test_the_register_knows_towns_with_spaces_and_accents(tmp_path: Path) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(f'[towns]\n"Žďár nad Sázavou" = "{LOM}"\n', "utf-8")
    assert read_register(path).owner(key_of("lom").public_key().public_bytes_raw()) == "Žďár nad Sázavou"


# --- canonical JSON --------------------------------------------------------------------------------

JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


@given(JSON)
def test_what_is_written_canonically_is_read_back(content: Any) -> None:
    assert canonical(parsed(canonical(content))) == canonical(content)


def test_signed_is_what_put_writes(genuine: bytes) -> None:
    assert signed(json.loads(genuine)["summary"], "bor") == genuine
