"""Whether the battery components and the credit of a submitted report are consistent with their details."""

from collections.abc import Iterator, Sequence

from ...model.battery import key
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, money
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus
from ...report.report import AppliedReading
from ...rules.rule import Value, percent
from ..threshold.balance import WeightedShare, status_of, weigh
from .component_pools import WeighedRow, pools_of
from .credit import credit
from .figures import ends, gap_points
from .rulebook import CleanVehicleRulebook
from .sections import BatteryComponents, CleanVehicleReport, ComponentShare, ComponentsStatus

_WITHOUT_FIGURES = (ComponentsStatus.NOT_STATED, ComponentsStatus.NOT_AVAILABLE)
_FIGURES = ("percentage", "exact", "low", "high", "high_percentage", "total_value_usd", "qualifying_value_usd")


def components_contradictions(
    components: BatteryComponents, readings: Sequence[AppliedReading], rulebook: CleanVehicleRulebook
) -> Iterator[str]:
    """The inconsistencies of the percentage with its components, and of its status with both, one sentence each."""
    rows = stated_rows(components.components)
    if rows is None:
        yield "its battery components contain one another, or more than their own value"
    else:
        yield from _of_rows(components, rows)
        yield from _of_facts(components.components, rulebook)
        if components.status not in _WITHOUT_FIGURES:
            weighted = weigh((pool.line.value, pool.line.share) for pool in pools_of(rows))
            yield from _percentage(components, weighted, readings, rulebook)


def _of_facts(shares: Sequence[ComponentShare], rulebook: CleanVehicleRulebook) -> Iterator[str]:
    """Disagreements within a row: of the value with its exact value, and of what counts with the country."""
    counting = {place for value in rulebook.components.assembly.values for place in value.value.all()}
    for share in shares:
        exact = _exact(share.value_exact)
        if share.value_usd != _usd(exact):
            yield f"its value of {quoted(share.component)} is not that of its exact value"
        country = share.assembly_country
        known = share.excluded is None and country is not None
        if share.counts is not (country in counting if known else None):
            yield f"whether {quoted(share.component)} counts is not what its assembly country says"


def _of_rows(components: BatteryComponents, rows: Sequence[WeighedRow]) -> Iterator[str]:
    """Disagreements of the incremental values, and of a status without figures."""
    each = {at: tuple(map(_usd, pool.each)) for pool in pools_of(rows) for at in pool.at}
    for at, row in enumerate(components.components):
        if (row.incremental_low_usd, row.incremental_high_usd) != each.get(at, (None, None)):
            yield f"its incremental value of {quoted(row.component)} is not that of its components"
    stated = any(row.value is not None for row in rows)
    if stated is (components.status is ComponentsStatus.NOT_STATED):
        yield f"its battery components status is {components.status}, but its components do not agree"
    has_figures = any(getattr(components, name) is not None for name in _FIGURES)
    if components.status in _WITHOUT_FIGURES and has_figures:
        yield f"its battery components status is {components.status}, but it has a percentage"


def stated_rows(shares: Sequence[ComponentShare]) -> list[WeighedRow] | None:
    """The rows as the percentage weighs them; None if they cannot stand within one another as they state."""
    position = {key(share.component): at for at, share in enumerate(shares)}
    named = [None if share.part_of is None else key(share.part_of) for share in shares]
    stated = [None if name is None else position.get(name) for name in named]
    if not {*named} <= {None, *position} or circles(stated):
        return None
    within = nearest(stated, [share.excluded is None for share in shares])
    rows = [
        WeighedRow(in_battery=False)
        if share.excluded is not None
        else WeighedRow(_exact(share.value_exact), container, share.counts)
        for share, container in zip(shares, within, strict=True)
    ]
    floors = floors_within([row.value for row in rows], [row.within for row in rows])
    above = any(row.value is not None and row.value < floor for row, floor in zip(rows, floors, strict=True))
    return None if above else rows


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


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
    else:
        yield from _against_requirement(components, weighted, required, readings)


def _against_requirement(
    components: BatteryComponents, weighted: WeightedShare, required: Value[int], readings: Sequence[AppliedReading]
) -> Iterator[str]:
    """Disagreements of the gap and the status with the percentage, under the readings applied."""
    if components.gap_points != gap_points(weighted.share.low - percent(required.value)):
        yield "its battery components gap is not that of its percentage to the requirement"
    chosen = {reading.id: reading.chosen for reading in readings}
    expected = ComponentsStatus.FAIL
    if required.is_taken(lambda reading, choice: chosen.get(reading) == choice):
        expected = ComponentsStatus(status_of(weighted.share, percent(required.value)))
    if components.status is not expected:
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
