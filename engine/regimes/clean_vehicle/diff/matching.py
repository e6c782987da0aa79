"""Matches the lines of two bills of materials."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from ....model.battery import Chain, Site, Step, key
from ....vocabulary.company_names import identity

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
    for alike in _ALIKE:
        for named in (False, True):
            waiting: dict[Facts, deque[int]] = defaultdict(deque)
            for there in right:
                # Two lines that are named differently in their sheets are not the same line.
                if there not in taken and not (named and there in named_right):
                    waiting[alike(new[there])].append(there)
            for here in left:
                if here not in found and (here in named_left) is named and (like := waiting.get(alike(old[here]))):
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
