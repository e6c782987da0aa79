"""The sheets of a request workbook that are filled in: cells to answer, drop-down lists, and what must not move."""

from collections.abc import Iterator, Sequence

import msgspec
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .template_data import Template
from .xlsx_file import FONT, ROW, for_paper, lines_of, note, printable, write_text

LISTS = "critmin lists"
"""The hidden sheet with the entries of the drop-down lists."""
HEAD, FIRST = 4, 5
"""The row of the headings, and the first below it."""
_ANSWERED, _FIXED = "To answer", "Not asked"
_GROUND = {_ANSWERED: "FFF6C8", _FIXED: "EDEDED"}
"""The styles of cells that are asked and of the others, with their colors."""
_SHADE = "1F3864"
_TITLE_WIDTH = 110


class FormColumn(msgspec.Struct, frozen=True):
    """A column of a sheet: its heading, its note, its width, the kind of its answers (`Template.kinds`) or none."""

    heading: str
    width: int = 18
    kind: str | None = None
    says: str = ""
    offers: str = ""
    """The cells or texts that its drop-down list has, instead of those of its kind."""


class FormSheet(msgspec.Struct, frozen=True):
    """A sheet of the form: its columns, and its rows of texts; None where an answer is asked, "" where nothing is."""

    title: str
    about: Sequence[str]
    columns: Sequence[FormColumn]
    rows: Sequence[Sequence[str | None]]
    answers: Sequence[tuple[str, str]] = ()
    """The kind of the answers and what their list offers, row by row, where they differ within a column."""


class SheetWriter:
    """Writes the sheets of one workbook; `labels` are the texts by which the record knows that nothing moved."""

    def __init__(self, book: Workbook, template: Template) -> None:
        self._book = book
        self._template = template
        self._entries = template.fixed_lists()
        self._used: list[str] = []
        for style in _styles():
            book.add_named_style(style)
        self._rules: dict[tuple[str, str], DataValidation] = {}
        self.labels: dict[str, str] = {}

    def add(self, form: FormSheet) -> None:
        """Adds a sheet: title, purpose, headings, rows."""
        sheet = self._book.create_sheet(form.title)
        self._label(sheet["A1"], form.title)
        sheet["A1"].font = Font(name=FONT, bold=True, size=14)
        self._about(sheet, form)
        for at, column in enumerate(form.columns, 1):
            cell = sheet.cell(HEAD, at)
            self._label(cell, column.heading)
            cell.font = Font(name=FONT, bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor=_SHADE)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if column.says:
                cell.comment = note(column.says)
            sheet.column_dimensions[get_column_letter(at)].width = column.width
        sheet.row_dimensions[HEAD].height = 8 + ROW * max(lines_of(c.heading, c.width - 2) for c in form.columns)
        for number, row in enumerate(form.rows, FIRST):
            for at, text in enumerate(row, 1):
                self._fill(sheet.cell(number, at), text)
                if text is None:
                    column = form.columns[at - 1]
                    asked = form.answers[number - FIRST] if form.answers else (column.kind or "text", column.offers)
                    self._answer(sheet, sheet.cell(number, at), *asked)
            tallest = max(lines_of(t or "", c.width - 2) for t, c in zip(row, form.columns, strict=True))
            sheet.row_dimensions[number].height = 4 + ROW * tallest
        sheet.freeze_panes = f"B{FIRST}"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        for_paper(sheet, HEAD)

    def _about(self, sheet: Worksheet, form: FormSheet) -> None:
        text = "\n".join(form.about)
        self._label(sheet["A2"], text)
        sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
        width, last = 0, 0
        while last < len(form.columns) and width < _TITLE_WIDTH:
            width += form.columns[last].width
            last += 1
        sheet.merge_cells(f"A2:{get_column_letter(last)}2")
        sheet.row_dimensions[2].height = 6 + ROW * lines_of(text, width - 4)

    def _fill(self, cell: Cell | MergedCell, text: str | None) -> None:
        cell.style = _ANSWERED if text is None else _FIXED
        self._label(cell, text or "")

    def _label(self, cell: Cell | MergedCell, text: str) -> None:
        """Writes a text of the form itself."""
        write_text(cell, text)
        if text:
            self.labels[f"{cell.parent.title}!{cell.coordinate}"] = printable(text)

    def label(self, sheet: Worksheet) -> None:
        """Takes the texts of a sheet that is written already as texts of the form."""
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    self.labels[f"{sheet.title}!{cell.coordinate}"] = printable(str(cell.value))

    def _answer(self, sheet: Worksheet, cell: Cell | MergedCell, kind: str, offers: str) -> None:
        """A cell to fill in: open, with the format and the drop-down list of its kind."""
        known = self._template.kinds[kind]
        cell.number_format = known.format
        choice = self._template.lists.get(known.list or "")
        formula, at = offers, cell.coordinate
        is_number = not offers and choice is not None and choice.over is not None
        # A rule on the cell itself moves with it within the column of its first cell.
        key = sheet.title, f"{known.list} {at.rstrip('0123456789')}" if is_number else offers or known.list or ""
        if key in self._rules:
            self._rules[key].add(at)
            return
        if is_number and choice is not None:
            formula = f"OR(ISTEXT({at}),{at}=0,AND({at}>{choice.over},{at}<={choice.most}))"
        elif not offers and known.list in self._entries:
            formula = self._listed(known.list)
        if not formula:
            return
        rule = self._rules[key] = DataValidation(
            type="custom" if is_number else "list",
            formula1=formula,
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="warning",
            errorTitle="Not in the list",
            error=choice.otherwise if choice is not None and not offers else "Choose from the list, or leave it empty.",
        )
        rule.add(at)
        sheet.add_data_validation(rule)

    def _listed(self, name: str) -> str:
        if name not in self._used:
            self._used.append(name)
        letter = get_column_letter(self._used.index(name) + 1)
        return f"'{LISTS}'!${letter}$1:${letter}${len(self._entries[name])}"

    def finish(self) -> None:
        """Adds the hidden sheet of the lists that are used."""
        sheet = self._book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for at, name in enumerate(self._used, 1):
            for row, text in enumerate(self._entries[name], 1):
                write_text(sheet.cell(row, at), text)


def _styles() -> Iterator[NamedStyle]:
    """The styles of the cells below the headings; only answers can be written while the sheet is protected."""
    line = Side("thin", color="BFBFBF")
    for name, color in _GROUND.items():
        yield NamedStyle(
            name,
            font=Font(name=FONT),
            fill=PatternFill("solid", fgColor=color),
            border=Border(left=line, right=line, top=line, bottom=line),
            alignment=Alignment(wrap_text=True, vertical="top"),
            protection=Protection(locked=name != _ANSWERED),
        )
