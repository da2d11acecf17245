"""Tables of what the project hopes to change: offences and complaints; and what it wrote down of it."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from apk_lib.tables.codes import CHANNELS, EVENT_KINDS, OFFENCE_KINDS, OUTPUT_KINDS, RECORD_KEEPERS
from apk_lib.tables.columns import Recorded, code, identifier, lasts, on_day, words


class OfficialOffences(Recorded):
    """Offences and crimes on record; without a locality they happened elsewhere in the town.

    A month is known only as far as the records reach: an offence-free month lies between the first and the last row.
    """

    offence = identifier("přestupek", "offence", key=True)
    happened_on = on_day("den", "day")
    kind = code("druh", "kind", OFFENCE_KINDS)
    keeper = code("evidence", "on record with", RECORD_KEEPERS)
    locality = identifier("lokalita", "locality", nullable=True, to="localities")


class Complaints(Recorded):
    """Complaints of citizens; without a locality they speak of elsewhere in the town."""

    complaint = identifier("stížnost", "complaint", key=True)
    received_on = on_day("přijato", "received on")
    topic = code("předmět", "topic", EVENT_KINDS)
    channel = code("podána", "channel", CHANNELS)
    locality = identifier("lokalita", "locality", nullable=True, to="localities")


class Outputs(Recorded):
    """Documents and other outputs of the project."""

    output = identifier("výstup", "output", key=True)
    key_activity = identifier("klíčová aktivita", "key activity", nullable=True, to="key_activities")
    kind = code("druh", "kind", OUTPUT_KINDS)
    name = words("název", "name")
    finished_on = on_day("dokončeno", "finished on")
    published_on = on_day("zveřejněno", "published on", nullable=True)
    address = words("kde je", "where it is", nullable=True)

    @dy.rule()
    def published_when_finished(cls) -> pl.Expr:
        return lasts("finished_on", "published_on")
