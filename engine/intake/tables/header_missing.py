"""The findings for a sheet without a header."""

from ...model.findings import Unreadable, refuse
from ..files.sheet import ROWS_SEARCHED, Sheet
from .columns import known_columns
from .header_candidates import Candidate, Texts
from .header_columns import closest, listed
from .named_columns import names_of_header, sure_column
from .row_cells import NumberedRow, blank
from .rows import is_amount

_FEW_SHOWN = 4
_MOST_LOOKED = 10_000


def no_header(sheet: Sheet, kind: str, rows: list[NumberedRow], texts: Texts, best: Candidate | None) -> Unreadable:
    """The exception: where the header seems to be, or what is missing in the most likely row."""
    number, values = next(((n, v) for n, v in rows if not all(map(blank, v))), (1, []))
    seen = [str(value) for value in values if not blank(value)]
    below = _header_below(sheet, kind, rows)
    if below is not None:
        row, what = below
        message = (
            f"the sheet {sheet.name} has no header row in its first {ROWS_SEARCHED} rows, but "
            f"row {row} {what}: move the table up, or write header = {row} under [{kind}] in a columns file"
        )
        return refuse("HEADER-MISSING", message, f"{sheet.name}!A{row}")
    if not seen:
        return refuse("SHEET-EMPTY", f"the sheet {sheet.name} is empty: expected a header row")
    if best is not None and (best.last == number or best.is_like_header):
        message = f"the sheet {sheet.name} has no header row. Row {best.last} has {_missing_beside(kind, texts, best)}"
        return refuse("HEADER-MISSING", message, f"{sheet.name}!A{best.last}")
    known = known_columns(kind)
    message = f"the sheet {sheet.name} has no header row with the column {' and '.join(known.needed)}; "
    message += f"its first row is: {listed(seen)}{closest(seen, known.names())}"
    if kind == "vehicle":
        message += (
            ". It has one fact per row, such as placed_in_service in the first column and 2025-05-01 in the second"
        )
    return refuse("HEADER-MISSING", message, f"{sheet.name}!A{number}")


def _missing_beside(kind: str, rows: Texts, row: Candidate) -> str:
    """The known headings of a row, and what else would make it a header."""
    known = known_columns(kind)
    texts = dict.fromkeys(text for number in range(row.first, row.last + 1) for text in rows.get(number, []) if text)
    named = [text for text in texts if sure_column(text, kind) in row.names] or sorted(row.names)
    others = [text for text in texts if text not in named]
    beside = f", and also {listed(others)}" if others else ""
    wanted = [name for name in known.names() if name not in row.names]
    missing = " and ".join(name for name in known.needed if name in wanted)
    if not missing:
        first = {name for name in wanted if kind == "bom" and (is_amount(name) or known.is_of_step(name))}
        facts = sorted((name for name in wanted if name != "bom"), key=lambda name: name not in first)
        missing = f"other known columns, such as {', '.join(facts[:_FEW_SHOWN])}"
    return f"{listed(named)}{beside}; also required: {missing}{closest(others, wanted)}"


def _header_below(sheet: Sheet, kind: str, rows: list[NumberedRow]) -> tuple[int, str] | None:
    """The row below those searched in which the table seems to begin, and its texts."""
    last = rows[-1][0] if rows else 0
    empty = all(blank(value) for _, values in rows for value in values)
    filled = 0
    first = None
    for number, values in sheet.numbered() if last >= ROWS_SEARCHED else ():
        if number <= last or all(map(blank, values)):
            continue
        if names_of_header(values, kind) is not None:
            return number, "looks like a header"
        first = first or number
        filled += 1
        if filled > _MOST_LOOKED:
            break
    return (first, "has the first cells") if empty and first is not None else None
