"""The sheets of a product in, its direct materials (`Materials`) and findings out."""

from collections.abc import Iterator
from itertools import chain

import msgspec

from ...model.battery import Attestation
from ...model.materials import Item, Materials, Product
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, Settings
from ...vocabulary.attestations import read_attestation
from ...vocabulary.entity_words import names_elsewhere
from ..tables.book import Book
from ..tables.line import Line
from ..tables.table import Lines
from .cells import Cells
from .fact_rows import read_product
from .reading import SheetReader, SheetsRead
from .sums import check_cost_totals, lines_of
from .suppliers import identities_of, names_with_facts, report_unused

# Unit costs are rounded where they are written down.
_SLACK = Fraction(1, 100)
_FACTORS = (("quantity", "unit_cost_usd"), ("mass_kg", "price_usd_per_kg"))
"""What multiplied is a cost: either is read only beside the other."""


class MaterialsIntake(SheetsRead, frozen=True, kw_only=True):
    """The product, and how its sheets were read."""

    materials: Materials

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
    materials = _identified(materials)
    if read.readable:
        named: dict[str, str] = {}
        for name, cell in _mentioned(materials):
            named.setdefault(name, cell)
        report_unused(materials, named, read.shared, read.found)
    return MaterialsIntake(materials=materials, **read.outcome())


def _identified(materials: Materials) -> Materials:
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


def read_items(table: Lines, cells: Cells) -> list[Item]:
    """Every item in the order of the rows; problems are reported at their cells.

    Raises:
        Unreadable: the sheet has more rows than one product may have.
    """
    items = [_item(line, cells) for line in lines_of(table, cells, "item", "rows for one product", "products")]
    check_cost_totals(table, (item.cost for item in items), cells.quiet(), cells.found)
    if not items:
        cells.found.add(
            "NO-LINES", f"the sheet {table.table.sheet} has a header but no lines: expected one for each item"
        )
    return items


def _item(line: Line, cells: Cells) -> Item:
    name = cells.text(line, "item")
    if name is None:
        cells.report("ITEM-UNNAMED", "the row does not name its item: it is called by its row", line, "item")
    cost, cost_column = _cost(line, cells)
    site = cells.site(line, "country", "producer", "cost_usd")
    supplier, supplier_unknown = _supplier(line, cells)
    earlier = (part.strip() for part in (cells.text(line, "earlier_producers") or "").replace("；", ";").split(";"))
    known_pfe = cells.flag(line, "known_pfe", "known_pfe")
    item = Item(
        row=line.row,
        name=name or f"row {line.number}",
        cost=cost,
        cost_column=cost_column,
        producer=_company(line, "producer", site.entity, cells),
        country=site.country,
        unread=site.unread,
        supplier=supplier,
        supplier_unknown=supplier_unknown,
        earlier_producers=tuple(name for name in earlier if not cells.unknown(name)),
        certificate=_certificate(line, cells),
        known_pfe=known_pfe,
        unclear_pfe=cells.stated(line, "known_pfe") if known_pfe is None else None,
        contract_date=cells.date(line, "contract_date", "contract_date"),
        existing_contract=_election(line, cells),
    )
    if item.cost is not None and not item.cost:
        message = "the cost of the item is 0, so it has no effect on the ratio"
        cells.found.add("ITEM-COST-ZERO", message, item.cost_cell)
    elif item.cost is None and not cells.cannot_read(line, _columns_of_cost(line)):
        message = "the item has neither a cost nor a quantity and a unit cost"
        cells.found.add("ITEM-COST-UNKNOWN", message, item.cost_cell)
    return item


def _columns_of_cost(line: Line) -> Iterator[str]:
    yield "cost_usd"
    yield from chain.from_iterable(factors for factors in _FACTORS if all(map(line.has, factors)))


def _cost(line: Line, cells: Cells) -> tuple[Fraction | None, str]:
    """The cost, stated or by quantity and unit cost, and the column in which it is or would be."""
    stated = cells.number(line, "cost_usd") if line.has("cost_usd") else None
    product: Fraction | None = None
    column = "cost_usd"
    for by_unit in _FACTORS:
        if not all(map(line.has, by_unit)):
            continue
        column = column if line.has("cost_usd") else by_unit[1]
        quantity, unit_cost = (cells.number(line, factor) for factor in by_unit)
        if quantity is None or unit_cost is None or product is not None:
            continue
        product = quantity * unit_cost
        if stated is not None and abs(stated - product) > _SLACK * max(stated, product):
            message = (
                f"cost_usd is {plain(stated)}, but {by_unit[0]} times {by_unit[1]} is {plain(product)}: "
                "cost_usd is used"
            )
            cells.report("ITEM-COST-DIFFERS", message, line, "cost_usd", by_unit[1])
    return (product if stated is None else stated), column


def _company(line: Line, column: str, name: str | None, cells: Cells) -> str | None:
    """The company of a cell; None if its text only refers to another (then reported)."""
    if name is not None and names_elsewhere(name):
        cells.refuse("ITEM-COMPANY-UNNAMED", line, column, "expected the name of the company")
        return None
    return name


def _supplier(line: Line, cells: Cells) -> tuple[str | None, bool]:
    """The supplier, and whether there is one who is not named; `none` and `n/a` say that there is nobody else."""
    shown, named = cells.shown(line, "supplier"), cells.text(line, "supplier")
    company = _company(line, "supplier", named, cells)
    nobody = not shown or shown.casefold() in cells.words.none | cells.words.no_mineral
    return (None if nobody else company), company is None and not nobody


def _election(line: Line, cells: Cells) -> bool | None:
    """Whether the item is to be left out because of its contract; an answer that is not known is reported."""
    if cells.not_known(line, "existing_contract") is not None:
        cells.refuse("FLAG-UNCLEAR", line, "existing_contract", "expected yes or no")
    return cells.flag(line, "existing_contract", "existing_contract")


def _certificate(line: Line, cells: Cells) -> Attestation | None:
    """The certificate whose id the cell is; None, and reported, for anything else."""
    text = cells.text(line, "certificate")
    if text is None:
        return None
    register, cell = cells.register, line.row.cell("certificate")
    named = register.find(text, read_attestation(text)) if register.certificates else []
    if len(named) == 1:
        return Attestation(text, line.row, "certificate", certificate=named[0])
    near = register.nearest(text) if register.certificates else None
    why = "it matches the ids of several rows" if named else "no row of the sheet Certificates has this id"
    hint = f"; did you mean {quoted(near)}?" if near is not None and not named else ""
    cells.found.add("ITEM-CERTIFICATE-NOT-LISTED", f"certificate is {quoted(text)}: {why}{hint}", cell)
    return None
