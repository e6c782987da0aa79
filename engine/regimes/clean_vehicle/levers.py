"""The fewest sourcing changes that would make a battery pass: lines to re-source, and value to move.

A line is re-sourced if all of one step moves to a country that counts: its share is then 1, whatever its other steps
are. Unknown shares are taken at their lowest, so a plan is sufficient whatever the missing facts are.
"""

from collections.abc import Sequence

import msgspec

from ...model.battery import Site
from ...model.numbers import Fraction, cut_percent, lift, money
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, AppliedScenario, Bom, Request
from ...vocabulary.countries import country_name
from ..regime import Case
from ..threshold import moves
from ..threshold.balance import Balance, Side
from ..threshold.lines import Fact
from ..threshold.movements import Ends
from .content import balance
from .gates import not_available
from .law import Law
from .screened_suppliers import SiteStatus, requests
from .tracing import Traced, country_counts
from .verdict import Result, weigh

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


class FeocLever(msgspec.Struct, frozen=True):
    """A FEOC to replace in a line or in a battery component."""

    line: str
    step: str
    entity: str | None
    country: str | None
    why: str
    cells: list[str]


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


class Levers(msgspec.Struct, frozen=True):
    """The answer of `critmin levers` for one bill of materials.

    `fewest` re-sources the fewest lines; `least` moves the least value, including parts of lines. Both also re-source
    the lines with a FEOC to replace. They are None if no change is needed, or if no change helps.
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


def find_levers(case: Case) -> Levers:
    """The levers of one battery on the date of the question.

    Raises:
        Unreadable: the file cannot be read, has no date placed in service, or one before the date acquired.
    """
    case.refuse()
    result = weigh(case.facts, case.question, case.rulebook)
    answer, law = result.answer, result.law
    traced = answer.traced
    feoc, tainted = _feoc(result)
    plans: list[tuple[moves.Plan, moves.Plan]] = []
    balances: list[Balance] = []
    helps = not result.gates.closed and law.can_be_met()
    if helps:
        balances = [balance(test, traced, law) for test in answer.tests if test.available]
        if answer.status is not Status.PASS and (tainted or answer.minerals is not Status.PASS):
            plans = [moves.plans(one, [Fact(at, None) for at in sorted(tainted)]) for one in balances]
    return Levers(
        schema_version=SCHEMA_VERSION,
        bom=case.bom,
        scenario=case.scenario,
        screening=case.question.screening,
        placed_in_service=result.placed.text,
        status=answer.status,
        headline=_headline(result, helps=helps),
        required_percentage=str(law.required().value) if answer.chosen is not None else None,
        percentage=cut_percent(answer.chosen.share.low) if answer.chosen is not None else None,
        feoc=feoc,
        requests=requests(answer.screen.suppliers),
        fewest=_plan(min((fewest for fewest, _ in plans), key=lambda plan: len(plan.moves)), traced) if plans else None,
        least=min((_plan(least, traced) for _, least in plans), key=_moved, default=None),
        steps=_steps(balances, {test.test: cut_percent(test.share.low) for test in answer.tests}, traced, law),
    )


def _headline(result: Result, *, helps: bool) -> str:
    if result.gates.closed:
        return not_available(result.gates.before) + (
            "" if result.gates.before is not None else ", whatever the sourcing"
        )
    if not helps:
        return "the requirement cannot be met on the date, whatever the sourcing"
    if result.answer.status is Status.PASS:
        return "passes: no change needed"
    return "does not pass yet"


def _moved(plan: Plan) -> Fraction:
    return Fraction(plan.moved_usd or 0)


# The FEOC screen --------------------------------------------------------------------------------------------------


def _feoc(result: Result) -> tuple[list[FeocLever], set[int]]:
    """The site of every FEOC, and the indexes of the chains that have one."""
    sites = [(supplier.entity, one) for supplier in result.answer.screen.suppliers for one in supplier.sites]
    levers = [
        FeocLever(one.line, one.step, name, _place(one.site.country), one.answer.why(), list(one.cells))
        for name, one in sites
        if one.answer.status is SiteStatus.FEOC
    ]
    cells = {cell for lever in levers for cell in lever.cells}
    own = {part.site.country_cell for part in result.battery.components or []}
    tainted = {
        index
        for index, one in enumerate(result.answer.traced)
        for _, site in one.screened()
        if site.country_cell in cells - own
    }
    return levers, tainted


def _place(country: str | None) -> str | None:
    return None if country is None else country_name(country)


# The percentage ---------------------------------------------------------------------------------------------------


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
    return SiteMove(_place(site.country), site.entity, list(dict.fromkeys([site.country_cell, site.entity_cell])))
