"""Makes the content of cells harmless for output."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which could move a terminal's cursor or forge a line."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def spreadsheet_text(text: str) -> str:
    """Text that no spreadsheet program reads as a formula: an apostrophe precedes `=`, `+`, `-`, `@`."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
