"""What an incomplete percentage hangs on."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ...engine.report.report import Deciding
from .phrases import deciding_sentences, fact_text
from .tables import some
from .terminal import bullets, heading, paragraph, table

_MOST = 12


def what_decides(deciding: Deciding) -> Iterator[RenderableType]:
    """The fewest facts that could settle it, where it tips, and how far each open fact could move it."""
    yield heading("What decides the percentage")
    yield bullets(deciding_sentences(deciding))
    columns = [("not known", "left"), ("cells", "left"), ("low if best", "right"), ("high if worst", "right")]
    rows: list[list[str | Text | None]] = [
        [fact_text(fact), some(fact.cells), fact.low_if_best_percentage, fact.high_if_worst_percentage]
        for fact in deciding.facts[:_MOST]
    ]
    yield table(columns, rows)
    if len(deciding.facts) > _MOST:
        yield paragraph(f"and {len(deciding.facts) - _MOST} more that could move it less; -f json lists them all")
