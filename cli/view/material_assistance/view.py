"""The sections of a report on material assistance, and their order."""

from collections.abc import Iterator

from ....engine.regimes.material_assistance.report import MaterialAssistancePeriod
from ....engine.regimes.material_assistance.rulebook import load_rulebook
from ....engine.regimes.material_assistance.rules_view import MaterialAssistanceRules
from ....engine.regimes.material_assistance.sections import MaterialAssistanceReport
from ..regime import RegimeView, ScreenTitles, rule_table
from ..sections import Fact, Facts, Paragraph, Period, Section, Table, Text, left, right
from ..words import counted, nations, span, verdict_word
from . import brief, changes, costs, deciding, levers, ownership, ratio
from .words import BASIS, status


def _request_law() -> list[str]:
    covered = nations(load_rulebook().covered_nations.nation)
    return [
        "Material assistance, 26 USC 7701(a)(52), for the credits of sections 45X, 45Y and 48E: only a part of the "
        "cost of a product may come from prohibited foreign entities. 26 USC 7701(a)(51) says who is one: "
        f"specified foreign entities, such as those of a covered nation ({covered}) or controlled from there, and "
        "entities that these influence by appointing officers, by owning their value, votes or debt, or by "
        "contract. A taxpayer may rely on the certificate of its direct supplier, 26 USC 7701(a)(52)(D)(iii)."
    ]


def _facts(report: MaterialAssistanceReport) -> Facts | None:
    """The class, the date and the taxpayer."""
    m, lines = report.material_assistance, report.bom.lines
    if m is None:
        return None
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


def _sections(report: MaterialAssistanceReport) -> Iterator[Section]:
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


def _sheet_tables(report: MaterialAssistanceReport) -> Iterator[Table]:
    if report.material_assistance is not None:
        yield ratio.item_sheet(report.material_assistance)


def _figure(report: MaterialAssistanceReport) -> str | None:
    """`material assistance cost ratio: 57.5000%, threshold 60%`."""
    m = report.material_assistance
    return None if m is None or m.ratio is None else ratio.requirement(m)


def _authority(report: MaterialAssistanceReport) -> str | None:
    """The citation of the threshold."""
    m = report.material_assistance
    return m.threshold_citation if m is not None else None


def _period(period: MaterialAssistancePeriod) -> list[Text]:
    """The threshold and the ratio."""
    required = period.threshold_percentage
    return [f"{required}%" if required is not None else "none", span(period.ratio, period.high_percentage)]


def _bars(period: MaterialAssistancePeriod) -> dict[str, Period]:
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


def _rules(view: MaterialAssistanceRules) -> Iterator[Paragraph | Section]:
    """The thresholds by class and date, then dates and limits."""
    rows = [[t.class_, BASIS[t.basis], t.first, t.last or "", str(t.percent), t.citation] for t in view.thresholds]
    columns = left("class", "day", "from", "to") + right("percent") + left("law")
    yield Section("Threshold percentages", [Table(columns, rows)])
    yield rule_table("Dates, places and requirements", view.rules)


VIEW = RegimeView(
    title="Material assistance",
    about="Whether the product includes material assistance from a prohibited foreign entity, 26 USC 7701(a)(52)",
    dated=("sold or begun", "products"),
    facts=_facts,
    figure=_figure,
    authority=_authority,
    stated=lambda report: brief.STATED | {"ITEM-COST-UNKNOWN"} if report.deciding is not None else brief.STATED,
    causes=brief.causes,
    steps=brief.steps,
    brief=brief.sections,
    memo=brief.memo,
    sections=_sections,
    sheets=("items",),
    sheet_tables=_sheet_tables,
    index=left("class"),
    index_cells=lambda outline: [outline.own.get("class_") or ""],
    screen=ScreenTitles(
        "Prohibited foreign entities",
        "Producers that are prohibited foreign entities",
        "Suppliers not cleared: evidence missing",
    ),
    periods=right("threshold", "ratio", breaks=True),
    period=_period,
    bars=_bars,
    changes=changes.changes,
    rules=_rules,
    request_law=_request_law,
    levers=levers.sections,
)
"""The view of the reports on material assistance."""
