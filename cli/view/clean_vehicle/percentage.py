"""The percentage against the requirement, its two tests, and each mineral's value."""

from msgspec.structs import replace

from ....engine.regimes.clean_vehicle.sections import CriticalMinerals, Deciding, Test
from ..sections import Bar, Block, Fact, Facts, Paragraph, Section, Table, Text, dollars, left, percent, right, usd
from ..words import lines, some, span, status_word
from .changes import TESTS

_MOST = 10
"""Minerals on one screen."""
_UNAVAILABLE = "no longer available on the date"


def requirement(m: CriticalMinerals) -> str:
    """`critical minerals: 59.9960%, 60% required`."""
    return f"critical minerals: {span(m.percentage, m.high_percentage)}, {m.required_percentage}% required"


def section(m: CriticalMinerals, deciding: Deciding | None) -> Section:
    """The bar, why the percentage is an interval, and both tests."""
    share = m.exact or f"{m.low} to {m.high}"
    figures = [Fact("exact share", share), Fact("value", usd(m.total_value_usd))]
    figures.append(Fact("value that counts", usd(m.qualifying_value_usd)))
    blocks: list[Block] = [_bar(m), *_interval(m, deciding), Facts(figures)]
    rows: list[list[Text]] = [
        [
            TESTS[test.test] + (" (the figures above)" if test.test == m.test else ""),
            span(test.percentage, test.high_percentage) if test.available else "",
            status_word(test.status) if test.available else _UNAVAILABLE,
        ]
        for test in m.tests
    ]
    columns = left("test") + right("percentage", breaks=True) + left("result", breaks=True)
    caption = "The two tests: meeting either available test meets the requirement"
    title = requirement(m)
    return Section(
        title[0].upper() + title[1:], [*blocks, Table(columns, rows, "tests", caption)], "percentage", "Percentage"
    )


def brief(m: CriticalMinerals, deciding: Deciding | None) -> Section:
    """The bar, why the percentage is an interval, the other test in a line, and the value by mineral."""
    other = [f"{TESTS[test.test]}: {_figures(test)}" for test in m.tests if test.test != m.test]
    title = requirement(m)
    return Section(
        title[0].upper() + title[1:], [_bar(m), *_interval(m, deciding), *map(Paragraph, other), _minerals(m, _MOST)]
    )


def gap(m: CriticalMinerals) -> str | None:
    """`0.0040 points below the requirement`."""
    if m.gap_points is None:
        return None
    points = f"{m.gap_points.lstrip('-')} points {'below' if m.gap_points.startswith('-') else 'above'}"
    return f"{points} the requirement" if m.exact else f"lowest possible: {points}"


def _bar(m: CriticalMinerals) -> Bar:
    assert m.percentage is not None
    assert m.high_percentage is not None
    assert m.required_percentage is not None
    counts = None
    if m.total_value_usd is not None and m.qualifying_value_usd is not None:
        counts = f"{dollars(m.qualifying_value_usd)} of {dollars(m.total_value_usd)} counts"
    return Bar(m.percentage, m.high_percentage, m.required_percentage, gap(m), counts)


def _figures(test: Test) -> str:
    return f"{span(test.percentage, test.high_percentage)}, {test.status}" if test.available else _UNAVAILABLE


def because(m: CriticalMinerals, deciding: Deciding | None) -> str | None:
    """What makes the percentage an interval, with the lines and cells; None where it is none."""
    if m.percentage == m.high_percentage:
        return None
    unpriced = [(x.mineral, line) for x in m.minerals for line in x.unpriced_lines]
    if unpriced:
        verb = "has" if len(unpriced) == 1 else "have"
        cells = {chain.line: chain.cells.value for chain in m.chains}
        at = some((cells[line] for _, line in unpriced if line in cells), 3)
        who = f"{lines((line for _, line in unpriced), 4)} ({some((mineral for mineral, _ in unpriced), 3)})"
        return f"{who} {verb} no price{f' ({at})' if at else ''}"
    if deciding is None or not deciding.facts:
        return "facts about origin or value added are missing"
    at = some((cell for fact in deciding.facts for cell in fact.cells), 3)
    return f"facts are missing in {lines((fact.line for fact in deciding.facts), 4)} ({at})"


def _interval(m: CriticalMinerals, deciding: Deciding | None) -> list[Block]:
    reason = because(m, deciding)
    return [] if reason is None else [Paragraph(f"An interval, because {reason}")]


def minerals(m: CriticalMinerals) -> Section:
    """Each mineral's value, and how much of it counts."""
    total: list[Text] | None = None
    if m.total_value_usd is not None:
        total = ["all", usd(m.total_value_usd), "", usd(m.qualifying_value_usd)]
    table = _minerals(m)
    if total is not None and len(table.columns) > len(total):
        total.append("")
    return Section("Value by mineral", [replace(table, total=total)], "minerals", "Value by mineral")


def _minerals(m: CriticalMinerals, most: int | None = None) -> Table:
    columns = left("mineral") + right("value", "share", "counts")
    rows: list[list[Text]] = [
        [x.mineral, usd(x.value_usd), percent(x.share_percentage), usd(x.qualifying_value_usd)] for x in m.minerals
    ]
    if most is None and any(x.unpriced_lines for x in m.minerals):
        columns += left("no price")
        shown = [lines(x.unpriced_lines) if x.unpriced_lines else "" for x in m.minerals]
        rows = [[*row, unpriced] for row, unpriced in zip(rows, shown, strict=True)]
    caption = "Each mineral's value, its share of all value, and how much of it counts"
    return Table(columns, rows[:most], "minerals-table", caption, least=3, more=len(rows) - len(rows[:most]))
