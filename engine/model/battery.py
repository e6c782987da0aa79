"""The facts of a bill of materials, before the law is applied.

None means *unknown* throughout.
"""

import datetime
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache

import msgspec

from .numbers import Fraction

UNKNOWN_MINERAL = "unknown"
"""The mineral of a chain that may hold a listed one, and of which nobody says which."""


class Step(StrEnum):
    """A step of a procurement chain (26 CFR 1.30D-2)."""

    EXTRACTION = "extraction"
    PROCESSING = "processing"
    RECYCLING = "recycling"


_STEPS = tuple(Step)


class Measure(StrEnum):
    """The measures of the 25 percent test, each applied separately (42 USC 18741(a)(5)(C))."""

    EQUITY = "equity"
    VOTES = "votes"
    BOARD = "board"


class Exclusion(StrEnum):
    """Why a line is excluded from the percentage of section 30D."""

    OUTSIDE = "outside the battery"
    NOT_LISTED = "no applicable critical mineral"


class Table(msgspec.Struct, frozen=True, gc=False):
    """A sheet: its name and the letter of each column by canonical name."""

    sheet: str
    letters: Mapping[str, str]

    def cell(self, column: str, row: int) -> str:
        """The address `BOM!F7`; that of the row's first known column where the column is absent."""
        letter = self.letters.get(column) or next(iter(self.letters.values()), "A")
        return f"{self.sheet}!{letter}{row}"


class Row(msgspec.Struct, frozen=True, gc=False):
    table: Table
    number: int

    def cell(self, column: str) -> str:
        return self.table.cell(column, self.number)


class Site(msgspec.Struct, frozen=True, gc=False):
    """A site of a step: country, entity, value added in US dollars, and the columns of the three.

    `unread` is the country cell's text where it is not recognized. `supposed`: a scenario adds the site, so
    the line's attestation does not cover it.
    """

    row: Row
    country: str | None
    entity: str | None
    value_added: Fraction | None
    columns: tuple[str, str, str]
    unread: str | None = None
    supposed: bool = False

    @property
    def country_cell(self) -> str:
        return self.row.cell(self.columns[0])

    @property
    def entity_cell(self) -> str:
        return self.row.cell(self.columns[1])

    @property
    def value_added_cell(self) -> str:
        return self.row.cell(self.columns[2])

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the country and the entity, once where they are the same."""
        return tuple(dict.fromkeys((self.country_cell, self.entity_cell)))

    def scaled(self, factor: Fraction) -> "Site":
        """The site with this share of its value added."""
        added = self.value_added
        return self if added is None else msgspec.structs.replace(self, value_added=added * factor)


def unnamed_site(row: Row, step: Step) -> Site:
    """A site of a step of which the line says nothing."""
    return Site(row, None, None, None, (f"{step}_country", f"{step}_entity", f"{step}_value_added_usd"))


class Sites(msgspec.Struct, frozen=True, gc=False):
    """The sites of each step; empty for a step that is not named or does not occur."""

    extraction: tuple[Site, ...] = ()
    processing: tuple[Site, ...] = ()
    recycling: tuple[Site, ...] = ()

    def of(self, step: Step) -> tuple[Site, ...]:
        sites: tuple[Site, ...] = getattr(self, step)
        return sites

    def items(self) -> list[tuple[Step, tuple[Site, ...]]]:
        """Each step with sites, and its sites."""
        steps = zip(_STEPS, (self.extraction, self.processing, self.recycling), strict=True)
        return [(step, sites) for step, sites in steps if sites]

    def all(self) -> tuple[Site, ...]:
        return self.extraction + self.processing + self.recycling


class Denied(msgspec.Struct, frozen=True, gc=False):
    """The cell that says that a step does not occur."""

    extraction: str | None = None
    processing: str | None = None
    recycling: str | None = None

    def of(self, step: Step) -> str | None:
        cell: str | None = getattr(self, step)
        return cell


NOTHING_DENIED = Denied()


class Attestation(msgspec.Struct, frozen=True, gc=False):
    """An attestation that no FEOC did the work, with the row and column of its cell.

    Whether it is in hand depends on the day (`evidence`): `dated` is its date, `certificate` the key in
    `Battery.certificates` of the document that it names.
    """

    reference: str
    row: Row
    column: str
    dated: datetime.date | None = None
    certificate: str | None = None

    @property
    def cell(self) -> str:
        return self.row.cell(self.column)


class Certificate(msgspec.Struct, frozen=True):
    """A supplier's certificate. `kind` is feoc, not-pfe or cost.

    `non_pfe_cost` (US dollars) and `non_pfe_share` are what a cost certificate states. `faults` are the columns because
    of which it is not in hand on any day, each with the reason. `file` is its document beside the workbook, `sha256`
    the hash that the row states for it.
    """

    row: Row
    name: str
    supplier: str | None = None
    kind: str | None = None
    signed_by: str | None = None
    signed_on: datetime.date | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    identification_number: str | None = None
    perjury: bool | None = None
    knows_of_none_upstream: bool | None = None
    non_pfe_cost: Fraction | None = None
    non_pfe_share: Fraction | None = None
    faults: Mapping[str, str] = {}
    file: str | None = None
    sha256: str | None = None

    @property
    def cell(self) -> str:
        return self.row.cell("certificate")


class Chain(msgspec.Struct, frozen=True, gc=False):
    """A procurement chain: a line of the bill of materials.

    `sites` are those that the line names; `denied` are the country cells that say `none`. Values are US
    dollars, masses kilograms. `named`: the sheet names the line; else `line` is the number of its row.
    """

    row: Row
    line: str
    component: str | None
    material: str | None
    role: str | None
    mineral: str
    synthetic: bool
    value: Fraction | None
    mass: Fraction | None
    sites: Sites
    denied: Denied
    value_column: str
    attestation: Attestation | None
    claims_relief: bool
    named: bool = True
    exclusion: Exclusion | None = None

    @property
    def value_cell(self) -> str:
        return self.row.cell(self.value_column)


class EntityKind(StrEnum):
    """What an entity is; a company unless its row says otherwise."""

    COMPANY = "company"
    PARTNERSHIP = "partnership"
    PERSON = "person"
    GOVERNMENT = "government"


class ForeignFacts(msgspec.Struct, frozen=True):
    """The facts of an entity for 26 USC 7701(a)(51), besides its countries, government and owners.

    `citizen_of` are all the countries of which it is a citizen, `()` if not known.
    `lists` are the ids of the lists that it is on; `on_no_list`: the row says that it is on none. `sfe_largest`,
    `sfe_total` and `sfe_debt` are the stated shares of specified foreign entities: of the largest and of all together
    in its value and votes, of all in its debt. `listed_parent`: an owner of at least 80 percent is a listed company.
    """

    kind: EntityKind = EntityKind.COMPANY
    citizen_of: tuple[str, ...] = ()
    us_person: bool | None = None
    lists: tuple[str, ...] = ()
    on_no_list: bool = False
    publicly_traded: bool | None = None
    listed_parent: bool | None = None
    sfe_appoints_officer: bool | None = None
    sfe_largest: Fraction | None = None
    sfe_total: Fraction | None = None
    sfe_debt: Fraction | None = None


NO_FOREIGN_FACTS = ForeignFacts()


class Entity(msgspec.Struct, frozen=True):
    """A supplier or owner. `government` holds what a covered nation's government holds directly, as shares.

    `no_government`: the cell `government_of` says none. `unclear` are the texts of cells that are not recognized, that
    say that the fact is not known, or that there is a controller without naming it, by column.
    """

    row: Row
    name: str
    country: str | None = None
    headquarters: str | None = None
    government_of: str | None = None
    no_government: bool = False
    government: Mapping[Measure, Fraction] = {}
    controller: str | None = None
    controller_country: str | None = None
    rights_reserved: bool | None = None
    designation: str | None = None
    unclear: Mapping[str, str] = {}
    attestation: Attestation | None = None
    foreign: ForeignFacts = NO_FOREIGN_FACTS


class Holding(msgspec.Struct, frozen=True):
    """What `owner` holds of `owned`, as shares; a measure that is not stated is not there.

    `reports_13d`: the owner must report the holding under Rule 13d-3 (17 CFR 240.13d-3) or its equivalent.
    """

    row: Row
    owner: str
    owned: str
    shares: Mapping[Measure, Fraction]
    reports_13d: bool | None = None


class ComponentExclusion(StrEnum):
    """Why a row of the sheet `Components` is not a battery component."""

    OUTSIDE = "outside the battery"
    MATERIAL = "constituent material"


class SupplierSheets(msgspec.Struct, frozen=True, kw_only=True):
    """The sheets on suppliers of any bill of materials. Entities are found by `identity(name)`, certificates by `key`.

    `identities` has every name in the sheets: spellings of the same entity have the same identity.
    """

    entities: Mapping[str, Entity] = {}
    holdings: list[Holding] = []
    certificates: Mapping[str, Certificate] = {}
    identities: Mapping[str, str] = {}

    @property
    def identity(self) -> Callable[[str], str]:
        """Gives the key of the entity of a name."""
        return self.identities.__getitem__


class StatedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a sheet with one fact a row; `cells` has the cell of each that is stated."""

    cells: Mapping[str, str] = {}

    def cells_of(self, *fields: str) -> list[str]:
        """The cells of those of these facts that are stated."""
        return [self.cells[field] for field in fields if field in self.cells]


class Component(msgspec.Struct, frozen=True):
    """A row of the sheet `Components`, and the site where substantially all of it was made or assembled.

    `part_of` names the row that contains it, `within` is the position of the nearest battery component around it; both
    are None in the battery itself. `exclusion` says why it is not a battery component; `may_hold_minerals` is False for
    a material that is known to contain no applicable critical mineral.
    """

    row: Row
    name: str
    site: Site
    attestation: Attestation | None
    value_usd: Fraction | None = None
    part_of: str | None = None
    within: int | None = None
    exclusion: ComponentExclusion | None = None
    may_hold_minerals: bool = True

    @property
    def in_battery(self) -> bool:
        return self.exclusion is None


class Vehicle(StatedFacts, frozen=True):
    """The facts of the vehicle; money in US dollars, weight in pounds.

    `unread`: texts that could not be read, by field; the cell is in `cells`. `misnamed`: those of them whose
    field has an unknown name, and that name.
    """

    model: str | None = None
    model_year: str | None = None
    placed_in_service: datetime.date | None = None
    acquired: datetime.date | None = None
    report_date: datetime.date | None = None
    final_assembly_country: str | None = None
    vehicle_class: str | None = None
    msrp_usd: Fraction | None = None
    battery_kwh: Fraction | None = None
    gvwr_lb: Fraction | None = None
    transition_report: bool | None = None
    qualified_manufacturer: bool | None = None
    rechargeable_from_outside: bool | None = None
    unread: Mapping[str, str] = {}
    misnamed: Mapping[str, str] = {}


class Battery(SupplierSheets, frozen=True, kw_only=True):
    """A bill of materials.

    `excluded` are the chains of lines excluded from the percentage, as far as their cells can be read.
    """

    sheet: str
    lines: int
    chains: list[Chain]
    components: list[Component] | None
    vehicle: Vehicle
    excluded: list[Chain] = []


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """The key of a line or material: equal for spellings that differ only in case, spacing, width and invisible marks.

    For entities use `Battery.identity`.
    """
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join(name.casefold().split())
