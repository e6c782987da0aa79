"""The result of a command, or why there is none; and the sources of its options."""

from collections.abc import Iterable, Sequence
from typing import Any

import typer

from ..engine.intake.files.paths import shown_path
from ..engine.model.exit_status import ExitStatus
from ..engine.model.findings import Finding, Unreadable
from ..engine.report.run import AppliedConfiguration
from .choices import Color, Format
from .configuration import Configuration
from .option_sources import FILE, Source, environment_name, sources_of
from .options import Options
from .output import in_color, say, width, write
from .render.json import indented
from .render.markdown import document
from .render.text import Part, draw
from .view.sections import Section, folded
from .view.words import configuration_line


def write_shown(found: Any, parts: Iterable[Part], given: Options) -> None:
    """Writes a result: the whole as JSON, the parts of its view as Markdown or as text."""
    if given.format_ is Format.JSON:
        text = indented(found) + "\n"
    elif given.format_ is Format.MARKDOWN:
        text = document(parts)
    else:
        text = draw(parts, width=width(given.output), color=in_color(given.color, given.output))
    write(text, given.output, given.format_)


def drawn(findings: Sequence[Finding], color: Color) -> str:
    """Only findings, for a command without a report."""
    return draw([Section("Findings", [folded(findings, "None")])], width=width(None), color=in_color(color, None))


def unreadable(error: Unreadable, color: Color) -> typer.Exit:
    """Prints why a file cannot be judged; returns the exit to raise."""
    write(drawn(error.findings, color), None)
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
