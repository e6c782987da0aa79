"""An empty workbook for one command: headings with notes, drop-down lists, and a filled example."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.intake.tables.columns import known_columns
from ...engine.intake.tables.own_sheets import EXAMPLE, OWN, START, START_TITLE
from ...engine.model.battery import Step
from ...engine.model.settings import sheet_title
from .template_data import Choice, Entry, Template, heading_of
from .xlsx_file import AUTHOR, FONT, ROW, content_of, for_paper, lines_of, note

_GUIDE, _LISTS = OWN + "guide", OWN + "lists"

_LAST_ROW = 2000  # the last row with drop-down lists
_SHADES = {Step.EXTRACTION: "375623", Step.PROCESSING: "7F4F00", Step.RECYCLING: "5B2C6F"}
_SHADE, _PALE = "1F3864", "D9E1F2"
_LINK = "0563C1"
_START_WIDTHS = 20, 96
_GUIDE_WIDTHS = {"sheet": 14, "heading": 32, "needed": 10, "what to write": 96}


Rows = Iterable[Mapping[str, str]]


def render_template(texts: Template, lines: Rows = (), sheets: Mapping[str, Rows] = MappingProxyType({})) -> bytes:
    """The workbook with these lines in the main sheet and these rows in the others; always the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _Writer(book, texts).write()
    for kind, rows in {texts.sheets.main: lines, **sheets}.items():
        if kind == texts.sheets.facts:
            _fill_facts(book[sheet_title(kind)], texts, rows)
        else:
            fill(book[sheet_title(kind)], kind, rows, texts)
    return content_of(book, is_bom=True)


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, texts: Template) -> None:
        self.book = book
        self.texts = texts
        self.lists = texts.fixed_lists()

    def write(self) -> None:
        sheets = self.texts.sheets
        self._start()
        for kind in sheets.kinds:
            self._table(kind, sheet_title(kind))
        self._fields(self.book[sheet_title(sheets.facts)])
        self._guide()
        example = self._table(sheets.main, EXAMPLE)
        fill(example, sheets.main, self.texts.layout.example, self.texts)
        self._lists()
        self.book.properties.creator = AUTHOR
        self.book.properties.title = self.texts.layout.title

    def _table(self, kind: str, title: str) -> Worksheet:
        """A sheet with its headings; everything below a heading has the column's format and drop-down list."""
        sheet: Worksheet = self.book.create_sheet(title)
        needed = known_columns(kind).needed
        validations: dict[str, DataValidation] = {}
        for number, (name, entry) in enumerate(self.texts.columns(kind).items(), 1):
            cell, letter = sheet.cell(1, number), get_column_letter(number)
            _as_heading(cell, name, needed=name in needed, behind=self.texts.is_behind(kind, number))
            self._note(cell, entry, needed=name in needed)
            column = sheet.column_dimensions[letter]
            column.width = max(self.texts.kind(entry).width, len(name) + 3)
            column.number_format = self.texts.kind(entry).format
            self._offer(sheet, validations, entry, f"{letter}2", f"{letter}{_LAST_ROW}")
        sheet.row_dimensions[1].height = 24
        sheet.freeze_panes = "B2"
        for_paper(sheet)
        return sheet

    def _fields(self, sheet: Worksheet) -> None:
        """Writes the fields of the sheet of facts, one per row: the name in A, space for the fact in B."""
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 34
        validations: dict[str, DataValidation] = {}
        for row, (name, entry) in enumerate(self.texts.fields.items(), 2):
            self._note(sheet.cell(row, 1, heading_of(name)), entry, needed=False)
            value = sheet.cell(row, 2)
            value.number_format, value.alignment = self.texts.kind(entry).format, Alignment(horizontal="left")
            self._offer(sheet, validations, entry, f"B{row}", f"B{row}")

    def _note(self, cell: Cell | MergedCell, entry: Entry, *, needed: bool) -> None:
        cell.comment = note(self.texts.note(entry, needed=needed))

    def _offer(
        self, sheet: Worksheet, validations: dict[str, DataValidation], entry: Entry, first: str, last: str
    ) -> None:
        """Gives the cells their kind's drop-down list; columns share lists."""
        name = self.texts.kind(entry).list
        if name is None:
            return
        choice = self.texts.lists[name]
        numbers = choice.over is not None
        # A rule relative to the cell works only for the column of its first cell.
        key = f"{name} {first}" if numbers else name
        if key not in validations:
            validations[key] = DataValidation(
                type="custom" if numbers else "list",
                formula1=self._formula(name, choice, first),
                allow_blank=True,
                showErrorMessage=True,
                errorStyle="warning",
                errorTitle="Not in the list" if not numbers else "A percentage",
                error=choice.otherwise,
            )
            sheet.add_data_validation(validations[key])
        validations[key].add(f"{first}:{last}" if first != last else first)

    def _formula(self, name: str, choice: Choice, cell: str) -> str:
        if choice.over is not None:
            return f"OR(ISTEXT({cell}),{cell}=0,AND({cell}>{choice.over},{cell}<={choice.most}))"
        if choice.sheet is not None and choice.column is not None:
            letter = get_column_letter(list(self.texts.columns(choice.sheet)).index(choice.column) + 1)
            title = sheet_title(choice.sheet)
            names = f"{title}!${letter}$2:${letter}${_LAST_ROW}"
            return f"OFFSET({title}!${letter}$2,0,0,MAX(1,COUNTA({names})),1)"  # without the empty rows at the end
        letter = get_column_letter(list(self.lists).index(name) + 1)
        return f"'{_LISTS}'!${letter}$2:${letter}${len(self.lists[name]) + 1}"

    def _lists(self) -> None:
        sheet = self.book.create_sheet(_LISTS)
        sheet.sheet_state = "hidden"
        for number, (name, values) in enumerate(self.lists.items(), 1):
            for row, text in enumerate([name, *values], 1):
                sheet.cell(row, number, text).number_format = "@"

    def _start(self) -> None:
        """Writes the START sheet: what to do, with links to the sheets; the workbook opens here."""
        sheet = self.book.create_sheet(START)
        sheet["A1"], sheet["A1"].font = START_TITLE, Font(name=FONT, bold=True, size=16)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _START_WIDTHS
        for row, step in enumerate(self.texts.layout.start, 3):
            where, says = sheet.cell(row, 1, step.sheet or None), sheet.cell(row, 2, step.says)
            if step.sheet:
                where.hyperlink = Hyperlink(ref=where.coordinate, location=f"'{step.sheet}'!A1", display=step.sheet)
            where.font = Font(name=FONT, bold=True, color=_LINK, underline="single")
            says.font = Font(name=FONT, size=12)
            where.alignment = says.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = 8 + (ROW + 2) * lines_of(step.says, _START_WIDTHS[1] - 6)
        sheet.sheet_view.showGridLines = False
        for_paper(sheet)

    def _guide(self) -> None:
        """Writes all notes as a sheet, to read and print."""
        sheet = self.book.create_sheet(_GUIDE)
        for number, (name, width) in enumerate(_GUIDE_WIDTHS.items(), 1):
            _as_heading(sheet.cell(1, number), name, needed=False)
            sheet.column_dimensions[get_column_letter(number)].width = width
        for row, values in enumerate(self._explained(), 2):
            for number, text in enumerate(values, 1):
                cell = sheet.cell(row, number, text)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = ROW * lines_of(values[-1], _GUIDE_WIDTHS["what to write"])
        sheet.freeze_panes = "A2"
        for_paper(sheet)

    def _explained(self) -> Iterable[tuple[str, str, str, str]]:
        for kind in self.texts.sheets.kinds:
            needed = known_columns(kind).needed
            for name, entry in self.texts.columns(kind).items():
                says = self.texts.note(entry, needed=False).replace("\n", " ")
                yield sheet_title(kind), heading_of(name), "needed" if name in needed else "", says
        of_facts = sheet_title(self.texts.sheets.facts)
        for name, entry in self.texts.fields.items():
            yield of_facts, f"field: {heading_of(name)}", "", self.texts.note(entry, needed=False).replace("\n", " ")


def fill(sheet: Worksheet, kind: str, rows: Iterable[Mapping[str, str]], texts: Template) -> None:
    """Writes rows (cells by column) below the headings; numeric columns get numbers.

    A column missing in the template, such as for a third stage, is added on the right.
    """
    columns = texts.columns(kind)
    at = list(columns)
    for number, row in enumerate(rows, 2):
        for name, text in row.items():
            if name not in at:
                at.append(name)
                _as_heading(sheet.cell(1, len(at)), name, needed=False, behind=texts.is_behind(kind, len(at)))
            cell = sheet.cell(number, at.index(name) + 1)
            known = columns.get(re.sub(r"_[0-9]+$", "", name))
            cell.number_format = texts.kind(known).format if known is not None else "@"
            _write(cell, text)


def _fill_facts(sheet: Worksheet, texts: Template, facts: Rows) -> None:
    """Writes the facts beside their fields; missing or repeated fields go below the others."""
    at = {name: row for row, name in enumerate(texts.fields, 2)}
    for fact in facts:
        row = at.pop(fact["field"], None)
        if row is None:
            row = sheet.max_row + 1
            _write(sheet.cell(row, 1), fact["field"])
        _write(sheet.cell(row, 2), fact["value"])


def _write(cell: Cell | MergedCell, text: str) -> None:
    cell.value = text if cell.number_format == "@" else _number(text)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula


def _number(text: str) -> Decimal | str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def _as_heading(cell: Cell | MergedCell, name: str, *, needed: bool, behind: bool = False) -> None:
    """Styles a heading: white on dark, `behind` dark on pale; a double underline marks required ones without color."""
    cell.value = heading_of(name)
    shade = next((color for known, color in _SHADES.items() if name.startswith(f"{known}_")), _SHADE)
    ink, ground = (shade, _PALE) if behind else ("FFFFFF", shade)
    cell.font = Font(name=FONT, bold=True, color=ink, underline="double" if needed else None)
    cell.fill = PatternFill("solid", fgColor=ground)
    cell.alignment = Alignment(vertical="center")
    cell.border = Border(right=Side("thin", color="FFFFFF"))
