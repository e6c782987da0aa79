"""Finds the header of a sheet's table, and reports what is above it."""

from itertools import chain, islice

import msgspec

from ...model.cell_address import letter
from ...model.findings import Findings, Unreadable, refuse
from ...model.settings import SHEET_SETS, SheetMapping
from ...vocabulary.units import split_unit
from ..files.sheet import ROWS_SEARCHED, NumberedRow, Sheet, blank, texts_at
from .columns import is_amount, known_columns
from .data_rows import DataRows
from .fact_fields import load_fields
from .header_candidates import FEWEST_NAMED, Candidate, Texts, candidates, header_texts, names_of_header, sure_column
from .header_columns import Header, closest, listed, read_columns

_MOST_SHOWN = 40
_FEW_SHOWN = 4
_MOST_LOOKED = 10_000
_OF_FACTS = {sheets.facts for sheets in SHEET_SETS}


def find_header(sheet: Sheet, kind: str, mapping: SheetMapping, rows: list[NumberedRow], found: Findings) -> Header:
    """The header among the sheet's first rows. Content above it and other tables are reported.

    Raises:
        Unreadable: no header, a required column missing, a column twice, or two bills of materials on a sheet.
    """
    texts = header_texts(sheet, rows)
    left_out: list[int] = []
    if mapping.header_rows is not None:
        first, last = mapping.header_rows
        if all(map(blank, chain.from_iterable(values for number, values in rows if first <= number <= last))):
            message = (
                f"the columns file names row {first} as the header of the sheet {sheet.name}, but that row is empty"
            )
            raise refuse("HEADER-MISSING", message, f"{sheet.name}!A{first}")
    else:
        all_ = candidates(kind, mapping, texts)
        best = max(all_, key=lambda c: c.fitness, default=None)
        if best is None or not best.is_header:
            raise no_header(sheet, kind, rows, texts, best)
        last = _end_of_merged(sheet, texts, best)
        below = [text for text in texts.get(last + 1, []) if text]
        of_units = bool(below) and all(split_unit(text)[0] == "" for text in below)
        first, last = best.first, last + of_units
        left_out = _report_others(sheet, best, all_, found)
    header = read_columns(sheet, kind, mapping, texts, first, last, found)
    header = msgspec.structs.replace(header, left_out=tuple(left_out), groups=_groups(sheet, texts, header))
    _report_above(sheet, kind, rows, header, found)
    return header


def likely_header(sheet: Sheet, kind: str, mapping: SheetMapping) -> Header | None:
    """The likely header of a sheet whose table is refused; None where no row has two texts, or each row is a fact."""
    rows = list(islice(sheet.numbered(), ROWS_SEARCHED))
    texts = header_texts(sheet, rows)
    best = max(candidates(kind, mapping, texts), key=lambda c: c.fitness, default=None)
    if mapping.header_rows is not None:
        first, last = mapping.header_rows
    elif best is not None and best.is_like_header:
        first, last = best.first, best.last
    elif kind in _OF_FACTS:
        return None
    else:
        named = {number: sum(isinstance(v, str) and not blank(v) for v in values) for number, values in rows}
        first = last = max(named, key=lambda number: (named[number], -number), default=0)
        if named.get(first, 0) < FEWEST_NAMED:
            return None
    return read_columns(sheet, kind, mapping, texts, first, last, Findings(), likely=True)


def _end_of_merged(sheet: Sheet, texts: Texts, best: Candidate) -> int:
    """The last row to which most headings are merged down, if the others have headings there."""
    merges = [merge for merge in sheet.about.merged if best.first <= merge[0] + 1 <= best.last < merge[2] + 1]
    end = max((bottom + 1 for _, _, bottom, _ in merges), default=best.last)
    headings = [index for index, text in enumerate(texts[best.last]) if text]
    down = [i for i in headings if any(left <= i <= right and bottom + 1 == end for _, left, bottom, right in merges)]
    own = {text for number in range(best.last + 1, end + 1) for text in texts.get(number, [])}
    return end if 2 * len(down) > len(headings) and own - {"", *texts[best.last]} else best.last


def _groups(sheet: Sheet, texts: Texts, header: Header) -> dict[int, str]:
    """The text above each unread column; a text that begins at the first column is a title."""
    above = texts.get(header.first - 1, [])
    unread = {read.index for read in header.columns if read.column is None}
    start = min((read.index for read in header.columns), default=0)
    merged = {
        index: left
        for top, left, bottom, right in sheet.about.merged
        if top + 1 <= header.first - 1 <= bottom + 1
        for index in range(left, right + 1)
    }
    groups: dict[int, str] = {}
    for index, text in enumerate(above + [""] * (header.width - len(above))):
        if index in merged:
            group = above[merged[index]] if start < merged[index] < len(above) else ""
        else:
            group = (text if index > start else "") or ("" if index - 1 in merged else groups.get(index - 1, ""))
        if group and index in unread:
            groups[index] = group
    return groups


def _report_others(sheet: Sheet, best: Candidate, all_: list[Candidate], found: Findings) -> list[int]:
    """The header rows of the tables above the one read; those below are found while reading its rows."""
    others: dict[int, Candidate] = {}
    for other in all_:
        apart = other.first == other.last < best.first - 1
        if apart and other.needed and len(other.names) >= FEWEST_NAMED:
            others[other.first] = other
    for row, other in others.items():
        report_table(sheet, row, other.whole and best.whole, best.first, found)
    return list(others)


def report_table(sheet: Sheet, row: int, whole: bool, header: int, found: Findings) -> None:
    """Reports another table on the sheet, which is not read.

    Raises:
        Unreadable: it may be a bill of materials too.
    """
    if whole:
        raise refuse_tables(sheet, header, row)
    message = f"the table with the header in row {row} is not read; the one with the header in row {header} is"
    found.add("TABLE-LEFT-OUT", message, f"{sheet.name}!A{row}")


def refuse_tables(sheet: Sheet, header: int, row: int) -> Unreadable:
    """The exception for two tables with different headers, either of which may hold lines."""
    message = f"the sheet {sheet.name} has two tables with different headers, in row {header} and row {row}"
    return refuse("TABLES-SEVERAL", message, f"{sheet.name}!A{header}", f"{sheet.name}!A{row}")


def _report_above(sheet: Sheet, kind: str, rows: list[NumberedRow], header: Header, found: Findings) -> None:
    """Reports the rows above the header: data is an error at its cells; titles and notes are not read.

    Rows below another header belong to another table, which is not read.
    """
    rows = [(number, values) for number, values in rows if number < header.first and not all(map(blank, values))]
    data = DataRows(kind, header.index)
    titles = {top + 1 for top, left, _, right in sheet.about.merged if right > left}
    own = header.rows[-1].texts
    headers = (number for number, values in rows if names_of_header(values, kind) and texts_at(values) != own)
    end = min([header.first, *header.left_out, *headers])
    above: list[int] = []
    misplaced: list[int] = []
    cells: list[str] = []
    for number, values in rows:
        fitting = data.fitting(values, merged_across=number in titles) if number < end else []
        cells += [f"{sheet.name}!{letter(header.index[column])}{number}" for column in fitting]
        (misplaced if fitting else above).append(number)
    where = f"above the header in row {header.first}"
    if misplaced:
        verb = "read" if len(misplaced) > 1 else "reads"
        message = f"{_rows(misplaced)} {where} {verb} as data under its columns"
        found.add("ROW-ABOVE-HEADER", message, *islice(cells, _MOST_SHOWN))
    if above:
        verb = "are" if len(above) > 1 else "is"
        found.add("ROWS-ABOVE", f"{_rows(above)} {where} {verb} not read", f"{sheet.name}!A{above[0]}")


def _rows(numbers: list[int]) -> str:
    return f"row {numbers[0]}" if len(numbers) == 1 else f"the rows {numbers[0]} to {numbers[-1]}"


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
    if kind in _OF_FACTS:
        message += (
            f". It has one fact per row, such as {load_fields(kind).dates[0]} in the first column and "
            f"2025-05-01 in the second: write {known.needed[0]} and {known.needed[1]} as headings in the first row"
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
