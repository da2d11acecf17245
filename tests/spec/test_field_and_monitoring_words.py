"""What is said of field work, training and monitoring, also where nobody keeps the table it would be said from."""

import pytest

from apk_lib import charts, prose, sheets
from apk_lib.evaluate import evaluate
from apk_lib.labels import ABSENT, Labels, Reading
from apk_lib.text import LANGUAGES, NBSP

TOLD = [
    "initial_training", "training_hours", "trained_share", "training_per_person", "supervision", "weekly_reviews",
    "field_share", "locality_weeks", "late_presence", "pairs", "mentor_checks", "events_per_assistant_month",
    "locality_state", "repairs", "monitoring_done", "complaints_per_inhabitant", "finds",
]  # fmt: skip
STAFF = {
    "persons": """
        | person |
        | Anna   |
        | Bert   |
    """,
    "posts": """
        | post | planned_from | planned_to |
        | M1   | 2020-07-01   | 2021-06-30 |
        | M2   | 2020-07-01   | 2021-06-30 |
    """,
    "contracts": """
        | contract | person | post | start      |
        | C1       | Anna   | M1   | 2020-07-01 |
        | C2       | Bert   | M2   | 2020-07-01 |
    """,
    "trainings": """
        | training | held_on    | kind    |
        | T1       | 2020-07-06 | initial |
    """,
    "training_attendance": """
        | training | person | hours | passed |
        | T1       | Anna   | 40    | true   |
        | T1       | Bert   | 30    | true   |
    """,
}


def reading(town, lang="cs", period="P1", **tables):
    dataset = town(**tables).dataset
    figures = evaluate(dataset, period, TOLD)
    return Reading(figures.results, figures.curves, Labels.of(dataset, lang))


def said(finding):
    return [text.replace(NBSP, " ") for text in (finding.heading, *finding.paragraphs)]


def events(*days):
    return "| at | locality |\n" + "\n".join(f"| 2020-07-{day:02} 10:00 | A |" for day in days)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_claimed_where_nobody_keeps_a_table(town, lang):
    # what is drawn has its words, and there is nothing to draw
    empty = reading(town, lang)
    field, state = prose.field_work(empty), prose.monitoring(empty)
    assert field.paragraphs == ()
    assert state.paragraphs == ()
    assert state.pictures == (None, None)
    for sheet in (sheets.states_table, sheets.monitoring_table, sheets.locality_weeks_table):
        assert sheet(empty).rows == ()


def test_a_table_that_is_not_there_is_told_as_such(town):
    heading, *rest = said(prose.training(reading(town, **STAFF)))
    assert heading == "Vstupní vzdělávání dokončily 2 osoby"
    assert rest[1:] == [
        "Z lidí, kteří dosud na místa nastoupili: se složenou vstupní zkouškou 2 ze 2. Na osobu připadlo od začátku "
        "projektu v průměru 35 hodin vzdělávání; kdo ho má nejméně, má 30 hodin.",
        "Supervize v období zapsány nejsou.",
        "Týdenní hodnocení mentorem zapsáno není.",
    ]


def test_training_supervision_and_reviews_are_told_with_their_rules(town):
    # two a quarter, so four in the half-year; the weeks in service from 6 July to 27 December are 25 for each
    kept = reading(
        town,
        "en",
        **STAFF,
        supervisions="""
            | supervision | held_on    | kind  | hours |
            | V1          | 2020-08-10 | group | 3     |
        """,
        supervision_attendance="""
            | supervision | person |
            | V1          | Anna   |
            | V1          | Bert   |
        """,
        mentor_reviews="""
            | person | week       | score |
            | Anna   | 2020-07-06 | 2     |
            | Bert   | 2020-07-06 | 1     |
        """,
        programme_rules="""
            | rule                     | value |
            | supervisions_per_quarter | 2     |
            | initial_training_hours   | 40    |
        """,
    )
    assert said(prose.training(kept))[2:] == [
        "Of the people who have taken up a post so far: with the initial test passed 2 of 2, with the length "
        "prescribed (40 hours) 1 of 2. A person has had 35 hours of training on average since the start of the "
        "project; whoever had least has had 30 hours.",
        "Supervisions in the period: 1 of 4 planned (the programme's rules: 2 a quarter); 3 hours per person.",
        "The mentor reviewed 2 of 50 weeks in service; mean score 1.50 (as at school, one is best).",
    ]


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        # two assistants for six months are twelve assistant-months; usual are 1 to 2 of them
        (11, "Na asistenta a měsíc připadlo událostí: 0,9; to je méně než obvyklých 1 až 2: ověřte, zda se události "
             "zapisují."),
        (12, "Na asistenta a měsíc připadlo událostí: 1; to je v obvyklém rozpětí 1 až 2."),
        (24, "Na asistenta a měsíc připadlo událostí: 2; to je v obvyklém rozpětí 1 až 2."),
        (25, "Na asistenta a měsíc připadlo událostí: 2,1; to je více než obvyklých 1 až 2: ověřte, zda se táž věc "
             "nezapisuje víckrát."),
    ],
)  # fmt: skip
def test_an_unusual_number_of_events_is_a_warning(town, count, verdict):
    met = reading(
        town,
        **STAFF,
        events=events(*range(1, count + 1)),
        programme_rules="""
            | rule                  | value |
            | events_per_month_low  | 1     |
            | events_per_month_high | 2     |
        """,
    )
    assert said(prose.field_work(met))[-1] == verdict


def test_field_work_is_told_with_what_its_shares_are_of(town):
    served = reading(
        town,
        patrol_plan="""
            | locality | band  | amount | measure | per  | valid_from | valid_to   |
            | A        | 09-14 | 1      | visits  | week | 2020-07-06 | 2020-07-19 |
        """,
        stays="""
            | persons    | locality | start            | end              |
            | Anna, Bert | A        | 2020-07-07 17:00 | 2020-07-07 19:00 |
        """,
    )
    assert said(prose.field_work(served)) == [
        "Týdny lokalit, kdy asistenti přišli aspoň tolikrát, kolik služeb žádá plán: 1 ze 2",
        "Týdny se počítají za každou lokalitu zvlášť, jen celé a s plánem služby. Týdny bez jediné návštěvy: 1; "
        "na týden a lokalitu připadlo v průměru 120 minut (čas každého asistenta zvlášť).",
        "Z osobohodin v lokalitách připadlo na dobu od šesti večer do šesti ráno 50 %, na soboty a neděle 0 %.",
        "Směny ve dvojici: 1 z 1. Zda mentor směny kontroloval, zapsáno není.",
    ]


CHECKED = {
    "localities": """
        | locality | name_cs | name_en | checks_per_month | population | valid_to   |
        | A        | Nábřeží | Bank    | 1                | 500        | 2020-08-31 |
        | B        | Park    | Garden  | 1                |            | 2020-08-31 |
    """,
    "locality_checks": """
        | locality | checked_on | item     | score | reported_to | fixed_on   |
        | A        | 2020-07-06 | waste    | 3     | other       | 2020-07-10 |
        | A        | 2020-07-06 | lighting | 0     |             |            |
        | A        | 2020-08-06 | waste    | 2     | other       |            |
    """,
    "complaints": """
        | complaint | received_on | topic | channel   | locality |
        | C1        | 2020-07-06  | help  | telephone | A        |
        | C2        | 2020-12-31  | help  | telephone | A        |
    """,
}


def test_monitoring_is_told_with_what_was_missed(town):
    kept = reading(town, **CHECKED)
    assert said(prose.monitoring(kept)) == [
        "Stav lokalit má při kontrolách průměrnou známku 1,67 (nula v pořádku, trojka velmi špatný stav)",
        "Nejhůř dopadá „odpad“ (2,50), nejlépe „osvětlení“ (0); známek je 3.",
        "Z nahlášených závad, kterým v období uplynula lhůta (14 dní), bylo včas odstraněno 1 ze 2. U odstraněných to "
        "trvalo obvykle 4 dny (medián odstraněných v období; závad 1). Otevřené závady na konci období: 1.",
        "Z plánovaných kontrol lokalit se provedlo 50 %; dny kontrol: 2. Víc kontrol v jednom měsíci zmeškané v jiném "
        "nenahrazuje. Ani jedna plánovaná kontrola: Park.",
        "Stížnosti v období na tisíc obyvatel: 4 (lokality, jejichž počet obyvatel je znám).",
    ]
    assert all(prose.monitoring(kept).pictures)


def test_a_table_has_a_row_for_every_locality_known_and_a_column_for_every_thing_checked(town):
    kept = reading(town, "en", **CHECKED)
    assert sheets.states_table(kept).rows == (("Bank", "2.50", "0", "1.67"),)
    assert [(row[0], *row[1:4]) for row in sheets.monitoring_table(kept).rows] == [
        ("Bank", "100%", "2", "50%"),
        ("Garden", "0%", "0", ABSENT),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pictures_hold_the_names_and_the_numbers(town, lang):
    kept = reading(town, lang, **CHECKED)
    states = charts.to_svg(lambda: charts.locality_states(kept), lang)
    for word in {"cs": ("Nábřeží", "odpad", "2,50"), "en": ("Bank", "waste", "2.50")}[lang]:
        assert word in states
    trend = charts.to_svg(lambda: charts.state_trend(kept), lang)
    assert "7/2020" in trend
    assert "8/2020" in trend
