"""The words of reference sheets that no declaration tells: dimensions, methods with their sources, goals, periods."""

from __future__ import annotations

from apk_lib.text import Text

GOALS = {
    "employ": Text(cs="zaměstnat asistenty", en="employ the assistants"),
    "train": Text(cs="vzdělat asistenty", en="train the assistants"),
    "presence": Text(cs="posílit přítomnost v terénu", en="strengthen presence in the field"),
    "victims": Text(cs="zpřístupnit pomoc obětem skryté kriminality", en="open the way to help for hidden victims"),
    "main": Text(cs="zvýšit pocit bezpečí a zlepšit soužití", en="raise perceived safety and improve coexistence"),
    "partial.employment": Text(cs="stabilní zaměstnání", en="stable jobs"),
    "partial.trust": Text(cs="budovat důvěru", en="build trust"),
    "partial.prevention": Text(cs="omezit příležitosti k přestupkům", en="fewer opportunities for offences"),
    "management": Text(cs="řízení projektu", en="management of the project"),
}
BETTER = {
    "higher": Text(cs="vyšší je lepší", en="higher is better"),
    "lower": Text(cs="nižší je lepší", en="lower is better"),
    "neither": Text(cs="samo o sobě ani dobré, ani špatné", en="neither good nor bad by itself"),
}
ACCUMULATION = {
    "sum": Text(
        cs="Za období se sečte, co do něj patří; od začátku projektu se sečte znovu všechno.",
        en="In a period what belongs to it is summed; since the start everything is summed anew.",
    ),
    "ratio_of_sums": Text(
        cs="U podílů se sečte zvlášť čitatel a zvlášť jmenovatel, za období i od začátku projektu; procenta období se "
        "nikdy neprůměrují.",
        en="Of shares and ratios numerator and denominator are summed apart, in the period and since the start; "
        "percentages of periods are never averaged.",
    ),
    "distinct_persons": Text(
        cs="Každá osoba se počítá jednou za období a jednou od začátku projektu; období se proto nesčítají.",
        en="A person counts once in a period and once since the start; periods therefore do not add up.",
    ),
    "last": Text(
        cs="Stav ke konci období; za období samo se neuvádí.",
        en="The state at the end of the period; there is no figure of the period alone.",
    ),
}
REPORTED_BY = {
    "beneficiary": Text(cs="vykazuje příjemce", en="reported by the beneficiary"),
    "system": Text(cs="vykazuje systém, zde jen odhad", en="reported by the system, only estimated here"),
    "authority": Text(cs="vykazuje řídicí orgán", en="reported by the managing authority"),
}
DIMENSIONS = {
    "activity": Text(cs="činnost", en="activity"),
    "age_group": Text(cs="věk", en="age"),
    "arm": Text(cs="rizikové, srovnávací lokality, okolí", en="risk, comparison localities, surroundings"),
    "band": Text(cs="časové pásmo", en="time band"),
    "battery": Text(cs="baterie otázek", en="battery of questions"),
    "checklist_item": Text(cs="kontrolovaná věc", en="thing checked"),
    "complaint_topic": Text(cs="předmět stížnosti", en="topic of the complaint"),
    "contact_kind": Text(cs="druh kontaktu", en="kind of contact"),
    "cut": Text(cs="hranice na škále", en="cut of the scale"),
    "day_type": Text(cs="druh dne", en="kind of day"),
    "disposition": Text(cs="výsledek oslovení", en="outcome of the approach"),
    "double_booked_visit": Text(cs="návštěva zapsaná dvakrát", en="double-booked visit"),
    "end_reason": Text(cs="důvod odchodu", en="reason of leaving"),
    "esf_age_group": Text(cs="věk podle ESF", en="age by the ESF"),
    "event_kind": Text(cs="druh události", en="kind of event"),
    "found": Text(cs="nález", en="find"),
    "hour": Text(cs="hodina", en="hour"),
    "item": Text(cs="otázka", en="question"),
    "key_activity": Text(cs="klíčová aktivita", en="key activity"),
    "line": Text(cs="položka rozpočtu", en="budget line"),
    "locality": Text(cs="lokalita", en="locality"),
    "month": Text(cs="měsíc", en="month"),
    "months_since_start": Text(cs="měsíce od nástupu", en="months since the start"),
    "offence_kind": Text(cs="druh přestupku", en="kind of offence"),
    "outcome": Text(cs="výsledek události", en="outcome of the event"),
    "output_kind": Text(cs="druh výstupu", en="kind of output"),
    "payment_kind": Text(cs="druh platby", en="kind of payment"),
    "person": Text(cs="osoba (pseudonym)", en="person (pseudonym)"),
    "post": Text(cs="místo", en="post"),
    "publicity_kind": Text(cs="povinnost publicity", en="publicity duty"),
    "respondents_per_wave": Text(cs="počet dotázaných ve vlně", en="respondents in a wave"),
    "risk_severity": Text(cs="závažnost", en="severity"),
    "school": Text(cs="škola", en="school"),
    "sex": Text(cs="pohlaví", en="sex"),
    "source": Text(cs="zdroj financování", en="funding source"),
    "spending_course": Text(cs="průběh čerpání", en="course of spending"),
    "survey": Text(cs="šetření", en="survey"),
    "table": Text(cs="tabulka", en="table"),
    "training": Text(cs="kurz", en="course"),
    "training_kind": Text(cs="druh kurzu", en="kind of course"),
    "visit_length": Text(cs="délka návštěvy", en="length of the visit"),
    "wave": Text(cs="vlna šetření", en="survey wave"),
    "weekday": Text(cs="den v týdnu", en="weekday"),
    "weekday_band": Text(cs="den v týdnu a pásmo", en="weekday and band"),
    "window": Text(cs="před a po", en="before and after"),
    "zone": Text(cs="část města", en="part of the town"),
    "zone_pair": Text(cs="dvojice částí města", en="pair of parts of the town"),
}
# `Results.method`, or that of a curve -> what it is and who described it
METHODS = {
    "exact": Text(cs="přesný 95% interval podílu (Clopper a Pearson 1934)",
                  en="exact 95% interval of a share (Clopper and Pearson 1934)"),
    "garwood": Text(cs="přesný 95% interval počtu událostí (Garwood 1936)",
                    en="exact 95% interval of a count (Garwood 1936)"),
    "t": Text(cs="Studentovo t, interval 95 % nebo oboustranný test (Student 1908)",
              en="Student's t, 95% interval or two-sided test (Student 1908)"),
    "gini": Text(cs="vážený Giniho index (Gini 1912), bez intervalu",
                 en="weighted Gini index (Gini 1912), no interval"),
    "kaplan_meier": Text(cs="křivka přežití (Kaplan a Meier 1958) s intervalem beta-product (Fay a kol. 2013)",
                         en="survival curve (Kaplan and Meier 1958), beta-product interval (Fay et al. 2013)"),
    "aalen_johansen": Text(cs="kumulativní incidence při soupeřících důvodech (Aalen a Johansen 1978)",
                           en="cumulative incidence of competing reasons (Aalen and Johansen 1978)"),
    "conditional": Text(cs="přesný podmíněný 95% interval poměru dvou počtů", en="exact conditional 95% interval of a "
                        "ratio of two counts"),
    "quasi_poisson_t": Text(cs="poměr poměrů s rozptylem zvětšeným podle Pearsona, meze Studentova t (McCullagh a "
                            "Nelder 1989)", en="ratio of ratios, variance widened by Pearson's dispersion, limits of t "
                            "(McCullagh and Nelder 1989)"),
    "pearson": Text(cs="Pearsonův rozptyl počtů (McCullagh a Nelder 1989)",
                    en="Pearson's dispersion of counts (McCullagh and Nelder 1989)"),
    "bowers_johnson": Text(cs="vážený kvocient přesunu (Bowers a Johnson 2003), bez intervalu",
                           en="weighted displacement quotient (Bowers and Johnson 2003), no interval"),
    "wheeler_ratcliffe_quasi_t": Text(cs="vážený rozdíl přesunu (Wheeler a Ratcliffe 2018), meze Studentova t",
                                      en="weighted displacement difference (Wheeler and Ratcliffe 2018), limits of t"),
    "quasi_poisson_segmented": Text(cs="segmentovaná quasi-Poissonova regrese (Wagner a kol. 2002)",
                                    en="segmented quasi-Poisson regression (Wagner et al. 2002)"),
    "korn-graubard": Text(cs="vážený podíl, rozptyl Taylorovou linearizací (Binder 1983), 95% interval Kornův a "
                          "Graubardův (1998)", en="weighted share, variance by Taylor linearisation (Binder 1983), 95% "
                          "interval of Korn and Graubard (1998)"),
    "taylor": Text(cs="rozptyl Taylorovou linearizací (Binder 1983)",
                   en="variance by Taylor linearisation (Binder 1983)"),
    "taylor_t": Text(cs="Taylorova linearizace (Binder 1983), 95% interval Studentova t",
                     en="Taylor linearisation (Binder 1983), 95% interval of t"),
    "mover_korn_graubard": Text(cs="kde je odpovědí málo, meze složené z mezí obou podílů (Zou a Donner 2008)",
                                en="where answers are few, limits combined from those of both shares (Zou and Donner "
                                "2008)"),
    "t_holm": Text(cs="test t, hodnoty p upravené podle Holma (1979)", en="t test, p-values adjusted by Holm (1979)"),
    "t_bh": Text(cs="test t, hodnoty p upravené podle Benjaminiho a Hochberga (1995)",
                 en="t test, p-values adjusted by Benjamini and Hochberg (1995)"),
    "proportional_odds": Text(cs="model proporcionálních šancí (McCullagh 1980)",
                              en="proportional odds model (McCullagh 1980)"),
    "logit": Text(cs="na hranici škály logistická regrese", en="logistic regression at a cut of the scale"),
    "mcnemar": Text(cs="přesný McNemarův test (1947)", en="exact test of McNemar (1947)"),
    "wilcoxon": Text(cs="Wilcoxonův znaménkový pořadový test (1945)", en="signed-rank test of Wilcoxon (1945)"),
    "bound": Text(cs="krajní mez, žádný interval", en="an extreme bound, no interval"),
    "aapor": Text(cs="standardní definice AAPOR (10. vydání, 2023)", en="AAPOR Standard Definitions (10th ed., 2023)"),
    "kish": Text(cs="účinek nestejných vah (Kish 1965)", en="effect of unequal weights (Kish 1965)"),
    "alpha": Text(cs="alfa (Cronbach 1951) s mezemi podle Feldta (1965)",
                  en="alpha (Cronbach 1951) with limits of Feldt (1965)"),
    "omega": Text(cs="omega podle McDonalda (1999)", en="omega (McDonald 1999)"),
    "normal": Text(cs="normální aproximace, síla 0,8, hladina 0,05", en="normal approximation, power 0.8, level 0.05"),
}  # fmt: skip
COMPLETE = Text(cs="bez intervalu: je to výčet, ne odhad", en="no interval: it is an enumeration, no estimate")
