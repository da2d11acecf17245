"""What a report's workbook says besides the report: heads, names of its sheets, shorthand, notes."""

from __future__ import annotations

from apk_lib.text import Text

# why a cell holds no number, told in the form that screen readers read (no symbols, square brackets)
SHORTHAND = {
    "not_applicable": "[n]",
    "missing": "[x]",
    "no_cases": "[0]",
    "declined": "[o]",
    "suppressed": "[d]",
    "incomplete_period": "[p]",
}
NOT_APPLICABLE = SHORTHAND["not_applicable"]
MEANINGS = {
    "suppressed": Text(
        cs="Důvěrné: číslo máme, ale v této verzi se neuvádí, aby nešlo poznat jednotlivé lidi.",
        en="Confidential: we hold the figure, but this version does not show it, so that nobody can be recognised.",
    ),
    "missing": Text(cs="Údaj chybí: záznamy, z nichž se počítá, nejsou.",
                    en="Missing: there are no records from which to compute it."),
    "not_applicable": Text(
        cs="Netýká se: údaj tu nemá smysl (třeba interval u prostého součtu nebo cíl, který nikdo nestanovil).",
        en="Not applicable: nothing can stand here (an interval of a plain sum, say, or a target nobody set).",
    ),
    "no_cases": Text(cs="Žádný případ, z něhož by se dalo počítat. Není to nula.",
                     en="No case to compute it from. It is not zero."),
    "declined": Text(cs="Dotázaní odmítli odpovědět.", en="Respondents declined to answer."),
    "incomplete_period": Text(
        cs="Období v den stavu neskončilo: číslo je předběžné. Značka stojí ve sloupci se stavem.",
        en="The period was not over on the as-of date: the figure is preliminary. The mark stands in the column of the "
        "state.",
    ),
}  # fmt: skip
FEWER = Text(cs="méně než {limit}", en="fewer than {limit}")
FEWER_THAN_SUCH = Text(cs="méně než 5 (nebo jiná mez)", en="fewer than 5 (or another limit)")
FEWER_MEANS = Text(
    cs="Počet je nižší než tato mez; přesný počet se v této verzi neuvádí.",
    en="The count is below this limit; this version does not show the exact one.",
)
TOTAL = Text(cs="celkem", en="total")
YES, NO = Text(cs="ano", en="yes"), Text(cs="ne", en="no")
TO_CONTENTS = Text(cs="Přejít na obsah", en="Go to the contents")
COLUMN = Text(cs="sloupec {place}", en="column {place}")

# names of sheets, and what each kind of them holds
SUMMARY = Text(cs="Souhrn", en="Summary")
NOTES = Text(cs="Poznámky", en="Notes")
DEFINITIONS = Text(cs="Definice", en="Definitions")
OTHERS = Text(cs="Další čísla", en="Further figures")
FIGURES = Text(cs="čísla", en="figures")
ALL_FIGURES = Text(cs="{topic}: všechna čísla", en="{topic}: all figures")
POINTS = Text(cs="body křivky", en="points of a curve")
TABLE = Text(cs="tabulka zprávy", en="table of the report")
WORDS = Text(cs="slova", en="words")

ABOUT = {
    "contents": Text(cs="Řádek na každý list tohoto sešitu; název listu je odkaz.",
                     en="A row for each sheet of this workbook; the name of a sheet is a link."),
    "notes": Text(cs="Co znamenají značky v hranatých závorkách a jak čísla číst.",
                  en="What the shorthand in square brackets means and how to read the figures."),
    "figures": Text(cs="{heading}. Značky v hranatých závorkách vysvětluje list Poznámky.",
                    en="{heading}. The sheet Notes explains the shorthand in square brackets."),
    "elsewhere": Text(
        cs="K oddílu patří i ukazatele: {these} (stojí u jiného oddílu, každé číslo jen jednou).",
        en="These indicators belong to the section, too: {these} (with another one; each figure stands once).",
    ),
    "others": Text(cs="Čísla, o nichž žádný oddíl zprávy nevypráví.",
                   en="Figures of which no section of the report tells."),
    "points": Text(cs="Body křivky z oddílu: {heading}", en="Points of a curve of the section: {heading}"),
    "definitions": Text(cs="Ukazatele, jejichž čísla v sešitu stojí, a podle čeho se počítají.",
                        en="The indicators whose figures stand in the workbook, and how they are computed."),
    "passport": Text(cs="Z čeho zpráva vznikla a jak ji ověřit.",
                     en="What the report was made from and how to verify it."),
}  # fmt: skip
HEADS = {
    "sheet": Text(cs="List", en="Sheet"),
    "holds": Text(cs="Co obsahuje", en="What it holds"),
    "kind": Text(cs="Druh", en="Kind"),
    "section": Text(cs="Oddíl zprávy", en="Section of the report"),
    "rows": Text(cs="Počet řádků", en="Number of rows"),
    "part": Text(cs="Část", en="Part"),
    "item": Text(cs="Položka", en="Item"),
    "said": Text(cs="Sdělení", en="What is said"),
    "detail": Text(cs="Podrobnosti", en="Details"),
    "mark": Text(cs="Značka nebo téma", en="Shorthand or topic"),
    "meaning": Text(cs="Vysvětlení", en="Explanation"),
    "line": Text(cs="Řádek", en="Line"),
    "indicator": Text(cs="Ukazatel", en="Indicator"),
    "measure": Text(cs="Míra", en="Measure"),
    "by": Text(cs="Členění", en="Broken down by"),
    "category": Text(cs="Kategorie", en="Category"),
    "by_2": Text(cs="Druhé členění", en="Second breakdown"),
    "category_2": Text(cs="Druhá kategorie", en="Second category"),
    "unit": Text(cs="Jednotka", en="Unit"),
    "scope": Text(cs="Rozsah", en="Scope"),
    "series": Text(cs="Řada", en="Series"),
    "lower": Text(cs="95% interval: dolní mez", en="95% CI: lower limit"),
    "upper": Text(cs="95% interval: horní mez", en="95% CI: upper limit"),
    "at_risk": Text(cs="n v daném bodě", en="n at the point"),
    "target": Text(cs="Cíl", en="Target"),
    "baseline": Text(cs="Hodnota první vlny", en="Value of the first wave"),
    "effective_n": Text(cs="Efektivní n", en="Effective n"),
    "detectable_change": Text(cs="Nejmenší prokazatelná změna", en="Smallest detectable change"),
    "synthetic": Text(cs="Syntetická data", en="Synthetic data"),
    "id": Text(cs="Kód", en="Code"),
    "definition": Text(cs="Definice", en="Definition"),
    "version": Text(cs="Verze definice", en="Version of the definition"),
    "valid_from": Text(cs="Platí od", en="In force from"),
    "measures": Text(cs="Míry a jejich jednotky", en="Measures and their units"),
    "subject": Text(cs="O čem vypovídá", en="What it speaks of"),
    "methods": Text(cs="Intervaly a testy", en="Intervals and tests"),
}
# of one scope: "za období: hodnota"
SCOPED = {
    "period": Text(cs="Za období: {what}", en="In the period: {what}"),
    "cumulative": Text(cs="Od začátku: {what}", en="Since the start: {what}"),
}
PARTS_OF_A_FIGURE = {
    "value": Text(cs="hodnota", en="value"),
    "lower": Text(cs="95% interval, dolní mez", en="95% CI, lower limit"),
    "upper": Text(cs="95% interval, horní mez", en="95% CI, upper limit"),
    "n": Text(cs="n", en="n"),
    "numerator": Text(cs="čitatel", en="numerator"),
    "denominator": Text(cs="jmenovatel", en="denominator"),
    "state": Text(cs="stav", en="state"),
}
PROJECT = Text(cs="Projekt", en="Project")
REPORT = Text(cs="Zpráva", en="Report")
AUDIENCE = Text(cs="Verze", en="Version")
READING = (
    (
        Text(cs="Zaokrouhlení", en="Rounding"),
        Text(
            cs="Na listech s čísly a body křivek drží buňka číslo, jak vyšlo; zaokrouhluje se jen jeho zobrazení. "
            "Tabulky zprávy drží čísla, jak jsou v ní vytištěna, tedy zaokrouhlená.",
            en="On the sheets of figures and points a cell holds the number as it came out; its display is rounded. "
            "Tables of the report hold numbers as they are printed in it, that is rounded.",
        ),
    ),
    (
        Text(cs="Podíly a procentní body", en="Shares and percentage points"),
        Text(
            cs="Podíl je zlomek z jedné zobrazený v procentech. Rozdíl dvou podílů je v procentních bodech.",
            en="A share is a fraction of one displayed as a percentage. A difference of two shares is in percentage "
            "points.",
        ),
    ),
    (
        Text(cs="95% interval", en="95% confidence interval"),
        Text(
            cs="Rozsah hodnot, s nimiž jsou záznamy nebo odpovědi ještě v souladu: při opakování by takto spočtené "
            "intervaly obsahovaly skutečnou hodnotu v 95 ze 100 případů. Prostý součet záznamů interval nemá.",
            en="The range of values that the records or answers are still compatible with: on repetition, intervals "
            "computed this way would hold the true value 95 times in 100. A plain sum of records has none.",
        ),
    ),
    (
        Text(cs="n, čitatel, jmenovatel", en="n, numerator, denominator"),
        Text(
            cs="n je počet jednotek, na nichž číslo stojí (návštěvy, dotázaní, osoby…). Kde stojí čitatel i "
            "jmenovatel, vznikla hodnota dělením; čeho čím, říká list Definice.",
            en="n is how many units the figure rests on (visits, respondents, people…). Where there are a numerator "
            "and a denominator, the value was divided; the sheet Definitions says what by what.",
        ),
    ),
    (
        Text(cs="Od začátku", en="Since the start"),
        Text(
            cs="Od začátku projektu do konce období; počítá se znovu ze záznamů, ne sčítáním období.",
            en="From the start of the project to the end of the period; computed anew from the records, not by adding "
            "periods.",
        ),
    ),
    (
        Text(cs="Každé číslo jednou", en="Each figure once"),
        Text(
            cs="Ukazatel, o němž vypráví víc oddílů, stojí u toho, který vypráví o nejméně ukazatelích.",
            en="An indicator of which several sections tell stands with the one that tells of the fewest indicators.",
        ),
    ),
    (
        Text(cs="Syntetická data", en="Synthetic data"),
        Text(
            cs="„ano“: číslo vzniklo ze smyšlených, ukázkových záznamů; o skutečném městě nevypovídá.",
            en="“yes”: the figure was made from invented sample records; it says nothing of the real town.",
        ),
    ),
)
CONTACT = Text(cs="Kdo zprávu vydává a jak ji ověřit", en="Who issues the report and how to verify it")
CONTACT_SAYS = Text(
    cs="{who}. Jak zprávu ověřit a znovu vytvořit, říká list „{passport}“.",
    en="{who}. The sheet “{passport}” says how to verify the report and make it again.",
)
