"""Explanations of findings and readings."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.explanations import Explanation
from ..options import TextOrJson
from .terminal import paragraph, printed

_KNOWN = {
    "text": "the text was read",
    "summary": "seen in an official page's or a professional firm's summary",
    "general": "generally known; cited at section level only",
}


def render_explanations(rows: list[Explanation], format_: TextOrJson, *, width: int, color: bool) -> str:
    """Each explanation under the same headings."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode() + "\n"
    return printed((part for row in rows for part in _parts(row)), width=width, color=color)


def _parts(row: Explanation) -> Iterator[RenderableType]:
    yield Text.assemble((row.code, "bold"), f"  {row.kind}: {row.title}")
    yield paragraph(row.meaning)
    yield paragraph(f"What to do: {row.remedy}")
    yield paragraph(f"The law: {row.citation}. {row.authority} ({_KNOWN[row.known]})")
    yield Text("")
