"""What a report on the critical minerals of a clean vehicle (26 USC 30D) says: its sections and their order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from ....engine.regimes.clean_vehicle.diff.difference import CleanVehicleDiff
from ....engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from ....engine.regimes.clean_vehicle.levers import Levers
from ....engine.regimes.clean_vehicle.rulebook import load_rulebook
from ....engine.regimes.clean_vehicle.rules_view import CleanVehicleRules
from ....engine.regimes.clean_vehicle.sections import (
    CleanVehicleReport,
    VehicleFacts,
)
from ....engine.report.outline import Outline
from ....engine.vocabulary.countries import country_name
from ..regime import RegimeView, ScreenTitles
from ..sections import (
    Banner,
    Block,
    Column,
    Entry,
    Fact,
    Facts,
    Line,
    Medium,
    Number,
    Paragraph,
    Period,
    Section,
    Table,
    Text,
    left,
)
from ..words import COUNTS, counted, status_word, words
from . import changes, deciding, feoc, flows, levers, percentage, periods, rules, trace

_NUMBERS = ("msrp_usd", "battery_kwh", "gvwr_lb")


class CleanVehicle(RegimeView):
    """The view of the reports of 26 USC 30D."""

    title: ClassVar[str] = "Critical minerals"
    about: ClassVar[str] = (
        "Whether the battery meets the critical minerals requirement of the clean vehicle credit, 26 USC 30D(e)(1)"
    )
    sheets: ClassVar[Sequence[str]] = ("lines", "origins")
    dated: ClassVar[tuple[str, str]] = ("placed in service", "vehicles")
    periods: ClassVar[Sequence[Column]] = periods.COLUMNS
    merged: ClassVar[Mapping[str, str]] = {
        "FEOC-NOT-SHOWN": "{} suppliers are not shown to be clean; see above what is missing of each"
    }

    index: ClassVar[Sequence[Column]] = left("FEOC screen")
    screen: ClassVar[ScreenTitles | None] = ScreenTitles(
        "Failed by a FEOC in the chain", "Suppliers shown to be FEOCs", "Suppliers not shown to be clean"
    )

    def index_cells(self, outline: Outline) -> list[Text | Entry]:
        return [status_word(outline.screen) if outline.screen is not None else ""]

    def facts(self, report: CleanVehicleReport, medium: Medium) -> Facts | None:
        """The vehicle as the verdict took it."""
        if report.vehicle is None or medium is Medium.SHEET:
            return None
        return _vehicle(report.vehicle, report.bom.lines, medium)

    def sections(self, report: CleanVehicleReport, medium: Medium) -> Iterator[Section]:
        """The percentage, what decides it, where the value goes, and the screen."""
        m = report.critical_minerals
        has_percentage = m is not None and m.required_percentage is not None
        if m is not None and has_percentage:
            yield from percentage.sections(m, medium)
        if medium is Medium.SHEET and report.vehicle is not None:
            yield Section("Vehicle", [Facts(list(_vehicle_facts(report.vehicle)))])
        elif medium in (Medium.TERMINAL, Medium.MEMO) and m is not None and has_percentage:
            yield flows.origins(m, medium)
        if report.deciding is not None and (has_percentage or medium is not Medium.PAGE):
            yield deciding.section(report.deciding, medium)
        if m is not None and medium is Medium.PAGE:
            if has_percentage:
                yield flows.drawn(m)
            if m.chains:
                yield flows.chain_table(m)
        if report.feoc is not None:
            yield from feoc.sections(report.feoc, medium)
        if m is not None and medium is Medium.SHEET:
            yield from (flows.line_sheet(m), flows.origin_sheet(m))

    def period(self, period: CleanVehiclePeriod, medium: Medium) -> list[Text]:
        return periods.cells(period, medium)

    def bar(self, period: CleanVehiclePeriod) -> Period:
        return periods.bar(period)

    def changes(self, diff: CleanVehicleDiff) -> Iterator[Block | Section]:
        return changes.changes(diff)

    def rules(self, view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
        return rules.sections(view)

    def scenarios(self, view: CleanVehicleRules) -> Iterator[Paragraph | Section]:
        return rules.scenarios(view)

    def trace(self, report: CleanVehicleReport) -> Iterator[Banner | Line | Paragraph | Section]:
        return trace.sections(report)

    def trace_content(self, report: CleanVehicleReport) -> Mapping[str, Any]:
        return trace.content(report)

    def trace_table(self, report: CleanVehicleReport) -> Table:
        return trace.table(report)

    def levers(self, found: Levers) -> Iterator[Banner | Line | Paragraph | Section]:
        return levers.sections(found)

    def first_countries(self) -> list[str]:
        """The home country and its partners, each group by name."""
        partners = load_rulebook().partners
        home = [place for value in partners.home.values for place in value.value.all()]
        agreed = {code for rule in partners.agreement for value in rule.values for code in value.value.countries}
        return [*map(country_name, home), *sorted(map(country_name, agreed))]

    def figure(self, report: CleanVehicleReport) -> str | None:
        """`critical minerals: 59.9960 percent, 60 required`."""
        m = report.critical_minerals
        if m is None or m.required_percentage is None:
            return None
        return percentage.requirement(m)

    def authority(self, report: CleanVehicleReport) -> str | None:
        """The citation of the applicable percentage."""
        return report.critical_minerals.requirement_citation if report.critical_minerals is not None else None


def _vehicle(v: VehicleFacts, lines: int, medium: Medium) -> Facts:
    if medium is Medium.MEMO:
        facts = [Fact(words(fact.label), fact.value) for fact in _vehicle_facts(v)]
        return Facts([*facts, Fact("lines of the bill of materials", str(lines))], of="vehicle")
    brief = [
        v.model,
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
        "price USD": v.msrp_usd,
        "battery kWh": v.battery_kwh,
        "gross weight lb": v.gvwr_lb,
        "lines": str(lines),
        "transition report filed": _yes(v.transition_report),
        "qualified manufacturer": _yes(v.qualified_manufacturer),
        "rechargeable from outside": _yes(v.rechargeable_from_outside),
    }
    facts = [Fact(label, value) for label, value in stated.items() if value]
    return Facts(facts, brief=", ".join(part for part in brief if part))


def _vehicle_facts(v: VehicleFacts) -> Iterator[Fact]:
    for name, value in msgspec.structs.asdict(v).items():
        if isinstance(value, bool):
            yield Fact(name, _yes(value))
        elif value is not None:
            yield Fact(name, Number(value) if name in _NUMBERS else value)


def _yes(value: bool | None) -> str | None:
    return None if value is None else COUNTS[value]


VIEW = CleanVehicle()
