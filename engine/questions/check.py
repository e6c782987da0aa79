"""Checks a file under a question and reports the verdict; every command with a verdict calls it."""

import hashlib
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from ..intake.files.paths import shown_path
from ..intake.files.storage import read_file
from ..intake.tables.bom_rows import BomPart, book_of
from ..intake.tables.book import Book, read_book
from ..intake.tables.companions import MisnamedFiles
from ..intake.tables.long_table import open_long_table
from ..intake.tables.sheets import open_book
from ..model.findings import Severity, Unreadable, finding
from ..model.settings import AS_IT_IS, MB, Settings
from ..model.statuses import Status
from ..regimes.regime import Case, Check, Question
from ..regimes.registry import REGIMES, AnyRegime, regime_of
from ..report.disclosure import Disclosure
from ..report.redaction import Redaction, Redactor
from ..report.report import AppliedScenario, Bom, InputFile, Verdict
from ..rules.rulebook import Rulebook, Scenario
from .asking import record
from .waiving import waived


def check(case: Case) -> Check:
    """The case with its report, even if the file cannot be read."""
    question, regime = case.question, regime_of(case.question)
    report: Any
    result = None
    try:
        case.refuse()
        result = regime.judge(case.facts, question, case.rulebook)
        report = regime.report(case.bom, result)
    except Unreadable as error:
        bom = msgspec.structs.replace(case.bom, lines=0)
        verdict = Verdict(Status.UNREADABLE, "cannot be read", findings=error.causes)
        report = regime.report_type(bom, verdict, error.findings, screening=question.screening)
    report = waived(msgspec.structs.replace(report, asked=case.asked), case.asked.waivers)
    return Check(case, report if case.scenario is None else _marked(report, case.scenario), result)


def open_case(
    path: str,
    content: bytes | None,
    question: Question,
    rulebook: Rulebook,
    settings: Settings = AS_IT_IS,
    shown: str | None = None,
    part: BomPart | None = None,
) -> Case:
    """The case of one file under a question; `content` if it was already read.

    `shown` is the file's name in the report, by default `shown_path`; `part` is the bill of materials to check in a
    table with several.
    """
    shown, scenario, regime = shown or shown_path(path), question.scenario, regime_of(question)
    settings = regime.settings(settings)
    supposing = None if scenario is None else regime.offered("scenarios")
    law, changes = (rulebook, []) if supposing is None else supposing.law(scenario, rulebook)
    bom = Bom(shown, None, None, 0, name=settings.bom) if part is None else _bom(shown, part, 0)
    read = facts = refusal = None
    try:
        if (part := part or _named_part(path, content, settings)) is not None:
            book = book_of(part, path, shown, settings)
        else:
            content = read_file(path, shown, settings) if content is None else content
            book = _open(path, content, regime, settings, shown)
        bom = _bom(shown, book, 0)
        taken = regime.read(book, settings)
        if not taken.readable:
            raise Unreadable(taken.findings)
        read = facts = taken
        if supposing is not None:
            facts, changed = supposing.facts(scenario, read)
            changes += changed
        bom = _bom(shown, book, read.lines)
    except Unreadable as error:
        refusal = error
        if bom.sha256 is None and content is not None and len(content) <= settings.max_mb * MB:
            bom = msgspec.structs.replace(bom, sha256=hashlib.sha256(content).hexdigest())
    asked, applied = record(question, settings, rulebook), None if scenario is None else _used(scenario, changes)
    return Case(bom, question, asked, law, read, facts, applied, refusal)


def _open(path: str, content: bytes, regime: AnyRegime, settings: Settings, shown: str) -> Book:
    """The sheets of a file.

    Raises:
        Unreadable: it is unusable; if files beside it are misnamed, also with what is wrong in the file itself.
    """
    try:
        return open_book(path, content, settings, shown)
    except MisnamedFiles as error:
        alone = regime.read(read_book(path, content, settings, shown), settings)
        raise Unreadable([*error.findings, *(() if alone.readable else alone.findings)]) from None


def open_file(path: str, content: bytes | None, settings: Settings) -> Book:
    """The sheets of one file, or of the bill of materials in it that the settings name.

    Raises:
        Unreadable: it is not a spreadsheet, or has no usable sheet.
    """
    shown = shown_path(path)
    if (part := _named_part(path, content, settings)) is not None:
        return book_of(part, path, shown, settings)
    return open_book(path, read_file(path, shown, settings) if content is None else content, settings, shown)


def _named_part(path: str, content: bytes | None, settings: Settings) -> BomPart | None:
    """The bill of materials that the settings name, in a table with several."""
    if settings.bom is None or content is not None:
        return None
    table = open_long_table(path, settings)
    return next(table.parts([settings.bom])) if table is not None else None


def _bom(shown: str, of: Book | BomPart, lines: int) -> Bom:
    beside = [InputFile(shown_path(companion.path), companion.sha256) for companion in of.companions]
    return Bom(shown, of.sha256, of.bom.name if isinstance(of, Book) else None, lines, beside, of.name)


def _used(scenario: Scenario, changes: Iterable[str]) -> AppliedScenario:
    """The scenario as named in a report, with its `changes` in words."""
    applied = msgspec.json.encode(scenario, order="deterministic")
    return AppliedScenario(scenario.name, scenario.description, hashlib.sha256(applied).hexdigest(), list(changes))


def _marked(report: Any, scenario: AppliedScenario) -> Any:
    """The report with the scenario marked in every part that can be read alone, and without a credit amount."""
    name, verdict = f"SCENARIO {scenario.name}", report.verdict
    granted = [] if verdict.status is Status.UNREADABLE else [f"{name}: {scenario.description}"]
    changes = "; ".join(scenario.changes)
    warning = finding("SCENARIO", f"{name} is assumed; this is not a verdict on the actual law and facts: {changes}")
    order = list(Severity)
    return msgspec.structs.replace(
        report,
        scenario=scenario,
        verdict=msgspec.structs.replace(
            verdict,
            headline=f"{name}: {verdict.headline}",
            amount_usd=None,
            conditions=[*granted, *verdict.conditions],
        ),
        findings=sorted([warning, *report.findings], key=lambda found: order.index(found.severity)),
    )


S = TypeVar("S")


def redact_check(checked: Check, redaction: Redaction, number: int) -> Any:
    """The report of a check, the run's `number`th, without what the run withholds."""
    regime, facts = REGIMES[checked.report.regime], checked.case.facts
    identities = {} if facts is None else regime.identities(facts)
    return Redactor(redaction, regime.offered("disclosure"), number, identities).report(checked.report)


def redact_part(part: S, redaction: Redaction) -> S:
    """What a run says besides its reports, without what it withholds."""
    redacted: S = Redactor(redaction, Disclosure(), 1).struct(part) if part is not None else part
    return redacted


def redact_report(report: Any, redaction: Redaction, number: int) -> Any:
    """A report of which no facts are at hand, without what the run withholds."""
    return Redactor(redaction, REGIMES[report.regime].offered("disclosure"), number).report(report)
