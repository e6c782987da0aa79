"""A cell of a country column -> places, companies and shares of the line's value: `AU 60% / CL 40%`, `Chile (SQM)`.

The cell is split into pieces, each a single place with at most one share. A cell with a second possible reading
is refused, with the reason.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

import msgspec

from ...model.numbers import Fraction, parse_number, plain
from ...model.quoting import quoted
from ...vocabulary.countries import find_country
from ...vocabulary.place_pieces import (
    AROUND,
    AS_WRITTEN,
    BRACKETS,
    SEPARATOR,
    cuts_of,
    legal_form_in_brackets,
    pieces_of,
)
from ...vocabulary.places import homonym
from ...vocabulary.whereabouts import (
    LONGEST_CELL,
    OriginUnclear,
    Whereabouts,
    country_in_full,
    is_unknown_place,
    unclear,
    whereabouts,
)

_KEPT = str.maketrans("()", "⟨⟩")
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_PERCENT = r"\s*(?:%|percent\b|per cent\b|pct\b)"
_MOST_PIECES = 24
_WIDEST_PIECE = 5
"""So many separators less one may stand within a piece: `Bonaire, Sint Eustatius and Saba`, `Wuhan, Hubei, China`."""

Origin = tuple[Whereabouts, ...]
"""One place, or several whose shares add up to exactly 1."""


class _Piece(msgspec.Struct, frozen=True):
    """A piece of the cell's text: the place and share that it states, or why it is unclear."""

    text: str
    rest: str
    share: Fraction | None
    where: Whereabouts | None
    error: OriginUnclear | None

    @property
    def good(self) -> bool:
        return self.where is not None and self.share is not None


def parse_origin(text: str) -> Origin:
    """The places of a line's step that a cell names. An empty text or a word for unknown is an unknown place.

    Raises:
        OriginUnclear: the cell names no country, or is ambiguous.
    """
    written = text.strip()
    if len(written) > LONGEST_CELL:
        raise unclear(f"{quoted(written)} is longer than {LONGEST_CELL} characters: expected one country")
    code = find_country(written)
    if code is not None:
        return (Whereabouts(code, text=written, homonym=homonym(code, written)),)
    if not written or is_unknown_place(written):
        return (Whereabouts(None, text=written),)
    cleaned = _cleaned(written)
    return _divided(cleaned) or (_part(cleaned, cleaned, None),)


def _cleaned(text: str) -> str:
    """The text with uniform brackets, digits and percent signs; newlines stay."""
    if any(unicodedata.category(character) == "No" for character in text):
        # ¹ would become a 1 behind the number that it annotates.
        raise unclear(f"{quoted(text)} contains a superscript, boxed or fraction digit: expected plain digits")
    text = unicodedata.normalize("NFKC", text).translate(BRACKETS)
    text = legal_form_in_brackets().sub(lambda form: form[0].translate(_KEPT), text)
    text = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth not in (0, 1):
            break
    if depth:
        raise unclear(f"{quoted(text)} has unmatched brackets")
    return text


def _divided(text: str) -> Origin | None:
    """The parts of a cell that states shares; None where it states none."""
    in_percent = re.search(_PERCENT, text, re.IGNORECASE) is not None
    if not in_percent and not re.search("[0-9]", text):
        return None
    comma = re.search("[0-9]+,[0-9]+", text)
    if comma is not None:
        code = "ORIGIN-SHARES" if in_percent else "ORIGIN-UNCLEAR"
        raise OriginUnclear(code, f"{quoted(text)} has a decimal comma: write {comma[0].replace(',', '.')}")
    pieces, *others = _best_runs(text.strip(AROUND + ";/"))
    if all(piece.share is None for piece in pieces):
        return None
    if not all(piece.good for piece in pieces):
        if not in_percent:
            return None
        raise _why(pieces)
    if any(all(piece.good for piece in other) for other in others) or _overlap(text, pieces):
        raise unclear(f"{quoted(text)} can be split in more than one way: separate the countries with semicolons")
    shares = [piece.share for piece in pieces if piece.share is not None]
    total = plain(sum(shares, Fraction(0)) * 100)
    if total != "100":
        if in_percent:
            message = f"the shares in {quoted(text)} add up to {total} percent: expected 100"
            raise OriginUnclear("ORIGIN-SHARES", message)
        try:
            return (_part(text, text, None),)  # the number may belong to a name
        except OriginUnclear:
            message = f"the numbers in {quoted(text)} have no percent sign and add up to {total}: write AU 60% / CL 40%"
            raise unclear(message) from None
    if not all(shares):
        raise OriginUnclear("ORIGIN-SHARES", f"{quoted(text)} states a share of 0: remove that country")
    return tuple(_part(piece.text, piece.rest, piece.share) for piece in pieces)


def _part(text: str, rest: str, share: Fraction | None) -> Whereabouts:
    part = whereabouts(rest)
    entity = None if part.entity is None else part.entity.translate(AS_WRITTEN)
    return msgspec.structs.replace(part, entity=entity, share=share, text=text.translate(AS_WRITTEN))


def _why(pieces: list[_Piece]) -> OriginUnclear:
    """The problem of the first piece that is not understood, or else of the first without a share."""
    for piece in pieces:
        if piece.error is not None:
            return piece.error
    without = next(piece for piece in pieces if piece.share is None)
    return OriginUnclear("ORIGIN-SHARES", f"{quoted(without.text)} has no share: write AU 60% / CL 40%")


def _overlap(text: str, pieces: list[_Piece]) -> bool:
    """Whether the separator between two pieces also occurs within a piece, where it could separate again.

    In `Chile 60%, SQM S.A., Australia 40%` the company belongs to either; `Taiwan, China 40%` may be two places.
    """
    between = set()
    for piece, following in pairwise(pieces):
        _, _, text = text.partition(piece.text)
        between.add(text.partition(following.text)[0].strip(" "))
    for piece in pieces:
        where = piece.where or Whereabouts(None)
        codes = {code for name in pieces_of(piece.rest) if (code := country_in_full(name)) is not None}
        is_more_than_country = where.entity or where.place or codes - {where.country}
        if is_more_than_country and between & {cut[0].strip(" ") for cut in cuts_of(SEPARATOR, piece.rest)}:
            return True
    return False


def _best_runs(text: str) -> list[list[_Piece]]:
    """The two best splits of the text: the fewest pieces not understood, then the most pieces.

    A separator may be part of a name, as in `Korea, Rep. 60%, Bosnia and Herzegovina 40%`.
    """
    cuts = cuts_of(SEPARATOR, text)
    if len(cuts) >= _MOST_PIECES:
        raise unclear(f"{quoted(text)} has more than {_MOST_PIECES} pieces")
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    best: list[list[tuple[int, int, list[_Piece]]]] = [[] for _ in starts] + [[(0, 0, [])]]
    for start in reversed(range(len(starts))):
        runs = []
        for end in range(start, min(start + _WIDEST_PIECE, len(ends))):
            piece = _piece(text[starts[start] : ends[end]])
            left = 0 if piece.good else end - start + 1
            runs += [(bad + left, count - 1, [piece, *rest]) for bad, count, rest in best[end + 1]]
        best[start] = sorted(runs, key=lambda run: run[:2])[:2]
    return [pieces for _, _, pieces in best[0]]


def _piece(text: str) -> _Piece:
    share, rest = _share(text)
    try:
        return _Piece(text, rest, share, whereabouts(rest), None)
    except OriginUnclear as error:
        return _Piece(text, rest, share, None, error)


def _share(text: str) -> tuple[Fraction | None, str]:
    """The share at either end of the text or before its last bracket, and the text without it."""
    for pattern in _share_patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            rest = f"{match['before']} {match['after']}"
            return parse_number(match["bracketed"] or match["bare"]) / 100, rest.strip(AROUND)
    return None, text


@cache
def _share_patterns() -> list[re.Pattern[str]]:
    """With a percent sign first: of `36 60%` the second number is the share."""

    def token(percent: str) -> str:
        return rf"(?:\(\s*(?P<bracketed>{_NUMBER}){percent}\s*\)|(?<![0-9.,])(?P<bare>{_NUMBER})(?![0-9.,]){percent})"

    nothing = "(?P<{}>)"
    patterns = []
    for percent in (_PERCENT, ""):
        first = rf"{nothing.format('before')}{token(percent)}\s*(?:of\s)?(?P<after>.*)"
        last = rf"(?P<before>.*?)\s*{token(percent)}{nothing.format('after')}"
        middle = rf"(?P<before>[^()]*?)\s*{token(percent)}\s*(?P<after>\([^()]*\))"
        patterns += [re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in (first, last, middle)]
    return patterns
