"""Attestations that end before the days of a verdict, by columns that are not read."""

from collections.abc import Iterable

from ..intake.tables.unread_columns import AttestationEnd
from ..model.findings import Findings, Unreadable
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
        if end.excluded:
            message = f"{end.column} is excluded by the columns file, but {says}: nothing of it is used"
            found.add("COLUMN-EXCLUDED", message, *end.cells)
        else:
            refused.add("COLUMN-ADVERSE", f"{end.column} is not used but {says}{end.line}", *end.cells)
    if ended := refused.all():
        raise Unreadable(ended)
