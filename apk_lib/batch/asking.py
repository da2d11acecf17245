"""What is asked of many towns: a town that cannot be read is one failure among the others.

Where a command may write is asked here, too, also by commands that read one town.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apk_lib.errors import ApkError, ParameterError
from apk_lib.tables.headings import PROJECT_BOOK
from apk_lib.text import LANGUAGES, Text

if TYPE_CHECKING:
    # every command asks where it may write; what makes reports takes long to load
    from apk_lib.report.making import Order

# what a folder has that somebody keeps a project in, or is about to
_OF_A_PROJECT = ("project.toml", *map(PROJECT_BOOK, LANGUAGES), "records")
DATA = Text(cs="data projektu", en="the data of the project")
SUMMARIES = Text(cs="souhrny měst", en="the summaries of towns")
_AMONG = Text(
    cs="Výsledek by se uložil do {place}, tedy mezi {what} ve složce {source}, a příště by se četl s nimi. Zvolte "
    "místo mimo ni: --out",
    en="The result would go to {place}, among {what} in the folder {source}, and be read with them next time. Choose a "
    "place outside it: --out",
)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A town of which no report could even be ordered, and why."""

    data: Path
    failure: ApkError

    @property
    def town(self) -> str:
        """What the town is called among the reports."""
        return self.data.resolve().name


def told_apart(given: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The project folders among those given, and what else lies beside them (`data/*`), which is passed over.

    What does not exist is no such neighbour but a mistake, and where there is no project at all nothing is passed over:
    both fail when they are read.
    """
    others = tuple(one for one in given if one.exists() and not any((one / name).exists() for name in _OF_A_PROJECT))
    projects = tuple(one for one in given if one not in others)
    return (projects, others) if projects else (tuple(given), ())


def ordered(
    towns: Sequence[Path], of_town: Callable[[Path], Iterable[Order]]
) -> tuple[tuple[Order, ...], tuple[Unusable, ...]]:
    """The orders of all towns, and the towns that have none because their folder cannot be read.

    Args:
        towns: their project folders; one given twice counts once.
        of_town: the orders of one of them.

    Raises:
        ParameterError: two folders would write to the same place, reports would stand among data, or a parameter
            cannot be used with any town.
        ApkError: the only folder cannot be read.
    """
    distinct = list({town.resolve(): town for town in towns}.values())
    _refuse_namesakes(distinct)
    orders: list[Order] = []
    unusable: list[Unusable] = []
    for town in distinct:
        try:
            orders += of_town(town)
        except ParameterError:
            raise
        except ApkError as error:
            if len(distinct) == 1:
                raise
            unusable.append(Unusable(town, error))
    for out in {order.out for order in orders}:
        refuse_inside(distinct, out)
    return tuple(orders), tuple(unusable)


def _refuse_namesakes(towns: Sequence[Path]) -> None:
    """Refuse two folders of one name; some systems do not tell large letters, or two ways to write an accent, apart."""
    known: dict[str, Path] = {}
    for town in towns:
        name = unicodedata.normalize("NFC", town.resolve().name).casefold()
        other = known.setdefault(name, town)
        if other is not town:
            raise ParameterError(
                Text(
                    cs=f"Složky {other} a {town} mají stejný název, zprávy by se přepsaly navzájem. Jednu přejmenujte, "
                    "nebo zadejte každou zvlášť s jiným --out.",
                    en=f"The folders {other} and {town} have the same name, so their reports would overwrite each "
                    "other. Rename one, or give each alone with its own --out.",
                )
            )


def refuse_inside(sources: Iterable[Path], place: Path, what: Text = DATA) -> None:
    """Refuse to write into a folder that is read: the result would be read with it next time.

    Args:
        sources: the folders that are read.
        place: the file or folder to write.
        what: what the folders hold.

    Raises:
        ParameterError: it lies in one of them.
    """
    for source in sources:
        if place.resolve().is_relative_to(source.resolve()):
            said = {"place": place.absolute(), "source": source}
            cs, en = (_AMONG.fill(lang, what=what(lang), **said) for lang in LANGUAGES)
            raise ParameterError(Text(cs=cs, en=en))
