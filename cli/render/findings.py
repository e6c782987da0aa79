"""Findings as a list: what was found and where, and, where something is to be done, what."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from ...engine.model.findings import Finding, Severity
from .styles import SEVERITY
from .tables import some
from .terminal import heading, paragraph, plain_text, printed


def render_findings(findings: list[Finding], *, width: int, color: bool) -> str:
    """Only the findings, for a command that has no report."""
    return printed(finding_list(findings), width=width, color=color)


def finding_list(findings: list[Finding]) -> Iterator[RenderableType]:
    """Each finding under its severity, code and cells."""
    yield heading("Findings")
    for found in findings:
        yield from finding_parts(found, found.message, found.cells)
    if not findings:
        yield paragraph("none")


def finding_parts(found: Finding, message: str, cells: Sequence[str]) -> Iterator[RenderableType]:
    """One finding, with a message and cells that may stand for several like it."""
    told = Text.assemble((found.severity, SEVERITY[found.severity]), "  ", (found.code, "bold"))
    if cells:
        told.append_text(plain_text(f"  {some(cells)}"))
    yield told
    yield paragraph(message)
    if found.severity is not Severity.NOTE:
        yield paragraph(f"-> {found.remedy}")
