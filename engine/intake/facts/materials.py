"""A spreadsheet in, a product by direct material (`Materials`) and findings out."""

from collections.abc import Iterator

import msgspec

from ...model.findings import Finding
from ...model.materials import Item, Materials, Product
from ...model.settings import AS_IT_IS, Settings
from ..tables.book import Book
from ..tables.unread_columns import AttestationEnd
from .identities import identities_of, names_with_facts
from .items import read_items
from .product import read_product
from .reading import SheetReader, TableReading
from .suppliers import report_unused


class MaterialsIntake(msgspec.Struct, frozen=True):
    """The product, the findings, and how the sheets were read; `readable`: the product can be judged.

    `ends` are the days on which certificates end, by columns that are not read.
    """

    materials: Materials
    findings: list[Finding]
    tables: list[TableReading] = []
    readable: bool = True
    ends: list[AttestationEnd] = []

    @property
    def lines(self) -> int:
        return len(self.materials.items)


def read_materials(book: Book, settings: Settings = AS_IT_IS) -> MaterialsIntake:
    """The product of a file as far as it can be read, and all problems of all its sheets."""
    read = SheetReader(book, settings)
    lines, facts = (read.tables.get(kind) for kind in (book.set.main, book.set.facts))
    items: list[Item] = read.attempt(lambda: read_items(lines, read.cells), []) if lines is not None else []
    entities = read.entities()
    holdings = read.holdings(entities)
    product = read.attempt(lambda: read_product(facts, read.cells), Product()) if facts is not None else Product()
    materials = Materials(
        sheet=book.bom.name,
        items=items,
        product=product,
        entities=entities,
        holdings=holdings,
        certificates=read.register.certificates,
    )
    read.finish(certificates=["not-pfe", "cost"])
    materials = identified(materials)
    if read.readable:
        report_unused(materials, _named(materials), read.shared, read.found)
    return MaterialsIntake(materials, read.findings(), read.readings(), readable=read.readable, ends=read.ends())


def identified(materials: Materials) -> Materials:
    """The product with the identity of every name in it."""
    mentioned = [name for name, _ in _mentioned(materials)]
    names = names_with_facts(materials, mentioned)
    return msgspec.structs.replace(materials, identities=identities_of(materials, names, mentioned))


def _mentioned(materials: Materials) -> Iterator[tuple[str, str]]:
    """The names of producers, suppliers and the taxpayer, each with its cell."""
    for item in materials.items:
        named = [("producer", item.producer), ("supplier", item.supplier)]
        named += [("earlier_producers", name) for name in item.earlier_producers]
        yield from ((name, item.row.cell(column)) for column, name in named if name is not None)
    product = materials.product
    if product.taxpayer is not None:
        yield product.taxpayer, product.cells.get("taxpayer", "")


def _named(materials: Materials) -> dict[str, str]:
    """The names that items and the product mention, each with its first cell."""
    named: dict[str, str] = {}
    for name, cell in _mentioned(materials):
        named.setdefault(name, cell)
    return named
