"""Explanations of findings, readings, rules and sources."""

from collections.abc import Iterator
from itertools import groupby

from ...engine.questions.explanations import Explanation
from .sections import Line, Paragraph, Section, Table, Word, left

_KNOWN = {
    "text": "full text",
    "summary": "summary",
    "general": "general knowledge, cited at section level only",
}
_SEVERITIES = ("error", "warning", "note")


def sections(rows: list[Explanation]) -> Iterator[Line | Paragraph | Section]:
    """One explanation under the fixed headings; several are a list by group."""
    if explains_single_code(rows):
        for row in rows:
            yield Line([Word(row.code), f"  {row.title}"])
            yield from (Paragraph(f"{name}: {text}") for name, text in headings(row))
        return
    for group, members in groupby(rows, key=lambda row: row.group):
        yield Section(group, [Table(left("code", ""), [[row.code, row.title] for row in members])])


def explains_single_code(rows: list[Explanation]) -> bool:
    """Whether they explain one code, which several regimes may have."""
    return len({row.code for row in rows}) == 1


def headings(row: Explanation) -> Iterator[tuple[str, str]]:
    """The parts of an explanation, under the same headings in the same order for every code."""
    stands = "; while it stands, no bill of materials can be judged (exit status 2)" * row.unreadable
    yield "Severity" if row.kind in _SEVERITIES else "What it is", row.kind + stands
    yield "What it means", row.meaning
    if row.remedy is not None:
        yield "What to do", row.remedy
    says = f". {row.authority}" if row.authority != row.meaning else ""
    authority = f"{row.citation}{says}"
    if authority.startswith("critmin"):
        yield "Rules applied", authority
    else:
        yield "The law", f"{authority} [source: {_KNOWN[row.known]}]"
    if row.see:
        yield "See also", ", ".join(row.see)
