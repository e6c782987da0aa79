"""Text for a terminal, a pipe or a CI log. All user text goes through `plain_text`."""

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from msgspec.structs import replace
from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text as RichText

from ...engine.questions.batch.run_head import RunHead
from ...engine.report.report import Report
from ..escaping import one_line
from ..view import report as view
from ..view import run as run_view
from ..view import sections as kinds
from ..view.sections import Entry, Section, Text, Tone
from ..view.words import SEVERITY, banners, configuration_line, some, verdict
from .formats import Look, Rendered

_INDENT, _BULLET, _BELOW = "  ", "  - ", "    "
_LEVEL = 2  # characters for each level of a tree
_GAP, _LEAST_GAP = 3, 2  # between two columns
_HEIGHT = 25  # irrelevant, but rich would query the terminal repeatedly without it
_BAR, _LEGEND = 40, 35
_SCREEN = 39
"""The lines of a report on a screen of 40, with one for the configuration."""
_WIDTH = 80
_MESSAGES = 8
"""Of the findings of one code."""
_STYLES = {Tone.STRONG: "bold", Tone.GOOD: "green", Tone.BAD: "red", Tone.OPEN: "yellow", Tone.WARNING: "yellow"}

Part = kinds.Block | Section | kinds.Head | kinds.Banner


def piece(look: Look, _: int, report: Report) -> str:
    """A report: on one screen, or in full."""
    if look.full:
        return draw([view.head(report), *view.sections(report)], width=look.width, color=look.color)
    most = _SCREEN * _WIDTH // min(look.width, _WIDTH)
    for lines in (3, 2):
        parts: list[Part] = list(view.screen(report, look.width, lines, alone=look.alone))
        text = draw(parts, width=look.width, color=look.color)
        if text.count("\n") <= most:
            return text
    while (above := text.count("\n") - most) > 0 and (fewer := _with_less(parts)):
        for _ in range((above - 1) // 2):
            fewer = _with_less(fewer) or fewer
        parts = fewer
        text = draw(parts, width=look.width, color=look.color)
    return text


def _with_less(parts: list[Part]) -> list[Part]:
    """The parts without the last item of the longest block; None if no block has two."""
    spare = [
        (_number(block) - block.least, at, number)
        for at, part in enumerate(parts)
        if isinstance(part, Section)
        for number, block in enumerate(part.blocks)
        if isinstance(block, kinds.Bullets | kinds.Table) and _number(block) > 1
    ]
    if not spare:
        return []
    _, at, number = max(spare)
    section = parts[at]
    assert isinstance(section, Section)
    blocks = [_shorter(block) if place == number else block for place, block in enumerate(section.blocks)]
    return [*parts[:at], replace(section, blocks=blocks), *parts[at + 1 :]]


def _number(block: kinds.Bullets | kinds.Table) -> int:
    return len(block.items if isinstance(block, kinds.Bullets) else block.rows)


def _shorter(block: kinds.Block) -> kinds.Block:
    if isinstance(block, kinds.Bullets):
        return replace(block, items=block.items[:-1], more=block.more + 1)
    assert isinstance(block, kinds.Table)
    return replace(block, rows=block.rows[:-1], more=block.more + 1)


def whole(look: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """Every report of the run, and the run summary if there are several."""
    parts: list[Part] = []
    used = [kinds.Line(configuration_line(run.configuration))] if run.configuration is not None else []
    if look.summary:
        parts += banners(run.scenario, screening=run.screening, redacted=run.redacted)
    elif run.only is not None:
        text = "".join(reports.pieces())
        at = len(text) if look.full else text.rindex("\n\n") + 1
        yield text[:at] + draw([kinds.Line(""), *used] if used else [], width=look.width, color=look.color) + text[at:]
        used = []
        if run_view.is_strict_alone(run) and not run.has_more_to_say:
            yield draw([kinds.Line(run_view.exit_status(run))], width=look.width, color=look.color)
    else:
        for number, text in enumerate(reports.pieces()):
            yield "=" * look.width + "\n" if number else ""
            yield text
        parts += [kinds.Line("=" * look.width)] if run.has_more_to_say else []
    if look.summary or run.has_more_to_say:
        parts += _summary(run)
    parts += [kinds.Line(""), *used] if used else []
    text = draw(parts, width=look.width, color=look.color)
    yield text.lstrip("\n") if look.summary else text


def _summary(run: RunHead) -> Iterator[Part]:
    """The highlights of the run, then its counts."""
    if run.only is not None and run.baseline is None:
        yield kinds.Line([verdict(run.only.answer.status), f"  {run.only.bom.title}"])
        yield kinds.Paragraph(run.only.headline)
    sections, notes = run_view.sections(run), run_view.notes(run)
    yield from sections
    yield from [kinds.Line("")] * bool(sections or notes)
    yield from map(kinds.Line, notes)
    yield kinds.Line(kinds.Word(run_view.summary_line(run)))


def draw(parts: Iterable[Part], *, width: int, color: bool) -> str:
    """The parts below each other, as text for a terminal of this width."""
    console, room = _console(width, color), 0 if color else width
    lines: list[str] = []
    for drawn in (drawn for part in parts for drawn in _part(part, width)):
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
    """A text with a lead before its first line; other lines are indented to match."""

    text: RichText
    lead: str = _INDENT

    def is_shorter_than(self, width: int) -> bool:
        """Whether it certainly fits a line, so that no wrapping is needed."""
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
    """A text without markup and control characters."""
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


def _part(part: Part, width: int) -> Iterator[RenderableType]:
    match part:
        case kinds.Head():
            yield from _head(part, width)
        case Section(on_page=False):
            if part.title != "":
                yield from (Prose(RichText("")), Prose(_text(part.title, "bold"), ""))
            for block in part.blocks:
                yield from _part(block, width)
        case kinds.Banner():
            yield _indented(f"{part.word}: {part.text}", "bold")
            if part.changes:
                yield from _bullets(part.changes)
        case kinds.Line():
            yield Prose(_text(part.text), "")
        case kinds.Paragraph():
            yield _indented(part.text, _style(part))
        case kinds.Bullets():
            yield from _bullets(part.items)
            yield from _more(part.more)
        case kinds.Code():
            yield from map(one_line, part.lines)
        case kinds.Facts():
            facts = [f"{fact.label}: {kinds.plain(fact.value)}" for fact in part.facts]
            yield from map(_indented, [part.brief] if part.brief else facts)
        case kinds.Bar():
            yield _indented(_bar(part, width))
            if under := "; ".join(text for text in (part.gap, part.counted) if text is not None):
                yield _indented(under)
        case kinds.Table():
            yield from _table(part, width)
            yield from _more(part.more)
        case kinds.Groups():
            for group in part.groups:
                yield _indented(group.lead, "bold")
                yield from _bullets(group.items)
        case kinds.Flow() | kinds.Parts() | kinds.Graph() | kinds.Chart():
            for each in kinds.in_words(part):
                yield from _part(each, width)
        case kinds.Findings():
            for found in part.found:
                yield from _finding(found)
            if part.none and not part.found:
                yield _indented(part.none)


def _head(head: kinds.Head, width: int) -> Iterator[RenderableType]:
    marks = RichText.assemble((head.mark, "bold"), _text(head.verdict), "  ", plain_text(head.title, "bold"))
    yield Prose(marks, "")
    yield _indented(head.headline)
    if head.facts is not None:
        yield from _part(head.facts, width)
    for banner in head.banners:
        yield from _part(banner, width)
    if head.causes.items:
        yield from _part(Section("Why", [head.causes]), width)


def _finding(found: kinds.Found) -> Iterator[RenderableType]:
    line = RichText.assemble(_text(kinds.Word(found.severity, SEVERITY[found.severity])), "  ", (found.code, "bold"))
    if found.cells:
        line.append_text(plain_text(f"  {some(found.cells)}"))
    yield Prose(line, "")
    for message in found.messages[:_MESSAGES]:
        yield _indented(message)
    yield from _more(len(found.messages) - len(found.messages[:_MESSAGES]))
    if found.waived:
        yield _indented(found.waived, "bold")
    if found.remedy is not None:
        yield _indented(f"-> {found.remedy}")


def _more(number: int) -> Iterator[Prose]:
    if number:
        yield _indented(f"and {number:,} more")


def _style(part: kinds.Paragraph | kinds.Word) -> str:
    style = _STYLES.get(part.tone, "")
    return f"bold {style}" if isinstance(part, kinds.Word) and part.bold else style


def _text(text: "Text | Entry", style: str = "") -> RichText:
    match text:
        case Entry(below=kinds.Word() as below):
            return RichText.assemble(_text(kinds.plain(text)), " ", _text(below))
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


def _table(table: kinds.Table, width: int) -> Iterator[RenderableType]:
    """The table with whole words; if too narrow for that, each row as lines below its name, or one if that suffices."""
    all_rows = [*table.rows, *([table.total] if table.total is not None else [])]
    texts = [list(map(_text, row)) for row in all_rows]
    indents = [[_LEVEL * cell.level if isinstance(cell, Entry) else 0 for cell in row] for row in all_rows]
    titles = [column.title for column in table.columns]
    cells = [
        [(title, 0), *((row[at].plain, by[at]) for row, by in zip(texts, indents, strict=True))]
        for at, title in enumerate(titles)
    ]
    longest = [max(cell_len(text) + by for text, by in column) for column in cells]
    least = [max((cell_len(word) + by for text, by in column for word in text.split()), default=1) for column in cells]
    gap = _GAP if sum(least) + _GAP * (len(cells) - 1) <= width else _LEAST_GAP
    room = width - gap * (len(cells) - 1)
    in_groups = any(isinstance(cell, Entry) and isinstance(cell.text, kinds.Groups) for cell in chain(*table.rows))
    if in_groups or sum(least) > room:
        for row, by in zip(texts, indents, strict=True):
            indent = " " * by[table.name_at]
            yield Prose(row[table.name_at], _INDENT + indent)
            named = [
                pair for at, pair in enumerate(zip(titles, row, strict=True)) if at != table.name_at and pair[1].plain
            ]
            below = [RichText(f"{title}: ").append_text(text) for title, text in named]
            line = RichText("; ").join(below)
            lines = [line] if len(_BELOW + indent) + cell_len(line.plain) <= width else below
            yield from (Prose(text, _BELOW + indent) for text in lines)
        return
    while sum(longest) > room:
        widest = max((at for at in range(len(cells)) if longest[at] > least[at]), key=longest.__getitem__)
        longest[widest] -= 1
    drawn = RichTable(box=SIMPLE, pad_edge=False, show_edge=False, padding=(0, gap - _LEAST_GAP, 0, 1))
    for column, wide in zip(table.columns, longest, strict=True):
        justify: Literal["left", "right"] = "right" if column.right else "left"
        drawn.add_column(column.title, justify=justify, width=wide, overflow="fold")
    for row, by in zip(texts, indents, strict=True):
        drawn.add_row(*(Padding(text, (0, 0, 0, n)) if n else text for text, n in zip(row, by, strict=True)))
    yield drawn


def _bar(bar: kinds.Bar, width: int) -> str:
    """The bar of the percentage: `#` counts, `?` could count, `|` is the requirement. Truncated, like the number."""
    cells = max(min(_BAR, width - _LEGEND), _BAR // 4)

    def at(percentage: str) -> int:
        return int(Decimal(percentage) * cells / 100)

    drawn = ["#"] * at(bar.low) + ["?"] * (at(bar.high) - at(bar.low)) + ["."] * (cells - at(bar.high))
    drawn.insert(at(bar.required), "|")
    return f"[{''.join(drawn)}]  # counts{'  ? open' if bar.low != bar.high else ''}  | required"
