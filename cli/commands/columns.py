"""`critmin columns`: how a spreadsheet was read."""

from typing import Annotated

import typer

from ...engine.model.statuses import ExitStatus
from ...engine.questions.reading_view import read_for
from ...engine.regimes.registry import REGIMES
from ..choices import For, Format
from ..inputs import standard_input
from ..messages import write_shown
from ..options import READ, Bom, Options, takes
from ..output import say, write
from ..render.toml import columns_file as as_toml
from ..sources import say_configuration, used
from ..targets import check_new_file
from ..view.columns import sections


@takes("for_", "save", "format_", *READ, "quiet", "color", formats=[Format.TEXT, Format.JSON])
def columns(
    context: typer.Context,
    bom: Bom,
    given: Options,
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
) -> None:
    """Show how a spreadsheet is read: each heading, the column it is read as, and what is not mapped."""
    settings = given.settings()
    if save is not None:
        check_new_file(context, save, ".toml", [bom])
    say_configuration(used(context), quiet=given.quiet)
    content = standard_input(bom, settings.max_mb)
    regimes = [regime for regime in REGIMES.values() if for_ in (None, regime.sheets.command)]
    reading = read_for(bom, content, settings, regimes)
    view = reading.view
    if save is not None and (file := reading.columns_file()) is not None:
        write(as_toml(file, view.unmapped), save)
        say(f"critmin: the reading is written to {save}; use it with --columns {save}", quiet=given.quiet)
    write_shown(view, sections(view), given)
    if not view.readable:
        raise typer.Exit(ExitStatus.UNREADABLE)
