"""Confirms that a JSON report is the one from which a redacted report was made."""

import hashlib
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from ...model.quoting import quoted
from ...regimes.registry import REGIMES, report_type
from ...report.redaction import Redaction, mask
from ..check import redact_report
from ..run_file import BadReport, explained
from .comparing import Difference, differences
from .stated import StatedRun, read_run
from .verifying import SUMMARY, Group, Outcome, Verification, part_of, row_of


class Twin(msgspec.Struct, frozen=True):
    """A JSON report given in place of a bill of materials, and its hash."""

    run: StatedRun
    sha256: str


def read_twin(redacted: StatedRun, path: str, content: bytes | None, max_mb: int) -> Twin | None:
    """The JSON report at a path, or in `content` if already read; None where a bill of materials is.

    Raises:
        BadReport: it cannot be read, or is not a suitable report.
    """
    if not any(report.redacted for report in redacted.reports):
        return None
    if content is None and Path(path).is_file():
        with Path(path).open("rb") as file:
            content = file.read() if file.read(1) == b"{" else None
            content = None if content is None else b"{" + content
    if content is None or not content.startswith(b"{"):
        return None
    return Twin(read_run(path, content, max_mb), hashlib.sha256(content).hexdigest())


def verify_twin(run: StatedRun, path: str, twin: Twin) -> Verification:
    """Whether a report is the twin of a redacted run: its hash is the recorded one, and redacting it gives the same.

    Raises:
        BadReport: a report in it is redacted too, or is not valid.
    """
    row = row_of("report that withholds nothing", run.document.get("unredacted_sha256"), twin.sha256)
    found: dict[str, list[Difference]] = {}
    for number, (stated, raw) in enumerate(
        zip_longest(run.document["reports"], twin.run.document["reports"], fillvalue=UNSET)
    ):
        regime = REGIMES[(run if number < len(run.reports) else twin.run).reports[number].regime]
        now = UNSET if raw is UNSET or stated is UNSET else _redacted(run, number, raw, path)
        then = stated if stated is UNSET else mask(stated)
        for difference in differences(then, now, f"/reports/{number}", regime.known_by):
            found.setdefault(part_of(difference, number, regime.parts), []).append(difference)
    found[SUMMARY] = list(differences(run.summary, twin.run.summary, "/summary", {}))
    groups = [Group(part, places) for part, places in found.items() if places]
    count = sum(len(group.differences) for group in groups)
    outcome = Outcome.DIFFERS if groups else Outcome.HOLDS if row.same else Outcome.FROM_OTHERS
    return Verification(
        outcome=outcome,
        headline=_headline(outcome, count),
        bom=path,
        report="",
        verdict_reported=_verdicts(run),
        verdict_recomputed=_verdicts(twin.run),
        made_from=[row],
        not_used=[],
        differs=count,
        groups=groups,
    )


def _redacted(run: StatedRun, number: int, raw: Any, path: str) -> Any:
    """A report of the twin as the run redacts it; pseudonyms tell nothing but their kind, as each run has its own."""
    scope = run.reports[number].redacted
    with explained(quoted(path)):
        report = msgspec.convert(raw, report_type())
    if report.redacted is not UNSET:
        raise BadReport(f"{quoted(path)} is redacted too: expected the report that withholds nothing")
    if scope is None:
        return raw
    return mask(msgspec.to_builtins(redact_report(report, Redaction(scope), number + 1), enc_hook=list))


def _headline(outcome: Outcome, count: int) -> str:
    if outcome is Outcome.HOLDS:
        return "confirmed: this is the report that was redacted; its hash is the recorded one"
    if outcome is Outcome.FROM_OTHERS:
        return "redacting it gives the same report, but its hash is not the one that the redacted report records"
    return f"this is not the report that was redacted: {count} place{'s' * (count != 1)} differ{'s' * (count == 1)}"


def _verdicts(run: StatedRun) -> str:
    return ", ".join(dict.fromkeys(report.verdict.status for report in run.reports))
