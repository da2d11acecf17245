"""What the areas, the columns and the compared quantities are called, in both languages."""

from __future__ import annotations

from apk_lib.text import Text

AREAS = {
    "shares": Text(cs="Podíly a jejich rozdíly", en="Shares and their differences"),
    "rates": Text(cs="Dvě četnosti", en="Two rates"),
    "planning": Text(cs="Velikost šetření", en="Size of a survey"),
    "retention": Text(cs="Udržení: křivky a intervaly", en="Retention: curves and intervals"),
    "survey": Text(cs="Odhady z výběrových šetření", en="Estimates from sample surveys"),
    "perception": Text(cs="Skutečné odpovědi o chůzi po setmění", en="Real answers about walking after dark"),
    "answers": Text(cs="Párové odpovědi, více testů, škály", en="Paired answers, several tests, scales"),
    "outcome": Text(cs="Změna počtů proti srovnání a v čase", en="Change of counts against a comparison and in time"),
    "employment": Text(cs="Obsazenost čtyř míst", en="Occupancy of four posts"),
    "patrols": Text(cs="Skutečné hlídky (SMART)", en="Real patrols (SMART)"),
    "incidents": Text(cs="Skutečné události (Londýn)", en="Real incidents (London)"),
    "senators": Text(cs="Skutečná délka mandátů (Kanada)", en="Real terms of office (Canada)"),
    "published": Text(cs="Zveřejněná šetření", en="Published surveys"),
    "calendar": Text(cs="Dny období, svátky a vyučování", en="Days of the periods, holidays and teaching"),
}

AGAINST = {
    "shares": Text(cs="Podle R a příkladů R. G. Newcomba.", en="Against R and the examples of R. G. Newcombe."),
    "rates": Text(cs="Podle R, poisson.test.", en="Against R's poisson.test."),
    "planning": Text(cs="Podle R, power.prop.test.", en="Against R's power.prop.test."),
    "retention": Text(cs="Podle balíčku survival v R.", en="Against R's package survival."),
    "survey": Text(
        cs="Podle balíčku survey v R, kalifornské školy.",
        en="Against R's package survey, California schools.",
    ),
    "perception": Text(
        cs="Podle balíčku survey v R; odpovědi z General Social Survey a British Crime Survey.",
        en="Against R's package survey; answers of the General Social Survey and the British Crime Survey.",
    ),
    "answers": Text(
        cs="Podle R (binom.test, p.adjust, factanal) a balíčku psych; párové meze podle vzorce Bonetta a Price.",
        en="Against R (binom.test, p.adjust, factanal) and its package psych; paired limits by Bonett and Price's "
        "formula.",
    ),
    "outcome": Text(
        cs="Podle R (glm, balíček sandwich): zákon o bezpečnostních pásech ve Velké Británii, pojistné události; "
        "přesun jinam podle zveřejněného příkladu.",
        en="Against R (glm, package sandwich): the seat belt law of Great Britain, insurance claims; displacement "
        "against the published example.",
    ),
    "employment": Text(
        cs="Ukazatele zaměstnanosti nad pěti vymyšlenými úvazky; čísla spočetlo R.",
        en="Indicators of employment on five made-up spells; the figures were computed with R.",
    ),
    "patrols": Text(
        cs="Hodiny po rozřezání na pásma, souběhy, půlnoci a pobyty v zónách podle GPS proti přepočtu zveřejněných "
        "hlaviček a poloh po mikrosekundách. Mezera mezi polohami je delší než 15 minut.",
        en="Hours after the cut into bands, overlaps, midnights, and stays in zones by GPS against a recount of the "
        "published headers and fixes by microseconds. A gap between fixes is longer than 15 minutes.",
    ),
    "incidents": Text(
        cs="Měsíční počty proti počítání řádek po řádku, přesné intervaly proti rozdělením z knihovny scipy. "
        "Nezveřejněné měsíce chybějí, nejsou nulou.",
        en="Monthly counts against counting line by line, exact intervals against scipy's distributions. Months "
        "nobody published are missing, not zero.",
    ),
    "senators": Text(
        cs="Křivka všech mandátů proti scipy.stats.ecdf; dosud trvající mandát není odchod.",
        en="The curve of all terms against scipy.stats.ecdf; a term still running is not a departure.",
    ),
    "published": Text(
        cs="Zveřejněná procenta českých měst přepočtená z počtu dotázaných; Wilsonovy intervaly proti scipy. Kde "
        "žádný celý počet lidí vytištěné procento nedává, někteří na otázku neodpověděli a srovnává se nejbližší.",
        en="Published percentages of Czech towns recomputed from the number asked; Wilson's limits against scipy. "
        "Where no whole number of people gives the printed percentage some did not answer, and the nearest is "
        "compared.",
    ),
    "calendar": Text(
        cs="Podle tabulky období a vyučovacích dnů, které byly dány dřív, než knihovna vznikla.",
        en="Against the table of periods and teaching days that was settled before the library was written.",
    ),
}

COLUMNS = {
    "what": Text(cs="veličina", en="quantity"),
    "part": Text(cs="která", en="which"),
    "ours": Text(cs="naše", en="ours"),
    "published": Text(cs="zveřejněná nebo z R", en="published or from R"),
    "difference": Text(cs="rozdíl", en="difference"),
    "tolerance": Text(cs="dovolený rozdíl", en="allowed"),
    "agrees": Text(cs="souhlasí", en="agrees"),
    "area": Text(cs="oblast", en="area"),
    "cases": Text(cs="případy", en="cases"),
    "comparisons": Text(cs="srovnání", en="comparisons"),
    "agreeing": Text(cs="souhlasí", en="agree"),
    "used": Text(cs="největší rozdíl k dovolenému", en="largest difference over allowed"),
    "year": Text(cs="rok", en="year"),
    "all": Text(cs="všichni (%)", en="all (%)"),
    "women": Text(cs="ženy (%)", en="women (%)"),
    "men": Text(cs="muži (%)", en="men (%)"),
}

_LOWER, _UPPER = Text(cs="dolní mez", en="lower limit"), Text(cs="horní mez", en="upper limit")
_LIMITS = Text(cs="meze intervalu", en="limits of the interval")
_ESTIMATE, _SE = Text(cs="odhad", en="estimate"), Text(cs="směrodatná chyba", en="standard error")
_CURVE = Text(cs="křivka", en="curve")
_EXACT = Text(cs="3 ze 4, přesné meze", en="3 of 4, exact limits")

QUANTITIES = {
    "lo": _LOWER,
    "ac_lo": Text(cs="dolní mez (Agresti, Caffo)", en="lower limit (Agresti, Caffo)"),
    "newc_lo": Text(cs="dolní mez (Newcombe)", en="lower limit (Newcombe)"),
    "lower": _LOWER,
    "ci_l": _LOWER,
    "logit_l": _LOWER,
    "hi": _UPPER,
    "ac_hi": Text(cs="horní mez (Agresti, Caffo)", en="upper limit (Agresti, Caffo)"),
    "newc_hi": Text(cs="horní mez (Newcombe)", en="upper limit (Newcombe)"),
    "upper": _UPPER,
    "ci_u": _UPPER,
    "logit_u": _UPPER,
    "ci": _LIMITS,
    "ci95_t": _LIMITS,
    "logit": _LIMITS,
    "safe_logit_ci": _LIMITS,
    "one_rate_ci": Text(cs="meze jedné četnosti", en="limits of one rate"),
    "diff": Text(cs="rozdíl podílů", en="difference of shares"),
    "ratio": Text(cs="poměr", en="ratio"),
    "p": Text(cs="p-hodnota", en="p-value"),
    "rate": Text(cs="za měsíc", en="a month"),
    "n_per_wave": Text(cs="respondentů na vlnu", en="respondents a wave"),
    "power_n200": Text(cs="síla při n = 200", en="power with n = 200"),
    "mde_p2_n200": Text(cs="nejmenší zjistitelný podíl, n = 200", en="smallest detectable share, n = 200"),
    "mde_p2_n200_deff1.5": Text(cs="totéž s deff 1,5", en="the same with deff 1.5"),
    "time": Text(cs="čas", en="time"),
    "n_risk": Text(cs="v riziku", en="at risk"),
    "n_event": Text(cs="odchody", en="events"),
    "surv": Text(cs="zůstává", en="stays"),
    "se": _SE,
    "est": _ESTIMATE,
    "value": Text(cs="podíl", en="share"),
    "loglog": Text(cs="křivka v 6, 12 a 24 měsících", en="curve at 6, 12 and 24 months"),
    "exact_6": _EXACT,
    "exact_12": _EXACT,
    "none": Text(cs="nikdo neodešel", en="nobody left"),
    "all": Text(cs="všichni odešli", en="everybody left"),
    "tie": Text(cs="odchod a konec sledování zároveň", en="leaving and end of watching at once"),
    "four": Text(cs="čtyři asistenti", en="four assistants"),
    "nocens_at24": Text(cs="bez cenzorování", en="without censoring"),
    "df": Text(cs="stupně volnosti", en="degrees of freedom"),
    "deff": Text(cs="efekt výběru (deff)", en="design effect (deff)"),
    "vcov": Text(cs="kovariance", en="covariance"),
    "se_adjust": Text(cs="chyba, pravidlo adjust", en="error, rule adjust"),
    "se_certainty": Text(cs="chyba, pravidlo certainty", en="error, rule certainty"),
    "dist": Text(cs="podíl odpovědi", en="share of an answer"),
    "dist_se": Text(cs="chyba podílu odpovědi", en="error of that share"),
    "safe": Text(cs="cítí se bezpečně", en="feel safe"),
    "safe_se": Text(cs="jeho chyba", en="its error"),
    "mean": Text(cs="průměr", en="mean"),
    "mean_se": Text(cs="chyba průměru", en="error of the mean"),
    "net": Text(cs="saldo", en="net score"),
    "net_se": Text(cs="chyba salda", en="error of the net score"),
    "unweighted": Text(cs="podíl bez vah", en="unweighted share"),
    "kish_deff_w": Text(cs="cena vah (Kish)", en="cost of weights (Kish)"),
    "p1": Text(cs="první vlna", en="first wave"),
    "p2": Text(cs="druhá vlna", en="second wave"),
    "change": Text(cs="změna", en="change"),
    "w_first10": Text(cs="prvních deset vah", en="first ten weights"),
    "w_unique": Text(cs="různé váhy", en="distinct weights"),
    "kish_deff": Text(cs="cena vah (Kish)", en="cost of weights (Kish)"),
    "table": Text(cs="počty odpovědí ve dvou vlnách", en="counts of answers in two waves"),
    "n": Text(cs="osob", en="persons"),
    "n1": Text(cs="osob v první skupině", en="persons in the first group"),
    "n2": Text(cs="osob ve druhé skupině", en="persons in the second group"),
    "p_exact": Text(cs="p-hodnota, přesná", en="p-value, exact"),
    "se_wald": _SE,
    "ci_wald": _LIMITS,
    "ci_bonett_price": Text(cs="meze intervalu (Bonett, Price)", en="limits of the interval (Bonett, Price)"),
    "delta": Text(cs="pořadový efekt", en="ordinal effect"),
    "ps": Text(cs="pravděpodobnost vyšší odpovědi", en="probability of a higher answer"),
    "holm": Text(cs="p-hodnota po úpravě (Holm)", en="adjusted p-value (Holm)"),
    "BH": Text(cs="p-hodnota po úpravě (Benjamini, Hochberg)", en="adjusted p-value (Benjamini, Hochberg)"),
    "alpha": Text(cs="Cronbachovo alfa", en="Cronbach's alpha"),
    "alpha_drop": Text(cs="alfa bez položky", en="alpha without the item"),
    "feldt_ci": Text(cs="meze alfy (Feldt)", en="limits of alpha (Feldt)"),
    "omega_total_ml1": Text(cs="omega jednoho faktoru", en="omega of one factor"),
    "ror": Text(cs="poměr poměrů", en="ratio of ratios"),
    "ror_ci": Text(cs="meze poměru poměrů", en="limits of the ratio of ratios"),
    "log_se": Text(cs="chyba logaritmu", en="error of the logarithm"),
    "quasi_phi": Text(cs="nadměrný rozptyl", en="overdispersion"),
    "quasi_se": Text(cs="chyba po nadměrném rozptylu", en="error allowing for overdispersion"),
    "wdq": Text(cs="vážený podíl přesunu (WDQ)", en="weighted displacement quotient (WDQ)"),
    "wdd_total": Text(cs="vážený rozdíl přesunu (WDD)", en="weighted displacement difference (WDD)"),
    "wdd_total_se": Text(cs="chyba WDD", en="error of the WDD"),
    "z": Text(cs="odhad v násobcích chyby", en="estimate over its error"),
    "ci95": _LIMITS,
    "coef": Text(cs="koeficient", en="coefficient"),
    "dispersion": Text(cs="nadměrný rozptyl", en="overdispersion"),
    "se_quasi": Text(cs="chyba po nadměrném rozptylu", en="error allowing for overdispersion"),
    "se_nw": Text(cs="chyba (Newey, West)", en="error (Newey, West)"),
    "person_months": Text(cs="člověkoměsíce", en="person-months"),
    "fte_months": Text(cs="měsíce krát úvazek", en="months times FTE"),
    "planned_fte_months": Text(cs="plán měsíců", en="planned months"),
    "occupancy": Text(cs="obsazenost", en="occupancy"),
    "leavers": Text(cs="odešlo", en="left"),
    "replacements": Text(cs="nahrazeno", en="replaced"),
    "vacancy_days_post3": Text(cs="dny bez obsazení, místo 3", en="vacant days, post 3"),
    "patrols": Text(cs="hlídky", en="patrols"),
    "fixes": Text(cs="polohy GPS", en="GPS fixes"),
    "zones": Text(cs="zóny", en="zones"),
    "zones_never_visited": Text(cs="zóny bez návštěvy", en="zones never visited"),
    "microseconds": Text(cs="délka po rozřezání (µs)", en="length after the cut (µs)"),
    "hours_in_all": Text(cs="hodiny celkem", en="hours in all"),
    "midnights_crossed": Text(cs="překročené půlnoci", en="midnights crossed"),
    "microseconds_covered": Text(cs="aspoň jedna hlídka venku (µs)", en="at least one patrol out (µs)"),
    "microseconds_counted_once": Text(cs="jeden člověk na jednom místě (µs)", en="one person in one place (µs)"),
    "microseconds_in_all": Text(cs="celkem (µs)", en="in all (µs)"),
    "microseconds_double": Text(cs="souběhy (µs)", en="overlaps (µs)"),
    "microseconds_after_end": Text(cs="po ohlášeném konci (µs)", en="after the declared end (µs)"),
    "patrols_after_end": Text(cs="hlídky po ohlášeném konci", en="patrols after their declared end"),
    "fixes_after_end": Text(cs="polohy po ohlášeném konci", en="fixes after the declared end"),
    "first_fix": Text(cs="první poloha proti hlavičce (µs)", en="first fix against the header (µs)"),
    "last_fix": Text(cs="poslední poloha proti hlavičce (µs)", en="last fix against the header (µs)"),
    "person_microseconds": Text(cs="osobohodiny v zóně (µs)", en="person-hours in the zone (µs)"),
    "presence_microseconds": Text(cs="hodiny přítomnosti v zóně (µs)", en="presence-hours in the zone (µs)"),
    "microseconds_outside": Text(cs="mimo zóny (µs)", en="outside the zones (µs)"),
    "microseconds_untracked": Text(cs="mezery mezi polohami (µs)", en="gaps between fixes (µs)"),
    "rows": Text(cs="řádky", en="rows"),
    "months": Text(cs="měsíce", en="months"),
    "incidents": Text(cs="události", en="incidents"),
    "ratio_of_ratios": Text(cs="poměr poměrů", en="ratio of ratios"),
    "crimes": Text(cs="skutky za rok", en="crimes in a year"),
    "years_of_zero": Text(cs="roky s nulou", en="years of zero"),
    "missing_months": Text(cs="chybějící měsíce", en="missing months"),
    "without_place": Text(cs="bez místa", en="without a place"),
    "areas": Text(cs="plochy", en="areas"),
    "months_of_zero": Text(cs="měsíce s nulou", en="months of zero"),
    "months_equal": Text(cs="měsíce se stejným počtem", en="months with equal counts"),
    "terms": Text(cs="mandáty", en="terms"),
    "open_terms": Text(cs="dosud trvající", en="still open"),
    "equal_value": Text(cs="časy se stejnou hodnotou", en="times with an equal value"),
    "equal_lower": Text(cs="časy se stejnou dolní mezí", en="times with an equal lower limit"),
    "equal_upper": Text(cs="časy se stejnou horní mezí", en="times with an equal upper limit"),
    "percent": Text(cs="procento", en="percentage"),
    "percent_nearest": Text(cs="procento, nejbližší", en="percentage, nearest"),
    "years": Text(cs="roky", en="years"),
    "calendar_days": Text(cs="kalendářní dny", en="calendar days"),
    "working_days": Text(cs="pracovní dny", en="working days"),
    "teaching_days": Text(cs="vyučovací dny", en="teaching days"),
    "teaching_days_without_closures": Text(cs="vyučovací dny bez uzavírek", en="teaching days without closures"),
    "teaching_days_all_attend": Text(cs="dny, kdy se učí všichni", en="days on which all attend"),
    "holidays": Text(cs="svátky", en="holidays"),
    "holidays_equal": Text(cs="svátky ve stejný den", en="holidays on the same day"),
}

TITLE = Text(cs="Ověření knihovny", en="Verification of the library")
INTRODUCTION = Text(
    cs="Funkce, které počítají zprávu, tu počítají nad cizími daty: vedle našich čísel stojí čísla zveřejněná nebo "
    "spočtená v R či ve scipy, s rozdílem a se zdrojem. Prázdné pole znamená, že veličina není definována.",
    en="The functions that compute the report compute here on other people's data: beside our figures stand those "
    "published, or computed with R or scipy, with the difference and the source. An empty field means that the "
    "quantity is not defined.",
)
TREND = Text(cs="Kontext: Anglie a Wales, bezpečně po setmění", en="Context: England and Wales, safe after dark")
TREND_NOTE = Text(
    cs="Podíl lidí, kteří se po setmění cítí bezpečně o samotě (ONS, ukazatel 16.1.4). Neuvedený rok chybí, není "
    "nulou.",
    en="Share of people who feel safe walking alone after dark (ONS, indicator 16.1.4). A year without a value is "
    "missing, not zero.",
)
SUMMARY = Text(cs="Souhrn", en="Summary")
ALL_AGREE = Text(cs="Všech {n} srovnání souhlasí.", en="All {n} comparisons agree.")
SOME_DIFFER = Text(cs="Z {n} srovnání nesouhlasí {wrong}.", en="Of {n} comparisons, {wrong} do not agree.")
YES, NO = Text(cs="ano", en="yes"), Text(cs="NE", en="NO")
