"""Files in, reports out: what every command that judges calls."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from ..intake.facts.battery import Intake, read_as_far_as_possible, read_battery
from ..intake.files.storage import shown_path
from ..intake.files.workbook import Book, Companion, read_file
from ..intake.tables.long_table import open_long_table
from ..intake.tables.part import Part, book_of
from ..intake.tables.sheets import open_book
from ..model.battery import Battery
from ..model.exit_status import ExitStatus
from ..model.findings import Severity, Unreadable
from ..model.settings import AS_IT_IS, MB, Settings
from ..model.statuses import Status
from ..regimes.clean_vehicle.verdict import Question, assess
from ..report.report import (
    SCHEMA_VERSION,
    Bom,
    ConfigurationUsed,
    InputFile,
    Report,
    RulebookUsed,
    Run,
    ScenarioUsed,
    Summary,
    Tool,
    Verdict,
)
from ..rules.law import Law
from ..rules.rulebook import Rulebook
from .asking import recorded

if TYPE_CHECKING:
    from ..intake.facts.preparing import Prepared

PROGRAM = "critmin"


def judge(
    path: str,
    content: bytes | None,
    question: Question,
    rulebook: Rulebook,
    settings: Settings = AS_IT_IS,
    shown: str | None = None,
    part: Part | None = None,
) -> Report:
    """The report on one file, or on `content` where it was read already. A file that cannot be read has one too.

    `shown` is how the report names the file, `shown_path` unless it is given; `part` is what is judged of a table that
    holds several bills of materials.
    """
    return consider(path, content, question, rulebook, settings, shown, part).report


class Considered(msgspec.Struct, frozen=True):
    """A report and what it was made from: the battery as it was read and as the scenario has it, and the law.

    All are None for a file that cannot be read.
    """

    report: Report
    read: Battery | None = None
    battery: Battery | None = None
    law: Law | None = None


def consider(
    path: str,
    content: bytes | None,
    question: Question,
    rulebook: Rulebook,
    settings: Settings = AS_IT_IS,
    shown: str | None = None,
    part: Part | None = None,
) -> Considered:
    """Like `judge`, with what the report was made from."""
    scenario = question.scenario
    if scenario is None:
        return _consider(path, content, question, rulebook, settings, shown or shown_path(path), part, [])
    from ..rules.supposed_law import law_changes, suppose_law
    from .supposing import marked, used

    changes = list(law_changes(scenario, rulebook))
    law = suppose_law(scenario, rulebook)
    made = _consider(path, content, question, law, settings, shown or shown_path(path), part, changes)
    return msgspec.structs.replace(made, report=marked(made.report, used(scenario, changes)))


def _consider(
    path: str,
    content: bytes | None,
    question: Question,
    rulebook: Rulebook,
    settings: Settings,
    shown: str,
    part: Part | None,
    changes: list[str],
) -> Considered:
    """`changes` takes in what the scenario changes of the facts."""
    asked = recorded(question, settings, rulebook)
    bom = Bom(shown, None, None, 0, name=settings.bom) if part is None else _bom_of_part(shown, part)
    try:
        if part is not None:
            book = book_of(part, path, shown, settings)
        elif (taken := _taken(path, content, settings)) is not None:
            book = book_of(taken, path, shown, settings)
        else:
            content = _content(path, settings) if content is None else content
            book = open_book(path, content, settings, shown)
        bom = _bom(shown, book, 0)
        intake = read_battery(book, settings)
        read = battery = intake.battery
        if question.scenario is not None:
            from .supposed_facts import suppose_facts

            battery, changed = suppose_facts(question.scenario, read)
            changes += changed
            intake = msgspec.structs.replace(intake, battery=battery)
        report = assess(_bom(shown, book, battery.lines), intake, question, rulebook)
        placed = question.placed_of(battery.vehicle)
        assert placed is not None
        law = Law(rulebook, placed, battery.vehicle.report_date, question.others)
        return Considered(msgspec.structs.replace(report, asked=asked), read, battery, law)
    except Unreadable as error:
        if bom.sha256 is None and content is not None and len(content) <= settings.max_mb * MB:
            bom = msgspec.structs.replace(bom, sha256=hashlib.sha256(content).hexdigest())
        verdict = Verdict(Status.UNREADABLE, "cannot be read", findings=error.causes)
        return Considered(Report(bom, verdict, error.findings, screening=question.screening, asked=asked))


def read_only(path: str, content: bytes | None, settings: Settings) -> tuple[Book, Intake]:
    """One file as far as it can be read, without a verdict.

    Raises:
        Unreadable: it is no spreadsheet, or has no sheet to take.
    """
    book = _book(path, content, settings)
    return book, read_as_far_as_possible(book, settings)


class Opened(msgspec.Struct, frozen=True):
    """One file's battery and the law, both as the scenario has them where there is one."""

    bom: Bom
    intake: Intake
    rulebook: Rulebook
    scenario: ScenarioUsed | None


def open_battery(
    path: str, content: bytes | None, settings: Settings, question: Question, rulebook: Rulebook
) -> Opened:
    """One file's battery, to be asked something of.

    Raises:
        Unreadable: it cannot be judged; it carries every finding.
    """
    book = _book(path, content, settings)
    intake = read_battery(book, settings)
    bom = _bom(shown_path(path), book, intake.battery.lines)
    scenario = question.scenario
    if scenario is None:
        return Opened(bom, intake, rulebook, None)
    from ..rules.supposed_law import law_changes, suppose_law
    from .supposed_facts import suppose_facts
    from .supposing import used

    battery, changed = suppose_facts(scenario, intake.battery)
    changes = [*law_changes(scenario, rulebook), *changed]
    supposed = msgspec.structs.replace(intake, battery=battery)
    return Opened(bom, supposed, suppose_law(scenario, rulebook), used(scenario, changes))


def prepare_file(path: str, content: bytes | None, settings: Settings) -> "Prepared":
    """The lines of one file's bill of materials, with those of a material split into its minerals, to be filled.

    Raises:
        Unreadable: it is no spreadsheet, or has no table.
    """
    from ..intake.facts.preparing import prepare

    return prepare(_book(path, content, settings), settings)


def make_run(
    reports: list[Report], rulebook: Rulebook, *, strict: bool = False, configuration: ConfigurationUsed | None = None
) -> Run:
    """The reports of one run with its summary. `strict`: a warning or an error makes it a failure."""
    statuses = [report.verdict.status for report in reports]
    return Run(
        schema_version=SCHEMA_VERSION,
        tool=this_tool(),
        rulebook=used_rulebook(rulebook),
        summary=summarize(statuses, strict=strict, warned=any(map(is_warned, reports))),
        reports=reports,
        configuration=configuration,
    )


def this_tool() -> Tool:
    """This program and its version."""
    return Tool(PROGRAM, version(PROGRAM))


def used_rulebook(rulebook: Rulebook) -> RulebookUsed:
    """Which law a run followed."""
    return RulebookUsed(rulebook.edition.isoformat(), rulebook.sha256)


def is_warned(report: Report) -> bool:
    """Whether a strict run fails by this report, whatever its verdict is."""
    return any(found.severity is not Severity.NOTE for found in report.findings)


def summarize(
    statuses: Collection[Status],
    failing: Collection[Status] | None = None,
    *,
    strict: bool,
    warned: bool,
    defect: bool = False,
) -> Summary:
    """The counts of a run. `warned`: a report has a warning or an error; `defect`: the program failed at one.

    `failing` are the verdicts that decide the exit status, all where it is None.
    """
    count = Counter(statuses)
    against = count if failing is None else Counter(failing)
    if defect:
        status = ExitStatus.DEFECT
    elif against[Status.UNREADABLE]:
        status = ExitStatus.UNREADABLE
    elif against[Status.FAIL] or against[Status.NOT_AVAILABLE] or (strict and warned):
        status = ExitStatus.FAIL
    else:
        status = ExitStatus.INCOMPLETE if against[Status.INCOMPLETE] else ExitStatus.PASS
    return Summary(
        boms=len(statuses),
        pass_=count[Status.PASS],
        fail=count[Status.FAIL],
        incomplete=count[Status.INCOMPLETE],
        not_available=count[Status.NOT_AVAILABLE],
        unreadable=count[Status.UNREADABLE],
        exit_status=status,
        strict=strict,
    )


def _book(path: str, content: bytes | None, settings: Settings) -> Book:
    """The sheets of one file, or of the one bill of materials in it that the settings name."""
    shown = shown_path(path)
    if (taken := _taken(path, content, settings)) is not None:
        return book_of(taken, path, shown, settings)
    return open_book(path, _content(path, settings) if content is None else content, settings, shown)


def _taken(path: str, content: bytes | None, settings: Settings) -> Part | None:
    """The bill of materials that the settings name, of a table that holds several."""
    if settings.bom is None or content is not None:
        return None
    table = open_long_table(path, settings)
    return next(table.parts([settings.bom])) if table is not None else None


def _content(path: str, settings: Settings) -> bytes:
    return read_file(path, shown_path(path), settings)


def _bom(shown: str, book: Book, lines: int) -> Bom:
    return Bom(shown, book.sha256, book.bom.name, lines, _beside(book.companions), book.name)


def _bom_of_part(shown: str, part: Part) -> Bom:
    return Bom(shown, part.sha256, None, 0, _beside(part.companions), part.name)


def _beside(companions: Iterable[Companion]) -> list[InputFile]:
    return [InputFile(shown_path(companion.path), companion.sha256) for companion in companions]
