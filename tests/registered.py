"""What `critmin evidence` answers to bills of materials from short tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boms import Tables
from products import write_product
from random_boms import write_csv

SIGNED = b"%PDF-1.7 signed"


@dataclass(frozen=True)
class Registered:
    """The register in JSON, and the exit status of the run."""

    exit_code: int
    register: dict[str, Any]

    @property
    def documents(self) -> list[dict[str, Any]]:
        return list(self.register["documents"])

    @property
    def document(self) -> dict[str, Any]:
        """The only row."""
        (only,) = self.documents
        return dict(only)

    def row(self, document: str | None, bom: str | None = None) -> dict[str, Any]:
        """The only row of a document, in a bill of materials if named."""
        (found,) = [row for row in self.documents if row["document"] == document and bom in (None, row["bom"])]
        return dict(found)

    @property
    def statuses(self) -> list[tuple[str | None, str, str | None]]:
        """The document, the status, and whether a pass rests on it, of each row."""
        return [(row["document"], row["status"], row["rests"]) for row in self.documents]


Register = Callable[..., Registered]


def write(tables: Tables, folder: Path, name: str) -> Path:
    """A bill of materials by chains or by items, as a CSV with its companions."""
    return (write_product if "Materials" in tables else write_csv)(tables, folder, name)
