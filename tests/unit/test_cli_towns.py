"""Commands for many towns: where they may write, what they pass over or refuse, and what they tell."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from apk_lib import cli
from apk_lib.batch.running import make_all
from apk_lib.kit import Kit
from apk_lib.portfolio import public_text, read_key
from apk_lib.report import making, portfolio_made
from apk_lib.text import NBSP
from tests.portfolio_towns import events, portfolio, signed, twelve
from tests.unit.pretended_reports import Inline

Run = Callable[..., tuple[int, list[str], list[str]]]
Folder = Callable[..., Path]
LANGUAGES = [[], ["--lang", "en"]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `apk-lib` in an empty folder: exit code, lines of the output, lines of errors."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def command(*words: object) -> tuple[int, list[str], list[str]]:
        monkeypatch.setattr(sys, "argv", ["apk-lib", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out.splitlines(), said.err.splitlines()

    return command


def content(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# --- a batch ---------------------------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[making.Order]:
    """Reports are only noted down, not made."""
    noted: list[making.Order] = []

    def note(order: making.Order, made_from: str) -> making.Outcome:
        noted.append(order)
        return making.Outcome(order, 1.0)

    monkeypatch.setattr("apk_lib.batch.running.make_all", partial(make_all, executor=Inline()))
    monkeypatch.setattr("apk_lib.batch.running.make", note)
    return noted


@pytest.mark.parametrize(("lang", "told"), [("cs", "není to složka projektu, vynecháno."),
                                            ("en", "it is no project folder, passed over.")])  # fmt: skip
def test_what_lies_beside_projects_is_passed_over_and_said(
    run: Run, made: list[making.Order], folder: Folder, tmp_path: Path, lang: str, told: str
) -> None:
    towns = [folder(f"data/{name}") for name in ("a", "b")]
    other, file = tmp_path / "data/reference", tmp_path / "data/notes.txt"
    other.mkdir()
    file.touch()
    code, said, error = run("report", towns[0], other, towns[1], file, "--period", "P1", "--lang", lang)
    assert (code, [order.data.name for order in made], len(said)) == (0, ["a", "b"], 3)
    assert error[:2] == [f"{one}: {told}" for one in (other, file)]


def test_a_town_that_lacks_something_and_a_mistyped_one_are_no_neighbours(
    run: Run, made: list[making.Order], folder: Folder, tmp_path: Path
) -> None:
    lost, founded, mistyped = (tmp_path / f"data/{name}" for name in ("lost", "founded", "mistyped"))
    (lost / "records").mkdir(parents=True)
    founded.mkdir()
    (founded / "projekt.xlsx").touch()
    code, said, error = run("report", folder("data/a"), lost, founded, mistyped, "--period", "P1")
    assert (code, said[-1]) == (1, "Hotové zprávy: 1 ze 4.")
    failed = [line for line in error if "CHYBA" in line]
    assert [line.split()[0] for line in failed] == ["lost", "founded", "mistyped"]
    assert "apk-lib import" in failed[1]


def test_no_project_at_all_is_an_error(run: Run, tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("a", "b")]
    for one in others:
        one.mkdir()
    assert run("report", others[0])[0] == 1
    code, said, error = run("report", *others)
    assert (code, said) == (1, ["Hotové zprávy: 0 ze 2."])
    assert all("project.toml" in line for line in error if "CHYBA" in line)


def test_several_periods_are_made_each_once(run: Run, made: list[making.Order], folder: Folder) -> None:
    assert run("report", folder(), "--period", "P2, P1,P2")[0] == 0
    assert [order.period for order in made] == ["P2", "P1"]
    made.clear()
    assert run("report", folder(), "--period", "P2,all")[0] == 0
    assert [order.period for order in made] == ["P2", "P1"]
    made.clear()
    code, _, error = run("report", folder(), "--period", "P1,P9")
    assert (code, made) == (1, [])
    assert error == ["Období „P9“ projekt nezná. Zadejte jedno z: P1, P2."]


@pytest.mark.parametrize(("lang", "told"), [
    ("cs", "Hodnotu za --audience nejde použít. Zadejte internal nebo funder nebo public nebo cross_town. "
           "„cosi“ mezi nimi není; více jich oddělte čárkou."),
    ("en", "The value of --audience cannot be used. Give internal or funder or public or cross_town. "
           "“cosi” is none of them; put commas between several."),
])  # fmt: skip
def test_a_wrong_word_is_told(run: Run, lang: str, told: str) -> None:
    code, _, error = run("report", "x", "--audience", "internal,cosi", "--lang", lang)
    assert (code, error[0]) == (2, told)


# --- a key -----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="rights of a folder are another thing there")
def test_a_key_makes_its_folder_for_its_owner_alone(run: Run) -> None:
    code, said, _ = run("key", "klíče/města/kromeriz.pem")
    assert code == 0
    folder = Path("klíče/města")
    assert (folder.stat().st_mode & 0o777, (folder / "kromeriz.pem").stat().st_mode & 0o777) == (0o700, 0o600)
    assert said == [f'kromeriz = "{public_text(read_key(folder / "kromeriz.pem"))}"']


def test_a_file_in_the_place_of_the_folder_of_a_key_is_told(run: Run) -> None:
    Path("klice").write_text("x", "utf-8")
    code, said, error = run("key", "klice/bor.pem")
    assert (code, said) == (1, [])
    assert error == ["Klíč klice/bor.pem nejde zapsat (místo složky je tu soubor). Zvolte jinou složku."]


# --- a summary -------------------------------------------------------------------------------------


def test_a_summary_tells_its_file_its_key_and_who_sends_it(run: Run, folder: Folder) -> None:
    town = folder()
    run("key", "k.pem", "--town", "vzorov")
    public = public_text(read_key(Path("k.pem")))
    code, said, _ = run("summary", town, "--period", "P2,P1", "--key", "k.pem")
    assert code == 0
    files = [f"outputs/vzorov/{period}/summary/summary.json" for period in ("P2", "P1")]
    assert [line.split(": ")[0] for line in said if not line.startswith(" ")][:2] == files
    assert all(Path(file).is_file() for file in files)
    assert said[-2] == "Soubory pošlete tomu, kdo města srovnává; program sám nic neposílá."
    assert f"začíná {public[:12]};" in said[-1]
    english = run("summary", town, "--period", "P1", "--key", "k.pem", "--lang", "en")[1]
    assert english[-2] == "Send the file to whoever compares the towns; the program itself sends nothing."
    assert f"begins with {public[:12]};" in english[-1]


def test_a_period_nobody_knows_ends_a_summary_before_the_first(run: Run, folder: Folder) -> None:
    run("key", "k.pem")
    code, said, error = run("summary", folder(), "--period", "P1,P9", "--key", "k.pem")
    assert (code, said, len(error)) == (1, [], 1)
    assert content(Path()) == ["k.pem"]


# --- where results may not go ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["summary {town} --key k.pem --out {town}/out", "kit {town} --out {town}/kit.zip",
                                     "portfolio {town} --register k.pem --out {town}"])  # fmt: skip
def test_nothing_is_written_among_what_is_read(run: Run, folder: Folder, command: str, lang: list[str]) -> None:
    town = folder()
    run("key", "k.pem")
    before = content(town)
    code, said, error = run(*(word.format(town=town) for word in command.split()), *lang)
    assert (code, said, len(error)) == (1, [], 1)
    assert str(town) in error[0]
    assert error[0].endswith(": --out")
    assert content(town) == before


def test_a_town_that_the_command_runs_in_gets_nothing_either(
    run: Run, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = folder()
    monkeypatch.chdir(town)
    before = content(town)
    for words in (["summary", ".", "--key", "k"], ["kit", "."]):
        assert run(*words)[0] == 1
    assert content(town) == before


# --- a kit -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "told"), [("složka/", "složka"), ("kit.txt", "kit.txt"), ("there.zip", "there.zip")])
def test_a_kit_is_a_zip_and_says_so(run: Run, folder: Folder, given: str, told: str) -> None:
    Path("there.zip").mkdir()
    for lang in LANGUAGES:
        code, said, error = run("kit", folder(), "--out", given, *lang)
        assert (code, said, len(error)) == (1, [], 1)
        assert error[0].startswith(f"{told} ")
        assert error[0].endswith(f"--out {told}/kit.zip")
    assert content(Path()) == ["there.zip"]


@pytest.mark.parametrize(("lang", "told"), [
    ("cs", ["  microdata/survey_respondents.csv: vynechané vlny šetření: 1",
            f"  microdata/survey_respondents.csv: prázdné buňky: věk [age_group] 1{NBSP}077, pohlaví [sex] 7"]),
    ("en", ["  microdata/survey_respondents.csv: waves of the survey left out: 1",
            "  microdata/survey_respondents.csv: empty cells: age [age_group] 1,077, sex [sex] 7"]),
])  # fmt: skip
def test_a_kit_tells_of_what_is_empty_and_not_of_ranges(
    run: Run, folder: Folder, monkeypatch: pytest.MonkeyPatch, lang: str, told: list[str]
) -> None:
    held = {"survey_respondents": {"waves": 1, "age_group": 1077, "sex": 7}, "patrol_monthly": {"hours": 0},
            "events_monthly": {"least": 4}}  # fmt: skip
    monkeypatch.setattr("apk_lib.kit.kit", lambda data, out, **_: Kit(Path("kit.zip"), 180, held))
    assert run("kit", folder(), "--lang", lang)[1][1:-1] == told


# --- a comparison of towns -------------------------------------------------------------------------


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook is not run: a report is a file of two words."""
    empty = SimpleNamespace(report=None, results=None, curves=None, names={})
    monkeypatch.setattr(portfolio_made, "run_notebook", lambda notebook, target, parameters: target.touch())
    monkeypatch.setattr(portfolio_made, "executed_report", lambda notebook: empty)
    monkeypatch.setattr(portfolio_made, "write_figures", lambda content, work: None)
    monkeypatch.setattr(portfolio_made, "written", lambda form, content: b"a report")


@pytest.mark.usefixtures("pretended")
def test_each_town_and_period_has_a_place_of_its_own(run: Run) -> None:
    register = signed(twelve(), Path("summaries"))
    asked = {"": "portfolio/cs", "--town tyn": "portfolio/tyn/cs", "--town brodek": "portfolio/brodek/cs",
             "--period P5": "portfolio/P5/cs", "--town tyn --period P5 --lang en": "portfolio/P5/tyn/en"}  # fmt: skip
    # the second time over what stands there
    for _ in range(2):
        for words, place in asked.items():
            code, said, _ = run("portfolio", "summaries", "--register", register, *words.split())
            assert (code, said[0]) == (0, f"outputs/{place}/report.html")
    files = [name for name in content(Path("outputs")) if name.endswith(".html")]
    assert files == sorted(f"{place}/report.html" for place in asked.values())


@pytest.mark.usefixtures("pretended")
def test_the_screen_tells_who_is_in_and_what_was_left_out_and_why(run: Run) -> None:
    register = signed(twelve(), Path("summaries"))
    unsigned = json.loads(Path("summaries/tyn/P5/summary/summary.json").read_text("utf-8"))
    del unsigned["signature"]
    Path("summaries/souhrn (1).json").write_text(json.dumps(unsigned), "utf-8")
    Path("summaries/x.json").write_text("{", "utf-8")
    # a name of any kind will do
    Path("summaries/brodek/P5/summary/summary.json").rename("summaries/Brodek, druhé pololetí.JSON")
    code, said, error = run("portfolio", "summaries", "--register", register)
    assert (code, said[1]) == (0, f"Ve srovnání: 12{NBSP}měst. Vynechané soubory: 2; proč, říká i zpráva.")
    of_files = [line for line in error if line.startswith(("souhrn (1).json: ", "x.json: "))]
    assert [line.split(": ")[1][:6] for line in of_files] == ["souhrn", "souhrn"]
    assert "není podepsaný" in of_files[0]
    # four towns sent how many stayed
    assert error[-1].startswith("POZOR: ")
    english = run("portfolio", "summaries", "--register", register, "--lang", "en")[1]
    assert english[1] == f"In the comparison: 12{NBSP}towns. Files left out: 2; the report says why, too."


@pytest.mark.usefixtures("pretended")
def test_where_nothing_is_left_out_nothing_is_said_of_it(run: Run) -> None:
    towns = {"bor": "Bor", "doly": "Doly", "ves": "Ves"}
    register = signed(portfolio((events(town, 90, 4000.0) for town in towns), towns), Path("summaries"))
    code, said, error = run("portfolio", "summaries", "--register", register)
    assert (code, said[1:], error) == (0, [f"Ve srovnání: 3{NBSP}města."], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_without_summaries_is_an_error(run: Run, lang: list[str]) -> None:
    register = signed(twelve(), Path("summaries"))
    Path("empty").mkdir()
    # not a summary, nor said to be one
    Path("empty/settings.json").write_text("{}", "utf-8")
    code, said, error = run("portfolio", "empty", "--register", register, "--town", "tyn", *lang)
    assert (code, said, len(error)) == (1, [], 1)
    assert " empty " in error[0] or " empty." in error[0]
    assert ".json" in error[0]
    assert not Path("outputs").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_register_of_other_towns_is_an_error_that_lists_every_file(run: Run, lang: list[str]) -> None:
    signed(twelve(), Path("summaries"))
    run("key", "k.pem", "--town", "bor")
    Path("others.toml").write_text("[towns]\n" + run("key", "bor.pem")[1][0], "utf-8")
    code, said, error = run("portfolio", "summaries", "--register", "others.toml", *lang)
    assert (code, said) == (1, [])
    assert [line.split(": ")[0].strip() for line in error[1:]] == sorted(
        path.relative_to("summaries").as_posix() for path in Path("summaries").rglob("*.json")
    )
    assert not Path("outputs").exists()


def test_a_file_in_the_place_of_the_folder_is_told(run: Run) -> None:
    register = signed(twelve(), Path("summaries"))
    error = run("portfolio", register, "--register", register)[2]
    assert error == [f"{register} je soubor, ne složka. Zadejte složku."]
