"""Entities with a fact against them that stand in columns that are not read: an owner, perhaps, or who did the work."""

from collections.abc import Callable, Iterable, Mapping

from ..intake.tables.unread_columns import Mention
from ..model.battery import SupplierSheets
from ..model.findings import Findings, Unreadable
from ..model.quoting import quoted


def refuse_mentioned(
    mentions: Iterable[Mention],
    sheets: SupplierSheets,
    identities: Mapping[str, str],
    against: Callable[[str], str | None],
    found: Findings,
    *,
    about: str | None = None,
) -> None:
    """Refuses a column that is not read if it names an entity with a fact against it, as `against` says of a name.

    What the row says in columns that are read is no news: the name itself, or, by the sheet `Ownership`, an owner of
    a name there. A row without such names is about the entity `about`.

    Raises:
        Unreadable: such a column exists, and the columns file does not exclude it.
    """
    refused, owners = Findings(), _Owners(sheets)
    for mention in mentions:
        of = [identities[name] for name in mention.beside or {about} if name in identities]
        if mention.name not in identities or identities[mention.name] in owners.above(of):
            continue
        if (fact := against(mention.name)) is None:
            continue
        says = f"it names {quoted(mention.name)}: {fact}"
        if mention.excluded:
            message = f"{mention.column} is excluded by the columns file, but {says}: nothing of it is used"
            found.add("COLUMN-EXCLUDED", message, *mention.cells)
        else:
            stated = "if that is an owner, state it in Ownership"
            message = f"{mention.column} is not used but may contradict the verdict: {says}; {stated}{mention.line}"
            refused.add("COLUMN-ADVERSE", message, *mention.cells)
    if all_refused := refused.all():
        raise Unreadable(all_refused)


class _Owners:
    """The owners of each entity by the sheet `Ownership`, and theirs."""

    def __init__(self, sheets: SupplierSheets) -> None:
        self._owners: dict[str, set[str]] = {}
        for holding in sheets.holdings:
            self._owners.setdefault(sheets.identity(holding.owned), set()).add(sheets.identity(holding.owner))

    def above(self, names: Iterable[str]) -> set[str]:
        """The entities of these identities, and everybody who holds one of them, directly or through others."""
        waiting = [*names]
        found = set(waiting)
        while waiting:
            more = self._owners.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return found
