"""Whether the battery components and the credit of a submitted report are consistent with their details."""

from collections.abc import Iterator, Sequence

from ...model.battery import key
from ...model.nesting import circles, floors_within, nearest
from ...model.numbers import Fraction, money
from ...model.quoting import quoted
from ...model.statuses import ScreenStatus
from ...rules.rule import OutsideKnownDates, percent
from ..threshold.balance import WeightedShare, status_of, weigh
from .component_pools import WeighedRow, pools_of
from .credit import credit
from .figures import ends, gap_points
from .law import Law
from .sections import BatteryComponents, CleanVehicleReport, ComponentShare, ComponentsStatus

_WITHOUT_FIGURES = (ComponentsStatus.NOT_STATED, ComponentsStatus.NOT_AVAILABLE)
_FIGURES = ("percentage", "exact", "low", "high", "high_percentage", "total_value_usd", "qualifying_value_usd")


def components_contradictions(components: BatteryComponents, law: Law) -> Iterator[str]:
    """The inconsistencies of the percentage with its components, and of its status with both, one sentence each."""
    rows = stated_rows(components.components)
    if rows is None:
        yield "its battery components contain one another, or more than their own value"
    else:
        yield from _of_rows(components, rows)
        yield from _of_facts(components.components, law)
        if components.status is not ComponentsStatus.NOT_STATED:
            yield from _of_law(components, rows, law)


def _of_facts(shares: Sequence[ComponentShare], law: Law) -> Iterator[str]:
    """Disagreements within a row: of the value with its exact value, and of what counts with the country."""
    for share in shares:
        exact = _exact(share.value_exact)
        if share.value_usd != _usd(exact):
            yield f"its value of {quoted(share.component)} is not that of its exact value"
        country = share.assembly_country
        weighed = share.excluded is None and country is not None
        if share.counts is not (law.counts_component(country) if weighed else None):
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


def _of_law(components: BatteryComponents, rows: Sequence[WeighedRow], law: Law) -> Iterator[str]:
    """Disagreements of the requirement with the law, and of the figures and the status with both."""
    try:
        required = law.components_required()
    except OutsideKnownDates:
        required = None
    need = (None, None) if required is None else (str(required.value), law.rulebook.cite(required.source))
    stated = (components.required_percentage, components.requirement_citation)
    if stated != need or (required is None) is not (components.status is ComponentsStatus.NOT_AVAILABLE):
        yield "its battery components requirement, or its source, is not that of its dates"
    elif required is not None:
        weighted = weigh((pool.line.value, pool.line.share) for pool in pools_of(rows))
        yield from _percentage(components, weighted, percent(required.value), can_be_met=law.components_can_be_met())


def _percentage(
    components: BatteryComponents, weighted: WeightedShare, required: Fraction, *, can_be_met: bool
) -> Iterator[str]:
    """Disagreements of the figures with the components, and of the gap and the status with the requirement."""
    figures = ends(weighted.share)
    figures |= {"total_value_usd": _usd(weighted.value), "qualifying_value_usd": _usd(weighted.qualifying)}
    if any(getattr(components, name) != figure for name, figure in figures.items()):
        yield "its battery components percentage is not that of its components"
    if components.gap_points != gap_points(weighted.share.low - required):
        yield "its battery components gap is not that of its percentage to the requirement"
    expected = ComponentsStatus(status_of(weighted.share, required)) if can_be_met else ComponentsStatus.FAIL
    if components.status is not expected:
        yield f"its battery components status is {components.status}, but its percentage gives {expected}"


def credit_contradictions(
    report: CleanVehicleReport,
    law: Law,
    minerals: str,
    screen: ScreenStatus,
    *,
    closed: bool,
    open_gate: bool,
) -> Iterator[str]:
    """The inconsistency of the credit with its halves, the screen and the gates."""
    components = None if report.battery_components is None else report.battery_components.status
    rules = law.rulebook.credit
    amounts = law.rule(rules.amount).value, law.rule(rules.components_amount).value
    expected = credit(minerals, components, screen, amounts, closed=closed, open_gate=open_gate)
    if report.credit != (expected if report.scenario is None else None):
        yield "its credit is not that of its halves, its FEOC screen and its findings"


def _usd(amount: Fraction | None) -> str | None:
    return None if amount is None else money(amount)
