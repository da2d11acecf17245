"""Every rule a file or a row can break: how grave it is, what is wrong and what was expected.

An *error* keeps a row (or a whole file) out of the figures, a *warning* is printed until it is mended or
waived, a *note* tells how a cell was read or what was left unread. Nothing else is ever said of data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apk_lib.text import Text

Severity = Literal["error", "warning", "note"]
SEVERITIES: dict[Severity, Text] = {
    "error": Text(cs="chyba", en="error"),
    "warning": Text(cs="upozornění", en="warning"),
    "note": Text(cs="poznámka", en="note"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `says` what is wrong, `expected` what would be right (empty where the column tells it).

    A rule that `stops` is a question to the user or a broken structure: nothing is imported until it is mended.
    """

    severity: Severity
    says: Text
    expected: Text

    @property
    def stops(self) -> bool:
        """Whether nothing may be imported while this stands."""
        return self in _STOPPING


def _rule(severity: Severity, cs: str, en: str, expected_cs: str = "", expected_en: str = "") -> Rule:
    return Rule(severity, Text(cs=cs, en=en), Text(cs=expected_cs, en=expected_en))


_STRUCTURE = {
    "unreadable_file": _rule("error", "soubor nejde přečíst", "the file cannot be read",
                             "sešit .xlsx, soubor .csv, šetření .sav, nebo trasa .gpx či .geojson",
                             "a workbook .xlsx, a file .csv, a survey .sav, or a track .gpx or .geojson"),
    "not_in_its_form": _rule("error", "soubor ve složce projektu není v přesném tvaru",
                             "a file of the project folder is not in its exact form"),
    "project_sheet": _rule("error", "údaje projektu si odporují nebo nejsou úplné",
                           "what is said of the project contradicts itself or is not complete"),
    "too_large": _rule("error", "soubor překračuje mez velikosti", "the file exceeds a limit of size"),
    "read_as_cp1250": _rule("note", "soubor přečten v kódování Windows-1250", "the file was read as Windows-1250"),
    "no_table": _rule("note", "v listu jsme nenašli záhlaví žádné tabulky, list se nečte",
                      "no header of a table found in the sheet, it is not read"),
    "no_header": _rule("error", "list se jmenuje jako tabulka, ale nemá její záhlaví",
                       "the sheet is named after a table but has no header of it",
                       "řádek s názvy sloupců", "a row with the names of the columns"),
    "unclear_table": _rule("error", "záhlaví se hodí k několika tabulkám", "the header fits several tables",
                           "název listu podle tabulky, nebo --map", "a sheet named after its table, or --map"),
    "missing_column": _rule("error", "chybí povinný sloupec", "a required column is missing"),
    "repeated_column": _rule("error", "sloupec je v záhlaví dvakrát", "the column stands twice in the header",
                             "každý sloupec jednou", "each column once"),
    "unknown_column": _rule("note", "sloupec neznáme, nečte se", "unknown column, it is not read"),
    "names_column": _rule("error", "sloupec se jmény lidí do záznamů nepatří",
                          "a column with names of people does not belong to records",
                          "sešit bez jmen, nebo import s klíčem jmen (--key)",
                          "a workbook without names, or an import with the key of names (--key)"),
    "newer_schema": _rule("error", "sešit je z novější verze programu", "the workbook comes from a newer version",
                          "novější apk-lib", "a newer apk-lib"),
    "macros": _rule("note", "sešit obsahuje makra; nespouštějí se a v kontrolní kopii nebudou",
                    "the workbook has macros; they are not run and will not be in the checked copy"),
    "outside_table": _rule("note", "text pod tabulkou, není to řádek", "text below the table, no row of it"),
    "repeated_header": _rule("note", "opakované záhlaví, není to řádek", "the header again, no row"),
    "hidden_sheet_read": _rule("note", "list je skrytý, ale čte se", "the sheet is hidden, but it is read"),
    "declared_missing": _rule("note", "hodnoty, které soubor SPSS označuje za chybějící, se nečtou",
                              "values that the SPSS file declares missing are not read"),
    "police_export": _rule("note", "export Mapy kriminality: lokalita podle polohy, druh podle prvního známého typu",
                           "an export of the police crime map: the locality by position, the kind by the first known "
                           "type"),
    "unknown_offence_types": _rule("note", "typy skutků, které neznáme, mají druh „jiné“",
                                   "types of offences that are not known have the kind “other”"),
    "offences_without_place": _rule("warning", "skutky bez čitelné polohy nebo projekt bez polygonů: lokalita zůstala "
                                    "prázdná",
                                    "offences without a readable position, or a project without polygons: the "
                                    "locality was left empty",
                                    "souřadnice x, y ve WGS 84 a context/localities.geojson",
                                    "coordinates x, y in WGS 84 and context/localities.geojson"),
    "items_of_core": _rule("note", "projekt zatím nemá otázky; otázky základního dotazníku přibyly do tabulky Otázky",
                           "the project had no survey items; those of the core questionnaire were added to them"),
    "weights_from_margins": _rule("note", "váha a obyvatelé dopočteni: obyvatelé části města dělení jejími respondenty "
                                  "ve vlně",
                                  "weight and population computed: inhabitants of the part of the town by its "
                                  "respondents in the wave"),
    "known_export_column": _rule("note", "technický sloupec exportu, nečte se",
                                 "a technical column of the export, not read"),
}  # fmt: skip

_CELLS = {
    "unreadable_cell": _rule("error", "hodnotu nejde přečíst", "the value cannot be read"),
    "formula_error": _rule("error", "vzorec v buňce skončil chybou", "the formula in the cell ended in an error",
                           "hodnota místo chyby vzorce", "a value instead of the error"),
    "formula_without_value": _rule("error", "vzorec nemá spočtenou hodnotu", "the formula has no computed value",
                                   "sešit přepočtený a uložený v Excelu", "a workbook computed and saved in Excel"),
    "ambiguous_date": _rule("error", "datum lze číst dvěma způsoby", "the date can be read in two ways"),
    "ambiguous_number": _rule("error", "číslo lze číst dvěma způsoby", "the number can be read in two ways"),
    "ambiguous_time": _rule("error", "hodina se při změně času opakuje", "the hour happens twice when clocks change",
                            "čas s posunem, např. 2020-10-25T02:30:00+01:00",
                            "a time with its offset, such as 2020-10-25T02:30:00+01:00"),
    "skipped_time": _rule("error", "tato hodina se při změně času přeskočila",
                          "this hour was skipped when clocks changed", "čas, který existoval", "a time that existed"),
    "missing_day": _rule("error", "je zapsán jen čas a chybí den", "only a time is written and the day is missing",
                         "den ve sloupci „den“, nebo datum s časem", "a day in column “day”, or a date with the time"),
    "too_long_over_midnight": _rule("error", "konec je před začátkem a přes půlnoc by to bylo příliš dlouho",
                                    "the end is before the start, and over midnight it would last too long"),
    "not_approved": _rule("error", "záznam z formuláře byl při kontrole zamítnut",
                          "the record of the form was not approved", "schválený záznam", "an approved record"),
    "unknown_code": _rule("error", "takový údaj v seznamu není", "there is no such entry in the list"),
    "name_without_key": _rule("error", "ve sloupci osob je jméno, ne pseudonym",
                              "a name stands where a pseudonym belongs",
                              "pseudonym, nebo import s klíčem jmen (--key)",
                              "a pseudonym, or an import with the key of names (--key)"),
    "device_like_name": _rule("error", "přístroj je pojmenován tak, že to může být jméno člověka",
                              "the device is called in a way that may be a person's name",
                              "označení z jednoho slova s číslicí, např. GPS1; podle něj přejmenujte trasu nebo soubor",
                              "one word with a digit, such as GPS1; rename the track or the file so"),
    "read_as_number": _rule("note", "text přečten jako číslo", "text read as a number"),
    "read_as_day": _rule("note", "text přečten jako datum", "text read as a date"),
    "read_as_time": _rule("note", "text přečten jako čas", "text read as a time"),
    "read_as_yes_no": _rule("note", "přečteno jako ano/ne", "read as yes/no"),
    "number_as_day": _rule("note", "číslo přečteno jako datum Excelu", "a number read as a date of Excel"),
    "number_as_time": _rule("note", "číslo přečteno jako čas", "a number read as a time"),
    "number_as_id": _rule("note", "číslo přečteno jako označení", "a number read as an id"),
    "spaces_dropped": _rule("note", "mezery na okraji vynechány", "spaces at the edge left out"),
    "matched_loosely": _rule("note", "přečteno bez ohledu na velikost písmen a háčky",
                             "read regardless of capitals and accents"),
    "over_midnight": _rule("note", "konec je před začátkem, čteme jej jako následující den",
                           "the end is before the start, read as the next day"),
    "day_ignored": _rule("note", "čas už datum má; den ve sloupci „den“ se liší a nečte se",
                         "the time has a date of its own; the differing day in column “day” is not read"),
    "name_replaced": _rule("note", "jméno nahrazeno pseudonymem z klíče", "a name replaced by its pseudonym"),
    "formula_text": _rule("warning", "text začíná jako vzorec; všude se vypíše jen jako text",
                          "the text starts like a formula; it is written as text everywhere"),
    "personal_data_in_text": _rule("warning", "text vypadá jako osobní údaj", "the text looks like personal data",
                                   "text bez jmen, rodných čísel, telefonů a e-mailů",
                                   "text without names, birth numbers, phones and e-mails"),
}  # fmt: skip

_ROWS = {
    "primary_key": _rule("error", "stejný klíč mají dva různé řádky", "two different rows have the same key",
                         "klíč jen jednou; u opravy „zapsáno“ vymažte",
                         "each key once; in a correction clear “recorded at”"),
    "nullability": _rule("error", "chybí povinný údaj", "a required value is missing"),
    "min": _rule("error", "hodnota je příliš malá", "the value is too small"),
    "max": _rule("error", "hodnota je příliš velká", "the value is too large"),
    "min_length": _rule("error", "údaj je prázdný", "the value is empty"),
    "regex": _rule("error", "nepovolené znaky", "characters that are not allowed",
                   "písmena, číslice, tečka, pomlčka, podtržítko", "letters, digits, dot, dash, underscore"),
    "ends_after_start": _rule("error", "konec není po začátku", "the end is not after the start",
                              "konec po začátku", "an end after the start"),
    "ends_not_before_start": _rule("error", "konec je před začátkem", "the end is before the start",
                                   "konec stejný den nebo později", "an end on the same day or later"),
    "on_the_scale": _rule("error", "odpověď není na stupnici", "the answer is not on the scale",
                          "číslo odpovědi ze škály otázky", "the number of an answer of the question's scale"),
    "month_is_its_first_day": _rule("error", "měsíc se zapisuje svým prvním dnem",
                                    "a month is written as its first day", "např. 1. 3. 2021", "e.g. 1 March 2021"),
    "published_when_finished": _rule("error", "zveřejněno dřív, než bylo dokončeno",
                                     "published before it was finished"),
    "week_is_its_monday": _rule("error", "týden se zapisuje svým pondělím", "a week is written as its Monday",
                                "např. 7. 3. 2022", "e.g. 7 March 2022"),
    "training_within_worked": _rule("error", "vzdělávání je víc než odpracované hodiny",
                                    "training exceeds the hours worked"),
    "schools_state_attendance": _rule("error", "„ve škole“ se vyplňuje právě u školních omezení",
                                      "“at school” is filled for school restrictions and only there"),
    "reference": _rule("error", "odkaz vede na řádek, který není", "the row it refers to does not exist"),
    "reference_aside": _rule("error", "řádek, na který odkazuje, je sám odložený",
                             "the row it refers to is itself set aside", "nejdřív opravit onen řádek",
                             "that row mended first"),
    "older_than_stored": _rule("error", "oprava by byla starší než to, co opravuje",
                               "the correction would be older than what it corrects",
                               "pozdější „zapsáno“ (--recorded)", "a later “recorded at” (--recorded)"),
    "nothing_to_withdraw": _rule("error", "rušíte řádek, který neznáme", "the row to withdraw is not known"),
    "duplicate_row": _rule("note", "stejný řádek podruhé, počítá se jednou", "the same row again, counted once"),
    "rewrites_period": _rule("warning", "řádky mění období, jehož zpráva už měla být podána",
                             "rows change a period whose report was due", "„zapsáno“ prázdné, nebo po termínu zprávy",
                             "“recorded at” empty, or after the report was due"),
    "late_row": _rule("note", "zapsáno až po termínu zprávy; započítá se do její nové verze",
                      "recorded after the report was due; counts in a new version of it"),
}  # fmt: skip

_ACROSS = {
    "inside_shift": _rule("error", "návštěva není uvnitř své směny", "the visit is not inside its shift"),
    "population_holds_sample": _rule("error", "obyvatel vrstvy je méně než respondentů, nebo se číslo liší od většiny "
                                     "vrstvy",
                                     "the stratum has fewer inhabitants than respondents, or the number differs "
                                     "from most of it"),
    "crossing_at_night": _rule("error", "dohled na přechodu v noci", "crossing supervision at night",
                               "mezi 6. a 22. hodinou", "between 6 and 22 o'clock"),
    "contract_covers_shift": _rule("warning", "asistent ve směně nemá ten den smlouvu",
                                   "the assistant on the shift has no contract that day",
                                   "smlouva, která v den začátku směny platí",
                                   "a contract that holds on the day the shift begins"),
    "event_in_service": _rule("warning", "událost není v čase žádné směny", "the event is not at the time of any shift",
                              "čas uvnitř některé směny", "a time inside a shift"),
    "event_during_visit": _rule("warning", "událost není v čase své návštěvy",
                                "the event is not at the time of its visit"),
    "duplicate_event": _rule("warning", "stejná událost pod dvěma označeními",
                             "the same event under two ids"),
    "visit_without_departure": _rule("warning", "návštěva nemá odchod, neví se, jak dlouho trvala",
                                     "the visit has no departure, nobody knows how long it lasted",
                                     "čas odchodu, zná-li jej někdo", "the time of departure, if anybody knows it"),
    "person_in_two_places": _rule("warning", "asistent je zároveň na dvou místech; hodiny patří návštěvě, "
                                  "která začala později",
                                  "the assistant is in two places at once; the hours belong to the visit that "
                                  "started later"),
    "near_duplicate_visit": _rule("warning", "téměř stejná návštěva pod dvěma označeními",
                                  "nearly the same visit under two ids"),
    "visit_crew_on_shift": _rule("warning", "osoba na návštěvě nebyla v posádce její směny",
                                 "the person on the visit was not in the crew of its shift"),
    "visit_hours": _rule("warning", "návštěva je delší než mez", "the visit is longer than the limit"),
    "shift_hours": _rule("warning", "směna je delší než mez", "the shift is longer than the limit"),
    "day_hours": _rule("warning", "asistent má za den víc hodin než mez",
                       "the assistant has more hours a day than the limit"),
    "two_shifts_at_once": _rule("warning", "asistent je ve dvou směnách najednou",
                                "the assistant is on two shifts at once"),
    "shift_without_crew": _rule("warning", "směna nemá posádku", "the shift has no crew",
                                 "nejméně jedna osoba v posádce", "at least one person in the crew"),
    "contract_gap": _rule("warning", "mezi smlouvami osoby je mezera", "there is a gap between the person's contracts"),
    "contracts_overlap": _rule("warning", "dvě smlouvy osoby se překrývají", "two contracts of the person overlap"),
    "post_held_twice": _rule("warning", "místo má v jeden den víc úvazků, než je plánováno",
                             "the post is filled beyond its planned FTE on a day"),
    "training_within_month": _rule("warning", "kurzy osoby za měsíc mají víc hodin než její výkaz",
                                   "courses of the person in a month exceed the timesheet"),
    "shifts_within_worked": _rule("warning", "směny osoby za měsíc mají víc hodin než její výkaz",
                                  "shifts of the person in a month exceed the timesheet"),
    "month_without_timesheet": _rule("warning", "za některý měsíc smlouvy chybí výkaz, součet období je neúplný",
                                     "a month of the contract has no timesheet, the sum of its period is incomplete",
                                     "výkaz za každý celý měsíc", "a timesheet for each whole month"),
    "worked_within_fund": _rule("warning", "odpracováno a omluveno je víc než fond",
                                "worked and excused exceed the fund"),
    "absence_within_days": _rule("warning", "omluveno je víc hodin, než mají dny nepřítomnosti",
                                 "more hours are excused than the days of the absence have"),
    "plan_entered_late": _rule("warning", "řádek plánu byl zapsán, až když už platil; mění, co bylo slíbeno",
                               "the row of the plan was entered after it took effect; it changes what was promised"),
    "outside_project": _rule("warning", "datum je mimo trvání projektu", "the date is outside the project"),
    "locality_not_valid": _rule("warning", "lokalita v ten den neplatí", "the locality is not valid on that day"),
    "fix_jump": _rule("warning", "na polohu GPS se od ostatních nedalo dojít; nepočítá se",
                      "nobody could walk to the GPS fix from the others; it does not count"),
    "overlapping_localities": _rule("warning", "polygony dvou lokalit se překrývají; plocha patří první z nich",
                                    "the polygons of two localities overlap; the ground belongs to the first",
                                    "polygony, které se nejvýše dotýkají, nebo vlastnost priority",
                                    "polygons that only touch, or the property priority"),
    "locality_without_polygon": _rule("warning", "lokalita nemá polygon, hodiny podle GPS v ní nejde zjistit",
                                      "the locality has no polygon, hours by GPS cannot be told there",
                                      "polygon v context/localities.geojson",
                                      "a polygon in context/localities.geojson"),
    "wave_can_detect": _rule("warning", "vlny jsou příliš malé na změnu, kterou mají rozpoznat (při výchozím podílu "
                             "50 %, váhy podle Kishe)",
                             "the waves are too small for the change they should detect (from a share of 50 %, "
                             "weights after Kish)"),
    "wave_empty": _rule("warning", "vlna nemá žádného respondenta", "the wave has no respondents",
                        "nejméně jeden respondent; vlnu zapište až po sběru",
                        "at least one respondent; write a wave down after its fieldwork"),
    "wording_not_comparable": _rule("warning", "otázka zněla v této vlně jinak; její změna mezi vlnami se neuvádí",
                                    "the question was worded differently in this wave; no change of it is stated",
                                    "stejná otázka ve všech vlnách", "the same question in every wave"),
    "stratum_single_psu": _rule("warning", "ve vrstvě odpověděla jen jedna výběrová jednotka; přesnost se odhaduje "
                                "z ostatních vrstev",
                                "only one sampling unit answered in the stratum; its precision is guessed from the "
                                "other strata",
                                "nejméně dvě výběrové jednotky ve vrstvě", "at least two sampling units in a stratum"),
    "respondent_like_name": _rule("warning", "označení respondenta vypadá jako jméno; zapište číslo",
                                  "the id of the respondent looks like a name; write a number",
                                  "číslo, např. 17; šetření je anonymní",
                                  "a number, such as 17; the survey is anonymous"),
    "weights_spread": _rule("warning", "největší váha vlny je víc než pětinásobek mediánu",
                            "the largest weight of the wave is over five times the median"),
    "margin_category_unanswered": _rule("warning", "z této skupiny obyvatel ve vlně nikdo neodpověděl, nejde na ni "
                                        "vážit",
                                        "nobody of these inhabitants answered in the wave, it cannot be weighted to "
                                        "them",
                                        "nejméně jeden respondent", "at least one respondent"),
    "margins_not_met": _rule("warning", "podle tohoto znaku nejde vlnu vážit zároveň se znaky před ním; váží se bez "
                             "něj",
                             "the wave cannot be weighted to this variable together with those before it; it is "
                             "weighted without it"),
    "respondent_outside_margins": _rule("warning", "údaj, podle kterého se váží, u respondenta chybí nebo jej složení "
                                        "obyvatel nezná",
                                        "what is weighted by is missing for the respondent or unknown to the "
                                        "population margins"),
    "panel_twice_in_wave": _rule("error", "stálý respondent je ve vlně podruhé; platí první rozhovor",
                                 "the panel id is in the wave a second time; the first interview stands",
                                 "v každé vlně jednou", "once in each wave"),
    "answer_off_scale": _rule("error", "taková odpověď na škále otázky není",
                              "there is no such answer on the question's scale"),
    "answer_missing": _rule("warning", "respondent neodpověděl na žádnou otázku",
                            "the respondent answered no question",
                            "nejméně jedna odpověď, třeba „nevím“", "at least one answer, “don't know” will do"),
    "parts_sum_to_total": _rule("warning", "zdroje financování nedávají stanovený celek",
                                "the funding parts do not sum to the total"),
    "budget_sums_to_total": _rule("warning", "položky rozpočtu s paušálem nedávají celek",
                                  "the budget lines with the flat rate do not sum to the total"),
    "expense_over_line": _rule("warning", "výdaje překročily položku rozpočtu", "expenses exceed the budget line"),
    "participant_without_contract": _rule("warning", "účastník nemá žádnou smlouvu",
                                          "the participant has no contract",
                                          "smlouva na listu Smlouvy", "a contract on the sheet Contracts"),
    "qualified_before_entry": _rule("warning", "kvalifikace je dřív než vstup do projektu",
                                    "the qualification is earlier than the entry to the project"),
    "qualified_without_course": _rule("warning", "účastník do toho dne nesložil zkoušku žádného kurzu projektu",
                                      "the participant passed no course of the project by that day",
                                      "složená zkouška na listu Účast na kurzech",
                                      "a passed test on the sheet Training attendance"),
    "status_though_not_left": _rule("warning", "stav po ukončení u účastníka, který neskončil",
                                    "a status after leaving of a participant who has not left",
                                    "den ukončení účasti, nebo prázdný stav", "the day of leaving, or an empty status"),
    "wage_without_month": _rule("warning", "u mzdy chybí, za koho nebo za který měsíc je",
                                "the wage does not say whose it is or for which month",
                                "osoba a první den měsíce", "the person and the first day of the month"),
    "wage_without_contract": _rule("warning", "mzda je za měsíc, ve kterém osoba neměla smlouvu",
                                   "the wage is for a month in which the person had no contract"),
    "wage_claimed_twice": _rule("warning", "mzda osoby za měsíc je nárokována dvakrát",
                                "the wage of a person for a month is claimed twice"),
    "check_not_patrolled": _rule("warning", "stav lokality, kam asistenti nechodí",
                                 "the state of a locality where the assistants do not go",
                                 "lokalita, o kterou se asistenti starají", "a locality the assistants look after"),
    "review_without_contract": _rule("warning", "hodnocení týdne, ve kterém osoba neměla smlouvu",
                                     "the review of a week in which the person had no contract"),
    "supervision_without_contract": _rule("warning", "asistent na supervizi nemá ten den smlouvu",
                                          "the assistant at the supervision has no contract that day"),
    "output_unmarked": _rule("warning", "zveřejněný výstup nenese pruh log nebo registrační číslo, nebo to není "
                             "zapsáno",
                             "the published output lacks the logo strip or the registration number, or nobody wrote "
                             "it down",
                             "ano v obou sloupcích", "yes in both columns"),
    "publicity_gap": _rule("warning", "povinný prvek publicity v části projektu chybí",
                           "a mandatory item of publicity is missing in a part of the project"),
    "financial_plan_falls": _rule("warning", "finanční plán v čase klesá, má být součtem od začátku",
                                  "the financial plan falls in time, it should be a sum from the start"),
    "approved_over_claimed": _rule("warning", "schváleno je víc než nárokováno", "more approved than claimed"),
    "limit_not_stated": _rule("note", "mez není v pravidlech programu, nekontroluje se",
                              "the limit is not among the programme rules, not checked",
                              "hodnota v [[programme_rules]]", "a value in [[programme_rules]]"),
}  # fmt: skip

_WAIVERS = {
    "waiver_of_unknown_rule": _rule("warning", "výjimka se týká pravidla, které neexistuje nebo výjimku nepřipouští",
                                    "the waiver names a rule that does not exist or cannot be waived",
                                    "pravidlo se závažností „upozornění“", "a rule of severity “warning”"),
    "waiver_expired": _rule("note", "výjimka už neplatí a upozornění trvá",
                            "the waiver has expired and the warning stands",
                            "oprava záznamu, nebo nová výjimka", "the record mended, or a new waiver"),
    "waiver_of_nothing": _rule("note", "výjimka se netýká žádného upozornění",
                               "the waiver meets no warning",
                               "klíč řádku tak, jak je u upozornění", "the key of the row as the warning gives it"),
}  # fmt: skip

RULES: dict[str, Rule] = {**_STRUCTURE, **_CELLS, **_ROWS, **_ACROSS, **_WAIVERS}
_QUESTIONS = ("ambiguous_date", "name_without_key", "device_like_name")
_STOPPING = {rule for rule in _STRUCTURE.values() if rule.severity == "error"} | {_CELLS[name] for name in _QUESTIONS}


def rule_of(broken: str) -> tuple[str, str | None]:
    """The id of a rule and the column it speaks of, from the name a schema gives it (`fte|max`)."""
    column, bar, check = broken.partition("|")
    if not bar:
        return broken, None
    name = check.removeprefix("check__")
    return {"known_code": "unknown_code", "known_codes": "unknown_code", "inf": "unreadable_cell",
            "nan": "unreadable_cell"}.get(name, name), column  # fmt: skip
