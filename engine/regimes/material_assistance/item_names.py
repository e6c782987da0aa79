"""Every name of a product, for the lists of designated entities."""

from collections.abc import Iterator

from ...entities.list_screen import NamedAs, Role, supplier_names
from ...model.materials import Materials


def material_names(materials: Materials) -> Iterator[NamedAs]:
    """Every name with its role and its cell: those of items, of the taxpayer, and of the other sheets."""
    for item in materials.items:
        named = [("producer", item.producer), ("supplier", item.supplier)]
        named += [("earlier_producers", name) for name in item.earlier_producers]
        yield from ((Role.NAMED, name, item.row.cell(column)) for column, name in named if name is not None)
    product = materials.product
    if product.taxpayer is not None:
        yield Role.NAMED, product.taxpayer, product.cells.get("taxpayer", "")
    yield from supplier_names(materials.entities, materials.holdings)
