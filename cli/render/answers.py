"""What a command found, as JSON or as text."""

from collections.abc import Iterable, Sequence
from typing import Any

from ...engine.model.findings import Finding
from ..view.sections import Section, folded
from .json import indented
from .text import Part, draw


def shown(found: Any, parts: Iterable[Part], format_: str, *, width: int, color: bool) -> str:
    """All that was found where the format is `json`, else the parts of its view."""
    return indented(found) + "\n" if format_ == "json" else draw(parts, width=width, color=color)


def findings(found: Sequence[Finding], *, width: int, color: bool) -> str:
    """Findings alone, for a command that has no report."""
    return draw([Section("Findings", [folded(found, "None")])], width=width, color=color)
