"""The limbs of an entity by its holders, officers, debt and contracts (26 USC 7701(a)(51)(C), (D), (E))."""

from collections.abc import Iterator

from ...model.battery import Entity, Measure
from .ends import Shown, counted, has_own_tests
from .holdings import MEASURES, Company
from .law import Limits
from .listings import Ground
from .paths import PathList, Paths, percentage


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
        said: set[tuple[str, ...]] = set()
        return [
            *self._control(company, said),
            *_officer(company, entity),
            *self._single(company, entity, said),
            *self._together(company, entity, said),
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

    def _control(self, company: Company, said: set[tuple[str, ...]]) -> Iterator[Ground]:
        if (of := self.controllers(company)).paths:
            reached = percentage(self._shown.reach(company).control)
            what = f"controlled, {reached} (more than {percentage(self._limits.control)})"
            yield _ground("controlled", what, of, said)

    def _single(self, company: Company, entity: Entity | None, said: set[tuple[str, ...]]) -> Iterator[Ground]:
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
            yield _ground("single-25", what, _most(of), said)

    def _together(self, company: Company, entity: Entity | None, said: set[tuple[str, ...]]) -> Iterator[Ground]:
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
            yield _ground("together-40", what, _most(of), said)

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


def _ground(limb: str, what: str, of: PathList, said: set[tuple[str, ...]]) -> Ground:
    """The limb with the paths that no limb before it names."""
    left = of.without(said)
    said |= {path.steps for path in of.paths}
    if left.paths:
        what = f"{what}: {'also ' if len(left.paths) < len(of.paths) else ''}{left.text}"
    cells = dict.fromkeys(cell for path in of.paths for cell in path.cells)
    return Ground(limb, what, tuple(cells), tuple(dict.fromkeys(path.top for path in of.paths)))


def _most(of: dict[Measure, PathList]) -> PathList:
    """The paths of the measure in which they add up to the most."""
    return max(of.values(), key=lambda paths: paths.share)


def _cells(entity: Entity | None, *columns: str) -> tuple[str, ...]:
    return tuple(entity.row.cell(column) for column in columns) if entity is not None else ()
