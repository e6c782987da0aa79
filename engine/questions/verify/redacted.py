"""What a redacted report does not say, and recomputing it needs."""

from typing import Any

from msgspec import UNSET

from ...intake.tables.long_table import open_long_table
from ...model.settings import AS_IT_IS, ColumnsFile
from ...report.pseudonyms import is_pseudonym
from ...report.report import Inquiry
from ...report.withheld import Scope
from ..run_file import BadReport
from .stated import StatedReport


def names_in(path: str, content: bytes | None) -> list[str | None]:
    """The bills of materials in a file, in the order in which a run checks them; a file with one has no name for it."""
    table = open_long_table(path, AS_IT_IS) if content is None else None
    return [None] if table is None else [*table.names, *table.lineless]


def check_repeatable(stated: StatedReport, scope: Scope, columns: tuple[ColumnsFile, str] | None) -> None:
    """Refuses a redacted report that withholds a part of its own question.

    Raises:
        BadReport: it does.
    """
    asked: Inquiry[Any] | None = stated.asked
    lacks = None
    if stated.scenario is not None:
        lacks = "the scenario"
    elif asked is not None and asked.waivers is not UNSET:
        lacks = "the waivers"
    elif asked is not None and scope.names and is_pseudonym(asked.sheet or ""):
        lacks = "the name of the sheet"
    elif asked is not None and scope.names and asked.columns is not None and columns is None:
        raise BadReport(
            f"the report withholds the columns file that it was made with (sha256 {asked.columns.sha256}): "
            "provide it with --columns FILE"
        )
    if lacks is not None:
        raise BadReport(
            f"the report withholds {lacks} that it was made with, so it cannot be recomputed: verify the report that "
            "withholds nothing, and give that report instead of the bill of materials to confirm that it is the same"
        )
