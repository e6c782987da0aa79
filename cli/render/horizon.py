"""The verdict period by period."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.questions.horizon import Horizon
from ...engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ..choices import HorizonFormat
from .findings import finding_parts
from .phrases import SCREENING
from .styles import VERDICT
from .summary import scenario_prefix
from .tables import scenario_parts
from .terminal import heading, paragraph, plain_text, printed, table


def render_horizon(view: Horizon, format_: HorizonFormat, *, width: int, color: bool) -> str:
    """A row for each period, and why it stops passing."""
    if format_ is HorizonFormat.JSON:
        return msgspec.json.format(msgspec.json.encode(view), indent=1).decode() + "\n"
    if format_ is HorizonFormat.HTML:
        from .horizon_html import render_horizon_html

        return render_horizon_html(view)
    return printed(_parts(view), width=width, color=color)


def says(view: Horizon) -> str:
    """When it passes, in one sentence."""
    if view.stops is not None:
        return f"stops passing for vehicles placed in service from {view.stops}"
    if view.passes_from is not None:
        return f"passes for vehicles placed in service from {view.passes_from}, with no end in sight"
    return "passes in no period"


def _parts(view: Horizon) -> Iterator[RenderableType]:
    mark = scenario_prefix(view.scenario)
    yield Text.assemble((mark, "bold"), ("HORIZON", "bold"), "  ", plain_text(view.bom.title, "bold"))
    yield paragraph(says(view))
    if view.scenario is not None:
        yield from scenario_parts(view.scenario)
    if view.screening:
        yield paragraph(SCREENING, "bold")
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


def _row(period: CleanVehiclePeriod) -> list[str | Text | None]:
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
