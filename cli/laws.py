"""`--for` of a command that asks a file under one law, or under each that has a sheet in it."""

from enum import StrEnum
from typing import Annotated

import typer

from ..engine.rules.rulebook import Rulebook
from .asked_for import For, refuse_others


class Laws(StrEnum):
    """The laws that a file is asked under."""

    VEHICLE = "30d"
    PRODUCT = "macr"
    BOTH = "both"


LawsAsked = Annotated[
    Laws,
    typer.Option(
        "--for", metavar="LAW", help="30d (as `critmin check`), macr (as `critmin macr`), or both, by a file's sheets."
    ),
]
COMMANDS = {Laws.VEHICLE: For.CHECK, Laws.PRODUCT: For.MACR}
"""The command whose question each law is."""


def check_laws(context: typer.Context, laws: Laws) -> None:
    """Refuses options on the command line that concern the question of the other law alone.

    Raises:
        typer.BadParameter: there is such an option.
    """
    if laws in COMMANDS:
        refuse_others(context, COMMANDS[laws], {command: law.value for law, command in COMMANDS.items()})


def own_readings(given: list[str] | None, own: Rulebook, other: Rulebook, laws: Laws) -> list[str]:
    """The readings given, under both laws without those that only the other has."""
    if laws is not Laws.BOTH:
        return given or []
    others = other.defaults().all().keys() - own.defaults().all().keys()
    return [text for text in given or [] if text.partition("=")[0].strip() not in others]
