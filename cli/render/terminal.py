"""Tables and paragraphs for a terminal, a pipe or a CI log. Every text of a user's goes through `plain_text`."""

import io
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .escaping import one_line

_INDENT = 2


def plain_text(text: str, style: str = "") -> Text:
    """A text as it is: no markup, no control characters."""
    return Text(one_line(text), style=style)


def heading(text: str) -> Text:
    return Text("\n").append_text(plain_text(text, "bold"))


def paragraph(text: str, style: str = "") -> Padding:
    return Padding(plain_text(text, style), (0, 0, 0, _INDENT))


def bullets(texts: Iterable[str]) -> Table:
    """One text an item, later lines below the first's text."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_INDENT + 1, justify="right")
    grid.add_column(ratio=1, overflow="fold")
    for text in texts:
        grid.add_row("-", plain_text(text))
    return grid


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str | Text | None]]) -> Table:
    """A table; each column is a title and `left` or `right`. None is shown as `not known`."""
    made = Table(box=SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1, 0, 1))
    for title, side in columns:
        number = side == "right"
        made.add_column(title, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    return made


def _cell(value: str | Text | None) -> Text:
    if value is None:
        return Text("not known")
    return plain_text(value) if isinstance(value, str) else value


def printed(parts: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """The parts below each other, as text for a terminal of this width."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
