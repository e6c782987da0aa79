"""The facts of a product by direct material, before the law is applied.

None means *unknown* throughout.
"""

import datetime

import msgspec

from .battery import Attestation, Row, StatedFacts, SupplierSheets
from .numbers import Fraction

ASSIGNED = "assigned"
"""The basis of costs that are percentages of a table instead of amounts."""


class Item(msgspec.Struct, frozen=True, gc=False):
    """A direct material, manufactured product or component: a row of the sheet `Materials`. The cost is US dollars.

    `producer` mined, produced or manufactured it in `country`; `unread` is the country cell's text where it is not
    recognized. `supplier` sold it, if not the producer; `supplier_unknown`: somebody else did, who is not named.
    `earlier_producers` made what went into it. `known_pfe`: it is known, or there is reason to know, that a prohibited
    foreign entity produced it; `unclear_pfe` is a text in that cell that is neither yes nor no. `certificate` is the
    certificate that the row names. `existing_contract`: the item is to be left out because of its binding contract, of
    `contract_date`.
    """

    row: Row
    name: str
    cost: Fraction | None = None
    cost_column: str = "cost_usd"
    producer: str | None = None
    country: str | None = None
    unread: str | None = None
    supplier: str | None = None
    supplier_unknown: bool = False
    earlier_producers: tuple[str, ...] = ()
    certificate: Attestation | None = None
    known_pfe: bool | None = None
    unclear_pfe: str | None = None
    contract_date: datetime.date | None = None
    existing_contract: bool | None = None

    @property
    def line(self) -> str:
        """The number of its row."""
        return str(self.row.number)

    @property
    def direct_supplier(self) -> str | None:
        """Who sold it to the taxpayer: the supplier, or the producer where no supplier is named; None if unknown."""
        return None if self.supplier_unknown else self.supplier or self.producer

    @property
    def cost_cell(self) -> str:
        return self.row.cell(self.cost_column)


class Product(StatedFacts, frozen=True):
    """The facts of the product. `class_` is the class of products, `taxpayer` the entity that claims the credit.

    `cost_basis` is direct or assigned, `cost_basis_unclear` a text in that cell that is neither. `cells` has the
    cell of each stated fact.
    """

    class_: str | None = msgspec.field(default=None, name="class")
    sold: datetime.date | None = None
    construction_begins: datetime.date | None = None
    placed_in_service: datetime.date | None = None
    taxable_year_begins: datetime.date | None = None
    taxpayer: str | None = None
    cost_basis: str | None = None
    cost_basis_unclear: str | None = None


class Materials(SupplierSheets, frozen=True, kw_only=True):
    """A product by direct material."""

    sheet: str
    items: list[Item]
    product: Product = Product()
