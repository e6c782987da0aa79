"""Every document of one bill of materials, with its status on a day."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from ...intake.files.storage import ComparedFile, compare_file
from ...model.battery import Certificate
from ...model.dates import Span
from ...model.findings import Unreadable
from ...model.statuses import Status
from ...regimes.regime import Case, Check, RegisteredEvidence
from ...regimes.registry import regime_of
from ...rules.rule import Date, Period
from .register import RegisteredBom
from .rows import Listed, Rows
from .statuses import has_lapsed, is_altered

Passes = Callable[[Collection[str]], bool]
"""Whether a bill of materials passes without the documents with these keys."""


class Listing(msgspec.Struct, frozen=True):
    """A bill of materials with its documents; `passes` is None if it neither passes nor would with what has lapsed."""

    bom: RegisteredBom
    documents: list[Listed] = []
    passes: Passes | None = None


class Asked(msgspec.Struct, frozen=True):
    """What is asked of every bill of materials: the day, None for that of its verdict, and the span before a last day.

    `most` is the largest file to read, in bytes.
    """

    on: Date | None
    within: Span
    most: int


def list_documents(checked: Check, path: str, asked: Asked) -> Listing:
    """The documents of a checked bill of materials, in whose folder, that of `path`, their files are."""
    case, report, regime = checked.case, checked.report, regime_of(checked.case.question)
    bom = RegisteredBom(report.bom, regime.id, report.verdict.status, findings=report.findings)
    if checked.result is None:
        return Listing(bom)
    papers: RegisteredEvidence[Any, Any] = regime.offered("evidence")
    days = papers.days(checked.result)
    listed = papers.certificates(case.facts)
    files = {at: compare_file(path, one.file, one.sha256, asked.most) for at, one in listed.items()}
    on = days if asked.on is None else Period.day(asked.on)
    aside = {at: _set_aside(one, files[at], on) for at, one in listed.items()}
    changed = {at: one for at, one in aside.items() if one != listed[at]}
    relied, result = _judged_with(changed, checked, papers)
    rows = Rows(checked, f"{path}\n{report.bom.name}", papers, papers.judged(result), on, asked.within)
    status = papers.status(checked.result)
    would_pass = status is not Status.PASS and papers.status(result) is Status.PASS
    facts = case.facts if status is Status.PASS else relied if would_pass else None
    return Listing(
        msgspec.structs.replace(
            bom,
            status=status,
            days=days.text,
            on=on.text,
            would_pass=would_pass,
            findings=[],
        ),
        list(rows.all(listed, files)),
        None if facts is None else _passes(case, facts, papers, rows.cells),
    )


def _set_aside(certificate: Certificate, file: ComparedFile, on: Period) -> Certificate:
    """The certificate as though it had not lapsed on these days, and its file were not altered."""
    if has_lapsed(certificate, on):
        certificate = msgspec.structs.replace(certificate, valid_until=None)
    if is_altered(certificate, file):
        faults = {column: why for column, why in certificate.faults.items() if column != "sha256"}
        certificate = msgspec.structs.replace(certificate, faults=faults)
    return certificate


def _judged_with(
    certificates: Mapping[str, Certificate], checked: Check, papers: RegisteredEvidence[Any, Any]
) -> tuple[Any, Any]:
    """The facts with these certificates, and the result; those of the check if it cannot be judged with them."""
    case = checked.case
    if certificates:
        facts = papers.with_certificates(case.facts, certificates)
        with suppress(Unreadable):
            return facts, regime_of(case.question).judge(facts, case.question, case.rulebook)
    return case.facts, checked.result


def _passes(
    case: Case, facts: Any, papers: RegisteredEvidence[Any, Any], cells: Mapping[str, Collection[str]]
) -> Passes:
    regime = regime_of(case.question)

    def passes(out: Collection[str]) -> bool:
        gone = {cell for at in out for cell in cells[at]}
        if not gone:
            return True
        without = papers.without(facts, gone)
        try:
            return papers.status(regime.judge(without, case.question, case.rulebook)) is Status.PASS
        except Unreadable:
            return False

    return passes
