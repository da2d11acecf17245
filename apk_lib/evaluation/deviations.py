"""Where the project departed from its plan, and what follows: each sentence only where the figures show it."""

from __future__ import annotations

import polars as pl

from apk_lib.dataset import Dataset
from apk_lib.evaluation.strength import LOW_RESPONSE, MUCH_UNTRACKED
from apk_lib.indicators import CATALOGUE
from apk_lib.labels import NOUNS, Figure, Reading
from apk_lib.prose import Finding, of, out_of
from apk_lib.prose.waves import figures, wave_of
from apk_lib.text import NBSP, Noun, Text, listing, percent, sentence

_IN = Noun(cs=("v", "ve", "v", "v"), en=("in", "in"))
_RESPECT = Noun(cs=("věci", "věcech", "věcech", "věci"), en=("respect", "respects"))
_MISSED = Text(cs="Nesplněné cíle: {said}.", en="Targets not reached: {said}.")
_AWAITED = Text(cs="Cíle zatím nedosažené: {said}.", en="Targets not reached yet: {said}.")
_LESSON = Noun(cs=("poučení", "poučení", "poučení", "poučení"), en=("lesson", "lessons"))
_FOLLOWS = Noun(cs=("plyne", "plynou", "plyne", "plyne"), en=("follows", "follow"))
_BOTH = ("initial_analysis", "final_evaluation")


def deviations(dataset: Dataset, reading: Reading) -> Finding:
    """What was done otherwise than planned: presence, plan, posts, money, targets.

    While the project runs, targets and money are not due yet: the targets are told, but do not count as deviations.
    """
    lang, runs = reading.lang, dataset.as_of < dataset.project.end
    said = (
        _delivered(reading), _replanned(reading), _vacant(reading), _unspent(reading, runs),
        _disallowed(reading), _parts(reading), "" if runs else _targets(reading, _MISSED),
    )  # fmt: skip
    told = tuple(text for text in said if text)
    none = Text(cs="Odchylku od plánu údaje neukazují", en="The data show no deviation from the plan")
    some = Text(
        cs="Skutečnost se od plánu odchýlila {respects}{service}",
        en="What was done deviated from the plan {respects}{service}",
    )
    capped = reading.figure("plan_adherence", "capped")
    kept = Text(cs="; služba byla splněna {of} {share}", en="; {share} of the service was kept")
    service = kept.fill(lang, of=of(capped.value * 100, lang), share=capped.show()) if said[0] else ""
    respects = f"{_IN.form(len(told), lang)}{NBSP}{_RESPECT.count(len(told), lang)}"
    heading = some.fill(lang, respects=respects, service=service) if told else none(lang)
    awaited = _targets(reading, _AWAITED) if runs else ""
    return Finding(heading, (*told, awaited) if awaited else told, ())


def _delivered(reading: Reading) -> str:
    capped = reading.figure("plan_adherence", "capped")
    if not capped or capped.value >= 1:
        return ""
    return Text(
        cs="Služby: z plánovaných {planned} se tam a tehdy, kde byly plánovány, uskutečnilo {kept} ({share}).",
        en="Service: of {planned} planned, {kept} took place where and when they were planned ({share}).",
    ).fill(
        reading.lang, planned=capped.show("denominator", unit="person_hours"),
        kept=capped.bare("numerator", unit="person_hours"), share=capped.show(),
    )  # fmt: skip


def _replanned(reading: Reading) -> str:
    now, then = (reading.figure(id, "capped") for id in ("plan_adherence", "original_plan_adherence"))
    if not now or not then or (now.numerator, now.denominator) == (then.numerator, then.denominator):
        return ""
    also = Text(cs="také ", en="also ")(reading.lang) if _tenths(then) == _tenths(now) else ""
    return Text(
        cs="Plán: měnil se i zpětně; podle plánu, jak platil v den služby, by plnění bylo {also}{then}.",
        en="Plan: it was also changed backwards; by the plan as it stood on the day of service adherence would "
        "{also}be {then}.",
    ).fill(reading.lang, also=also, then=_tenths(then))


def _tenths(share: Figure) -> str:
    return percent(share.value, share.labels.lang, 1)


def _vacant(reading: Reading) -> str:
    vacant = reading.figure("posts_filled", "vacant_days")
    if not vacant or not vacant.value:
        return ""
    posts = [one for one in figures(reading, "posts_filled", "vacant_days", "post") if one.value]
    each = [f"{reading.labels.name('post', one.category_1)}: {one.show()}" for one in posts]
    text = Text(cs="Místa: neobsazena byla dohromady {days}{posts}.", en="Posts: vacant for {days} in all{posts}.")
    # which post it was is told only where single posts may be
    named = f" ({listing(each, reading.lang)})" if each else ""
    return text.fill(reading.lang, days=vacant.show(), posts=named)


def _unspent(reading: Reading, runs: bool) -> str:
    """What of the budget was not spent by the end, or was spent over it at any time."""
    spent, absorbed = reading.figure("spending", "spent"), reading.figure("spending", "absorption")
    if not absorbed or absorbed.value == 1 or (runs and absorbed.value < 1):
        return ""
    return Text(
        cs="Rozpočet: {budget}, vyčerpáno je {spent} ({share}).",
        en="Budget: {budget}, of which {spent} is spent ({share}).",
    ).fill(reading.lang, budget=spent.show("denominator"), spent=spent.show(), share=_tenths(absorbed))


def _disallowed(reading: Reading) -> str:
    disallowed = reading.figure("spending", "disallowed")
    if not disallowed or not disallowed.value:
        return ""
    text = Text(cs="Uznatelnost: poskytovatel neuznal {sum}.", en="Eligibility: the funder disallowed {sum}.")
    return text.fill(reading.lang, sum=disallowed.show())


def _parts(reading: Reading) -> str:
    difference = reading.figure("funding_parts_sum", "difference")
    if not difference or not difference.value:
        return ""
    return Text(
        cs="Zdroje: zveřejněné části se od zveřejněného celku liší o {sum}; který údaj platí, řekne rozhodnutí o "
        "poskytnutí dotace.",
        en="Funding: the published parts differ from the published total by {sum}; the grant decision says "
        "which holds.",
    ).fill(reading.lang, sum=difference.show())


def _targets(reading: Reading, text: Text) -> str:
    """The targets that were not reached; empty where all were."""
    rows = reading.results.drop_nulls("target").filter(pl.col("dimension_1").is_null()).sort("indicator", "measure")
    short = [one for one in (Figure(row, reading.labels) for row in rows.iter_rows(named=True)) if _missed(one)]
    return text.fill(reading.lang, said="; ".join(_short(one) for one in short)) if short else ""


def _short(figure: Figure) -> str:
    """A figure beside its target: 1 of 2 where things are counted, both values otherwise."""
    lang = figure.labels.lang
    what = CATALOGUE[figure.indicator].measure(figure.measure).label(lang)
    if figure.unit in NOUNS and figure.value < figure.target and figure.value == int(figure.value):
        counted = Text(cs="{what} {count}", en="{count} {what}")
        return counted.fill(lang, what=what, count=out_of(figure.value, figure.target, lang))
    text = Text(cs="{what} {value} (cíl {target})", en="{what} {value} (target {target})")
    return text.fill(lang, what=what, value=figure.show(), target=figure.bare("target"))


def _missed(figure: Figure) -> bool:
    if not figure:
        return False
    wanted = -1 if CATALOGUE[figure.indicator].better == "lower" else 1
    return bool(wanted * figure.value < wanted * figure.target)


def lessons(dataset: Dataset, reading: Reading) -> Finding:
    """What the next project should do otherwise; a lesson is told only where the figures give a reason for it."""
    lang = reading.lang
    said = (
        _fill_sooner(reading), _overlooked(reading), _weak_places(reading), _record_places(reading),
        _low_zones(reading), _compare(dataset, reading), _check_at_entry(dataset, reading),
    )  # fmt: skip
    told = tuple(text for text in said if text)
    none = Text(cs="Důvod k poučení údaje nedávají", en="The data give no reason for a lesson")
    some = Text(cs="Z údajů {follows} {n} pro další projekt", en="{n} {follows} from the data for the next project")
    follows = _FOLLOWS.form(len(told), lang)
    heading = some.fill(lang, n=_LESSON.count(len(told), lang), follows=follows) if told else none(lang)
    return Finding(heading, told, ())


def _fill_sooner(reading: Reading) -> str:
    vacant = reading.figure("posts_filled", "vacant_days")
    if not vacant or not vacant.value:
        return ""
    return Text(
        cs="Nástupce hledat, než asistent odejde: některé místo nebylo obsazeno, celkem {days}.",
        en="Look for a replacement before an assistant leaves: a post stood empty, {days} in all.",
    ).fill(reading.lang, days=vacant.show())


def _overlooked(reading: Reading) -> str:
    """Localities that nobody visited for longer than the programme's rule allows, though service was planned."""
    most = reading.labels.limits["revisit_days"]
    due = [one for one in figures(reading, "overlooked_localities", "localities", "locality") if one.value]
    if not due:
        return ""
    late = [reading.figure("last_visit", "days_since", locality=one.category_1) for one in due]
    return Text(
        cs="Obcházet i lokality, kam se na konci nechodilo déle než {most}, ač tam služba plánována byla: {places}.",
        en="Visit also the localities where nobody had come for longer than {most} at the end although service was "
        "planned: {places}.",
    ).fill(reading.lang, most=NOUNS["days"].count(most, reading.lang), places=_places(late))


def _weak_places(reading: Reading) -> str:
    """Localities whose plan was kept less than a service has to be to count as kept."""
    least = reading.labels.limits["slot_hit_percent"] / 100
    kept = figures(reading, "plan_adherence", "capped", "locality")
    weak = sorted((one for one in kept if one.value < least), key=lambda one: (one.value, one.category_1))
    if not weak:
        return ""
    return Text(
        cs="Plán upravit tak, aby na něj tým stačil, nebo tým posílit, kde bylo splněno méně než {least}: {places}.",
        en="Fit the plan to the team, or the team to the plan, where less than {least} was kept: {places}.",
    ).fill(reading.lang, least=percent(least, reading.lang), places=_places(weak))


def _places(found: list[Figure]) -> str:
    labels = found[0].labels
    return listing([f"{labels.name('locality', one.category_1)} ({one.show()})" for one in found], labels.lang)


def _record_places(reading: Reading) -> str:
    untracked, hours_in = (reading.figure("hours_balance", id) for id in ("untracked", "hours_in"))
    if not untracked or not hours_in or untracked.value <= MUCH_UNTRACKED * hours_in.value:
        return ""
    return Text(
        cs="Místo služby zapisovat hned: {hours} {of} {of_all} vykázaných osobohodin ho nemá.",
        en="Record the place of service at once: {hours} {of} {of_all} person-hours on shift have none.",
    ).fill(
        reading.lang, hours=untracked.bare(),
        of=of(hours_in.value, reading.lang),
        of_all=hours_in.bare(),
    )  # fmt: skip


def _low_zones(reading: Reading) -> str:
    """Parts of the town where less than half of those approached answered."""
    rates = figures(reading, "survey_response", "response_rate_2", "wave", "zone")
    low = [one for one in rates if one.value < LOW_RESPONSE]
    if not low:
        return ""
    said = [f"{reading.labels.name('zone', one.category_2)} {one.show()} ({wave_of(one)})" for one in low]
    return Text(
        cs="Při šetření vracet se za nezastiženými tam, kde odpověděla méně než polovina oslovených: {zones}.",
        en="In a survey go back to those not found where less than half of those approached answered: {zones}.",
    ).fill(reading.lang, zones="; ".join(said))


def _compare(dataset: Dataset, reading: Reading) -> str:
    if len(dataset.table("localities").filter(pl.col("kind") == "comparison")):
        return ""
    return Text(
        cs="Srovnávací lokalitu a její záznamy zvolit předem: bez ní nejde říci, co by se stalo i bez asistentů.",
        en="Choose a comparison locality and its records beforehand: without it, what would have happened without "
        "assistants cannot be told.",
    )(reading.lang)


def _check_at_entry(dataset: Dataset, reading: Reading) -> str:
    if not dataset.rows_rejected:
        return ""
    return Text(
        cs="Záznamy kontrolovat při zápisu: pro porušení pravidel se jich nepočítá {n}.",
        en="Check records as they are entered: {n} do not count because they break a rule.",
    ).fill(reading.lang, n=dataset.rows_rejected)


def documents(dataset: Dataset, reading: Reading) -> Finding:
    """How many written documents were finished (ESF 8 05 00), and which of the two evaluations is missing."""
    lang = reading.lang
    finished, published = (reading.figure("documents", id) for id in ("finished", "published"))
    if finished.state == "missing":
        absent = Text(cs="Napsané dokumenty (ESF 8 05 00): {absent}", en="Documents written (ESF 8 05 00): {absent}")
        supplies = Text(
            cs="Tabulku výstupů dodá koordinátor; počítá se do ní vstupní analýza i závěrečná evaluační zpráva, až "
            "budou dokončeny a zapsány.",
            en="The coordinator supplies the table of outputs; the initial analysis and the final evaluation count in "
            "it once they are finished and recorded.",
        )
        return Finding(absent.fill(lang, absent=finished.show()), (supplies(lang),), ())
    kinds = {one.category_1: one for one in figures(reading, "documents", "finished", "output_kind")}
    heading = Text(
        cs="Napsané dokumenty (ESF 8 05 00): dokončeno {finished}, zveřejněno {published}",
        en="Documents written (ESF 8 05 00): {finished} finished, {published} published",
    ).fill(lang, finished=_count(finished), published=_count(published))
    name = reading.labels.name
    each = [f"{sentence(name('output_kind', kind))}: {one.bare()}" for kind, one in kinds.items() if one.value]
    lacking = [name("output_kind", kind) for kind in _BOTH if not kinds.get(kind) or not kinds[kind].value]
    waits = Text(
        cs="Zapsána zatím není: {lacking}; započte se, až bude dokončena a zapsána mezi výstupy.",
        en="Not recorded yet: {lacking}; it counts once finished and recorded among the outputs.",
    )
    said = (f"{'; '.join(each)}." if each else "", waits.fill(lang, lacking=listing(lacking, lang)) if lacking else "")
    return Finding(heading, tuple(text for text in said if text), ())


def _count(figure: Figure) -> str:
    return figure.bare() if figure else figure.labels.bare(0, "documents")
