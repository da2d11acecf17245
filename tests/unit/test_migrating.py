"""A project folder of an older version: brought to the present one with a listing, its figures and words as before."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from apk_lib.dataset import open_dataset
from apk_lib.errors import DataError, ProjectError
from apk_lib.intake import migrate, migrated_text
from apk_lib.intake.judging.project_sheet import new_project
from apk_lib.intake.storage import changes as store
from apk_lib.project import parse_project
from apk_lib.results import KEY
from apk_lib.tables.headings import SCHEMA_VERSION
from apk_lib.text import LANGUAGES
from tests.remembered import figures_of

MOMENT = datetime(2023, 1, 2, 12, tzinfo=UTC)
COMMENT = "# naše vlastní poznámka: ředitelka schválila 3. 3. 2020\n"


@pytest.fixture
def older(tmp_path: Path, root: Path) -> Path:
    """Kroměříž as version 1 had it: no version, no programme rules, comments of its own."""
    folder = tmp_path / "kromeriz"
    shutil.copytree(root / "data" / "kromeriz", folder)
    lines, kept = (folder / "project.toml").read_text("utf-8").splitlines(keepends=True), [COMMENT]
    skipped = False
    for line in lines:
        if line.startswith("["):
            skipped = line.startswith("[[programme_rules]]")
        if not skipped and not line.startswith("schema_version"):
            kept.append(line.replace("[project]", "[project] # hlava"))
    (folder / "project.toml").write_bytes("".join(kept).encode())
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != store.LOCK}  # fmt: skip


def test_an_older_folder_is_refused_with_the_command_that_helps(older):
    with pytest.raises(ProjectError) as refused:
        open_dataset(older, period="P1")
    for lang in LANGUAGES:
        assert f"apk-lib migrate {older}" in refused.value.message(lang)


def test_every_change_is_told_in_both_languages_and_kept(older):
    before = (older / "project.toml").read_bytes()
    done = migrate(older, MOMENT)
    assert done.before == 1
    rules = [row["rule"] for row in new_project()["programme_rules"]]
    assert len(done.changes) == 1 + len(rules)
    for rule in rules:
        told = f" {rule} = "
        assert sum(told in change.cs and told in change.en for change in done.changes) == 1, rule
    assert all(change.cs != change.en for change in done.changes)
    (entry,) = json.loads((older / "imports" / "migrations.json").read_text("utf-8"))
    assert (entry["from"], entry["to"], entry["at"]) == (1, SCHEMA_VERSION, MOMENT.isoformat())
    assert entry["changes"] == [change.en for change in done.changes]
    assert entry["project_toml_before"] == hashlib.sha256(before).hexdigest()
    assert entry["project_toml_after"] == hashlib.sha256((older / "project.toml").read_bytes()).hexdigest()
    assert (older / "imports" / "raw" / f"{entry['project_toml_before']}.toml").read_bytes() == before


def test_what_the_town_wrote_stays_word_for_word(older):
    before = (older / "project.toml").read_text("utf-8")
    migrate(older, MOMENT)
    after = (older / "project.toml").read_text("utf-8")
    assert COMMENT in after
    assert "[project] # hlava" in after
    assert before.strip() in after
    said = tomllib.loads(after, parse_float=Decimal)
    added = {"schema_version", "programme_rules"}
    known = {key: value for key, value in said.items() if key not in added}
    assert known == tomllib.loads(before, parse_float=Decimal)
    assert said["programme_rules"] == tomllib.loads(tomllib_text(new_project()["programme_rules"]))["programme_rules"]


def tomllib_text(rules: list[dict[str, object]]) -> str:
    lines = []
    for rule in rules:
        lines += ["[[programme_rules]]", f'rule = "{rule["rule"]}"', f"value = {rule['value']}", "confirmed = false"]
    return "\n".join(lines)


def test_no_added_rule_claims_to_be_confirmed(older):
    migrate(older, MOMENT)
    rules = open_dataset(older, period="P1").table("programme_rules")
    assert rules["confirmed"].to_list() == [False] * len(rules)


def test_a_second_time_nothing_changes(older):
    migrate(older, MOMENT)
    before = contents(older)
    for moment in (MOMENT, datetime(2024, 1, 1, tzinfo=UTC)):
        again = migrate(older, moment)
        assert (again.before, again.changes) == (SCHEMA_VERSION, ())
    assert contents(older) == before
    text = (older / "project.toml").read_text("utf-8")
    assert migrated_text(text, "kromeriz") == (text, ())


def test_the_records_are_not_touched(older):
    before = contents(older)
    migrate(older, MOMENT)
    after = contents(older)
    assert {name: after[name] for name in before if name != "project.toml"} == {
        name: content for name, content in before.items() if name != "project.toml"
    }
    assert {name.split("/")[0] for name in after.keys() - before.keys()} == {"imports"}


@pytest.mark.parametrize("period", ["P2", "P5"])
def test_every_figure_stays(older, root, period):
    migrate(older, MOMENT)
    now, then = (
        figures_of(open_dataset(folder, period=period), period).results.sort(KEY, nulls_last=True)
        for folder in (older, root / "data" / "kromeriz")
    )
    assert now.equals(then)


def test_a_sheet_saved_on_windows_stays_usable(older):
    text = (older / "project.toml").read_text("utf-8")
    (older / "project.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    migrate(older, MOMENT)
    assert parse_project((older / "project.toml").read_text("utf-8-sig"), "kromeriz").periods
    assert open_dataset(older, period="P1").table("programme_rules").height == len(new_project()["programme_rules"])


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda text: text.replace("[project]", "[project"),
        lambda text: "schema_version = 99\n" + text,
        lambda text: 'schema_version = "2"\n' + text,
        lambda text: "schema_version = 0\n" + text,
        lambda text: text.replace('period = "P1"', 'period = "../P1"'),
        lambda text: text.replace("[[periods]]", "[[perids]]"),
    ],
    ids=[
        "no TOML",
        "from the future",
        "a version in words",
        "no version there is",
        "a wrong period",
        "a strange table",
    ],
)
def test_a_sheet_that_cannot_be_used_stays_as_it_is(older, spoiled):
    text = spoiled((older / "project.toml").read_text("utf-8"))
    (older / "project.toml").write_text(text, "utf-8")
    before = contents(older)
    with pytest.raises(ProjectError):
        migrate(older, MOMENT)
    assert contents(older) == before


def test_own_programme_rules_of_an_older_sheet_stay(older):
    rule = '\n[[programme_rules]]\nrule = "visit_hours"\nvalue = 5\nconfirmed = true\n'
    with (older / "project.toml").open("a", encoding="utf-8") as file:
        file.write(rule)
    assert len(migrate(older, MOMENT).changes) == 1
    rules = open_dataset(older, period="P1").table("programme_rules")
    assert rules.select("rule", "value", "confirmed").rows() == [("visit_hours", 5.0, True)]


def test_a_damaged_log_is_told_of_and_nothing_changes(older):
    (older / "imports").mkdir()
    (older / "imports" / "migrations.json").write_text("[{", "utf-8")
    before = contents(older)
    with pytest.raises(DataError, match=r"migrations\.json"):
        migrate(older, MOMENT)
    assert contents(older) == before


def test_there_is_nothing_to_migrate_in_an_empty_folder(tmp_path):
    with pytest.raises(DataError, match=r"project\.toml"):
        migrate(tmp_path / "nowhere", MOMENT)
    assert not (tmp_path / "nowhere").exists()


def test_the_kept_sheet_is_not_read_as_a_table(older):
    migrate(older, MOMENT)
    dataset = open_dataset(older, period="P1")
    assert dataset.rejected.is_empty()
    assert isinstance(dataset.table("targets"), pl.DataFrame)
