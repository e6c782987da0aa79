"""The two ends of what is known of holdings: what is shown, and what is not ruled out.

At each end, companies are gone through after their owners: whoever is controlled joins the specified foreign entities,
and by the reading `controlled-chain` those that control (26 USC 7701(a)(51)(C)).
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping

import msgspec

from ...model.battery import Measure
from ...model.numbers import Fraction
from .attribution import UNKNOWN, Attribution, Together, World
from .holdings import MEASURES, ONE, VALUE, ZERO, Company, Stake
from .law import Limits


def counted(company: Company, *, influence: bool, sure: bool) -> list[Stake]:
    """The stakes of others that count for control, or for the limits of influence.

    Of a publicly traded company, only those reported under Rule 13d-3; `sure`: without those where that is not known.
    """
    stakes = [stake for stake in company.stakes if stake.owner != company.name]
    if not has_own_tests(company, influence=influence):
        return stakes
    reported = (True,) if sure else (True, None)
    return [stake for stake in stakes if stake.holding.reports_13d in reported]


def has_own_tests(company: Company, *, influence: bool) -> bool:
    """Whether the tests for publicly traded companies apply: for influence, also to those that one owns."""
    facts = company.foreign
    return facts.publicly_traded is True or (influence and facts.listed_parent is True)


class Reach(msgspec.Struct, frozen=True):
    """The largest shares of a company: that control it, that one specified foreign entity owns, and all together."""

    control: Fraction
    single: Fraction
    together: Fraction


class End:
    """The holdings in one world: what single holders own, and controllers and specified foreign entities together."""

    def __init__(self, limits: Limits, world: World, controllers: set[str], entities: set[str]) -> None:
        """`controllers` and `entities` grow as companies are settled."""
        self.attribution = Attribution(limits.attribution, world, entities)
        self.limits = limits
        self._controllers, self._entities = controllers, entities
        self.by_controllers = Together(self.attribution, controllers)
        self.by_entities = Together(self.attribution, entities)
        self._sure = world is World.SHOWN
        self._is_open = world is World.OPEN

    def settle(self, company: Company) -> None:
        """Takes in a company with the present controllers and entities."""
        self.by_controllers.settle(company)
        self.by_entities.settle(company)

    def forget(self, name: str) -> None:
        self.attribution.forget(name)
        self.by_controllers.forget(name)
        self.by_entities.forget(name)

    def control(self, company: Company) -> Fraction:
        """The largest share of the value or the votes that controls, by the reading `control-together`."""
        stakes = counted(company, influence=False, sure=self._sure)
        together = max(self._together(self.by_controllers, company, m, stakes, influence=False) for m in MEASURES)
        single = max(self.largest(company, m, stakes, self._controllers)[1] for m in MEASURES)
        return together if together == single or self.limits.added_up else single

    def single(self, company: Company) -> Fraction:
        """The largest share that one specified foreign entity owns, by the reading `ownership-measure`."""
        stakes = counted(company, influence=True, sure=self._sure)
        return self._measured({m: self.largest(company, m, stakes, self._entities)[1] for m in MEASURES})

    def together(self, company: Company) -> Fraction:
        """The largest share that specified foreign entities own together."""
        stakes = counted(company, influence=True, sure=self._sure)
        return self._measured(
            {m: self._together(self.by_entities, company, m, stakes, influence=True) for m in MEASURES}
        )

    def _measured(self, shares: Mapping[Measure, Fraction]) -> Fraction:
        largest = max(shares.values())
        return largest if largest == shares[VALUE] or self.limits.by_votes else shares[VALUE]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return MEASURES if self.limits.by_votes else (VALUE,)

    def largest(
        self, company: Company, measure: Measure, stakes: Iterable[Stake], holders: Container[str]
    ) -> tuple[str, Fraction]:
        """The holder among these that owns the most by these stakes, and its share; the unknown holder if none does."""
        alone, joined = self.attribution.owned(company, measure, stakes, is_open=self._is_open)
        shares = [(x, share) for owned in (alone, joined) for x, share in owned.items() if x in holders]
        return max(shares, key=lambda owned: owned[1], default=(UNKNOWN, ZERO))

    def _together(
        self, holders: Together, company: Company, measure: Measure, stakes: list[Stake], *, influence: bool
    ) -> Fraction:
        government = not self._sure or not has_own_tests(company, influence=influence)
        return holders.total(company, measure, stakes, government=government, is_open=self._is_open)


class Shown:
    """What is shown: who is a specified foreign entity whatever the missing facts are."""

    def __init__(self, groups: Iterable[list[Company]], limits: Limits) -> None:
        self._limits = limits
        self.controllers: set[str] = set()
        self.entities: set[str] = set()
        self.controlled: set[str] = set()
        self.end = End(limits, World.SHOWN, self.controllers, self.entities)
        self._reached: dict[str, Reach] = {}
        for group in groups:
            self._take_in(group)

    def _take_in(self, group: list[Company]) -> None:
        """Settles a group; in a circle, control of some may show that of others."""
        for company in group:
            if company.standing.base:
                self.controllers.add(company.name)
            if company.standing.base or company.standing.listed:
                self.entities.add(company.name)
            self.end.attribution.settle(company)
        while True:
            for company in group:
                self.end.settle(company)
            more = {
                company.name
                for company in group
                if company.name not in self.controlled and self.end.control(company) > self._limits.control
            }
            self.controlled |= more
            self.entities |= more
            if not more:
                break
            if self._limits.chain:
                self.controllers |= more
        for company in group:
            self.reach(company)

    def reach(self, company: Company) -> Reach:
        """What the holdings in a company are shown to reach."""
        if company.name not in self._reached:
            single = max(company.stated.low_single, self.end.single(company))
            together = max(company.stated.low_total, self.end.together(company))
            self._reached[company.name] = Reach(self.end.control(company), single, together)
        return self._reached[company.name]


class Possible:
    """What is not ruled out: who may be a specified foreign entity by some completion of the facts."""

    def __init__(self, groups: list[list[Company]], limits: Limits, in_doubt: Container[str]) -> None:
        """`in_doubt` are the entities of which it is not known who they are."""
        self._limits = limits
        self._in_doubt = in_doubt
        self.controllers: set[str] = {UNKNOWN}
        self.entities: set[str] = {UNKNOWN}
        self._open = End(limits, World.OPEN, self.controllers, self.entities)
        self._listed = self._open
        if any(company.stated.single is not None for group in groups for company in group):
            self._listed = End(limits, World.LISTED, self.controllers, self.entities)
        self._ends = list(dict.fromkeys((self._open, self._listed)))
        self._reached: dict[str, Reach] = {}
        companies = [company for group in groups for company in group]
        left = Counter(stake.owner for company in companies for stake in company.stakes)
        for company in companies:
            self._take_in(company)
            for stake in company.stakes:
                left[stake.owner] -= 1
                if not left[stake.owner]:
                    for end in self._ends:
                        end.forget(stake.owner)

    def reach(self, company: Company) -> Reach:
        """What the holdings in a company may reach."""
        if company.name not in self._reached:
            reach = Reach(ONE, ONE, ONE) if company.circle else self._reach(company)
            self._reached[company.name] = reach
        return self._reached[company.name]

    def _take_in(self, company: Company) -> None:
        if any(stake.owner in self.entities for stake in company.misplaced):
            # It may be a company after all, and its holder's.
            company = msgspec.structs.replace(company, circle=frozenset({company.name}))
        for end in self._ends:
            end.attribution.settle(company)
        may_be_base = company.standing.may_be_base or company.name in self._in_doubt
        may_be_controlled = self.reach(company).control > self._limits.control
        if may_be_base or (may_be_controlled and self._limits.chain):
            self.controllers.add(company.name)
        if may_be_base or may_be_controlled or company.standing.may_be_listed:
            self.entities.add(company.name)
        for end in self._ends:
            end.settle(company)

    def _reach(self, company: Company) -> Reach:
        single, together = company.stated.single, company.stated.total
        bound = together if together == single or self._limits.added_up else single
        if company.foreign.listed_parent is True:
            bound = None  # what is stated says nothing about control
        return Reach(
            control=self._open.control(company) if bound is None else max(bound, self._listed.control(company)),
            single=self._open.single(company) if single is None else max(single, self._listed.single(company)),
            together=self._open.together(company)
            if together is None
            else max(together, self._listed.together(company)),
        )
