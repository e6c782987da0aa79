"""The fewest sourcing changes that would make a battery pass: lines to re-source, components to move, value to move."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from ...model.battery import Component
from ...model.numbers import Fraction, cut_percent, money
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, AppliedScenario, Bom, Request
from ...vocabulary.countries import country_name
from ..regime import Case
from ..threshold import moves
from ..threshold.balance import Balance, Side, lifted
from ..threshold.movements import Ends
from ..threshold.pool import Fact, Kind, MemberFact
from .components import ComponentsResult, components_balance
from .gates import closed
from .halves import asked_status
from .law import Law
from .question import Half
from .screened_suppliers import SupplierSite, requests
from .sections import ComponentsStatus, SiteStatus
from .tracing import Traced, balance, country_counts
from .verdict import Result, weigh

_HEADLINES = {
    (False, Status.PASS): "passes: no change needed",
    (True, Status.PASS): "passes for the whole credit: no change needed",
}
"""The headline by the status; True where both halves are asked for."""


class SiteMove(msgspec.Struct, frozen=True):
    """A site that needs another country or another entity."""

    country: str | None
    entity: str | None
    cells: list[str]


class StepLever(msgspec.Struct, frozen=True):
    """The percentage, by test, if all of one step of one line moves to a country that counts."""

    line: str
    mineral: str
    material: str | None
    value_usd: str | None
    step: str
    sites: list[SiteMove]
    percentages: dict[str, str]
    changes_percentage: bool


class Portion(msgspec.Struct, frozen=True):
    """A line to re-source, and how much of its value to move; None if the line has no value."""

    line: str
    mineral: str
    value_usd: str | None


class Plan(msgspec.Struct, frozen=True):
    """Sufficient changes in one test, with the resulting percentage and the value that they move."""

    test: str
    lines: list[Portion]
    percentage: str
    moved_usd: str | None


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


class FeocLever(msgspec.Struct, frozen=True):
    """A FEOC to replace in a line or in a battery component."""

    line: str
    step: str
    entity: str | None
    country: str | None
    why: str
    cells: list[str]


class Levers(msgspec.Struct, frozen=True):
    """The answer of `critmin levers` for one bill of materials.

    `status` and `headline` are those of the half asked for, of both the worse. `required_percentage`, `percentage`,
    `fewest`, `least` and `steps` are the critical minerals half's, `components` the battery components half's; a half
    that is not asked for has none. `fewest` re-sources the fewest lines; `least` moves the least value, including parts
    of lines. Both also re-source the lines with a FEOC to replace. They are None if no change is needed, or if no
    change helps.

    `changes` is the least number of lines and components to change, with those that have a FEOC to replace, and
    `total_usd` the credit of the halves asked for after these changes, on the condition `only_if`, once the evidence
    in `requests` is there. Both are None if no changes give that credit, `total_usd` also under a scenario.
    """

    schema_version: int
    bom: Bom
    scenario: AppliedScenario | None
    screening: bool
    placed_in_service: str
    status: Status
    headline: str
    required_percentage: str | None
    percentage: str | None
    feoc: list[FeocLever]
    requests: list[Request]
    fewest: Plan | None
    least: Plan | None
    steps: list[StepLever]
    half: Half = Half.MINERALS
    components: ComponentLevers | None = None
    changes: int | None = None
    total_usd: int | None = None
    only_if: str | None = None


def find_levers(case: Case) -> Levers:
    """The levers of one battery on the date of the question.

    Raises:
        Unreadable: the file cannot be read, has no date placed in service, or one before the date acquired.
    """
    case.refuse()
    result = weigh(case.facts, case.question, case.rulebook)
    answer, law, gates = result.answer, result.law, result.gates
    half: Half = case.question.half
    status = asked_status(result)
    feocs, lines, parts = _tainted(result)
    asked = [half is not Half.COMPONENTS, half is not Half.MINERALS]
    minerals = _minerals(result, lines) if asked[0] else _Minerals(None, None, [])
    components = _components(result, parts) if asked[1] else None
    obstacles = (_minerals_obstacle(result) if asked[0] else None, _components_obstacle(result) if asked[1] else None)
    obstacle = next(filter(None, obstacles), None)
    parts_moved = components.fewest if components is not None else None
    changes = len(lines if minerals.fewest is None else minerals.fewest.lines)
    changes += len(parts) if parts_moved is None else parts_moved.components
    total = None if obstacle or gates.unread or case.scenario is not None else _total(result)
    chosen = answer.chosen if asked[0] else None
    return Levers(
        schema_version=SCHEMA_VERSION,
        bom=case.bom,
        scenario=case.scenario,
        screening=case.question.screening,
        placed_in_service=result.placed.text,
        status=status,
        headline=obstacle or _HEADLINES.get((half is Half.BOTH, status), "does not pass yet"),
        required_percentage=str(law.required().value) if chosen is not None else None,
        percentage=cut_percent(chosen.share.low) if chosen is not None else None,
        feoc=[
            FeocLever(one.line, one.step, name, _place(one.site.country), one.answer.why(), list(one.site.cells))
            for name, one in feocs
        ],
        requests=requests(answer.screen.suppliers),
        fewest=minerals.fewest,
        least=minerals.least,
        steps=minerals.steps,
        half=half,
        components=components,
        changes=None if obstacle else changes,
        total_usd=total,
        only_if=gates.if_acquired if total is not None else None,
    )


def _total(result: Result) -> int:
    """The credit of the halves asked for, in US dollars."""
    rules, rule, half = result.law.rulebook.credit, result.law.rule, result.question.half
    amounts = [rules.amount] * (half is not Half.COMPONENTS) + [rules.components_amount] * (half is not Half.MINERALS)
    return sum(rule(amount).value for amount in amounts)


def _tainted(result: Result) -> tuple[list[tuple[str | None, SupplierSite]], list[int], list[int]]:
    """Every site of a FEOC with its supplier, the indexes of the chains that have any, and those of the components."""
    feocs = [
        (supplier.entity, site)
        for supplier in result.answer.screen.suppliers
        for site in supplier.sites
        if site.answer.status is SiteStatus.FEOC
    ]
    cells = {site.site.country_cell for _, site in feocs}
    chains = [
        index
        for index, one in enumerate(result.answer.traced)
        if any(site.country_cell in cells for _, site in one.screened())
    ]
    components = result.battery.components or []
    return feocs, chains, [at for at, one in enumerate(components) if one.site.country_cell in cells]


def _place(country: str | None) -> str | None:
    return None if country is None else country_name(country)


# Critical minerals -----------------------------------------------------------------------------------------------
#
# A line is re-sourced if all of one step moves to a country that counts: its share is then 1, whatever its other steps
# are. Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.


class _Minerals(NamedTuple):
    fewest: Plan | None
    least: Plan | None
    steps: list[StepLever]


def _minerals(result: Result, tainted: Sequence[int]) -> _Minerals:
    """The plans and steps; `tainted` are the indexes of the chains with a FEOC to replace."""
    answer, law = result.answer, result.law
    if _minerals_obstacle(result) is not None:
        return _Minerals(None, None, [])
    asked = result.question.test
    usable = [test for test in answer.tests if test.available and asked in (None, test.test)]
    balances = [balance(test, answer.traced, law) for test in usable]
    plans: list[tuple[moves.Plan, moves.Plan]] = []
    if answer.status is not Status.PASS and (tainted or answer.minerals is not Status.PASS):
        plans = [moves.plans(one, [Fact(at, None) for at in tainted]) for one in balances]
    now = {test.test.value: cut_percent(test.share.low) for test in answer.tests}
    few, least = ([_plan(pair[at], answer.traced) for pair in plans] for at in (0, 1))
    return _Minerals(
        min(few, key=lambda plan: len(plan.lines), default=None),
        min(least, key=lambda plan: Fraction(plan.moved_usd or 0), default=None),
        _steps(balances, now, answer.traced, law),
    )


def _minerals_obstacle(result: Result) -> str | None:
    """Why no change of sourcing can produce a pass of the critical minerals half; None if changes can."""
    if result.gates.closed:
        return closed(result.gates)
    if not result.law.can_be_met():
        return "the critical minerals requirement cannot be met on the date, whatever the sourcing"
    if all(one.chain.value == 0 for one in result.answer.traced):
        return "no line has a value above 0, so no change of sourcing can be calculated"
    return None


def _plan(found: moves.Plan, traced: Sequence[Traced]) -> Plan:
    return Plan(
        test=found.test,
        lines=[
            Portion(traced[move.at].chain.line, traced[move.at].chain.mineral, lifted(move.value))
            for move in found.moves
        ],
        percentage=cut_percent(found.share),
        moved_usd=lifted(found.moved),
    )


def _steps(balances: Sequence[Balance], now: dict[str, str], traced: Sequence[Traced], law: Law) -> list[StepLever]:
    """Every step that does not yet count in full, the largest gain first."""
    rows: list[tuple[Fraction, int, StepLever]] = []
    ends = {balance.test: Ends(Side(balance, passing=True)) for balance in balances}
    for index, one in enumerate(traced):
        after = {test: end.if_whole(index) for test, end in ends.items()}
        if not after or all(balance.lines[index].share.low == 1 for balance in balances):
            continue
        for step, sites in one.steps.items():
            lever = StepLever(
                line=one.chain.line,
                mineral=one.chain.mineral,
                material=one.chain.material,
                value_usd=None if one.chain.value is None else money(one.chain.value),
                step=step,
                sites=[
                    SiteMove(
                        _place(site.country), site.entity, list(dict.fromkeys([site.country_cell, site.entity_cell]))
                    )
                    for site in sites
                    if not country_counts(step, site.country, one.chain.mineral, law)
                ],
                percentages={test: cut_percent(share) for test, share in after.items()},
                changes_percentage=any(cut_percent(share) != now[test] for test, share in after.items()),
            )
            rows.append((-max(after.values()), index, lever))
    return [lever for _, _, lever in sorted(rows, key=lambda row: row[:2])]


# Battery components ----------------------------------------------------------------------------------------------
#
# A component that moves counts. Of an amount that several components divide, all of them must move, since it is not
# known which of them has it. Unknown countries are taken not to count.


def _components(result: Result, tainted: Sequence[int]) -> ComponentLevers | None:
    """The plans, and what each component would do; `tainted` are the positions of those with a FEOC to replace.

    None without a sheet `Components`.
    """
    components, found = result.battery.components, result.components
    if components is None or found is None:
        return None
    balance = components_balance(found)
    plans: tuple[moves.Plan, moves.Plan] | None = None
    levers: list[ComponentLever] = []
    if balance is not None and _components_obstacle(result) is None:
        levers = list(_component_levers(balance, components, found))
        if tainted or found.status is not ComponentsStatus.PASS:
            plans = moves.plans(balance, list(_changes_of(tainted, found)))
    fewest, least = (_component_plan(plan, components, found, tainted) for plan in plans) if plans else (None, None)
    return ComponentLevers(
        status=found.status,
        required_percentage=str(found.required.value) if found.required is not None else None,
        percentage=cut_percent(found.weighted.share.low) if found.weighted is not None else None,
        fewest=fewest,
        least=least,
        components=levers,
    )


def _components_obstacle(result: Result) -> str | None:
    """Why no change of sourcing can produce a pass of the battery components half; None if changes can."""
    if result.gates.closed:
        return closed(result.gates)
    found = result.components
    if found is None or found.required is None or all(pool.line.value == 0 for pool in found.pools):
        return "no battery component has a value above 0, so no change of sourcing can be calculated"
    if not result.law.components_can_be_met():
        return "the battery components requirement cannot be met on the date, whatever the sourcing"
    return None


def _changes_of(tainted: Sequence[int], found: ComponentsResult) -> Iterator[Fact]:
    """The changes of these components, in the order of the pools."""
    for number, pool in enumerate(found.pools):
        for member, at in enumerate(pool.at):
            if at in tainted:
                yield Fact(number, MemberFact(member, Kind.COUNTS))


def _component_plan(
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
                lifted(value),
                [components[at].site.country_cell for at in rows],
            )
            for rows, value in sorted(moved, key=lambda one: one[0])
        ],
        components=sum(len(rows) for rows, _ in moved),
        percentage=cut_percent(plan.share),
        moved_usd=lifted(plan.moved),
        is_fewest=plan.fewest,
    )


def _component_levers(
    balance: Balance, components: Sequence[Component], found: ComponentsResult
) -> Iterator[ComponentLever]:
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
            country=_place(site.country),
            percentage=cut_percent(share),
            changes_percentage=cut_percent(share) != cut_percent(now),
            cells=[site.country_cell],
        )
