"""What comes out of comparing two bills of materials. Every number is already its exact or cut text."""

from enum import StrEnum

import msgspec

from ....model.findings import Finding
from ....model.statuses import ScreenStatus
from ....report.report import AppliedScenario, Bom, Verdict
from ...regime import Diff
from ..sections import VehicleFacts


class Cause(StrEnum):
    """Why the percentage changed, in the order in which the new side is made from the old, one step after another.

    A scenario of the old side is lifted first, and one of the new side comes last, so that the facts and the law as
    they are stand in between; a scenario that both sides have stays throughout. `origins` are the sites of a line, what
    they add, and its mineral; `date` is the date placed in service.
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
    """One of the two: its verdict, and what it was made under."""

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


class Change(msgspec.Struct, frozen=True):
    """An exact difference of two shares, and in percentage points cut to four decimals towards less."""

    exact: str
    points: str


class TestChange(msgspec.Struct, frozen=True):
    """One test that is available on both sides: the ends of its percentage, and how each changed."""

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


class Part(msgspec.Struct, frozen=True):
    """What one cause changed of one test; the parts of all causes add up exactly to the test's change."""

    test: str
    low: Change
    high: Change


class CauseOfChange(msgspec.Struct, frozen=True):
    """One cause with the lines that belong to it, by the name in the old, or in the new where they are added."""

    cause: Cause
    lines: list[str]
    parts: list[Part]


class FactChanged(msgspec.Struct, frozen=True):
    """One fact of a line on either side: what it is, in words; None where there is none."""

    what: str
    old: str | None
    new: str | None


class LineInOne(msgspec.Struct, frozen=True):
    """A line that only one side has."""

    line: str
    mineral: str
    value_usd: str | None
    share_low: str
    share_high: str


class LineChanged(msgspec.Struct, frozen=True):
    """A line that both sides have; `share` is among the facts where the law alone changed it."""

    line: str
    new_line: str
    mineral: str
    changes: list[FactChanged]


class Lines(msgspec.Struct, frozen=True):
    added: list[LineInOne]
    removed: list[LineInOne]
    changed: list[LineChanged]


class SupplierChange(msgspec.Struct, frozen=True):
    """A supplier whose FEOC status changed; None where the side has no such supplier, or is not screened."""

    supplier: str
    old: str | None
    new: str | None
    why: str
    lines: list[str]


class CleanVehicleDiff(Diff, frozen=True):
    """The whole difference. `lines` is None where a side cannot be read; `tests` lacks those that one side has not."""

    old: Side
    new: Side
    required_points: str | None
    tests: list[TestChange]
    tests_not_compared: list[str]
    causes: list[CauseOfChange]
    lines: Lines | None
    suppliers: list[SupplierChange]
