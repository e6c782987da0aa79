"""How a message quotes a cell, names lines and suggests another spelling."""

from collections.abc import Sequence

_LONGEST_SHOWN = 60
_MOST_LINES = 12


def quoted(value: object) -> str:
    """A cell's content for a message: one line, no control characters, cut where long."""
    text = str(value)
    if text.isprintable() and len(text) <= _LONGEST_SHOWN:
        return f'"{text}"'
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: _LONGEST_SHOWN + 1])
    return f'"{text[:_LONGEST_SHOWN]}…"' if len(text) > _LONGEST_SHOWN else f'"{text}"'


def named_lines(names: Sequence[str], what: str = "line") -> str:
    """`line 3`, or `lines 1, 2 and 4 more`."""
    return f"{what}{'s' * (len(names) != 1)} {first_of(names, _MOST_LINES)}"


def first_of(texts: Sequence[str], most: int) -> str:
    """`BOM, Steps and 4 more`."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return f"{', '.join(texts[:most])}{more}"


def suggestion(names: list[str]) -> str:
    """The end of a message about an unknown word: "; did you mean Chad, Chile or China?", empty without names."""
    *most, last = names or [""]
    others = f"{', '.join(most)} or " if most else ""
    return f"; did you mean {others}{last}?" if names else ""
