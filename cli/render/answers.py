"""The result of a command, as JSON or text."""

from collections.abc import Iterable, Sequence
from typing import Any

from ...engine.model.findings import Finding
from ..view.sections import Section, folded
from .json import indented
from .text import Part, draw


def shown(found: Any, parts: Iterable[Part], format_: str, *, width: int, color: bool) -> str:
    """The whole result for the format `json`, otherwise the parts of its view."""
    return indented(found) + "\n" if format_ == "json" else draw(parts, width=width, color=color)


def findings(found: Sequence[Finding], *, width: int, color: bool) -> str:
    """Only findings, for a command without a report."""
    return draw([Section("Findings", [folded(found, "None")])], width=width, color=color)
