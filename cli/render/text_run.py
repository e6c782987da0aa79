"""What a run says as a whole, for people."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ...engine.report.run_head import RunHead
from .blocks import Block, run_blocks, run_notes
from .phrases import SCREENING
from .styles import OF_WORD
from .summary import configuration_line, summary_line
from .tables import scenario_parts
from .terminal import heading, paragraph, plain_text, printed, table

_OF_OURS = ("verdict", "severity", "before", "now")
"""Columns whose words are ours."""


def as_a_whole(run: RunHead) -> Iterator[RenderableType]:
    """What stands out in it, and its counts last."""
    blocks = run_blocks(run)
    for block in blocks:
        yield heading(block.title)
        yield table(block.columns, (_colored(block, row) for row in block.rows))
    notes = run_notes(run)
    yield from [""] * bool(blocks or notes)
    yield from map(plain_text, notes)
    yield plain_text(summary_line(run), "bold")


def text_summary(run: RunHead, *, width: int, color: bool) -> Iterator[str]:
    """The run without its reports, marked as they are."""
    parts: list[RenderableType] = []
    if run.scenario is not None:
        parts += scenario_parts(run.scenario)
    if run.screening:
        parts.append(paragraph(SCREENING, "bold"))
    parts += as_a_whole(run)
    if run.configuration is not None:
        parts += ["", plain_text(configuration_line(run.configuration))]
    yield printed(parts, width=width, color=color).lstrip("\n")


def _colored(block: Block, row: list[str]) -> list[str | Text | None]:
    """The row with the words of ours in the colours that they have in a report."""
    return [
        plain_text(cell, OF_WORD.get(cell, "")) if title in _OF_OURS else cell
        for (title, _), cell in zip(block.columns, row, strict=True)
    ]
