"""The rulebook, with a citation for each rule."""

from collections.abc import Iterator, Sequence

from ...engine.report.rules_view import RulesView
from .sections import Bullets, Line, Paragraph, Section, Table, Word, left, right


def sections(view: RulesView) -> Iterator[Line | Paragraph | Section]:
    """The percentages, dates, countries, minerals, readings, scenarios and sources."""
    yield Line(Word(f"RULES {f'in force on {view.on}' if view.on else 'of all dates'}"))
    yield Paragraph(f"edition {view.edition}, sha256 {view.sha256[:16]}: {view.covers}")
    percentages = [[p.half, p.first, p.last or "", str(p.percent), p.citation] for p in view.percentages]
    columns = left("half", "from", "to") + right("percent") + left("law")
    yield Section("Applicable percentages, by the date placed in service", [Table(columns, percentages)])
    yield _table(
        "Dates, amounts and limits", ["rule", "value", "law"], [[r.rule, r.value, r.citation] for r in view.rules]
    )
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
    readings = [
        f"{r.id}: {r.default} ({r.default_text}) or {r.other} ({r.other_text}); {r.citation}" for r in view.readings
    ]
    yield Section("Open readings: what is applied, and the other choice", [Bullets(readings)])
    scenarios = [f"{s.name}: {s.description} {s.basis}" for s in view.scenarios]
    yield Section("Scenarios for --scenario: what-ifs, and no law", [Bullets(scenarios)])
    ids = dict.fromkeys(p.agreement_id for p in view.partners if p.agreement_id is not None)
    yield Paragraph(f"The agreements by the ids that a scenario of your own names them by: {', '.join(ids)}.")
    yield Section("Sources", [Bullets([f"{s.cite}: {s.says}" for s in view.sources])])


def _table(title: str, columns: Sequence[str], rows: list[list[str]]) -> Section:
    return Section(title, [Table(left(*columns), rows)])
