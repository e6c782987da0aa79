"""Words for the statuses of items and entities."""

from collections.abc import Sequence

from ....engine.regimes.material_assistance.sections import ItemRow
from ....engine.vocabulary.countries import country_name
from ..sections import Tone, Word
from ..words import some

_STATUS = {
    "pfe": Word("PFE", Tone.BAD),
    "unknown": Word("not cleared", Tone.OPEN),
    "part": Word("cleared in part", Tone.PART),
    "not_pfe": Word("cleared", Tone.GOOD),
    "excluded": Word("left out", Tone.NONE),
}
BASIS = {"sold": "sold", "construction_begins": "construction begins"}
WORST_FIRST = list(_STATUS)


def status(of: str) -> Word:
    """The status of an item or an entity, with its tone."""
    return _STATUS[of]


def country(code: str | None) -> str:
    """The country's name."""
    return country_name(code) if code else "country not stated"


def named(row: ItemRow) -> str:
    """`cathode powder (row 3)`."""
    return f"{row.item} (row {row.line})"


def rows(of: Sequence[str]) -> str:
    """`row 3`, `rows 3, 4`."""
    return f"row{'s' * (len(of) != 1)} {some(of, 4)}"
