"""The sections of a report on material assistance, and their order."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from ....engine.regimes.material_assistance.difference import MaterialAssistanceDiff
from ....engine.regimes.material_assistance.horizon import MaterialAssistancePeriod
from ....engine.regimes.material_assistance.levers import Levers
from ....engine.regimes.material_assistance.rulebook import load_rulebook
from ....engine.regimes.material_assistance.rules_view import MaterialAssistanceRules
from ....engine.regimes.material_assistance.sections import MaterialAssistance, MaterialAssistanceReport
from ....engine.report.outline import Outline
from ..regime import RegimeView, ScreenTitles, rule_table
from ..sections import Block, Column, Entry, Fact, Facts, Line, Paragraph, Period, Section, Table, Text, left, right
from ..words import counted, nations, span, verdict_word
from . import brief, changes, costs, deciding, levers, ownership, ratio
from .words import BASIS, status


class MaterialAssistanceView(RegimeView):
    """The view of the reports on material assistance."""

    title: ClassVar[str] = "Material assistance"
    about: ClassVar[str] = (
        "Whether the product includes material assistance from a prohibited foreign entity, 26 USC 7701(a)(52)"
    )
    sheets: ClassVar[Sequence[str]] = ("items",)
    dated: ClassVar[tuple[str, str]] = ("sold or begun", "products")
    periods: ClassVar[Sequence[Column]] = [
        Column("threshold", right=True, breaks=True),
        Column("ratio", right=True, breaks=True),
    ]
    index: ClassVar[Sequence[Column]] = left("class")
    screen: ClassVar[ScreenTitles | None] = ScreenTitles(
        "Prohibited foreign entities",
        "Producers that are prohibited foreign entities",
        "Suppliers not cleared: evidence missing",
    )

    def index_cells(self, outline: Outline) -> list[Text | Entry]:
        return [outline.own.get("class_") or ""]

    def request_law(self) -> list[str]:
        covered = nations(load_rulebook().covered_nations.nation)
        return [
            "Material assistance, 26 USC 7701(a)(52), for the credits of sections 45X, 45Y and 48E: only a part of the "
            "cost of a product may come from prohibited foreign entities. 26 USC 7701(a)(51) says who is one: "
            f"specified foreign entities, such as those of a covered nation ({covered}) or controlled from there, and "
            "entities that these influence by appointing officers, by owning their value, votes or debt, or by "
            "contract. A taxpayer may rely on the certificate of its direct supplier, 26 USC 7701(a)(52)(D)(iii)."
        ]

    def facts(self, report: MaterialAssistanceReport) -> Facts | None:
        """The class, the date and the taxpayer."""
        m = report.material_assistance
        return None if m is None else _product(m, report.bom.lines)

    def stated(self, report: MaterialAssistanceReport) -> frozenset[str]:
        return brief.STATED | frozenset({"ITEM-COST-UNKNOWN"} if report.deciding is not None else ())

    def causes(self, report: MaterialAssistanceReport) -> list[Text]:
        return brief.causes(report)

    def steps(self, report: MaterialAssistanceReport) -> list[Text]:
        return brief.steps(report)

    def brief(self, report: MaterialAssistanceReport) -> Iterator[Section]:
        return brief.sections(report)

    def memo(self, report: MaterialAssistanceReport) -> Iterator[Section]:
        return brief.sections(report, brief.OF_MEMO)

    def sections(self, report: MaterialAssistanceReport) -> Iterator[Section]:
        """The ratio, what would decide it, the items and the entities."""
        m = report.material_assistance
        if m is None:
            return
        yield ratio.section(m)
        if report.deciding is not None:
            yield deciding.wording(m.cost_basis).section(report.deciding, "What would decide the ratio")
        if (drawn := costs.section(m)) is not None:
            yield drawn
        yield ratio.items(m)
        if m.entities:
            yield ratio.entities(m)
        if (holders := ownership.section(m)) is not None:
            yield holders

    def sheet_tables(self, report: MaterialAssistanceReport) -> Iterator[Table]:
        if report.material_assistance is not None:
            yield ratio.item_sheet(report.material_assistance)

    def figure(self, report: MaterialAssistanceReport) -> str | None:
        """`material assistance cost ratio: 57.5000%, threshold 60%`."""
        m = report.material_assistance
        return None if m is None or m.ratio is None else ratio.requirement(m)

    def authority(self, report: MaterialAssistanceReport) -> str | None:
        """The citation of the threshold."""
        m = report.material_assistance
        return m.threshold_citation if m is not None else None

    def period(self, period: MaterialAssistancePeriod) -> list[Text]:
        """The threshold and the ratio."""
        required = period.threshold_percentage
        return [f"{required}%" if required is not None else "none", span(period.ratio, period.high_percentage)]

    def bars(self, period: MaterialAssistancePeriod) -> dict[str, Period]:
        low, high, required = period.ratio, period.high_percentage, period.threshold_percentage
        needed = f"threshold {required}%" if required is not None else "no threshold"
        word = verdict_word(period.status)
        bar = Period(
            title=f"from {period.first}",
            low=low or "0",
            high=high or "0",
            required=required,
            result=word,
            about=f"From {period.first}: {span(low, high)}, {needed}, {word}.",
        )
        return {"": bar}

    def changes(self, diff: MaterialAssistanceDiff) -> Iterator[Block | Section]:
        return changes.changes(diff)

    def rules(self, view: MaterialAssistanceRules) -> Iterator[Paragraph | Section]:
        """The thresholds by class and date, then dates and limits."""
        rows = [[t.class_, BASIS[t.basis], t.first, t.last or "", str(t.percent), t.citation] for t in view.thresholds]
        columns = left("class", "day", "from", "to") + right("percent") + left("law")
        yield Section("Threshold percentages", [Table(columns, rows)])
        yield rule_table("Dates, places and requirements", view.rules)

    def levers(self, found: Levers) -> Iterator[Line | Paragraph | Section]:
        return levers.sections(found)


def _product(m: MaterialAssistance, lines: int) -> Facts:
    day = f"{BASIS[m.basis]} {m.date}"
    stated: dict[str, Text] = {
        "class": m.class_,
        BASIS[m.basis]: m.date,
        "taxable year begins": m.taxable_year_begins or "not stated",
        "taxpayer": m.taxpayer.entity or "not named",
        "taxpayer's status": status(m.taxpayer.status) if m.taxpayer.entity is not None else None,
        "cost basis": m.cost_basis,
        "items": f"{lines:,}",
    }
    facts = [Fact(label, value) for label, value in stated.items() if value]
    return Facts(facts, brief=f"{m.class_}, {day}, {counted(lines, 'item')}", of="product")


VIEW = MaterialAssistanceView()
