"""The plan of protection: what becomes of every column of the data model in the evaluator's kit, and why.

One declared table. A column it does not name fails a test, so that none slips out because somebody added it. What is
`kept` stands in the kit as it is, what is `coarsened` in the table and column of the kit that are named, and what is
`dropped` nowhere. The kit says the same in its `protection.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from apk_lib.text import Text

Treatment = Literal["kept", "coarsened", "dropped"]
TREATMENTS: dict[Treatment, Text] = {
    "kept": Text(cs="ponecháno", en="kept"),
    "coarsened": Text(cs="zobecněno", en="coarsened"),
    "dropped": Text(cs="vypuštěno", en="dropped"),
}
# columns every table has, or every table of records
BOOKKEEPING = ("source_row", "recorded_at", "withdrawn")


_OPEN = Text(cs="věc veřejná, bez údajů o osobách", en="a public matter without data on persons")


@dataclass(frozen=True, slots=True)
class Protected:
    """What becomes of the columns of one table, each set written as names with spaces between.

    `coarsened` says what is left of a column and, where it is not in the table of the same name, where it went;
    `because` is why others are kept, `reason` why they are dropped.
    """

    kept: str = ""
    coarsened: dict[str, Text] = field(default_factory=dict)
    dropped: str = ""
    reason: Text | None = None
    because: Text = _OPEN


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one column."""

    table: str
    column: str
    treatment: Treatment
    reason: Text


_NEEDED = Text(cs="bez toho nelze odhadovat; samo na osobu neukazuje",
               en="no estimate without it; by itself it points at no person")  # fmt: skip
_WHO_WROTE = Text(cs="účetnictví zápisů: prozradilo by pořadí a kdo měl kdy službu",
                  en="book-keeping of entries: it would tell their order and who was on duty when")  # fmt: skip
_PERSONS = Text(cs="údaje o čtyřech známých lidech", en="data on four people whom everybody knows")
_WITHOUT_USE = Text(cs="řízení projektu, k odhadům není třeba; je ve zprávě",
                    en="management of the project, no matter for estimates; it is in the report")  # fmt: skip
_SHIFT = Text(cs="den a hodina služby říkají, kdo ji měl", en="the day and hour of a service tell who was on it")
_DEVICE = Text(cs="poloha přístroje je poloha člověka, který jej nese",
               en="the place of a device is the place of the person who carries it")  # fmt: skip
_CASE = Text(cs="jednotlivý případ poznají ti, kdo u něj byli", en="a single case is known to those who were there")
_TEXT = Text(cs="volný text", en="free text")
_HOURS = Text(
    cs="patrol_monthly: hodiny za každý měsíc, lokalitu a pásmo, i nulové",
    en="patrol_monthly: hours of every month, locality and band, zeros included",
)
_RANGE = Text(
    cs="rozmezí, v němž počet leží; jeho začátek je losován a zpravidla zůstává, dokud se počet nezmění",
    en="a range the count lies in; its beginning is drawn by lot and mostly stays until the count changes",
)
_MONTH = Text(cs="jen měsíc", en="the month alone")
_ARM = Text(cs="jen skupina lokalit", en="the group of localities alone")
_LINKED = Text(cs="spojilo by odpovědi s člověkem", en="it would join the answers to a person")
_NEW_ID = Text(
    cs="nové číslo, jehož pořadí s původním nesouvisí", en="a new number, its order unrelated to the old one"
)
_HIDDEN = Text(cs="prázdné, kde by skupina byla malá", en="empty where the group would be small")
_PARTED = Text(cs="prázdné v celé vlně, má-li některá část města málo dotázaných",
               en="empty in a whole wave of which some part of the town has few respondents")  # fmt: skip
_STRATA = Text(cs="pořadové číslo místo názvu, v každé vlně jiné; malé vrstvy sloučeny s nejmenší vedlejší",
               en="a running number in place of its name, another in each wave; small strata merged with the smallest "
               "beside them")  # fmt: skip
_MERGED = Text(
    cs="ulice a domy sloučeny, až je v nich dost dotázaných; pořadová čísla, v každé vlně jiná. Směrodatné chyby se "
    "proto od zprávy liší, chyby změn bývají větší",
    en="streets and houses merged until enough were asked in them; running numbers, others in each wave. Standard "
    "errors therefore differ from the report, those of changes tend to be larger",
)

PLAN: dict[str, Protected] = {
    # --- the project sheet
    "periods": Protected(kept="period start end report_due final confirmed"),
    "goals": Protected(dropped="goal level text_cs text_en headline", reason=_WITHOUT_USE),
    "key_activities": Protected(dropped="key_activity name_cs name_en indicators", reason=_WITHOUT_USE),
    "targets": Protected(kept="indicator measure valid_from approved_on target confirmed"),
    "funding_parts": Protected(dropped="source name_cs name_en amount confirmed", reason=_WITHOUT_USE),
    "budget_lines": Protected(
        dropped="line version name_cs name_en direct approved valid_from approved_on confirmed", reason=_WITHOUT_USE
    ),
    "financial_plan": Protected(dropped="period valid_from approved_on spent confirmed", reason=_WITHOUT_USE),
    "plan_measures": Protected(
        dropped="plan_measure plan_cs plan_en text_cs text_en indicators confirmed", reason=_WITHOUT_USE
    ),
    "schools": Protected(kept="school name"),
    "localities": Protected(
        kept="locality name_cs name_en kind school valid_from valid_to confirmed succeeds chosen_by_peak population",
        dropped="checks_per_month", reason=_WITHOUT_USE,
    ),
    "bands": Protected(kept="band start_hour end_hour"),
    "programme_rules": Protected(dropped="rule value confirmed", reason=_WITHOUT_USE),
    # --- people
    "posts": Protected(dropped="post planned_from planned_to fte approved_on", reason=_PERSONS),
    "persons": Protected(dropped="person role", reason=_PERSONS),
    "contracts": Protected(dropped="contract person post start last_day fte end_reason", reason=_PERSONS),
    "participants": Protected(
        dropped="person sex age_group disadvantaged entered_on left_on card_complete qualified_on status_four_weeks "
        "status_six_months", reason=_PERSONS,
    ),
    "training_attendance": Protected(
        dropped="training person hours passed certified pre_score post_score pre_confidence post_confidence",
        reason=_PERSONS,
    ),
    "trainings": Protected(dropped="training held_on kind topic form", reason=_PERSONS),
    "supervisions": Protected(dropped="supervision held_on kind hours", reason=_PERSONS),
    "supervision_attendance": Protected(dropped="supervision person", reason=_PERSONS),
    "mentor_reviews": Protected(dropped="person week score tasks", reason=_PERSONS),
    "hours_monthly": Protected(dropped="person month fund worked excused training", reason=_PERSONS),
    "absences": Protected(dropped="person first_day last_day excused_hours", reason=_PERSONS),
    # --- service
    "shifts": Protected(dropped="shift start end checked_by_mentor", reason=_SHIFT),
    "shift_crew": Protected(coarsened={"person": _HOURS}, dropped="shift", reason=_SHIFT),
    "visits": Protected(
        coarsened={"locality": _HOURS, "start": _HOURS, "end": _HOURS}, dropped="visit shift activity", reason=_SHIFT
    ),
    "visit_crew": Protected(coarsened={"person": _HOURS}, dropped="visit", reason=_SHIFT),
    "contacts": Protected(
        coarsened={"kind": Text(cs="contacts_monthly: druh za měsíc", en="contacts_monthly: the kind by month"),
                   "count": _RANGE}, dropped="visit", reason=_SHIFT,
    ),
    "gps_fixes": Protected(dropped="device at lon lat", reason=_DEVICE),
    "patrol_plan": Protected(
        kept="locality day_types band amount measure per valid_from valid_to", dropped="plan_row entered_on",
        reason=_WITHOUT_USE,
    ),
    "events": Protected(
        coarsened={"at": _MONTH, "kind": _RANGE},
        dropped="event visit locality hidden_crime referral outcome found", reason=_CASE,
    ),
    "locality_checks": Protected(
        kept="locality item score reported_to", coarsened={"checked_on": _MONTH, "fixed_on": _MONTH}
    ),
    # --- survey
    "survey_waves": Protected(kept="wave mode", coarsened={"starts": _MONTH, "ends": _MONTH}),
    "survey_dispositions": Protected(kept="wave zone disposition", coarsened={"persons": _RANGE}, because=_NEEDED),
    "survey_items": Protected(kept="item question_cs question_en scale battery locality primary"),
    "survey_wordings": Protected(kept="wave item place comparable", dropped="note", reason=_TEXT),
    "survey_respondents": Protected(
        kept="wave",
        coarsened={
            "zone": _PARTED, "respondent": _NEW_ID, "sex": _HIDDEN, "age_group": _HIDDEN,
            "stratum": _STRATA, "psu": _MERGED,
            "weight": Text(cs="průměr skupiny se stejnými znaky", en="the mean of the group with the same traits"),
            "population": Text(cs="jen obyvatelé vrstvy, jsou-li známi; u sloučených jejich součet",
                               en="the inhabitants of the stratum alone, if known; of merged strata their sum"),
        },
        dropped="panel locality", reason=_LINKED, because=_NEEDED,
    ),
    "survey_answers": Protected(kept="item answer", coarsened={"respondent": _NEW_ID}, because=_NEEDED),
    # --- what the project hopes to change
    "official_offences": Protected(
        coarsened={"happened_on": _MONTH, "locality": _ARM}, dropped="offence kind keeper", reason=_CASE
    ),
    "complaints": Protected(
        coarsened={"received_on": _MONTH, "locality": _ARM}, dropped="complaint topic channel", reason=_CASE
    ),
    # --- money and papers
    "expenses": Protected(
        dropped="expense line paid_on claimed approved kind document key_activity person month", reason=_PERSONS
    ),
    "payments": Protected(dropped="payment paid_on kind source amount", reason=_WITHOUT_USE),
    "outputs": Protected(
        dropped="output key_activity kind name due_on finished_on published_on address logo_strip registration_number",
        reason=_WITHOUT_USE,
    ),
    "publicity": Protected(dropped="item kind place since until evidence", reason=_WITHOUT_USE),
    "risks": Protected(
        dropped="risk found_on description key_activity severity solution closed_on", reason=_TEXT
    ),
    "waivers": Protected(dropped="waiver rule row_key reason approved_by valid_to_period", reason=_TEXT),
    # --- context
    "school_breaks": Protected(kept="start end school name source confirmed"),
    "context_events": Protected(kept="start end kind what attendance source confirmed"),
    "recorded_crime": Protected(kept="area year registered source"),
    "population_margins": Protected(kept="variable category persons source confirmed"),
    "published_surveys": Protected(
        kept="survey item place year respondents percent_safe wording caveat_cs caveat_en source"
    ),
}  # fmt: skip


def decisions() -> Iterator[Decision]:
    """What becomes of each column of the data model, in the order of the plan; book-keeping columns are dropped."""
    for table, plan in PLAN.items():
        yield from (Decision(table, column, "kept", plan.because) for column in plan.kept.split())
        yield from (Decision(table, column, "coarsened", how) for column, how in plan.coarsened.items())
        if plan.reason:
            yield from (Decision(table, column, "dropped", plan.reason) for column in plan.dropped.split())
    yield from (Decision("*", column, "dropped", _WHO_WROTE) for column in BOOKKEEPING)
