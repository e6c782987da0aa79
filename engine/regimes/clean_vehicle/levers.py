"""The fewest changes of sourcing that would make a battery pass: lines to re-source, and the value to move.

A line is re-sourced where all of one step moves to a country that counts: its share is then 1, whatever its other steps
are. Unknown shares are taken at their low ends, so what is proposed suffices however they turn out.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ...model.battery import Site
from ...model.interval import ONE, ZERO
from ...model.numbers import Fraction, cut_percent, lift, money
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, Bom, Request, ScenarioUsed
from ...vocabulary.countries import country_name
from ..regime import Case
from ..threshold.balance import Balance
from .law import Law
from .screened_suppliers import SiteStatus, requests
from .tracing import Traced, country_counts
from .verdict import Result, weigh


class SiteMove(msgspec.Struct, frozen=True):
    """A site that is to be somewhere else, or with somebody else."""

    country: str | None
    entity: str | None
    cells: list[str]


class StepLever(msgspec.Struct, frozen=True):
    """What moving all of one step of one line to a country that counts makes of the percentage, by test."""

    line: str
    mineral: str
    material: str | None
    value_usd: str | None
    step: str
    sites: list[SiteMove]
    percentages: dict[str, str]


class FeocLever(msgspec.Struct, frozen=True):
    """A FEOC that must go from a line, or from a battery component."""

    line: str
    step: str
    entity: str | None
    country: str | None
    why: str
    cells: list[str]


class Portion(msgspec.Struct, frozen=True):
    """A line to re-source and the value of it that has to move; None where the line has no value."""

    line: str
    mineral: str
    value_usd: str | None


class Plan(msgspec.Struct, frozen=True):
    """Changes that suffice, in one test, with the percentage that they come to and the value that they move."""

    test: str
    lines: list[Portion]
    percentage: str
    moved_usd: str | None


class Levers(msgspec.Struct, frozen=True):
    """What `critmin levers` says of one bill of materials.

    `fewest` re-sources the fewest lines, `least` moves the least value, parts of lines too. Both include the lines that
    a FEOC must leave, moved to where they count. They are None where nothing need be done, and where nothing helps.
    """

    schema_version: int
    bom: Bom
    scenario: ScenarioUsed | None
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
        Unreadable: it cannot be read, no date placed in service, or acquired after it.
    """
    case.refuse()
    result = weigh(case.facts, case.question, case.rulebook)
    answer, law = result.answer, result.law
    traced = list(answer.traced)
    feoc, tainted = _feoc(result)
    plans: list[tuple[Plan, Plan | None]] = []
    balances: list[Balance] = []
    helps = not result.gates.closed and answer.chosen is not None and law.can_be_met()
    if helps:
        balances = [Balance(test, traced, law) for test in answer.tests if test.available]
        if answer.status is not Status.PASS and (tainted or answer.minerals is not Status.PASS):
            plans = [plan for balance in balances if (plan := _plans(balance, traced, tainted)) is not None]
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
        fewest=min((fewest for fewest, _ in plans), key=lambda plan: len(plan.lines), default=None),
        least=min((least for _, least in plans if least is not None), key=_moved, default=None),
        steps=_steps(balances, traced, law),
    )


def _headline(result: Result, *, helps: bool) -> str:
    if result.gates.closed:
        return "no credit is available to this vehicle: no change of sourcing helps"
    if not helps:
        return "the requirement cannot be met on the date: no change of sourcing helps"
    if result.answer.status is Status.PASS:
        return "passes: nothing need be changed"
    return "does not pass yet"


def _moved(plan: Plan) -> Fraction:
    return Fraction(plan.moved_usd or 0)


# The FEOC screen --------------------------------------------------------------------------------------------------


def _feoc(result: Result) -> tuple[list[FeocLever], set[int]]:
    """Every FEOC's site, and the chains that have one."""
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


def _plans(balance: Balance, traced: Sequence[Traced], tainted: set[int]) -> tuple[Plan, Plan | None] | None:
    """The fewest lines and the least value for one test; None where not even all lines suffice."""
    lines = balance.lines
    # A FEOC must leave its lines, and a line without a value that may be below the requirement could drag it down.
    moved = set(tainted) | {i for i, n in enumerate(lines) if n.value is None and n.low < balance.required}
    gains = {i: n.value * (1 - n.low) for i, n in enumerate(lines) if n.value is not None}
    missing = -balance.over_at_low - sum((gains.get(i, ZERO) for i in moved), ZERO)
    rising = sorted((i for i in gains if i not in moved and gains[i]), key=lambda i: (-gains[i], i))
    fewest, left = set(moved), missing
    for index in rising:
        if left <= 0:
            break
        fewest.add(index)
        left -= gains[index]
    if left > 0:
        return None
    parts: dict[int, Fraction | None] = {index: lines[index].value for index in moved}
    left = missing
    for index in sorted(rising, key=lambda i: (lines[i].low, i)):
        if left <= 0:
            break
        whole, low = lines[index].value, lines[index].low
        assert whole is not None
        parts[index] = part = min(whole, left / (1 - low))
        left -= part * (1 - low)
    whole_lines = {index: lines[index].value for index in fewest}
    return _plan(balance, traced, whole_lines), _plan(balance, traced, parts)


def _plan(balance: Balance, traced: Sequence[Traced], moved: Mapping[int, Fraction | None]) -> Plan:
    total = sum((line.value for line in balance.lines if line.value is not None), ZERO)
    counts = sum((line.value * line.low for line in balance.lines if line.value is not None), ZERO)
    counts += sum((value * (1 - balance.lines[i].low) for i, value in moved.items() if value is not None), ZERO)
    values = [value for value in moved.values() if value is not None]
    return Plan(
        test=balance.test.test,
        lines=[
            # What has to move is never told too small.
            Portion(traced[i].chain.line, traced[i].chain.mineral, None if value is None else lift(value, 2))
            for i, value in sorted(moved.items())
        ],
        percentage=cut_percent(counts / total) if total else cut_percent(ONE),
        moved_usd=lift(sum(values, ZERO), 2) if len(values) == len(moved) else None,
    )


def _steps(balances: Sequence[Balance], traced: Sequence[Traced], law: Law) -> list[StepLever]:
    """Every step that does not yet count whole, those of the lines that gain most first."""
    rows: list[tuple[Fraction, int, StepLever]] = []
    afters = {balance.test.test.value: _After(balance) for balance in balances}
    for index, one in enumerate(traced):
        after = {test: moved.low(index) for test, moved in afters.items()}
        if not after or all(balance.lines[index].low == 1 for balance in balances):
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
            )
            rows.append((-max(after.values()), index, lever))
    return [lever for _, _, lever in sorted(rows, key=lambda row: row[:2])]


def _site(site: Site) -> SiteMove:
    return SiteMove(_place(site.country), site.entity, list(dict.fromkeys([site.country_cell, site.entity_cell])))


class _After:
    """The low end of the percentage if one line counted whole."""

    def __init__(self, balance: Balance) -> None:
        self._lines = balance.lines
        priced = [line for line in balance.lines if line.value is not None]
        self._total = sum((line.value for line in priced if line.value is not None), ZERO)
        self._counts = sum((line.value * line.low for line in priced if line.value is not None), ZERO)
        self._open = sorted((line.low, i) for i, line in enumerate(balance.lines) if line.value is None)[:2]

    def low(self, index: int) -> Fraction:
        line = self._lines[index]
        counts = self._counts + (line.value * (1 - line.low) if line.value is not None else ZERO)
        ends = [low for low, i in self._open if i != index][:1]
        return min([*ends, counts / self._total] if self._total else [*ends, ONE])
