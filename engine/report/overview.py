"""What stands out in a run of many bills of materials."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable

from ..model.findings import Severity, load_findings
from ..model.numbers import Fraction
from ..model.statuses import ScreenStatus, Status
from ..vocabulary.company_names import identity
from .outline import Outline
from .report import CommonFinding, CommonSupplier, FeocBom, Overview, UnreadableBom, WorstGap

MOST = 10
"""How many of each are named."""


def gap(outline: Outline) -> Fraction | None:
    """The exact gap to the requirement at the low end, as a share; None where there is none."""
    if outline.gap_points is None or outline.low is None or outline.required_percentage is None:
        return None
    return Fraction(outline.low) - Fraction(outline.required_percentage) / 100


def failed_by_feoc(outline: Outline) -> bool:
    """Whether a FEOC in the chain fails it, however much of its value counts."""
    return outline.status is Status.FAIL and outline.feoc is ScreenStatus.FAIL


def worst_first(outline: Outline) -> tuple[int, Fraction]:
    """What cannot be judged comes first, then what a FEOC fails, then by the gap; last what has none."""
    if outline.status is Status.UNREADABLE:
        return 0, Fraction(0)
    size = gap(outline)
    if failed_by_feoc(outline):
        return 1, size or Fraction(0)
    return (3, Fraction(0)) if size is None else (2, size)


class Collected:
    """Looks at one report in short after the other, and keeps what an overview tells."""

    def __init__(self) -> None:
        self._unreadable: list[UnreadableBom] = []
        self._failed_by_feoc: list[FeocBom] = []
        self._feoc_failures = 0
        self._gaps: list[tuple[Fraction, WorstGap]] = []
        self._codes: Counter[str] = Counter()
        self._feoc = _Suppliers()
        self._open = _Suppliers()

    def add(self, outline: Outline) -> None:
        """Looks at the next one."""
        if outline.status is Status.UNREADABLE and len(self._unreadable) < MOST:
            self._unreadable.append(UnreadableBom(outline.bom.path, outline.bom.name, outline.decisive))
        if failed_by_feoc(outline):
            self._feoc_failures += 1
            if len(self._failed_by_feoc) < MOST:
                self._failed_by_feoc.append(FeocBom(outline.bom.path, outline.bom.name, outline.feoc_suppliers))
        self._add_gap(outline)
        self._codes.update(outline.codes)
        self._feoc.add(outline.feoc_suppliers)
        self._open.add(outline.open_suppliers)

    def overview(self) -> Overview:
        """What stands out of all that were added."""
        return Overview(
            unreadable=list(self._unreadable),
            feoc_failures=self._feoc_failures,
            failed_by_feoc=list(self._failed_by_feoc),
            worst_gaps=[worst for _, worst in self._gaps],
            findings=self._findings(),
            feoc_suppliers=self._feoc.commonest(),
            open_suppliers=self._open.commonest(),
        )

    def _add_gap(self, outline: Outline) -> None:
        size = gap(outline)
        if size is None:
            return
        assert outline.percentage is not None
        assert outline.required_percentage is not None
        assert outline.gap_points is not None
        figures = (outline.percentage, outline.required_percentage, outline.gap_points)
        worst = WorstGap(outline.bom.path, outline.bom.name, outline.status, *figures)
        insort(self._gaps, (size, worst), key=lambda one: one[0])
        del self._gaps[MOST:]

    def _findings(self) -> list[CommonFinding]:
        rules = load_findings()
        all_ = (CommonFinding(code, Severity(rules[code].severity), boms) for code, boms in self._codes.items())
        wrong = [found for found in all_ if found.severity is not Severity.NOTE]
        return sorted(wrong, key=lambda found: (-found.boms, found.code))[:MOST]


class _Suppliers:
    """In how many bills of materials each supplier is; one name in two spellings goes by the first."""

    def __init__(self) -> None:
        self._boms: Counter[str] = Counter()
        self._names: dict[str, str] = {}

    def add(self, names: Iterable[str]) -> None:
        spelled = {identity(name): name for name in names}
        self._boms.update(spelled.keys())
        for at, name in spelled.items():
            self._names.setdefault(at, name)

    def commonest(self) -> list[CommonSupplier]:
        order = sorted(self._boms.items(), key=lambda one: (-one[1], one[0]))
        return [CommonSupplier(self._names[at], boms) for at, boms in order[:MOST]]
