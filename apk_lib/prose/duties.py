"""What a project owes its funder beside figures: problems and their solution, publicity, deadlines, the next period."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.intake import PLAN, PROBLEMS, heading_of
from apk_lib.labels import Figure, Reading
from apk_lib.periods import Period
from apk_lib.prose.activities import with_words
from apk_lib.prose.core import Block, Finding, out_of
from apk_lib.text import Lang, Noun, Text, day, listing

_STAYED = Noun(cs=("zůstal otevřený", "zůstaly otevřené", "zůstalo otevřených", "zůstalo otevřeno"),
               en=("stayed open", "stayed open"))  # fmt: skip
_SOLVED = Noun(cs=("byl vyřešen", "byly vyřešeny", "bylo vyřešeno", "bylo vyřešeno"), en=("was solved", "were solved"))
_BARE = Text(cs="; tato zpráva pruh log nenese", en="; this report carries no logo strip")
_PROBLEMS = Text(cs="Problémy a jejich řešení", en="Problems and their solution")


def problems(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """What stayed open, what was solved, how old the oldest problem is; and the coordinator's own words."""
    lang = reading.lang
    words = with_words(Block(""), dataset, period, PROBLEMS, lang)
    now = {id: reading.figure("risks_open", id) for id in ("open", "oldest")}
    now |= {id: reading.figure("risks_handled", id, "period") for id in ("found", "solved")}
    if not now["open"]:
        none = Text(cs="Žádný problém není zapsán: koordinátor potvrdí, že žádný nenastal, nebo jej doplní",
                    en="No problem is recorded: the coordinator confirms that there was none, or adds it")  # fmt: skip
        absent = now["open"].state == "missing"
        return Finding(f"{_PROBLEMS(lang)}: {now['open'].show()}" if absent else none(lang), (), (), blocks=(words,))
    return Finding(_open_and_solved(now, reading), _since_when(now, reading), (), blocks=(words,))


def _open_and_solved(now: dict[str, Figure], reading: Reading) -> str:
    lang, open, solved = reading.lang, now["open"].value, now["solved"].value
    none_open = Text(cs="Na konci období nezůstal otevřený žádný problém", en="No problem stayed open at the end of "
                     "the period")  # fmt: skip
    some = Text(cs="Na konci období {stayed} {open}", en="{open} {stayed} at the end of the period")
    first = some.fill(lang, stayed=_STAYED.form(open, lang), open=now["open"].show()) if open else none_open(lang)
    if not solved:
        return first
    then = Text(cs="{first}, v období {were} {solved}", en="{first}, {solved} {were} in it")
    return then.fill(lang, first=first, were=_SOLVED.form(solved, lang), solved=now["solved"].show())


def _since_when(now: dict[str, Figure], reading: Reading) -> tuple[str, ...]:
    lang = reading.lang
    found = Text(cs="Nově zjištěné problémy v období: {n}.", en="Problems newly found in the period: {n}.")
    oldest = Text(cs="Nejstarší otevřený problém trvá {days}.", en="The oldest open problem has lasted {days}.")
    said = [found.fill(lang, n=now["found"].bare())]
    said += [oldest.fill(lang, days=now["oldest"].show())] if now["oldest"] else []
    return (" ".join(said),)


def publicity(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """Which mandatory kinds are in place, what every document has to say, and which outputs do not say it."""
    lang, project = reading.lang, dataset.project
    kept = reading.figure("publicity_kept", "kept")
    if kept:
        text = Text(cs="Z povinné publicity má projekt na konci období zajištěno {k_of_n} prvků",
                    en="Of the mandatory publicity {k_of_n} items are in place at the end of the period")  # fmt: skip
        heading = text.fill(lang, k_of_n=out_of(kept.numerator, kept.denominator, lang))
        heading += "" if dataset.logo is not None else _BARE(lang)
    else:
        heading = Text(
            cs="Publicita projektu není zapsána: tabulku dodá koordinátor",
            en="The project's publicity is not recorded: the coordinator supplies the table",
        )(lang)
    said = (
        Text(cs="Každý dokument nese registrační číslo {number} a větu: „{sentence}“",
             en="Every document carries the registration number {number} and the sentence: “{sentence}”").fill(
                 lang, number=project.registration_number, sentence=project.cofinancing(lang)),
        _strip(dataset, lang), _unmarked(dataset, period, lang),
    )  # fmt: skip
    return Finding(heading, tuple(text for text in said if text), ())


def _strip(dataset: Dataset, lang: Lang) -> str:
    if dataset.logo is not None:
        return Text(cs="Pruh log je na první straně této zprávy.", en="The logo strip is on the front page of this "
                    "report.")(lang)  # fmt: skip
    return Text(
        cs="Pruh log této zprávy: soubor assets/logolink.png (nebo .svg) vloží do složky projektu koordinátor.",
        en="The logo strip of this report: the coordinator puts assets/logolink.png (or .svg) into the project's "
        "folder.",
    )(lang)


def _unmarked(dataset: Dataset, period: Period, lang: Lang) -> str:
    """The finished outputs that do not carry, or of which nobody says that they carry, the strip and the number."""
    done = dataset.table("outputs").filter((pl.col("finished_on") <= period.end).fill_null(value=False))
    lines = []
    for column, text in (
        ("logo_strip", Text(cs="pruh log", en="the logo strip")),
        ("registration_number", Text(cs="registrační číslo", en="the registration number")),
    ):
        names = done.filter(~pl.col(column).fill_null(value=False)).sort("finished_on", "output")["name"].to_list()
        if names:
            said = Text(cs="{what} nemají nebo není zapsáno, že mají: {names}",
                        en="{what} is not, or is not recorded to be, on: {names}")  # fmt: skip
            lines.append(said.fill(lang, what=text(lang), names=listing(names, lang)))
    found = Text(cs="Dokončené výstupy: {lines}.", en="Finished outputs: {lines}.")
    return found.fill(lang, lines="; ".join(lines)) if lines else ""


def due_by_programme(dataset: Dataset, period: Period) -> date:
    """When the programme's rules want the report on a period."""
    rules = dataset.project.programme
    return period.end + timedelta(days=rules.final_report_days if period.final else rules.report_days)


def obligations(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """When the report is due, whether the programme says the same, and what the next period has to bring."""
    lang, expected = reading.lang, due_by_programme(dataset, period)
    due = day(period.report_due, lang)
    same = Text(cs="Zprávu je třeba podat do {due}, shodně s pravidly programu",
                en="The report has to be handed in by {due}, in agreement with the rules of the programme")  # fmt: skip
    other = Text(cs="Zprávu je podle projektu třeba podat do {due}, podle pravidel programu však do {expected}",
                 en="By the project sheet the report is due on {due}, by the programme on {expected}")  # fmt: skip
    heading = (same if expected == period.report_due else other).fill(lang, due=due, expected=day(expected, lang))
    settles = Text(cs="Který termín platí, řekne rozhodnutí o poskytnutí dotace; dodá je koordinátor.",
                   en="Which date holds the grant decision says; the coordinator supplies it.")  # fmt: skip
    lacking = Text(cs="Co ke zprávě ještě chybí a kdo to dodá, stojí na první straně.",
                   en="What the report still lacks, and who supplies it, stands on the front page.")  # fmt: skip
    said = (*(() if expected == period.report_due else (settles(lang),)), lacking(lang), _next(dataset, period, lang))
    words = with_words(Block(heading_of(PLAN, lang)), dataset, period, PLAN, lang)
    return Finding(heading, said, (), blocks=(words,))


def next_period(dataset: Dataset, period: Period) -> Period | None:
    """The reporting period that follows; none after the last one."""
    return next((one for one in dataset.project.periods if one.start > period.end), None)


def _next(dataset: Dataset, period: Period, lang: Lang) -> str:
    coming = next_period(dataset, period)
    if coming is None:
        return Text(
            cs="Projekt tímto obdobím končí: po závěrečné zprávě zbývá záznamy archivovat.",
            en="The project ends with this period: after the final report the records are to be archived.",
        )(lang)
    text = Text(cs="Další období {id} trvá {span}.", en="The next period, {id}, runs {span}.")
    return text.fill(lang, id=coming.id, span=coming.describe(lang))


def evidence_told(dataset: Dataset, period: Period, reading: Reading) -> Finding:
    """That every figure can be traced to its rows, and what became of those that do not count."""
    lang, rejected = reading.lang, dataset.rows_rejected
    traced = Text(cs="Každé číslo zprávy vede ke svým záznamům; žádný řádek není odmítnutý",
                  en="Every figure of the report leads to its records; no row is rejected")  # fmt: skip
    some = Text(cs="Každé číslo zprávy vede ke svým záznamům; odmítnuté řádky se do něj nepočítají",
                en="Every figure of the report leads to its records; rejected rows do not count in it")  # fmt: skip
    how = Text(cs="Shoduje-li se otisk souboru, jde o tytéž záznamy; seznam odmítnutých řádků s důvody je v "
                  "passport.json.",
               en="Where the fingerprint of a file agrees, the records are the same; rejected rows with their reasons "
                  "are listed in passport.json.")  # fmt: skip
    return Finding((some if rejected else traced)(lang), (_passing(reading), how(lang)), ())


def _passing(reading: Reading) -> str:
    """How much of what was entered passes the rules."""
    passing = reading.figure("data_quality", "passing")
    if not passing:
        return Text(cs="Kolik zapsaných řádků vyhovělo pravidlům, nejde říci: {why}.",
                    en="How many of the rows entered pass the rules cannot be told: {why}.").fill(
                        reading.lang, why=passing.show())  # fmt: skip
    text = Text(cs="Kontrolou prošlo {share} řádků zapsaných do dne, k němuž je zpráva.",
                en="{share} of the rows entered by the day of the report passed the checks.")  # fmt: skip
    return text.fill(reading.lang, share=passing.show())
