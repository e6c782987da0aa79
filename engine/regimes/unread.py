"""Columns that are not read and may contradict the verdict: ends of attestations, entities with a fact against them."""

from collections.abc import Callable, Iterable, Mapping

from ..intake.tables.unread_columns import AttestationEnd, Mention
from ..model.battery import SupplierSheets
from ..model.findings import Findings, Unreadable
from ..model.quoting import quoted
from ..rules.rule import Period


def refuse_ended(ends: Iterable[AttestationEnd], days: Period, found: Findings, *, day_is: str) -> None:
    """Refuses an attestation that ended before the days according to a column that critmin does not use.

    `day_is` says what happens on the days, such as `placed in service`.

    Raises:
        Unreadable: such an attestation exists, and the columns file does not exclude the column.
    """
    refused = Findings()
    for end in ends:
        if end.on >= days.last:
            continue
        says = f"says that an attestation ends on {end.on}, before the date {day_is} ({days.text})"
        _add(end, says, f"is not used but {says}", found, refused)
    _raise(refused)


def refuse_mentioned(
    mentions: Iterable[Mention],
    sheets: SupplierSheets,
    identities: Mapping[str, str],
    against: Callable[[str], str | None],
    listed: Callable[[str], str | None],
    found: Findings,
    *,
    about: str | None = None,
) -> None:
    """Refuses a column that is not read if it names an entity with a fact against it, as `against` says of a name
    of the sheets, and `listed` of any other.

    What the row says in columns that are read is no news: the name itself, or, by the sheet `Ownership`, an owner of
    a name there. A row without such names is about the entity `about`.

    Raises:
        Unreadable: such a column exists, and the columns file does not exclude it.
    """
    refused, owners = Findings(), _Owners(sheets)
    for mention in mentions:
        of = [identities[name] for name in mention.beside or {about} if name is not None and name in identities]
        at = identities.get(mention.name)
        if at is not None and at in owners.above(of):
            continue
        if (fact := (listed if at is None else against)(mention.name)) is None:
            continue
        says = f"it names {quoted(mention.name)}: {fact}"
        stated = "if that is an owner, state it in Ownership"
        _add(mention, says, f"is not used but may contradict the verdict: {says}; {stated}", found, refused)
    _raise(refused)


def _add(of: AttestationEnd | Mention, says: str, refusal: str, found: Findings, refused: Findings) -> None:
    """Adds the column to the refused ones, or only reports it if the columns file excludes it."""
    if of.excluded:
        message = f"{of.column} is excluded by the columns file, but {says}: nothing of it is used"
        found.add("COLUMN-EXCLUDED", message, *of.cells)
    else:
        refused.add("COLUMN-ADVERSE", f"{of.column} {refusal}{of.line}", *of.cells)


def _raise(refused: Findings) -> None:
    if found := refused.all():
        raise Unreadable(found)


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
