"""`critmin trace`: each mineral's value by step and country."""

import sys
from typing import Annotated

import typer

from .. import output as out
from ..options import (
    Chosen,
    Color,
    ColorWhen,
    ColumnsName,
    DecimalMark,
    Fx,
    MaxMb,
    Output,
    Placed,
    SheetName,
    TraceFormat,
    Year,
    question,
    settings,
)


def trace(
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or -.")],
    placed_in_service: Placed = None,
    year: Year = None,
    format_: Annotated[
        TraceFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or csv.")
    ] = TraceFormat.TEXT,
    output: Output = None,
    sheet: SheetName = None,
    columns: ColumnsName = None,
    decimal: DecimalMark = None,
    fx: Fx = None,
    max_mb: MaxMb = None,
    reading: Chosen = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show each mineral's value by step and country. The exit status is 0 where the file can be read."""
    from ...engine.exit_status import ExitStatus
    from ...engine.intake.workbook import STANDARD_INPUT
    from ...engine.judging import judge
    from ...engine.report import Status
    from ...engine.rulebook import load_rulebook
    from ..render.trace import render_trace

    rulebook = load_rulebook()
    asked = question(rulebook, placed_in_service, year, None, reading)
    how = settings(sheet, columns, decimal, fx, max_mb)
    out.check_target(output, [bom])
    content = sys.stdin.buffer.read() if bom == STANDARD_INPUT else None
    report = judge(bom, content, asked, rulebook, how)
    out.write(render_trace(report, format_, width=out.width(output), color=out.in_color(color, output)), output)
    if report.verdict.status is Status.UNREADABLE:
        raise typer.Exit(ExitStatus.UNREADABLE)
