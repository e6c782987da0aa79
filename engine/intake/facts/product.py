"""The sheet `Product`: one fact a row."""

from collections.abc import Iterable, Mapping

from ...model.materials import ASSIGNED, Product
from ..tables.adverse import find_subject, is_adverse, is_of_customers, names_company
from ..tables.columns import phrase
from ..tables.fact_fields import find_class, load_fields, misspelled_field
from ..tables.line import Line
from .cells import Cells
from .fact_rows import Fact, read_facts

KIND = "product"
_BASES = ("direct", ASSIGNED)


def read_product(lines: Iterable[Line], cells: Cells) -> Product:
    """The facts of the product with the cell of each."""
    read = read_facts(lines, KIND, cells, _fact, refuse=_may_be_meant, is_adverse=_is_adverse)
    facts = {"class_" if name == "class" else name: fact for name, fact in read.facts.items()}
    return Product(**facts, cells=read.cells)  # type: ignore[arg-type]


def _may_be_meant(name: str, field: str, value: str, facts: Mapping[str, Fact]) -> bool:
    """Whether a field is a known one with a typo, or states what the verdict may need; a date has a digit.

    Of a known class the verdict needs only some dates.
    """
    fields = load_fields(KIND)
    is_typo = misspelled_field(field, KIND) == name
    if name in fields.dates:
        needed = fields.dates_of.get(str(facts.get("class")), fields.dates)
        return (is_typo or name in needed) and any(map(str.isdigit, value))
    return is_typo or name in fields.classes or name == "taxpayer"


def _is_adverse(field: str, value: str) -> bool:
    """Whether a field speaks against the verdict, or names a company of section 154(b); not one about customers."""
    if is_of_customers(field):
        return False
    subject = find_subject(field, "")
    return names_company(value) or (subject is not None and is_adverse(value, subject))


def _fact(line: Line, name: str, cells: Cells) -> Fact:
    fields = load_fields(KIND)
    if name in fields.dates:
        return cells.date(line, "value", name)
    text = cells.text(line, "value")
    if text is None or name == "taxpayer":
        return text
    if name in fields.classes:
        code, known, found = "PRODUCT-CLASS-UNKNOWN", list(fields.class_names), find_class(text, KIND)
    else:
        code, known = "COST-BASIS-UNKNOWN", list(_BASES)
        found = phrase(text) if phrase(text) in _BASES else None
    if found is None:
        cells.refuse(code, line, "value", f"expected one of {', '.join(known)}", name)
    return found
