"""What the bridge does not compute again is what it would have computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apk_lib import bridge
from apk_lib.bridge import restated, rests_on
from apk_lib.evaluate import CATEGORIES
from apk_lib.indicators import CATALOGUE
from tests.remembered import kromeriz, read_by


@pytest.mark.parametrize("id", CATALOGUE)
def test_a_total_rests_on_no_other_table(id: str) -> None:
    behind = {name for one in CATALOGUE.definitions(id) for name in rests_on(one.needs)}
    # totals have no rows for categories
    assert set(read_by(id)) <= {*behind, *(table for table, _ in CATEGORIES.values())}


@pytest.mark.parametrize("period", ["P2", "P4"])
def test_a_bridge_that_computes_everything_again_tells_the_same(period: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = restated(kromeriz(period), period)
    monkeypatch.setattr(bridge, "_differ", lambda one, other, indicator: True)
    assert quick.equals(restated(kromeriz(period), period))
    assert quick["changed"].any()


@pytest.mark.parametrize("due", [date(2020, 12, 30), date(2021, 12, 30)])
def test_a_dataset_of_another_day_is_the_same_however_it_was_come_by(due: date) -> None:
    dataset = kromeriz("P4")
    fresh = replace(dataset, accepted={name: replace(one, basis=None) for name, one in dataset.accepted.items()})
    names = tuple(dataset.stored)
    for as_of, corrected_by in ((due, None), (dataset.as_of, due)):
        known, anew = (one.known_at(as_of, names, corrected_by=corrected_by) for one in (dataset, fresh))
        for name, account in known.accepted.items():
            assert account.rows.equals(anew.accepted[name].rows), name
            assert account.rejected.equals(anew.accepted[name].rejected), name
