"""Messages beside a report: why a file cannot be judged, and the sources of options."""

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
    """Prints why a file cannot be judged; returns the exit to raise."""

    write(findings(error.findings, width=width(None), color=color), None)
    return typer.Exit(ExitStatus.UNREADABLE)


def say_configuration(used: AppliedConfiguration | None, *, quiet: bool = False) -> None:
    """Prints the sources of options other than the command line, for output that does not include them."""
    if used is not None:
        say(configuration_line(used), quiet=quiet)


def used(context: typer.Context) -> AppliedConfiguration | None:
    """The sources of the command's options other than the command line."""

    file: Configuration | None = context.meta[FILE]
    sources = sources_of(context)
    # The report states the part of a run separately, and merged parts are a single run.
    environment = [
        environment_name(key) for key, source in sources.items() if source is Source.ENVIRONMENT and key != "shard"
    ]
    if file is None:
        return AppliedConfiguration(environment=environment) if environment else None
    return AppliedConfiguration(shown_path(file.path), file.sha256, environment)
