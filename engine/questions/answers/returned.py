"""A workbook that came back from a supplier: its record, checked, and its cells."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import PurePath

import msgspec

from ...intake.files.file_kinds import OLE, ZIP
from ...intake.files.paths import shown_path
from ...intake.files.sheet import Row, Sheet, blank, cell_at, one_line
from ...intake.files.storage import read_file
from ...intake.files.workbook import Workbook, open_workbook
from ...intake.tables.columns import known_columns, load_columns
from ...intake.tables.own_sheets import OWN
from ...model.cell_address import letter
from ...model.findings import Findings, Unreadable, refuse
from ...model.quoting import quoted
from ...model.settings import MB, Settings
from ..requests import form as forms
from .reading import place_of

_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))


class Returned:
    """A returned workbook. `shown` is its name in messages and addresses."""

    def __init__(self, path: str, settings: Settings, shown: str | None = None) -> None:
        """Opens the workbook; `shown` is its name in messages, by default its path as a report names it.

        Raises:
            Unreadable: it is not a workbook, holds macros, or its record is missing or was changed.
        """
        self.path, self.shown = path, shown or shown_path(path)
        content = read_file(path, self.shown, settings)
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._workbook = _open(self.shown, content, settings)
        self._rows: dict[str, list[Row]] = {}
        self._sheets: dict[str, Sheet] = {}
        if forms.SHEET not in self._workbook.names:
            raise self._refuse(f"it has no sheet {quoted(forms.SHEET)}, by which its cells are known")
        try:
            self.record = tuple(text for row in self._read(forms.SHEET) if (text := str(cell_at(row, 0))))
            self.form = forms.read(self.record)
            self._check_places()
        except forms.BadForm as error:
            raise self._refuse(str(error)) from None

    def sheet(self, name: str) -> Sheet:
        """A sheet, whose name is that of the file and its own: `[acme.xlsx]Lines`."""
        if name not in self._sheets:
            sheet = self._workbook.sheet(name)
            self._sheets[name] = msgspec.structs.replace(sheet, name=f"[{self.shown}]{sheet.name}")
        return self._sheets[name]

    def has(self, name: str) -> bool:
        """Whether it has a sheet of that name."""
        return name in self._workbook.names

    def address(self, cell: str) -> str:
        """The address of a cell of the form with the file's name."""
        return f"[{self.shown}]{cell}"

    def value(self, cell: str) -> object:
        """The content of a cell, by its address in the form; empty text where there is none."""
        name, row, index = place_of(cell)
        rows = self._read(name) if self.has(name) else []
        return cell_at(rows[row - 1], index) if row <= len(rows) else ""

    def rows_of(self, table: forms.RowTable) -> range:
        """The rows of a table of the form, as far as the sheet has cells."""
        filled = len(self._read(table.where)) if table.where in self._workbook.names else 0
        return range(table.first, min(table.last, filled) + 1)

    def report_edited(self, found: Findings) -> bool:
        """Whether texts of the form were changed or moved, so that answers beside them may mean another row; reported.

        A form with such a text is not read.
        """
        edited = False
        for cell, text in self.form.labels.items():
            now = one_line(self.value(cell))
            if now != one_line(text):
                is_ = f"is {quoted(now)}" if now else "is empty"
                message = f"{self.shown}: a text of the form {is_}; as sent, it was {quoted(text)}"
                found.add("ANSWER-FORM-EDITED", message, self.address(cell))
                edited = True
        return edited

    def report_unasked(self, found: Findings) -> None:
        """Reports what stands beside the answers: nothing there is used."""
        asked = {place_of(cell.cell) for cell in self.form.cells} | {place_of(cell) for cell in self.form.labels}
        for table in self.form.tables:
            for row in self.rows_of(table):
                asked |= {place_of(f"{table.where}!{column}{row}") for column in table.columns}
        for name in self._workbook.with_cells:
            if name.startswith(OWN):
                continue  # the record, and the entries of drop-down lists
            for row, values in enumerate(self._read(name), 1):
                for index, value in enumerate(values):
                    if not blank(value) and (name, row, index) not in asked:
                        cell = self.address(f"{name}!{letter(index)}{row}")
                        message = f"{self.shown}: {quoted(value)} is not in a cell that was asked for: it is not used"
                        found.add("ANSWER-NOT-ASKED", message, cell)

    def _check_places(self) -> None:
        """Raises BadForm where the record has an address that is none, or a column or a sheet that is not known."""
        sheets = load_columns().sheets
        columns = [(cell.sheet, cell.column) for cell in self.form.cells]
        for table in self.form.tables:
            named = (*table.columns.values(), *table.key, *table.fixed, *table.otherwise)
            columns += [(table.sheet, column) for column in named]
        for sheet, column in columns:
            if sheet not in sheets or known_columns(sheet).find(column) != column:
                raise forms.BadForm(f"its record names a column {quoted(column)} of a sheet {quoted(sheet)}")
        try:
            for cell in (*(asked.cell for asked in self.form.cells), *self.form.labels):
                place_of(cell)
        except ValueError as error:
            raise forms.BadForm(f"its record names a cell {quoted(error)}") from None

    def _read(self, name: str) -> list[Row]:
        if name not in self._rows:
            self._rows[name] = list(self._workbook.sheet(name).rows())
        return self._rows[name]

    def _refuse(self, why: str) -> Unreadable:
        return refuse("ANSWER-FORM", f"{self.shown} is not a request workbook as it was sent: {why}")


def _open(shown: str, content: bytes, settings: Settings) -> Workbook:
    if len(content) > settings.max_mb * MB:
        raise refuse("ANSWER-FORM", f"{shown} is over {settings.max_mb:,} MB, which no filled form is")
    if not content.startswith((ZIP, OLE)):
        kind = PurePath(shown).suffix or "file"
        raise refuse("ANSWER-FORM", f"{shown} is not a workbook ({kind})")
    if any(mark in content for mark in _MACROS):
        raise refuse("ANSWER-FORM", f"{shown} holds macros, which no request workbook does")
    return open_workbook(shown, content, settings.max_mb)


# The request workbooks as they were sent ------------------------------------------------------------------------------


class SentForms:
    """The forms that one run of `critmin request` wrote, by their records."""

    def __init__(self, paths: Iterable[str], settings: Settings) -> None:
        self._forms: dict[tuple[str, ...], forms.Form] = {}
        for path in paths:
            with suppress(Unreadable):  # the list of all requests is no form
                file = Returned(path, settings)
                self._forms[file.record] = file.form

    def check(self, returned: Iterable[Returned], found: Findings) -> None:
        """Reports each returned workbook whose record is not that of a workbook that was sent."""
        for file in returned:
            if file.record not in self._forms:
                message = f"{file.shown} is not one of the workbooks that were sent: its record is not among theirs"
                found.add("ANSWER-FORM", message)

    def of_others(self, returned: Iterable[Returned], sha256: str) -> list[Returned]:
        """Those that were sent about other bills of materials of the run, and not about the one of this SHA-256.

        None, if the run asked nothing about it: then an earlier edition of it may be one of the others.
        """
        if not any(sha256 in form.boms for form in self._forms.values()):
            return []
        return [file for file in returned if file.record in self._forms and sha256 not in file.form.boms]

    def awaited(self, returned: Sequence[Returned], sha256: str) -> list[str]:
        """The suppliers who were asked about the bill of materials of this SHA-256 and have not answered."""
        records = {file.record for file in returned}
        return [form.supplier for record, form in self._forms.items() if sha256 in form.boms and record not in records]
