"""The report as a workbook: the analyst's own, with findings at their cells, and sheets with the rest."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from openpyxl import Workbook

from ...engine.intake.tables.own_sheets import OWN
from ...engine.model.findings import Finding
from ...engine.report.run import Run
from ..escaping import one_line
from ..view import VIEWS
from ..view import sections as kinds
from ..view.report import provenance, screen, sheet_sections, view_of
from ..view.sections import Banner, Column, Entry, Head, Section, Table, Text
from ..view.words import SEVERITY, mark
from .workbook_lost import lost_parts
from .workbook_marks import Marks
from .workbook_sheets import Row, Sheets
from .workbook_source import Source, open_source, without_source
from .workbook_summary import add_summary
from .xlsx_file import content_of, mark_pages

_LINE_OF_SUMMARY, _LONGEST_OF_SUMMARY = 100, 300  # characters
_MOST = 12  # columns for the cells of a finding
_VERDICT = [Column("part", width=20), Column("item", width=44), Column("value", width=96)]
_FINDINGS = [
    Column("code", width=24),
    Column("severity", width=11),
    Column("what was found", width=64),
    Column("what to do", width=52),
    Column("citation", width=36),
]


class AnnotatedCopy(NamedTuple):
    """The file, and a line about what is missing from the original; None if nothing is."""

    content: bytes
    lost: str | None


def render_workbook(run: Run, source: Source) -> AnnotatedCopy:
    """The workbook of the run's first report; the same bytes for the same input.

    A report that withholds something is never written into the bill of materials that it is on.
    """
    content, lost = _render(run, source, [])
    if lost:
        # What is lost can be found only in the finished file, and must be stated in it.
        content, _ = _render(run, source, lost)
        return AnnotatedCopy(content, f"{one_line(run.reports[0].bom.path)}: {_not_copied(lost)}")
    return AnnotatedCopy(content, None)


def _render(run: Run, source: Source, lost: list[str]) -> tuple[bytes, list[str]]:
    report = run.reports[0]
    marks_of_page = mark(None, screening=False, redacted=report.redacted).removesuffix(": ")
    opened = without_source() if marks_of_page else open_source(source, report)
    book = opened.book
    _without_ours(book)
    marks = Marks(book)
    marks.put(report.findings)
    sheets = Sheets(book, marks.link)
    sections = list(sheet_sections(run, report, [opened.about, *([_not_copied(lost)] if lost else [])]))
    rows = _rows(section for section in sections if not section.on_page)
    sheets.add("verdict", _VERDICT, rows, repeats_faint=True)
    for table in view_of(report).sheet_tables(report):
        sheets.add(table.sheet, table.columns, table.rows)
        sheets.recompute(table)
    most = max([1, *(min(len(found.cells), _MOST + 1) for found in report.findings)])
    columns = [*_FINDINGS, *(Column(f"cell {number}", width=17) for number in range(1, most + 1))]
    sheets.add("findings", columns, map(_finding, report.findings))
    summary = screen(report, _LINE_OF_SUMMARY, _LONGEST_OF_SUMMARY, alone=False)
    results = add_summary(book, summary, sheets.figures, provenance(run, report))
    if marks_of_page:
        mark_pages(book, marks_of_page)
    content = opened.file(sheets.results | results)
    if source.content is None or not opened.copied:
        return content, []
    return content, lost_parts(source.content, content, opened.dropped)


def _not_copied(lost: list[str]) -> str:
    return f"not in this copy, because openpyxl cannot keep it: {', '.join(lost)}"


def _without_ours(book: Workbook) -> None:
    """Removes the sheets of an earlier run. Those of a template stay: drop-down lists need them."""
    ours = {
        OWN + name for name in ("summary", "verdict", "findings", *(s for view in VIEWS.values() for s in view.sheets))
    }
    active = book.active
    for sheet in book.worksheets:
        if sheet.title.casefold() in ours:
            book.remove(sheet)
    if active in book.worksheets:
        book.active = active
    elif book.worksheets:
        visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        book.active = next(visible, book.worksheets[0])


# Rows of the sections -----------------------------------------------------------------------------------------------


def _rows(sections: Iterable[Section]) -> Iterator[Row]:
    """Part, item and value of everything without a sheet of its own."""
    for section in sections:
        part = kinds.plain(section.title)
        for block in section.blocks:
            yield from ((part, item, value) for item, value in _items(block))


def _items(block: kinds.Block) -> Iterator[tuple[Text, "Text | Entry"]]:
    match block:
        case kinds.Facts():
            yield from ((fact.label, fact.value) for fact in block.facts)
        case kinds.Table():
            for row in block.rows:
                cells = [(c.title, kinds.plain(v)) for c, v in zip(block.columns[1:], row[1:], strict=True)]
                yield kinds.plain(row[0]), "; ".join(f"{title}: {text}" for title, text in cells if text)
        case kinds.Bar():
            ends = [("percentage", block.low)]
            if block.low != block.high:
                ends = [("lowest possible percentage", block.low), ("highest possible percentage", block.high)]
            yield from ((label, kinds.percent(digits)) for label, digits in [*ends, ("required", block.required)])
            yield from (("", text) for text in (block.gap, block.counted) if text is not None)
        case kinds.Groups():
            yield from ((group.lead, "\n".join(map(kinds.plain, group.items))) for group in block.groups)
        case kinds.Bullets():
            yield from (("", item) for item in block.items)
        case kinds.Paragraph():
            yield "", block.text
        case kinds.Line():
            yield "", block.text
        case kinds.Flow() | kinds.Parts():
            for each in kinds.in_words(block):
                yield from _items(each)
        case kinds.Graph():
            yield block.title, "\n".join(kinds.holdings_in_words(block))
        case kinds.Chart():
            yield from ((period.title, period.result) for period in block.periods)
        case kinds.Findings():
            pass


def _finding(found: Finding) -> Row:
    cells: list[Text] = [kinds.Cells([address]) for address in found.cells[:_MOST]]
    if len(found.cells) > _MOST:
        cells.append(f"and {len(found.cells) - _MOST} more: see the comments there")
    severity = kinds.Word(found.severity, SEVERITY[found.severity])
    waiver = kinds.waiver_of(found)
    message = f"{found.message} ({waiver})" if waiver else found.message
    return [found.code, severity, message, kinds.remedy_of(found) or "", found.citation, *cells]


# Tables --------------------------------------------------------------------------------------------------------------


def render_tables(
    mark: str, summary: Iterable[Banner | Head | Section], provenance: Section, tables: Sequence[Table]
) -> bytes:
    """The workbook, with the mark at the top of each printed page."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheets = Sheets(book, lambda _: None)
    for table in tables:
        sheets.add(table.sheet, table.columns, table.rows)
    add_summary(book, summary, [], provenance)
    mark_pages(book, mark)
    return content_of(book)
