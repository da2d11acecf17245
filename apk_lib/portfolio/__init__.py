"""Many towns beside each other: what a town sends, signed and already protected, and how it is read together."""

from apk_lib.portfolio.frames import (
    CONTRIBUTIONS,
    FIGURES,
    LIMITS,
    TOWNS,
    WITHHELD,
    WORDINGS,
    Finding,
    Portfolio,
)
from apk_lib.portfolio.reading import read_portfolio
from apk_lib.portfolio.register import Register, need_town, read_register, register_line
from apk_lib.portfolio.signing import make_key, public_text, read_key
from apk_lib.portfolio.summary import Summary, summarise, write
from apk_lib.portfolio.tenure import PooledTenure, pooled_tenure

__all__ = [
    "CONTRIBUTIONS",
    "FIGURES",
    "LIMITS",
    "TOWNS",
    "WITHHELD",
    "WORDINGS",
    "Finding",
    "PooledTenure",
    "Portfolio",
    "Register",
    "Summary",
    "make_key",
    "need_town",
    "pooled_tenure",
    "public_text",
    "read_key",
    "read_portfolio",
    "read_register",
    "register_line",
    "summarise",
    "write",
]
