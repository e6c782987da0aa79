"""The holdings of a bill of materials, company by company, owners before what they own."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from ...entities.carried_shares import groups
from ...model.battery import NO_FOREIGN_FACTS, EntityKind, ForeignFacts, Holding, Measure, SupplierSheets
from ...model.numbers import Fraction, total
from .standing import Standing

VALUE, VOTES = Measure.EQUITY, Measure.VOTES
MEASURES = (VALUE, VOTES)
"""Value and votes: the board is no measure here (26 USC 7701(a)(51))."""
ZERO, ONE = Fraction(0), Fraction(1)


class Stake(msgspec.Struct, frozen=True):
    """A row of `Ownership`: the owner, and its shares of the value and the votes as far as they are stated."""

    owner: str
    shares: Mapping[Measure, Fraction]
    holding: Holding

    @property
    def is_nothing(self) -> bool:
        return all(self.shares.get(measure) == 0 for measure in MEASURES)


class Stated(msgspec.Struct, frozen=True):
    """What a row of `Entities` says that specified foreign entities own: the most of any one, and of all together.

    None: it is left open. `low_single` and `low_total` are what is shown by it.
    """

    single: Fraction | None = None
    total: Fraction | None = None
    low_single: Fraction = ZERO
    low_total: Fraction = ZERO

    @classmethod
    def of(cls, facts: ForeignFacts, government: Iterable[Fraction] = ()) -> "Stated":
        """What the facts say; of these shares that governments hold, one above the total may be a single body's."""
        largest, together = facts.sfe_largest, facts.sfe_total
        most = [share for share in (largest, together) if share is not None]
        single = largest if largest is not None else together
        whole = max(most) if together is not None or largest == 0 else None
        above = [share for share in government if whole is not None and share > whole]
        return cls(
            single=max(single, *above) if single is not None and above else single,
            total=whole,
            low_single=largest or ZERO,
            low_total=max(most, default=ZERO),
        )


class Company(msgspec.Struct, frozen=True):
    """An entity and who holds it. Persons and governments have no holders.

    `unexplained` is what no row explains; `bodies` are the owners that are covered governments, `government` what these
    hold as stated. `circle` are the members of the circle of holdings that it belongs to, if any; `misplaced` are the
    stakes in a person or a government.
    """

    name: str
    standing: Standing
    foreign: ForeignFacts = NO_FOREIGN_FACTS
    stakes: tuple[Stake, ...] = ()
    unexplained: Mapping[Measure, Fraction] = msgspec.field(default_factory=lambda: dict.fromkeys(MEASURES, ZERO))
    government: Mapping[Measure, Fraction] = {}
    bodies: frozenset[str] = frozenset()
    stated: Stated = Stated()
    circle: frozenset[str] = frozenset()
    misplaced: tuple[Stake, ...] = ()

    @property
    def is_partnership(self) -> bool:
        return self.foreign.kind is EntityKind.PARTNERSHIP

    @property
    def all_stakes(self) -> tuple[Stake, ...]:
        """Every row of Ownership about it."""
        return (*self.stakes, *self.misplaced)

    @property
    def outside(self) -> list[Stake]:
        """The stakes of owners outside its circle."""
        return [stake for stake in self.stakes if stake.owner not in self.circle]


def read_companies(sheets: SupplierSheets, standing: Callable[[str], Standing]) -> list[list[Company]]:
    """Every entity that the sheets name, in groups that hold one another, each after its owners."""
    identity = sheets.identity
    stakes: dict[str, list[Stake]] = {}
    names = dict.fromkeys(sheets.entities)
    for holding in sheets.holdings:
        owner, owned = identity(holding.owner), identity(holding.owned)
        names |= dict.fromkeys((owner, owned))
        stake = Stake(owner, {m: holding.shares[m] for m in MEASURES if m in holding.shares}, holding)
        if not stake.is_nothing:
            stakes.setdefault(owned, []).append(stake)
    companies = {name: _company(name, sheets, standing, stakes.get(name, [])) for name in names}
    owners = {name: [stake.owner for stake in company.all_stakes] for name, company in companies.items()}
    return [_in_circle([companies[name] for name in group]) for group in groups(names, owners)]


def _company(
    name: str, sheets: SupplierSheets, standing: Callable[[str], Standing], stakes: Iterable[Stake]
) -> Company:
    of, entity = standing(name), sheets.entities.get(name)
    stakes = tuple(stakes)
    if not of.is_company:
        return Company(name, of, misplaced=stakes)
    foreign = entity.foreign if entity is not None else NO_FOREIGN_FACTS
    government = {m: s for m, s in entity.government.items() if m in MEASURES} if entity is not None else {}
    return Company(
        name=name,
        standing=of,
        foreign=foreign,
        stakes=stakes,
        unexplained={m: max(ZERO, ONE - total(s.shares.get(m, ZERO) for s in stakes)) for m in MEASURES},
        government=government,
        bodies=frozenset(stake.owner for stake in stakes if standing(stake.owner).is_covered_government),
        stated=Stated.of(foreign, government.values()),
    )


def _in_circle(group: list[Company]) -> list[Company]:
    members = frozenset(company.name for company in group)
    if not any(stake.owner in members for stake in group[0].all_stakes):
        return group
    return [msgspec.structs.replace(company, circle=members) for company in group]
