"""The credit's first and last day, and the gates on the vehicle (26 USC 30D(d)(1), (f)(11), (h))."""

from collections.abc import Iterator

import msgspec

from ...model.battery import Vehicle
from ...model.findings import Finding, finding
from ...model.numbers import exact_dollars, grouped, plain
from ...model.quoting import quoted
from ...rules.rule import Date
from ...vocabulary.countries import country_name
from .law import Law

_CLASSES = {"suv": "SUV"}


class Gates(msgspec.Struct, frozen=True):
    """The reasons why there is no credit, the assumptions of the verdict, and the obstacles to a pass.

    `unread`: gates whose fact is stated but cannot be read, so that they are neither met nor assumed.
    `before`: the first day of the rules, if the vehicle was placed in service earlier.
    """

    closed: list[Finding]
    unread: list[Finding]
    conditions: list[str]
    if_acquired: str | None
    warnings: list[Finding]
    before: Date | None = None


def not_available(before: Date | None) -> str:
    """The meaning of closed gates; `before` is the first day of the rules, if the vehicle is earlier."""
    if before is not None:
        return f"not decided: earlier rules applied before {before}, and critmin does not compute them"
    return "no credit is available for this vehicle"


def closed(gates: Gates) -> str:
    """Why no change of sourcing gives a credit."""
    return not_available(gates.before) + ("" if gates.before is not None else ", whatever the sourcing")


def check_gates(vehicle: Vehicle, acquired: Date | None, law: Law) -> Gates:
    """The gates of a vehicle: a stated fact can close one; a missing fact becomes an assumption."""
    closed: list[Finding] = []
    unread: list[Finding] = []
    conditions: list[str] = []
    warnings: list[Finding] = []
    if_acquired = None
    start, end = law.rule(law.rulebook.credit.start).value, law.rule(law.rulebook.credit.end)
    before = start if law.days.first < start else None
    if before is not None:
        message = f"the vehicle was placed in service {law.days.text}, but the requirement applies from {start}"
        closed.append(finding("BEFORE-START", message, *vehicle.cells_of("placed_in_service")))
    if acquired is not None and acquired > end.value:
        message = (
            f"the vehicle was acquired {acquired}, but there is no credit for a vehicle acquired after {end.value}"
        )
        closed.append(finding("ACQUIRED-AFTER-END", message, *vehicle.cells_of("acquired")))
    elif acquired is None and law.days.last > end.value:
        if_acquired = f"acquired by {end.value} ({law.rulebook.cite(end.source)})"
        conditions.append(if_acquired)
        message = f"the vehicle was placed in service {law.days.text}, but the date acquired is not stated"
        warnings.append(finding("ACQUIRED-UNKNOWN", message, *vehicle.cells_of("acquired")))
    for passed, failure, condition, source, field in _gates(vehicle, law):
        if passed is False:
            closed.append(finding("GATE", f"{failure} ({law.rulebook.cite(source)})", *vehicle.cells_of(field)))
        elif passed is None and (names := _unread(vehicle, field)):
            given = " and ".join(_not_read(vehicle, name) for name in names)
            message = f"{given}; this leaves open a condition of the credit: {condition} ({law.rulebook.cite(source)})"
            unread.append(finding("GATE-UNREAD", message, *vehicle.cells_of(*names)))
        elif passed is None:
            conditions.append(f"{condition} ({law.rulebook.cite(source)})")
    return Gates(closed, unread, conditions, if_acquired, warnings, before)


def _gates(vehicle: Vehicle, law: Law) -> Iterator[tuple[bool | None, str, str, str, str]]:
    """Each gate: whether it is met (None: unknown), the reason it closes, the assumption, source, field."""
    rules = law.rulebook.vehicle
    country, allowed = vehicle.final_assembly_country, law.rule(rules.final_assembly)
    yield (
        None if country is None else country in allowed.value.all(),
        f"final assembly is in {country_name(country)}, not in North America" if country else "",
        "final assembly in North America",
        allowed.source,
        "final_assembly_country",
    )
    kwh, least = vehicle.battery_kwh, law.rule(rules.battery_kwh)
    yield (
        None if kwh is None else kwh >= least.value,
        f"the battery capacity is {plain(kwh)} kWh, less than {least.value}" if kwh is not None else "",
        f"a battery of at least {least.value} kWh",
        least.source,
        "battery_kwh",
    )
    yield (
        vehicle.rechargeable_from_outside,
        "the battery cannot be recharged from an external source",
        "a battery rechargeable from an external source",
        law.rule(rules.rechargeable).source,
        "rechargeable_from_outside",
    )
    weight, limit = vehicle.gvwr_lb, law.rule(rules.gvwr_lb)
    yield (
        None if weight is None else weight < limit.value,
        f"the gross vehicle weight rating is {grouped(weight)} lb, not under {limit.value:,}"
        if weight is not None
        else "",
        f"a gross vehicle weight rating under {limit.value:,} lb",
        limit.source,
        "gvwr_lb",
    )
    yield (
        vehicle.qualified_manufacturer,
        "the manufacturer is not a qualified manufacturer",
        "a qualified manufacturer",
        law.rule(rules.qualified_manufacturer).source,
        "qualified_manufacturer",
    )
    yield _price_gate(vehicle, law)


def _price_gate(vehicle: Vehicle, law: Law) -> tuple[bool | None, str, str, str, str]:
    rules = law.rulebook.vehicle
    cap, price = law.rule(rules.msrp_large), vehicle.msrp_usd
    large, other, large_classes = cap.value, law.rule(rules.msrp_other).value, rules.msrp_large.classes
    if vehicle.vehicle_class is None:
        limits = {large, other}
        *names, last = (f"{_CLASSES.get(name, name)}s" for name in large_classes)
        classes = f"{', '.join(names)} and {last}"
        condition = f"a suggested retail price of at most ${large:,} for {classes}; ${other:,} for other vehicles"
    else:
        limits = {large if vehicle.vehicle_class in large_classes else other}
        condition = f"a suggested retail price of at most ${max(limits):,}"
    passed = None
    if price is not None and price <= min(limits):
        passed = True
    elif price is not None and price > max(limits):
        passed = False
    failure = (
        f"the suggested retail price is {exact_dollars(price)}, above ${max(limits):,}" if price is not None else ""
    )
    return passed, failure, condition, cap.source, "msrp_usd"


def _unread(vehicle: Vehicle, field: str) -> list[str]:
    """The stated facts of a gate that cannot be read. The class is included only if a price limit depends on it."""
    names = [field] if field in vehicle.unread else []
    if field == "msrp_usd" and "vehicle_class" in vehicle.unread and (names or vehicle.msrp_usd is not None):
        names.append("vehicle_class")
    return names


def _not_read(vehicle: Vehicle, name: str) -> str:
    if name in vehicle.misnamed:
        field = quoted(vehicle.misnamed[name])
        return f"the field {field} may state {name} but is not read (if it does, rename it to {name})"
    return f"{name} {quoted(vehicle.unread[name])} cannot be read"
