"""Parameters of a notebook, checked before a kernel starts.

The executor would inject an unknown name and take a value of any type; here both are refused in one
line that names what is allowed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from apk_lib.errors import ParameterError
from apk_lib.text import LANGUAGES, Text


def declared(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults, from its cell tagged `parameters`."""
    cells = nbformat.read(notebook, as_version=4).cells
    source = next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))
    assignments = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in assignments
        if isinstance(node.targets[0], ast.Name)
    }


def check(notebook: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of the notebook, those given over the defaults.

    Raises:
        ParameterError: a name the notebook does not know, a value of another type than its default,
            or a language that is not one of ours.
    """
    known = declared(notebook)
    for name, value in given.items():
        if name not in known:
            raise ParameterError(
                Text(
                    cs=f"Parametr „{name}“ notebook {notebook.name} nezná. Známé: {', '.join(known)}.",
                    en=f"Notebook {notebook.name} has no parameter “{name}”. Known: {', '.join(known)}.",
                )
            )
        if type(value) is not type(known[name]):
            wanted = type(known[name]).__name__
            raise ParameterError(
                Text(
                    cs=f"Parametr „{name}“ je {value!r}, čekáme typ {wanted}, např. {known[name]!r}.",
                    en=f"Parameter “{name}” is {value!r}, expected type {wanted}, such as {known[name]!r}.",
                )
            )
    if "lang" in given and given["lang"] not in LANGUAGES:
        raise ParameterError(
            Text(
                cs=f"Jazyk „{given['lang']}“ neznáme. Zadejte jeden z: {', '.join(LANGUAGES)}.",
                en=f"There is no language “{given['lang']}”. Give one of: {', '.join(LANGUAGES)}.",
            )
        )
    return {**known, **given}
