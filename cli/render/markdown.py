"""GitHub-flavored Markdown, for a pull request or a memo. Every text goes through `escaped`, except `Markdown`."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ...engine.questions.batch.run_head import RunHead
from ...engine.report.report import Report
from ..escaping import one_line
from ..view import report as view
from ..view import run as run_view
from ..view import sections as kinds
from ..view.sections import Column, Entry, Section, Text, Tone
from ..view.words import banners, configuration_line, some
from .formats import Look, Rendered

_ACTIVE = re.compile(
    r"[\\`*\[<>&|~$#]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore within a word is not markup
    r"|:(?=//)|(?<=www)\.",  # an address becomes a link automatically
    re.IGNORECASE,
)
_STARTS_A_LIST = re.compile(r"^(?:[-+]|\d+[.)](?=\s|$))")
_AT = re.compile("@+")
Part = kinds.Block | Section | kinds.Head | kinds.Banner
_LEVEL = "&emsp;"
"""For each level of a tree."""


def piece(_: Look, __: int, report: Report) -> str:
    """One report."""
    return "\n\n".join(_drawn([view.head(report), *view.sections(report)])) + "\n\n"


def whole(look: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """Every report of the run, after the run summary if there are several."""
    if look.summary:
        for banner in banners(run.scenario, screening=run.screening, redacted=run.redacted):
            yield _banner(banner) + "\n\n"
    if look.summary or run.has_more_to_say:
        yield from _as_a_whole(run)
    if not look.summary:
        yield from reports.pieces()
    if run.configuration is not None:
        yield inline(configuration_line(run.configuration)) + "\n\n"
    rulebook = run.rulebook
    yield inline(f"{run.tool.name} {run.tool.version}, rulebook of {rulebook.edition}, sha256 {rulebook.sha256}") + "\n"


def _as_a_whole(run: RunHead) -> Iterator[str]:
    yield strong(run_view.summary_line(run)) + "\n\n"
    sections = run_view.sections(run)
    if sections:
        yield heading(2, "Run summary") + "\n\n"
    for text in _drawn(sections):
        yield text + "\n\n"
    if notes := run_view.notes(run):
        yield bullets(notes) + "\n\n"


# Texts ------------------------------------------------------------------------------------------------------------


class Markdown(str):
    """Finished Markdown, not to be escaped again."""

    __slots__ = ()


def escaped(text: str) -> Markdown:
    """The text on a single line, escaped: no links, mentions, table cells or tags."""
    plain = " ".join(one_line(text).split())
    plain = _ACTIVE.sub(r"\\\g<0>", plain)
    plain = _STARTS_A_LIST.sub(lambda start: f"{start[0][:-1]}\\{start[0][-1]}", plain)
    # A backslash does not stop GitHub from making @name a mention and a@b.c a link; code does.
    return Markdown(_AT.sub(r"`\g<0>`", plain))


def code(text: str) -> Markdown:
    """The text as code: a path, a finding's code, a reading."""
    plain = " ".join(one_line(text).split())
    if not plain or "|" in plain:  # a table would split the code
        return escaped(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", plain)), default=0))
    space = " " if "`" in (plain[0], plain[-1]) else ""
    return Markdown(f"{fence}{space}{plain}{space}{fence}")


def strong(text: Text) -> Markdown:
    return Markdown(f"**{inline(text)}**")


def inline(text: "Text | Entry") -> Markdown:
    """A text, or several, with the spaces between them kept outside of markup."""
    match text:
        case Markdown():
            return text
        case kinds.Word(tone=Tone.STRONG):
            return strong(text.text)
        case Entry(level=level) if level:
            return Markdown(_LEVEL * level + inline(kinds.plain(text)))
        case kinds.Codes():
            return Markdown(", ".join(map(code, text.texts)))
        case kinds.Cells():
            return escaped(some(text.addresses))
        case list():
            parts = [(part, part if isinstance(part, str) else "") for part in text]
            spaced = (" " * (s[:1] == " ") + inline(part) + " " * (s[1:][-1:] == " ") for part, s in parts)
            return Markdown("".join(spaced))
    return escaped(kinds.plain(text))


# Blocks -----------------------------------------------------------------------------------------------------------


def heading(level: int, text: Text) -> Markdown:
    return Markdown(f"{'#' * level} {inline(text)}")


def bullets(texts: Iterable[Text]) -> Markdown:
    return Markdown("\n".join(f"- {inline(text)}" for text in texts))


def table(columns: Sequence[Column], rows: "Iterable[Sequence[Text | Entry]]") -> Markdown:
    """A table; None is shown as `not known`."""
    lines: list[list[str]] = [[inline(column.title) for column in columns]]
    lines.append(["---:" if column.right else "---" for column in columns])
    lines += [[inline(value) for value in row] for row in rows]
    return Markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))


def _head(head: kinds.Head) -> Iterator[str]:
    yield Markdown(f"{heading(2, head.mark + head.verdict.text)} {code(head.title)}")
    yield inline(head.headline)
    yield from map(_banner, head.banners)
    if head.causes.items:
        yield from _block(head.causes)
    if head.facts is not None:
        yield from _block(head.facts)


def _banner(banner: kinds.Banner) -> str:
    described = strong(f"{banner.word}: {banner.text}")
    return f"{described}\n\n{bullets(banner.changes)}" if banner.changes else described


def document(parts: Iterable[Part]) -> str:
    """Parts as a document of their own."""
    return "\n\n".join(_drawn(parts)) + "\n"


def _drawn(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case kinds.Head():
                yield from _head(part)
            case kinds.Banner():
                yield _banner(part)
            case Section(on_page=False):
                yield heading(3, part.title)
                for block in part.blocks:
                    yield from _block(block)
            case Section():
                pass
            case _:
                yield from _block(part)


def _block(block: kinds.Block) -> Iterator[str]:
    match block:
        case kinds.Paragraph():
            yield strong(block.text) if block.tone is Tone.STRONG else inline(block.text)
        case kinds.Line():
            yield inline(block.text)
        case kinds.Bullets():
            yield bullets([*block.items, *([f"and {block.more:,} more"] if block.more else [])])
        case kinds.Facts():
            yield table([Column(block.of), Column("")], [[fact.label, fact.value] for fact in block.facts])
        case kinds.Bar():
            yield bullets(text for text in (block.gap, block.counted) if text is not None)
        case kinds.Table():
            yield table(block.columns, [*block.rows, *([block.total] if block.total is not None else [])])
            if block.more:
                yield inline(f"and {block.more:,} more")
        case kinds.Groups():
            for group in block.groups:
                yield strong(group.lead)
                yield bullets(group.items)
        case kinds.Flow() | kinds.Parts() | kinds.Graph() | kinds.Chart():
            for each in kinds.in_words(block):
                yield from _block(each)
        case kinds.Findings():
            columns = [Column(title) for title in ("severity", "code", "cells", "finding", "what to do")]
            rows: list[list[Text]] = [
                [_severity(f), kinds.Codes([f.code]), kinds.Cells(f.cells), "; ".join(f.messages), f.remedy or ""]
                for f in block.found
            ]
            yield table(columns, rows) if rows else inline(block.none)


def _severity(found: kinds.Found) -> str:
    """`error`, or `error, waived until 2026-12-31 by Trade compliance: attestation requested`."""
    return f"{found.severity}, {found.waived}" if found.waived else found.severity
