"""Amounts as a supplier states them -> US dollars, kilograms, and US dollars per kilogram."""

from collections.abc import Collection, Mapping
from contextlib import suppress

import msgspec

from ...model.findings import Findings
from ...model.numbers import Fraction, NotANumber, parse_number, plain, print_of_a_double
from ...model.quoting import quoted
from ...model.settings import Decimals, Rate
from ...vocabulary.amounts import Amount, UnclearMark, parse_amount, possible_amounts, shows_point
from ...vocabulary.units import UnclearUnit, Unit, parse_unit, split_unit
from ..files.number_formats import fitting, other_dollar, unit_shown
from ..tables.line import Line

# The columns that may hold the unit of another column's numbers.
_UNIT_COLUMNS = {"money": ("currency",), "mass": ("mass_unit",), "price": ("price_unit", "currency")}
_DOLLARS = "USD"
_ONE = Fraction(1)


_Group = tuple[str, str, bool]
"""Numbers with the same decimal mark: the sheet, the column or the field's name, and whether it is a column."""


class _Stated(msgspec.Struct, frozen=True):
    """A unit and the cell that states it."""

    unit: Unit
    cell: str


class _Refused(Exception):
    """An amount that is not used; the arguments are those of its finding."""


class Quantities:
    """Converts the numbers of a file; no unit is assumed silently."""

    def __init__(
        self, found: Findings, rates: Mapping[str, Rate], decimals: Decimals | None, points: set[_Group] | None = None
    ) -> None:
        """`points` are the columns in which a number has shown that a point is the decimal mark."""
        self.found = found
        self._rates = rates
        self._decimals = decimals
        self._points: set[_Group] = set() if points is None else points
        self._unclear: dict[_Group, list[tuple[str, str]]] = {}
        self._commas: dict[tuple[_Group, tuple[Decimals, ...]], list[tuple[str, str, str]]] = {}

    def quiet(self) -> "Quantities":
        """A reader that reports nothing; it shares what is known about decimal marks."""
        return Quantities(Findings(), self._rates, self._decimals, self._points)

    def report_unclear(self) -> None:
        """Reports, after the last cell, ambiguous numbers that no other number of their column settles."""
        for group, cells in self._unclear.items():
            if group in self._points:
                continue
            _, name, is_column = group
            text = cells[0][0]
            readings = possible_amounts(text).items()
            choices = " or ".join(f"{plain(amount.number)} with --decimal {mark}" for mark, amount in readings)
            shows = ", and no other number in the column settles which" if is_column else ""
            message = f"{name} is {quoted(text)}: it could be {choices}{shows}"
            self.found.add("NUMBER-UNREADABLE", message, *(cell for _, cell in cells))
        for (group, _), commas in self._commas.items():
            text, why, _ = commas[0]
            others = len(commas) - 1
            more = f" (and {others} more {'cell' if others == 1 else 'cells'})" if others else ""
            self.found.add(
                "NUMBER-UNREADABLE", f"{group[1]} is {quoted(text)}{more}: {why}", *(cell for _, _, cell in commas)
            )
        self._unclear.clear()
        self._commas.clear()

    def take_in_mark(self, line: Line, column: str, text: str, point: bool | None, name: str | None = None) -> None:
        """Records what the number `text` shows about the decimal mark of its column; see `Amount.point`."""
        if point is False:
            return
        group = line.row.table.sheet, name or column, name in (None, column)
        if point:
            self._points.add(group)
        else:
            self._unclear.setdefault(group, []).append((text, line.row.cell(column)))

    def number(self, line: Line, column: str, name: str, text: str) -> Fraction | None:
        """The cell's number in the unit of `name`, a canonical column or field such as `price_usd_per_kg`.

        None where it is unclear (then reported).
        """
        try:
            amount = self._amount(line, column, name, line.get(column), text)
        except UnclearMark as error:
            read = possible_amounts(text)
            group = line.row.table.sheet, name, name == column
            self._commas.setdefault((group, tuple(read)), []).append((text, str(error), line.row.cell(column)))
            for possible in list(read.values())[:1]:  # what else is wrong with it
                self._in_unit(line, column, name, text, possible)
            return None
        except NotANumber as error:
            self.found.add("NUMBER-UNREADABLE", f"{name} is {quoted(text)}: {error}", line.row.cell(column))
            return None
        return self._in_unit(line, column, name, text, amount)

    def _in_unit(self, line: Line, column: str, name: str, text: str, amount: Amount) -> Fraction | None:
        try:
            factor = self._factor(line, column, name, text, amount.unit)
        except _Refused as refused:
            self.found.add(*refused.args)
            return None
        return amount.number if factor == 1 else amount.number * factor  # a number of many lines is kept once

    def bare(self, line: Line, column: str, value: object) -> Fraction:
        """A cell's number without a unit; `value` is the cell without a percent sign.

        Raises:
            NotANumber: it is not a number, or it has a unit.
        """
        amount = self._amount(line, column, column, value, str(value))
        if shown := unit_shown(line.number_format(column)):
            raise NotANumber(f"its number format shows {quoted(shown)}: expected no unit")
        if amount.unit is not None:
            raise NotANumber(f"expected a number without {amount.unit.text}")
        return amount.number

    def _amount(self, line: Line, column: str, name: str, value: object, text: str) -> Amount:
        if isinstance(value, float | int):
            return Amount(parse_number(value), None)
        if self._decimals is not Decimals.COMMA and (shown := print_of_a_double(text)) is not None:
            message = f"{name} has numbers with floating-point digits: they are read at 15 digits"
            self.found.add("NUMBER-PRINTED", message, line.row.cell(column))
            amount = Amount(parse_number(shown), None, point=True)
        else:
            amount = self._read(text)
        if amount.point is not False:
            # Each vehicle field is its own quantity; no other field settles its decimal mark.
            self.take_in_mark(line, column, text, amount.point, name)
        return amount

    def _read(self, text: str) -> Amount:
        if self._decimals is not Decimals.COMMA:
            with suppress(NotANumber):  # the most frequent case, and the fastest
                return Amount(parse_number(text), None, shows_point(text) if self._decimals is None else False)
        return parse_amount(text, self._decimals)

    def _factor(self, line: Line, column: str, name: str, text: str, of_cell: Unit | None) -> Fraction:
        """The factor from the stated unit to that of `name`.

        Raises:
            _Refused: a unit is missing, unknown or in conflict with another.
        """
        wanted = split_unit(name)[1]  # US dollars of value_usd, kilograms of mass_kg
        if line.shown_in_percent(column) and not isinstance(line.get(column), str):
            message = f"the number format of {name} shows a percentage"
            raise _Refused("UNIT-CONFLICT", message, line.row.cell(column))
        shown = line.number_format(column)
        if wanted is None:
            unit = of_cell.text if of_cell is not None else unit_shown(shown)
            if unit:
                message = f"{name} is {quoted(text)}: expected a number without {unit}"
                raise _Refused("NUMBER-UNREADABLE", message, line.row.cell(column))
            return _ONE
        own = name != column or line.in_own_unit(column)
        if own and of_cell is None and not shown and _states_only(line, wanted):
            return _ONE
        stated = self._stated(line, column, name, wanted, of_cell, own=own)
        factor = _ONE
        if wanted.mass is not None:
            masses = {s.unit.mass: s for s in stated if s.unit.mass is not None}
            _check_one(name, masses.values())
            mass = next(iter(masses), None)
            if mass is None:
                per = " per unit of mass" if wanted.currency else ""
                message = f"the column read as {name} does not state a unit{per}: expected {wanted.text}"
                raise _Refused("UNIT-MISSING", message, line.heading(column))
            factor *= wanted.mass / mass if wanted.currency else mass / wanted.mass
        if wanted.currency is not None:
            moneys = {(s.unit.currency, s.unit.scale): s for s in stated if s.unit.currency is not None}
            _check_one(name, moneys.values())
            currency, scale = next(iter(moneys), (None, _ONE))
            if currency is None:
                message = f"the column {name} does not state a currency: US dollars are assumed"
                self.found.add("CURRENCY-ASSUMED", message, line.heading(column))
            of_money = next(iter(moneys.values())).cell if moneys else ""
            factor *= scale * self._rate(currency or _DOLLARS, of_money)
        return factor

    def _stated(
        self, line: Line, column: str, name: str, wanted: Unit, of_cell: Unit | None, *, own: bool
    ) -> list[_Stated]:
        """Every unit stated for a cell: by its heading, a unit column, or the cell. `own`: the column's name states it.

        Raises:
            _Refused: one of them is unclear.
        """
        found = []
        of_heading = wanted if own else line.unit(column)
        if of_heading is not None:
            found.append(_Stated(of_heading, line.heading(column)))
        columns = _UNIT_COLUMNS[_kind(wanted)]
        if of_heading is None and not line.has("mass_kg"):
            columns = (*columns, "mass_unit")  # a `Unit` column beside a bare `Value` column holds the value's unit
        for units in dict.fromkeys(columns):
            text = str(line.get(units)).strip()
            if not text:
                continue
            cell = line.row.cell(units)
            try:
                unit = parse_unit(text)
            except UnclearUnit as error:
                raise _Refused("UNIT-UNKNOWN", f"{units} is {quoted(text)}: {error}", cell) from None
            if unit is None:
                message = f"{units} is {quoted(text)}: expected a unit such as {wanted.text}"
                raise _Refused("UNIT-UNKNOWN", message, cell)
            found.append(_Stated(unit, cell))
        if of_cell is not None:
            found.append(_Stated(of_cell, line.row.cell(column)))
        found += self._shown(line, column, name, wanted, found)
        for stated in found:
            if (stated.unit.currency and not wanted.currency) or (stated.unit.mass and not wanted.mass):
                message = f"{name} is stated in {stated.unit.text}: expected a unit such as {wanted.text}"
                raise _Refused("UNIT-UNKNOWN", message, stated.cell)
        return found

    def _shown(self, line: Line, column: str, name: str, wanted: Unit, stated: list[_Stated]) -> list[_Stated]:
        """The units that the cell's number format adds to the stated ones.

        Raises:
            _Refused: it contradicts them, or is ambiguous.
        """
        code = line.number_format(column)
        if not code:
            return []
        cell = line.row.cell(column)
        found = []
        for text, units in fitting(code, wanted, tuple(statement.unit for statement in stated)):
            if not units:
                wanted_units = " and ".join(statement.unit.text for statement in stated) or wanted.text
                message = f"the number format of {name} shows {quoted(text)}: expected {wanted_units}"
                raise _Refused("UNIT-CONFLICT", message, cell)
            currencies = {unit.currency for unit in units}
            if len(units) == 1:
                found.append(_Stated(units[0], cell))
            elif _DOLLARS not in currencies and not any(statement.unit.currency for statement in stated):
                could_be = " or ".join(unit.text for unit in units)
                message = f"the number format of {name} shows {quoted(text)}, which could be {could_be}"
                raise _Refused("UNIT-UNKNOWN", message, cell)
        other = other_dollar(code)
        currencies = {statement.unit.currency for statement in (*stated, *found)} - {None}
        if other is not None and currencies <= {_DOLLARS}:
            message = f"the number format of {name} shows $ with the locale of {other}: US dollars are assumed"
            self.found.add("DOLLAR-OF-LOCALE", message, cell)
        return found

    def _rate(self, currency: str, cell: str) -> Fraction:
        """US dollars per unit of the currency.

        Raises:
            _Refused: no rate is stated.
        """
        if currency == _DOLLARS:
            return _ONE
        rate = self._rates.get(currency)
        if rate is None:
            raise _Refused("CURRENCY-WITHOUT-RATE", f"the amount is in {currency}, but no rate is given", cell)
        if rate.on is None:
            message = f"{currency} is converted at {plain(rate.usd)} US dollars, a rate without a date"
            self.found.add("RATE-UNDATED", message)
        else:
            message = f"{currency} is converted at {plain(rate.usd)} US dollars, the rate of {rate.on.isoformat()}"
            self.found.add("RATE-USED", message)
        days = sorted({rate.on.isoformat() for rate in self._rates.values() if rate.on is not None})
        if len(days) > 1:  # a battery's values are determined as of a single date (26 CFR 1.30D-3)
            self.found.add("RATE-DATES-DIFFER", f"the --fx rates have different dates: {', '.join(days)}")
        return rate.usd


def _states_only(line: Line, wanted: Unit) -> bool:
    """Whether the columns for units are empty or state the wanted unit itself."""
    return all(line.get(units) in ("", wanted.text) for units in _UNIT_COLUMNS[_kind(wanted)])


def _check_one(name: str, stated: Collection[_Stated]) -> None:
    if len(stated) > 1:
        texts = " and ".join(s.unit.text for s in stated)
        raise _Refused("UNIT-CONFLICT", f"{name} is stated in {texts}", *(s.cell for s in stated))


def _kind(unit: Unit) -> str:
    if unit.currency is None:
        return "mass"
    return "money" if unit.mass is None else "price"
