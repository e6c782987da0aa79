"""The battery components that only one side has, and the changes of those that both have."""

from collections import Counter
from collections.abc import Iterator

from ....model.battery import Component, key
from ....model.numbers import Fraction, plain
from ....vocabulary.company_names import identity
from ....vocabulary.countries import country_name
from ..components import ComponentsResult
from ..verdict import Result
from .difference import ComponentChanged, ComponentInOne, Components, FactChanged, TestChange
from .shares import share_change

_UNKNOWN = "not known"
_COUNTS = {True: "yes", False: "no", None: _UNKNOWN}


def changed_components(old: Result, new: Result) -> Components | None:
    """The difference of two readable sides; None if neither lists components."""
    if old.components is None and new.components is None:
        return None
    then, now = _named(old), _named(new)
    changed = [
        ComponentChanged(component.name, changes)
        for at, (component, counts) in then.items()
        if at in now and (changes := list(_changes(component, counts, *now[at])))
    ]
    return Components(
        percentage=_percentage(old.components, new.components),
        added=[_in_one(component) for at, (component, _) in now.items() if at not in then],
        removed=[_in_one(component) for at, (component, _) in then.items() if at not in now],
        changed=changed,
    )


def _percentage(old: ComponentsResult | None, new: ComponentsResult | None) -> TestChange | None:
    if old is None or new is None or old.weighted is None or new.weighted is None:
        return None
    return share_change("components", old.weighted.share, new.weighted.share)


def _named(side: Result) -> dict[tuple[str, int], tuple[Component, str]]:
    """Each component and whether it counts, by its name and its place among those of the same name."""
    found: dict[tuple[str, int], tuple[Component, str]] = {}
    seen: Counter[str] = Counter()
    rows = side.components.rows if side.components is not None else []
    for component, row in zip(side.battery.components or [], rows, strict=True):
        name = key(component.name)
        counts = component.exclusion if component.exclusion is not None else _COUNTS[row.counts]
        found[name, seen[name]] = component, counts
        seen[name] += 1
    return found


def _in_one(component: Component) -> ComponentInOne:
    value = component.value_usd
    return ComponentInOne(
        component=component.name,
        part_of=component.part_of,
        value_usd=None if value is None else plain(value),
        assembly_country=component.site.country,
    )


def _changes(old: Component, old_counts: str, new: Component, new_counts: str) -> Iterator[FactChanged]:
    before, after = (one.attestation.reference if one.attestation is not None else None for one in (old, new))
    facts: list[tuple[str, str | None, str | None, bool]] = [
        ("value USD", _number(old.value_usd), _number(new.value_usd), old.value_usd == new.value_usd),
        ("part of", old.part_of, new.part_of, key(old.part_of or "") == key(new.part_of or "")),
        ("made in", _country(old), _country(new), old.site.country == new.site.country),
        ("counts", old_counts, new_counts, old_counts == new_counts),
        ("entity", old.site.entity, new.site.entity, _entity(old) == _entity(new)),
        ("attestation", before, after, before == after),
    ]
    yield from (FactChanged(what, then, now) for what, then, now, same in facts if not same)


def _entity(component: Component) -> str:
    return identity(component.site.entity or "")


def _number(value: Fraction | None) -> str:
    return _UNKNOWN if value is None else plain(value)


def _country(component: Component) -> str:
    country = component.site.country
    return _UNKNOWN if country is None else country_name(country)
