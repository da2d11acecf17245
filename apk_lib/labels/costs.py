"""What other projects of assistants cost, as published: the order of magnitude beside a project's own figure."""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.text import Text


@dataclass(frozen=True, slots=True)
class PublishedCost:
    """A published project: its total in crowns, for how many assistants and months, and who published it."""

    project: Text
    total: float
    assistants: int
    months: int
    source: str

    @property
    def per_month(self) -> float:
        """Crowns for an assistant-month as the project was planned."""
        return self.total / (self.assistants * self.months)


PUBLISHED_COSTS = (
    PublishedCost(Text(cs="Vítkov, program MV 2021", en="Vítkov, Ministry of the Interior 2021"),
                  204_456.00, 2, 4, "vitkov.info"),
    PublishedCost(Text(cs="Sokolov, program OPZ", en="Sokolov, programme OPZ"),
                  11_486_920.85, 12, 36, "bezpecne.sokolov.cz"),
    PublishedCost(Text(cs="Sokolov, program OPZ+ (s mentorem)", en="Sokolov, programme OPZ+ (mentor included)"),
                  13_676_292.00, 9, 36, "bezpecne.sokolov.cz"),
    PublishedCost(Text(cs="Kroměříž, program OPZ", en="Kroměříž, programme OPZ"),
                  4_664_625.00, 4, 27, "mesto-kromeriz.cz"),
    PublishedCost(Text(cs="Kroměříž, program OPZ+", en="Kroměříž, programme OPZ+"),
                  6_239_520.00, 4, 36, "mesto-kromeriz.cz"),
)  # fmt: skip
