"""Only what is stale is made again: a changed datum rebuilds its town, a changed comment nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from apk_lib.batch import meaning
from apk_lib.batch.freshness import Inputs, fresh, making_of
from apk_lib.batch.running import outcome_of
from apk_lib.report.making import Order, make
from tests.unit.pretended_reports import Kernel, batch, installed, ordered

Folder = Callable[..., Path]
PERSONS = "recorded_at,withdrawn,person,role\n"
DESCRIBED = '[persons]\nsynthetic = true\norigin = "test"\nterms = "test"\n'


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    return installed(Kernel(), monkeypatch.setattr)


@pytest.fixture
def towns(folder: Folder) -> list[Path]:
    """Two towns with two periods each."""
    made = [folder(name, persons=PERSONS) for name in ("Žďár nad Sázavou", "vzorov")]
    for town in made:
        put(town / "sources.toml", DESCRIBED)
        put(town / "narrative/P1.md", "## Plán\n\nPrvní.\n")
    return made


@pytest.fixture
def asked(towns: list[Path], tmp_path: Path) -> list[Order]:
    return ordered(towns, tmp_path / "out")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def add(path: Path, text: str) -> None:
    put(path, path.read_text(encoding="utf-8") + text)


def made_again(asked: list[Order], kernel: Kernel) -> list[str]:
    """The reports that a batch makes of those asked for."""
    kernel.made.clear()
    outcomes = batch(asked)
    assert [outcome.failure for outcome in outcomes] == [None] * len(asked)
    kept = [f"{one.order.data.name} {one.order.period}" for one in outcomes if one.state == "kept"]
    assert sorted([*kept, *kernel.made]) == sorted(f"{one.data.name} {one.period}" for one in asked)
    return kernel.made


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def test_what_nothing_changed_about_is_not_touched(asked: list[Order], kernel: Kernel, tmp_path: Path) -> None:
    assert len(made_again(asked, kernel)) == 4
    before = state(tmp_path / "out")
    assert made_again(asked, kernel) == []
    assert state(tmp_path / "out") == before


CHANGES = {
    "a datum": ("persons.csv", "2020-06-01T10:00:00+02:00,false,A,assistant\n", ["vzorov P1", "vzorov P2"]),
    "what is said of a table": ("sources.toml", "[visits]\nsynthetic = true\n", ["vzorov P1", "vzorov P2"]),
    "the sheet": ("project.toml", "", ["vzorov P1", "vzorov P2"]),
    "words of the first period": ("narrative/P1.md", "Druhý.\n", ["vzorov P1"]),
    "words of another period": ("narrative/P2.md", "## Plán\n\nNic.\n", ["vzorov P2"]),
    "a further table": ("records/visits.csv", "a\n", ["vzorov P1", "vzorov P2"]),
    "polygons": ("context/localities.geojson", "{}", ["vzorov P1", "vzorov P2"]),
    "the funder's strip": ("assets/logolink.svg", "<svg/>", ["vzorov P1", "vzorov P2"]),
    "an import": ("imports/0001/import.json", "{}", ["vzorov P1", "vzorov P2"]),
    "rows of an import": ("imports/0001/visits.csv", "a\n", ["vzorov P1", "vzorov P2"]),
    "a comment in the sheet": ("project.toml", "\n# poznámka\n", []),
    "a comment on a table": ("sources.toml", "\n# poznámka\n", []),
    "the account of changes": ("imports/0001/changes.csv", "a\n", []),
    "a file as it was imported": ("imports/raw/0.csv", "a\n", []),
    "a saved selection": ("selections.json", "{}", []),
    "a file of an editor": (".project.toml.swp", "x", []),
    "a mark of an office program": (".~lock.persons.csv#", "x", []),
    "a hidden folder": (".git/index.csv", "x", []),
    "a note beside": ("poznámky.txt", "x", []),
    "what was published": ("published.csv", "a\n", []),
}


@pytest.mark.parametrize(("name", "text", "stale"), CHANGES.values(), ids=CHANGES)
def test_a_change_makes_stale_what_reads_it(
    asked: list[Order], towns: list[Path], kernel: Kernel, name: str, text: str, stale: list[str]
) -> None:
    made_again(asked, kernel)
    path = towns[1] / name
    if name == "project.toml" and not text:
        put(path, path.read_text(encoding="utf-8").replace("posts = 4", "posts = 5"))
    else:
        put(path, (path.read_text(encoding="utf-8") if path.is_file() else "") + text)
    # a fresh judgement, without a kernel, which the odd files here would stop
    judged = {f"{one.data.name} {one.period}" for one in asked if fresh(one) is None}
    assert sorted(judged) == stale
    assert sorted(judged) == sorted(f"{one.data.name} {one.period}" for one in asked if fresh(one, Inputs()) is None)


@pytest.mark.parametrize("name", ["narrative/P1.md", "imports/0001/visits.csv", "context/localities.geojson",
                                  "assets/logolink.svg"])  # fmt: skip
def test_a_change_behind_a_linked_folder_is_seen(
    asked: list[Order], towns: list[Path], tmp_path: Path, name: str
) -> None:
    linked, shared = towns[1] / Path(name).parts[0], tmp_path / "shared"
    put(towns[1] / name, "one")
    linked.rename(shared)
    linked.symlink_to(shared, target_is_directory=True)
    before = [making_of(order) for order in asked]
    assert [making_of(order) for order in asked] == before
    put(towns[1] / name, "other")
    after = [making_of(order) for order in asked]
    assert after[:2] == before[:2]
    assert after[2] != before[2]


def test_a_link_in_a_circle_holds_nothing_more(asked: list[Order], towns: list[Path]) -> None:
    before = making_of(asked[2])
    (towns[1] / "narrative/again").symlink_to(towns[1], target_is_directory=True)
    (towns[1] / "narrative/itself").symlink_to(towns[1] / "narrative", target_is_directory=True)
    assert making_of(asked[2]) == before


def test_a_report_is_kept_however_the_path_of_its_town_is_written(
    towns: list[Path], kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/link").symlink_to(towns[1], target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    batch(ordered([Path("vzorov")], tmp_path / "out"))
    for here, town in (("vzorov", Path()), ("a", Path("../vzorov")), ("a", tmp_path / "a/link"), ("", towns[1])):
        monkeypatch.chdir(tmp_path / here)
        assert made_again(ordered([town], tmp_path / "out"), kernel) == []


def test_a_file_that_is_gone_makes_its_town_stale(asked: list[Order], towns: list[Path], kernel: Kernel) -> None:
    made_again(asked, kernel)
    (towns[0] / "narrative/P1.md").unlink()
    assert made_again(asked, kernel) == ["Žďár nad Sázavou P1"]


@pytest.mark.parametrize("change", ["altered", "deleted", "no passport", "made from another", "old passport"])
def test_a_report_that_is_not_whole_is_made_again(asked: list[Order], kernel: Kernel, change: str) -> None:
    made_again(asked, kernel)
    place = asked[2].folder
    whole = {path.name: path.read_bytes() for path in place.iterdir()}
    said = json.loads(whole["passport.json"])
    match change:
        case "altered":
            add(place / "report.html", " ")
        case "deleted":
            (place / "results.csv").unlink()
        case "no passport":
            (place / "passport.json").unlink()
        case "made from another":
            put(place / "passport.json", json.dumps(said | {"made_from": "0"}))
        case "old passport":
            put(place / "passport.json", json.dumps({name: said[name] for name in said if name != "made_from"}))
    assert made_again(asked, kernel) == ["vzorov P1"]
    assert {path.name: path.read_bytes() for path in place.iterdir()} == whole


def test_other_parameters_make_another_report(asked: list[Order], kernel: Kernel) -> None:
    made_again(asked, kernel)
    for other in ({"formats": ("html", "xlsx")}, {"as_of": "2021-03-01"}):
        order = replace(asked[2], **other)  # type: ignore[arg-type]
        assert fresh(asked[2])
        assert fresh(order) is None
    # how long a cell may take says nothing of what it gives
    assert fresh(replace(asked[2], time_limit=1))


def test_a_report_made_alone_is_made_again_by_a_batch(asked: list[Order], kernel: Kernel) -> None:
    make(asked[0])
    assert fresh(asked[0]) is None


def test_again_makes_what_is_fresh_too(asked: list[Order], kernel: Kernel) -> None:
    made_again(asked, kernel)
    assert [one.state for one in batch(asked, again=True)] == ["made"] * 4


# --- code ------------------------------------------------------------------------------------------

CODE = (
    'def double(n: int) -> int:\n    """Twice."""\n    return {"a", "b", "c"} and 2 * n\n\n\n'
    "class Pair:\n    both = 2\n"
)
# Python from 3.13 on adds such a line to every class
NOTED = "class Pair:\n    __firstlineno__ = 1\n    both = 1\n"
CODES = [
    pytest.param(".py", CODE, "# one\n" + CODE.replace("    return", "    # why\n\n    return"), True, id="comment"),
    pytest.param(".py", CODE, CODE.replace("2 * n", "(\n        2  # twice\n        * n\n    )"), True, id="layout"),
    pytest.param(".py", CODE, CODE.replace("2 * n", "3 * n"), False, id="constant"),
    pytest.param(".py", CODE, CODE.replace("2 * n", "2 + n"), False, id="operator"),
    pytest.param(".py", CODE, CODE.replace('"c"', '"d"'), False, id="set"),
    pytest.param(".py", CODE, CODE.replace("double", "twofold"), False, id="name"),
    pytest.param(".py", CODE, CODE.replace("both = 2", "both = 3"), False, id="constant of a class"),
    pytest.param(".py", NOTED, NOTED.replace("__ = 1", "__ = 300"), True, id="line of a class"),
    pytest.param(".py", NOTED, NOTED.replace("both = 1", "both = 2"), False, id="constant in a line of a class"),
    pytest.param(".toml", "a = 1\n", "# a comment\na  =  1\n", True, id="settings commented"),
    pytest.param(".toml", "a = 1\n", "a = 1.0\n", False, id="settings changed"),
    pytest.param(".toml", "a = \n", "a =  \n", False, id="settings that are broken"),
    pytest.param(".css", "a {}\n", "/* a comment */ a {}\n", False, id="another kind of file"),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "one", "other", "same"), CODES)
def test_a_comment_means_nothing(tmp_path: Path, suffix: str, one: str, other: str, same: bool) -> None:
    put(tmp_path / f"one{suffix}", one)
    put(tmp_path / f"other{suffix}", other)
    means = [meaning.of_file(tmp_path / f"{name}{suffix}") for name in ("one", "other")]
    assert (means[0] == means[1]) is same


def notebook(path: Path, code: str, words: str, tags: tuple[str, ...] = ("parameters",)) -> str:
    cells = [{"cell_type": "code", "id": "a", "metadata": {"tags": list(tags)}, "source": code, "outputs": [],
              "execution_count": 7},
             {"cell_type": "markdown", "id": "b", "metadata": {}, "source": words}]  # fmt: skip
    put(path, json.dumps({"cells": cells, "metadata": {"of": code}, "nbformat": 4, "nbformat_minor": 5}))
    return meaning.of_file(path)


def test_a_notebook_means_its_code_and_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    first = notebook(path, "n = 1", "Slova")
    assert notebook(path, "# poznámka\nn = 1  # jedna", "Slova") == first
    others = {notebook(path, "n = 2", "Slova"), notebook(path, "n = 1", "Jiná"), notebook(path, "n = 1", "Slova", ())}
    assert len(others - {first}) == 3


def test_another_meaning_of_the_code_makes_everything_stale(
    asked: list[Order], kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_again(asked, kernel)
    monkeypatch.setattr(meaning, "of_library", lambda: "other")
    assert len(made_again(asked, kernel)) == 4


def test_the_library_means_the_same_in_every_process() -> None:
    told = "from apk_lib.batch import meaning; print(meaning.of_library())"
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, env=env, check=True)
        assert said.stdout.strip() == meaning.of_library()


# --- many ------------------------------------------------------------------------------------------


def test_each_file_of_many_towns_is_read_once(
    folder: Folder, kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = folder("town 0", persons=PERSONS)
    put(first / "sources.toml", DESCRIBED)
    [*asked] = ordered([first], tmp_path / "out")
    batch(asked)
    for n in range(1, 5):
        shutil.copytree(first, first.with_name(f"town {n}"))
        shutil.copytree(tmp_path / "out/town 0", tmp_path / f"out/town {n}")
        for passport in (tmp_path / f"out/town {n}").rglob("passport.json"):
            order = replace(asked[0], data=first.with_name(f"town {n}"), period=passport.parts[-4])
            said = json.loads(passport.read_text(encoding="utf-8"))
            put(passport, json.dumps(said | {"made_from": making_of(order)}))
    many = [replace(one, data=first.with_name(f"town {n}")) for n in range(5) for one in asked]
    read = counted(monkeypatch)
    assert {one.state for one in batch(many)} == {"kept"}
    towns = {f"town {n}/{name}" for n in range(5) for name in ("persons.csv", "project.toml", "sources.toml")}
    assert {f"{path.parent.name}/{path.name}" for path in read} >= towns
    # also those of the library and the notebooks
    assert set(read.values()) == {1}
    assert making_of(many[0]) != making_of(many[2])


def test_a_report_that_is_made_reads_its_folder_once_for_the_fingerprint(
    asked: list[Order], towns: list[Path], kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_again(asked, kernel)
    add(towns[0] / "persons.csv", "x\n")
    read = counted(monkeypatch)
    outcome = outcome_of(asked[0], again=False, wait=False)
    assert outcome
    assert outcome.state == "made"
    assert read[towns[0] / "persons.csv"] == 1


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[Path]:
    """How many times the meaning of each file is asked for from now on."""
    read: Counter[Path] = Counter()
    of_file = meaning.of_file

    def counting(path: Path) -> str:
        read[path.absolute()] += 1
        return of_file(path)

    monkeypatch.setattr(meaning, "of_file", counting)
    return read
