"""What a batch is asked and what it tells: towns that cannot be used, how far it is, and what became of each report."""

import csv
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apk_lib.batch.asking import Unusable
from apk_lib.batch.asking import ordered as ordered_of_towns
from apk_lib.batch.progress import Tally
from apk_lib.batch.summary import lines, write_table
from apk_lib.cli import batch as commands
from apk_lib.errors import ApkError, DataError, ParameterError, ReportError
from apk_lib.report import placing
from apk_lib.report.making import Order, Outcome
from tests.unit import test_batch_faults as faults
from tests.unit.pretended_reports import Inline, Kernel, batch, ordered
from tests.unit.test_batch_faults import states

Folder = Callable[..., Path]
# fixtures
kernel, towns, out = faults.kernel, faults.towns, faults.out

# --- many towns ------------------------------------------------------------------------------------


def one_order(towns: list[Path], out: Path) -> Callable[[Path], Iterator[Order]]:
    return lambda town: iter(ordered([town], out))


def test_a_broken_town_is_one_failure_among_the_others(towns: list[Path], out: Path) -> None:
    (towns[1] / "project.toml").write_text("[", encoding="utf-8")
    orders, unusable = ordered_of_towns(towns, one_order(towns, out))
    assert {order.data.name for order in orders} == {towns[0].name, towns[2].name}
    assert [one.town for one in unusable] == ["b"]
    with pytest.raises(ApkError):
        ordered_of_towns(towns[1:2], one_order(towns, out))


def test_a_parameter_that_cannot_be_used_ends_the_batch(towns: list[Path], out: Path) -> None:
    with pytest.raises(ParameterError):
        ordered_of_towns(towns, lambda town: ordered([town], out, as_of="zítra"))


def test_a_file_of_data_that_cannot_be_read_is_told(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(towns, out)
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == asked[2].data / "persons.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    outcomes = batch(asked)
    assert states(outcomes) == ["made", "made", "failed", "failed", "made", "made"]
    assert isinstance(outcomes[2].failure, DataError)
    assert "persons.csv" in outcomes[2].failure.message("cs")


def test_two_towns_of_one_name_are_refused(folder: Folder, out: Path) -> None:
    one, other = folder("2020/Kroměříž"), folder("2023/kroměříž")
    with pytest.raises(ParameterError) as refused:
        ordered_of_towns([one, other], one_order([], out))
    for lang in ("cs", "en"):
        assert str(one) in refused.value.message(lang)  # type: ignore[arg-type]
        assert str(other) in refused.value.message(lang)  # type: ignore[arg-type]
    # the same folder written twice is one town
    assert len(ordered_of_towns([one, one / "../Kroměříž"], one_order([], out))[0]) == 2


@pytest.mark.parametrize("place", ["", "outputs", "a/b"])
def test_reports_among_the_data_of_a_town_are_refused(towns: list[Path], place: str) -> None:
    inside = towns[1] / place
    with pytest.raises(ParameterError) as refused:
        ordered_of_towns(towns, one_order(towns, inside))
    for lang in ("cs", "en"):
        assert str(inside) in refused.value.message(lang)  # type: ignore[arg-type]
        assert "--out" in refused.value.message(lang)  # type: ignore[arg-type]
    assert not (towns[1] / "outputs").exists()


# --- progress --------------------------------------------------------------------------------------


def test_the_progress_counts_and_guesses(towns: list[Path], out: Path) -> None:
    order = ordered(towns[:1], out)[0]
    tally = Tally(10, 2)
    assert tally.seconds_left is None
    assert tally.told("cs") == "hotovo 0, beze změny 0, chyby 0, počítá se 2"
    for outcome in (Outcome(order, 0.0, kept=True), Outcome(order, 100.0), Outcome(order, 400.0), Outcome(order, 40.0)):
        tally.add(outcome)
    # six wait, two at once, each as long as the middle one of those made: three times 100 seconds
    assert (tally.waiting, tally.running, tally.seconds_left) == (6, 2, 300.0)
    assert tally.told("cs") == "hotovo 3, beze změny 1, chyby 0, počítá se 2, zbývá asi 5 min"
    for _ in range(5):
        tally.add(Outcome(order, 1.0, placing.not_written(out, OSError())))
    assert tally.running == 1
    assert tally.told("en") == "made 3, kept 1, failed 5, running 1, less than a minute left"


def test_the_time_left_is_that_of_the_workers_who_make_the_reports(
    kernel: Kernel, towns: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Workers(Inline):
        places = 7

    counted = []
    monkeypatch.setattr(commands, "scheduler", lambda address: Workers())
    monkeypatch.setattr(commands, "Tally", lambda total, jobs: counted.append((total, jobs)) or Tally(total, jobs))
    for address in ("tcp://workers", ""):
        commands.make_and_tell(ordered(towns[:1], out), (), out, "cs", jobs=2, address=address, again=False)
    assert counted == [(2, 7), (2, 2)]


def test_the_table_names_every_report(kernel: Kernel, towns: list[Path], out: Path) -> None:
    asked = ordered(towns[:2], out)
    batch(asked[:1])
    kernel.fails["b P2"] = ReportError(placing.not_written(out, OSError(errno.ENOSPC, "")).text)
    outcomes = batch(asked)
    unusable = [Unusable(towns[2], DataError(placing.not_written(out, OSError()).text))]
    write_table(outcomes, unusable, out)
    with (out / "batch.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["town"], row["period"], row["result"], row["file"]) for row in csv.DictReader(file)]
    town = towns[0].name
    assert rows == [
        (town, "P1", "kept", f"{out}/{town}/P1/cs/internal/report.html"),
        (town, "P2", "made", f"{out}/{town}/P2/cs/internal/report.html"),
        ("b", "P1", "made", f"{out}/b/P1/cs/internal/report.html"),
        ("b", "P2", "failed", f"{out}/b/P2/cs/internal.failed.log"),
        ("c (kopie)", "", "failed", ""),
    ]
    said = list(lines(outcomes, unusable, "cs"))
    assert [line.failed for line in said] == [False, False, False, True, True, False]
    assert said[0].text.startswith("Ústí nad Orlicí  P1  beze změny  ")
    assert said[3].text.startswith("b                P2  CHYBA  ")
    assert said[3].text.endswith("internal.failed.log")
    assert said[-1].text == "Hotové zprávy: 3 z 5, z toho beze změny 1."
