"""A spreadsheet in, a `Battery` and findings out."""

from collections.abc import Iterator

import msgspec

from ...model.battery import Battery, Chain, Vehicle
from ...model.settings import AS_IT_IS, Settings
from ...vocabulary.company_names import Names
from ..tables.book import Book
from .components import read_components
from .fact_rows import VehicleLimits, read_vehicle
from .lines import read_chains
from .reading import SheetReader, SheetsRead
from .suppliers import identities_of, names_with_facts, report_unused


class Intake(SheetsRead, frozen=True, kw_only=True):
    """The battery, and how its sheets were read."""

    battery: Battery

    @property
    def lines(self) -> int:
        return self.battery.lines


def read_battery(book: Book, settings: Settings = AS_IT_IS, limits: VehicleLimits | None = None) -> Intake:
    """The battery of a file as far as it can be read, and all problems of all its sheets; `limits` are the law's."""
    read = SheetReader(book, settings)
    cells, tables = read.cells, read.tables
    bom, components, vehicle = (tables.get(kind) for kind in (book.set.main, "components", book.set.facts))
    none: tuple[list[Chain], list[Chain], int] = ([], [], 0)
    chains, excluded, count = (
        read.attempt(lambda: read_chains(bom, tables.get("steps"), cells), none) if bom is not None else none
    )
    entities = read.entities()
    battery = Battery(
        sheet=book.bom.name,
        lines=count,
        chains=chains,
        excluded=excluded,
        entities=entities,
        holdings=read.holdings(entities),
        components=None
        if components is None
        else read.attempt(lambda: read_components(components, cells, components.totals), None),
        vehicle=(
            read.attempt(lambda: read_vehicle(vehicle, cells, limits), Vehicle()) if vehicle is not None else Vehicle()
        ),
        certificates=read.register.certificates,
    )
    read.finish(certificates=["feoc"])
    battery = identified(battery)
    if read.readable:
        sites = [site for chain in (*chains, *excluded) for site in chain.sites.all()]
        sites += [component.site for component in battery.components or ()]
        # The names of those who do the work, each with its first cell.
        named = {site.entity: site.entity_cell for site in reversed(sites) if site.entity is not None}
        report_unused(battery, named, read.shared, read.found)
    return Intake(battery=battery, **read.outcome())


def identified(battery: Battery, names: Names | None = None) -> Battery:
    """The battery with the identity of every name in it, taken from `names` where given."""
    known = names_of(battery) if names is None else names
    excluded = (site.entity for chain in battery.excluded for site in chain.sites.all() if site.entity is not None)
    mentioned = (*excluded, *_mentioned(battery))
    return msgspec.structs.replace(battery, identities=identities_of(battery, known, mentioned))


def names_of(battery: Battery) -> Names:
    """The identities of the entities that the sheets name."""
    return names_with_facts(battery, _mentioned(battery))


def _mentioned(battery: Battery) -> Iterator[str]:
    for chain in battery.chains:
        yield from (site.entity for site in chain.sites.all() if site.entity is not None)
    yield from (component.site.entity for component in battery.components or () if component.site.entity is not None)
