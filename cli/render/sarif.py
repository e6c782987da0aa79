"""SARIF 2.1.0, an exchange format for results of file checkers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from ...engine.model.findings import Finding, Severity, load_findings
from ...engine.model.statuses import ExitStatus
from ...engine.questions.batch.run_head import RunHead
from ...engine.regimes.registry import REGIMES
from ...engine.report.report import Bom, Report, Rows
from ..escaping import one_line
from ..view.report import headline
from .formats import Look, Rendered
from .json import parts

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, Any]
File = tuple[str, str | None]


class Piece(msgspec.Struct):
    """A report's part of the SARIF run. `aside` are the codes of findings that bear on nothing that is asked for."""

    bom: Bom
    findings: list[Finding]
    aside: list[str]
    verdict: Json


def piece(_: Look, __: int, report: Report) -> str:
    """The findings of one report, its verdict, and the decisions that its question asks for, if not the verdict."""
    outline = REGIMES[report.regime].outline(report)
    verdict: Json = {
        "bom": one_line(report.bom.title),
        "status": report.verdict.status,
        "headline": headline(report, outline.asked),
        "amount_usd": report.verdict.amount_usd,
        "screening": report.screening,
        "scenario": report.scenario,
        "conditions": report.verdict.conditions,
        "findings": report.verdict.findings,
    }
    if outline.passes:
        verdict["waived"] = True
    if outline.decisions:
        verdict["half"] = outline.half
        verdict["decisions"] = [{"of": decision.of, "status": decision.status} for decision in outline.decisions]
    aside = [code for code in outline.codes if not outline.concerns(code)]
    return msgspec.json.encode(Piece(report.bom, report.findings, aside, verdict)).decode()


def whole(_: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """The run as one SARIF run: a rule for each code that occurs, a result for each finding."""
    read = [msgspec.json.decode(text, type=Piece) for text in reports.pieces()]
    citations = {f.code: f.citation for report in read for f in report.findings}
    codes, files = list(citations), _files(read)
    rules = [_rule(code, citation) for code, citation in citations.items()]
    judged = {report.bom.path for report in read}
    invocation = {
        "exitCode": int(run.summary.exit_status),
        "executionSuccessful": run.summary.exit_status != ExitStatus.UNREADABLE,
    }
    properties = {
        "rulebook": run.rulebook,
        "configuration": run.configuration,
        **({} if run.baseline is None else {"baseline": run.baseline}),
        **({} if run.waivers is None else {"waivers": run.waivers}),
        **({} if run.redacted is None else {"redacted": run.redacted}),
        "verdicts": [report.verdict for report in read],
    }
    suppresses = run.waivers is not None
    content = {
        "tool": {"driver": {"name": run.tool.name, "version": run.tool.version, "rules": rules}},
        "invocations": [invocation],
        "artifacts": [_artifact(file, judged) for file in files],
        "results": [
            _result(found, codes.index(found.code), report, files, suppresses=suppresses)
            for report in read
            for found in report.findings
        ],
        "properties": properties,
    }
    yield from parts({"$schema": _SCHEMA, "version": "2.1.0", "runs": [content]})
    yield "\n"


def _rule(code: str, citation: str) -> Json:
    rule = load_findings()[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"citation": citation},
    }


def _files(reports: list[Piece]) -> list[File]:
    """Every bill of materials and its companion files, once, with hashes."""
    files: list[File] = []
    for report in reports:
        files.append((report.bom.path, report.bom.sha256))
        files += [(file.path, file.sha256) for file in report.bom.beside]
    return list(dict.fromkeys(files))


def _artifact(file: File, judged: set[str]) -> Json:
    path, sha256 = file
    artifact: Json = {"location": {"uri": _uri(path)}}
    if sha256 is not None:
        artifact["hashes"] = {"sha-256": sha256}
    if path in judged:
        artifact["roles"] = ["analysisTarget"]
    return artifact


def _result(found: Finding, rule: int, report: Piece, files: list[File], *, suppresses: bool) -> Json:
    """A finding; each of its cells is a location. `suppresses`: the run has waivers, so that each result says whether
    one applies to it (SARIF 3.27.23).
    """
    bom = report.bom
    place = {"artifactLocation": {"uri": _uri(bom.path), "index": files.index((bom.path, bom.sha256))}}

    def location(cell: str) -> Json:
        logical = {"fullyQualifiedName": one_line(cell), "kind": "element"}
        return {"physicalLocation": place, "logicalLocations": [logical]}

    result = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": Severity.NOTE if found.code in report.aside else found.severity,
        "message": {"text": _message(found.message)},
        "locations": Rows(found.cells, location) if found.cells else [{"physicalLocation": place}],
    }
    return result | {"suppressions": _suppressions(found)} if suppresses else result


def _suppressions(found: Finding) -> list[Json]:
    waiver = found.waived
    if waiver is msgspec.UNSET:
        return []
    about = {"number": waiver.number, "by": waiver.by, "until": waiver.until}
    justification = one_line(waiver.reason)
    return [{"kind": "external", "status": "accepted", "justification": justification, "properties": about}]


def _message(text: str) -> str:
    """A text as a message, in which braces are doubled and `[text](address)` would be a link (SARIF 3.11.5, 3.11.6)."""
    return one_line(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _uri(path: str) -> str:
    return quote(path, errors="surrogateescape")
