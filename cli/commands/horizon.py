"""`critmin horizon`: the verdict in every period of the law."""

from typing import Annotated

import typer

from .. import output as out
from ..option_sources import sheet_first, used
from ..options import (
    Acquired,
    BomName,
    Chosen,
    Color,
    ColorWhen,
    ColumnsName,
    DecimalMark,
    EncodingName,
    Fx,
    HorizonFormat,
    MaxMb,
    Output,
    ScenarioName,
    Screening,
    SheetName,
    question,
    settings,
)
from ..targets import check_target


def horizon(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or -.")],
    acquired: Acquired = None,
    screening: Screening = False,
    format_: Annotated[
        HorizonFormat, typer.Option("-f", "--format", metavar="FORMAT", help="text, json or html.")
    ] = HorizonFormat.TEXT,
    output: Output = None,
    sheet: SheetName = None,
    bom_name: BomName = None,
    columns: ColumnsName = None,
    decimal: DecimalMark = None,
    fx: Fx = None,
    max_mb: MaxMb = None,
    encoding: EncodingName = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show the verdict year by year, and the day it stops passing. The exit status is 0 where the file can be read."""
    from ...engine.model.findings import Unreadable
    from ...engine.questions.check import open_case
    from ...engine.questions.horizon import find_horizon
    from ...engine.rules.rulebook import load_rulebook
    from ..inputs import standard_input
    from ..render.horizon import render_horizon

    rulebook = load_rulebook()
    asked = question(
        rulebook,
        None,
        None,
        acquired,
        reading,
        screening=screening,
        scenarios=scenario,
        sheet_first=sheet_first(context),
    )
    how = settings(sheet, columns, decimal, fx, max_mb, bom_name, encoding)
    check_target(context, output, [bom])
    content = standard_input(bom, how.max_mb)
    out.say_configuration(used(context))
    try:
        view = find_horizon(open_case(bom, content, asked, rulebook, how))
    except Unreadable as error:
        raise out.unreadable(error, color=out.in_color(color, None)) from None
    out.write(
        render_horizon(view, format_, width=out.width(output), color=out.in_color(color, output)), output, format_
    )
