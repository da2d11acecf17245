"""A finished report is verified as somebody who got it would: from its inputs, its notebook, or its archive alone."""

import json
import shutil
import zipfile
from pathlib import Path

from apk_lib.report.archive import archive, verify_archive
from apk_lib.report.handed_over import handed_over
from apk_lib.report.verifying import verify
from apk_lib.report.writing import finish, model_text, read_content, write_text

Reports = dict[tuple[str, str], Path]


def test_a_forged_sentence_is_found_by_running_the_notebook_again(reports: Reports, root: Path, tmp_path: Path) -> None:
    forged = Path(shutil.copytree(reports["P1", "cs"], tmp_path / "internal"))
    model = json.loads((forged / "report.json").read_text("utf-8"))
    section = next(part for part in model["parts"] if part.get("id") == "coverage")
    true, section["paragraphs"][0] = section["paragraphs"][0], "Služba pokryla všechny lokality."
    write_text(forged / "report.json", json.dumps(model, ensure_ascii=False, indent=1) + "\n")
    # every other file is written anew with it, so that nothing but the notebook can tell
    content, passport = read_content(forged), handed_over(forged).passport
    (forged / "report.html").unlink()
    (forged / "passport.json").unlink()
    finish(content, {name: value for name, value in passport.items() if name not in ("files", "state")}, (), forged)
    assert model_text(content) == (forged / "report.json").read_text("utf-8")
    outcome = verify(forged, root / "data/kromeriz", notebooks=root / "notebooks")
    assert [(one.was, one.now) for one in outcome.told] == [(true, "Služba pokryla všechny lokality.")]
    assert (outcome.altered, outcome.accounts, outcome.differing.is_empty()) == ((), (), True)
    assert not outcome.same


def test_an_archive_is_verified_from_what_is_inside(reports: Reports, root: Path, tmp_path: Path) -> None:
    packed = archive(reports["P4", "en"], root / "data/kromeriz", tmp_path / "P4.zip")
    outcome = verify_archive(packed)
    assert outcome.same
    assert outcome.figures > 1000
    spoiled = tmp_path / "spoiled.zip"
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(spoiled, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b"\n" if name.endswith("records/visits.csv") else content)
        new.writestr("more.txt", "x")
    outcome = verify_archive(spoiled)
    assert outcome.changed == ("records/visits.csv",)
    assert [one.file for one in outcome.altered] == ["inputs/kromeriz/records/visits.csv", "more.txt"]
