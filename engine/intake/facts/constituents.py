"""Names of constituent materials in the sheet `Components`, where only battery components count.

The vocabulary is `[constituent]` in `vocabulary/components.toml`, with the known materials and minerals.
"""

import re
from functools import cache

from ...model.remembered import remembered
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral, find_unlisted
from ...vocabulary.names import LONGEST_NAME, plain, words
from ..tables.columns import load_parts
from .subjects import find_holdings

_PIECES = re.compile(r"[,;:()（）\[\]【】]")
_SYMBOL = 2  # a component may be called B or Al: no shorter name is a substance


@remembered
def is_constituent(name: str) -> bool:
    """Whether a name is that of a constituent material: a powder, foil, binder, salt or additive, or a substance."""
    if len(name) > LONGEST_NAME:
        return False
    first, *others = [piece.strip() for piece in _PIECES.split(name) if piece.strip()] or [""]
    said = _says(_head(first))
    if said is None:
        return _is_substance(_head(first)) or any(_says(_head(piece)) for piece in others)
    return said


def may_hold_minerals(material: str) -> bool:
    """Whether a material may contain an applicable critical mineral: it is not known to contain none."""
    return bool(find_holdings(material).listed) or find_unlisted(material) is None


def _says(head: str) -> bool | None:
    """Whether a name says that it is a constituent material, or (False) a part made from one; None: neither."""
    spoken, (material, part, part_at_end) = load_parts().constituent, _patterns()
    parts = [phrase for phrase in spoken.part_phrases if phrase in head]
    if material.search(head) or any(phrase in head for phrase in spoken.phrases):
        return not (part_at_end.search(head) or head.endswith(tuple(parts)))
    return False if part.search(head) or parts else None


def _is_substance(head: str) -> bool:
    return len(head) > _SYMBOL and (find_material(head) is not None or find_mineral(head) is not None)


def _head(piece: str) -> str:
    """A name as words, without what it is for, of or with."""
    return words(_cut().split(piece.replace("'", " ").replace("’", " "), maxsplit=1)[0])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A word of a material, a word of a part, and a word of a part at the end."""
    spoken = load_parts().constituent
    materials, parts = (rf"\b(?:{'|'.join(map(_pattern, names))})" for names in (spoken.words, spoken.parts))
    return re.compile(rf"{materials}\b"), re.compile(rf"{parts}\b"), re.compile(rf"{parts}$")


def _pattern(name: str) -> str:
    return r"\w*".join(map(re.escape, plain(name).split("*")))


@cache
def _cut() -> re.Pattern[str]:
    """The words before which the part of a name that counts ends; not at its start."""
    return re.compile(rf"(?<=\S)\s+(?:{'|'.join(load_parts().constituent.without)})\s", re.IGNORECASE)
