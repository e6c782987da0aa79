"""The report as a workbook: the analyst's own, with the findings at their cells, and sheets with all the rest."""

from typing import TYPE_CHECKING, NamedTuple

from ...engine.report.report import Run
from .escaping import one_line
from .workbook_lost import lost_parts
from .workbook_marks import Marks
from .workbook_sheets import TITLES, add_sheet
from .workbook_source import Source, open_source
from .workbook_tables import LINES, ORIGINS, finding_columns, finding_rows, line_rows, origin_rows
from .workbook_verdict import COLUMNS, verdict_rows

if TYPE_CHECKING:
    from openpyxl import Workbook


class Annotated(NamedTuple):
    """The file, and in one line what of the original it is without; None where it has everything."""

    content: bytes
    lost: str | None


def render_workbook(run: Run, source: Source) -> Annotated:
    """The workbook of the run's first report; the same bytes for the same input."""
    content, lost = _render(run, source, [])
    if lost:
        # What is lost shows only in the file, and is to stand in it.
        content, _ = _render(run, source, lost)
        return Annotated(content, f"{one_line(run.reports[0].bom.path)}: {_told(lost)}")
    return Annotated(content, None)


def _render(run: Run, source: Source, lost: list[str]) -> tuple[bytes, list[str]]:
    report = run.reports[0]
    opened = open_source(source, report)
    book = opened.book
    _without_ours(book)
    marks = Marks(book)
    marks.put(report.findings)
    notes = [opened.made, *([_told(lost)] if lost else [])]
    verdict, lines, origins, findings = TITLES
    add_sheet(book, verdict, COLUMNS, verdict_rows(run, report, notes))
    if report.critical_minerals is not None:
        add_sheet(book, lines, LINES, line_rows(report.critical_minerals, marks.link))
        add_sheet(book, origins, ORIGINS, origin_rows(report.critical_minerals))
    columns = finding_columns(report.findings)
    add_sheet(book, findings, columns, finding_rows(report.findings, marks.link))
    content = opened.file()
    if source.content is None or not opened.copied:
        return content, []
    return content, lost_parts(source.content, content, opened.dropped)


def _told(lost: list[str]) -> str:
    return f"not in this copy, because openpyxl cannot keep it: {', '.join(lost)}"


def _without_ours(book: "Workbook") -> None:
    """Takes the sheets of an earlier run out. Those of a template are the analyst's: drop-down lists need them."""
    active = book.active
    for sheet in book.worksheets:
        if sheet.title.casefold() in TITLES:
            book.remove(sheet)
    if active in book.worksheets:
        book.active = active
    elif book.worksheets:
        visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        book.active = next(visible, book.worksheets[0])
