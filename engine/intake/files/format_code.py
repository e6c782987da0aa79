"""A number format's code -> the texts shown beside a number, and the parts of a date left out."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 1_000
# A text in quotes, a character after \, the width of one after _ or a filling one after *, a currency with its locale,
# a condition or a color, the digits and the exponent, a thousands mark or scale, the end of a section, anything else.
_TOKEN = re.compile(
    r"""(?s)"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<width>[_*].)|\[\$(?P<symbol>[^\]]*)\]|\[(?P<inside>[^\]]*)\]"""
    r"""|(?P<digits>[0#?]+|[eE][+-]|[.%@])|(?P<comma>,)|(?P<end>;)|(?P<other>.)"""
)
# The parts of a format that are not text: fillers, skips and brackets except `[h]`.
_TEXTS = re.compile(r'"([^"]*)"?|\\(.)|[_*].|\[[^\]]*\]')
_IN_DATES = frozenset("ymdhs")
UNSPELLED = {16: "d-mmm", 17: "mmm-yy"} | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss")
"""Formats by the numbers that no workbook spells out: a day without a year, a month, times."""


class Literal(NamedTuple):
    """A text beside a number: the `whole`, its quoted part, and its currency symbols.

    `thousands` is how often the number is divided by 1,000.
    """

    whole: str
    in_quotes: str
    symbols: list[str]
    thousands: int


class _Section:
    """A section of a format, for numbers of one kind: its pieces of text, separated by digits.

    A piece is a text and its form: quoted, a symbol, or plain.
    """

    def __init__(self) -> None:
        self.texts: list[list[tuple[str, str]]] = [[]]
        self.thousands = 0
        self.has_condition = self.has_number = False
        self._commas = 0
        self._after_digits = False

    def add_text(self, text: str, where: str = "plain") -> None:
        self.end()
        self.texts[-1].append((text, where))
        self.has_number |= where != "quoted" and any(map(str.isalpha, text))  # `General`, in any language

    def add_digits(self, digits: str) -> None:
        if digits == ".":
            self.thousands += self._commas
        self._commas, self._after_digits, self.has_number = 0, True, True
        self.texts.append([])

    def add_comma(self) -> None:
        """Takes in a comma: between digits it separates thousands, after them it divides by 1,000."""
        if self._after_digits:
            self._commas += 1
        else:
            self.add_text(",")

    def end(self) -> None:
        """Ends the number."""
        self.thousands += self._commas
        self._commas, self._after_digits = 0, False

    def literals(self) -> Iterator[Literal]:
        for pieces in self.texts:
            # Without a number the text takes its place: `[=0]"none"`.
            in_quotes = [text if where == "quoted" else " " for text, where in pieces] if self.has_number else []
            symbols = [text for text, where in pieces if where == "symbol" and text]
            yield Literal("".join(text for text, _ in pieces), "".join(in_quotes), symbols, self.thousands)


def literals(code: str) -> list[Literal]:
    """The texts beside a number; none for a code that is too long."""
    sections = [_Section()]
    for match in _TOKEN.finditer(code) if len(code) <= _LONGEST else ():
        section, kind = sections[-1], match.lastgroup or ""
        text = match[kind]
        if kind == "symbol":
            section.add_text(text.partition("-")[0].strip('"'), "symbol")
        elif kind == "inside":
            section.has_condition |= text.lstrip().startswith(("<", ">", "="))
        elif kind == "digits":
            section.add_digits(text)
        elif kind == "comma":
            section.add_comma()
        elif kind == "end":
            sections.append(_Section())
        elif kind in ("quoted", "escaped"):
            section.add_text(text, "quoted" if text else "plain")
        else:
            section.add_text(" " if kind == "width" else text)
    for section in sections:
        section.end()
    # Without conditions the first section is for positive numbers, and for zero where there are two.
    shown = sections if any(section.has_condition for section in sections) else sections[:1]
    return [literal for section in shown for literal in section.literals()]


def in_percent(code: str) -> bool:
    """Whether a number format shows a hundred times the number: a % in quotes or after \\ is only a text beside it."""
    return any(match["digits"] == "%" for match in _TOKEN.finditer(code)) if len(code) <= _LONGEST else "%" in code


@lru_cache(maxsize=4096)
def hidden_of_a_date(code: str) -> bool:
    """Whether a date's number format hides its day, month or year."""
    parts = set(_TEXTS.sub("", code).casefold()) & _IN_DATES if len(code) <= _LONGEST else set()
    return bool(parts) and "general" not in code.casefold() and not parts >= {"y", "m", "d"}


@lru_cache(maxsize=4096)
def words_shown(code: str) -> tuple[str, ...]:
    """The words that a number format always shows beside a value or in its place."""
    if len(code) > _LONGEST:
        return ()
    shown, end = "", 0
    for found in _TEXTS.finditer(code):
        shown += ("" if found.start() == end and found[2] else " ") + (found[1] or found[2] or " ")
        end = found.end()
    return tuple(re.findall(r"[^\W\d_]+", shown))
