"""A cell of a country column that holds more than a country -> where, by whom, and which share of the line's value.

`AU 60% / CL 40%`, `Chile (SQM)`, `Ningde, China`. The cell is taken apart into pieces, and each piece must be one
country in full with at most a share, and a company or places within the country. What leaves a second reading open is
refused with the reason, never read.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

import msgspec

from ....data import load
from ...model.numbers import Fraction, parse_number, plain
from ...model.quoting import quoted
from ...vocabulary.cell_words import load_words
from ...vocabulary.countries import country_name, find_country, nearest_countries
from ...vocabulary.minerals import find_mineral
from ...vocabulary.names import words
from ...vocabulary.places import (
    Place,
    countries_of_state,
    country_of_places,
    find_places,
    find_places_in,
    homonym,
    is_city_of,
    states_of_letters,
)

_BRACKETS = str.maketrans("[{【〔［｛]}】〕］｝٪", "((((((" + "))))))" + "%")
# Brackets that belong to a company's name: Kalahari Ore (Pty) Ltd.
_KEPT = str.maketrans("()", "⟨⟩")
_AS_WRITTEN = str.maketrans("⟨⟩", "()")
_DASHES = "-‐‒–—−"
_SEPARATOR = re.compile(r"\s*[/;,+&|\n、]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_SIDE = re.compile(rf"{_SEPARATOR.pattern}|\s+[{_DASHES}]+\s+|\s*[—:]\s*", re.IGNORECASE)
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_PERCENT = r"\s*(?:%|percent\b|per cent\b|pct\b)"
_AROUND = f" ,:={_DASHES}•·\n"
_LONGEST = 500
_MOST_PIECES = 24
LONGEST_CODE = 3
"""Letters of a country's code: within a company's name they may be anything (SK On)."""
_WIDEST_PIECE = 5
"""So many separators less one may stand within a piece: `Bonaire, Sint Eustatius and Saba`, `Wuhan, Hubei, China`."""


class OriginPart(msgspec.Struct, frozen=True):
    """What a piece of a cell says of where; `text` is the piece.

    `country` is alpha-2, None where the piece says that it is not known. `share` is of the line's value, above 0 and at
    most 1, None where none is stated. `place` is a place within the country that the piece names, as written;
    `place_alone`: it names no country, so that of the place is read. `homonym` is what else the country's name may be.
    """

    country: str | None
    entity: str | None
    share: Fraction | None
    text: str
    place: str | None = None
    place_alone: bool = False
    homonym: str | None = None


class CellOrigin(msgspec.Struct, frozen=True):
    """One part, or several whose shares add up to exactly 1."""

    parts: tuple[OriginPart, ...]


class OriginUnclear(ValueError):
    """A cell that cannot be read for certain; `code` is the finding's, the text what was found and what to write."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/origins.toml`."""

    unknown: frozenset[str]
    legal_forms: frozenset[str]
    legal_forms_first: dict[str, str]
    legal_forms_joined: tuple[str, ...]
    legal_forms_in_brackets: tuple[str, ...]
    small: frozenset[str]
    qualifiers: frozenset[str]
    qualifiers_joined: tuple[str, ...]
    generic: frozenset[str]


class _Where(msgspec.Struct, frozen=True):
    country: str | None
    entity: str | None = None
    place: str | None = None
    homonym: str | None = None
    place_alone: bool = False


class _Piece(msgspec.Struct, frozen=True):
    """A run of the cell's text as one part: what it says, or why that cannot be told."""

    text: str
    rest: str
    share: Fraction | None
    where: _Where | None
    error: OriginUnclear | None

    @property
    def good(self) -> bool:
        return self.where is not None and self.share is not None


def parse_origin(text: str) -> CellOrigin:
    """Where a line's step took place, as one cell says it. An empty text and a word for unknown are a place not known.

    Raises:
        OriginUnclear: the cell names no country, or could be read in more than one way.
    """
    written = text.strip()
    if len(written) > _LONGEST:
        raise _unclear(f"{quoted(written)} is longer than {_LONGEST} characters: one country was expected")
    return _parse(written)


@lru_cache(maxsize=4096)
def countries_named(text: str) -> frozenset[str]:
    """The countries of which a text, or one of its pieces, is the name, or that of a place in one country alone."""
    if len(text) > _LONGEST:
        return frozenset()
    cleaned = text.translate(_BRACKETS).replace("(", ";").replace(")", ";")
    pieces = [piece for piece in _pieces(cleaned) if len(piece) > LONGEST_CODE or not piece.isascii()]
    named = {code for piece in pieces if (code := _country(piece) or country_of_places([piece])) is not None}
    in_state = _city_in_state(text)
    return frozenset(named | ({in_state.country} if in_state is not None and in_state.country is not None else set()))


@lru_cache(maxsize=4096)
def _parse(written: str) -> CellOrigin:
    code = find_country(written)
    if code is not None:
        return CellOrigin((OriginPart(code, None, None, written, homonym=homonym(code, written)),))
    if not written or _is_unknown(written):
        return CellOrigin((OriginPart(None, None, None, written),))
    cleaned = _cleaned(written)
    return _divided(cleaned) or CellOrigin((_part(cleaned, cleaned, None),))


def _unclear(message: str) -> OriginUnclear:
    return OriginUnclear("ORIGIN-UNCLEAR", message.translate(_AS_WRITTEN))


def _cleaned(text: str) -> str:
    """The text with one kind of brackets, digits and percent signs; a newline stays."""
    if any(unicodedata.category(character) == "No" for character in text):
        # ¹ would become a 1 behind the number that it annotates.
        raise _unclear(f"{quoted(text)} holds a raised, boxed or fraction digit: plain digits were expected")
    text = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    text = _legal_form_in_brackets().sub(lambda form: form[0].translate(_KEPT), text)
    text = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth not in (0, 1):
            break
    if depth:
        raise _unclear(f"{quoted(text)} has brackets that do not match")
    return text


def _cuts(separator: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Where the text is parted, outside of brackets."""
    return [
        cut for cut in separator.finditer(text) if text.count("(", 0, cut.start()) == text.count(")", 0, cut.start())
    ]


def _pieces(text: str) -> list[str]:
    """The pieces between everything that may part two names."""
    cuts = _cuts(_SIDE, text)
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    return [piece for start, end in zip(starts, ends, strict=True) if (piece := text[start:end].strip())]


# Shares


def _divided(text: str) -> CellOrigin | None:
    """The parts of a cell that states shares; None where it states none."""
    in_percent = re.search(_PERCENT, text, re.IGNORECASE) is not None
    if not in_percent and not re.search("[0-9]", text):
        return None
    comma = re.search("[0-9]+,[0-9]+", text)
    if comma is not None:
        code = "ORIGIN-SHARES" if in_percent else "ORIGIN-UNCLEAR"
        raise OriginUnclear(code, f"{quoted(text)} has a decimal comma: write {comma[0].replace(',', '.')}")
    pieces, *others = _best_runs(text.strip(_AROUND + ";/"))
    if all(piece.share is None for piece in pieces):
        return None
    if not all(piece.good for piece in pieces):
        if not in_percent:
            return None
        raise _why(pieces)
    if any(all(piece.good for piece in other) for other in others) or _overlap(text, pieces):
        raise _unclear(f"{quoted(text)} can be parted in more than one way: part the countries by semicolons")
    shares = [piece.share for piece in pieces if piece.share is not None]
    total = plain(sum(shares, Fraction(0)) * 100)
    if total != "100":
        if in_percent:
            message = f"the shares in {quoted(text)} add up to {total} percent: 100 was expected"
            raise OriginUnclear("ORIGIN-SHARES", message)
        try:
            return CellOrigin((_part(text, text, None),))  # the number may be of a name
        except OriginUnclear:
            message = f"the numbers in {quoted(text)} have no percent sign and add up to {total}: write AU 60% / CL 40%"
            raise _unclear(message) from None
    if not all(shares):
        raise OriginUnclear("ORIGIN-SHARES", f"{quoted(text)} states a share of 0: leave out what has none")
    return CellOrigin(tuple(_part(piece.text, piece.rest, piece.share) for piece in pieces))


def _part(text: str, rest: str, share: Fraction | None) -> OriginPart:
    where = _where(rest)
    entity = None if where.entity is None else where.entity.translate(_AS_WRITTEN)
    written = text.translate(_AS_WRITTEN)
    return OriginPart(where.country, entity, share, written, where.place, where.place_alone, where.homonym)


def _why(pieces: list[_Piece]) -> OriginUnclear:
    """What is wrong with the first piece that is not understood, or else with the first that states no share."""
    for piece in pieces:
        if piece.error is not None:
            return piece.error
    without = next(piece for piece in pieces if piece.share is None)
    return OriginUnclear("ORIGIN-SHARES", f"no share is stated for {quoted(without.text)}: write AU 60% / CL 40%")


def _overlap(text: str, pieces: list[_Piece]) -> bool:
    """Whether what parts two pieces also stands within one, where it may part that too.

    Of `Chile 60%, SQM S.A., Australia 40%` the company is either's; `Taiwan, China 40%` may be two in such a list.
    """
    between = set()
    for piece, following in pairwise(pieces):
        _, _, text = text.partition(piece.text)
        between.add(text.partition(following.text)[0].strip(" "))
    return any(between & within for within in map(_parting, pieces))


def _parting(piece: _Piece) -> set[str]:
    """The separators within a piece that is more than the one name of a country."""
    within = {cut[0].strip(" ") for cut in _cuts(_SEPARATOR, piece.rest)}
    where = piece.where or _Where(None)
    codes = {code for name in _pieces(piece.rest) if (code := _country(name)) is not None}
    return within if where.entity or where.place or codes - {where.country} else set()


def _best_runs(text: str) -> list[list[_Piece]]:
    """How the text falls into pieces, the best two ways: as little as possible not understood, then as many pieces.

    A separator may also stand within a name, as in `Korea, Rep. 60%, Bosnia and Herzegovina 40%`.
    """
    cuts = _cuts(_SEPARATOR, text)
    if len(cuts) >= _MOST_PIECES:
        raise _unclear(f"{quoted(text)} has more than {_MOST_PIECES} pieces")
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    best: list[list[tuple[int, int, list[_Piece]]]] = [[] for _ in starts] + [[(0, 0, [])]]
    for start in reversed(range(len(starts))):
        ways = []
        for end in range(start, min(start + _WIDEST_PIECE, len(ends))):
            piece = _piece(text[starts[start] : ends[end]])
            left = 0 if piece.good else end - start + 1
            ways += [(bad + left, count - 1, [piece, *rest]) for bad, count, rest in best[end + 1]]
        best[start] = sorted(ways, key=lambda way: way[:2])[:2]
    return [pieces for _, _, pieces in best[0]]


def _piece(text: str) -> _Piece:
    share, rest = _share(text)
    try:
        return _Piece(text, rest, share, _where(rest), None)
    except OriginUnclear as error:
        return _Piece(text, rest, share, None, error)


def _share(text: str) -> tuple[Fraction | None, str]:
    """The share that begins or ends the text, or stands before its last bracket, and the text without it."""
    for pattern in _share_patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            rest = f"{match['before']} {match['after']}"
            return parse_number(match["bracketed"] or match["bare"]) / 100, rest.strip(_AROUND)
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


# Countries, places and companies


def _where(text: str) -> _Where:
    """What a text without its share says.

    Raises:
        OriginUnclear: not for certain one country.
    """
    if not text:
        raise _unclear("a share stands without a country: write AU 60% / CL 40%")
    if _is_unknown(text):
        return _Where(None)
    code = _country(text)
    if code is not None:
        return _Where(code, homonym=homonym(code, text))
    doubtful = _DOUBTFUL.search(text)
    if doubtful is not None:
        raise _unclear(f'{quoted(text)} holds "{doubtful[0]}": one country was expected, or AU 60% / CL 40%')
    if text == "NA":
        raise _unclear('"NA" is Namibia\'s code, and could be "not available": write Namibia or unknown')
    if len(text) <= 3 and find_country(text) is not None:
        raise _unclear(f"{quoted(text)} could be a code: write the country's name, or its letters in capitals")
    bracket = _BRACKET_BEHIND.fullmatch(text)
    if bracket is not None:
        return _with_bracket(text, bracket[1], bracket[2])
    bracket = _BRACKET_BEFORE.fullmatch(text)
    if bracket is not None:
        return _with_bracket(text, bracket[2], bracket[1])
    return _with_sides(text)


_DOUBTFUL = re.compile(r"[<>~≈±≥≤?!*^#=%]")
_BRACKET_BEHIND = re.compile(r"([^()]+?)\s*\(\s*([^()]+?)\s*\)")
_BRACKET_BEFORE = re.compile(r"\(\s*([^()]+?)\s*\)\s*([^()]+)")


def _country(text: str) -> str | None:
    """The country that a piece is in full. Codes count in capitals only: `in` and `est` are words beside others."""
    if _DOUBTFUL.search(text) or text.isdecimal() or text == "NA":
        return None
    if len(text) <= 3 and text.isascii() and text.isalpha() and not text.isupper():
        return None
    return find_country(text)


def _is_unknown(text: str) -> bool:
    return text.casefold() in load_words().unknown or words(text) in _words().unknown


def _with_bracket(text: str, before: str, inside: str) -> _Where:
    """`Chile (SQM)`, `SQM (Chile)`, `Australia (Pilbara)`, `Kwinana (Australia)`."""
    outer, inner = _country(before), _country(inside)
    if outer is not None and inner is not None:
        if outer == inner:
            return _Where(outer)
        raise _two_countries(text, [outer, inner])
    country, name, other = (outer, before, inside) if outer is not None else (inner, inside, before)
    if country is None:
        raise _no_country(text, before, inside)
    # Guinea (Equatorial) is not Guinea, and Ireland (Republic of) is Ireland.
    for whole in (f"{other} {name}", f"{name} {other}"):
        code = find_country(whole)
        if code == country:
            return _Where(country)
        if code is not None:
            raise _two_countries(text, [country, code])
    return _beside(text, country, name, other, legal_form=False)


def _with_sides(text: str) -> _Where:
    """`Ningde, China`, `Chile - SQM S.A.`, `SQM S.A., Chile`: one side is a country, the other plainly is not."""
    if (in_state := _city_in_state(text)) is not None:
        return in_state
    pieces = _pieces(text)
    found = list(dict.fromkeys(code for piece in pieces if (code := _country(piece)) is not None))
    if len(found) > 1:
        raise _two_countries(text, found)
    if not found:
        country = (
            country_of_places([piece for piece in pieces if _places(piece)]) if all(map(_places, pieces)) else None
        )
        if country is None or not _COMMAS_ONLY.fullmatch(text):
            raise _no_country(text, *pieces)
        return _Where(country, place=text, place_alone=True)
    if all(_country(piece) for piece in pieces):
        return _Where(found[0])
    for cut in _cuts(_SIDE, text):
        sides = (text[: cut.start()].strip(), text[cut.end() :].strip())
        for country, other in (sides, sides[::-1]):
            if _country(country) is not None:
                return _beside(text, found[0], country, other, legal_form=True)
    # The country stands between two others: `Ningde, China, Fujian`.
    raise _beside_unknown(text, found[0])


def _city_in_state(text: str) -> _Where | None:
    """`Nashville, TN`, `Reno, Nevada`, `Perth, WA`: the country of the state where the city is known to lie.

    A city that is known nowhere lies in the one country that has a state of those letters, if they are no country's.
    """
    match = _CITY_IN_STATE.fullmatch(text)
    if match is None:
        return None
    city, state = match.groups()
    country, lies = find_country(state), {place.country for place in find_places(city)}
    if country is not None and (find_country(city) == country or country in lies):
        return None  # Tunis, TN
    of_states = countries_of_state(state)
    known = [code for code in of_states if code in lies or is_city_of(code, state, city)]
    if not known and len(of_states) == 1 and not (country or lies or _country(city)):
        known = of_states
    return _Where(known[0], place=text) if len(known) == 1 else None


_CITY_IN_STATE = re.compile(r"([^,()/;|+&]+?)\s*,\s*([^,()/;|+&]+)")
_COMMAS_ONLY = re.compile(r"[^()/;|+&\n、—:]+")


def _beside(text: str, country: str, name: str, other: str, *, legal_form: bool) -> _Where:
    """What stands beside a country's name: places within it, or a company (by its legal form where that is needed)."""
    pieces = _pieces(other)
    within = _city_in_state(other)  # Austin, TX, USA
    if (within is not None and within.country == country) or (
        pieces and all(find_places_in(country, piece) for piece in pieces)
    ):
        return _Where(country, place=other, homonym=homonym(country, name))
    for piece in pieces:
        if not find_places_in(country, piece) and (elsewhere := _places(piece)):
            lie = _listed([place.country for place in elsewhere])
            named = f"{country_name(country)} and {quoted(piece)}, which lies in {lie}"
            raise _unclear(f"{quoted(text)} names {named}: write the country that is meant{_or_state(text)}")
    if _is_company(other, country, legal_form=legal_form):
        return _Where(country, entity=other, homonym=homonym(country, name))
    raise _beside_unknown(text, country)


def _beside_unknown(text: str, country: str) -> OriginUnclear:
    name = country_name(country)
    return _unclear(
        f"{quoted(text)} says more than {name}, neither a place there that is known here nor plainly a company: "
        f"write the country alone, or {name} (Company Ltd){_or_state(text)}"
    )


def _two_countries(text: str, codes: list[str]) -> OriginUnclear:
    return _unclear(
        f"{quoted(text)} names {_listed(codes)} without shares: write one country, or the shares as in AU 60% / CL 40%"
    )


def _no_country(text: str, *pieces: str) -> OriginUnclear:
    for piece in (text, *pieces):
        places = _places(piece)
        if places:
            lies = " or ".join(f"{_a(place.kind)} in {country_name(place.country)}" for place in places[:4])
            more = " and elsewhere" if len(places) > 4 else ""
            message = f"{quoted(piece)} is {lies}{more}: the country was expected{_or_state(text)}"
            return OriginUnclear("COUNTRY-IS-PLACE", message)
    of_state = _or_state(text)
    near = nearest_countries(text) if not of_state else []
    hint = f"; the nearest known: {', '.join(near)}" if near else ""
    return OriginUnclear("COUNTRY-UNKNOWN", f"{quoted(text)} is no country known here{hint}{of_state}")


def _or_state(text: str) -> str:
    """What to write if the letters behind a city are those of a state: `KY` is Kentucky, and the Cayman Islands."""
    letters = re.search(r"[^\s,][\s,]+([A-Z]{2,3})$", text)
    states = states_of_letters(letters[1]) if letters is not None else []
    return "".join(f"; if {state.name} is meant, write {country_name(state.country)}" for state in states)


def _places(text: str) -> list[Place]:
    """The places of that name to tell of: `Northern` and `Est` are some too, but only words here."""
    vocabulary = _words()
    return [] if {*words(text).split()} <= vocabulary.generic | vocabulary.qualifiers else find_places(text)


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def _listed(codes: list[str]) -> str:
    *most, last = [country_name(code) for code in codes]
    return f"{', '.join(most)} and {last}" if most else last


def _is_company(text: str, country: str, *, legal_form: bool) -> bool:
    """Whether a text beside a country, itself no country and no place, is plainly one company's name.

    `legal_form`: it stands there without brackets, where only a company's legal form tells it from a second origin.
    """
    vocabulary = _words()
    tokens = [token.strip("'\"") for token in re.split(r"[\s,.]+", re.sub(r"\.(?=\w\b)", "", text))]
    tokens = [token for token in tokens if token and token != "&"]
    said = [words(token) for token in tokens]
    name, *more = _pieces(text) or [""]
    if not said or not all(said) or _DOUBTFUL.search(text) or text != text.strip(f"{_AROUND};/|&+"):
        return False
    # Est is "estimated", and east in French: within a name that ends in a legal form, a capital makes it the latter.
    of_name = {
        w for t, w in zip(tokens[1:], said[1:], strict=True) if said[-1] in vocabulary.legal_forms and t.istitle()
    }
    if (vocabulary.qualifiers - of_name) & {*said} or any(word in text for word in vocabulary.qualifiers_joined):
        return False
    if not all(words(token.replace(".", "")) in vocabulary.legal_forms for piece in more for token in piece.split()):
        return False
    says_nothing = vocabulary.generic | vocabulary.legal_forms | vocabulary.legal_forms_first.keys() | vocabulary.small
    of_itself = [word for word in words(name).split() if word not in says_nothing and any(map(str.isalpha, word))]
    of_another_country = bool(_countries_within(said) - {country})
    if (
        (
            said[-1] in vocabulary.legal_forms
            and not tokens[-1].islower()
            and not find_places_in(country, text.split()[-1])
        )
        or (vocabulary.legal_forms_first.get(said[0]) == country and tokens[0].isupper())
        or text.startswith(vocabulary.legal_forms_joined)
        or text.endswith(vocabulary.legal_forms_joined)
    ):
        return bool(of_itself) and not (legal_form and of_another_country)
    # Without a legal form: written like a name, not of known words only, and of no other country (`Refined XY China`).
    return (
        not legal_form
        and not of_another_country
        and all(
            _begins_like_a_name(token) or word in vocabulary.small for token, word in zip(tokens, said, strict=True)
        )
        and any(
            len(word) >= 3 and not (find_country(word) or find_places(word) or find_mineral(word)) for word in of_itself
        )
    )


def _countries_within(said: list[str]) -> set[str]:
    """The countries that one word or two name within a text; letters such as SK may be a company's."""
    names = [word for word in said if len(word) > 3] + [f"{first} {second}" for first, second in pairwise(said)]
    return {code for name in names if (code := find_country(name)) is not None}


def _begins_like_a_name(token: str) -> bool:
    """Whether a word is written in capitals, or with one; what has no capitals (宁德时代) tells nothing."""
    return token.isalpha() and token[0].isupper()


@cache
def _legal_form_in_brackets() -> re.Pattern[str]:
    forms = "|".join(map(re.escape, _words().legal_forms_in_brackets))
    return re.compile(rf"\(\s*(?:{forms})\.?\s*\)", re.IGNORECASE)


def _words() -> _Words:
    return load("vocabulary/origins.toml", _Words)
