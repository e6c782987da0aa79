"""`critmin levers`: the fewest changes of sourcing that would make a battery pass."""

from typing import Annotated

import typer

from ...engine.model.findings import Unreadable
from ...engine.questions.check import open_case
from ...engine.regimes.clean_vehicle.question import Half
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from ...engine.regimes.regime import Question
from ...engine.regimes.registry import regime_of
from .. import output as out
from ..asked_for import For, ForCommand, ProductOptions, refuse_others
from ..choices import Color, TextOrJson
from ..inputs import standard_input
from ..messages import say_configuration, unreadable, used
from ..option_sources import sheet_first
from ..options import (
    Acquired,
    Chosen,
    ColorWhen,
    HowRead,
    Output,
    Placed,
    ScenarioName,
    Screening,
    Year,
    offered,
    question,
)
from ..render.answers import shown
from ..targets import check_target
from ..view import VIEWS


def levers(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")],
    *,
    for_: ForCommand = For.CHECK,
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    half: Annotated[
        Half,
        typer.Option("--half", metavar="HALF", help="The half of the credit to reach: minerals, components or both."),
    ] = Half.MINERALS,
    screening: Screening = False,
    of_product: ProductOptions,
    format_: Annotated[
        TextOrJson, typer.Option("-f", "--format", metavar="FORMAT", help="text or json.")
    ] = TextOrJson.TEXT,
    output: Output = None,
    read: HowRead,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Find the fewest sourcing changes that would produce a pass. The exit status is 0 if the file can be read."""

    refuse_others(context, for_)
    asked: Question
    if for_ is For.MACR:
        asked = of_product.question(year, reading, sheet_first=sheet_first(context))
    else:
        asked = question(
            load_rulebook(),
            placed_in_service,
            year,
            acquired,
            reading,
            half=half,
            screening=screening,
            scenarios=scenario,
            sheet_first=sheet_first(context),
        )
    find_levers = offered(asked, "levers")
    settings = read.settings()
    check_target(context, output, [bom])
    content = standard_input(bom, settings.max_mb)
    say_configuration(used(context))
    try:
        view = find_levers(open_case(bom, content, asked, regime_of(asked).rulebook(), settings))
    except Unreadable as error:
        raise unreadable(error, color=out.in_color(color, None)) from None
    text = shown(
        view, VIEWS[asked.regime].levers(view), format_, width=out.width(output), color=out.in_color(color, output)
    )
    out.write(text, output, format_)
