"""The result of a command, or why there is none."""

from collections.abc import Iterable, Sequence
from typing import Any

import typer

from ..engine.model.findings import Finding, Unreadable
from ..engine.model.statuses import ExitStatus
from .choices import Color, Format
from .options import Options
from .output import in_color, width, write
from .render.json import indented
from .render.markdown import document
from .render.text import Part, draw
from .view.sections import Section, folded


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
