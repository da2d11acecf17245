"""The command line: it asks, shows and exits, in one line where the user can mend something."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import apk_lib
from apk_lib import cli
from apk_lib.batch.running import make_all
from apk_lib.errors import quoted, reason
from apk_lib.report import making
from tests.unit.pretended_reports import Inline, Kernel, installed

Run = Callable[..., tuple[int, str, str]]
Folder = Callable[..., Path]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `apk-lib` with these words in this process: exit code, output, errors."""
    monkeypatch.setattr("apk_lib.batch.running.make_all", partial(make_all, executor=Inline()))
    monkeypatch.setenv("JUPYTER_PATH", "")
    monkeypatch.setenv("COLUMNS", "120")

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["apk-lib", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return command


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[making.Order]:
    """Reports are only noted down, not made."""
    monkeypatch.chdir(tmp_path)
    noted: list[making.Order] = []

    def note(order: making.Order, made_from: str) -> making.Outcome:
        noted.append(order)
        return making.Outcome(order, 1.25)

    monkeypatch.setattr("apk_lib.batch.running.make", note)
    return noted


# --- help ------------------------------------------------------------------------------------------


def test_help_tells_every_option_in_czech(run: Run) -> None:
    code, said, _ = run("report", "--help")
    assert code == 0
    for option in ("--document", "--period", "--lang", "--as-of", "--audience", "--jobs", "--scheduler", "--again",
                   "--time-limit", "--out"):  # fmt: skip
        assert option in said
    for word in (
        "Vytvoří zprávy za období",
        "Použití:",
        "Volby:",
        "Vypíše tuto nápovědu",
        "Období",
        "Jazyk zprávy",
        "Ke kterému dni",
        "Kolik zpráv",
        "Kam zprávy",
    ):
        assert word in said
    assert "apk-lib report data/kromeriz" in " ".join(said.split())


def test_help_lists_the_commands(run: Run) -> None:
    _, said, error = run("--help")
    assert "report" in said + error
    assert "sample" in said + error


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[:2] == (0, f"apk-lib {apk_lib.__version__}\n")


# --- what is asked for -----------------------------------------------------------------------------


def test_all_periods_are_made_by_default(run: Run, made: list[making.Order], folder: Folder) -> None:
    code, said, _ = run("report", folder())
    assert code == 0
    assert [(one.period, one.lang, one.as_of, one.out) for one in made] == [
        ("P1", "cs", "", Path("outputs")),
        ("P2", "cs", "", Path("outputs")),
    ]
    lines = said.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["P1", "P2"]
    assert "1,2 s" in lines[0] or "1,3 s" in lines[0]
    assert lines[-1] == "Hotové zprávy: 2 ze 2."


def test_options_reach_the_orders(run: Run, made: list[making.Order], folder: Folder, tmp_path: Path) -> None:
    code, said, _ = run(
        "report", folder(), "--period", "P2", "--lang", "en", "--as-of", "2021-06-15", "--out", tmp_path / "elsewhere"
    )
    assert code == 0
    [order] = made
    assert (order.period, order.lang, order.as_of) == ("P2", "en", "2021-06-15")
    assert order.folder == tmp_path / "elsewhere/vzorov/P2/en/internal"
    assert str(order.folder / "report.html") in said
    assert said.splitlines()[-1] == "Reports made: 1 of 1."


def test_documents_are_made_on_demand(run: Run, made: list[making.Order], folder: Folder, tmp_path: Path) -> None:
    code, said, _ = run("report", folder(), "--document", "final_evaluation", "--out", tmp_path)
    assert code == 0
    assert [(one.document.id, one.period) for one in made] == [("final_evaluation", "P2")]
    line, closing = said.splitlines()
    assert line.startswith("final_evaluation  ")
    assert line.endswith(str(tmp_path / "vzorov/final_evaluation/cs/internal/report.html"))
    assert closing == "Hotové zprávy: 1 z 1."


def test_all_documents_are_the_reports_and_both_evaluations(run: Run, made: list[making.Order], folder: Folder) -> None:
    code, said, _ = run("report", folder(), "--document", "all")
    assert code == 0
    assert [one.name for one in made] == ["P1", "P2", "initial_analysis", "final_evaluation"]
    assert [line.split()[0] for line in said.splitlines()[:-1]] == [one.name for one in made]


@pytest.mark.parametrize("name", ["město Žďár nad Sázavou", "Kroměříž (kopie)", "a'b", "100% [x]"])
def test_a_folder_may_have_any_name(run: Run, made: list[making.Order], folder: Folder, name: str) -> None:
    code, said, _ = run("report", folder(name), "--period", "P1")
    assert code == 0
    assert made[0].folder.parts[-4:] == (name, "P1", "cs", "internal")
    assert name in said


# --- many at once ----------------------------------------------------------------------------------

PERSONS = "recorded_at,withdrawn,person,role\n"


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    return installed(Kernel(), monkeypatch.setattr)


def test_languages_and_audiences_multiply_the_orders(run: Run, made: list[making.Order], folder: Folder) -> None:
    words = ("--lang", "cs, en", "--audience", "internal,public,internal", "--time-limit", 3, "--format", "docx,html")
    code, said, _ = run("report", folder("a"), folder("b"), "--period", "P1", *words)
    assert code == 0
    assert [(one.data.name, one.lang, one.audience) for one in made] == [
        (town, lang, audience) for town in "ab" for lang in ("cs", "en") for audience in ("internal", "public")
    ]
    assert {(one.time_limit, one.formats) for one in made} == {(180, ("html", "docx"))}
    assert said.splitlines()[0].startswith("a  P1  cs  internal  hotovo  ")
    assert said.splitlines()[-1] == "Hotové zprávy: 8 z 8."


@pytest.mark.parametrize(("words", "wanted"), [(["--lang", "cs,de"], "Zadejte cs nebo en."),
                                               (["--audience", "public,all"], "internal nebo funder"),
                                               (["--audience", ""], "internal nebo funder"),
                                               (["--time-limit", "0"], "celé číslo, nejméně 1"),
                                               (["--scheduler"], "--scheduler chybí hodnota")])  # fmt: skip
def test_a_wrong_word_ends_the_batch_before_it_begins(
    run: Run, folder: Folder, tmp_path: Path, words: list[str], wanted: str
) -> None:
    code, out, error = run("report", folder(), "--out", tmp_path / "out", *words)
    assert (code, out) == (2, "")
    assert wanted in error
    assert not (tmp_path / "out").exists()


def test_a_second_run_keeps_what_is_fresh(run: Run, kernel: Kernel, folder: Folder, tmp_path: Path) -> None:
    words = ("report", folder("a", persons=PERSONS), folder("b", persons=PERSONS), "--out", tmp_path / "out")
    assert run(*words)[1].splitlines()[-1] == "Hotové zprávy: 4 ze 4."
    code, said, _ = run(*words)
    assert (code, len(kernel.made)) == (0, 4)
    assert said.count("beze změny") == 5
    assert said.splitlines()[-1] == "Hotové zprávy: 4 ze 4, z toho beze změny 4."
    assert run(*words, "--again")[1].splitlines()[-1] == "Hotové zprávy: 4 ze 4."
    table = (tmp_path / "out/batch.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "town,document,period,lang,audience,result,seconds,file"
    assert [line.split(",")[:6] for line in table[1:]] == [
        [town, "progress", period, "cs", "internal", "made"] for town in "ab" for period in ("P1", "P2")
    ]


def test_a_broken_town_does_not_stop_the_others(run: Run, kernel: Kernel, folder: Folder, tmp_path: Path) -> None:
    towns = [folder(name, persons=PERSONS) for name in ("a", "b", "c")]
    (towns[1] / "project.toml").write_bytes("ž".encode("cp1250"))
    kernel.fails["c P2"] = ValueError("n")
    code, said, error = run("report", *towns, "--lang", "en", "--out", tmp_path / "out")
    assert code == 1
    assert [line.split()[:2] for line in said.splitlines()[:-1]] == [["a", "P1"], ["a", "P2"], ["c", "P1"]]
    assert said.splitlines()[-1] == "Reports made: 3 of 5."
    told = [line for line in error.splitlines() if "FAILED" in line]
    log = tmp_path / "out/c/P2/en/internal.failed.log"
    assert told[0] == f"c  P2  FAILED  P2: a bug (ValueError). Report it. Log: {log}"
    assert told[1].startswith("b      FAILED  ")
    assert "UTF-8" in told[1]
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert "Traceback" not in said + error


def test_two_towns_that_would_write_to_one_place_are_refused(run: Run, folder: Folder, tmp_path: Path) -> None:
    one, other = folder("2020/Kroměříž"), folder("2023/Kroměříž")
    refused(run("report", one, other, "--out", tmp_path / "out"), str(one), str(other), "--out")
    assert not (tmp_path / "out").exists()


def test_a_stopped_batch_tells_how_to_go_on(run: Run, folder: Folder, tmp_path: Path, kernel: Kernel) -> None:
    kernel.fails["vzorov P2"] = KeyboardInterrupt()
    words = ("report", folder(persons=PERSONS), "--out", tmp_path / "out")
    code, said, error = run(*words)
    assert code == 130
    assert said.splitlines()[-1].endswith(" ze 2.")
    assert "Týž příkaz pokračuje tam, kde skončil." in error
    assert "Přerušeno." in error
    kernel.fails.clear()
    code, said, _ = run(*words)
    assert (code, said.splitlines()[-1]) == (0, "Hotové zprávy: 2 ze 2, z toho beze změny 1.")


# --- what is refused -------------------------------------------------------------------------------


def refused(outcome: tuple[int, str, str], *words: str) -> None:
    code, said, error = outcome
    assert code == 1
    assert said == ""
    assert len(error.splitlines()) == 1
    assert "Traceback" not in error
    for word in words:
        assert word in error


def test_an_unknown_period_is_refused_with_those_there_are(run: Run, folder: Folder) -> None:
    refused(run("report", folder(), "--period", "P9"), "Období „P9“", "P1, P2")
    refused(run("report", folder(), "--period", "P9", "--lang", "en"), "no period “P9”", "P1, P2")
    refused(run("report", folder(), "--period", "P9", "--lang=en"), "no period “P9”")


@pytest.mark.parametrize("document", ["initial_analysis", "final_evaluation", "all"])
def test_a_period_given_with_a_document_that_has_its_own_is_refused(run: Run, folder: Folder, document: str) -> None:
    told = run("report", folder(), "--document", document, "--period", "P1")
    refused(told, "má své období", "„P1“", "--period")
    english = run("report", folder(), "--document", document, "--period", "P1", "--lang", "en")
    refused(english, "a period of its own", "“P1”", "--period")


def test_an_unknown_document_is_told_those_there_are(run: Run, folder: Folder) -> None:
    code, _, error = run("report", folder(), "--document", "evaluation")
    assert code == 2
    assert "progress nebo initial_analysis nebo final_evaluation nebo all" in error


@pytest.mark.parametrize("given", ["1.1.2021", "2021-13-01", "2021-02-30", "today"])
def test_a_date_that_is_none_is_refused_with_an_example(run: Run, folder: Folder, given: str) -> None:
    refused(run("report", folder(), "--as-of", given), f"„{given}“", "RRRR-MM-DD", "2020-12-30")
    refused(run("report", folder(), "--as-of", given, "--lang", "en"), f"“{given}”", "YYYY-MM-DD", "2020-12-30")


def test_a_folder_without_a_project_is_refused(run: Run, tmp_path: Path) -> None:
    refused(run("report", tmp_path), str(tmp_path), "project.toml", "data/kromeriz")
    refused(run("report", tmp_path / "nowhere", "--lang", "en"), "project.toml", "nowhere")


def test_a_broken_sheet_is_refused(run: Run, folder: Folder) -> None:
    place = folder()
    sheet = place / "project.toml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("posts = 4", 'posts = "four"'), encoding="utf-8")
    refused(run("report", place), "vzorov/project.toml", "posts")


def test_a_sheet_in_another_encoding_is_refused(run: Run, folder: Folder) -> None:
    sheet = folder() / "project.toml"
    sheet.write_bytes(sheet.read_text(encoding="utf-8").encode("cp1250"))
    refused(run("report", sheet.parent), "project.toml", "UTF-8")


@pytest.mark.parametrize("words", [["--lang", "de"], ["--jobs", "0"], ["--unknown"]])
def test_a_wrong_option_is_refused_by_its_name(run: Run, folder: Folder, words: list[str]) -> None:
    code, _, error = run("report", folder(), *words)
    assert code == 2
    assert words[0] in error
    assert "Traceback" not in error


@pytest.mark.parametrize(("words", "told", "english"), [
    ("chek", "Příkaz chek neznáme. Mysleli jste check?", "There is no command chek. Did you mean check?"),
    ("import", "Chybí argument SOUBORY.", "The argument SOUBORY is missing."),
    ("import x.xlsx", "Chybí povinná volba --into.", "The required option --into is missing."),
    ("import x.xlsx --int y", "Volbu --int neznáme. Mysleli jste --into?",
     "There is no option --int. Did you mean --into?"),
    ("template x.xlsx --filled=ano", "Za volbou --filled žádná hodnota není.", "The option --filled takes no value."),
    ("report x --jobs 0", "Hodnotu za --jobs nejde použít. Zadejte celé číslo, nejméně 1.",
     "The value of --jobs cannot be used. Give a whole number, at least 1."),
    ("check x --century 24", "Hodnotu za --century nejde použít. Zadejte celé číslo od 1900 do 2000.",
     "The value of --century cannot be used. Give a whole number from 1900 to 2000."),
    ("plan-survey --share 155", "Hodnotu za --share nejde použít. Zadejte číslo od 0 do 100.",
     "The value of --share cannot be used. Give a number from 0 to 100."),
    ("plan-survey --share 55 --deff nan", "Hodnotu za --deff nejde použít. Zadejte číslo, nejméně 0,1.",
     "The value of --deff cannot be used. Give a number, at least 0.1."),
    ("plan-survey --share 55 --change deset", "Hodnotu za --change nejde použít. Zadejte číslo.",
     "The value of --change cannot be used. Give a number."),
    ("verify a b c d", "Tohle je v příkazu navíc: c d.", "This is too much for the command: c d."),
])  # fmt: skip
def test_a_mistake_in_a_command_is_told_in_the_language_of_the_reader(
    run: Run, words: str, told: str, english: str
) -> None:
    for said, more in ((told, []), (english, ["--lang", "en"])):
        code, out, error = run(*words.split(), *more)
        assert (code, out) == (2, "")
        first, hint = error.splitlines()
        assert first == said
        assert hint.endswith("--help")


def test_a_value_that_is_left_out_is_told(run: Run) -> None:
    assert run("report", "x", "--lang")[2].startswith("Za volbou --lang chybí hodnota.")
    assert run("report", "x", "--lang", "de")[2].startswith("Hodnotu za --lang nejde použít. Zadejte cs nebo en.")


def test_what_is_to_be_filled_in_has_a_project(run: Run, tmp_path: Path) -> None:
    refused(run("template", tmp_path / "a.xlsx", "--filled"), "--project")
    refused(run("template", tmp_path / "a.xlsx", "--filled", "--lang", "en"), "--project")
    assert list(tmp_path.iterdir()) == []


def test_a_project_that_is_not_founded_yet_is_told_how(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "nové město"
    assert run("new", place)[0] == 0
    command = f'apk-lib import "{place / "projekt.xlsx"}" --into "{place}"'
    for words in (["check", place], ["report", place], ["forms", tmp_path / "f", "--project", place], ["erase", place,
                  "--reason", "x"], ["migrate", place]):  # fmt: skip
        refused(run(*words), command)
    assert [path.name for path in place.iterdir()] == ["projekt.xlsx"]


@pytest.mark.parametrize(("path", "written"), [("data/kroměříž", "data/kroměříž"), ("a b/c.xlsx", '"a b/c.xlsx"'),
                                               ("(kopie)", '"(kopie)"'), ("a'b", '"a\'b"')])  # fmt: skip
def test_a_path_in_a_command_can_be_copied(path: str, written: str) -> None:
    assert quoted(Path(path)).replace("\\", "/") == written


def test_a_path_that_a_shell_would_rewrite_is_kept_as_it_is() -> None:
    # the shell of Windows rewrites none of these signs
    mark = '"' if os.name == "nt" else "'"
    assert quoted(Path("100 $USER `x`")) == f"{mark}100 $USER `x`{mark}"


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EISDIR, errno.EACCES, errno.ENOSPC, 9_999, None])
def test_the_system_is_told_in_words(number: int | None) -> None:
    said = reason(OSError(number, "No such file")) if number else reason(OSError("No such file"))
    assert "No such" not in said.cs + said.en
    assert said.cs != said.en


# --- a report that cannot be made ------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "failed", "closing"), [("cs", "CHYBA", "Hotové zprávy: 0 ze 2."),
                                                         ("en", "FAILED", "Reports made: 0 of 2.")])  # fmt: skip
def test_a_file_where_a_folder_should_be_is_told(
    run: Run, folder: Folder, tmp_path: Path, lang: str, failed: str, closing: str
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    code, said, error = run("report", folder(), "--lang", lang, "--out", tmp_path / "out")
    assert code == 1
    told = [line for line in error.splitlines() if failed in line]
    assert [line.split()[0] for line in told] == ["P1", "P2"]
    assert all("--out" in line for line in told)
    assert "Traceback" not in error
    assert said.splitlines() == [closing]


@pytest.mark.parametrize(("lang", "failed", "closing"), [("cs", "CHYBA", "Hotové zprávy: 0 z 1."),
                                                         ("en", "FAILED", "Reports made: 0 of 1.")])  # fmt: skip
def test_a_broken_table_is_told_in_one_line(
    run: Run, folder: Folder, tmp_path: Path, lang: str, failed: str, closing: str
) -> None:
    place = folder("Žďár nad Sázavou", persons="recorded_at,withdrawn,person,role\nkdysi,false,A,assistant\n")
    sources = '[persons]\nsynthetic = true\norigin = "test"\nterms = "test"\n'
    (place / "sources.toml").write_text(sources, encoding="utf-8")
    code, said, error = run("report", place, "--period", "P1", "--lang", lang, "--out", tmp_path / "out")
    assert code == 1
    [told] = [line for line in error.splitlines() if failed in line]
    assert "persons.csv" in told
    assert "kdysi" in told
    assert "Traceback" not in error
    assert said.splitlines() == [closing]
    # nothing of a report, only what went wrong
    [log] = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert log == tmp_path / f"out/{place.name}/P1/{lang}/internal.failed.log"
    assert log.read_text(encoding="utf-8").strip() in told


# --- sample ----------------------------------------------------------------------------------------


def test_a_sample_of_an_empty_folder_becomes_a_report(tmp_path: Path) -> None:
    """As a user runs it: the installed commands, a town of its own, one period."""
    program = Path(sys.executable).with_name("apk-lib")
    town, out = tmp_path / "nové město", tmp_path / "zprávy"
    env = os.environ | {"PYTHONUTF8": "1"}

    def started(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *map(str, words)], capture_output=True, text=True, encoding="utf-8", env=env)

    sampled = started("sample", town)
    assert sampled.returncode == 0, sampled.stderr
    assert "ukázková (syntetická) data" in sampled.stdout
    told = started("report", town, "--period", "P1", "--lang", "en", "--out", out)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "Reports made: 1 of 1."
    report = out / "nové město/P1/en/internal/report.html"
    assert str(report) in told.stdout
    assert "SAMPLE DATA" in report.read_text(encoding="utf-8")
    before = report.stat()
    told = started("report", town, "--period", "P1", "--lang", "en", "--out", out)
    assert told.stdout.splitlines()[-1] == "Reports made: 1 of 1, 1 kept."
    assert (report.stat().st_ino, report.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_same_seed_samples_the_same_records(run: Run, tmp_path: Path) -> None:
    def records(name: str, *words: object) -> dict[str, bytes]:
        assert run("sample", tmp_path / name, *words)[0] == 0
        return {path.name: path.read_bytes() for path in (tmp_path / name / "records").iterdir()}

    first = records("one", "--seed", 7)
    assert first == records("two", "--seed", "7")
    assert first != records("two", "--seed", 8)


def test_a_sample_never_overwrites_records(run: Run, folder: Folder) -> None:
    place = folder()
    records = place / "records"
    records.mkdir()
    real = records / "persons.csv"
    real.write_text("recorded_at,withdrawn,person,role\n", encoding="utf-8")
    refused(run("sample", place), "persons.csv", "nepřepíší")
    assert [path.name for path in records.iterdir()] == ["persons.csv"]
    assert real.read_text(encoding="utf-8") == "recorded_at,withdrawn,person,role\n"


def test_a_sample_into_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "town").write_text("a file", encoding="utf-8")
    code, _, error = run("sample", tmp_path / "town")
    assert code == 2
    assert "Traceback" not in error
    assert (tmp_path / "town").read_text(encoding="utf-8") == "a file"
