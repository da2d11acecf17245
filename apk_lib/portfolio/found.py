"""What is found in a folder of summaries, in words: every finding says what to do.

A town is called by its id where nobody has proven that the file is its own, otherwise by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio.frames import LIMITS, Finding, Kind
from apk_lib.programmes import programmes
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.text import DASH, LANGUAGES, Text, day

_SHOWN = 3
_OTHER = Text(cs="není to souhrn, jak jej zapisuje apk-lib summary", en="it is no summary as apk-lib summary writes it")


def unreadable(file: str, why: Text = _OTHER) -> Finding:
    """A file that is no summary."""
    return _left_out("unreadable", file, "", cs=f"souhrn nejde přečíst ({why.cs}). Vyžádejte si jej od města znovu.",
                     en=f"the summary cannot be read ({why.en}). Ask the town for it again.")  # fmt: skip


def too_large(file: str) -> Finding:
    """A file larger than any summary."""
    why = Text(cs="je větší, než může souhrn být", en="it is larger than a summary can be")
    return unreadable(file, why)


def rewritten(file: str) -> Finding:
    """A summary that another program wrote anew."""
    why = Text(
        cs="uložil jej jiný program, byť třeba beze změny", en="another program saved it, perhaps without a change"
    )
    return unreadable(file, why)


def unsigned(file: str) -> Finding:
    """A summary without a signature, or without the key."""
    return _left_out("unsigned", file, "", cs="souhrn není podepsaný. Vyžádejte si od města podepsaný.",
                     en="the summary is not signed. Ask the town for a signed one.")  # fmt: skip


def wrong_signature(file: str, town: str) -> Finding:
    """A summary that was changed after it was signed."""
    return _left_out(
        "wrong_signature", file, town,
        cs=f"podpis nesouhlasí, souhrn města {town} někdo po podepsání změnil. Vyžádejte si jej od města znovu.",
        en=f"the signature does not hold, somebody changed the summary of {town} after it was signed. Ask the town for "
        "it again.",
    )  # fmt: skip


def unregistered(file: str, town: str, other_key: bool) -> Finding:
    """A summary signed by a key that nobody has, or one that says to be of a town not in the register."""
    if other_key:
        return _left_out(
            "unregistered", file, town,
            cs=f"soubor říká, že je města {town}, podepsal jej ale klíč, který v registru není. Buď město klíč "
            "změnilo, nebo se stejně jmenuje složka projektu jiného města. Ověřte to jinou cestou.",
            en=f"the file says it is of {town}, but a key that is not in the register signed it. Either the town "
            "changed its key, or the project folder of another town has the same name. Ask by another way.",
        )  # fmt: skip
    return _left_out(
        "unregistered", file, town,
        cs=f"město {town} není v registru. Ověřte si jeho klíč jinou cestou a zapište jej.",
        en=f"{town} is not in the register. Verify its key by another way and enter it.",
    )  # fmt: skip


def key_of_another(file: str, town: str, owner: str) -> Finding:
    """A summary of one town signed by another."""
    return _left_out(
        "key_of_another", file, town,
        cs=f"souhrn je prý města {town}, podepsalo jej ale město {owner}. Zjistěte, kdo jej poslal.",
        en=f"the summary says it is of {town}, but {owner} signed it. Find out who sent it.",
    )  # fmt: skip


def newer(file: str, town: str) -> Finding:
    """A summary of a version that this program does not know."""
    return _left_out(
        "newer", file, town, cs=f"souhrn města {town} je z jiné verze apk-lib. Nainstalujte nejnovější apk-lib.",
        en=f"the summary of {town} is from another version of apk-lib. Install the newest apk-lib.",
    )  # fmt: skip


def damaged(file: str, town: str) -> Finding:
    """A signed summary of another shape."""
    return _left_out(
        "damaged", file, town, cs=f"souhrn města {town} je podepsaný, ale má jiný obsah, než do něj zapisuje program. "
        "Ať město vytvoří nový.",
        en=f"the summary of {town} is signed but does not hold what the program writes. Let the town make a new one.",
    )  # fmt: skip


def misdated(file: str, town: str, name: Text, as_of: date) -> Finding:
    """A summary as of a day long after its period: it would go before every later one."""
    return _left_out(
        "misdated", file, town,
        cs=f"souhrn města {name.cs} je ke dni {day(as_of, 'cs')}, víc než dva roky po konci období. Ať město vytvoří "
        "nový, k dřívějšímu dni (--as-of).",
        en=f"the summary of {name.en} is as of {day(as_of, 'en')}, more than two years after the end of the period. "
        "Let the town make a new one, as of an earlier day (--as-of).",
    )  # fmt: skip


def twice(file: str, town: str, name: Text, period: str, kept: str | None) -> Finding:
    """A further summary of a town and period; `kept` is the file that is used, if any is."""
    if kept is None:
        return _left_out(
            "twice", file, town,
            cs=f"souhrn města {name.cs} za {period} tu je víckrát, ke stejnému datu a s různým obsahem. Nepoužili jsme "
            "žádný; zeptejte se města, který platí.",
            en=f"there are several summaries of {name.en} for {period}, of the same date and with different content. "
            "None is used; ask the town which one holds.",
        )  # fmt: skip
    return _left_out(
        "twice", file, town, cs=f"souhrn města {name.cs} za {period} tu je víckrát. Použili jsme {kept}.",
        en=f"there are several summaries of {name.en} for {period}. {kept} is used.",
    )  # fmt: skip


def copy(file: str, town: str, kept: str) -> Finding:
    """A file that is the same to the byte as the one that is used: nothing of it is left out."""
    text = Text(cs=f"týž soubor jako {kept}; počítá se jednou.", en=f"the same file as {kept}; it counts once.")
    return Finding("copy", text, file, town)


def altered_beside(file: str, town: str, beside: str) -> Finding:
    """A Parquet that is not the one the summary was signed with."""
    return Finding(
        "altered_beside",
        Text(
            cs=f"soubor {beside} vedle souhrnu města {town} není ten, se kterým byl podepsán. Čísla bereme z "
            "podepsaného souhrnu, ten soubor nepoužívejte.",
            en=f"the file {beside} beside the summary of {town} is not the one it was signed with. Figures are taken "
            "from the signed summary; do not use that file.",
        ),
        file,
        town,
    )


def unconfirmed_beside(file: str, town: str, beside: str) -> Finding:
    """A signed Parquet of which this program cannot tell that it holds the figures of the summary."""
    return Finding(
        "altered_beside",
        Text(
            cs=f"soubor {beside} vedle souhrnu města {town} má jiná čísla než souhrn, nebo jej zapsala jiná verze "
            "programu; to odsud nepoznáme. Čísla bereme z podepsaného souhrnu, ten soubor nepoužívejte.",
            en=f"the file {beside} beside the summary of {town} has other figures than the summary, or another version "
            "of the program wrote it; from here one cannot tell. Figures are taken from the signed summary; do not "
            "use that file.",
        ),
        file,
        town,
    )


def out_of_schema(file: str, town: str, name: Text, count: int, known: Sequence[str]) -> Finding:
    """Signed figures that cannot be true, or that this program does not know; `known` are indicators among them.

    What nobody knows is not named: it may be anything.
    """
    named = _named(known)
    return Finding(
        "out_of_schema",
        Text(
            cs=f"{name.cs}: vynechaná čísla: {count} ({named.cs}). Nemohou být pravda, nebo je tento program nezná.",
            en=f"{name.en}: figures left out: {count} ({named.en}). They cannot be true, or this program does not "
            "know them.",
        ),
        file,
        town,
    )


def under_limits(file: str, town: str, name: Text, count: int, known: Sequence[str]) -> Finding:
    """Figures of `known` indicators that a town with the default limits of disclosure would not have sent.

    A town may set smaller limits for itself, so nothing is wrong with it.
    """
    named, base, cell = _named(known), LIMITS.survey_base, LIMITS.survey_cell
    cases = LIMITS.least("occurrences", "cross_town")
    return Finding(
        "under_limits",
        Text(
            cs=f"{name.cs}: vynechaná čísla: {count} ({named.cs}). Jsou pod mezemi, od kterých se čísla mezi městy "
            f"uvádějí (nejméně {base} dotázaných, {cell} odpovědí na každou stranu, {cases} případů), nebo by takové "
            "číslo prozradila. Město smí mít meze vlastní; požádejte o souhrn podle výchozích.",
            en=f"{name.en}: figures left out: {count} ({named.en}). They are under the limits from which figures are "
            f"told between towns (at least {base} respondents, {cell} answers to either side, {cases} cases), or would "
            "tell such a figure. A town may have limits of its own; ask for a summary made with the default ones.",
        ),
        file,
        town,
    )


def other_programme(towns: Mapping[str, Sequence[str]]) -> Finding:
    """Towns of several programmes; `towns` by the id of the programme."""
    known = programmes()
    names = {id: known[id].name if id in known else Text(cs=f"„{id}“", en=f"“{id}”") for id in towns}
    cs, en = ("; ".join(f"{names[id](lang)}: {', '.join(towns[id])}" for id in towns) for lang in LANGUAGES)
    return Finding(
        "other_programme",
        Text(
            cs=f"Města jsou z různých programů, srovnáváme je však společně. {cs}. Kde se pravidla programů liší, "
            "přihlédněte k tomu.",
            en=f"Towns are of different programmes; they are compared together all the same. {en}. Where the rules of "
            "the programmes differ, take that into account.",
        ),
    )


def other_definition(town: str, name: Text, indicator: str, version: int, usual: int | None) -> Finding:
    """Figures by another definition than that of most towns, or by one of several equally usual ones."""
    others = Text(cs="města nemají žádnou většinově stejnou", en="no definition is that of most towns")
    if usual is not None:
        others = Text(cs=f"u ostatních měst podle č. {usual}", en=f"in the other towns by no. {usual}")
    label = CATALOGUE[indicator].label
    return Finding(
        "other_definition",
        Text(
            cs=f"{name.cs}: ukazatel „{label.cs}“ je podle definice č. {version}, {others.cs}. Nesrovnáváme jej.",
            en=f"{name.en}: the indicator “{label.en}” is by definition no. {version}, {others.en}. It is not "
            "compared.",
        ),
        town=town,
    )


def other_wording(town: str, name: Text, item: str, how: str) -> Finding:
    """A question asked in `other` words than in most towns, in `several` by its waves, or where towns are `divided`."""
    (cs, en), label = _WORDED[how], CORE_ITEMS[item].label
    text = Text(cs=f"{name.cs}: {cs.format(item=f'„{label.cs}“')} Nesrovnáváme ji.",
                en=f"{name.en}: {en.format(item=f'“{label.en}”')} It is not compared.")  # fmt: skip
    return Finding("other_wording", text, town=town)


_WORDED = {
    "several": ("na otázku {item} se v různých vlnách ptali jinak.",
                "the question {item} was asked differently in different waves."),
    "other": ("otázka {item} má jiné znění nebo odpovědi než v ostatních městech.",
              "the question {item} has other words or answers than in the other towns."),
    "divided": ("otázku {item} kladou města různě a žádné znění nemá většina.",
                "towns ask the question {item} in different words, and no wording is that of most."),
}  # fmt: skip


def same_name(town: str, name: str, others: Sequence[str]) -> Finding:
    """A town that calls itself as another does, or as the register calls another."""
    named = ", ".join(others)
    return Finding(
        "same_name",
        Text(
            cs=f"{town}: říká si „{name}“ stejně jako {named}. Zpráva je rozlišuje označením; zapište jim názvy do "
            "registru pod [names].",
            en=f"{town}: calls itself “{name}”, as does {named}. The report tells them apart by their ids; enter their "
            "names in the register under [names].",
        ),
        town=town,
    )


def mixed(town: str, name: Text) -> Finding:
    """Invented figures among real ones."""
    return Finding(
        "mixed",
        Text(
            cs=f"{name.cs}: údaje jsou ukázkové (syntetické), u jiných měst skutečné. Nesrovnáváme je.",
            en=f"{name.en}: its data are a sample (synthetic), those of other towns are real. They are not compared.",
        ),
        town=town,
    )


def _named(indicators: Sequence[str]) -> Text:
    """The first few of some indicators, in both languages."""
    more = ", …" if len(indicators) > _SHOWN else ""
    cs, en = (", ".join(CATALOGUE[id].label(lang) for id in indicators[:_SHOWN]) for lang in LANGUAGES)
    return Text(cs=cs + more or DASH, en=en + more or DASH)


def _left_out(kind: Kind, file: str, town: str, *, cs: str, en: str) -> Finding:
    return Finding(kind, Text(cs=cs, en=en), file, town, left_out=True)
