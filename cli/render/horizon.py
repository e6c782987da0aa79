"""The verdict period by period."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.deciding.horizon import Horizon, Stretch
from ..options import TextOrJson
from .findings import finding_parts
from .styles import VERDICT
from .terminal import heading, paragraph, plain_text, printed, table


def render_horizon(view: Horizon, format_: TextOrJson, *, width: int, color: bool) -> str:
    """A row for each period, and why it stops passing."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(view), indent=1).decode() + "\n"
    return printed(_parts(view), width=width, color=color)


def _parts(view: Horizon) -> Iterator[RenderableType]:
    yield Text.assemble(("HORIZON", "bold"), "  ", plain_text(view.bom.path, "bold"))
    if view.stops is not None:
        yield paragraph(f"stops passing for vehicles placed in service from {view.stops}")
    elif view.passes_from is not None:
        yield paragraph(f"passes for vehicles placed in service from {view.passes_from}, with no end in sight")
    else:
        yield paragraph("passes in no period")
    yield heading("By the date placed in service")
    columns = [("from", "left"), ("required", "right"), ("percentage", "right"), ("tests", "left")]
    columns += [("FEOC screen", "left"), ("relief", "left"), ("verdict", "left")]
    yield table(columns, [_row(period) for period in view.periods])
    for condition in dict.fromkeys(period.only_if for period in view.periods if period.only_if):
        yield paragraph(f"* only if {condition}")
    if view.why:
        yield heading(f"Why it stops on {view.stops}")
        for found in view.why:
            yield from finding_parts(found, found.message, found.cells)


def _row(period: Stretch) -> list[str | Text | None]:
    word, style = VERDICT[period.status]
    low, high = period.percentage, period.high_percentage
    screened = [
        name for name, on in (("components", period.components_screened), ("minerals", period.minerals_screened)) if on
    ]
    return [
        period.first,
        period.required_percentage,
        low if low == high else f"{low} to {high}",
        "both" if period.value_added_test else "traced",
        ", ".join(screened) or "none",
        "open" if period.relief else "gone",
        plain_text(f"{word}{' *' if period.only_if else ''}", style),
    ]
