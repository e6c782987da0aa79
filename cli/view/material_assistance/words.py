"""Words for the statuses of items and entities."""

from collections.abc import Sequence

from ....engine.model.materials import ASSIGNED
from ....engine.regimes.material_assistance.sections import ItemRow
from ....engine.vocabulary.countries import country_name
from ..sections import Number, Tone, Word, dollars, usd
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
BY_ITSELF = frozenset({"government", "person", "jurisdiction"})
"""The limbs by which an entity is foreign-controlled whoever holds it."""
_LIMBS = {
    "government": "a covered nation's government",
    "person": "a covered nation's citizen",
    "jurisdiction": "of a covered nation",
    "listed": "on a list",
    "controlled": "controlled",
}
"""The limbs of a specified foreign entity in few words."""


def status(of: str) -> Word:
    """The status of an item or an entity, with its tone."""
    return _STATUS[of]


def limb(limbs: Sequence[str]) -> str:
    """What makes an entity a prohibited foreign entity in few words; nothing if it is not shown to be one."""
    of = [text for name, text in _LIMBS.items() if name in limbs]
    return of[0] if of else "foreign-influenced" * bool(limbs)


def prohibited(limbs: Sequence[str]) -> str:
    """Which kind of prohibited foreign entity it is, by its limbs."""
    return "specified foreign entity" if any(name in _LIMBS for name in limbs) else "foreign-influenced entity"


def country(code: str | None) -> str:
    """The country's name."""
    return country_name(code) if code else "country not stated"


def cost(digits: str | None, cost_basis: str | None) -> Number:
    """A cost: in dollars, or as assigned, a percentage that is used like one, without a unit."""
    return Number(digits) if cost_basis == ASSIGNED else usd(digits)


def cost_text(amount: str, cost_basis: str | None) -> str:
    """A cost within a sentence."""
    text = dollars(amount)
    return text.removeprefix("$") if cost_basis == ASSIGNED else text


def named(row: ItemRow) -> str:
    """`cathode powder (row 3)`."""
    return f"{row.item} (row {row.line})"


def gaps(row: ItemRow) -> str:
    """What the item's own row does not state: `who produced it, or the country where it is made`."""
    return row.why.replace("; ", ", or ") if len(row.own_gaps) > 1 else row.why  # one gap may quote a cell


def rows(of: Sequence[str]) -> str:
    """`row 3`, `rows 3, 4`."""
    return f"row{'s' * (len(of) != 1)} {some(of, 4)}"


def is_named(supplier: str) -> bool:
    """Whether a supplier has a name; otherwise its text is `not named (cell can, row 8)`, redacted `not named`."""
    return not supplier.startswith("not named")


def with_rows(supplier: str, of: Sequence[str]) -> str:
    """`Acme (rows 3, 4)`; where it is not named the item instead, `cell can (row 8)`, redacted `row L-8`."""
    if is_named(supplier):
        return f"{supplier} ({rows(of)})"
    item = supplier.removeprefix("not named").removeprefix(" (").removesuffix(f", {rows(of)})")
    return f"{item} ({rows(of)})" if item else rows(of)
