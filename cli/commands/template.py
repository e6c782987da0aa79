"""`critmin template`: an empty bill of materials to fill, or one prepared from a supplier's list of materials."""

from typing import Annotated

import typer

from ...engine.intake.facts.preparation import prepare
from ...engine.intake.files.paths import shown_path
from ...engine.model.exit_status import ExitStatus
from ...engine.model.findings import Severity, Unreadable
from ...engine.questions.check import open_file
from .. import output as out
from ..escaping import one_line
from ..inputs import standard_input
from ..messages import say_configuration, used
from ..options import HowRead, Quiet
from ..render.answers import findings as shown_findings
from ..render.template import render_template
from ..targets import check_new_file


def template(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The workbook to write, a new .xlsx file.")],
    *,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="BOM", help="Fill in the lines of this file, one line per mineral."),
    ] = None,
    read: HowRead,
    quiet: Quiet = False,
) -> None:
    """Write a workbook to fill in, with all sheets, notes and drop-down lists."""
    check_new_file(context, file, ".xlsx", [from_] if from_ is not None else [])

    name = one_line(file)
    argument = f'"{name}"' if " " in name else name
    if from_ is None:
        out.write_new(render_template(), file)
        sheets = "fill the sheets BOM, Vehicle and Entities (and Components, for the other half of the credit)"
        out.mention(f"{name} written: {sheets}, then run `critmin check {argument}`")
        return

    settings = read.settings()
    say_configuration(used(context), quiet=quiet)
    content = standard_input(from_, settings.max_mb)
    try:
        prepared = prepare(open_file(from_, content, settings), settings)
    except Unreadable as error:
        out.write(shown_findings(error.findings, width=out.width(None), color=False), None)
        raise typer.Exit(ExitStatus.UNREADABLE) from None
    out.write_new(render_template(prepared.rows, prepared.sheets), file)
    written = f"{len(prepared.rows)} lines of {shown_path(from_)}, {prepared.split} of them minerals of a material"
    if prepared.sheets:
        written += f", and what its {', '.join(map(str.capitalize, prepared.sheets))} hold"
    out.mention(f"{name} written with {written}: fill values and origins, then run `critmin check {argument}`")
    findings = [found for found in prepared.findings if found.severity is not Severity.NOTE]
    if findings and not quiet:
        out.say(shown_findings(findings, width=out.width(None), color=False))
    if not quiet:
        for name, headings in prepared.left_behind.items():
            shown = ", ".join(f'"{one_line(heading)}"' for heading in headings)
            out.say(f"warning: not carried over, because they are not read: the columns {shown} of the sheet {name}")
        if prepared.of_materials:
            shown = ", ".join(prepared.of_materials)
            out.say(f"warning: not carried over, because they describe a material and not its minerals: {shown}")
