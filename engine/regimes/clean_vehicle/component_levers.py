"""The fewest components to make in North America, and the least value, so that a battery meets their requirement.

A component that moves counts. Of an amount that several components divide, all of them must move, since it is not known
which of them has it. Unknown countries are taken not to count, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Iterator, Sequence

import msgspec

from ...model.battery import Component
from ...model.numbers import Fraction, cut_percent, lift
from ...vocabulary.countries import country_name
from ..threshold import moves
from ..threshold.balance import Balance, Side
from ..threshold.lines import Fact
from ..threshold.movements import Ends
from ..threshold.pool import Kind, MemberFact
from .component_deciding import components_balance
from .components import ComponentsResult
from .gates import closed
from .sections import ComponentsStatus
from .verdict import Result

_CENTS = 2


class ComponentPortion(msgspec.Struct, frozen=True):
    """Components to make in North America, and the value to move of the amount that they add together.

    The value is None if it is not known or not part of the percentage.
    """

    components: list[str]
    value_usd: str | None
    cells: list[str]


class ComponentPlan(msgspec.Struct, frozen=True):
    """Sufficient changes, with the number of components, the resulting percentage and the value that they move.

    `is_fewest`: no other plan has fewer components.
    """

    portions: list[ComponentPortion]
    components: int
    percentage: str
    moved_usd: str | None
    is_fewest: bool


class ComponentLever(msgspec.Struct, frozen=True):
    """The percentage if one component is made in North America."""

    component: str
    country: str | None
    percentage: str
    changes_percentage: bool
    cells: list[str]


class ComponentLevers(msgspec.Struct, frozen=True):
    """The levers of the battery components half.

    `fewest` moves the fewest components; `least` moves the least value, including parts of components. Both also move
    the components with a FEOC to replace. They are None if no change is needed, or if no change helps.
    """

    status: ComponentsStatus
    required_percentage: str | None
    percentage: str | None
    fewest: ComponentPlan | None
    least: ComponentPlan | None
    components: list[ComponentLever]


def component_levers(result: Result, tainted: Sequence[int]) -> ComponentLevers | None:
    """The plans, and what each component would do; `tainted` are the positions of those with a FEOC to replace.

    None without a sheet `Components`.
    """
    components, found = result.battery.components, result.components
    if components is None or found is None:
        return None
    balance = components_balance(found)
    plans: tuple[moves.Plan, moves.Plan] | None = None
    levers: list[ComponentLever] = []
    if balance is not None and components_obstacle(result) is None:
        levers = list(_levers(balance, components, found))
        if tainted or found.status is not ComponentsStatus.PASS:
            plans = moves.plans(balance, list(_facts(tainted, found)))
    fewest, least = (_plan(plan, components, found, tainted) for plan in plans) if plans else (None, None)
    return ComponentLevers(
        status=found.status,
        required_percentage=str(found.required.value) if found.required is not None else None,
        percentage=cut_percent(found.weighted.share.low) if found.weighted is not None else None,
        fewest=fewest,
        least=least,
        components=levers,
    )


def components_obstacle(result: Result) -> str | None:
    """Why no change of sourcing can produce a pass of the battery components half; None if changes can."""
    if result.gates.closed:
        return closed(result.gates)
    found = result.components
    if found is None or found.required is None or all(pool.line.value == 0 for pool in found.pools):
        return "no battery component has a value above 0, so no change of sourcing can be calculated"
    if not result.law.components_can_be_met():
        return "the battery components requirement cannot be met on the date, whatever the sourcing"
    return None


def _facts(tainted: Sequence[int], found: ComponentsResult) -> Iterator[Fact]:
    """The changes of these components, in the order of the pools."""
    for number, pool in enumerate(found.pools):
        for member, at in enumerate(pool.at):
            if at in tainted:
                yield Fact(number, MemberFact(member, Kind.COUNTS))


def _plan(
    plan: moves.Plan, components: Sequence[Component], found: ComponentsResult, tainted: Sequence[int]
) -> ComponentPlan:
    moved: list[tuple[list[int], Fraction | None]] = []
    for move in plan.moves:
        members = (part.member for part in move.parts if isinstance(part, MemberFact))
        moved.append((sorted(found.pools[move.at].at[member] for member in members), move.value))
    # A constituent material with a FEOC is not part of the percentage, but must be replaced.
    moved += [([at], None) for at in tainted if not components[at].in_battery]
    return ComponentPlan(
        portions=[
            ComponentPortion(
                [components[at].name for at in rows],
                None if value is None else lift(value, _CENTS),
                [components[at].site.country_cell for at in rows],
            )
            for rows, value in sorted(moved, key=lambda one: one[0])
        ],
        components=sum(len(rows) for rows, _ in moved),
        percentage=cut_percent(plan.share),
        moved_usd=None if plan.moved is None else lift(plan.moved, _CENTS),
        is_fewest=plan.fewest,
    )


def _levers(balance: Balance, components: Sequence[Component], found: ComponentsResult) -> Iterator[ComponentLever]:
    """Every component that does not yet count, the largest gain first."""
    assert found.weighted is not None
    ends, now = Ends(Side(balance, passing=True)), found.weighted.share.low
    shares: dict[int, Fraction] = {}
    for number, pool in enumerate(found.pools):
        to_move = [pool.at[part.member] for part in pool.line.moves if isinstance(part, MemberFact)]
        shares |= dict.fromkeys(to_move, ends.if_whole(number) if len(to_move) == 1 else now)
    for at, share in sorted(shares.items(), key=lambda one: (-one[1], one[0])):
        site = components[at].site
        yield ComponentLever(
            component=components[at].name,
            country=None if site.country is None else country_name(site.country),
            percentage=cut_percent(share),
            changes_percentage=cut_percent(share) != cut_percent(now),
            cells=[site.country_cell],
        )
