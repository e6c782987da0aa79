"""The limbs of an entity by its holders, officers, debt and contracts, and what is missing to decide them.

26 USC 7701(a)(51)(C), (D), (E). What is missing is stated fact by fact, as a supplier is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from ...model.battery import Entity, Measure
from ...model.missing import MissingFact
from ...model.quoting import quoted
from .ends import Possible, Shown, counted, has_own_tests
from .holdings import MEASURES, VALUE, Company
from .law import Limits
from .paths import PathList, Paths, percentage
from .standing import Ground


class Influence:
    """The limbs that are shown, each with the holdings that lead to it."""

    def __init__(self, shown: Shown, limits: Limits, by_controllers: Paths, by_entities: Paths) -> None:
        """`by_controllers` and `by_entities` explain what foreign-controlled, and specified foreign entities own."""
        self._shown = shown
        self._limits = limits
        self._by_controllers = by_controllers
        self._by_entities = by_entities

    def grounds(self, company: Company, entity: Entity | None) -> list[Ground]:
        """The limbs that are shown, except control by contract."""
        if not company.standing.is_company:
            return []
        explained: set[tuple[str, ...]] = set()
        return [
            *self._control(company, explained),
            *_officer(company, entity),
            *self._single(company, entity, explained),
            *self._together(company, entity, explained),
            *self._debt(company, entity),
        ]

    def controllers(self, company: Company) -> PathList:
        """The paths by which a company is controlled; none if it is not shown to be."""
        limits, end = self._limits, self._shown.end
        if company.name not in self._shown.controlled:
            return PathList()
        stakes = counted(company, influence=False, sure=True)
        government = not has_own_tests(company, influence=False)
        if limits.added_up:
            of = {m: self._by_controllers.of_members(company, m, stakes, government=government) for m in MEASURES}
        else:
            holders = {m: end.largest(company, m, stakes, self._shown.controllers) for m in MEASURES}
            of = {m: self._by_controllers.of_holder(holders[m][0], company, m, stakes) for m in MEASURES}
        return _most(of)

    def _control(self, company: Company, explained: set[tuple[str, ...]]) -> Iterator[Ground]:
        if (of := self.controllers(company)).paths:
            reached = percentage(self._shown.reach(company).control)
            what = f"controlled, {reached} (more than {percentage(self._limits.control)})"
            yield _ground("controlled", what, of, explained)

    def _single(self, company: Company, entity: Entity | None, explained: set[tuple[str, ...]]) -> Iterator[Ground]:
        limit, stated = self._limits.single, company.stated.low_single
        reached = self._shown.reach(company).single
        what = f"one specified foreign entity owns {percentage(reached)} ({percentage(limit)} or more)"
        if stated >= limit:
            yield Ground("single-25", f"{what}, as stated", _cells(entity, "sfe_largest_pct"))
        elif reached >= limit:
            stakes = counted(company, influence=True, sure=True)
            end, of = self._shown.end, {}
            for m in end.measures:
                holder, _ = end.largest(company, m, stakes, self._shown.entities)
                of[m] = self._by_entities.of_holder(holder, company, m, stakes)
            yield _ground("single-25", what, _most(of), explained)

    def _together(self, company: Company, entity: Entity | None, explained: set[tuple[str, ...]]) -> Iterator[Ground]:
        limit, stated = self._limits.together, company.stated.low_total
        reached = self._shown.reach(company).together
        what = f"specified foreign entities together own {percentage(reached)} ({percentage(limit)} or more)"
        if stated >= limit:
            yield Ground("together-40", f"{what}, as stated", _cells(entity, "sfe_total_pct", "sfe_largest_pct"))
        elif reached >= limit:
            stakes = counted(company, influence=True, sure=True)
            government = not has_own_tests(company, influence=True)
            measures = self._shown.end.measures
            of = {m: self._by_entities.of_members(company, m, stakes, government=government) for m in measures}
            yield _ground("together-40", what, _most(of), explained)

    def _debt(self, company: Company, entity: Entity | None) -> Iterator[Ground]:
        share, limits = company.foreign.sfe_debt, self._limits
        if share is None:
            return
        if has_own_tests(company, influence=True):
            reached, limit, what = share > limits.debt_traded, limits.debt_traded, "publicly traded debt, more than"
        else:
            reached, limit, what = share >= limits.debt, limits.debt, "debt, at least"
        if reached:
            text = f"{percentage(share)} of its {what} {percentage(limit)}, was issued to specified foreign entities"
            yield Ground("debt-15", text, _cells(entity, "sfe_debt_pct"))


def _officer(company: Company, entity: Entity | None) -> Iterator[Ground]:
    if company.foreign.sfe_appoints_officer is True:
        text = "a specified foreign entity appoints a board member or executive"
        yield Ground("officer", text, _cells(entity, "sfe_appoints_officer"))


def _ground(limb: str, what: str, of: PathList, explained: set[tuple[str, ...]]) -> Ground:
    """The limb with the paths that no limb before it names."""
    left = of.without(explained)
    explained |= {path.steps for path in of.paths}
    if left.paths:
        what = f"{what}: {'also ' if len(left.paths) < len(of.paths) else ''}{left.text}"
    cells = dict.fromkeys(cell for path in of.paths for cell in path.cells)
    return Ground(limb, what, tuple(cells), tuple(dict.fromkeys(path.top for path in of.paths)))


def _most(of: dict[Measure, PathList]) -> PathList:
    """The paths of the measure in which they add up to the most."""
    return max(of.values(), key=lambda paths: paths.share)


def _cells(entity: Entity | None, *columns: str) -> tuple[str, ...]:
    return tuple(entity.row.cell(column) for column in columns) if entity is not None else ()


_MOST = 8
"""The owners about whom a text asks; the others are counted."""
_OWNED = "which holders are specified foreign entities, and what they own (Ownership, sfe_largest_pct, sfe_total_pct)"
_STATED = ("sfe_largest_pct", "sfe_total_pct")
"""The columns that state what specified foreign entities own, whoever the holders are."""
_LISTED = ("owner", "owned", "equity_pct", "votes_pct")
"""The columns of the holdings that list the owners, one by one."""
_OFFICER = "whether a specified foreign entity may appoint a board member or executive (sfe_appoints_officer)"


class Missing:
    """Names the facts that would settle an entity's status, except control by contract."""

    def __init__(
        self,
        companies: Mapping[str, Company],
        shown: Shown,
        possible: Possible,
        limits: Limits,
        name: Callable[[str], str],
        near: Mapping[str, list[MissingFact]],
    ) -> None:
        """`near` are the doubts whether an entity is another of a similar name, `name` is how the sheets write it."""
        self._companies = companies
        self._shown = shown
        self._possible = possible
        self._limits = limits
        self._name = name
        self._near = near

    def facts(self, company: Company, name: str, near: list[MissingFact]) -> list[MissingFact]:
        """The facts that leave the status open; none where no limit may be reached and all else is known.

        `near` are the doubts about the name by which it is asked for.
        """
        found = [*self._facts_of(company, near)]
        if company.standing.is_company:
            if company.foreign.sfe_appoints_officer is None:
                found.append(MissingFact(_OFFICER, ("sfe_appoints_officer",), name))
            if company.foreign.sfe_debt is None:
                traded = "publicly traded " if has_own_tests(company, influence=True) else ""
                text = f"the share of its {traded}debt issued to specified foreign entities (sfe_debt_pct)"
                found.append(MissingFact(text, ("sfe_debt_pct",), name))
            reach, limits = self._possible.reach(company), self._limits
            many = reach.single >= limits.single or reach.together >= limits.together
            if many or reach.control > limits.control:
                found += [*self._holders(company, name)] or [MissingFact(_OWNED, _STATED, name)]
        return list(dict.fromkeys(found))

    def _facts_of(self, company: Company, near: Iterable[MissingFact]) -> Iterator[MissingFact]:
        """The facts about the entity itself."""
        of = company.standing
        yield from of.missing
        yield from (*of.doubts, *of.list_doubts, *near)
        for stake in company.misplaced:
            if stake.owner in self._possible.entities:
                what, owner = "government" if of.is_government else "person", quoted(stake.holding.owner)
                text = f"what {owner} holds of it ({stake.holding.row.cell('owned')}), since it is a {what}"
                yield MissingFact(text, ("kind",), stake.holding.owned)

    def _holders(self, company: Company, name: str) -> Iterator[MissingFact]:
        """The facts about who holds it, directly and through others, or what they own together."""
        for text, columns in self._stakes(company, whose="its"):
            yield MissingFact(text, columns, name, "ownership" if columns is _LISTED else "entities")
        above = self._above(company)
        for owner in above[:_MOST]:
            who = quoted(self._name(owner.name))
            if self._is_open(owner):
                own = [fact.text for fact in self._facts_of(owner, self._near.get(owner.name, ()))]
                facts = [*own, *(text for text, _ in self._stakes(owner, whose="its"))]
                asked = f"whether its owner {who} is a specified foreign entity"
                yield MissingFact(f"{asked}: {', '.join(facts)}" if facts else asked, _LISTED, name, "ownership")
            else:
                for text, _ in self._stakes(owner, whose=f"{who}'s"):
                    yield MissingFact(text, _LISTED, name, "ownership")
        if len(above) > _MOST:
            yield MissingFact(f"the same for {len(above) - _MOST} more owners", _LISTED, name, "ownership")

    def _is_open(self, owner: Company) -> bool:
        return owner.name in self._possible.entities and owner.name not in self._shown.entities

    def _above(self, company: Company) -> list[Company]:
        """The owners, and theirs, whose status or holders are not known; none behind a foreign-controlled entity."""
        found: dict[str, Company] = {}
        waiting = [company]
        while waiting:
            for stake in waiting.pop().stakes:
                owner = self._companies[stake.owner]
                if owner.name not in found and owner.name not in company.circle:
                    found[owner.name] = owner
                    if not owner.standing.base:
                        waiting.append(owner)
        return [
            owner
            for owner in found.values()
            if not owner.standing.base and (self._is_open(owner) or next(self._stakes(owner, whose="its"), None))
        ]

    def _stakes(self, company: Company, whose: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What is not known of the holdings in a company, and the columns of its row that state it."""
        if not company.standing.is_company:
            return
        if company.circle:
            members = ", ".join(sorted(map(self._name, company.circle)))
            yield f"who owns {whose} value and votes from outside the circle of holdings of {members}", _LISTED
            return
        for stake in company.stakes:
            owner, row = quoted(stake.holding.owner), stake.holding.row
            for measure in MEASURES:
                if measure not in stake.shares:
                    what = "value" if measure is VALUE else "votes"
                    yield f"what {owner} holds of {whose} {what} ({row.cell(f'{measure}_pct')})", _LISTED
            if has_own_tests(company, influence=True) and stake.holding.reports_13d is None:
                yield f"whether {owner} must report its holding under Rule 13d-3 ({row.cell('reports_13d')})", _LISTED
        if company.stated.single is not None and company.stated.total is not None:
            if company.foreign.sfe_largest is None:
                text = f"the most that one specified foreign entity owns of {whose} value or votes (sfe_largest_pct)"
                yield text, ("sfe_largest_pct",)
            return
        left = max(company.unexplained.values())
        stated = "what specified foreign entities own of it (sfe_largest_pct, sfe_total_pct)"
        if left and company.stakes:
            whole = f"the {percentage(left)} of {whose} value or votes that no row of Ownership explains"
            yield f"who holds {whole}, or {stated}", _STATED
        elif left:
            yield f"who owns {whose} value and votes (rows of Ownership), or {stated}", _STATED
