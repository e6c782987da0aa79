"""Merges the JSON reports of several runs into the reports of one run, in its order."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ...model.findings import load_findings
from ...model.quoting import quoted
from ...model.statuses import Status
from ...regimes.registry import FIRST_REGIME, REGIMES, AnyRegime, report_type
from ...report.overview import gap
from ...report.report import Inquiry, Report
from ...report.run import Shard, Summary, Tally, this_tool, used_rulebook
from ...rules.rulebook import Rulebook
from ..asking import question_of
from ..run_file import EXPECTED, BadReport, RunFile, explained, read_run_file
from ..waiving import waived
from .baseline import Place
from .tasks import outline_of

_MOST_NAMED = 8
_AGAIN = "repeat the run, and merge its output unchanged"


class Runs:
    """Several runs as one: the parts of one run (`critmin check --shard`), or whole runs one after the other.

    All have the same `strict`, `configuration` and `asked`; `asked` is set once the reports have been read.
    """

    def __init__(self, paths: list[str]) -> None:
        """Reads all but the reports.

        Raises:
            BadReport: a file is not a JSON report, was made differently from the others or by a different version, or
                a part of the run is missing.
        """
        self._runs = [(quoted(path), _read(path)) for path in paths]
        self.rulebook: Rulebook = _regime(self._runs).rulebook()
        for named, run in self._runs:
            _check_made_here(named, run, self.rulebook)
        first, run = self._runs[0]
        self.strict, self.configuration = run.summary.strict, run.configuration
        for named, other in self._runs[1:]:
            if other.summary.strict != self.strict:
                raise BadReport(f"only one of {first} and {named} is of a --strict run: use the same options for both")
            if other.configuration != self.configuration:
                raise BadReport(
                    f"{first} and {named} took options from different files or variables (their `configuration`): "
                    "make the runs with the same critmin.toml and environment"
                )
        self._shard = _whole_of(self._runs)
        self.asked: Inquiry[Any] | None = None

    def __len__(self) -> int:
        return sum(len(run.reports) for _, run in self._runs)

    def __iter__(self) -> Iterator[Report]:
        """The reports, one at a time.

        Raises:
            BadReport: one is not a report, two answer different questions, or separate runs contain the same bill of
                materials.
        """
        seen: dict[Place, int] = {}
        tallies = [Tally() for _ in self._runs]
        asker = ""
        for at, raw in self._in_order():
            named = self._runs[at][0]
            report = _decoded(named, raw)
            place = (report.bom.path, report.bom.name)
            if self._shard is None and (before := seen.setdefault(place, at)) != at:
                raise BadReport(
                    f"{quoted(report.bom.title)} is in {self._runs[before][0]} and in {named}: include each only once"
                )
            if report.asked is not None:  # a report of an internal error records no question
                if self.asked is None:
                    self.asked, asker = report.asked, named
                if report.asked != self.asked:
                    others = ", ".join(_differing(report.asked, self.asked))
                    raise BadReport(
                        f"{named} was made with a different {others} from {asker}: use the same options for both"
                    )
            _check_consistent(named, report, self.rulebook)
            outline = outline_of(report)
            tallies[at].add(outline.status, outline.asked, outline.half, defect=outline.defect is not None)
            yield report
        for (named, run), tally in zip(self._runs, tallies, strict=True):
            _check_summary(named, run.summary, tally.summary(strict=run.summary.strict))

    def _in_order(self) -> Iterator[tuple[int, msgspec.Raw]]:
        """Each report with the position of its file."""
        if self._shard is None:
            for at, (_, run) in enumerate(self._runs):
                yield from ((at, raw) for raw in run.reports)
            return
        place = {run.shard.number - 1: at for at, (_, run) in enumerate(self._runs) if run.shard is not None}
        for number in range(self._shard.boms):  # part I of N contains the Ith and every Nth after it
            at = place[number % self._shard.of]
            yield at, self._runs[at][1].reports[number // self._shard.of]


class _Tag(msgspec.Struct):
    regime: str = FIRST_REGIME


def _regime(runs: list[tuple[str, RunFile]]) -> AnyRegime:
    """The regime of the first report, and so of all: they answer the same question."""
    for named, run in runs:
        for raw in run.reports[:1]:
            try:
                return REGIMES[msgspec.json.decode(raw, type=_Tag).regime]
            except (msgspec.ValidationError, KeyError):
                raise BadReport(f"{named} is for a regime that this program does not have; {EXPECTED}") from None
    return REGIMES[FIRST_REGIME]


def _read(path: str) -> RunFile:
    named = quoted(path)
    try:
        content = _content(path)
    except OSError as error:
        raise BadReport(f"{named}: {error.strerror or 'cannot be read'}") from None
    with explained(named):
        return read_run_file(content, named, "merges")


def _content(path: str) -> mmap.mmap | bytes:
    """The content of the file, mapped so that the system reads it as needed; a pipe is read at once."""
    with Path(path).open("rb") as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return file.read()


def _check_summary(named: str, stated: Summary, counted: Summary) -> None:
    """Rejects a summary that does not match the reports.

    Raises:
        BadReport: it does not match.
    """
    for key in stated.__struct_fields__:
        says, gives = getattr(stated, key), getattr(counted, key)
        if says != gives:
            raise BadReport(
                f"{named} has a summary with {key.rstrip('_')} {_shown(says)}, but its reports give {_shown(gives)}; "
                f"{_AGAIN}"
            )


def _shown(value: int | str | msgspec.UnsetType) -> str:
    if isinstance(value, msgspec.UnsetType):
        return "not stated"
    return value if isinstance(value, str) else str(int(value))


def _decoded(named: str, raw: msgspec.Raw) -> Report:
    with explained(named):
        report: Report = msgspec.json.decode(raw, type=report_type())
    if not isinstance(report.redacted, msgspec.UnsetType):
        raise BadReport(
            f"{named} is redacted ({report.redacted}): merge the reports that withhold nothing, or check all bills of "
            "materials in one run with --redact"
        )
    return report


def _check_consistent(named: str, report: Report, rulebook: Rulebook) -> None:
    """Rejects a report that disagrees with itself, or with the law on its dates.

    Raises:
        BadReport: it does, or it has a value or a code that is not one.
    """
    if unknown := [found.code for found in report.findings if found.code not in load_findings()]:
        raise BadReport(f"{named} has a finding {quoted(unknown[0])}, which this program does not have")
    try:
        for decision in outline_of(report).asked:
            gap(decision)
        wrong = next(_contradictions(report, rulebook), None)
    except (ValueError, ArithmeticError) as error:
        raise BadReport(f"{named} has an invalid value: {error}; {EXPECTED}") from None
    if wrong is not None:
        raise BadReport(
            f"{named} has a report on {quoted(report.bom.title)} that disagrees with itself: {wrong}; {_AGAIN}"
        )


def _contradictions(report: Report, rulebook: Rulebook) -> Iterator[str]:
    """What does not follow from the report's own question, figures and findings, one sentence each."""
    if report.asked is not None:
        regime = REGIMES[report.regime]
        question = question_of(report.asked, regime, rulebook, {})
        yield from regime.contradictions(report, question, rulebook)
        applied = {reading.id: reading.chosen for reading in report.readings}
        if applied and applied != report.asked.readings:
            yield "its readings of the law are not those of its question"
        if waived(report, report.asked.waivers) != report:
            yield "what it marks as waived does not follow from its waivers"
    elif report.verdict.status is not Status.UNREADABLE:
        yield f"its verdict is {report.verdict.status}, but it records no question"
    rules, codes = load_findings(), {found.code for found in report.findings}
    for found in report.findings:
        if found.severity != rules[found.code].severity:
            yield f"its finding {found.code} is a {found.severity}, but the rule is {rules[found.code].severity}"
    for code in report.verdict.findings:
        if code not in codes:
            yield f"its verdict rests on {quoted(code)}, which is not among its findings"


def _check_made_here(named: str, run: RunFile, rulebook: Rulebook) -> None:
    tool, law = this_tool(), used_rulebook(rulebook)
    if run.tool != tool:
        raise BadReport(
            f"{named} was made by {run.tool.name} {run.tool.version}, but this is {tool.name} {tool.version}: "
            "merge with the version that made the runs"
        )
    if run.rulebook != law:
        raise BadReport(
            f"{named} uses the rulebook of {run.rulebook.edition} (sha256 {run.rulebook.sha256[:12]}), and this "
            f"program that of {law.edition} (sha256 {law.sha256[:12]}): merge with the version that made the runs"
        )
    if run.baseline is not None:
        raise BadReport(
            f"{named} was compared with a baseline: repeat the runs without --baseline, and merge with --baseline"
        )
    if run.shard is None and not run.reports:
        raise BadReport(f"{named} has no reports, but a whole run checks at least one bill of materials: {_AGAIN}")
    if run.summary.boms != len(run.reports):
        raise BadReport(f"{named} counts {run.summary.boms} bills of materials but has {len(run.reports)} reports")


def _whole_of(runs: list[tuple[str, RunFile]]) -> Shard | None:
    """The first part, if the files are all parts of one run; None if all are whole runs."""
    first, run = runs[0]
    known: dict[int, str] = {}
    for named, other in runs:
        here, there = run.shard, other.shard
        if here is None or there is None:
            if here is not there:
                raise BadReport(
                    f"{first} is {_kind(here)}, and {named} {_kind(there)}: merge the parts of one run, or whole runs"
                )
            continue
        if (here.of, here.boms, here.sha256) != (there.of, there.boms, there.sha256):
            raise BadReport(
                f"{first} ({here.title}, {here.boms} BOMs in all) and {named} ({there.title}, {there.boms} in all) are "
                "not parts of the same run: give every part the same files in the same order"
            )
        if there.number in known:
            raise BadReport(f"{known[there.number]} and {named} are both {there.title}: include each part only once")
        expected = len(range(there.number - 1, there.boms, there.of))
        if len(other.reports) != expected:
            raise BadReport(f"{named} is {there.title} but has {len(other.reports)} reports: expected {expected}")
        known[there.number] = named
    if run.shard is not None and (missing := run.shard.of - len(known)) > 0:
        numbers = [number for number in range(1, len(known) + _MOST_NAMED + 1) if number not in known]
        listed = ", ".join(map(str, numbers[: min(missing, _MOST_NAMED)]))
        more = f" and {missing - _MOST_NAMED} more" if missing > _MOST_NAMED else ""
        raise BadReport(
            f"the run has {run.shard.of} parts, and {'part' if missing == 1 else 'parts'} {listed}{more} "
            f"{'is' if missing == 1 else 'are'} missing: merge needs every part"
        )
    return run.shard


def _kind(shard: Shard | None) -> str:
    return "a whole run" if shard is None else f"{shard.title} of a run"


def _differing(one: Inquiry[Any], other: Inquiry[Any]) -> list[str]:
    if type(one) is not type(other):
        return ["regime"]
    return [name for name in one.__struct_fields__ if getattr(one, name) != getattr(other, name)]
