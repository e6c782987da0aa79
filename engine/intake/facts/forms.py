"""The columns `form` and `price_form`: mass times price is a value only where both speak of the same substance."""

from ...model.numbers import cut
from ...model.quoting import quoted
from ...vocabulary.materials import find_form, mineral_share
from ...vocabulary.minerals import Mineral
from ...vocabulary.names import plain
from ..tables.line import Line
from .cells import Cells


def check_forms(line: Line, mineral: Mineral, cells: Cells) -> None:
    """Reports mass and price of two forms, where the line's value is made of them and not stated; converts nothing."""
    found = cells.found
    if cells.text(line, "value_usd") is not None:
        return
    of_mass, of_price = cells.text(line, "form"), cells.text(line, "price_form")
    if of_mass is None or of_price is None:
        if of_mass or of_price:
            stated, missing = ("form", "price_form") if of_price is None else ("price_form", "form")
            message = (
                f"{stated} is {quoted(of_mass or of_price or '')} and {missing} is empty: one form is assumed for both"
            )
            found.add("FORM-HALF", message, line.row.cell(stated))
        return
    if plain(of_mass) == plain(of_price):
        return
    where = (line.row.cell("form"), line.row.cell("price_form"))
    both = f"mass_kg is stated for {quoted(of_mass)} and the price for {quoted(of_price)}"
    forms = [find_form(text, mineral) for text in (of_mass, of_price)]
    unknown = [quoted(text) for text, form in zip((of_mass, of_price), forms, strict=True) if form is None]
    if unknown:
        are = "is" if len(unknown) == 1 else "are"
        found.add("FORM-UNKNOWN", f"{both}; {' and '.join(unknown)} {are} not recognized", *where)
        return
    shares = [mineral_share(form, mineral) for form in forms if form is not None]
    for text, share, cell in zip((of_mass, of_price), shares, where, strict=True):
        if share == 0:
            found.add("FORM-WITHOUT-MINERAL", f"{quoted(text)} does not contain {mineral.id}", cell)
    if forms[0] != forms[1] and all(shares):
        factor = cut(shares[0] / shares[1], 4)
        message = f"{both}: 1 kg of the former contains as much {mineral.id} as {factor} kg of the latter"
        found.add("FORM-DIFFERS", message, *where)
