"""Help in Czech: the library that reads the command line would tell what is required, default or a type in English."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from typer.core import TyperCommand, TyperGroup

# the order of the work: a project is founded, its records read, reported and kept
ORDER = ("new", "template", "forms", "plan-survey", "check", "import", "dashboard", "lab", "drilldown", "narrative",
         "report", "annex", "verify", "submit", "return", "approve", "archive", "kit", "key", "summary",
         "portfolio", "catalogue", "sample", "migrate", "erase")  # fmt: skip
NO_DEFAULT: tuple[object, ...] = (None, "", False, ())


class CzechCommand(TyperCommand):
    """A command whose help is Czech."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How the command is written."""
        _write_usage(self.params, [], ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options, each with what it means."""
        _write_parameters(self.params, formatter)


class CzechGroup(TyperGroup):
    """The whole program: its commands in the order of the work, each in one line."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the work."""
        return [name for name in ORDER if name in self.commands]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """How the program is written."""
        _write_usage([], ["PŘÍKAZ …"], ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Options of the program and its commands."""
        _write_parameters(self.params, formatter)
        with formatter.section("Příkazy"):
            formatter.write_dl([(name, self.commands[name].short_help or "") for name in self.list_commands(ctx)])


def name_of(parameter: Any) -> str:
    """An argument or an option as it is called: SOUBOR or --out."""
    return str(parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0])


def _write_usage(parameters: Iterable[Any], rest: list[str], ctx: Any, formatter: Any) -> None:
    needed = [
        f"{name_of(one)} {one.metavar}" if one.param_type_name == "option" else
        f"{one.metavar}{' …' if one.nargs == -1 else ''}"
        for one in parameters
        if one.required
    ]  # fmt: skip
    formatter.write_usage(ctx.command_path, " ".join([*needed, "[VOLBY]", *rest]), "Použití: ")


def _write_parameters(parameters: Iterable[Any], formatter: Any) -> None:
    for title, kind in (("Argumenty", "argument"), ("Volby", "option")):
        rows = [_record(one) for one in parameters if one.param_type_name == kind]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def _record(parameter: Any) -> tuple[str, str]:
    """One line of help: the name with what is written after it, what it means, and what holds without it."""
    help = parameter.help or ""
    if parameter.param_type_name == "argument":
        return parameter.metavar, help
    names = " / ".join([*parameter.opts, *parameter.secondary_opts])
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    if parameter.required:
        help += "  [povinné]"
    elif not parameter.is_flag and default not in NO_DEFAULT:
        help += f"  [jinak: {default}]"
    return names if parameter.is_flag else f"{names} {parameter.metavar}", help
