"""The sample bills of materials, which `critmin demo` writes."""

from pathlib import Path


def spreadsheets() -> list[Path]:
    """The samples, with the tables beside them, sorted by name."""
    return sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in (".csv", ".xlsx"))
