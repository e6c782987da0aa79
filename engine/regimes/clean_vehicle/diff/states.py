"""The sequence of states from one bill of materials and law to another; each step has one cause."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from ....model.battery import Chain, Step
from ....model.findings import Findings
from ....rules.rule import OutsideKnownDates
from ...regime import Check
from ..content import TestName, TestResult, run_tests
from ..law import Law
from ..rulebook import CleanVehicleRulebook
from ..tracing import Traced, trace
from .difference import Cause
from .matching import Pair, match_lines

Chains: TypeAlias = dict[int, Chain]
"""Lines by the number of their pair."""


class State(msgspec.Struct, frozen=True):
    """Lines under a law, by the number of their pair, and the tests; no tests if the date has no known percentage.

    `cause` produced this state from the one before, None at the start; `belong` are the pairs that it changed.
    """

    lines: dict[int, Traced]
    tests: dict[TestName, TestResult]
    cause: Cause | None = None
    belong: list[int] = []


def states_between(old: Check, new: Check, rulebook: CleanVehicleRulebook) -> tuple[list[Pair], list[State]]:
    """The matched lines, and the states from the old side to the new in the order of `Cause`.

    `rulebook` is the built-in one. Both sides must be readable.
    """
    before, after = (list(side.case.facts.battery.chains) for side in (old, new))
    then, now = (list(side.case.read.battery.chains) for side in (old, new))
    first, last, rules = old.result.law, new.result.law, rulebook
    if old.case.question.scenario == new.case.question.scenario:
        then, now, rules = before, after, first.rulebook
    pairs = match_lines(then, now)
    of_old, of_new = _numbered(then, [p.old for p in pairs]), _numbered(now, [p.new for p in pairs])
    both = {number: chain for number, chain in of_old.items() if number in of_new}
    valued = {n: msgspec.structs.replace(chain, value=of_new[n].value) for n, chain in both.items()}
    law = Law(rules, first.days, first.report_date, first.readings)
    later = Law(rules, last.days, last.report_date, first.readings)
    read = Law(rules, last.days, last.report_date, last.readings)
    start = _state(_numbered(before, [p.old for p in pairs]), first)
    way: list[tuple[Cause, Chains, Law]] = [
        (Cause.SCENARIO_LIFTED, of_old, law),
        (Cause.REMOVED, both, law),
        (Cause.ADDED, of_new | both, law),
        (Cause.VALUES, of_new | valued, law),
        (Cause.ORIGINS, of_new, law),
        (Cause.DATE, of_new, later),
        (Cause.READINGS, of_new, read),
        (Cause.SCENARIO, _numbered(after, [p.new for p in pairs]), last),
    ]
    states = [start]
    for cause, chains, under in way:
        state = _state(chains, under)
        states.append(msgspec.structs.replace(state, cause=cause, belong=list(_belong(states[-1], state))))
    return pairs, states


def _numbered(chains: list[Chain], places: list[int | None]) -> Chains:
    return {number: chains[at] for number, at in enumerate(places) if at is not None}


def _state(chains: Chains, law: Law) -> State:
    traced = trace(chains.values(), law, Findings())
    try:
        tests = {result.test: result for result in run_tests(traced, law)}
    except OutsideKnownDates:
        tests = {}
    return State(dict(zip(chains, traced, strict=True)), tests)


def _belong(before: State, after: State) -> Iterator[int]:
    """The lines that only one state has, and those whose value, share or origin differs."""
    for number in before.lines | after.lines:
        then, now = before.lines.get(number), after.lines.get(number)
        if then is None or now is None or then.share != now.share or _facts(then.chain) != _facts(now.chain):
            yield number


def _facts(chain: Chain) -> tuple[object, ...]:
    """The facts of a line that decide the percentage: value, mineral, and the value added of each step by country."""
    return (chain.value, chain.mineral, chain.synthetic, *(site_facts(chain, step) for step in Step))


def site_facts(chain: Chain, step: Step) -> tuple[object, ...]:
    """The country and value added of each site of a step, in an order that does not depend on the sheet."""
    places = ((site.country or "", str(site.value_added)) for site in chain.sites.of(step))
    return (chain.denied.of(step) is not None, *sorted(places))
