"""The outline of a report: enough for its row in a table, whose columns are here, and for the run summary."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple

import msgspec

from ..model.statuses import ScreenStatus, Status
from .decision import Decision, counts, is_waived, worst
from .disclosure import WITHHELD, Scope
from .report import AppliedScenario, Bom, Report


class Outline(Decision, frozen=True, kw_only=True):
    """One report in short: its verdict as a decision, and more. A regime may omit some fields.

    `codes` are all that occur, each once; `screen` is the status of the supplier screen, which `adverse_suppliers` fail
    and `open_suppliers` leave undecided; `own` are the regime's own table cells, by column. `half` is the half of the
    credit that the question asks for, None in a regime without halves; `decisions` are those that it asks for, if not
    the verdict. `waived_codes` are those of waived findings, `waivers` the numbers of the waivers that apply. `defect`
    names the place of an internal error, which prevented a verdict. `redacted` is what the report withholds.
    """

    regime: str
    bom: Bom
    headline: str
    amount_usd: int | None
    screen: ScreenStatus | None = None
    waived_codes: list[str] = []
    waivers: list[int] = []
    codes: list[str]
    conditions: list[str]
    adverse_suppliers: list[str] = []
    open_suppliers: list[str] = []
    own: dict[str, str | None] = {}
    screening: bool
    scenario: AppliedScenario | None
    half: str | None = None
    decisions: list[Decision] = []
    defect: str | None = None
    redacted: Scope | None = None

    @property
    def asked(self) -> list[Decision]:
        """The decisions on which the exit status depends: those that the question asks for, or the verdict."""
        return self.decisions or [self]

    @property
    def answer(self) -> Decision:
        """The worst of the decisions asked for."""
        return worst(self.asked)

    @property
    def passes(self) -> bool:
        """Whether the exit status takes it for a pass, although it is none."""
        return self.answer.status is not Status.PASS and all(one.effect is Status.PASS for one in self.asked)

    def concerns(self, code: str) -> bool:
        """Whether a finding with this code bears on a decision asked for."""
        return any(code not in decision.unrelated for decision in self.asked)


def outline(report: Report, **figures: Any) -> Outline:
    """A report in short, with the regime's own figures."""
    verdict = report.verdict
    waived = {found.code: found.waived for found in report.findings if found.waived is not msgspec.UNSET}
    return Outline(
        regime=report.regime,
        bom=report.bom,
        status=verdict.status,
        headline=verdict.headline,
        amount_usd=verdict.amount_usd,
        **counts(report.findings),
        waived=is_waived(verdict.status, verdict.findings, report.findings),
        waived_codes=list(waived),
        waivers=sorted({found.waived.number for found in report.findings if found.waived is not msgspec.UNSET}),
        reasons=verdict.findings,
        codes=list(dict.fromkeys(found.code for found in report.findings)),
        conditions=verdict.conditions,
        screening=report.screening,
        scenario=report.scenario,
        redacted=None if isinstance(report.redacted, msgspec.UnsetType) else report.redacted,
        **figures,
    )


Value = str | int | Decimal | list[str] | None


class Kind(Enum):
    """The kind of content of a column: USD and percentage points are exact decimals, cut as in the report."""

    TEXT = auto()
    COUNT = auto()
    USD = auto()
    POINTS = auto()
    WORDS = auto()
    """Several texts without spaces, such as codes."""
    TEXTS = auto()


class Column(NamedTuple):
    """A column of a table: its cell `of` a row, of a run's table the outline of a report."""

    name: str
    kind: Kind
    of: Callable[[Any], Value]


def decimal(text: str | None) -> Decimal | None:
    """A number of a report; None if it is not stated, or withheld."""
    return None if text is None or text == WITHHELD else Decimal(text)


_SHARED = [
    Column("bom", Kind.TEXT, lambda o: o.bom.title),
    Column("verdict", Kind.TEXT, lambda o: str(o.status)),
    Column("amount_usd", Kind.COUNT, lambda o: o.amount_usd),
    Column("required_percentage", Kind.POINTS, lambda o: decimal(o.required_percentage)),
    Column("percentage", Kind.POINTS, lambda o: decimal(o.percentage)),
    Column("low", Kind.TEXT, lambda o: o.low),
    Column("high", Kind.TEXT, lambda o: o.high),
    Column("gap_points", Kind.POINTS, lambda o: decimal(o.gap_points)),
    Column("errors", Kind.COUNT, lambda o: o.errors),
    Column("warnings", Kind.COUNT, lambda o: o.warnings),
    Column("findings", Kind.WORDS, lambda o: o.reasons),
    Column("conditions", Kind.TEXTS, lambda o: o.conditions),
    Column("screening", Kind.TEXT, lambda o: "SCREENING" if o.screening else None),
    Column("scenario", Kind.TEXT, lambda o: None if o.scenario is None else f"SCENARIO {o.scenario.name}"),
    Column("file", Kind.TEXT, lambda o: o.bom.path),
    Column("name", Kind.TEXT, lambda o: o.bom.name),
    Column("headline", Kind.TEXT, lambda o: o.headline),
    Column("codes", Kind.WORDS, lambda o: o.codes),
    Column("sha256", Kind.TEXT, lambda o: o.bom.sha256),
    Column("waived", Kind.TEXT, lambda o: "waived" if o.passes else None),
    Column("waived_findings", Kind.WORDS, lambda o: o.waived_codes),
    Column("defect", Kind.TEXT, lambda o: o.defect),
]


def shared(*names: str) -> list[Column]:
    known = {column.name: column for column in _SHARED}
    return [known[name] for name in names]


class Columns(NamedTuple):
    """The columns of a regime: those of its CSV report, and the additional ones of its table."""

    report: list[Column]
    besides: list[Column]
