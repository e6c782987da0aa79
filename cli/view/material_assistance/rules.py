"""The rules of material assistance, with a citation for each."""

from collections.abc import Iterator

from ....engine.regimes.material_assistance.rules_view import MaterialAssistanceRules
from ..regime import rule_table
from ..sections import Paragraph, Section, Table, left, right
from .words import BASIS


def sections(view: MaterialAssistanceRules) -> Iterator[Paragraph | Section]:
    """The thresholds by class and date, then dates and limits."""
    rows = [[t.class_, BASIS[t.basis], t.first, t.last or "", str(t.percent), t.citation] for t in view.thresholds]
    columns = left("class", "day", "from", "to") + right("percent") + left("law")
    yield Section("Threshold percentages", [Table(columns, rows)])
    yield rule_table("Dates, places and requirements", view.rules)
