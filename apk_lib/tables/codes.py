"""The closed lists of codes used in tables, with their labels."""

from __future__ import annotations

from apk_lib.text import Text

DAY_TYPES = {
    "public_holiday": Text(cs="státní svátek", en="public holiday"),
    "weekend": Text(cs="víkend", en="weekend"),
    "teaching_day": Text(cs="vyučovací den", en="teaching day"),
    "other_working_day": Text(cs="pracovní den bez výuky", en="working day without school"),
}
ATTENDANCE = {
    "none": Text(cs="nikdo", en="none"),
    "some": Text(cs="někteří", en="some"),
    "all": Text(cs="všichni", en="all"),
}
GOAL_LEVELS = {
    "main": Text(cs="hlavní cíl", en="main goal"),
    "partial": Text(cs="dílčí cíl", en="partial goal"),
    "concrete": Text(cs="konkrétní cíl", en="specific goal"),
}
LOCALITY_KINDS = {
    "crossing": Text(cs="přechod u školy", en="school crossing"),
    "risk": Text(cs="riziková lokalita", en="risk locality"),
    "park": Text(cs="park", en="park"),
    "cycle_path": Text(cs="cyklostezka", en="cycle path"),
    "surroundings": Text(cs="okolí rizikové lokality", en="surroundings of a risk locality"),
    "comparison": Text(cs="srovnávací lokalita", en="comparison locality"),
}
# kinds of places nobody patrols: they are there to be compared with
NOT_PATROLLED = ("surroundings", "comparison")
ARMS = {
    "risk": Text(cs="rizikové lokality", en="risk localities"),
    "surroundings": Text(cs="okolí rizikových lokalit", en="surroundings of risk localities"),
    "comparison": Text(cs="srovnávací lokality", en="comparison localities"),
    "elsewhere": Text(cs="jinde ve městě", en="elsewhere in the town"),
}
WINDOWS = {
    "before": Text(cs="před projektem", en="before the project"),
    "after": Text(cs="v době projektu", en="during the project"),
}
ROLES = {
    "assistant": Text(cs="asistent prevence kriminality", en="crime-prevention assistant"),
    "mentor": Text(cs="mentor (strážník)", en="mentor (municipal officer)"),
}
END_REASONS = {
    "end_of_project": Text(cs="konec projektu", en="end of the project"),
    "agreement": Text(cs="dohoda", en="agreement"),
    "notice": Text(cs="výpověď", en="notice"),
    "probation": Text(cs="zkušební doba", en="probation"),
    "other_job": Text(cs="odchod za jinou prací", en="left for another job"),
    "other": Text(cs="jiný důvod", en="other reason"),
}
ACTIVITIES = {
    "crossing_supervision": Text(cs="dohled na přechodu", en="school-crossing supervision"),
    "cycle_path_supervision": Text(cs="dohled na cyklostezce", en="cycle-path supervision"),
    "foot_patrol": Text(cs="pochůzka", en="foot patrol"),
    "public_order": Text(cs="veřejný pořádek", en="public order"),
    "night_quiet": Text(cs="noční klid", en="night-time quiet"),
    "vandalism": Text(cs="vandalismus", en="vandalism"),
    "neighbour_dispute": Text(cs="sousedské a rodinné spory", en="neighbour and family disputes"),
    "other": Text(cs="jiná činnost", en="other activity"),
}
PLAN_MEASURES = {
    "person_hours": Text(cs="osobohodiny", en="person-hours"),
    "presence_hours": Text(cs="hodiny přítomnosti", en="presence-hours"),
    "visits": Text(cs="návštěvy", en="visits"),
}
PLAN_UNITS = {
    "slot": Text(cs="služba (den a pásmo)", en="slot (day and band)"),
    "day": Text(cs="den", en="day"),
    "week": Text(cs="týden", en="week"),
}
EVENT_KINDS = {
    "public_order": Text(cs="veřejný pořádek", en="public order"),
    "civil_coexistence": Text(cs="občanské soužití", en="civil coexistence"),
    "property": Text(cs="majetek", en="property"),
    "traffic": Text(cs="doprava", en="traffic"),
    "bylaw": Text(cs="obecně závazná vyhláška", en="municipal bylaw"),
    "find": Text(cs="nález", en="find"),
    "defect": Text(cs="závada", en="defect"),
    "help": Text(cs="pomoc", en="help"),
    "other": Text(cs="jiné", en="other"),
}
OUTCOMES = {
    "settled_by_talking": Text(cs="vyřešeno domluvou", en="settled by talking"),
    "handed_to_municipal_police": Text(cs="předáno městské policii", en="handed to the municipal police"),
    "handed_to_state_police": Text(cs="předáno Policii ČR", en="handed to the Police of the Czech Republic"),
    "handed_to_child_protection": Text(cs="předáno OSPOD", en="handed to child protection"),
    "handed_to_town_office": Text(cs="předáno odboru města", en="handed to an office of the town"),
    "handed_to_rescue_service": Text(cs="předáno záchranné službě", en="handed to a rescue service"),
    "defect_reported": Text(cs="závada nahlášena", en="defect reported"),
    "not_settled": Text(cs="bez řešení", en="not settled"),
}
FINDS = {
    "needles": Text(cs="injekční materiál", en="needles"),
    "waste": Text(cs="odpad, černá skládka", en="waste, fly-tipping"),
    "lost_property": Text(cs="ztracená věc", en="lost property"),
    "other": Text(cs="jiný nález", en="other find"),
}
CONTACT_KINDS = {
    "resident": Text(cs="obyvatel", en="resident"),
    "building_manager": Text(cs="správce objektu", en="manager of a building"),
    "pupil": Text(cs="žák", en="pupil"),
    "other": Text(cs="někdo jiný", en="somebody else"),
}
VISIT_LENGTHS = {
    "0-10": Text(cs="do 10 minut", en="under 10 minutes"),
    "10-16": Text(cs="10 až 16 minut", en="10 to 16 minutes"),
    "16-30": Text(cs="16 až 30 minut", en="16 to 30 minutes"),
    "30-60": Text(cs="30 až 60 minut", en="30 to 60 minutes"),
    "60+": Text(cs="hodina a déle", en="an hour or longer"),
}
HOURS = {str(hour): Text(cs=f"{hour}–{hour + 1} h", en=f"{hour}–{hour + 1} h") for hour in range(24)}
HIDDEN_CRIME = {
    "usury": Text(cs="lichva", en="usury"),
    "harassment": Text(cs="obtěžování", en="harassment"),
    "abuse": Text(cs="zneužívání", en="abuse"),
    "domestic_violence": Text(cs="domácí násilí", en="domestic violence"),
    "other": Text(cs="jiná skrytá kriminalita", en="other hidden crime"),
}
REFERRALS = {
    "none": Text(cs="bez předání", en="no referral"),
    "offered": Text(cs="pomoc nabídnuta", en="help offered"),
    "accepted": Text(cs="pomoc přijata", en="help accepted"),
}
TRAINING_KINDS = {
    "initial": Text(cs="vstupní vzdělávání", en="initial training"),
    "ongoing": Text(cs="průběžné vzdělávání", en="ongoing training"),
}
TRAINING_FORMS = {
    "in_person": Text(cs="prezenčně", en="in person"),
    "online": Text(cs="online s lektorem", en="online with a trainer"),
    "e_learning": Text(cs="e-learning", en="e-learning"),
}
SUPERVISION_KINDS = {
    "individual": Text(cs="individuální", en="individual"),
    "group": Text(cs="skupinová", en="group"),
}
CHECKLIST = {
    "waste": Text(cs="odpad", en="waste"),
    "graffiti": Text(cs="graffiti", en="graffiti"),
    "street_furniture": Text(cs="mobiliář", en="street furniture"),
    "lighting": Text(cs="osvětlení", en="lighting"),
    "alcohol": Text(cs="alkohol na veřejnosti", en="drinking in public"),
    "needles": Text(cs="injekční materiál", en="needles"),
    "noise": Text(cs="hluk", en="noise"),
    "gatherings": Text(cs="shlukování", en="gatherings"),
}
CARETAKERS = {
    "town_office": Text(cs="odbor města", en="office of the town"),
    "municipal_police": Text(cs="městská policie", en="municipal police"),
    "technical_services": Text(cs="technické služby", en="technical services"),
    "building_manager": Text(cs="správce objektu", en="manager of the building"),
    "other": Text(cs="někdo jiný", en="somebody else"),
}
ESF_AGE_GROUPS = {
    "under_25": Text(cs="do 25 let", en="under 25"),
    "25-54": Text(cs="25 až 54 let", en="25 to 54"),
    "over_54": Text(cs="nad 54 let", en="over 54"),
}
AFTER_LEAVING = {
    "employed": Text(cs="zaměstnán", en="employed"),
    "self_employed": Text(cs="podniká (OSVČ)", en="self-employed"),
    "in_education": Text(cs="vzdělává se", en="in education or training"),
    "registered_unemployed": Text(cs="hledá práci (evidence ÚP)", en="looking for work (registered)"),
    "inactive": Text(cs="neaktivní", en="inactive"),
    "unknown": Text(cs="nezjištěno", en="not known"),
}
EXPENSE_KINDS = {
    "staff": Text(cs="lidské zdroje", en="staff"),
    "travel": Text(cs="cestovní náhrady", en="travel"),
    "document": Text(cs="účetní doklad", en="accounting document"),
}
PAYMENT_KINDS = {
    "advance": Text(cs="záloha", en="advance"),
    "interim": Text(cs="průběžná platba", en="interim payment"),
    "final": Text(cs="závěrečná platba", en="final payment"),
    "refund": Text(cs="vratka", en="refund to the funder"),
}
# the lines of the picture of spending
SPENDING_COURSE = {
    "spent": Text(cs="vyčerpáno", en="spent"),
    "planned": Text(cs="finanční plán", en="financial plan"),
    "linear": Text(cs="rovnoměrné čerpání", en="even spending"),
}
PUBLICITY_KINDS = {
    "poster": Text(cs="plakát", en="poster"),
    "website": Text(cs="web", en="website"),
    "logo_strip": Text(cs="pruh log", en="logo strip"),
    "press": Text(cs="tisk, zpravodaj", en="press, newsletter"),
    "other": Text(cs="jiné", en="other"),
}
RISK_SEVERITIES = {
    "low": Text(cs="nízká", en="low"),
    "medium": Text(cs="střední", en="medium"),
    "high": Text(cs="vysoká", en="high"),
}
SURVEY_MODES = {
    "interview": Text(cs="tazatel", en="interviewer"),
    "online": Text(cs="online", en="online"),
    "paper": Text(cs="papír", en="paper"),
    "mixed": Text(cs="kombinace", en="mixed"),
}
ZONES = {
    "risk_locality": Text(cs="rizikové lokality", en="risk localities"),
    "surroundings": Text(cs="okolí lokalit", en="surroundings"),
    "rest_of_town": Text(cs="zbytek města", en="rest of the town"),
}
# how a change in one part of the town compares with that in another
ZONE_PAIRS = {
    "risk_locality|surroundings": Text(cs="rizikové lokality proti svému okolí",
                                       en="risk localities against their surroundings"),
    "risk_locality|rest_of_town": Text(cs="rizikové lokality proti zbytku města",
                                       en="risk localities against the rest of the town"),
    "surroundings|rest_of_town": Text(cs="okolí lokalit proti zbytku města",
                                      en="surroundings against the rest of the town"),
}  # fmt: skip
# where the answers of the four-point scale are cut in two
SAFETY_CUTS = {
    "1": Text(cs="„rozhodně bezpečně“ proti všem ostatním", en="“very safe” against all others"),
    "2": Text(cs="bezpečně proti nebezpečně", en="safe against unsafe"),
    "3": Text(cs="všichni ostatní proti „rozhodně nebezpečně“", en="all others against “very unsafe”"),
}
# numbers of respondents in a wave for which a survey is planned
WAVE_SIZES = {size: Text(cs=size, en=size) for size in ("100", "200", "300", "400", "600", "1000")}
DISPOSITIONS = {
    "complete": Text(cs="úplný rozhovor", en="complete"),
    "partial": Text(cs="částečný rozhovor", en="partial"),
    "refusal": Text(cs="odmítnutí", en="refusal"),
    "non_contact": Text(cs="nezastižen(a)", en="non-contact"),
    "other_non_interview": Text(cs="jiný důvod (nemoc, jazyk)", en="other (illness, language)"),
    "unknown_eligibility": Text(cs="nelze zjistit, zda patří do výběru", en="unknown eligibility"),
    "not_eligible": Text(cs="do výběru nepatří", en="not eligible"),
}
SEXES = {
    "female": Text(cs="žena", en="female"),
    "male": Text(cs="muž", en="male"),
    "other": Text(cs="jiné", en="other"),
}
AGE_GROUPS = {
    "15-29": Text(cs="15–29 let", en="15–29 years"),
    "30-44": Text(cs="30–44 let", en="30–44 years"),
    "45-59": Text(cs="45–59 let", en="45–59 years"),
    "60+": Text(cs="60 let a více", en="60 years or older"),
}
MARGIN_VARIABLES = {
    "zone": Text(cs="část města", en="zone"),
    "sex": Text(cs="pohlaví", en="sex"),
    "age_group": Text(cs="věk", en="age"),
}
OFFENCE_KINDS = {
    "public_order": Text(cs="veřejný pořádek", en="public order"),
    "civil_coexistence": Text(cs="občanské soužití", en="civil coexistence"),
    "property": Text(cs="majetek", en="property"),
    "violence": Text(cs="násilí", en="violence"),
    "drugs": Text(cs="drogy", en="drugs"),
    "traffic": Text(cs="doprava", en="traffic"),
    "other": Text(cs="jiné", en="other"),
}
RECORD_KEEPERS = {
    "municipal_police": Text(cs="městská policie", en="municipal police"),
    "state_police": Text(cs="Policie ČR", en="Police of the Czech Republic"),
}
CHANNELS = {
    "telephone": Text(cs="telefonicky", en="by telephone"),
    "in_person": Text(cs="osobně", en="in person"),
    "in_writing": Text(cs="písemně", en="in writing"),
    "application": Text(cs="aplikací nebo webem", en="by application or web"),
}
OUTPUT_KINDS = {
    "initial_analysis": Text(cs="vstupní analýza vnímání pocitu bezpečí", en="initial analysis of perceived safety"),
    "final_evaluation": Text(cs="závěrečná evaluační zpráva", en="final evaluation report"),
    "progress_report": Text(cs="zpráva o realizaci", en="progress report"),
    "other_document": Text(cs="jiný analytický dokument", en="other analytical document"),
    "other": Text(cs="jiný výstup", en="other output"),
}
DOCUMENT_KINDS = {kind: label for kind, label in OUTPUT_KINDS.items() if kind not in ("progress_report", "other")}
CONTEXT_KINDS = {
    "state_of_emergency": Text(cs="nouzový stav", en="state of emergency"),
    "movement_restriction": Text(cs="omezení pohybu", en="movement restriction"),
    "curfew": Text(cs="noční zákaz vycházení", en="night curfew"),
    "district_travel_ban": Text(cs="zákaz cest mezi okresy", en="ban on travel between districts"),
    "schools": Text(cs="školy", en="schools"),
}
PROGRAMME_RULES = {
    "visit_hours": Text(cs="nejdelší návštěva (hodiny)", en="longest visit (hours)"),
    "shift_hours": Text(cs="nejdelší směna (hodiny)", en="longest shift (hours)"),
    "day_hours": Text(cs="nejvíce hodin osoby za den", en="most hours of a person in a day"),
    "rollover_hours": Text(cs="nejdelší doba přes půlnoc, je-li zapsán jen čas (hodiny)",
                           en="longest time over midnight where only times are written (hours)"),
    "detectable_change_points": Text(cs="změna, kterou má šetření rozpoznat (procentní body)",
                                     en="change the survey should detect (percentage points)"),
    "open_visit_hours": Text(cs="návštěva bez odchodu trvala nejvýše (hodiny)",
                             en="a visit without departure lasted at most (hours)"),
    "stay_gap_minutes": Text(cs="nejdelší odchod, který pobyt nepřeruší (minuty)",
                             en="longest absence that does not end a stay (minutes)"),
    "shortest_stay_minutes": Text(cs="nejkratší pobyt, který se počítá jako pobyt (minuty)",
                                  en="shortest stay that counts as a stay (minutes)"),
    "slot_hit_percent": Text(cs="služba je splněna od (% plánu)", en="a slot is hit from (% of the plan)"),
    "revisit_days": Text(cs="upozornit po dnech bez návštěvy", en="days without a visit that call for attention"),
    "mentor_in_presence": Text(cs="mentor se počítá do přítomnosti (1 ano, 0 ne)",
                               en="the mentor counts in presence (1 yes, 0 no)"),
    "gps_gap_minutes": Text(cs="nejdelší mezera mezi polohami (minuty)", en="longest gap between fixes (minutes)"),
    "gps_same_place_gap_minutes": Text(cs="nejdelší mezera, je-li poloha táž (minuty)",
                                       en="longest gap where the place is the same (minutes)"),
    "gps_same_place_metres": Text(cs="poloha je táž do (metry)", en="the place is the same within (metres)"),
    "gps_speed_kmh": Text(cs="nejvyšší rychlost chůze (km/h)", en="fastest walk (km/h)"),
    "gps_border_seconds": Text(cs="nejkratší pobyt za hranicí lokality (sekundy)",
                               en="shortest stay across a border (seconds)"),
    "gps_cell_metres": Text(cs="strana čtverce sítě (metry)", en="side of a grid cell (metres)"),
    "supervisions_per_quarter": Text(cs="supervize za čtvrtletí (nejméně)", en="supervisions a quarter (at least)"),
    "initial_training_hours": Text(cs="hodiny vstupního vzdělávání (nejméně)",
                                   en="hours of initial training (at least)"),
    "repair_days": Text(cs="závada má být odstraněna do (dny)", en="a defect should be mended within (days)"),
    "events_per_month_low": Text(cs="událostí na asistenta a měsíc: méně je nezvyklé",
                                 en="events an assistant-month: fewer are unusual"),
    "events_per_month_high": Text(cs="událostí na asistenta a měsíc: více je nezvyklé",
                                  en="events an assistant-month: more are unusual"),
    "reconciliation_hours": Text(cs="výkaz a směny se smějí za osobu a měsíc lišit o (hodiny)",
                                 en="timesheet and shifts may differ for a person and month by (hours)"),
    "personal_data_years": Text(cs="uchování osobních údajů po konci projektu (roky)",
                                en="personal data kept after the end of the project (years)"),
    "disclosure_survey_base": Text(cs="zveřejnit lze odpovědi nejméně tolika dotázaných",
                                   en="answers of at least so many respondents may be published"),
    "disclosure_survey_cell": Text(cs="zveřejnit lze podíl, který tvoří i doplňuje nejméně tolik dotázaných",
                                   en="a share of, and of all but, at least so many respondents may be published"),
    "disclosure_occurrences": Text(cs="zveřejnit lze nejméně tolik událostí, přestupků nebo stížností",
                                   en="at least so many events, offences or complaints may be published"),
    "disclosure_victims": Text(cs="zveřejnit lze nejméně tolik kontaktů s oběťmi",
                               en="at least so many contacts with victims may be published"),
    "disclosure_pooled": Text(cs="pro srovnání měst nejméně tolik osob nebo událostí",
                              en="for the comparison of towns at least so many persons or events"),
    "disclosure_towns": Text(cs="souhrn nejméně tolika měst", en="a summary of at least so many towns"),
    "disclosure_dominance_percent": Text(cs="jedna osoba má nejvýše (% hodin místa, které lze zveřejnit)",
                                         en="one person has at most (% of the hours of a published place)"),
}  # fmt: skip
# what holds where a project states nothing else; the days come from a trial with police patrols (Barnes 2020),
# the hit of a slot and the limits of GPS are conventions of the field, those of disclosure of official statistics
RULE_DEFAULTS = {
    "open_visit_hours": 4.0, "stay_gap_minutes": 5.0, "shortest_stay_minutes": 1.0, "slot_hit_percent": 80.0,
    "revisit_days": 4.0, "mentor_in_presence": 0.0, "gps_gap_minutes": 5.0, "gps_same_place_gap_minutes": 15.0,
    "gps_same_place_metres": 50.0, "gps_speed_kmh": 12.0, "gps_border_seconds": 60.0, "gps_cell_metres": 100.0,
    "repair_days": 14.0, "events_per_month_low": 10.0, "events_per_month_high": 60.0, "reconciliation_hours": 2.0,
    "disclosure_survey_base": 30.0, "disclosure_survey_cell": 10.0, "disclosure_occurrences": 5.0,
    "disclosure_victims": 5.0, "disclosure_pooled": 10.0, "disclosure_towns": 3.0, "disclosure_dominance_percent": 90.0,
}  # fmt: skip
