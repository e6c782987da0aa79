"""The fewest lines to re-source, and the least value, so that a battery meets the critical minerals requirement.

A line is re-sourced if all of one step moves to a country that counts: its share is then 1, whatever its other steps
are. Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ...model.battery import Site
from ...model.numbers import Fraction, cut_percent, lift, money
from ...model.statuses import Status
from ...vocabulary.countries import country_name
from ..threshold import moves
from ..threshold.balance import Balance, Side
from ..threshold.lines import Fact
from ..threshold.movements import Ends
from .content import balance
from .gates import closed
from .law import Law
from .tracing import Traced, country_counts
from .verdict import Result

_CENTS = 2


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


class MineralLevers(NamedTuple):
    """The levers of the critical minerals half. The plans are None if no change is needed, or if no change helps."""

    fewest: Plan | None
    least: Plan | None
    steps: list[StepLever]


def mineral_levers(result: Result, tainted: Sequence[int]) -> MineralLevers:
    """The plans and steps; `tainted` are the indexes of the chains with a FEOC to replace."""
    answer, law = result.answer, result.law
    if minerals_obstacle(result) is not None:
        return MineralLevers(None, None, [])
    balances = [balance(test, answer.traced, law) for test in answer.tests if test.available]
    plans: list[tuple[moves.Plan, moves.Plan]] = []
    if answer.status is not Status.PASS and (tainted or answer.minerals is not Status.PASS):
        plans = [moves.plans(one, [Fact(at, None) for at in tainted]) for one in balances]
    now = {test.test.value: cut_percent(test.share.low) for test in answer.tests}
    return MineralLevers(
        min((_plan(few, answer.traced) for few, _ in plans), key=lambda plan: len(plan.lines), default=None),
        min((_plan(least, answer.traced) for _, least in plans), key=_moved, default=None),
        _steps(balances, now, answer.traced, law),
    )


def minerals_obstacle(result: Result) -> str | None:
    """Why no change of sourcing can produce a pass of the critical minerals half; None if changes can."""
    if result.gates.closed:
        return closed(result.gates)
    if not result.law.can_be_met():
        return "the critical minerals requirement cannot be met on the date, whatever the sourcing"
    if all(one.chain.value == 0 for one in result.answer.traced):
        return "no line has a value above 0, so no change of sourcing can be calculated"
    return None


def _moved(plan: Plan) -> Fraction:
    return Fraction(plan.moved_usd or 0)


def _plan(found: moves.Plan, traced: Sequence[Traced]) -> Plan:
    return Plan(
        test=found.test,
        lines=[
            # The value to move is rounded up.
            Portion(
                traced[move.at].chain.line,
                traced[move.at].chain.mineral,
                None if move.value is None else lift(move.value, _CENTS),
            )
            for move in found.moves
        ],
        percentage=cut_percent(found.share),
        moved_usd=None if found.moved is None else lift(found.moved, _CENTS),
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
                sites=[_site(site) for site in sites if not country_counts(step, site.country, one.chain.mineral, law)],
                percentages={test: cut_percent(share) for test, share in after.items()},
                changes_percentage=any(cut_percent(share) != now[test] for test, share in after.items()),
            )
            rows.append((-max(after.values()), index, lever))
    return [lever for _, _, lever in sorted(rows, key=lambda row: row[:2])]


def _site(site: Site) -> SiteMove:
    place = None if site.country is None else country_name(site.country)
    return SiteMove(place, site.entity, list(dict.fromkeys([site.country_cell, site.entity_cell])))
