"""What the columns of unit-level rows hold, as a reference sheet calls them.

`QUANTITIES` is asked for `indicator.column` first and then for `column`. A name stands in the nominative, as a formula
needs it; a column that marks some cases (answers, people) also says among what they are counted. A new column of a
statistic gets its line here, or the catalogue has no sheet of its indicator (a test says so).
"""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.tables.scales import SCALES
from apk_lib.text import Text

_CASES = Text(cs="všechny případy", en="all cases")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A column: its name, and among what its cases are counted."""

    label: Text
    among: Text = _CASES


def quantity(indicator: str, column: str) -> Quantity:
    """What a column of an indicator's rows holds.

    Raises:
        KeyError: nobody has said it (a programmer's mistake).
    """
    own = f"{indicator}.{column}"
    return QUANTITIES[own] if own in QUANTITIES else QUANTITIES[column]


def _read(text: str, among: Text | None = None) -> dict[str, Quantity]:
    """Lines `column | česky | English`."""
    lines = (line.split("|") for line in text.splitlines() if line.strip())
    named = {column.strip(): Text(cs.strip(), en.strip()) for column, cs, en in lines}
    return {column: Quantity(label, among) if among else Quantity(label) for column, label in named.items()}


_PEOPLE = """
    filled_at_end | místa obsazená poslední den období | posts filled on the last day of the period
    planned_at_end | místa plánovaná na poslední den období | posts planned for the last day of the period
    employed_days | dny zaměstnání v plánu místa vážené úvazkem | days of employment within the plan, weighted by FTE
    surplus_days | dny zaměstnání nad plán místa vážené úvazkem | days of employment above the plan, weighted by FTE
    planned_days | plánované dny míst vážené úvazkem | planned days of posts weighted by FTE
    vacant_days | plánované dny, kdy místo nikdo nedržel | planned days on which nobody held the post
    employed | člověkoměsíce zaměstnání v plánu míst | person-months employed within the plan of posts
    person_months.planned | plánované člověkoměsíce | person-months planned
    months | měsíce od nástupu | months since the start
    tenure.left | odchod do konce období | leaving by the end of the period
    end_reason | důvod odchodu | reason of leaving
    person | osoby | persons
    left | osoby, které v období odešly | persons who left in the period
    headcount | průměrný počet zaměstnaných | average headcount
    person_years | osoboroky zaměstnání | person-years of employment
    replaced | znovu obsazená místa | posts filled again
    turnover.days | dny do nového obsazení místa | days until a post was filled again
    training_only | osoby s podporou jen ze vzdělávání | persons whose support is training only
    with_work | osoby s podporou včetně práce asistenta | persons whose support includes the work
    incomplete | osoby s neúplnou kartou účastníka | persons with an incomplete card
    improved | osoby s tímto výsledkem účasti | persons with this result of taking part
    person_four_weeks | osoby zaměstnané 4 týdny po odchodu | persons employed 4 weeks after leaving
    person_six_months | osoby zaměstnané 6 měsíců po odchodu | persons employed 6 months after leaving
    unknown_four_weeks | osoby, u nichž stav po 4 týdnech neznáme | persons whose state after 4 weeks is unknown
    unknown_six_months | osoby, u nichž stav po 6 měsících neznáme | persons whose state after 6 months is unknown
    not_due_six_months | osoby, kterým 6 měsíců ještě neuplynulo | persons for whom 6 months have not passed yet
    over_54 | osoby nad 54 let zaměstnané 6 měsíců po odchodu | persons over 54 employed 6 months after leaving
    disadvantaged | znevýhodněné osoby zaměstnané 6 měsíců po odchodu | disadvantaged persons employed after 6 months
    pre_score | body testu před kurzem | points of the test before the course
    post_score | body testu po kurzu | points of the test after the course
    pre_confidence | sebehodnocení před kurzem | self-assessment before the course
    post_confidence | sebehodnocení po kurzu | self-assessment after the course
"""
_LEARNING = """
    training_hours.hours | osobohodiny účasti na kurzech | person-hours of attending courses
    training_per_person.hours | hodiny vzdělávání osoby | hours of training of a person
    counted | zaměstnané osoby | persons employed
    passed | osoby, které složily vstupní zkoušku | persons who passed the initial test
    trained_share.person | osoby, které nastoupily | persons who took up a post
    enough | osoby s předepsanými hodinami vstupního kurzu | persons with the prescribed initial hours
    judged | osoby, pro které je rozsah předepsán | persons for whom hours are prescribed
    held | konaná setkání | meetings held
    supervision.planned | plánovaná setkání | meetings planned
    supervision.hours | osobohodiny supervize | person-hours of supervision
    supervision.person | zaměstnané osoby | persons employed
    reviewed | týdny s hodnocením mentora | weeks with a mentor's review
    in_service | týdny služby | weeks in service
    weekly_reviews.score | známky hodnocení | scores of reviews
    scored | hodnocení se známkou | reviews with a score
    mentor_checks.checked | služby zkontrolované mentorem | shifts checked by the mentor
    mentor_checks.known | služby, u nichž je zapsáno, zda kontrolovány byly | shifts that say whether they were checked
"""
_FIELD = """
    length | doba v terénu | time in the field
    presence_hours.length | doba, kdy v místě někdo byl | time when somebody was there
    daily_presence.length | doba, kdy v místě někdo byl | time when somebody was there
    late_presence.length | doba, kdy v místě někdo byl | time when somebody was there
    kept | splněná část plánu | part of the plan kept
    planned | plán | plan
    delivered | odsloužené množství | amount delivered
    over | odslouženo nad plán | delivered over the plan
    hit | plánované jednotky s aspoň nějakou přítomností | planned units with any presence
    units | plánované jednotky (pásma, dny, týdny) | planned units (slots, days, weeks)
    excused | omluvené osobohodiny | excused person-hours
    excused_adherence.left | plán bez omluvených osobohodin | plan less excused person-hours
    left_in_part | plán bez poměrné části omluvených osobohodin | plan less its part of excused person-hours
    stood | dny vyučování s přítomností na přechodu | teaching days with presence at the crossing
    taught | dny vyučování | teaching days
    without_closures | dny vyučování bez ohledu na uzavření škol | teaching days regardless of closures
    some_attend | dny, kdy do školy chodí aspoň někteří žáci | days on which at least some pupils attend
    all_attend | dny, kdy do školy chodí všichni žáci | days on which all pupils attend
    unconfirmed | nepotvrzené dny vyučování | unconfirmed teaching days
    hours_in | všechna doba návštěv | all time of visits
    in_localities | doba v lokalitách | time in localities
    outside | doba mimo lokality | time outside localities
    untracked | doba služby bez záznamu místa | time on shift without a place
    night_shift | doba nočních služeb přes hranici období | time of night shifts over the edge of the period
    open_at_most | nejvyšší možná doba neukončených návštěv | longest possible time of unfinished visits
    open_visit | neukončené návštěvy | unfinished visits
    double_booked | doba, kdy byl někdo zapsán na dvou místech | time when somebody is recorded in two places
    throughout | lokality platné po celý projekt | localities valid throughout the project
    person_day | dny osob v terénu | days of persons in the field
    day | dny s přítomností | days with presence
    worked | osobohodiny v terénu | person-hours in the field
    hours_of_day.present | doba, kdy v místě někdo byl | time when somebody was there
    mean_crew.present | doba, kdy v terénu někdo byl | time when anybody was in the field
    visited | návštěvy | visits
    extent.visited | navštívené lokality | localities visited
    valid | lokality platné v období | localities valid in the period
    gps_extent.visited | políčka mapy s polohou GPS | cells of the map with a GPS fix
    eligible | políčka mapy v lokalitách | cells of the map in localities
    stay | pobyty | stays
    stay_lengths.minutes | délka pobytu v minutách | length of a stay in minutes
    long | pobyty aspoň 10 minut | stays of at least 10 minutes
    gap | doba služby mezi dvěma pobyty | service time between two stays
    gaps | mezery mezi pobyty | gaps between stays
    squared | součet čtverců mezer | sum of squared gaps
    doubled | dvojnásobek doby služby | twice the service time
    service | doba služby | service time
    since | dny od poslední návštěvy | days since the last visit
    overlooked | opomíjené lokality | overlooked localities
    fund | fond pracovní doby | working-time fund
    covered | týdny lokalit se splněným plánem návštěv | weeks of localities with the planned visits
    locality_weeks.planned | týdny lokalit s plánem | weeks of localities with a plan
    unvisited | týdny lokalit bez návštěvy | weeks of localities without a visit
    minutes | minuty asistentů v lokalitě | minutes of assistants in the locality
    late | doba po 18. hodině | time after 6 p.m.
    weekend | doba o víkendech | time at weekends
    pair | služby ve dvou a více | shifts of two or more
    shifts | služby | shifts
    events_per_assistant_month.recorded | zapsané události | events recorded
    events_per_assistant_month.months | člověkoměsíce asistentů | person-months of assistants
    recorded | doba v lokalitě podle výkazu | time in the locality by the records
    gps | doba v lokalitě podle GPS | time in the locality by GPS
    both | doba v lokalitě podle obojího | time in the locality by both
    tracked | doba služby s polohou GPS | time on shift with GPS
    on_shift | doba služby | time on shift
    gps_tracking.gaps | doba služby bez polohy GPS | time on shift without GPS
    gps_tracking.outside | doba s GPS mimo lokality | tracked time outside localities
    assumed | doba s GPS bez viděného pohybu | tracked time in which no walk was seen
    moved_at_borders | doba přesunutá na hranicích lokalit | time moved at the borders of localities
    off_shift | doba s GPS mimo službu | tracked time off shift
    single | osamocené polohy GPS | single GPS fixes
"""
_MET = """
    event | události | events
    exposure | osobohodiny v terénu | person-hours in the field
    whole_exposure | všechny osobohodiny v terénu | all person-hours in the field
    settled | události vyřešené domluvou | events settled by talking
    handed | události předané policii | events handed over to the police
    handed_over | předané události | events handed over
    known | události se známým výsledkem | events with a known outcome
    contacts_made.count | kontakty | contacts
    contact | kontakty s oběťmi | contacts with victims
    offered | kontakty s nabídnutou pomocí | contacts with an offer of help
    accepted | kontakty s přijatou pomocí | contacts with help accepted
    locality_state.score | známky kontrolovaných věcí | scores of things checked
    locality_state.checked | kontrolované věci | things checked
    locality_state.mean | průměrná známka měsíce | mean score of the month
    in_time | závady odstraněné ve lhůtě | defects mended in time
    repairs.due | závady, kterým lhůta uplynula | defects whose time ran out
    repairs.days | dny do odstranění závady | days until a defect was mended
    repairs.open | neodstraněné závady | defects not mended
    monitoring_done.kept | kontroly provedené z plánovaných | checks made of those planned
    monitoring_done.planned | plánované kontroly | checks planned
    checks | provedené kontroly | checks made
    complaint | stížnosti | complaints
    population | obyvatelé | inhabitants
    count | zapsané případy | recorded cases
    recorded_offences.known | měsíce se záznamy | months with records
    complaints_received.known | měsíce se záznamy | months with records
    offence_effect.months | porovnávané měsíce | months compared
    complaint_effect.months | porovnávané měsíce | months compared
    chosen | lokality vybrané podle nejhoršího roku | localities chosen by their worst year
    offence_trend.before | měsíce před zahájením | months before the start
    share | podíl dnů v nouzovém stavu | share of days in a state of emergency
    registered | registrované skutky | registered crimes
"""
_MONEY = """
    spent | vyčerpané náklady včetně paušálu | costs spent with the flat rate
    budget | závazný rozpočet | binding budget
    direct | přímé náklady | direct costs
    disallowed | neuznané náklady | disallowed costs
    undecided | náklady, o kterých není rozhodnuto | costs not decided yet
    within_rate | náklady hrazené z paušálu | costs paid from the flat rate
    elapsed | uplynulé dny projektu | days of the project elapsed
    days | všechny dny projektu | all days of the project
    crowns | vyčerpané náklady v korunách | costs spent in crowns
    contacts | kontakty | contacts
    assistant_month_cost.months | člověkoměsíce asistentů | person-months of assistants
    linear | rozpočet × podíl uplynulé doby | budget × share of time elapsed
    spending_plan.planned | čerpání podle finančního plánu | spending by the financial plan
    planned_of | rozpočet, k němuž je plán | budget to which there is a plan
    over_linear | čerpání minus rovnoměrné čerpání | spending less linear spending
    over_plan | čerpání minus finanční plán | spending less the financial plan
    line_approved | schválená částka položky | approved amount of the line
    unassigned | náklady bez klíčové aktivity | costs without a key activity
    due | částka připadající na zdroj | amount due from the source
    entitled | díl rozpočtu podle podílů zdrojů | part of the budget by the shares of sources
    difference | zveřejněná částka minus spočtená | published amount less the computed one
    funding_parts_sum.difference | součet zdrojů minus zveřejněný celek | sum of the parts less the published total
    amount | zveřejněné částky zdrojů | published amounts of the sources
    payments_received.amount | přijaté platby | payments received
    stated | zveřejněné celkové náklady | published total
    decided | náklady, o kterých je rozhodnuto | costs decided
    unspent_forecast.left | rozpočet, který při tomto tempu zbude | budget that will be left at this pace
"""
_PAPERS = """
    finished | dokončené dokumenty | documents finished
    published | zveřejněné dokumenty | documents published
    early | dny před termínem | days before the deadline
    one | člověkoměsíce | person-months
    timesheet | hodiny podle výkazu | hours by the timesheet
    reconciliation.shifts | hodiny podle služeb | hours by the shifts
    training | hodiny kurzů | hours of training
    apart | rozdíl výkazu a záznamů (bez znaménka) | difference of timesheet and records (absolute)
    without_wage | člověkoměsíce bez mzdového výdaje | person-months without a wage
    without_timesheet | člověkoměsíce bez výkazu | person-months without a timesheet
    publicity_kept.kept | dodržené povinnosti publicity | publicity duties kept
    mandatory | povinnosti publicity | publicity duties
    risks_open.open | otevřené problémy | open problems
    found_then | zjištěné problémy | problems found
    solved | vyřešené problémy | problems solved
    age | stáří otevřeného problému ve dnech | age of an open problem in days
    passing | řádky, které prošly kontrolou | rows that passed the checks
    rows | zapsané řádky | rows recorded
    rejected | odložené řádky | rows set aside
    respondent | dotázaní | respondents
    published_safety.share | zveřejněný podíl | published share
"""
_ANSWERED = _read(
    """
    favourable | příznivé odpovědi | favourable answers
    compared | příznivé odpovědi na srovnatelnou otázku | favourable answers, comparable wording
    explored | příznivé odpovědi na vedlejší otázku | favourable answers to a secondary question
    compared_score | známka odpovědi (vyšší = příznivější) | score of the answer (higher = more favourable)
    score | známka odpovědi (vyšší = příznivější) | score of the answer (higher = more favourable)
    net | příznivé (+1) a nepříznivé (−1) odpovědi | favourable (+1) and unfavourable (−1) answers
    worse | odpovědi „zhoršila se“ | answers “got worse”
    """,
    Text(cs="platné odpovědi", en="valid answers"),
)
_MARKED = {
    **_read("dont_know | odpovědi „nevím“ | answers “don't know”", Text(cs="všechny odpovědi", en="all answers")),
    **_read("silent | dotázaní bez odpovědi | respondents without an answer",
            Text(cs="dotázaní, kterým byla otázka určena", en="respondents asked the question")),
    **_read("does_not_go | dotázaní, kteří tam nechodí | respondents who do not go there",
            Text(cs="všechny odpovědi", en="all answers")),
    **_read("aware | cítí se díky asistentům bezpečněji | feel safer because of the assistants",
            Text(cs="kdo o asistentech vědí a odpověděli", en="those who know of the assistants and answered")),
    **_read("all | cítí se díky asistentům bezpečněji | feel safer because of the assistants",
            Text(cs="kdo řekli, zda o asistentech vědí", en="those who said whether they know of the assistants")),
    **_read("still_employed | původní asistenti stále zaměstnaní | original assistants still employed",
            Text(cs="první držitelé míst", en="first holders of the posts")),
    **_read("retained | osoby zaměstnané i po této době | persons still employed after that time",
            Text(cs="osoby, kterým tato doba od nástupu uplynula", en="persons whose start is that long ago")),
    **_read("four_weeks | osoby zaměstnané 4 týdny po odchodu | persons employed 4 weeks after leaving",
            Text(cs="odešlé osoby se známým stavem", en="those who left and whose state is known")),
    **_read("six_months | osoby zaměstnané 6 měsíců po odchodu | persons employed 6 months after leaving",
            Text(cs="odešlé osoby se známým stavem", en="those who left and whose state is known")),
    **_read("on_time | výstupy hotové v termínu | outputs finished in time",
            Text(cs="výstupy s termínem v období", en="outputs due in the period")),
    **_read("agrees | člověkoměsíce, kde výkaz souhlasí se záznamy | person-months where timesheet and records agree",
            Text(cs="člověkoměsíce s výkazem i záznamy", en="person-months with a timesheet and records")),
}  # fmt: skip
_SAFETY = SCALES["safety"]
_ANSWERS = {
    f"answer_{code}": Quantity(
        Text(cs=f"odpovědi „{said.cs}“", en=f"answers “{said.en}”"),
        Text(cs="platné odpovědi", en="valid answers") if code in _SAFETY.valid
        else Text(cs="všechny odpovědi", en="all answers"),
    )
    for code, said in {**_SAFETY.valid, **_SAFETY.outside}.items()
}  # fmt: skip
QUANTITIES: dict[str, Quantity] = {
    **_read("".join((_PEOPLE, _LEARNING, _FIELD, _MET, _MONEY, _PAPERS))),
    **_ANSWERED, **_MARKED, **_ANSWERS,
}  # fmt: skip
