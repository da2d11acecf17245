"""What a town sends to be compared: only what the table of audiences allows, signed, and the same every time."""

import base64
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from apk_lib.cli import app
from apk_lib.dataset import open_dataset
from apk_lib.disclosure import ledger
from apk_lib.errors import ApkError, DataError, ParameterError
from apk_lib.evaluate import evaluate
from apk_lib.indicators import CATALOGUE
from apk_lib.portfolio import (
    Portfolio,
    Register,
    Summary,
    make_key,
    public_text,
    read_key,
    read_portfolio,
    read_register,
    summarise,
    write,
)
from apk_lib.portfolio.frames import FIGURE
from apk_lib.portfolio.signing import canonical, is_sound, sign, verifies
from apk_lib.portfolio.summary import files
from apk_lib.portfolio.wordings import wording, wordings
from apk_lib.report.leaks import leaks, personal_strings
from apk_lib.report.source_code import code_version
from apk_lib.results import KEY
from tests.summaries import key_of

CODE = {"version": "0.1.0", "sha256": "c" * 64}

# --- signatures ------------------------------------------------------------------------------------

# RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature
RFC_8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_the_standard(
    tmp_path: Path, secret: str, public: str, message: str, signature: str
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))))
    key, content = read_key(path), bytes.fromhex(message)
    assert key.public_key().public_bytes_raw().hex() == public
    text = sign(key, content)
    assert text == base64.b64encode(bytes.fromhex(signature)).decode()
    assert is_sound(bytes.fromhex(public))
    assert verifies(bytes.fromhex(public), text, content)
    assert not verifies(bytes.fromhex(public), text, content + b"\0")


def test_json_has_one_form() -> None:
    # names by code point, no spaces, letters as they are, the shortest text of a number
    assert canonical({"ž": 1, "a": [0.1, None, True], "Z": "č"}) == '{"Z":"č","a":[0.1,null,true],"ž":1}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"a": float("nan")})


# --- keys ------------------------------------------------------------------------------------------


def pem(key: object, password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def test_a_key_is_its_owners_alone_and_is_read_back(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = make_key(tmp_path / "bor.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "bor.pem").stat().st_mode) == 0o600
    assert (tmp_path / "bor.pem").read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert public_text(read_key(tmp_path / "bor.pem")) == public_text(made)


def test_two_keys_are_not_the_same(tmp_path: Path) -> None:
    assert public_text(make_key(tmp_path / "a")) != public_text(make_key(tmp_path / "b"))


def test_a_key_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bor.pem"
    path.write_text("precious")
    with pytest.raises(ParameterError, match="už existuje"):
        make_key(path)
    assert path.read_text() == "precious"
    (tmp_path / "link.pem").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ParameterError, match="už existuje"):
        make_key(tmp_path / "link.pem")


def test_a_key_is_not_made_in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "bor"
    (project / "records/deep").mkdir(parents=True)
    (project / "project.toml").write_text("")
    (tmp_path / "elsewhere").symlink_to(project / "records")
    for path in (project / "k", project / "records/deep/k", tmp_path / "elsewhere/k", tmp_path / "x/../bor/k"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(ParameterError, match="nepatří do složky projektu"):
            make_key(path)
    monkeypatch.chdir(project / "records")
    with pytest.raises(ParameterError, match="nepatří do složky projektu"):
        make_key(Path("k"))
    make_key(Path("../../k"))
    assert [path.name for path in tmp_path.rglob("k")] == ["k"]
    assert (tmp_path / "k").is_file()


def test_a_key_in_what_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "nowhere").touch()
    with pytest.raises(ParameterError, match="nejde zapsat"):
        make_key(tmp_path / "nowhere/k")


FOREIGN = {
    "nothing": b"",
    "a text": b"my key",
    "bytes": bytes(range(256)) * 100,
    "RSA": pem(rsa.generate_private_key(65537, 2048)),
    "an elliptic curve": pem(ec.generate_private_key(ec.SECP256R1())),
    "X25519": pem(x25519.X25519PrivateKey.generate()),
    "with a password": pem(Ed25519PrivateKey.generate(), b"heslo"),
    "the public half": key_of("bor").public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ),
    "cut": pem(Ed25519PrivateKey.generate())[:60],
}  # fmt: skip


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(DataError, match="klíč nejde použít") as error:
        read_key(path)
    assert "apk-lib key" in error.value.message("en")


def test_a_missing_key_and_a_folder_are_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(DataError, match="klíč nejde použít"):
            read_key(path)


# --- what a summary holds --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["P2", "P5"])
def sent(request: pytest.FixtureRequest, root: Path) -> tuple[Summary, pl.DataFrame]:
    """A summary of the sample town and its figures as only the town sees them."""
    dataset = open_dataset(root / "data/kromeriz", period=request.param)
    return summarise(dataset, request.param, CODE), evaluate(dataset, request.param).results


def shown(summary: Summary, *subjects: str) -> pl.DataFrame:
    subject = pl.col("indicator").replace_strict({id: CATALOGUE[id].subject for id in CATALOGUE})
    rows = summary.figures.with_columns(subject=subject).filter(pl.col("state") != "suppressed")
    return rows.filter(pl.col("subject").is_in(subjects)) if subjects else rows


def test_of_people_in_service_and_of_victims_nothing_leaves(sent: tuple[Summary, pl.DataFrame]) -> None:
    subjects = {CATALOGUE[id].subject for id in sent[0].figures["indicator"].unique()}
    assert subjects == {"project", "service", "survey", "occurrences"}
    assert sent[0].about["contributions"] == []


def test_cases_are_ten_at_least_and_so_are_the_others(sent: tuple[Summary, pl.DataFrame]) -> None:
    # the table of audiences, cross-town: events and complaints n ≥ 10
    rows = shown(sent[0], "occurrences")
    counts = rows.filter(pl.col("unit").is_in(["events", "contacts", "offences", "complaints"]))
    counts = counts.filter(pl.col("numerator").is_not_null() | (pl.col("state") == "no_cases"))
    rates = rows.filter(pl.col("unit").is_in(["share", "per_100_hours", "per_1000", "per_month"]))
    rates = rates.drop_nulls("value")
    assert len(counts) > 10
    assert len(rates) > 10
    assert counts["numerator"].null_count() == 0
    assert counts["numerator"].min() >= 10
    assert rates["numerator"].min() >= 10
    parts = rates.filter(unit="share")
    assert (parts["denominator"] - parts["numerator"]).min() >= 10


def test_answers_rest_on_thirty_and_ten_said_so_and_otherwise(sent: tuple[Summary, pl.DataFrame]) -> None:
    # the table of audiences, cross-town: base ≥ 30; cells and complements ≥ 10
    rows = shown(sent[0], "survey").filter(pl.col("value").is_not_null(), pl.col("unit") != "tests")
    assert rows["n"].min() >= 30
    shares = rows.filter(pl.col("unit") == "share", ~pl.col("indicator").is_in(["survey_response"]))
    bounds = shares.filter(pl.col("method") == "bound")  # what it would be if all who said nothing had said so
    shares = shares.join(bounds, on=KEY, how="anti", nulls_equal=True)
    assert len(shares) > 20
    assert (shares["value"] * shares["n"] + 1e-9).floor().min() >= 10
    assert ((1 - shares["value"]) * shares["n"] + 1e-9).floor().min() >= 10


def test_nothing_is_broken_down_by_words_of_the_town_or_by_persons(sent: tuple[Summary, pl.DataFrame]) -> None:
    figures = sent[0].figures
    used = {*figures["dimension_1"].drop_nulls(), *figures["dimension_2"].drop_nulls()}
    own = {"locality", "school", "post", "line", "key_activity", "source", "weekday_band", "table", "training_kind",
           "survey", "battery", "month", "training"}  # fmt: skip
    personal = {"sex", "age_group", "esf_age_group", "end_reason", "months_since_start", "disposition"}
    assert "zone" in used
    assert used & (own | personal) == set()
    waves = figures.filter(pl.col("dimension_1") == "wave")["category_1"].unique()
    assert set(waves) <= {"1", "2"}


def test_what_is_withheld_says_nothing_but_that(sent: tuple[Summary, pl.DataFrame]) -> None:
    hidden = sent[0].figures.filter(state="suppressed")
    assert len(hidden) > 20
    numbers = ["n", "numerator", "denominator", "value", "lower", "upper", "confidence", "effective_n"]
    assert hidden.select(pl.all_horizontal(pl.col(numbers).is_null())).to_series().all()
    # by which method it would have been had tells whether there was anything
    assert hidden["method"].unique().to_list() == ["none"]
    # one number: by reasons, where all are few, each would be known to be few
    assert sent[0].about["withheld"] == len(hidden) == sent[0].withheld


def test_what_is_sent_is_what_the_town_has(sent: tuple[Summary, pl.DataFrame]) -> None:
    summary, own = sent
    rows = shown(summary).filter(~pl.any_horizontal((pl.col("dimension_1") == "wave").fill_null(False),
                                                    (pl.col("dimension_2") == "wave").fill_null(False)))  # fmt: skip
    values = [*KEY, "value", "lower", "upper", "numerator", "denominator", "unit", "state"]
    assert rows.select(values).join(own.select(values), on=values, how="anti", nulls_equal=True).is_empty()
    assert len(rows) > 300


def test_both_files_say_the_same_and_hold_the_fingerprint(sent: tuple[Summary, pl.DataFrame]) -> None:
    made = files(sent[0], key_of("kromeriz"))
    said = json.loads(made["summary.json"])["summary"]
    assert said["parquet_sha256"] == hashlib.sha256(made["summary.parquet"]).hexdigest()
    parquet = pl.read_parquet(made["summary.parquet"])
    assert parquet.schema == dict(FIGURE)
    assert parquet.equals(pl.DataFrame(said["figures"], schema=dict(FIGURE), orient="row"))
    assert said["definitions"]["safe_by_day"] == CATALOGUE["safe_by_day"].version
    assert said["synthetic"] is True
    assert parquet["synthetic"].any()


def test_what_is_signed_says_that_it_is_a_summary(sent: tuple[Summary, pl.DataFrame]) -> None:
    content = json.loads(files(sent[0], key_of("kromeriz"))["summary.json"])
    signature = base64.b64decode(content["signature"])
    # raises where it does not hold
    key_of("kromeriz").public_key().verify(signature, b"apk-lib summary 1\n" + canonical(content["summary"]))


def test_a_summary_is_read_back_whole(sent: tuple[Summary, pl.DataFrame], tmp_path: Path) -> None:
    got = read_back(sent[0], tmp_path)
    assert not [one for one in got.findings if one.kind not in ("other_wording", "mixed")]
    assert got.figures.select(list(FIGURE)).equals(sent[0].figures)
    assert got.towns.select("town", "name_cs", "version").rows() == [("kromeriz", "město Kroměříž", "0.1.0")]


@pytest.mark.parametrize("period", ["P1", "P3", "P4"])
def test_the_reader_leaves_out_nothing_that_a_town_sends_by_the_default_limits(
    root: Path, tmp_path: Path, period: str
) -> None:
    made = summarise(open_dataset(root / "data/kromeriz", period=period), period, CODE)
    got = read_back(made, tmp_path)
    assert not [one for one in got.findings if one.kind not in ("other_wording", "mixed")]
    assert got.figures.select(list(FIGURE)).equals(made.figures)


def test_what_a_town_sends_by_smaller_limits_is_shown_by_the_default_ones(root: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(root / "data/kromeriz", tmp_path / "kromeriz"))
    project = town / "project.toml"
    smaller = {"survey_base": 10, "survey_cell": 3, "occurrences": 3, "pooled": 3}
    rules = "".join(f'\n[[programme_rules]]\nrule = "disclosure_{rule}"\nvalue = {value}\nconfirmed = true\n'
                    for rule, value in smaller.items())  # fmt: skip
    project.write_text(project.read_text("utf-8") + rules, "utf-8")
    made = summarise(open_dataset(town, period="P5"), "P5", CODE)
    got = read_back(made, tmp_path / "sent")
    [finding] = [one for one in got.findings if one.kind not in ("other_wording", "mixed")]
    assert (finding.kind, finding.left_out) == ("under_limits", False)
    kept = Summary(made.about, got.figures.select(list(FIGURE)), pl.DataFrame())
    before, after = ([shown(one, subject).height for subject in ("occurrences", "survey")] for one in (made, kept))
    assert all(sent > told for sent, told in zip(before, after, strict=True))
    assert shown(made, "service").equals(shown(kept, "service"))
    for judge in (test_cases_are_ten_at_least_and_so_are_the_others,
                  test_answers_rest_on_thirty_and_ten_said_so_and_otherwise):  # fmt: skip
        judge((kept, pl.DataFrame()))


def read_back(made: Summary, folder: Path) -> Portfolio:
    folder.mkdir(exist_ok=True)
    for name, content in files(made, key_of("kromeriz")).items():
        (folder / name).write_bytes(content)
    return read_portfolio(folder, Register({"kromeriz": key_of("kromeriz").public_key().public_bytes_raw()}))


AGAIN = """
import sys
from pathlib import Path
from apk_lib.dataset import open_dataset
from apk_lib.portfolio import read_key, summarise, write
dataset = open_dataset(sys.argv[1], period="P2")
write(summarise(dataset, "P2", {"version": "0.1.0", "sha256": "c" * 64}, with_tenure=True), read_key(Path(sys.argv[2])),
      dataset, Path(sys.argv[3]))
"""


def test_the_same_town_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    for seed in ("1", "2"):
        command = [sys.executable, "-c", AGAIN, root / "data/kromeriz", tmp_path / "key", tmp_path / seed]
        subprocess.run(command, check=True, cwd=root, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"})
    one, two = (sorted((tmp_path / seed).rglob("*.*")) for seed in ("1", "2"))
    assert [path.name for path in one] == ["summary.json", "summary.parquet"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert one[0].parent == tmp_path / "1/kromeriz/P2/summary"


# --- nothing personal ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample town with persons in the names of places, waves and questions, and none of it synthetic."""
    folder = Path(shutil.copytree(root / "data/kromeriz", tmp_path_factory.mktemp("planted") / "kromeriz"))
    for path in (*folder.rglob("*.csv"), *folder.rglob("*.geojson"), folder / "project.toml"):
        text = path.read_text("utf-8").replace("risk_a", "u_novaku").replace("APK2", "JANA_NOVAKOVA")
        text = text.replace("Přechod ZŠ Slovan", "U Řezníčkových").replace("Crossing at Slovan school", "At Řezníčková")
        path.write_text(re.sub(r"(?<=,)W0(?=,)", "anketa_reznicek", text), "utf-8")
    for sources in folder.rglob("sources.toml"):
        text = sources.read_text("utf-8").replace("synthetic = true", "synthetic = false")
        sources.write_text(text.replace('terms = "synthetic"', 'terms = "own"'), "utf-8")
    return folder


def test_no_person_place_or_word_of_the_town_stands_in_either_file(planted: Path, tmp_path: Path) -> None:
    dataset = open_dataset(planted, period="P5")
    made = summarise(dataset, "P5", CODE, with_tenure=True)
    for name, content in files(made, key_of("kromeriz")).items():
        (tmp_path / name).write_bytes(content)
    sought = personal_strings(dataset, ["Jana Nováková", "Petr Řezníček"])
    assert len(sought) > 100
    assert leaks(tmp_path, sought) == ()
    said = (tmp_path / "summary.json").read_text("utf-8")
    words = {text for column in pl.read_parquet(tmp_path / "summary.parquet").select(pl.col(pl.String))
             for text in column.drop_nulls()}  # fmt: skip
    planted_words = ("novak", "Novák", "NOVAK", "reznic", "Řezníč", "anketa")
    assert not [word for word in planted_words if word in said or any(word in text for text in words)]
    own: set[str] = set()
    for table, columns in {"localities": ("locality", "name_cs", "name_en"), "posts": ("post",), "schools": ("school",),
                           "budget_lines": ("line",), "survey_waves": ("wave",)}.items():  # fmt: skip
        for column in columns:
            own |= set(dataset.table(table)[column].drop_nulls())
    assert len(own) > 20
    assert own & words == set()
    assert not [word for word in own if f'"{word}"' in said]


# --- what an earlier summary told ------------------------------------------------------------------


def all_events(figures: pl.DataFrame) -> pl.DataFrame:
    """The one figure of all events since the start."""
    total = figures.filter(indicator="event_outcomes", measure="events", scope="cumulative")
    return total.filter(pl.col("dimension_1").is_null())


def remembered(folder: Path) -> pl.DataFrame:
    return ledger.parsed((folder / "published.csv").read_text("utf-8"))


def test_what_was_sent_is_remembered_once_and_a_difference_tells_of_nobody(planted: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(planted, tmp_path / "kromeriz"))
    key = key_of("kromeriz")

    def send(out: str) -> Summary:
        dataset = open_dataset(town, period="P2")
        made = summarise(dataset, "P2", CODE)
        write(made, key, dataset, tmp_path / out)
        return made

    first = send("first")
    assert not first.about["synthetic"]
    known = remembered(town)
    assert set(known["audience"]) == {"cross_town"}
    assert set(known["report"]) == {"kromeriz/P2/summary"}
    # the ledger is the town's own: it speaks of its waves as the town does
    assert "anketa_reznicek" in known["category_1"].to_list()
    before = all_events(known)["value"].item()

    # the same once more: the same bytes, and nothing new to remember
    bytes_before = (town / "published.csv").read_bytes()
    send("again")
    assert (town / "published.csv").read_bytes() == bytes_before
    for name in ("summary.json", "summary.parquet"):
        place = Path("kromeriz/P2/summary") / name
        assert (tmp_path / "first" / place).read_bytes() == (tmp_path / "again" / place).read_bytes()

    # three events turn out not to have happened: told, the difference would be three
    path = town / "records/events.csv"
    rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*rows[:100], *rows[103:]]) + "\n", "utf-8")
    assert before - all_events(evaluate(open_dataset(town, period="P2"), "P2").results)["value"].item() == 3
    corrected = send("corrected")
    assert all_events(corrected.figures)["state"].item() == "suppressed"
    assert corrected.withheld > first.withheld


def test_invented_figures_need_not_be_remembered(root: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(root / "data/kromeriz", tmp_path / "kromeriz"))
    project = town / "project.toml"
    text = project.read_text("utf-8")
    assert "\nsynthetic = false\n" in text
    project.write_text(text.replace("\nsynthetic = false\n", "\nsynthetic = true\n"), "utf-8")
    dataset = open_dataset(town, period="P2")
    made = summarise(dataset, "P2", CODE)
    write(made, key_of("kromeriz"), dataset, tmp_path / "out")
    assert made.about["synthetic"]
    assert made.figures["synthetic"].all()
    assert not (town / "published.csv").exists()


def test_a_ledger_that_changed_meanwhile_stops_the_summary(planted: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(planted, tmp_path / "kromeriz"))
    dataset = open_dataset(town, period="P2")
    made = summarise(dataset, "P2", CODE)
    (town / "published.csv").write_text(",".join(ledger.PUBLISHED) + "\n", "utf-8")
    with pytest.raises(DataError, match="mezitím změnil"):
        write(made, key_of("kromeriz"), dataset, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# --- who stayed ------------------------------------------------------------------------------------


def test_who_stayed_leaves_only_on_demand(root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P5")
    made = summarise(dataset, "P5", CODE, with_tenure=True)
    # contracts.csv by hand: four began in June 2020, one of them left after nine months; the fifth began in March 2021.
    # By August 2022 all five were due after 6 and 12 months, the first four after 24
    said = {one["months_since_start"]: (one["k"], one["n"]) for one in made.about["contributions"]}
    assert said == {"6": (5, 5), "12": (4, 5), "24": (3, 4)}
    assert "retention_milestones" not in made.figures["indicator"].to_list()


@pytest.mark.parametrize(("rule", "value"), [("pooled", 12), ("towns", 5), ("dominance_percent", 60)])
def test_a_town_with_stricter_limits_sends_nobody_to_be_pooled(
    root: Path, tmp_path: Path, rule: str, value: float
) -> None:
    town = Path(shutil.copytree(root / "data/kromeriz", tmp_path / "kromeriz"))
    project = town / "project.toml"
    stricter = f'\n[[programme_rules]]\nrule = "disclosure_{rule}"\nvalue = {value}\nconfirmed = true\n'
    project.write_text(project.read_text("utf-8") + stricter, "utf-8")
    make_key(tmp_path / "key")
    asked = ["summary", str(town), "--period", "P2", "--key", str(tmp_path / "key"), "--with-tenure"]
    said = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out")], catch_exceptions=False)
    content = json.loads((tmp_path / "out/kromeriz/P2/summary/summary.json").read_text("utf-8"))
    assert content["summary"]["contributions"] == []
    assert "přísnější meze" in said.stdout
    assert "POZOR" not in said.stdout


# --- wordings --------------------------------------------------------------------------------------


def test_a_wording_is_that_of_the_question_and_of_its_answers() -> None:
    asked = wording("Jak bezpečně se cítíte?", "safety")
    assert wording("Jak  bezpečně\u00a0se cítíte? ", "safety") == asked
    assert wording("Jak bezpec\u030cne\u030c se ci\u0301ti\u0301te?", "safety") == asked
    assert wording("Jak bezpečně se cítíte", "safety") != asked
    assert wording("Jak bezpečně se cítíte?", "place_safety") != asked


def test_only_core_items_asked_the_same_way_have_a_wording(root: Path) -> None:
    dataset = open_dataset(root / "data/kromeriz", period="P5")
    items = dataset.table("survey_items")
    assert items.filter(pl.col("item").str.starts_with("safe_in_")).height > 0
    told = wordings(items, {"safety_improved"})
    assert "safe_by_day" in told
    assert not [item for item in told if item == "safety_improved" or item.startswith("safe_in_")]


# --- the commands ----------------------------------------------------------------------------------


def test_a_town_makes_a_key_and_sends_a_summary(root: Path, tmp_path: Path) -> None:
    key, out = tmp_path / "kromeriz.pem", tmp_path / "out"
    made = CliRunner().invoke(app, ["key", str(key)])
    assert made.exit_code == 0
    assert re.fullmatch(r'kromeriz = "[A-Za-z0-9+/]{43}="\n', made.stdout)
    assert "PRIVATE" not in made.output
    (tmp_path / "towns.toml").write_text(f"[towns]\n{made.stdout}", "utf-8")
    asked = ["summary", str(root / "data/kromeriz"), "--period", "P2", "--key", str(key), "--out", str(out)]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 0
    assert "syntetická" in said.stdout
    assert "POZOR" not in said.stdout
    got = read_portfolio(out, read_register(tmp_path / "towns.toml"))
    assert got.towns.select("town", "period", "code_sha256").rows() == [("kromeriz", "P2", code_version()["sha256"])]
    assert got.contributions.is_empty()


def test_a_town_with_spaces_in_its_name_has_a_line_that_the_register_reads(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["key", str(tmp_path / "k.pem"), "--town", "Žďár nad Sázavou"])
    path = tmp_path / "towns.toml"
    path.write_text(f"[towns]\n{made.stdout}", "utf-8")
    assert read_register(path).owner(read_key(tmp_path / "k.pem").public_key().public_bytes_raw()) == "Žďár nad Sázavou"


def test_a_wrong_name_leaves_no_key_behind(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["key", str(tmp_path / "k.pem"), "--town", "../bor"])
    assert isinstance(made.exception, ApkError)
    assert list(tmp_path.iterdir()) == []


def test_a_summary_without_a_usable_key_or_period_writes_nothing(root: Path, tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    for key, period in ((root / "README.md", "P2"), (tmp_path / "key", "P9")):
        asked = ["summary", str(root / "data/kromeriz"), "--period", period, "--key", str(key)]
        made = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out")])
        assert isinstance(made.exception, ApkError)
    assert not (tmp_path / "out").exists()
