"""Tables of people: posts, persons, contracts, and what the European Social Fund asks of a participant."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import AFTER_LEAVING, END_REASONS, ESF_AGE_GROUPS, ROLES, SEXES
from apk_lib.tables.columns import Recorded, code, decimal, identifier, lasts, on_day, yes_no


class Posts(Recorded):
    """Planned posts, the unit the funder pays for."""

    post = identifier("místo", "post", key=True)
    planned_from = on_day("plánováno od", "planned from")
    planned_to = on_day("plánováno do", "planned to")
    fte = decimal("úvazek", "FTE", minimum=0.05, maximum=1)
    approved_on = on_day("schváleno dne", "approved on", nullable=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("planned_from", "planned_to")


class Persons(Recorded):
    """People under a pseudonym; names live in a key file outside the data folder."""

    person = identifier("osoba (pseudonym)", "person (pseudonym)", key=True, personal=True)
    role = code("role", "role", ROLES)


class Contracts(Recorded):
    """Employment contracts; `last_day` is the last day of employment, empty while it lasts."""

    contract = identifier("smlouva", "contract", key=True, personal=True)
    person = identifier("osoba", "person", to="persons", personal=True)
    post = identifier("místo", "post", to="posts")
    start = on_day("nástup", "start", personal=True)
    last_day = on_day("poslední den", "last day", nullable=True, personal=True)
    fte = decimal("úvazek", "FTE", minimum=0.05, maximum=1)
    end_reason = code("důvod ukončení", "reason of leaving", END_REASONS, nullable=True, personal=True)

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("start", "last_day")


class Participants(Recorded):
    """Supported persons as the fund counts them, the least it asks for; an incomplete card counts in the total only.

    `status_four_weeks` and `status_six_months` after leaving are the town's own knowledge: the funder's system takes
    them from registers.
    """

    person = identifier("osoba", "person", key=True, to="persons", personal=True)
    sex = code("pohlaví", "sex", SEXES, nullable=True, personal=True)
    age_group = code("věk při vstupu", "age at entry", ESF_AGE_GROUPS, nullable=True, personal=True)
    disadvantaged = yes_no("znevýhodněný účastník", "disadvantaged", nullable=True, personal=True)
    entered_on = on_day("vstup do projektu", "entered on", personal=True)
    left_on = on_day("ukončení účasti", "left on", nullable=True, personal=True)
    card_complete = yes_no("karta účastníka je úplná", "card complete")
    qualified_on = on_day("kvalifikace získána dne", "qualified on", nullable=True, personal=True)
    status_four_weeks = code(
        "stav do 4 týdnů po ukončení", "status within 4 weeks of leaving", AFTER_LEAVING, nullable=True, personal=True
    )
    status_six_months = code(
        "stav 6 měsíců po ukončení", "status 6 months after leaving", AFTER_LEAVING, nullable=True, personal=True
    )

    @dy.rule()
    def ends_not_before_start(cls) -> pl.Expr:
        return lasts("entered_on", "left_on")
