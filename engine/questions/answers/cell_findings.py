"""What the reading of a bill of materials finds at its cells."""

from functools import cache

from ....data import load
from ...intake.tables.book import Book
from ...model.findings import Finding, Severity
from ...model.settings import Settings
from ...regimes.registry import REGIMES


def findings_of(book: Book, settings: Settings) -> list[Finding]:
    """The findings of the reading under the regime of these settings."""
    regime = next(regime for regime in REGIMES.values() if regime.sheets == settings.sheets)
    return list(regime.read(book, settings).findings)


def is_fault(found: Finding) -> bool:
    """Whether a finding says that a cell is not read, or not as it stands."""
    return found.code in _codes() and found.severity is not Severity.NOTE


@cache
def _codes() -> frozenset[str]:
    return frozenset({*load("findings/cells.toml", dict[str, object]), "ATTESTATION-NOT-IN-HAND"})
