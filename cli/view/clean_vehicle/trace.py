"""Each mineral's value by step and country."""

from collections.abc import Iterator
from typing import Any

from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.sections import CleanVehicleReport
from ..sections import Banner, Line, Paragraph, Section, Table, Text, Word, folded, left
from ..words import COUNTS, banners, scenario_mark, scenario_prefix
from .flows import chains, origins
from .percentage import minerals

_COLUMNS = ("mineral", "step", "country", "country_name", "value_usd", "share_percentage", "counts")


def sections(report: CleanVehicleReport) -> Iterator[Line | Paragraph | Section | Banner]:
    """The minerals, the origins and the chains; for a file that cannot be read, the reason."""
    m = report.critical_minerals
    yield Line([Word(f"{scenario_prefix(report.scenario)}TRACE"), "  ", Word(report.bom.title)])
    if report.vehicle is not None:
        yield Paragraph(f"placed in service {report.vehicle.placed_in_service}, {report.bom.lines} lines")
    yield from banners(report.scenario, screening=False)
    if m is not None and m.origins:
        yield from (minerals(m), origins(m), chains(m))
    elif report.verdict.status is not Status.UNREADABLE:
        yield Paragraph("The value by country is not traced: no percentage applies on the date")
    yield Section("Findings", [folded(report.findings, "None")])


def content(report: CleanVehicleReport) -> dict[str, Any]:
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


def table(report: CleanVehicleReport) -> Table:
    """A row for each origin, marked if under a scenario."""
    m = report.critical_minerals
    scenario = [scenario_mark(report.scenario)] if report.scenario is not None else []
    rows: list[list[Text]] = [
        [
            *(o.mineral, o.step, o.country, o.country_name, o.value_usd, o.share_percentage, COUNTS[o.counts]),
            *scenario,
        ]
        for o in (m.origins if m else [])
    ]
    return Table(left(*_COLUMNS, *["scenario"] * len(scenario)), rows)
