"""Commands for many towns: a town's key, the signed summary it sends, and the comparison of all towns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apk_lib.cli.helping import CzechCommand
from apk_lib.cli.shared import Data, Help, Language, Spoken, app, need_folder, tell
from apk_lib.text import Lang, Noun, Text, number

if TYPE_CHECKING:
    from apk_lib.portfolio import Summary

EVERY = "all"
_FIGURE = Noun(cs=("číslo", "čísla", "čísel", "čísla"), en=("figure", "figures"))
_MADE = Text(
    cs="Soukromý klíč: {file}. Nikomu jej neposílejte. Správci registru měst předejte tento řádek, ale jinou cestou "
    "než souhrny (datovou schránkou, telefonem):",
    en="Private key: {file}. Send it to nobody. Give this line to whoever keeps the register of towns, by another way "
    "than the summaries (a data box, a telephone call):",
)
_WRITTEN = Text(
    cs="{folder}: odesílá se {sent}, neuvádí se {withheld}", en="{folder}: {sent} sent, {withheld} withheld"
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
    period: Annotated[str, typer.Option(help="Období (P1, P2, …), nebo all = všechna.", metavar="OBDOBÍ")] = EVERY,
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

    Pošlete summary.json ze složky outputs/PROJEKT/OBDOBÍ/summary, soubor Parquet je pro jiné programy. Co souhrn
    prozradil, si projekt pamatuje v souboru published.csv, aby pozdější souhrn nic neprozradil rozdílem.
    Příklad: apk-lib summary data/kromeriz --period P2 --key klice/kromeriz.pem
    """
    from apk_lib.dataset import open_dataset
    from apk_lib.portfolio import read_key, summarise, write
    from apk_lib.report.documents import project_of
    from apk_lib.report.source_code import code_version

    need_folder(out)
    private = read_key(key)
    for of in [one.id for one in project_of(data).periods] if period == EVERY else [period]:
        # opened anew: what the summary before told is known by now
        dataset = open_dataset(data, period=of, as_of=as_of)
        made = summarise(dataset, of, code_version(), with_tenure=with_tenure)
        tell(_told(write(made, private, dataset, out), made, lang.value))


@app.command(cls=CzechCommand, add_help_option=False, short_help="Srovná města z jejich podepsaných souhrnů.")
def portfolio(
    folder: Annotated[Path, typer.Argument(help="Složka se souhrny měst (summary.json).", metavar="SLOŽKA")],
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
    Zpráva je ve složce outputs/portfolio/cs. Příklad: apk-lib portfolio souhrny --register towns.toml --town kromeriz
    """
    from apk_lib.cli.reports import NOTEBOOKS
    from apk_lib.report.portfolio_made import make_portfolio

    need_folder(out)
    made = make_portfolio(NOTEBOOKS, folder, register, out, lang.value, town, period)
    typer.echo(made / "report.html")


def _told(folder: Path, made: Summary, lang: Lang) -> Iterator[str]:
    """What was written, and what its sender should know of it."""
    withheld = made.withheld
    yield _WRITTEN.fill(
        lang, folder=folder, sent=_FIGURE.count(len(made.figures) - withheld, lang), withheld=number(withheld, lang)
    )
    if made.about["synthetic"]:
        yield _SYNTHETIC(lang)
    if made.about["contributions"]:
        yield _TENURE(lang)
    if made.stricter:
        yield _STRICTER(lang)
