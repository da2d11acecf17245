"""A batch over reports that somebody submitted or approved: what is fresh is kept, nothing of theirs is overwritten."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apk_lib.intake import PUBLISHED, read_published
from apk_lib.report import making
from apk_lib.report.execution import Executed
from apk_lib.report.handed_over import handed_over
from apk_lib.report.making import Order, Outcome
from apk_lib.report.passport import seal
from apk_lib.report.states import Step, take
from apk_lib.report.verifying import altered
from tests.unit import test_publishing_reports as publishing
from tests.unit.pretended_reports import batch
from tests.unit.test_publishing_reports import NOON, approved, contents, passport, submitted

# fixtures
makes, order, place = publishing.makes, publishing.order, publishing.place
Asks = Callable[..., Order]


@pytest.fixture
def asks(makes: publishing.Makes, order: Order, place: Path, monkeypatch: pytest.MonkeyPatch) -> Asks:
    """An order that a batch can make, of whatever audience."""

    def ask(**given: Any) -> Order:
        shutil.rmtree(makes(**given))
        shown = making.executed_report

        def executed(path: Path) -> Executed:
            made, published = shown(path), read_published(place)
            known = hashlib.sha256(published.encode()).hexdigest() if published else None
            outside = given.get("audience", "internal") != "internal"
            return replace(made, account=made.account | {"published_sha256": known if outside else None})

        monkeypatch.setattr(making, "executed_report", executed)
        return replace(order, as_of="2021-01-30", **given)

    return ask


def change(place: Path) -> None:
    sheet = place / "project.toml"
    sheet.write_text(sheet.read_text("utf-8").replace("posts = 4", "posts = 5"), "utf-8")


def one(asked: Order) -> Outcome:
    [outcome] = batch([asked])
    return outcome


def made(asked: Order) -> Path:
    outcome = one(asked)
    assert (outcome.failure, outcome.state) == (None, "made")
    assert outcome.folder
    return outcome.folder


def kept(asked: Order) -> Path:
    outcome = one(asked)
    assert (outcome.failure, outcome.state) == (None, "kept")
    assert outcome.folder
    return outcome.folder


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_submitted_report_is_kept_and_refused_once_it_is_stale(asks: Asks, place: Path, audience: str) -> None:
    asked = asks(audience=audience)
    folder = submitted(made(asked))
    before = contents(folder)
    assert kept(asked) == folder
    change(place)
    failure = one(asked).failure
    assert failure
    assert "předložená, nepřepíše se" in failure.message("cs")
    assert contents(folder) == before


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_an_approved_report_is_kept_and_gets_a_version_once_it_is_stale(asks: Asks, place: Path, audience: str) -> None:
    asked = asks(audience=audience)
    folder = approved(made(asked))
    # what it made known itself makes nobody stale
    assert (place / PUBLISHED).is_file() == (audience == "public")
    before = contents(folder)
    assert kept(asked) == folder
    change(place)
    again = made(asked)
    assert again.name == f"{audience}-v2"
    assert kept(asked) == again
    assert contents(folder) == before
    assert passport(again)["previous"]["seal"] == seal(passport(folder))


def test_a_returned_report_is_kept_until_something_changes(asks: Asks, place: Path) -> None:
    asked = asks()
    folder = submitted(made(asked))
    take(Step("returned", "Petr", "chybí výkazy", NOON), folder)
    assert kept(asked) == folder
    change(place)
    assert made(asked) == folder
    assert passport(folder)["state"] == "returned"


def test_a_draft_for_the_public_is_made_again_after_another_was_approved(asks: Asks, place: Path) -> None:
    asked = asks(audience="public")
    english = replace(asked, lang="en")
    folder, draft = made(asked), made(english)
    approved(folder)
    assert kept(asked) == folder
    assert made(english) == draft
    assert kept(english) == draft
    approved(draft)
    # the first one is approved: what came to be known after it does not concern it any more
    assert [kept(asked), kept(english)] == [folder, draft]


def test_a_state_that_log_and_passport_do_not_agree_on_is_no_fresh_report(asks: Asks) -> None:
    asked = asks()
    folder = submitted(made(asked))
    (folder / "state.log").unlink()
    failure = one(asked).failure
    assert failure
    assert "state.log" in failure.message("en")


def test_what_a_report_was_made_from_is_sealed(asks: Asks) -> None:
    asked = asks()
    folder = approved(made(asked))
    said = passport(folder)
    assert len(said["made_from"]) == 64
    assert list(altered(handed_over(folder), every=False)) == []
    (folder / "passport.json").write_text(
        (folder / "passport.json").read_text("utf-8").replace(said["made_from"], "0" * 64), "utf-8"
    )
    assert [found.file for found in altered(handed_over(folder), every=False)] == ["passport.json"]
