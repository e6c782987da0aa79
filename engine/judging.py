"""Files in, reports out: what every command that judges calls."""

from importlib.metadata import version
from pathlib import Path, PurePath

from .exit_status import ExitStatus
from .intake.battery import Intake, read_as_far_as_possible, read_battery
from .intake.preparing import Prepared, prepare
from .intake.settings import AS_IT_IS, Settings
from .intake.workbook import MB, STANDARD_INPUT, Book, read_book
from .report import (
    SCHEMA_VERSION,
    Bom,
    InputFile,
    Report,
    RulebookUsed,
    Run,
    Severity,
    Status,
    Summary,
    Tool,
    Unreadable,
    Verdict,
    refuse,
)
from .rulebook import Rulebook
from .verdict import Question, assess

PROGRAM = "critmin"


def judge(
    path: str, content: bytes | None, question: Question, rulebook: Rulebook, settings: Settings = AS_IT_IS
) -> Report:
    """The report on one file, or on `content` where it was read already. A file that cannot be read has one too."""
    bom = Bom(shown_path(path), None, None, 0)
    try:
        book = read_book(path, _content(path, settings) if content is None else content, settings, shown_path(path))
        bom = _bom(path, book, 0)
        intake = read_battery(book, settings)
        return assess(_bom(path, book, intake.battery.lines), intake, question, rulebook)
    except Unreadable as error:
        verdict = Verdict(
            Status.UNREADABLE, "cannot be read", findings=list(dict.fromkeys(f.code for f in error.findings))
        )
        findings = sorted(error.findings, key=lambda f: list(Severity).index(f.severity))
        return Report(bom, verdict, findings, screening=question.screening)


def read_only(path: str, content: bytes | None, settings: Settings) -> tuple[Book, Intake]:
    """One file as far as it can be read, without a verdict.

    Raises:
        Unreadable: it is no spreadsheet, or has no sheet to take.
    """
    book = read_book(path, _content(path, settings) if content is None else content, settings, shown_path(path))
    return book, read_as_far_as_possible(book, settings)


def prepare_file(path: str, content: bytes | None, settings: Settings) -> Prepared:
    """The lines of one file's bill of materials, with those of a material split into its minerals, to be filled.

    Raises:
        Unreadable: it is no spreadsheet, or has no table.
    """
    return prepare(
        read_book(path, _content(path, settings) if content is None else content, settings, shown_path(path)), settings
    )


def make_run(reports: list[Report], rulebook: Rulebook, *, strict: bool = False) -> Run:
    """The reports of one run with its summary. `strict`: a warning or an error makes it a failure."""
    count = {status: sum(report.verdict.status is status for report in reports) for status in Status}
    warned = any(f.severity is not Severity.NOTE for report in reports for f in report.findings)
    if count[Status.UNREADABLE]:
        status = ExitStatus.UNREADABLE
    elif count[Status.FAIL] or count[Status.NOT_AVAILABLE] or (strict and warned):
        status = ExitStatus.FAIL
    else:
        status = ExitStatus.INCOMPLETE if count[Status.INCOMPLETE] else ExitStatus.PASS
    return Run(
        schema_version=SCHEMA_VERSION,
        tool=Tool(PROGRAM, version(PROGRAM)),
        rulebook=RulebookUsed(rulebook.edition.isoformat(), rulebook.sha256),
        summary=Summary(
            boms=len(reports),
            pass_=count[Status.PASS],
            fail=count[Status.FAIL],
            incomplete=count[Status.INCOMPLETE],
            not_available=count[Status.NOT_AVAILABLE],
            unreadable=count[Status.UNREADABLE],
            exit_status=status,
        ),
        reports=reports,
    )


def shown_path(path: str) -> str:
    """The path as a report names it: relative where it can be, never an absolute path of a machine."""
    if path == STANDARD_INPUT:
        return path
    pure = PurePath(path)
    if not pure.is_absolute():
        return pure.as_posix()
    try:
        return pure.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return pure.name


def _content(path: str, settings: Settings) -> bytes:
    try:
        with Path(path).open("rb") as file:
            # One byte more tells that there is more, and a device may never end.
            return file.read(settings.max_mb * MB + 1)
    except OSError as error:
        raise refuse("FILE-MISSING", f"{shown_path(path)}: {error.strerror or 'cannot be read'}") from None


def _bom(path: str, book: Book, lines: int) -> Bom:
    beside = [InputFile(shown_path(c.path), c.sha256) for c in book.companions]
    return Bom(shown_path(path), book.sha256, book.bom.name, lines, beside)
