"""The rows of the sheets `critmin lines`, `critmin origins` and `critmin findings`."""

from collections.abc import Callable, Iterator, Sequence

from ...engine.model.findings import Finding, Severity
from ...engine.report.report import CriticalMinerals
from .workbook_sheets import Colored, Column, Link, Number, Value

LineLink = Callable[[str], str | None]
"""From an address to where a link to it goes."""

LINES = [
    Column("line", 14),
    Column("mineral", 14),
    Column("material", 36),
    Column("component", 22),
    Column("value USD", 14, "right"),
    *(Column(f"{step}: share that counts", 18, "right") for step in ("extraction", "processing", "recycling")),
    Column("share that counts", 18, "right"),
    Column("screened for FEOCs", 14),
    *(Column(f"{what}: cells", 28) for what in ("value", "extraction", "processing", "recycling")),
]
ORIGINS = [
    Column("mineral", 16),
    Column("step", 14),
    Column("code", 8),
    Column("country", 30),
    Column("value USD", 16, "right"),
    Column("share, percent", 16, "right"),
    Column("counts", 12),
]
_FINDINGS = [
    Column("code", 24),
    Column("severity", 11),
    Column("what was found", 64),
    Column("what to do", 52),
    Column("citation", 36),
]
_COUNTS = {True: "yes", False: "no", None: "not known"}
_MOST = 12  # columns of cells that a finding is given


def line_rows(m: CriticalMinerals, link: LineLink) -> Iterator[list[Value]]:
    for c in m.chains:
        shares: list[Value] = [
            _span(c.extraction_low, c.extraction_high),
            _span(c.processing_low, c.processing_high),
            _span(c.recycling_low, c.recycling_high),
            _span(c.share_low, c.share_high),
        ]
        cells = [
            _cells(at, link) for at in ([c.cells.value], c.cells.extraction, c.cells.processing, c.cells.recycling)
        ]
        names: list[Value] = [c.line, c.mineral, c.material or "", c.component or "", Number(c.value_usd)]
        yield [*names, *shares, "yes" if c.screened else "no", *cells]


def origin_rows(m: CriticalMinerals) -> Iterator[list[Value]]:
    for o in m.origins:
        money = [Number(o.value_usd), Number(o.share_percentage)]
        yield [o.mineral, o.step, o.country or "", o.country_name, *money, _COUNTS[o.counts]]


def finding_columns(findings: Sequence[Finding]) -> list[Column]:
    """As many columns of cells as the findings need, at least one."""
    most = max([1, *(min(len(found.cells), _MOST + 1) for found in findings)])
    return [*_FINDINGS, *(Column(f"cell {number}", 17) for number in range(1, most + 1))]


def finding_rows(findings: Sequence[Finding], link: LineLink) -> Iterator[list[Value]]:
    for found in findings:
        cells: list[Value] = [Link(at, link(at)) for at in found.cells[:_MOST]]
        if len(found.cells) > _MOST:
            cells.append(f"and {len(found.cells) - _MOST} more: see the comments there")
        remedy = "" if found.severity is Severity.NOTE else found.remedy
        yield [
            Link(found.code, None),
            Colored(found.severity, found.severity),
            found.message,
            remedy,
            found.citation,
            *cells,
        ]


def _cells(addresses: Sequence[str], link: LineLink) -> Link:
    """All addresses, leading to the first."""
    return Link(", ".join(addresses), link(addresses[0]) if addresses else None)


def _span(low: str | None, high: str | None) -> str:
    """`3/4`, `0 to 1`, or a dash where the step does not occur."""
    if low is None:
        return "-"
    return low if low == high else f"{low} to {high}"
