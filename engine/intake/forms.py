"""The columns `form` and `price_form`: mass times price is a value only where both speak of the same substance."""

from ..numbers import cut
from .cells import Cells
from .layout import Line
from .materials import Form, FormWithoutMineral, find_form, form_factor
from .minerals import Mineral
from .names import plain
from .quoting import quoted


class Forms:
    """Checks the two columns of each line; nothing is converted."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    def check(self, line: Line, mineral: Mineral) -> None:
        """Reports mass and price of two forms, where the value is theirs."""
        if self.cells.saved(line, "value_usd") or not self.cells.saved(line, "price_usd_per_kg"):
            return
        of_mass, of_price = self.cells.text(line, "form"), self.cells.text(line, "price_form")
        cells = [line.row.cell("form"), line.row.cell("price_form")]
        if of_mass is None and of_price is None:
            return
        if of_mass is None or of_price is None:
            missing = "price_form" if of_price is None else "form"
            stated = of_mass or of_price
            message = f"the form is {quoted(stated)}, and {missing} says nothing: the same is taken"
            self.cells.found.add("FORM-HALF", message, cells[0] if of_mass else cells[1])
            return
        if plain(of_mass) == plain(of_price):
            return
        mass_form, price_form = find_form(of_mass, mineral), find_form(of_price, mineral)
        if isinstance(mass_form, Form) and isinstance(price_form, Form):
            self._compare(mineral, of_mass, of_price, mass_form, price_form, cells)
            return
        unknown = of_mass if mass_form is None else of_price
        message = (
            f"mass_kg is of {quoted(of_mass)}, the price of {quoted(of_price)}; {quoted(unknown)} is not known here"
        )
        self.cells.found.add("FORM-UNKNOWN", message, *cells)

    def _compare(
        self, mineral: Mineral, of_mass: str, of_price: str, mass_form: Form, price_form: Form, cells: list[str]
    ) -> None:
        try:
            factor = form_factor(mass_form, price_form, mineral)
        except FormWithoutMineral as error:
            self.cells.found.add("FORM-WITHOUT-MINERAL", str(error), *cells)
            return
        if mass_form == price_form:
            return
        message = (
            f"mass_kg is of {quoted(of_mass)}, the price of {quoted(of_price)}: "
            f"1 kg of the one holds as much {mineral.id} as {cut(factor, 4)} kg of the other"
        )
        self.cells.found.add("FORM-DIFFERS", message, *cells)
