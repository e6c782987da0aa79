"""Names and holdings -> the share of covered nations' governments in each entity (42 USC 18741(a)(5)(C); 89 FR 37079).

Equity, votes and board are each a share between the lowest possible (shown) and the highest possible (not ruled out).
Both ends are the least solution of the same rule: an owner's share is carried down by its holding.
A circle of owners held by nobody outside shows nothing about its owner: its high end is 100%.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from ..model.battery import Battery, Holding, Measure, SupplierSheets
from ..model.findings import Findings
from ..model.missing import MissingFact
from ..model.numbers import ANYTHING, ONE, ZERO, Fraction, Interval, cut_percent, plain
from ..model.quoting import quoted
from ..vocabulary.countries import find_country_of_owner
from ..vocabulary.entity_words import names_elsewhere
from ..vocabulary.governments import find_government
from .carried_shares import ALL, NONE, Link, Node, Shares, carried_shares, reached


class GovernmentNames:
    """Reads the names of a bill of materials; the column `government_of` settles what a name leaves open."""

    def __init__(self, sheets: SupplierSheets, covered: Callable[[str], str | None]) -> None:
        """`covered` maps a country to its covered nation."""
        self._entities = sheets.entities
        self._identity = sheets.identity
        self._covered = covered
        self._says: dict[str, bool | None] = {}

    def says(self, name: str) -> bool | None:
        """Whether a name is that of a covered nation, its government, ministry, party or state fund.

        None where it may be: the name could be a company's, or the government's country is not stated.
        """
        if name not in self._says:
            self._says[name] = self._read(name)
        return self._says[name]

    def doubt(self, name: str) -> MissingFact | None:
        """A doubt if a name refers to another place, or may be a government although government_of is not stated."""
        if names_elsewhere(name):
            return MissingFact(f"who {quoted(name)} is: expected the name itself", about=name)
        if self.says(name) is not None:
            return None
        text = f"whether {quoted(name)} is a covered nation's government (state government_of: the country, or none)"
        return MissingFact(text, ("government_of",), name)

    def _read(self, name: str) -> bool | None:
        entity = self._entities.get(self._identity(name))
        # A company with a row may be called IR.
        country = find_country_of_owner(name) if entity is None or len(name) > 3 or not name.isascii() else None
        if country is not None:
            return self._covered(country) is not None
        named = find_government(name)
        if named is None:
            return False
        sure, countries = named.sure, named.countries
        if not countries and entity is not None and entity.country is not None:
            countries = frozenset([entity.country])
        if countries and not any(map(self._covered, countries)):
            return False
        if countries and sure:
            return True
        settled = entity is not None and (entity.government_of is not None or entity.no_government)
        return False if settled else None


T = TypeVar("T")
_GOVERNMENT = "a covered nation's government"
_WHOLLY: Mapping[Measure, Interval] = dict.fromkeys(Measure, Interval(ONE, ONE))
NOT_KNOWN: Mapping[Measure, Interval] = dict.fromkeys(Measure, ANYTHING)
"""The shares of an entity of which the bill of materials says nothing."""
# The owners of an entity that an explanation names, and the most it explains in all.
_NAMED, _EXPLAINED = 8, 16


class Ownership:
    """The government's share of every entity in the bill of materials.

    An unknown entity has a share anywhere from 0 to 100%.
    """

    def __init__(
        self, battery: Battery, covered: Callable[[str], str | None], whole: Fraction, found: Findings
    ) -> None:
        """`covered` maps a country to its covered nation; a share of `whole` makes two entities a single one."""
        self._covered = covered
        self._whole = whole
        self._entities = battery.entities
        self._identity = battery.identity
        self.names = GovernmentNames(battery, covered)
        self._spelled: dict[str, str] = {}
        for holding in battery.holdings:
            for name in (holding.owner, holding.owned):
                self._spelled.setdefault(self._identity(name), name)
        self._held: dict[str, list[Holding]] = {}
        for holding in _added_up(battery.holdings, self._identity):
            self._held.setdefault(self._identity(holding.owned), []).append(holding)
        self._names = list(
            dict.fromkeys([*self._entities, *self._held, *(self._identity(h.owner) for h in battery.holdings)])
        )
        self._note_differences(found)
        self._circular = self._held_in_circles()
        self._note_circles(found)
        self._shown = {name: self._node(name, high=False) for name in self._names}
        self._low = carried_shares(self._shown, self._whole)
        self._state_owned = {name for name, shares in self._low.items() if max(shares.values()) >= self._whole}
        self._high = carried_shares({name: self._node(name, high=True) for name in self._names}, self._whole)

    def shares(self, name: str) -> Mapping[Measure, Interval]:
        """The government's share of the entity in each measure, from 0 to 1; `NOT_KNOWN` for an unknown entity."""
        at = self._identity(name)
        if at not in self._low:
            return _WHOLLY if self.names.says(name) else NOT_KNOWN
        low, high = self._low[at], self._high[at]
        return {measure: Interval(low[measure], max(low[measure], high[measure])) for measure in Measure}

    def explained(self, name: str, measure: Measure) -> tuple[str, list[str]]:
        """The explanation of the low end of a share, tier by tier, and the cells of the holdings named.

        Each owner is explained once, and only so many: a circle has no end.
        """
        if self.names.says(name):
            return _GOVERNMENT, []
        cells: list[str] = []
        return self._tier(self._identity(name), measure, (), set(), cells), cells

    def _tier(self, name: str, measure: Measure, above: tuple[str, ...], seen: set[str], cells: list[str]) -> str:
        if self._body(name) is True:
            return _GOVERNMENT
        seen.add(name)
        node, parts = self._shown[name], []
        listed = {self._identity(h.owner): h for h in self._held.get(name, [])}
        if node.start[measure]:
            bodies = [h for owner, h in listed.items() if self._body(owner) and h.shares.get(measure)]
            cells += [h.row.cell(f"{measure}_pct") for h in bodies]
            rows = [row for h in bodies if (row := self._entities.get(self._identity(h.owner))) is not None]
            cells += [row.row.cell("government_of") for row in rows if row.government_of is not None]
            by = ", ".join(f"{h.owner} {cut_percent(h.shares[measure])}" for h in bodies)
            parts.append(f"{cut_percent(node.start[measure])} directly ({by or 'as stated in Entities'})")
        # A state-owned owner passes on 100%.
        handed_on = (ALL if k.owner in self._state_owned else self._low[k.owner] for k in node.links)
        carried = [(k.factor[measure] * of[measure], k) for k, of in zip(node.links, handed_on, strict=True)]
        carried = [part for part in carried if part[0]]
        if len(carried) > _NAMED:
            carried.sort(key=lambda part: -part[0])
        for share, link in carried[:_NAMED]:
            holding = listed[link.owner]
            cells.append(holding.row.cell(f"{measure}_pct"))
            whole = link.factor[measure] == ONE
            held = "counts as the same entity" if whole else f"holding {cut_percent(link.factor[measure])}"
            if link.owner in (*above, name):
                held += "; in a circle of holdings"
            elif link.owner not in seen and len(seen) < _EXPLAINED:
                held += f"; {self._tier(link.owner, measure, (*above, name), seen, cells)}"
            parts.append(f"{cut_percent(share)} through {holding.owner} ({held})")
        if len(carried) > _NAMED:
            parts.append(f"and {len(carried) - _NAMED} more")
        return ", ".join(parts) or "state-owned in another measure"

    def is_government(self, name: str) -> bool | None:
        """Whether the entity is a covered nation's government: a body of it, or state-owned; None: unknown."""
        if max(share.low for share in self.shares(name).values()) >= self._whole:
            return True
        return None if max(self._high.get(self._identity(name), ALL).values()) >= self._whole else False

    def below(self, owners: Mapping[str, T]) -> dict[str, list[T]]:
        """The notes on owners, for every entity that they hold directly or indirectly."""
        held_by: dict[str, set[str]] = {}
        for owned, holdings in self._held.items():
            for holding in holdings:
                if any(holding.shares.get(measure) != 0 for measure in Measure):
                    held_by.setdefault(self._identity(holding.owner), set()).add(owned)
        found: dict[str, list[T]] = {}
        for owner, note in owners.items():
            under = set(held_by.get(owner, ()))
            waiting = list(under)
            while waiting:
                more = held_by.get(waiting.pop(), set()) - under
                under |= more
                waiting += more
            for owned in under:
                found.setdefault(owned, []).append(note)
        return found

    def _body(self, name: str) -> bool | None:
        """Whether the entity is a body of a covered government (True), of another one (False), or of none (None)."""
        entity = self._entities.get(name)
        if self.names.says(entity.name if entity is not None else self._spelled[name]):
            return True
        if entity is None or entity.government_of is None:
            return None
        covered = self._covered(entity.government_of) is not None
        # Another country's government with a stated share of a covered one is not only a government.
        return True if covered else None if any(entity.government.values()) else False

    def _node(self, name: str, *, high: bool) -> Node:
        body = self._body(name)
        if body is not None:
            return Node(ALL if body else NONE, [])
        stated = self._entities[name].government if name in self._entities else {}
        holdings = self._held.get(name, [])
        free = {m: max(ZERO, ONE - sum((h.shares.get(m, ZERO) for h in holdings), ZERO)) for m in Measure}
        links: list[Link] = []
        bodies = dict(NONE)
        for holding in holdings:
            if self._body(self._identity(holding.owner)) is True:
                bodies = {m: bodies[m] + holding.shares.get(m, ZERO) for m in Measure}
            else:
                links.append(Link(self._identity(holding.owner), self._factor(holding, free if high else NONE, stated)))
        start = {m: max(stated.get(m, ZERO), bodies[m]) for m in Measure}
        if high:
            start = {m: start[m] + (ZERO if m in stated else free[m]) for m in Measure}
            start |= dict.fromkeys(self._circular.get(name, ()), ONE)
        return Node({m: min(ONE, start[m]) for m in Measure}, links)

    def _factor(self, holding: Holding, free: Shares, stated: Shares) -> Shares:
        """The holding's share; where a measure is blank, its highest possible share, unless counted as unexplained."""
        shares = {m: holding.shares.get(m, free[m]) for m in Measure}
        if max(shares.values()) >= self._whole:
            return ALL
        return {m: share if m in holding.shares or m in stated else ZERO for m, share in shares.items()}

    def _held_in_circles(self) -> dict[str, list[Measure]]:
        """The entities whose listed owners lead only into circles, and in which measures.

        An entity with a stated government share counts by that, regardless of its owners.
        """
        circular: dict[str, list[Measure]] = {}
        for measure in Measure:
            owners = {
                name: [self._identity(h.owner) for h in self._held.get(name, []) if h.shares.get(measure)]
                for name in self._names
                if self._body(name) is None
                and not (name in self._entities and measure in self._entities[name].government)
            }
            behind = reached((name for name in self._names if not owners.get(name)), owners)
            for name in self._names:
                if name not in behind:
                    circular.setdefault(name, []).append(measure)
        return circular

    def _note_circles(self, found: Findings) -> None:
        for name, measures in self._circular.items():
            held = self._held[name]
            found.add(
                "HOLDINGS-CIRCULAR",
                f"{held[0].owned}: its listed owners in {', '.join(measures)} form a circle of holdings with no owner "
                "outside it",
                *(h.row.cell(f"{m}_pct") for h in held for m in measures if h.shares.get(m)),
            )

    def _note_differences(self, found: Findings) -> None:
        for name, entity in self._entities.items():
            bodies = [h for h in self._held.get(name, []) if self._body(self._identity(h.owner)) is True]
            for measure, stated in entity.government.items():
                listed = [h for h in bodies if measure in h.shares]
                total = sum((h.shares[measure] for h in listed), ZERO)
                if listed and total != stated:
                    found.add(
                        "GOVERNMENT-SHARE-DIFFERS",
                        f"{entity.name}: government_{measure}_pct is {plain(stated * 100)}, but the listed holdings of "
                        f"covered governments add up to {plain(total * 100)}; the larger is used",
                        entity.row.cell(f"government_{measure}_pct"),
                        *(h.row.cell(f"{measure}_pct") for h in listed),
                    )


def _added_up(holdings: Iterable[Holding], identity: Callable[[str], str]) -> list[Holding]:
    """The holdings, one for each owner and owned: rows of the same pair are added."""
    added: dict[tuple[str, str], Holding] = {}
    for holding in holdings:
        pair = (identity(holding.owner), identity(holding.owned))
        if pair in added:
            before = added[pair].shares
            shares = {m: before.get(m, ZERO) + holding.shares.get(m, ZERO) for m in {*before, *holding.shares}}
            holding = msgspec.structs.replace(added[pair], shares=shares)
        added[pair] = holding
    return list(added.values())
