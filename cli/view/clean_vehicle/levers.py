"""What to change so that it passes."""

from collections.abc import Iterator

from ....engine.regimes.clean_vehicle.levers import (
    ComponentLever,
    ComponentLevers,
    ComponentPlan,
    Levers,
    Plan,
    StepLever,
)
from ....engine.regimes.clean_vehicle.question import Half
from ..sections import (
    Banner,
    Block,
    Bullets,
    Cells,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Word,
    dollars,
    left,
    percent,
    right,
    usd,
)
from ..words import banners, counted, scenario_prefix, some, uncited, verdict, words
from .percentage import TESTS

_MOST = 20


def sections(view: Levers) -> Iterator[Line | Paragraph | Section | Banner]:
    """Suppliers to replace, the fewest lines, the least value, and what each line alone would do."""
    mark = Word(scenario_prefix(view.scenario))
    yield Line([mark, Word("LEVERS"), "  ", Word(view.bom.title), "  ", verdict(view.status)])
    yield Paragraph(f"{view.headline}, placed in service {view.placed_in_service}")
    yield from banners(view.scenario, screening=view.screening)
    yield from map(Paragraph, _percentages(view))
    if view.half is not Half.MINERALS and view.changes:
        yield Paragraph(_changes(view, view.changes))
    if view.feoc:
        columns = left("line", "step", "supplier", "country", "why")
        rows = [[f.line, f.step, f.entity, f.country, f.why] for f in view.feoc]
        yield Section("Suppliers to replace", [Table(columns, rows)])
    if view.requests:
        asked = [f"{r.supplier} ({some(r.lines)}): {'; '.join(r.missing)}" for r in view.requests]
        yield Section("Not cleared: evidence to ask for, whatever else is changed", [Bullets(asked)])
    if view.fewest is not None:
        yield _plan("The fewest lines to re-source", view.fewest)
    if view.least is not None and view.least != view.fewest:
        yield _plan("The least value to move", view.least)
    if view.components is not None:
        yield from _component_plans(view.components)
    if view.steps:
        yield _steps(view.steps)
    if view.components is not None and view.components.components:
        yield _components_alone(view.components.components)


def _percentages(view: Levers) -> Iterator[str]:
    """The lowest possible percentage of each half asked for, named if there are two."""
    shown = [("critical minerals", view)] if view.percentage is not None else []
    halves = [*shown, ("battery components", view.components)]
    for name, half in halves:
        if half is not None and half.percentage is not None:
            text = f"{half.percentage}% (lowest possible), {half.required_percentage}% required"
            yield text if view.half is Half.MINERALS else f"{name}: {text}"


def _changes(view: Levers, changes: int) -> str:
    """`The fewest changes that give $7,500: 3, if acquired by 2025-09-30`."""
    met = "both requirements" if view.half is Half.BOTH else "the requirement"
    gives = f"give ${view.total_usd:,}" if view.total_usd is not None else f"meet {met}"
    condition = f", if {uncited(view.only_if)}" if view.only_if is not None else ""
    evidence = ", with the evidence to ask for" if view.requests else ""
    return f"The fewest changes that {gives}: {changes}{condition}{evidence}"


def _plan(title: str, plan: Plan) -> Section:
    columns = left("line", "mineral") + right("value to move")
    rows: list[list[Text]] = [[line.line, line.mineral, usd(line.value_usd)] for line in plan.lines]
    moved = f", {dollars(plan.moved_usd)} moved" if plan.moved_usd is not None else ""
    result = Paragraph(f"would reach {plan.percentage}% in the {TESTS[plan.test]}{moved}")
    return Section(f"{title}: {counted(len(plan.lines), 'line')}", [Table(columns, rows), result])


def _steps(all_steps: list[StepLever]) -> Section:
    steps = [step for step in all_steps if step.changes_percentage]
    tests = list(all_steps[0].percentages)
    columns = left("line", "mineral", "step", "now") + right(*(words(test) for test in tests))
    rows: list[list[Text]] = [
        [
            *(s.line, s.mineral, s.step, some(site.country or "not known" for site in s.sites)),
            *(percent(s.percentages[test]) for test in tests),
        ]
        for s in steps[:_MOST]
    ]
    title = "What one change would reach: one step of one line, all of it in countries that count"
    return _reached(title, Table(columns, rows), len(steps), len(all_steps))


def _reached(title: str, table: Table, gaining: int, of: int) -> Section:
    """What single changes would reach; `gaining` of them would change the percentage."""
    blocks: list[Block] = [table] if table.rows else []
    more, idle = gaining - len(table.rows), of - gaining
    rest = [f"{more} more that gain no more"] * bool(more) + [f"{idle} that would not change it"] * bool(idle)
    if rest:
        blocks.append(Paragraph(f"{'and ' * bool(table.rows)}{', and '.join(rest)}; -f json lists all"))
    return Section(title, blocks)


# The battery components -----------------------------------------------------------------------------------------------


def _component_plans(found: ComponentLevers) -> Iterator[Section]:
    """The fewest components, and the least value if another plan moves less."""
    if found.fewest is not None:
        most = "" if found.fewest.is_fewest else " (perhaps fewer are enough)"
        yield _component_plan("The fewest components to make in North America", found.fewest, most)
    if found.least is not None and found.least != found.fewest:
        yield _component_plan("The least value of components to move", found.least)


def _component_plan(title: str, plan: ComponentPlan, more: str = "") -> Section:
    columns = left("component") + right("value to move") + left("cells")
    rows: list[list[Text]] = [
        [" and ".join(portion.components), usd(portion.value_usd), Cells(portion.cells)] for portion in plan.portions
    ]
    moved = f", {dollars(plan.moved_usd)} moved" if plan.moved_usd is not None else ""
    result = Paragraph(f"would reach {plan.percentage}%{moved}")
    return Section(f"{title}: {counted(plan.components, 'component')}{more}", [Table(columns, rows), result])


def _components_alone(levers: list[ComponentLever]) -> Section:
    """The percentage that each component alone would reach."""
    moving = [one for one in levers if one.changes_percentage]
    rows: list[list[Text]] = [
        [one.component, one.country or "not known", percent(one.percentage), Cells(one.cells)] for one in moving[:_MOST]
    ]
    columns = left("component", "now") + right("percentage") + left("cells")
    title = "What one component would reach if it were made in North America"
    return _reached(title, Table(columns, rows), len(moving), len(levers))
