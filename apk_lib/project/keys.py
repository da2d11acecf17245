"""The keys of `[project]`: how a person writes each, what it is called and what to write there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apk_lib.programmes import programmes
from apk_lib.tables.columns import Codes, Kind
from apk_lib.text import Text

BINDING_TOTALS = {
    "stated": Text(cs="stanovený celek", en="the stated total"),
    "parts": Text(cs="součet zdrojů financování", en="the sum of the funding parts"),
}
_NUMBER = (Decimal, int)
TYPES: dict[Kind, type | tuple[type, ...]] = {
    "words": str, "code": str, "day": date, "whole": int, "money": _NUMBER, "decimal": _NUMBER, "yes_no": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key of `[project]`: how a person writes it, what it is called and what to write there."""

    kind: Kind
    label: Text
    help: Text
    codes: Codes | None = None


_ENGLISH = Text(cs="pro anglickou zprávu", en="for the report in English")
_CONFIRMED = Text(cs="ano = říká to dokument projektu", en="yes = a document of the project says so")
PROJECT_KEYS: dict[str, Key] = {
    "title_cs": Key("words", Text(cs="název projektu", en="title of the project"),
                    Text(cs="podle rozhodnutí o poskytnutí dotace", en="as the grant decision states it")),
    "title_en": Key("words", Text(cs="název anglicky", en="title in English"), _ENGLISH),
    "registration_number": Key("words", Text(cs="registrační číslo", en="registration number"),
                               Text(cs="podle rozhodnutí, začíná CZ.", en="from the decision, it begins with CZ.")),
    "beneficiary_cs": Key("words", Text(cs="příjemce", en="beneficiary"),
                          Text(cs="např. město Vzorov", en="such as město Vzorov")),
    "beneficiary_en": Key("words", Text(cs="příjemce anglicky", en="beneficiary in English"), _ENGLISH),
    "programme": Key("code", Text(cs="program", en="programme"),
                     Text(cs="z jakého programu je dotace", en="which programme pays the grant"),
                     {id: one.name for id, one in programmes().items()}),
    "start": Key("day", Text(cs="začátek projektu", en="start of the project"),
                 Text(cs="první den", en="the first day")),
    "end": Key("day", Text(cs="konec projektu", en="end of the project"), Text(cs="poslední den", en="the last day")),
    "posts": Key("whole", Text(cs="počet míst", en="number of posts"),
                 Text(cs="kolik míst asistentů projekt platí", en="how many posts of assistants the project pays")),
    "total": Key("money", Text(cs="celkový rozpočet", en="total budget"),
                 Text(cs="v korunách, jak jej uvádí rozhodnutí", en="in crowns, as the decision states it")),
    "binding_total": Key("code", Text(cs="který rozpočet platí", en="which budget binds"),
                         Text(cs="pro případ, že se celek a součet zdrojů liší",
                              en="in case the total and the sum of the parts differ"), BINDING_TOTALS),
    "total_confirmed": Key("yes_no", Text(cs="celek je doložen", en="total confirmed"), _CONFIRMED),
    "indirect_rate": Key("decimal", Text(cs="sazba nepřímých nákladů", en="rate of indirect costs"),
                         Text(cs="0,25 = paušál 25 % přímých nákladů", en="0.25 = a flat rate of 25% of direct costs")),
    "indirect_rate_confirmed": Key("yes_no", Text(cs="sazba je doložena", en="rate confirmed"), _CONFIRMED),
    "cofinancing_cs": Key("words", Text(cs="kdo projekt platí", en="who pays for the project"),
                          Text(cs="věta o financování pro zprávu", en="the sentence on funding in the report")),
    "cofinancing_en": Key("words", Text(cs="kdo projekt platí, anglicky", en="who pays, in English"), _ENGLISH),
    "synthetic": Key("yes_no", Text(cs="smyšlený projekt", en="invented project"),
                     Text(cs="ano jen u ukázky, jinak ne", en="yes only for a sample, otherwise no")),
    "limits_cs": Key("words", Text(cs="co zpráva nemůže tvrdit", en="what the report cannot claim"),
                     Text(cs="např. že asistenti ve městě působili už dříve",
                          en="such as that assistants worked in the town before")),
    "limits_en": Key("words", Text(cs="co zpráva nemůže tvrdit, anglicky", en="what it cannot claim, in English"),
                     _ENGLISH),
}  # fmt: skip
