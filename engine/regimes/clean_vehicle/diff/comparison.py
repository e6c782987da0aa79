"""The comparison of two answers under section 30D: the change of the percentage, by cause and by line."""

from itertools import pairwise
from typing import Any

from ....model.statuses import ScreenStatus
from ....report.decision import worst
from ....vocabulary.company_names import identity
from ...regime import Check, points_between
from ..content import TestName
from ..halves import half_decisions
from ..question import Half
from ..rulebook import CleanVehicleRulebook
from ..sections import CleanVehicleReport, ScreenedEntity, SiteStatus
from .difference import CauseOfChange, Change, CleanVehicleDiff, Lines, Part, Side, SupplierChange, TestChange
from .rows import added_or_removed, changed_components, changed_lines
from .states import State, states_between

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
