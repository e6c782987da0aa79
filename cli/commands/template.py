"""`critmin template`: an empty workbook to fill, or one prepared from a supplier's list of materials."""

from typing import Annotated

import msgspec
import typer

from ...engine.intake.facts.preparation import prepare
from ...engine.intake.files.paths import shown_path
from ...engine.model.findings import Severity, Unreadable
from ...engine.model.settings import sheet_title
from ...engine.questions.check import open_file
from .. import output as out
from ..choices import Color, For
from ..escaping import one_line
from ..inputs import standard_input
from ..laws import sheets_of
from ..messages import drawn, unreadable
from ..options import READ, Options, takes
from ..render.template_data import load_template
from ..sources import say_configuration, used
from ..targets import check_new_file


@takes("for_", "from_", *READ, "quiet")
def template(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The workbook to write, a new .xlsx file.")],
    given: Options,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="BOM",
            help="Fill in the lines of this file: one line per mineral, or with --for macr one per item.",
        ),
    ] = None,
) -> None:
    """Write a workbook to fill in, with all sheets, notes and drop-down lists."""
    from ..render.template import render_template

    check_new_file(context, file, ".xlsx", [from_] if from_ is not None else [])

    name = one_line(file)
    argument = f'"{name}"' if " " in name else name
    sheets = sheets_of(given.for_)
    texts = load_template(sheets)
    if from_ is None:
        out.write_new(render_template(texts), file)
        out.mention(f"{name} written: {texts.layout.fill}, then run `critmin {given.for_} {argument}`")
        return

    settings = msgspec.structs.replace(given.settings(), sheets=sheets)
    say_configuration(used(context), quiet=given.quiet)
    content = standard_input(from_, settings.max_mb)
    try:
        prepared = prepare(open_file(from_, content, settings), settings)
    except Unreadable as error:
        raise unreadable(error, Color.NEVER) from None
    out.write_new(render_template(texts, prepared.rows, prepared.sheets), file)
    written = f"{len(prepared.rows)} {texts.layout.lines} of {shown_path(from_)}"
    if given.for_ is For.CHECK:
        written += f", {prepared.split} of them minerals of a material"
    if prepared.sheets:
        written += f", and what its {', '.join(map(sheet_title, prepared.sheets))} hold"
    out.mention(f"{name} written with {written}: {texts.layout.complete}, then run `critmin {given.for_} {argument}`")
    findings = [found for found in prepared.findings if found.severity is not Severity.NOTE]
    if findings and not given.quiet:
        out.say(drawn(findings, Color.NEVER))
    if not given.quiet:
        for name, headings in prepared.left_behind.items():
            shown = ", ".join(f'"{one_line(heading)}"' for heading in headings)
            out.say(f"warning: not carried over, because they are not read: the columns {shown} of the sheet {name}")
        if prepared.of_materials:
            shown = ", ".join(prepared.of_materials)
            out.say(f"warning: not carried over, because they describe a material and not its minerals: {shown}")
