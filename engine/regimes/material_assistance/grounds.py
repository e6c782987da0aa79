"""Why an entity is a prohibited foreign entity."""

import msgspec


class Ground(msgspec.Struct, frozen=True):
    """A fact that makes an entity a prohibited foreign entity: the limb, the fact in words, its cells.

    `holders` are the entities that it rests on.
    """

    limb: str
    text: str
    cells: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
