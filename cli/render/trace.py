"""Each mineral's value by step and country."""

import csv
import io

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.model.statuses import Status
from ...engine.report.report import CriticalMinerals, Report
from ..choices import TraceFormat
from .summary import scenario_mark, scenario_prefix
from .tables import chain_table, mineral_table, origin_table, scenario_parts
from .terminal import heading, paragraph, plain_text, printed

_HEADER = ["mineral", "step", "country", "country_name", "value_usd", "share_percentage", "counts"]
_COUNTS = {True: "yes", False: "no", None: "not known"}


def render_trace(report: Report, format_: TraceFormat, *, width: int, color: bool) -> str:
    """The trace of one bill of materials; of one that cannot be read, why."""
    m = report.critical_minerals
    if format_ is TraceFormat.JSON:
        kept = {
            "bom": report.bom,
            "vehicle": report.vehicle,
            "scenario": report.scenario,
            "minerals": m.minerals if m else [],
            "origins": m.origins if m else [],
            "chains": m.chains if m else [],
            "findings": report.findings,
        }
        return msgspec.json.format(msgspec.json.encode(kept), indent=1).decode() + "\n"
    if format_ is TraceFormat.CSV:
        return _csv(report, m)
    return printed(_parts(report, m), width=width, color=color)


def _parts(report: Report, m: CriticalMinerals | None) -> list[RenderableType]:
    mark = scenario_prefix(report.scenario)
    parts: list[RenderableType] = [Text.assemble((f"{mark}TRACE", "bold"), "  ", plain_text(report.bom.title, "bold"))]
    if report.vehicle is not None:
        parts.append(paragraph(f"placed in service {report.vehicle.placed_in_service}, {report.bom.lines} lines"))
    if report.scenario is not None:
        parts += scenario_parts(report.scenario)
    if m is not None and m.origins:
        parts += [*mineral_table(m), *origin_table(m), *chain_table(m)]
    elif report.verdict.status is not Status.UNREADABLE:
        parts.append(paragraph("no partner countries are known for the date: the value by country is not traced"))
    parts.append(heading("Findings"))
    for found in report.findings:
        parts.append(plain_text(f"{found.severity}  {found.code}  {', '.join(found.cells[:6])}"))
        parts.append(paragraph(found.message))
    return parts


def _csv(report: Report, m: CriticalMinerals | None) -> str:
    """A row for each origin; under a scenario each says so."""
    scenario = [scenario_mark(report.scenario)] if report.scenario is not None else []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEADER, *(["scenario"] if scenario else [])])
    for o in m.origins if m else []:
        row = [o.mineral, o.step, o.country, o.country_name, o.value_usd, o.share_percentage, _COUNTS[o.counts]]
        writer.writerow(["" if value is None else value for value in row] + scenario)
    return out.getvalue()
