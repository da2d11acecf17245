"""Sentences on patrol coverage in towns of every kind: each says what is known, and nothing where nothing is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from apk_lib import prose
from apk_lib.dataset import Dataset
from apk_lib.labels import Labels, Reading
from apk_lib.prose import Finding
from apk_lib.text import LANGUAGES, NBSP, Lang, typeset
from tests.remembered import figures_of, kromeriz

SAY = {name: getattr(prose, name) for name in ("coverage", "presence", "regularity", "encounters", "tracking")}
UNFINISHED = re.compile(r"None|\bnan\b|[{}]|[:;,(] ?[.;,)]|  |\.\.|\(\)")
COUNTED = re.compile(r"\d (%|h|min|osob|hodin|dn|den|události|událostí|person|hour|days?|events?)\b")
Made = Callable[..., Reading]


@pytest.fixture
def dataset() -> Callable[..., Dataset]:
    def of(period: str = "P4", as_of: str = "") -> Dataset:
        return kromeriz(period, as_of)

    return of


def reading(dataset: Dataset, lang: Lang, period: str = "P4") -> Reading:
    figures = figures_of(dataset, period)
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def changed(dataset: Dataset, **tables: pl.DataFrame) -> Dataset:
    accepted = {name: replace(dataset.accepted[name], rows=rows) for name, rows in tables.items()}
    return replace(dataset, accepted={**dataset.accepted, **accepted})


def without(dataset: Dataset, *names: str) -> Dataset:
    """As if nobody had supplied these tables."""
    bare = changed(dataset, **{name: dataset.table(name).clear() for name in names})
    absent = {name: replace(bare.accepted[name], supplied=False) for name in names}
    return replace(bare, accepted={**bare.accepted, **absent})


def planned(dataset: Dataset, *measures: str) -> Dataset:
    """A town whose plan states only these measures."""
    plan = dataset.table("patrol_plan")
    return changed(dataset, patrol_plan=plan.filter(pl.col("measure").is_in(measures)))


def unvisited(dataset: Dataset, locality: str, since: date = date(2020, 6, 1)) -> Dataset:
    visits = dataset.table("visits")
    came = (pl.col("locality") == locality) & (pl.col("start").dt.date() >= since)
    return changed(dataset, visits=visits.filter(~came.fill_null(False)))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def body(finding: Finding) -> str:
    return plain(" ".join((finding.heading, *finding.paragraphs)))


def everything(finding: Finding) -> list[str]:
    pictures = [text for picture in finding.pictures if picture for text in picture]
    return [finding.heading, *finding.paragraphs, *(text for _, text in finding.asides), *pictures]


def reads_well(finding: Finding, lang: Lang) -> None:
    for text in everything(finding):
        assert UNFINISHED.findall(plain(text)) == [], text
        assert not COUNTED.search(typeset(text, lang)), text
    assert not finding.heading.endswith(".")
    assert len(finding.heading.split()) > 2
    for text in everything(finding)[1:]:
        assert text.endswith("."), text
        assert text == text.strip()
    # what replaces a picture says the finding or a whole paragraph of it
    for picture in filter(None, finding.pictures):
        assert finding.heading in picture[1] or any(text in picture[1] for text in finding.paragraphs)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["P1", "P2", "P3", "P4", "P5"])
def test_every_period_reads_well(dataset: Callable[..., Dataset], period: str, lang: Lang) -> None:
    known = reading(dataset(period), lang, period)
    for say in SAY.values():
        reads_well(say(known), lang)
    said = SAY["coverage"](known)
    assert len(said.paragraphs) <= 5
    assert len([picture for picture in said.pictures if picture]) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_open_period_says_until_when(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(dataset("P4", "2022-02-15"), lang)
    for say in SAY.values():
        reads_well(say(known), lang)
    said = body(SAY["regularity"](known))
    assert {"cs": "K 15. 2. 2022 (období neskončilo)", "en": "By 15 February 2022 (the period is not over)"}[
        lang
    ] in said
    assert {"cs": "Ke konci období", "en": "At the end of the period"}[lang] not in said


# --- towns of other kinds --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_without_a_plan_tells_its_hours(dataset: Callable[..., Dataset], lang: Lang) -> None:
    empty = changed(dataset(), patrol_plan=dataset().table("patrol_plan").clear())
    for town, start in (
        (empty, {"cs": "Na toto období není naplánována žádná služba", "en": "No service is planned for this period"}),
        (without(dataset(), "patrol_plan"), {"cs": "Plnění plánu služeb: údaj chybí", "en": "Adherence to the plan: "}),
    ):
        known = reading(town, lang)
        said = SAY["coverage"](known)
        reads_well(said, lang)
        assert said.heading.startswith(start[lang])
        assert known.figure("person_hours", "person_hours", "period").show() in " ".join(said.paragraphs)
        # the balance of hours needs no plan, nor does the map
        assert re.search(r"\d h\b.* = \d.* h\b", plain(said.asides[0][1]))
        # which days crossings are planned on says nothing where none is
        assert len(said.asides) == 1
        assert [bool(picture) for picture in said.pictures] == [False, False, True, False, True]
        for name in ("presence", "regularity", "encounters"):
            reads_well(SAY[name](known), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_with_posts_alone(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(planned(dataset(), "presence_hours"), lang)
    said = SAY["coverage"](known)
    reads_well(said, lang)
    assert said.heading.startswith(
        {"cs": "Na přechodech tým splnil 85", "en": "At the crossings the team kept 85"}[lang]
    )
    assert {"cs": "564 ze 684 na přechodech", "en": "564 of 684 at crossings"}[lang] in body(said)
    assert {"cs": "plánovaných v osobohodinách", "en": "planned in person-hours"}[lang] not in body(said)
    # without a plan of person-hours there is nothing to be even against
    even = SAY["regularity"](known)
    reads_well(even, lang)
    assert even.pictures[1] is None
    assert "Gini" not in body(even)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_that_plans_visits(dataset: Callable[..., Dataset], lang: Lang) -> None:
    plan = dataset().table("patrol_plan").filter(pl.col("measure") == "person_hours", pl.col("per") == "slot")
    visits = plan.with_columns(measure=pl.lit("visits"), amount=pl.lit(1.0).cast(plan.schema["amount"]))
    known = reading(changed(dataset(), patrol_plan=visits), lang)
    said = SAY["coverage"](known)
    reads_well(said, lang)
    share = known.figure("visit_adherence", "capped", "period").show()
    expected = {"cs": f"Z plánovaných návštěv se uskutečnilo {share}", "en": f"Of the planned visits {share} were made"}
    assert said.heading == expected[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_without_shapes_says_nothing_of_a_map(dataset: Callable[..., Dataset], lang: Lang) -> None:
    bare = replace(dataset(), places=None, outline=None)
    for name in ("coverage", "presence"):
        with_map, no_map = SAY[name](reading(dataset(), lang)), SAY[name](reading(bare, lang))
        assert len(list(filter(None, with_map.pictures))) == len(list(filter(None, no_map.pictures))) + 1
        assert not re.search(r"\bmap|tvar|shape", " ".join(everything(no_map)), re.IGNORECASE)
        assert re.search(r"schemati", " ".join(everything(with_map)))


def test_a_locality_without_a_shape_is_named_under_the_map(dataset: Callable[..., Dataset]) -> None:
    known = reading(dataset(), "cs")
    shapes = known.labels.shapes
    assert shapes is not None
    fewer = {id: shape for id, shape in shapes.localities.items() if id != "cycle_path"}
    labels = replace(known.labels, shapes=replace(shapes, localities=fewer, schematic=False))
    picture = SAY["presence"](Reading(known.results, known.curves, labels)).pictures[1]
    assert picture is not None
    assert "Na mapě nejsou: Cyklostezka." in picture[0]
    assert "schemati" not in picture[0]


# --- what was met with -----------------------------------------------------------------------------


def with_outcomes(dataset: Dataset, kept: int) -> Dataset:
    """Only so many events have their outcome written down, and nothing says what was found."""
    events = dataset.table("events").sort("at")
    late = events.filter(pl.col("at").dt.date() >= date(2021, 12, 1)).drop_nulls("outcome").head(kept)["event"]
    outcome = pl.when(pl.col("event").is_in(late.implode())).then("outcome")
    return changed(dataset, events=events.with_columns(outcome=outcome, found=pl.lit(None, events.schema["found"])))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_outcomes_nothing_is_said_to_be_settled(dataset: Callable[..., Dataset], lang: Lang) -> None:
    said = SAY["encounters"](reading(with_outcomes(dataset(), 0), lang))
    reads_well(said, lang)
    assert plain(said.heading).startswith(
        {"cs": "Asistenti zapsali 503 událostí; nejčastější druh: doprava (112)",
         "en": "The assistants recorded 503 events; the most frequent kind: traffic (112)"}[lang]
    )  # fmt: skip
    assert {"cs": "Výsledek událostí zapsán není", "en": "The outcome of events is not recorded"}[lang] in body(said)
    assert {"cs": "co se našlo, zapsáno není", "en": "what was found is not recorded"}[lang] in body(said)
    assert said.pictures[2] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_outcomes_stay_counts(dataset: Callable[..., Dataset], lang: Lang) -> None:
    said = SAY["encounters"](reading(with_outcomes(dataset(), 7), lang))
    reads_well(said, lang)
    assert re.search(r"\d z[e]? 7\b|\d of 7\b", plain(said.heading))
    assert "%" not in said.heading
    assert "%" in SAY["encounters"](reading(dataset(), lang)).heading


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_event_and_no_list_of_events_are_not_the_same(dataset: Callable[..., Dataset], lang: Lang) -> None:
    none = SAY["encounters"](reading(changed(dataset(), events=dataset().table("events").clear()), lang))
    unknown = SAY["encounters"](reading(without(dataset(), "events"), lang))
    for said in (none, unknown):
        reads_well(said, lang)
        assert said.pictures[1:] == (None, None)
        # what the hours went to is known without events
        assert said.pictures[0]
    assert (
        none.heading == {"cs": "V období není zapsána žádná událost", "en": "No event is recorded in the period"}[lang]
    )
    assert (
        unknown.heading
        == {
            "cs": "Události v období: údaj chybí",
            "en": "Events in the period: missing",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contacts_missing_none_and_some(dataset: Callable[..., Dataset], lang: Lang) -> None:
    empty = changed(dataset(), contacts=dataset().table("contacts").clear())
    said = {
        name: body(SAY["encounters"](reading(town, lang)))
        for name, town in (("some", dataset()), ("none", empty), ("missing", without(dataset(), "contacts")))
    }
    some = {
        "cs": "při návštěvách: 4 194 (žák 2 881; obyvatel 1 157; správce objektu 95; někdo jiný 61)",
        "en": "during visits: 4,194 (pupil 2,881; resident 1,157; manager of a building 95; somebody else 61)",
    }
    assert some[lang] in said["some"]
    assert {"cs": "Kontakty s lidmi zapsány nejsou.", "en": "No contacts with people are recorded."}[lang] in said[
        "none"
    ]
    assert {"cs": "správci objektů: údaj chybí.", "en": "managers of buildings: missing."}[lang] in said["missing"]


# --- regularity ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_never_visited_is_told_as_never(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(unvisited(dataset(), "cycle_path"), lang)
    said = SAY["regularity"](known)
    reads_well(said, lang)
    path = known.labels.name("locality", "cycle_path")
    assert {
        "cs": f"V období nikdo nebyl zde: {path}; jinde",
        "en": f"Nobody was here in the period: {path}; elsewhere",
    }[lang] in said.heading
    assert f"{path} ({ {'cs': 'nikdy', 'en': 'never'}[lang] })" in body(said)
    assert {"cs": "Navštívené lokality: 7 z 8.", "en": "Localities visited: 7 of 8."}[lang] in body(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_left_alone_is_told_with_its_days(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(unvisited(dataset(), "cycle_path", date(2022, 5, 1)), lang)
    since = known.figure("last_visit", "days_since", locality="cycle_path")
    assert since.value > 30
    said = body(SAY["coverage"](known))
    assert f"{known.labels.name('locality', 'cycle_path')} ({plain(since.show())})" in said
    assert {"cs": "jsou opomíjené", "en": "are overlooked"}[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_anywhere(dataset: Callable[..., Dataset], lang: Lang) -> None:
    idle = changed(dataset(), visits=dataset().table("visits").clear())
    known = reading(idle, lang)
    for say in SAY.values():
        reads_well(say(known), lang)
    told = body(SAY["coverage"](known))
    assert {
        "cs": "V období není zapsána přítomnost v žádné lokalitě.",
        "en": "No presence in any locality is recorded in the period.",
    }[lang] in told
    assert {"cs": "žádný případ", "en": "no cases"}[lang] not in told
    # a device that walked where nobody wrote a visit has nothing to confirm
    assert "GPS" not in told
    assert {"cs": "nemá co ověřit", "en": "nothing to confirm"}[lang] in SAY["tracking"](known).heading
    assert {"cs": "nejslabší", "en": "weakest"}[lang] not in told
    assert (
        SAY["regularity"](known).heading
        == {
            "cs": "V žádné lokalitě s plánem služby v období nikdo nebyl",
            "en": "Nobody was in any locality with planned service in the period",
        }[lang]
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_visits_nobody_left_are_visits_of_no_hours(dataset: Callable[..., Dataset], lang: Lang) -> None:
    open_only = changed(dataset(), visits=dataset().table("visits").filter(pl.col("end").is_null()))
    known = reading(open_only, lang)
    for say in SAY.values():
        reads_well(say(known), lang)
    said = body(SAY["coverage"](known))
    assert {"cs": "včetně přechodů: 0 osobohodin;", "en": "included: 0 person-hours;"}[lang] in said
    assert {"cs": "Návštěvy: 3.", "en": "Visits: 3."}[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unknown_presence_is_told_as_unknown(dataset: Callable[..., Dataset], lang: Lang) -> None:
    said = SAY["coverage"](reading(without(dataset(), "visits"), lang))
    reads_well(said, lang)
    assert {"cs": "Přítomnost v lokalitách: údaj chybí.", "en": "Presence in the localities: missing."}[lang] in body(
        said
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_gap_says_that_it_runs_in_planned_hours(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(dataset(), lang)
    expected = {
        "cs": "Nejdéle nebyl v plánované době nikdo v lokalitě Cyklostezka: 27 plánovaných hodin",
        "en": "The longest planned time with nobody there was in Cycle path: 27 planned hours",
    }[lang]
    said = SAY["regularity"](known)
    assert plain(said.heading) == expected
    assert said.pictures[0]
    outside = {"cs": "pobyt mimo plánovaná pásma", "en": "a stay outside the planned bands"}[lang]
    for text in (body(SAY["coverage"](known)), body(said), *said.pictures[0]):
        assert outside in text[:1].lower() + text[1:].replace("Pobyt", "pobyt").replace("A stay", "a stay")


# --- the plan and the balance ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_excuses_are_told_only_where_they_are_known(dataset: Callable[..., Dataset], lang: Lang) -> None:
    word = {"cs": "Omluvená nepřítomnost: ", "en": "Excused absence: "}[lang]
    known = reading(dataset(), lang)
    hours = known.figure("excused_adherence", "excused", "period")
    assert hours.value > 0
    said = body(SAY["coverage"](known))
    assert word + plain(hours.show()) in said
    part, most = (plain(known.figure("excused_adherence", id, "period").show()) for id in ("proportional", "adjusted"))
    # the proportional figure leads, the other is only its bound
    assert {"cs": f"vyšlo {part} (kdyby", "en": f"would be {part} ("}[lang] in said
    assert {"cs": f"nejvýše {most}).", "en": f"({most} at most"}[lang] in said
    unbounded = known.results.with_columns(
        value=pl.when(pl.col("indicator") == "excused_adherence", pl.col("measure") == "adjusted")
        .then(None)
        .otherwise("value")
    )
    said = body(SAY["coverage"](Reading(unbounded, known.curves, known.labels)))
    assert {"cs": f"vyšlo {part}. V plánu", "en": f"would be {part}. It stays"}[lang] in said
    for town in (without(dataset(), "absences"), changed(dataset(), absences=dataset().table("absences").clear())):
        assert word not in body(SAY["coverage"](reading(town, lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_changed_backwards_is_told(dataset: Callable[..., Dataset], lang: Lang) -> None:
    word = {"cs": "Podle plánu, jak platil v den služby", "en": "By the plan as it stood on the day"}[lang]
    plan = dataset().table("patrol_plan")
    in_time = changed(dataset(), patrol_plan=plan.with_columns(entered_on=pl.col("valid_from")))
    assert word not in body(SAY["coverage"](reading(in_time, lang)))
    # a plan written down only in March was none before
    late = changed(dataset(), patrol_plan=plan.with_columns(entered_on=pl.lit(date(2022, 3, 1))))
    known = reading(late, lang)
    assert word in body(SAY["coverage"](known))
    then, now = (known.figure(id, "capped", "period").show() for id in ("original_plan_adherence", "plan_adherence"))
    assert plain(then) in body(SAY["coverage"](known))
    assert then != now
    also = {"cs": "vyšlo také ", "en": "would also be "}[lang]
    assert also not in body(SAY["coverage"](known))
    # the plan of the sample changed by two hours, which no rounded share can tell
    usual = reading(dataset(), lang)
    assert also + plain(usual.figure("plan_adherence", "capped", "period").show()) in body(SAY["coverage"](usual))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_weakest_place_is_one(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(dataset(), lang)
    path = known.labels.name("locality", "cycle_path")
    weakest = {"cs": f"; mimo přechody je nejslabší {path} (", "en": f"; outside the crossings the weakest is {path} ("}
    assert weakest[lang] in SAY["coverage"](known).heading
    of_places = (pl.col("measure") == "capped") & (pl.col("dimension_1") == "locality") & pl.col("value").is_not_null()
    for share in (0.0, 0.6):
        alike = known.results.with_columns(value=pl.when(of_places).then(share).otherwise("value"))
        said = SAY["coverage"](Reading(alike, known.curves, known.labels))
        reads_well(said, lang)
        assert not re.search("nejslab|weakest|nejméně|least in", " ".join(everything(said)))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("percent", [60, 90])
def test_a_service_is_kept_by_the_rule_of_the_project(
    dataset: Callable[..., Dataset], lang: Lang, percent: int
) -> None:
    project = dataset().project
    rules = project.frames["programme_rules"]
    stated = rules.head(1).with_columns(
        rule=pl.lit("slot_hit_percent"), value=pl.lit(percent).cast(rules.schema["value"])
    )
    rules = pl.concat([rules.filter(pl.col("rule") != "slot_hit_percent"), stated])
    town = replace(dataset(), project=replace(project, frames={**project.frames, "programme_rules": rules}))
    said = body(SAY["coverage"](reading(town, lang)))
    assert {
        "cs": f"Splněné služby (splněno aspoň {percent} % služby): ",
        "en": f"Services kept (at least {percent}% of the service): ",
    }[lang] in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rejected_rows_stand_in_the_balance(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(dataset(), lang)
    labels = replace(known.labels, rejected={"visits": 12, "shift_crew": 3, "expenses": 7})
    balance = plain(SAY["coverage"](Reading(known.results, known.curves, labels)).asides[0][1])
    assert balance.endswith(
        {"cs": "Odmítnuté řádky v celém projektu: návštěvy 12, směny 0, lidé na směnách 3.",
         "en": "Rejected rows in the whole project: visits 12, shifts 0, people on shifts 3."}[lang]
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_visits_without_a_departure_have_a_bound(dataset: Callable[..., Dataset], lang: Lang) -> None:
    word = {"cs": "Návštěvy bez zapsaného odchodu: 3; ", "en": "Visits without a recorded departure: 3; "}[lang]
    assert word in plain(SAY["coverage"](reading(dataset(), lang)).asides[0][1])
    closed = changed(dataset(), visits=dataset().table("visits").drop_nulls("end"))
    assert word.split(":")[0] not in plain(SAY["coverage"](reading(closed, lang)).asides[0][1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_locality_that_came_later_gives_a_constant_set(dataset: Callable[..., Dataset], lang: Lang) -> None:
    word = {"cs": "platí po celou dobu (počet: 7)", "en": "valid throughout (number: 7)"}[lang]
    project = dataset().project
    places = project.frames["localities"]
    later = pl.when(pl.col("locality") == "cycle_path").then(date(2021, 1, 1)).otherwise("valid_from")
    frames = {**project.frames, "localities": places.with_columns(valid_from=later)}
    moved = replace(dataset(), project=replace(project, frames=frames))
    assert word in body(SAY["coverage"](reading(moved, lang)))
    assert word.split("(")[0] not in body(SAY["coverage"](reading(dataset(), lang)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gps_is_told_only_where_there_are_fixes(dataset: Callable[..., Dataset], lang: Lang) -> None:
    known = reading(dataset(), lang)
    assert {
        "cs": "GPS potvrzuje 93 z 99 hodin zapsané přítomnosti (ověřit lze 99 z 1 259 hodin).",
        "en": "GPS confirms 93 of 99 hours of recorded presence (99 of 1,259 hours can be checked).",
    }[lang] in body(SAY["coverage"](known))
    reads_well(SAY["tracking"](known), lang)
    for town in (without(dataset(), "gps_fixes"), replace(dataset(), places=None)):
        bare = reading(town, lang)
        assert "GPS" not in body(SAY["coverage"](bare))
        said = SAY["tracking"](bare)
        reads_well(said, lang)
        assert not said.paragraphs
        assert not said.pictures
