"""Shows how a spreadsheet was read."""

import shlex
from collections.abc import Iterator

from ...engine.intake.tables.headings import By
from ...engine.model.settings import BOM_SHEETS, sheet_title
from ...engine.questions.reading_view import ItemView, LineView, ReadingView, TableView
from ...engine.questions.unmapped import Unmapped
from .sections import Block, Code, Line, Paragraph, Section, Table, Text, Word, folded, left, right


def sections(view: ReadingView) -> Iterator[Line | Section]:
    """Each sheet's table and columns, the first lines as read, the findings, and the headings that are not mapped."""
    yield Line([Word("COLUMNS"), "  ", Word(view.path)])
    yield from map(_table, view.tables)
    if view.first_lines:
        columns = left("line", "mineral") + right("value USD", "mass kg") + left("sites")
        table = Table(columns, [_line(line) for line in view.first_lines])
        yield Section(f"The first of {view.lines} lines, as understood", [table])
    if view.first_items:
        columns = left("line", "item") + right("cost USD") + left("producer", "country", "sold by", "certificate")
        table = Table(columns, [_item(item) for item in view.first_items])
        yield Section(f"The first of {view.lines} items, as understood", [table])
    yield Section("Findings", [folded(view.findings, "None")])
    yield Section("Not mapped", list(_unmapped(view)))
    if view.also_for is not None:
        yield Line([f"`critmin {view.also_for}` reads another sheet of this file: see how with --for {view.also_for}"])


def reason(column: Unmapped) -> str:
    """The heading that is not mapped, its cell, and the reason."""
    return f"{column.heading} ({column.cell}): {column.why}" if column.cell else column.why


def _unmapped(view: ReadingView) -> Iterator[Block]:
    """A numbered list, each with the line to paste below the name of its table."""
    if view.bom_sheet is not None:
        add = f"--sheet {_argument(view.bom_sheet)}"
        yield Paragraph(f"Only one sheet looks like a bill of materials. Add {add} to each command:")
        for_ = f" --for {view.command}" if view.command != BOM_SHEETS.command else ""
        yield Code([f"critmin columns {_argument(view.path)}{for_} {add}"])
        return
    if not view.unmapped:
        yield Paragraph("none: every heading is read" if view.tables else "no row of headings was found")
        return
    yield Paragraph(
        "Put the lines that fit, with the name in brackets above them, into a file and give it with --columns FILE. "
        "`critmin columns BOM --save FILE` writes it, with these lines as comments."
    )
    kind = ""
    for number, column in enumerate(view.unmapped, 1):
        if column.kind != kind:
            yield Code(column.table.splitlines())
        kind = column.kind
        yield Paragraph(f"{number}. {reason(column)}")
        yield Code([column.line])


def _argument(text: str) -> str:
    """A text quoted for a command line, with the quotation marks common to all systems if possible."""
    safe = shlex.quote(text)
    return f'"{text}"' if safe != text and not set(text) & set('"$`\\!%') else safe


def _table(sheet: TableView) -> Section:
    numbers = [str(row) for row in sheet.header_rows]
    header = f"row{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
    rows: list[list[Text]] = [
        [c.cell.rpartition("!")[2], c.heading, c.column, c.why, c.unit or ""]
        for c in sheet.columns
        if c.column is not None
    ]
    blocks: list[Block] = [Table(left("cell", "heading", "read as", "why", "unit"), rows)]
    out = [
        f"{c.heading or 'no heading'} ({c.cell.rpartition('!')[2]})"
        for c in sheet.columns
        if c.column is None and c.why == By.FILE
    ]
    if out:
        blocks.append(Paragraph(f"Left out by the columns file: {', '.join(out)}"))
    return Section(f"{sheet_title(sheet.kind)}: sheet {sheet.sheet}, header in {header}", blocks)


def _item(item: ItemView) -> list[Text]:
    return [item.line, item.item, item.cost_usd, item.producer, item.country, item.sold_by, item.certificate or "none"]


def _line(line: LineView) -> list[Text]:
    sites = "; ".join(
        f"{site.step} {site.country or 'not known'}{f' ({site.entity})' if site.entity else ''}" for site in line.sites
    )
    return [line.line, line.mineral, line.value_usd, line.mass_kg, sites or "none named"]
