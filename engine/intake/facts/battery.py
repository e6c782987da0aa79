"""A spreadsheet in, a `Battery` and findings out."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import msgspec

from ...model.battery import Battery, Chain, Entity, Vehicle
from ...model.findings import Finding, Findings, Unreadable
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, MB, Settings
from ...vocabulary.company_names import Names
from ..files.storage import sha256_beside
from ..tables.book import Book
from ..tables.header_columns import Header
from ..tables.sheets import report_sheets
from ..tables.table import Lines, read_table
from ..tables.unread_columns import AttestationEnd
from .cells import Cells
from .certificates import read_certificates
from .components import read_components
from .lines import read_chains
from .register import Register
from .suppliers import names_with_facts, read_entities, read_holdings, report_unused
from .vehicle import VehicleLimits, read_vehicle

T = TypeVar("T")


class TableReading(msgspec.Struct, frozen=True):
    """How a sheet was read: its kind, its name in the file, and its header."""

    kind: str
    sheet: str
    header: Header


class Intake(msgspec.Struct, frozen=True):
    """The battery, the findings, and how the sheets were read; `readable`: the battery can be judged.

    `ends` are the days on which attestations end, by columns that are not read.
    """

    battery: Battery
    findings: list[Finding]
    tables: list[TableReading] = []
    readable: bool = True
    ends: list[AttestationEnd] = []

    @property
    def lines(self) -> int:
        return self.battery.lines


def read_battery(book: Book, settings: Settings = AS_IT_IS, limits: VehicleLimits | None = None) -> Intake:
    """The battery of a file as far as it can be read, and all problems of all its sheets; `limits` are the law's."""
    found = Findings()
    refused: list[Finding] = []
    tables: dict[str, Lines] = {}

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Unreadable as error:
            refused.extend(error.findings)
            return otherwise

    for kind, sheet in book.sheets().items():
        try:
            tables[kind] = read_table(sheet, kind, found, settings.columns.of(kind))
        except Unreadable as error:
            # A sheet left empty, as in a template, counts as absent.
            refused.extend(f for f in error.findings if kind == book.set.main or f.code != "SHEET-EMPTY")
    attempt(lambda: report_sheets(book, settings, tables, found), None)
    papers, of_papers = tables.get("certificates", ()), Cells(found, settings)
    digest = partial(sha256_beside, book.path, most=settings.max_mb * MB)
    register = attempt(lambda: read_certificates(papers, of_papers, digest), Register())
    cells = Cells(found, settings, register=register)
    bom, components, vehicle = (tables.get(kind) for kind in (book.set.main, "components", book.set.facts))
    none: tuple[list[Chain], list[Chain], int] = ([], [], 0)
    chains, excluded, count = attempt(lambda: read_chains(bom, tables.get("steps"), cells), none) if bom else none
    entities: dict[str, Entity] = attempt(lambda: read_entities(tables.get("entities", ()), cells), {})
    battery = Battery(
        sheet=book.bom.name,
        lines=count,
        chains=chains,
        excluded=excluded,
        entities=entities,
        holdings=attempt(lambda: read_holdings(tables.get("ownership", ()), cells, entities), []),
        components=None
        if components is None
        else attempt(lambda: read_components(components, cells, components.totals), None),
        vehicle=attempt(lambda: read_vehicle(vehicle, cells, limits), Vehicle()) if vehicle is not None else Vehicle(),
        certificates=register.certificates,
    )
    cells.report_unclear()
    register.report_unused(found)
    _check_names(tables, book, found)
    battery = identified(battery)
    if not refused and not found.unreadable:
        report_unused(battery, tables if book.name is not None else {}, found)
    return Intake(
        battery,
        refused + found.all(),
        [TableReading(kind, lines.sheet.name, lines.header) for kind, lines in tables.items()],
        readable=not refused and not found.unreadable,
        ends=[end for lines in tables.values() for end in lines.ends()],
    )


def names_of(battery: Battery) -> Names:
    """The identities of the entities that the sheets name."""
    names = names_with_facts(battery.entities, battery.holdings)
    if battery.certificates:
        # A certificate of Acme Pty Ltd then belongs to Acme where no other company of that name is mentioned.
        names.add_mentioned(_mentioned(battery))
    return names


def identified(battery: Battery, names: Names | None = None) -> Battery:
    """The battery with the identity of every name in it, taken from `names` where given."""
    known = names_of(battery) if names is None else names
    controllers = (entity.controller for entity in battery.entities.values() if entity.controller is not None)
    holders = (name for holding in battery.holdings for name in (holding.owner, holding.owned))
    own = (entity.name for entity in battery.entities.values())
    excluded = (site.entity for chain in battery.excluded for site in chain.sites.all() if site.entity is not None)
    texts = {*own, *controllers, *holders, *excluded, *_mentioned(battery)}
    return msgspec.structs.replace(battery, identities={text: known.identity(text) for text in texts})


def _mentioned(battery: Battery) -> Iterator[str]:
    for chain in battery.chains:
        yield from (site.entity for site in chain.sites.all() if site.entity is not None)
    yield from (component.site.entity for component in battery.components or () if component.site.entity is not None)
    yield from (paper.supplier for paper in battery.certificates.values() if paper.supplier is not None)


def _check_names(tables: dict[str, Lines], book: Book, found: Findings) -> None:
    """Reports rows of other sheets whose bill of materials has no line: they may be intended for this one."""
    rows_of = {kind: lines.bom_rows for kind, lines in tables.items() if lines.bom_rows is not None}
    lines = rows_of.pop(book.set.main, None)
    strays = list(book.strays)
    for rows in rows_of.values() if lines is not None and not strays else ():
        strays += [(name, rows.cell(row)) for name, row in rows.others.items() if lines and name not in lines.others]
    for name, cell in strays:
        if name == book.name:
            continue
        message = f"no line belongs to {quoted(name)}: the row may be intended for another bill of materials"
        found.add("BOM-NAME-STRAY", message, cell)
