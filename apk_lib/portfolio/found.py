"""What is found in a folder of summaries, in words: every finding names its file and says what to do."""

from __future__ import annotations

from collections.abc import Sequence

from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio.frames import Finding, Kind
from apk_lib.tables.questionnaire import CORE_ITEMS
from apk_lib.text import DASH, Text

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
            cs=f"město {town} má v registru jiný klíč. Ověřte si u něj jinou cestou, zda klíč změnilo.",
            en=f"the register has another key for {town}. Ask it, by another way, whether it changed its key.",
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


def twice(file: str, town: str, period: str, kept: str | None) -> Finding:
    """A further summary of a town and period; `kept` is the file that is used, if any is."""
    if kept is None:
        return _left_out(
            "twice", file, town,
            cs=f"souhrn města {town} za {period} tu je víckrát, ke stejnému datu a s různým obsahem. Nepoužili jsme "
            "žádný; zeptejte se města, který platí.",
            en=f"there are several summaries of {town} for {period}, of the same date and with different content. None "
            "is used; ask the town which one holds.",
        )  # fmt: skip
    return _left_out(
        "twice", file, town, cs=f"souhrn města {town} za {period} tu je víckrát. Použili jsme {kept}.",
        en=f"there are several summaries of {town} for {period}. {kept} is used.",
    )  # fmt: skip


def altered_beside(file: str, town: str, name: str) -> Finding:
    """A Parquet that is not the one the summary was signed with."""
    return Finding(
        "altered_beside",
        Text(
            cs=f"{file}: {name} vedle souhrnu města {town} není ten, se kterým byl podepsán. Čísla bereme z "
            "podepsaného souhrnu, ten soubor nepoužívejte.",
            en=f"{file}: {name} beside the summary of {town} is not the one it was signed with. Figures are taken from "
            "the signed summary; do not use that file.",
        ),
        file,
        town,
    )


def out_of_schema(file: str, town: str, count: int, known: Sequence[str]) -> Finding:
    """Signed figures that cannot be true, or that this program does not know; `known` are indicators among them.

    What nobody knows is not named: it may be anything.
    """
    named = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "") or DASH
    return Finding(
        "out_of_schema",
        Text(
            cs=f"{file}: čísla města {town}, která nemohou být pravda nebo je tento program nezná, jsme vynechali; "
            f"je jich {count} (ukazatele: {named}).",
            en=f"{file}: figures of {town} that cannot be true, or that this program does not know, are left out; "
            f"there are {count} (indicators: {named}).",
        ),
        file,
        town,
    )


def other_definition(town: str, indicator: str, version: int, usual: int | None) -> Finding:
    """Figures by another definition than that of most towns, or by one of several equally usual ones."""
    others = Text(cs="města nemají žádnou většinově stejnou", en="no definition is that of most towns")
    if usual is not None:
        others = Text(cs=f"u ostatních měst podle č. {usual}", en=f"in the other towns by no. {usual}")
    label = CATALOGUE[indicator].label
    return Finding(
        "other_definition",
        Text(
            cs=f"{town}: ukazatel „{label.cs}“ je podle definice č. {version}, {others.cs}. Nesrovnáváme jej.",
            en=f"{town}: the indicator “{label.en}” is by definition no. {version}, {others.en}. It is not compared.",
        ),
        town=town,
    )


def other_wording(town: str, item: str, how: str) -> Finding:
    """A question asked in `other` words than in most towns, in `several` by its waves, or where towns are `divided`."""
    (cs, en), label = _WORDED[how], CORE_ITEMS[item].label
    text = Text(cs=f"{town}: {cs.format(item=f'„{label.cs}“')} Nesrovnáváme ji.",
                en=f"{town}: {en.format(item=f'“{label.en}”')} It is not compared.")  # fmt: skip
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


def mixed(town: str) -> Finding:
    """Invented figures among real ones."""
    return Finding(
        "mixed",
        Text(
            cs=f"{town}: údaje jsou ukázkové (syntetické), u jiných měst skutečné. Nesrovnáváme je.",
            en=f"{town}: its data are a sample (synthetic), those of other towns are real. They are not compared.",
        ),
        town=town,
    )


def _left_out(kind: Kind, file: str, town: str, *, cs: str, en: str) -> Finding:
    return Finding(kind, Text(cs=f"{file}: {cs}", en=f"{file}: {en}"), file, town, left_out=True)
