"""`--for`: the command whose question another command asks of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer
from typer.core import TyperCommand

from ..engine.entities.designations import DesignatedList
from ..engine.model.sheet_sets import SHEET_SETS, SheetSet
from ..engine.regimes.material_assistance.question import MaterialAssistanceQuestion
from ..engine.regimes.material_assistance.rulebook import load_rulebook
from .option_sources import Source, options_of, source_of
from .options import PfeListFile
from .product_options import ClassName, ConstructionBegins, Sold, TaxableYear, product_question


class For(StrEnum):
    """The commands that judge a file."""

    CHECK = "check"
    MACR = "macr"


ForCommand = Annotated[
    For, typer.Option("--for", metavar="COMMAND", help="The command whose question is meant: check or macr.")
]

_SHEETS = {sheets.command: sheets for sheets in SHEET_SETS}

_OWN = {
    For.CHECK: (
        "placed_in_service",
        "acquired",
        "new_acquired",
        "test",
        "half",
        "screening",
        "scenario",
        "new_scenario",
    ),
    For.MACR: ("class_", "sold", "construction_begins", "taxable_year_begins", "pfe_list"),
}
"""The options that concern the question of one command alone."""


def sheets_of(for_: For) -> SheetSet:
    """The sheets that a command reads."""
    return _SHEETS[for_]


@dataclass
class ProductOptions:
    """The options on a product, for `--for macr`."""

    class_: ClassName = None
    sold: Sold = None
    construction_begins: ConstructionBegins = None
    taxable_year_begins: TaxableYear = None
    pfe_list: PfeListFile = None

    def question(
        self,
        year: int | None,
        readings: list[str] | None,
        *,
        sheet_first: frozenset[str],
        sdn: DesignatedList | None = None,
    ) -> MaterialAssistanceQuestion:
        """The question from the options.

        Raises:
            typer.BadParameter: an option is invalid.
        """
        return product_question(
            load_rulebook(),
            self.class_,
            self.sold,
            self.construction_begins,
            year,
            self.taxable_year_begins,
            readings,
            pfe=self.pfe_list,
            sdn=sdn,
            sheet_first=sheet_first,
        )


def refuse_others(context: typer.Context, for_: For, named: Mapping[For, str] | None = None) -> None:
    """Refuses options on the command line that concern the question of another command.

    `named` are the choices of `--for`, where they are not the names of the commands.

    Raises:
        typer.BadParameter: there is such an option.
    """
    assert isinstance(context.command, TyperCommand)
    options = {option.name: f"--{key.replace('_', '-')}" for key, option in options_of(context.command).items()}
    for other, names in _OWN.items():
        for name in names if other is not for_ else ():
            if name in options and source_of(context, name) is Source.COMMANDLINE:
                raise typer.BadParameter(
                    f"{options[name]} is about the question of `critmin {other}`: "
                    f"give --for {other if named is None else named[other]}"
                )
