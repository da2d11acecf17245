"""Sentences on the assistants' training, supervision and the mentor's weekly reviews."""

from __future__ import annotations

from apk_lib.labels import Figure, Reading
from apk_lib.prose.core import Finding, no_figure, of, out_of, part
from apk_lib.text import Noun, Text, number

_FINISHED = Noun(cs=("dokončila", "dokončily", "dokončilo", "dokončily"), en=("completed", "completed"))


def training(reading: Reading) -> Finding:
    """Who was trained and for how long, how many supervisions were held, how many weeks the mentor reviewed."""
    lang = reading.lang
    trained = reading.figure("initial_training", "persons_trained")
    hours, total = (reading.figure("training_hours", "hours", scope) for scope in ("period", "cumulative"))
    if not (trained or (trained.withheld and total)):
        return no_figure(trained, Text(cs="Vzdělávání", en="Training"), lang)
    heading = _headed(trained, total)
    spent = {
        True: Text(
            cs="V období tým strávil vzděláváním {hours}, od začátku projektu {total}.",
            en="In the period the team spent {hours} in training, {total} since the start of the project.",
        ),
        False: Text(
            cs="V období se žádné vzdělávání nekonalo; od začátku projektu tým strávil vzděláváním {total}.",
            en="No training took place in the period; since the start of the project the team has spent {total} in "
            "training.",
        ),
    }[bool(hours) and hours.value > 0].fill(lang, hours=hours.show(), total=total.show())
    paragraphs = [spent]
    if trained.target is not None:
        paragraphs.append(
            Text(
                cs="Cíl projektu: {target}. Počítá se každý, kdo zkoušku složil, tedy i nástupce na uvolněném místě.",
                en="The project's target: {target}. Everybody who passed the test counts, a replacement too.",
            ).fill(lang, target=trained.show("target"))
        )
    paragraphs += [text for text in (_of_each(reading), _supervised(reading), _reviewed(reading)) if text]
    caption = Text(
        cs="Hodiny vzdělávání všech účastníků po měsících.",
        en="Training hours over all participants, by month.",
    )
    by_month = reading.rows("training_hours", "hours", "cumulative", "training_kind", "month")
    drawn = len(by_month.drop_nulls("value")) > 0
    return Finding(heading, tuple(paragraphs), ((caption(lang), f"{heading}. {spent}") if drawn else None,))


def _headed(trained: Figure, total: Figure) -> str:
    """Who finished the initial training; where that is withheld, how long the team was trained."""
    lang = total.labels.lang
    if trained.withheld:
        said = Text(cs="Vzděláváním tým strávil od začátku projektu {total}",
                    en="Since the start of the project the team has spent {total} in training")  # fmt: skip
        return said.fill(lang, total=total.show())
    return Text(
        cs="Vstupní vzdělávání {finished} {trained}{tail}",
        en="{trained} {finished} the initial training{tail}",
    ).fill(lang, trained=trained.show(), finished=_FINISHED.form(trained.value, lang), tail=_against_target(trained))


def _against_target(trained: Figure) -> str:
    if trained.target is None:
        return ""
    met = Text(cs=", cíl je splněn", en=", the target is met")
    unmet = Text(cs=", cíl zatím splněn není", en=", the target is not met yet")
    return (met if trained.value >= trained.target else unmet)(trained.labels.lang)


def _of_each(reading: Reading) -> str:
    """How many of those who started were trained, for how long enough, and how much training a person had."""
    if not reading.has("trained_share", "training_per_person"):
        return ""
    lang = reading.lang
    trained, enough = (reading.figure("trained_share", id) for id in ("trained", "enough_hours"))
    mean, least = (reading.figure("training_per_person", id) for id in ("mean_hours", "least_hours"))
    if not trained or not mean:
        return ""
    asked = reading.labels.limits.get("initial_training_hours", 0.0)
    length = Text(
        cs=", s předepsaným rozsahem ({asked}) {enough}", en=", with the length prescribed ({asked}) {enough}"
    ).fill(lang, asked=reading.labels.value(asked, "hours"), enough=part(enough) if enough else "")
    return Text(
        cs="Z lidí, kteří dosud na místa nastoupili: se složenou vstupní zkouškou {trained}{length}. Na osobu připadlo "
        "od začátku projektu v průměru {mean} vzdělávání; kdo ho má nejméně, má {least}.",
        en="Of the people who have taken up a post so far: with the initial test passed {trained}{length}. A person "
        "has had {mean} of training on average since the start of the project; whoever had least has had {least}.",
    ).fill(lang, trained=part(trained), length=length if enough else "", mean=mean.show(), least=least.show())


def _supervised(reading: Reading) -> str:
    """Supervisions of the period against their rule, and hours of them per person."""
    if not reading.has("supervision"):
        return ""
    lang = reading.lang
    held, hours = (reading.figure("supervision", id, "period") for id in ("held", "hours_per_person"))
    if not held:
        return Text(cs="Supervize v období zapsány nejsou.", en="No supervision is recorded in the period.")(lang)
    rule = reading.labels.limits.get("supervisions_per_quarter")
    against = Text(
        cs=" {of} {planned} plánovaných (pravidla programu: {rule} za čtvrtletí)",
        en=" of {planned} planned (the programme's rules: {rule} a quarter)",
    ).fill(
        lang, of=of(held.denominator, lang), planned=number(held.denominator, lang, 1), rule=number(rule or 0, lang, 1)
    )
    each = Text(cs="; na osobu {hours}", en="; {hours} per person").fill(lang, hours=hours.show())
    return Text(
        cs="Supervize v období: {held}{against}{each}.", en="Supervisions in the period: {held}{against}{each}."
    ).fill(lang, held=held.bare(), against=against if held.denominator else "", each=each if hours else "")


def _reviewed(reading: Reading) -> str:
    """How many weeks in service the mentor reviewed in the period, and with what mean score."""
    if not reading.has("weekly_reviews"):
        return ""
    lang = reading.lang
    reviewed, score = (reading.figure("weekly_reviews", id, "period") for id in ("reviewed", "mean_score"))
    if reviewed.withheld:
        return ""
    if not reviewed:
        return Text(cs="Týdenní hodnocení mentorem zapsáno není.", en="No weekly review by the mentor is recorded.")(
            lang
        )
    mean = Text(cs="; průměrná známka {score} (jako ve škole)", en="; mean score {score} (as at school, one is best)")
    return Text(
        cs="Mentor zhodnotil {weeks} týdnů ve službě{mean}.", en="The mentor reviewed {weeks} weeks in service{mean}."
    ).fill(
        lang,
        weeks=out_of(reviewed.numerator, reviewed.denominator, lang),
        mean=mean.fill(lang, score=score.bare()) if score else "",
    )
