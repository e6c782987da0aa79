"""`critmin horizon`: the verdict in every period of the law."""

from typing import Annotated

import typer

from ...engine.model.findings import Unreadable
from ...engine.questions.check import open_case
from ...engine.questions.horizon import find_horizon
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ...engine.regimes.regime import Question
from ...engine.regimes.registry import regime_of
from .. import output as out
from ..asked_for import For, ForCommand, ProductOptions, refuse_others
from ..choices import Color, HorizonFormat
from ..inputs import standard_input
from ..messages import say_configuration, unreadable, used
from ..option_sources import sheet_first
from ..options import Acquired, Chosen, ColorWhen, HowRead, Output, PfeListFile, ScenarioName, Screening, question
from ..product_options import ClassName
from ..render.answers import shown
from ..render.html import horizon as horizon_page
from ..targets import check_target
from ..view import VIEWS
from ..view.horizon import sections


def horizon(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")],
    *,
    for_: ForCommand = For.CHECK,
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
    class_: ClassName = None,
    pfe_list: PfeListFile = None,
    format_: Annotated[
        HorizonFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or html.")
    ] = HorizonFormat.TEXT,
    output: Output = None,
    read: HowRead,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show the verdict by date placed in service, or sold, and the day it stops passing.

    The exit status is 0 if the file can be read.
    """

    refuse_others(context, for_)
    asked: Question
    if for_ is For.MACR:
        asked = ProductOptions(class_, pfe_list=pfe_list).question(None, reading, sheet_first=sheet_first(context))
    else:
        asked = question(
            load_rulebook(),
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
        view = find_horizon(open_case(bom, content, asked, regime_of(asked).rulebook(), settings))
    except Unreadable as error:
        raise unreadable(error, color=out.in_color(color, None)) from None
    regime = VIEWS[asked.regime]
    if format_ is HorizonFormat.HTML:
        text = horizon_page(view, regime)
    else:
        text = shown(view, sections(view, regime), format_, width=out.width(output), color=out.in_color(color, output))
    out.write(text, output, format_)
