"""The bills of materials of a file, judged under the questions that fit its sheets, with what suppliers are asked."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec.structs import replace

from ...intake.files.file_kinds import TABLES
from ...intake.files.paths import is_url, shown_path
from ...intake.tables.bom_rows import book_of
from ...intake.tables.other_sheets import only_reader_of
from ...model.settings import Settings
from ...model.statuses import Status
from ...regimes.regime import Question
from ...regimes.registry import regime_of
from ...report.report import Report
from ..batch.sources import Sources
from ..batch.tasks import Task
from ..check import check, open_case, open_file
from .plan import AskedBom, asked_bom

_NO_SHEET = "SHEET-MISSING"


def ask_of_file(path: str, questions: Sequence[Question], settings: Settings) -> Iterator[AskedBom | Report]:
    """What each bill of materials of a file asks; the report of one that cannot be read.

    A question about sheets that the file does not have, or that only another one can read, is not asked if another one
    is. If none can be, the first reports why.
    """
    about = [question for question in questions if _is_about(path, question, settings)] or questions[:1]
    found = [(question, [*_asked(path, question, settings)]) for question in about]
    readable = [question for question, of in found if any(isinstance(one, AskedBom) for one in of)]
    if not readable:
        yield from found[0][1]
        return
    read = {_main_sheet(path, question, settings) for question in readable} if len(readable) < len(found) else set()
    for question, of in found:
        if question in readable or not (_has_no_sheet(of) or _main_sheet(path, question, settings) in read):
            yield from of


def _is_about(path: str, question: Question, settings: Settings) -> bool:
    """Whether a file may have the sheets that a question is about."""
    return is_url(path) or only_reader_of(path, regime_of(question).settings(settings)) is None


def _has_no_sheet(of: Sequence[AskedBom | Report]) -> bool:
    return all(not isinstance(one, AskedBom) and any(f.code == _NO_SHEET for f in one.findings) for one in of)


def _main_sheet(path: str, question: Question, settings: Settings) -> str:
    """The sheet that is read as the main one; empty for a table, which is one sheet."""
    if PurePath(path).suffix.lower() in TABLES:
        return ""
    return open_file(path, None, regime_of(question).settings(settings)).bom.name


def _asked(path: str, question: Question, settings: Settings) -> Iterator[AskedBom | Report]:
    settings = regime_of(question).settings(settings)
    for task in Sources([path], settings, lambda _: None):
        yield _judged(task, question, settings)


def _judged(task: Task, question: Question, settings: Settings) -> AskedBom | Report:
    part, path = task.part, task.path
    checked = check(open_case(path, None, question, regime_of(question).rulebook(), settings, part=part))
    report: Report = checked.report
    if report.verdict.status is Status.UNREADABLE:
        return report
    if part is None:
        return asked_bom(checked, open_file(path, None, settings), settings)
    settings = replace(settings, bom=part.name)
    return asked_bom(checked, book_of(part, path, shown_path(path), settings), settings)
