"""The battery components percentage: the share of their value made in North America (26 USC 30D(e)(2)).

The incremental value of a component is its value less that of its parts (26 CFR 1.30D-2). A known value, less the known
values below it, is shared by its component and the parts of unknown value directly below, and theirs: a pool. Which of
them has it is not known, so a pool counts anywhere from the least to the greatest share of its components.
"""

from collections.abc import Sequence

import msgspec

from ...model.battery import Component
from ...model.findings import Finding, finding
from ...model.nesting import floors_within, outermost_first
from ...model.numbers import ZERO, Fraction
from ...rules.rule import OutsideKnownDates, Value, percent
from ..threshold.balance import Balance, WeightedShare, span, status_of, weigh
from ..threshold.pool import Member, Pool
from .law import Law
from .sections import ComponentsStatus


class WeighedRow(msgspec.Struct, frozen=True):
    """A row: its value in US dollars, the position of the component around it, and whether it counts (None: unknown).

    For a row that is not a battery component, nothing else is stated.
    """

    value: Fraction | None = None
    within: int | None = None
    counts: bool | None = None
    in_battery: bool = True


class ComponentPool(msgspec.Struct, frozen=True):
    """The amount that the rows at these positions divide; the members of `line` are in the same order."""

    at: list[int]
    line: Pool

    @property
    def each(self) -> tuple[Fraction, Fraction | None]:
        """The lowest and the highest incremental value of each of its components; None without an upper end."""
        amount = self.line.value
        return ZERO if amount is None or len(self.at) > 1 else amount, amount


def pools_of(rows: Sequence[WeighedRow]) -> list[ComponentPool]:
    """Every pool, by the position of its outermost component; each battery component is in exactly one."""
    values, within = [row.value for row in rows], [row.within for row in rows]
    floors = floors_within(values, within)
    pool: dict[int, list[int]] = {}
    place: dict[int, tuple[list[int], int]] = {}
    for at in outermost_first(within):
        container = within[at]
        members = pool.setdefault(at, []) if values[at] is not None or container is None else place[container][0]
        place[at] = members, len(members)
        members.append(at)
    pools = []
    for first, members in sorted(pool.items()):
        if not rows[first].in_battery:
            continue
        value = values[first]
        # The head contains the others; each of them comes after the component that contains it.
        line = [Member(rows[at].counts, place[within[at] or 0][1] if at != first else None) for at in members]
        pools.append(ComponentPool(members, Pool(None if value is None else value - floors[first], line)))
    return pools


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


def components_balance(result: ComponentsResult) -> Balance | None:
    """The pools of the battery components against the requirement; None if there is no percentage."""
    if result.required is None:
        return None
    return Balance("components", percent(result.required.value), [pool.line for pool in result.pools])


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
    found = f"battery components: {span(share)}"
    if result.status is ComponentsStatus.PASS:
        return finding("BC-MET", f"{found}; {need}")
    if result.status is ComponentsStatus.INCOMPLETE:
        inside = [component for component in components if component.in_battery]
        cells = [one.row.cell("value_usd") for one in inside if one.value_usd is None]
        cells += [one.site.country_cell for one in inside if one.site.country is None]
        return finding("BC-UNDECIDED", f"{found}; {need}", *cells)
    if not law.components_can_be_met():
        under = f"under the chosen reading {required.reading} there is no percentage to meet"
        return finding("BC-NO-PERCENTAGE", f"{found}; {under}")
    return finding("BC-NOT-MET", f"{found}; {need}")
