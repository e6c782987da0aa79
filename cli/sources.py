"""The sources of a command's options, as its output states them."""

import typer

from ..engine.intake.files.paths import shown_path
from ..engine.report.run import AppliedConfiguration
from .configuration import Configuration
from .option_sources import FILE, Source, environment_name, sources_of
from .output import say
from .view.words import configuration_line


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
