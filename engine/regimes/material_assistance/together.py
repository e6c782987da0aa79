"""What a set of holders owns of a company together, each share counted once (26 USC 318(a)(2)).

A direct holder that is not in the set counts with that part of it that goes up to the set.
"""

from collections.abc import Callable, Container, Iterable
from functools import partial

from ...model.battery import Measure
from ...model.numbers import Fraction, total
from .attribution import UNKNOWN, Attribution, World
from .holdings import ONE, VALUE, ZERO, Company, Stake


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
