"""How a spreadsheet was read."""

from collections.abc import Iterator

import msgspec
from rich.console import RenderableType
from rich.text import Text

from ...engine.model.settings import ColumnsFile
from ...engine.questions.reading_view import LineView, ReadingView, TableView
from ..choices import TextOrJson
from .findings import finding_list
from .terminal import heading, paragraph, plain_text, printed, table


def render_columns(view: ReadingView, format_: TextOrJson, *, width: int, color: bool) -> str:
    """Each sheet's table and columns, the first lines as understood, and what was found."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(view), indent=1).decode() + "\n"
    return printed(_parts(view), width=width, color=color)


def render_columns_file(file: ColumnsFile) -> str:
    """The columns file as TOML."""
    import tomli_w

    return tomli_w.dumps(msgspec.to_builtins(file))


def _parts(view: ReadingView) -> Iterator[RenderableType]:
    yield Text.assemble(("COLUMNS", "bold"), "  ", plain_text(view.path, "bold"))
    for sheet in view.tables:
        yield from _table(sheet)
    if view.first_lines:
        yield heading(f"The first of {view.lines} lines, as understood")
        columns = [
            ("line", "left"),
            ("mineral", "left"),
            ("value USD", "right"),
            ("mass kg", "right"),
            ("sites", "left"),
        ]
        yield table(columns, [_line(line) for line in view.first_lines])
    yield from finding_list(view.findings)


def _table(sheet: TableView) -> Iterator[RenderableType]:
    numbers = [str(row) for row in sheet.header_rows]
    rows = f"row{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
    yield heading(f"{sheet.kind.capitalize() if sheet.kind != 'bom' else 'BOM'}: sheet {sheet.sheet}, header in {rows}")
    used = [c for c in sheet.columns if c.column is not None]
    columns = [("cell", "left"), ("heading", "left"), ("read as", "left"), ("why", "left"), ("unit", "left")]
    yield table(columns, [[c.cell.rpartition("!")[2], c.heading, c.column, c.why, c.unit or ""] for c in used])
    unused = [f"{c.heading or 'no heading'} ({c.cell.rpartition('!')[2]})" for c in sheet.columns if c.column is None]
    if unused:
        yield paragraph(f"Not used: {', '.join(unused)}")


def _line(line: LineView) -> list[str | Text | None]:
    sites = "; ".join(
        f"{site.step} {site.country or 'not known'}{f' ({site.entity})' if site.entity else ''}" for site in line.sites
    )
    return [line.line, line.mineral, line.value_usd, line.mass_kg, sites or "none named"]
