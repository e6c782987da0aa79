"""What is missing to decide about a supplier, an item or an entity."""

from collections.abc import Iterable

import msgspec

OWN_ROW = ("country", "headquarters_country")
"""The columns that give an entity a row of its own."""


class MissingFact(msgspec.Struct, frozen=True, gc=False):
    """A missing fact in words, and the columns that can state it.

    The columns are those of the row of the entity `about` in `sheet`; of the line, the site or the item itself where
    `about` is None. Without columns no cell can state it. `cells` are those because of which it is open.
    """

    text: str
    columns: tuple[str, ...] = ()
    about: str | None = None
    sheet: str = "entities"
    cells: tuple[str, ...] = ()
    party: str | None = None


def texts(missing: Iterable[MissingFact]) -> list[str]:
    """The facts in words, each once."""
    return list(dict.fromkeys(fact.text for fact in missing))
