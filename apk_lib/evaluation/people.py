"""Answers on the assistants: were the posts filled and kept, were the people trained."""

from __future__ import annotations

from apk_lib.evaluation.answers import Answer, is_synthetic, unanswered
from apk_lib.evaluation.strength import of_figures, raised
from apk_lib.labels import Figure, Reading
from apk_lib.prose import of, out_of
from apk_lib.prose.core import as_of
from apk_lib.prose.esf import grew
from apk_lib.prose.people import UNSAID, posts_alone
from apk_lib.results import FEW_COUNTED
from apk_lib.text import Noun, Text, number

_KEPT = Noun(cs=("zůstal", "zůstali", "zůstalo", "zůstalo"), en=("stayed", "stayed"))
_FINISHED = Noun(cs=("dokončila", "dokončily", "dokončilo", "dokončily"), en=("completed", "completed"))
_UNTESTED = Text(
    cs="kolik bodů kdo ve zkoušce získal a co uměl předtím; bez toho se přírůstek znalostí spočítat nedá (výsledky "
    "zkoušek dodá školitel).",
    en="how many points anybody scored and what they knew before; without it no gain of knowledge can be computed (the "
    "trainer supplies the results).",
)
_UNSAID = Text(cs="zda znalosti vzrostly, záznamy neříkají", en="whether knowledge rose the records do not say")
_KEPT_BACK = Text(
    cs="zda znalosti vzrostly, se v této verzi neuvádí", en="whether knowledge rose is not shown in this version"
)
_UNUSED = Text(
    cs="zda by se bez kurzu nezlepšil i ten, kdo píše test podruhé, a jak dlouho znalosti vydrží.",
    en="whether somebody who takes the test twice would not do better without a course, and how long knowledge lasts.",
)


def posts(reading: Reading) -> Answer:
    """Were the posts filled and kept? From the fill rate and the original assistants still at work."""
    lang = reading.lang
    rate, kept = reading.figure("posts_filled", "fill_rate"), reading.figure("retention", "still_employed")
    what = Text(cs="obsazenost míst a setrvání asistentů", en="posts filled and assistants kept")
    if kept.withheld:
        return _filled_alone(reading)
    if not rate or not kept:
        return unanswered("posts", what, kept if rate else rate, reading)
    heading = Text(
        cs="Místa byla obsazena {of} {rate} plánované doby a v práci {stayed} {kept} původních asistentů",
        en="The posts were filled for {rate} of the planned time and {kept} original assistants {stayed} at work",
    ).fill(
        lang, of=of(rate.value * 100, lang), rate=rate.show(), stayed=_KEPT.form(kept.numerator, lang),
        kept=out_of(kept.numerator, kept.denominator, lang),
    )  # fmt: skip
    like = Text(cs="; z podobných lidí by jich zůstalo {interval} (95% interval)",
                en="; of similar people {interval} would stay (95% interval)")  # fmt: skip
    unknown = Text(
        cs="proč lidé odcházejí a zda by podobní lidé vydrželi stejně. Původních asistentů je {n}{like}.",
        en="why people leave and whether others like them would stay as long. The original assistants are {n}{like}.",
    ).fill(
        lang, n=number(kept.denominator, lang), like="" if kept.of_few else like.fill(lang, interval=kept.interval)
    )  # fmt: skip
    captions = (
        Text(cs="Obsazenost jednotlivých míst po měsících; číslo je tam, kde měsíc nebyl plný.",
             en="How far each post was filled, month by month; a number where a month was not full."),
        Text(cs="Udržení všech lidí včetně nástupců podle Kaplana a Meiera; pás je 95% interval.",
             en="Kaplan–Meier retention of all people, replacements included; the band is the 95% interval."),
    )  # fmt: skip
    return Answer(
        "posts", lang, heading, (_filled(reading), _stayed(reading)), of_figures(rate, kept), unknown,
        tuple(caption(lang) for caption in captions), is_synthetic(reading, "posts_filled", "retention"),
    )  # fmt: skip


def _filled_alone(reading: Reading) -> Answer:
    """The answer for an audience that is told of posts and not of the people on them."""
    lang, filled = reading.lang, reading.figure("posts_filled", "filled_at_end")
    if not filled:
        return unanswered("posts", Text(cs="obsazenost míst", en="posts filled"), filled, reading)
    doubts, synthetic = (*of_figures(filled), "part_unknown"), is_synthetic(reading, "posts_filled")
    return Answer("posts", lang, posts_alone(reading, filled), (UNSAID(lang),), doubts, "", (), synthetic)


def _filled(reading: Reading) -> str:
    lang = reading.lang
    filled, vacant = (reading.figure("posts_filled", id) for id in ("filled_at_end", "vacant_days"))
    months = reading.figure("person_months", "person_months")
    return Text(
        cs="{when}: obsazená místa {filled}. Od začátku projektu: {months} zaměstnání {of} {planned} plánovaných, "
        "neobsazené dny: {vacant}.",
        en="{when}: posts filled {filled}. Since the start of the project: {months} of employment of {planned} "
        "planned, vacant days: {vacant}.",
    ).fill(
        lang, when=as_of(reading, filled), filled=out_of(filled.value, filled.denominator, lang),
        months=months.show(), of=of(months.denominator, lang), planned=months.bare("denominator"), vacant=vacant.bare(),
    )  # fmt: skip


def _stayed(reading: Reading) -> str:
    tenure = {id: reading.figure("tenure", id) for id in ("persons", "median", "shortest", "longest")}
    until = {
        True: Text(cs="u těch, kdo zůstali, zatím trvá", en="of those who stayed it still goes on"),
        False: Text(cs="u těch, kdo zůstali, ji ukončil konec projektu",
                    en="of those who stayed the end of the project ended it"),
    }[tenure["median"].open]  # fmt: skip
    if tenure["median"].withheld:
        counted = Text(cs="V projektu pracovalo lidí: {persons}.", en="People who worked in the project: {persons}.")
        return counted.fill(reading.lang, persons=tenure["persons"].bare())
    return Text(
        cs="V projektu pracovalo lidí: {persons}; prostřední délka zaměstnání (medián) {median}, nejkratší "
        "{shortest}, nejdelší {longest}; {until}.",
        en="People who worked in the project: {persons}; median tenure {median}, the shortest {shortest}, the longest "
        "{longest}; {until}.",
    ).fill(reading.lang, until=until(reading.lang), persons=tenure["persons"].bare(), **{
        id: tenure[id].show() for id in ("median", "shortest", "longest")
    })  # fmt: skip


def training(reading: Reading) -> Answer:
    """Were the assistants trained, and did they learn? From tests before and after courses, where there are any."""
    lang = reading.lang
    trained, hours = reading.figure("initial_training", "persons_trained"), reading.figure("training_hours", "hours")
    if not trained:
        what = Text(cs="vzdělávání asistentů", en="training of the assistants")
        return unanswered("training", what, trained, reading)
    met = Text(cs="cíl ({target}) je splněn", en="the target ({target}) is met")
    unmet = Text(cs="cíl ({target}) splněn není", en="the target ({target}) is not met")
    none = Text(cs="cíl stanoven není", en="there is no target")
    said = none if trained.target is None else met if trained.value >= trained.target else unmet
    gain = _gain(reading)
    kept_back = reading.has("competence_growth") and reading.figure("competence_growth", "knowledge").withheld
    silent = _KEPT_BACK if kept_back else _UNSAID
    heading = Text(
        cs="Vstupní kurz {finished} {trained}, {target}; {learned}",
        en="{trained} {finished} the initial training, {target}; {learned}",
    ).fill(
        lang, finished=_FINISHED.form(trained.value, lang), trained=trained.show(),
        learned=grew(gain) if gain else silent(lang),
        target=said.fill(lang, target="" if trained.target is None else trained.bare("target")),
    )  # fmt: skip
    spent = Text(
        cs="Od začátku projektu tým strávil vzděláváním {hours} (součet všech účastníků). Kurz dokončil, kdo složil "
        "zkoušku; nástupce na uvolněném místě se počítá také.",
        en="Since the start of the project the team has spent {hours} in training (over all who attended). Completed "
        "means passed the test; a replacement counts too.",
    ).fill(lang, hours=hours.show())
    by_month = reading.rows("training_hours", "hours", "cumulative", "training_kind", "month")
    drawn = len(by_month.drop_nulls("value")) > 0
    caption = Text(cs="Hodiny vzdělávání všech účastníků po měsících.",
                   en="Training hours over all participants, by month.")  # fmt: skip
    doubts = (
        *(_doubts(gain) if gain else raised(part_unknown=True)),
        *of_figures(trained, hours),
    )
    synthetic = is_synthetic(reading, "initial_training", "training_hours", "competence_growth")
    evidence = (spent, _tested(gain)) if gain else (spent,)
    unknown = (_UNUSED if gain or kept_back else _UNTESTED)(lang)
    return Answer("training", lang, heading, evidence, doubts, unknown, (caption(lang) if drawn else None,), synthetic)


def _gain(reading: Reading) -> Figure | None:
    """The gain in knowledge since the start, with its interval; none where it is not known or of one or two people."""
    if not reading.has("competence_growth"):
        return None
    gain = reading.figure("competence_growth", "knowledge")
    return gain if gain and not gain.of_few and gain.lower is not None else None


def _doubts(gain: Figure) -> tuple[str, ...]:
    return raised(chance=gain.lower <= 0 <= gain.upper, few_counted=gain.n < FEW_COUNTED)


def _tested(gain: Figure) -> str:
    """The mean gain with its interval, and how many people it rests on."""
    return Text(
        cs="Rozdíl testu po kurzu a před ním je v průměru {mean} (95% interval {interval}); test před kurzem i po něm "
        "mají lidé v počtu {n}, kdo byl na více kurzech, počítá se jednou.",
        en="The test after a course differs from that before it by {mean} on average (95% interval {interval}); people "
        "with both tests: {n}, who was at several courses counts once.",
    ).fill(gain.labels.lang, mean=gain.show(), interval=gain.interval, n=gain.n)
