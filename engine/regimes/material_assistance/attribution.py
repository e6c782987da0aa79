"""What a holder, or a set of holders together, owns of a company, through others too (26 USC 318(a)(2)).

At one end of what is known. What a corporation owns is owned by a holder of so much of its value, in proportion
(`Limits.attribution`); what a partnership owns by every holder, in proportion. Together, each share counts once: a
direct holder that is not in the set counts with that part of it that goes up to the set.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from ...model.battery import Measure
from ...model.numbers import Fraction, total
from .holdings import ONE, VALUE, ZERO, Company, Stake

UNKNOWN = "\0the unknown holder"
"""A specified foreign entity that no row names. It is a single one, and may be any one of those that rows name."""
Shares: TypeAlias = dict[str, Fraction]
Known: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Owners, each with its share."""
NOTHING: Mapping[str, Fraction] = {UNKNOWN: ZERO}


class World(StrEnum):
    """What is supposed of holdings that no row explains.

    SHOWN: nothing. LISTED: the unknown holder owns what is behind circles, and stated shares. OPEN: it also owns what
    no row explains, except behind foreign-controlled entities.
    """

    SHOWN = "shown"
    LISTED = "listed"
    OPEN = "open"


class Attribution:
    """Settles companies one by one, each after its owners; shares of the value that go up to each holder.

    `alone` are those of each holder by itself, `joined` those of a holder that is the unknown holder too, and of that
    alone (`UNKNOWN`).
    """

    def __init__(self, limit: Fraction, world: World, may_join: Container[str] = ()) -> None:
        """`may_join` are the holders that the unknown holder may be."""
        self.world = world
        self._limit = limit
        self._may_join = may_join
        self.alone: dict[str, Shares] = {}
        self.joined: dict[str, Shares] = {}
        self._asked: object = None
        self._answer: tuple[Shares, Shares] = ({}, {})

    def goes_up(self, share: Fraction, company: Company) -> bool:
        """Whether what the company owns is owned in proportion by a holder of this share of its value."""
        return company.is_partnership or share >= self._limit

    def is_open(self, company: Company) -> bool:
        """Whether what no row explains of the company is supposed to be the unknown holder's."""
        closed = company.stated.single is not None and company.foreign.listed_parent is not True
        return self.world is World.OPEN and not closed and not company.standing.base

    def settle(self, company: Company) -> None:
        """Takes in a company whose owners outside its circle are settled."""
        alone, joined = self.owned(company, VALUE, company.outside, is_open=self.is_open(company))
        self.alone[company.name] = self._up(company, alone, alone, self.alone)
        if self.world is World.SHOWN:
            return
        if company.circle:
            self.joined[company.name] = {UNKNOWN: ONE}
            return
        if company.stated.single is not None:
            joined = {holder: max(share, company.stated.single) for holder, share in joined.items()}
        self.joined[company.name] = self._up(company, joined, alone, self.joined)

    def forget(self, name: str) -> None:
        self.alone.pop(name, None)
        self.joined.pop(name, None)

    def owned(
        self, company: Company, measure: Measure, stakes: Iterable[Stake], *, is_open: bool
    ) -> tuple[Shares, Shares]:
        """What each holder owns of a company by these stakes, directly and through others: `alone`, and `joined`.

        `is_open`: what no row explains is the unknown holder's. Otherwise a share not stated may be all of that.
        """
        known = tuple((stake.owner, stake.shares[measure]) for stake in stakes if measure in stake.shares)
        blank = tuple(stake.owner for stake in stakes if measure not in stake.shares)
        rest = ZERO if self.world is World.SHOWN else company.unexplained[measure]
        asked = company.name, known, blank, rest, is_open
        if asked != self._asked:  # value and votes are often the same, and so is what counts
            self._asked, self._answer = asked, self._owned(known, blank, rest, is_open=is_open)
        return self._answer

    def _owned(self, known: Known, blank: tuple[str, ...], rest: Fraction, *, is_open: bool) -> tuple[Shares, Shares]:
        alone = self._carried(known, self.alone)
        for holder in self._holders(blank, self.alone) if rest and not is_open else ():
            most = max(ONE if holder == owner else _of(self.alone.get(owner, NOTHING), holder) for owner in blank)
            alone[holder] = alone.get(holder, ZERO) + rest * most
        if self.world is World.SHOWN:
            return alone, {}
        joined = self._carried(known, self.joined)
        joined = {holder: share for holder, share in joined.items() if holder == UNKNOWN or holder in self._may_join}
        if is_open:
            return alone, {holder: share + rest for holder, share in joined.items()}
        if not blank:
            return alone, joined
        named = (x for x in self._holders(blank, self.joined) if x in self._may_join)
        parts = {
            holder: max(ONE if holder == owner else self.of_joined(holder, owner) for owner in blank)
            for holder in dict.fromkeys([*joined, *named])
        }
        return alone, {holder: _of(joined, holder) + rest * part for holder, part in parts.items()}

    def _carried(self, known: Known, above: Mapping[str, Shares]) -> Shares:
        """The sum of the stakes, each with what of its owner is a holder's."""
        base = total(share * _of(above.get(owner, NOTHING), UNKNOWN) for owner, share in known)
        more: Shares = {}
        for owner, share in known:
            shares = above.get(owner, NOTHING)
            least = shares.get(UNKNOWN, ZERO)
            more[owner] = more.get(owner, ZERO) + share * (1 - least)
            for holder, part in shares.items():
                more[holder] = more.get(holder, ZERO) + share * (part - least)
        return {UNKNOWN: base} | {holder: base + share for holder, share in more.items() if holder != UNKNOWN}

    def _holders(self, owners: Iterable[str], above: Mapping[str, Shares]) -> Iterable[str]:
        return dict.fromkeys(x for owner in owners for x in (owner, *above.get(owner, ())))

    def _up(self, company: Company, owned: Shares, alone: Shares, above: Mapping[str, Shares]) -> Shares:
        """What goes up to each holder: what it owns, or else the most by any chain of holdings that each go up."""
        links = {holder: share for holder, share in alone.items() if self.goes_up(share, company)}
        found: Shares = {}
        for holder, share in owned.items():
            if self.goes_up(share, company):
                found[holder] = share
            else:
                chains = (_of(above.get(link, NOTHING), holder) * part for link, part in links.items())
                most = max(chains, default=ZERO)
                if most or above is self.joined:
                    found[holder] = most
        return found

    def of_joined(self, holder: str, company: str) -> Fraction:
        """What goes up from a company to a holder that is the unknown holder too."""
        return _of(self.joined.get(company, NOTHING), holder)


def _of(shares: Mapping[str, Fraction], holder: str) -> Fraction:
    """A holder's share. A holder that is the unknown holder, and holds nothing else, has the unknown holder's."""
    return shares.get(holder, shares.get(UNKNOWN, ZERO))


class Together:
    """Settles companies one by one, each after its owners, at the end of what is known that an attribution is for."""

    def __init__(self, attribution: Attribution, members: Container[str]) -> None:
        """`members` is the set of holders; it may grow by companies that are not settled yet."""
        self.attribution = attribution
        self.members = members
        self._parts: dict[str, dict[str, Fraction]] = {}

    def settle(self, company: Company) -> None:
        """Takes in a company that the attribution has settled."""
        if company.name not in self.members:
            choices = self._choices(company)
            self._parts[company.name] = {joined: self._settled(company, joined) for joined in choices}

    def forget(self, name: str) -> None:
        self._parts.pop(name, None)

    def total(
        self, company: Company, measure: Measure, stakes: Iterable[Stake], *, government: bool, is_open: bool
    ) -> Fraction:
        """What the set owns of a company by these stakes, whichever holder the unknown holder is.

        `government`: what covered governments hold as stated counts; `is_open`: what no row explains does.
        """
        stated = company.government.get(measure, ZERO) if government else ZERO
        parts = (self._parts.get(stake.owner, {}) for stake in stakes if stake.owner not in self.members)
        # Whom the unknown holder is matters to owners outside the set alone.
        return max(
            self._sum(company, measure, stakes, partial(self.part, joined=joined), stated, is_open=is_open)
            for joined in dict.fromkeys([UNKNOWN, *(holder for part in parts for holder in part)])
        )

    def part(self, name: str, joined: str = UNKNOWN) -> Fraction:
        """The part of an entity that the set owns, where this holder and the unknown holder are one."""
        if name in self.members:
            return ONE
        parts = self._parts.get(name, {})
        return parts.get(joined, parts.get(UNKNOWN, ZERO))

    def _choices(self, company: Company) -> list[str]:
        """The holders of the set that the unknown holder may be, as far as it matters to this company."""
        joined = self.attribution.joined.get(company.name, {})
        return [UNKNOWN, *(holder for holder in joined if holder != UNKNOWN and holder in self.members)]

    def _settled(self, company: Company, joined: str) -> Fraction:
        if company.circle and self.attribution.world is not World.SHOWN:
            return ONE  # somebody unknown holds it
        stated = company.government.get(VALUE, ZERO)
        part = self._sum(
            company,
            VALUE,
            company.outside,
            partial(self._weight, company=company, joined=joined),
            stated if self.attribution.goes_up(stated, company) else ZERO,
            is_open=self.attribution.is_open(company) and self.attribution.of_joined(joined, company.name) > 0,
        )
        most = company.stated.single
        if self.attribution.world is not World.SHOWN and most is not None and self.attribution.goes_up(most, company):
            left = part + company.unexplained[VALUE]
            part = max(part, left if company.stated.total is None else company.stated.total)
        return min(ONE, part)

    def _sum(
        self,
        company: Company,
        measure: Measure,
        stakes: Iterable[Stake],
        weigh: Callable[[str], Fraction],
        stated: Fraction,
        *,
        is_open: bool,
    ) -> Fraction:
        """The stakes by weight, with the larger of what covered governments hold by rows and as stated."""
        bodies = others = most = ZERO
        for stake in stakes:
            weight, share = weigh(stake.owner), stake.shares.get(measure)
            if share is None:
                most = max(most, weight)
            elif stake.owner in company.bodies:
                bodies += share * weight
            else:
                others += share * weight
        rest = company.unexplained[measure]
        if is_open:
            bodies += rest
        elif self.attribution.world is not World.SHOWN:
            others += rest * most
        return others + max(bodies, stated)

    def _weight(self, owner: str, company: Company, joined: str) -> Fraction:
        """How much of an owner's holding goes up to the set."""
        alone, to_joined = self.attribution.alone, self.attribution.of_joined(joined, company.name)
        if (to_joined if owner == joined else alone[company.name].get(owner, ZERO)) > 0:
            return self.part(owner, joined)
        through = total(
            share
            for holder, share in alone.get(owner, {}).items()
            if holder != joined and holder in self.members and alone[company.name].get(holder, ZERO) > 0
        )
        return min(ONE, through + (self.attribution.of_joined(joined, owner) if to_joined > 0 else ZERO))
