"""The record in a request workbook: which cell of the form answers which cell of which bill of materials.

It is text in column A of the hidden sheet `SHEET`. A returned workbook, in any format, must still hold that sheet as
written, and under their names the sheets of the form with the texts of `labels` where they stood: a row that was moved
or inserted is noticed by them. Everything else may have changed; answers stand in the cells of `cells` and in the rows
of `tables`.

The record names no other supplier and holds no amount: a row is known by the digest of those of its cells that the
form shows (`AskedCell.digested`). An answer belongs to the row whose digest is the same; no such row: it has changed.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

import msgspec

SHEET = "critmin form"
"""The hidden sheet of a request workbook."""
VERSION = 1
_PIECE = 16_000  # a cell holds 32,767 units of UTF-16
_HEAD = re.compile(r"critmin form ([0-9]+) ([0-9a-f]{64})")


class AskedCell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cell of the form, and the cell of a bill of materials that it answers; one cell may answer several.

    `cell` is its address in the form (`Lines!F4`), `bom` the SHA-256 of the bill of materials as reports record it,
    `sheet` the kind of the sheet (`bom`, `steps`, `components`, `entities`, `materials`, `product`), `column` the
    canonical column, which the sheet may lack. `row` names the row: line, item, component or entity; "" if that name
    cannot be given. `number` is its number in the spreadsheet, None for a row to be added: its first cell is `row`, and
    the cells of the same `bom`, `sheet` and `row` are of one row. `row_hash` is `row_hash` of its cells in the columns
    `digested`; "" for a row to be added.
    """

    cell: str
    bom: str
    sheet: str
    row: str
    number: int | None
    column: str
    digested: tuple[str, ...] = ()
    row_hash: str = ""


class RowTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of the form, each of which adds a row to a sheet of a bill of materials.

    `where` is the sheet of the form, `first` and `last` its rows, `columns` the canonical column of each letter,
    `fixed` the cells that every added row has. A row counts if it has an answer in a column besides those of `key` and
    `otherwise`, or in one of a `key` of several columns, which is a fact by itself. `key` are the columns that identify
    a row of the sheet: if the bill of materials already has that row, its empty cells are filled. An empty cell in a
    column of `otherwise` has the text given there.
    """

    where: str
    first: int
    last: int
    bom: str
    sheet: str
    columns: dict[str, str]
    key: tuple[str, ...]
    fixed: dict[str, str] = {}
    otherwise: dict[str, str] = {}


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record. `supplier` is asked, `regimes` are the laws; `labels` are the form's own texts by address.

    `beside` is `hash_beside` of each bill of materials with files beside it, by its SHA-256.
    """

    supplier: str
    regimes: list[str]
    cells: list[AskedCell]
    tables: list[RowTable] = []
    labels: dict[str, str] = {}
    beside: dict[str, str] = {}

    @property
    def boms(self) -> list[str]:
        """The SHA-256 of each bill of materials that is asked about, in the order of the form."""
        asked: list[AskedCell | RowTable] = [*self.cells, *self.tables]
        return list(dict.fromkeys(of.bom for of in asked))


class BadForm(ValueError):
    """The record is missing, of another version, or changed; the text says which."""


def bom_id(sha256: str) -> str:
    """The first digits of the SHA-256, by which a request calls a bill of materials."""
    return sha256[:8]


def row_hash(cells: Mapping[str, str], digested: Iterable[str]) -> str:
    """The SHA-256 of a row's cells in these columns; `cells` as of `rows.rows_of`, where an empty one is not there."""
    seen = [[column, cells[column]] for column in sorted({*digested} & cells.keys())]
    return hashlib.sha256(msgspec.json.encode(seen)).hexdigest()


def hash_beside(hashes: Iterable[str]) -> str:
    """One SHA-256 of those of the files beside a bill of materials; "" without any."""
    text = "".join(sorted(hashes))
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def write(form: Form) -> list[str]:
    """The record as the texts of cells, one below the other."""
    text = msgspec.json.encode(form, order="deterministic").decode()
    # What XML cannot hold, and what spreadsheet programs read as an escape.
    text = text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff").replace("_x", "_\\u0078")
    texts = [f"critmin form {VERSION} {hashlib.sha256(text.encode()).hexdigest()}"]
    while text:
        end = _PIECE
        while end > 1 and (text[end - 1 : end].isspace() or text[end : end + 1].isspace()):
            end -= 1  # a spreadsheet program may drop spaces at the ends of a cell
        texts.append(text[:end])
        text = text[end:]
    return texts


def read(texts: Iterable[str]) -> Form:
    """The record of a returned workbook, from the texts of column A of its hidden sheet.

    Raises:
        BadForm: it is missing, of another version, or changed.
    """
    head, *pieces = [text for text in texts if text] or [""]
    stated = _HEAD.fullmatch(head.strip())
    if stated is None:
        raise BadForm(f"its sheet {SHEET} does not begin as written")
    if int(stated[1]) != VERSION:
        raise BadForm(f"it was written by another version of critmin (form {stated[1]}; this version reads {VERSION})")
    text = "".join(pieces).encode()
    if hashlib.sha256(text).hexdigest() != stated[2]:
        raise BadForm(f"its sheet {SHEET} was changed")
    try:
        return msgspec.json.decode(text, type=Form)
    except msgspec.DecodeError as error:
        raise BadForm(f"its sheet {SHEET} cannot be read: {error}") from None
