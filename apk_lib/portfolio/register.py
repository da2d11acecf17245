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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from apk_lib.errors import DataError, ParameterError, reason
from apk_lib.portfolio.signing import KEY_BYTES, is_sound, read
from apk_lib.text import Text

# what a town is called: the name of its project folder
_TOWN = re.compile(r"[^\W_][\w. -]{0,63}")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_NAME = 100
_LINE = re.compile(r"at line (\d+)")
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
    """A name, or an id, as one hears it: two towns of names alike cannot be told apart by them."""
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
        raise _unusable(path, _not_understood(error)) from error
    if unknown := sorted(said.keys() - set(_TABLES)):
        raise _unusable(path, _unknown(unknown[0], said))
    towns, names = (said.get(table, {}) for table in _TABLES)
    if not isinstance(towns, dict) or not towns or not isinstance(names, dict):
        raise _unusable(path, Text(cs="chybí v něm tabulka [towns]", en="the table [towns] is missing"))
    keys = {town: _key(path, town, key) for town, key in towns.items()}
    _need_apart(path, keys)
    for town, name in names.items():
        if town not in keys or not isinstance(name, str) or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise _unusable(path, Text(cs=f"[names]: „{town}“ nemá klíč nebo název", en=f"[names]: “{town}” has no key "
                                      "or no name"))  # fmt: skip
    register = Register(keys, names)
    if shared := [town for town, key in keys.items() if register.owner(key) != town]:
        why = Text(cs=f"„{shared[0]}“ má stejný klíč jako jiné město", en=f"“{shared[0]}” has the key of another town")
        raise _unusable(path, why)
    return register


def _not_understood(error: ValueError) -> Text:
    """Which line of the file cannot be read, and the usual reasons; the parser's own words are English."""
    if isinstance(error, UnicodeDecodeError):
        return Text(cs="není to text v UTF-8", en="it is no text in UTF-8")
    line = _LINE.search(str(error))
    which = Text(cs=f"řádku {line[1]}", en=f"line {line[1]}") if line else Text(cs="konci", en="the end")
    return Text(
        cs=f"{which.cs} program nerozumí. Název s diakritikou nebo mezerou patří do uvozovek a každé město smí mít "
        "jeden řádek",
        en=f"{which.en} is not understood. A name with a space or an accent stands in quotation marks, and each town "
        "has one line",
    )


def _unknown(name: str, said: Mapping[str, Any]) -> Text:
    """A name that the register does not have; lines pasted without the heading are the usual case."""
    if "towns" not in said:
        return Text(cs="řádky nejsou pod nadpisem [towns]; napište jej na první řádek",
                    en="the lines do not stand under the heading [towns]; write it on the first line")  # fmt: skip
    return Text(cs=f"neznáme „{name}“", en=f"“{name}” is unknown")


def _need_apart(path: Path, towns: Iterable[str]) -> None:
    """Refuse two ids that a reader would take for one."""
    heard: dict[str, str] = {}
    for town in towns:
        if (other := heard.setdefault(alike(town), town)) != town:
            why = Text(cs=f"„{other}“ a „{town}“ se liší jen velikostí nebo zápisem písmen; jedno město přejmenujte",
                       en=f"“{other}” and “{town}” differ only in case or in how letters are encoded; rename one of "
                       "the towns")  # fmt: skip
            raise _unusable(path, why)


def _key(path: Path, town: str, key: object) -> bytes:
    if not is_town(town):
        raise _unusable(path, Text(cs=f"„{town}“ nemůže být označení města", en=f"“{town}” cannot be the id of a town"))
    try:
        if isinstance(key, str) and is_sound(content := read(key, KEY_BYTES)):
            return content
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
