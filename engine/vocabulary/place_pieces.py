"""Separators in a place cell, and whether a piece beside a country is clearly a company's name."""

import re
from functools import cache
from itertools import pairwise

import msgspec

from ...data import load
from .countries import find_country
from .minerals import find_mineral
from .names import words
from .places import find_places, find_places_in

BRACKETS = str.maketrans("[{【〔［｛]}】〕］｝٪", "((((((" + "))))))" + "%")
AS_WRITTEN = str.maketrans("⟨⟩", "()")
"""Brackets that belong to a company's name, and are no others meanwhile: Kalahari Ore (Pty) Ltd."""
_DASHES = "-‐‒–—−"
SEPARATOR = re.compile(r"\s*[/;,+&|\n、]\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
SIDE = re.compile(rf"{SEPARATOR.pattern}|\s+[{_DASHES}]+\s+|\s*[—:]\s*", re.IGNORECASE)
AROUND = f" ,:={_DASHES}•·\n"


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


def cuts_of(separator: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The separators of the text outside of brackets."""
    return [
        cut for cut in separator.finditer(text) if text.count("(", 0, cut.start()) == text.count(")", 0, cut.start())
    ]


def pieces_of(text: str) -> list[str]:
    """The pieces between all possible separators of names."""
    cuts = cuts_of(SIDE, text)
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    return [piece for start, end in zip(starts, ends, strict=True) if (piece := text[start:end].strip())]


DOUBTFUL = re.compile(r"[<>~≈±≥≤?!*^#=%]")


def is_company(text: str, country: str, *, legal_form: bool) -> bool:
    """Whether a text beside a country, itself not a country or place, is clearly a company's name.

    `legal_form`: it is not in brackets, where only a legal form distinguishes it from a second origin.
    """
    vocabulary = place_words()
    tokens = [token.strip("'\"") for token in re.split(r"[\s,.]+", re.sub(r"\.(?=\w\b)", "", text))]
    tokens = [token for token in tokens if token and token != "&"]
    spoken = [words(token) for token in tokens]
    name, *more = pieces_of(text) or [""]
    if not spoken or not all(spoken) or DOUBTFUL.search(text) or text != text.strip(f"{AROUND};/|&+"):
        return False
    # Est is "estimated", and east in French: a capital makes it the latter in a name with a legal form.
    of_name = {
        w for t, w in zip(tokens[1:], spoken[1:], strict=True) if spoken[-1] in vocabulary.legal_forms and t.istitle()
    }
    if (vocabulary.qualifiers - of_name) & {*spoken} or any(word in text for word in vocabulary.qualifiers_joined):
        return False
    if not all(words(token.replace(".", "")) in vocabulary.legal_forms for piece in more for token in piece.split()):
        return False
    says_nothing = vocabulary.generic | vocabulary.legal_forms | vocabulary.legal_forms_first.keys() | vocabulary.small
    of_itself = [word for word in words(name).split() if word not in says_nothing and any(map(str.isalpha, word))]
    # One or two words may name a country; letters such as SK may be a company's.
    named = [word for word in spoken if len(word) > 3] + [f"{first} {second}" for first, second in pairwise(spoken)]
    of_another_country = any(find_country(name) not in (None, country) for name in named)
    if (
        (
            spoken[-1] in vocabulary.legal_forms
            and not tokens[-1].islower()
            and not find_places_in(country, text.split()[-1])
        )
        or (vocabulary.legal_forms_first.get(spoken[0]) == country and tokens[0].isupper())
        or text.startswith(vocabulary.legal_forms_joined)
        or text.endswith(vocabulary.legal_forms_joined)
    ):
        return bool(of_itself) and not (legal_form and of_another_country)
    if legal_form or of_another_country:
        return False
    # Without a legal form: written with capitals (宁德时代 has none), and not of known words only (`Refined XY China`).
    like_a_name = (token.isalpha() and token[0].isupper() for token in tokens)
    return all(is_like or word in vocabulary.small for is_like, word in zip(like_a_name, spoken, strict=True)) and any(
        len(word) >= 3 and not (find_country(word) or find_places(word) or find_mineral(word)) for word in of_itself
    )


@cache
def legal_form_in_brackets() -> re.Pattern[str]:
    forms = "|".join(map(re.escape, place_words().legal_forms_in_brackets))
    return re.compile(rf"\(\s*(?:{forms})\.?\s*\)", re.IGNORECASE)


def place_words() -> _Words:
    return load("vocabulary/origins.toml", _Words)
