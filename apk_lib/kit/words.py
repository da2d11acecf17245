"""What the kit says of itself: its README in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apk_lib.disclosure.limits import Limits
from apk_lib.kit.twin import fewest
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.text import Lang, Text, day, percent

_SYNTHETIC = Text(
    cs="> **SYNTETICKÁ DATA.** Záznamy, z nichž sada vznikla, jsou zcela nebo zčásti vymyšlené (sloupec `synthetic`). "
    "Nic z nich nelze usoudit o městě ani o jeho obyvatelích.",
    en="> **SYNTHETIC DATA.** The records this kit is made of are invented, all or some of them (column `synthetic`). "
    "Nothing can be concluded from them about the town or those who live in it.",
)
_HEAD = Text(
    cs="""# Sada pro hodnotitele: {title}

{beneficiary} · registrační číslo {number} · období {period} ({span}) · stav k {as_of}
""",
    en="""# Evaluator's kit: {title}

{beneficiary} · registration number {number} · period {period} ({span}) · as of {as_of}
""",
)
_BODY = Text(
    cs="""## Co v sadě je

- `microdata/` – chráněná data: každá tabulka jako CSV (UTF-8, desetinná tečka) a Parquet, šetření i
  jako soubor SPSS `survey.cs.sav` a `survey.en.sav` (jeden řádek na respondenta)
- `reference/` – veřejné tabulky: období, lokality, pásma, plán služeb, otázky, okolnosti
- `twin/` – **syntetické dvojče**: stejné soubory a sloupce, ale vymyšlené hodnoty. Program, který
  běží na něm, běží i na `microdata/`. Každý sloupec je losován sám za sebe; souvislosti mezi
  sloupci v něm nejsou a nic z něj nevyplývá. Má řádek pro každý měsíc, místo, pásmo či druh, jaké
  být mohou, ne jen pro ty, o nichž je záznam; obchůzky a kontroly míst jsou v něm tedy všude a
  stále. Dotázaných ve vrstvě a odpovědí na otázku je v něm celý násobek {fewest}, otázka
  zodpovězená méně než {fewest}krát v něm není. Váha v něm je počet obyvatel vrstvy na jeho vlastní
  řádek, není-li znám, 1.
- `codebook.csv`, `codes.csv` – co znamenají sloupce a kódy, česky a anglicky; `data_model.json` –
  totéž pro počítač (Frictionless)
- `labels.cs.sps`, `labels.en.sps` – příkazy, jimiž SPSS nebo PSPP uloží každé CSV s popisky
- `methods/` – co který ukazatel znamená a jak se počítá
- `protection.csv` – co se stalo s každým sloupcem původních dat a proč
- `manifest.json` – otisk SHA-256 každého souboru, verze programu a definic, kolik bylo skryto{lock}

## Co se s daty stalo

- **Osoby z projektu v sadě nejsou**: ani smlouvy, nepřítomnosti, výkazy, posádky, přístroje,
  polohy, kurzy či volné texty.
- **Respondenti** mají nová čísla, jejichž pořadí s původním nesouvisí. Vlnu, část města, vrstvu,
  sloučenou výběrovou jednotku, pohlaví a věk, jak tu stojí, má vždy společné nejméně {k} lidí
  (k-anonymita); kde by jich bylo méně, je věk nebo pohlaví prázdné. Vrstva menší než {k} je
  sloučena s nejmenší vrstvou téže části města; má-li méně než {k} dotázaných celá část města, je
  část města v celé vlně prázdná. Vynechán není nikdo, protože rozdíl proti součtům ve zprávě by
  prozradil jeho odpovědi; chybět může jen celá vlna, v níž jich bylo méně než {k}. Co kdo
  odpověděl, tím chráněno není: všichni ze skupiny mohli odpovědět stejně, a kdo ví, jak někdo
  odpověděl na více otázek, může jeho řádek poznat.
- **Výběrové jednotky** (ulice, domy) jsou ve vrstvě náhodně sloučeny, až v každé je nejméně {k}
  dotázaných; kde se vybírali přímo lidé, je jednotkou každý sám a její číslo neříká nic navíc.
  Jednotky a vrstvy mají pořadová čísla, v každé vlně jiná. Má to svou cenu: sloučených jednotek
  je méně, takže směrodatné chyby se od zprávy liší oběma směry (při čtyřiceti sloučených jednotkách
  zpravidla do 15 %, při méně víc); ve výběru ulic a domů je věk a pohlaví z velké části prázdné;
  a byly-li v další vlně dotázány tytéž jednotky nebo titíž lidé, je chyba změny odtud obvykle
  větší než ve zprávě (neví se, že jde o tytéž).
- **Váha** je průměr skupiny se stejnými znaky: součty vah se tím nemění, odhady nepatrně.
- **Počty** událostí, kontaktů, přestupků a stížností jsou za měsíc a jako rozmezí {occurrences}
  možných hodnot (od `least` do `most`), u oslovených lidí {k}. Kde rozmezí začíná, je losováno tak,
  aby přesný součet za období nechal každé buňce všechny hodnoty jejího rozmezí; je-li součet menší
  než {occurrences}, začíná rozmezí nulou. V pozdější sadě téhož města začíná rozmezí nezměněného počtu
  zpravidla stejně. Rozmezí je vše, co se o počtu ví: středy nesčítejte, u vzácných druhů by součet
  vyšel mnohem větší než skutečnost. Přesné součty jsou ve zprávě.
- **Hodiny** v lokalitách jsou za každý měsíc a pásmo, zaokrouhlené na celé, i nulové. Prázdné jsou,
  kde jeden člověk odsloužil přes {dominance}, a s nimi další téhož období, až ani z jejich součtu
  v pásmu místa a v celém místě nemá nikdo přes {dominance}, nebo už jiné nejsou.

## O co se nepokoušejte

Nesnažte se zjistit, kdo je kdo, ani spojovat sadu s jinými údaji o lidech nebo s jinou sadou téhož
města. Poznáte-li někoho přesto, nikomu to nesdělujte a napište příjemci. Tabulky, které z dat
zveřejníte, ať stojí nejméně na {base} dotázaných. Sadu dál nepředávejte; dvojče předat smíte.

Příjemce: {beneficiary}; spojení má ten, kdo vám sadu předal.
""",
    en="""## What is in it

- `microdata/` – protected data: each table as CSV (UTF-8, decimal point) and Parquet, the survey as
  files of SPSS, too: `survey.cs.sav` and `survey.en.sav` (one row a respondent)
- `reference/` – public tables: periods, localities, bands, patrol plan, questions,
  circumstances
- `twin/` – a **synthetic twin**: the same files and columns with invented values. Code that runs on
  it runs on `microdata/`. Each column is drawn by itself; no relations between columns are in it
  and nothing follows from it. It has a row for every month, place, band or kind there can be, not
  only for those of which there is a record: so patrols and checks of places are everywhere and
  always. Respondents of a stratum and answers to a question come in multiples of {fewest}; a
  question answered fewer than {fewest} times is not in it. A weight in it is the inhabitants of the
  stratum for each of its own rows or, where their number is not known, 1.
- `codebook.csv`, `codes.csv` – what columns and codes mean, in Czech and English; `data_model.json`
  – the same for machines (Frictionless)
- `labels.cs.sps`, `labels.en.sps` – commands with which SPSS or PSPP saves every CSV with its
  labels
- `methods/` – what each indicator means and how it is computed
- `protection.csv` – what became of each column of the original data, and why
- `manifest.json` – SHA-256 of every file, versions of program and definitions, how much was
  withheld{lock}

## What was done to the data

- **No person of the project is in it**: no contracts, absences, timesheets, crews, devices,
  positions, courses or free texts.
- **Respondents** have new numbers whose order is unrelated to the old one. At least {k} people
  share wave, part of the town, stratum, merged sampling unit, sex and age as they stand here
  (k-anonymity); where there would be fewer, age or sex is empty. A stratum smaller than {k} is
  merged with the smallest one in the same part of the town; where a whole part of the town has
  fewer than {k}, the part is empty in the whole wave. Nobody is left out, for the difference from
  totals in the report would tell their answers; only a whole wave of fewer than {k} may be missing.
  That does not protect what they answered: all of a group may have said the same, and whoever knows
  how somebody answered several questions may know their row.
- **Sampling units** (streets, houses) are merged by lot within a stratum until each has at least
  {k} respondents; where people were drawn directly, each is a unit and its number tells nothing
  more. Units and strata have running numbers, others in each wave. The cost: merged units are
  fewer, so that standard errors differ from the report either way (with forty merged units mostly
  by less than 15 %, with fewer by more); in a sample of streets and houses age and sex are empty
  for the most part; and where the same units or people were asked in a later wave, the error of a
  change is usually larger here than in the report (it is not known that they are the same).
- A **weight** is the mean of the group with the same traits: sums of weights stay, estimates change
  slightly.
- **Counts** of events, contacts, offences and complaints are by month and as ranges of
  {occurrences} possible numbers (`least` to `most`), those of people approached of {k}. Where a
  range begins is drawn so that the exact total of a period leaves each cell all the numbers of its
  range; where the total is under {occurrences}, ranges begin at zero. In a later kit of the same
  town the range of a count that did not change mostly begins where it did. A range is all that is
  known of a count: do not add middles, for rare kinds their sum would be far above the truth. Exact
  totals are in the report.
- **Hours** in localities are of every month and band, rounded to whole ones, zeros included. They
  are empty where one person served more than {dominance}, and with them in others of the period,
  until nobody served more than {dominance} of their sum, in a band of the place and in the whole
  place, or no others are left.

## What must not be tried

Do not try to find out who is who, nor join the kit with other data on people or with another kit
of the same town. If you recognise somebody all the same, tell nobody and write to the beneficiary.
Let tables you publish rest on {base} respondents at least. Do not hand the kit on; the twin you
may.

Beneficiary: {beneficiary}; whoever gave you the kit knows how to reach them.
""",
)
_LOCK = Text(cs="\n- `requirements.lock` – přesné verze toho, co program používá",
             en="\n- `requirements.lock` – exact versions of what the program uses")  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What the README tells of: the project, the period, the state of the data, and the limits they were held to."""

    project: Project
    period: Period
    as_of: date
    limits: Limits
    synthetic: bool
    locked: bool

    def read_me(self, lang: Lang) -> str:
        """The README in a language."""
        project, limits = self.project, self.limits
        head = _HEAD.fill(
            lang, title=project.title(lang), beneficiary=project.beneficiary(lang), period=self.period.id,
            number=project.registration_number, span=self.period.describe(lang), as_of=day(self.as_of, lang),
        )  # fmt: skip
        body = _BODY.fill(
            lang, k=limits.survey_cell, occurrences=limits.occurrences, base=limits.survey_base,
            dominance=percent(limits.dominance, lang), beneficiary=project.beneficiary(lang),
            fewest=fewest(limits), lock=_LOCK(lang) if self.locked else "",
        )  # fmt: skip
        return "\n".join([head, *([_SYNTHETIC(lang), ""] if self.synthetic else []), body])
