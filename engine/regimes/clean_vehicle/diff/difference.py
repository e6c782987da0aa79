"""The result of comparing two bills of materials. Every number is already its exact or cut text."""

from enum import StrEnum

import msgspec

from ....model.findings import Finding
from ....model.numbers import Fraction, Interval, cut, cut_percent, exact
from ....model.statuses import ScreenStatus, Status
from ....report.report import AppliedScenario, Bom, Verdict
from ...regime import Diff, FactChanged
from ..sections import ComponentsStatus, Credit, VehicleFacts


class Cause(StrEnum):
    """Why the percentage changed, in the order in which the old side is turned into the new.

    The old side's scenario is removed first and the new side's applied last, so that the actual facts and law change in
    between; a scenario that both sides share stays throughout. `origins` are the sites of a line, their value added,
    and its mineral; `date` is the date placed in service.
    """

    SCENARIO_LIFTED = "scenario_lifted"
    REMOVED = "removed"
    ADDED = "added"
    VALUES = "values"
    ORIGINS = "origins"
    DATE = "date"
    READINGS = "readings"
    SCENARIO = "scenario"


class Side(msgspec.Struct, frozen=True):
    """One of the two sides: its verdict, with its rulebook, date and scenario, and the status of each half.

    `answer` is the status of the half asked for, of both the worse; None stands for the verdict. `components_status` is
    about the battery components percentage alone, None if no components are listed.
    """

    bom: Bom
    verdict: Verdict
    vehicle: VehicleFacts | None
    screening: bool
    scenario: AppliedScenario | None
    readings: dict[str, str]
    required_percentage: str | None
    test: str | None
    feoc: ScreenStatus | None
    findings: list[Finding]
    answer: Status | None = None
    components_status: ComponentsStatus | None = None
    components_required_percentage: str | None = None
    credit: Credit | None = None


class Change(msgspec.Struct, frozen=True):
    """The difference of two shares: exact, and in percentage points rounded down to four decimals."""

    exact: str
    points: str

    @classmethod
    def of(cls, share: Fraction) -> "Change":
        points = cut(share * 100, 4)
        return cls(exact(share), f"+{points}" if share > 0 else points)


class TestChange(msgspec.Struct, frozen=True):
    """One test that is available on both sides: the bounds of its percentage, and the change of each."""

    test: str
    old_low: str
    old_high: str
    new_low: str
    new_high: str
    old_percentage: str
    old_high_percentage: str
    new_percentage: str
    new_high_percentage: str
    low: Change
    high: Change

    @classmethod
    def between(cls, test: str, then: Interval, now: Interval) -> "TestChange":
        return cls(
            test=test,
            old_low=exact(then.low),
            old_high=exact(then.high),
            new_low=exact(now.low),
            new_high=exact(now.high),
            old_percentage=cut_percent(then.low),
            old_high_percentage=cut_percent(then.high),
            new_percentage=cut_percent(now.low),
            new_high_percentage=cut_percent(now.high),
            low=Change.of(now.low - then.low),
            high=Change.of(now.high - then.high),
        )


class Part(msgspec.Struct, frozen=True):
    """The change of one test due to one cause; the parts of all causes add up exactly to the test's change."""

    test: str
    low: Change
    high: Change


class CauseOfChange(msgspec.Struct, frozen=True):
    """One cause with the lines it affects, by their names on the old side, or on the new side if added."""

    cause: Cause
    lines: list[str]
    parts: list[Part]


class LineInOne(msgspec.Struct, frozen=True):
    """A line that only one side has."""

    line: str
    mineral: str
    value_usd: str | None
    share_low: str
    share_high: str


class LineChanged(msgspec.Struct, frozen=True):
    """A changed line that both sides have; `share` is among the facts if only the law changed it."""

    line: str
    new_line: str
    mineral: str
    changes: list[FactChanged]


class Lines(msgspec.Struct, frozen=True):
    added: list[LineInOne]
    removed: list[LineInOne]
    changed: list[LineChanged]


class SupplierChange(msgspec.Struct, frozen=True):
    """A supplier whose FEOC status changed; None if the side does not have it, or is not screened."""

    supplier: str
    old: str | None
    new: str | None
    why: str
    lines: list[str]


class ComponentInOne(msgspec.Struct, frozen=True):
    """A component that only one side has."""

    component: str
    part_of: str | None
    value_usd: str | None
    assembly_country: str | None


class ComponentChanged(msgspec.Struct, frozen=True):
    """A changed component that both sides have; `counts` is among the facts if only the law changed it."""

    component: str
    changes: list[FactChanged]


class Components(msgspec.Struct, frozen=True):
    """The difference of the battery components: their percentage if both sides have it, and the rows."""

    percentage: TestChange | None
    added: list[ComponentInOne]
    removed: list[ComponentInOne]
    changed: list[ComponentChanged]


class CleanVehicleDiff(Diff, frozen=True):
    """The whole difference. `lines` is None if a side cannot be read; `tests` are those that both sides have.

    `components` is None if a side cannot be read, or neither lists battery components.
    """

    old: Side
    new: Side
    required_points: str | None
    tests: list[TestChange]
    tests_not_compared: list[str]
    causes: list[CauseOfChange]
    lines: Lines | None
    suppliers: list[SupplierChange]
    components: Components | None = None
