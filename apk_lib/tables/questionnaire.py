"""The core questionnaire of perceived safety: the same words in every wave, in both languages.

Its wording and scales follow the Czech surveys it is meant to be compared with (research of the project, 2.5a).
A town may leave items out and add its own; what it asked stands in its table `survey_items`.
"""

from __future__ import annotations

from dataclasses import dataclass

from apk_lib.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """A question: what tables call it, its wording, its scale, the battery it belongs to.

    `label` says of whom a share counts: who gave a favourable answer, or said yes. `asked_if` names an item whose
    first answer (yes) leads to this one; a `primary` item is tested in the family declared beforehand; at an
    `adverse` one yes is the worse answer.
    """

    id: str
    label: Text
    question: Text
    scale: str
    battery: str | None = None
    primary: bool = False
    asked_if: str | None = None
    adverse: bool = False


def _worry(id: str, label: Text, cs: str, en: str) -> Item:
    asked = Text(cs="Obáváte se ve svém okolí: {what}?", en="Where you live, do you worry about {what}?")
    question = Text(cs=asked.fill("cs", what=cs), en=asked.fill("en", what=en))
    return Item(id, label, question, "worry", battery="worries")


# of each locality of the project one item, with the locality's name
SAFE_IN_PLACE = "safe_in_{}"
PLACE_QUESTION = Text(cs="Jak bezpečně se cítíte v místě: {place}?", en="How safe do you feel at {place}?")
CORE: tuple[Item, ...] = (
    Item(
        "safe_by_day",
        Text(cs="bezpečně ve dne", en="safe by day"),
        Text(cs="Jak bezpečně se cítíte ve dne v místě, kde bydlíte?",
             en="How safe do you feel by day in the place where you live?"),
        "safety", primary=True,
    ),
    Item(
        "safe_after_dark",
        Text(cs="bezpečně po setmění", en="safe after dark"),
        Text(cs="A jak bezpečně se tam cítíte po setmění, když jdete sám/sama pěšky?",
             en="And how safe do you feel there after dark, walking alone?"),
        "safety", primary=True,
    ),
    Item(
        "avoids_places",
        Text(cs="vyhýbá se místům ve městě", en="avoids places in the town"),
        Text(cs="Vyhýbáte se některým místům ve městě kvůli obavám o bezpečnost?",
             en="Do you avoid any places in the town because you worry about your safety?"),
        "yes_no", adverse=True,
    ),
    Item(
        "safety_improved",
        Text(cs="bezpečnost se zlepšila", en="safety has improved"),
        Text(cs="Jak se za poslední 2 roky změnila bezpečnost ve vašem okolí?",
             en="How has safety where you live changed in the last 2 years?"),
        "improvement",
    ),
    Item(
        "satisfied_with_order",
        Text(cs="spokojenost s pořádkem a čistotou", en="satisfied with order and cleanliness"),
        Text(cs="Jak jste spokojen/a s veřejným pořádkem a čistotou? Oznámkujte jako ve škole.",
             en="How satisfied are you with public order and cleanliness? Grade it as at school."),
        "grade", battery="satisfaction",
    ),
    Item(
        "satisfied_with_coexistence",
        Text(cs="spokojenost se sousedským soužitím", en="satisfied with how neighbours get along"),
        Text(cs="Jak jste spokojen/a se sousedským soužitím? Oznámkujte jako ve škole.",
             en="How satisfied are you with how neighbours get along? Grade it as at school."),
        "grade", battery="satisfaction",
    ),
    _worry("worry_burglary", Text(cs="bez obav z vloupání", en="not worried about a break-in"),
           "vloupání do bytu nebo sklepa", "a break-in to your flat or cellar"),
    _worry("worry_robbery", Text(cs="bez obav z přepadení", en="not worried about robbery"),
           "přepadení na ulici", "being robbed in the street"),
    _worry("worry_harassment", Text(cs="bez obav z obtěžování", en="not worried about harassment"),
           "obtěžování a slovní napadání", "harassment and verbal abuse"),
    _worry("worry_vandalism", Text(cs="bez obav z vandalismu", en="not worried about vandalism"),
           "poškozování majetku a sprejerství", "damage to property and graffiti"),
    _worry("worry_noise", Text(cs="bez obav z rušení nočního klidu", en="not worried about noise at night"),
           "rušení nočního klidu", "noise at night"),
    _worry("worry_drugs", Text(cs="bez obav z drog a opilých", en="not worried about drugs and drunk people"),
           "drogy a opilí lidé na ulici", "drugs and drunk people in the street"),
    Item(
        "victim_in_12_months",
        Text(cs="oběť v posledních 12 měsících", en="victim in the last 12 months"),
        Text(cs="Stal/a jste se v posledních 12 měsících obětí přestupku nebo trestného činu?",
             en="In the last 12 months, were you a victim of an offence or a crime?"),
        "yes_no", adverse=True,
    ),
    Item(
        "reported_it",
        Text(cs="oběť to oznámila policii", en="victim reported it to the police"),
        Text(cs="Oznámil/a jste to policii nebo městské policii?",
             en="Did you report it to the police or the municipal police?"),
        "yes_no", asked_if="victim_in_12_months",
    ),
    Item(
        "knows_assistants",
        Text(cs="ví o asistentech", en="knows of the assistants"),
        Text(cs="Víte, že ve městě působí asistenti prevence kriminality?",
             en="Do you know that crime-prevention assistants work in the town?"),
        "yes_no",
    ),
    Item(
        "sees_assistants",
        Text(cs="vídá asistenty aspoň jednou týdně", en="sees the assistants at least weekly"),
        Text(cs="Jak často je vídáte?", en="How often do you see them?"),
        "frequency", asked_if="knows_assistants",
    ),
    Item(
        "met_assistants",
        Text(cs="mluvil(a) s asistenty", en="has spoken with the assistants"),
        Text(cs="Mluvil/a jste s nimi?", en="Have you spoken with them?"),
        "yes_no", asked_if="knows_assistants",
    ),
    Item(
        "rates_presence",
        Text(cs="hodnotí přítomnost asistentů kladně", en="rates the assistants' presence well"),
        Text(cs="Jak hodnotíte jejich přítomnost?", en="How do you rate their presence?"),
        "rating", asked_if="knows_assistants",
    ),
    Item(
        "safer_with_assistants",
        Text(cs="díky asistentům se cítí bezpečněji", en="feels safer because of the assistants"),
        Text(cs="Cítíte se díky nim bezpečněji?", en="Do you feel safer because of them?"),
        "agreement", asked_if="knows_assistants",
    ),
    Item(
        "should_continue",
        Text(cs="asistenti mají pokračovat", en="the assistants should continue"),
        Text(cs="Mají ve své práci pokračovat?", en="Should they continue in their work?"),
        "agreement",
    ),
    Item(
        "trusts_assistants",
        Text(cs="důvěřuje asistentům", en="trusts the assistants"),
        Text(cs="Nakolik důvěřujete asistentům prevence kriminality?",
             en="How far do you trust the crime-prevention assistants?"),
        "trust", battery="trust",
    ),
    Item(
        "trusts_municipal_police",
        Text(cs="důvěřuje městské policii", en="trusts the municipal police"),
        Text(cs="Nakolik důvěřujete městské policii?", en="How far do you trust the municipal police?"),
        "trust", battery="trust",
    ),
)  # fmt: skip
BATTERIES = {
    "satisfaction": Text(cs="spokojenost", en="satisfaction"),
    "worries": Text(cs="obavy", en="worries"),
    "trust": Text(cs="důvěra", en="trust"),
}
CORE_ITEMS = {item.id: item for item in CORE}
# the two headline questions in the order they are asked, as a reader calls them
SAFETY_ITEMS = {
    "safe_by_day": Text(cs="Ve dne", en="By day"),
    "safe_after_dark": Text(cs="Po setmění", en="After dark"),
}
ADVERSE = frozenset(item.id for item in CORE if item.adverse)
FOLLOWING = frozenset(item.id for item in CORE if item.asked_if)
