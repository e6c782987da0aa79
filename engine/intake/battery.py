"""A spreadsheet in, a `Battery` and findings out."""

import msgspec

from ..model import Battery, Vehicle
from ..report import Finding, Findings, Unreadable
from .layout import Lines, nearest_sheet, read_table
from .lines import read_chains
from .quoting import quoted
from .suppliers import read_components, read_entities, read_holdings
from .vehicle import read_vehicle
from .workbook import Book


class Intake(msgspec.Struct, frozen=True):
    """What was read, and what was found on the way."""

    battery: Battery
    findings: list[Finding]


def read_battery(book: Book) -> Intake:
    """The battery of a file, all problems of all its sheets in one pass.

    Raises:
        Unreadable: a problem leaves no battery to judge; it carries every finding.
    """
    found = Findings()
    refused: list[Finding] = []

    def table(kind: str) -> Lines | None:
        sheet = book.others.get(kind)
        if sheet is None:
            return None
        try:
            return read_table(sheet, kind, found)
        except Unreadable as error:
            # A sheet that was left empty, as in a template, is a sheet that is not there.
            refused.extend(f for f in error.findings if f.code != "SHEET-EMPTY")
            return None

    for name in book.unread:
        near = nearest_sheet(name)
        if near is not None:
            found.add("SHEET-NEAR", f"the sheet {quoted(name)} is not read; did you mean {near}?")
        else:
            found.add("SHEET-UNUSED", f"the sheet {quoted(name)} is not read")
    try:
        bom = read_table(book.bom, "bom", found)
        steps = table("steps")
        chains, count = read_chains(bom, steps, found)
    except Unreadable as error:
        refused.extend(error.findings)
        chains, count = [], 0
    entities, ownership, components, vehicle = (table(k) for k in ("entities", "ownership", "components", "vehicle"))
    battery = Battery(
        sheet=book.bom.name,
        lines=count,
        chains=chains,
        entities=read_entities(entities or (), found),
        holdings=read_holdings(ownership or (), found),
        components=read_components(components, found) if components is not None else None,
        vehicle=read_vehicle(vehicle, found) if vehicle is not None else Vehicle(),
    )
    if refused or found.unreadable:
        raise Unreadable(refused + found.all())
    return Intake(battery, found.all())
