"""The fewest sourcing changes that would make a battery pass: lines to re-source, components to move, value to move."""

import msgspec

from ...model.numbers import cut_percent
from ...model.statuses import Status
from ...report.report import SCHEMA_VERSION, AppliedScenario, Bom, Request
from ...vocabulary.countries import country_name
from ..regime import Case
from .asked_half import asked_status
from .component_levers import ComponentLevers, component_levers, components_obstacle
from .mineral_levers import Plan, StepLever, mineral_levers, minerals_obstacle
from .question import Half
from .screened_suppliers import SiteStatus, SupplierSite, requests
from .verdict import Result, weigh


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
    minerals = mineral_levers(result, lines) if half is not Half.COMPONENTS else None
    components = component_levers(result, parts) if half is not Half.MINERALS else None
    obstacle = (minerals_obstacle(result) if minerals is not None else None) or (
        components_obstacle(result) if half is not Half.MINERALS else None
    )
    fewest = minerals.fewest if minerals is not None else None
    parts_moved = components.fewest if components is not None else None
    changes = len(fewest.lines) if fewest is not None else len(lines)
    changes += parts_moved.components if parts_moved is not None else len(parts)
    total = None if obstacle or gates.unread or case.scenario is not None else _total(result)
    chosen = answer.chosen if minerals is not None else None
    return Levers(
        schema_version=SCHEMA_VERSION,
        bom=case.bom,
        scenario=case.scenario,
        screening=case.question.screening,
        placed_in_service=result.placed.text,
        status=status,
        headline=obstacle or _headline(half, status),
        required_percentage=str(law.required().value) if chosen is not None else None,
        percentage=cut_percent(chosen.share.low) if chosen is not None else None,
        feoc=[
            FeocLever(one.line, one.step, name, _place(one.site.country), one.answer.why(), list(one.cells))
            for name, one in feocs
        ],
        requests=requests(answer.screen.suppliers),
        fewest=fewest,
        least=minerals.least if minerals is not None else None,
        steps=minerals.steps if minerals is not None else [],
        half=half,
        components=components,
        changes=None if obstacle else changes,
        total_usd=total,
        only_if=gates.if_acquired if total is not None else None,
    )


def _headline(half: Half, status: Status) -> str:
    if status is Status.PASS:
        return f"passes{' for the whole credit' if half is Half.BOTH else ''}: no change needed"
    return "does not pass yet"


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
