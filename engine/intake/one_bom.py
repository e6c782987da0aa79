"""The rows of one bill of materials, where a table may hold several."""

from collections.abc import Iterable, Iterator

from ..model import key
from ..report import refuse
from .header import Header, Numbered, blank
from .looks import letter
from .quoting import quoted
from .rows import Kind, Rows
from .workbook import BOM_SHEET, Sheet

BOM_COLUMN = "bom"
"""The column that names the bill of materials of each row."""

LINES = (Kind.LINE, Kind.TOTAL_OR_LINE)
"""What a row has to be to belong to a bill of materials; a total over several belongs to none."""


def bom_of(values: list[object], index: int) -> str:
    """The bill of materials that a row says it belongs to; empty where it says none."""
    return str(values[index]).strip() if index < len(values) else ""


def repeats_header(values: list[object], header: Header) -> bool:
    """Whether the row is the header once more."""
    texts = {index: " ".join(str(value).split()) for index, value in enumerate(values) if not blank(value)}
    return any(row.texts == texts for row in header.rows)


def rows_of_one_bom(rows: Iterable[Numbered], sheet: Sheet, kind: str, header: Header) -> Iterator[Numbered]:
    """The rows of the one that is taken, where one is: among the lines with those that could be anybody's, which are
    an error; of another sheet with those that name none, which are for all.

    Raises:
        Unreadable: none is taken, and the rows name several; or there is no line of the one that is taken.
    """
    index = header.index[BOM_COLUMN]
    kinds = Rows(kind, header.index)
    named: dict[str, int] = {}
    for number, values in rows:
        name = bom_of(values, index)
        if repeats_header(values, header):
            if sheet.bom is None:
                yield number, values
            continue
        if sheet.bom is not None and name != sheet.bom:
            if name and key(name) != key(sheet.bom):
                continue
            if not name and kind == BOM_SHEET and kinds.kind(values, False) not in LINES:
                continue
        if name and name not in named and kinds.kind(values, False) in LINES:
            named[name] = number
        if len(named) > 1:
            cells = [f"{sheet.name}!{letter(index)}{at}" for at in named.values()]
            if sheet.bom is not None:
                message = f"{' and '.join(map(quoted, named))} differ only in how they are written"
                raise refuse("BOMS-ALIKE", f"{message}: whether they are one bill of materials is not known", *cells)
            raise refuse("BOMS-SEVERAL", f"the column names several: {' and '.join(map(quoted, named))}", *cells)
        yield number, values
    if sheet.bom is not None and kind == BOM_SHEET and sheet.bom not in named:
        raise refuse("BOM-WITHOUT-LINES", f"no line of the sheet {sheet.name} is of {quoted(sheet.bom)}")
