"""The tables that several reports show."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import RenderableType

from ...engine.report.report import CriticalMinerals, ScenarioUsed
from .summary import scenario_mark
from .terminal import bullets, heading, paragraph, table

_COUNTS = {True: "yes", False: "no", None: "not known"}
_MOST = 6


def scenario_parts(scenario: ScenarioUsed) -> Iterator[RenderableType]:
    """The scenario that a report was made under, and what it supposes."""
    yield paragraph(f"{scenario_mark(scenario)}: {scenario.description}", "bold")
    yield bullets(scenario.changes)


def mineral_table(m: CriticalMinerals) -> Iterator[RenderableType]:
    """Each mineral's value, and what of it counts."""
    yield heading("Value by mineral")
    columns = [("mineral", "left"), ("value USD", "right"), ("share %", "right"), ("counts USD", "right"), ("", "left")]
    rows = []
    for mineral in m.minerals:
        lines = mineral.unpriced_lines
        open_ = f"no price: {some(lines)}" if lines else ""
        money = [None if v is None else grouped(v) for v in (mineral.value_usd, mineral.qualifying_value_usd)]
        rows.append([mineral.mineral, money[0], mineral.share_percentage, money[1], open_])
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    yield table(columns, rows)


def origin_table(m: CriticalMinerals) -> Iterator[RenderableType]:
    """Each mineral's value by step and country."""
    yield heading("Where it comes from")
    columns = [
        ("mineral", "left"),
        ("step", "left"),
        ("country", "left"),
        ("value USD", "right"),
        ("share %", "right"),
        ("counts", "left"),
    ]
    before = ("", "")
    rows = []
    for origin in m.origins:
        at = (origin.mineral, origin.step)
        mineral = "" if origin.mineral == before[0] else origin.mineral
        step = "" if at == before else origin.step
        value = None if origin.value_usd is None else grouped(origin.value_usd)
        rows.append([mineral, step, origin.country_name, value, origin.share_percentage, _COUNTS[origin.counts]])
        before = at
    yield table(columns, rows)


def chain_table(m: CriticalMinerals) -> Iterator[RenderableType]:
    """Each line with the share of each step that counts, and the greatest of them."""
    yield heading("Procurement chains: the share of each step that counts")
    columns = [
        ("line", "left"),
        ("mineral", "left"),
        ("value USD", "right"),
        ("extraction", "right"),
        ("processing", "right"),
        ("recycling", "right"),
        ("share", "right"),
    ]
    rows = []
    for c in m.chains:
        steps = [
            _span(low, high)
            for low, high in (
                (c.extraction_low, c.extraction_high),
                (c.processing_low, c.processing_high),
                (c.recycling_low, c.recycling_high),
                (c.share_low, c.share_high),
            )
        ]
        rows.append([c.line, c.mineral, None if c.value_usd is None else grouped(c.value_usd), *steps])
    yield table(columns, rows)


def _span(low: str | None, high: str | None) -> str:
    """`3/4`, `0..1`, or a dash where the step does not occur."""
    if low is None:
        return "-"
    return low if low == high else f"{low}..{high}"


def grouped(money: str) -> str:
    """`1234567.89` as `1,234,567.89`."""
    return f"{Decimal(money):,}"


def some(names: Iterable[str]) -> str:
    """The first names, each once, and how many more there are."""
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _MOST} more" if len(unique) > _MOST else ""
    return ", ".join(unique[:_MOST]) + more
