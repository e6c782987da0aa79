"""Every site of the battery with its FEOC status, also where the law does not screen it on the date."""

from collections.abc import Iterable, Iterator

import msgspec

from ....model.battery import Component, ComponentExclusion, Site
from ..feoc import step_of
from ..screened_suppliers import SupplierSite
from ..sections import SiteStatus
from ..tracing import Traced
from ..verdict import Result
from .contents import NOT_SCREENED, PackSite

WORST_FIRST = [*SiteStatus, NOT_SCREENED]


class StatedSite(msgspec.Struct, frozen=True):
    """A site of a line or of a component; `screened` is the screen's answer, None if the screen does not cover it."""

    line: str
    step: str
    supplies: str
    site: Site
    screened: SupplierSite | None = None

    @property
    def status(self) -> str:
        return NOT_SCREENED if self.screened is None else self.screened.answer.status


def worst(statuses: Iterable[str]) -> str:
    """The worst of the statuses; not screened if there are none."""
    return min(statuses, key=WORST_FIRST.index, default=NOT_SCREENED)


class Sites:
    """The sites of a result, each with the worst status that the screen gives its cells."""

    def __init__(self, result: Result) -> None:
        self._traced = result.answer.traced
        self._components = result.battery.components or []
        screen = result.answer.screen
        self._minerals, self._assembly = screen.minerals_screened, screen.components_screened
        self._screened = [site for supplier in screen.suppliers for site in supplier.sites]
        self._status: dict[tuple[str, ...], str] = {}
        for site in self._screened:
            at = site.line, site.step, *site.site.cells
            self._status[at] = worst((site.answer.status, self._status.get(at, NOT_SCREENED)))

    def all(self) -> Iterator[StatedSite]:
        """Every site of a mineral or a component: those that are screened, with the answer, then the others."""
        minerals: dict[str, dict[str, None]] = {}
        for one in self._traced:
            minerals.setdefault(one.chain.line, {})[one.chain.mineral] = None
        parts = {part.site.cells: part for part in self._components}
        for site in self._screened:
            part = parts.get(site.site.cells)
            for name in [part.name] if part is not None else minerals[site.line]:
                yield StatedSite(site.line, site.step, name, site.site, site)
        if not self._minerals:
            for one in self._traced:
                for step, named in one.screened():
                    yield StatedSite(one.chain.line, step, one.chain.mineral, named)
        for part in self._components:
            screened = self._assembly if part.in_battery else self._minerals
            if not screened and part.exclusion is not ComponentExclusion.OUTSIDE:
                yield StatedSite(part.name, step_of(part), part.name, part.site)

    def of_chain(self, one: Traced) -> list[PackSite]:
        """The sites of a chain, in the order of its steps."""
        return [self._pack(one.chain.line, step, site) for step, site in one.screened()]

    def of_component(self, part: Component) -> PackSite:
        """The site of a row of the sheet `Components`."""
        return self._pack(part.name, step_of(part), part.site)

    def _pack(self, line: str, step: str, site: Site) -> PackSite:
        status = self._status.get((line, step, *site.cells), NOT_SCREENED)
        return PackSite(step, site.country, site.entity, status, list(site.cells))
