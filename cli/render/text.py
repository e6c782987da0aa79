"""Text for a terminal, a pipe or a CI log. Every text of a user's goes through `plain_text`."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from rich.box import SIMPLE
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text as RichText

from ...engine.model.findings import Finding
from ...engine.questions.batch.run_head import RunHead
from ...engine.report.outline import Outline
from ...engine.report.report import Report
from ..escaping import one_line
from ..view import report as view
from ..view import run as run_view
from ..view import sections as kinds
from ..view.sections import Entry, Medium, Section, Text, Tone
from ..view.words import SEVERITY, banners, configuration_line, some
from .formats import Look

_INDENT, _BULLET = "  ", "  - "
_HEIGHT = 25  # of no consequence, but asked of the terminal again and again where it is not given
_BAR = 40
_STYLES = {Tone.STRONG: "bold", Tone.GOOD: "green", Tone.BAD: "red", Tone.OPEN: "yellow", Tone.WARNING: "yellow"}

Part = kinds.Block | Section | kinds.Head | kinds.Banner


def piece(look: Look, _: int, report: Report) -> str:
    """One report."""
    parts: list[Part] = [view.head(report, Medium.TERMINAL), *view.sections(report, Medium.TERMINAL)]
    return draw(parts, width=look.width, color=look.color)


def whole(
    look: Look, run: RunHead, pieces: Callable[[], Iterator[str]], _: Callable[[], Iterator[Outline]]
) -> Iterator[str]:
    """Every report of the run, and what the run says as a whole where there are several."""
    parts: list[Part] = []
    if look.summary:
        parts += banners(run.scenario, screening=run.screening)
    else:
        for number, text in enumerate(pieces()):
            yield "=" * look.width + "\n" if number else ""
            yield text
        parts += [kinds.Line("=" * look.width)] if run.has_more_to_say else []
    if look.summary or run.has_more_to_say:
        parts += _as_a_whole(run)
    if run.configuration is not None:
        parts += [kinds.Line(""), kinds.Line(configuration_line(run.configuration))]
    text = draw(parts, width=look.width, color=look.color)
    yield text.lstrip("\n") if look.summary else text


def _as_a_whole(run: RunHead) -> Iterator[Part]:
    """What stands out in it, and its counts last."""
    sections, notes = run_view.sections(run, Medium.TERMINAL), run_view.notes(run)
    yield from sections
    yield from [kinds.Line("")] * bool(sections or notes)
    yield from map(kinds.Line, notes)
    yield kinds.Line(kinds.Word(run_view.summary_line(run)))


def draw(parts: Iterable[Part], *, width: int, color: bool) -> str:
    """The parts below each other, as text for a terminal of this width."""
    console, room = _console(width, color), 0 if color else width
    lines: list[str] = []
    for drawn in (drawn for part in parts for drawn in _part(part)):
        if isinstance(drawn, str):
            lines.append(drawn)
            continue
        if isinstance(drawn, Prose) and drawn.is_shorter_than(room):
            lines.append(drawn.lead + drawn.text.plain)
            continue
        with console.capture() as captured:
            console.print(drawn)
        lines += captured.get().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


class Prose(NamedTuple):
    """A text with what stands before its first line; the others are indented as much."""

    text: RichText
    lead: str = _INDENT

    def is_shorter_than(self, width: int) -> bool:
        """Whether it surely is one line, which needs no laying out: most of a report is."""
        return self.text.plain.isascii() and len(self.lead) + len(self.text.plain) < width

    def __rich__(self) -> RenderableType:
        if not self.lead.strip():
            return Padding(self.text, (0, 0, 0, len(self.lead)))
        grid = RichTable.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=len(self.lead) - 1)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(self.lead.rstrip(), self.text)
        return grid


def plain_text(text: str, style: str = "") -> RichText:
    """A text as it is: no markup, no control characters."""
    return RichText(one_line(text), style=style)


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


def _part(part: Part) -> Iterator[RenderableType]:
    match part:
        case kinds.Head():
            yield from _head(part)
        case Section():
            if part.title != "":
                yield from (Prose(RichText("")), Prose(_text(part.title, "bold"), ""))
            for block in part.blocks:
                yield from _part(block)
        case kinds.Banner():
            yield _indented(f"{part.word}: {part.text}", "bold")
            if part.changes:
                yield from _bullets(part.changes)
        case kinds.Line():
            yield Prose(_text(part.text), "")
        case kinds.Paragraph():
            more = "".join(f" {kinds.plain(text)}" for text in part.then)
            yield _indented([part.text, more] if isinstance(part.text, str) else part.text, _style(part))
        case kinds.Bullets():
            yield from _bullets(part.items)
        case kinds.Code():
            yield from map(one_line, part.lines)
        case kinds.Facts():
            facts = [f"{fact.label}: {kinds.plain(fact.value)}" for fact in part.facts]
            yield from map(_indented, [part.brief] if part.brief else facts)
        case kinds.Bar():
            yield _indented(_bar(part))
            yield from (_indented(text) for text in (part.gap, part.counted) if text is not None)
        case kinds.Table():
            yield _table(part)
        case kinds.Groups():
            for group in part.groups:
                yield _indented(group.lead, "bold")
                yield from _bullets(group.items)
        case kinds.Flow():
            yield from _bullets([ribbon.about for ribbon in part.ribbons])
        case kinds.Chart():
            yield from _bullets([period.about for period in part.periods])
        case kinds.Findings():
            for found in part.findings:
                yield from _finding(found)
            if part.none and not part.findings:
                yield _indented(part.none)


def _head(head: kinds.Head) -> Iterator[RenderableType]:
    marks = RichText.assemble((head.mark, "bold"), _text(head.verdict), "  ", plain_text(head.title, "bold"))
    yield Prose(marks, "")
    yield _indented(head.headline)
    if head.facts is not None:
        yield from _part(head.facts)
    for banner in head.banners:
        yield from _part(banner)


def _finding(found: Finding) -> Iterator[RenderableType]:
    line = RichText.assemble(_text(kinds.Word(found.severity, SEVERITY[found.severity])), "  ", (found.code, "bold"))
    if found.cells:
        line.append_text(plain_text(f"  {some(found.cells)}"))
    yield Prose(line, "")
    yield _indented(found.message)
    if (remedy := view.remedy_of(found)) is not None:
        yield _indented(f"-> {remedy}")


def _style(part: kinds.Paragraph | kinds.Word) -> str:
    style = _STYLES.get(part.tone, "")
    return f"bold {style}" if isinstance(part, kinds.Word) and part.bold else style


def _text(text: "Text | Entry", style: str = "") -> RichText:
    match text:
        case kinds.Word():
            return plain_text(text.text, _style(text) or style)
        case kinds.Cells():
            return plain_text(some(text.addresses), style)
        case list():
            return RichText.assemble(*(_text(part, style) for part in text))
    return plain_text(kinds.plain(text), style)


def _indented(text: Text, style: str = "") -> Prose:
    return Prose(_text(text, style))


def _bullets(items: Sequence[Text]) -> Iterator[Prose]:
    return (Prose(_text(item), _BULLET) for item in items)


def _table(table: kinds.Table) -> RichTable:
    drawn = RichTable(box=SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1, 0, 1))
    for column in table.columns:
        justify: Literal["left", "right"] = "right" if column.right else "left"
        drawn.add_column(column.title, justify=justify, no_wrap=column.right, overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(_text, row))
    return drawn


def _bar(bar: kinds.Bar) -> str:
    """The percentage drawn: `#` counts, `?` could count, `|` is the requirement. Drawn cut off, like the number."""

    def at(percentage: str) -> int:
        return int(Decimal(percentage) * _BAR / 100)

    cells = ["#"] * at(bar.low) + ["?"] * (at(bar.high) - at(bar.low)) + ["."] * (_BAR - at(bar.high))
    cells.insert(at(bar.required), "|")
    return f"[{''.join(cells)}]  # counts{'  ? open' if bar.low != bar.high else ''}  | required"
