"""Holdings in words, holding by holding: `Z 60% of H, H 60% of X: 36%`."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from ...model.battery import Measure
from ...model.numbers import Fraction, cut_percent, plain, total
from .holdings import ONE, VALUE, ZERO, Company, Stake
from .together import Together

_MOST = 6
"""The paths that a text names, largest first."""
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

    def of_holder(self, holder: str, company: Company, measure: Measure, stakes: Iterable[Stake]) -> list[Path]:
        """The paths by which a holder owns so much of a company by these stakes."""
        return _largest(self._owned(holder, company, measure, stakes, 0))

    def of_members(
        self, company: Company, measure: Measure, stakes: Iterable[Stake], *, government: bool
    ) -> list[Path]:
        """The paths by which the set together owns so much of a company by these stakes."""
        paths: list[Path] = []
        for stake in stakes:
            for path in self._parts(stake.owner, 0):
                paths += self._down(path, stake, company, measure)
        return _largest(self._with_government(paths, company, measure) if government else paths)

    def _owned(
        self, holder: str, company: Company, measure: Measure, stakes: Iterable[Stake], depth: int
    ) -> Iterator[Path]:
        for stake in stakes:
            above = [_top(holder)] if stake.owner == holder else self._up(holder, stake.owner, depth + 1)
            for path in above:
                yield from self._down(path, stake, company, measure)

    def _up(self, holder: str, name: str, depth: int) -> list[Path]:
        """The paths by which what a company owns goes up to a holder."""
        share = self._of.alone.get(name, {}).get(holder, ZERO)
        if not share:
            return []
        if depth > _DEEPEST:
            step = f"{self.name(holder)} {percentage(share)} of {self.name(name)} through others"
            return [Path(share, (step,), (), holder)]
        company = self._companies[name]
        if self._of.goes_up(share, company):
            return _largest(self._owned(holder, company, VALUE, company.outside, depth))
        links = {x: part for x, part in self._of.alone[name].items() if self._of.goes_up(part, company)}
        best = max(links, key=lambda link: self._of.alone.get(link, {}).get(holder, ZERO) * links[link])
        below = self._up(best, name, depth + 1)
        above = self._up(holder, best, depth + 1)
        joined = [Path(a.share * b.share, a.steps + b.steps, a.cells + b.cells, a.top) for a in above for b in below]
        return _largest(joined)

    def _parts(self, name: str, depth: int) -> list[Path]:
        """The paths by which an entity is the set's: as a member, or by what of it goes up to members."""
        if name in self._holders.members:
            return [_top(name)]
        if depth > _DEEPEST:
            part = self._holders.part(name)
            step = f"specified foreign entities {percentage(part)} of {self.name(name)} through others"
            return [Path(part, (step,), (), "")] if part else []
        company = self._companies[name]
        goes_up = self._of.alone.get(name, {})
        paths: list[Path] = []
        for stake in company.outside:
            if goes_up.get(stake.owner):
                above = self._parts(stake.owner, depth + 1)
            else:
                holders = [
                    x for x in self._of.alone.get(stake.owner, {}) if x in self._holders.members and goes_up.get(x)
                ]
                above = [path for holder in holders for path in self._up(holder, stake.owner, depth + 1)]
            for path in above:
                paths += self._down(path, stake, company, VALUE)
        if self._of.goes_up(company.government.get(VALUE, ZERO), company):
            paths = self._with_government(paths, company, VALUE)
        return _largest(paths)

    def _down(self, path: Path, stake: Stake, company: Company, measure: Measure) -> Iterator[Path]:
        share = stake.shares.get(measure)
        if share:
            cell = stake.holding.row.cell(f"{measure}_pct")
            yield path.then(share, self._step(self.name(stake.owner), share, company, measure), (cell,))

    def _step(self, owner: str, share: Fraction, company: Company, measure: Measure) -> str:
        votes = "" if measure is VALUE else "the votes of "
        return f"{owner} {percentage(share)} of {votes}{self.name(company.name)}"

    def _with_government(self, paths: list[Path], company: Company, measure: Measure) -> list[Path]:
        """The paths with what covered governments hold as stated, where that is more than their listed holdings."""
        stated = company.government.get(measure, ZERO)
        of_bodies = [path for path in paths if path.top in company.bodies]
        if stated <= total(path.share for path in of_bodies):
            return paths
        step = self._step("covered nations' governments", stated, company, measure)
        return [Path(stated, (step,), (), ""), *(path for path in paths if path not in of_bodies)]


def _top(name: str) -> Path:
    return Path(ONE, (), (), name)


def _largest(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: -path.share)[:_MOST]


def in_words(paths: Iterable[Path]) -> str:
    """The paths of one total: `Z 20% of X; Y 20% of X: together 40%`."""
    paths = list(paths)
    text = "; ".join(path.text for path in paths)
    return text if len(paths) == 1 else f"{text}: together {percentage(total(path.share for path in paths))}"


def percentage(share: Fraction) -> str:
    """A share in percent: `36%`, cut after four decimals."""
    text = plain(share * 100)
    places = text.partition(".")[2]
    return f"{cut_percent(share) if '/' in text or len(places) > _PLACES else text}%"
