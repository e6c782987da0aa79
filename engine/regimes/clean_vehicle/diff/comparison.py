"""The comparison of two answers under section 30D: by cause, by line, by component and by supplier."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ....model.battery import Chain, Component, Site, Step, key
from ....model.numbers import Fraction, Interval, exact, plain
from ....model.statuses import ScreenStatus
from ....report.decision import worst
from ....vocabulary.company_names import identity
from ....vocabulary.countries import country_name
from ...regime import Check, FactChanged, points_between
from ..components import ComponentsResult
from ..halves import half_decisions
from ..question import Half
from ..rulebook import CleanVehicleRulebook
from ..sections import CleanVehicleReport, ScreenedEntity, SiteStatus
from ..tracing import TestName, Traced
from ..verdict import Result
from .difference import (
    CauseOfChange,
    Change,
    CleanVehicleDiff,
    ComponentChanged,
    ComponentInOne,
    Components,
    LineChanged,
    LineInOne,
    Lines,
    Part,
    Side,
    SupplierChange,
    TestChange,
)
from .states import State, site_facts, states_between

_UNKNOWN = "not known"
_COUNTS = {True: "yes", False: "no", None: _UNKNOWN}


def added_or_removed(numbers: list[int], state: State) -> list[LineInOne]:
    """The lines of these pairs in the state that has them."""
    lines = [state.lines[number] for number in numbers]
    return [
        LineInOne(
            line=one.chain.line,
            mineral=one.chain.mineral,
            value_usd=None if one.chain.value is None else plain(one.chain.value),
            share_low=exact(one.share.low),
            share_high=exact(one.share.high),
        )
        for one in lines
    ]


def changed_lines(first: State, last: State) -> list[LineChanged]:
    """The lines of both states with a changed fact that matters to the percentage or to the screen."""
    rows = []
    for number, then in first.lines.items():
        now = last.lines.get(number)
        if now is not None and (changes := list(_changes(then, now))):
            rows.append(LineChanged(then.chain.line, now.chain.line, then.chain.mineral, changes))
    return rows


def _changes(then: Traced, now: Traced) -> Iterator[FactChanged]:
    old, new = then.chain, now.chain
    yield from _where_different("mineral", _mineral(old), _mineral(new))
    yield from _where_different("value USD", _number(old.value), _number(new.value))
    yield from _where_different("mass kg", _number(old.mass), _number(new.mass))
    for step in Step:
        yield from _step_changes(old, new, step)
    yield from _where_different("role", old.role, new.role)
    yield from _where_different("attestation", _reference(old), _reference(new))
    claims = ["yes" if c.claims_relief else "no" for c in (old, new)]
    yield from _where_different("impracticable to trace", *claims)
    yield from _where_different("share that counts", _share(then.share), _share(now.share))


def _where_different(what: str, old: str | None, new: str | None) -> Iterator[FactChanged]:
    if old != new:
        yield FactChanged(what, old, new)


def _reference(row: Chain | Component) -> str | None:
    return None if row.attestation is None else row.attestation.reference


def _number(number: Fraction | None) -> str:
    return _UNKNOWN if number is None else plain(number)


def _step_changes(old: Chain, new: Chain, step: Step) -> Iterator[FactChanged]:
    """The changes of a step: in its countries and value added, and in its entities."""
    moved = site_facts(old, step) != site_facts(new, step)
    if moved:
        yield FactChanged(step, _places(old, step), _places(new, step))
    names = [sorted(identity(s.entity or "") for s in c.sites.of(step)) for c in (old, new)]
    pairs = [sorted((s.country or "", identity(s.entity or "")) for s in c.sites.of(step)) for c in (old, new)]
    if names[0] != names[1] or (pairs[0] != pairs[1] and not moved):
        yield FactChanged(f"{step} entity", _entities(old, step), _entities(new, step))


def _mineral(chain: Chain) -> str:
    return f"synthetic {chain.mineral}" if chain.synthetic else chain.mineral


def _places(chain: Chain, step: Step) -> str | None:
    sites = chain.sites.of(step)
    texts = [
        f"{_country(s)}, adds ${plain(s.value_added)}" if s.value_added is not None else _country(s) for s in sites
    ]
    if chain.denied.of(step) is not None:
        texts.append("said not to occur")
    return "; ".join(texts) or None


def _entities(chain: Chain, step: Step) -> str | None:
    return "; ".join(f"{s.entity or _UNKNOWN} ({_country(s)})" for s in chain.sites.of(step)) or None


def _country(site: Site) -> str:
    return _UNKNOWN if site.country is None else country_name(site.country)


def _share(share: Interval) -> str:
    return exact(share.low) if share.exact is not None else f"{exact(share.low)} to {exact(share.high)}"


def changed_components(old: Result, new: Result) -> Components | None:
    """The difference of two readable sides; None if neither lists components."""
    if old.components is None and new.components is None:
        return None
    then, now = _named(old), _named(new)
    changed = [
        ComponentChanged(component.name, changes)
        for at, (component, counts) in then.items()
        if at in now and (changes := list(_component_changes(component, counts, *now[at])))
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
    return TestChange.between("components", old.weighted.share, new.weighted.share)


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
    value = None if component.value_usd is None else plain(component.value_usd)
    return ComponentInOne(component.name, component.part_of, value, component.site.country)


def _component_changes(old: Component, old_counts: str, new: Component, new_counts: str) -> Iterator[FactChanged]:
    entities = [identity(one.site.entity or "") for one in (old, new)]
    yield from _where_different("value USD", _number(old.value_usd), _number(new.value_usd))
    if key(old.part_of or "") != key(new.part_of or ""):
        yield FactChanged("part of", old.part_of, new.part_of)
    yield from _where_different("made in", _country(old.site), _country(new.site))
    yield from _where_different("counts", old_counts, new_counts)
    if entities[0] != entities[1]:
        yield FactChanged("entity", old.site.entity, new.site.entity)
    yield from _where_different("attestation", _reference(old), _reference(new))


_ADVERSE = (SiteStatus.FEOC, SiteStatus.UNKNOWN)


def difference(old: Check, new: Check, rulebook: CleanVehicleRulebook, common: dict[str, Any]) -> CleanVehicleDiff:
    """The difference of two sides. `common` are the fields of every diff; `rulebook` has no scenario."""
    sides = _side(old.report), _side(new.report)
    tests: list[TestChange] = []
    not_compared: list[str] = []
    causes: list[CauseOfChange] = []
    lines = components = None
    suppliers: list[SupplierChange] = []
    if old.result is not None and new.result is not None:
        pairs, states = states_between(old, new, rulebook)
        compared = [t for t in TestName if all(t in s.tests and s.tests[t].available for s in (states[0], states[-1]))]
        not_compared = [test for test in TestName if test not in compared]
        tests = [TestChange.between(t, states[0].tests[t].share, states[-1].tests[t].share) for t in compared]
        first, last = states[0].lines, states[-1].lines
        names = [(first[n] if pair.old is not None else last[n]).chain.line for n, pair in enumerate(pairs)]
        causes = [_cause(before, after, compared, names) for before, after in pairwise(states)]
        causes = [
            cause
            for cause in causes
            if cause.lines or any((part.low.exact, part.high.exact) != ("0", "0") for part in cause.parts)
        ]
        lines = Lines(
            added=added_or_removed([n for n, p in enumerate(pairs) if p.old is None], states[-1]),
            removed=added_or_removed([n for n, p in enumerate(pairs) if p.new is None], states[0]),
            changed=changed_lines(states[0], states[-1]),
        )
        components = changed_components(old.result, new.result)
        suppliers = _changed_suppliers(old.report, new.report, states)
    return CleanVehicleDiff(
        **common,
        old=sides[0],
        new=sides[1],
        required_points=points_between(*(side.required_percentage for side in sides)),
        tests=tests,
        tests_not_compared=not_compared,
        causes=causes,
        lines=lines,
        suppliers=suppliers,
        components=components,
    )


def _side(report: CleanVehicleReport) -> Side:
    m, c = report.critical_minerals, report.battery_components
    asked = half_decisions(report, Half(report.asked.half)) if report.asked is not None else []
    return Side(
        bom=report.bom,
        verdict=report.verdict,
        vehicle=report.vehicle,
        screening=report.screening,
        scenario=report.scenario,
        readings=report.asked.readings if report.asked is not None else {},
        required_percentage=m.required_percentage if m is not None else None,
        test=m.test if m is not None and m.required_percentage is not None else None,
        feoc=report.feoc.status if report.feoc is not None else None,
        findings=report.findings,
        answer=worst(asked).status if asked else None,
        components_status=c.status if c is not None else None,
        components_required_percentage=c.required_percentage if c is not None else None,
        credit=report.credit,
    )


def _cause(before: State, after: State, compared: list[TestName], names: list[str]) -> CauseOfChange:
    assert after.cause is not None
    parts = []
    for test in compared:
        then, now = before.tests[test].share, after.tests[test].share
        parts.append(Part(test, Change.of(now.low - then.low), Change.of(now.high - then.high)))
    return CauseOfChange(after.cause, [names[number] for number in after.belong], parts)


def _changed_suppliers(old: CleanVehicleReport, new: CleanVehicleReport, states: list[State]) -> list[SupplierChange]:
    """Each supplier, or site without a named supplier, whose screen result differs between the sides.

    If one side is not screened at all, only the suppliers with an adverse fact on the other.
    """
    first, last = states[0].lines, states[-1].lines
    like = {now.chain.line: first[n].chain.line if n in first else f"+{now.chain.line}" for n, now in last.items()}
    then = {_known_by(one, {}): one for one in old.feoc.entities} if old.feoc is not None else {}
    now = {_known_by(one, like): one for one in new.feoc.entities} if new.feoc is not None else {}
    screened = all(r.feoc is not None and r.feoc.status is not ScreenStatus.NOT_APPLICABLE for r in (old, new))
    rows = []
    for known in then | now:
        before, after = then.get(known), now.get(known)
        one = after or before
        assert one is not None
        if before is not None and after is not None and before.status == after.status:
            continue
        if screened or one.status in _ADVERSE:
            rows.append(_supplier(before, after, one))
    return rows


def _known_by(one: ScreenedEntity, like: dict[str, str]) -> tuple[str, ...]:
    """The key of a supplier: its name, or for a site without one its step and line, matched to the old side."""
    if one.entity is not None:
        return (identity(one.entity),)
    site = one.sites[0]
    return (site.step, like.get(site.line, site.line))


def _supplier(before: ScreenedEntity | None, after: ScreenedEntity | None, one: ScreenedEntity) -> SupplierChange:
    site = next(site for site in one.sites if site.status == one.status)
    return SupplierChange(
        supplier=one.entity or f"not named ({site.step}, line {site.line})",
        old=before.status if before is not None else None,
        new=after.status if after is not None else None,
        why=site.why,
        lines=list(dict.fromkeys(site.line for site in one.sites)),
    )
