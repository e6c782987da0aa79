"""The options on waivers, which change the exit status of a run and nothing else."""

import datetime
from dataclasses import dataclass
from typing import Annotated

import typer

from ..engine.model.waivers import Waivers
from ..engine.questions.waivers_file import BadWaivers, check_waivers, load_waivers
from .configuration import WAIVER, Configuration
from .escaping import one_line
from .option_sources import FILE, Source, source_of
from .options import date


@dataclass
class WaiverOptions:
    """The file of waivers, if not those of `critmin.toml`, and the day on which they must be in force."""

    waivers: Annotated[
        str | None,
        typer.Option("--waivers", metavar="FILE", help="A file of waivers, instead of those in critmin.toml."),
    ] = None
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Ignore all waivers.")] = False
    waivers_on: Annotated[
        str | None,
        typer.Option("--waivers-on", metavar="DATE", help="The day on which waivers must be in force. Default: today."),
    ] = None

    def load(self, context: typer.Context) -> Waivers | None:
        """The waivers of the file, or those of the configuration; None if there are none, or they are ignored.

        Raises:
            typer.BadParameter: one is not valid, or options do not go together.
        """
        if self.no_waivers and self.waivers is not None:
            raise typer.BadParameter("give --waivers FILE or --no-waivers, not both")
        day = date(self.waivers_on, "--waivers-on") if self.waivers_on is not None else None
        file: Configuration | None = context.meta[FILE]
        tables = None if file is None else file.values.get(WAIVER)
        if self.no_waivers or (self.waivers is None and tables is None):
            if day is not None and not self.no_waivers and source_of(context, "waivers_on") is Source.COMMANDLINE:
                raise typer.BadParameter("--waivers-on is the day for waivers, but there are none: give --waivers FILE")
            return None
        on = day or datetime.datetime.now(datetime.UTC).date()
        try:
            if self.waivers is not None:
                return load_waivers(self.waivers, on)
            assert file is not None
            return check_waivers(file.path, tables, file.sha256, on)
        except BadWaivers as error:
            named = "--waivers " if self.waivers is not None else ""
            raise typer.BadParameter(one_line(f"{named}{error}")) from None
