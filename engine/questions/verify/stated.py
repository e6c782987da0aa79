"""Reads and checks a run's JSON report, and finds the report on a bill of materials in it."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ...model.quoting import first_of, quoted
from ...model.settings import MB
from ...regimes.registry import FIRST_REGIME, REGIMES
from ...report.decision import StatedDecisions, StatedVerdict
from ...report.disclosure import Scope
from ...report.report import AppliedRulebook, Bom, InputFile, Tool
from ..run_file import BadReport, check_version, explained, text_of


class StatedBom(msgspec.Struct, kw_only=True):
    """A bill of materials in a report or a register, with the question; `asked` is None in an old one without it."""

    bom: Bom
    asked: Any = None
    regime: str = FIRST_REGIME

    def restore(self) -> None:
        """Decodes `asked` as the regime's question.

        Raises:
            BadReport: the regime or a part of the question is not recognized.
            msgspec.ValidationError: it is not such a record.
        """
        if self.regime not in REGIMES:
            raise BadReport(f"the report is of the regime {quoted(self.regime)}, which this version does not have")
        if self.asked is None:
            return
        kind, stated = REGIMES[self.regime].inquiry_type, self.asked
        try:
            self.asked = msgspec.convert(stated, kind)
        except msgspec.ValidationError as error:
            raise msgspec.ValidationError(str(error).replace("`$", "`$.reports[...].asked")) from None
        unknown = sorted(stated.keys() - set(kind.__struct_encode_fields__))
        if unknown:
            raise BadReport(f"the report was made with {quoted(unknown[0])}, which this version does not have")


class StatedReport(StatedBom, kw_only=True):
    """The parts of a report needed to recompute it. `redacted` is what it withholds, None for nothing."""

    verdict: StatedVerdict
    redacted: Scope | None = None
    scenario: Any = None


class StatedRun(msgspec.Struct):
    """The parts of a run that are needed: `document` is all of it as JSON, `decided` each report's decisions."""

    tool: Tool
    rulebook: AppliedRulebook
    summary: dict[str, int | bool | str]
    reports: list[StatedReport]
    document: dict[str, Any] = {}
    decided: list[StatedDecisions] = []

    @property
    def boms(self) -> Sequence[StatedBom]:
        return self.reports

    @property
    def rulebooks(self) -> dict[str, AppliedRulebook]:
        """The rulebook by what it is called as an input."""
        return {"rulebook": self.rulebook}

    @property
    def papers(self) -> list[InputFile]:
        """The documents of certificates that it names; a report does not."""
        return []


class StatedDocument(msgspec.Struct):
    """The document of a row in a register of evidence, if it could be read."""

    bom: str
    file: str | None = None
    sha256: str | None = None


class StatedRegister(msgspec.Struct):
    """The parts of a register of evidence that are needed: `document` is all of it as JSON."""

    tool: Tool
    registered: dict[str, AppliedRulebook] = msgspec.field(name="rulebooks")
    on: datetime.date | None
    within: str
    exit_status: int
    boms: list[StatedBom]
    documents: list[StatedDocument]
    document: dict[str, Any] = {}

    @property
    def rulebooks(self) -> dict[str, AppliedRulebook]:
        """The rulebooks by what they are called as inputs."""
        return {called(regime): used for regime, used in self.registered.items()}

    @property
    def papers(self) -> list[InputFile]:
        """The documents of certificates that could be read."""
        return [InputFile(f"{one.file} beside {one.bom}", one.sha256) for one in self.documents if one.sha256]


def called(regime: str) -> str:
    """What the rulebook of a regime is called as an input of a register."""
    return f"{regime} rulebook"


Stated = StatedRun | StatedRegister


def read_stated(path: str, content: bytes | None, max_mb: int) -> Stated:
    """The JSON report or register at a path, or in `content` if already read.

    Raises:
        BadReport: it cannot be read, is neither, or has a different schema version.
    """
    shown, content = quoted(path), report_content(path, content, max_mb)
    with explained(shown):
        document = msgspec.json.decode(text_of(content))
        if not isinstance(document, dict) or not {"boms", "documents"} <= document.keys():
            return read_run(path, content, max_mb)
    with explained(shown, "expected a register of `critmin evidence -f json`"):
        check_version(text_of(content), shown, "recomputes")
        if "rulebooks" not in document:
            raise BadReport("the register does not record its questions, as later versions do: create it again")
        register = msgspec.convert({**document, "document": document}, StatedRegister)
        for bom in register.boms:
            bom.restore()
        if register.registered.keys() != {bom.regime for bom in register.boms}:
            raise BadReport("the rulebooks of the register are not those that its bills of materials were judged by")
    return register


def read_run(path: str, content: bytes | None, max_mb: int) -> StatedRun:
    """The JSON report at a path, or in `content` if already read.

    Raises:
        BadReport: it cannot be read, is not such a report, or has a different schema version.
    """
    shown, content = quoted(path), report_content(path, content, max_mb)
    with explained(shown):
        text = text_of(content)
        document = msgspec.json.decode(text)
        check_version(text, shown, "recomputes")
        run = msgspec.convert({**document, "document": document}, StatedRun)
        for report, raw in zip(run.reports, document["reports"], strict=True):
            report.restore()
            run.decided.append(msgspec.convert(raw, REGIMES[report.regime].stated))
    return run


def report_content(path: str, content: bytes | None, max_mb: int) -> bytes:
    """The content of a report, of its file unless it is already read.

    Raises:
        BadReport: it cannot be read, or is too large.
    """
    if content is None:
        try:
            with Path(path).open("rb") as file:
                content = file.read(max_mb * MB + 1)
        except OSError as error:
            raise BadReport(f"{quoted(path)}: {error.strerror or 'cannot be read'}") from None
    if len(content) > max_mb * MB:
        raise BadReport(f"{quoted(path)} is over {max_mb:,} MB: --max-mb raises the limit")
    return content


def find_report(
    run: StatedRun, sha256: str, path: str, name: str | None, names_in: Callable[[], Sequence[str | None]]
) -> int:
    """The run's report on the file: matched by content or, failing that, by path.

    `name` is the bill of materials, if the file contains several, and `names_in` gives all of them: a report that
    withholds names is found by its place among those on the file.

    Raises:
        BadReport: no report matches, or several do.
    """
    hides = any(report.redacted is not None and report.redacted.names for report in run.reports)
    asked = [(n, r.bom) for n, r in enumerate(run.reports) if name is None or hides or r.bom.name == name]
    of_content = [n for n, bom in asked if bom.sha256 == sha256]
    of_path = [n for n, bom in asked if bom.path == path]
    both = [n for n in of_content if n in of_path]
    found = (both if len(of_content) > 1 and both else of_content) or of_path
    if hides and len(found) > 1:
        names_of_file = names_in()
        at = names_of_file.index(name) if name in names_of_file else len(found)
        found = found[at : at + 1] if len(names_of_file) == len(found) else found
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(quoted(run.reports[n].bom.title) for n in found[:5])
        several = any(run.reports[n].bom.name is not None for n in found)
        advice = "select one with --bom NAME, the name after #" if several else "select one by its path"
        raise BadReport(f"{len(found)} reports in the run are for this file ({names}): {advice}")
    names = first_of([quoted(report.bom.title) for report in run.reports], 5) or "none"
    of_name = f" and is of {quoted(name)}" if name is not None else ""
    raise BadReport(
        f"no report in the run matches the content or the path of {quoted(path)}{of_name}; it has reports on {names}"
    )
