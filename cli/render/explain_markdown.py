"""Explanations as Markdown: `docs/findings.md` is that of all of them."""

from collections.abc import Iterator
from itertools import groupby

from ...engine.questions.explanations import Explanation
from ..view.explain import headings, is_of_one_code

_TOP = """# What the codes mean

Every finding, open reading, rule and source that a report may name, in the words of the reports. `critmin explain CODE`
prints one of them. This page is written by `critmin explain all -f markdown`, and by no hand.
"""


def render_markdown(rows: list[Explanation]) -> str:
    """The sections of the codes, each with its anchor; below a table of contents where there are several."""
    if is_of_one_code(rows):
        return "\n".join(line for row in rows for line in _section(row))
    groups = [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]
    lines = [_TOP]
    for group, members in groups:
        lines += [f"{group}:\n", *(f"- {_link(row.code)}: {_text(row.title)}" for row in members), ""]
    for group, members in groups:
        lines += [f"## {group}\n", *(line for row in members for line in _section(row))]
    return "\n".join(lines)


def _section(row: Explanation) -> Iterator[str]:
    yield f'<a id="{row.code.casefold()}"></a>\n'
    yield f"### {row.code}: {_text(row.title)}\n"
    for name, text in headings(row):
        yield f"**{name}.** {', '.join(map(_link, row.see)) if name == 'See also' else _text(text)}\n"


def _link(code: str) -> str:
    return f"[{code}](#{code.casefold()})"


def _text(text: str) -> str:
    """A text in which Markdown finds no markup but the code that is meant: what stands between backticks."""
    parts = text.split("`")
    for at in range(0, len(parts), 2):
        for mark in ("\\", "*", "_", "<", "[", "]", "|"):
            parts[at] = parts[at].replace(mark, f"\\{mark}")
    return "`".join(parts)
