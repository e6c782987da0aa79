"""The rulebook of a regime, with a citation for each rule."""

from collections.abc import Iterator

from ...engine.report.rules_view import RulesView
from .regime import RegimeView
from .sections import Bullets, Line, Paragraph, Section, Word


def sections(view: RulesView, regime: RegimeView) -> Iterator[Line | Paragraph | Section]:
    """The rules as the regime lists them, its unsettled questions, its scenarios, and the sources."""
    yield Line(Word(f"RULES {f'in force on {view.on}' if view.on else 'of all dates'}"))
    yield Paragraph(f"edition {view.edition}, sha256 {view.sha256[:16]}: {view.covers}")
    yield from regime.rules(view)
    readings = [
        f"{r.id}: {r.default} ({r.default_text}) or {r.other} ({r.other_text}); {r.citation}" for r in view.readings
    ]
    yield Section("Unsettled legal questions: the position taken and the alternative reading", [Bullets(readings)])
    yield from regime.scenarios(view)
    yield Section("Sources", [Bullets([f"{s.cite}: {s.says}" for s in view.sources])])
