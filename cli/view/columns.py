"""How a spreadsheet was read."""

from collections.abc import Iterator

from ...engine.questions.reading_view import LineView, ReadingView, TableView
from .sections import Block, Findings, Line, Paragraph, Section, Table, Text, Word, left, right


def sections(view: ReadingView) -> Iterator[Line | Section]:
    """Each sheet's table and columns, the first lines as understood, and what was found."""
    yield Line([Word("COLUMNS"), "  ", Word(view.path)])
    yield from map(_table, view.tables)
    if view.first_lines:
        columns = left("line", "mineral") + right("value USD", "mass kg") + left("sites")
        table = Table(columns, [_line(line) for line in view.first_lines])
        yield Section(f"The first of {view.lines} lines, as understood", [table])
    yield Section("Findings", [Findings(view.findings, "none")])


def _table(sheet: TableView) -> Section:
    numbers = [str(row) for row in sheet.header_rows]
    kind = sheet.kind.capitalize() if sheet.kind != "bom" else "BOM"
    header = f"row{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
    rows: list[list[Text]] = [
        [c.cell.rpartition("!")[2], c.heading, c.column, c.why, c.unit or ""]
        for c in sheet.columns
        if c.column is not None
    ]
    blocks: list[Block] = [Table(left("cell", "heading", "read as", "why", "unit"), rows)]
    unused = [f"{c.heading or 'no heading'} ({c.cell.rpartition('!')[2]})" for c in sheet.columns if c.column is None]
    if unused:
        blocks.append(Paragraph(f"Not used: {', '.join(unused)}"))
    return Section(f"{kind}: sheet {sheet.sheet}, header in {header}", blocks)


def _line(line: LineView) -> list[Text]:
    sites = "; ".join(
        f"{site.step} {site.country or 'not known'}{f' ({site.entity})' if site.entity else ''}" for site in line.sites
    )
    return [line.line, line.mineral, line.value_usd, line.mass_kg, sites or "none named"]
