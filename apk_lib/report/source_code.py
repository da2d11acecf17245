"""Which source code made a report: the version, the commit of a checkout, and a fingerprint of the files themselves.

Notebooks count as code: the words of a report are theirs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1]
_CODE = (".py", ".css", ".html", ".j2", ".jinja", ".js", ".json", ".toml", ".typ", ".ttf", ".woff2")


@cache
def code_version() -> dict[str, str]:
    """The `version` of the library, the `commit` of its checkout (empty without one) and `sha256` over its files.

    The commit alone would be silent about a file changed since; the fingerprint is not.
    """
    return {"version": version("apk-lib"), "commit": _commit(LIBRARY.parent / ".git"), "sha256": _fingerprint()}


def code_files() -> list[Path]:
    """The files of the library and the notebooks that figures and pages depend on, in a fixed order."""
    library = (path for path in LIBRARY.rglob("*") if path.suffix in _CODE and path.is_file())
    return [*sorted(library), *sorted((LIBRARY.parent / "notebooks").glob("*.ipynb"))]


def _fingerprint() -> str:
    whole = hashlib.sha256()
    for path in code_files():
        whole.update(f"{path.relative_to(LIBRARY.parent).as_posix()}\0".encode())
        # a checkout on Windows ends lines in its own way
        whole.update(hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return whole.hexdigest()


def _commit(git: Path) -> str:
    """The commit a checkout stands on, read without git; empty where there is none."""
    if git.is_file():  # a further work tree: a file that says where its own folder is
        git = git.parent / git.read_text("utf-8").partition(":")[2].strip()
    if not (git / "HEAD").is_file():
        return ""
    head = (git / "HEAD").read_text("utf-8").strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    shared = git / "commondir"
    common = git / shared.read_text("utf-8").strip() if shared.is_file() else git
    for loose in (git / name, common / name):
        if loose.is_file():
            return loose.read_text("utf-8").strip()
    packed = common / "packed-refs"
    lines = packed.read_text("utf-8").splitlines() if packed.is_file() else []
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")
