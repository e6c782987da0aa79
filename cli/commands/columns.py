"""`critmin columns`: how a spreadsheet was read."""

from typing import Annotated

import typer

from ...engine.intake.files.paths import shown_path
from ...engine.model.exit_status import ExitStatus
from ...engine.model.findings import Unreadable
from ...engine.questions.reading_view import columns_file_of, read_only, unreadable_view, view_reading
from ...engine.regimes.clean_vehicle.regime import CLEAN_VEHICLE
from .. import output as out
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
    try:
        book, intake = read_only(bom, content, settings, CLEAN_VEHICLE)
        view = view_reading(shown_path(bom), book, intake, settings)
        if save is not None and (view.tables or view.unmapped):
            out.write(as_toml(columns_file_of(book, intake, settings), view.unmapped), save)
            out.say(f"critmin: the reading is written to {save}; use it with --columns {save}", quiet=quiet)
    except Unreadable as error:
        view = unreadable_view(shown_path(bom), error)
    text = shown(view, sections(view), format_, width=out.width(None), color=out.in_color(color, None))
    out.write(text, None, format_)
    if not view.readable:
        raise typer.Exit(ExitStatus.UNREADABLE)
