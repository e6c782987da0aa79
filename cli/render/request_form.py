"""A request to a supplier as a workbook: its cover, what is asked sheet by sheet, and the record of its cells."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...engine.model.cell_address import letter
from ...engine.model.settings import SHEET_SETS
from ...engine.questions.requests.form import SHEET, AskedCell, Form, RowTable, write
from ...engine.questions.requests.plan import RequestPart, SupplierRequest
from ...engine.regimes.asks import ATTESTATION, SHOWN_BY_OWNERS
from ..view.requests import (
    CERTIFICATES,
    COMPANY,
    COVER,
    ENOUGH,
    ENOUGH_OWNERS,
    LINE_HEADINGS,
    LINES,
    NOTHING_ASKED,
    OWNERS,
    Cover,
    elements,
    wording,
)
from .request_sheets import FIRST, FormColumn, FormSheet, SheetWriter
from .template_data import Entry, load_template
from .xlsx_file import AUTHOR, FONT, ROW, content_of, for_paper, lines_of, write_text

_OWNER_ROWS, _CERTIFICATE_ROWS = 20, 10
_LINE_WIDTHS = 6, 12, 14, 24, 24, 13, 18, 16
_DOCUMENT = ("signed_on", "valid_from", "valid_until", "signed_by")
"""What every certificate has."""
_PART_OF_COST = ("non_pfe_pct", "non_pfe_cost_usd")
"""What a certificate of a part of the cost states, one of them."""
_IDS = f"{CERTIFICATES}!$A${FIRST}:$A${FIRST + _CERTIFICATE_ROWS - 1}"


class FormTables:
    """The sheets of one request; `cells` and `rows` say where its answers go."""

    def __init__(self, request: SupplierRequest) -> None:
        self._request, self._words = request, wording()
        self.cells: list[AskedCell] = []
        self.rows: list[RowTable] = []

    def sheets(self) -> Iterator[FormSheet]:
        """Those in which something is asked; the lines are shown in any case."""
        yield self._lines()
        if self._request.facts:
            yield self._company()
        if self._request.owners:
            yield self._owners()
        if self._request.kinds:
            yield self._certificates()

    def _lines(self) -> FormSheet:
        words, lines = self._words.headings[LINES], [*self._request.lines()]
        asked = [what for what in words if any(what in line.cells for line in lines)]
        columns = [FormColumn(text, width) for text, width in zip(LINE_HEADINGS, _LINE_WIDTHS, strict=True)]
        columns += [
            FormColumn(words[what], 26, self._words.line_kinds[what], offers=_IDS if what == "certificate" else "")
            for what in asked
        ]
        rows, shown = [], []
        for number, line in enumerate(lines, FIRST):
            component = line.component if line.component != line.name else ""
            known = (line.name, component, line.material, line.line.mineral or "", line.line.step, line.now)
            row: list[str | None] = [str(number - FIRST + 1), line.bom.id, *known]
            shown.append(row)
        empty = [at for at in range(len(LINE_HEADINGS)) if not any(row[at] for row in shown)]
        for number, (line, row) in enumerate(zip(lines, shown, strict=True), FIRST):
            row = [text for at, text in enumerate(row) if at not in empty]
            for at, what in enumerate(asked, len(row)):
                cell = line.cells.get(what)
                if cell is not None:
                    self.cells.append(replace(cell, cell=f"{LINES}!{letter(at)}{number}"))
            rows.append(row + [None if what in line.cells else "" for what in asked])
        columns = [column for at, column in enumerate(columns) if at not in empty]
        return FormSheet(LINES, [self._words.about[LINES] if asked else NOTHING_ASKED], columns, rows)

    def _company(self) -> FormSheet:
        words, entries = self._words.headings[COMPANY], _entries("entities")
        rows: list[list[str | None]] = []
        facts = self._request.facts
        for number, fact in enumerate(facts, FIRST):
            note = self._words.how(COMPANY, fact, f"{entries[fact].says} {entries[fact].unknown or ''}".strip())
            rows.append([words[fact], None, " ".join([note, *self._enough(fact)])])
            answer = f"{COMPANY}!B{number}"
            self.cells += [replace(cell, cell=answer) for cell in self._request.fact_cells(fact)]
        columns = [
            FormColumn("What is asked", 44),
            FormColumn("Your answer", 34),
            FormColumn("How to answer", 84),
        ]
        answers = [(_kind(entries[fact]), _IDS if fact == ATTESTATION else "") for fact in facts]
        return FormSheet(COMPANY, [self._words.about[COMPANY]], columns, rows, answers)

    def _enough(self, fact: str) -> Iterator[str]:
        """What else shows a fact of the company."""
        if self._request.owners and fact in SHOWN_BY_OWNERS:
            yield ENOUGH_OWNERS
        if self._request.instead and fact != ATTESTATION:
            yield ENOUGH

    def _owners(self) -> FormSheet:
        words = self._words.headings[OWNERS]
        holding, holder = self._asked_of(self._words.holding), self._asked_of(self._words.holder)
        names = ["owner", "owned", *holding, *holder]
        entries = {**_entries("entities"), **_entries("ownership")}
        columns = [
            FormColumn(
                words[name],
                30 if name in ("owner", "owned") else 18,
                _kind(entries[name]),
                self._words.how(OWNERS, name, entries[name].says),
            )
            for name in names
        ]
        at = {name: letter(number) for number, name in enumerate(names)}
        for part in self._request.parts:
            if part.ask.owners:
                shares = {at[name]: name for name in ("owner", "owned", *holding)}
                places = {at["owner"]: "entity"} | {at[name]: name for name in holder}
                own = {"owned": part.name}
                self.rows += [
                    self._table(OWNERS, _OWNER_ROWS, part, "ownership", shares, ("owner", "owned"), own),
                    self._table(OWNERS, _OWNER_ROWS, part, "entities", places, ("entity",)),
                ]
        about = [self._words.about[OWNERS], *([ENOUGH] if self._request.instead else [])]
        return FormSheet(OWNERS, about, columns, [[None] * len(names)] * _OWNER_ROWS)

    def _certificates(self) -> FormSheet:
        kinds = self._request.kinds
        needed = dict.fromkeys(name for needs in kinds.values() for name in needs if name != "supplier")
        parts = [part for part in self._request.parts if part.ask.kinds]
        if "cost" in kinds:
            # Dollars of a certificate count once: in several bills of materials only a share is unambiguous.
            needed |= dict.fromkeys(_PART_OF_COST if len(parts) == 1 else _PART_OF_COST[:1])
        names = ["certificate", "supplier", "kind", *_DOCUMENT, *needed, "file"]
        words, entries = self._words.headings[CERTIFICATES], _entries("certificates")
        columns = [
            FormColumn(
                words[name],
                40 if name == "supplier" else 18,
                _kind(entries[name]),
                self._words.how(CERTIFICATES, name, entries[name].says),
                offers=f'"{",".join(kinds)}"' if name == "kind" else "",
            )
            for name in names
        ]
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        row = [{"supplier": self._request.supplier, "kind": kind}.get(name) for name in names]
        for part in parts:
            own = {letter(at): name for at, name in enumerate(names) if name != "supplier"}
            fixed = {"supplier": part.name} | ({"kind": kind} if kind is not None else {})
            if kind is not None:
                own = {at: name for at, name in own.items() if name != "kind"}
            table = self._table(CERTIFICATES, _CERTIFICATE_ROWS, part, "certificates", own, ("certificate",))
            self.rows.append(replace(table, fixed=fixed))
        return FormSheet(
            CERTIFICATES, [self._words.about[CERTIFICATES], *elements(kinds)], columns, [row] * _CERTIFICATE_ROWS
        )

    def _asked_of(self, by_regime: Mapping[str, list[str]]) -> list[str]:
        """What the regimes ask that need the owners, each once."""
        regimes = [part.bom.regime for part in self._request.parts if part.ask.owners]
        return list(dict.fromkeys(name for regime in regimes for name in by_regime[regime]))

    def _table(
        self,
        where: str,
        rows: int,
        part: RequestPart,
        sheet: str,
        columns: dict[str, str],
        key: tuple[str, ...],
        otherwise: dict[str, str] | None = None,
    ) -> RowTable:
        last = FIRST + rows - 1
        return RowTable(where, FIRST, last, part.bom.sha256, sheet, columns, key, otherwise=otherwise or {})


def _entries(sheet: str) -> dict[str, Entry]:
    """The notes on the columns of a sheet, of whichever regime reads it."""
    found: dict[str, Entry] = {}
    for sheets in SHEET_SETS:
        if sheet in sheets.kinds:
            found = load_template(sheets).columns(sheet) | found
    return found


def _kind(entry: Entry) -> str:
    """The kind of an answer: a name is typed, not chosen from a list of names."""
    return "new_entity" if entry.kind == "entity" else entry.kind


_WIDTHS = 18, 100


def render_request(request: SupplierRequest, cover: Cover) -> bytes:
    """The workbook; always the same bytes."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _cover(book, cover)
    writer = SheetWriter(book, load_template())
    tables = FormTables(request)
    for sheet in tables.sheets():
        writer.add(sheet)
    writer.label(book[COVER])
    writer.finish()
    form = Form(request.supplier, request.regimes, tables.cells, tables.rows, writer.labels, request.beside)
    _record(book, form)
    book.properties.creator = AUTHOR
    book.properties.title = cover.title
    return content_of(book)


def _cover(book: Workbook, cover: Cover) -> None:
    sheet = book.create_sheet(COVER)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _WIDTHS
    write_text(sheet["A1"], cover.title)
    sheet["A1"].font = Font(name=FONT, bold=True, size=16)
    row = 3
    for label, text in cover.facts:
        _paragraph(sheet, row, label, text)
        sheet.cell(row, 1).font = Font(name=FONT, bold=True)
        row += 1
    for heading, paragraphs in (*cover.parts[:2], ("What to do", []), *cover.parts[2:]):
        row += 1
        write_text(sheet.cell(row, 1), heading)
        sheet.cell(row, 1).font = Font(name=FONT, bold=True, size=13)
        row += 1
        for text in paragraphs:
            _paragraph(sheet, row, "", text)
            row += 1
        for step in cover.steps if not paragraphs else ():
            _paragraph(sheet, row, step.sheet, step.says)
            if step.sheet:
                cell = sheet.cell(row, 1)
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{step.sheet}'!A1", display=step.sheet)
                cell.font = Font(name=FONT, bold=True, color="0563C1", underline="single")
            row += 1
    sheet.sheet_view.showGridLines = False
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=cell.column > 1, vertical="top")
    for_paper(sheet)
    sheet.page_setup.fitToHeight = 1


def _paragraph(sheet: Worksheet, row: int, label: str, text: str) -> None:
    write_text(sheet.cell(row, 1), label)
    write_text(sheet.cell(row, 2), text)
    sheet.row_dimensions[row].height = 4 + ROW * lines_of(text, _WIDTHS[1] + 4)


def _record(book: Workbook, form: Form) -> None:
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    for row, text in enumerate(write(form), 1):
        write_text(sheet.cell(row, 1), text)
