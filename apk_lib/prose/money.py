"""Sentences on money: how much of what was due is spent, what will be left, what was refused."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, of
from apk_lib.text import Text, listing

_COURSE = Text(
    cs="Vyčerpané náklady s paušálem po měsících proti finančnímu plánu a rovnoměrnému čerpání rozpočtu.",
    en="Costs spent with the flat rate, month by month, against the financial plan and even spending of the budget.",
)
_LINES = Text(
    cs="Podíl vyčerpaných přímých nákladů na schválené částce položky; čára je 100 %.",
    en="Direct costs as a share of the approved amount of the line; the rule stands at 100%.",
)
_SHARES = Text(cs="Podíl vyčerpaného rozpočtu a uplynulé doby.", en="Share of the budget spent and of the time gone.")
_LATE = Text(
    cs="Součet dřívějších zpráv může být nižší: výdaje zapsané až po jejich stavu jsou jen v součtu od začátku.",
    en="Earlier reports may add up to less: expenses recorded after their as-of date are only in the sum since "
    "the start.",
)

_NOTHING = Text(cs="nic", en="nothing")
_WAITING = {
    True: Text(cs="čekají přímé náklady {sum}", en="direct costs of {sum} await"),
    False: Text(cs="nic nečeká", en="nothing awaits"),
}


def budget(reading: Reading) -> Finding:
    """Spending against the budget, time and plan; lines, refusals, payments; whether the published parts add up."""
    lang = reading.lang
    absorbed = reading.figure("spending", "absorption")
    if not absorbed:
        empty = no_figure(absorbed, Text(cs="Čerpání rozpočtu", en="Absorption of the budget"), lang)
        return Finding(empty.heading, (_reconciled(reading),), ())
    heading = _heading(reading, absorbed)
    said = (say(reading) for say in (_spent, _against, _ahead, _lines, _unit))
    paragraphs = (*(text for text in said if text), _reconciled(reading))
    pictures: tuple[tuple[str, str] | None, ...] = ((_SHARES(lang), f"{heading}. {paragraphs[0]}"),)
    if reading.has("spending_plan", "budget_use"):
        known = reading.rows("budget_use", "used", "cumulative", "line")["value"].count()
        lines = (_LINES(lang), _lines(reading)) if known else None
        pictures = ((_COURSE(lang), f"{heading}. {_against(reading)}"), lines)
    return Finding(heading, paragraphs, pictures, ((Text(cs="Součty", en="Sums")(lang), _LATE(lang)),))


def _heading(reading: Reading, absorbed: Figure) -> str:
    lang = reading.lang
    undecided = reading.figure("spending", "undecided")
    waiting = Text(
        cs="; přímé náklady {undecided} čekají na schválení", en="; direct costs of {undecided} await approval"
    )
    return Text(
        cs="Vyčerpáno je {absorbed} rozpočtu po {elapsed} doby projektu{waiting}",
        en="{absorbed} of the budget is spent after {elapsed} of the project's time{waiting}",
    ).fill(
        lang,
        absorbed=absorbed.show(),
        elapsed=reading.figure("elapsed_time", "elapsed").show(),
        waiting=waiting.fill(lang, undecided=undecided.show()) if undecided.value else "",
    )


def _spent(reading: Reading) -> str:
    lang = reading.lang
    spent, ever = (reading.figure("spending", "spent", scope) for scope in ("period", "cumulative"))
    detail = {id: reading.figure("spending", id) for id in ("disallowed", "undecided", "within_rate")}
    said = Text(
        cs="V období bylo vyčerpáno {spent}, od začátku projektu {ever} {of} {budget} (přímé náklady s paušálem). "
        "Neuznáno bylo {disallowed}; na schválení {waiting}.",
        en="In the period {spent} was spent, since the start {ever} {of} {budget} (direct costs with the flat rate). "
        "Disallowed: {disallowed}; {waiting} approval.",
    ).fill(
        lang,
        spent=spent.show(),
        ever=ever.show(),
        of=of(ever.denominator, lang),
        budget=ever.show("denominator"),
        disallowed=detail["disallowed"].show(),
        waiting=_WAITING[bool(detail["undecided"].value)].fill(lang, sum=detail["undecided"].show()),
    )
    within = Text(
        cs=" Paušál zaplatil i doložené výdaje {within}, které se vedle něj nenárokují.",
        en=" The flat rate also paid evidenced costs of {within}, which are not claimed beside it.",
    )
    return said + (within.fill(lang, within=detail["within_rate"].show()) if detail["within_rate"].value else "")


def _against(reading: Reading) -> str:
    """What should have been spent by now, evenly and by the plan."""
    if not reading.has("spending_plan"):
        return ""
    lang = reading.lang
    linear = Text(
        cs="Při rovnoměrném čerpání by bylo vyčerpáno {due}; skutečnost je {apart}.",
        en="Spent evenly it would be {due}; actual spending is {apart}.",
    )
    planned = Text(
        cs=" Podle finančního plánu mělo být vyčerpáno {due}; skutečnost je {apart}.",
        en=" By the financial plan it should be {due}; actual spending is {apart}.",
    )
    unplanned = Text(cs=" Finanční plán není uveden.", en=" No financial plan is stated.")
    said = ""
    for text, due, apart in ((linear, "linear", "against_linear"), (planned, "planned", "against_plan")):
        figure, difference = (reading.figure("spending_plan", id) for id in (due, apart))
        if figure and difference:
            said += text.fill(lang, due=figure.show(), apart=_apart(difference))
        else:
            said += unplanned(lang)
    return said


def _apart(difference: Figure) -> str:
    lang = difference.labels.lang
    if round(difference.value, 3) == 0:
        return Text(cs="táž", en="the same")(lang)
    said = {
        True: Text(cs="o {points} rozpočtu výš", en="{points} of the budget above"),
        False: Text(cs="o {points} rozpočtu níž", en="{points} of the budget below"),
    }[difference.value > 0]
    return said.fill(lang, points=difference.labels.value(abs(difference.value), "share_difference"))


def _ahead(reading: Reading) -> str:
    """What will be left, what the funder refused, and what came."""
    if not reading.has("unspent_forecast", "ineligible_share", "payments_received"):
        return ""
    lang, over = reading.lang, reading.figure("elapsed_time", "elapsed").value >= 1
    left, share = (reading.figure("unspent_forecast", id) for id in ("forecast", "share"))
    refused, received = reading.figure("ineligible_share", "share"), reading.figure("payments_received", "received")
    ahead = {
        (True, True): Text(cs="Nedočerpáno zůstává {left}, tedy {share} rozpočtu.",
                           en="{left} is left unspent, {share} of the budget."),
        (True, False): Text(cs="Rozpočet je překročen o {left}.", en="The budget is exceeded by {left}."),
        (False, True): Text(cs="Půjde-li čerpání dál jako dosud, zbude na konci {left}, tedy {share} rozpočtu.",
                            en="If spending goes on as so far, {left} will be left, {share} of the budget."),
        (False, False): Text(cs="Půjde-li čerpání dál jako dosud, bude na konci chybět {left}.",
                             en="If spending goes on as so far, {left} will be lacking at the end."),
    }[over, left.value >= 0]  # fmt: skip
    said = [ahead.fill(lang, left=left.labels.value(abs(left.value), "czk"), share=share.show())]
    if refused:
        text = Text(cs="Z částek, o nichž poskytovatel rozhodl, neuznal {refused}.",
                    en="Of the amounts the funder has decided on, {refused} was refused.")  # fmt: skip
        said.append(text.fill(lang, refused=refused.show() if refused.value else _NOTHING(lang)))
    if received:
        text = Text(cs="Přišlo od něj {received}.", en="The funder has sent {received}.")
        said.append(text.fill(lang, received=received.show()))
    return " ".join(said)


def _lines(reading: Reading) -> str:
    """Which lines are overspent; otherwise which one is used most."""
    if not reading.has("budget_use"):
        return ""
    lang, name = reading.lang, reading.labels.name
    used = reading.rows("budget_use", "used", "cumulative", "line").drop_nulls("value")
    if used.is_empty():
        return Text(cs="Položky rozpočtu nejsou uvedeny.", en="No budget lines are stated.")(lang)
    ranked = used.sort("value", "category_1", descending=[True, False])
    told = [
        f"{name('line', line)} ({reading.labels.value(share, 'share')})"
        for line, share in ranked.select("category_1", "value").iter_rows()
        if share > 1
    ]
    if told:
        said = Text(cs="Přečerpané položky: {lines}.", en="Overspent lines: {lines}.")
        return said.fill(lang, lines=listing(told, lang))
    most, share = ranked.select("category_1", "value").row(0)
    said = Text(cs="Žádná položka rozpočtu není přečerpaná; nejvíc je vyčerpána položka {most}, {share}.",
                en="No budget line is overspent; the one used most is {most}, {share}.")  # fmt: skip
    return said.fill(lang, most=name("line", most), share=reading.labels.value(share, "share"))


def _unit(reading: Reading) -> str:
    """What an hour, a contact and an assistant-month cost."""
    if not reading.has("hourly_cost", "contact_cost", "assistant_month_cost"):
        return ""
    costs = {
        "hour": reading.figure("hourly_cost", "per_person_hour"),
        "contact": reading.figure("contact_cost", "per_contact"),
        "month": reading.figure("assistant_month_cost", "per_assistant_month"),
    }
    if costs["month"].withheld:
        return Text(
            cs="Osobohodina v terénu stála od začátku projektu {hour} a kontakt s člověkem {contact}; jsou to tytéž "
            "peníze dělené pokaždé něčím jiným a nesčítají se.",
            en="Since the start a person-hour in the field cost {hour} and a contact with a person {contact}; it is "
            "the same money over different things and does not add up.",
        ).fill(reading.lang, hour=costs["hour"].show(), contact=costs["contact"].show())
    return Text(
        cs="Osobohodina v terénu stála od začátku projektu {hour}, kontakt s člověkem {contact} a měsíc asistenta "
        "{month}; jsou to tytéž peníze dělené pokaždé něčím jiným a nesčítají se.",
        en="Since the start a person-hour in the field cost {hour}, a contact with a person {contact} and an "
        "assistant-month {month}; it is the same money over different things and does not add up.",
    ).fill(reading.lang, **{what: figure.show() for what, figure in costs.items()})


def _reconciled(reading: Reading) -> str:
    parts, stated, difference = (reading.figure("funding_parts_sum", id) for id in ("parts", "stated", "difference"))
    if not parts.n:
        return Text(cs="Zdroje financování nejsou uvedeny.", en="No funding parts are stated.")(reading.lang)
    agrees = difference.value == 0
    text = {
        True: Text(
            cs="Zveřejněné zdroje dávají dohromady {parts}, tedy přesně zveřejněné celkové náklady.",
            en="The published parts add up to {parts}, exactly the published total.",
        ),
        False: Text(
            cs="Zveřejněné zdroje dávají dohromady {parts}, zveřejněné celkové náklady jsou {stated}: rozdíl "
            "{difference} je třeba vysvětlit.",
            en="The published parts add up to {parts}, the published total is {stated}: the difference of "
            "{difference} needs explaining.",
        ),
    }[agrees]
    return text.fill(reading.lang, parts=parts.show(), stated=stated.show(), difference=difference.show())
