"""The register of towns: whose public key is whose. The analyst keeps it, in a file of two tables.

    [towns]
    kromeriz = "pCzvxWkO6rYYH1WhvXU6IdWKl6YL5DJtYk4w7L4vVQE="

    [names]
    kromeriz = "Kroměříž"

A key gets here by another way than a summary does (a telephone call, a data box): who could change both could speak
for any town. `names` may be left out.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from apk_lib.errors import DataError, ParameterError, reason
from apk_lib.portfolio.signing import KEY_BYTES, read
from apk_lib.text import Text

# what a town is called: the name of its project folder
_TOWN = re.compile(r"[^\W_][\w. -]{0,63}")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_NAME = 100
_TABLES = ("towns", "names")


@dataclass(frozen=True, slots=True)
class Register:
    """Public keys of towns by their ids, and how towns want to be called where the register says so."""

    keys: Mapping[str, bytes]
    names: Mapping[str, str] = field(default_factory=dict)

    def owner(self, key: bytes) -> str | None:
        """The town a key belongs to."""
        return next((town for town, known in self.keys.items() if known == key), None)


def is_town(id: object) -> TypeGuard[str]:
    """Whether it can be the id of a town: a plain name that leads to no other folder."""
    return isinstance(id, str) and _TOWN.fullmatch(id) is not None and not id.endswith((".", " "))


def alike(name: str) -> str:
    """A name as one hears it: two towns of names alike cannot be told apart by them."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def need_town(id: str) -> str:
    """The id of a town.

    Raises:
        ParameterError: it cannot be one.
    """
    if not is_town(id):
        raise ParameterError(
            Text(
                cs=f"„{id}“ nemůže být označení města. Je to název složky projektu: písmena, číslice, pomlčky a "
                "mezery, nejvýše 64 znaků.",
                en=f"“{id}” cannot be the id of a town. It is the name of the project folder: letters, digits, hyphens "
                "and spaces, 64 characters at the most.",
            )
        )
    return id


def register_line(town: str, key: str) -> str:
    """The line of the register that says whose key it is."""
    name = town if _BARE.fullmatch(town) else f'"{town}"'
    return f'{name} = "{key}"'


def read_register(path: Path) -> Register:
    """The register in a file.

    Raises:
        DataError: it cannot be read, or does not say whose key is whose.
    """
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _unusable(path, reason(error)) from error
    except ValueError as error:
        why = Text(cs=f"není to platný TOML v UTF-8: {error}", en=f"it is no valid TOML in UTF-8: {error}")
        raise _unusable(path, why) from error
    if unknown := sorted(said.keys() - set(_TABLES)):
        raise _unusable(path, Text(cs=f"neznáme „{unknown[0]}“", en=f"“{unknown[0]}” is unknown"))
    towns, names = (said.get(table, {}) for table in _TABLES)
    if not isinstance(towns, dict) or not towns or not isinstance(names, dict):
        raise _unusable(path, Text(cs="chybí v něm tabulka [towns]", en="the table [towns] is missing"))
    keys = {town: _key(path, town, key) for town, key in towns.items()}
    for town, name in names.items():
        if town not in keys or not isinstance(name, str) or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise _unusable(path, Text(cs=f"[names]: „{town}“ nemá klíč nebo název", en=f"[names]: “{town}” has no key "
                                      "or no name"))  # fmt: skip
    register = Register(keys, names)
    if shared := [town for town, key in keys.items() if register.owner(key) != town]:
        why = Text(cs=f"„{shared[0]}“ má stejný klíč jako jiné město", en=f"“{shared[0]}” has the key of another town")
        raise _unusable(path, why)
    return register


def _key(path: Path, town: str, key: object) -> bytes:
    if not is_town(town):
        raise _unusable(path, Text(cs=f"„{town}“ nemůže být označení města", en=f"“{town}” cannot be the id of a town"))
    try:
        if isinstance(key, str):
            return read(key, KEY_BYTES)
    except ValueError:
        pass
    raise _unusable(path, Text(cs=f"„{town}“ nemá platný veřejný klíč", en=f"“{town}” has no valid public key"))


def _unusable(path: Path, why: Text) -> DataError:
    return DataError(
        Text(
            cs=f"Registr měst {path} nejde použít ({why.cs}). Pod [towns] napište řádky, které vypsal apk-lib key.",
            en=f"The register of towns {path} cannot be used ({why.en}). Under [towns] write the lines that apk-lib "
            "key printed.",
        )
    )
