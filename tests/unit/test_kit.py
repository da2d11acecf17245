"""The evaluator's kit as a whole: what is in it, that nobody is, and that code written on its twin runs on its data."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import pyreadstat
import pytest

from apk_lib import cli
from apk_lib.errors import DataError, ParameterError, ReportError
from apk_lib.indicators import CATALOGUE
from apk_lib.kit import kit, spss
from apk_lib.kit.contents import FACTS, PROTECTED
from apk_lib.kit.packing import contents
from apk_lib.kit.twin import twin
from apk_lib.report.source_code import LIBRARY
from apk_lib.stats import survey_estimate
from apk_lib.tables import TABLES
from apk_lib.tables.codes import DISPOSITIONS, ZONES
from apk_lib.tables.scales import SCALES
from apk_lib.text import LANGUAGES
from tests.remembered import KROMERIZ, figures_of, kromeriz

SURVEY = {"survey_waves", "survey_items", "survey_respondents", "survey_answers"}
Folder = Callable[..., Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit of Kroměříž, unpacked."""
    folder = tmp_path_factory.mktemp("kit")
    path = kit(KROMERIZ, folder / "kit.zip").path
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder / "in")
    return folder / "in"


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


def opened(path: Path) -> tuple[pl.DataFrame, Any]:
    rows, about = pyreadstat.read_sav(path, output_format="polars")
    return rows, about


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {one.filename: packed.read(one) for one in packed.infolist()}


# --- what is in it ---------------------------------------------------------------------------------


def test_every_file_is_there_and_in_the_manifest(made: Path) -> None:
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    survey = [f"{folder}/survey.{lang}.sav" for folder in ("microdata", "twin") for lang in LANGUAGES]
    tables = [f"{folder}/{name}.{kind}" for folder, every in (("microdata", PROTECTED), ("twin", PROTECTED),
              ("reference", FACTS)) for name in every for kind in ("csv", "parquet")]  # fmt: skip
    texts = ["codebook.csv", "codes.csv", "protection.csv", "data_model.json", "manifest.json", "requirements.lock",
             "methods/README.md"]  # fmt: skip
    texts += [f"{name}.{lang}.{kind}" for lang in LANGUAGES for name, kind in (("README", "md"), ("labels", "sps"))]
    assert names == {*survey, *tables, *texts, *(f"methods/{id}.md" for id in CATALOGUE)}
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    digests = {name: hashlib.sha256((made / name).read_bytes()).hexdigest() for name in names - {"manifest.json"}}
    assert manifest["files"] == digests
    assert manifest["definitions"] == {id: CATALOGUE[id].version for id in CATALOGUE}
    assert (manifest["period"], manifest["as_of"], manifest["k"]) == ("P5", "2022-10-30", 10)
    assert (made / "requirements.lock").read_bytes() == (LIBRARY.parent / "requirements.lock").read_bytes()


def test_csv_and_parquet_hold_the_same_rows(made: Path) -> None:
    for name, declared in PROTECTED.items():
        rows = table(made / "microdata", name)
        assert rows.schema == declared.schema
        assert pl.read_csv(made / "microdata" / f"{name}.csv", schema=declared.schema).equals(rows)


def test_what_is_withheld_is_counted(made: Path) -> None:
    told = json.loads((made / "manifest.json").read_text("utf-8"))["withheld"]
    respondents = table(made / "microdata", "survey_respondents")
    # nobody in the sample of this town left age or sex untold
    assert told["survey_respondents"] == {"waves": 0} | {
        name: respondents[name].null_count() for name in ("zone", "age_group", "sex")
    }
    assert told["patrol_monthly"]["hours"] == table(made / "microdata", "patrol_monthly")["hours"].null_count() > 0
    assert told["events_monthly"]["least"] == (table(made / "microdata", "events_monthly")["least"] == 0).sum()


def test_synthetic_records_are_marked_in_every_table_and_text(made: Path) -> None:
    assert all(table(made / "microdata", name)["synthetic"].all() for name in PROTECTED)
    assert not table(made / "reference", "localities")["synthetic"].any()
    assert json.loads((made / "manifest.json").read_text("utf-8"))["synthetic"]
    assert "SYNTETICKÁ DATA" in (made / "README.cs.md").read_text("utf-8")
    assert "SYNTHETIC DATA" in (made / "README.en.md").read_text("utf-8")
    assert opened(made / "microdata" / "survey.cs.sav")[1].file_label == "SYNTETICKÁ DATA"


def test_real_records_are_not_marked_but_their_twin_is(folder: Folder, tmp_path: Path) -> None:
    town = files(kit(folder(), tmp_path / "kit.zip").path)
    assert b"SYNTETICK" not in town["README.cs.md"]
    assert not json.loads(town["manifest.json"])["synthetic"]
    assert json.loads(town["manifest.json"])["twin"]["synthetic"]


def test_a_code_book_tells_of_every_column_in_both_languages(made: Path) -> None:
    with (made / "codebook.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    told = {(row["table"], row["column"]) for row in rows}
    assert told == {(name, column.name) for name, one in {**PROTECTED, **FACTS}.items() for column in one.columns}
    assert all(row[f"{what}_{lang}"] for row in rows for what in ("label", "missing") for lang in LANGUAGES)
    listed = {(row["table"], row["column"]) for row in rows if row["codes"]}
    codes = pl.read_csv(made / "codes.csv", infer_schema=False)
    assert set(codes.select("table", "column").iter_rows()) == listed
    sex = codes.filter(table="survey_respondents", column="sex").select("value", "number", "label_cs").rows()
    assert sex == [("female", "1", "žena"), ("male", "2", "muž"), ("other", "3", "jiné")]


def test_the_description_for_machines_holds(made: Path) -> None:
    package = json.loads((made / "data_model.json").read_text("utf-8"))
    kinds: dict[str, Callable[[str], object]] = {
        "string": str, "integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
    }  # fmt: skip
    assert len(package["resources"]) == 2 * len(PROTECTED) + len(FACTS)
    for resource in package["resources"]:
        with (made / resource["path"]).open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert len(rows) == resource["rows"]
        for row in rows:
            assert list(row) == list(fields)
            for name, cell in row.items():
                limits = fields[name].get("constraints", {})
                assert kinds[fields[name]["type"]](cell) is not None if cell else not limits.get("required")
                assert not cell or cell in limits.get("enum", [cell])


def test_method_sheets_are_those_of_the_catalogue(made: Path) -> None:
    text = (made / "methods" / "item_shares.md").read_text("utf-8")
    for lang in LANGUAGES:
        assert CATALOGUE["item_shares"].definition(lang) in text


def test_the_read_me_tells_the_limits_and_what_must_not_be_tried(made: Path) -> None:
    czech, english = ((made / f"README.{lang}.md").read_text("utf-8") for lang in LANGUAGES)
    assert "nejméně 10 lidí" in czech
    assert "Nesnažte se zjistit, kdo je kdo" in czech
    assert "středy nesčítejte" in czech
    assert "do not add middles" in english
    assert "nejlepší odhad" not in czech
    assert "At least 10 people" in english
    assert "Do not try to find out who is who" in english
    assert "{" not in czech + english


# --- files of SPSS ---------------------------------------------------------------------------------


def test_the_survey_opens_in_spss_with_its_labels(made: Path) -> None:
    rows, about = opened(made / "microdata" / "survey.cs.sav")
    respondents = table(made / "microdata", "survey_respondents")
    assert len(rows) == len(respondents)
    labels = dict(zip(about.column_names, about.column_labels, strict=True))
    assert labels["q_safe_by_day"] == "Jak bezpečně se cítíte ve dne v místě, kde bydlíte?"
    assert about.variable_value_labels["sex"] == {1: "žena", 2: "muž", 3: "jiné"}
    assert about.variable_value_labels["q_safe_by_day"][4] == "rozhodně nebezpečně"
    assert labels.keys() >= {column.name for column in PROTECTED["survey_respondents"].columns}
    # men who feel very unsafe by day, counted in both
    answers = table(made / "microdata", "survey_answers").filter(item="safe_by_day", answer=4)
    long = respondents.filter(sex="male").join(answers, on="respondent", how="semi")
    assert rows.filter(pl.col("sex") == 2, pl.col("q_safe_by_day") == 4)["respondent"].to_list() == (
        long["respondent"].to_list()
    )
    assert len(long) > 0
    english = opened(made / "twin" / "survey.en.sav")[1]
    assert english.variable_value_labels["sex"] == {1: "female", 2: "male", 3: "other"}


def test_commands_for_spss_name_every_column_and_are_wide_enough(made: Path) -> None:
    for lang in LANGUAGES:
        text = (made / f"labels.{lang}.sps").read_text("utf-8-sig")
        assert text.count("GET DATA") == len(PROTECTED) + len(FACTS)
        blocks = dict(re.findall(r"/FILE='([^']+)'(.*?)SAVE OUTFILE", text, re.DOTALL))
        assert max(len(line.encode()) for line in text.splitlines()) < 300
        for path, block in blocks.items():
            forms = dict(re.findall(r"^    (\w+) ([A-Z]+[\d.]*\d)\.?$", block, re.MULTILINE))
            labelled = re.findall(r"^VARIABLE LABELS (\w+) '.+'\.$", block, re.MULTILINE)
            rows = pl.read_csv(made / path, infer_schema=False)
            assert list(forms) == labelled == rows.columns
            for name, form in forms.items():
                if form.startswith("A"):
                    assert int(form[1:]) >= max((len(cell.encode()) for cell in rows[name].drop_nulls()), default=0)
    assert "  'other' 'jiné'." in (made / "labels.cs.sps").read_text("utf-8")


def test_names_of_questions_become_variables_of_spss() -> None:
    long = "ž" * 80
    named = spss.variables(pl.DataFrame({"item": ["Bezpečí-1", "bezpečí_1", "1a", long, f"{long}x", "weight", "end."]}))
    assert named["Bezpečí-1"].casefold() != named["bezpečí_1"].casefold()
    assert len({name.casefold() for name in named.values()}) == len(named)
    assert all(re.fullmatch(r"q_[\w.]*\w", name) and len(name.encode()) <= 64 for name in named.values())
    assert named["weight"] == "q_weight"


# --- nobody is in it -------------------------------------------------------------------------------


def test_no_id_note_or_place_of_a_person_is_anywhere(made: Path) -> None:
    town = kromeriz("P5")
    personal: set[str] = set()
    for one in TABLES.values():
        for column in one.personal:
            personal |= set(town.table(one.name)[column].drop_nulls().cast(pl.String))
    for name, columns in {"shifts": ("shift",), "visits": ("visit",), "events": ("event",), "risks": ("description",),
                          "official_offences": ("offence",), "complaints": ("complaint",), "posts": ("post",),
                          "survey_wordings": ("note",)}.items():  # fmt: skip
        personal |= {value for column in columns for value in town.table(name)[column].drop_nulls()}
    # words of code lists and days are no sign of anybody
    sought = {text for text in personal if len(text) > 3 and not re.fullmatch(r"[a-z_]+|\d{4}-\d\d-\d\d|[\d.+-]{1,5}",
                                                                              text)}  # fmt: skip
    sought -= {"true", "false", "25-54", "over_54", "under_25", "15-29", "30-44", "45-59"}
    assert len(sought) > 10_000
    for path in sorted(made.rglob("*")):
        if path.is_file() and path.suffix != ".parquet" and path.name != "requirements.lock":
            text = path.read_bytes().decode(errors="replace")
            words = set(re.findall(r"[\w.+-]+", text))
            assert sought & words == set(), path.name
            assert not any(long in text for long in sought if " " in long), path.name


def test_who_is_in_the_kit_shares_traits_with_nine_others(made: Path) -> None:
    for name in ("microdata", "twin"):
        rows = table(made / name, "survey_respondents")
        # in the twin only the frame of the sample is told
        traits = ["wave", "zone", "stratum", "population", "sex", "age_group", "weight"][
            : 7 if name == "microdata" else 4
        ]
        assert all(n >= 10 for n in rows.group_by(traits).len()["len"])


def rewritten(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """Kroměříž with one text of a table replaced, without the GPS that takes long to read."""
    town = tmp_path / "kromeriz"
    shutil.copytree(KROMERIZ, town)
    path = town / "records" / f"{name}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return town


def test_a_person_in_an_open_column_stops_the_kit_and_is_not_told(tmp_path: Path) -> None:
    town = rewritten(tmp_path, "survey_items", "Mluvil/a jste s nimi?", "Mluvil/a jste s W0-001?")
    target = tmp_path / "kit.zip"
    with pytest.raises(ReportError) as refused:
        kit(town, target)
    for lang in LANGUAGES:
        said = refused.value.message(lang)
        assert "reference/survey_items.csv" in said
        assert "question_cs" in said
        assert "W0-001" not in said
    assert not target.exists()


# --- numbers ---------------------------------------------------------------------------------------


def test_bases_and_shares_are_those_of_the_report(made: Path) -> None:
    reported = figures_of(kromeriz("P5"), "P5", ["item_shares"]).results
    shares = reported.filter(pl.col("measure") == "favourable", pl.col("dimension_1") == "item", scope="cumulative")
    assert len(shares) > 20
    respondents, answers = (table(made / "microdata", f"survey_{name}") for name in ("respondents", "answers"))
    scales = dict(table(made / "reference", "survey_items").select("item", "scale").iter_rows())
    assert shares.group_by("category_1").len()["len"].max() == 2
    for (item,), rows in shares.group_by("category_1"):
        scale = SCALES[scales[item]]
        said = answers.filter(pl.col("item") == item, pl.col("answer").is_in(list(scale.valid)))
        frame = respondents.join(said, on="respondent", how="left").with_columns(
            yes=pl.col("answer").is_in(list(scale.favourable)).cast(pl.Float64)
        )  # fmt: skip
        estimated = survey_estimate(
            frame, "yes", weight="weight", stratum="stratum", psu="psu", fpc="population", by="wave",
            kind="proportion", interval="korn-graubard",
        )  # fmt: skip
        assert isinstance(estimated, pl.DataFrame)
        both = rows.join(estimated, left_on="category_2", right_on="wave", suffix="_kit")
        assert len(both) == len(rows)
        assert both["n"].to_list() == both["n_kit"].to_list()
        for name in ("value", "lower", "upper"):
            # weights are told to six figures
            assert both[f"{name}_kit"].to_list() == pytest.approx(both[name].to_list(), rel=1e-4)


# --- the twin --------------------------------------------------------------------------------------


def analysis(folder: Path) -> dict[str, Any]:
    """What a statistician might write on the twin."""
    answers, respondents = (table(folder, f"survey_{name}") for name in ("answers", "respondents"))
    safe = answers.filter(pl.col("item") == "safe_by_day", pl.col("answer") <= 4)
    frame = safe.join(respondents, on="respondent").with_columns(safe=(pl.col("answer") <= 2).cast(pl.Float64))
    by_wave = survey_estimate(frame, "safe", weight="weight", stratum="stratum", psu="psu", by="wave")
    trend = table(folder, "offences_monthly").group_by("arm").agg((pl.col("least") + 2).mean()).sort("arm")
    hours = table(folder, "patrol_monthly").group_by("band").agg(pl.col("hours").sum()).sort("band")
    wide, _ = opened(folder / "survey.en.sav")
    return {"by_wave": by_wave, "trend": trend, "hours": hours, "wide": wide.select("sex", "q_safe_by_day")}


def test_code_that_runs_on_the_twin_runs_on_the_data(made: Path) -> None:
    for name, declared in PROTECTED.items():
        real, invented = (table(made / folder, name) for folder in ("microdata", "twin"))
        assert real.schema == invented.schema == declared.schema
        # the state of places is looked at on no regular plan, their twin on one
        assert name in {"survey_respondents", "survey_answers", "locality_checks"} or len(real) == len(invented)
        assert invented["synthetic"].all()
    for name, frame in analysis(made / "twin").items():
        other = analysis(made / "microdata")[name]
        assert frame.schema == other.schema
        assert name == "wide" or len(frame) == len(other)
        assert not frame.equals(other)


def test_the_twin_has_the_frame_of_the_sample(made: Path) -> None:
    real, invented = (table(made / folder, "survey_respondents") for folder in ("microdata", "twin"))
    design = ["wave", "zone", "stratum", "population"]
    sizes = [frame.group_by(design).agg(pl.len(), pl.col("psu").n_unique()).sort(design) for frame in (real, invented)]
    assert sizes[0].select(design).equals(sizes[1].select(design))
    tens = [n // 10 * 10 for n in sizes[0]["len"]]
    assert sizes[1]["len"].to_list() == sizes[1]["psu"].to_list() == tens
    waves = [frame.select("respondent", "wave") for frame in (real, invented)]
    answers = [table(made / folder, "survey_answers").join(wave, on="respondent")
               for folder, wave in zip(("microdata", "twin"), waves, strict=True)]  # fmt: skip
    given, drawn = ({(wave, item): n for wave, item, n in frame.group_by("wave", "item").len().iter_rows()}
                    for frame in answers)  # fmt: skip
    assert drawn == {question: n // 10 * 10 for question, n in given.items() if n >= 10}
    # nobody who reads the twin can count victims
    assert all(n % 10 == 0 for n in drawn.values())
    # its own rows weigh its strata, and its numbers are its own
    weighed = invented.group_by("wave", "stratum", "population").agg(pl.col("weight").sum())
    assert weighed["weight"].to_list() == pytest.approx(weighed["population"].to_list(), rel=1e-5)
    assert all(n == 1 for n in invented.group_by("wave", "stratum").agg(pl.col("weight").n_unique())["weight"])
    assert sorted(invented["psu"]) == sorted(invented["respondent"]) == list(range(1, len(invented) + 1))


def test_the_twin_does_not_tell_where_anybody_was(made: Path) -> None:
    twin, reference = made / "twin", made / "reference"
    places, bands = table(reference, "localities")["locality"], table(reference, "bands")["band"]
    months = [date(2020 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(27)]
    patrols = table(twin, "patrol_monthly").select("month", "locality", "band").rows()
    assert patrols == sorted(product(months, places, bands))
    checks = table(twin, "locality_checks").select("locality", "checked_on", "item")
    items = set(table(made / "microdata", "locality_checks")["item"])
    assert checks.rows() == sorted(product(places, months, items))
    ended = table(twin, "survey_dispositions").select("wave", "zone", "disposition").rows()
    assert ended == sorted(product(("W0", "W1"), ZONES, DISPOSITIONS))


def test_rows_of_the_twin_are_the_same_whatever_was_recorded() -> None:
    frame = pl.DataFrame({"month": [date(2020, 6, 1)] * 2, "locality": ["park", "path"], "band": ["day", "day"]})
    schema = PROTECTED["patrol_monthly"].schema
    one = frame.head(1).with_columns(hours=pl.lit(31, pl.Int64), synthetic=False)
    two = frame.with_columns(hours=pl.lit(0, pl.Int64), synthetic=False)
    for real in (one, two):
        invented = twin(frames(patrol_monthly=real.cast(dict(schema))), 10, PUBLIC | {"patrol_monthly": frame})
        assert invented["patrol_monthly"].drop("hours", "synthetic").equals(frame)
        # neither value is frequent enough
        assert invented["patrol_monthly"]["hours"].null_count() == 2


def test_seven_victims_cannot_be_counted_in_the_twin() -> None:
    real = respondents(["male"] * 60 + ["female"] * 47)
    asked = {"victim_in_12_months": range(1, 108), "reported_to_police": range(1, 8), "safe_by_day": range(1, 35)}
    answers = pl.DataFrame(
        [(who, item, 1 + (who > 7), False) for item, those in asked.items() for who in those],
        schema=PROTECTED["survey_answers"].schema, orient="row",
    )  # fmt: skip
    made = twin(frames(survey_respondents=real, survey_answers=answers), 10, PUBLIC)
    assert len(made["survey_respondents"]) == 100
    # the true weight, 1.5, is not in it
    assert set(made["survey_respondents"]["weight"]) == {1.0}
    counted = dict(made["survey_answers"]["item"].value_counts().iter_rows())
    assert counted == {"victim_in_12_months": 100, "safe_by_day": 30}
    # seven said they were victims: the twin has none
    assert set(made["survey_answers"].filter(item="victim_in_12_months")["answer"]) == {2}


# towns without patrols or checks
PUBLIC = {name: pl.DataFrame(schema=PROTECTED[name].schema).select(names) for name, names in {
    "survey_dispositions": ("wave", "zone", "disposition"), "patrol_monthly": ("month", "locality", "band"),
    "locality_checks": ("locality", "checked_on", "item"),
}.items()}  # fmt: skip


def frames(**changed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame(schema=one.schema) for name, one in PROTECTED.items()} | changed


def respondents(sexes: Sequence[str | None]) -> pl.DataFrame:
    n = len(sexes)
    return pl.DataFrame(
        {"respondent": range(1, n + 1), "wave": ["W0"] * n, "zone": ["surroundings"] * n, "sex": sexes,
         "age_group": ["60+"] * n, "weight": [1.5] * n, "stratum": [1] * n, "psu": range(1, n + 1),
         "population": [None] * n, "synthetic": [False] * n}, schema=PROTECTED["survey_respondents"].schema,
    )  # fmt: skip


def test_no_rare_value_is_in_the_twin() -> None:
    real = respondents(["male"] * 60 + ["female"] * 40 + ["other"] * 9)
    drawn = twin(frames(survey_respondents=real), 10, PUBLIC)["survey_respondents"]
    counted = dict(drawn["sex"].value_counts().iter_rows())
    assert counted.keys() == {"male", "female"}
    # 60 and 40 in a hundred, so 60 ± 5 of 100 (one standard deviation)
    assert 40 < counted["male"] < 85


def test_rows_of_the_twin_are_independent_draws() -> None:
    # in the data old are men and young are women; of 400 draws by column about half are the other way round
    real = respondents(["male"] * 200 + ["female"] * 200).with_columns(
        age_group=pl.Series(["60+"] * 200 + ["15-29"] * 200)
    )
    drawn = twin(frames(survey_respondents=real), 10, PUBLIC)["survey_respondents"]
    crossed = drawn.filter((pl.col("sex") == "male") == (pl.col("age_group") == "15-29"))
    assert 150 < len(crossed) < 250


def test_where_all_is_rare_the_twin_has_any_code() -> None:
    few = respondents(["male", "female", None] * 5)
    drawn = twin(frames(survey_respondents=few), 10, PUBLIC)["survey_respondents"]
    assert len(drawn) == 10
    assert set(drawn["sex"]) <= {"male", "female", "other"}
    assert drawn["age_group"].null_count() == 0


# --- towns with little -----------------------------------------------------------------------------

WAVES = "recorded_at,withdrawn,wave,starts,ends,mode\n2020-06-01T08:00:00+02:00,false,W0,2020-06-04,2020-06-24,paper\n"
ITEMS = """\
recorded_at,withdrawn,item,question_cs,question_en,scale
2020-06-01T08:00:00+02:00,false,safe_by_day,Cítíte se ve dne „bezpečně“?,Do you feel 'safe' by day?,safety
"""
ASKED = "recorded_at,withdrawn,respondent,wave,zone,weight,population,sex,age_group\n"
SAID = "recorded_at,withdrawn,respondent,item,answer\n"


def survey(n: int) -> dict[str, str]:
    at = "2020-07-01T08:00:00+02:00,false"
    return {
        "survey_waves": WAVES,
        "survey_items": ITEMS,
        "survey_respondents": ASKED + "".join(f"{at},Řehoř{i},W0,surroundings,2,100,male,60+\n" for i in range(n)),
        "survey_answers": SAID + "".join(f"{at},Řehoř{i},safe_by_day,{i % 4 + 1}\n" for i in range(n)),
    }


@pytest.mark.parametrize(("asked", "told"), [(0, 0), (1, 0), (9, 0), (10, 10), (30, 30)])
def test_a_wave_of_few_is_left_out_uncounted_and_many_are_told(
    folder: Folder, tmp_path: Path, asked: int, told: int
) -> None:
    packed = kit(folder(**survey(asked)), tmp_path / "kit.zip")
    content = files(packed.path)
    rows = pl.read_parquet(io.BytesIO(content["microdata/survey_respondents.parquet"]))
    assert len(rows) == told
    # how many few are is told nowhere
    assert packed.withheld["survey_respondents"] == {"waves": 0 < asked < 10, "zone": 0, "age_group": 0, "sex": 0}
    assert json.loads(content["manifest.json"])["withheld"]["survey_respondents"]["waves"] in (0, 1)
    assert "Řehoř".encode() not in b"".join(content.values())
    (tmp_path / "a.sav").write_bytes(content["twin/survey.cs.sav"])
    read, about = opened(tmp_path / "a.sav")
    assert len(read) == told
    assert about.column_labels[-1] == "Cítíte se ve dne „bezpečně“?"


def test_a_town_without_any_records_has_a_kit(folder: Folder, tmp_path: Path) -> None:
    content = files(kit(folder(), tmp_path / "kit.zip").path)
    assert content["microdata/events_monthly.csv"] == b"month,kind,least,most,synthetic\n"
    assert "Přechod".encode() in content["reference/localities.csv"]


def test_an_earlier_period_has_only_what_was_known_by_then(tmp_path: Path) -> None:
    content = files(kit(KROMERIZ, tmp_path / "kit.zip", period="P2").path)
    rows = pl.read_parquet(io.BytesIO(content["microdata/survey_respondents.parquet"]))
    assert set(rows["wave"]) == {"W0"}
    assert (
        pl.read_parquet(io.BytesIO(content["microdata/events_monthly.parquet"]))["month"].max()
        == (pl.Series(["2021-05-01"]).str.to_date()[0])
    )


# --- the command ---------------------------------------------------------------------------------


def apk(*words: object) -> int:
    with patch("sys.argv", ["apk-lib", *map(str, words)]), pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_command_tells_what_is_withheld(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town, target = folder(**survey(9)), tmp_path / "kit.zip"
    assert apk("kit", town, "--out", target) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"Sada pro hodnotitele: {target}")
    assert "  microdata/survey_respondents.csv: vynechané vlny šetření: 1" in lines
    assert apk("kit", town, "--out", target, "--lang", "en") == 0
    assert "  microdata/survey_respondents.csv: waves of the survey left out: 1" in capsys.readouterr().out.splitlines()
    assert apk("kit", town, "--out", target, "--period", "P7") == 1
    assert "P7" in capsys.readouterr().err


# --- the file --------------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes_over_what_was_there(folder: Folder, tmp_path: Path) -> None:
    town, target = folder(**survey(20)), tmp_path / "kit.zip"
    first = kit(town, target).path.read_bytes()
    target.write_bytes(b"old")
    assert kit(town, target).path.read_bytes() == first


def test_the_files_do_not_depend_on_when_they_are_made(made: Path) -> None:
    town = kromeriz("P5")
    again, _ = contents(town, town.project.period("P5"))
    assert [name for name, content in again.items() if (made / name).read_bytes() != content] == []


def test_a_folder_that_cannot_be_written_to_is_named(folder: Folder, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file: not even root may put another into it")
    with pytest.raises(DataError, match="closed"):
        kit(folder(), closed / "kit.zip")


def test_a_disk_that_fills_while_the_kit_is_made_is_told(folder: Folder, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    town, kept = folder(**survey(20)), resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (500, 3000, 20_000):
        try:
            # no file may be longer: what is written stops as on a full disk
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, kept[1]))
            with pytest.raises(DataError, match="Sada nevznikla: do dočasné složky"):
                kit(town, tmp_path / "kit.zip")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert not (tmp_path / "kit.zip").exists()


def test_nothing_half_written_is_left_where_the_file_cannot_be(folder: Folder, tmp_path: Path) -> None:
    taken = tmp_path / "kit.zip"
    taken.mkdir()
    with pytest.raises(DataError, match=r"kit\.zip"):
        kit(folder(), taken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kit.zip", "vzorov"]


def test_a_kit_of_a_day_before_its_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"stav je k 1\.\s1\.\s2019") as refused:
        kit(KROMERIZ, tmp_path / "kit.zip", period="P4", as_of="2019-01-01")
    assert "Give a later date" in refused.value.text.en
    assert list(tmp_path.iterdir()) == []
