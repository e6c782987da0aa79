"""Names of constituent materials in the sheet `Components`, where only battery components count.

The vocabulary is `[constituent]` in `vocabulary/components.toml`, with the known materials and minerals.
"""

import re
from functools import cache

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
    is_part = _words("parts").search(text) is not None and not _outside().search(text)
    return is_part and not _is_coated_foil(text)


def may_hold_minerals(material: str) -> bool:
    """Whether a material may contain an applicable critical mineral: it is not known to contain none."""
    return bool(find_holdings(material).listed) or find_unlisted(material) is None


def _says(head: str) -> bool | None:
    """Whether a name says that it is a constituent material, or (False) a part made from one; None: neither."""
    if _words("words").search(head):
        return not _words("parts", "$").search(head)
    return False if _words("parts").search(head) else None


def _is_substance(head: str) -> bool:
    return len(head) > _SYMBOL and (find_material(head) is not None or find_mineral(head) is not None)


def _head(piece: str) -> str:
    """A name as words, without what it is for, of or with."""
    return words(_cut().split(piece.replace("'", " ").replace("’", " "), maxsplit=1)[0])


def _is_coated_foil(text: str) -> bool:
    """Whether a name is that of a foil with its coating, which is an electrode (or a separator), not only primed."""
    if not (_words("foils").search(text) and _words("coated").search(text)):
        return False
    return _words("parts").search(text) is not None or not _words("primers").search(text)


@cache
def _words(of: str, end: str = "") -> re.Pattern[str]:
    """The pattern of the words of one list of the file."""
    names: tuple[str, ...] = getattr(load_parts().constituent, of)
    return re.compile(any_of(map(plain, names)) + end)


@cache
def _outside() -> re.Pattern[str]:
    """The parts outside the battery; a battery component's own name, such as `pouch cell`, is not one."""
    known = load_parts()
    outside = "|".join(re.escape(words(name)) for name in sorted(known.outside))
    own = "|".join(re.escape(words(name)) for name in sorted(known.battery) if name.startswith("pouch "))
    return re.compile(rf"\b(?!(?:{own})\b)(?:{outside})(?:s|es)?\b")


@cache
def _cut() -> re.Pattern[str]:
    """The words before which the part of a name that counts ends; not at its start."""
    return re.compile(rf"(?<=\S)\s+(?:{'|'.join(load_parts().constituent.without)})\s", re.IGNORECASE)
