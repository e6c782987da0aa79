"""Who holds whom as a graph: the groups that hold one another, and what a share flows into."""

from collections.abc import Iterable, Mapping


def groups(names: Iterable[str], owners: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of entities that hold one another, each after its owners (Tarjan, without recursion)."""
    groups: list[list[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for root in names:
        path = [] if root in number else [(root, iter(owners[root]))]
        if path:
            number[root] = lowest[root] = len(number)
            open_[root] = None
        while path:
            name, above = path[-1]
            for owner in above:
                if owner not in number:
                    number[owner] = lowest[owner] = len(number)
                    open_[owner] = None
                    path.append((owner, iter(owners[owner])))
                    break
                if owner in open_:
                    lowest[name] = min(lowest[name], number[owner])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    groups.append([])
                    while groups[-1][-1:] != [name]:
                        groups[-1].append(open_.popitem()[0])
    return groups


def reached(sources: Iterable[str], owners: Mapping[str, Iterable[str]]) -> set[str]:
    """The sources, and the entities into which any share of theirs flows."""
    owned_by: dict[str, list[str]] = {}
    for name, above in owners.items():
        for owner in above:
            owned_by.setdefault(owner, []).append(name)
    found = set(sources)
    waiting = list(found)
    while waiting:
        more = [name for name in owned_by.get(waiting.pop(), ()) if name not in found]
        found.update(more)
        waiting += more
    return found
