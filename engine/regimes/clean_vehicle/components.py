"""The battery components percentage: the share of their value made in North America (26 USC 30D(e)(2))."""

from collections.abc import Sequence

import msgspec

from ...model.battery import Component
from ...model.findings import Finding, finding
from ...model.interval import Interval
from ...model.numbers import cut_percent
from ...rules.rule import OutsideKnownDates, Value, percent
from ..threshold.balance import WeightedShare, status_of, weigh
from .component_pools import ComponentPool, WeighedRow, pools_of
from .law import Law
from .sections import ComponentsStatus


class ComponentsResult(msgspec.Struct, frozen=True):
    """The percentage of the components of a battery against its requirement.

    `required` and `weighted` are None where there is no percentage. `rows` are those of the sheet, in its order; each
    of `pools` has the positions of some of them.
    """

    status: ComponentsStatus
    required: Value[int] | None
    weighted: WeightedShare | None
    rows: list[WeighedRow]
    pools: list[ComponentPool]


def weigh_components(components: Sequence[Component], law: Law) -> ComponentsResult:
    """The percentage; not_stated if no battery component has a value, not_available before the requirement."""
    rows = [_weighed(component, law) for component in components]
    pools = pools_of(rows)
    return ComponentsResult(*_against_requirement(rows, pools, law), rows, pools)


def _weighed(component: Component, law: Law) -> WeighedRow:
    if not component.in_battery:
        return WeighedRow(in_battery=False)
    country = component.site.country
    counts = None if country is None else law.counts_component(country)
    return WeighedRow(component.value_usd, component.within, counts)


def _against_requirement(
    rows: Sequence[WeighedRow], pools: Sequence[ComponentPool], law: Law
) -> tuple[ComponentsStatus, Value[int] | None, WeightedShare | None]:
    if all(row.value is None for row in rows):
        return ComponentsStatus.NOT_STATED, None, None
    try:
        required = law.components_required()
    except OutsideKnownDates:
        return ComponentsStatus.NOT_AVAILABLE, None, None
    weighted = weigh((pool.line.value, pool.line.share) for pool in pools)
    if not law.components_can_be_met():
        return ComponentsStatus.FAIL, required, weighted
    return ComponentsStatus(status_of(weighted.share, percent(required.value))), required, weighted


def reason(components: Sequence[Component] | None, result: ComponentsResult | None, law: Law) -> Finding | None:
    """Why the percentage is met, not met or undecided; None before the requirement applied."""
    if components is None or result is None:
        return finding("BC-NOT-STATED", "the bill of materials does not have a sheet Components")
    if result.status is ComponentsStatus.NOT_STATED:
        cells = [component.row.cell("value_usd") for component in components if component.in_battery]
        return finding("BC-NOT-STATED", "no battery component in the sheet Components has a value", *cells)
    if result.required is None or result.weighted is None:
        return None
    share, required = result.weighted.share, result.required
    need = f"required: {required.value}% ({law.rulebook.cite(required.source)})"
    span = f"battery components: {_span(share)}"
    if result.status is ComponentsStatus.PASS:
        return finding("BC-MET", f"{span}; {need}")
    if result.status is ComponentsStatus.INCOMPLETE:
        return finding("BC-UNDECIDED", f"{span}; {need}", *_missing(components))
    if not law.components_can_be_met():
        under = f"under the chosen reading {required.reading} there is no percentage to meet"
        return finding("BC-NO-PERCENTAGE", f"{span}; {under}")
    return finding("BC-NOT-MET", f"{span}; {need}")


def _span(share: Interval) -> str:
    low, high = cut_percent(share.low), cut_percent(share.high)
    return f"{low}%" if share.exact is not None else f"{low}% to {high}%"


def _missing(components: Sequence[Component]) -> list[str]:
    """The cells of the battery components' missing values and countries."""
    inside = [component for component in components if component.in_battery]
    values = [one.row.cell("value_usd") for one in inside if one.value_usd is None]
    return values + [one.site.country_cell for one in inside if one.site.country is None]
