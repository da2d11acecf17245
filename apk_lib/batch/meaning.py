"""What a file of code or of settings means: a comment in it, its layout and its place in lines mean nothing."""

from __future__ import annotations

import dis
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from apk_lib.report.source_code import LIBRARY, code_files

# what Python from 3.13 on calls the line of a class among its attributes
_LINE = "__firstlineno__"


@cache
def of_library() -> str:
    """SHA-256 of what the whole library means, notebooks apart: each report has its own."""
    files = (path for path in code_files() if path.suffix != ".ipynb")
    lines = [f"{path.relative_to(LIBRARY).as_posix()} {of_file(path)}" for path in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_file(path: Path) -> str:
    """SHA-256 of what a file means; of one that is neither code nor settings, its bytes.

    Raises:
        OSError: the file cannot be read.
    """
    return hashlib.sha256(_meant(path)).hexdigest()


def _meant(path: Path) -> bytes:
    content = path.read_bytes()
    try:
        match path.suffix:
            case ".py":
                # Python keeps what it compiled; parsing the text again would take each process seconds
                return repr(_compiled(SourceFileLoader(path.stem, str(path)).get_code(path.stem))).encode()
            case ".ipynb":
                return repr([_cell(cell) for cell in json.loads(content)["cells"]]).encode()
            case ".toml":
                return repr(tomllib.loads(content.decode("utf-8-sig"))).encode()
    except (ValueError, KeyError, TypeError, SyntaxError):  # it is broken: whoever uses it will say how
        return content
    return content.replace(b"\r\n", b"\n") if path.is_relative_to(LIBRARY) else content


def _cell(cell: Mapping[str, Any]) -> object:
    """A cell without its outputs; a file holds its text whole or in lines."""
    source = "".join(cell["source"])
    told = _compiled(compile(source, "", "exec", dont_inherit=True)) if cell["cell_type"] == "code" else source
    return cell["cell_type"], cell["metadata"].get("tags", []), told


def _compiled(part: Any) -> object:
    """Compiled code without the lines it stands on; a set is put in an order that is the same in every process."""
    match part:
        case CodeType():
            names = (part.co_names, part.co_varnames, part.co_freevars, part.co_cellvars, part.co_name)
            given = (part.co_argcount, part.co_posonlyargcount, part.co_kwonlyargcount, part.co_flags)
            if _LINE in part.co_names:
                return _body(dis.get_instructions(part)), part.co_exceptiontable, names, given
            return part.co_code, part.co_exceptiontable, names, given, _compiled(part.co_consts)
        case tuple():
            return [_compiled(one) for one in part]
        case frozenset():
            return "set", sorted(repr(_compiled(one)) for one in part)
    return repr(part)


def _body(steps: Iterable[dis.Instruction]) -> list[object]:
    """What the body of a class does, without noting the line that it begins on."""
    told: list[object] = []
    for step in steps:
        if step.argval == _LINE:
            told.pop()  # the number of the line, put there to be noted
        else:
            told.append((step.opname, _compiled(step.argval)))
    return told
