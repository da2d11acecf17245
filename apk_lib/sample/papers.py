"""What the project hung up, what it promised to write, and what went wrong on the way."""

from __future__ import annotations

from datetime import date, timedelta

from apk_lib.project import Project
from apk_lib.sample.dice import Dice
from apk_lib.sample.employment import Job
from apk_lib.sample.rows import Row, at, entered

DOCUMENTS_ACTIVITY = "KA04"
# the report of this period came late
LATE_REPORT, DAYS_LATE = 2, 4


def output_rows(project: Project, dice: Dice) -> list[Row]:
    """Two documents and a report of each period: promised at the start, entered again when they were done."""
    known = DOCUMENTS_ACTIVITY in project.frames["key_activities"]["key_activity"]
    activity = DOCUMENTS_ACTIVITY if known else None
    first, last = project.periods[0].end - timedelta(days=39), project.end - timedelta(days=6)
    rows = []
    for output, kind, name, due, finished, published in (
        ("D1", "initial_analysis", "Vstupní analýza vnímání pocitu bezpečí", project.periods[0].end, first,
         first + timedelta(days=12)),
        ("D2", "final_evaluation", "Závěrečná evaluační zpráva", project.end, last, last + timedelta(days=5)),
    ):  # fmt: skip
        promised = {"output": output, "key_activity": activity, "kind": kind, "name": name, "due_on": due}
        rows += _twice(project, promised, finished, published, "web města")
    for n, period in enumerate(project.periods):
        late = n == LATE_REPORT and not period.final
        done = period.report_due + timedelta(days=DAYS_LATE if late else -dice.between(2, 6))
        name = "Závěrečná zpráva o realizaci" if period.final else f"Zpráva o realizaci {period.id}"
        promised = {"output": f"ZOR{n + 1}", "key_activity": None, "kind": "progress_report", "name": name,
                    "due_on": period.report_due}  # fmt: skip
        rows += _twice(project, promised, done, None, "informační systém poskytovatele")
    return rows


def _twice(project: Project, promised: Row, finished: date, published: date | None, address: str) -> list[Row]:
    before = at(project.start - timedelta(days=4), 9)
    nothing = dict.fromkeys(("finished_on", "published_on", "address", "logo_strip", "registration_number"))
    done = {"finished_on": finished, "published_on": published, "address": address, "logo_strip": True,
            "registration_number": True}  # fmt: skip
    return [entered(before, **promised, **nothing), entered(at(published or finished, 14), **promised, **done)]


def publicity_rows(project: Project) -> list[Row]:
    """Poster, website and logo strip from the first day, two notes in the press; the poster was changed half-way."""
    first, half = project.start, project.start + timedelta(days=project.days // 2)
    news = first + timedelta(days=30), project.end - timedelta(days=30)
    door = "vstup do služebny městské policie"
    return [
        entered(at(on, 10), item=item, kind=kind, place=place, since=since, until=until, evidence=evidence)
        for on, item, kind, place, since, until, evidence in (
            (first, "PB1", "poster", door, first, None, "fotografie"),
            (half, "PB1", "poster", door, first, half - timedelta(days=1), "fotografie"),
            (half, "PB2", "poster", door, half, None, "fotografie"),
            (first, "PB3", "website", "web města", first, None, "otisk stránky"),
            (first, "PB4", "logo_strip", "všechny dokumenty projektu", first, None, "vzor hlavičky"),
            (news[0], "PB5", "press", "zpravodaj města", news[0], news[0], "výtisk"),
            (news[1], "PB6", "press", "zpravodaj města", news[1], news[1], None),
        )
    ]


def risk_rows(project: Project, staff: list[Job]) -> list[Row]:
    """Problems in the order in which they were found, entered again when they were over; one stays open."""
    start, leaver, newcomer = project.start, next(job for job in staff if job.leaves), staff[-1]
    activities = project.frames["key_activities"]["key_activity"].to_list() or [None]
    work, learn = activities[0], activities[min(2, len(activities) - 1)]
    days = timedelta
    told: tuple[tuple[date, str, str | None, str, str | None, date | None], ...] = (
        (start + days(8), "Dodávka stejnokrojů a vysílaček se zpozdila o tři týdny.", work, "low",
         "Asistenti dočasně sloužili v reflexních vestách městské policie.", start + days(32)),
        (start + days(135), "Školy jsou kvůli epidemii zavřené, dohled na přechodech odpadá.", work, "high",
         "Hodiny z přechodů přesunuty do parků a rizikových lokalit.", start + days(357)),
        (start + days(220), "Supervize se nekonala, supervizor nesměl přijet.", learn, "medium",
         "Náhradní setkání ve čtvrtletí následujícím.", start + days(330)),
        (leaver.last_day - days(14), "Asistent odchází za jinou prací, místo zůstane neobsazené.", work, "medium",
         "Nové výběrové řízení; nástupce zaškolen mentorem.", newcomer.start),
        (start + days(460), "Výpadek stálého zástupu mentora v době dovolených.", learn, "low",
         "Zastupuje určený strážník.", start + days(500)),
        (project.end - days(120), "Osvětlení části parku je opakovaně poškozeno, večerní hlídky jsou méně bezpečné.",
         work, "medium", None, None),
    )  # fmt: skip
    rows = []
    for n, (found, text, activity, severity, solution, closed) in enumerate(sorted(told), start=1):
        said = {"risk": f"PR{n}", "found_on": found, "description": text, "key_activity": activity,
                "severity": severity, "solution": solution}  # fmt: skip
        rows.append(entered(at(found, 15), **said, closed_on=None))
        if closed:
            rows.append(entered(at(closed, 15), **said, closed_on=closed))
    return rows
