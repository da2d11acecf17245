"""What the next survey would need, learnt from the last one."""

from __future__ import annotations

import polars as pl

from apk_lib import surveys
from apk_lib.indicators.core import Measure, indicator
from apk_lib.indicators.statistics.survey_quality import Detectable, Needed
from apk_lib.periods import Period
from apk_lib.project import Project
from apk_lib.tables.codes import WAVE_SIZES
from apk_lib.tables.scales import SCALES
from apk_lib.text import Text

# the question the size of a survey is planned by: its share is nearer to a half, so it needs more people
PLANNED_BY = "safe_after_dark"
_RULE = "detectable_change_points"


@indicator(
    label=Text(cs="Plán dalšího šetření", en="Plan of the next survey"),
    definition=Text(
        cs="Pocit bezpečí po setmění v poslední vlně: jakou změnu rozpoznají dvě vlny o daném počtu dotázaných (síla "
        "80 %, hladina 5 %), kolik dotázaných v každé vlně je třeba, aby šetření rozpoznalo změnu podle pravidla "
        "programu, a kolik lidí kvůli návratnosti oslovit. S podílem, efektem výběrového plánu a návratností poslední "
        "vlny.",
        en="Feeling safe after dark in the last wave: what change two waves of so many respondents detect (power 80%, "
        "level 5%), how many respondents a wave needs to detect the change of the programme's rule, and how many "
        "people to approach for them. With the share, the design effect and the response rate of the last wave.",
    ),
    subject="survey",
    serves=("KA04",),
    better="neither",
    accumulation="last",
    measures=(
        Measure("detectable", Text(cs="rozpoznatelná změna", en="detectable change"), "share_difference",
                Detectable("favourable", tuple(WAVE_SIZES)), (("respondents_per_wave",),)),
        Measure("detected_change", Text(cs="změna rozpoznatelná s tolika odpověďmi jako naposledy",
                                        en="change detectable with as many answers as last time"), "share_difference",
                Detectable("favourable")),
        Measure("needed", Text(cs="potřeba dotázaných v každé vlně", en="respondents needed in each wave"),
                "respondents", Needed("favourable")),
        Measure("to_approach", Text(cs="oslovit v každé vlně", en="people to approach in each wave"), "persons",
                Needed("favourable", approached=True)),
    ),
)  # fmt: skip
def survey_plan(
    survey_sample: pl.DataFrame,
    survey_answers: pl.DataFrame,
    survey_dispositions: pl.DataFrame,
    period: Period,
    project: Project,
) -> pl.DataFrame:
    scale = SCALES["safety"]
    asked = surveys.answered(surveys.known(survey_sample, period), survey_answers, PLANNED_BY, scale)
    rules = project.frames["programme_rules"]
    points = rules.filter(rule=_RULE)["value"].cast(pl.Float64).max()
    rate = surveys.response(survey_dispositions)
    return (
        asked.with_columns(favourable=surveys.meanings(scale)["favourable"], points=pl.lit(points, pl.Float64))
        .join(rate, on=["wave", "zone"], how="left", maintain_order="left")
    )  # fmt: skip
