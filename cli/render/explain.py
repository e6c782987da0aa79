"""Explanations of findings, readings, rules and sources."""

from collections.abc import Iterator
from itertools import groupby

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.report.explanations import Explanation
from ..choices import ExplainFormat
from .terminal import heading, paragraph, plain_text, printed, table

_KNOWN = {
    "text": "the text was read",
    "summary": "seen in an official page's or a professional firm's summary",
    "general": "generally known; cited at section level only",
}
_SEVERITIES = ("error", "warning", "note")


def render_explanations(rows: list[Explanation], format_: ExplainFormat, *, width: int, color: bool) -> str:
    """One explanation under the fixed headings; several as text are a list by group, otherwise one after the other."""
    if format_ is ExplainFormat.JSON:
        return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode() + "\n"
    if format_ is ExplainFormat.MARKDOWN:
        from .explain_markdown import render_markdown

        return render_markdown(rows)
    return printed(_one(rows[0]) if len(rows) == 1 else _list(rows), width=width, color=color)


def headings(row: Explanation) -> Iterator[tuple[str, str]]:
    """What is told of every code, under the same headings in the same order."""
    stands = "; while it stands, no bill of materials can be judged (exit status 2)" * row.unreadable
    yield "Severity" if row.kind in _SEVERITIES else "What it is", row.kind + stands
    yield "What it means", row.meaning
    if row.remedy is not None:
        yield "What to do", row.remedy
    says = f". {row.authority}" if row.authority != row.meaning else ""
    yield "The law", f"{row.citation}{says} ({_KNOWN[row.known]})"
    if row.see:
        yield "See also", ", ".join(row.see)


def _one(row: Explanation) -> Iterator[RenderableType]:
    yield Text.assemble((row.code, "bold"), f"  {row.title}")
    for name, text in headings(row):
        yield paragraph(f"{name}: {text}")


def _list(rows: list[Explanation]) -> Iterator[RenderableType]:
    for group, members in groupby(rows, key=lambda row: row.group):
        yield heading(group)
        yield table([("code", "left"), ("", "left")], [[row.code, plain_text(row.title)] for row in members])
