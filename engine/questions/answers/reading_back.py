"""Reads a finished copy as a verdict would: each answered cell has its fact, and every other cell is as before."""

from collections.abc import Iterator, Mapping

from ...intake.facts.cells import Cells
from ...intake.facts.certificates import read_certificates
from ...intake.files.sheet import Sheet
from ...intake.files.storage import ComparedFile, FileCheck, carrying
from ...intake.files.workbook import open_workbook
from ...model.cell_address import address
from ...model.findings import Finding, Findings, Unreadable, finding
from ...model.quoting import quoted
from ...model.settings import Settings
from ..requests.discretion import cells_of
from .answer import Answer
from .merging import Changes
from .reading import agree, read_fact
from .target import Target, findings_of, is_fault, refusal

_UNCLEAR = "NUMBER-UNREADABLE"
_MOST = 20
Written = frozenset[tuple[str, str]]
"""The title of a sheet and the address of a cell within it."""


def check_copy(
    target: Target, changes: Changes, path: str, files: Mapping[str, bytes], stale: Written, original: bytes
) -> list[Finding]:
    """Why a copy may not be written; none where it is as it should be.

    `files` are the copy at `path` and the files beside it, by path. `stale` are the formulas of a workbook whose
    results depend on what was written.
    """
    written = frozenset((one.title, address(one.row, one.index)) for one in changes.writes)
    found = Findings()
    try:
        with carrying(dict(files)):
            copy = Target(path, files[path], [[settings] for _, settings in target.books])
            if not target.is_text:
                _compare_workbooks(original, files[path], written | stale, target.books[0][1], found)
            else:
                _compare_tables(target, copy, written, found)
            _check_facts(copy, changes, found)
            _check_others(target, copy, changes, stale, found)
            _check_reading(target, copy, changes, found)
            _check_certificates(copy, changes, found)
            _report_stale(stale, found)
    except Unreadable as error:
        return [
            finding("ANSWER-COPY", f"the copy could not be read: {one.message}", *one.cells) for one in error.findings
        ]
    return found.all()


def _check_facts(copy: Target, changes: Changes, found: Findings) -> None:
    """Reports each answered cell that does not have the answered fact."""
    for (kind, row, column), answer in changes.answers.items():
        table = copy.tables.get(kind)
        line = table.lines.get(row) if table is not None else None
        if table is None or line is None or not line.has(column):
            message = f"the answer {quoted(answer.text)} would not be read as {column} of the sheet {kind}"
            found.add("ANSWER-COPY", message, answer.cell)
            continue
        now = read_fact(line, column, Cells(Findings(), table.settings))
        if now is None or not agree(column, now, answer.fact):
            why = "because of its heading, its number format or the cells beside it: enter it by hand"
            message = f"{column} is {quoted(answer.text)}, but the cell would be read as something else, {why}"
            found.add("ANSWER-UNREADABLE", message, answer.cell, line.row.cell(column))


def _check_others(target: Target, copy: Target, changes: Changes, stale: Written, found: Findings) -> None:
    """Reports each cell without an answer that would be read as something else than before."""
    added = {(one.kind, one.row) for one in changes.writes}
    for kind, table in copy.tables.items():
        before = target.tables[kind].lines if kind in target.tables else {}
        places = table.header.index
        for number in sorted(before.keys() | table.lines.keys()):
            old, new = (cells_of(lines[number]) if number in lines else {} for lines in (before, table.lines))
            if number not in before and (kind, number) in added:
                continue
            differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
            differing -= {name for name in differing if (kind, number, name) in changes.answers}
            differing -= {
                name for name in differing if (target.title(kind), address(number, places.get(name, 0))) in stale
            }
            if differing or (number in before) != (number in table.lines):
                message = f"the sheet {kind} would be read differently where no answer was written"
                found.add(
                    "ANSWER-COPY",
                    message,
                    *(f"{table.sheet.name}!{address(number, places.get(name, 0))}" for name in sorted(differing)),
                )


def _check_reading(target: Target, copy: Target, changes: Changes, found: Findings) -> None:
    """Reports each answer at whose cell the reading of the copy finds a fault that was not there."""
    sources = _sources(copy, changes)
    for (before, settings), (after, _) in zip(target.books, copy.books, strict=True):
        findings, findings_before = findings_of(after, settings), findings_of(before, settings)
        old = {(one.code, cell) for one in findings_before for cell in one.cells}
        unclear = [
            {cell for one in of if one.code == _UNCLEAR for cell in one.cells} for of in (findings_before, findings)
        ]
        if settled := (unclear[0] ^ unclear[1]) - sources.keys():
            message = "a decimal mark in the copy would change how other numbers of its column are read: give --decimal"
            found.add("ANSWER-COPY", message, *sorted(settled)[:_MOST])
        for one in findings:
            if not is_fault(one):
                continue
            for cell in one.cells:
                if cell in sources and (one.code, cell) not in old:
                    found.add("ANSWER-UNREADABLE", f"{refusal(one)} ({cell})", sources[cell].cell)


def _check_certificates(copy: Target, changes: Changes, found: Findings) -> None:
    """Reports each answer that keeps its certificate from being in hand on any date."""
    table = copy.tables.get("certificates")
    lines = table.lines.values() if table is not None else ()
    cells = Cells(Findings(), table.settings) if table is not None else Cells(Findings())
    register = read_certificates(lines, cells, lambda *_: ComparedFile(FileCheck.MISSING))
    for certificate in register.certificates.values():
        for column, why in certificate.faults.items():
            if (of := changes.answers.get(("certificates", certificate.row.number, column))) is not None:
                found.add("ANSWER-UNREADABLE", f"the certificate {quoted(certificate.name)}: {why}", of.cell)


def _report_stale(stale: Written, found: Findings) -> None:
    if stale:
        message = "formulas may depend on what was answered: their saved results were left out of the copy"
        found.add("ANSWER-FORMULAS", message, *(f"{title}!{cell}" for title, cell in sorted(stale)[:_MOST]))


def _sources(copy: Target, changes: Changes) -> dict[str, Answer]:
    """The answer of each written cell, by the address in the copy."""
    found = {}
    for (kind, row, column), answer in changes.answers.items():
        line = copy.tables[kind].lines.get(row) if kind in copy.tables else None
        if line is not None and line.has(column):
            found[line.row.cell(column)] = answer
    return found


# Cells without an answer ----------------------------------------------------------------------------------------------


def _compare_workbooks(before: bytes, after: bytes, written: Written, settings: Settings, found: Findings) -> None:
    """Reports what differs between two workbooks but for the written cells, and sheets added for them."""
    old, new = (open_workbook("the workbook", content, settings.max_mb) for content in (before, after))
    added = {title for title, _ in written}
    for name in dict.fromkeys([*old.with_cells, *new.with_cells]):
        if name not in old.names and name in added:
            continue
        if name not in new.names or name not in old.names:
            found.add("ANSWER-COPY", f"the copy would not have the sheet {quoted(name)} as it was")
            continue
        _compare(name, old.sheet(name), new.sheet(name), written, found)
    if [name for name in new.names if name in old.names] != old.names or old.visible != new.visible[: len(old.visible)]:
        found.add("ANSWER-COPY", "the copy would not have its sheets in the order, or as visible, as they were")


def _compare_tables(target: Target, copy: Target, written: Written, found: Findings) -> None:
    """Reports what differs between two text tables, and the files beside them, but for the written cells."""
    for kind, table in target.tables.items():
        other = copy.tables.get(kind)
        if other is None:
            found.add("ANSWER-COPY", f"the copy would not have the sheet {kind} as it was")
        else:
            _compare(target.title(kind), table.sheet, other.sheet, written, found)


def _compare(title: str, old: Sheet, new: Sheet, written: Written, found: Findings) -> None:
    here = {cell for name, cell in written if name == title}
    differing = [cell for cell in _differing(old, new) if cell not in here]
    if differing:
        message = "the copy would differ from the original where no answer was written"
        found.add("ANSWER-COPY", message, *(f"{old.name}!{cell}" for cell in differing[:_MOST]))


def _differing(old: Sheet, new: Sheet) -> Iterator[str]:
    """The addresses of the cells whose content, or what their formats say, differs; then of rows and columns."""
    before, after = (dict(sheet.numbered()) for sheet in (old, new))
    for number in sorted(before.keys() | after.keys()):
        one, other = before.get(number, []), after.get(number, [])
        for index in range(max(len(one), len(other))):
            cell = address(number, index)
            if _at(one, index) != _at(other, index) or _about(old, number, index) != _about(new, number, index):
                yield cell
    hidden = [(sheet.about.hidden_rows, sheet.about.hidden_columns) for sheet in (old, new)]
    if sorted(old.about.merged) != sorted(new.about.merged) or hidden[0] != hidden[1]:
        yield "A1"


def _at(row: list[object], index: int) -> object:
    return row[index] if index < len(row) else ""


def _about(sheet: Sheet, number: int, index: int) -> tuple[str | None, bool, str]:
    """Why a cell has no value, whether it shows a percentage, and what else its number format says."""
    cell, about = address(number, index), sheet.about
    formats = about.formats.get(index)
    return about.faults.get(cell), cell in about.percents, formats.at(number) if formats is not None else ""
