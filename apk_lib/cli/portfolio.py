"""Commands for many towns: a town's key, the signed summary it sends, and the comparison of all towns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apk_lib.batch.asking import SUMMARIES, refuse_inside
from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app, need_folder, tell, words_of
from apk_lib.text import Lang, Noun, Text, number

if TYPE_CHECKING:
    from apk_lib.portfolio import Summary
    from apk_lib.report.portfolio_made import Made

EVERY = "all"
# of the public half: enough to tell two keys apart, and to find it in the register
_SHOWN_OF_KEY = 12
_FIGURE = Noun(cs=("číslo", "čísla", "čísel", "čísla"), en=("figure", "figures"))
_MADE = Text(
    cs="Soukromý klíč: {file}. Nikomu jej neposílejte. Správci registru měst předejte tento řádek, ale jinou cestou "
    "než souhrny (datovou schránkou, telefonem):",
    en="Private key: {file}. Send it to nobody. Give this line to whoever keeps the register of towns, by another way "
    "than the summaries (a data box, a telephone call):",
)
_WRITTEN = Text(
    cs="{file}: souhrn je hotový, obsahuje {sent}; {withheld} se neuvádí.",
    en="{file}: the summary is made, with {sent}; {withheld} withheld.",
)
_WHICH = Noun(cs=("Soubor", "Soubory", "Soubory", "Soubory"), en=("the file", "the files"))
_SEND = Text(
    cs="{files} pošlete tomu, kdo města srovnává; program sám nic neposílá.",
    en="Send {files} to whoever compares the towns; the program itself sends nothing.",
)
_SIGNED = Text(
    cs="Podepsáno klíčem, jehož veřejná část začíná {key}; stejně musí začínat klíč vašeho města v registru.",
    en="Signed with the key whose public half begins with {key}; so must the key of your town in the register.",
)
_SYNTHETIC = Text(
    cs="  Data jsou ukázková (syntetická), souhrn je tak označen.",
    en="  The data are a sample (synthetic); the summary says so.",
)
_TENURE = Text(
    cs="  POZOR: v souhrnu je, kolik asistentů zůstalo z kolika. Kdo soubor dostane, může to přečíst.",
    en="  CAUTION: the summary says how many assistants stayed of how many. Whoever gets the file can read it.",
)
_STRICTER = Text(
    cs="  Kolik asistentů zůstalo, v souhrnu není: váš projekt má přísnější meze, než podle jakých se města sčítají.",
    en="  How many assistants stayed is not in the summary: your project has stricter limits than those by which towns "
    "are pooled.",
)
_COMPARED = Text(cs="Ve srovnání: {towns}.", en="In the comparison: {towns}.")
_LEFT_OUT = Text(
    cs=" Vynechané soubory: {files}; proč, říká i zpráva.", en=" Files left out: {files}; the report says why, too."
)
_PASSED_ON = Text(
    cs="POZOR: některé souhrny říkají, kolik asistentů ve městě zůstalo z kolika. Předávejte jen zprávu, soubory "
    "nikomu.",
    en="CAUTION: some summaries say how many assistants of a town stayed of how many. Pass on the report alone, the "
    "files to nobody.",
)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří klíč, kterým město podepisuje souhrny.")
def key(
    file: Annotated[
        Path, typer.Argument(help="Nový soubor se soukromým klíčem, mimo složku projektu.", metavar="SOUBOR")
    ],
    town: Annotated[
        str, typer.Option(help="Označení města: název složky jeho projektu; jinak název souboru.", metavar="MĚSTO")
    ] = "",
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Vytvoří klíč, kterým město podepisuje souhrny pro srovnání měst, a vypíše jeho veřejnou část do registru.

    Soukromý klíč nemá heslo: kdo má soubor, může mluvit za město. Mějte jej tam, kam má přístup jen ten, kdo souhrny
    posílá (jeho domovská složka, zašifrovaný disk), a kopii v trezoru. Ztracený nebo vyzrazený klíč nahraďte novým a
    řekněte to správci registru. Příklad: apk-lib key klice/kromeriz.pem --town kromeriz
    """
    from apk_lib.portfolio import make_key, need_town, public_text, register_line

    # the name first: no key is left behind without its line
    named = need_town(town or file.stem)
    line = register_line(named, public_text(make_key(file)))
    typer.echo(_MADE.fill(lang.value, file=file), err=True)
    typer.echo(line)


@app.command(cls=CzechCommand, add_help_option=False, short_help="Vytvoří podepsaný souhrn města pro srovnání měst.")
def summary(
    data: Data,
    key: Annotated[
        Path, typer.Option(help="Soubor se soukromým klíčem města (vytvoří jej apk-lib key).", metavar="SOUBOR")
    ],
    period: Annotated[
        str, typer.Option(help="Období, i více s čárkou mezi sebou (P1,P2), nebo all = všechna.", metavar="OBDOBÍ")
    ] = EVERY,
    as_of: Annotated[
        str,
        typer.Option(help="Ke kterému dni (RRRR-MM-DD); jinak k termínu zprávy daného období.", metavar="DATUM"),
    ] = "",
    with_tenure: Annotated[
        bool,
        typer.Option(
            "--with-tenure",
            help="Přidá, kolik asistentů zůstalo 6, 12 a 24 měsíců a z kolika. Srovnání měst ukáže jen zaokrouhlený "
            "podíl za nejméně čtyři města dohromady; kdo ale soubor dostane, přečte si čísla vašeho města.",
        ),
    ] = False,
    out: Annotated[Path, typer.Option(help="Kam souhrn uložit.", metavar="SLOŽKA")] = Path("outputs"),
    lang: Spoken = Language.cs,
    help: Help = False,
) -> None:
    """Vytvoří podepsaný souhrn města: jen čísla, která smějí mezi města, nic po osobách ani po lokalitách.

    Soubor summary.json ze složky outputs/PROJEKT/OBDOBÍ/summary pošlete tomu, kdo města srovnává; smíte jej
    přejmenovat. Soubor Parquet je pro jiné programy. Co souhrn prozradil, si projekt pamatuje v souboru
    published.csv, aby pozdější souhrn nic neprozradil rozdílem.
    Příklad: apk-lib summary data/kromeriz --period P2 --key klice/kromeriz.pem
    """
    from apk_lib.dataset import open_dataset
    from apk_lib.portfolio import public_text, read_key, summarise, write
    from apk_lib.report.documents import project_of
    from apk_lib.report.source_code import code_version

    need_folder(out)
    refuse_inside([data], out)
    private, project, named = read_key(key), project_of(data), words_of(period)
    periods = project.periods if EVERY in named else [project.period(one) for one in named]
    for of in [one.id for one in periods]:
        # opened anew: what the summary before told is known by now
        dataset = open_dataset(data, period=of, as_of=as_of)
        made = summarise(dataset, of, code_version(), with_tenure=with_tenure)
        tell(_told(write(made, private, dataset, out), made, lang.value))
    typer.echo(_SEND.fill(lang.value, files=_WHICH.form(len(periods), lang.value)))
    typer.echo(_SIGNED.fill(lang.value, key=public_text(private)[:_SHOWN_OF_KEY]))


@app.command(cls=CzechCommand, add_help_option=False, short_help="Srovná města z jejich podepsaných souhrnů.")
def portfolio(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Složka se souhrny měst; soubory v ní (i v podsložkách) mohou mít jakýkoli název s koncovkou .json.",
            metavar="SLOŽKA",
        ),
    ],
    register: Annotated[
        Path, typer.Option(help="Registr klíčů měst; řádky do něj vypisuje apk-lib key.", metavar="SOUBOR")
    ],
    town: Annotated[str, typer.Option(help="Město, jehož bod se ve zprávě vyznačí.", metavar="MĚSTO")] = "",
    period: Annotated[
        str, typer.Option(help="Období (P1, P2, …); jinak poslední období každého města.", metavar="OBDOBÍ")
    ] = "",
    lang: Annotated[Language, typer.Option(help="Jazyk zprávy.", metavar="cs|en")] = Language.cs,
    out: Annotated[Path, typer.Option(help="Kam zprávu uložit.", metavar="SLOŽKA")] = Path("outputs"),
    help: Help = False,
) -> None:
    """Srovná města z jejich podepsaných souhrnů: kdo se liší víc, než vysvětlí náhoda, a co srovnat nelze.

    Souhrn bez podpisu, s cizím klíčem nebo změněný se vynechá a zpráva to řekne. Města stojí podle abecedy.
    Zpráva je ve složce outputs/portfolio/cs, zadáte-li období nebo město, v outputs/portfolio/OBDOBÍ/MĚSTO/cs.
    Příklad: apk-lib portfolio souhrny --register towns.toml --town kromeriz
    """
    from apk_lib.cli.reports import NOTEBOOKS
    from apk_lib.report.portfolio_made import make_portfolio

    need_folder(folder)
    need_folder(out)
    refuse_inside([folder], out, SUMMARIES)
    _account(make_portfolio(NOTEBOOKS, folder, register, out, lang.value, town, period), lang.value)


def _told(folder: Path, made: Summary, lang: Lang) -> Iterator[str]:
    """What was written, and what its sender should know of it."""
    from apk_lib.portfolio.summary import SUMMARY_JSON

    withheld = made.withheld
    sent = _FIGURE.count(len(made.figures) - withheld, lang)
    yield _WRITTEN.fill(lang, file=folder / SUMMARY_JSON, sent=sent, withheld=number(withheld, lang))
    if made.about["synthetic"]:
        yield _SYNTHETIC(lang)
    if made.about["contributions"]:
        yield _TENURE(lang)
    if made.stricter:
        yield _STRICTER(lang)


def _account(made: Made, lang: Lang) -> None:
    """Show where the comparison stands and who is in it; among errors, what was found in the folder."""
    from apk_lib.prose.portfolio import TOWN

    report = made.report
    findings = report.portfolio.findings
    left = len({one.file for one in findings if one.left_out})
    compared = _COMPARED.fill(lang, towns=TOWN.count(report.towns.height, lang))
    typer.echo(made.folder / "report.html")
    typer.echo(compared + _LEFT_OUT.fill(lang, files=number(left, lang)) * bool(left))
    for one in findings:
        typer.echo(one.told(lang), err=True)
    if not report.portfolio.contributions.is_empty():
        typer.echo(_PASSED_ON(lang), err=True)
