"""The limits of disclosure: how many must stand behind a figure that leaves the town."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from apk_lib.errors import ProjectError
from apk_lib.text import Text

if TYPE_CHECKING:
    from apk_lib.disclosure.rules import Audience, Subject
    from apk_lib.project import Project

_PERCENT = 100
# what the name of every limit begins with in the project sheet
PREFIX = "disclosure_"
# below (for dominance: above) these nobody would be protected; a slip of the pen must not switch protection off
FLOORS = {"survey_base": 10, "survey_cell": 3, "occurrences": 3, "victims": 3, "pooled": 3, "towns": 3}
CEILING = 95


@dataclass(frozen=True, slots=True)
class Limits:
    """The programme rules of disclosure; a project may set them stricter or, down to `FLOORS`, less strict.

    `survey_base` is how many must have answered, `survey_cell` how many must have answered so, and how many
    otherwise; `occurrences`, `victims` and, for several towns, `pooled` how many cases a count has; `towns` how many
    towns a pooled figure comes from; `dominance_percent` of the hours of a place is the most of one person or town.
    """

    survey_base: int
    survey_cell: int
    occurrences: int
    victims: int
    pooled: int
    towns: int
    dominance_percent: float

    @classmethod
    def of(cls, project: Project) -> Limits:
        """The limits a project states, or their defaults.

        Raises:
            ProjectError: a limit would protect nobody.
        """
        stated = {limit.name: project.limit(PREFIX + limit.name) for limit in fields(cls)}
        for name, floor in FLOORS.items():
            if stated[name] < floor or not stated[name].is_integer():
                raise _useless(name, stated[name], f"{floor} a více, celé číslo", f"a whole number, {floor} or more")
        dominance = stated.pop("dominance_percent")
        if not 0 < dominance <= CEILING:
            raise _useless("dominance_percent", dominance, f"nejvýše {CEILING}", f"{CEILING} at the most")
        return cls(**{name: int(value) for name, value in stated.items()}, dominance_percent=dominance)

    @property
    def dominance(self) -> float:
        """The largest share of one person in the hours of a place, a fraction of one."""
        return self.dominance_percent / _PERCENT

    def least(self, subject: Subject, audience: Audience) -> int:
        """The smallest count of cases of a subject that an audience is told."""
        if subject == "victims":
            return self.victims
        return max(self.occurrences, self.pooled) if audience == "cross_town" else self.occurrences


def _useless(name: str, value: float, cs: str, en: str) -> ProjectError:
    return ProjectError(
        Text(
            cs=f"[[programme_rules]]: „{PREFIX}{name}“ = {value:g} by nikoho neochránilo. Zadejte: {cs}.",
            en=f"[[programme_rules]]: “{PREFIX}{name}” = {value:g} would protect nobody. Give {en}.",
        )
    )
