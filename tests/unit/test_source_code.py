"""Which code made a report: the commit of a checkout however git keeps it, and a fingerprint of the files."""

from pathlib import Path

import pytest

from apk_lib.report import source_code

COMMIT = "1234567890123456789012345678901234567890"


def loose(git: Path) -> Path:
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (git / "refs/heads/main").write_text(f"{COMMIT}\n", "utf-8")
    return git


def packed(git: Path) -> Path:
    git.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (git / "packed-refs").write_text(f"# pack-refs\n{'0' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n", "utf-8")
    return git


def detached(git: Path) -> Path:
    git.mkdir()
    (git / "HEAD").write_text(f"{COMMIT}\n", "utf-8")
    return git


def further(git: Path) -> Path:
    own = loose(git.with_name("whole")) / "worktrees/second"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (own / "commondir").write_text("../..\n", "utf-8")
    git.write_text(f"gitdir: {own}\n", "utf-8")
    return git


@pytest.mark.parametrize("keeps", [loose, packed, detached, further], ids=lambda keeps: keeps.__name__)
def test_the_commit_is_read_however_git_keeps_it(tmp_path: Path, keeps) -> None:
    assert source_code._commit(keeps(tmp_path / ".git")) == COMMIT


def test_an_installed_library_has_no_commit_and_still_a_fingerprint(tmp_path: Path) -> None:
    assert source_code._commit(tmp_path / ".git") == ""
    assert len(source_code.code_version()["sha256"]) == 64


def test_a_changed_file_changes_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library, notebooks = tmp_path / "library", tmp_path / "notebooks"
    library.mkdir()
    notebooks.mkdir()
    monkeypatch.setattr(source_code, "LIBRARY", library)
    (library / "a.py").write_bytes(b"1\n")
    before = source_code._fingerprint()
    (library / "notes.txt").write_text("no code", "utf-8")
    # a checkout on Windows
    (library / "a.py").write_bytes(b"1\r\n")
    assert source_code._fingerprint() == before
    (library / "a.py").rename(library / "b.py")
    seen = {before, source_code._fingerprint()}
    for name in ("page.j2", "page.jinja", "page.html", "page.css", "page.js", "page.typ", "page.toml"):
        (library / name).touch()
        seen.add(source_code._fingerprint())
    (notebooks / "report.ipynb").touch()
    seen.add(source_code._fingerprint())
    assert len(seen) == 10
