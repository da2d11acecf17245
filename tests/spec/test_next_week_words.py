"""What the what-if of a week says: sentences, tables and the picture, from cases counted by hand."""

from datetime import date
from xml.etree import ElementTree

import pytest

from apk_lib.charts import to_svg
from apk_lib.charts.next_week import next_week_grid
from apk_lib.labels import Labels
from apk_lib.next_week import added_shift, plan_next_week
from apk_lib.prose.next_week import (
    HONEST,
    allocation_table,
    date_name,
    hours_table,
    more_table,
    next_week,
    visits_table,
)
from apk_lib.report.next_week import next_week_section
from apk_lib.text import LANGUAGES, NBSP

SUNDAY, MONDAY = "2020-09-06", date(2020, 9, 7)
# on Monday a shift of two from 7 to 9: half an hour at the crossing, and three planned hours nobody can serve
PLAN = """
    | locality | band  | amount | measure        | valid_from | valid_to   | per  |
    | A        | 06-09 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 | slot |
    | B        | 18-22 | 3      | person_hours   | 2020-09-08 | 2020-09-08 | slot |
    | B        | 14-18 | 2      | visits         | 2020-09-07 | 2020-09-13 | week |
"""


@pytest.fixture
def ahead(town):
    dataset = town(
        as_of=SUNDAY,
        patrol_plan=PLAN,
        localities="| locality | name_cs | name_en |\n| A | Přechod | Crossing |\n| B | Park | Park |",
    ).dataset
    return plan_next_week(dataset, shifts=added_shift(MONDAY, 1, 7, 9, 2)), dataset


def plain(text):
    return text.replace(NBSP, " ")


def test_the_words_in_czech(ahead):
    finding = next_week(ahead[0], Labels.of(ahead[1], "cs"))
    assert plain(finding.heading) == (
        "V týdnu 7. 9. 2020 – 13. 9. 2020 mohou směny pokrýt nejvýše 100 % plánované přítomnosti na stanovištích "
        "a 0 % plánovaných osobohodin"
    )
    honest, where, left = map(plain, finding.paragraphs)
    assert "ne předpověď" in honest
    assert where == (
        "Plnění v osobohodinách nejvíc zvedne út 8. 9. v pásmu 18–22: využije se tam ještě 3 h a stoupne o 100 "
        "procentních bodů, o 33,3 procentního bodu za každou plnou hodinu."
    )
    assert left == (
        "Hodiny směn: 4 h = 0 h 30 min pro plán + 3 h 30 min, které plán nepotřebuje; nejvíc jich zbývá po 7. 9. "
        "v pásmu 6–9 (3 h 30 min)."
    )
    notes = dict(finding.asides)
    assert "Na stanovišti stojí jeden asistent" in notes["Předpoklady"]
    assert "nezávisí" in notes["Kdo přijde na řadu"]
    assert plain(notes["Návštěvy"]).startswith("V plánu: 2 návštěvy.")
    assert "Směny" not in notes


def test_the_words_in_english(ahead):
    finding = next_week(ahead[0], Labels.of(ahead[1], "en"))
    assert "can cover at most 100% of the presence" in finding.heading
    assert finding.paragraphs[0] == HONEST.en
    assert "not a forecast" in HONEST.en
    assert "if all goes well" in HONEST.en
    assert plain(finding.paragraphs[1]).startswith("Adherence in person-hours is lifted most by Tu 8/9 in the band")


def test_the_tables_of_hours(ahead):
    labels = Labels.of(ahead[1], "cs")
    more, spent = more_table(ahead[0], labels), hours_table(ahead[0], labels)
    assert [tuple(map(plain, row)) for row in more.rows] == [
        ("út 8. 9.", "18–22", "osobohodiny", "3", "33,3", "100", "Park")
    ]
    assert [tuple(map(plain, row)) for row in spent.rows] == [("po 7. 9.", "6–9", "4", "0,5", "3,5")]
    for sheet in (more, spent):
        assert len(sheet.heads) == len(sheet.numeric) == len(sheet.rows[0])


def test_presence_and_person_hours_have_rows_of_their_own(town):
    # the first hour stands half an hour, the other half is a quarter of the two hours planned elsewhere
    dataset = town(
        as_of=SUNDAY,
        patrol_plan="""
            | locality | band  | amount | measure        | valid_from | valid_to   |
            | A        | 09-14 | 0.5    | presence_hours | 2020-09-07 | 2020-09-07 |
            | B        | 09-14 | 2      | person_hours   | 2020-09-07 | 2020-09-07 |
        """,
        localities="| locality | name_en |\n| A | Crossing |\n| B | Park |",
    ).dataset
    ahead, labels = plan_next_week(dataset), Labels.of(dataset, "en")
    assert [row[2:] for row in more_table(ahead, labels).rows] == [
        ("presence", "0.5", "100", "100", "Crossing"),
        ("person-hours", "2", "25", "100", "Park"),
    ]
    assert hours_table(ahead, labels).rows == ()


def test_the_table_of_places(ahead):
    labels = Labels.of(ahead[1], "cs")
    sheet = allocation_table(ahead[0], labels)
    days = ("0,5", *[""] * 6)
    assert [tuple(map(plain, row)) for row in sheet.rows] == [
        ("Park", "osobohodiny", "18–22", *[""] * 7, "3", "0", "3"),
        ("Přechod", "přítomnost", "6–9", *days, "0,5", "0", "0"),
    ]
    visits = visits_table(ahead[0], labels)
    assert [tuple(map(plain, row)) for row in visits.rows] == [("Park", "14–18", "celý týden", "2", "0")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_says_what_is_missing_and_what_is_left(ahead, lang):
    labels = Labels.of(ahead[1], lang)
    next_week_grid(ahead[0], labels).to_dict()
    svg = to_svg(lambda: next_week_grid(ahead[0], labels), lang)
    said = [element.text for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")]
    assert {"+3", "−3,5" if lang == "cs" else "−3.5"} <= set(said)
    assert date_name(MONDAY, labels) in said
    assert not {"null", "NaN", "undefined"} & set(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_shows_the_section(ahead, lang):
    shown = next_week_section(ahead[0], Labels.of(ahead[1], lang))
    assert len(shown.part.charts) == 1
    assert [len(table.rows) for table in shown.part.tables] == [1, 2, 1, 1]
    assert "<svg" in shown._repr_mimebundle_()["text/html"]
    assert "Ukázková" not in shown._repr_mimebundle_()["text/html"]


def test_synthetic_data_say_so(town):
    made = town(as_of=SUNDAY, patrol_plan=PLAN, project={"synthetic": True}).dataset
    section = next_week_section(plan_next_week(made), Labels.of(made, "cs")).part
    assert section.charts[0].caption.endswith("Ukázková (syntetická) data.")
    assert all(table.caption.endswith("Ukázková (syntetická) data.") for table in section.tables)


@pytest.mark.parametrize(
    ("tables", "as_of", "said"),
    [
        ({}, SUNDAY, "plán nelze rozepsat na dny: chybí „Plán služeb“"),
        ({"patrol_plan": "| locality | band | amount |"}, SUNDAY, "není v hodinách nic plánováno"),
        ({"patrol_plan": PLAN}, "2021-07-30", "už plán není: projekt skončil 30. 6. 2021"),
    ],
)
def test_without_a_plan_the_heading_says_why(town, tables, as_of, said):
    dataset = town(as_of=as_of, **tables).dataset
    section = next_week_section(plan_next_week(dataset), Labels.of(dataset, "cs")).part
    assert said in plain(section.heading)
    assert (section.charts, section.tables) == ((), ())


def test_shifts_that_suffice(town):
    enough = town(as_of=SUNDAY, patrol_plan="| locality | band | amount | valid_to |\n| A | 18-22 | 1 | 2020-09-07 |")
    ahead = plan_next_week(enough.dataset, shifts=added_shift(MONDAY, 1, 18, 19, 1))
    finding = next_week(ahead, Labels.of(enough.dataset, "cs"))
    assert "Směny stačí" in finding.paragraphs[1]
    assert plain(finding.paragraphs[2]) == "Hodiny směn: 1 h = 1 h pro plán + 0 h, které plán nepotřebuje."


def test_a_crew_that_may_not_split_and_the_holidays_of_the_week_repeated(town):
    # 28 September 2020 is a public holiday; two at 8 serve two crossings only apart
    split = town(
        as_of="2020-10-04",
        stays="| persons | locality | start | end |\n| Anna, Bert | A | 2020-09-29 08:00 | 2020-09-29 09:00 |",
        patrol_plan="""
            | locality | band  | amount | measure        | valid_from | valid_to   |
            | A        | 06-09 | 1      | presence_hours | 2020-10-06 | 2020-10-06 |
            | B        | 06-09 | 1      | presence_hours | 2020-10-06 | 2020-10-06 |
        """,
    ).dataset
    finding = next_week(plan_next_week(split), Labels.of(split, "cs"))
    notes = dict(finding.asides)
    assert "nejvýše 100 % plánované přítomnosti" in plain(finding.heading)
    assert "nejvýše 50 %" in plain(notes["Předpoklady"])
    assert "Svátky toho týdne (28. 9. 2020)" in plain(notes["Směny"])


def test_teaching_that_nobody_documented_is_named(town):
    # a break of Thursday and Friday that nobody can show makes the other days of that week uncertain
    unsure = town(
        as_of=SUNDAY,
        schools="| school | name |\n| S | Slovan |",
        localities="| locality | school |\n| A | S |",
        school_breaks="| start | end | name | confirmed |\n| 2020-09-10 | 2020-09-11 | volno | false |",
        patrol_plan="| locality | band | amount | day_types |\n| A | 06-09 | 1 | teaching_day |",
    ).dataset
    notes = dict(next_week(plan_next_week(unsure), Labels.of(unsure, "cs")).asides)
    assert "nikdo nedoložil (po 7. 9., út 8. 9. a st 9. 9.)" in plain(notes["Vyučovací dny"])


def test_a_week_under_way_is_called_its_rest(town):
    begun = town(as_of="2020-09-09", patrol_plan="| locality | band | amount |\n| A | 18-22 | 1 |").dataset
    finding = next_week(plan_next_week(begun, "2020-09-07"), Labels.of(begun, "cs"))
    assert plain(finding.heading).startswith("Ve zbytku týdne 7. 9. 2020 – 13. 9. 2020 (od 10. 9. 2020) mohou")
    assert finding.paragraphs[-1] == "Nikdo nemá směnu."
