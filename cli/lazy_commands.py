"""The commands, each loaded when it is called: `cli/commands/NAME.py` holds the function NAME."""

from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from .option_sources import Command

COMMANDS = {
    "demo": "Write sample bills of materials with a tour of five commands, and run the first.",
    "check": "Decide whether bills of materials meet the requirements for critical minerals and battery components.",
    "macr": "Decide whether products include material assistance from a prohibited foreign entity (45X, 45Y, 48E).",
    "merge": "Merge the JSON reports of several runs into the report of one run over all their BOMs.",
    "trace": "Show each mineral's value by step and country.",
    "diff": "Show what changed between two bills of materials, or one under two questions.",
    "horizon": "Show the verdict by date placed in service, or sold, and the day it stops passing.",
    "levers": "Find the fewest sourcing changes that would produce a pass.",
    "pack": "Write the manufacturer's file: suppliers, data sheet, attestation to sign, report and hashes.",
    "evidence": "List every attestation and certificate, its status on a day, and whether a pass rests on it.",
    "request": "Write a workbook to send to each supplier of which something is missing, and the list of all.",
    "columns": "Show how a spreadsheet is read: each heading, the column it is read as, and what is not mapped.",
    "answers": "Merge the request workbooks that came back into a copy of a bill of materials.",
    "template": "Write a workbook to fill in, with all sheets, notes and drop-down lists.",
    "rules": "Show the percentages, qualifying countries, minerals and dates, with citations.",
    "explain": "Explain a finding, legal reading, rule or source: its meaning, authority and remedy.",
    "schema": "Print the JSON Schema of the JSON report.",
    "sign": "Sign a JSON report and the hashes of its inputs with an Ed25519 key.",
    "verify": "Recompute a JSON report or register from its bills of materials and compare the results.",
}
"""Each command and the first sentence of its help, which the help of the program shows without loading them."""


@cache
def load_command(name: str) -> TyperCommand:
    """The command of that name, a key of `COMMANDS`."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    function = getattr(import_module(f".commands.{name}", __package__), name)
    alone.command(name, cls=Command)(function)
    command = typer.main.get_command(alone)
    assert isinstance(command, TyperCommand)
    return command


def commands_with(option: str) -> list[str]:
    """The commands that have an option, such as `--redact`."""
    return [name for name in COMMANDS if any(option in parameter.opts for parameter in load_command(name).params)]


class LazyCommands(TyperGroup):
    """A group whose commands are loaded when they are called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands.update(dict.fromkeys(COMMANDS))  # type: ignore[arg-type]  # their names; `get_command` loads one

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
