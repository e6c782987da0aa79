"""The percentage against the requirement, its two tests, and each mineral's value."""

from msgspec.structs import replace

from ....engine.model.battery import Step
from ....engine.model.numbers import Fraction, Interval
from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.sections import (
    BatteryComponents,
    ChainShare,
    CriticalMinerals,
    Deciding,
    Test,
)
from ....engine.regimes.threshold.balance import weigh
from ....engine.report.disclosure import WITHHELD
from ..sections import (
    Bar,
    Block,
    Fact,
    Facts,
    Paragraph,
    Section,
    Table,
    Text,
    dollars,
    figure,
    left,
    percent,
    right,
    usd,
)
from ..words import gap_text, lines, sentence, some, span, status_word

TESTS = {"traced": "traced qualifying value test", "value_added": "50 percent value-added test"}
"""The two tests of the critical minerals percentage (26 CFR 1.30D-3)."""
_MOST = 10
"""Minerals on one screen."""
_UNAVAILABLE = "no longer available on the date"


def requirement(m: CriticalMinerals) -> str:
    """`critical minerals: 59.9960%, 60% required`."""
    return f"critical minerals: {span(m.percentage, m.high_percentage)}, {m.required_percentage}% required"


def section(m: CriticalMinerals, deciding: Deciding | None) -> Section:
    """The bar, why the percentage is an interval, and both tests."""
    share = m.exact or f"{m.low} to {m.high}"
    figures = [Fact("exact share, as a fraction", share), Fact("value", usd(m.total_value_usd))]
    figures.append(Fact("value that counts", usd(m.qualifying_value_usd)))
    blocks: list[Block] = [bar(m), *_interval(m, deciding), Facts(figures)]
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
    blocks.append(Table(columns, rows, "tests", caption))
    return Section(sentence(requirement(m)), blocks, "percentage", "Percentage")


def brief(m: CriticalMinerals, deciding: Deciding | None, *, alone: bool) -> Section:
    """The bar, the other test in a line, and the value by mineral; if `alone`, why the percentage is an interval."""
    other = [f"{TESTS[test.test]}: {_figures(test)}" for test in m.tests if test.test != m.test]
    interval = _interval(m, deciding) if alone else []
    blocks: list[Block] = [bar(m), *interval, *map(Paragraph, other), _minerals(m, _MOST)]
    return Section(sentence(requirement(m)), blocks)


def gap(m: CriticalMinerals | BatteryComponents) -> str | None:
    """`0.0040 points below the requirement`."""
    if m.gap_points is None:
        return None
    exact = m.exact if m.total_value_usd != WITHHELD and not is_never_met(m) else None
    return gap_text(m.gap_points, exact, m.required_percentage, "requirement", is_interval=m.exact is None)


def is_never_met(m: CriticalMinerals | BatteryComponents) -> bool:
    """Whether it fails under a reading by which no percentage meets the requirement."""
    if m.status != Status.FAIL or m.high is None or m.required_percentage is None:
        return False
    return 100 * Fraction(m.high) >= Fraction(m.required_percentage)


def bar(m: CriticalMinerals | BatteryComponents) -> Bar:
    """The percentage against the requirement, the distance, and the value that counts."""
    assert m.percentage is not None
    assert m.high_percentage is not None
    assert m.required_percentage is not None
    counts = None
    if figure(m.total_value_usd) is not None and m.total_value_usd and m.qualifying_value_usd:
        counts = f"{dollars(m.qualifying_value_usd)} of {dollars(m.total_value_usd)} counts"
    id_ = "bar" if isinstance(m, CriticalMinerals) else "components-bar"
    return Bar(m.percentage, m.high_percentage, m.required_percentage, gap(m), counts, id_)


def _figures(test: Test) -> str:
    return f"{span(test.percentage, test.high_percentage)}, {test.status}" if test.available else _UNAVAILABLE


def because(m: CriticalMinerals, deciding: Deciding | None) -> str | None:
    """What makes the percentage an interval, with the lines and cells; None if it is a single value."""
    if m.percentage == m.high_percentage or m.total_value_usd == WITHHELD:
        return None
    unpriced, open_ = _causes(m)
    texts = []
    if unpriced:
        verb = "has" if len(unpriced) == 1 else "have"
        who = f"{lines((chain.line for chain in unpriced), 4)} ({some((chain.mineral for chain in unpriced), 3)})"
        texts.append(f"{who} {verb} no price ({some((chain.cells.value for chain in unpriced), 3)})")
    if open_:
        facts = deciding.facts if deciding is not None else []
        cells = {(fact.line, fact.step): fact.cells for fact in facts}
        at = (
            cell
            for chain in open_
            for step in Step
            if getattr(chain, f"{step}_low") != getattr(chain, f"{step}_high")
            for cell in cells.get((chain.line, step), getattr(chain.cells, step))
        )
        texts.append(f"facts are missing in {lines((chain.line for chain in open_), 4)} ({some(at, 3)})")
    return ", and ".join(texts)


def _causes(m: CriticalMinerals) -> tuple[list[ChainShare], list[ChainShare]]:
    """The lines whose price, and those whose origin or value added, could narrow the interval.

    A missing price does so only if that line alone sets an end of the interval, beyond the range of the priced lines;
    a line's own share only if the interval ends at it, or where the range of the priced lines ends.
    """
    assert m.low is not None
    assert m.high is not None
    ends = Fraction(m.low), Fraction(m.high)
    shares = [(chain, Interval(Fraction(chain.counts_low), Fraction(chain.counts_high))) for chain in m.chains]
    values = [None if chain.value_exact is None else Fraction(chain.value_exact) for chain, _ in shares]
    priced = [(value, share) for value, (_, share) in zip(values, shares, strict=True) if value]
    given = weigh(priced).share if priced else None
    unpriced, open_ = [], []
    for value, (chain, share) in zip(values, shares, strict=True):
        if value is None and (given is not None or len(shares) > 1):
            beyond = given is None or share.low < given.low, given is None or share.high > given.high
            if (beyond[0] and share.low == ends[0]) or (beyond[1] and share.high == ends[1]):
                unpriced.append(chain)
        own = share if value is None else given if value else None
        if share.exact is None and own is not None and (own.low == ends[0] or own.high == ends[1]):
            open_.append(chain)
    return unpriced, open_


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
