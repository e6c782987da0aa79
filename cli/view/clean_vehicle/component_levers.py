"""Which components to make in North America so that the battery components requirement is met."""

from collections.abc import Iterator

from ....engine.regimes.clean_vehicle.component_levers import ComponentLever, ComponentLevers, ComponentPlan
from ..sections import Block, Cells, Paragraph, Section, Table, Text, dollars, left, percent, right, usd
from ..words import counted

_MOST = 20


def plans(found: ComponentLevers) -> Iterator[Section]:
    """The fewest components, and the least value if another plan moves less."""
    if found.fewest is not None:
        most = "" if found.fewest.is_fewest else " (perhaps fewer are enough)"
        yield _plan("The fewest components to make in North America", found.fewest, most)
    if found.least is not None and found.least != found.fewest:
        yield _plan("The least value of components to move", found.least)


def _plan(title: str, plan: ComponentPlan, more: str = "") -> Section:
    columns = left("component") + right("value to move") + left("cells")
    rows: list[list[Text]] = [
        [" and ".join(portion.components), usd(portion.value_usd), Cells(portion.cells)] for portion in plan.portions
    ]
    moved = f", {dollars(plan.moved_usd)} moved" if plan.moved_usd is not None else ""
    result = Paragraph(f"would reach {plan.percentage}%{moved}")
    return Section(f"{title}: {counted(plan.components, 'component')}{more}", [Table(columns, rows), result])


def alone(levers: list[ComponentLever]) -> Section:
    """The percentage that each component alone would reach."""
    moving = [one for one in levers if one.changes_percentage]
    rows: list[list[Text]] = [
        [one.component, one.country or "not known", percent(one.percentage), Cells(one.cells)] for one in moving[:_MOST]
    ]
    columns = left("component", "now") + right("percentage") + left("cells")
    blocks: list[Block] = [Table(columns, rows)] if rows else []
    more, idle = len(moving) - len(rows), len(levers) - len(moving)
    rest = [f"{more} more that gain no more"] * bool(more) + [f"{idle} that would not change it"] * bool(idle)
    if rest:
        blocks.append(Paragraph(f"{'and ' * bool(rows)}{', and '.join(rest)}; -f json lists all"))
    return Section("What one component would reach if it were made in North America", blocks)
