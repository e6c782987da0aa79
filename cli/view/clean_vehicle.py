"""What a report on the critical minerals of a clean vehicle (26 USC 30D) says: its sections, their order and words."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

import msgspec

from ...engine.model.battery import Step
from ...engine.model.statuses import Outcome
from ...engine.regimes.clean_vehicle.diff.difference import CleanVehicleDiff
from ...engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ...engine.regimes.clean_vehicle.sections import (
    ChainShare,
    CleanVehicleReport,
    CriticalMinerals,
    Test,
    VehicleFacts,
)
from ...engine.vocabulary.countries import country_name
from . import changes, deciding, feoc, periods
from .changes import TESTS
from .sections import (
    Bar,
    Block,
    Cells,
    Column,
    Entry,
    Fact,
    Facts,
    Flow,
    Inline,
    Key,
    Medium,
    Number,
    Paragraph,
    Period,
    Ribbon,
    Section,
    Table,
    Text,
    Tone,
    Word,
    left,
    right,
)
from .words import COUNTS, counted, grouped, money, some, span, words

_OUTCOMES = {
    Outcome.COUNTS: Word("counts", Tone.GOOD),
    Outcome.UNKNOWN: Word("unknown", Tone.OPEN),
    Outcome.DOES_NOT: Word("does not count", Tone.BAD),
}
_UNAVAILABLE = "no longer available on the date"
_NO_EXTRACTION = "no extraction step"
_NUMBERS = ("msrp_usd", "battery_kwh", "gvwr_lb")
_UNPRICED = {Medium.TERMINAL: "", Medium.MEMO: "lines without a price", Medium.PAGE: "no price"}


class CleanVehicle:
    """The view of the reports of 26 USC 30D."""

    title: ClassVar[str] = "Critical minerals"
    about: ClassVar[str] = (
        "Whether the battery meets the critical minerals requirement of the clean vehicle credit, 26 USC 30D(e)(1)"
    )
    sheets: ClassVar[Sequence[str]] = ("lines", "origins")
    dated: ClassVar[tuple[str, str]] = ("placed in service", "vehicles")
    periods: ClassVar[Sequence[Column]] = periods.COLUMNS
    merged: ClassVar[Mapping[str, str]] = {
        "FEOC-NOT-SHOWN": "{} suppliers are not shown to be clean; see above what is missing of each"
    }

    def facts(self, report: CleanVehicleReport, medium: Medium) -> Facts | None:
        """The vehicle as the verdict took it."""
        if report.vehicle is None or medium is Medium.SHEET:
            return None
        return _vehicle(report.vehicle, report.bom.lines, medium)

    def sections(self, report: CleanVehicleReport, medium: Medium) -> Iterator[Section]:
        """The percentage, what decides it, where the value goes, and the screen."""
        m = report.critical_minerals
        has_percentage = m is not None and m.required_percentage is not None
        if m is not None and has_percentage:
            yield from _percentage(m, medium)
        if medium is Medium.SHEET and report.vehicle is not None:
            yield Section("Vehicle", [Facts(list(_vehicle_facts(report.vehicle)))])
        elif medium in (Medium.TERMINAL, Medium.MEMO) and m is not None and has_percentage:
            yield origins(m, medium)
        if report.deciding is not None and (has_percentage or medium is not Medium.PAGE):
            yield deciding.section(report.deciding, medium)
        if m is not None and medium is Medium.PAGE:
            if has_percentage:
                yield _flows(m)
            if m.chains:
                yield _chains(m)
        if report.feoc is not None:
            yield from feoc.sections(report.feoc, medium)
        if m is not None and medium is Medium.SHEET:
            yield from (_line_sheet(m), _origin_sheet(m))

    def period(self, period: CleanVehiclePeriod, medium: Medium) -> list[Text]:
        return periods.cells(period, medium)

    def bar(self, period: CleanVehiclePeriod) -> Period:
        return periods.bar(period)

    def changes(self, diff: CleanVehicleDiff) -> Iterator[Block | Section]:
        return changes.changes(diff)

    def figure(self, report: CleanVehicleReport) -> str | None:
        """`critical minerals: 59.9960 percent, 60 required`."""
        m = report.critical_minerals
        if m is None or m.required_percentage is None:
            return None
        return _requirement(m)

    def authority(self, report: CleanVehicleReport) -> str | None:
        """The citation of the applicable percentage."""
        return report.critical_minerals.requirement_citation if report.critical_minerals is not None else None


# The vehicle ------------------------------------------------------------------------------------------------------


def _vehicle(v: VehicleFacts, lines: int, medium: Medium) -> Facts:
    if medium is Medium.MEMO:
        facts = [Fact(words(fact.label), fact.value) for fact in _vehicle_facts(v)]
        return Facts([*facts, Fact("lines of the bill of materials", str(lines))], of="vehicle")
    brief = [
        v.model,
        f"placed in service {v.placed_in_service}",
        f"acquired {v.acquired}" if v.acquired else None,
        f"reported {v.report_date}" if v.report_date else None,
        counted(lines, "line"),
    ]
    stated = {
        "model": v.model,
        "model year": v.model_year,
        "placed in service": v.placed_in_service,
        "acquired": v.acquired or "not stated",
        "reported": v.report_date,
        "final assembly": country_name(v.final_assembly_country) if v.final_assembly_country else None,
        "class": v.vehicle_class,
        "price USD": v.msrp_usd,
        "battery kWh": v.battery_kwh,
        "gross weight lb": v.gvwr_lb,
        "lines": str(lines),
        "transition report filed": _yes(v.transition_report),
        "qualified manufacturer": _yes(v.qualified_manufacturer),
        "rechargeable from outside": _yes(v.rechargeable_from_outside),
    }
    facts = [Fact(label, value) for label, value in stated.items() if value]
    return Facts(facts, brief=", ".join(part for part in brief if part))


def _vehicle_facts(v: VehicleFacts) -> Iterator[Fact]:
    for name, value in msgspec.structs.asdict(v).items():
        if isinstance(value, bool):
            yield Fact(name, _yes(value))
        elif value is not None:
            yield Fact(name, Number(value) if name in _NUMBERS else value)


def _yes(value: bool | None) -> str | None:
    return None if value is None else COUNTS[value]


# The percentage ---------------------------------------------------------------------------------------------------


def _requirement(m: CriticalMinerals) -> str:
    return f"critical minerals: {span(m.percentage, m.high_percentage)} percent, {m.required_percentage} required"


def _percentage(m: CriticalMinerals, medium: Medium) -> Iterator[Section]:
    if medium is Medium.SHEET:
        yield Section("Critical minerals", [Facts(list(_percentage_facts(m)))])
        yield Section("Tests", [Facts([fact for test in m.tests for fact in _test_facts(test)])])
        yield Section("Value by mineral", [Facts(list(_mineral_facts(m)))])
        return
    title = _requirement(m)
    title = title[0].upper() + title[1:]
    if medium is Medium.PAGE:
        title = f"Percentage: {span(m.percentage, m.high_percentage)}, {m.required_percentage} required"
    blocks: list[Block] = [_bar(m)]
    if medium is Medium.TERMINAL:
        blocks += [Paragraph(f"{TESTS[test.test]}: {_told(test, m.test)}") for test in m.tests]
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


def _told(test: Test, used: str) -> str:
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
            status = feoc.status_word(test.status) if test.available else _UNAVAILABLE
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
        rows = [[*row, _unpriced(x.unpriced_lines, medium)] for row, x in zip(rows, m.minerals, strict=True)]
        total = total and [*total, ""]
    caption = "Each mineral's value, its share of all value, and what of it counts"
    table = Table(columns, rows, "minerals-table", caption, total=total)
    return Section("Value by mineral", [table], "minerals", "Value by mineral")


def _unpriced(lines: Sequence[str], medium: Medium) -> str:
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
    if m.percentage == m.high_percentage:
        yield Fact("percentage, cut off", Number(m.percentage))
    else:
        yield Fact("percentage at the low end, cut off", Number(m.percentage))
        yield Fact("percentage at the high end, cut off", Number(m.high_percentage))
    if m.gap_points is not None:
        yield Fact("points over the requirement (minus: too little)", Number(m.gap_points))
    if m.exact is not None:
        yield Fact("exact share", m.exact)
    else:
        yield Fact("exact share at the low end", m.low)
        yield Fact("exact share at the high end", m.high)
    yield Fact("value USD", Number(m.total_value_usd))
    yield Fact("value that counts USD", Number(m.qualifying_value_usd))
    yield Fact("these figures are those of", TESTS[m.test])


def _test_facts(test: Test) -> Iterator[Fact]:
    name = TESTS[test.test]
    yield Fact(name, words(test.status) if test.available else _UNAVAILABLE)
    if not test.available:
        return
    if test.percentage == test.high_percentage:
        yield Fact(f"{name}: percentage", Number(test.percentage))
    else:
        yield Fact(f"{name}: low end", Number(test.percentage))
        yield Fact(f"{name}: high end", Number(test.high_percentage))


def _mineral_facts(m: CriticalMinerals) -> Iterator[Fact]:
    for x in m.minerals:
        yield Fact(f"{x.mineral}: value USD", Number(x.value_usd))
        yield Fact(f"{x.mineral}: share, percent", Number(x.share_percentage))
        yield Fact(f"{x.mineral}: counts USD", Number(x.qualifying_value_usd))
        if x.unpriced_lines:
            yield Fact(f"{x.mineral}: lines without a price", ", ".join(x.unpriced_lines))


# Where the value goes ---------------------------------------------------------------------------------------------


def origins(m: CriticalMinerals, medium: Medium) -> Section:
    """Each mineral's value by step and country; on a terminal what is as in the row above is left out."""
    columns = left("mineral", "step", "country") + right("value USD", "share %")
    columns += left("step counts" if medium is Medium.PAGE else "counts")
    rows: list[list[Text]] = []
    before = ("", "")
    for o in m.origins:
        names = [o.mineral, o.step]
        if medium is Medium.TERMINAL:
            names = ["" if o.mineral == before[0] else o.mineral, "" if (o.mineral, o.step) == before else o.step]
            before = (o.mineral, o.step)
        counts: Text = COUNTS[o.counts]
        if medium is Medium.PAGE:
            outcome = {True: Outcome.COUNTS, False: Outcome.DOES_NOT, None: Outcome.UNKNOWN}[o.counts]
            counts = _OUTCOMES[outcome]
        rows.append([*names, o.country_name, money(o.value_usd), o.share_percentage, counts])
    caption = (
        "Each mineral's value by step and country, and whether that step counts there; a chain counts by its best step"
    )
    table = Table(columns, rows, "origins", caption, folded="Value by step and country")
    return Section("Where it comes from", [table])


def chains(m: CriticalMinerals) -> Section:
    """Each line with the share of each step that counts, and the greatest of them."""
    columns = left("line", "mineral") + right("value USD", *Step, "share")
    rows: list[list[Text]] = [[c.line, c.mineral, money(c.value_usd), *_shares(c, "..")] for c in m.chains]
    return Section("Procurement chains: the share of each step that counts", [Table(columns, rows)])


def _shares(chain: ChainShare, to: str) -> Iterator[str]:
    """Of each step and of the line: `3/4`, `0..1`, or a dash where the step does not occur."""
    for step in (*Step, "share"):
        low, high = getattr(chain, f"{step}_low"), getattr(chain, f"{step}_high")
        yield "-" if low is None else low if low == high else f"{low}{to}{high}"


def _chains(m: CriticalMinerals) -> Section:
    """Every line, with the countries, the cells and the share of each step that occurs in any."""
    steps = [step for step in Step if any(getattr(c, f"{step}_low") is not None for c in m.chains)]
    columns = left("line", "mineral", "material", "component") + right("value USD", breaks=True)
    columns += left(*steps, "the line", breaks=True)
    rows: list[list[Text | Entry]] = []
    for c in m.chains:
        value = Entry([money(c.value_usd) or "not known", " ", Cells([c.cells.value])], number=c.value_usd or "")
        row: list[Text | Entry] = [c.line, c.mineral, c.material or "", c.component or "", value]
        for step in steps:
            low, high = getattr(c, f"{step}_low"), getattr(c, f"{step}_high")
            if low is None:
                row.append(Entry(Word("no step", Tone.ABSENT), sort=""))
                continue
            places = [_country(code) for code in getattr(c.countries, step)]
            text: list[Inline] = [", ".join(dict.fromkeys(places)), " ", Cells(getattr(c.cells, step))]
            row.append(Entry(text, sort=", ".join(places), below=_share(low, high)))
        rows.append([*row, Entry(_share(c.share_low, c.share_high), number=c.share_low)])
    caption = (
        "Every line that counts on either side: where each step takes place and its share that counts. "
        "A line counts by its best step"
    )
    return Section(
        "Procurement chains", [Table(columns, rows, "lines", caption, filters="lines")], "chains", "Procurement chains"
    )


def _country(code: str | None) -> str:
    return "not known" if code is None else country_name(code)


def _share(low: str, high: str) -> Word:
    if low != high:
        return Word(f"{low} to {high} counts", Tone.OPEN)
    if low in ("0", "1"):
        return _OUTCOMES[Outcome.COUNTS if low == "1" else Outcome.DOES_NOT]
    return Word(f"{low} counts", Tone.PART)


def _flows(m: CriticalMinerals) -> Section:
    """The value drawn from mineral to outcome, and as tables."""
    blocks: list[Block] = [Paragraph("No line has a price, so there is no value to draw.")]
    if any(Decimal(flow.value_usd) for flow in m.flows):
        blocks = [_flow(m), _flow_table(m)]
    return Section("Where the value goes", [*blocks, *origins(m, Medium.PAGE).blocks], "flows", "Where the value goes")


def _flow(m: CriticalMinerals) -> Flow:
    ribbons = []
    for f in m.flows:
        then = f.processing if f.step == Step.PROCESSING else f"{f.processing} ({f.step})"
        extraction = f.extraction or _NO_EXTRACTION
        outcome = _OUTCOMES[f.outcome]
        stops = [(f.mineral, f.mineral), (f.extraction or "", extraction), (f"{f.step} {f.processing}", then)]
        about = f"{f.mineral}, ${grouped(f.value_usd)}: {extraction}, then {f.step} {f.processing}; {outcome.text}"
        ribbons.append(Ribbon([*stops, (f.outcome, outcome.text)], f.value_usd, outcome.tone, about))
    caption: list[Inline] = ["As wide as its value. Plain ", Key(Tone.GOOD), " counts, striped ", Key(Tone.OPEN)]
    caption += [" is unknown, dotted ", Key(Tone.BAD)]
    caption.append(f" does not count, in the {TESTS[m.test]}; a chain that counts in part is divided. ")
    caption += [Word("Several"), ": the step has sites in several countries."]
    for x in m.minerals:
        if x.unpriced_lines:
            lines = _unpriced(x.unpriced_lines, Medium.PAGE)
            caption.append(f" Not drawn, as it has no price: {x.mineral} of {lines}.")
    return Flow(
        "Value from mineral through extraction and processing or recycling to whether it counts",
        ["mineral", "extraction", "processing, recycling", "outcome"],
        ribbons,
        caption,
    )


def _flow_table(m: CriticalMinerals) -> Table:
    columns = left("mineral", "extraction", "then", "where", "outcome") + right("value USD")
    rows: list[list[Text]] = [
        [
            *(f.mineral, f.extraction or "does not occur", f.step, f.processing),
            *(_OUTCOMES[f.outcome], money(f.value_usd)),
        ]
        for f in m.flows
    ]
    return Table(
        columns,
        rows,
        "flows-table",
        "Value by mineral, places and outcome",
        folded="The drawing as a table",
    )


# Sheets of a workbook ---------------------------------------------------------------------------------------------


def _line_sheet(m: CriticalMinerals) -> Section:
    columns = [Column("line", width=14), Column("mineral", width=14), Column("material", width=36)]
    columns += [Column("component", width=22), Column("value USD", right=True, width=14)]
    columns += [Column(f"{step}: share that counts", right=True, width=18) for step in Step]
    columns += [Column("share that counts", right=True, width=18), Column("screened for FEOCs", width=14)]
    columns += [Column(f"{what}: cells", width=28) for what in ("value", *Step)]
    rows: list[list[Text]] = []
    for c in m.chains:
        names: list[Text] = [c.line, c.mineral, c.material or "", c.component or "", Number(c.value_usd)]
        cells = [Cells(at) for at in ([c.cells.value], c.cells.extraction, c.cells.processing, c.cells.recycling)]
        rows.append([*names, *_shares(c, " to "), COUNTS[c.screened], *cells])
    return Section("", [Table(columns, rows, sheet="lines")])


def _origin_sheet(m: CriticalMinerals) -> Section:
    columns = [Column("mineral", width=16), Column("step", width=14), Column("code", width=8)]
    columns += [Column("country", width=30), Column("value USD", right=True, width=16)]
    columns += [Column("share, percent", right=True, width=16), Column("counts", width=12)]
    rows: list[list[Text]] = [
        [
            *(o.mineral, o.step, o.country or "", o.country_name),
            *(Number(o.value_usd), Number(o.share_percentage), COUNTS[o.counts]),
        ]
        for o in m.origins
    ]
    return Section("", [Table(columns, rows, sheet="origins")])


VIEW = CleanVehicle()
