"""How many of those approached answered."""

from __future__ import annotations

from apk_lib.stats import _checks
from apk_lib.stats.results import ResponseRates


def response_rates(
    complete: int, partial: int, refusal: int, non_contact: int, other: int, unknown: int
) -> ResponseRates:
    """Response rates 1 and 2 of the AAPOR Standard Definitions (10th edition, 2023).

    `rate_1` counts complete interviews only, `rate_2` partial ones too; both over all persons: complete,
    partial, refusal and break-off, non-contact, other (ill, away, no common language) and those of whom it
    is `unknown` whether they belong to the survey. Persons known not to belong are left out. These are the
    lowest rates the answers allow: all unknown count as belonging. None without anybody.
    Raises ValueError for numbers that are not whole. A high rate is no proof of a good sample.
    """
    given = {
        "complete": complete,
        "partial": partial,
        "refusal": refusal,
        "non_contact": non_contact,
        "other": other,
        "unknown": unknown,
    }
    n = sum(_checks.count(name, number) for name, number in given.items())
    return ResponseRates(rate_1=complete / n if n else None, rate_2=(complete + partial) / n if n else None, n=n)
