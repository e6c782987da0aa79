"""Free texts of a report: what the program itself writes stays, all else is withheld."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from ...data import names, read
from ..vocabulary.countries import find_country
from .disclosure import SENTENCES, WITHHELD, Disclosure

_SEPARATOR = "; "
_PLACES = {"several", "several sites, split not stated", "not known"}
_STANDS_FOR = {
    "date": r"[0-9]{4}(?:-[0-9]{2}){0,2}",
    "number": r"[0-9]{1,3}(?:,[0-9]{3})*",
    "percent": r"[0-9]{1,3}(?:\.[0-9]{1,4})?%",
    "usd": r"\$[0-9]{1,3}(?:,[0-9]{3})*",
    "law": r".+?",
    "place": r".+?",
    "hidden": r".*",
}
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Sentences:
    """The sentences of a regime, as a disclosure declares them."""

    def __init__(self, disclosure: Disclosure) -> None:
        self._patterns = _compiled(disclosure.sentences, tuple(disclosure.patterns.items()))

    def text(self, text: str) -> str:
        """The text with everything withheld that is not a sentence of the program."""
        parts = [self._sentence(part) if part else part for part in text.split(_SEPARATOR)]
        if None in parts and (whole := self._sentence(text)) is not None:
            return whole
        return _SEPARATOR.join(dict.fromkeys(WITHHELD if part is None else part for part in parts))

    def _sentence(self, text: str) -> str | None:
        """The sentence without what it hides; None if the program does not write it."""
        for pattern in self._patterns:
            if (found := pattern.fullmatch(text)) is not None and all(
                map(_is_what_it_claims, found.groupdict().items())
            ):
                hidden = [found.span(name) for name in found.groupdict() if name.startswith("hidden")]
                for start, end in reversed(hidden):
                    text = text[:start] + WITHHELD + text[end:]
                return text
        return None


@cache
def _compiled(sentences: tuple[str, ...], own: tuple[tuple[str, str], ...]) -> list[re.Pattern[str]]:
    patterns = dict(_STANDS_FOR)
    for name, pattern in own:  # which may hold those before it
        patterns[name] = _PLACEHOLDER.sub(lambda found: f"(?:{patterns[found[1]]})", pattern)
    return [re.compile(_pattern(sentence, patterns), re.DOTALL) for sentence in (*SENTENCES, *sentences)]


def _pattern(sentence: str, patterns: dict[str, str]) -> str:
    parts = _PLACEHOLDER.split(sentence)
    return "".join(f"(?P<{part}_{at}>{patterns[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts))


def _is_what_it_claims(group: tuple[str, str | None]) -> bool:
    name, text = group
    if name.startswith("law"):
        return is_ours(text or "")
    return is_place(text or "") if name.startswith("place") else True


def is_place(text: str) -> bool:
    """Whether a text is a country's name, or says that the country is not known."""
    return text in _PLACES or find_country(text.partition(" (part of ")[0]) is not None


def is_ours(text: str) -> bool:
    """Whether a text stands in the data of the law, verbatim."""
    return text in _ours()


@cache
def _ours() -> frozenset[str]:
    files = [name for name in names() if name.startswith(("regimes/", "findings/")) or name == "sources.toml"]
    return frozenset(text for name in files for text in _texts(msgspec.toml.decode(read(name))))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
