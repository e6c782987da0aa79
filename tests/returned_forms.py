"""Request workbooks as suppliers return them: a sheet `Lines` with what was asked, and the record of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from critmin.engine.model.settings import AS_IT_IS, BOM_SHEETS, SheetSet
from critmin.engine.questions.check import open_file
from critmin.engine.questions.requests.discretion import rows_of
from critmin.engine.questions.requests.form import SHEET, AskedCell, Form, RowTable, hash_beside, row_hash, write
from msgspec.structs import replace

FIRST = 3
"""The row of the first asked cell; its answer is in column C, the form's own texts in A and B."""
OWNERS = {"A": "owner", "B": "equity_pct", "C": "votes_pct"}
PAPERS = {
    "A": "certificate",
    "B": "kind",
    "C": "signed_on",
    "D": "valid_until",
    "E": "signed_by",
    "F": "file",
}
_REGIMES = {"check": "clean-vehicle", "macr": "material-assistance"}


@dataclass(frozen=True)
class Ask:
    """A cell to ask for: the kind of its sheet, its row (a number, or the name of a row to be added), its column."""

    sheet: str
    row: int | str
    column: str
    digested: tuple[str, ...] = ("line", "mineral", "material", "entity", "item", "component")


@dataclass
class Asked:
    """A form about one bill of materials."""

    bom: Path
    asks: list[Ask] = field(default_factory=list)
    supplier: str = "Acme"
    sheets: SheetSet = BOM_SHEETS
    tables: bool = False
    bom_name: str | None = None
    encoding: str | None = None

    @property
    def form(self) -> Form:
        settings = replace(AS_IT_IS, sheets=self.sheets, bom=self.bom_name, encoding=self.encoding)
        book = open_file(str(self.bom), None, settings)
        rows = rows_of(book, settings)
        cells = []
        for at, ask in enumerate(self.asks, FIRST):
            name, number, digest = str(ask.row), None, ""
            if isinstance(ask.row, int):
                cells_of_row = rows[ask.sheet][ask.row]
                name, number = cells_of_row.get("line", ""), ask.row
                digest = row_hash(cells_of_row, ask.digested)
            asked = AskedCell(f"Lines!C{at}", book.sha256, ask.sheet, name, number, ask.column, ask.digested, digest)
            cells.append(asked)
        labels = {f"Lines!A{at}": f"{ask.sheet} {ask.row}" for at, ask in enumerate(self.asks, FIRST)}
        labels |= {f"Lines!B{at}": ask.column for at, ask in enumerate(self.asks, FIRST)} | {"Lines!A1": self.supplier}
        owned = {"owned": self.supplier}
        of_supplier = {"supplier": self.supplier}
        tables = [
            RowTable("Owners", 2, 9, book.sha256, "ownership", OWNERS, ("owner", "owned"), owned),
            RowTable("Papers", 2, 9, book.sha256, "certificates", PAPERS, ("certificate",), of_supplier),
        ]
        beside = {book.sha256: hash_beside(file.sha256 for file in book.companions)}
        return Form(
            self.supplier, [_REGIMES[self.sheets.command]], cells, tables if self.tables else [], labels, beside
        )

    def returned(
        self,
        path: Path,
        answers: Iterable[object] = (),
        owners: Iterable[Mapping[str, object]] = (),
        papers: Iterable[Mapping[str, object]] = (),
        form: Form | None = None,
    ) -> Path:
        """The workbook with these answers, in the order of what was asked, and these rows of its tables."""
        form = form or self.form
        book = openpyxl.Workbook()
        book.active.title = "Lines"
        for cell, text in form.labels.items():
            book["Lines"][cell.partition("!")[2]] = text
        for at, answer in enumerate(answers, FIRST):
            book["Lines"].cell(at, 3).value = answer
        for title, columns, rows in (("Owners", OWNERS, owners), ("Papers", PAPERS, papers)):
            sheet = book.create_sheet(title)
            for at, row in enumerate(rows, 2):
                for letters, column in columns.items():
                    sheet[f"{letters}{at}"] = row.get(column)
        record = book.create_sheet(SHEET)
        record.sheet_state = "hidden"
        for text in write(form):
            record.append([text])
        book.save(path)
        return path
