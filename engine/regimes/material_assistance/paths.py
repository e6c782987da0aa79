"""Holdings in words, holding by holding: `Z 60% of H, H 60% of X: 36%`."""

from collections.abc import Callable, Container, Iterable, Mapping

import msgspec

from ...model.battery import Measure
from ...model.numbers import Fraction, cut_percent, plain, total
from .attribution import Together
from .holdings import ONE, VALUE, ZERO, Company, Stake

_MOST = 8
"""The paths that a text names, shortest first; the others are counted."""
_DEEPEST = 12
"""The holdings of one path that a text names; those further up are summed up."""
_PLACES = 4


class Path(msgspec.Struct, frozen=True):
    """A share that goes down a path: the holdings in words from the top, their cells, and the holder at the top."""

    share: Fraction
    steps: tuple[str, ...]
    cells: tuple[str, ...]
    top: str

    def then(self, share: Fraction, step: str, cells: Iterable[str]) -> "Path":
        """The path with one more holding below it."""
        return Path(self.share * share, (*self.steps, step), (*self.cells, *cells), self.top)

    @property
    def text(self) -> str:
        steps = ", ".join(self.steps)
        return steps if len(self.steps) == 1 else f"{steps}: {percentage(self.share)}"


class PathList(msgspec.Struct, frozen=True):
    """The shortest paths of all that lead to a company, how many there are, and what all of them add up to."""

    paths: tuple[Path, ...] = ()
    count: int = 0
    share: Fraction = ZERO

    @classmethod
    def of(cls, path: Path) -> "PathList":
        return cls((path,), 1, path.share)

    def without(self, explained: Container[tuple[str, ...]]) -> "PathList":
        """The paths, less those whose holdings have been named already."""
        left = tuple(path for path in self.paths if path.steps not in explained)
        return PathList(left, self.count - len(self.paths) + len(left), self.share)

    @property
    def text(self) -> str:
        """`Z 20% of X; Y 20% of X; and 15 more`."""
        texts = [path.text for path in self.paths]
        if self.count > len(texts):
            texts.append(f"and {self.count - len(texts):,} more")
        return "; ".join(texts)


class Paths:
    """The paths by which holders own companies, and by which a set of holders does together."""

    def __init__(
        self,
        companies: Mapping[str, Company],
        holders: Together,
        name: Callable[[str], str],
    ) -> None:
        """`holders` is the set, at the low end; `name` gives an entity's name as the sheets write it."""
        self._companies = companies
        self._holders = holders
        self._of = holders.attribution
        self.name = name
        self._to_holder: dict[tuple[str, str, int], PathList] = {}
        self._to_set: dict[tuple[str, int], PathList] = {}

    def of_holder(self, holder: str, company: Company, measure: Measure, stakes: Iterable[Stake]) -> PathList:
        """The paths by which a holder owns so much of a company by these stakes."""
        return self._owned(holder, company, measure, stakes, 0)

    def of_members(self, company: Company, measure: Measure, stakes: Iterable[Stake], *, government: bool) -> PathList:
        """The paths by which the set together owns so much of a company by these stakes."""
        by_owner = ((stake, self._parts(stake.owner, 0)) for stake in stakes)
        return self._together(company, measure, by_owner, government=government)

    def _owned(self, holder: str, company: Company, measure: Measure, stakes: Iterable[Stake], depth: int) -> PathList:
        above = (
            (stake, _top(holder) if stake.owner == holder else self._up(holder, stake.owner, depth + 1))
            for stake in stakes
        )
        return _shortest(self._down(paths, stake, company, measure) for stake, paths in above)

    def _up(self, holder: str, name: str, depth: int) -> PathList:
        """The paths by which what a company owns goes up to a holder."""
        at = holder, name, depth
        if at not in self._to_holder:
            self._to_holder[at] = self._found_up(holder, name, depth)
        return self._to_holder[at]

    def _found_up(self, holder: str, name: str, depth: int) -> PathList:
        share = self._of.alone.get(name, {}).get(holder, ZERO)
        if not share:
            return PathList()
        if depth > _DEEPEST:
            step = f"{self.name(holder)} {percentage(share)} of {self.name(name)} through others"
            return PathList.of(Path(share, (step,), (), holder))
        company = self._companies[name]
        if self._of.goes_up(share, company):
            return self._owned(holder, company, VALUE, company.outside, depth)
        links = {x: part for x, part in self._of.alone[name].items() if self._of.goes_up(part, company)}
        best = max(links, key=lambda link: self._of.alone.get(link, {}).get(holder, ZERO) * links[link])
        return _joined(self._up(holder, best, depth + 1), self._up(best, name, depth + 1))

    def _parts(self, name: str, depth: int) -> PathList:
        """The paths by which an entity is the set's: as a member, or by what of it goes up to members."""
        if name in self._holders.members:
            return _top(name)
        if (name, depth) not in self._to_set:
            self._to_set[name, depth] = self._found_parts(name, depth)
        return self._to_set[name, depth]

    def _found_parts(self, name: str, depth: int) -> PathList:
        if depth > _DEEPEST:
            part = self._holders.part(name)
            step = f"specified foreign entities {percentage(part)} of {self.name(name)} through others"
            return PathList.of(Path(part, (step,), (), "")) if part else PathList()
        company = self._companies[name]
        above = ((stake, self._part_of(stake.owner, name, depth + 1)) for stake in company.outside)
        government = self._of.goes_up(company.government.get(VALUE, ZERO), company)
        return self._together(company, VALUE, above, government=government)

    def _part_of(self, owner: str, name: str, depth: int) -> PathList:
        """The paths by which what an owner holds of a company goes up to members of the set."""
        goes_up = self._of.alone.get(name, {})
        if goes_up.get(owner):
            return self._parts(owner, depth)
        holders = [x for x in self._of.alone.get(owner, {}) if x in self._holders.members and goes_up.get(x)]
        return _shortest(self._up(holder, owner, depth) for holder in holders)

    def _together(
        self, company: Company, measure: Measure, above: Iterable[tuple[Stake, PathList]], *, government: bool
    ) -> PathList:
        """The paths with what covered governments hold as stated, where that is more than their listed holdings."""
        above = list(above)
        stated = company.government.get(measure, ZERO) if government else ZERO
        of_bodies = total(stake.shares.get(measure, ZERO) for stake, _ in above if stake.owner in company.bodies)
        paths = []
        if stated > of_bodies:
            step = self._step("covered nations' governments", stated, company, measure)
            paths.append(PathList.of(Path(stated, (step,), (), "")))
            above = [(stake, of) for stake, of in above if stake.owner not in company.bodies]
        return _shortest([*paths, *(self._down(of, stake, company, measure) for stake, of in above)])

    def _down(self, of: PathList, stake: Stake, company: Company, measure: Measure) -> PathList:
        share = stake.shares.get(measure)
        if not share:
            return PathList()
        step = self._step(self.name(stake.owner), share, company, measure)
        cell = stake.holding.row.cell(f"{measure}_pct")
        return PathList(tuple(path.then(share, step, (cell,)) for path in of.paths), of.count, of.share * share)

    def _step(self, owner: str, share: Fraction, company: Company, measure: Measure) -> str:
        votes = "" if measure is VALUE else "the votes of "
        return f"{owner} {percentage(share)} of {votes}{self.name(company.name)}"


def _top(name: str) -> PathList:
    return PathList.of(Path(ONE, (), (), name))


def _shortest(of: Iterable[PathList]) -> PathList:
    """All these paths as one list."""
    of = list(of)
    paths = sorted((path for each in of for path in each.paths), key=lambda path: (len(path.steps), -path.share))
    return PathList(tuple(paths[:_MOST]), sum(each.count for each in of), total(each.share for each in of))


def _joined(above: PathList, below: PathList) -> PathList:
    """Every path above, continued by every path below."""
    paths = [
        Path(a.share * b.share, a.steps + b.steps, a.cells + b.cells, a.top) for a in above.paths for b in below.paths
    ]
    shown = _shortest(map(PathList.of, paths))
    return PathList(shown.paths, above.count * below.count, above.share * below.share)


def percentage(share: Fraction) -> str:
    """A share in percent: `36%`, cut after four decimals."""
    text = plain(share * 100)
    places = text.partition(".")[2]
    return f"{cut_percent(share) if '/' in text or len(places) > _PLACES else text}%"
