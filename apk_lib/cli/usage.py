"""A command that is written wrongly: told in the reader's language what is missing, unknown or unusable."""

from __future__ import annotations

import re
from math import inf, isfinite
from typing import Any, cast

import typer

from apk_lib.cli.helping import name_of
from apk_lib.text import Lang, Text, number

# the library keeps the ancestor of its errors of usage to itself
UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])
_HINT = Text(cs="Nápověda: {command} --help", en="Help: {command} --help")
_MISSING = {
    "argument": Text(cs="Chybí argument {name}.", en="The argument {name} is missing."),
    "option": Text(cs="Chybí povinná volba {name}.", en="The required option {name} is missing."),
}
_NO_OPTION = Text(cs="Volbu {name} neznáme.", en="There is no option {name}.")
_NO_COMMAND = Text(cs="Příkaz {name} neznáme.", en="There is no command {name}.")
_PERHAPS = Text(cs=" Mysleli jste {near}?", en=" Did you mean {near}?")
_NO_VALUE = Text(cs="Za volbou {name} chybí hodnota.", en="The option {name} needs a value.")
_NEEDS_NONE = Text(cs="Za volbou {name} žádná hodnota není.", en="The option {name} takes no value.")
_SURPLUS = Text(cs="Tohle je v příkazu navíc: {words}.", en="This is too much for the command: {words}.")
_WRONG = Text(
    cs="Hodnotu za {name} nejde použít. Zadejte {wanted}.", en="The value of {name} cannot be used. Give {wanted}."
)
_AMONG = Text(cs=" „{word}“ mezi nimi není; více jich oddělte čárkou.",
              en=" “{word}” is none of them; put commas between several.")  # fmt: skip
_OTHER = Text(cs="Příkazu nerozumíme: {message}", en="The command is not understood: {message}")


class UnknownWordError(typer.BadParameter):
    """A word that is none of those an option takes, one or more with commas between them."""


def number_between(low: float | None = None, high: float | None = None) -> dict[str, Any]:
    """What makes an option take a number from `low` to `high` with a decimal comma as well as with a point."""

    def read(given: object) -> float:
        value = float(str(given).replace(",", "."))
        if not isfinite(value) or not (-inf if low is None else low) <= value <= (inf if high is None else high):
            raise ValueError
        return value

    return {"parser": read, "min": low, "max": high}


def usage_lines(error: Exception, lang: Lang) -> list[str]:
    """What is wrong with the words of a command, and where to find how it is written."""
    context = getattr(error, "ctx", None)
    hint = _HINT.fill(lang, command=context.command_path if context else "apk-lib")
    return [_said(error, lang), hint]


def _said(error: Any, lang: Lang) -> str:
    message = error.format_message()
    match type(error).__name__:
        case "MissingParameter" if error.param:
            return _MISSING[error.param.param_type_name].fill(lang, name=name_of(error.param))
        case "NoSuchOption":
            return _NO_OPTION.fill(lang, name=error.option_name) + _perhaps(error.possibilities, lang)
        case "BadOptionUsage":
            said = _NO_VALUE if "requires" in message else _NEEDS_NONE
            return said.fill(lang, name=error.option_name)
        case "BadParameter" if error.param:
            return _refusal(error.param, lang)
        case "UnknownWordError" if error.param:
            return _refusal(error.param, lang) + _AMONG.fill(lang, word=error.message)
    if unknown := re.match(r"No such command '(.*?)'\.", message):
        return _NO_COMMAND.fill(lang, name=unknown[1]) + _perhaps(re.findall(r"'(.*?)'", message)[1:], lang)
    if surplus := re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", message):
        return _SURPLUS.fill(lang, words=surplus[1])
    return _OTHER.fill(lang, message=message)


def _refusal(parameter: Any, lang: Lang) -> str:
    return _WRONG.fill(lang, name=name_of(parameter), wanted=_wanted(parameter)(lang))


def _perhaps(near: list[str] | None, lang: Lang) -> str:
    return _PERHAPS.fill(lang, near=", ".join(sorted(near))) if near else ""


def _wanted(parameter: Any) -> Text:
    """What would be a value of an option or an argument."""
    choices = re.fullmatch(r"(\w+)(\|\w+)+", parameter.metavar or "")
    if choices:
        words = choices[0].split("|")
        return Text(cs=" nebo ".join(words), en=" or ".join(words))
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    decimals = parameter.type_descriptor.annotation is float
    kind = Text(cs="číslo", en="a number") if decimals else Text(cs="celé číslo", en="a whole number")
    if low is not None and high is not None:
        return Text(cs=f"{kind.cs} od {_shown(low, 'cs')} do {_shown(high, 'cs')}",
                    en=f"{kind.en} from {_shown(low, 'en')} to {_shown(high, 'en')}")  # fmt: skip
    if low is not None:
        return Text(cs=f"{kind.cs}, nejméně {_shown(low, 'cs')}", en=f"{kind.en}, at least {_shown(low, 'en')}")
    return kind if decimals else Text(cs="složku, ne soubor", en="a folder, not a file")


def _shown(limit: float, lang: Lang) -> str:
    """A limit as the reader writes it: years and counts as they are, fractions with the mark of the language."""
    return str(limit) if isinstance(limit, int) else number(limit, lang, 1)
