"""Names of constituent materials in the sheet `Components`, where only battery components count.

The vocabulary is `[constituent]` in `vocabulary/components.toml`, with the known materials and minerals.
"""

import re
from functools import cache
from typing import NamedTuple

from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral, find_unlisted
from ...vocabulary.names import LONGEST_NAME, plain, words
from ..tables.columns import load_parts, phrase
from .subjects import find_holdings

_PIECES = re.compile(r"[,;:()（）\[\]【】]")
_SYMBOL = 2  # a component may be called B or Al: no shorter name is a substance


@remembered
def is_constituent(name: str) -> bool:
    """Whether a name is that of a constituent material: a powder, foil, binder, salt or additive, or a substance."""
    if len(name) > LONGEST_NAME or _is_coated_foil(words(name)):
        return False
    first, *others = [piece.strip() for piece in _PIECES.split(name) if piece.strip()] or [""]
    said = _says(_head(first))
    if said is None:
        return _is_substance(_head(first)) or any(_says(_head(piece)) for piece in others)
    return said


def is_substance_alone(name: str) -> bool:
    """Whether a name is a substance, such as NMC811 or LFP, without a word for a material or a part."""
    head = _head(next((piece for piece in map(str.strip, _PIECES.split(name)) if piece), ""))
    return len(name) <= LONGEST_NAME and _says(head) is None and _is_substance(head)


def is_known_part(name: str) -> bool:
    """Whether a name is plainly that of a battery component: no other word speaks of a material or another part."""
    if len(name) > LONGEST_NAME:
        return False
    known = load_parts().battery
    text = words(name)
    if phrase(name) in known or text in known:
        return True
    parts = load_parts().constituent
    is_part = _patterns().part.search(text) is not None or any(part in text for part in parts.part_phrases)
    return is_part and not _patterns().outside.search(text) and not _is_coated_foil(text)


def may_hold_minerals(material: str) -> bool:
    """Whether a material may contain an applicable critical mineral: it is not known to contain none."""
    return bool(find_holdings(material).listed) or find_unlisted(material) is None


def _says(head: str) -> bool | None:
    """Whether a name says that it is a constituent material, or (False) a part made from one; None: neither."""
    spoken, known = load_parts().constituent, _patterns()
    parts = [one for one in spoken.part_phrases if one in head]
    if known.material.search(head) or any(one in head for one in spoken.phrases):
        return not (known.part_at_end.search(head) or head.endswith(tuple(parts)))
    return False if known.part.search(head) or parts else None


def _is_substance(head: str) -> bool:
    return len(head) > _SYMBOL and (find_material(head) is not None or find_mineral(head) is not None)


def _head(piece: str) -> str:
    """A name as words, without what it is for, of or with."""
    return words(_patterns().cut.split(piece.replace("'", " ").replace("’", " "), maxsplit=1)[0])


def _is_coated_foil(text: str) -> bool:
    """Whether a name is that of a foil with its coating, which is an electrode (or a separator), not only primed."""
    spoken, known = load_parts().constituent, _patterns()

    def says(pattern: re.Pattern[str], phrases: tuple[str, ...]) -> bool:
        return pattern.search(text) is not None or any(one in text for one in phrases)

    if not (says(known.foil, spoken.foil_phrases) and says(known.coated, spoken.coated_phrases)):
        return False
    return says(known.part, spoken.part_phrases) or not says(known.primer, spoken.primer_phrases)


class _Patterns(NamedTuple):
    """A word of a material, of a part, and of a part at the end; of a foil, its coating, a primer, and a part outside.

    A battery component's own name, such as `pouch cell`, is not one of a part outside. `cut` are the words before which
    the part of a name that counts ends; not at its start.
    """

    material: re.Pattern[str]
    part: re.Pattern[str]
    part_at_end: re.Pattern[str]
    foil: re.Pattern[str]
    coated: re.Pattern[str]
    primer: re.Pattern[str]
    outside: re.Pattern[str]
    cut: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    spoken, known = load_parts().constituent, load_parts()
    vocabulary = (spoken.words, spoken.parts, spoken.foils, spoken.coated, spoken.primers)
    patterns = ([r"\w*".join(map(re.escape, plain(name).split("*"))) for name in names] for names in vocabulary)
    material, part, foil, coated, primer = (rf"\b(?:{'|'.join(of)})" for of in patterns)
    outside = "|".join(re.escape(words(name)) for name in sorted(known.outside))
    own = "|".join(re.escape(words(name)) for name in sorted(known.battery) if name.startswith("pouch "))
    return _Patterns(
        material=re.compile(rf"{material}\b"),
        part=re.compile(rf"{part}\b"),
        part_at_end=re.compile(rf"{part}$"),
        foil=re.compile(rf"{foil}\b"),
        coated=re.compile(rf"{coated}\b"),
        primer=re.compile(rf"{primer}\b"),
        outside=re.compile(rf"\b(?!(?:{own})\b)(?:{outside})(?:s|es)?\b"),
        cut=re.compile(rf"(?<=\S)\s+(?:{'|'.join(spoken.without)})\s", re.IGNORECASE),
    )
