"""docs/command-line.md: every command of `python -m bot`, as typer knows it."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import typer.main

from bot.cli import cli
from manual.tables import table

_HEAD = (
    "# The command line\n\n<!-- written by make manual from bot/cli.py -->\n\n"
    "Each is called as `python -m bot …` in the project's folder, with the virtual environment's Python "
    "(`.venv/bin/python`), or as `tocsin …` where the package is installed. A mistake that you can mend ends "
    "with one line and status 2.\n"
)

Command: TypeAlias = Any
"""A command as typer makes it: of its own copy of click, whose types it does not show."""

Parameter: TypeAlias = Any
"""An argument or an option, the same."""


def commands() -> dict[str, Command]:
    """Name every command that does something: `audit verify` for one of a group."""
    return dict(_below(typer.main.get_command(cli), ""))


def _below(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part, one in command.commands.items():
        yield from _below(one, f"{name} {part}".strip())


def page(_before: str = "") -> str:
    """Write the page."""
    always = [one for one in typer.main.get_command(cli).params if one.name != "help"]
    general = "".join(f"\nWith each: `{_usage(one)[1:-1]}`. {one.help}\n" for one in always)  # type: ignore[attr-defined]  # an option's
    return _HEAD + general + "".join(_section(name, command) for name, command in commands().items())


def _section(name: str, command: Command) -> str:
    words = (command.help or "").strip()
    shown = [one for one in command.params if one.name != "help"]
    usage = " ".join(["python -m bot", name, *map(_usage, shown)])
    rows = [(f"`{_called(one)}`", _default(one), str(one.help or "")) for one in shown]
    given = "\n" + table(("argument or option", "default", "is"), rows) if rows else ""
    return f"\n## {name}\n\n{words}\n\n```text\n{usage}\n```\n{given}"


def is_option(param: Parameter) -> bool:
    """Tell an option from an argument."""
    return bool(param.param_type_name == "option")


def _usage(param: Parameter) -> str:
    if is_option(param):
        value = "" if param.is_flag else f" {(param.name or '').upper()}"
        return f"[{param.opts[0]}{value}]"
    named = (param.name or "").upper() + ("…" if param.nargs == -1 else "")
    return named if param.required else f"[{named}]"


def _called(param: Parameter) -> str:
    return ", ".join(param.opts) if is_option(param) else (param.name or "").upper()


def _default(param: Parameter) -> str:
    default = param.default
    nothing = default is None or default is False or default == "" or callable(default)
    return "" if nothing else f"`{default}`"
