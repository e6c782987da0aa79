"""Tables and paragraphs for a terminal, a pipe or a CI log. Every text of a user's goes through `plain_text`."""

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.box import SIMPLE
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .escaping import one_line

_INDENT = 2
_HEIGHT = 25  # of no consequence, but asked of the terminal again and again where it is not given


def plain_text(text: str, style: str = "") -> Text:
    """A text as it is: no markup, no control characters."""
    return Text(one_line(text), style=style)


class Heading(NamedTuple):
    """The title of a section, below an empty line."""

    text: str

    def __rich__(self) -> Text:
        return Text("\n").append_text(plain_text(self.text, "bold"))


class Paragraph(NamedTuple):
    """A text below a heading. A run says many of them again and again, so each is laid out once."""

    text: str
    style: str

    def __rich__(self) -> Padding:
        return Padding(plain_text(self.text, self.style), (0, 0, 0, _INDENT))


class Bullets(NamedTuple):
    """One text an item, later lines below the first's text."""

    texts: tuple[str, ...]

    def __rich__(self) -> Table:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=_INDENT + 1, justify="right")
        grid.add_column(ratio=1, overflow="fold")
        for text in self.texts:
            grid.add_row("-", plain_text(text))
        return grid


def heading(text: str) -> Heading:
    return Heading(text)


def paragraph(text: str, style: str = "") -> Paragraph:
    return Paragraph(text, style)


def bullets(texts: Iterable[str]) -> Bullets:
    return Bullets(tuple(texts))


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
    return "".join(
        _laid_out_once(part, width, color)
        if isinstance(part, Heading | Paragraph | Bullets)
        else _laid_out(part, width, color)
        for part in parts
    )


def _laid_out(part: RenderableType, width: int, color: bool) -> str:
    console = _console(width, color)
    with console.capture() as captured:
        console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


_laid_out_once = lru_cache(maxsize=4096)(_laid_out)


@lru_cache(maxsize=2)
def _console(width: int, color: bool) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        height=_HEIGHT,
        force_terminal=color,
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
