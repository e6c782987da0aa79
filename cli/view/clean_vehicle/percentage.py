"""The percentage against the requirement, its two tests, and each mineral's value."""

from collections.abc import Iterator, Sequence

from ....engine.regimes.clean_vehicle.sections import CriticalMinerals, Test
from ..sections import (
    Bar,
    Block,
    Fact,
    Facts,
    Medium,
    Number,
    Paragraph,
    Section,
    Table,
    Text,
    left,
    right,
)
from ..words import grouped, money, some, span, status_word, words
from .changes import TESTS

_UNAVAILABLE = "no longer available on the date"
_UNPRICED = {Medium.TERMINAL: "", Medium.MEMO: "lines without a price", Medium.PAGE: "no price"}


def requirement(m: CriticalMinerals) -> str:
    return f"critical minerals: {span(m.percentage, m.high_percentage)} percent, {m.required_percentage} required"


def sections(m: CriticalMinerals, medium: Medium) -> Iterator[Section]:
    if medium is Medium.SHEET:
        yield Section("Critical minerals", [Facts(list(_percentage_facts(m)))])
        yield Section("Tests", [Facts([fact for test in m.tests for fact in _test_facts(test)])])
        yield Section("Value by mineral", [Facts(list(_mineral_facts(m)))])
        return
    title = requirement(m)
    title = title[0].upper() + title[1:]
    if medium is Medium.PAGE:
        title = f"Percentage: {span(m.percentage, m.high_percentage)}, {m.required_percentage} required"
    blocks: list[Block] = [_bar(m)]
    if medium is Medium.TERMINAL:
        blocks += [Paragraph(f"{TESTS[test.test]}: {_test_figures(test, m.test)}") for test in m.tests]
    else:
        blocks.append(_tests(m, medium))
    yield Section(title, blocks, "percentage", "Percentage")
    yield minerals(m, medium)


def _bar(m: CriticalMinerals) -> Bar:
    assert m.percentage is not None
    assert m.high_percentage is not None
    assert m.required_percentage is not None
    gap, counts = None, None
    if m.gap_points is not None:
        least = "" if m.exact else "at the low end "
        gap = f"{least}{m.gap_points.lstrip('-')} points {'too little' if m.gap_points.startswith('-') else 'over'}"
    if m.total_value_usd is not None and m.qualifying_value_usd is not None:
        counts = f"${grouped(m.qualifying_value_usd)} of ${grouped(m.total_value_usd)} counts"
    return Bar(m.percentage, m.high_percentage, m.required_percentage, gap, counts)


def _test_figures(test: Test, used: str) -> str:
    if not test.available:
        return _UNAVAILABLE
    figures = " (the figures above)" if test.test == used else ""
    return f"{span(test.percentage, test.high_percentage)} percent, {test.status}{figures}"


def _tests(m: CriticalMinerals, medium: Medium) -> Table:
    on_page = medium is Medium.PAGE
    rows: list[list[Text]] = []
    for test in m.tests:
        percentage, answer = span(test.percentage, test.high_percentage), words(test.status)
        if on_page:
            used = "its figures are those of this test" if test.test == m.test else ""
            status = status_word(test.status) if test.available else _UNAVAILABLE
            rows.append([TESTS[test.test], percentage, status, used])
        else:
            name = TESTS[test.test] + (" (the figures here)" if test.test == m.test else "")
            rows.append([name, percentage, answer] if test.available else [name, "", _UNAVAILABLE])
    columns = (
        left("test") + right("percentage", breaks=True) + left(*["answer", "this report"][: 1 + on_page], breaks=True)
    )
    caption = "The two tests: the requirement is met if either available one is met"
    return Table(columns, rows, "tests", caption)


def minerals(m: CriticalMinerals, medium: Medium) -> Section:
    """Each mineral's value, and what of it counts."""
    columns = left("mineral") + right("value USD", "share %", "counts USD")
    rows: list[list[Text]] = [
        [x.mineral, money(x.value_usd), x.share_percentage, money(x.qualifying_value_usd)] for x in m.minerals
    ]
    total: list[Text] | None = None
    if m.total_value_usd is not None:
        total = ["all", money(m.total_value_usd), "", money(m.qualifying_value_usd)]
    if any(x.unpriced_lines for x in m.minerals):
        columns += left(_UNPRICED[medium])
        rows = [[*row, unpriced(x.unpriced_lines, medium)] for row, x in zip(rows, m.minerals, strict=True)]
        total = total and [*total, ""]
    caption = "Each mineral's value, its share of all value, and what of it counts"
    table = Table(columns, rows, "minerals-table", caption, total=total)
    return Section("Value by mineral", [table], "minerals", "Value by mineral")


def unpriced(lines: Sequence[str], medium: Medium) -> str:
    if not lines:
        return ""
    match medium:
        case Medium.PAGE:
            return f"line{'s' * (len(lines) > 1)} {', '.join(lines)}"
        case Medium.TERMINAL:
            return f"no price: {some(lines)}"
    return some(lines)


def _percentage_facts(m: CriticalMinerals) -> Iterator[Fact]:
    yield Fact("answer", words(m.status))
    yield Fact("required, percent", Number(m.required_percentage))
    ends = [f"percentage{end}, cut off" for end in ("", " at the low end", " at the high end")]
    yield from _ends(ends, Number(m.percentage), Number(m.high_percentage))
    if m.gap_points is not None:
        yield Fact("points over the requirement (minus: too little)", Number(m.gap_points))
    yield from _ends([f"exact share{end}" for end in ("", " at the low end", " at the high end")], m.low, m.high)
    yield Fact("value USD", Number(m.total_value_usd))
    yield Fact("value that counts USD", Number(m.qualifying_value_usd))
    yield Fact("these figures are those of", TESTS[m.test])


def _ends(labels: Sequence[str], low: Text, high: Text) -> list[Fact]:
    """A figure under the first label, or its two ends where they differ, under the others."""
    return [Fact(labels[0], low)] if low == high else [Fact(labels[1], low), Fact(labels[2], high)]


def _test_facts(test: Test) -> Iterator[Fact]:
    name = TESTS[test.test]
    yield Fact(name, words(test.status) if test.available else _UNAVAILABLE)
    if test.available:
        ends = [f"{name}: {end}" for end in ("percentage", "low end", "high end")]
        yield from _ends(ends, Number(test.percentage), Number(test.high_percentage))


def _mineral_facts(m: CriticalMinerals) -> Iterator[Fact]:
    for x in m.minerals:
        yield Fact(f"{x.mineral}: value USD", Number(x.value_usd))
        yield Fact(f"{x.mineral}: share, percent", Number(x.share_percentage))
        yield Fact(f"{x.mineral}: counts USD", Number(x.qualifying_value_usd))
        if x.unpriced_lines:
            yield Fact(f"{x.mineral}: lines without a price", ", ".join(x.unpriced_lines))
