"""Whether the battery components and the credit of a submitted report are consistent with their details."""

from collections.abc import Iterator, Sequence

from ...model.battery import key
from ...model.interval import ANYTHING, EVERYTHING, NOTHING
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, money
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus
from ...report.report import AppliedReading
from ...rules.rule import Value, percent
from ..threshold.balance import WeightedShare, status_of, weigh
from .component_pools import Part, pools_of
from .credit import credit
from .figures import ends, gap_points
from .rulebook import CleanVehicleRulebook
from .sections import BatteryComponents, CleanVehicleReport, ComponentShare, ComponentsStatus

_COUNTS = {None: ANYTHING, True: EVERYTHING, False: NOTHING}
_WITHOUT_FIGURES = (ComponentsStatus.NOT_STATED, ComponentsStatus.NOT_AVAILABLE)
_FIGURES = ("percentage", "exact", "low", "high", "high_percentage", "total_value_usd", "qualifying_value_usd")


def components_contradictions(
    components: BatteryComponents, readings: Sequence[AppliedReading], rulebook: CleanVehicleRulebook
) -> Iterator[str]:
    """The inconsistencies of the percentage with its components, and of its status with both, one sentence each."""
    parts = _parts(components.components)
    if parts is None:
        yield "its battery components contain one another, or more than their own value"
        return
    pools = pools_of(list(parts.values()))
    rows = list(parts)
    each = {rows[number]: tuple(map(_usd, pool.each)) for pool in pools for number in pool.at}
    for at, row in enumerate(components.components):
        if (row.incremental_low_usd, row.incremental_high_usd) != each.get(at, (None, None)):
            yield f"its incremental value of {quoted(row.component)} is not that of its components"
    stated = any(part.value is not None for part in parts.values())
    if stated is (components.status is ComponentsStatus.NOT_STATED):
        yield f"its battery components status is {components.status}, but its components do not agree"
    if components.status in _WITHOUT_FIGURES:
        if any(getattr(components, name) is not None for name in _FIGURES):
            yield f"its battery components status is {components.status}, but it has a percentage"
        return
    yield from _percentage(components, weigh((pool.line.value, pool.line.share) for pool in pools), readings, rulebook)


def _parts(rows: Sequence[ComponentShare]) -> dict[int, Part] | None:
    """The battery components by their position among the rows; None if they cannot stand as the rows state."""
    position = {key(row.component): at for at, row in enumerate(rows)}
    inside = [row.excluded is None for row in rows]
    within = [None if row.part_of is None else position.get(key(row.part_of)) for row in rows]
    if circles(within):
        return None
    values = [None if row.value_exact is None else Fraction(row.value_exact) for row in rows]
    containers = nearest(within, inside)
    place = {at: number for number, at in enumerate(at for at, counted in enumerate(inside) if counted)}
    parts = {}
    for at, row in enumerate(rows):
        container = containers[at]
        if inside[at]:
            parts[at] = Part(values[at], None if container is None else place[container], _COUNTS[row.counts])
    floors = floors_within([part.value for part in parts.values()], [part.within for part in parts.values()])
    above = any(
        part.value is not None and part.value < floor for part, floor in zip(parts.values(), floors, strict=True)
    )
    return None if above else parts


def _percentage(
    components: BatteryComponents,
    weighted: WeightedShare,
    readings: Sequence[AppliedReading],
    rulebook: CleanVehicleRulebook,
) -> Iterator[str]:
    figures = ends(weighted.share)
    figures |= {"total_value_usd": _usd(weighted.value), "qualifying_value_usd": _usd(weighted.qualifying)}
    if any(getattr(components, name) != figure for name, figure in figures.items()):
        yield "its battery components percentage is not that of its components"
    required = _required(components, rulebook)
    if required is None:
        yield "its battery components percentage is compared with a requirement that is not in the rulebook"
        return
    chosen = {reading.id: reading.chosen for reading in readings}
    expected = ComponentsStatus.FAIL
    if required.is_taken(lambda reading, choice: chosen.get(reading) == choice):
        expected = ComponentsStatus(status_of(weighted.share, percent(required.value)))
    gap = gap_points(weighted.share.low - percent(required.value))
    if (components.status, components.gap_points) != (expected, gap):
        yield f"its battery components status is {components.status}, but its percentage gives {expected}"


def _required(components: BatteryComponents, rulebook: CleanVehicleRulebook) -> Value[int] | None:
    """The requirement of the rulebook that the section states."""
    stated = components.required_percentage, components.requirement_citation
    values = rulebook.percentages.battery_components.values
    return next((value for value in values if (str(value.value), rulebook.cite(value.source)) == stated), None)


def credit_contradictions(
    report: CleanVehicleReport,
    rulebook: CleanVehicleRulebook,
    minerals: str,
    screen: ScreenStatus,
    *,
    closed: bool,
    open_gate: bool,
) -> Iterator[str]:
    """The inconsistency of the credit with its halves, the screen and the gates."""
    components = None if report.battery_components is None else report.battery_components.status
    amounts = rulebook.credit.amount.values, rulebook.credit.components_amount.values
    possible = [
        credit(minerals, components, screen, (one.value, other.value), closed=closed, open_gate=open_gate)
        for one in amounts[0]
        for other in amounts[1]
    ]
    if report.credit not in (possible if report.scenario is None else [None]):
        yield "its credit is not that of its halves, its FEOC screen and its findings"


def _usd(amount: Fraction | None) -> str | None:
    return None if amount is None else money(amount)
