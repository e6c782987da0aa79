"""The lines of two bills of materials matched, and the states from one to the other; each step has one cause."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from ....model.battery import Chain, Site, Step, key
from ....model.findings import Findings
from ....rules.rule import OutsideKnownDates
from ....vocabulary.company_names import identity
from ...regime import Check
from ..law import Law
from ..rulebook import CleanVehicleRulebook
from ..tracing import TestName, TestResult, Traced, run_tests, trace
from .difference import Cause

Facts: TypeAlias = tuple[object, ...]


class Pair(msgspec.Struct, frozen=True):
    """A line by its number on either side: `old` is None where it was added, `new` where it was removed."""

    old: int | None
    new: int | None


def match_lines(old: list[Chain], new: list[Chain]) -> list[Pair]:
    """Every line of both sides, once: matched lines in the old order, then removed, then added.

    Two lines that both have a name are matched by name alone. The others are matched by content, identical
    lines first, and never across minerals. The order of the lines makes no difference.
    """
    old_names, new_names = _unique_names(old), _unique_names(new)
    found = {at: new_names[name] for name, at in old_names.items() if name in new_names}
    taken = set(found.values())
    left, right = _in_order(old), _in_order(new)
    named_left, named_right = set(old_names.values()), set(new_names.values())
    for key_of in _ALIKE:
        for named in (False, True):
            waiting: dict[Facts, deque[int]] = defaultdict(deque)
            for there in right:
                # Two lines that are named differently in their sheets are not the same line.
                if there not in taken and not (named and there in named_right):
                    waiting[key_of(new[there])].append(there)
            for here in left:
                if here not in found and (here in named_left) is named and (like := waiting.get(key_of(old[here]))):
                    found[here] = like.popleft()
                    taken.add(found[here])
    both = [Pair(here, found[here]) for here in sorted(found)]
    removed = [Pair(here, None) for here in range(len(old)) if here not in found]
    return both + removed + [Pair(None, there) for there in range(len(new)) if there not in taken]


def _unique_names(chains: list[Chain]) -> dict[str, int]:
    count = Counter(key(chain.line) for chain in chains)
    return {key(c.line): at for at, c in enumerate(chains) if c.named and count[key(c.line)] == 1}


def _in_order(chains: list[Chain]) -> list[int]:
    """The lines in an order that does not depend on the order of the sheet."""
    return sorted(range(len(chains)), key=lambda at: _everything(chains[at]))


# Similarity of two lines, the most similar first ---------------------------------------------------------------


def _subject(chain: Chain) -> Facts:
    return chain.mineral, key(chain.material or ""), key(chain.component or "")


def _sites(chain: Chain, facts: Callable[[Site], Facts]) -> Facts:
    return tuple((step, *sorted(map(repr, map(facts, chain.sites.of(step))))) for step in Step)


def _whole_site(site: Site) -> Facts:
    return site.country, identity(site.entity or ""), str(site.value_added)


def _where(site: Site) -> Facts:
    return (site.country,)


def _everything(chain: Chain) -> tuple[str, ...]:
    """All facts of a line that matter."""
    denied = (step for step in Step if chain.denied.of(step) is not None)
    screened = (chain.role, chain.claims_relief, chain.attestation and chain.attestation.reference, *denied)
    facts = (*_subject(chain), _sites(chain, _whole_site), chain.value, chain.mass, *screened)
    return tuple(str(fact) for fact in facts)


_ALIKE: list[Callable[[Chain], Facts]] = [
    _everything,
    lambda chain: (*_subject(chain), _sites(chain, _whole_site)),
    lambda chain: (*_subject(chain), _sites(chain, _where), chain.value),
    lambda chain: (*_subject(chain), _sites(chain, _where)),
    lambda chain: (*_subject(chain), chain.value),
    _subject,
    lambda chain: _subject(chain)[:2],
    lambda chain: (chain.mineral, _subject(chain)[2]),
    lambda chain: (chain.mineral, _sites(chain, _where)),
]


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
