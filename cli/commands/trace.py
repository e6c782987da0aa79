"""`critmin trace`: each mineral's value by step and country."""

import typer

from ...engine.model.statuses import ExitStatus, Status
from ...engine.questions.check import check
from ..choices import For, Format
from ..inputs import open_input, reader
from ..laws import offered, refuse_others, sheets_of, vehicle_question
from ..messages import write_shown
from ..options import READ, Bom, Options, takes
from ..output import write
from ..render.csv import table
from ..view import VIEWS


@takes(
    *("for_", "placed_in_service", "year", "format_", "output", *READ, "reading", "scenario", "color"),
    formats=[Format.TEXT, Format.JSON, Format.CSV],
)
def trace(context: typer.Context, bom: Bom, given: Options) -> None:
    """Show each mineral's value by step and country. The exit status is 0 if the file can be read."""
    refuse_others(context, given.for_)
    if given.for_ is For.MACR or reader(bom, given.settings()) is sheets_of(For.MACR):
        raise typer.BadParameter(
            "trace follows the value of minerals, which material assistance does not need: `critmin macr BOM --full` "
            "shows what counts of each item and why, `critmin levers BOM --for macr` which suppliers to replace"
        )
    asked = vehicle_question(context, given)
    offered(asked, "trace")
    view = VIEWS[asked.regime]
    report = check(open_input(context, bom, asked, given)).report
    if given.format_ is Format.CSV:
        write(table(view.trace_table(report)), given.output, given.format_)
    else:
        write_shown(view.trace_content(report), view.trace(report), given)
    if report.verdict.status is Status.UNREADABLE:
        raise typer.Exit(ExitStatus.UNREADABLE)
