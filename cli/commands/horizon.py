"""`critmin horizon`: the verdict in every period of the law."""

from typing import Annotated

import typer

from ...engine.model.findings import Unreadable
from ...engine.questions.check import open_case
from ...engine.questions.horizon import find_horizon
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from .. import output as out
from ..choices import Color, HorizonFormat
from ..inputs import standard_input
from ..messages import say_configuration, unreadable, used
from ..option_sources import sheet_first
from ..options import Acquired, Chosen, ColorWhen, HowRead, Output, ScenarioName, Screening, question
from ..render.answers import shown
from ..render.html import horizon as horizon_page
from ..targets import check_target
from ..view import VIEWS
from ..view.horizon import sections


def horizon(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")],
    *,
    acquired: Acquired = None,
    half: Annotated[
        Half,
        typer.Option(
            "--half",
            metavar="HALF",
            help="The half of the credit whose verdict is shown: minerals, components or both.",
        ),
    ] = Half.MINERALS,
    screening: Screening = False,
    format_: Annotated[
        HorizonFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or html.")
    ] = HorizonFormat.TEXT,
    output: Output = None,
    read: HowRead,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show the verdict by date placed in service, and the day it stops passing.

    The exit status is 0 if the file can be read.
    """

    rulebook = load_rulebook()
    asked = question(
        rulebook,
        None,
        None,
        acquired,
        reading,
        half=half,
        screening=screening,
        scenarios=scenario,
        sheet_first=sheet_first(context),
    )
    settings = read.settings()
    check_target(context, output, [bom])
    content = standard_input(bom, settings.max_mb)
    say_configuration(used(context))
    try:
        view = find_horizon(open_case(bom, content, asked, rulebook, settings))
    except Unreadable as error:
        raise unreadable(error, color=out.in_color(color, None)) from None
    regime = VIEWS[asked.regime]
    if format_ is HorizonFormat.HTML:
        text = horizon_page(view, regime)
    else:
        text = shown(view, sections(view, regime), format_, width=out.width(output), color=out.in_color(color, output))
    out.write(text, output, format_)
