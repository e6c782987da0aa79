"""`--for` of a command that asks a file under one law, or under each that has a sheet in it."""

from enum import StrEnum
from typing import Annotated

import typer

from ..engine.entities.designations import DesignatedList
from ..engine.regimes.clean_vehicle.question import Half
from ..engine.regimes.clean_vehicle.rulebook import load_rulebook
from ..engine.regimes.material_assistance.rulebook import load_rulebook as load_material_rulebook
from ..engine.regimes.regime import Question
from ..engine.rules.rulebook import Rulebook
from .asked_for import For, ProductOptions, refuse_others
from .option_sources import sheet_first
from .options import question


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


def questions_under(
    context: typer.Context,
    laws: Laws,
    *,
    placed_in_service: str | None,
    year: int | None,
    acquired: str | None,
    half: Half,
    of_product: ProductOptions,
    reading: list[str] | None,
    sdn: DesignatedList | None,
) -> list[Question]:
    """The question under each of the laws.

    Raises:
        typer.BadParameter: an option is invalid.
    """
    vehicle, product, first = load_rulebook(), load_material_rulebook(), sheet_first(context)
    questions: list[Question] = []
    if laws is not Laws.PRODUCT:
        own = _own_readings(reading, vehicle, product, laws)
        questions.append(
            question(vehicle, placed_in_service, year, acquired, own, half=half, sdn=sdn, sheet_first=first)
        )
    if laws is not Laws.VEHICLE:
        own = _own_readings(reading, product, vehicle, laws)
        questions.append(of_product.question(year, own, sheet_first=first, sdn=sdn))
    return questions


def _own_readings(given: list[str] | None, own: Rulebook, other: Rulebook, laws: Laws) -> list[str]:
    """The readings given, under both laws without those that only the other has."""
    if laws is not Laws.BOTH:
        return given or []
    others = other.defaults().all().keys() - own.defaults().all().keys()
    return [text for text in given or [] if text.partition("=")[0].strip() not in others]
