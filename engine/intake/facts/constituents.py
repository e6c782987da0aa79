"""Names of constituent materials in the sheet `Components`, where only battery components count.

The vocabulary is `[constituent]` in `vocabulary/components.toml`, with the known materials and minerals.
"""

import re
from functools import cache
from typing import NamedTuple

from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral, find_unlisted
from ...vocabulary.names import LONGEST_NAME, any_of, plain, words
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
    is_part = _patterns().part.search(text) and not _patterns().outside.search(text)
    return bool(is_part) and not _is_coated_foil(text)


def may_hold_minerals(material: str) -> bool:
    """Whether a material may contain an applicable critical mineral: it is not known to contain none."""
    return bool(find_holdings(material).listed) or find_unlisted(material) is None


def _says(head: str) -> bool | None:
    """Whether a name says that it is a constituent material, or (False) a part made from one; None: neither."""
    known = _patterns()
    if known.material.search(head):
        return not known.part_at_end.search(head)
    return False if known.part.search(head) else None


def _is_substance(head: str) -> bool:
    return len(head) > _SYMBOL and (find_material(head) is not None or find_mineral(head) is not None)


def _head(piece: str) -> str:
    """A name as words, without what it is for, of or with."""
    return words(_patterns().cut.split(piece.replace("'", " ").replace("’", " "), maxsplit=1)[0])


def _is_coated_foil(text: str) -> bool:
    """Whether a name is that of a foil with its coating, which is an electrode (or a separator), not only primed."""
    known = _patterns()
    if not (known.foil.search(text) and known.coated.search(text)):
        return False
    return bool(known.part.search(text)) or not known.primer.search(text)


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
    material, part, foil, coated, primer = (any_of(map(plain, names)) for names in vocabulary)
    outside = "|".join(re.escape(words(name)) for name in sorted(known.outside))
    own = "|".join(re.escape(words(name)) for name in sorted(known.battery) if name.startswith("pouch "))
    return _Patterns(
        material=re.compile(material),
        part=re.compile(part),
        part_at_end=re.compile(rf"{part}$"),
        foil=re.compile(foil),
        coated=re.compile(coated),
        primer=re.compile(primer),
        outside=re.compile(rf"\b(?!(?:{own})\b)(?:{outside})(?:s|es)?\b"),
        cut=re.compile(rf"(?<=\S)\s+(?:{'|'.join(spoken.without)})\s", re.IGNORECASE),
    )
