"""The sections of a report under section 30D, and what a redacted one may say.

Every number is already its exact or cut text.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

from ...model.battery import ComponentExclusion, Measure, Step
from ...model.findings import Finding
from ...model.statuses import Outcome, ScreenStatus, Status
from ...report.disclosure import (
    Cell,
    Citation,
    Code,
    Count,
    Country,
    DayText,
    Disclosure,
    EntityName,
    Identifying,
    ItemName,
    LineName,
    MineralName,
    Model,
    Money,
    Percentage,
    Place,
    Relation,
    Scope,
    Share,
    Text,
    ValueShare,
    words,
)
from ...report.report import AppliedReading, AppliedScenario, Bom, CertificateStatus, Request, ScreenedList, Verdict
from .question import CleanVehicleInquiry, TestText

COMPONENTS_ASSUMED = "no battery component was manufactured or assembled by a FEOC"
"""The condition of a verdict where the law screens components and the file lists none."""
ASSEMBLY = "manufacture or assembly"
"""The step of a battery component that is screened."""


class SiteStatus(StrEnum):
    """The status of a site: a FEOC's, cleared, not cleared, or exempt under the transition rule."""

    FEOC = "feoc"
    UNKNOWN = "unknown"
    CLEAN = "clean"
    RELIEVED = "relieved"


SiteText: TypeAlias = Annotated[str, words(*SiteStatus)]
StepName: TypeAlias = Annotated[str, words(*Step, ASSEMBLY)]


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

    kind: Annotated[str, words("value", "origin", "value_added")]
    line: LineName
    mineral: MineralName
    step: StepName | None
    cells: list[Cell]
    low_if_best_percentage: ValueShare
    high_if_worst_percentage: ValueShare


class BreakEven(msgspec.Struct, frozen=True):
    """A limit on the line's value (or, with `step`, on its unknown value added) that decides the outcome.

    `relation` is at_most, at_least, below or above; `usd` is rounded so that it never widens the limit `exact`.
    """

    line: LineName
    mineral: MineralName
    step: StepName | None
    outcome: Status
    relation: Relation
    usd: Money
    exact: Money
    cells: list[Cell]


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

    kind: Annotated[str, words("value", "country")]
    component: ItemName
    cells: list[Cell]
    low_if_best_percentage: ValueShare
    high_if_worst_percentage: ValueShare


class ComponentBreakEven(msgspec.Struct, frozen=True):
    """A limit on the component's unknown value, with all that it contains, that decides the outcome.

    `relation`, `usd` and `exact` are as in `BreakEven`.
    """

    component: ItemName
    outcome: Status
    relation: Relation
    usd: Money
    exact: Money
    cells: list[Cell]


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

    placed_in_service: DayText | None = None
    acquired: DayText | None = None
    report_date: DayText | None = None
    model: Model | None = None
    model_year: DayText | None = None
    final_assembly_country: Country | None = None
    vehicle_class: Annotated[str, words("van", "suv", "pickup", "other")] | None = None
    msrp_usd: Money | None = None
    battery_kwh: Identifying | None = None
    gvwr_lb: Identifying | None = None
    transition_report: bool | None = None
    qualified_manufacturer: bool | None = None
    rechargeable_from_outside: bool | None = None


class Test(msgspec.Struct, frozen=True):
    """One test's answer: shares as exact fractions; `percentage` is the lowest possible one, cut to four decimals."""

    test: TestText
    available: bool
    status: Status
    percentage: Percentage | None
    exact: Share | None
    low: Share | None
    high: Share | None
    high_percentage: Percentage | None


class Mineral(msgspec.Struct, frozen=True):
    mineral: MineralName
    value_usd: Money | None
    share_percentage: ValueShare | None
    qualifying_value_usd: Money | None
    unpriced_lines: list[LineName] = []


class Origin(msgspec.Struct, frozen=True):
    """A mineral's value by step and country; `counts` is None if the country is not known."""

    mineral: MineralName
    step: StepName
    country: Country | None
    country_name: Place
    value_usd: Money | None
    share_percentage: ValueShare | None
    counts: bool | None


class Flow(msgspec.Struct, frozen=True):
    """The value of a mineral from extraction through processing, or recycling (`step`), to whether it counts.

    A place is a country's name, `several` or `not known`; `extraction` is None where that step does not occur. Chains
    without a value are not in it. With cents cut off, the flows may add up to a few cents less than the total.
    """

    mineral: MineralName
    extraction: Place | None
    processing: Place
    step: StepName
    outcome: Outcome
    value_usd: Money


class ChainCells(msgspec.Struct, frozen=True, gc=False):
    value: Cell
    extraction: tuple[Cell, ...]
    processing: tuple[Cell, ...]
    recycling: tuple[Cell, ...]


class ChainCountries(msgspec.Struct, frozen=True, gc=False):
    """The countries of each step's sites, in the order of their cells; None for an unknown country."""

    extraction: tuple[Country | None, ...]
    processing: tuple[Country | None, ...]
    recycling: tuple[Country | None, ...]


class ChainShare(msgspec.Struct, frozen=True, gc=False):
    """One procurement chain. A step's share is None if it does not occur, or if its low and high differ.

    `value_usd` is cut to the cent, `value_exact` is not; `mass_kg` is exact. `counts_low` and `counts_high` are the
    share in the test that the report's figures use, `share` the traced share.
    """

    line: LineName
    mineral: MineralName
    material: ItemName | None
    component: ItemName | None
    value_usd: Money | None
    extraction: Share | None
    extraction_low: Share | None
    extraction_high: Share | None
    processing: Share | None
    processing_low: Share | None
    processing_high: Share | None
    recycling: Share | None
    recycling_low: Share | None
    recycling_high: Share | None
    share: Share | None
    share_low: Share
    share_high: Share
    screened: bool
    cells: ChainCells
    countries: ChainCountries
    value_exact: Money | None = None
    counts_low: Share = "0"
    counts_high: Share = "1"
    mass_kg: Money | None = None  # with the price per kilogram that the market knows


class CriticalMinerals(msgspec.Struct, frozen=True):
    """The percentage against the requirement. The figures are for `test`."""

    status: Status
    test: TestText
    required_percentage: Percentage | None
    requirement_citation: Citation | None
    percentage: Percentage | None
    exact: Share | None
    low: Share | None
    high: Share | None
    high_percentage: Percentage | None
    gap_points: Percentage | None
    total_value_usd: Money | None
    qualifying_value_usd: Money | None
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

    component: ItemName
    part_of: ItemName | None
    value_usd: Money | None
    incremental_low_usd: Money | None
    incremental_high_usd: Money | None
    assembly_country: Country | None
    counts: bool | None
    cells: list[Cell]
    excluded: Annotated[str, words(*ComponentExclusion)] | None = None
    value_exact: Money | None = None
    value_cell: Cell | None = None
    country_cell: Cell | None = None


class BatteryComponents(msgspec.Struct, frozen=True):
    """The battery components percentage against its requirement (26 USC 30D(e)(2)).

    `status` is about the percentage alone; not_stated where no component of the battery has a value. `total_value_usd`
    is the known value of the outermost components, `qualifying_value_usd` what counts at the lowest possible share.
    """

    status: ComponentsStatus
    required_percentage: Percentage | None
    requirement_citation: Citation | None
    percentage: Percentage | None
    exact: Share | None
    low: Share | None
    high: Share | None
    high_percentage: Percentage | None
    gap_points: Percentage | None
    total_value_usd: Money | None
    qualifying_value_usd: Money | None
    components: list[ComponentShare] = []
    deciding: ComponentsDeciding | None = None


class Credit(msgspec.Struct, frozen=True):
    """The whole credit in US dollars (26 USC 30D(b)): each half, None if undecided, and their total.

    `at_most_usd` counts an undecided half in full; `of_usd` is the largest possible credit.
    """

    critical_minerals_usd: Count | None
    battery_components_usd: Count | None
    total_usd: Count | None
    at_most_usd: Count
    of_usd: Count


class GovernmentShare(msgspec.Struct, frozen=True):
    """The share that covered nations' governments hold, directly or indirectly, in percent, between low and high."""

    measure: Annotated[str, words(*Measure)]
    low: Percentage
    high: Percentage


class ScreenedSite(msgspec.Struct, frozen=True, gc=False):
    """One site of one line: `status` is feoc, clean, unknown or relieved; `codes` are the findings against it."""

    line: LineName
    step: StepName
    country: Country | None
    status: SiteText
    why: Text
    cells: tuple[Cell, ...]
    codes: tuple[Code, ...] = ()


class ScreenedEntity(msgspec.Struct, frozen=True):
    """A supplier with its sites; the status is the worst of theirs."""

    entity: EntityName | None
    status: SiteText
    government: list[GovernmentShare]
    sites: Sequence[ScreenedSite]


class FeocScreen(msgspec.Struct, frozen=True):
    status: ScreenStatus
    minerals_screened: bool
    components_screened: bool
    entities: list[ScreenedEntity] = []
    requests: list[Request] = []


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


CLEAN_VEHICLE_DISCLOSURE = Disclosure(
    sentences=(
        "meets the critical minerals requirement: {usd}{if_acquired}",
        "would meet the critical minerals requirement{if_acquired}",
        "does not meet the critical minerals requirement: no {usd}",
        "fails the FEOC screen: no section 30D credit",
        "incomplete: facts are missing; undecided: {undecided}",
        "not decided: earlier rules applied before {date}, and critmin does not compute them",
        "no credit is available for this vehicle",
        "credit: {credit} ({halves}){if_acquired}",
        "credit: {halves}{if_acquired}",
        "acquired by {date} ({law})",
        "final assembly in North America ({law})",
        "a battery of at least {number} kWh ({law})",
        "a battery rechargeable from an external source ({law})",
        "a gross vehicle weight rating under {number} lb ({law})",
        "a qualified manufacturer ({law})",
        "a suggested retail price of at most {usd} ({law})",
        "a suggested retail price of at most {usd} for vans, SUVs and pickups; {usd} for other vehicles ({law})",
        "no battery component was manufactured or assembled by a FEOC ({law})",
        "the country where the work is done",
        "the name of the entity that does the work",
        "covered nations' governments' share of its {shares}",
        "whether the transition rule applies to the line (its role and the transition report)",
        "exempt: transition rule (impracticable to trace)",
        "its facts: no FEOC criterion applies",
        "SCREENING: treated as attested",
        'attestation "{hidden}"',
        "{step} in {place}, a covered nation",
        "{hidden} is organized in {place}, a covered nation",
        "{hidden} is headquartered in {place}, a covered nation",
        '"{hidden}" has effective control of the work of {hidden} by license or contract',
        "covered nations' governments hold {holdings} of {hidden}",
    ),
    patterns={
        "if_acquired": r"(?: if acquired by {date} \(26 USC 30D\(h\), P\.L\. 119-21\))?",
        "undecided": r"(?:the percentage|the FEOC screen|a vehicle fact)(?: and (?:the FEOC screen|a vehicle fact))*",
        "credit": r"(?:at most )?{usd}(?: to {usd})?(?: of {usd})?",
        "halves": r"fails the FEOC screen|no credit is available for this vehicle|"
        r"critical minerals (?:yes|no|undecided), battery components (?:yes|no|undecided|not stated)"
        r"(?:; undecided: {undecided})?",
        "share": r"(?:equity|votes|board) \((?:not stated|{percent} to {percent})\)",
        "shares": r"{share}(?:, {share})*",
        "holdings": r"{percent} of the (?:equity|votes|board)(?:, {percent} of the (?:equity|votes|board))*",
        "step": r"extraction|processing|recycling|manufacture or assembly",
    },
)
