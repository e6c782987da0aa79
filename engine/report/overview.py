"""The highlights of a run of many bills of materials."""

import datetime
from bisect import insort
from collections import Counter
from collections.abc import Iterable

import msgspec

from ..model.findings import Severity, load_findings
from ..model.numbers import Fraction
from ..model.statuses import ScreenStatus, Status
from ..model.waivers import Waivers
from ..vocabulary.company_names import identity
from .decision import Decision
from .outline import Outline
from .report import BomDecision, BomName

MOST = 10
"""The number of items named in each list."""


class UnreadableBom(BomName, frozen=True):
    """An unreadable bill of materials, and the codes of the causes."""

    codes: list[str]


class WorstGap(BomDecision, frozen=True):
    """The gap of a bill of materials to a requirement, in percentage points; negative: below it."""

    status: Status
    percentage: str
    required_percentage: str
    gap_points: str


class CommonFinding(msgspec.Struct, frozen=True):
    """A finding, and the number of bills of materials that have it."""

    code: str
    severity: Severity
    boms: int


class CommonSupplier(msgspec.Struct, frozen=True):
    """A supplier, and the number of bills of materials that it affects."""

    supplier: str
    boms: int


class FailedScreen(BomName, frozen=True):
    """A bill of materials that fails the supplier screen, and the suppliers that fail it."""

    suppliers: list[str]


_FEOC_KEYS = {
    "screen_failures": "feoc_failures",
    "failed_screens": "failed_by_feoc",
    "adverse_suppliers": "feoc_suppliers",
}


class Overview(msgspec.Struct, frozen=True, rename=_FEOC_KEYS):
    """The highlights of a run of several bills of materials: at most ten of each, the worst or most common first.

    `screen_failures` is the number of all failed screens, `failed_screens` names the first. `findings` are errors and
    warnings. `adverse_suppliers` fail the screen, `open_suppliers` lack evidence. JSON names refer to the FEOC screen.
    """

    unreadable: list[UnreadableBom]
    screen_failures: int
    failed_screens: list[FailedScreen]
    worst_gaps: list[WorstGap]
    findings: list[CommonFinding]
    adverse_suppliers: list[CommonSupplier]
    open_suppliers: list[CommonSupplier]


def gap(decision: Decision) -> Fraction | None:
    """The exact gap from the requirement to the lowest possible share; None if there is no gap to compute."""
    if decision.gap_points is None or decision.low is None or decision.required_percentage is None:
        return None
    return Fraction(decision.low) - Fraction(decision.required_percentage) / 100


def fails_screen(outline: Outline) -> bool:
    """Whether it fails because of a supplier, whatever its percentage."""
    return outline.status is Status.FAIL and outline.screen is ScreenStatus.FAIL


def worst_first(outline: Outline) -> tuple[int, Fraction]:
    """The sort key: unreadable first, then failed screens, then by gap; those without a gap last."""
    if outline.status is Status.UNREADABLE:
        return 0, Fraction(0)
    size = gap(outline.answer)
    if fails_screen(outline):
        return 1, size or Fraction(0)
    return (3, Fraction(0)) if size is None else (2, size)


class Collected:
    """Collects the facts of an overview from outlines."""

    def __init__(self) -> None:
        self._unreadable: list[UnreadableBom] = []
        self._failed_screens: list[FailedScreen] = []
        self._screen_failures = 0
        self._gaps: list[tuple[Fraction, WorstGap]] = []
        self._codes: Counter[str] = Counter()
        self._adverse = _Suppliers()
        self._open = _Suppliers()

    def add(self, outline: Outline) -> None:
        if outline.status is Status.UNREADABLE and len(self._unreadable) < MOST:
            self._unreadable.append(UnreadableBom(outline.bom.path, outline.bom.name, outline.reasons))
        if fails_screen(outline):
            self._screen_failures += 1
            if len(self._failed_screens) < MOST:
                self._failed_screens.append(FailedScreen(outline.bom.path, outline.bom.name, outline.adverse_suppliers))
        for decision in outline.asked:
            self._add_gap(outline, decision)
        self._codes.update(outline.codes)
        self._adverse.add(outline.adverse_suppliers)
        self._open.add(outline.open_suppliers)

    def overview(self) -> Overview:
        return Overview(
            unreadable=list(self._unreadable),
            screen_failures=self._screen_failures,
            failed_screens=list(self._failed_screens),
            worst_gaps=[worst for _, worst in self._gaps],
            findings=self._findings(),
            adverse_suppliers=self._adverse.commonest(),
            open_suppliers=self._open.commonest(),
        )

    def _add_gap(self, outline: Outline, decision: Decision) -> None:
        size = gap(decision)
        if size is None:
            return
        assert decision.percentage is not None
        assert decision.required_percentage is not None
        assert decision.gap_points is not None
        figures = (decision.percentage, decision.required_percentage, decision.gap_points)
        worst = WorstGap(outline.bom.path, outline.bom.name, decision.status, *figures, of=decision.of)
        insort(self._gaps, (size, worst), key=lambda gap: gap[0])
        del self._gaps[MOST:]

    def _findings(self) -> list[CommonFinding]:
        rules = load_findings()
        all_ = (CommonFinding(code, Severity(rules[code].severity), boms) for code, boms in self._codes.items())
        wrong = [found for found in all_ if found.severity is not Severity.NOTE]
        return sorted(wrong, key=lambda found: (-found.boms, found.code))[:MOST]


class _Suppliers:
    """Counts bills of materials by supplier; a name with two spellings is listed under the first."""

    def __init__(self) -> None:
        self._boms: Counter[str] = Counter()
        self._names: dict[str, str] = {}

    def add(self, names: Iterable[str]) -> None:
        spelled = {identity(name): name for name in names}
        self._boms.update(spelled.keys())
        for at, name in spelled.items():
            self._names.setdefault(at, name)

    def commonest(self) -> list[CommonSupplier]:
        order = sorted(self._boms.items(), key=lambda item: (-item[1], item[0]))
        return [CommonSupplier(self._names[at], boms) for at, boms in order[:MOST]]


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
