"""The rulebook."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.report.rules_view import RulesView
from ..choices import TextOrJson
from .terminal import bullets, heading, paragraph, printed, table


def render_rules(view: RulesView, format_: TextOrJson, *, width: int, color: bool) -> str:
    """The rules with a citation each."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(view), indent=1).decode() + "\n"
    return printed(_parts(view), width=width, color=color)


def _parts(view: RulesView) -> Iterator[RenderableType]:
    when = f"in force on {view.on}" if view.on else "of all dates"
    yield Text(f"RULES {when}", style="bold")
    yield paragraph(f"edition {view.edition}, sha256 {view.sha256[:16]}: {view.covers}")
    yield heading("Applicable percentages, by the date placed in service")
    rows = [[p.half, p.first, p.last or "", str(p.percent), p.citation] for p in view.percentages]
    sides = [("half", "left"), ("from", "left"), ("to", "left"), ("percent", "right"), ("law", "left")]
    yield table(sides, rows)
    yield heading("Dates, amounts and limits")
    yield table(
        [("rule", "left"), ("value", "left"), ("law", "left")], [[r.rule, r.value, r.citation] for r in view.rules]
    )
    yield heading("Where extraction and processing count")
    yield table(
        [("", "left"), ("country", "left"), ("agreement", "left"), ("in force", "left")],
        [
            [p.country, p.name, p.agreement + (f" ({', '.join(p.minerals)})" if p.minerals else ""), p.in_force]
            for p in view.partners
        ],
    )
    yield paragraph(f"Recycling counts in: {', '.join(view.recycling)}.")
    yield paragraph(f"No free trade agreement in effect, for example: {', '.join(view.not_partners)}.")
    yield heading("Covered nations")
    yield paragraph(", ".join(view.covered_nations))
    yield heading("Applicable critical minerals and their qualifying forms")
    yield table(
        [("mineral", "left"), ("", "left"), ("form", "left")],
        [[m.mineral, m.symbol, m.qualifying_form] for m in view.minerals],
    )
    yield heading("Open readings: what is applied, and the other choice")
    yield bullets(
        f"{r.id}: {r.default} ({r.default_text}) or {r.other} ({r.other_text}); {r.citation}" for r in view.readings
    )
    yield heading("Scenarios for --scenario: what-ifs, and no law")
    yield bullets(f"{s.name}: {s.description} {s.basis}" for s in view.scenarios)
    ids = dict.fromkeys(p.agreement_id for p in view.partners if p.agreement_id is not None)
    yield paragraph(f"The agreements by the ids that a scenario of your own names them by: {', '.join(ids)}.")
    yield heading("Sources")
    yield bullets(f"{s.cite}: {s.says}" for s in view.sources)
