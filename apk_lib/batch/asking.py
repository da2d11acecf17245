"""What is asked of many towns: a town that cannot be read is one failure among the others."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from apk_lib.errors import ApkError, ParameterError
from apk_lib.report.making import Order
from apk_lib.text import Text


@dataclass(frozen=True, slots=True)
class Unusable:
    """A town of which no report could even be ordered, and why."""

    data: Path
    failure: ApkError

    @property
    def town(self) -> str:
        """What the town is called among the reports."""
        return self.data.resolve().name


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
    _refuse_inside(distinct, {order.out for order in orders})
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


def _refuse_inside(towns: Iterable[Path], outs: Iterable[Path]) -> None:
    """Refuse to write reports into the folder of a town: their tables would be read as its data."""
    for town, out in product(towns, outs):
        if out.resolve().is_relative_to(town.resolve()):
            raise ParameterError(
                Text(
                    cs=f"Zprávy by se uložily do {out.absolute()}, tedy mezi data projektu {town.resolve().name}, a "
                    "příště by se četly jako data. Zvolte složku mimo projekt: --out",
                    en=f"The reports would go to {out.absolute()}, among the data of the project "
                    f"{town.resolve().name}, and be read as data next time. Choose a folder outside it: --out",
                )
            )
