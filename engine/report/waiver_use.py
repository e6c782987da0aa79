"""Which waivers the findings of a run needed."""

import datetime

import msgspec

from ..model.waivers import Waivers
from .outline import Outline


class UnusedWaiver(msgspec.Struct, frozen=True):
    """A waiver in force that no finding needed. `bom_found`: a bill of materials of the run matches its pattern."""

    number: int
    code: str
    until: datetime.date
    bom_found: bool


class ExpiredWaiver(msgspec.Struct, frozen=True):
    number: int
    code: str
    until: datetime.date


class WaiverUse(msgspec.Struct, frozen=True):
    """The waivers of a run on a day: `boms` is the number of bills of materials that the exit status takes for a pass
    because of them, `findings` that of the errors and warnings that are waived.

    `unused` is None in a part of a run.
    """

    on: datetime.date
    sha256: str
    boms: int
    findings: int
    expired: list[ExpiredWaiver]
    unused: list[UnusedWaiver] | None


class Counted:
    """Counts the use of waivers, one outline at a time."""

    def __init__(self, waivers: Waivers) -> None:
        self._waivers = waivers
        self._boms = self._findings = 0
        self._used: set[int] = set()
        self._concerned: set[int] = set()

    def add(self, outline: Outline) -> None:
        self._boms += outline.passes
        self._findings += outline.errors_waived + outline.warnings_waived
        self._used.update(outline.waivers)
        bom, in_force = outline.bom, self._waivers.in_force()
        self._concerned.update(number for number, one in in_force if one.concerns(bom.path, bom.title))

    def use(self, *, whole: bool) -> WaiverUse:
        """The use by the outlines added. `whole`: they are those of a whole run."""
        given, on = self._waivers, self._waivers.on
        unused = [
            UnusedWaiver(number, one.code, one.until, number in self._concerned)
            for number, one in given.in_force()
            if number not in self._used
        ]
        expired = [
            ExpiredWaiver(number, one.code, one.until) for number, one in enumerate(given.waivers, 1) if one.until < on
        ]
        return WaiverUse(on, given.sha256, self._boms, self._findings, expired, unused if whole else None)
