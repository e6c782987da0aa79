"""The rules of section 30D, with a citation for each."""

from collections.abc import Iterator, Sequence

from ....engine.regimes.clean_vehicle.rules_view import CleanVehicleRules
from ..regime import rule_table
from ..sections import Bullets, Paragraph, Section, Table, left, right


def sections(view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
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


def scenarios(view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
    """The scenarios, and how one of the analyst's own names the agreements."""
    scenarios = [f"{s.name}: {s.description} {s.basis}" for s in view.scenarios]
    yield Section("Scenarios for --scenario: assumptions, not law", [Bullets(scenarios)])
    ids = dict.fromkeys(p.agreement_id for p in view.partners if p.agreement_id is not None)
    yield Paragraph(f"Agreement ids for a scenario file of your own: {', '.join(ids)}.")


def _table(title: str, columns: Sequence[str], rows: list[list[str]]) -> Section:
    return Section(title, [Table(left(*columns), rows)])
