"""How strongly an answer is supported: the rules, in one place.

An answer starts as strong; each doubt the figures raise says how strong it may be at most. Doubts are found by
the answers (from figures) and by `of_rows` (from the account of rows); what they mean stands only here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from apk_lib.dataset import Dataset
from apk_lib.labels import ROW, Figure, Reading
from apk_lib.prose import Finding
from apk_lib.results import FEW_ANSWERS, FEW_COUNTED
from apk_lib.sheets import Sheet
from apk_lib.text import Text, sentence


class Strength(IntEnum):
    """The support an answer has in the data."""

    NONE = 0
    WEAK = 1
    MODERATE = 2
    STRONG = 3


WORDS = {
    Strength.NONE: Text(cs="žádná", en="none"),
    Strength.WEAK: Text(cs="slabá", en="weak"),
    Strength.MODERATE: Text(cs="střední", en="moderate"),
    Strength.STRONG: Text(cs="silná", en="strong"),
}
LOW_RESPONSE = 0.5
MANY_REJECTED = 0.05
MUCH_UNTRACKED = 0.1
LATE_PLAN = 0.05
MUCH_UNDECIDED = 0.1
CHECKED_BY_GPS = 0.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """What weakens an answer, and how strong the answer may be at most."""

    most: Strength
    says: Text


DOUBTS: dict[str, Doubt] = {
    "no_figure": Doubt(
        Strength.NONE,
        Text(cs="údaj, na kterém odpověď stojí, chybí", en="the figure the answer rests on is missing"),
    ),
    "one_wave": Doubt(
        Strength.WEAK,
        Text(cs="šetření má zatím jednu vlnu, změnu z ní říci nejde",
             en="the survey has one wave so far, no change can be told from it"),
    ),
    "no_comparison": Doubt(
        Strength.WEAK,
        Text(cs="není s čím srovnávat: srovnávací lokalita chybí", en="there is no comparison locality"),
    ),
    "chance": Doubt(
        Strength.WEAK,
        Text(cs="interval připouští obojí, zlepšení i zhoršení",
             en="the interval allows both an improvement and a worsening"),
    ),
    "wide_interval": Doubt(
        Strength.WEAK,
        Text(cs="interval připouští, že se nic nezměnilo, i tak velkou změnu, jakou má šetření podle pravidel programu "
                "zachytit",
             en="the interval allows that nothing changed as well as a change that a survey has to find by the "
                "programme's rules"),
    ),
    "few_asked": Doubt(
        Strength.WEAK,
        Text(cs=f"odpovídalo méně než {FEW_ANSWERS} lidí", en=f"fewer than {FEW_ANSWERS} people answered"),
    ),
    "few_counted": Doubt(
        Strength.WEAK,
        Text(cs=f"srovnávané počty jsou malé (méně než {FEW_COUNTED})",
             en=f"the counts compared are small (below {FEW_COUNTED})"),
    ),
    "no_ratio": Doubt(
        Strength.WEAK,
        Text(cs="poměr proti srovnávací lokalitě spočítat nejde: některý z počtů je nula, nebo je měsíců málo",
             en="there is no ratio to the comparison locality: one of the counts is nought, or months are too few"),
    ),
    "chosen_by_peak": Doubt(
        Strength.WEAK,
        Text(cs="lokalita byla vybrána po výkyvu: část poklesu by přišla sama",
             en="a locality was chosen after its peak: part of the fall would have come by itself"),
    ),
    "choice_unknown": Doubt(
        Strength.MODERATE,
        Text(cs="jak byly rizikové lokality vybrány, není zapsáno; výběr po výkyvu vyloučit nelze",
             en="how the risk localities were chosen is not recorded; a choice after their peak cannot be ruled out"),
    ),
    "not_random": Doubt(
        Strength.MODERATE,
        Text(cs="rizikové a srovnávací lokality nikdo nelosoval, mohly se vyvíjet různě i bez asistentů",
             en="risk and comparison localities were not drawn by lot, they could have fared differently without "
                "assistants too"),
    ),
    "follow_patrols": Doubt(
        Strength.MODERATE,
        Text(cs="záznamy jdou za hlídkami: kde se víc chodí, víc se zapíše",
             en="records follow patrols: where somebody walks more, more is written down"),
    ),
    "undecided_beside": Doubt(
        Strength.MODERATE,
        Text(cs="o stížnostech údaje nerozhodnou: interval připouští obojí, nebo je záznamů málo",
             en="of complaints the data decide nothing: the interval allows both, or records are few"),
    ),
    "after_unknown": Doubt(
        Strength.WEAK,
        Text(cs="co bylo po skončení projektu, záznamy neříkají",
             en="the records do not say what came after the project"),
    ),
    "no_control": Doubt(
        Strength.MODERATE,
        Text(cs="stav bez asistentů nikdo nezměřil, změnu proto nelze připsat jen jim",
             en="nobody measured a state without assistants, so the change cannot be credited to them alone"),
    ),
    "below_detectable": Doubt(
        Strength.MODERATE,
        Text(cs="změna je menší, než jakou šetření této velikosti spolehlivě zachytí",
             en="the change is smaller than what a survey of this size finds reliably"),
    ),
    "hint": Doubt(
        Strength.WEAK,
        Text(cs="změna je menší, než jakou šetření této velikosti spolehlivě zachytí, a žádný z předem určených testů "
                "po Holmově úpravě neobstojí",
             en="the change is smaller than what a survey of this size finds reliably, and none of the tests declared "
                "beforehand stands after Holm's correction"),
    ),
    "low_response": Doubt(
        Strength.MODERATE,
        Text(cs=f"odpovědělo méně než {round(LOW_RESPONSE * 100)} % oslovených",
             en=f"less than {round(LOW_RESPONSE * 100)}% of those approached answered"),
    ),
    "response_unknown": Doubt(
        Strength.MODERATE,
        Text(cs="kolik oslovených odmítlo, není zapsáno", en="how many of those approached refused is not recorded"),
    ),
    "emergency": Doubt(
        Strength.MODERATE,
        Text(cs="část srovnávané doby platil nouzový stav",
             en="a state of emergency was in force for a part of the time compared"),
    ),
    "part_unknown": Doubt(
        Strength.MODERATE,
        Text(cs="na část otázky údaje nejsou", en="there are no data on a part of the question"),
    ),
    "no_denominator": Doubt(
        Strength.MODERATE,
        Text(cs="kolik lidí pomoc potřebuje, nikdo neví", en="nobody knows how many people need help"),
    ),
    "own_records": Doubt(
        Strength.MODERATE,
        Text(cs=f"přítomnost zapisuje sám tým a GPS z ní ověřuje méně než {round(CHECKED_BY_GPS * 100)} % hodin",
             en=f"presence is recorded by the team itself and GPS checks less than {round(CHECKED_BY_GPS * 100)}% of "
                "the hours"),
    ),
    "late_plan": Doubt(
        Strength.MODERATE,
        Text(cs=f"plán se měnil zpětně, plnění původního plánu je jiné o víc než {round(LATE_PLAN * 100)} procentních "
                "bodů",
             en=f"the plan was changed backwards: adherence to the original one differs by more than "
                f"{round(LATE_PLAN * 100)} percentage points"),
    ),
    "untracked": Doubt(
        Strength.MODERATE,
        Text(cs=f"u více než {round(MUCH_UNTRACKED * 100)} % hodin není zapsáno místo",
             en=f"more than {round(MUCH_UNTRACKED * 100)}% of the hours have no recorded place"),
    ),
    "parts_differ": Doubt(
        Strength.MODERATE,
        Text(cs="zveřejněné zdroje nedávají zveřejněný celek, závazný rozpočet není doložen",
             en="the published parts do not give the published total, the binding budget is not documented"),
    ),
    "undecided": Doubt(
        Strength.MODERATE,
        Text(cs=f"o více než {round(MUCH_UNDECIDED * 100)} % nákladů poskytovatel dosud nerozhodl",
             en=f"the funder has not decided on more than {round(MUCH_UNDECIDED * 100)}% of the costs"),
    ),
    "open": Doubt(
        Strength.MODERATE,
        Text(cs="projekt neskončil, čísla jsou předběžná", en="the project is not over, figures are preliminary"),
    ),
    "rows_rejected": Doubt(
        Strength.MODERATE,
        Text(cs=f"v některé tabulce neprošlo kontrolou víc než {round(MANY_REJECTED * 100)} % řádků",
             en=f"more than {round(MANY_REJECTED * 100)}% of the rows of a table broke a rule"),
    ),
}  # fmt: skip


def strength(doubts: Iterable[str]) -> Strength:
    """The support of an answer that raises these doubts: the least that any of them allows."""
    return min((DOUBTS[id].most for id in doubts), default=Strength.STRONG)


def of_figures(*figures: Figure) -> tuple[str, ...]:
    """The doubts any figure can raise: its period is not over, or a part of the question has no figure."""
    found = ["open"] if any(figure.open for figure in figures) else []
    return (*found, "part_unknown") if any(figure.state == "missing" for figure in figures) else tuple(found)


def raised(**doubts: object) -> tuple[str, ...]:
    """The names of the doubts that hold: `raised(few_asked=n < 30, open=figure.open)`."""
    return tuple(name for name, holds in doubts.items() if holds)


def method(dataset: Dataset, reading: Reading) -> Finding:
    """How the support of an answer is found, as a section of its own."""
    heading = Text(
        cs="Oporu odpovědí určují pravidla stanovená předem, ne dojem",
        en="The support of an answer follows rules set beforehand, not impressions",
    )(reading.lang)
    text = Text(
        cs="Odpověď začíná jako silná. Každá pochybnost, kterou údaje vzbudí, říká, jak silná smí být nejvýš; platí "
        "ta nejpřísnější. Opora neříká, zda výsledek potěší: i „nic se nezměnilo“ ji může mít, je-li interval úzký.",
        en="An answer starts as strong. Each doubt the data raise says how strong it may be at most; the strictest "
        "holds. Support does not say whether a result pleases: “nothing changed” can have it too where the interval "
        "is narrow.",
    )
    return Finding(heading, (text(reading.lang),), ())


def rules_table(dataset: Dataset, reading: Reading) -> Sheet:
    """Every doubt with the strength it allows at most."""
    lang = reading.lang
    rows = tuple((sentence(doubt.says(lang)), WORDS[doubt.most](lang)) for doubt in DOUBTS.values())
    heads = (Text(cs="Pochybnost", en="Doubt"), Text(cs="Nejvýše", en="At most"))
    summary = Text(cs="Pravidla opory ({rows})", en="Rules of support ({rows})")
    caption = Text(
        cs="Co odpověď zeslabuje a jak silná smí být.", en="What weakens an answer and how strong it may be."
    )
    return Sheet(
        summary.fill(lang, rows=ROW.count(len(rows), lang)), caption(lang), tuple(head(lang) for head in heads),
        (False, False), rows,
    )  # fmt: skip
