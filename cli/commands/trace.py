"""`critmin trace`: each mineral's value by step and country."""

from typing import Annotated

import typer

from ...engine.model.exit_status import ExitStatus
from ...engine.model.statuses import Status
from ...engine.questions.check import check, open_case
from ...engine.regimes.clean_vehicle.rulebook import load_rulebook
from .. import output as out
from ..asked_for import For, ForCommand, refuse_others, sheets_of
from ..choices import Color, TraceFormat
from ..inputs import reader, standard_input
from ..messages import say_configuration, used
from ..option_sources import sheet_first
from ..options import Chosen, ColorWhen, HowRead, Output, Placed, ScenarioName, Year, offered, question
from ..render.answers import shown
from ..render.csv import table
from ..targets import check_target
from ..view import VIEWS


def trace(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")],
    *,
    for_: ForCommand = For.CHECK,
    placed_in_service: Placed = None,
    year: Year = None,
    format_: Annotated[
        TraceFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or csv.")
    ] = TraceFormat.TEXT,
    output: Output = None,
    read: HowRead,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show each mineral's value by step and country. The exit status is 0 if the file can be read."""

    refuse_others(context, for_)
    settings = read.settings()
    if for_ is For.MACR or reader(bom, settings) is sheets_of(For.MACR):
        raise typer.BadParameter(
            "trace follows the value of minerals, which material assistance does not need: `critmin macr BOM --full` "
            "shows what counts of each item and why, `critmin levers BOM --for macr` which suppliers to replace"
        )
    rulebook = load_rulebook()
    asked = question(
        rulebook, placed_in_service, year, None, reading, scenarios=scenario, sheet_first=sheet_first(context)
    )
    offered(asked, "trace")
    view = VIEWS[asked.regime]
    check_target(context, output, [bom])
    content = standard_input(bom, settings.max_mb)
    say_configuration(used(context))
    report = check(open_case(bom, content, asked, rulebook, settings)).report
    if format_ is TraceFormat.CSV:
        text = table(view.trace_table(report))
    else:
        text = shown(
            view.trace_content(report),
            view.trace(report),
            format_,
            width=out.width(output),
            color=out.in_color(color, output),
        )
    out.write(text, output, format_)
    if report.verdict.status is Status.UNREADABLE:
        raise typer.Exit(ExitStatus.UNREADABLE)
