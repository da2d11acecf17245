"""What the drill-down says of itself; the words of figures, records and reasons come from elsewhere."""

from __future__ import annotations

from apk_lib.text import Text

TEXTS = {
    # what to look at
    "days": Text(cs="Dny", en="Days"),
    "whole": Text(cs="celý projekt (stav k {as_of})", en="whole project (as of {as_of})"),
    "week": Text(cs="týden", en="week"),
    "month": Text(cs="měsíc", en="month"),
    "range": Text(cs="ode dne do dne", en="from day to day"),
    "from": Text(cs="Od", en="From"),
    "to": Text(cs="Do", en="To"),
    "which_week": Text(cs="Který týden", en="Which week"),
    "which_month": Text(cs="Který měsíc", en="Which month"),
    "topic": Text(cs="Téma", en="Topic"),
    "every_topic": Text(cs="všechna témata", en="every topic"),
    "indicator": Text(cs="Ukazatel", en="Indicator"),
    "measure": Text(cs="Co měřit", en="What to measure"),
    "scope": Text(cs="Za období, nebo od začátku", en="Of the days, or since the start"),
    "first": Text(cs="Členit podle", en="Break down by"),
    "second": Text(cs="a dále podle", en="and then by"),
    "nothing": Text(cs="nečlenit", en="not at all"),
    "narrow": Text(cs="Jen", en="Only"),
    "category": Text(cs="Která hodnota", en="Which value"),
    "choose": Text(cs="– vyberte –", en="– choose –"),
    # where one is
    "back": Text(cs="← Zpět", en="← Back"),
    "forward": Text(cs="Vpřed →", en="Forward →"),
    "steps": Text(cs="Kroky výběru", en="Steps of the selection"),
    "filters": Text(cs="Zúžení výběru", en="What the selection is narrowed to"),
    "remove": Text(cs="Zrušit: {what}", en="Remove: {what}"),
    "split": Text(cs="Rozdělit podle: {what}", en="Break down by: {what}"),
    "offer": Text(cs="Další členění", en="Further breakdowns"),
    "no_total": Text(cs="Dohromady se neuvádí, jen zvlášť podle: {by}.", en="Not stated in total, only by: {by}."),
    # the breakdown
    "in_chart": Text(cs="Graf ukazuje {shown} z {n} hodnot, ty největší; v tabulce jsou všechny.",
                     en="The chart shows {shown} of {n} values, the largest; the table has all."),
    "click": Text(cs="Kliknutím do grafu nebo na název v tabulce výběr zúžíte.",
                  en="Click in the chart or on a name in the table to narrow the selection."),
    "narrow_to": Text(cs="Zúžit na", en="Narrow to"),
    # records
    "records": Text(cs="Záznamy, z nichž číslo je", en="Records behind the figure"),
    "shown": Text(cs="{title}: zobrazeno {first}–{last} z {n}.", en="{title}: shown {first}–{last} of {n}."),
    "no_rows": Text(cs="{title}: žádný řádek.", en="{title}: no row."),
    "previous": Text(cs="Předchozí řádky", en="Rows before"),
    "next": Text(cs="Další řádky", en="Rows after"),
    "read_whole": Text(cs="Výpočet čte ještě celé tabulky: {tables}. Které z jejich řádků rozhodly, se nedá říct.",
                       en="It also reads whole tables: {tables}. Which of their rows decided cannot be told."),
    "no_records": Text(cs="Za tímto číslem nestojí žádný záznam ze souborů.",
                       en="No record of the files stands behind this figure."),
    "workbook": Text(cs="Stáhnout všechny řádky jako XLSX", en="Download all the rows as XLSX"),
    "downloaded": Text(cs="Sešit {name} se stahuje ({kb} kB).",
                       en="The workbook {name} is being downloaded ({kb} kB)."),
    # explanation
    "explain": Text(cs="Vysvětlit toto číslo", en="Explain this number"),
    "hide": Text(cs="Skrýt vysvětlení", en="Hide the explanation"),
    "numerator": Text(cs="Řádky, které se počítají (čitatel)", en="Rows that count (numerator)"),
    "denominator": Text(cs="Řádky, se kterými se srovnává (jmenovatel)",
                        en="Rows they are compared with (denominator)"),
    "made_of": Text(cs="Řádky, z nichž číslo je", en="Rows the figure is made of"),
    "left_out": Text(cs="Řádky, které se nepočítají, a proč", en="Rows that do not count, and why"),
    # keeping and handing on
    "name": Text(cs="Uložit výběr jako", en="Save the selection as"),
    "save": Text(cs="Uložit", en="Save"),
    "saved": Text(cs="Uložené výběry", en="Saved selections"),
    "open": Text(cs="Otevřít", en="Open"),
    "forget": Text(cs="Zapomenout", en="Forget"),
    "kept": Text(cs="Výběr „{name}“ je uložen.", en="The selection “{name}” is saved."),
    "forgotten": Text(cs="Výběr „{name}“ už uložen není.", en="The selection “{name}” is saved no longer."),
    "report": Text(cs="Udělat z výběru zprávu", en="Make a report of the selection"),
    "report_how": Text(cs="Pro správce počítače: tento příkaz vytvoří zprávu s číslem, členěním a vysvětlením ve "
                       "složce outputs/PROJEKT/selections:",
                       en="For whoever runs the computer: this command makes a report with the figure, its breakdown "
                       "and explanation in the folder outputs/PROJECT/selections:"),
    "report_save": Text(cs="Nejdřív výběr uložte pod jménem bez uvozovek a znaků $ ` \\ ! %. Pak tu bude "
                        "příkaz pro správce počítače, který z něj zprávu vytvoří.",
                        en="Save the selection first, under a name without quotes and the signs $ ` \\ ! %. Then the "
                        "command for whoever runs the computer will be here."),
    # beneath a section of a report
    "beneath": Text(cs="Až k řádkům záznamů", en="Down to the records"),
}  # fmt: skip
