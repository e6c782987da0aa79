"""The battery components of a report: every number as its exact or cut text."""

from collections.abc import Sequence

from ...model.battery import Component
from ...model.numbers import Fraction, exact, money
from ...rules.rule import percent
from .component_deciding import decide_components
from .components import ComponentsResult
from .figures import ends, gap_points
from .law import Law
from .sections import BatteryComponents, ComponentShare


def battery_components(components: Sequence[Component], result: ComponentsResult, law: Law) -> BatteryComponents:
    """The percentage against the requirement, and each row of the sheet."""
    weighted, required = result.weighted, result.required
    increments = {at: pool.each for pool in result.pools for at in pool.at}
    rows = [_row(component, result.rows[at].counts, increments.get(at)) for at, component in enumerate(components)]
    if weighted is None or required is None or weighted.value is None or weighted.qualifying is None:
        return BatteryComponents(result.status, None, None, None, None, None, None, None, None, None, None, rows)
    return BatteryComponents(
        status=result.status,
        required_percentage=str(required.value),
        requirement_citation=law.rulebook.cite(required.source),
        **ends(weighted.share),
        gap_points=gap_points(weighted.share.low - percent(required.value)),
        total_value_usd=money(weighted.value),
        qualifying_value_usd=money(weighted.qualifying),
        components=rows,
        deciding=decide_components(components, result),
    )


def _row(
    component: Component, counts: bool | None, increment: tuple[Fraction, Fraction | None] | None
) -> ComponentShare:
    low, high = increment or (None, None)
    row, value = component.row, component.value_usd
    cells = (row.cell(column) for column in ("component", "value_usd", "part_of"))
    return ComponentShare(
        component=component.name,
        part_of=component.part_of,
        value_usd=None if value is None else money(value),
        incremental_low_usd=None if low is None else money(low),
        incremental_high_usd=None if high is None else money(high),
        assembly_country=component.site.country,
        counts=counts,
        cells=list(dict.fromkeys([*cells, component.site.country_cell])),
        excluded=component.exclusion,
        value_exact=None if value is None else exact(value),
        value_cell=row.cell("value_usd"),
        country_cell=component.site.country_cell,
    )
