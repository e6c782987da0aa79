"""The sections of a report under section 30D. Every number is already its exact or cut text."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from ...model.findings import Finding
from ...model.statuses import Outcome, ScreenStatus, Status
from ...report.report import (
    AppliedReading,
    AppliedScenario,
    Bom,
    CertificateStatus,
    Inquiry,
    Request,
    ScreenedList,
    Verdict,
)
from ...report.withheld import Scope
from ...rules.rule import Date
from .scenario import CleanVehicleScenario

COMPONENTS_ASSUMED = "no battery component was manufactured or assembled by a FEOC"
"""The condition of a verdict where the law screens components and the file lists none."""


class ComponentsStatus(StrEnum):
    """The status of the battery components percentage."""

    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_AVAILABLE = "not_available"
    NOT_STATED = "not_stated"


class UnknownFact(msgspec.Struct, frozen=True):
    """A missing fact: `kind` is value, origin (the country of a step) or value_added.

    The percentages are the lowest possible one if the fact is the best possible, and the highest if it is the worst.
    """

    kind: str
    line: str
    mineral: str
    step: str | None
    cells: list[str]
    low_if_best_percentage: str
    high_if_worst_percentage: str


class BreakEven(msgspec.Struct, frozen=True):
    """A limit on the line's value (or, with `step`, on its unknown value added) that decides the outcome.

    `relation` is at_most, at_least, below or above; `usd` is rounded so that it never widens the limit `exact`.
    """

    line: str
    mineral: str
    step: str | None
    outcome: Status
    relation: str
    usd: str
    exact: str
    cells: list[str]


class Deciding(msgspec.Struct, frozen=True):
    """What would decide an incomplete percentage: the fewest facts for each outcome, and all missing ones.

    `to_pass` and `to_fail` are None if no facts can produce that outcome, or no line has a value.
    """

    to_pass: list[UnknownFact] | None
    to_fail: list[UnknownFact] | None
    to_fail_is_fewest: bool
    facts: list[UnknownFact]
    break_evens: list[BreakEven]


class UnknownComponentFact(msgspec.Struct, frozen=True):
    """A missing fact of a battery component: `kind` is value, or country (where it is made).

    The percentages are as in `UnknownFact`.
    """

    kind: str
    component: str
    cells: list[str]
    low_if_best_percentage: str
    high_if_worst_percentage: str


class ComponentBreakEven(msgspec.Struct, frozen=True):
    """A limit on the component's unknown value, with all that it contains, that decides the outcome.

    `relation`, `usd` and `exact` are as in `BreakEven`.
    """

    component: str
    outcome: Status
    relation: str
    usd: str
    exact: str
    cells: list[str]


class ComponentsDeciding(msgspec.Struct, frozen=True):
    """What would decide an incomplete battery components percentage, as `Deciding` does for critical minerals.

    `to_pass` and `to_fail` are None if no facts can produce that outcome, or the known values are 0.
    """

    to_pass: list[UnknownComponentFact] | None
    to_fail: list[UnknownComponentFact] | None
    to_pass_is_fewest: bool
    to_fail_is_fewest: bool
    facts: list[UnknownComponentFact]
    break_evens: list[ComponentBreakEven]


class VehicleFacts(msgspec.Struct, frozen=True):
    """The vehicle facts that the verdict uses; `placed_in_service` is a date, or a year if any of its days is meant."""

    placed_in_service: str | None = None
    acquired: str | None = None
    report_date: str | None = None
    model: str | None = None
    model_year: str | None = None
    final_assembly_country: str | None = None
    vehicle_class: str | None = None
    msrp_usd: str | None = None
    battery_kwh: str | None = None
    gvwr_lb: str | None = None
    transition_report: bool | None = None
    qualified_manufacturer: bool | None = None
    rechargeable_from_outside: bool | None = None


class Test(msgspec.Struct, frozen=True):
    """One test's answer: shares as exact fractions; `percentage` is the lowest possible one, cut to four decimals."""

    test: str
    available: bool
    status: Status
    percentage: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None


class Mineral(msgspec.Struct, frozen=True):
    mineral: str
    value_usd: str | None
    share_percentage: str | None
    qualifying_value_usd: str | None
    unpriced_lines: list[str] = []


class Origin(msgspec.Struct, frozen=True):
    """A mineral's value by step and country; `counts` is None if the country is not known."""

    mineral: str
    step: str
    country: str | None
    country_name: str
    value_usd: str | None
    share_percentage: str | None
    counts: bool | None


class Flow(msgspec.Struct, frozen=True):
    """The value of a mineral from extraction through processing, or recycling (`step`), to whether it counts.

    A place is a country's name, `several` or `not known`; `extraction` is None where that step does not occur. Chains
    without a value are not in it. With cents cut off, the flows may add up to a few cents less than the total.
    """

    mineral: str
    extraction: str | None
    processing: str
    step: str
    outcome: Outcome
    value_usd: str


class ChainCells(msgspec.Struct, frozen=True, gc=False):
    value: str
    extraction: tuple[str, ...]
    processing: tuple[str, ...]
    recycling: tuple[str, ...]


class ChainCountries(msgspec.Struct, frozen=True, gc=False):
    """The countries of each step's sites, in the order of their cells; None for an unknown country."""

    extraction: tuple[str | None, ...]
    processing: tuple[str | None, ...]
    recycling: tuple[str | None, ...]


class ChainShare(msgspec.Struct, frozen=True, gc=False):
    """One procurement chain. A step's share is None if it does not occur, or if its low and high differ.

    `value_usd` is cut to the cent, `value_exact` is not; `mass_kg` is exact. `counts_low` and `counts_high` are the
    share in the test that the report's figures use, `share` the traced share.
    """

    line: str
    mineral: str
    material: str | None
    component: str | None
    value_usd: str | None
    extraction: str | None
    extraction_low: str | None
    extraction_high: str | None
    processing: str | None
    processing_low: str | None
    processing_high: str | None
    recycling: str | None
    recycling_low: str | None
    recycling_high: str | None
    share: str | None
    share_low: str
    share_high: str
    screened: bool
    cells: ChainCells
    countries: ChainCountries
    value_exact: str | None = None
    counts_low: str = "0"
    counts_high: str = "1"
    mass_kg: str | None = None


class CriticalMinerals(msgspec.Struct, frozen=True):
    """The percentage against the requirement. The figures are for `test`."""

    status: Status
    test: str
    required_percentage: str | None
    requirement_citation: str | None
    percentage: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None
    gap_points: str | None
    total_value_usd: str | None
    qualifying_value_usd: str | None
    tests: list[Test] = []
    minerals: list[Mineral] = []
    origins: list[Origin] = []
    flows: list[Flow] = []
    chains: Sequence[ChainShare] = []


class ComponentShare(msgspec.Struct, frozen=True):
    """One row of the sheet `Components`, in its order.

    The incremental value is the component's value less that of its parts (26 CFR 1.30D-2): between its ends, cut to the
    cent; `incremental_high_usd` is None without an upper end. Both are None for a row that is not a battery component,
    of which `excluded` gives the reason. `counts`: made in North America; None if not known or excluded. `cells` are
    all of the row's, `value_cell` and `country_cell` those of the two facts.
    """

    component: str
    part_of: str | None
    value_usd: str | None
    incremental_low_usd: str | None
    incremental_high_usd: str | None
    assembly_country: str | None
    counts: bool | None
    cells: list[str]
    excluded: str | None = None
    value_exact: str | None = None
    value_cell: str | None = None
    country_cell: str | None = None


class BatteryComponents(msgspec.Struct, frozen=True):
    """The battery components percentage against its requirement (26 USC 30D(e)(2)).

    `status` is about the percentage alone; not_stated where no component of the battery has a value. `total_value_usd`
    is the known value of the outermost components, `qualifying_value_usd` what counts at the lowest possible share.
    """

    status: ComponentsStatus
    required_percentage: str | None
    requirement_citation: str | None
    percentage: str | None
    exact: str | None
    low: str | None
    high: str | None
    high_percentage: str | None
    gap_points: str | None
    total_value_usd: str | None
    qualifying_value_usd: str | None
    components: list[ComponentShare] = []
    deciding: ComponentsDeciding | None = None


class Credit(msgspec.Struct, frozen=True):
    """The whole credit in US dollars (26 USC 30D(b)): each half, None if undecided, and their total.

    `at_most_usd` counts an undecided half in full; `of_usd` is the largest possible credit.
    """

    critical_minerals_usd: int | None
    battery_components_usd: int | None
    total_usd: int | None
    at_most_usd: int
    of_usd: int


class GovernmentShare(msgspec.Struct, frozen=True):
    """The share that covered nations' governments hold, directly or indirectly, in percent, between low and high."""

    measure: str
    low: str
    high: str


class ScreenedSite(msgspec.Struct, frozen=True, gc=False):
    """One site of one line: `status` is feoc, clean, unknown or relieved; `codes` are the findings against it."""

    line: str
    step: str
    country: str | None
    status: str
    why: str
    cells: tuple[str, ...]
    codes: tuple[str, ...] = ()


class ScreenedEntity(msgspec.Struct, frozen=True):
    """A supplier with its sites; the status is the worst of theirs."""

    entity: str | None
    status: str
    government: list[GovernmentShare]
    sites: Sequence[ScreenedSite]


class FeocScreen(msgspec.Struct, frozen=True):
    status: ScreenStatus
    minerals_screened: bool
    components_screened: bool
    entities: list[ScreenedEntity] = []
    requests: list[Request] = []


class CleanVehicleInquiry(Inquiry[CleanVehicleScenario], frozen=True):
    """The recorded question under section 30D.

    `placed_in_service` is a date or a year; it and `acquired` are None if the file must state them, and the dates named
    in `sheet_first` apply only if the file does not. `test` is None for any available test. `half` is the half of the
    credit that decides the exit status: minerals, components or both.
    """

    placed_in_service: str | None = None
    acquired: Date | None = None
    sheet_first: list[str] = msgspec.field(default_factory=list)
    test: str | None = None
    half: str = "minerals"


class CleanVehicleReport(msgspec.Struct, frozen=True, tag_field="regime", tag="clean-vehicle"):
    """A report under section 30D."""

    bom: Bom
    verdict: Verdict
    findings: list[Finding]
    vehicle: VehicleFacts | None = None
    screening: bool = False
    scenario: AppliedScenario | None = None
    critical_minerals: CriticalMinerals | None = None
    battery_components: BatteryComponents | None = None
    credit: Credit | None = None
    feoc: FeocScreen | None = None
    deciding: Deciding | None = None
    readings: list[AppliedReading] = []
    lists: list[ScreenedList] = []
    certificates: list[CertificateStatus] = []
    asked: CleanVehicleInquiry | None = None
    redacted: Scope | msgspec.UnsetType = msgspec.UNSET

    @property
    def regime(self) -> str:
        return str(self.__struct_config__.tag)
