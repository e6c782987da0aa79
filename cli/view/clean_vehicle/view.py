"""The sections of a report on the critical minerals of a clean vehicle (26 USC 30D), and their order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ....engine.model.statuses import ScreenStatus, Status
from ....engine.regimes.clean_vehicle.rulebook import load_rulebook
from ....engine.regimes.clean_vehicle.rules_view import CleanVehicleRules
from ....engine.regimes.clean_vehicle.sections import CleanVehicleReport
from ....engine.report.outline import Outline
from ....engine.vocabulary.countries import country_name
from ..regime import RegimeView, ScreenTitles, rule_table
from ..sections import (
    Banner,
    Bullets,
    Entry,
    Fact,
    Facts,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Word,
    dollars,
    folded,
    left,
    right,
)
from ..words import (
    COUNTS,
    banners,
    counted,
    nations,
    scenario_mark,
    scenario_prefix,
    shortened,
    status_word,
)
from . import brief, changes, components, credit, deciding, feoc, flows, levers, percentage, periods
from . import pack as manufacturers_file

_TRACED = ("mineral", "step", "country", "country_name", "value_usd", "share_percentage")


def _index_cells(outline: Outline) -> list[Text | Entry]:
    screen = status_word(outline.screen) if outline.screen is not None else ""
    total, most = outline.own["credit_usd"], outline.own["credit_at_most_usd"]
    known = [outline.amount_usd or 0, int(outline.own["battery_components_usd"] or 0)]
    amount = f"${int(total):,}" if total is not None else credit.undecided(sum(known), int(most)) if most else ""
    return [screen, Entry(amount, number=total or most or "")]


def _facts(report: CleanVehicleReport) -> Facts | None:
    """The vehicle facts used for the verdict."""
    v, lines = report.vehicle, report.bom.lines
    if v is None:
        return None
    shown = [
        shortened(v.model) if v.model else None,
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
        "suggested retail price": dollars(v.msrp_usd) if v.msrp_usd else None,
        "battery kWh": v.battery_kwh,
        "gross weight lb": v.gvwr_lb,
        "lines": f"{lines:,}",
        "transition report filed": _yes(v.transition_report),
        "qualified manufacturer": _yes(v.qualified_manufacturer),
        "rechargeable from an external source": _yes(v.rechargeable_from_outside),
    }
    facts = [Fact(label, value) for label, value in stated.items() if value]
    return Facts(facts, brief=", ".join(part for part in shown if part), of="vehicle")


def _sections(report: CleanVehicleReport) -> Iterator[Section]:
    """The credit, then what loses it: the FEOC screen before the percentages if a supplier fails it; last where the
    value goes."""
    m, screened, c = report.critical_minerals, report.feoc, report.battery_components
    yield from credit.sections(report)
    shown = [feoc.section(report, screened)] if screened is not None else []
    if screened is not None and screened.status is ScreenStatus.FAIL:
        yield shown.pop()
    if m is not None and m.required_percentage is not None:
        yield percentage.section(m, report.deciding)
    if report.deciding is not None:
        yield deciding.section(report.deciding)
    if c is not None:
        yield components.section(c)
    if c is not None and c.deciding is not None:
        yield deciding.section(c.deciding)
    yield from shown
    if m is None:
        return
    if m.required_percentage is not None:
        yield from (percentage.minerals(m), flows.origins(m), flows.drawn(m))
    if m.chains:
        yield flows.chain_table(m)


def _sheet_tables(report: CleanVehicleReport) -> Iterator[Table]:
    if report.critical_minerals is not None:
        yield from (flows.line_sheet(report.critical_minerals), flows.origin_sheet(report.critical_minerals))
    if report.battery_components is not None:
        yield components.sheet(report.battery_components)


def _rules(view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
    """The percentages, dates, countries, minerals and scenarios."""
    percentages = [[p.half, p.first, p.last or "", str(p.percent), p.citation] for p in view.percentages]
    columns = left("half", "from", "to") + right("percent") + left("law")
    yield Section("Applicable percentages, by the date placed in service", [Table(columns, percentages)])
    yield rule_table("Dates, amounts and limits", view.rules)
    partners = [
        [p.country, p.name, p.agreement + (f" ({', '.join(p.minerals)})" if p.minerals else ""), p.in_force]
        for p in view.partners
    ]
    yield _table("Where extraction and processing count", ["", "country", "agreement", "in force"], partners)
    yield Paragraph(f"Recycling counts in: {', '.join(view.recycling)}.")
    yield Paragraph(f"No free trade agreement in effect, for example: {', '.join(view.not_partners)}.")
    yield Section("Covered nations", [Paragraph(", ".join(view.covered_nations))])
    minerals = [[m.mineral, m.symbol, m.qualifying_form] for m in view.minerals]
    yield _table("Applicable critical minerals and their qualifying forms", ["mineral", "", "form"], minerals)


def _scenarios(view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
    """The scenarios, and how one of the analyst's own names the agreements."""
    scenarios = [f"{s.name}: {s.description} {s.basis}" for s in view.scenarios]
    yield Section("Scenarios for --scenario: assumptions, not law", [Bullets(scenarios)])
    ids = dict.fromkeys(p.agreement_id for p in view.partners if p.agreement_id is not None)
    yield Paragraph(f"Agreement ids for a scenario file of your own: {', '.join(ids)}.")


def _trace(report: CleanVehicleReport) -> Iterator[Banner | Line | Paragraph | Section]:
    """The minerals, the origins and the chains; for a file that cannot be read, the reason."""
    m = report.critical_minerals
    yield Line([Word(f"{scenario_prefix(report.scenario)}TRACE"), "  ", Word(report.bom.title)])
    if report.vehicle is not None:
        yield Paragraph(f"placed in service {report.vehicle.placed_in_service}, {report.bom.lines} lines")
    yield from banners(report.scenario, screening=False)
    if m is not None and m.origins:
        yield from (percentage.minerals(m), flows.origins(m), flows.chains(m))
    elif report.verdict.status is not Status.UNREADABLE:
        yield Paragraph("The value by country is not traced: no percentage applies on the date")
    yield Section("Findings", [folded(report.findings, "None")])


def _trace_content(report: CleanVehicleReport) -> Mapping[str, Any]:
    """The part of the report that is the trace."""
    m = report.critical_minerals
    return {
        "bom": report.bom,
        "vehicle": report.vehicle,
        "scenario": report.scenario,
        "minerals": m.minerals if m else [],
        "origins": m.origins if m else [],
        "chains": m.chains if m else [],
        "findings": report.findings,
    }


def _trace_table(report: CleanVehicleReport) -> Table:
    """A row for each origin, marked if under a scenario."""
    m = report.critical_minerals
    scenario = [scenario_mark(report.scenario)] if report.scenario is not None else []
    rows: list[list[Text]] = [
        [*(getattr(o, name) for name in _TRACED), COUNTS[o.counts], *scenario] for o in (m.origins if m else [])
    ]
    return Table(left(*_TRACED, "counts", *["scenario"] * len(scenario)), rows)


def _request_law() -> list[str]:
    covered = nations(load_rulebook().covered_nations.nation)
    return [
        "Clean vehicle credit, 26 USC 30D(d)(7): there is none for a vehicle whose battery contains components, or "
        "applicable critical minerals, that a foreign entity of concern extracted, processed, recycled, "
        "manufactured or assembled. 42 USC 18741(a)(5) says who is one: by the place of work, by the place of "
        "organization or headquarters, by ownership or control by the government of a covered nation "
        f"({covered}), or by a designation. 26 CFR 1.30D-6 says what must be shown of each supplier."
    ]


def _first_countries() -> list[str]:
    """The home country and its partners, each group by name."""
    partners = load_rulebook().partners
    home = [place for value in partners.home.values for place in value.value.all()]
    agreed = {code for rule in partners.agreement for value in rule.values for code in value.value.countries}
    return [*map(country_name, home), *sorted(map(country_name, agreed))]


def _figure(report: CleanVehicleReport) -> str | None:
    """`critical minerals: 59.9960%, 60% required`, with the battery components and the whole credit if stated."""
    m, c = report.critical_minerals, report.battery_components
    if m is None or m.required_percentage is None:
        return None
    figures = [percentage.requirement(m)]
    if c is not None and c.percentage is not None and report.credit is not None:
        figures += [components.requirement(c), f"whole credit: {credit.whole(report.credit)}"]
    return "; ".join(figures)


def _authority(report: CleanVehicleReport) -> str | None:
    """The citation of the applicable percentage."""
    return report.critical_minerals.requirement_citation if report.critical_minerals is not None else None


def _yes(value: bool | None) -> str | None:
    return None if value is None else COUNTS[value]


def _table(title: str, columns: Sequence[str], rows: list[list[str]]) -> Section:
    return Section(title, [Table(left(*columns), rows)])


VIEW = RegimeView(
    title="Clean vehicle credit",
    about="Whether the battery meets the critical minerals requirement of the clean vehicle credit, 26 USC 30D(e)(1), "
    "and what the whole credit is, 26 USC 30D(b)",
    dated=("placed in service", "vehicles"),
    facts=_facts,
    figure=_figure,
    authority=_authority,
    stated=lambda report: brief.STATED | {"VALUE-UNKNOWN"} if report.deciding is not None else brief.STATED,
    causes=brief.causes,
    steps=brief.steps,
    brief=brief.sections,
    memo=brief.memo,
    sections=_sections,
    sheets=("lines", "origins", "components"),
    sheet_tables=_sheet_tables,
    index=left("FEOC screen") + right("whole credit"),
    index_cells=_index_cells,
    screen=ScreenTitles(
        "Failing the FEOC screen", "Suppliers that fail the FEOC screen", "Suppliers not cleared: evidence missing"
    ),
    periods=periods.COLUMNS,
    period=periods.cells,
    period_notes=periods.notes,
    period_sections=periods.components,
    bars=periods.bars,
    changes=changes.changes,
    rules=_rules,
    scenarios=_scenarios,
    request_law=_request_law,
    first_countries=_first_countries,
    trace=_trace,
    trace_content=_trace_content,
    trace_table=_trace_table,
    levers=levers.sections,
    pack=manufacturers_file.pages,
)
"""The view of the reports of 26 USC 30D."""
