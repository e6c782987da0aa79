"""`critmin columns`: how a spreadsheet was read."""

from typing import Annotated

import typer

from ...engine.model.exit_status import ExitStatus
from ...engine.questions.reading_view import read_for
from ...engine.regimes.registry import REGIMES
from .. import output as out
from ..asked_for import For
from ..choices import Color, TextOrJson
from ..inputs import standard_input
from ..messages import say_configuration, used
from ..options import ColorWhen, HowRead, Quiet
from ..render.answers import shown
from ..render.toml import columns_file as as_toml
from ..targets import check_new_file
from ..view.columns import sections


def columns(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")],
    *,
    for_: Annotated[
        For | None,
        typer.Option(
            "--for",
            metavar="COMMAND",
            help="The command whose reading is shown: check or macr. Default: the one whose main sheet the file has, "
            "check if it has both.",
        ),
    ] = None,
    save: Annotated[
        str | None, typer.Option("--save", metavar="FILE", help="Write the reading to a columns file, for --columns.")
    ] = None,
    format_: Annotated[
        TextOrJson, typer.Option("-f", "--format", metavar="FORMAT", help="text or json.")
    ] = TextOrJson.TEXT,
    read: HowRead,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Show how a spreadsheet is read: each heading, the column it is read as, and what is not mapped."""

    settings = read.settings()
    if save is not None:
        check_new_file(context, save, ".toml", [bom])
    say_configuration(used(context), quiet=quiet)
    content = standard_input(bom, settings.max_mb)
    regimes = [regime for regime in REGIMES.values() if for_ in (None, regime.sheets.command)]
    reading = read_for(bom, content, settings, regimes)
    view = reading.view
    if save is not None and (file := reading.columns_file()) is not None:
        out.write(as_toml(file, view.unmapped), save)
        out.say(f"critmin: the reading is written to {save}; use it with --columns {save}", quiet=quiet)
    text = shown(view, sections(view), format_, width=out.width(None), color=out.in_color(color, None))
    out.write(text, None, format_)
    if not view.readable:
        raise typer.Exit(ExitStatus.UNREADABLE)
