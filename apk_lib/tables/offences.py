"""Tables of what the project hopes to change: offences and complaints."""

from __future__ import annotations

from apk_lib.tables.codes import CHANNELS, EVENT_KINDS, OFFENCE_KINDS, RECORD_KEEPERS
from apk_lib.tables.columns import Recorded, code, identifier, on_day


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
