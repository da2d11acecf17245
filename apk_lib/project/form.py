"""The form of a project sheet: known keys, right types, whole haléře; a fault is named with its table, row and key."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import dataframely as dy

from apk_lib.errors import ProjectError
from apk_lib.tables import meaning
from apk_lib.text import DASH, Text, listing


def exact(where: str, row: Mapping[str, Any], columns: Mapping[str, dy.Column], id: str) -> None:
    """Amounts are kept in whole haléře: a finer one would be cut off silently."""
    for key, value in row.items():
        scale = meaning(columns[key]).scale
        if scale is not None and value * scale != int(value * scale):
            raise ProjectError(
                Text(
                    cs=f"{id}/project.toml, {where}: „{key}“ je {value}, čekáme nejvýše dvě desetinná místa.",
                    en=f"{id}/project.toml, {where}: “{key}” is {value}, expected at most two decimal places.",
                )
            )


def only_known(where: str, given: Mapping[str, Any], known: list[str], id: str) -> None:
    """Refuse a key nobody knows, with the nearest one."""
    for key in given.keys() - set(known):
        nearest = ", ".join(difflib.get_close_matches(key, known, n=1)) or DASH
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: neznámý klíč „{key}“. Nejbližší: {nearest}. "
                f"Známé: {', '.join(known)}.",
                en=f"{id}/project.toml, {where}: unknown key “{key}”. Nearest: {nearest}. Known: {', '.join(known)}.",
            )
        )


def all_present(where: str, given: Mapping[str, Any], required: set[str], id: str) -> None:
    """Refuse a row that lacks a required key."""
    if missing := sorted(required - given.keys()):
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: chybí {listing(missing, 'cs')}. Doplňte.",
                en=f"{id}/project.toml, {where}: {listing(missing, 'en')} missing. Add it.",
            )
        )


def typed(where: str, given: Mapping[str, Any], types: Mapping[str, type | tuple[type, ...]], id: str) -> None:
    """Refuse a value of another type than its key has."""
    all_present(where, given, set(types), id)
    for key, expected in types.items():
        value = given[key]
        names = expected if isinstance(expected, tuple) else (expected,)
        # exact types: true is no number, and a moment is no day
        if type(value) not in names:
            wanted = " / ".join(kind.__name__ for kind in names)
            raise ProjectError(
                Text(
                    cs=f"{id}/project.toml, {where}: „{key}“ je {value!r}, čekáme typ {wanted}.",
                    en=f"{id}/project.toml, {where}: “{key}” is {value!r}, expected type {wanted}.",
                )
            )


def shaped(sheet: Mapping[str, Any], id: str) -> None:
    """`[project]` is one table, all others are rows: `[[schools]]`."""
    for name, given in sheet.items():
        if name == "schema_version":
            continue
        if isinstance(given, list) == (name == "project"):
            wanted = f"[{name}]" if name == "project" else f"[[{name}]]"
            raise ProjectError(
                Text(
                    cs=f"{id}/project.toml: „{name}“ se zapisuje jako {wanted}. Opravte hranaté závorky.",
                    en=f"{id}/project.toml: “{name}” is written as {wanted}. Fix the brackets.",
                )
            )


def one_of(where: str, key: str, value: str, allowed: tuple[str, ...], id: str) -> None:
    """Refuse a value that is not on the list."""
    if value not in allowed:
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: „{key}“ je {value!r}, čekáme jedno z: {', '.join(allowed)}.",
                en=f"{id}/project.toml, {where}: “{key}” is {value!r}, expected one of: {', '.join(allowed)}.",
            )
        )


def within(where: str, key: str, value: Decimal | int, low: Decimal | int, high: int, id: str) -> None:
    """Refuse a number outside its limits, or an amount finer than a haléř."""
    cents = Decimal(value).as_tuple().exponent if Decimal(value).is_finite() else None
    if cents is None or not low <= value <= high or (key == "total" and isinstance(cents, int) and cents < -2):
        raise ProjectError(
            Text(
                cs=f"{id}/project.toml, {where}: „{key}“ je {value}, čekáme číslo od {low} do {high} (u částek "
                "nejvýše dvě desetinná místa).",
                en=f"{id}/project.toml, {where}: “{key}” is {value}, expected a number from {low} to {high} "
                "(amounts with at most two decimal places).",
            )
        )
