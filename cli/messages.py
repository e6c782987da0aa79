"""What a command says beside its report: why a file cannot be judged, and where options came from."""

import typer

from ..engine.intake.files.paths import shown_path
from ..engine.model.exit_status import ExitStatus
from ..engine.model.findings import Unreadable
from ..engine.report.run import AppliedConfiguration
from .configuration import Configuration
from .option_sources import FILE, Source, environment_name, sources_of
from .output import say, width, write
from .render.answers import findings
from .view.words import configuration_line


def unreadable(error: Unreadable, *, color: bool) -> typer.Exit:
    """Prints why a file cannot be judged, and gives the exit."""

    write(findings(error.findings, width=width(None), color=color), None)
    return typer.Exit(ExitStatus.UNREADABLE)


def say_configuration(used: AppliedConfiguration | None, *, quiet: bool = False) -> None:
    """Where options came from besides the command line, for a command or a format that has no place for it."""
    if used is not None:
        say(configuration_line(used), quiet=quiet)


def used(context: typer.Context) -> AppliedConfiguration | None:
    """What the command's options were taken from, besides the command line."""

    file: Configuration | None = context.meta[FILE]
    sources = sources_of(context)
    # Which part of a run it is has a place of its own in the report, and merged parts are one run.
    environment = [
        environment_name(key) for key, source in sources.items() if source is Source.ENVIRONMENT and key != "shard"
    ]
    if file is None:
        return AppliedConfiguration(environment=environment) if environment else None
    return AppliedConfiguration(shown_path(file.path), file.sha256, environment)
