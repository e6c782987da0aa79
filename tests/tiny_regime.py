"""A tiny regime: at least so much of the value of a bill of materials must be extracted in one country.

It stands on what every regime stands on, and nothing outside this file knows of it until a test registers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar

import msgspec
from critmin.engine.intake.facts.battery import Intake, read_battery
from critmin.engine.model.findings import Finding, Severity, finding, refuse
from critmin.engine.model.numbers import Interval, cut_percent, exact
from critmin.engine.model.sources import Source
from critmin.engine.model.statuses import Status
from critmin.engine.regimes.asked_law import AskedLaw, look_up, open_readings
from critmin.engine.regimes.regime import CannotAsk, Check, Diff, PeriodVerdict, Question, Regime
from critmin.engine.report.disclosure import Scope
from critmin.engine.report.outline import Column, Columns, Kind, Outline, outline, shared
from critmin.engine.report.report import (
    AppliedReading,
    AppliedScenario,
    Bom,
    CertificateStatus,
    Inquiry,
    ScreenedList,
    Verdict,
)
from critmin.engine.rules.readings import Reading, Readings
from critmin.engine.rules.rule import Date, Rule, Value
from critmin.engine.rules.rulebook import Rulebook, Scenario

# Its rules ---------------------------------------------------------------------------------------------------------


NEIGHBOR = Reading(
    id="neighbor",
    default="out",
    default_text="The neighbor does not count.",
    other="in",
    other_text="The neighbor counts.",
    source="tiny-2",
)


class TinyLaw(Rulebook, frozen=True):
    """A requirement that rises, and an open question of who counts."""

    edition: Date = Date(2025, 1, 1)
    covers: str = "the Tiny Act"
    sha256: str = "f" * 64
    start: Date = Date(2024, 1, 1)
    readings: tuple[Reading, ...] = (NEIGHBOR,)
    sources: dict[str, Source] = msgspec.field(
        default_factory=lambda: {
            "tiny-1a": Source("Tiny Act s. 1(a)", "At least 40 percent is from there.", "text"),
            "tiny-1b": Source("Tiny Act s. 1(b)", "From 2026 it is 60 percent.", "text"),
            "tiny-2": Source("Tiny Act s. 2", "There is the country.", "text"),
        }
    )
    requirement: Rule[int] = Rule(
        id="requirement",
        label="share that is required",
        unit="percent",
        values=[
            Value(40, "tiny-1a", from_=Date(2024, 1, 1), to=Date(2025, 12, 31)),
            Value(60, "tiny-1b", from_=Date(2026, 1, 1)),
        ],
    )
    countries: Rule[list[str]] = Rule(
        id="countries",
        label="countries that count:",
        unit="countries",
        values=[
            Value(["CA"], "tiny-2", reading="neighbor", choice="out"),
            Value(["CA", "US"], "tiny-2", reading="neighbor", choice="in"),
        ],
    )


# What is asked, and what comes of it --------------------------------------------------------------------------------


class TinyQuestion(Question, frozen=True, kw_only=True):
    regime: ClassVar[str] = "one-country"
    sold: Date | None = None


class TinyInquiry(Inquiry[Scenario], frozen=True):
    sold: Date | None = None


class TinyAnswers(AskedLaw):
    """What the law answers on the day of sale."""

    def __init__(self, rulebook: TinyLaw, sold: Date, readings: Readings) -> None:
        super().__init__(readings)
        self.rulebook = rulebook
        self.sold = sold

    def under(self, readings: Readings) -> TinyAnswers:
        return TinyAnswers(self.rulebook, self.sold, readings)

    @look_up
    def required(self) -> Value[int] | None:
        return self.rulebook.requirement.on(self.sold, self.readings.takes)

    @look_up
    def countries(self) -> list[str]:
        return self.rulebook.countries.known_on(self.sold, self.readings.takes).value


class TinyResult(msgspec.Struct, frozen=True):
    intake: Intake
    law: TinyAnswers
    question: TinyQuestion
    required: Value[int] | None
    share: Interval
    status: Status


class ShareSection(msgspec.Struct, frozen=True):
    countries: list[str]
    required_percentage: str | None
    citation: str | None
    low: str
    high: str
    percentage: str


class TinyReport(msgspec.Struct, frozen=True, tag_field="regime", tag="one-country"):
    bom: Bom
    verdict: Verdict
    findings: list[Finding]
    screening: bool = False
    scenario: AppliedScenario | None = None
    share: ShareSection | None = None
    readings: list[AppliedReading] = []
    lists: list[ScreenedList] = []
    certificates: list[CertificateStatus] = []
    asked: TinyInquiry | None = None
    redacted: Scope | msgspec.UnsetType = msgspec.UNSET

    @property
    def regime(self) -> str:
        return "one-country"


class TinyPeriod(PeriodVerdict, frozen=True):
    required_percentage: str | None


class TinyDiff(Diff, frozen=True):
    old: ShareSection | None
    new: ShareSection | None


def _record(question: TinyQuestion, common: dict[str, Any]) -> TinyInquiry:
    return TinyInquiry(sold=question.sold, **common)


def _restore(asked: TinyInquiry, law: TinyLaw, common: dict[str, Any]) -> TinyQuestion:
    if asked.scenario is not None:
        raise CannotAsk("a scenario")
    return TinyQuestion(sold=asked.sold, **common)


def _judge(intake: Intake, question: TinyQuestion, law: TinyLaw) -> TinyResult:
    if question.sold is None:
        raise refuse("DATE-MISSING", "when it is sold is not stated")
    answers = TinyAnswers(law, question.sold, question.readings or law.defaults())
    share = _share(intake, answers)
    return TinyResult(intake, answers, question, answers.required(), share, _status(share, answers.required()))


def _share(intake: Intake, law: TinyAnswers) -> Interval:
    """The share of the value that is extracted there: lines of no known country make it an interval."""
    counting = set(law.countries())
    low = high = total = Fraction(0)
    for chain in intake.battery.chains:
        value = chain.value or Fraction(0)
        countries = {site.country for site in chain.sites.extraction} or {None}
        low += value if countries <= counting else 0
        high += value if countries & {*counting, None} else 0
        total += value
    return Interval(low / total, high / total) if total else Interval(Fraction(0), Fraction(1))


def _status(share: Interval, required: Value[int] | None) -> Status:
    if required is None:
        return Status.NOT_AVAILABLE
    needed = Fraction(required.value, 100)
    if share.low >= needed:
        return Status.PASS
    return Status.FAIL if share.high < needed else Status.INCOMPLETE


_CODES = {Status.PASS: "CM-MET", Status.FAIL: "CM-NOT-MET", Status.INCOMPLETE: "CM-UNDECIDED"}


def _reasons(result: TinyResult) -> list[Finding]:
    if result.required is None:
        return [finding("BEFORE-START", f"sold {result.law.sold}: nothing is required yet")]
    needed = f"required: {result.required.value}% ({result.law.rulebook.cite(result.required.source)})"
    return [finding(_CODES[result.status], f"{cut_percent(result.share.low)} percent, {needed}")]


def _report(bom: Bom, result: TinyResult) -> TinyReport:
    reasons = _reasons(result)
    order = list(Severity)
    return TinyReport(
        bom=bom,
        verdict=Verdict(result.status, f"one country: {result.status}", findings=[found.code for found in reasons]),
        findings=sorted(reasons + result.intake.findings, key=lambda found: order.index(found.severity)),
        screening=result.question.screening,
        share=_section(result),
        readings=open_readings(result.law, result.status, partial(_status_under, result.intake)),
    )


def _section(result: TinyResult) -> ShareSection:
    required, share = result.required, result.share
    return ShareSection(
        countries=result.law.countries(),
        required_percentage=str(required.value) if required else None,
        citation=result.law.rulebook.cite(required.source) if required else None,
        low=exact(share.low),
        high=exact(share.high),
        percentage=cut_percent(share.low),
    )


def _status_under(intake: Intake, law: TinyAnswers) -> Status:
    return _status(_share(intake, law), law.required())


def _days(intake: Intake) -> list[Date]:
    return []


def _period(intake: Intake, question: TinyQuestion, law: TinyLaw, first: Date, last: Date | None) -> TinyPeriod:
    result = _judge(intake, msgspec.structs.replace(question, sold=first), law)
    return TinyPeriod(
        first=first.isoformat(),
        last=last.isoformat() if last else None,
        required_percentage=str(result.required.value) if result.required else None,
        status=result.status,
        only_if=None,
        reasons=_reasons(result),
    )


def _difference(old: Check, new: Check, law: TinyLaw, common: dict[str, Any]) -> TinyDiff:
    assert isinstance(old.report, TinyReport)
    assert isinstance(new.report, TinyReport)
    return TinyDiff(**common, old=old.report.share, new=new.report.share)


def _outline(report: TinyReport) -> Outline:
    share = report.share
    if share is None:
        return outline(report, own={"sold": None})
    return outline(
        report,
        required_percentage=share.required_percentage,
        percentage=share.percentage,
        own={"sold": report.asked.sold.isoformat() if report.asked and report.asked.sold else None},
        low=share.low,
        high=share.high,
        gap_points=_gap(share),
    )


def _contradictions(report: TinyReport, question: TinyQuestion, law: TinyLaw) -> Iterator[str]:
    expected, share = Status.UNREADABLE, report.share
    if share is not None:
        needed = Value(int(share.required_percentage), "tiny-1a") if share.required_percentage else None
        expected = _status(Interval(Fraction(share.low), Fraction(share.high)), needed)
    if report.verdict.status is not expected:
        yield f"its verdict is {report.verdict.status}, but its share gives {expected}"


def _gap(share: ShareSection) -> str | None:
    if share.required_percentage is None:
        return None
    return cut_percent(Fraction(share.low) - Fraction(share.required_percentage) / 100)


TINY: Regime[Intake, TinyLaw, TinyQuestion, TinyResult] = Regime(
    id=TinyQuestion.regime,
    title="One country",
    report_type=TinyReport,
    inquiry_type=TinyInquiry,
    rulebook=TinyLaw,
    record=_record,
    restore=_restore,
    read=read_battery,
    judge=_judge,
    report=_report,
    contradictions=_contradictions,
    outline=_outline,
    columns=Columns(
        [*shared("bom", "verdict", "percentage"), Column("sold", Kind.TEXT, lambda o: o.own["sold"])], shared("file")
    ),
    days=_days,
    period=_period,
    difference=_difference,
    parts={"/verdict": "verdict", "/share": "share", "/findings": "findings", "": "other"},
    known_by={"findings": ("code",), "readings": ("id",)},
    trace=True,
)
