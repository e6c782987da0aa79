"""How a cell is quoted in a message."""

_LONGEST_SHOWN = 60


def quoted(value: object) -> str:
    """A cell's content for a message: one line, no control characters, cut where long."""
    text = str(value)
    if text.isprintable() and len(text) <= _LONGEST_SHOWN:
        return f'"{text}"'
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: _LONGEST_SHOWN + 1])
    return f'"{text[:_LONGEST_SHOWN]}…"' if len(text) > _LONGEST_SHOWN else f'"{text}"'
