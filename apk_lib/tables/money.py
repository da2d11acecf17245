"""Tables of money: expenses claimed, and what the funder paid."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import EXPENSE_KINDS, PAYMENT_KINDS
from apk_lib.tables.columns import Recorded, code, identifier, money, on_day, words


class Expenses(Recorded):
    """Direct costs claimed; `approved` is empty until the funder decides. Wages name whom and which month they pay."""

    expense = identifier("výdaj", "expense", key=True)
    line = identifier("položka rozpočtu", "budget line", to="budget_lines")
    paid_on = on_day("uhrazeno", "paid on")
    claimed = money("nárokováno", "claimed")
    approved = money("schváleno", "approved", nullable=True)
    kind = code("druh", "kind", EXPENSE_KINDS, nullable=True)
    # not personal, so that they outlast the person: the evidence of money spent, and what wages are held against
    document = words("číslo dokladu", "document number", nullable=True)
    key_activity = identifier("klíčová aktivita", "key activity", nullable=True, to="key_activities")
    person = identifier("osoba (jen mzdy)", "person (wages only)", nullable=True, to="persons", personal=True)
    month = on_day("za měsíc (první den; jen mzdy)", "for the month (first day; wages only)", nullable=True)

    @dy.rule()
    def month_is_its_first_day(cls) -> pl.Expr:
        return pl.col("month").is_null() | (pl.col("month").dt.day() == 1)


class Payments(Recorded):
    """Money that came from the funder, or went back; `source` is empty where a payment was not split."""

    payment = identifier("platba", "payment", key=True)
    paid_on = on_day("připsáno", "received on")
    kind = code("druh", "kind", PAYMENT_KINDS)
    source = identifier("zdroj", "source", nullable=True, to="funding_parts")
    amount = money("částka", "amount")
