"""The what-if of a coming week in words and as tables, for the mentor who plans it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from apk_lib.calendars import public_holidays
from apk_lib.labels import NOUNS, ROW, Labels, hours_minutes
from apk_lib.next_week import LINES, WeekAhead
from apk_lib.prose.core import Finding
from apk_lib.sheets import HEADS, Sheet
from apk_lib.tables import TABLES
from apk_lib.tables.columns import MICROSECONDS_PER_HOUR
from apk_lib.text import NBSP, Lang, Text, day, listing, number, span

HONEST = Text(
    cs="Je to počítání nad plánem, ne předpověď: říká, co by tyto směny mohly pokrýt, kdyby vše vyšlo.",
    en="This is arithmetic over the plan, not a forecast: it says what these shifts could cover if all goes well.",
)
STANDING = Text(cs="plánované přítomnosti na stanovištích", en="the presence planned where someone must stand")
WORKED = Text(cs="plánovaných osobohodin", en="the planned person-hours")
_CAPTION = Text(
    cs="Příští hodiny podle dne a pásma. Plus: kolik hodin asistentů navíc by se tam využilo; minus: kolik hodin směn "
    "plán nepotřebuje; 0: směny právě stačí; prázdné pole: nic se neplánuje ani neslouží. Každé pole platí samo, "
    "ostatní zůstává.",
    en="The next hours by day and band. Plus: further hours of assistants that could be used there; minus: hours of "
    "shifts that no plan needs; 0: the shifts just suffice; an empty cell: no plan and no shift. Each cell holds by "
    "itself, the rest as it is.",
)
_SHORT = {
    "presence_hours": Text(cs="přítomnost", en="presence"),
    "person_hours": Text(cs="osobohodiny", en="person-hours"),
}


def next_week(ahead: WeekAhead, labels: Labels) -> Finding:
    """How much of the plan the shifts can keep, where another hour helps most and where hours are left."""
    lang = labels.lang
    if ahead.use.promises.is_empty():
        return Finding(f"{_week(ahead, lang)} {_no_plan(ahead, lang)}", (), ())
    heading = _heading(ahead, labels)
    where = [_most(ahead, line, labels) for line in LINES]
    told = [text for text in where if text] or [_ENOUGH(lang)]
    paragraphs = (HONEST(lang), " ".join(told), _left(ahead, labels))
    return Finding(heading, paragraphs, ((_CAPTION(lang), f"{heading}. {' '.join(told)}"),), _asides(ahead, labels))


_ENOUGH = Text(
    cs="Směny stačí na celý plán v hodinách: hodina navíc by plnění nezvedla.",
    en="The shifts suffice for all of the plan in hours: one more hour would not lift adherence.",
)


def _week(ahead: WeekAhead, lang: Lang) -> str:
    said = span(ahead.week, ahead.week + timedelta(days=6), lang)
    if ahead.from_day == ahead.week:
        return Text(cs="V týdnu {week}", en="In the week {week}").fill(lang, week=said)
    return Text(cs="Ve zbytku týdne {week} (od {day})", en="In the rest of the week {week} (from {day})").fill(
        lang, week=said, day=day(ahead.from_day, lang)
    )


def _no_plan(ahead: WeekAhead, lang: Lang) -> str:
    if ahead.missing:
        tables = listing((f"„{TABLES[name].label.cs}“" if lang == "cs" else f"“{TABLES[name].label.en}”"
                          for name in ahead.missing), lang)  # fmt: skip
        return Text(
            cs="plán nelze rozepsat na dny: chybí {tables}", en="the plan cannot be dated: {tables} missing"
        ).fill(lang, tables=tables)
    if ahead.project_end < ahead.week:
        return Text(
            cs="už plán není: projekt skončil {end}", en="there is no plan any more: the project ended on {end}"
        ).fill(lang, end=day(ahead.project_end, lang))
    return Text(cs="není v hodinách nic plánováno", en="nothing is planned in hours")(lang)


def _heading(ahead: WeekAhead, labels: Labels) -> str:
    shares = dict(ahead.use.lines.drop_nulls("adherence").select("measure", "adherence").iter_rows())
    what = {"presence_hours": STANDING, "person_hours": WORKED}
    of = Text(cs="{share} {what}", en="{share} of {what}")
    said = [
        of.fill(labels.lang, share=labels.value(share, "share"), what=what[line](labels.lang))
        for line, share in shares.items()
    ]
    text = Text(cs="{week} mohou směny pokrýt nejvýše {said}", en="{week} the shifts can cover at most {said}")
    return text.fill(labels.lang, week=_week(ahead, labels.lang), said=listing(said, labels.lang))


def _most(ahead: WeekAhead, line: str, labels: Labels) -> str:
    """Where the next hours lift one line of the plan most; nothing where the shifts suffice."""
    cells = ahead.use.hours.filter(pl.col(f"useful_{line}") > 0)
    if cells.is_empty():
        return ""
    best = cells.sort(f"useful_{line}", descending=True, maintain_order=True).row(0, named=True)
    planned = ahead.use.lines.row(by_predicate=pl.col("measure") == line, named=True)["planned"]
    text = {
        "presence_hours": Text(
            cs="Přítomnost na stanovištích nejvíc zvedne {cell}: využije se tam ještě {hours} a stoupne o {all}, "
            "o {one} za každou plnou hodinu.",
            en="Presence where someone must stand is lifted most by {cell}: {hours} more can be used there and lift it "
            "by {all}, {one} for each full hour.",
        ),
        "person_hours": Text(
            cs="Plnění v osobohodinách nejvíc zvedne {cell}: využije se tam ještě {hours} a stoupne o {all}, o {one} "
            "za každou plnou hodinu.",
            en="Adherence in person-hours is lifted most by {cell}: {hours} more can be used there and lift it by "
            "{all}, {one} for each full hour.",
        ),
    }[line]
    return text.fill(
        labels.lang,
        cell=_cell(best, labels),
        hours=_spoken(best[f"useful_{line}"], labels.lang),
        all=labels.value(best[f"lift_all_{line}"], "share_difference"),
        one=labels.value(MICROSECONDS_PER_HOUR / planned, "share_difference"),
    )


def _left(ahead: WeekAhead, labels: Labels) -> str:
    """The balance of the shifts' hours: what the plan needs, and what is left where."""
    lang = labels.lang
    sums = {name: int(ahead.use.hours[name].sum()) for name in ("capacity", "allocated", "slack")}
    if not sums["capacity"]:
        return Text(cs="Nikdo nemá směnu.", en="Nobody has a shift.")(lang)
    said = {name: _spoken(length, lang) for name, length in sums.items()}
    balance = Text(
        cs="Hodiny směn: {capacity} = {allocated} pro plán + {slack}, které plán nepotřebuje",
        en="Hours of the shifts: {capacity} = {allocated} for the plan + {slack} that no plan needs",
    ).fill(lang, **said)
    if not sums["slack"]:
        return f"{balance}."
    most = ahead.use.hours.sort("slack", descending=True, maintain_order=True).row(0, named=True)
    where = Text(cs="; nejvíc jich zbývá {cell} ({hours}).", en="; most of them are left on {cell} ({hours}).").fill(
        lang, cell=_cell(most, labels), hours=_spoken(most["slack"], lang)
    )
    return balance + where


def _asides(ahead: WeekAhead, labels: Labels) -> tuple[tuple[str, str], ...]:
    lang = labels.lang
    notes = [(Text(cs="Předpoklady", en="Assumptions")(lang), _assumptions(ahead, labels))]
    order = Text(
        cs="Kde hodiny nestačí všem, jdou nejdřív na stanoviště, kde má někdo stát; potom do lokality, ve které nikdo "
        "nebyl nejdéle, a při shodě do té s nejnižším dosavadním plněním. Celkové plnění na pořadí lokalit nezávisí.",
        en="Where hours are short, places where someone must stand come first; then the locality that nobody has "
        "visited for longest and, of equals, the one with the lowest adherence so far. Adherence in all does not "
        "depend on the order of localities.",
    )
    notes.append((Text(cs="Kdo přijde na řadu", en="Who comes first")(lang), order(lang)))
    if ahead.like:
        notes.append((Text(cs="Směny", en="Shifts")(lang), _repeated(ahead.like, lang)))
    if ahead.unconfirmed:
        text = Text(
            cs="Plán počítá s vyučováním, které nikdo nedoložil ({days}); ověřte je ve škole.",
            en="The plan relies on teaching that nobody has documented ({days}); ask the school.",
        )
        days = listing((date_name(one, labels) for one in ahead.unconfirmed), lang)
        notes.append((Text(cs="Vyučovací dny", en="Teaching days")(lang), text.fill(lang, days=days)))
    if ahead.use.visits.height:
        planned = NOUNS["visits"].count(int(ahead.use.visits["planned"].sum()), lang)
        text = Text(
            cs="V plánu: {planned}. Návštěvy se počítají, neměří, a proto v hodinách nejsou.",
            en="In the plan: {planned}. Visits are counted, not timed, so they are not among the hours.",
        )
        notes.append((Text(cs="Návštěvy", en="Visits")(lang), text.fill(lang, planned=planned)))
    return tuple(notes)


def _repeated(like: date, lang: Lang) -> str:
    sunday = like + timedelta(days=6)
    text = Text(
        cs="Zopakované z týdne {week}, ve stejný den a hodinu.",
        en="Repeated from the week {week}, on the same weekday and hour.",
    ).fill(lang, week=span(like, sunday, lang))
    if not (off := sorted(public_holidays(like, sunday))):
        return text
    holidays = Text(
        cs=" Svátky toho týdne ({days}) mohou mít směn méně.",
        en=" Public holidays of that week ({days}) may have fewer shifts.",
    )
    return text + holidays.fill(lang, days=listing((day(one, lang) for one in off), lang))


def _assumptions(ahead: WeekAhead, labels: Labels) -> str:
    text = Text(
        cs="Každý je celou směnu tam, kde ho plán potřebuje, bez cest mezi místy. Na stanovišti stojí jeden asistent, "
        "ostatní ze směny mohou být jinde. Hodina služby dvou lidí jsou dvě osobohodiny. Noc patří k večeru.",
        en="Everybody is where the plan needs them all of the shift, without a walk between places. One assistant "
        "stands where someone must, the others of the shift may be elsewhere. An hour of two people is two "
        "person-hours. A night belongs to its evening.",
    )
    standing = ahead.use.lines.row(by_predicate=pl.col("measure") == "presence_hours", named=True)
    if standing["unsplit"] is None or standing["unsplit"] == standing["adherence"]:
        return text(labels.lang)
    apart = Text(
        cs=" Kdyby se posádka směny nikdy nerozdělila, pokryla by na stanovištích nejvýše {share}.",
        en=" If the crew of a shift never split, it could cover at most {share} of the presence.",
    )
    return text(labels.lang) + apart.fill(labels.lang, share=labels.value(standing["unsplit"], "share"))


# --- tables ----------------------------------------------------------------------------------------

_WHEN = (Text(cs="Den", en="Day"), HEADS["band"])
_IN = Text(cs="V čem", en="In")


def more_table(ahead: WeekAhead, labels: Labels) -> Sheet:
    """One row a day, band and line of the plan where further hours of assistants could be used."""
    lang = labels.lang
    used = [
        (row, line)
        for row in ahead.use.hours.iter_rows(named=True)
        for line in ahead.use.lines.drop_nulls("adherence")["measure"]
        if row[f"useful_{line}"]
    ]
    rows = tuple(
        (
            date_name(row["plan_day"], labels),
            labels.band(row["band"]),
            _SHORT[line](lang),
            _shown(row[f"useful_{line}"], labels),
            _points(row[f"lift_{line}"], labels),
            _points(row[f"lift_all_{line}"], labels),
            listing((labels.name("locality", place) for place in row[f"places_{line}"]), lang),
        )
        for row, line in used
    )
    heads = (*_WHEN, _IN, Text(cs="Využije se (h)", en="Of use (h)"),
             Text(cs="První hodina (p. b.)", en="First hour (pp)"), Text(cs="Všechny (p. b.)", en="All of them (pp)"),
             Text(cs="Kam", en="Where to"))  # fmt: skip
    summary = Text(cs="Kde pomůže další hodina ({rows})", en="Where another hour helps ({rows})")
    caption = Text(
        cs="O kolik procentních bodů by plnění zvedly další hodiny asistentů tam a tehdy: první z nich a všechny, "
        "které se využijí. Řádky se nesčítají: každý den a pásmo platí samo, ostatní zůstává. Hodina jde nejdřív na "
        "stanoviště, teprve další zvedají osobohodiny.",
        en="By how many percentage points further hours of assistants would lift adherence there and then: the first "
        "of them and all that are of use. Rows do not add up: each day and band holds by itself. An hour goes first "
        "where someone must stand, only the next ones lift person-hours.",
    )
    numeric = (False, False, False, True, True, True, False)
    return Sheet(_counted(summary, rows, lang), caption(lang), tuple(head(lang) for head in heads), numeric, rows)


def hours_table(ahead: WeekAhead, labels: Labels) -> Sheet:
    """One row a day and band in which somebody serves: the hours of the shifts, those the plan needs, the rest."""
    lang = labels.lang
    said = {
        "capacity": Text(cs="Hodiny směn", en="Hours of shifts"),
        "allocated": Text(cs="Pro plán", en="For the plan"),
        "slack": Text(cs="Plán nepotřebuje", en="No plan needs"),
    }
    rows = tuple(
        (date_name(row["plan_day"], labels), labels.band(row["band"]), *(_shown(row[name], labels) for name in said))
        for row in ahead.use.hours.filter(pl.col("capacity") > 0).iter_rows(named=True)
    )
    heads = tuple(head(lang) for head in (*_WHEN, *said.values()))
    summary = Text(cs="Hodiny směn podle dne a pásma ({rows})", en="Hours of the shifts by day and band ({rows})")
    caption = Text(
        cs="Hodiny všech asistentů na směně; ty, které plán nepotřebuje, lze dát jinam.",
        en="Hours of all assistants on shift; those that no plan needs may go elsewhere.",
    )
    return Sheet(_counted(summary, rows, lang), caption(lang), heads, (False, False, True, True, True), rows)


def allocation_table(ahead: WeekAhead, labels: Labels) -> Sheet:
    """One row a locality and band: the hours for each day, and what of the plan stays missing."""
    lang = labels.lang
    key = ["locality", "measure", "band"]
    planned = ahead.use.promises.group_by(key).agg(pl.col("planned", "given", "missing").sum())
    brought = {
        (row["locality"], row["measure"], row["band"], row["plan_day"]): row["length"]
        for row in ahead.use.allocation.iter_rows(named=True)
    }
    places = {id: n for n, id in enumerate(labels.ordered("locality", planned["locality"].unique().to_list()))}
    ordered = sorted(planned.iter_rows(named=True), key=lambda row: (places[row["locality"]], row["band"]))
    days = [ahead.week + timedelta(days=n) for n in range(7)]
    rows = tuple(
        (
            labels.name("locality", row["locality"]),
            _SHORT[row["measure"]](lang),
            labels.band(row["band"]),
            *(_shown(brought.get((*(row[name] for name in key), one), 0), labels, empty="") for one in days),
            *(_shown(row[name], labels) for name in ("planned", "given", "missing")),
        )
        for row in ordered
    )
    said = ({"planned": Text(cs="Plán", en="Plan"), "given": Text(cs="Už splněno", en="Kept already"),
             "missing": Text(cs="Chybí", en="Missing")})  # fmt: skip
    heads = (HEADS["locality"](lang), _IN(lang), HEADS["band"](lang),
             *(date_name(one, labels) for one in days), *(head(lang) for head in said.values()))  # fmt: skip
    summary = Text(cs="Kam hodiny dát ({rows})", en="Where to spend the hours ({rows})")
    caption = Text(
        cs="Jedno z rozdělení hodin, které dosáhne nejvyššího plnění; noc patří k večeru.",
        en="One of the ways to spend the hours that reach the highest adherence; a night belongs to its evening.",
    )
    return Sheet(_counted(summary, rows, lang), caption(lang), heads,
                 (False, False, False, *(True,) * 10), rows)  # fmt: skip


def visits_table(ahead: WeekAhead, labels: Labels) -> Sheet:
    """Planned visits, which are counted and not timed: one row a locality, band and day or week."""
    lang = labels.lang
    week = Text(cs="celý týden", en="whole week")(lang)
    rows = tuple(
        (
            labels.name("locality", row["locality"]),
            labels.band(row["band"]),
            week if row["per"] == "week" else date_name(row["unit"], labels),
            number(row["planned"], lang),
            number(row["given"], lang),
        )
        for row in ahead.use.visits.iter_rows(named=True)
    )
    heads = (HEADS["locality"], HEADS["band"], Text(cs="Kdy", en="When"), Text(cs="Plán", en="Plan"),
             Text(cs="Už splněno", en="Kept already"))  # fmt: skip
    summary = Text(cs="Plánované návštěvy ({rows})", en="Planned visits ({rows})")
    caption = Text(cs="Návštěvy se počítají, neměří.", en="Visits are counted, not timed.")
    return Sheet(_counted(summary, rows, lang), caption(lang),
                 tuple(head(lang) for head in heads), (False, False, False, True, True), rows)  # fmt: skip


def date_name(of: date, labels: Labels) -> str:
    """A day of the week with its date, short: 'po 4. 1.', 'Mo 4/1'."""
    short = f"{of.day}.{NBSP}{of.month}." if labels.lang == "cs" else f"{of.day}/{of.month}"
    return f"{labels.weekday(str(of.isoweekday()))}{NBSP}{short}"


def _cell(row: dict[str, Any], labels: Labels) -> str:
    where = Text(cs="{day} v pásmu {band}", en="{day} in the band {band}")
    return where.fill(labels.lang, day=date_name(row["plan_day"], labels), band=labels.band(row["band"]))


def _counted(summary: Text, rows: tuple[tuple[str, ...], ...], lang: Lang) -> str:
    return summary.fill(lang, rows=ROW.count(len(rows), lang))


def decimal(length: int, lang: Lang) -> str:
    """Microseconds as hours with at most two decimal places: 1,5."""
    hours = length / MICROSECONDS_PER_HOUR
    return number(hours, lang, 1 if round(hours, 1) == round(hours, 2) else 2)


def _spoken(length: int, lang: Lang) -> str:
    return hours_minutes(length / MICROSECONDS_PER_HOUR, lang)


def _shown(length: int, labels: Labels, empty: str = "0") -> str:
    return decimal(length, labels.lang) if length else empty


def _points(lift: float, labels: Labels) -> str:
    return labels.bare(lift, "share_difference")
