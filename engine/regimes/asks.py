"""What each supplier is asked about a bill of materials: cells of lines and of its own row, owners, certificates."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from ..model.battery import Entity, Row
from ..model.missing import MissingFact, texts

ATTESTATION = "attestation"
SHOWN_BY_OWNERS = {
    "government_equity_pct",
    "government_votes_pct",
    "government_board_pct",
    "sfe_largest_pct",
    "sfe_total_pct",
}
"""Facts of an entity that a list of its owners can show too."""


class AskedLine(msgspec.Struct, frozen=True):
    """A row about which a supplier is asked, and what it did there.

    `columns` maps what is asked (country, entity, value_added_usd, producer, certificate) to the canonical column.
    `entity` is the column with its name.
    """

    row: Row
    name: str
    step: str
    entity: str
    columns: Mapping[str, str]
    material: str | None = None
    mineral: str | None = None


class Ask(msgspec.Struct, frozen=True):
    """What one supplier is asked; `supplier` is None if it is not named, and `title` says where.

    `facts` are columns of its row in `Entities`, `row` if it has one. `owners`: the holdings in it are asked. `kinds`
    are the certificates of which one is enough, with the columns that each needs; `instead`: one takes the place of the
    facts and the owners. `ours` is what the supplier cannot
    state. `settles` says what its answers could decide; `alone`: they suffice for a verdict; `helps`: they are
    among what could decide it; `moot`: the verdict is the same whatever they are.
    """

    supplier: str | None
    title: str
    lines: tuple[AskedLine, ...]
    facts: tuple[str, ...]
    row: Row | None
    owners: bool
    kinds: Mapping[str, Sequence[str]]
    missing: tuple[str, ...]
    instead: bool = False
    ours: tuple[str, ...] = ()
    settles: str = ""
    alone: bool = False
    helps: bool = False
    moot: bool = False

    def settling(self, settles: str, *, alone: bool = False, helps: bool = False, moot: bool = False) -> "Ask":
        return msgspec.structs.replace(self, settles=settles, alone=alone, helps=helps, moot=moot)

    @property
    def is_askable(self) -> bool:
        """Whether there is somebody to ask, and something that the supplier can state."""
        return self.supplier is not None and bool(
            self.facts or self.owners or self.kinds or any(line.columns for line in self.lines)
        )


class Asking:
    """Gathers what one supplier is asked; `is_certifiable`: a certificate would do for each fact about it."""

    def __init__(self, supplier: str | None, title: str) -> None:
        self.supplier = supplier
        self.title = title
        self.kinds: Mapping[str, Sequence[str]] = {}
        self.is_certifiable = True
        self._lines: dict[tuple[str, int, str], AskedLine] = {}
        self._facts: dict[str, None] = {}
        self._owners = False
        self._missing: list[MissingFact] = []
        self._ours: list[MissingFact] = []

    def line(self, line: AskedLine) -> None:
        """Adds a row, or what is asked besides of one that is there."""
        at = line.row.table.sheet, line.row.number, line.entity
        known = self._lines.get(at)
        if known is not None:
            line = msgspec.structs.replace(known, columns={**known.columns, **line.columns})
        self._lines[at] = line

    def fact(self, fact: MissingFact, identity: Callable[[str], str]) -> None:
        """Adds a fact about an entity: the supplier itself, or an owner of it."""
        (self._missing if fact.columns else self._ours).append(fact)
        if not fact.columns or fact.about is None:
            return
        own = self.supplier is not None and identity(fact.about) == identity(self.supplier)
        if own and fact.sheet == "entities":
            self._facts |= dict.fromkeys(fact.columns)
            self._owners |= not SHOWN_BY_OWNERS.isdisjoint(fact.columns)
        else:
            self._owners = True

    def column(self, column: str) -> None:
        self._facts[column] = None

    def ask(self, entity: Entity | None) -> Ask:
        return Ask(
            supplier=self.supplier,
            title=self.title,
            lines=tuple(self._lines.values()),
            facts=tuple(self._facts),
            row=entity.row if entity is not None else None,
            owners=self._owners,
            kinds=self.kinds,
            instead=bool(self.kinds) and self.is_certifiable,
            missing=tuple(texts([*self._missing, *self._ours])),
            ours=tuple(texts(self._ours)),
        )


class Askings:
    """Gathers the asks of one bill of materials, by supplier."""

    def __init__(self, identity: Callable[[str], str], entities: Mapping[str, Entity]) -> None:
        self._identity = identity
        self._entities = entities
        self._found: dict[str, Asking] = {}

    def of(self, supplier: str | None, title: str) -> Asking:
        """What the supplier is asked; `title` names one that is not known."""
        at = f"by {self._identity(supplier)}" if supplier is not None else f"at {title}"
        return self._found.setdefault(at, Asking(supplier, supplier or title))

    def all(self, settles: Callable[[Asking, Ask], Ask]) -> list[Ask]:
        """Every ask, with what it settles."""
        found = []
        for asking in self._found.values():
            entity = self._entities.get(self._identity(asking.supplier)) if asking.supplier is not None else None
            found.append(settles(asking, asking.ask(entity)))
        return found
