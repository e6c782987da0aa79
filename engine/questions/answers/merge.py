"""What `critmin answers` returns: the changes, where each comes from, what is open, and why nothing is written."""

from enum import StrEnum

import msgspec

from ...model.findings import Finding, Severity
from ...model.statuses import ExitStatus


class Change(msgspec.Struct, frozen=True):
    """A cell of the copy that an answer fills: its address, its content before and after, and the answer's cell.

    `row` names the row, `answer` is the cell as a spreadsheet program writes it: `[acme.xlsx]Lines!F4`.
    """

    cell: str
    sheet: str
    row: str
    column: str
    before: str
    after: str
    supplier: str
    answer: str


class NewColumn(msgspec.Struct, frozen=True):
    """A heading that the copy has besides those of the file; `new_sheet`: its sheet is new too."""

    cell: str
    sheet: str
    column: str
    new_sheet: bool


class OpenCell(msgspec.Struct, frozen=True):
    """What came back without an answer, and stays asked; `cell` is the cell of the form.

    `row` and `column` are empty where rows of the sheet were asked for and none came.
    """

    sheet: str
    row: str
    column: str
    supplier: str
    cell: str


class Document(msgspec.Struct, frozen=True):
    """A document of a certificate: where it lies, its path from the folder of the copy, and its SHA-256."""

    source: str
    file: str
    sha256: str


class ReturnedFile(msgspec.Struct, frozen=True):
    """A returned workbook: its name, its SHA-256, and the supplier who was asked."""

    path: str
    sha256: str
    supplier: str


class Value(msgspec.Struct, frozen=True):
    """What is written: a text, or a number by its digits; `percent`: the number is a percentage."""

    text: str
    is_number: bool = False
    percent: bool = False


class WriteRole(StrEnum):
    """What a written cell is: an answer, a heading of ours, or a cell that names an added row."""

    ANSWER = "answer"
    HEADING = "heading"
    ROW = "row"


class Write(msgspec.Struct, frozen=True):
    """A cell to write: the kind and the title of its sheet, its row from 1, its column from 0, and what it is of."""

    kind: str
    title: str
    row: int
    index: int
    column: str
    value: Value
    role: WriteRole = WriteRole.ANSWER


class Merge(msgspec.Struct, frozen=True):
    """The merge of answers into a copy. `refused`: nothing is written, and the errors of `findings` say why.

    `others` are returned workbooks about other bills of materials, which are not used here, `awaited` the suppliers
    whose workbooks have not come back: both only where it is known what was sent. `not_read` are files that lie
    with the workbooks and are not used. `lost` is what the copy of a workbook lacks,
    because openpyxl cannot keep it.
    """

    bom: str
    sha256: str
    copy: str
    returned: list[ReturnedFile]
    others: list[ReturnedFile] = []
    awaited: list[str] = []
    not_read: list[str] = []
    changes: list[Change] = []
    new_columns: list[NewColumn] = []
    documents: list[Document] = []
    unanswered: list[OpenCell] = []
    lost: list[str] = []
    findings: list[Finding] = []

    @property
    def refused(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.findings)

    @property
    def exit_status(self) -> ExitStatus:
        return ExitStatus.UNREADABLE if self.refused else ExitStatus.PASS


class CannotCopy(ValueError):
    """No copy with the answers can be written; the text says why."""
