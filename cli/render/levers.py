"""What to change so that it passes."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.regimes.clean_vehicle.levers import Levers, Plan, StepLever
from ..choices import TextOrJson
from .phrases import SCREENING, TESTS
from .styles import VERDICT
from .summary import scenario_prefix
from .tables import grouped, scenario_parts, some
from .terminal import bullets, heading, paragraph, plain_text, printed, table

_MOST_STEPS = 20


def render_levers(view: Levers, format_: TextOrJson, *, width: int, color: bool) -> str:
    """FEOCs that must go, the fewest lines, the least value, and what each line alone would do."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(view), indent=1).decode() + "\n"
    return printed(_parts(view), width=width, color=color)


def _parts(view: Levers) -> Iterator[RenderableType]:
    word, style = VERDICT[view.status]
    mark = scenario_prefix(view.scenario)
    yield Text.assemble(
        (mark, "bold"), ("LEVERS", "bold"), "  ", plain_text(view.bom.title, "bold"), "  ", (word, style)
    )
    yield paragraph(f"{view.headline}, placed in service {view.placed_in_service}")
    if view.scenario is not None:
        yield from scenario_parts(view.scenario)
    if view.screening:
        yield paragraph(SCREENING, "bold")
    if view.percentage is not None:
        yield paragraph(f"{view.percentage} percent at the low end, {view.required_percentage} required")
    if view.feoc:
        yield heading("FEOCs that must go")
        names = [("line", "left"), ("step", "left"), ("supplier", "left"), ("country", "left"), ("why", "left")]
        yield table(names, [[f.line, f.step, f.entity, f.country, f.why] for f in view.feoc])
    if view.requests:
        yield heading("Not shown to be clean: to be asked, whatever is changed")
        yield bullets([f"{r.supplier} ({some(r.lines)}): {'; '.join(r.missing)}" for r in view.requests])
    if view.fewest is not None:
        yield from _plan("The fewest lines to re-source", view.fewest)
    if view.least is not None and view.least != view.fewest:
        yield from _plan("The least value to move", view.least)
    if view.steps:
        yield from _steps(view.steps)


def _plan(title: str, plan: Plan) -> Iterator[RenderableType]:
    yield heading(f"{title}: {len(plan.lines)} line{'s' * (len(plan.lines) != 1)}")
    columns = [("line", "left"), ("mineral", "left"), ("value to move USD", "right")]
    rows: list[list[str | Text | None]] = [
        [line.line, line.mineral, None if line.value_usd is None else grouped(line.value_usd)] for line in plan.lines
    ]
    yield table(columns, rows)
    moved = f", ${grouped(plan.moved_usd)} moved" if plan.moved_usd is not None else ""
    yield paragraph(f"comes to {plan.percentage} percent in the {TESTS[plan.test]}{moved}")


def _steps(steps: list[StepLever]) -> Iterator[RenderableType]:
    yield heading("What one change does: all of one step of one line in countries that count")
    tests = list(steps[0].percentages)
    names = [("line", "left"), ("mineral", "left"), ("step", "left"), ("now", "left")]
    names += [(f"{test.replace('_', ' ')} %", "right") for test in tests]
    rows: list[list[str | Text | None]] = [
        [
            *(s.line, s.mineral, s.step, some([site.country or "not known" for site in s.sites])),
            *(s.percentages[test] for test in tests),
        ]
        for s in steps[:_MOST_STEPS]
    ]
    yield table(names, rows)
    if len(steps) > _MOST_STEPS:
        yield paragraph(f"and {len(steps) - _MOST_STEPS} more steps that gain no more; -f json lists them all")
